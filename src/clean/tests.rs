use super::*;
use proptest::prelude::*;
use std::sync::OnceLock;

fn cleaner() -> &'static Cleaner {
    static CLEANER: OnceLock<Cleaner> = OnceLock::new();
    CLEANER.get_or_init(|| Cleaner::compile(&LayoutRules::built_in().unwrap()).unwrap())
}

fn layout(text: &str, title: &str) -> Layout {
    let mut out = Layout::default();
    cleaner().layout(text, title, &mut out);
    out
}

/// "part: first words" of every line.
fn parts(text: &str, title: &str) -> Vec<String> {
    layout(text, title)
        .lines
        .iter()
        .map(|l| format!("{}: {}", l.part.name(), text[l.range()].split_whitespace().take(2).collect::<Vec<_>>().join(" ")))
        .collect()
}

/// Words by the definition that the tables use, outside boilerplate.
fn words(text: &str) -> usize {
    let word = regex::Regex::new(r"[^\W_]+(?:[-'’.,][^\W_]+)*").unwrap();
    layout(text, "").lines.iter().filter(|l| l.part != Part::Boilerplate).map(|l| word.find_iter(&text[l.range()]).count()).sum()
}

fn shared(path: &str) -> Option<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    let text = std::fs::read_to_string(&path);
    if text.is_err() {
        eprintln!("NOT TESTED: {} is absent", path.display());
    }
    text.ok()
}

const SEEDS: [(&str, usize); 5] =
    [("000_a10bb21d1f1debc2", 346), ("001_76987922ef306dd1", 522), ("002_ec72984becc81707", 693), ("003_72d14c5bf26dc1a0", 450), ("004_d03bbbf11d9d4dc6", 419)];

#[test]
fn the_examples_in_the_rules_are_true() {
    let untrue = cleaner().untrue_examples();
    assert!(untrue.is_empty(), "{}", untrue.iter().map(|u| format!("{u}\n")).collect::<String>());
}

#[test]
fn words_of_the_real_articles() {
    for (name, want) in SEEDS {
        let Some(text) = shared(&format!("seeds/{name}.txt")) else { continue };
        assert_eq!(words(&text), want, "{name}: {:#?}", parts(&text, ""));
    }
}

#[test]
fn boilerplate_of_the_real_articles() {
    let Some(gold) = shared("gold/seed_gold.json") else { return };
    let gold: serde_json::Value = serde_json::from_str(&gold).unwrap();
    for name in ["000_a10bb21d1f1debc2", "002_ec72984becc81707", "004_d03bbbf11d9d4dc6"] {
        let Some(text) = shared(&format!("seeds/{name}.txt")) else { continue };
        let point = |byte: u32| text[..byte as usize].chars().count() as u64;
        let found: Vec<(u64, u64)> = layout(&text, "").boilerplate().map(|l| (point(l.start), point(l.end))).collect();
        let of_file = |b: &&serde_json::Value| b["file"].as_str().is_some_and(|f| f.starts_with(name));
        let want = gold["boilerplate"].as_array().unwrap().iter().filter(of_file);
        let want: Vec<(u64, u64)> = want.map(|b| (b["start"].as_u64().unwrap(), b["end"].as_u64().unwrap())).collect();
        assert_eq!(found, want, "{name}");
    }
}

#[test]
fn a_page_from_the_web() {
    let text = "Home > News > World\n\nFerry sinks off Marra, dozens missing\n\nCrew blamed as rescuers search all night\nBy Ana Doe\n3 March 2021\n4 min read\n\nMARRA (AFP) — A ferry sank off the coast of Marra on Monday with more than eighty people aboard.\n\nRead more: Ten ferries that sank\n\nFishermen who reached the scene first pulled eleven people from the water before the navy came.\n\n“Nobody warned us”\n\nThe captain is said to have left the bridge before the ship struck the reef, two sailors said.\n\nYou may also like\nWhy ships sink\nWhich fish glow?\n\nTags: Marra, ferries\n© 2021 The Daily. All rights reserved.\n";
    let out = layout(text, "");
    assert_eq!(
        parts(text, ""),
        [
            "boilerplate: Home >",
            "headline: Ferry sinks",
            "standfirst: Crew blamed",
            "boilerplate: By Ana",
            "boilerplate: 3 March",
            "boilerplate: 4 min",
            "boilerplate: MARRA (AFP)",
            "body: A ferry",
            "boilerplate: Read more:",
            "body: Fishermen who",
            "crosshead: “Nobody warned",
            "body: The captain",
            "boilerplate: You may",
            "boilerplate: Why ships",
            "boilerplate: Which fish",
            "boilerplate: Tags: Marra,",
            "boilerplate: © 2021",
        ]
    );
    assert_eq!(out.date.map(|d| d.to_string()).as_deref(), Some("2021-03-03"));
    assert_eq!(out.byline.map(|b| &text[b.start as usize..b.end as usize]), Some("Ana Doe"));
    assert_eq!(out.wire.as_deref(), Some("AFP"));
    assert_eq!(&text[out.headline.unwrap().start as usize..][..5], "Ferry");
    assert!(!out.title_in_text);
}

