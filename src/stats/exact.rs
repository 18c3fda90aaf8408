//! Exact two-sided tests of one integer outcome: binomial and hypergeometric.
//!
//! Two-sided means "minlike": the p value adds up every outcome no likelier than the one seen, as
//! `scipy.stats.binomtest`, `scipy.stats.fisher_exact` and R do. Only ratios of neighbouring
//! probabilities are used, so no special function enters. Time grows with the standard deviation of
//! the outcome; above 1e12 trials the normal approximation answers at once. A p value under some
//! 1e-300 comes out as 0.

use super::special::normal_two_sided;

/// Outcomes within this factor of the observed probability count as equally likely (as in R).
pub(super) const TIE: f64 = 1.0 + 1e-7;

/// Counts above this are as normal as makes no difference.
const MANY: f64 = 1e12;

/// Exact two-sided p of `hits` successes in `trials` at success probability `p`.
///
/// `None` if `hits > trials` or `p` is outside 0–1. 1 for no trials.
pub fn binomial_two_sided(hits: u64, trials: u64, p: f64) -> Option<f64> {
    if hits > trials || !(0.0..=1.0).contains(&p) {
        return None;
    }
    if p == 0.0 || p == 1.0 {
        let certain = if p == 0.0 { 0 } else { trials };
        return Some(if hits == certain { 1.0 } else { 0.0 });
    }
    let n = trials as f64;
    if n > MANY {
        return Some(normal_two_sided((hits as f64 - n * p) / (n * p * (1.0 - p)).sqrt()));
    }
    let odds = p / (1.0 - p);
    let mode = (((n + 1.0) * p).floor() as u64).min(trials);
    Some(two_sided(0, trials, mode, hits, |k| (n - k as f64) / (k as f64 + 1.0) * odds))
}

/// Exact two-sided p that `seen` of `drawn` are marked, drawing without replacement from `total`
/// of which `marked` are marked: Fisher's test. `None` if no such draw exists.
pub fn hypergeometric_two_sided(seen: u64, marked: u64, drawn: u64, total: u64) -> Option<f64> {
    if marked > total || drawn > total {
        return None;
    }
    let low = drawn.saturating_sub(total - marked);
    let high = marked.min(drawn);
    if seen < low || seen > high {
        return None;
    }
    let (m, d, n) = (marked as f64, drawn as f64, total as f64);
    if n > MANY && low < high {
        let (mean, variance) = (m / n * d, m / n * d * ((n - m) / n) * ((n - d) / n));
        return Some(normal_two_sided((seen as f64 - mean) / variance.sqrt()));
    }
    let mode = (((m + 1.0) * (d + 1.0) / (n + 2.0)).floor() as u64).clamp(low, high);
    Some(two_sided(low, high, mode, seen, |k| {
        let k = k as f64;
        // The last factor is grouped so that counts near 2^53 do not cancel to a negative number.
        (m - k) * (d - k) / ((k + 1.0) * (((n - m) - d) + k + 1.0).max(1.0))
    }))
}

/// Sums a unimodal law on `low..=high`, given `up(k) = P(k+1) / P(k)`, from its mode outwards.
fn two_sided(low: u64, high: u64, mode: u64, observed: u64, up: impl Fn(u64) -> f64) -> f64 {
    let mut seen = 1.0;
    for k in mode..observed {
        seen *= up(k);
        if seen == 0.0 {
            break;
        }
    }
    for k in (observed..mode).rev() {
        seen /= up(k);
        if seen == 0.0 {
            break;
        }
    }
    if seen == 0.0 {
        return 0.0;
    }
    let limit = seen * TIE;
    let (mut total, mut tail) = (0.0, 0.0);
    let mut add = |weight: f64| {
        total += weight;
        if weight <= limit {
            tail += weight;
        }
    };
    add(1.0);
    let (mut weight, mut k) = (1.0, mode);
    while k < high && weight > 0.0 {
        weight *= up(k);
        k += 1;
        add(weight);
    }
    let (mut weight, mut k) = (1.0, mode);
    while k > low && weight > 0.0 {
        weight /= up(k - 1);
        k -= 1;
        add(weight);
    }
    (tail / total).min(1.0)
}
