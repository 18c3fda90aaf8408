//! What the engine promises whatever the lexicons hold.

use super::{Analysis, Demand, Engine, Scratch, Settings};
use crate::score::counts::Counts;

fn demo() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/demo/articles");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "txt")).collect();
    files.sort();
    files.iter().map(|f| std::fs::read_to_string(f).unwrap()).collect()
}

/// What articles.csv counts is the same whether or not the rest is asked for.
#[test]
fn counting_alone_counts_the_same() {
    let (engine, _) = Engine::build(Settings::built_in().unwrap()).map_err(|b| b[0].to_string()).unwrap();
    let bare = Settings { lexicons: Vec::new(), ..Settings::built_in().unwrap() };
    let (without, _) = Engine::build(bare).map_err(|b| b[0].to_string()).unwrap();
    let texts = demo();
    assert!(texts.len() >= 12);
    let (mut scratch, mut all, mut counted) = (Scratch::default(), Analysis::default(), Analysis::default());
    let mut harm = 0;
    for engine in [&engine, &without] {
        for text in &texts {
            let (mut a, mut b) = (Counts::default(), Counts::default());
            engine.analyse_for(Demand::Everything, "", text, &mut scratch, &mut all);
            a.take(engine, &scratch, &all);
            engine.analyse_for(Demand::Counts, "", text, &mut scratch, &mut counted);
            b.take(engine, &scratch, &counted);
            assert_eq!(a, b);
            assert_eq!((all.speakers, &all.harm), (counted.speakers, &counted.harm));
            harm += all.harm.len();
        }
    }
    assert!(harm > 0, "the demo has harm events");
}

/// Of two entries for the same words the user's own counts, however strong the built-in one is; a longer one counts all the same.
#[test]
fn of_equals_the_users_own_entry_counts() {
    let text = r#"
schema = 1
id = "mine"
title = "Mine"
language = "en"
updated = "2026-01-01"
[[family]]
id = "own"
category = "euphemism"
strength = "mild"
why = "w"
alternatives = ["a"]
source = ["slantwise codebook"]
patterns = ["regime"]
must_match = ["The [regime] fell.", "A [regime] fell."]
must_not_match = ["It fell.", "It rose."]
"#;
    let mine = crate::lexicon::load::parse("mine.toml", text, false).map_err(|b| b.to_string()).unwrap();
    let mut settings = Settings::built_in().unwrap();
    settings.lexicons.push(mine);
    let (engine, _) = Engine::build(settings).map_err(|b| b[0].to_string()).unwrap();
    let (mut scratch, mut found) = (Scratch::default(), Analysis::default());
    let mut entries = |text: &str| {
        engine.analyse("", text, &mut scratch, &mut found);
        found.hits.iter().map(|h| engine.names_of(h.pattern).0.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(entries("The regime in Damascus fell."), ["mine.own"]);
    assert_eq!(entries("The brutal regime in Damascus fell."), ["conflict.regime"]);
}

/// The file of common words is in the order of the background table and holds what the lexicons' commonest words are.
#[test]
fn generated_common_words_are_common() {
    let (engine, _) = Engine::build(Settings::built_in().unwrap()).map_err(|b| b[0].to_string()).unwrap();
    let vocabulary = &engine.vocabulary;
    let plain = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    let known = (1..vocabulary.len() as u32).map(crate::text::WordId).map(|id| (vocabulary.documents(id), vocabulary.word(id)));
    let mut known: Vec<_> = known.filter(|(documents, word)| *documents > 0.0 && plain(word)).collect();
    known.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    known.truncate(4096);
    if std::env::var_os("SLANTWISE_WRITE").is_some() {
        let text: String = known.iter().flat_map(|(_, word)| [word, "\n"]).collect();
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/config/common-words.txt"), text).unwrap();
        return;
    }
    let there: std::collections::BTreeSet<&str> = crate::text::vocabulary::COMMON_WORDS.lines().collect();
    assert!(there.len() > 3500 && there.len() == crate::text::vocabulary::COMMON_WORDS.lines().count());
    // It need not follow every change of a lexicon, only be near.
    let missing = known.iter().filter(|(_, word)| !there.contains(word)).count();
    assert!(missing * 10 < known.len(), "{missing} of the commonest words are not there: SLANTWISE_WRITE=1 cargo test --lib generated writes them anew");
}
