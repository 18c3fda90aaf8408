//! The comparison over tables made by hand.

use super::contrast::Verdict;
use super::measures::Measure;
use super::sides::Counts;
use super::{ALL_EVENTS, CompareSettings, Comparison, REST, compare};
use crate::analysis::Voice;
use crate::events::Events;
use crate::tables::read::{AgencyRow, ArticleRow, HitRow, MentionRow, QuoteRow, RunTables};
use proptest::prelude::*;

/// Tables with the categories that the tests use.
pub fn tables() -> RunTables {
    RunTables { categories: ["label_neg", "violence", "doubt"].map(str::to_owned).to_vec(), lexical: vec![true, true, false], ..RunTables::default() }
}

/// Adds an article of ten sentences; its number.
pub fn article(t: &mut RunTables, id: &str, outlet: &str, event: &str, words: u32) -> u32 {
    let row = ArticleRow {
        id: id.into(),
        outlet: t.symbols.number(outlet),
        event: t.symbols.number(event),
        date: "2024-02-15".into(),
        words,
        words_own: words,
        headline_words: 10,
        sentence_words: vec![words / 10; 10],
        by_category: vec![0; 3],
        ..ArticleRow::default()
    };
    t.articles.push(row);
    t.articles.len() as u32 - 1
}

/// Adds `n` own-voice hits of an entry.
pub fn hits(t: &mut RunTables, article: u32, category: usize, entry: &str, n: u32) {
    let name = t.categories[category].clone();
    for at in 0..n {
        let row = HitRow {
            article,
            text: t.symbols.number(entry.split('.').next_back().unwrap_or("")),
            sentence: at % 10 + 1,
            group: t.hits.len() as u32 + 1,
            category: t.symbols.number(&name),
            entry: t.symbols.number(entry),
            polarity: -1,
            weight: 1.0,
            target: t.symbols.number("assad"),
            counts: true,
            ..HitRow::default()
        };
        t.hits.push(row);
    }
    let row = &mut t.articles[article as usize];
    row.by_category[category] += n;
    if t.lexical[category] {
        row.loaded_own += n;
    }
}

fn mention(t: &mut RunTables, article: u32, text: &str, label: &str, valence: i8, voice: Voice) {
    let row = MentionRow {
        article,
        text: t.symbols.number(text),
        actor: t.symbols.number("assad"),
        label: t.symbols.number(label),
        valence,
        voice,
        ..MentionRow::default()
    };
    t.mentions.push(row);
}

fn run(t: &RunTables) -> Comparison {
    compare(t, &Events::from_user(t), &CompareSettings::default())
}

/// Two outlets, one event: "regime" nine times against once, and who did it.
fn two() -> RunTables {
    let mut t = tables();
    let a = article(&mut t, "a1", "A", "E", 500);
    let b = article(&mut t, "b1", "B", "E", 1000);
    hits(&mut t, a, 0, "conflict.regime", 20);
    hits(&mut t, b, 0, "conflict.regime", 4);
    hits(&mut t, b, 1, "conflict.massacre", 1);
    hits(&mut t, b, 2, "attribution.claim", 3);
    for _ in 0..9 {
        mention(&mut t, a, "the Assad regime", "regime", -1, Voice::Own);
    }
    mention(&mut t, a, "The government", "government", 0, Voice::Own);
    mention(&mut t, a, "the tyrant", "tyrant", -1, Voice::Quoted);
    for _ in 0..8 {
        mention(&mut t, b, "the government", "government", 0, Voice::Own);
    }
    mention(&mut t, b, "Bashar al-Assad", "Bashar al-Assad", 0, Voice::Own);
    mention(&mut t, b, "regime", "regime", -1, Voice::Attributed);
    t
}

#[test]
fn rates_are_compared_with_what_drives_them() {
    let found = run(&two());
    let rows: Vec<_> = found.contrasts.iter().filter(|c| c.measure == Measure::LoadedRate).collect();
    // Of two outlets, the pair alone.
    assert_eq!(rows.len(), 1);
    let row = rows[0];
    assert_eq!((row.outlet_a.as_str(), row.count_a, row.words_a, row.outlet_b.as_str(), row.count_b, row.words_b), ("A", 20, 500, "B", 5, 1000));
    assert!((row.ratio - 8.0).abs() < 1e-12);
    assert_eq!(row.verdict, Verdict::Higher);
    assert_eq!(row.drivers, "conflict.regime +36.0; conflict.massacre -1.0");
    assert_eq!(row.q, row.p);
    let doubt = found.contrasts.iter().find(|c| c.measure == Measure::Doubt).unwrap();
    assert_eq!((doubt.term.as_str(), doubt.count_a, doubt.count_b, doubt.verdict), ("assad", 0, 3, Verdict::TooLittle));
    let net = found.contrasts.iter().find(|c| c.measure == Measure::NetPolarity).unwrap();
    assert_eq!((net.count_a, net.count_b, net.verdict), (-20, -8, Verdict::Lower));
    assert!(net.ratio.is_nan() && net.hi < 0.0);
}

