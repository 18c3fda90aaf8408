//! Somebody who has nothing but the page, and no script: what can be read from its text alone.

mod report_support;

use report_support::{as_jsonl, repository, run_on};
use slantwise::report::ReportOptions;

/// The page as text: no style, no script, a line for each row, cell or paragraph.
fn text_of(page: &str) -> Vec<String> {
    // Line ends of the source mean nothing.
    let page = page.replace('\n', " ");
    let mut out = String::new();
    let mut rest = page.as_str();
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        for name in ["script", "style"] {
            if rest.starts_with(&format!("<{name}")) {
                rest = rest.find(&format!("</{name}>")).map_or("", |end| &rest[end..]);
            }
        }
        let end = rest.find('>').map_or(rest.len(), |e| e + 1);
        let tag = &rest[..end];
        if ["</tr", "</p", "</h", "</dd", "</summary", "</section"].iter().any(|t| tag.starts_with(t)) {
            out.push('\n');
        } else if ["</td>", "</th>"].contains(&tag) {
            out.push_str(" ¦ ");
        } else if ["</dt", "</button"].iter().any(|t| tag.starts_with(t)) {
            out.push_str(" | ");
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    let out = out.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'").replace("&#x2f;", "/");
    out.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|l| !l.is_empty()).collect()
}

/// The lines of a section, up to the next heading of the page.
fn section<'t>(lines: &'t [String], heading: &str, next: &str) -> &'t [String] {
    let from = lines.iter().rposition(|l| l == heading).unwrap_or_else(|| panic!("no heading {heading}"));
    let to = lines[from..].iter().position(|l| l == next).map_or(lines.len(), |n| from + n);
    &lines[from..to]
}

#[test]
fn the_page_of_the_real_articles_answers_without_script() {
    let seeds = repository().join("../shared/seeds");
    if !seeds.is_dir() {
        eprintln!("NOT RUN: {} is absent, so what a reader learns from its page was not tested", seeds.display());
        return;
    }
    let run = run_on(&as_jsonl(&seeds));
    let page = std::fs::read_to_string(run.page(&ReportOptions::default())).expect("the page");
    let lines = text_of(&page);
    let articles = run.rows("articles");
    let outlet = |prefix: &str| articles.iter().find(|a| a["article_id"].starts_with(prefix)).map(|a| a["outlet"].clone()).expect("an article");

    // Which outlet names the government how.
    let names = section(&lines, "What each outlet calls whom", "Event by event");
    let head: Vec<&str> = names.iter().find(|l| l.starts_with("Actor ¦")).expect("a head").split('¦').map(str::trim).filter(|c| !c.is_empty()).collect();
    let row = names.iter().find(|l| l.starts_with("Syrian government ¦")).expect("the government's row");
    let cells: Vec<&str> = row.trim_end_matches(" ¦").split('¦').collect();
    assert_eq!(cells.len(), head.len(), "{row}\n{head:?}");
    let cell = |outlet: &str| {
        let at = head.iter().position(|h| *h == outlet).unwrap_or_else(|| panic!("{outlet} in {head:?}"));
        cells[at].to_owned()
    };
    assert!(cell(&outlet("000")).contains("− regime 7") && cell(&outlet("000")).contains("− dictator"), "{row}");
    assert!(cell(&outlet("001")).contains("− regime 6"), "{row}");
    assert!(!cell(&outlet("004")).contains("regime") && cell(&outlet("004")).contains("army 5"), "{row}");

    // Who shot the plane down, according to each.
    let said: String = section(&lines, "Who did it", "Does it hold?").join("\n");
    let told = |outlet: &str, words: &str| said.lines().any(|l| l.contains(&format!("¦ {outlet} ¦")) && l.contains(words));
    assert!(told(&outlet("003"), "shot down active, by opposition fighters"), "{said}");
    assert!(told(&outlet("001"), "was shot down passive agentless"), "{said}");
    let headline = lines.iter().any(|l| l.contains("shot down by a jihadist group"));
    assert!(headline, "{} says a jihadist group did", outlet("002"));

    // Which words are quoted: they stand apart from the outlet's own.
    let at = lines.iter().position(|l| l.starts_with(&outlet("003")) && l.contains("loaded, own voice")).expect("the article of 003");
    let list: Vec<&String> = lines[at..at + 8].iter().collect();
    let quoted = list.iter().find(|l| l.starts_with("Quoted |")).unwrap_or_else(|| panic!("{list:?}"));
    assert!(quoted.contains("hard-line") && quoted.contains("jihadist") && quoted.contains("Russia’s Defence Ministry"), "{quoted}");
    let own = list.iter().find(|l| l.starts_with("The outlet itself |")).expect("its own words");
    assert!(!own.contains("hard-line"), "{own}");

    // Whether 002 and 003 differ: they do not.
    let differences = section(&lines, "Differences, and the words that make them", "Who did it");
    let (a, b) = (outlet("002"), outlet("003"));
    let pair: Vec<&String> =
        differences.iter().filter(|l| l.starts_with("Loaded wording, own voice") && l.contains(&format!("{a} ")) && l.contains(&format!("{b} "))).collect();
    let short = section(&lines, "Outlet against outlet", "What each outlet calls whom");
    assert!(short.iter().any(|l| l.contains(&a) && l.contains(&b) && (l.contains("too little evidence") || l.contains("no difference shown"))), "{short:?}");
    // 001 does differ from both.
    assert!(short.iter().any(|l| l.starts_with("2 of these 3 pairs of outlets are shown to differ")), "{short:?}");
    let loaded = outlet("001");
    let of_loaded: Vec<&String> = short.iter().filter(|l| l.contains(&format!("{loaded} ")) && l.contains('¦')).collect();
    assert!(of_loaded.len() == 2 && of_loaded.iter().all(|l| l.contains("lower") || l.contains("higher")), "{short:?}");
    assert!(!pair.is_empty() && pair.iter().all(|l| l.contains("too little evidence") || l.contains("no difference shown")), "{pair:?}");
}
