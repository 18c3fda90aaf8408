//! How common words are in English news: a table that ships with the program, made from word counts alone.
//!
//! Document frequencies of a collection of five articles say nothing; those of this table do. It is built by
//! `examples/build_background.rs` (docs/event-linking.md says from what) and holds no text: a hash a word, and a byte.

use std::sync::LazyLock;

/// First bytes of the file.
pub const MAGIC: &[u8; 8] = b"slwdf001";

/// The word stands in small letters more often than not, where no sentence begins.
pub const SMALL: u8 = 0x80;
/// An English function word.
pub const FUNCTION: u8 = 0x40;

/// No class is so high, so that no word's slot looks like it.
const EMPTY: u32 = u32::MAX;
/// The bits of a key.
const KEY: u32 = 0x00FF_FFFF;

/// Words by their key, with how many of the table's documents hold them.
#[derive(Debug, Default)]
pub struct Background {
    /// Documents counted.
    pub documents: u32,
    /// A word's byte and its key, in one number.
    slots: Vec<u32>,
    mask: usize,
    /// How many documents each class stands for.
    frequencies: Vec<f64>,
}

static TABLE: LazyLock<Background> = LazyLock::new(|| Background::read(include_bytes!("../../config/background_df.bin")));

/// The table in the program.
pub fn background() -> &'static Background {
    &TABLE
}

/// The class of a document frequency: a quarter of an octave each.
pub fn class_of(documents: u32) -> u8 {
    (libm::log2(f64::from(documents.max(1))) * 4.0).round().clamp(0.0, 62.0) as u8
}

impl Background {
    /// Reads a table; one that is cut short holds what is whole.
    pub fn read(bytes: &[u8]) -> Self {
        let number = |at: usize| bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        if !bytes.starts_with(MAGIC) {
            return Self { documents: 0, slots: vec![EMPTY; 2], mask: 1, frequencies: Vec::new() };
        }
        let documents = number(8);
        let rows = bytes.get(16..).unwrap_or(&[]).chunks_exact(4);
        let size = (rows.len() * 3 / 2 + 1).next_power_of_two().max(2);
        let mut slots = vec![EMPTY; size];
        let mask = size - 1;
        for row in rows {
            let key = u32::from_le_bytes([row[0], row[1], row[2], 0]);
            let mut at = key as usize & mask;
            while slots[at] != EMPTY {
                at = (at + 1) & mask;
            }
            slots[at] = key | u32::from(row[3]) << 24;
        }
        let frequencies = (0..=0x3F).map(|class| libm::exp2(f64::from(class) / 4.0).min(f64::from(documents))).collect();
        Self { documents, slots, mask, frequencies }
    }

    /// A table as a file: words' keys in order, a byte each.
    pub fn write(documents: u32, rows: &std::collections::BTreeMap<u32, u8>) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&documents.to_le_bytes());
        out.extend_from_slice(&(rows.len() as u32).to_le_bytes());
        for (key, byte) in rows {
            out.extend_from_slice(&(key & 0x00FF_FFFF | u32::from(*byte) << 24).to_le_bytes());
        }
        out
    }

    /// The byte of a word; `None` for one that the table does not hold.
    #[inline]
    pub fn byte(&self, key: u32) -> Option<u8> {
        let mut at = key as usize & self.mask;
        loop {
            let slot = *self.slots.get(at)?;
            if slot == EMPTY {
                return None;
            }
            if slot & KEY == key {
                return Some((slot >> 24) as u8);
            }
            at = (at + 1) & self.mask;
        }
    }

    /// How many of the table's documents hold the word, as near as its class tells.
    pub fn frequency(&self, key: u32) -> f64 {
        match self.byte(key) {
            Some(byte) if byte & FUNCTION != 0 => f64::from(self.documents),
            Some(byte) => self.frequencies.get(usize::from(byte & 0x3F)).copied().unwrap_or(0.0),
            None => 0.0,
        }
    }
}

/// The key of a word: 24 bits of its folded hash, mixed so that the bits are even.
#[inline]
pub fn key(hash: u32) -> u32 {
    (hash ^ hash >> 15).wrapping_mul(0x2C1B_3C6D) >> 8
}

/// Key and byte of a token's word.
#[inline]
pub fn look(hash: u32) -> (u32, Option<u8>) {
    let key = key(hash);
    (key, TABLE.byte(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::vocabulary::hash_word;

    fn byte(word: &str) -> Option<u8> {
        look(hash_word(word.as_bytes()) as u32).1
    }

    #[test]
    fn the_table_knows_common_words() {
        assert!(background().documents > 500);
        assert!(byte("the").is_some_and(|b| b & FUNCTION != 0));
        assert!(byte("government").is_some_and(|b| b & SMALL != 0 && b & FUNCTION == 0));
        assert!(byte("obama").is_some_and(|b| b & SMALL == 0));
        assert_eq!(byte("zzyzxqua"), None);
    }

    #[test]
    fn a_damaged_table_is_no_panic() {
        assert_eq!(Background::read(b"").byte(5), None);
        assert_eq!(Background::read(&Background::write(3, &[(5, 7)].into())[..19]).byte(5), None);
        assert_eq!(Background::read(&Background::write(3, &[(5, 7)].into())).byte(5), Some(7));
    }
}
