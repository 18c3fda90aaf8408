//! The words that any pattern knows, each with a small number: matching compares numbers, not letters.

use super::background::{background, key};
use super::token::{Flags, Token};
use serde::{Deserialize, Serialize};

/// Number of a word in the vocabulary.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct WordId(pub u32);

impl WordId {
    /// A word that no pattern knows.
    pub const UNKNOWN: WordId = WordId(0);
}

/// Bit 0x20 of each byte below 0x80.
#[inline]
fn ascii_case(word: u64) -> u64 {
    (!word & 0x8080_8080_8080_8080) >> 2
}

/// Hashes a word of ASCII letters, digits and joiners whatever its case: setting bit 0x20 of each byte turns
/// capitals into small letters and leaves digits, `-`, `'`, `.` and `,` as they are. Bytes from 0x80 up are
/// hashed as they stand in folded text, where they are already in one form.
#[inline]
pub fn hash_word(bytes: &[u8]) -> u64 {
    hash_at(bytes, 0, bytes.len())
}

/// [`hash_word`] of `bytes[start..end]`. What follows the word may be read, so that a short word takes one load.
#[inline(always)]
pub fn hash_at(bytes: &[u8], start: usize, end: usize) -> u64 {
    let mut h = ((end - start) as u64).wrapping_mul(K);
    let mut at = start;
    while at + 8 <= end {
        h = mix(h, load(bytes, at));
        at += 8;
    }
    if at < end {
        h = mix(h, load(bytes, at) & low_bytes(end - at));
    }
    h ^ (h >> 32)
}

/// Eight bytes from `at` on, the first in the lowest place, and zeros where the text has ended.
#[inline(always)]
pub fn load(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => bytes[at..].iter().rev().fold(0, |word, b| word << 8 | u64::from(*b)),
    }
}

/// [`hash_word`] of the first `length` bytes of `chunk`, one to seven of them.
#[inline(always)]
pub fn hash_short(chunk: u64, length: usize) -> u64 {
    let h = mix((length as u64).wrapping_mul(K), chunk & low_bytes(length));
    h ^ (h >> 32)
}

const K: u64 = 0x9E37_79B9_7F4A_7C15;

#[inline(always)]
fn mix(h: u64, word: u64) -> u64 {
    let h = (h ^ (word | ascii_case(word))).wrapping_mul(K);
    h ^ (h >> 29)
}

/// So many bytes of a word, one to seven. Those that are not there fold to 0x20 each; the length tells them from blanks.
#[inline(always)]
fn low_bytes(count: usize) -> u64 {
    u64::MAX >> (64 - 8 * count)
}

/// Bits of a slot that hold the id, then those that hold what the word is known for; the others hold bits of the hash.
const ID_BITS: u32 = 22;
const ID_MASK: u64 = (1 << ID_BITS) - 1;
const KNOWN_BITS: u32 = 5;
const LOW_MASK: u64 = (1 << (ID_BITS + KNOWN_BITS)) - 1;
/// The flags that a slot keeps; see [`Flags::KNOWN`].
const KNOWN_FIRST: u32 = Flags::KNOWN.0.trailing_zeros();
const _: () = assert!(Flags::KNOWN.0 == ((1 << KNOWN_BITS) - 1) << KNOWN_FIRST);

/// Words in the order of how common they are, one a line; written anew with the generated pages.
pub const COMMON_WORDS: &str = include_str!("../../config/common-words.txt");

/// Tokens that are looked up together, so that one does not wait for another's slot to come from memory.
const BATCH: usize = 32;

/// Folded words and their ids, in an open-addressing table that is only read once built.
///
/// A slot is one number: 37 bits of the word's hash, what the word is known for, and its id. With the bits that choose
/// the slot, some 53 bits of the hash decide; letters are not compared, because reaching for them is what a look-up
/// would wait for. That any two words of a vocabulary of a hundred thousand share 53 bits has a chance of one in two
/// million.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// The letters of all words, one behind the other, and where each word ends.
    letters: String,
    ends: Vec<u32>,
    /// What each is known for.
    known: Vec<Flags>,
    slots: Vec<u64>,
    mask: usize,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self::with_room(512)
    }
}

impl Vocabulary {
    /// A vocabulary in which so many words find room before the table grows, which costs hashing all of them again.
    pub fn with_room(words: usize) -> Self {
        let size = (words * 2).next_power_of_two().max(1024);
        Self { letters: String::new(), ends: vec![0], known: vec![Flags::default()], slots: vec![0; size], mask: size - 1 }
    }