#[test]
fn terms_have_log_odds_and_z_only_from_five() {
    let found = run(&two());
    let term = |name: &str| found.contrasts.iter().find(|c| c.measure == Measure::Term && c.term == name);
    let regime = term("regime").unwrap();
    // Prior 100 · 24 / 1500 = 1.6: ln(21.6 / 578.4) - ln(5.6 / 1094.4).
    let by_hand = (21.6_f64 / 578.4).ln() - (5.6_f64 / 1094.4).ln();
    assert!((regime.log_odds - by_hand).abs() < 1e-9);
    assert!(regime.z.is_nan(), "four on one side");
    assert!(term("massacre").is_none(), "once is no evidence");
}

#[test]
fn labels_are_counted_by_voice() {
    let found = run(&two());
    let of = |outlet: &str, label: &str| found.labels.iter().find(|l| &*l.outlet == outlet && &*l.label == label).unwrap();
    assert_eq!((of("A", "regime").n_own, of("A", "tyrant").n_quoted, of("B", "regime").n_attributed), (9, 1, 1));
    assert!((of("A", "regime").share_own - 0.9).abs() < 1e-12);
    assert!(of("A", "tyrant").adj_resid.is_nan(), "not in own voice: not in the table");
    // Own-voice table: A 9, 1, 0; B 0, 8, 1. Expected 9·10/19; residual (9 - 4.7368) / √(4.7368 · (9/19) · (10/19)).
    let expected = 90.0_f64 / 19.0;
    let residual = (9.0 - expected) / (expected * (9.0 / 19.0) * (10.0 / 19.0)).sqrt();
    assert!((of("A", "regime").adj_resid - residual).abs() < 1e-9);
    assert!(of("A", "regime").actor_p < 0.01 && of("A", "regime").actor_p == of("B", "government").actor_q);
    let names: Vec<(&str, &str, &str, u64)> = found.naming.iter().map(|n| (&*n.outlet, &*n.surface_form, n.class, n.n)).collect();
    assert_eq!(
        names,
        [
            ("A", "Assad regime", "negative label", 9),
            ("A", "government", "neutral label", 1),
            ("B", "government", "neutral label", 8),
            ("B", "Bashar al-Assad", "name", 1)
        ]
    );
}

#[test]
fn one_outlet_has_labels_and_no_test() {
    let mut t = tables();
    let a = article(&mut t, "a1", "A", "E", 500);
    mention(&mut t, a, "the regime", "regime", -1, Voice::Own);
    let found = run(&t);
    assert_eq!(found.labels.len(), 1);
    assert!(found.labels[0].actor_p.is_nan() && found.labels[0].actor_q.is_nan());
    assert!(found.contrasts.is_empty() && found.robustness.is_empty());
}

#[test]
fn three_outlets_over_six_events() {
    let mut t = tables();
    for event in ["E", "F", "G", "H", "I", "J"] {
        for (outlet, n) in [("A", 30), ("B", 10), ("C", 10)] {
            let at = article(&mut t, &format!("{event}{outlet}"), outlet, event, 1000);
            hits(&mut t, at, 1, "conflict.massacre", n);
        }
    }
    let found = run(&t);
    let rate = |event: &str, a: &str, b: &str| {
        found.contrasts.iter().find(|c| c.measure == Measure::LoadedRate && c.event == event && c.outlet_a == a && c.outlet_b == b).unwrap()
    };
    assert_eq!(found.contrasts.iter().filter(|c| c.measure == Measure::LoadedRate).count(), 7 * (3 + 3));
    assert_eq!((rate(ALL_EVENTS, "A", REST).verdict, rate(ALL_EVENTS, "B", "C").verdict), (Verdict::Higher, Verdict::NoDifference));
    assert!((rate(ALL_EVENTS, "A", "B").ratio - 3.0).abs() < 1e-12);
    assert_eq!(rate("E", "B", "C").verdict, Verdict::TooLittle);
    assert_eq!(rate(ALL_EVENTS, "A", REST).articles, (6, 12));
    let order = found.robustness.iter().find(|r| r.event == ALL_EVENTS && r.kind == ALL_EVENTS).unwrap();
    assert!(order.order_stands);
    assert_eq!(order.order, ["A", "B = C"]);
}