#[test]
fn a_title_in_the_text_is_the_headline() {
    let title = "Ferry Doesn’t Sink, Captain Says";
    let body = "The ferry did not sink, the captain told a court in Marra on Monday morning.";
    let text = format!("Ferry doesn't sink, captain says | The Daily\n\n{body}\n\nFerry Doesn’t Sink, Captain Says\n");
    let out = layout(&text, title);
    assert!(out.title_in_text);
    assert_eq!(parts(&text, title), ["headline: Ferry doesn't", "body: The ferry", "boilerplate: Ferry Doesn’t"]);
    // Not at its beginning: the title field is the headline, and a copy further down is furniture.
    let text = format!("{body}\n\n{body}\n\nFerry Doesn’t Sink, Captain Says\n");
    let out = layout(&text, title);
    assert!(!out.title_in_text && out.headline.is_none());
    assert_eq!(parts(&text, title), ["body: The ferry", "body: The ferry", "boilerplate: Ferry Doesn’t"]);
}

#[test]
fn a_text_in_one_line() {
    let title = "Ferry sinks off Marra";
    let text = "Fri 07 Apr 2017 at 0914 Ferry sinks off Marra. A ferry sank off the coast on Friday. Many were saved.";
    let out = layout(text, title);
    assert!(out.title_in_text);
    assert_eq!(parts(text, title), ["boilerplate: Fri 07", "headline: Ferry sinks", "body: A ferry"]);
    assert_eq!(out.date.map(|d| d.to_string()).as_deref(), Some("2017-04-07"));
    let text = "Posted on April 2 2017 by Ana Doe Ferry sinks off Marra Beirut A ferry sank off the coast on Friday. Many were saved.";
    assert_eq!(parts(text, title), ["boilerplate: Posted on", "headline: Ferry sinks", "body: Beirut A"]);
    let text = "Ferry sinks\noff Marra\n\nIt sank on Friday. Many were saved.";
    assert_eq!(parts(text, title), ["headline: Ferry sinks", "headline: off Marra", "body: It sank"]);
    assert_eq!(layout(text, title).headline, Some(0..21));
    let text = "A ferry sank off the coast on Friday, and the many people aboard were saved by fishermen from the villages around Marra bay.";
    assert_eq!(parts(text, ""), ["body: A ferry"]);
    assert_eq!(parts(text, title), ["body: A ferry"]);
    // A title that only happens to begin the sentence.
    assert_eq!(parts("Ferry sinks off Marra coast, killing nine people, police said.", title), ["body: Ferry sinks"]);
}

#[test]
fn sentences_of_the_article_are_kept() {
    let first = "The court in Marra began to hear the case of the sunken ferry on Monday.";
    for line in [
        "By the time the navy came, the ferry had gone down with all its lights on.",
        "Read in full, the report is a scandal, and the minister knows it.",
        "More than 40 people were on deck when the ship struck the reef.",
        "Reuters could not verify the account of the crew.",
        "Share prices of the shipping line fell by half within an hour.",
        "Follow the money, the prosecutor said.",
        "“Donate blood,” she told the crowd that had gathered at the pier, “and go home.”",
        "Comments by the minister made matters worse, fishermen said.",
        "The video was filmed by a passenger [who later drowned] on the upper deck.",
        "Subscribers to the theory of a bomb were few, and none of them sailors.",
        "Next week the court will hear the captain.",
        "She sent the picture to AFP.",
        "He was arrested on 3 March 2021.",
        "Cookies were all they had to eat, the rescued passengers said.",
        "Photos of the dead hung in the hall.",
    ] {
        let text = format!("Ferry trial opens\n\n{first}\n\n{line}\n\n{first} Judges listened.\n");
        assert_eq!(layout(&text, "").lines[2].part, Part::Body, "{line}: {:?}", layout(&text, "").lines[2].rule.map(|r| cleaner().rule_name(r)));
    }
}

