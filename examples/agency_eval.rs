//! Measures the agency stage on the hand-coded seeds beside the checkout (../shared): for developers.
//!
//! `cargo run --release --example agency_eval [-- FILE…] [--all]`: with files, or `--all`, every event is printed; of a
//! .jsonl file the events of each record's `text`, with what stands around them.

use indexmap::IndexMap;
use serde_json::Value;
use slantwise::agency::{Agency, AgencyWords, HarmEvent};
use slantwise::clean::{Cleaner, Layout, LayoutRules, Part};
use slantwise::lexicon::compile::{Tools, enter_class};
use slantwise::matcher::TrieBuilder;
use slantwise::text::classes::Classes;
use slantwise::text::inflect::Irregular;
use slantwise::text::scan::Scanner;
use slantwise::text::sentence::{SentenceWords, Sentences};
use slantwise::text::{Flags, Landmarks, Token, Vocabulary};
use std::path::{Path, PathBuf};

#[derive(serde::Deserialize)]
struct ClassFile {
    classes: IndexMap<String, Vec<String>>,
}

struct Stage {
    vocabulary: Vocabulary,
    classes: Classes,
    sentences: Sentences,
    cleaner: Cleaner,
    agency: Agency,
}

/// An event with its code points and its texts.
struct Row {
    start: usize,
    end: usize,
    text: String,
    agent: String,
    victim: String,
    event: HarmEvent,
}

impl Stage {
    fn new() -> Self {
        let read = |name: &str| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("config").join(name)).expect(name);
        let (mut vocabulary, mut classes) = (Vocabulary::default(), Classes::default());
        let irregular: Irregular = toml::from_str(&read("inflection.toml")).expect("inflection.toml");
        let file: ClassFile = toml::from_str(&read("classes.toml")).expect("classes.toml");
        let mut trie = TrieBuilder::new();
        let mut tools = Tools { vocabulary: &mut vocabulary, classes: &mut classes, irregular: &irregular, kinds: &[], trie: &mut trie };
        for (name, list) in &file.classes {
            enter_class(name, list, &mut tools).expect(name);
        }
        let words: SentenceWords = toml::from_str(&read("sentences.toml")).expect("sentences.toml");
        let sentences = Sentences::compile(&words, &mut vocabulary, &mut classes);
        let words: AgencyWords = toml::from_str(&read("agency.toml")).unwrap_or_else(|e| panic!("agency.toml: {e}"));
        let agency = Agency::compile(&words, &irregular, &mut vocabulary, &classes).expect("agency.toml");
        let rules: LayoutRules = toml::from_str(&read("layout.toml")).expect("layout.toml");
        Self { vocabulary, classes, sentences, cleaner: Cleaner::compile(&rules).expect("layout.toml"), agency }
    }

    fn read(&self, text: &str) -> Vec<Row> {
        let mut tokens: Vec<Token> = Vec::new();
        Scanner::default().scan(text, &self.vocabulary, &mut tokens);
        let mut landmarks = Landmarks::default();
        self.sentences.mark(text, &self.classes, &mut tokens, &mut landmarks);
        let mut layout = Layout::default();
        self.cleaner.layout(text, "", &mut layout);
        for token in &mut tokens {
            if layout.lines.iter().any(|l| l.part == Part::Boilerplate && l.start <= token.start && token.start < l.end) {
                token.flags.set(Flags::BOILERPLATE);
            }
        }
        let mut events = Vec::new();
        self.agency.find(text, &tokens, &landmarks.harm, &|| &[], &mut events);
        let bytes = |s: (u32, u32)| tokens[s.0 as usize].start as usize..tokens[s.1 as usize - 1].end as usize;
        let words = |s: Option<(u32, u32)>| s.map_or(String::new(), |s| text[bytes(s)].to_owned());
        events
            .into_iter()
            .map(|event| {
                let range = bytes((event.first, event.last));
                let point = |b: usize| text[..b].chars().count();
                Row {
                    start: point(range.start),
                    end: point(range.end),
                    text: text[range].to_owned(),
                    agent: words(event.agent),
                    victim: words(event.victim),
                    event,
                }
            })
            .collect()
    }
}

fn print(rows: &[Row]) {
    for r in rows {
        println!(
            "{:5}-{:<5} {}{:18} {:?}  agent {:?}  victim {:?}",
            r.start,
            r.end,
            if r.event.marks_agency() { "* " } else { "  " },
            r.event.construction.name(),
            r.text,
            r.agent,
            r.victim
        );
    }
}

