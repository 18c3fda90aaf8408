//! The words that tell an article from others: keys and counts, the rarest and most frequent first.

use super::{Article, pack};
use crate::text::Flags;
use crate::text::background::{self, FUNCTION};

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
    best: Vec<(f32, u32, u32)>,
}

const EMPTY: u32 = u32::MAX;

impl Counter {
    /// Fills both cells.
    pub fn take(&mut self, article: &Article<'_>, title: &mut String, body: &mut String) {
        title.clear();
        body.clear();
        self.count(article, true);
        self.write(MOST_IN_TITLE, title);
        self.count(article, false);
        self.write(MOST, body);
    }

    fn count(&mut self, article: &Article<'_>, headline: bool) {
        let mut seen = 0;
        for token in article.tokens {
            if token.is(Flags::BOILERPLATE | Flags::CLITIC | Flags::DIGIT) || token.end < token.start + 2 {
                continue;
            }
            if token.is(Flags::HEADLINE) != headline {
                // The headline stands first in nearly every article.
                if headline && token.start as usize > article.body_start + 2000 {
                    break;
                }
                continue;
            }
            self.add(token.hash);
            seen += 1;
            if !headline && seen <= LEAD {
                self.add(token.hash);
            }
        }
    }

    #[inline]
    fn add(&mut self, hash: u32) {
        if self.used.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let key = background::key(hash);
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        loop {
            let slot = &mut self.slots[at];
            if slot.0 == key {
                slot.1 += 1;
                return;
            }
            if slot.0 == EMPTY {
                *slot = (key, 1);
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
    fn write(&mut self, most: usize, out: &mut String) {
        self.best.clear();
        let background = background::background();
        for at in self.used.drain(..) {
            let (key, count) = std::mem::replace(&mut self.slots[at as usize], (EMPTY, 0));
            let byte = background.byte(key).unwrap_or(0);
            if byte & FUNCTION == 0 {
                self.best.push((WEIGHTS.weigh(count, byte), key, count.min(63)));
            }
        }
        // Ties fall by key, so that the choice is the same everywhere.
        if self.best.len() > most {
            self.best.select_nth_unstable_by(most - 1, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            self.best.truncate(most);
        }
        self.best.sort_unstable_by_key(|b| (b.2, b.1));
        let mut count = 0;
        for (_, key, n) in &self.best {
            if *n != count {
                if count > 0 {
                    out.push('.');
                }
                count = *n;
                pack::push(count, 1, out);
            }
            pack::push(*key, 4, out);
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
        let mut cell = String::new();
        cell.push('B');
        super::pack::push(9, 4, &mut cell);
        cell.push_str(".D");
        super::pack::push(5, 4, &mut cell);
        assert_eq!(super::parse(&cell), [(5, 3), (9, 1)]);
        assert!(super::parse("").is_empty() && super::parse("..B,").is_empty() && super::parse("é.é").is_empty());
    }
}