#[test]
fn hard_wrapped_paragraphs_are_text() {
    let text = "The ferry that sank off the coast of Marra on Monday had not\nbeen inspected for nine years, according to a report by the\nsubscribe to nothing ministry that was published on Tuesday\nshare this or not, nobody would have\nread more than a page of it.\n";
    assert!(layout(text, "").lines.iter().all(|l| l.part == Part::Body), "{:?}", parts(text, ""));
}

#[test]
fn two_sentences_may_be_a_headline() {
    let text = "A ferry captain was arrested Monday in Marra. His ship had struck a reef.\n\nA captain was arrested in Marra on Monday after his ferry struck a reef that every chart shows, and sank with eighty people aboard. He is in custody.\n";
    assert_eq!(parts(text, ""), ["headline: A ferry", "body: A captain"]);
    let text = "A ferry captain was arrested Monday in Marra. His ship had struck a reef.\n\nProsecutors want to know why nobody had looked at the radar, which was in order, and who was drinking in the mess that night.\n";
    assert_eq!(parts(text, ""), ["body: A ferry", "body: Prosecutors want"]);
}

#[test]
fn credits_name_the_wire_service() {
    let body = "The ferry that sank off the coast of Marra had not been inspected for nine years.";
    for (credit, want) in [
        ("With material from Sextant", Some("Sextant")),
        ("Sextant contributed to this report.", Some("Sextant")),
        ("The Associated Press contributed to this report.", Some("AP")),
        ("Source: Anadolu Agency", Some("Anadolu")),
        ("— Agence France-Presse", Some("AFP")),
        ("(With inputs from agencies)", Some("agencies")),
        ("Jane Doe contributed to this report.", None),
        ("Ferry on the reef [AFP]", None),
    ] {
        let text = format!("Ferry sinks\n\n{body}\n\n{body}\n\n{credit}\n");
        let out = layout(&text, "");
        assert_eq!(out.wire.as_deref(), want, "{credit}");
        assert_eq!(out.lines.last().unwrap().part, Part::Boilerplate, "{credit}");
    }
    for (dateline, want) in [
        ("CORRAST, Feb 14 (Sextant) — ", Some("Sextant")),
        ("Beirut (AFP) – ", Some("AFP")),
        ("(Reuters) - ", Some("Reuters")),
        ("MOSCOW: ", None),
        ("PORT ELLISAR. ", None),
        ("NEW YORK — ", None),
    ] {
        let text = format!("Ferry sinks\n\n{dateline}{body}\n\n{body}\n");
        let out = layout(&text, "");
        assert_eq!(out.wire.as_deref(), want, "{dateline}");
        assert_eq!((out.lines[1].part, &text[out.lines[1].range()]), (Part::Boilerplate, dateline.trim_end()));
        assert_eq!(out.lines[2].part, Part::Body);
        assert!(text[out.lines[2].range()].starts_with("The ferry"));
    }
    for no_dateline in ["THEY had come", "WATCH: The ferry that sank", "BREXIT: The ferry that sank", "ANA DOE: The ferry that sank"] {
        let text = format!("Ferry sinks\n\n{no_dateline} off the coast of Marra in nine years.\n\nJOHN ROE: {body}\n");
        assert_ne!(layout(&text, "").lines[1].rule.map(|r| cleaner().rule_name(r)), Some("dateline"));
    }
}

#[test]
fn the_day_it_appeared_stands_over_the_day_it_was_changed() {
    let text =
        "Ferry sinks\nUpdated 4 March 2021\nPublished 3 March 2021\n\nThe ferry that sank off the coast of Marra had not been inspected for nine years.\n";
    assert_eq!(layout(text, "").date.map(|d| d.to_string()).as_deref(), Some("2021-03-03"));
}

