//! A rate ratio between outlets with a p value that is not limited by the number of resamples.

use super::bootstrap::linearised_se;
use super::rates::{Count, Interval, pool, valid_alpha};
use super::special::{student_critical, student_two_sided};

/// Two outlets' rates compared, articles being the independent units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusteredRatio {
    pub ratio: f64,
    /// Standard error of the natural logarithm of the ratio.
    pub log_se: f64,
    /// Welch–Satterthwaite degrees of freedom.
    pub df: f64,
    pub interval: Interval,
    /// Two-sided p from Student's t.
    pub p: f64,
}

/// Compares two outlets by the linearised (sandwich) variance of each rate over its articles.
///
/// `ln R` has variance `(se1/r1)² + (se2/r2)²`, referred to Student's t with Welch's degrees of
/// freedom. Meant for at least five articles a side. `None` with fewer than two articles or no hits
/// on a side: then resampling or the exact test must answer. Where all articles have one and the
/// same rate on both sides, the variance is zero and nothing can be said: `None` too.
pub fn clustered_rate_ratio(first: &[Count], second: &[Count], alpha: f64) -> Option<ClusteredRatio> {
    if !valid_alpha(alpha) {
        return None;
    }
    let (rate1, v1, df1) = log_rate(first)?;
    let (rate2, v2, df2) = log_rate(second)?;
    let variance = v1 + v2;
    // Rounding leaves a residue where the true variance is zero.
    if variance.is_nan() || variance < 1e-24 {
        return None;
    }
    let log_se = variance.sqrt();
    let df = variance * variance / (v1 * v1 / df1 + v2 * v2 / df2);
    let ratio = rate1 / rate2;
    let reach = libm::exp(student_critical(alpha, df) * log_se);
    Some(ClusteredRatio { ratio, log_se, df, interval: Interval { lo: ratio / reach, hi: ratio * reach }, p: student_two_sided(libm::log(ratio) / log_se, df) })
}

/// Rate, variance of its logarithm, degrees of freedom.
fn log_rate(articles: &[Count]) -> Option<(f64, f64, f64)> {
    let (hits, words) = pool(articles)?;
    if hits == 0.0 {
        return None;
    }
    let rate = super::rates::PER_WORDS * hits / words;
    let relative = linearised_se(articles)? / rate;
    Some((rate, relative * relative, articles.len() as f64 - 1.0))
}
