//! What fuzzing calls: each reader, the lexicon loader, voice and rules, on bytes that nobody meant. A probe panics where something that must
//! always hold does not. The targets in fuzz/ and the test tests/probes.rs call the same functions.

use crate::engine::{Analysis, Engine, Scratch, Settings};
use crate::lexicon::load;
use crate::read::{Inputs, ReadOptions};
use crate::record::Record;
use crate::score::counts::Counts;
use crate::score::rows::{Sheets, Wanted};
use crate::tables::Format;
use std::borrow::Cow;
use std::sync::OnceLock;

/// A probe.
pub type Probe = fn(&[u8]);

/// All probes by name.
pub const ALL: [(&str, Probe); 12] = [
    ("jsonl", |data| read("a.jsonl", data)),
    ("json", |data| read("a.json", data)),
    ("csv", |data| read("a.csv", data)),
    ("plain", |data| read("a.txt", data)),
    ("html", |data| read("a.html", data)),
    ("warc", |data| read("a.warc", data)),
    ("docx", |data| read("a.docx", data)),
    ("parquet", |data| read("a.parquet", data)),
    ("unnamed", |data| read("export", data)),
    ("lexicon", lexicon),
    ("voice", voice),
    ("rules", rules),
];

/// Bytes of a record in probes, at most: the limit is met often.
const MOST: usize = 1 << 20;

/// Reads bytes as a file of that name would be read.
pub fn read(name: &str, data: &[u8]) {
    let options = ReadOptions { max_record_bytes: MOST, hash: true, keep: vec!["kept".into()], ..ReadOptions::default() };
    let Ok(mut inputs) = Inputs::from_bytes(name, data.to_vec(), options) else { return };
    let (mut last, mut count) = (None, 0);
    loop {
        // That a table lacks its column is a fair answer.
        let chunk = match inputs.next_chunk() {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(_) => return,
        };
        let (mut records, mut rejects) = (Vec::new(), Vec::new());
        chunk.parse(inputs.options(), &mut records, &mut rejects);
        for record in &records {
            assert!(last < Some(record.ordinal), "ordinals rise");
            assert!(!record.text.trim().is_empty() && !record.id.is_empty(), "a record has an id and a text");
            assert_eq!(record.kept.len(), 1, "a record has what is kept");
            last = Some(record.ordinal);
        }
        count += records.len() + rejects.len();
    }
    // A crawl of nothing but pictures has neither.
    assert!(count > 0 || !inputs.take_notices().is_empty() || data.starts_with(b"WARC/"), "nothing is lost in silence");
}

/// Reads bytes as a lexicon, and builds an engine with what is right of it.
pub fn lexicon(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match load::parse("probe.toml", &text, false) {
        Ok(source) => match Engine::build(Settings { lexicons: vec![source], ..Settings::default() }) {
            Ok((engine, warnings)) => {
                warnings.iter().for_each(|(problem, text)| drop(problem.render(text, false)));
                analyse(&engine, "", &text);
            }
            Err(broken) => broken.iter().flat_map(|b| b.problems.iter().map(move |p| p.render(&b.text, false))).for_each(drop),
        },
        Err(broken) => broken.problems.iter().map(|p| p.render(&broken.text, false)).for_each(drop),
    }
}

/// The built-in engine, and what its words and lexicons are made of.
struct Built {
    engine: Engine,
    words: Vec<String>,
    /// Entries, and phrases of the rules, as a text may have them: of words with a bar between them the first or the last.
    phrases: Vec<String>,
}

fn built() -> &'static Built {
    static BUILT: OnceLock<Option<Built>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let settings = Settings { explain: true, ..Settings::built_in().ok()? };
        let lexicons: Vec<String> = settings.lexicons.iter().map(|s| s.text.to_string()).collect();
        let files = &settings.words;
        let rules = [&files.speech, &files.negation, &files.agency, &files.masks, &files.classes, &files.actor_words].map(ToString::to_string);
        let actors: Vec<String> = settings.actors.iter().map(|s| s.text.to_string()).collect();
        let letters = |c: char| !c.is_alphabetic() && c != '-';
        let mut words: Vec<String> = lexicons.iter().flat_map(|t| t.split(letters)).map(str::to_owned).collect();
        words.extend(files.speech.split(letters).map(str::to_owned));
        let bare = |word: &str, last: bool| {
            let mut choices = word.split('|');
            let chosen = if last { choices.next_back() } else { choices.next() }.unwrap_or_default();
            chosen.split('/').next().unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric() && c != '\'').to_owned()
        };
        let phrase = |text: &str, last: bool| text.split(' ').map(|w| bare(w, last)).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
        let mut phrases: Vec<String> = Vec::new();
        for text in lexicons.iter().chain(&rules).chain(&actors) {
            // What stands between quotation marks on a line; comments and explanations come along.
            for line in text.lines() {
                phrases.extend(line.split('"').skip(1).step_by(2).flat_map(|p| [phrase(p, false), phrase(p, true)]));
            }
        }
        for list in [&mut words, &mut phrases] {
            list.retain(|w| !w.is_empty() && w.len() < 80);
            list.sort();
            list.dedup();
        }
        Some(Built { engine: Engine::build(settings).ok()?.0, words, phrases })
    });
    let Some(built) = built else { panic!("the built-in lexicons are right") };
    built
}

