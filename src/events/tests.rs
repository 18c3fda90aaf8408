//! Small collections made by hand.

use super::coverage::{Finding, Kind};
use super::*;
use crate::engine::{Analysis, Engine, Scratch, Settings};
use crate::facts::{self, Article, Taken};
use crate::record::Ordinal;
use crate::tables::read::ArticleRow;
use crate::tables::{Format, Sheet, schema};

/// id, outlet, date, title, text.
type Line<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

fn collection(lines: &[Line<'_>]) -> (RunTables, Facts) {
    thread_local!(static ENGINE: Engine = Engine::build(Settings::default()).map(|e| e.0).unwrap_or_else(|_| panic!("the words in the program")));
    let mut tables = RunTables::default();
    let mut sheet = Sheet::new(&schema::facts(), Format::Csv);
    let mut taken = Taken::default();
    ENGINE.with(|engine| {
        for (number, (id, outlet, date, title, text)) in lines.iter().enumerate() {
            let (mut scratch, mut analysis) = (Scratch::default(), Analysis::default());
            engine.analyse(title, text, &mut scratch, &mut analysis);
            let article = Article {
                text: &scratch.text,
                body_start: scratch.body_start,
                tokens: &scratch.tokens,
                parts: &scratch.parts,
                quotes: &analysis.quotes,
                dated: !date.is_empty(),
            };
            facts::take(&article, &mut taken);
            facts::row(id, Ordinal { input: 0, number: number as u64 }, &taken, &mut sheet);
            let outlet = tables.symbols.number(outlet);
            tables.articles.push(ArticleRow {
                id: (*id).into(),
                outlet,
                date: (*date).into(),
                title: (*title).into(),
                words: analysis.words,
                ..ArticleRow::default()
            });
        }
    });
    let bytes = [Sheet::header(&schema::facts(), Format::Csv), sheet.bytes].concat();
    let facts = Facts::from_csv(&bytes).unwrap_or_else(|e| panic!("{e}"));
    (tables, facts)
}

const JET_1: &str = "MOSCOW: A Russian Su-25 fighter jet was shot down over Idlib on Saturday and its pilot was killed near Maasran. Hayat Tahrir al-Sham claimed the downing of the jet. At least 30 militants were killed in the strikes that followed, the ministry said. Intensive airstrikes hit Saraqeb.";
const JET_2: &str = "Russian warplanes struck Idlib province after fighters of Hayat Tahrir al-Sham shot down a Su-25 jet near Maasran. The pilot ejected and was killed. The ministry in Moscow said 30 militants had died. Hospitals in Maarat were hit.";
const JET_3: &str = "The pilot of a Su-25 was killed when Hayat Tahrir al-Sham brought down his Russian jet over Idlib, close to Maasran. Residents of Saraqeb counted a dozen airstrikes by evening. The ministry said it killed 30 militants.";
const VOTE_1: &str = "Senator Harriet Brandeis broke with her party over the Millbrook mosque on Monday. Brandeis said the mosque should be built somewhere else. Her rival Tom Ellery, a Tea Party favourite in Nevada, had pressed her for days.";
const VOTE_2: &str = "Harriet Brandeis, the senior senator from Nevada, opposed the mosque planned in Millbrook, parting with the president. Her challenger Tom Ellery asked her to take a stand. A spokesman for Brandeis said the mosque should be moved.";

fn lines() -> Vec<Line<'static>> {
    vec![
        ("a", "Alpha", "2018-02-04", "Russia strikes Idlib after jet is downed", JET_1),
        ("v1", "Alpha", "2018-02-05", "Brandeis breaks with president over mosque", VOTE_1),
        ("b", "Beta", "2018-02-05", "Russian pilot killed as Su-25 is shot down", JET_2),
        ("v2", "Beta", "2018-02-05", "Brandeis against Millbrook mosque", VOTE_2),
        ("c", "Gamma", "2018-02-05T09:00", "Su-25 downed over Idlib", JET_3),
        ("old", "Gamma", "2017-01-02", "Su-25 downed over Idlib", JET_3),
    ]
}

