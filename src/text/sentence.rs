//! Where sentences begin in news English: full stops that end one, and those of abbreviations that do not.

use super::classes::{ClassSet, Classes};
use super::landmarks::Landmarks;
use super::token::{Flags, Token};
use super::vocabulary::Vocabulary;
use serde::Deserialize;

/// Words that decide about a full stop, read from config/sentences.toml.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SentenceWords {
    /// Never the end of a sentence: Mr, Gen, vs.
    pub abbreviations: Vec<String>,
    /// The end only where a starter follows: U.S, p.m, Inc.
    pub may_end: Vec<String>,
    /// Words that begin a sentence when capitalised: The, But, He.
    pub starters: Vec<String>,
}

/// The sentence rules, compiled to word classes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sentences {
    abbreviation: ClassSet,
    may_end: ClassSet,
    starter: ClassSet,
}

impl Sentences {
    /// Enters the words into the vocabulary and their classes.
    pub fn compile(words: &SentenceWords, vocabulary: &mut Vocabulary, classes: &mut Classes) -> Self {
        let mut enter = |name: &str, list: &[String]| {
            let set = classes.make(name).unwrap_or_default();
            for word in list {
                classes.put(vocabulary.add(&super::fold::fold(word)), set);
            }
            set
        };
        Self {
            abbreviation: enter("abbreviation", &words.abbreviations),
            may_end: enter("abbreviation_may_end", &words.may_end),
            starter: enter("sentence_starter", &words.starters),
        }
    }

    /// Sets [`Flags::SENTENCE`] where a sentence begins, turns an abbreviation's stop into [`Flags::ABBREVIATION`], and lists
    /// the landmarks of the tokens.
    pub fn mark(&self, text: &str, classes: &Classes, tokens: &mut [Token], landmarks: &mut Landmarks) {
        landmarks.list(tokens);
        for at in landmarks.gaps.iter().map(|at| *at as usize) {
            let flags = tokens[at].flags;
            if at == 0 || flags.any(Flags::FIELD) {
                tokens[at].flags.set(Flags::SENTENCE);
                continue;
            }
            if !flags.any(Flags::LINE | Flags::STOP) {
                continue;
            }
            let before = tokens[at - 1];
            let here = tokens[at];
            let gap = text.get(before.end as usize..here.start as usize).unwrap_or("");
            if flags.any(Flags::LINE) && line_ends(gap, text, &here, flags) {
                tokens[at].flags.set(Flags::SENTENCE);
                continue;
            }
            if !flags.any(Flags::STOP) {
                // A soft wrap inside a sentence is no barrier.
                tokens[at].flags.clear(Flags::LINE);
                continue;
            }
            if flags.any(Flags::HYPHEN) {
                continue;
            }
            match self.stop(gap, &before, &here, classes, text) {
                Stop::Ends => tokens[at].flags.set(Flags::SENTENCE),
                Stop::Abbreviates => {
                    tokens[at].flags.clear(Flags::STOP);
                    tokens[at].flags.set(Flags::ABBREVIATION);
                }
                Stop::Pauses => {}
            }
        }
        landmarks.list_sentences(tokens);
    }

    fn stop(&self, gap: &str, before: &Token, here: &Token, classes: &Classes, text: &str) -> Stop {
        let trimmed = gap.trim_end();
        let spaced = gap.len() > trimmed.len() || gap.contains(char::is_whitespace) || gap == "." && here.is(Flags::CAPITAL);
        let plain = gap.starts_with('.') && !gap.starts_with("..");
        let word = before.text(text);
        let starts_big = here.is(Flags::CAPITAL | Flags::DIGIT);
        let opens = gap.contains(['“', '"', '‘', '«']) && spaced;
        if plain && !gap[1..].starts_with(['"', '”', '’', '\'', ')']) {
            let class = classes.of(before.id);
            let initial = before.is(Flags::CAPITAL) && word.chars().count() == 1 && word != "I";
            if class.any(self.abbreviation) || initial {
                return Stop::Abbreviates;
            }
            let dotted = word.contains('.') && word.chars().any(char::is_alphabetic) && word.len() <= 6;
            if class.any(self.may_end) || dotted {
                let begins = here.is(Flags::CAPITAL) && classes.of(here.id).any(self.starter) || opens;
                return if begins { Stop::Ends } else { Stop::Abbreviates };
            }
        }
        if !spaced {
            return Stop::Pauses;
        }
        if starts_big || opens { Stop::Ends } else { Stop::Pauses }
    }
}

enum Stop {
    Ends,
    Abbreviates,
    Pauses,
}

/// Whether the line break in `gap` ends a sentence: a blank line always, a single one unless the sentence plainly goes on.
fn line_ends(gap: &str, text: &str, here: &Token, flags: Flags) -> bool {
    let breaks = gap.matches('\n').count();
    if breaks != 1 || flags.any(Flags::STOP | Flags::COLON) {
        return true;
    }
    // A hard-wrapped text goes on with a small letter.
    !here.text(text).chars().next().is_some_and(char::is_lowercase) || gap.contains('*') || gap.contains('•')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::scan::Scanner;

    fn sentences(text: &str) -> Vec<String> {
        let words: SentenceWords = toml::from_str(include_str!("../../config/sentences.toml")).unwrap();
        let (mut vocabulary, mut classes) = (Vocabulary::default(), Classes::default());
        let rules = Sentences::compile(&words, &mut vocabulary, &mut classes);
        let mut tokens = Vec::new();
        Scanner::default().scan(text, &vocabulary, &mut tokens);
        rules.mark(text, &classes, &mut tokens, &mut Landmarks::default());
        let starts: Vec<usize> = tokens.iter().filter(|t| t.is(Flags::SENTENCE)).map(|t| t.start as usize).collect();
        starts.iter().enumerate().map(|(i, s)| text[*s..starts.get(i + 1).copied().unwrap_or(text.len())].trim().to_owned()).collect()
    }

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        for (text, want) in [
            ("Gen. Omar Aziz met Sen. J. R. Holt in the U.S. Senate. He left.", 2),
            ("The U.S. Then he left at 5 p.m. The rest stayed.", 3),
            ("It rose 3.5 percent. No. 7 won.", 2),
            ("“Stop it!” he said. “We will not.” She left.", 3),
            ("Why? Because. “So.”", 3),
            ("LONDON (AFP) — Police fired. A man fell", 2),
            ("First line\nSecond Line\n\nThird", 3),
            ("a hard\nwrapped line", 1),
            ("He went home.Then he slept.", 2),
            ("Acme Inc. said so. Acme Corp. will not.", 2),
        ] {
            assert_eq!(sentences(text).len(), want, "{text}: {:?}", sentences(text));
        }
    }
}
