//! Who says each hit: the reported speech it stands in, and the words that marks hold at a distance.

use super::Engine;
use crate::analysis::{Analysis, Dropped, Hit, Reach, Voice};
use crate::lexicon::Family;
use crate::text::vocabulary::hash_word;
use crate::text::{Flags, Token};
use crate::voice::{Quote, QuoteKind, reports};

impl Engine {
    /// Says of each hit who is speaking, turns words held at a distance into scare quotes, drops what is only a title.
    pub(super) fn give_voice(&self, tokens: &[Token], out: &mut Analysis) {
        if out.quotes.is_empty() {
            return;
        }
        let quotes = &out.quotes;
        let mut held: Vec<(usize, Voice)> = Vec::new();
        let mut titled = Vec::new();
        // Hits and quotes are sorted by where they begin: what has ended before a hit holds no later one.
        let (mut open, mut next): (Vec<usize>, usize) = (Vec::new(), 0);
        for (number, hit) in out.hits.iter_mut().enumerate() {
            let (first, last) = hit.stretch();
            open.retain(|at| quotes[*at].last_token > first);
            while quotes.get(next).is_some_and(|q| q.first_token <= first) {
                open.push(next);
                next += 1;
            }
            for (at, quote) in open.iter().map(|at| (*at, &quotes[*at])) {
                if quote.last_token < last {
                    continue;
                }
                match quote.kind {
                    QuoteKind::Direct => {
                        hit.voice = Voice::Quoted;
                        hit.quote = Some(at as u32);
                        // One to three words inside a sentence, said by somebody: the outlet keeps its distance, and says from whom.
                        if quote.last_token - quote.first_token <= SCARE_WORDS && hit.family == Family::Lexical && partial(tokens, quote) {
                            held.push((at, Voice::Quoted));
                        }
                    }
                    QuoteKind::Indirect if hit.voice == Voice::Own && reports(quote) => {
                        hit.voice = Voice::Attributed;
                        hit.quote = Some(at as u32);
                    }
                    QuoteKind::Indirect => {}
                    QuoteKind::Scare => {
                        held.push((at, Voice::Own));
                        hit.voice = Voice::Quoted;
                        hit.quote = Some(at as u32);
                    }
                    QuoteKind::Title => titled.push(number),
                }
            }
        }
        // Plain words that stand in marks only to be doubted: a “safe zone”, his “accident”.
        for (at, quote) in quotes.iter().enumerate() {
            let short = quote.kind == QuoteKind::Direct && quote.last_token - quote.first_token <= SCARE_WORDS && partial(tokens, quote);
            if !short && quote.kind != QuoteKind::Scare {
                continue;
            }
            let inside = &tokens[quote.first_token as usize..quote.last_token as usize];
            let holds = |class| inside.iter().any(|t| self.classes.of(t.id).any(class));
            if holds(self.doubted_in_marks) || !short && inside.len() <= 2 && holds(self.doubted_alone) {
                held.push((at, if short { Voice::Quoted } else { Voice::Own }));
            }
        }
        held.sort_unstable();
        held.dedup_by_key(|h| h.0);
        if !titled.is_empty() {
            let mut number = 0;
            let (explain, dropped) = (self.explain, &mut out.dropped);
            out.hits.retain(|hit| {
                number += 1;
                let keep = titled.binary_search(&(number - 1)).is_err();
                if !keep && explain {
                    dropped.push(Dropped {
                        pattern: hit.pattern,
                        stretch: hit.stretch(),
                        rule: "title",
                        reason: "part of a title, a name or a word that is spoken of".into(),
                    });
                }
                keep
            });
        }
        if let Some(meta) = &self.scare_quotes {
            let mut reach = Reach::default();
            reach.take(quotes.iter().map(|q| (q.kind == QuoteKind::Indirect).then_some((q.first_token, q.last_token))));
            for (at, voice) in held {
                let quote = &quotes[at];
                let marks = vec![(quote.first_token, quote.last_token)];
                let quoted = (voice == Voice::Quoted).then_some(at as u32);
                let mut scare = Hit {
                    pattern: Hit::SCARE,
                    marks,
                    family: Family::Attribution,
                    category: meta.category,
                    voice,
                    quote: quoted,
                    target: None,
                    target_rule: "",
                    polarity: -1,
                    subtype: "",
                };
                // Who holds the words at a distance is whoever says the sentence around them.
                if voice == Voice::Own
                    && let Some(around) = reach.first(quote.last_token).filter(|at| quotes[*at].first_token <= quote.first_token)
                {
                    scare.voice = Voice::Attributed;
                    scare.quote = Some(around as u32);
                }
                out.hits.push(scare);
            }
        }
        out.hits.sort_by_key(|h| (h.stretch().0, h.pattern));
    }
}

/// Different speakers, told apart by the words that name them.
pub(super) fn speakers(text: &str, quotes: &[Quote]) -> usize {
    let named = quotes.iter().filter_map(|q| q.speaker_resolved.as_ref().or(q.speaker.as_ref()));
    let mut names: Vec<u64> = named.filter_map(|s| text.get(s.start as usize..s.end as usize)).map(hash_name).collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}

/// A number that names have in common which differ in capitals only.
fn hash_name(name: &str) -> u64 {
    if name.is_ascii() { hash_word(name.as_bytes()) } else { hash_word(name.to_lowercase().as_bytes()) }
}

/// The most words that marks hold at a distance rather than quote.
const SCARE_WORDS: u32 = 3;

/// Whether a quotation is part of somebody else's sentence: no punctuation ends it before its closing mark.
fn partial(tokens: &[Token], quote: &Quote) -> bool {
    tokens.get(quote.last_token as usize).is_some_and(|t| !t.is(Flags::STOP | Flags::COMMA | Flags::SENTENCE))
}
