//! Phrases that lines begin with, end with or are, found by two bytes and a comparison.

use rustc_hash::FxHashMap;

/// How much of the line a phrase must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// A beginning (or, in a table of endings, an end) at a word boundary.
    Words,
    /// A beginning, whatever follows.
    Bytes,
}

#[derive(Debug)]
struct Phrase {
    text: Box<[u8]>,
    rule: u16,
    extent: Extent,
}

/// Folded phrases by their first two bytes.
#[derive(Debug, Default)]
pub struct Table {
    by_first: FxHashMap<[u8; 2], Vec<Phrase>>,
    longest: usize,
}

impl Table {
    /// Enters a folded phrase; empty ones are left out.
    pub fn add(&mut self, phrase: &str, rule: u16, extent: Extent) {
        if phrase.is_empty() {
            return;
        }
        self.longest = self.longest.max(phrase.len());
        let bytes = phrase.as_bytes();
        self.by_first.entry(key(bytes)).or_default().push(Phrase { text: bytes.into(), rule, extent });
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }

    /// The longest phrase, bytes.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Whether any phrase begins with these two (folded) bytes.
    #[inline]
    pub fn may_begin(&self, first: u8, second: u8) -> bool {
        self.by_first.contains_key(&[first, second]) || self.by_first.contains_key(&[first, 0])
    }

    /// Calls `found` with each rule that has a phrase `line` begins with. `line` is folded; `bare` is its length without the
    /// punctuation at its end; `complete` says that `line` is all of it.
    pub fn find(&self, line: &[u8], bare: usize, complete: bool, mut found: impl FnMut(u16)) {
        let Some(&first) = line.first() else { return };
        for key in [[first, line.get(1).copied().unwrap_or(0)], [first, 0]] {
            for phrase in self.by_first.get(&key).into_iter().flatten() {
                let size = phrase.text.len();
                if !line.starts_with(&phrase.text) {
                    continue;
                }
                let holds = match phrase.extent {
                    Extent::Bytes => true,
                    Extent::Whole => complete && (size == line.len() || size >= bare),
                    Extent::Words => !is_word(phrase.text[size - 1]) || line.get(size).is_none_or(|b| !is_word(*b)),
                };
                if holds {
                    found(phrase.rule);
                }
            }
            if key[1] == 0 {
                break;
            }
        }
    }
}

fn key(bytes: &[u8]) -> [u8; 2] {
    [bytes[0], bytes.get(1).copied().unwrap_or(0)]
}

/// Letters, digits and every byte beyond ASCII, curly quotes included: a boundary is plain punctuation or a blank.
fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b >= 0x80
}
