//! Which bytes of a text are ASCII letters and digits, one bit each: where a word ends is then a matter of counting bits.

/// A bit for each byte of a text, the first in the lowest place of the first number, and nothing beyond the text.
#[derive(Debug, Default)]
pub struct Letters {
    bits: Vec<u64>,
}

/// Bytes that one number of [`Letters`] tells of.
const BLOCK: usize = 64;

impl Letters {
    /// Marks the letters and digits of a text.
    pub fn mark(&mut self, text: &[u8]) {
        self.bits.clear();
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        self.bits.extend(blocks.iter().map(bits_of));
        let mut last = [0; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        // One more than there are bytes for, so that what follows a byte can always be asked.
        self.bits.extend([bits_of(&last), 0]);
    }

    /// How many letters and digits stand in a row from byte `at` of the text on; more than 63 are told as 64.
    #[inline(always)]
    pub fn run(&self, at: usize) -> usize {
        let (block, from) = (at / BLOCK, at % BLOCK);
        let bits = self.bits[block] >> from | self.bits[block + 1] << 1 << (BLOCK - 1 - from);
        bits.trailing_ones() as usize
    }
}

/// Written so that the compiler compares sixteen bytes or more at once.
#[inline(always)]
fn bits_of(block: &[u8; BLOCK]) -> u64 {
    let ones = block.map(|b| u8::from((b | 0x20).wrapping_sub(b'a') < 26) | u8::from(b.wrapping_sub(b'0') < 10));
    let (eights, _) = ones.as_chunks::<8>();
    // The product has the ones of eight bytes side by side in its highest byte.
    let eight = |ones: &[u8; 8]| u64::from_le_bytes(*ones).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    (0..).zip(eights).fold(0, |bits, (number, ones)| bits | eight(ones) << (8 * number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_what_a_look_at_each_byte_finds() {
        let mut text: Vec<u8> = (0..=255).collect();
        text.extend(b"a quick brown fox, 1990s; ".repeat(9));
        text.extend([b'x'; 200]);
        for cut in 0..70 {
            let text = &text[cut..text.len() - cut * 3];
            let mut letters = Letters::default();
            letters.mark(text);
            for at in 0..text.len() {
                let want = text[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
                assert_eq!(letters.run(at), want.min(64), "{at} of {}", text.len());
            }
        }
    }
}
