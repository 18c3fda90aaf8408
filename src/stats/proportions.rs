//! Shares and signs: Wilson's interval, the sign test, net polarity towards a target.

use super::exact::binomial_two_sided;
use super::rates::{Interval, PER_WORDS, valid_alpha};
use super::special::normal_quantile;

/// Wilson's interval of the share `hits / trials`, within 0–1 and exact at both ends.
///
/// `None` without trials, or with more hits than trials.
pub fn wilson(hits: u64, trials: u64, alpha: f64) -> Option<Interval> {
    if trials == 0 || hits > trials || !valid_alpha(alpha) {
        return None;
    }
    let (x, n) = (hits as f64, trials as f64);
    let z = normal_quantile(alpha / 2.0);
    let share = x / n;
    let scale = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / scale;
    let reach = z.abs() / scale * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    Some(Interval { lo: if hits == 0 { 0.0 } else { (centre - reach).max(0.0) }, hi: if hits == trials { 1.0 } else { (centre + reach).min(1.0) } })
}

/// Exact two-sided sign test; 1 without observations.
pub fn sign_test(positive: u64, negative: u64) -> f64 {
    match positive.checked_add(negative) {
        Some(total) => binomial_two_sided(positive, total, 0.5).unwrap_or(1.0),
        None => 1.0,
    }
}

/// Signed hits towards one target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NetPolarity {
    /// Positive less negative hits, per 1,000 words.
    pub net: f64,
    /// Its standard error, both being independent Poisson counts; 0 without hits, which is not
    /// certainty.
    pub se: f64,
    /// Share of positive hits among both; `None` without hits.
    pub share_positive: Option<f64>,
    /// [`sign_test`].
    pub p: f64,
}

/// Net polarity of `positive` and `negative` hits in `words` words. `None` without words.
pub fn net_polarity(positive: u64, negative: u64, words: u64) -> Option<NetPolarity> {
    if words == 0 {
        return None;
    }
    let (p, n, w) = (positive as f64, negative as f64, words as f64);
    Some(NetPolarity {
        net: PER_WORDS * (p - n) / w,
        se: PER_WORDS * (p + n).sqrt() / w,
        share_positive: (p + n > 0.0).then(|| p / (p + n)),
        p: sign_test(positive, negative),
    })
}
