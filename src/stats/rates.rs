//! Rates of hits per 1,000 words: exact intervals, two-rate and many-rate comparisons.

use super::exact::binomial_two_sided;
use super::special::{chi2_quantile, chi2_sf, gamma_q_inverse, normal_quantile};

/// Rates are per this many words.
pub const PER_WORDS: f64 = 1000.0;

/// Hits among words: of a sentence, an article, an outlet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub hits: u64,
    pub words: u64,
}

impl Count {
    pub fn new(hits: u64, words: u64) -> Self {
        Self { hits, words }
    }

    /// Hits per 1,000 words; `None` without words.
    pub fn rate(self) -> Option<f64> {
        (self.words > 0).then(|| PER_WORDS * self.hits as f64 / self.words as f64)
    }
}

/// Both ends of an interval, in the unit of the estimate it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub lo: f64,
    pub hi: f64,
}

/// Is `alpha` an error probability?
pub(super) fn valid_alpha(alpha: f64) -> bool {
    alpha > 0.0 && alpha < 1.0
}

/// The exact Poisson interval of a rate per 1,000 words (Garwood 1936).
///
/// `lo = chi2inv(alpha/2, 2x)/2`, `hi = chi2inv(1-alpha/2, 2x+2)/2`; `lo` is 0 without hits. It
/// supposes independent hits: where they clump it is too narrow, and the bootstrap stands beside it.
/// `None` without words.
pub fn garwood(count: Count, alpha: f64) -> Option<Interval> {
    (count.words > 0 && valid_alpha(alpha)).then(|| per_words(hit_bounds(count.hits, alpha), count.words))
}

/// [`garwood`] for hits whose variance is `spread` times that of independent ones, as [`super::overdispersion::quasi_poisson`]
/// finds it between articles: x hits are worth x/spread independent ones. A spread under 1 counts as 1.
pub fn garwood_spread(count: Count, spread: f64, alpha: f64) -> Option<Interval> {
    if spread.is_nan() || spread <= 1.0 {
        return garwood(count, alpha);
    }
    if count.words == 0 || !valid_alpha(alpha) {
        return None;
    }
    let hits = count.hits as f64 / spread;
    let lo = if count.hits == 0 { 0.0 } else { 0.5 * chi2_quantile(alpha / 2.0, 2.0 * hits) };
    Some(per_words((lo * spread, gamma_q_inverse(hits + 1.0, alpha / 2.0) * spread), count.words))
}

/// The bounds of the number of hits that is to be expected where `hits` were counted.
fn hit_bounds(hits: u64, alpha: f64) -> (f64, f64) {
    let lo = if hits == 0 { 0.0 } else { 0.5 * chi2_quantile(alpha / 2.0, 2.0 * hits as f64) };
    // The upper tail is asked for directly: 1 - alpha/2 would round.
    (lo, gamma_q_inverse(hits as f64 + 1.0, alpha / 2.0))
}

fn per_words((lo, hi): (f64, f64), words: u64) -> Interval {
    let scale = PER_WORDS / words as f64;
    Interval { lo: lo * scale, hi: hi * scale }
}

/// [`garwood`] for many articles at one alpha: the bounds depend on the number of hits alone, and are worked out once for each.
#[derive(Clone, Debug)]
pub struct Garwood {
    alpha: f64,
    bounds: Vec<Option<(f64, f64)>>,
}

impl Garwood {
    /// Counts of hits whose bounds are kept.
    const KEPT: usize = 1024;

    /// Intervals at an error probability.
    pub fn new(alpha: f64) -> Self {
        Self { alpha, bounds: Vec::new() }
    }

    /// The interval of a count: what [`garwood`] answers.
    pub fn interval(&mut self, count: Count) -> Option<Interval> {
        let alpha = self.alpha;
        if count.words == 0 || !valid_alpha(alpha) {
            return None;
        }
        let Some(hits) = usize::try_from(count.hits).ok().filter(|hits| *hits < Self::KEPT) else { return garwood(count, alpha) };
        if self.bounds.len() <= hits {
            self.bounds.resize(hits + 1, None);
        }
        let bounds = *self.bounds[hits].get_or_insert_with(|| hit_bounds(count.hits, alpha));
        Some(per_words(bounds, count.words))
    }
}

/// Two rates compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoRates {
    /// First rate over second.
    pub ratio: f64,
    /// Standard error of the natural logarithm of the ratio.
    pub log_se: f64,
    /// Wald interval on the logarithmic scale.
    pub interval: Interval,
    /// Exact conditional binomial test, two-sided.
    pub p: f64,
    /// A count was zero, so half a hit was added on both sides for ratio and interval (not for p).
    pub corrected: bool,
}

