//! How whole numbers are written in a cell: base-64 digits, a fixed number of them each, so that no comma or quotation mark is needed.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~";

const VALUES: [u8; 256] = {
    let mut table = [0xFF; 256];
    let mut at = 0;
    while at < 64 {
        table[DIGITS[at] as usize] = at as u8;
        at += 1;
    }
    table
};

/// Appends the low `6 * WIDTH` bits of `number`, most significant digit first.
#[inline]
pub fn push<const WIDTH: usize>(mut number: u32, out: &mut Vec<u8>) {
    let mut digits = [0; WIDTH];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number & 63) as usize];
        number >>= 6;
    }
    out.extend_from_slice(&digits);
}

/// The numbers of `width` digits each in `text`; what is no digit ends the list.
pub fn numbers(text: &str, width: usize) -> impl Iterator<Item = u32> + '_ {
    text.as_bytes().chunks_exact(width.max(1)).map_while(|chunk| {
        chunk.iter().try_fold(0u32, |number, byte| {
            let value = VALUES[usize::from(*byte)];
            (value != 0xFF).then_some(number << 6 | u32::from(value))
        })
    })
}

/// Writes a number in decimals.
pub fn decimal(number: usize, out: &mut String) {
    out.extend(crate::tables::sheet::digits(number as u64, &mut [0; 20]).iter().map(|digit| char::from(*digit)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let mut text = Vec::new();
        for n in [0, 1, 63, 64, 0x00FF_FFFF] {
            push::<4>(n, &mut text);
        }
        let text = String::from_utf8(text).unwrap();
        assert_eq!(numbers(&text, 4).collect::<Vec<_>>(), [0, 1, 63, 64, 0x00FF_FFFF]);
        assert_eq!(numbers("AA,A", 4).count(), 0);
        assert_eq!(numbers("", 4).count(), 0);
    }
}