fn same(events: &Events, a: usize, b: usize) -> bool {
    events.of_article[a].event == events.of_article[b].event
}

#[test]
fn articles_of_one_event_are_linked_and_others_not() {
    let (tables, facts) = collection(&lines());
    let events = link(&tables, &facts, &Options::default());
    assert!(same(&events, 0, 2) && same(&events, 0, 4), "{events:#?}");
    assert!(same(&events, 1, 3) && !same(&events, 0, 1));
    assert!(!same(&events, 4, 5), "a year apart");
    let first = &events.of_article[0];
    assert!(first.event.starts_with("e2018-02-04-") && first.source == EventSource::Auto && first.link_score.is_some());
    assert_eq!((first.days_apart, events.of_article[2].days_apart), (Some(0), Some(1)));
    assert!(first.shared_entities.iter().any(|n| n.contains("Maasran") || n.contains("Tahrir")), "{:?}", first.shared_entities);
    // The same words a year earlier: a copy, though not the same event.
    assert_eq!(events.of_article[4].duplicate_of, Some(5));
    assert_eq!(events.of_article[5].duplicate_of, None);
}

#[test]
fn without_dates_only_what_is_clearly_alike_is_linked() {
    let undated: Vec<Line<'_>> = lines().into_iter().take(5).map(|l| (l.0, l.1, "", l.3, l.4)).collect();
    let (tables, facts) = collection(&undated);
    let events = link(&tables, &facts, &Options::default());
    assert!(same(&events, 0, 2) && same(&events, 1, 3) && !same(&events, 0, 1));
    assert!(events.of_article[0].event.starts_with("e-"));
}

#[test]
fn a_roundup_does_not_glue() {
    let both = format!("{VOTE_1}\n\n{JET_1}");
    let mut all = lines();
    all.push(("r", "Delta", "2018-02-05", "The day in brief", &both));
    let (tables, facts) = collection(&all);
    let events = link(&tables, &facts, &Options::default());
    assert!(same(&events, 0, 2) && same(&events, 1, 3) && !same(&events, 0, 1));
}

#[test]
fn order_of_the_tables_and_threads_change_nothing() {
    let (tables, facts) = collection(&lines());
    let events = link(&tables, &facts, &Options::default());
    for threads in [1, 3] {
        assert_eq!(link(&tables, &facts, &Options { threads, ..Options::default() }), events);
    }
    // Shards hold every other record; read one after the other they are out of order.
    let order = [0, 2, 4, 1, 3, 5];
    let mixed = RunTables { symbols: tables.symbols.clone(), articles: order.iter().map(|i| tables.articles[*i].clone()).collect(), ..RunTables::default() };
    let moved = Facts { of_article: order.iter().map(|i| facts.of_article[*i].clone()).collect() };
    let other = link(&mixed, &moved, &Options::default());
    for (at, i) in order.iter().enumerate() {
        assert_eq!(other.of_article[at].event, events.of_article[*i].event);
        assert_eq!(other.of_article[at].link_score, events.of_article[*i].link_score);
    }
}

#[test]
fn the_user_wins() {
    let (mut tables, facts) = collection(&lines());
    tables.articles[0].event = tables.symbols.number("mine");
    tables.articles[1].event = tables.symbols.number("mine");
    let events = link(&tables, &facts, &Options::default());
    assert!(events.of_article[..2].iter().all(|a| a.event == "mine" && a.source == EventSource::User));
    let user = UserEvents::parse_toml(
        "e.toml",
        "[[event]]\nid = \"jet\"\ndates = [\"2018-02-03\", \"2018-02-10\"]\nkeywords = [\"Su-25\", \"Idlib\", \"Maasran\"]\n[[event]]\nid = \"vote\"\narticles = [\"v2\"]\n",
    );
    let (tables, facts) = collection(&lines());
    let events = link(&tables, &facts, &Options { user: user.unwrap_or_else(|e| panic!("{e}")), ..Options::default() });
    let of = |i: usize| (events.of_article[i].event.as_str(), events.of_article[i].source);
    assert_eq!([of(0), of(2), of(4), of(3)], [("jet", EventSource::User), ("jet", EventSource::User), ("jet", EventSource::User), ("vote", EventSource::User)]);
    assert_eq!(of(1), ("vote", EventSource::Auto));
    assert_ne!(of(5).0, "jet");
}

