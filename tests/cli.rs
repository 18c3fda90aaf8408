//! The command line as a user meets it: transcripts of commands, errors included, and what runs leave behind.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn slantwise(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_slantwise")).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("the program starts")
}

fn ok(args: &[&str]) -> String {
    let out = slantwise(args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// ../shared holds real articles that may not be copied here.
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if !path.exists() {
        eprintln!("NOT RUN: {} is absent, so what is tested on it was not tested", path.display());
        return None;
    }
    Some(path)
}

fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out: Vec<(String, Vec<u8>)> = std::fs::read_dir(dir)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.is_file() && p.file_name().is_some_and(|n| n != "timings.json"))
        .map(|p| (p.file_name().unwrap_or_default().to_string_lossy().into_owned(), std::fs::read(&p).expect("a file")))
        .collect();
    out.sort();
    out
}

fn column(table: &Path, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(table).expect("a table");
    let at = reader.headers().expect("a header").iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name}"));
    reader.records().map(|r| r.expect("a row")[at].to_owned()).collect()
}

#[test]
fn transcripts() {
    trycmd::TestCases::new().env("COLUMNS", "100").env("NO_COLOR", "1").case("tests/cmd/*.trycmd");
}

#[test]
fn every_entry_passes_its_tests_and_nothing_is_doubtful() {
    let out = slantwise(&["lexicon", "test"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
    let out = slantwise(&["lexicon", "check"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
}

#[test]
fn the_same_bytes_on_any_number_of_threads_and_again() {
    let dir = tempfile::tempdir().expect("a folder");
    let (one, two) = (dir.path().join("one"), dir.path().join("two"));
    ok(&["compare", "demo/articles", "--out", one.to_str().unwrap_or_default(), "--threads", "1"]);
    ok(&["compare", "demo/articles", "--out", two.to_str().unwrap_or_default(), "--threads", "2"]);
    let (a, b) = (files(&one), files(&two));
    assert_eq!(a.iter().map(|f| &f.0).collect::<Vec<_>>(), b.iter().map(|f| &f.0).collect::<Vec<_>>());
    for (x, y) in a.iter().zip(&b) {
        assert!(x.1 == y.1, "{} differs", x.0);
    }
    // A run over an earlier run replaces it as a whole, and verify finds the same again.
    ok(&["compare", "demo/articles", "--out", one.to_str().unwrap_or_default()]);
    assert!(ok(&["verify", one.to_str().unwrap_or_default()]).contains("every file the same"));
}

#[test]
fn verify_tells_what_was_changed() {
    let dir = tempfile::tempdir().expect("a folder");
    let run = dir.path().join("run");
    ok(&["score", "demo/articles", "--out", run.to_str().unwrap_or_default()]);
    let hits = run.join("hits.csv");
    let text = std::fs::read_to_string(&hits).expect("hits.csv").replacen("own", "quoted", 1);
    std::fs::write(&hits, text).expect("written");
    let out = slantwise(&["verify", run.to_str().unwrap_or_default()]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stdout).contains("hits.csv: differs from line"));
}

#[test]
fn offsets_are_code_points_into_the_records_own_fields() {
    let dir = tempfile::tempdir().expect("a folder");
    let run = dir.path().join("run");
    ok(&["score", "demo/articles", "--out", run.to_str().unwrap_or_default()]);
    let table = run.join("hits.csv");
    let (ids, starts, ends, texts) = (column(&table, "article_id"), column(&table, "start"), column(&table, "end"), column(&table, "text"));
    assert!(ids.len() > 100, "{} hits", ids.len());
    for i in 0..ids.len() {
        let article: Vec<char> =
            std::fs::read_to_string(format!("{}/demo/articles/{}.txt", env!("CARGO_MANIFEST_DIR"), ids[i])).expect("an article").chars().collect();
        let (start, end): (usize, usize) = (starts[i].parse().expect("a number"), ends[i].parse().expect("a number"));
        assert_eq!(article[start..end].iter().collect::<String>(), texts[i], "{}", ids[i]);
    }
}

#[test]
fn a_failed_run_leaves_the_earlier_one_and_no_half_written_table() {
    let dir = tempfile::tempdir().expect("a folder");
    let run = dir.path().join("run");
    let path = run.to_str().unwrap_or_default();
    ok(&["score", "demo/articles", "--out", path]);
    let before = files(&run);
    let out = slantwise(&["score", "tests/data/no-text-column.csv", "--out", path]);
    assert_eq!(out.status.code(), Some(2));
    assert!(before == files(&run));
    assert_eq!(std::fs::read_dir(dir.path()).expect("a folder").count(), 1, "nothing is left beside it");
    // A folder of somebody else's is not written over.
    let other = dir.path().join("other");
    std::fs::create_dir(&other).expect("a folder");
    std::fs::write(other.join("thesis.txt"), "mine").expect("a file");
    let out = slantwise(&["score", "demo/articles", "--out", other.to_str().unwrap_or_default()]);
    assert_eq!(out.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(other.join("thesis.txt")).expect("still there"), "mine");
    // A place that cannot be written to: a file stands where the folder's parent should be.
    let blocked = other.join("thesis.txt").join("run");
    let out = slantwise(&["score", "demo/articles", "--out", blocked.to_str().unwrap_or_default()]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("thesis.txt"));
}

#[test]
fn a_full_disk_is_an_error_and_leaves_nothing() {
    // /dev/full takes no byte: standard output stands for the disk.
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        eprintln!("NOT RUN: there is no /dev/full here");
        return;
    };
    let out = Command::new(env!("CARGO_BIN_EXE_slantwise"))
        .args(["score", "demo/articles", "--format", "csv"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(full)
        .output()
        .expect("the program starts");
    assert_eq!(out.status.code(), Some(2), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn bad_input_is_told_and_the_rest_is_done() {
    let dir = tempfile::tempdir().expect("a folder");
    // Invalid UTF-8 in the middle, one line of 50 MB, a lone quotation mark.
    let mut lines: Vec<u8> = Vec::new();
    for id in ["good-1", "good-2", "good-3"] {
        lines.extend(format!("{{\"id\":\"{id}\",\"text\":\"The “brutal” régime fell – at last.\"}}\n").into_bytes());
    }
    lines.extend_from_slice(b"{\"id\":\"bytes\",\"text\":\"The brutal \xFF\xFE regime fell.\"}\n");
    lines.extend_from_slice(b"{\"id\":\"long\",\"text\":\"");
    lines.extend(std::iter::repeat_n(*b"the town ", 50_000_000 / 9).flatten());
    lines.extend_from_slice(b"\"}\n{\"id\":\"mark\",\"text\":\"\xE2\x80\x9CThe brutal regime fell.\"}\n");
    let input = dir.path().join("in.jsonl");
    std::fs::write(&input, lines).expect("written");
    let run = dir.path().join("run");
    let out = slantwise(&["score", input.to_str().unwrap_or_default(), "--out", run.to_str().unwrap_or_default()]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(column(&run.join("articles.csv"), "article_id"), ["good-1", "good-2", "good-3", "long", "mark"]);
    let rejects = column(&run.join("rejects.csv"), "line");
    assert_eq!(rejects, ["4"]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("1 records could not be read"));
}

#[test]
fn a_struck_hit_is_out_of_the_counts_and_kept_with_its_reason() {
    let dir = tempfile::tempdir().expect("a folder");
    let (run, struck) = (dir.path().join("run"), dir.path().join("struck"));
    let article = "demo/articles/kessary-strikes_corrast-bugle.txt";
    ok(&["score", article, "--out", run.to_str().unwrap_or_default()]);
    let table = run.join("hits.csv");
    let at = column(&table, "voice").iter().zip(column(&table, "category")).position(|(v, c)| v == "own" && c == "label_neg").expect("an own-voice label");
    let cell = |name: &str| column(&table, name)[at].clone();
    let file = dir.path().join("exclusions.csv");
    std::fs::write(
        &file,
        format!(
            "article_id,field,start,end,entry,reason\n{},{},{},{},{},deserved\n",
            cell("article_id"),
            cell("field"),
            cell("start"),
            cell("end"),
            cell("entry")
        ),
    )
    .expect("written");
    ok(&["score", article, "--out", struck.to_str().unwrap_or_default(), "--exclusions", file.to_str().unwrap_or_default()]);
    let loaded = |dir: &Path| column(&dir.join("articles.csv"), "loaded_own")[0].parse::<i32>().expect("a number");
    assert_eq!(loaded(&struck), loaded(&run) - 1);
    assert!(column(&struck.join("dropped.csv"), "reason").contains(&"deserved".to_owned()));
}

#[test]
fn words_of_the_real_articles_are_counted_as_by_hand() {
    let Some(seeds) = shared("seeds") else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let run = dir.path().join("run");
    ok(&["compare", seeds.to_str().unwrap_or_default(), "--out", run.to_str().unwrap_or_default()]);
    assert_eq!(column(&run.join("articles.csv"), "words"), ["346", "522", "693", "450", "419"]);
    // 001, 002 and 003 tell one event; 000 and 004 are related at most.
    let (ids, events, relation) =
        (column(&run.join("events.csv"), "article_id"), column(&run.join("events.csv"), "event_id"), column(&run.join("events.csv"), "relation"));
    let same = |prefix: &str| (0..ids.len()).find(|i| ids[*i].starts_with(prefix) && relation[*i] == "same").map(|i| events[i].clone());
    assert_eq!(same("001"), same("002"));
    assert_eq!(same("002"), same("003"));
    assert_ne!(same("000"), same("004"));
    assert_ne!(same("000"), same("001"));
    // Nothing has 002 call the YPG terrorist in its own voice.
    let labels = run.join("labels.csv");
    for i in 0..column(&labels, "actor").len() {
        let cell = |name: &str| column(&labels, name)[i].clone();
        assert!(!(cell("actor") == "ypg" && cell("label").contains("terrorist") && cell("n_own") != "0"), "row {i}");
    }
    // 000 and 004 are related, each alone in its event, so nothing is tested between them.
    let of = |prefix: &str, wanted: &str| {
        (0..ids.len()).filter(|i| ids[*i].starts_with(prefix) && relation[*i] == wanted).map(|i| events[i].clone()).collect::<Vec<_>>()
    };
    assert_eq!((of("000", "related"), of("004", "related")), (of("004", "same"), of("000", "same")));
    let contrasts = |name: &str| column(&run.join("contrasts.csv"), name);
    let (event, measure, a, b, verdict, ratio) =
        (contrasts("event_id"), contrasts("measure"), contrasts("outlet_a"), contrasts("outlet_b"), contrasts("verdict"), contrasts("rate_ratio"));
    assert!(event.iter().all(|e| Some(e) == same("001").as_ref()), "{event:?}");
    let rate = |one: &str, other: &str| {
        (0..a.len()).find(|i| measure[*i] == "loaded_rate" && a[*i] == one && b[*i] == other).unwrap_or_else(|| panic!("{one}, {other}"))
    };
    // 002 and 003 do not differ; 001's wording is the most loaded of the three.
    assert!(matches!(verdict[rate("5Pillars", "unknown aggregator")].as_str(), "no difference shown" | "too little evidence"));
    for (one, other, more, said) in [
        ("The Frontier Post", "unknown aggregator", true, "higher"),
        ("The Frontier Post", "*rest*", true, "higher"),
        ("5Pillars", "The Frontier Post", false, "lower"),
    ] {
        assert_eq!(ratio[rate(one, other)].parse::<f64>().expect("a ratio") > 1.0, more, "{one}, {other}");
        assert_eq!(verdict[rate(one, other)], said, "{one}, {other}");
    }
    // Who shot, in the headlines: 003 says it in the active voice, 002 in a passive that names an agent, 001 not at all.
    let agency = |name: &str| column(&run.join("agency.csv"), name);
    let (of_article, section, construction, agent) = (agency("article_id"), agency("section"), agency("construction"), agency("agent"));
    let headline = |prefix: &str| -> Vec<(String, bool)> {
        (0..section.len())
            .filter(|i| section[*i] == "headline" && of_article[*i].starts_with(prefix))
            .map(|i| (construction[i].clone(), !agent[i].is_empty()))
            .collect()
    };
    assert!(headline("003").contains(&("active".into(), true)), "{:?}", headline("003"));
    assert!((0..agent.len()).any(|i| of_article[i].starts_with("003") && section[i] == "headline" && agent[i] == "rebels"));
    assert!(headline("002").iter().any(|(how, named)| *named && ["passive_agent", "weapon_agent"].contains(&how.as_str())), "{:?}", headline("002"));
    assert!(headline("001").iter().all(|(_, named)| !named), "{:?}", headline("001"));
    // Facts that two tell and the third does not.
    let (finding, with) = (column(&run.join("coverage.csv"), "finding"), column(&run.join("coverage.csv"), "outlets_with"));
    assert!((0..finding.len()).any(|i| finding[i] == "omitted" && with[i].matches(" | ").count() == 1));
}

#[test]
fn the_scanner_agrees_with_the_library_on_real_text() {
    let Some(path) = shared("data/basil_dev.jsonl") else { return };
    use slantwise::text::{Vocabulary, pipeline::oracle_words, scan::Scanner};
    let (mut scanner, vocabulary, mut tokens) = (Scanner::default(), Vocabulary::default(), Vec::new());
    let mut words = 0usize;
    for line in std::fs::read_to_string(path).expect("a file").lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = record["text"].as_str().unwrap_or_default();
        scanner.scan(text, &vocabulary, &mut tokens);
        // Every word of the library is covered by tokens, and no token holds anything else than its words and joiners.
        let mut covered = vec![false; text.len()];
        for token in &tokens {
            covered[token.range()].fill(true);
        }
        for range in oracle_words(text) {
            words += 1;
            assert!(covered[range.clone()].iter().any(|c| *c), "{:?}", &text[range]);
        }
        let inside: usize = oracle_words(text).iter().map(|r| r.len()).sum();
        let ours: usize = tokens.iter().map(|t| text[t.range()].chars().filter(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>()).sum();
        assert!(ours <= inside, "{ours} bytes of words, the library has {inside}");
    }
    assert!(words > 50_000, "{words}");
}