#[test]
fn captions_with_a_credit_do_not_count_and_others_do() {
    let body = "The ferry that sank off the coast of Marra had not been inspected for nine years.";
    let text = format!("Ferry sinks\n\n{body}\n\n[Photo: The reckless captain leaves the court]\n\nThe ferry on the reef [Getty]\n\n{body}\n");
    let lines = layout(&text, "").lines;
    assert_eq!(
        (lines[2].part, lines[3].part),
        (Part::Caption, Part::Boilerplate),
        "{:?}",
        lines.iter().map(|l| l.rule.map(|r| cleaner().rule_name(r))).collect::<Vec<_>>()
    );
}

#[test]
fn what_is_wrong_with_a_file_of_rules_is_said_with_its_line() {
    let error = |toml: &str| match LayoutRules::from_toml(toml).and_then(|r| Cleaner::compile(&r)) {
        Ok(_) => panic!("{toml}"),
        Err(error) => error.to_string(),
    };
    assert!(error("[[rule]]\nname = \"x\"\nstart = []").contains("line 3, column 1: unknown field `start`"), "{}", error("[[rule]]\nname = \"x\"\nstart = []"));
    assert!(error("[[rule]]\nname = \"x\"\npattern = [\n  'ok',\n  '(a',\n]").starts_with("line 5: the pattern of rule `x` is no regular expression"));
    assert!(error("[[rule]]\nname = \"x\"").contains("has none of"));
    assert!(error("[[rule]]\nname = \"x\"\nis = [\"a\"]\n[[rule]]\nname = \"x\"\nis = [\"b\"]").contains("two rules"));
    assert!(error("[fragments]\na = '{b}'\nb = '{a}'\n[[rule]]\nname = \"x\"\npattern = ['{a}']").contains("contains itself"));
    assert!(error("[dateline]\npattern = ['(']").starts_with("line 2:"));
}

fn check(text: &str, title: &str) {
    let out = layout(text, title);
    let mut at = 0;
    for line in &out.lines {
        let (start, end) = (line.start as usize, line.end as usize);
        assert!(at <= start && start < end && end <= text.len(), "{text:?}");
        assert!(text[at..start].chars().all(shape::is_blank), "{text:?}");
        at = end;
    }
    assert!(text[at..].chars().all(shape::is_blank), "{text:?}");
    for range in [&out.headline, &out.byline].into_iter().flatten() {
        assert!(text.get(range.start as usize..range.end as usize).is_some(), "{text:?}");
    }
}

/// Pieces that furniture is made of, so that chance finds the rules.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("\n".to_owned()),
        Just("\r\n\r\n".to_owned()),
        Just("\u{A0}".to_owned()),
        Just("© ".to_owned()),
        Just("By Jane Doe".to_owned()),
        Just("MOSCOW (AFP) — ".to_owned()),
        Just("11 February, 2020".to_owned()),
        Just("Ferry sinks off Marra".to_owned()),
        Just(". ".to_owned()),
        Just("Read also: ".to_owned()),
        Just("You may also like\n".to_owned()),
        Just("[Getty]".to_owned()),
        Just("ÆÐ ﬁ İ\u{301}".to_owned()),
        "\\PC{0,40}",
        "[A-Za-z ,.]{0,300}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn lines_cover_any_text(pieces in proptest::collection::vec(piece(), 0..24), title in prop_oneof![Just(String::new()), Just("Ferry sinks off Marra".to_owned()), any::<String>()]) {
        check(&pieces.concat(), &title);
    }
}

/// What is not body in an article, one line each.
fn outline(text: &str, title: &str, out: &mut Layout) -> String {
    cleaner().layout(text, title, out);
    let byline = out.byline.clone().map(|b| &text[b.start as usize..b.end as usize]);
    let mut outline = format!("date {:?}, wire {:?}, byline {byline:?}, title in text {}\n", out.date, out.wire, out.title_in_text);
    for line in out.lines.iter().filter(|l| l.part != Part::Body) {
        let rule = line.rule.map_or("", |r| cleaner().rule_name(r));
        outline += &format!("  {} [{rule}] {}\n", line.part.name(), text[line.range()].chars().take(100).collect::<String>());
    }
    outline
}

#[test]
fn parts_of_the_demo_articles() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/articles");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "txt")).collect();
    files.sort();
    let mut all = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        all += &format!("{}: {}", file.file_name().unwrap().to_string_lossy(), outline(&text, "", &mut Layout::default()));
    }
    insta::assert_snapshot!("demo", all);
}