    /// A vocabulary in which the commonest words of English news have the first ids, so that what is known of the words
    /// that make up most of a text lies close together, whatever the lexicons. Makes look-ups faster and changes nothing.
    pub fn with_common_words(room: usize) -> Self {
        let mut vocabulary = Self::with_room(room);
        for word in COMMON_WORDS.lines() {
            vocabulary.add(word);
        }
        vocabulary
    }

    /// The most words there can be.
    pub const MOST: usize = ID_MASK as usize;

    /// The id of a folded word, given one if it has none yet. A vocabulary that is full answers [`WordId::UNKNOWN`].
    pub fn add(&mut self, folded: &str) -> WordId {
        let hash = hash_word(folded.as_bytes());
        let found = self.find(hash);
        if found != WordId::UNKNOWN || folded.is_empty() || self.len() >= Self::MOST {
            return found;
        }
        if self.len() * 2 > self.slots.len() {
            self.resize(self.slots.len() * 2);
        }
        let id = self.len() as u32;
        self.letters.push_str(folded);
        self.ends.push(self.letters.len() as u32);
        self.known.push(Flags::default());
        Self::place(&mut self.slots, self.mask, hash, u64::from(id));
        WordId(id)
    }

    /// Notes that a word is known for `flags`, of [`Flags::KNOWN`]: its tokens will have them.
    pub fn know(&mut self, id: WordId, flags: Flags) {
        let Some(known) = self.known.get_mut(id.0 as usize) else { return };
        known.set(Flags(flags.0 & Flags::KNOWN.0));
        let bits = slot_bits(*known);
        let mut at = Self::slot(hash_word(self.word(id).as_bytes())) & self.mask;
        while self.slots[at] != 0 {
            if self.slots[at] & ID_MASK == u64::from(id.0) {
                self.slots[at] |= bits;
                return;
            }
            at = (at + 1) & self.mask;
        }
    }

    /// What a word is known for.
    pub fn known(&self, id: WordId) -> Flags {
        self.known.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// Gives each token the id of its word and what that word is known for. The tokens come with the hash of their word (see
    /// [`hash_word`]): its lower half in its own place, the upper in that of the id.
    pub fn give_ids(&self, tokens: &mut [Token]) {
        let hash_of = |token: &Token| u64::from(token.id.0) << 32 | u64::from(token.hash);
        let give = |token: &mut Token, hash: u64, slot: u64| {
            // A slot of another word is left for the next one only where a tag differs, which is rare.
            let slot = if slot == 0 || (slot ^ hash) & !LOW_MASK == 0 { slot } else { self.find_slot(hash) };
            token.id = WordId((slot & ID_MASK) as u32);
            token.flags.set(Flags(((slot & LOW_MASK) >> ID_BITS << KNOWN_FIRST) as u32));
        };
        let (batches, rest) = tokens.as_chunks_mut::<BATCH>();
        for tokens in batches {
            let hashes: [u64; BATCH] = std::array::from_fn(|at| hash_of(&tokens[at]));
            let slots = hashes.map(|hash| self.slots[Self::slot(hash) & self.mask]);
            for ((token, hash), slot) in tokens.iter_mut().zip(hashes).zip(slots) {
                give(token, hash, slot);
            }
        }
        for token in rest {
            let hash = hash_of(token);
            give(token, hash, self.slots[Self::slot(hash) & self.mask]);
        }
    }

    /// The id of a folded word, [`WordId::UNKNOWN`] if there is none.
    pub fn get(&self, folded: &str) -> WordId {
        self.find(hash_word(folded.as_bytes()))
    }

    /// The id of the word with this hash (see [`hash_word`]).
    #[inline]
    pub fn find(&self, hash: u64) -> WordId {
        WordId((self.find_slot(hash) & ID_MASK) as u32)
    }

    fn find_slot(&self, hash: u64) -> u64 {
        let mut at = Self::slot(hash) & self.mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 || (slot ^ hash) & !LOW_MASK == 0 {
                return slot;
            }
            at = (at + 1) & self.mask;
        }
    }

    /// The folded word of an id.
    pub fn word(&self, id: WordId) -> &str {
        let at = id.0 as usize;
        let (Some(end), Some(start)) = (self.ends.get(at), at.checked_sub(1).and_then(|before| self.ends.get(before))) else { return "" };
        self.letters.get(*start as usize..*end as usize).unwrap_or("")
    }

