//! The counts of one article, whole numbers only: what rates and intervals are computed from.

use crate::analysis::{Hit, Voice};
use crate::clean::Part;
use crate::engine::{Analysis, Engine, Scratch, reports};
use crate::lexicon::Family;
use crate::voice::QuoteKind;
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
        let counted = Counted { scratch, end: scratch.tokens.len() as u32 };
        // A sentence stands in one part of the article, so that it counts as a whole or not at all.
        for (number, first) in (0u32..).zip(&scratch.landmarks.sentences) {
            let last = scratch.landmarks.sentences.get(number as usize + 1).copied().unwrap_or(counted.end);
            let part = scratch.part(*first);
            let words = scratch.landmarks.words(*first, last);
            if part == Part::Boilerplate || words == 0 {
                continue;
            }
            self.sentence_numbers.push(number);
            self.sentence_words.push(words);
            self.words += words;
            if part == Part::Headline {
                self.headline_words += words;
            }
        }
        let direct = || analysis.quotes.iter().filter(|q| q.kind == QuoteKind::Direct).map(|q| (q.first_token, q.last_token));
        self.words_direct = direct().map(|(first, last)| counted.words(first, last)).sum();
        // Quotations come in the order of their beginning, and those of a kind stand apart.
        let mut inside = direct().peekable();
        for speech in analysis.quotes.iter().filter(|q| reports(q)) {
            self.words_indirect += counted.words(speech.first_token, speech.last_token);
            while inside.next_if(|d| d.1 <= speech.first_token).is_some() {}
            let mut rest = inside.clone();
            while let Some((first, last)) = rest.next_if(|d| d.0 < speech.last_token) {
                self.words_indirect -= counted.words(first.max(speech.first_token), last.min(speech.last_token));
            }
        }
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
                    if scratch.part(hit.stretch().0) == Part::Headline {
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

/// The counted words of an article.
struct Counted<'a> {
    scratch: &'a Scratch,
    /// Number of its tokens.
    end: u32,
}

impl Counted<'_> {
    /// Counted words outside boilerplate from token `first` up to `last`.
    fn words(&self, first: u32, last: u32) -> u32 {
        let landmarks = &self.scratch.landmarks;
        let boilerplate = self.scratch.parts.stretches(self.end).filter(|s| s.2 == Part::Boilerplate && s.0 < last && first < s.1);
        landmarks.words(first, last) - boilerplate.map(|s| landmarks.words(s.0.max(first), s.1.min(last))).sum::<u32>()
    }
}

/// A number that two hits share when their folded words are the same.
fn expression(scratch: &Scratch, hit: &Hit) -> u32 {
    hit.marks.iter().flat_map(|m| m.0..m.1).fold(0x811C_9DC5, |h, t| (h ^ scratch.tokens[t as usize].hash).wrapping_mul(0x0100_0193))
}
