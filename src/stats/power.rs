//! What a comparison of two rates could have shown: the power of the exact conditional test.

use super::exact::TIE;
use super::rates::valid_alpha;
use super::special::{binomial_cdf, binomial_upper, normal_cdf, normal_quantile, poisson_density};

/// Above this many expected hits in all, the normal approximation takes over from enumeration.
const ENUMERATED: f64 = 50_000.0;

/// Power of the exact two-sided test of equal rates (see [`super::rates::compare_rates`]).
///
/// `expected_first` and `expected_second` are the hits expected under the alternative;
/// `share_first` is the first text's share of the words, n1/(n1+n2), strictly between 0 and 1. All
/// likely sums of hits are enumerated. `None` for negative or infinite expectations.
pub fn power_two_rates(expected_first: f64, expected_second: f64, share_first: f64, alpha: f64) -> Option<f64> {
    let total = expected_first + expected_second;
    let expectations = expected_first >= 0.0 && expected_second >= 0.0 && total.is_finite();
    let shares = share_first > 0.0 && share_first < 1.0;
    if !(expectations && shares && valid_alpha(alpha)) {
        return None;
    }
    if total == 0.0 {
        return Some(0.0);
    }
    if total > ENUMERATED {
        return Some(normal_power(expected_first, expected_second, share_first, alpha));
    }
    let share = expected_first / total;
    // Sums further from their mean than this have less than 1e-14 of the probability.
    let reach = 8.0 * total.sqrt() + 20.0;
    let from = (total - reach).max(1.0).floor() as u64;
    let to = (total + reach).ceil() as u64;
    let mut power = 0.0;
    for hits in from..=to {
        let chance = poisson_density(hits as f64, total);
        if let Some((low, high)) = rejected(hits, share_first, alpha) {
            let below = low.map_or(0.0, |k| binomial_cdf(k, hits, share));
            let above = high.map_or(0.0, |k| binomial_upper(k, hits, share));
            power += chance * (below + above);
        }
    }
    Some(power.min(1.0))
}

/// The outcomes the test rejects at a given sum of hits: all up to the first number, all from the
/// second. `None` where nothing is rejected.
fn rejected(hits: u64, share: f64, alpha: f64) -> Option<(Option<u64>, Option<u64>)> {
    let (n, odds) = (hits as f64, share / (1.0 - share));
    let up = |k: u64| (n - k as f64) / (k as f64 + 1.0) * odds;
    let mode = (((n + 1.0) * share).floor() as u64).min(hits);
    // Probabilities relative to the mode's, from where they matter at all. What is cut off belongs
    // to the rejected tails and weighs less than 1e-18.
    let mut weights = vec![1.0_f64];
    let (mut weight, mut first) = (1.0_f64, mode);
    while first > 0 && weight > 1e-18 {
        weight /= up(first - 1);
        first -= 1;
        weights.push(weight);
    }
    weights.reverse();
    let (mut weight, mut last) = (1.0_f64, mode);
    while last < hits && weight > 1e-18 {
        weight *= up(last);
        last += 1;
        weights.push(weight);
    }
    let total: f64 = weights.iter().sum();
    // Take the least likely outcomes from both ends while they stay within alpha; ties go together.
    let (mut i, mut j, mut tail) = (0_usize, weights.len(), 0.0);
    while i < j {
        let limit = weights[i].min(weights[j - 1]) * TIE;
        let (mut next_i, mut next_j, mut next_tail) = (i, j, tail);
        while next_i < next_j && weights[next_i] <= limit {
            next_tail += weights[next_i];
            next_i += 1;
        }
        while next_j > next_i && weights[next_j - 1] <= limit {
            next_j -= 1;
            next_tail += weights[next_j];
        }
        if next_tail > alpha * total {
            break;
        }
        (i, j, tail) = (next_i, next_j, next_tail);
    }
    let low = (i > 0 || first > 0).then(|| first + i as u64).and_then(|k| k.checked_sub(1));
    let high = (j < weights.len() || last < hits).then(|| first + j as u64);
    (low.is_some() || high.is_some()).then_some((low, high))
}

/// The logarithm of the rate ratio taken as normal.
fn normal_power(first: f64, second: f64, share_first: f64, alpha: f64) -> f64 {
    let log_ratio = libm::log((first / share_first) / (second / (1.0 - share_first)));
    let z = log_ratio.abs() / (1.0 / first + 1.0 / second).sqrt();
    let critical = -normal_quantile(alpha / 2.0);
    if z.is_nan() { 0.0 } else { normal_cdf(z - critical) + normal_cdf(-z - critical) }
}

/// Above this many expected hits on the smaller side a doubling shows with power above 0.99.
const PLENTY: f64 = 60.0;
/// More expected hits than this on the larger side no longer change the answer.
const AMPLE: f64 = 1000.0;

/// Could the exact test at `alpha` have shown a doubling, whichever side has it, with power one half?
///
/// The arguments are the hits expected of each text at their common rate,
/// `words * (x1+x2)/(n1+n2)`. Each side in turn is given twice its expectation; the answer is yes
/// where both powers reach 0.5. Two texts of one length need some 14 expected hits each. Where hits
/// clump, divide both by the dispersion of [`super::overdispersion::quasi_poisson`] first. `false`
/// for NaN and negative numbers.
pub fn could_show_doubling(expected_first: f64, expected_second: f64, alpha: f64) -> bool {
    let least = expected_first.min(expected_second);
    // Below one expected hit even a certain zero on that side proves nothing.
    if expected_first.is_nan() || expected_second.is_nan() || least < 1.0 || !valid_alpha(alpha) {
        return false;
    }
    if alpha >= 0.01 && least >= PLENTY {
        return true;
    }
    let (first, second) = (expected_first.min(AMPLE), expected_second.min(AMPLE));
    let share = first / (first + second);
    let shows = |a: f64, b: f64| power_two_rates(a, b, share, alpha).is_some_and(|p| p >= 0.5);
    shows(2.0 * first, second) && shows(first, 2.0 * second)
}