#[test]
fn a_run_can_be_written_edited_and_read_back() {
    let (tables, facts) = collection(&lines());
    let events = link(&tables, &facts, &Options::default());
    let written = UserEvents::from_run(&tables, &events);
    let read = UserEvents::parse_toml("events.toml", &written.to_toml()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(read, written);
    let csv = [Sheet::header(&schema::events(), Format::Csv), write::events(&tables, &events, Format::Csv).bytes].concat();
    let table = UserEvents::parse_csv("events.csv", std::str::from_utf8(&csv).unwrap_or("")).unwrap_or_else(|e| panic!("{e}"));
    for user in [read, table] {
        let again = link(&tables, &facts, &Options { user, ..Options::default() });
        let ids = |e: &Events| e.of_article.iter().map(|a| a.event.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&again), ids(&events));
        assert!(again.of_article.iter().all(|a| a.source == EventSource::User));
    }
    for bad in ["[[event]]\nid = \"\"\narticles = [\"a\"]", "[[event]]\nid = \"x\"\ndates = [\"soon\"]", "[[event]]\nid = \"x\"", "[[event]]\nname = \"x\""] {
        assert!(UserEvents::parse_toml("e.toml", bad).is_err(), "{bad}");
    }
    assert!(UserEvents::parse_csv("e.csv", "title\nx\n").is_err());
    let listed = UserEvents::parse_csv("e.csv", "id,dates,keywords,articles\njet,2018-02-03 | 2018-02-05,Idlib | Su-25,\n").map(|u| u.events[0].keywords.len());
    assert_eq!(listed.ok(), Some(2));
}

#[test]
fn copies_are_found_whatever_stands_around_them() {
    let story: String = (0..120).map(|n| format!("Word{n} stood beside term{} in the long report of agency number {}. ", n * 7 % 113, n % 11)).collect();
    let longer =
        format!("A first paragraph of the newspaper's own, which tells where it has the story from. {story} And a last one of its own, for good measure.");
    let other: String = (0..120).map(|n| format!("Quite another sentence {n} about things {} that nobody copied. ", n * 5 % 97)).collect();
    let (mut tables, facts) =
        collection(&[("late", "B", "2018-02-05", "Copy", &longer), ("first", "A", "2018-02-04", "Story", &story), ("own", "C", "2018-02-05", "Other", &other)]);
    tables.articles[1].wire_source = "AFP".into();
    let events = link(&tables, &facts, &Options::default());
    assert_eq!(events.of_article[0].duplicate_of, Some(1));
    assert_eq!(events.of_article[0].wire_source, "AFP");
    assert_eq!((events.of_article[1].duplicate_of, events.of_article[2].duplicate_of), (None, None));
}

