//! Web pages built as news sites build them (tests/pages/), the article's text marked ⟦so⟧, and how much of just that text the reader finds:
//! F1 over shingles of five words. First line of a page: title | outlet | day.

#![cfg(feature = "html")]

use std::collections::BTreeMap;

struct Case {
    name: String,
    page: String,
    title: String,
    outlet: String,
    day: String,
    body: String,
}

/// Text between the marks, tags and line ends of JSON as blanks.
fn marked(page: &str) -> String {
    let mut text = String::new();
    for part in page.split('⟦').skip(1) {
        let part = part.split('⟧').next().unwrap();
        let mut inside = false;
        for c in part.chars() {
            match c {
                '<' => (inside, _) = (true, text.push(' ')),
                '>' if inside => inside = false,
                _ if !inside => text.push(c),
                _ => {}
            }
        }
        text.push('\n');
    }
    text.replace("&amp;", "&")
}

fn cases() -> Vec<Case> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let file = std::fs::read_to_string(path).unwrap();
        let (head, page) = file.split_once('\n').unwrap();
        let said: Vec<&str> = head.trim_start_matches("<!--:").trim_end_matches("-->").split(" | ").map(str::trim).collect();
        let [title, outlet, day] = said[..] else { panic!("{}: title | outlet | day", path.display()) };
        Case {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            page: page.replace(['⟦', '⟧'], ""),
            title: title.to_owned(),
            outlet: outlet.to_owned(),
            day: day.to_owned(),
            body: marked(page),
        }
    };
    paths.iter().map(read).collect()
}

fn shingles(text: &str) -> BTreeMap<Vec<String>, usize> {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let mut found = BTreeMap::new();
    for shingle in words.windows(5.min(words.len().max(1))) {
        *found.entry(shingle.to_vec()).or_default() += 1;
    }
    found
}

/// F1, and what is missing or too much.
fn f1(want: &str, found: &str) -> f64 {
    let (want, found) = (shingles(want), shingles(found));
    let both: usize = want.iter().map(|(s, n)| n.min(found.get(s).unwrap_or(&0))).sum();
    2.0 * both as f64 / (want.values().sum::<usize>() + found.values().sum::<usize>()).max(1) as f64
}

#[test]
fn articles_are_found_on_pages_of_all_kinds() {
    let (mut sum, mut wrong) = (0.0, Vec::new());
    let cases = cases();
    for case in &cases {
        let page = slantwise::read::html::page(case.page.as_bytes(), "", "");
        let Ok(page) = page else {
            eprintln!("0.000 {}: {}", case.name, page.unwrap_err());
            continue;
        };
        let score = f1(&case.body, &page.text);
        eprintln!("{score:.3} {}", case.name);
        if std::env::var_os("SHOW").is_some() && score < 0.999 {
            eprintln!("{}\n", page.text);
        }
        sum += score;
        for (what, want, got) in [("title", &case.title, &page.meta.title), ("outlet", &case.outlet, &page.meta.outlet)] {
            if want != got {
                wrong.push(format!("{}: the {what} is {got:?}, not {want:?}", case.name));
            }
        }
        if !page.meta.date.starts_with(&case.day) {
            wrong.push(format!("{}: the day is {:?}, not {:?}", case.name, page.meta.date, case.day));
        }
    }
    let mean = sum / cases.len() as f64;
    eprintln!("{mean:.4} over {} pages\n{}", cases.len(), wrong.join("\n"));
    assert!(mean >= 0.95, "{mean}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whose text it is stands in a credit that cleaning reads, so the page's text must have it.
#[test]
fn credits_of_wire_services_are_read() {
    use slantwise::clean::{Cleaner, Layout, LayoutRules};
    let cleaner = Cleaner::compile(&LayoutRules::built_in().unwrap()).unwrap();
    let body = "<p>Part of the old wall gave way on Tuesday, and forty people had to leave their homes, the council said in a note.</p>".repeat(3);
    for (credit, wire) in [
        ("<p><i>The Associated Press contributed to this report.</i></p>", Some("AP")),
        ("<p class=\"sign-off\">This story was originally published by Reuters.</p>", Some("Reuters")),
        ("", None),
    ] {
        let page = format!("<html><body><article><h1>A wall</h1><div class=\"body\">{body}{credit}</div></article></body></html>");
        let text = slantwise::read::html::page(page.as_bytes(), "", "").unwrap().text;
        let mut layout = Layout::default();
        cleaner.layout(&text, "A wall", &mut layout);
        assert_eq!(layout.wire.as_deref(), wire, "{text}");
    }
}
