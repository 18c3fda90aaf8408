//! Cluster bootstrap of hits per 1,000 words: sentences of an article, or articles of an outlet.
//!
//! Hits clump: nine "regime" in one article are not nine independent choices, so whole sentences or
//! whole articles are drawn. With fewer than ten clusters a percentile interval is too narrow:
//! print the exact one beside it, and the wider of the two.

use super::random::SplitMix64;
use super::rates::{Count, Interval, PER_WORDS, pool, valid_alpha};

/// What resampling says of a rate. All fields are per 1,000 words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resampled {
    /// The rate of the clusters as they are.
    pub rate: f64,
    /// Percentile interval.
    pub interval: Interval,
    pub median: f64,
    pub mean: f64,
    /// Standard deviation of the replicates (divisor: their number less one; all of it where every
    /// resample was enumerated).
    pub sd: f64,
}

/// Draws `rounds` samples of as many clusters, with replacement, and takes Σhits / Σwords of each.
///
/// Bit-exact for a given generator: a round takes one index a cluster, `rng.below(n)`, and the
/// rounds follow one another. A round that drew no words is left out (but has used its draws).
/// `None` without words, with no rounds, or if every round was left out.
pub fn bootstrap_rate(clusters: &[Count], rounds: usize, alpha: f64, rng: &mut SplitMix64) -> Option<Resampled> {
    let rate = total_rate(clusters)?;
    let mut replicates = Vec::new();
    for _ in 0..rounds {
        let (hits, words) = draw(clusters, rng);
        if words > 0 {
            replicates.push(PER_WORDS * hits as f64 / words as f64);
        }
    }
    summarise(rate, replicates, 1.0, alpha)
}

/// The interval of [`bootstrap_rate`] alone, the same to the last bit and several times faster: nothing is sorted whole.
///
/// Zero hits in all give the interval 0–0 without a draw. `None` as for [`bootstrap_rate`].
pub fn bootstrap_interval(clusters: &[Count], rounds: usize, alpha: f64, rng: &mut SplitMix64) -> Option<Interval> {
    let (hits, _) = pool(clusters)?;
    if rounds == 0 || !valid_alpha(alpha) {
        return None;
    }
    if hits == 0.0 {
        return Some(Interval { lo: 0.0, hi: 0.0 });
    }
    let most = clusters.iter().map(|c| c.hits.max(c.words)).max().unwrap_or(0);
    if most.checked_mul(clusters.len() as u64).is_none_or(|n| n > 1 << 52) {
        return bootstrap_rate(clusters, rounds, alpha, rng).map(|r| r.interval);
    }
    // Hits and words are summed in one number, each in its half, where no half can overflow.
    let packed: Vec<u64> = clusters.iter().map(|c| c.hits << 32 | c.words & 0xFFFF_FFFF).collect();
    let small = most * (clusters.len() as u64) < 1 << 32;
    let mut replicates = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let (hits, words) = if small {
            let sum: u64 = (0..packed.len()).map(|_| packed[rng.below(packed.len())]).sum();
            (sum >> 32, sum & 0xFFFF_FFFF)
        } else {
            let (mut hits, mut words) = (0_u64, 0_u64);
            for _ in 0..clusters.len() {
                let cluster = clusters[rng.below(clusters.len())];
                hits += cluster.hits;
                words += cluster.words;
            }
            (hits, words)
        };
        if words > 0 {
            replicates.push(PER_WORDS * hits as f64 / words as f64);
        }
    }
    let rank = |p: f64| ((p * replicates.len() as f64).ceil().max(1.0) as usize).min(replicates.len()).checked_sub(1);
    let (low, high) = (rank(alpha / 2.0)?, rank(1.0 - alpha / 2.0)?);
    let hi = *replicates.select_nth_unstable_by(high, f64::total_cmp).1;
    let lo = *replicates[..=high].select_nth_unstable_by(low, f64::total_cmp).1;
    Some(Interval { lo, hi })
}

/// Every one of the nⁿ equally likely resamples instead of random ones, for n up to 7 clusters.
///
/// `None` for more clusters, and as for [`bootstrap_rate`].
pub fn enumerate_rate(clusters: &[Count], alpha: f64) -> Option<Resampled> {
    let rate = total_rate(clusters)?;
    let n = clusters.len();
    if n > 7 {
        return None;
    }
    let mut replicates = Vec::new();
    let mut digits = vec![0_usize; n];
    loop {
        let hits: u128 = digits.iter().map(|&d| u128::from(clusters[d].hits)).sum();
        let words: u128 = digits.iter().map(|&d| u128::from(clusters[d].words)).sum();
        if words > 0 {
            replicates.push(PER_WORDS * hits as f64 / words as f64);
        }
        // Count up in base n; a carry out of the last digit ends it.
        let Some(place) = digits.iter().rposition(|&d| d + 1 < n) else {
            break;
        };
        digits[place] += 1;
        digits[place + 1..].fill(0);
    }
    summarise(rate, replicates, 0.0, alpha)
}

/// What resampling says of a ratio of two rates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RatioBootstrap {
    /// First rate over second; half a hit is added on both sides where one has none.
    pub ratio: f64,
    /// Percentile interval of the ratio.
    pub interval: Interval,
    /// Two-sided p that the ratio is 1: twice the smaller share of replicates on either side of 1,
    /// counted as (1 + k)/(1 + rounds). It cannot fall below 2/(1 + rounds): where many rows share
    /// one false-discovery correction, use [`super::clustered::clustered_rate_ratio`].
    pub p: f64,
}