#[test]
fn coverage_leaves_one_out_and_knows_the_order_of_publication() {
    let (tables, facts) = collection(&lines());
    let events = link(&tables, &facts, &Options::default());
    let rows = coverage::coverage(&tables, &facts, &events).0;
    let jet = |item: &str| rows.iter().find(|r| r.event == events.of_article[0].event && r.item.contains(item));
    let saraqeb = jet("Saraqeb").unwrap_or_else(|| panic!("{rows:#?}"));
    assert_eq!(
        (saraqeb.finding, saraqeb.kind, saraqeb.with.join(" "), saraqeb.without.join(" ")),
        (Finding::Omitted, Kind::Name, "Alpha Gamma".into(), "Beta".into())
    );
    assert!(jet("30 militants").is_some_and(|r| r.finding == Finding::Shared && r.kind == Kind::Number), "{rows:#?}");
    assert!(saraqeb.evidence[0].starts_with("a:text:"));
    // Alpha's last article came a day before the others had Maarat… which only Beta has anyway.
    let maarat = jet("Maarat").unwrap_or_else(|| panic!("{rows:#?}"));
    assert_eq!((maarat.finding, maarat.excused.join(" "), maarat.without.join(" ")), (Finding::Only, "Alpha".into(), "Gamma".into()));
    // Of two outlets nothing is ever omitted.
    assert!(rows.iter().filter(|r| r.event == events.of_article[1].event).all(|r| r.finding != Finding::Omitted));
}

#[test]
fn actors_are_discovered_over_the_articles_of_an_event() {
    let (tables, facts) = collection(&lines());
    let events = link(&tables, &facts, &Options::default());
    let found = discover::mentions(&tables, &facts, &events);
    let of = |id: &str| found.iter().filter(|m| &*m.actor == id).map(|m| (m.article, &*m.text)).collect::<Vec<_>>();
    let brandeis = of("harriet_brandeis");
    assert!(brandeis.iter().any(|m| m == &(1, "Brandeis")) && brandeis.iter().any(|m| m == &(3, "Harriet Brandeis")), "{found:#?}");
    assert!(found.iter().all(|m| &*m.actor != "brandeis"));
    assert!(of("tom_ellery").len() >= 2);
}

#[test]
fn odd_tables_are_no_panic() {
    let options = Options::default();
    assert!(link(&RunTables::default(), &Facts::default(), &options).of_article.is_empty());
    let (tables, _) = collection(&lines());
    assert_eq!(link(&tables, &Facts::default(), &options).of_article.len(), tables.articles.len());
    let odd: Vec<Line<'_>> = vec![
        ("", "", "", "", ""),
        ("", "", "yesterday", "", "北京消息 2018年 政府"),
        ("x", "", "2018-02-30", "A", "A"),
        ("x", "", "9999-12-31", "B b", "دمشق"),
        ("x", "o", "0001-01-01", "", "...."),
    ];
    let (tables, facts) = collection(&odd);
    let events = link(&tables, &facts, &options);
    assert_eq!(events.of_article.len(), 5);
    assert_eq!(coverage::coverage(&tables, &facts, &events).1, discover::mentions(&tables, &facts, &events));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn any_facts_are_linked_alike_twice(cells in proptest::collection::vec(("[A-Za-z0-9_~.]{0,60}", "[A-Za-z~ ;0-9()tq,=]{0,60}", "[0-9a-z@;$ ]{0,30}", "[A-Za-z]{0,40}", 0u32..9), 0..12)) {
        let mut sheet = Sheet::new(&schema::facts(), Format::Csv);
        let mut tables = RunTables::default();
        for (n, (terms, names, numbers, sketch, day)) in cells.iter().enumerate() {
            sheet.text(&n.to_string());
            sheet.integer(0);
            sheet.integer(n as i64);
            for cell in ["", terms, terms, names, numbers, sketch] {
                sheet.text(cell);
            }
            sheet.end();
            tables.articles.push(ArticleRow { id: n.to_string(), date: format!("2018-02-0{day}"), ..ArticleRow::default() });
        }
        let bytes = [Sheet::header(&schema::facts(), Format::Csv), sheet.bytes].concat();
        let facts = Facts::from_csv(&bytes).unwrap();
        let one = link(&tables, &facts, &Options { threads: 1, ..Options::default() });
        let two = link(&tables, &facts, &Options { threads: 2, ..Options::default() });
        assert_eq!(one, two);
        assert_eq!(coverage::coverage(&tables, &facts, &one), coverage::coverage(&tables, &facts, &two));
        assert_eq!(discover::mentions(&tables, &facts, &one), discover::mentions(&tables, &facts, &two));
    }
}
