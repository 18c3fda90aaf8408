//! Do hits vary between articles more than chance does? Quasi-Poisson dispersion and an NB2 fit.

use super::rates::{Count, PER_WORDS, pool};
use super::special::{chi2_sf, ln_factorial};

/// The Poisson model with one common rate, and how far it is off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuasiPoisson {
    /// Common rate per 1,000 words.
    pub rate: f64,
    /// Pearson's statistic Σ(x-μ)²/μ.
    pub pearson: f64,
    /// Articles with words, less one.
    pub df: u64,
    /// `pearson / df`: about 1 where hits are independent. Multiply a Poisson standard error by
    /// its square root where it is above 1.
    pub dispersion: f64,
    /// Poisson log-likelihood.
    pub ln_likelihood: f64,
}

/// Dispersion of the hits of an outlet's articles. Articles without words are left out.
///
/// `None` with fewer than two articles with words, or without hits.
pub fn quasi_poisson(counts: &[Count]) -> Option<QuasiPoisson> {
    let (rate, pearson, df) = pearson(counts)?;
    let mut ln_likelihood = 0.0;
    for count in counts.iter().filter(|c| c.words > 0) {
        let mean = rate * count.words as f64;
        ln_likelihood += count.hits as f64 * libm::log(mean) - mean - ln_factorial(count.hits);
    }
    Some(QuasiPoisson { rate: PER_WORDS * rate, pearson, df, dispersion: pearson / df as f64, ln_likelihood })
}

/// Hits per word, Pearson's statistic and its degrees of freedom: what [`quasi_poisson`] says of dispersion, without the
/// likelihood, which costs ten times as much. `None` as there.
pub fn pearson(counts: &[Count]) -> Option<(f64, f64, u64)> {
    let used = || counts.iter().filter(|c| c.words > 0);
    let (hits, words, n) = used().fold((0u128, 0u128, 0u64), |s, c| (s.0 + u128::from(c.hits), s.1 + u128::from(c.words), s.2 + 1));
    if n < 2 || hits == 0 {
        return None;
    }
    let rate = hits as f64 / words as f64;
    let mut sum = 0.0;
    for count in used() {
        let (x, mean) = (count.hits as f64, rate * count.words as f64);
        sum += (x - mean) * (x - mean) / mean;
    }
    Some((rate, sum, n - 1))
}

/// A negative-binomial (NB2) fit with one common rate: Var = μ + alpha μ².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NegativeBinomial {
    /// Rate per 1,000 words.
    pub rate: f64,
    /// Over-dispersion; 0 where the Poisson model fits at least as well.
    pub alpha: f64,
    pub ln_likelihood: f64,
    /// Twice the gain in log-likelihood over the Poisson model.
    pub likelihood_ratio: f64,
    /// Its p value, halved because alpha = 0 lies on the boundary; 1 where alpha is 0.
    pub p: f64,
}

/// Largest alpha looked for; beyond it the likelihood has no maximum worth naming.
const LARGEST: f64 = 1e6;

/// Fits NB2 by maximum likelihood, log(words) being the offset.
///
/// The rate is profiled out by Newton's method and alpha found by bisection of the profile score,
/// which cannot run away as a joint Newton step can. `None` as for [`quasi_poisson`], and where no
/// finite alpha maximises the likelihood. Time grows with the sum of the hits; above 1e8 of them: `None`.
pub fn negative_binomial(counts: &[Count]) -> Option<NegativeBinomial> {
    let poisson = quasi_poisson(counts)?;
    let used = with_words(counts);
    if pool(&used)?.0 > 1e8 {
        return None;
    }
    let start = poisson.rate / PER_WORDS;
    // At alpha = 0 the score is Σ((x-μ)² - x)/2: not above zero, the Poisson model is the maximum.
    let at_zero: f64 = used
        .iter()
        .map(|c| {
            let (x, mean) = (c.hits as f64, start * c.words as f64);
            0.5 * ((x - mean) * (x - mean) - x)
        })
        .sum();
    if at_zero <= 0.0 {
        return Some(NegativeBinomial { rate: poisson.rate, alpha: 0.0, ln_likelihood: poisson.ln_likelihood, likelihood_ratio: 0.0, p: 1.0 });
    }
    let profile = |alpha: f64| alpha_score(&used, rate_given(&used, alpha, start), alpha);
    let (mut low, mut high) = (0.0, 1.0);
    while profile(high) > 0.0 {
        low = high;
        high *= 4.0;
        if high > LARGEST {
            return None;
        }
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high || high - low <= 1e-14 * high {
            break;
        }
        if profile(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let alpha = 0.5 * (low + high);
    let rate = rate_given(&used, alpha, start);
    let ln_likelihood = ln_likelihood(&used, rate, alpha);
    let likelihood_ratio = (2.0 * (ln_likelihood - poisson.ln_likelihood)).max(0.0);
    Some(NegativeBinomial { rate: PER_WORDS * rate, alpha, ln_likelihood, likelihood_ratio, p: 0.5 * chi2_sf(likelihood_ratio, 1.0) })
}

fn with_words(counts: &[Count]) -> Vec<Count> {
    counts.iter().copied().filter(|c| c.words > 0).collect()
}

/// The rate that solves Σ(x-μ)/(1+alpha μ) = 0, which falls steadily in the rate.
fn rate_given(counts: &[Count], alpha: f64, start: f64) -> f64 {
    let mut rate = start;
    let (mut low, mut high) = (0.0, f64::INFINITY);
    for _ in 0..200 {
        let (mut score, mut slope) = (0.0, 0.0);
        for count in counts {
            let (x, n) = (count.hits as f64, count.words as f64);
            let scale = 1.0 + alpha * rate * n;
            score += (x - rate * n) / scale;
            slope += n * (1.0 + alpha * x) / (scale * scale);
        }
        if score > 0.0 {
            low = rate;
        } else {
            high = rate;
        }
        let mut next = rate + score / slope;
        if next.is_nan() || next <= low || next >= high {
            next = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * rate };
        }
        let moved = (next - rate).abs();
        rate = next;
        if moved <= 1e-15 * rate {
            break;
        }
    }
    rate
}

/// Derivative of the log-likelihood in alpha, at alpha > 0.
fn alpha_score(counts: &[Count], rate: f64, alpha: f64) -> f64 {
    let mut score = 0.0;
    for count in counts {
        let (x, mean) = (count.hits as f64, rate * count.words as f64);
        for j in 0..count.hits {
            score += j as f64 / (1.0 + alpha * j as f64);
        }
        let product = alpha * mean;
        score += libm::log1p(product) / (alpha * alpha) - (x + 1.0 / alpha) * mean / (1.0 + product);
    }
    score
}

fn ln_likelihood(counts: &[Count], rate: f64, alpha: f64) -> f64 {
    let mut sum = 0.0;
    for count in counts {
        let (x, mean) = (count.hits as f64, rate * count.words as f64);
        // ln Γ(x+1/alpha) - ln Γ(1/alpha) + x ln alpha, without the gamma functions cancelling.
        for j in 0..count.hits {
            sum += libm::log1p(alpha * j as f64);
        }
        sum += x * libm::log(mean) - (x + 1.0 / alpha) * libm::log1p(alpha * mean) - ln_factorial(count.hits);
    }
    sum
}
