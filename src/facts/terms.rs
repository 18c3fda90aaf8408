//! The words that tell an article from others: keys and counts, the rarest and most frequent first.

use super::{Article, pack};
use crate::clean::Part;
use crate::text::background::{self, FUNCTION};
use crate::text::{Flags, Token};

/// Body terms that are kept.
pub const MOST: usize = 160;
/// Title terms that are kept.
pub const MOST_IN_TITLE: usize = 24;

/// Words at the head of the body that count twice: a report opens with what happened and ends with what happened before.
const LEAD: usize = 60;

/// Counts the words of an article.
#[derive(Debug, Default, Clone)]
pub struct Counter {
    /// Key and count; open addressing, emptied after each article.
    slots: Vec<(u32, u32)>,
    used: Vec<u32>,
    best: Vec<u64>,
}

const EMPTY: u32 = u32::MAX;

impl Counter {
    /// Fills both cells.
    pub fn take(&mut self, article: &Article<'_>, title: &mut Vec<u8>, body: &mut Vec<u8>) {
        title.clear();
        body.clear();
        self.count(article, true);
        self.write(MOST_IN_TITLE, title);
        self.count(article, false);
        self.write(MOST, body);
    }

    fn count(&mut self, article: &Article<'_>, headline: bool) {
        let counts = |token: &&Token| !token.is(Flags::BOILERPLATE | Flags::CLITIC | Flags::DIGIT) && token.end >= token.start + 2;
        let mut lead = if headline { 0 } else { LEAD };
        for (first, last, part) in article.parts.stretches(article.tokens.len() as u32) {
            let tokens = article.tokens.get(first as usize..last as usize).unwrap_or(&[]);
            if (part == Part::Headline) != headline {
                // A headline stands near the head of the text.
                if headline && tokens.last().is_some_and(|t| t.start as usize > article.body_start + 2000) {
                    break;
                }
                continue;
            }
            for token in tokens.iter().filter(counts) {
                self.add(token.hash, 1 + u32::from(lead > 0));
                lead -= usize::from(lead > 0);
            }
        }
    }

    #[inline]
    fn add(&mut self, hash: u32, times: u32) {
        if self.used.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let key = background::key(hash);
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        loop {
            let slot = &mut self.slots[at];
            if slot.0 == key {
                slot.1 += times;
                return;
            }
            if slot.0 == EMPTY {
                *slot = (key, times);
                self.used.push(at as u32);
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(2048);
        let old = std::mem::replace(&mut self.slots, vec![(EMPTY, 0); size]);
        let mask = size - 1;
        for at in &mut self.used {
            let slot = old[*at as usize];
            let mut to = slot.0 as usize & mask;
            while self.slots[to].0 != EMPTY {
                to = (to + 1) & mask;
            }
            self.slots[to] = slot;
            *at = to as u32;
        }
    }

    /// Writes the terms grouped by count, and empties the counter.
    fn write(&mut self, most: usize, out: &mut Vec<u8>) {
        self.best.clear();
        let background = background::background();
        for at in self.used.drain(..) {
            let (key, count) = std::mem::replace(&mut self.slots[at as usize], (EMPTY, 0));
            let byte = background.byte(key).unwrap_or(0);
            if byte & FUNCTION == 0 {
                // One number in the order of the choice: the heaviest first, and of equals the lowest key, so that it is the
                // same everywhere. Weights are not negative, so that their bits are in the order of their sizes.
                self.best.push(u64::from(!WEIGHTS.weigh(count, byte).to_bits()) << 32 | u64::from(key << 6 | count.min(63)));
            }
        }
        if self.best.len() > most {
            self.best.select_nth_unstable(most - 1);
            self.best.truncate(most);
        }
        for term in &mut self.best {
            let (key, count) = (*term as u32 >> 6, *term & 63);
            *term = count << 32 | u64::from(key);
        }
        self.best.sort_unstable();
        let mut count = 0;
        for term in &self.best {
            let of = (term >> 32) as u32;
            if of != count {
                if count > 0 {
                    out.push(b'.');
                }
                count = of;
                pack::push::<1>(count, out);
            }
            pack::push::<4>(*term as u32, out);
        }
    }
}

/// Keys and counts of a cell, in the order of the keys.
pub fn parse(cell: &str) -> Vec<(u32, u8)> {
    let mut out = Vec::with_capacity(cell.len() / 4);
    for group in cell.split('.') {
        let (Some(first), Some(rest)) = (group.get(..1), group.get(1..)) else { continue };
        let Some(count) = pack::numbers(first, 1).next() else { continue };
        out.extend(pack::numbers(rest, 4).map(|key| (key, count as u8)));
    }
    out.sort_unstable();
    out
}

/// What a term is worth when there are more than can be kept.
struct Weights;

const WEIGHTS: Weights = Weights;

static IDF: std::sync::LazyLock<[f32; 64]> = std::sync::LazyLock::new(|| {
    let n = f64::from(background::background().documents);
    std::array::from_fn(|class| libm::log((1.0 + n) / (1.0 + libm::exp2(class as f64 / 4.0))).max(0.0) as f32)
});

static LOG: std::sync::LazyLock<[f32; 64]> = std::sync::LazyLock::new(|| std::array::from_fn(|n| (1.0 + libm::log((n.max(1)) as f64)) as f32));

impl Weights {
    #[inline]
    fn weigh(&self, count: u32, byte: u8) -> f32 {
        LOG[count.min(63) as usize] * IDF[usize::from(byte & 0x3F)]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cells_come_back_sorted() {
        let mut cell = b"B".to_vec();
        super::pack::push::<4>(9, &mut cell);
        cell.extend(b".D");
        super::pack::push::<4>(5, &mut cell);
        assert_eq!(super::parse(std::str::from_utf8(&cell).unwrap()), [(5, 3), (9, 1)]);
        assert!(super::parse("").is_empty() && super::parse("..B,").is_empty() && super::parse("é.é").is_empty());
    }
}