#[test]
fn an_order_that_one_entry_makes_does_not_stand() {
    let mut t = tables();
    let a = article(&mut t, "a1", "A", "E", 1000);
    let b = article(&mut t, "b1", "B", "E", 1000);
    hits(&mut t, a, 0, "conflict.regime", 9);
    hits(&mut t, b, 1, "conflict.massacre", 5);
    let found = run(&t);
    let row = |kind: &str| found.robustness.iter().find(|r| r.kind == kind).unwrap();
    assert_eq!((row("entry").variants, row("entry").stands), (2, 1));
    assert_eq!(row("entry").overturned_by, ["conflict.regime"]);
    assert!(!row(ALL_EVENTS).order_stands && row(ALL_EVENTS).order.is_empty());
}

#[test]
fn a_copy_counts_once() {
    let mut t = tables();
    let a = article(&mut t, "a1", "A", "E", 500);
    let b = article(&mut t, "b1", "B", "E", 500);
    let copy = article(&mut t, "b2", "B", "E", 500);
    hits(&mut t, a, 0, "conflict.regime", 3);
    hits(&mut t, b, 0, "conflict.regime", 2);
    hits(&mut t, copy, 0, "conflict.regime", 40);
    let mut events = Events::from_user(&t);
    events.of_article[copy as usize].duplicate_of = Some(a);
    let found = compare(&t, &events, &CompareSettings::default());
    let row = found.contrasts.iter().find(|c| c.measure == Measure::LoadedRate).unwrap();
    assert_eq!((row.count_a, row.count_b, row.words_b), (3, 2, 500));
    assert_eq!(found.articles[copy as usize].duplicate_of, "a1");
    let copies = found.robustness.iter().find(|r| r.kind == "copies").unwrap();
    assert_eq!((copies.variants, copies.stands), (1, 0));
}

#[test]
fn agency_and_sources_are_summed_up() {
    let mut t = two();
    let named = |t: &mut RunTables, article, agent: &str, construction: &str, text: &str| {
        let row = AgencyRow {
            article,
            text: t.symbols.number(text),
            construction: t.symbols.number(construction),
            agent: t.symbols.number(agent),
            victim: t.symbols.number("pilot"),
            ..AgencyRow::default()
        };
        t.agency.push(row);
    };
    for _ in 0..6 {
        named(&mut t, 0, "rebels", "active", "shot down");
    }
    for (agent, construction) in [("rebels", "passive_agent"), ("rebels", "active"), ("", "intransitive"), ("", "passive_agentless"), ("", "passive_agentless")]
    {
        named(&mut t, 1, agent, construction, "killed");
    }
    for (speaker, kind, words) in [("an army spokesman", "direct", 30), ("Witnesses", "indirect", 10), ("Witnesses", "indirect", 20), ("so-called", "scare", 1)]
    {
        let row = QuoteRow { article: 0, kind: t.symbols.number(kind), speaker: t.symbols.number(speaker), words, ..QuoteRow::default() };
        t.quotes.push(row);
    }
    let found = run(&t);
    let b = found.agency.iter().find(|r| r.outlet == "B").unwrap();
    assert_eq!((b.harm_events, b.named, b.constructions), (5, 2, [1, 1, 2, 0, 1, 0]));
    // 6 of 6 against 2 of 5 (METHODS, agency_fisher_seed).
    assert!((b.fisher_p - 0.0606).abs() < 1e-3);
    assert!((b.unnamed_share - 0.6).abs() < 1e-12 && b.interval.lo > 0.2 && b.interval.hi < 0.9);
    let contrast = found.contrasts.iter().find(|c| c.measure == Measure::AgentlessShare).unwrap();
    assert_eq!((contrast.term.as_str(), contrast.count_a, contrast.words_a, contrast.count_b, contrast.words_b), ("pilot", 0, 6, 3, 5));
    assert_eq!(contrast.drivers, "passive_agentless -0.40; intransitive -0.20");
    let sources: Vec<(&str, u64, u64, u64, u64)> = found.sources.iter().map(|s| (s.kind.as_str(), s.speakers, s.direct, s.indirect, s.words)).collect();
    assert_eq!(sources, [("witness", 1, 0, 2, 30), ("military", 1, 1, 0, 30)]);
}

