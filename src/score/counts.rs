//! The counts of one article, whole numbers only: what rates and intervals are computed from.

use crate::analysis::{Hit, Voice};
use crate::clean::Part;
use crate::engine::{Analysis, Engine, Scratch, reports};
use crate::lexicon::Family;
use crate::text::Flags;
use rustc_hash::FxHashSet;

/// Whole-number counts of one article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counts {
    /// Counted words outside boilerplate.
    pub words: u32,
    /// Of them inside direct quotations.
    pub words_direct: u32,
    /// Of them in indirect speech.
    pub words_indirect: u32,
    /// Counted words of each sentence that has any.
    pub sentence_words: Vec<u32>,
    /// Which sentences these are, numbered over all of the text's sentences.
    pub sentence_numbers: Vec<u32>,
    /// Own-voice lexical hits.
    pub loaded_own: u32,
    /// Their weights, in thousandths.
    pub weighted_own_milli: u64,
    /// Different loaded expressions in own voice.
    pub loaded_types_own: u32,
    /// Lexical hits in indirect speech.
    pub loaded_attributed: u32,
    /// Lexical hits in quotations.
    pub loaded_quoted: u32,
    /// Own-voice lexical hits in the headline.
    pub headline_loaded: u32,
    /// Words of the headline.
    pub headline_words: u32,
    /// Own-voice hits of each category.
    pub by_category: Vec<u32>,
}

impl Counts {
    /// Words in the outlet's own voice.
    pub fn words_own(&self) -> u32 {
        self.words.saturating_sub(self.words_direct + self.words_indirect)
    }

    /// Number of a sentence among those with counted words, from 1: what hits.csv and `sentence_words` go by.
    pub fn sentence(&self, number: u32) -> u32 {
        self.sentence_numbers.partition_point(|n| *n <= number).max(1) as u32
    }

    /// Counts an analysed article. Buffers of `self` are reused.
    pub fn take(&mut self, engine: &Engine, scratch: &Scratch, analysis: &Analysis) {
        let categories = engine.lexicons.categories.len();
        let (mut words_of, mut category_of) = (std::mem::take(&mut self.sentence_words), std::mem::take(&mut self.by_category));
        let mut numbers = std::mem::take(&mut self.sentence_numbers);
        words_of.clear();
        numbers.clear();
        category_of.clear();
        category_of.resize(categories, 0);
        *self = Counts { sentence_words: words_of, sentence_numbers: numbers, by_category: category_of, ..Counts::default() };
        let mut sentence = u32::MAX;
        let mut indirect = analysis.quotes.iter().filter(|q| reports(q));
        let mut speech = indirect.next().map_or((u32::MAX, u32::MAX), |q| (q.first_token, q.last_token));
        let mut before = 0;
        let close = |counts: &mut Self, before: &mut u32| {
            if counts.words > *before {
                counts.sentence_words.push(counts.words - *before);
                *before = counts.words;
            }
        };
        for (at, (token, number)) in scratch.tokens.iter().zip(&scratch.sentence_of).enumerate() {
            if token.flags.0 & (Flags::WORD.0 | Flags::BOILERPLATE.0) != Flags::WORD.0 {
                continue;
            }
            if *number != sentence {
                sentence = *number;
                close(self, &mut before);
                self.sentence_numbers.push(sentence);
            }
            self.words += 1;
            self.headline_words += u32::from(token.is(Flags::HEADLINE));
            let at = at as u32;
            while speech.1 <= at {
                speech = indirect.next().map_or((u32::MAX, u32::MAX), |q| (q.first_token, q.last_token));
            }
            if token.is(Flags::QUOTED) {
                self.words_direct += 1;
            } else if speech.0 <= at {
                self.words_indirect += 1;
            }
        }
        close(self, &mut before);
        let mut types: FxHashSet<(u32, u32)> = FxHashSet::default();
        for hit in &analysis.hits {
            let own = hit.voice == Voice::Own;
            if own {
                self.by_category[hit.category as usize] += 1;
            }
            if hit.family != Family::Lexical {
                continue;
            }
            match hit.voice {
                Voice::Own => {
                    self.loaded_own += 1;
                    self.weighted_own_milli += (engine.meta(hit).weight * 1000.0).round() as u64;
                    types.insert((engine.entry_of(hit), expression(scratch, hit)));
                    if scratch.part_of[hit.stretch().0 as usize] == Part::Headline {
                        self.headline_loaded += 1;
                    }
                }
                Voice::Attributed => self.loaded_attributed += 1,
                Voice::Quoted => self.loaded_quoted += 1,
            }
        }
        self.loaded_types_own = types.len() as u32;
    }
}

/// A number that two hits share when their folded words are the same.
fn expression(scratch: &Scratch, hit: &Hit) -> u32 {
    hit.marks.iter().flat_map(|m| m.0..m.1).fold(0x811C_9DC5, |h, t| (h ^ scratch.tokens[t as usize].hash).wrapping_mul(0x0100_0193))
}
