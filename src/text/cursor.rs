//! Bytes to Unicode code points: what readers of the tables count in.

/// Counts the code points of a text before any of its bytes.
#[derive(Clone, Debug)]
pub struct Cursor<'t> {
    text: &'t [u8],
    /// Code points before each block of bytes; empty where the text is plain ASCII.
    blocks: Vec<u32>,
}

/// Bytes in a block.
const BLOCK: usize = 64;

impl<'t> Cursor<'t> {
    /// A cursor over `text`, which is read once.
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut blocks = Vec::new();
        if !text.is_ascii() {
            let mut points = 0;
            blocks.reserve(bytes.len() / BLOCK + 1);
            blocks.push(0);
            for block in bytes.chunks_exact(BLOCK) {
                points += points_in(block) as u32;
                blocks.push(points);
            }
        }
        Self { text: bytes, blocks }
    }

    /// Code points before byte `byte` (clamped to the text).
    pub fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        match self.blocks.get(byte / BLOCK) {
            Some(before) => *before as usize + points_in(&self.text[byte / BLOCK * BLOCK..byte]),
            None => byte,
        }
    }
}

/// Code points that begin in `bytes`, a block at most, eight at a time: a continuation byte is 10xxxxxx, every other byte
/// begins one.
fn points_in(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (words, rest) = bytes.as_chunks::<8>();
    // Each byte of the sum counts its own column; the product adds the columns up in its highest byte.
    let columns = words.iter().map(|word| u64::from_le_bytes(*word)).fold(0, |sum, word| sum + (word >> 7 & !(word >> 6) & ONES));
    let inside = (columns.wrapping_mul(ONES) >> 56) as usize + rest.iter().filter(|b| **b & 0xC0 == 0x80).count();
    bytes.len() - inside
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn counts_code_points_forward_and_back() {
        let text = "a\u{2019}b\u{1F600}c";
        let cursor = Cursor::new(text);
        for (points, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(cursor.at(byte), points);
        }
        assert_eq!(cursor.at(1), 1);
        assert_eq!(cursor.at(999), 5);
        for unit in ["a", "é", "a’b", "\u{1F600}x", "مدينة ", "aaaaaaaaaaaaaaaaaaa—"] {
            let text = unit.repeat(70);
            let cursor = Cursor::new(&text);
            for (points, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(cursor.at(byte), points, "{unit} {byte}");
            }
            assert_eq!(cursor.at(text.len()), text.chars().count());
        }
    }
}