/// Marks, and words that marks stand with.
const MARKS: [&str; 32] = [
    " ",
    ". ",
    ", ",
    "\n",
    "\n\n",
    "“",
    "”",
    "\"",
    "'",
    "’",
    "‘",
    "«",
    "»",
    "„",
    "—",
    "–",
    "- ",
    ": ",
    "; ",
    "! ",
    "? ",
    "(",
    ")",
    "[",
    "]",
    " said",
    " said that ",
    " Mr Smith ",
    " he ",
    "\u{200B}",
    "é",
    "\u{301}",
];

/// Builds a text from words of the lexicons, marks and bytes as they come, and analyses it.
pub fn voice(data: &[u8]) {
    let Built { engine, words, .. } = built();
    let mut text = String::new();
    let mut bytes = data.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            0..=127 => text.push(char::from(*byte)),
            128..=191 => text.push_str(MARKS[usize::from(byte & 31)]),
            _ => {
                let number = usize::from(byte & 63) << 8 | usize::from(bytes.next().copied().unwrap_or(0));
                text.push_str(&words[number % words.len()]);
                text.push(' ');
            }
        }
    }
    let title = text.split('\n').next().unwrap_or("");
    analyse(engine, if title.len() < text.len() { title } else { "" }, &text);
}

/// Builds a text from whole entries, phrases of the rules, speech words and actors, with marks between them, and analyses it: what is reached
/// are context rules, negation, masks, agency.
pub fn rules(data: &[u8]) {
    let Built { engine, phrases, .. } = built();
    let mut text = String::new();
    for pair in data.chunks(2) {
        let number = usize::from(pair[0]) << 8 | usize::from(pair.get(1).copied().unwrap_or(0));
        // A quarter are marks.
        match number & 3 {
            0 => text.push_str(MARKS[number >> 2 & 31]),
            _ => {
                let phrase = &phrases[(number >> 2).wrapping_mul(7919) % phrases.len()];
                match number >> 14 {
                    0 => text.extend(phrase.chars().flat_map(char::to_uppercase)),
                    _ => text.push_str(phrase),
                }
                text.push(' ');
            }
        }
    }
    analyse(engine, "", &text);
}

/// Analyses a text and writes all its rows.
fn analyse(engine: &Engine, title: &str, text: &str) {
    let (mut scratch, mut analysis, mut counts) = (Scratch::default(), Analysis::default(), Counts::default());
    engine.analyse(title, text, &mut scratch, &mut analysis);
    counts.take(engine, &scratch, &analysis);
    for token in &scratch.tokens {
        assert!(scratch.text.get(token.start as usize..token.end as usize).is_some(), "a word lies in the text");
    }
    for hit in &analysis.hits {
        let (first, last) = hit.stretch();
        assert!(first < last && last as usize <= scratch.tokens.len(), "a hit has words");
    }
    for quote in &analysis.quotes {
        assert!(scratch.text.get(quote.start as usize..quote.end as usize).is_some(), "a quotation lies in the text");
    }
    let categories: Vec<String> = engine.lexicons.categories.iter().map(|c| c.id.clone()).collect();
    let record = Record { id: Cow::Borrowed("a"), title: Cow::Borrowed(title), text: Cow::Borrowed(text), ..Record::default() };
    let mut sheets = Sheets::new(&categories, &[], Format::Csv);
    sheets.article(engine, &record, &scratch, &analysis, &counts, Wanted::all(true));
    assert!(counts.words as usize <= scratch.tokens.len(), "no word counts twice");
    for sheet in [&sheets.articles, &sheets.hits, &sheets.quotes, &sheets.mentions, &sheets.agency, &sheets.dropped] {
        assert!(std::str::from_utf8(&sheet.bytes).is_ok(), "a table is UTF-8");
    }
}
