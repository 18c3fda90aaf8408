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

/// So many first bytes find a phrase.
pub const KEY: usize = 6;

/// Folded phrases by their first six bytes; shorter ones stand under what they have.
#[derive(Debug)]
pub struct Table {
    by_first: FxHashMap<[u8; KEY], Vec<Phrase>>,
    /// By first byte: sizes under six that phrases have, bit n for n bytes.
    short: [u8; 256],
    longest: usize,
}

impl Default for Table {
    fn default() -> Self {
        Self { by_first: FxHashMap::default(), short: [0; 256], longest: 0 }
    }
}

impl Table {
    /// Enters a folded phrase; empty ones are left out.
    pub fn add(&mut self, phrase: &str, rule: u16, extent: Extent) {
        let bytes = phrase.as_bytes();
        if bytes.is_empty() {
            return;
        }
        self.longest = self.longest.max(bytes.len());
        if bytes.len() < KEY {
            self.short[bytes[0] as usize] |= 1 << bytes.len();
        }
        self.by_first.entry(key(bytes, KEY)).or_default().push(Phrase { text: bytes.into(), rule, extent });
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }

    /// The longest phrase, bytes.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Whether any phrase begins as this folded line does, of which six bytes are enough.
    #[inline]
    pub fn may_begin(&self, line: &[u8]) -> bool {
        self.keys(line).any(|key| self.by_first.contains_key(&key))
    }

    fn keys(&self, line: &[u8]) -> impl Iterator<Item = [u8; KEY]> {
        let whole = key(line, KEY);
        let short = self.short[whole[0] as usize];
        let shorter = (1..if short == 0 { 1 } else { KEY.min(line.len() + 1) }).filter(move |n| short & 1 << n != 0).map(move |n| key(&whole, n));
        std::iter::once(whole).filter(move |k| k[KEY - 1] != 0).chain(shorter)
    }

    /// Calls `found` with each rule that has a phrase `line` begins with. `line` is folded; `bare` is its length without the
    /// punctuation at its end; `complete` says that `line` is all of it.
    pub fn find(&self, line: &[u8], bare: usize, complete: bool, mut found: impl FnMut(u16)) {
        for key in self.keys(line) {
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
        }
    }
}

fn key(bytes: &[u8], size: usize) -> [u8; KEY] {
    let mut key = [0; KEY];
    let size = size.min(bytes.len());
    key[..size].copy_from_slice(&bytes[..size]);
    key
}

/// Letters, digits and every byte beyond ASCII, curly quotes included: a boundary is plain punctuation or a blank.
fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b >= 0x80
}
