//! Empirical-Bayes shrinkage of the rates of short texts (Gamma–Poisson, moments after Marshall 1991).

use super::rates::{Count, Interval, PER_WORDS, pool, valid_alpha};
use super::special::{gamma_p_inverse, gamma_q_inverse};

/// The prior that a set of articles suggests, and each article's shrunk rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Shrunk {
    /// Pooled rate per 1,000 words.
    pub mean: f64,
    /// Variance of the true rates between articles, in (hits per word)²; zero or less means that
    /// chance alone explains the differences.
    pub variance: f64,
    /// Gamma prior (shape, rate in words); `None` where `variance` is not above zero.
    pub prior: Option<(f64, f64)>,
    /// Shrunk rate per 1,000 words of each item, in the order given.
    pub rates: Vec<f64>,
    /// Posterior interval of each item, per 1,000 words; empty without a prior, because then every
    /// item gets the pooled rate and the item's own uncertainty is not defined.
    pub intervals: Vec<Interval>,
}

/// Shrinks each rate towards the pooled one, short texts most.
///
/// `m = Σx/Σn`, `v = Σn(r-m)²/Σn - m/mean(n)`, `shape = m²/v`, `rate = m/v`, and the posterior of an
/// item is Gamma(x + shape, n + rate). With `v <= 0` every item gets the pooled rate. Items without
/// words take no part in the prior and get its mean. `None` without any words.
pub fn shrink(counts: &[Count], alpha: f64) -> Option<Shrunk> {
    let (hits, words) = pool(counts)?;
    if !valid_alpha(alpha) {
        return None;
    }
    let mean = hits / words;
    let (mut spread, mut used) = (0.0, 0.0);
    for count in counts.iter().filter(|c| c.words > 0) {
        let n = count.words as f64;
        let away = count.hits as f64 / n - mean;
        spread += n * away * away;
        used += 1.0;
    }
    let variance = spread / words - mean / (words / used);
    let pooled = Shrunk { mean: PER_WORDS * mean, variance, prior: None, rates: vec![PER_WORDS * mean; counts.len()], intervals: Vec::new() };
    if !(variance > 0.0 && mean > 0.0) {
        return Some(pooled);
    }
    let (shape, rate) = (mean * mean / variance, mean / variance);
    let posterior = |c: &Count| (c.hits as f64 + shape, (c.words as f64 + rate) / PER_WORDS);
    let item = |c: &Count| {
        let (a, b) = posterior(c);
        Interval { lo: gamma_p_inverse(a, alpha / 2.0) / b, hi: gamma_q_inverse(a, alpha / 2.0) / b }
    };
    Some(Shrunk {
        prior: Some((shape, rate)),
        rates: counts.iter().map(|c| posterior(c).0 / posterior(c).1).collect(),
        intervals: counts.iter().map(item).collect(),
        ..pooled
    })
}
