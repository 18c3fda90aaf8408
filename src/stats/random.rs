//! Random numbers that depend on a seed and on names, never on the order in which work is done.

/// Steele, Lea and Flood's SplitMix64, as in Vigna's reference code: every 64-bit state is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    /// The plain generator: seed 42 gives 13679457532755275413 first.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A stream of its own for each seed and list of names, e.g. `(seed, &["labels", event, actor])`.
    ///
    /// Independent of any other stream drawn before, so that results do not change with threads,
    /// shards or the presence of other events.
    pub fn keyed(seed: u64, names: &[&str]) -> Self {
        // The seed is mixed before it meets the hash, so that neighbouring seeds share no bits.
        Self { state: Self::new(seed).next_u64() ^ hash_names(names) }
    }

    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// An index below `n`: `(u64 * n) >> 64`, one draw. 0 for `n` = 0, still using a draw.
    ///
    /// No rejection step: the bias is below n / 2^64, and the number of draws stays fixed.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next_u64()) * n as u128) >> 64) as usize
    }

    /// Fisher–Yates: for i from n-1 down to 1, swaps i with `below(i + 1)`.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i + 1);
            items.swap(i, j);
        }
    }
}

/// FNV-1a, 64 bits, over the names; each is closed by the byte 0xFF, which UTF-8 never contains, so
/// that `["ab", "c"]` and `["a", "bc"]` differ.
pub fn hash_names(names: &[&str]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for name in names {
        for byte in name.bytes().chain([0xFF]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }
    hash
}
