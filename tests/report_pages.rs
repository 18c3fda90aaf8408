//! What a page must not hold, and what a run too large for one page becomes: told from the files, no browser needed.

mod report_support;

use report_support::{Run, demo, run_on};
use slantwise::report::ReportOptions;
use std::path::Path;
use std::sync::OnceLock;

fn the_demo() -> &'static Run {
    static DEMO: OnceLock<Run> = OnceLock::new();
    DEMO.get_or_init(demo)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The part of a page that its scripts work from.
fn data(page: &str) -> serde_json::Value {
    let from = page.find("id=\"data\">").unwrap() + 10;
    let to = from + page[from..].find("</script>").unwrap();
    serde_json::from_str(&page[from..to]).unwrap()
}

#[test]
fn without_text_no_sentence_of_an_article_is_in_the_page() {
    let run = the_demo();
    run.write(&ReportOptions { no_text: true, ..ReportOptions::default() }, "no-text");
    let page = read(&run.folder.path().join("no-text/report.html"));
    for (id, text) in &run.texts {
        for line in text.lines().filter(|l| l.chars().count() > 200) {
            // Contexts are eight words a side, headlines are told in articles.csv; nothing longer may pass.
            let chars: Vec<char> = line.chars().collect();
            for from in (0..chars.len().saturating_sub(160)).step_by(40) {
                let stretch: String = chars[from..from + 160].iter().collect();
                assert!(!page.contains(&stretch), "{id}: {stretch}");
            }
        }
    }
    assert!(page.contains("SHA-256"));
}

#[test]
fn a_blind_page_names_no_outlet() {
    let run = the_demo();
    run.write(&ReportOptions { blind: true, ..ReportOptions::default() }, "blind");
    let page = read(&run.folder.path().join("blind/report.html"));
    let data = data(&page);
    assert!(data["outlets"].as_array().unwrap().iter().all(|o| o["name"].as_str().unwrap().starts_with("Outlet ")));
    assert!(data["articles"].as_array().unwrap().iter().all(|a| a["id"].as_str().unwrap().starts_with("sha256:")));
    // Names that stand in the articles' own words stay; these do not.
    for name in ["The Halvenian Standard</", "kessary-strikes_"] {
        let around = page.find(name).and_then(|at| page.get(page.floor_char_boundary(at.saturating_sub(120))..page.ceil_char_boundary(at + 80)));
        assert_eq!(around, None, "{name}");
    }
}

#[test]
fn events_are_called_by_their_title_or_a_headline_never_by_a_number() {
    let run = the_demo();
    let titles = std::collections::BTreeMap::from([("hospital-vote".to_owned(), "The vote on hospitals".to_owned())]);
    run.write(&ReportOptions { titles, ..ReportOptions::default() }, "titled");
    let titled = data(&read(&run.folder.path().join("titled/report.html")));
    let names: Vec<&str> = titled["events"].as_array().unwrap().iter().map(|e| e["title"].as_str().unwrap()).collect();
    assert!(names.contains(&"The vote on hospitals") && names.contains(&"Kessary strikes"), "{names:?}");
    // An id with a number in it: the earliest headline of its articles.
    let lines = [("a", "2024-02-15", "Later words"), ("b", "2024-02-14", "First words")];
    let jsonl: String = lines
        .iter()
        .map(|(id, date, title)| {
            let text = "The regime shelled the town on Tuesday, residents said.";
            serde_json::json!({"id": id, "outlet": id, "date": date, "event": "town_2024_02_14", "title": title, "text": text}).to_string() + "\n"
        })
        .collect();
    // The run's folder goes with it.
    let numbered = run_on(&jsonl);
    let page = numbered.page(&ReportOptions::default());
    assert_eq!(data(&read(&page))["events"][0]["title"], "“First words”");
}

#[test]
fn a_large_run_is_an_index_and_a_page_an_event() {
    let run = the_demo();
    for blind in [false, true] {
        let into = if blind { "large-blind" } else { "large" };
        let written = run.write(&ReportOptions { max_articles: 5, blind, ..ReportOptions::default() }, into);
        assert_eq!((written.pages, written.articles), (4, 12));
        let folder = run.folder.path().join(into);
        let index = read(&folder.join("report.html"));
        assert!(index.contains("too large for one page") && index.contains("report/event-0001.html"));
        for n in 1..=3 {
            let page = read(&folder.join(format!("report/event-000{n}.html")));
            let data = data(&page);
            assert_eq!(data["articles"].as_array().unwrap().len(), 4);
            assert!(data["articles"].as_array().unwrap().iter().all(|a| a["shown"] == true));
            assert!(!data["hits"].as_array().unwrap().is_empty());
        }
    }
}
