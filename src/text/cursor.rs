//! Bytes to Unicode code points by a cursor that moves forward: what readers of the tables count in.

/// Counts code points of a text up to growing byte offsets; each byte is looked at once.
#[derive(Clone, Debug)]
pub struct Cursor<'t> {
    text: &'t [u8],
    byte: usize,
    point: usize,
    ascii: bool,
}

impl<'t> Cursor<'t> {
    /// A cursor at the start of `text`.
    pub fn new(text: &'t str) -> Self {
        Self { text: text.as_bytes(), byte: 0, point: 0, ascii: text.is_ascii() }
    }

    /// Code points before byte `byte` (clamped to the text). Going back is allowed and costs the way back.
    pub fn at(&mut self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        if self.ascii {
            return byte;
        }
        // A continuation byte is 10xxxxxx; every other byte begins a code point.
        let points = |bytes: &[u8]| bytes.iter().filter(|b| (**b & 0xC0) != 0x80).count();
        if byte < self.byte {
            self.point -= points(&self.text[byte..self.byte]);
        } else {
            self.point += points(&self.text[self.byte..byte]);
        }
        self.byte = byte;
        self.point
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn counts_code_points_forward_and_back() {
        let text = "a\u{2019}b\u{1F600}c";
        let mut cursor = Cursor::new(text);
        for (points, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(cursor.at(byte), points);
        }
        assert_eq!(cursor.at(1), 1);
        assert_eq!(cursor.at(999), 5);
    }
}
