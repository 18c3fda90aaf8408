//! Runs tests/data/sentences.jsonl: sentences as different newspapers write them, each with the words that must be hit,
//! in which voice, and the words that must be left alone. The values are a reader's, not the program's.

use super::{Engine, Scratch, Settings};
use crate::analysis::{Analysis, Hit, Voice};
use crate::lexicon::Family;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    id: String,
    rule: String,
    text: String,
    expect: Vec<Expected>,
    silent: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    words: String,
    voice: String,
}

/// What is wrong with a sentence, if anything.
fn problems(engine: &Engine, sentence: &Sentence, scratch: &mut Scratch, analysis: &mut Analysis) -> Vec<String> {
    engine.analyse("", &sentence.text, scratch, analysis);
    let hits: Vec<(usize, usize, Voice)> = analysis
        .hits
        .iter()
        .filter(|h| h.family == Family::Lexical || h.pattern == Hit::SCARE)
        .flat_map(|h| h.marks.iter().map(|m| (scratch.tokens[m.0 as usize].start as usize, scratch.tokens[m.1 as usize - 1].end as usize, h.voice)))
        .collect();
    let over = |words: &str| {
        let start = sentence.text.find(words).unwrap_or_else(|| panic!("{}: no \"{words}\" in it", sentence.id));
        hits.iter().filter(|h| h.0 < start + words.len() && start < h.1).map(|h| h.2).collect::<Vec<_>>()
    };
    let mut wrong = Vec::new();
    for expected in &sentence.expect {
        let voice = match expected.voice.as_str() {
            "own" => Voice::Own,
            "quoted" => Voice::Quoted,
            "attributed" => Voice::Attributed,
            other => panic!("{}: no voice \"{other}\"", sentence.id),
        };
        let found = over(&expected.words);
        if !found.contains(&voice) {
            wrong.push(format!("\"{}\" is {found:?}, not {voice:?}", expected.words));
        }
    }
    wrong.extend(sentence.silent.iter().filter(|w| !over(w).is_empty()).map(|w| format!("false hit on \"{w}\"")));
    wrong
}

#[test]
fn sentences_of_many_papers() {
    let (engine, _) = Engine::build(Settings::built_in().unwrap()).map_err(|b| b[0].to_string()).unwrap();
    let (mut scratch, mut analysis) = (Scratch::default(), Analysis::default());
    let all: Vec<Sentence> = include_str!("../../tests/data/sentences.jsonl").lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let failed: Vec<String> = all
        .iter()
        .filter_map(|s| {
            let wrong = problems(&engine, s, &mut scratch, &mut analysis);
            (!wrong.is_empty()).then(|| format!("{} ({}) {}\n    {}", s.id, s.rule, s.text, wrong.join("; ")))
        })
        .collect();
    assert!(failed.is_empty(), "{} of {} sentences fail:\n{}", failed.len(), all.len(), failed.join("\n"));
}