/// Resamples the articles of two outlets separately and compares their rates.
///
/// A round draws the first outlet's articles, then the second's. Rounds without words on a side are
/// left out; in a round where a side has no hits, half a hit is added on both. `None` if a side has
/// no words, or if no round is left.
pub fn bootstrap_ratio(first: &[Count], second: &[Count], rounds: usize, alpha: f64, rng: &mut SplitMix64) -> Option<RatioBootstrap> {
    if !valid_alpha(alpha) {
        return None;
    }
    let ratio = {
        let ((x1, n1), (x2, n2)) = (pool(first)?, pool(second)?);
        ratio_of(x1, n1, x2, n2)
    };
    let mut replicates = Vec::new();
    for _ in 0..rounds {
        let (x1, n1) = draw(first, rng);
        let (x2, n2) = draw(second, rng);
        if n1 > 0 && n2 > 0 {
            replicates.push(ratio_of(x1 as f64, n1 as f64, x2 as f64, n2 as f64));
        }
    }
    replicates.sort_by(f64::total_cmp);
    let interval = Interval { lo: nearest_rank(&replicates, alpha / 2.0)?, hi: nearest_rank(&replicates, 1.0 - alpha / 2.0)? };
    let count = |keep: fn(&f64) -> bool| replicates.iter().filter(|&r| keep(r)).count() as f64;
    let one_side = count(|&r| r <= 1.0).min(count(|&r| r >= 1.0));
    let p = (2.0 * (1.0 + one_side) / (1.0 + replicates.len() as f64)).min(1.0);
    Some(RatioBootstrap { ratio, interval, p })
}

fn ratio_of(x1: f64, n1: f64, x2: f64, n2: f64) -> f64 {
    let extra = if x1 == 0.0 || x2 == 0.0 { 0.5 } else { 0.0 };
    ((x1 + extra) / n1) / ((x2 + extra) / n2)
}

fn draw(clusters: &[Count], rng: &mut SplitMix64) -> (u128, u128) {
    let (mut hits, mut words) = (0, 0);
    for _ in 0..clusters.len() {
        let cluster = clusters[rng.below(clusters.len())];
        hits += u128::from(cluster.hits);
        words += u128::from(cluster.words);
    }
    (hits, words)
}

fn total_rate(clusters: &[Count]) -> Option<f64> {
    let (hits, words) = pool(clusters)?;
    Some(PER_WORDS * hits / words)
}

/// `lost`: degrees of freedom that the variance has lost.
fn summarise(rate: f64, mut replicates: Vec<f64>, lost: f64, alpha: f64) -> Option<Resampled> {
    if replicates.is_empty() || !valid_alpha(alpha) {
        return None;
    }
    replicates.sort_by(f64::total_cmp);
    let n = replicates.len() as f64;
    let mean = replicates.iter().sum::<f64>() / n;
    let squares: f64 = replicates.iter().map(|r| (r - mean) * (r - mean)).sum();
    Some(Resampled {
        rate,
        interval: Interval { lo: nearest_rank(&replicates, alpha / 2.0)?, hi: nearest_rank(&replicates, 1.0 - alpha / 2.0)? },
        median: nearest_rank(&replicates, 0.5)?,
        mean,
        sd: if n > 1.0 { (squares / (n - lost)).sqrt() } else { 0.0 },
    })
}

/// The quantile `sorted[ceil(p * n) - 1]`: always one of the values, so no interpolation to differ.
///
/// `sorted` ascends. `None` if it is empty or p is NaN; p outside 0–1 gives the nearest end.
pub fn nearest_rank(sorted: &[f64], p: f64) -> Option<f64> {
    if p.is_nan() {
        return None;
    }
    let rank = (p * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank.min(sorted.len()).checked_sub(1)?).copied()
}

/// Standard error of the rate from the linearised ratio (Taylor), per 1,000 words.
///
/// `sqrt(n/(n-1) Σ(hits - R words)²) / Σwords`. `None` with fewer than two clusters or no words.
pub fn linearised_se(clusters: &[Count]) -> Option<f64> {
    let (hits, words) = pool(clusters)?;
    if clusters.len() < 2 {
        return None;
    }
    let (n, rate) = (clusters.len() as f64, hits / words);
    let squares: f64 = clusters
        .iter()
        .map(|c| {
            let away = c.hits as f64 - rate * c.words as f64;
            away * away
        })
        .sum();
    Some(PER_WORDS * (n / (n - 1.0) * squares).sqrt() / words)
}

/// Jackknife standard error of the rate, each cluster left out once, per 1,000 words.
///
/// `None` with fewer than two clusters, or where leaving one out leaves no words.
pub fn jackknife_se(clusters: &[Count]) -> Option<f64> {
    let (hits, words) = pool(clusters)?;
    if clusters.len() < 2 {
        return None;
    }
    let mut rates = Vec::with_capacity(clusters.len());
    for cluster in clusters {
        let left = words - cluster.words as f64;
        if left <= 0.0 {
            return None;
        }
        rates.push((hits - cluster.hits as f64) / left);
    }
    let n = rates.len() as f64;
    let mean = rates.iter().sum::<f64>() / n;
    let squares: f64 = rates.iter().map(|r| (r - mean) * (r - mean)).sum();
    Some(PER_WORDS * ((n - 1.0) / n * squares).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_interval_is_the_same() {
        let mut rng = SplitMix64::new(5);
        for n in 1..40_usize {
            let clusters: Vec<Count> = (0..n).map(|_| Count::new(rng.below(4) as u64, rng.below(40) as u64)).collect();
            let slow = bootstrap_rate(&clusters, 300, 0.05, &mut SplitMix64::new(n as u64)).map(|r| r.interval);
            assert_eq!(bootstrap_interval(&clusters, 300, 0.05, &mut SplitMix64::new(n as u64)), slow);
        }
    }
}
