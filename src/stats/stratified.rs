//! Two outlets compared over several events at once: each event is a stratum, so that an outlet which covers grimmer
//! events is compared with others on those events only.

use super::exact::binomial_two_sided;
use super::rates::{Count, Interval, valid_alpha};
use super::special::{normal_quantile, normal_two_sided, student_critical, student_two_sided};

/// From so many informative strata on, they are the independent units.
pub const STRATA_RESAMPLED: usize = 5;

/// A rate ratio common to all strata (Mantel and Haenszel's weights).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stratified {
    pub ratio: f64,
    /// Standard error of the natural logarithm of the ratio.
    pub log_se: f64,
    pub interval: Interval,
    /// Two-sided. One stratum: exact. Fewer than five: score test with continuity correction, allowing for the dispersion
    /// that the strata show. Else Student's t over the strata.
    pub p: f64,
    /// Hits expected of both sides at equal rates.
    pub expected: (f64, f64),
    /// What the variance is of what independent hits would have; at least 1.
    pub dispersion: f64,
    /// Strata with words on both sides and a hit.
    pub strata: usize,
}

/// Compares two sides over strata. `dispersion` is what is known of clumping beforehand (1 for nothing); `clumped_by` the α of
/// Var = μ + αμ² that is taken for granted of the hits of an article where the strata cannot show it: fewer than five, or no hit
/// on one side (0 for nothing).
///
/// `ratio = Σ x1 n2/N / Σ x2 n1/N`. The variance of its logarithm is Greenland and Robins' for independent hits, or that of
/// the linearised ratio over strata, `K/(K-1) Σ (a/A - b/B)²`, whichever is larger. Half a hit is added on both sides where one has none. `None` without a stratum that has
/// words on both sides and a hit.
pub fn stratified_rate_ratio(strata: &[(Count, Count)], dispersion: f64, clumped_by: f64, alpha: f64) -> Option<Stratified> {
    if !valid_alpha(alpha) {
        return None;
    }
    let used: Vec<&(Count, Count)> = strata.iter().filter(|(a, b)| a.words > 0 && b.words > 0 && a.hits + b.hits > 0).collect();
    if used.is_empty() {
        return None;
    }
    let (mut a, mut b, mut expected, mut variance, mut hits, mut first) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    let part = |(one, two): &(Count, Count)| {
        let (x1, x2, n1, n2) = (one.hits as f64, two.hits as f64, one.words as f64, two.words as f64);
        (x1 * (n2 / (n1 + n2)), x2 * (n1 / (n1 + n2)), n1 / (n1 + n2), x1 + x2)
    };
    for stratum in &used {
        let (top, bottom, share, x) = part(stratum);
        a += top;
        b += bottom;
        expected += x * share;
        variance += x * share * (1.0 - share);
        hits += x;
        first += stratum.0.hits as f64;
    }
    let corrected = a == 0.0 || b == 0.0;
    let extra = if corrected { 0.5 } else { 0.0 };
    let (top, bottom) = (a + extra * (hits - expected) / hits, b + extra * expected / hits);
    let ratio = top / bottom;
    // With half a hit on both sides the single stratum's variance is 1/(x1+½) + 1/(x2+½), as for two rates.
    let added = if corrected { variance * (hits + 1.0) / hits } else { variance };
    let model = added / (top * bottom);
    let k = used.len() as f64;
    let mut floor = dispersion.max(1.0);
    if (used.len() < STRATA_RESAMPLED || corrected) && clumped_by > 0.0 {
        // The linearised ratio's variance where each side's hits of a stratum have variance μ + αμ².
        let squares: f64 = used
            .iter()
            .map(|(one, two)| {
                let (n1, n2) = (one.words as f64, two.words as f64);
                let weight = (one.hits + two.hits) as f64 * n1 * n2 / ((n1 + n2) * (n1 + n2));
                weight * weight
            })
            .sum();
        // With no hit on one side the estimate says nothing of the variance at equal rates, which is 1/V.
        let plain = if corrected { 1.0 / variance } else { model };
        floor = floor.max(1.0 + 2.0 * clumped_by * squares / (variance * variance) / plain);
    }
    let mut clumped = floor;
    if used.len() > 1 && !corrected {
        let squares: f64 = used
            .iter()
            .map(|s| {
                let (top, bottom, _, _) = part(s);
                let away = top / a - bottom / b;
                away * away
            })
            .sum();
        // Few strata may agree by chance: agreement never makes the variance smaller than independent hits do.
        clumped = floor.max(k / (k - 1.0) * squares / model);
    }
    let log_se = (model * clumped).sqrt();
    let (critical, p) = if used.len() >= STRATA_RESAMPLED && !corrected {
        (student_critical(alpha, k - 1.0), student_two_sided(libm::log(ratio) / log_se, k - 1.0))
    } else {
        let away = (first - expected).abs();
        let z = (away - 0.5).max(0.0) / (variance * clumped).sqrt();
        let exact = match used.as_slice() {
            [one] => binomial_two_sided(one.0.hits, one.0.hits + one.1.hits, expected / hits)?,
            _ => normal_two_sided(z),
        };
        (-normal_quantile(alpha / 2.0), if clumped > 1.0 { exact.max(normal_two_sided(z)) } else { exact })
    };
    let reach = libm::exp(critical * log_se);
    Some(Stratified {
        ratio,
        log_se,
        interval: Interval { lo: ratio / reach, hi: ratio * reach },
        p,
        expected: (expected, hits - expected),
        dispersion: clumped,
        strata: used.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::compare_rates;

    #[test]
    fn one_stratum_is_two_rates() {
        for (x1, x2) in [(9, 3), (0, 4), (7, 0)] {
            let (a, b) = (Count::new(x1, 800), Count::new(x2, 1100));
            let two = compare_rates(a, b, 0.05).unwrap();
            let one = stratified_rate_ratio(&[(a, b)], 1.0, 0.0, 0.05).unwrap();
            assert!((one.ratio - two.ratio).abs() < 1e-12 && (one.log_se - two.log_se).abs() < 1e-12 && (one.p - two.p).abs() < 1e-12, "{one:?} {two:?}");
        }
    }

    #[test]
    fn events_that_one_outlet_covers_more_do_not_mislead() {
        // In each event both rates are equal: 2 and 20 per 1,000. Pooled, the first would look far more loaded.
        let strata = [(Count::new(2, 1000), Count::new(20, 10_000)), (Count::new(200, 10_000), Count::new(20, 1000))];
        let result = stratified_rate_ratio(&strata, 1.0, 0.0, 0.05).unwrap();
        assert!((result.ratio - 1.0).abs() < 1e-12 && result.p > 0.9, "{result:?}");
    }

    #[test]
    fn mantel_and_haenszel_by_hand() {
        // A = 6·½ + 4·⅔ = 5.6667, B = 2·½ + 2·⅓ = 1.6667, R = 3.4; V = 8/4 + 6·2/9 = 3.3333; var = V/(AB) = 0.352941.
        let strata = [(Count::new(6, 500), Count::new(2, 500)), (Count::new(4, 300), Count::new(2, 600))];
        let result = stratified_rate_ratio(&strata, 1.0, 0.0, 0.05).unwrap();
        assert!((result.ratio - 3.4).abs() < 1e-12);
        assert!((result.log_se - 0.352_941_176_f64.sqrt()).abs() < 1e-6);
        assert_eq!(result.strata, 2);
    }

    /// Two outlets without a difference, hits clumped (NB2, mean 10, alpha 0.33), one article each an event: how often a
    /// difference is found at 5 %.
    fn false_positives(events: usize) -> f64 {
        let mut rng = crate::stats::SplitMix64::new(events as u64);
        let uniform = |rng: &mut crate::stats::SplitMix64| (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        // Gamma with shape 3: a sum of three exponentials; then a Poisson count.
        let mut article = || {
            let rate = -10.0 / 3.0 * (0..3).map(|_| libm::log(1.0 - uniform(&mut rng))).sum::<f64>();
            let (mut left, mut hits) = (-rate, 0);
            loop {
                left -= libm::log(1.0 - uniform(&mut rng));
                if left > 0.0 {
                    return Count::new(hits, 800);
                }
                hits += 1;
            }
        };
        let rounds = 1000;
        let found = (0..rounds).filter(|_| {
            let strata: Vec<(Count, Count)> = (0..events).map(|_| (article(), article())).collect();
            stratified_rate_ratio(&strata, 1.0, 0.33, 0.05).is_some_and(|r| r.p < 0.05)
        });
        found.count() as f64 / f64::from(rounds)
    }

    #[test]
    fn clumped_hits_do_not_pass_for_differences() {
        let rates: Vec<f64> = [2, 3, 4, 5, 10, 30].into_iter().map(false_positives).collect();
        println!("{rates:?}");
        assert!(rates[..3].iter().all(|r| *r <= 0.05), "{rates:?}");
        assert!(rates[3..].iter().all(|r| *r < 0.07), "{rates:?}");
    }

    #[test]
    fn a_threefold_rate_in_four_events_is_still_seen() {
        let strata = [(30, 10), (28, 9), (33, 12), (27, 8)].map(|(a, b)| (Count::new(a, 800), Count::new(b, 800)));
        assert!(stratified_rate_ratio(&strata, 1.0, 0.33, 0.05).unwrap().p < 0.05);
    }

    #[test]
    fn hits_on_one_side_only_clump_too() {
        // Six events, 20 hits in 800 words against none in 700. V = 6·20·(8·7/15²); the variance of the score is
        // V + 2·0.33·Σ(20·8·7/15²)² = V·4.28533, and z = (120 - 120·8/15 - ½)/√ of it.
        let strata = [(Count::new(20, 800), Count::new(0, 700)); 6];
        let found = stratified_rate_ratio(&strata, 1.0, 0.33, 0.05).unwrap();
        assert!((found.dispersion - 4.285_333).abs() < 1e-5, "{found:?}");
        assert!((found.p / 9.30608932e-07 - 1.0).abs() < 1e-5, "{found:?}");
        assert!((stratified_rate_ratio(&strata, 1.0, 0.0, 0.05).unwrap().dispersion - 1.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_to_compare() {
        assert!(stratified_rate_ratio(&[], 1.0, 0.0, 0.05).is_none());
        assert!(stratified_rate_ratio(&[(Count::new(0, 10), Count::new(0, 10)), (Count::new(3, 10), Count::new(0, 0))], 1.0, 0.0, 0.05).is_none());
    }
}