#[test]
fn sides_are_counted_as_by_hand() {
    let mut t = tables();
    let (a, b) = (article(&mut t, "a1", "A", "E", 500), article(&mut t, "b1", "B", "E", 500));
    t.sides = [("assad", "Government"), ("rebels", "Opposition"), ("nobody", "Left")].map(|(actor, side)| (actor.to_owned(), side.to_owned())).to_vec();
    // Three hits against the government; those of a category that is only shown do not count.
    hits(&mut t, a, 0, "conflict.regime", 3);
    hits(&mut t, a, 2, "attribution.claimed", 4);
    for (valence, voice) in [(-1, Voice::Own), (-1, Voice::Own), (0, Voice::Own), (1, Voice::Own), (-1, Voice::Quoted)] {
        let row = MentionRow { article: a, actor: t.symbols.number("assad"), valence, voice, ..MentionRow::default() };
        t.mentions.push(row);
    }
    for (article, speaker, actor, kind, words) in [
        (a, "the president", "assad", "direct", 30),
        (a, "a fighter", "rebels", "indirect", 10),
        (a, "a baker", "", "direct", 60),
        (a, "safe", "rebels", "scare", 9),
    ] {
        let [speaker, speaker_actor, kind] = [speaker, actor, kind].map(|text| t.symbols.number(text));
        t.quotes.push(QuoteRow { article, kind, speaker, speaker_actor, words, ..QuoteRow::default() });
    }
    for (article, agent, actor) in [(a, "the army", "assad"), (a, "", ""), (b, "", "")] {
        let [agent, agent_actor, victim] = [agent, actor, "rebels"].map(|text| t.symbols.number(text));
        t.agency.push(AgencyRow { article, agent, agent_actor, victim, ..AgencyRow::default() });
    }
    let found = run(&t);
    let row = |side: &str, outlet: &str| found.sides.iter().find(|r| (r.side.as_str(), r.outlet.as_str()) == (side, outlet)).unwrap();
    let government = row("Government", "A");
    let want = Counts { mentions: 4, negative: 2, positive: 1, against: 3, speeches: 1, words: 30, does: 1, ..Counts::default() };
    assert_eq!((government.event.as_str(), government.counts), ("E", want));
    assert!((government.share - 0.3).abs() < 1e-12, "30 of 100 words");
    assert_eq!(row("Opposition", "A").counts, Counts { speeches: 1, words: 10, harmed: 2, doer_named: 1, ..Counts::default() });
    // B says nothing of the government, and nobody speaks there.
    assert_eq!(row("Government", "B").counts, Counts::default());
    assert!(row("Opposition", "B").share.is_nan() && row("Opposition", "B").counts.harmed == 1);
    // No side of which no outlet says anything, and no sum over the one event.
    assert_eq!(found.sides.len(), 4);
    let sides: Vec<(&str, &str)> = found.sources.iter().map(|s| (s.actor.as_str(), s.side.as_str())).collect();
    assert!(sides.contains(&("assad", "Government")) && sides.contains(&("", "")), "{sides:?}");
}

#[test]
fn a_copy_of_an_article_of_another_event_counts_in_its_own() {
    let mut t = tables();
    let first = article(&mut t, "a1", "A", "E1", 500);
    let copies = ["b1", "c1"].map(|id| article(&mut t, id, &id[..1].to_uppercase(), "E2", 500));
    article(&mut t, "d1", "D", "E2", 500);
    let mut events = Events::from_user(&t);
    for copy in copies {
        events.of_article[copy as usize].duplicate_of = Some(first);
    }
    // The first copy stands for both there; the months of outlets count neither.
    assert_eq!(events.set_aside(), [false, false, true, false]);
    let found = compare(&t, &events, &CompareSettings::default());
    assert_eq!(found.trends.iter().map(|r| r.outlet.as_str()).collect::<Vec<_>>(), ["A", "D"]);
    assert!(found.contrasts.iter().any(|c| c.event == "E2" && c.outlet_a == "B"));
}

#[test]
fn articles_get_their_columns() {
    let mut t = two();
    t.articles[1].sentence_words = vec![500, 500];
    let found = run(&t);
    // Twenty hits, two in each of ten sentences of 50 words: every resample has the same rate.
    let boot = found.articles[0].boot.unwrap();
    assert!((boot.lo - 40.0).abs() < 1e-9 && (boot.hi - 40.0).abs() < 1e-9);
    // Two sentences are too few: the exact interval, being wider.
    let exact = crate::stats::garwood(crate::stats::Count::new(5, 1000), 0.05).unwrap();
    assert_eq!(found.articles[1].boot, Some(exact));
    assert!(found.articles.iter().all(|a| a.shrunk.is_some()));
    assert_eq!(found.trends.len(), 2);
    assert_eq!((found.trends[0].outlet.as_str(), found.trends[0].month.as_str(), found.trends[0].loaded_own), ("A", "2024-02", 20));
}