/// Compares the rates of two texts, each hit taken as independent.
///
/// Given the sum of the hits, the first count is Binomial(x1+x2, n1/(n1+n2)) under equal rates; p
/// is that exact test. `None` if either side has no words.
pub fn compare_rates(first: Count, second: Count, alpha: f64) -> Option<TwoRates> {
    if first.words == 0 || second.words == 0 || !valid_alpha(alpha) {
        return None;
    }
    let (n1, n2) = (first.words as f64, second.words as f64);
    let p = binomial_two_sided(first.hits, first.hits.checked_add(second.hits)?, n1 / (n1 + n2))?;
    let corrected = first.hits == 0 || second.hits == 0;
    let extra = if corrected { 0.5 } else { 0.0 };
    let (x1, x2) = (first.hits as f64 + extra, second.hits as f64 + extra);
    let ratio = (x1 / n1) / (x2 / n2);
    let log_se = (1.0 / x1 + 1.0 / x2).sqrt();
    Some(TwoRates { ratio, log_se, interval: log_interval(ratio, log_se, alpha), p, corrected })
}

/// The exact conditional interval of a rate ratio where one side has no hit: from the least ratio to infinity, or from 0 to
/// the greatest. It agrees with the exact test, as the interval with half a hit added does not.
///
/// Of x hits all on the first side, the share's lower end is (alpha/2)^(1/x). `None` unless exactly one side has hits.
pub fn zero_interval(first: Count, second: Count, alpha: f64) -> Option<Interval> {
    if first.words == 0 || second.words == 0 || !valid_alpha(alpha) || (first.hits == 0) == (second.hits == 0) {
        return None;
    }
    let least = |x: u64, n1: u64, n2: u64| {
        let share = libm::pow(alpha / 2.0, 1.0 / x as f64);
        share / (1.0 - share) * n2 as f64 / n1 as f64
    };
    Some(if second.hits == 0 {
        Interval { lo: least(first.hits, first.words, second.words), hi: f64::INFINITY }
    } else {
        Interval { lo: 0.0, hi: 1.0 / least(second.hits, second.words, first.words) }
    })
}

/// `ratio` times and over `exp(z * log_se)`.
pub(super) fn log_interval(ratio: f64, log_se: f64, alpha: f64) -> Interval {
    let reach = libm::exp(-normal_quantile(alpha / 2.0) * log_se);
    Interval { lo: ratio / reach, hi: ratio * reach }
}

/// Are K rates equal?
#[derive(Clone, Debug, PartialEq)]
pub struct Homogeneity {
    /// Hits expected of each item at the pooled rate, in the order given (0 for items without words).
    pub expected: Vec<f64>,
    pub chi2: f64,
    /// Items with words, less one.
    pub df: u64,
    pub p_chi2: f64,
    /// The likelihood-ratio statistic.
    pub g2: f64,
    pub p_g2: f64,
}

/// Pearson chi-squared and G² for equal rates in all `counts` (asymptotic: expected counts under 5
/// make the p values rough).
///
/// Items without words are left out. `None` with fewer than two items with words, with no hits at
/// all, or with hits where there are no words.
pub fn homogeneity(counts: &[Count]) -> Option<Homogeneity> {
    let (hits, words) = pool(counts)?;
    let used = counts.iter().filter(|c| c.words > 0).count() as u64;
    if used < 2 || hits == 0.0 || counts.iter().any(|c| c.words == 0 && c.hits > 0) {
        return None;
    }
    let expected: Vec<f64> = counts.iter().map(|c| hits * c.words as f64 / words).collect();
    let (mut chi2, mut g2) = (0.0, 0.0);
    for (count, &e) in counts.iter().zip(&expected).filter(|(c, _)| c.words > 0) {
        let x = count.hits as f64;
        chi2 += (x - e) * (x - e) / e;
        if x > 0.0 {
            g2 += 2.0 * x * libm::log(x / e);
        }
    }
    // Rounding can leave a tiny negative sum where all rates are equal.
    let g2 = g2.max(0.0);
    let df = used - 1;
    let p = |statistic| chi2_sf(statistic, df as f64);
    Some(Homogeneity { p_chi2: p(chi2), p_g2: p(g2), expected, chi2, df, g2 })
}

/// Sums of hits and words; `None` without words.
pub(super) fn pool(counts: &[Count]) -> Option<(f64, f64)> {
    // Integers of any size a collection can have add up exactly in 128 bits.
    let hits: u128 = counts.iter().map(|c| u128::from(c.hits)).sum();
    let words: u128 = counts.iter().map(|c| u128::from(c.words)).sum();
    (words > 0).then_some((hits as f64, words as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_that_clump_are_worth_less() {
        // chi2.ppf(0.025, 16)/2·2.5 and chi2.isf(0.025, 18)/2·2.5.
        let found = garwood_spread(Count::new(20, 1000), 2.5, 0.05).unwrap();
        assert!((found.lo - 8.634_580_44).abs() < 1e-6 && (found.hi - 39.407_973_05).abs() < 1e-6, "{found:?}");
        assert_eq!(garwood_spread(Count::new(20, 1000), 0.4, 0.05), garwood(Count::new(20, 1000), 0.05));
        assert_eq!(garwood_spread(Count::new(0, 1000), 3.0, 0.05).unwrap().lo, 0.0);
    }
}