fn main() {
    let stage = Stage::new();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut harm_words = 0;
    if let Some(file) = arguments.iter().find(|a| a.ends_with(".jsonl")) {
        for line in std::fs::read_to_string(file).expect(file).lines() {
            let record: Value = serde_json::from_str(line).expect("a record");
            let text = record["text"].as_str().unwrap_or("");
            let letters: Vec<char> = text.chars().collect();
            harm_words += text.split_whitespace().count();
            for r in stage.read(text) {
                let side = |range: std::ops::Range<usize>| letters[range].iter().collect::<String>().replace('\n', " ");
                let (before, after) = (side(r.start.saturating_sub(70)..r.start), side(r.end..letters.len().min(r.end + 60)));
                let mark = if r.event.marks_agency() { "*" } else { " " };
                println!("{mark} {:17} | {before}[[{}]]{after} | {}", r.event.construction.name(), r.text.replace('\n', " "), r.agent);
            }
        }
        eprintln!("{file}: {harm_words} words");
        return;
    }
    for file in arguments.iter().filter(|a| !a.starts_with("--")) {
        println!("{file}");
        print(&stage.read(&std::fs::read_to_string(file).expect(file)));
    }
    let root = std::env::var_os("SLANTWISE_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let gold_path = root.join("gold/seed_gold.json");
    let Ok(text) = std::fs::read_to_string(&gold_path) else {
        eprintln!("ABSENT: {} — NOTHING was measured", gold_path.display());
        std::process::exit(2);
    };
    let gold: Value = serde_json::from_str(&text).expect("seed_gold.json");
    let list = |key: &str| gold[key].as_array().cloned().unwrap_or_default();
    let number = |v: &Value, key: &str| v[key].as_u64().unwrap_or(0) as usize;
    let harm = list("harm_events");
    let coded: Vec<Value> = list("annotations").into_iter().filter(|a| a["family"] == "agency").collect();
    let mut files: Vec<String> = harm.iter().filter_map(|h| h["file"].as_str().map(str::to_owned)).collect();
    files.sort();
    files.dedup();
    let (mut all, mut found, mut named, mut marked, mut right, mut core, mut core_found) = (0, 0, 0, 0, 0, 0, 0);
    for file in &files {
        let path = root.join("seeds").join(file);
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("ABSENT: {} — this file was NOT measured", path.display());
            continue;
        };
        let rows = stage.read(&text);
        println!("{file}");
        if arguments.iter().any(|a| a == "--all") {
            print(&rows);
        }
        let meets = |r: &Row, g: &Value| r.start < number(g, "end") && number(g, "start") < r.end;
        for g in harm.iter().filter(|g| g["file"] == file.as_str()) {
            all += 1;
            let hits: Vec<&Row> = rows.iter().filter(|r| meets(r, g)).collect();
            if hits.is_empty() {
                println!("  missed {} {} ({})", g["start"], g["text"], g["construction"]);
                continue;
            }
            found += 1;
            let want = g["agent_named"].as_bool().unwrap_or(false);
            if hits.iter().any(|r| r.agent.is_empty() != want) {
                named += 1;
            } else {
                println!("  agent  {} {} gold {want}, here {:?}", g["start"], g["text"], hits[0].agent);
            }
        }
        for r in rows.iter().filter(|r| r.event.marks_agency()) {
            marked += 1;
            if coded.iter().any(|g| g["file"] == file.as_str() && meets(r, g)) {
                right += 1;
            } else {
                println!("  marked, not coded: {} {:?}", r.start, r.text);
            }
        }
        for g in coded.iter().filter(|g| g["file"] == file.as_str() && g["tier"] == "core") {
            core += 1;
            if rows.iter().any(|r| r.event.marks_agency() && meets(r, g)) {
                core_found += 1;
            } else {
                println!("  core, not marked: {} {}", g["start"], g["text"]);
            }
        }
    }
    let share = |a: i32, b: i32| f64::from(a) / f64::from(b.max(1));
    println!("harm events found {found} of {all} ({:.3}), agent named or not right for {named} ({:.3} of the found)", share(found, all), share(named, found));
    println!(
        "marked {marked}, coded by a person {right} (P {:.3}); core found {core_found} of {core} (R {:.3})",
        share(right, marked),
        share(core_found, core)
    );
}
