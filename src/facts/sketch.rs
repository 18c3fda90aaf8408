//! A sample of an article's five-word runs, small and comparable: what tells copies from reports of one's own.
//!
//! Of all runs' hashes the smallest are kept: all under a fixed share, and at least [`LEAST`]. Two samples are both
//! whole up to the lower of their limits, so that the share of one text found in the other is counted there without
//! bias, however unlike their lengths are. One hash a word does it; 128 MinHash permutations would cost more than
//! the rest of the scoring, and tell Jaccard only.

use crate::text::{Flags, Token};

/// Words in a run.
pub const RUN: usize = 5;
/// Runs whose hash lies under this are kept.
pub const UNDER: u32 = (1u32 << 30) / 24;
/// The fewest that are kept where there are as many.
pub const LEAST: usize = 32;
/// The most.
pub const MOST: usize = 256;
/// The limit of a sample that holds every run.
pub const WHOLE: u32 = (1 << 30) - 1;

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// FACTOR to the power of [`RUN`]: takes the word that leaves the window out again.
const LEAVING: u64 = {
    let mut power = 1u64;
    let mut n = 0;
    while n < RUN {
        power = power.wrapping_mul(FACTOR);
        n += 1;
    }
    power
};

/// Fills `out` with the sample, in order, each of 30 bits; the hash up to which it is whole.
pub fn take(tokens: &[Token], all: &mut Vec<u32>, out: &mut Vec<u32>) -> u32 {
    out.clear();
    all.clear();
    all.extend(tokens.iter().filter(|t| !t.is(Flags::BOILERPLATE | Flags::HEADLINE)).map(|t| t.hash));
    let enters = |rolling: u64, hash: u32| rolling.wrapping_mul(FACTOR).wrapping_add(u64::from(hash));
    let mut rolling = all.iter().take(RUN - 1).fold(0, |rolling, hash| enters(rolling, *hash));
    let runs = all.len().saturating_sub(RUN - 1);
    // Each run takes the place of its first word, which leaves the window next.
    let mut leaving = 0;
    for first in 0..runs {
        rolling = enters(rolling, all[first + RUN - 1]).wrapping_sub(u64::from(leaving).wrapping_mul(LEAVING));
        // The low bits of the sum know only the last words: the high ones are mixed in twice.
        let mixed = (rolling ^ rolling >> 32).wrapping_mul(FACTOR);
        let run = ((mixed ^ mixed >> 29).wrapping_mul(FACTOR) >> 34) as u32;
        leaving = std::mem::replace(&mut all[first], run);
    }
    all.truncate(runs);
    out.extend(all.iter().copied().filter(|h| *h < UNDER));
    let mut limit = UNDER - 1;
    if out.len() < LEAST {
        if all.len() > LEAST {
            limit = *all.select_nth_unstable(LEAST - 1).1;
            all.truncate(LEAST);
        } else {
            limit = WHOLE;
        }
        std::mem::swap(all, out);
    }
    out.sort_unstable();
    out.dedup();
    if out.len() > MOST {
        out.truncate(MOST);
        limit = out[MOST - 1];
    }
    limit
}

/// What two samples share up to the lower limit: runs of a, of b, of both.
pub fn shared(a: (&[u32], u32), b: (&[u32], u32)) -> (usize, usize, usize) {
    let limit = a.1.min(b.1);
    let (a, b) = (&a.0[..a.0.partition_point(|h| *h <= limit)], &b.0[..b.0.partition_point(|h| *h <= limit)]);
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    (a.len(), b.len(), both)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(words: impl Iterator<Item = u32>) -> (Vec<u32>, u32) {
        let tokens: Vec<Token> = words.map(|hash| Token { hash: hash.wrapping_mul(0x9E37_79B1), ..Token::default() }).collect();
        let (mut all, mut out) = (Vec::new(), Vec::new());
        let limit = take(&tokens, &mut all, &mut out);
        (out, limit)
    }

    #[test]
    fn a_copy_inside_a_longer_text_is_found() {
        let short = sample(0..600);
        let long = sample((10_000..12_000).chain(0..600).chain(20_000..21_000));
        let (a, _, both) = shared((&short.0, short.1), (&long.0, long.1));
        assert!(a >= 10 && both * 10 >= a * 9, "{both} of {a}");
        let other = sample(5000..5600);
        assert_eq!(shared((&short.0, short.1), (&other.0, other.1)).2, 0);
    }

    #[test]
    fn short_and_empty_texts() {
        assert!(sample(0..4).0.is_empty());
        let (one, limit) = sample(0..10);
        assert_eq!((one.len(), limit), (6, WHOLE));
        assert_eq!(sample(0..100_000).0.len(), MOST);
    }
}