#[test]
fn the_cap_keeps_the_rates_and_is_told() {
    let t = two();
    let all = run(&t);
    let few = compare(&t, &Events::from_user(&t), &CompareSettings { most_contrasts: 2, ..CompareSettings::default() });
    assert_eq!((few.contrasts.len(), few.capped), (2, all.contrasts.len() - 2));
    assert!(few.contrasts.iter().any(|c| c.measure == Measure::LoadedRate));
    // q is of all rows, left out or not.
    let q = |c: &super::contrasts::Contrast| (c.measure, c.term.clone(), c.category.clone(), c.q.to_bits());
    assert!(few.contrasts.iter().all(|c| all.contrasts.iter().any(|d| q(c) == q(d))));
}

fn arbitrary() -> impl Strategy<Value = RunTables> {
    let one = (0..4u8, 0..4u8, 0..400u32, prop::collection::vec((0..3usize, 0..4u8), 0..12), prop::collection::vec((0..3u8, -1..2i8, 0..3u8), 0..8));
    prop::collection::vec(one, 0..14).prop_map(|articles| {
        let mut t = tables();
        for (n, (outlet, event, words, found, names)) in articles.into_iter().enumerate() {
            let outlet = if outlet == 3 { String::new() } else { format!("O{outlet}") };
            let event = if event == 3 { String::new() } else { format!("E{event}") };
            let at = article(&mut t, &format!("a{n}"), &outlet, &event, words);
            for (category, entry) in found {
                hits(&mut t, at, category, &format!("lexicon.entry{entry}"), 1);
            }
            for (label, valence, voice) in names {
                let voice = [Voice::Own, Voice::Attributed, Voice::Quoted][usize::from(voice)];
                mention(&mut t, at, &format!("Name {label}"), ["regime", "government", ""][usize::from(label)], valence, voice);
            }
        }
        t
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn any_tables_are_compared_the_same_on_any_number_of_threads(t in arbitrary()) {
        let settings = CompareSettings { bootstrap: 50, permutations: 19, ..CompareSettings::default() };
        let events = Events::from_user(&t);
        let bytes = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let found = pool.install(|| compare(&t, &events, &settings));
            ["labels", "naming", "contrasts", "sources", "sides", "agency_summary", "trends", "robustness"].map(|name| found.table(name, crate::tables::Format::Csv).unwrap())
        };
        prop_assert_eq!(bytes(1), bytes(2));
    }
}

#[test]
fn sources_are_summed_over_all_events() {
    let mut t = tables();
    for (id, event) in [("a", "E1"), ("b", "E2")] {
        article(&mut t, id, "A", event, 100);
    }
    for (article, kind, speaker, words) in
        [(0, "direct", "Ann Lee", 10), (0, "indirect", "ANN LEE", 5), (0, "scare", "Ann Lee", 1), (1, "direct", "Ann Lee", 20)]
    {
        let row = QuoteRow { article, kind: t.symbols.number(kind), speaker: t.symbols.number(speaker), words, ..QuoteRow::default() };
        t.quotes.push(row);
    }
    let found = run(&t);
    let rows: Vec<_> = found.sources.iter().map(|s| (s.event.as_str(), s.speakers, s.direct, s.indirect, s.words, s.share)).collect();
    // One name however it is written, but an article's speakers are its own: two over both events.
    assert_eq!(rows, [("*all*", 2, 2, 1, 35, 1.0), ("E1", 1, 1, 1, 15, 1.0), ("E2", 1, 1, 0, 20, 1.0)]);
}

#[test]
fn a_form_of_a_name_is_written_as_it_is_in_bodies() {
    let mut t = tables();
    article(&mut t, "a", "A", "E", 100);
    for (text, headline) in [("THE REGIME", true), ("The Regime", true), ("the regime", false), ("the Regime", true)] {
        let row = MentionRow { actor: t.symbols.number("assad"), text: t.symbols.number(text), headline, valence: -1, ..MentionRow::default() };
        t.mentions.push(row);
    }
    let found = run(&t);
    let names: Vec<_> = found.naming.iter().map(|n| (&*n.surface_form, n.class, n.n, n.share)).collect();
    assert_eq!(names, [("regime", "negative label", 4, 1.0)]);
    let labels: Vec<_> = found.labels.iter().map(|l| (&*l.label, l.n_own, l.n_headline, l.valence)).collect();
    assert_eq!(labels, [("the regime", 4, 3, -1)]);
}
