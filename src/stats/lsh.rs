//! Banding for MinHash: which Jaccard similarity becomes a candidate pair.
//!
//! For near-duplicates (wire copy) only: reports of one event by different hands hardly share
//! shingles.

/// Probability that two sets of Jaccard similarity `s` (0–1) share a band: `1 - (1 - s^rows)^bands`.
///
/// NaN for s outside 0–1.
pub fn candidate_probability(s: f64, bands: u32, rows: u32) -> f64 {
    if !(0.0..=1.0).contains(&s) {
        return f64::NAN;
    }
    1.0 - power(1.0 - power(s, rows), bands)
}

/// The similarity about which the probability rises: `(1/bands)^(1/rows)`; `None` for a zero.
pub fn threshold(bands: u32, rows: u32) -> Option<f64> {
    (bands > 0 && rows > 0).then(|| libm::pow(1.0 / f64::from(bands), 1.0 / f64::from(rows)))
}

/// Bands and rows for `hashes` MinHash values so that false positives below `similarity` and false
/// negatives above it, equally weighted, are fewest (as datasketch chooses them).
///
/// `None` for a similarity outside 0–1, no hashes or more than 4,096; 128 is usual.
pub fn best_bands(similarity: f64, hashes: u32) -> Option<(u32, u32)> {
    if !(0.0..=1.0).contains(&similarity) || hashes > 4096 {
        return None;
    }
    let mut best: Option<(f64, u32, u32)> = None;
    for bands in 1..=hashes {
        for rows in 1..=hashes / bands {
            let found = |s: f64| candidate_probability(s, bands, rows);
            let wrong = simpson(0.0, similarity, found) + simpson(similarity, 1.0, |s| 1.0 - found(s));
            if best.is_none_or(|(least, ..)| wrong < least) {
                best = Some((wrong, bands, rows));
            }
        }
    }
    best.map(|(_, bands, rows)| (bands, rows))
}

/// Integral of a smooth function by Simpson's rule on 400 intervals.
fn simpson(from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
    let steps = 400_u32;
    let width = (to - from) / f64::from(steps);
    let weight = |i: u32| match i {
        0 => 1.0,
        i if i == steps => 1.0,
        i if i % 2 == 1 => 4.0,
        _ => 2.0,
    };
    // The last point is the end itself: adding up steps could pass it.
    let at = |i: u32| {
        if i == steps { to } else { from + width * f64::from(i) }
    };
    (0..=steps).map(|i| weight(i) * f(at(i))).sum::<f64>() * width / 3.0
}

/// `base^exponent` by squaring: `f64::powi` may round differently on each platform.
fn power(mut base: f64, mut exponent: u32) -> f64 {
    let mut result = 1.0;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result *= base;
        }
        base *= base;
        exponent >>= 1;
    }
    result
}