    /// In how many documents of the background table the word stands: how common it is.
    pub fn documents(&self, id: WordId) -> f32 {
        if id == WordId::UNKNOWN { 0.0 } else { background().frequency(key(hash_word(self.word(id).as_bytes()) as u32)) as f32 }
    }

    /// One more than the largest id.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no word was added.
    pub fn is_empty(&self) -> bool {
        self.ends.len() == 1
    }

    /// The low bits choose the slot: those that the tag does not hold.
    #[inline]
    fn slot(hash: u64) -> usize {
        hash as usize
    }

    fn place(slots: &mut [u64], mask: usize, hash: u64, low: u64) {
        let mut at = Self::slot(hash) & mask;
        while slots[at] != 0 {
            at = (at + 1) & mask;
        }
        slots[at] = (hash & !LOW_MASK) | low;
    }

    /// Gives the table so many slots, a power of two.
    fn resize(&mut self, size: usize) {
        let mut slots = vec![0; size];
        for id in (1..self.len() as u32).map(WordId) {
            Self::place(&mut slots, size - 1, hash_word(self.word(id).as_bytes()), u64::from(id.0) | slot_bits(self.known(id)));
        }
        (self.slots, self.mask) = (slots, size - 1);
    }
}

/// A vocabulary as a file keeps it: its words in the order of their ids, without what they are known for.
#[derive(Debug, Serialize, Deserialize)]
pub struct Words {
    letters: String,
    ends: Vec<u32>,
}

impl From<&Vocabulary> for Words {
    fn from(vocabulary: &Vocabulary) -> Self {
        Self { letters: vocabulary.letters.clone(), ends: vocabulary.ends.clone() }
    }
}

impl From<Words> for Vocabulary {
    fn from(words: Words) -> Self {
        let known = vec![Flags::default(); words.ends.len()];
        let size = (words.ends.len() * 2).next_power_of_two().max(1024);
        let mut vocabulary = Self { letters: words.letters, ends: words.ends, known, slots: Vec::new(), mask: 0 };
        vocabulary.resize(size);
        vocabulary
    }
}

/// Flags as a slot keeps them.
fn slot_bits(known: Flags) -> u64 {
    u64::from(known.0) >> KNOWN_FIRST << ID_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_word_does_not_change_its_hash() {
        let text = b"the internationally renowned scholar wrote";
        for start in 0..text.len() {
            for end in start..=text.len() {
                assert_eq!(hash_at(text, start, end), hash_word(&text[start..end]));
            }
        }
    }

    #[test]
    fn ids_are_stable_and_case_is_ignored() {
        let mut v = Vocabulary::default();
        let ids: Vec<_> = (0..5000).map(|i| v.add(&format!("word{i}"))).collect();
        for (i, id) in ids.iter().enumerate() {
            assert_eq!(v.get(&format!("word{i}")), *id);
            assert_eq!(v.word(*id), format!("word{i}"));
        }
        assert_eq!(v.get("word"), WordId::UNKNOWN);
        assert_eq!(v.add("word7"), ids[7]);
        let upper = b"WORD7";
        assert_eq!(v.find(hash_word(upper)), ids[7]);
        assert_eq!(v.add(""), WordId::UNKNOWN);
    }

    #[test]
    fn what_a_word_is_known_for_comes_with_its_id_and_outlives_growth() {
        let mut v = Vocabulary::default();
        let first = v.add("word0");
        v.know(first, Flags::CUE);
        (1..5000).for_each(|i| _ = v.add(&format!("word{i}")));
        v.know(first, Flags::HARM);
        v.know(v.get("word9"), Flags::CAPITAL | Flags::FUNCTION);
        let words = ["word0", "word9", "word10", "nothing", "WORD0"];
        let hashed = |word: &&str| {
            let hash = hash_word(word.as_bytes());
            Token { flags: Flags::WORD, id: WordId((hash >> 32) as u32), hash: hash as u32, ..Token::default() }
        };
        let mut tokens: Vec<Token> = words.iter().map(hashed).collect();
        v.give_ids(&mut tokens);
        let found: Vec<_> = tokens.iter().map(|t| (t.id, t.flags)).collect();
        let both = Flags::WORD | Flags::CUE | Flags::HARM;
        assert_eq!(
            found,
            [(first, both), (v.get("word9"), Flags::WORD | Flags::FUNCTION), (v.get("word10"), Flags::WORD), (WordId::UNKNOWN, Flags::WORD), (first, both)]
        );
    }
}
