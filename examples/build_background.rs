//! Builds config/background_df.bin, the table of how common words are, from word counts of training articles.
//!
//! `cargo run --release --example build_background -- ../shared/data/ptc_train.jsonl ../shared/data/polnear_train.jsonl`
//!
//! Only sets that are for training: a table that has counted the articles of a test would know them. No text goes in:
//! 24 bits of a word's hash, a byte for how many articles hold it (quarter octaves) and whether it is written small.

use slantwise::engine::{Analysis, Engine, FUNCTION_CLASSES, Scratch, Settings};
use slantwise::text::background::{Background, FUNCTION, SMALL, class_of, key as word_key};
use slantwise::text::vocabulary::hash_word;
use slantwise::text::{Flags, WordId};
use std::collections::{BTreeMap, BTreeSet};

/// Words in fewer articles are left out: an unknown word is taken for as rare.
const LEAST: u32 = 2;

fn main() {
    let inputs: Vec<String> = std::env::args().skip(1).collect();
    let Ok((engine, _)) = Engine::build(Settings::default()) else { panic!("the words in the program") };
    let (mut scratch, mut analysis) = (Scratch::default(), Analysis::default());
    // Articles that hold the word; places in mid-sentence with a small and with a capital letter.
    let mut words: BTreeMap<u32, (u32, u32, u32)> = BTreeMap::new();
    let mut documents = 0;
    for input in &inputs {
        let text = std::fs::read_to_string(input).unwrap_or_else(|e| panic!("{input}: {e}"));
        for line in text.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
            let field = |name: &str| record.get(name).and_then(|v| v.as_str()).unwrap_or("");
            engine.analyse(field("title"), field("text"), &mut scratch, &mut analysis);
            documents += 1;
            let mut seen = BTreeSet::new();
            for token in scratch.tokens.iter().filter(|t| !t.is(Flags::BOILERPLATE | Flags::CLITIC | Flags::DIGIT)) {
                let key = word_key(token.hash);
                let count = words.entry(key).or_default();
                count.0 += u32::from(seen.insert(key));
                if !token.is(Flags::SENTENCE | Flags::LINE | Flags::HEADLINE | Flags::QUOTE) {
                    *(if token.is(Flags::CAPITAL) { &mut count.2 } else { &mut count.1 }) += 1;
                }
            }
        }
    }
    let mut rows: BTreeMap<u32, u8> = BTreeMap::new();
    for (key, (df, small, capital)) in &words {
        if *df >= LEAST {
            rows.insert(*key, class_of(*df) | if small > capital { SMALL } else { 0 });
        }
    }
    let function: u128 = FUNCTION_CLASSES.iter().filter_map(|n| engine.classes.named(n)).fold(0, |all, set| all | set.0);
    let pronouns = [
        "i",
        "me",
        "him",
        "her",
        "us",
        "them",
        "himself",
        "herself",
        "itself",
        "themselves",
        "myself",
        "yourself",
        "there",
        "here",
        "then",
        "also",
        "just",
        "very",
        "too",
        "mr",
        "mrs",
        "ms",
        "who",
        "did",
        "does",
        "do",
        "doing",
        "done",
        "not",
        "yes",
        "however",
        "meanwhile",
        "now",
        "only",
        "even",
        "still",
        "well",
        "n't",
        "it's",
        "that's",
        "he's",
        "she's",
        "there's",
        "what's",
        "let's",
        "i'm",
        "i've",
        "i'd",
        "i'll",
    ];
    let listed = pronouns.iter().map(|w| (*w).to_owned());
    let classed =
        (1..engine.vocabulary.len() as u32).map(WordId).filter(|id| engine.classes.of(*id).0 & function != 0).map(|id| engine.vocabulary.word(id).to_owned());
    for word in classed.chain(listed).collect::<BTreeSet<_>>() {
        *rows.entry(word_key(hash_word(word.as_bytes()) as u32)).or_insert(0) |= FUNCTION | SMALL;
    }
    let bytes = Background::write(documents, &rows);
    println!("{documents} articles, {} words of {}, {} bytes", rows.len(), words.len(), bytes.len());
    std::fs::write("config/background_df.bin", bytes).unwrap_or_else(|e| panic!("config/background_df.bin: {e}"));
}
