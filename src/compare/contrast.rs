//! One comparison: two sides, each with its articles' counts, and what may be said of them.

use super::measures::{Cell, Measure};
use crate::stats::bootstrap::linearised_se;
use crate::stats::overdispersion::pearson as dispersed;
use crate::stats::rates::TwoRates;
use crate::stats::rates::zero_interval;
use crate::stats::special::{normal_two_sided, student_critical, student_two_sided};
use crate::stats::stratified::STRATA_RESAMPLED;
use crate::stats::{Count, clustered_rate_ratio, compare_rates, fisher_exact, net_polarity, stratified_rate_ratio};

/// Error probability of the intervals, and of the false discoveries.
pub const ALPHA: f64 = 0.05;
/// Articles are the units from so many on each side.
pub const ARTICLES_RESAMPLED: usize = 5;
/// Clumping that is taken for granted where articles are too few to show it: Var = μ + CLUMPED μ² of an article's hits, as
/// measured for loaded words within an outlet.
pub const CLUMPED: f64 = 0.33;
/// z is not calibrated below so many.
pub const LEAST_COUNT: u64 = 5;

/// What may be said of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    Higher,
    Lower,
    /// The test could have shown a doubling and did not.
    NoDifference,
    /// It could not have.
    TooLittle,
}

impl Verdict {
    /// As written in contrasts.csv.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Higher => "higher",
            Verdict::Lower => "lower",
            Verdict::NoDifference => "no difference shown",
            Verdict::TooLittle => "too little evidence",
        }
    }
}

/// A comparison's numbers; NaN where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tested {
    pub ratio: f64,
    pub lo: f64,
    pub hi: f64,
    pub z: f64,
    pub p: f64,
    /// The first side has more.
    pub higher: bool,
    /// Hits expected of each side at equal rates, divided by the dispersion: what the power depends on.
    pub expected: (f64, f64),
}

impl Tested {
    /// Nothing could be compared.
    pub const NOTHING: Tested = Tested { ratio: f64::NAN, lo: f64::NAN, hi: f64::NAN, z: f64::NAN, p: f64::NAN, higher: false, expected: (0.0, 0.0) };
}

/// The sum of cells.
pub fn total(cells: &[Cell]) -> Cell {
    let mut sum = Cell::default();
    for cell in cells {
        sum.add(*cell);
    }
    sum
}

fn counts(cells: &[Cell]) -> Vec<Count> {
    cells.iter().filter(|c| c.words > 0).map(|c| c.count()).collect()
}

/// What is known of clumping before the articles are looked at: quoted words come in stretches, not one by one.
fn pieces(a: Cell, b: Cell) -> f64 {
    let (squares, hits) = ((a.squares + b.squares) as f64, (a.hits + b.hits) as f64);
    if squares > hits && hits > 0.0 { squares / hits } else { 1.0 }
}

/// What independent hits' variance must be multiplied by, at least, for articles that clump as usual.
fn usual(first: &[Count], second: &[Count], two: &TwoRates) -> f64 {
    let all = || first.iter().chain(second);
    let words: u64 = all().map(|c| c.words).sum();
    let hits: u64 = all().map(|c| c.hits).sum();
    // Var of the logarithm of a side's rate: Σ(μ + αμ²)/(Σμ)², with μ as equal rates have it.
    let of = |side: &[Count]| {
        let mean = |c: &Count| hits as f64 * c.words as f64 / words as f64;
        let (sum, squares) = side.iter().fold((0.0, 0.0), |s, c| (s.0 + mean(c), s.1 + mean(c) * mean(c)));
        if sum > 0.0 { CLUMPED * squares / (sum * sum) } else { 0.0 }
    };
    1.0 + (of(first) + of(second)) / (two.log_se * two.log_se)
}

/// Articles of one event on both sides. `several`: an outlet has more than one of them, so that what is said goes beyond these
/// very articles.
pub fn test(measure: Measure, first: &[Cell], second: &[Cell], several: bool) -> Tested {
    if measure == Measure::NetPolarity {
        return test_net(first, second);
    }
    let (a, b) = (total(first), total(second));
    let Some(two) = compare_rates(a.count(), b.count(), ALPHA) else { return Tested::NOTHING };
    if a.hits + b.hits == 0 {
        // Half a hit on both sides would make a ratio of nothing: of how long the texts are.
        return Tested { p: two.p, ..Tested::NOTHING };
    }
    let (one, other) = (counts(first), counts(second));
    let mut tested =
        Tested { ratio: two.ratio, lo: two.interval.lo, hi: two.interval.hi, z: f64::NAN, p: two.p, higher: rate(a) > rate(b), expected: (0.0, 0.0) };
    if measure.is_share() {
        tested.p = fisher_exact(a.hits, a.words - a.hits.min(a.words), b.hits, b.words - b.hits.min(b.words)).unwrap_or(f64::NAN);
    }
    let mut dispersion = pieces(a, b);
    let mut log_se = two.log_se * dispersion.sqrt();
    let clustered = if one.len() >= ARTICLES_RESAMPLED && other.len() >= ARTICLES_RESAMPLED { clustered_rate_ratio(&one, &other, ALPHA) } else { None };
    match clustered {
        Some(found) => {
            dispersion = (found.log_se * found.log_se / (two.log_se * two.log_se)).max(1.0);
            log_se = found.log_se;
            (tested.ratio, tested.lo, tested.hi, tested.p) = (found.ratio, found.interval.lo, found.interval.hi, found.p);
        }
        None => {
            // Two and more articles a side say something of how hits clump; one says nothing.
            let (mut pearson, mut df) = (0.0, 0);
            for (_, of_side, free) in [dispersed(&one), dispersed(&other)].into_iter().flatten() {
                pearson += of_side;
                df += free;
            }
            if df > 0 {
                dispersion = dispersion.max(pearson / df as f64);
            }
            if several && measure.is_rate() {
                dispersion = dispersion.max(usual(&one, &other, &two));
            }
            if dispersion > 1.0 {
                log_se = two.log_se * dispersion.sqrt();
                let reach = libm::exp(crate::stats::special::normal_quantile(1.0 - ALPHA / 2.0) * log_se);
                (tested.lo, tested.hi) = (two.ratio / reach, two.ratio * reach);
                tested.p = tested.p.max(normal_two_sided(libm::log(two.ratio) / log_se));
            } else if let Some(exact) = zero_interval(a.count(), b.count(), ALPHA) {
                (tested.lo, tested.hi) = (exact.lo, exact.hi);
            }
        }
    }
    tested.z = if a.hits.min(b.hits) >= LEAST_COUNT { libm::log(tested.ratio) / log_se } else { f64::NAN };
    let (n1, n2, hits) = (a.words as f64, b.words as f64, (a.hits + b.hits) as f64);
    tested.expected = (hits * n1 / (n1 + n2) / dispersion, hits * n2 / (n1 + n2) / dispersion);
    tested
}

fn rate(cell: Cell) -> f64 {
    cell.count().rate().unwrap_or(0.0)
}

/// Several events at once: a pair of sums for each.
pub fn test_strata(measure: Measure, strata: &[(Cell, Cell)]) -> Tested {
    if measure == Measure::NetPolarity {
        return test_net_strata(strata);
    }
    let (mut a, mut b) = (Cell::default(), Cell::default());
    for (one, other) in strata {
        a.add(*one);
        b.add(*other);
    }
    let pairs: Vec<(Count, Count)> = strata.iter().map(|(one, other)| (one.count(), other.count())).collect();
    let clumped = if measure.is_rate() { CLUMPED } else { 0.0 };
    let Some(found) = stratified_rate_ratio(&pairs, pieces(a, b), clumped, ALPHA) else { return Tested::NOTHING };
    Tested {
        ratio: found.ratio,
        lo: found.interval.lo,
        hi: found.interval.hi,
        z: if a.hits.min(b.hits) >= LEAST_COUNT { libm::log(found.ratio) / found.log_se } else { f64::NAN },
        p: found.p,
        higher: found.ratio > 1.0,
        expected: (found.expected.0 / found.dispersion, found.expected.1 / found.dispersion),
    }
}

/// Positive less negative wording: a difference, not a ratio.
fn test_net(first: &[Cell], second: &[Cell]) -> Tested {
    let (a, b) = (total(first), total(second));
    let (Some(one), Some(other)) = (net_polarity(a.hits, a.minus, a.words), net_polarity(b.hits, b.minus, b.words)) else { return Tested::NOTHING };
    let signed = a.hits + a.minus + b.hits + b.minus;
    let mut dispersion: f64 = 1.0;
    let mut variance = 0.0;
    for (side, cells, net) in [(a, first, one), (b, second, other)] {
        // No signed hit is not certainty: such a side has the error of one.
        let least = 1000.0 * ((side.hits + side.minus).max(1) as f64).sqrt() / side.words as f64;
        let mut se = net.se.max(least);
        if cells.len() >= ARTICLES_RESAMPLED {
            // A hit for every word is added so that counts are not negative; it does not change the error.
            let shifted: Vec<Count> = cells.iter().map(|c| Count::new((c.hits + c.words).saturating_sub(c.minus), c.words)).collect();
            se = se.max(linearised_se(&shifted).unwrap_or(se));
        } else {
            let both: Vec<Count> = cells.iter().map(|c| Count::new(c.hits + c.minus, c.words)).collect();
            se *= dispersed(&both).map_or(1.0, |(_, pearson, df)| (pearson / df as f64).max(1.0)).sqrt();
        }
        dispersion = dispersion.max(se * se / (least * least));
        variance += se * se;
    }
    let se = variance.sqrt();
    let difference = one.net - other.net;
    let reach = crate::stats::special::normal_quantile(1.0 - ALPHA / 2.0) * se;
    let z = difference / se;
    let (n1, n2, hits) = (a.words as f64, b.words as f64, signed as f64);
    let enough = signed >= 2 * LEAST_COUNT;
    Tested {
        ratio: f64::NAN,
        lo: difference - reach,
        hi: difference + reach,
        z: if enough { z } else { f64::NAN },
        p: if enough { normal_two_sided(z) } else { f64::NAN },
        higher: difference > 0.0,
        expected: (hits * n1 / (n1 + n2) / dispersion, hits * n2 / (n1 + n2) / dispersion),
    }
}

/// The same over several events: the differences within events, weighted as Mantel and Haenszel do, so that an outlet which
/// writes more about grim events is not charged for them. The variance is that of independent hits, or that of the differences
/// between events, whichever is larger; under five events hits are taken to clump as usual.
fn test_net_strata(strata: &[(Cell, Cell)]) -> Tested {
    let used: Vec<&(Cell, Cell)> = strata.iter().filter(|(a, b)| a.words > 0 && b.words > 0).collect();
    let side = |of: fn(&(Cell, Cell)) -> Cell| {
        used.iter().fold(Cell::default(), |mut sum, s| {
            sum.add(of(s));
            sum
        })
    };
    let (a, b) = (side(|s| s.0), side(|s| s.1));
    if used.is_empty() {
        return Tested::NOTHING;
    }
    let many = used.len() >= STRATA_RESAMPLED;
    let clumped = if many { 0.0 } else { CLUMPED };
    // No signed hit is not certainty: such a side has the error of one, shared out by words.
    let hits = |cell: Cell, all: Cell| if all.hits + all.minus == 0 { cell.words as f64 / all.words as f64 } else { (cell.hits + cell.minus) as f64 };
    let net = |cell: Cell| 1000.0 * (cell.hits as f64 - cell.minus as f64) / cell.words as f64;
    let weight = |s: &(Cell, Cell)| s.0.words as f64 * s.1.words as f64 / (s.0.words + s.1.words) as f64;
    let weights: f64 = used.iter().map(|s| weight(s)).sum();
    let difference = used.iter().map(|s| weight(s) * (net(s.0) - net(s.1))).sum::<f64>() / weights;
    let (mut poisson, mut model, mut between) = (0.0, 0.0, 0.0);
    for s in &used {
        let share = 1000.0 * weight(s) / weights;
        for (cell, all) in [(s.0, a), (s.1, b)] {
            let (x, per_word) = (hits(cell, all), share / cell.words as f64);
            poisson += per_word * per_word * x;
            model += per_word * per_word * (x + clumped * x * x);
        }
        let away = weight(s) / weights * (net(s.0) - net(s.1) - difference);
        between += away * away;
    }
    let k = used.len() as f64;
    let variance = if used.len() > 1 { model.max(k / (k - 1.0) * between) } else { model };
    let se = variance.sqrt();
    let (critical, p) = if many {
        (student_critical(ALPHA, k - 1.0), student_two_sided(difference / se, k - 1.0))
    } else {
        (crate::stats::special::normal_quantile(1.0 - ALPHA / 2.0), normal_two_sided(difference / se))
    };
    let signed = a.hits + a.minus + b.hits + b.minus;
    let enough = signed >= 2 * LEAST_COUNT;
    let (n1, n2, dispersion) = (a.words as f64, b.words as f64, variance / poisson);
    Tested {
        ratio: f64::NAN,
        lo: difference - critical * se,
        hi: difference + critical * se,
        z: if enough { difference / se } else { f64::NAN },
        p: if enough { p } else { f64::NAN },
        higher: difference > 0.0,
        expected: (signed as f64 * n1 / (n1 + n2) / dispersion, signed as f64 * n2 / (n1 + n2) / dispersion),
    }
}

/// Steps of the grid of expectations: 2 % apart.
const STEP: f64 = 1.02;
/// The step of the smallest expectation that can be enough, some 4.
const FIRST: i32 = 70;

/// For each step of the smaller expectation, from [`FIRST`] on, the step of the larger one from which a doubling could be
/// shown at [`ALPHA`]. Enumerating the exact test for them takes a second; a test does it and holds them against it.
#[rustfmt::skip]
const NEEDED: [i16; 82] = [
    349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349, 349,
    349, 349, 349, 349, 349, 349, 333, 300, 284, 269, 229, 213, 203, 190, 186, 181, 173, 171, 164, 155, 156, 154, 147, 146,
    147, 141, 141, 138, 136, 134, 130, 130, 130, 131, 129, 130, 131, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 141,
    142, 143, 144, 145, 146, 147, 148, 149, 150, 151,
];

/// Whether a test with these expectations could have shown a doubling with power one half. Expectations are rounded
/// down to a grid, so that the answer depends on nothing but the arguments and errs towards "no".
pub fn could_show(expected: (f64, f64)) -> bool {
    let least = expected.0.min(expected.1);
    // Outside this range the answer is known; a test holds it against the exact one.
    if least.is_nan() || least < 4.0 {
        return false;
    }
    if least >= 20.0 {
        return true;
    }
    let step = |e: f64| (libm::log(e.min(1000.0)) / libm::log(STEP)).floor() as i32;
    let needed = usize::try_from(step(least) - FIRST).ok().and_then(|at| NEEDED.get(at));
    needed.is_some_and(|needed| step(expected.0.max(expected.1)) >= i32::from(*needed))
}

/// The verdict of a comparison.
pub fn verdict(tested: &Tested, q: f64) -> Verdict {
    if q < ALPHA {
        return if tested.higher { Verdict::Higher } else { Verdict::Lower };
    }
    if tested.p.is_nan() || !could_show(tested.expected) { Verdict::TooLittle } else { Verdict::NoDifference }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::could_show_doubling;

    fn cell(hits: u64, words: u64) -> Cell {
        Cell { hits, words, ..Cell::default() }
    }

    #[test]
    fn one_article_an_outlet_is_exact() {
        let tested = test(Measure::LoadedRate, &[cell(20, 1000)], &[cell(5, 1000)], false);
        assert!((tested.ratio - 4.0).abs() < 1e-12);
        // 2·P(Bin(25, ½) ≤ 5) = 0.004077.
        assert!((tested.p - 0.004_077_3).abs() < 1e-6, "{}", tested.p);
        assert_eq!(tested.expected, (12.5, 12.5));
        assert!(tested.higher);
    }

    #[test]
    fn none_on_a_side_has_an_exact_interval() {
        let tested = test(Measure::Term, &[cell(5, 522)], &[cell(0, 693)], false);
        // Share at least 0.025^(1/5) = 0.47818; 0.47818 / 0.52182 · 693 / 522 = 1.2166.
        assert!((tested.lo - 1.2166).abs() < 1e-3 && tested.hi.is_infinite() && tested.p < 0.05, "{tested:?}");
        let turned = test(Measure::Term, &[cell(0, 693)], &[cell(5, 522)], false);
        assert!((turned.hi - 1.0 / tested.lo).abs() < 1e-12 && turned.lo == 0.0);
    }

    #[test]
    fn hits_that_clump_weigh_less() {
        let even: Vec<Cell> = (0..6).map(|_| cell(5, 500)).collect();
        let clumped: Vec<Cell> = [25, 1, 2, 0, 1, 31].iter().map(|h| cell(*h, 500)).collect();
        let tested = test(Measure::LoadedRate, &clumped, &even, false);
        assert!((tested.ratio - 2.0).abs() < 1e-12);
        let pooled = compare_rates(Count::new(60, 3000), Count::new(30, 3000), 0.05).unwrap();
        assert!(tested.p > 0.2 && pooled.p < 0.01, "{} {}", tested.p, pooled.p);
        assert!(tested.expected.0 < 20.0);
        let few = test(Measure::LoadedRate, &clumped[4..], &even[..1], false);
        let alike = test(Measure::LoadedRate, &[cell(16, 500), cell(16, 500)], &even[..1], false);
        assert!(few.p > alike.p);
    }

    #[test]
    fn shares_are_tested_by_fisher() {
        // Six of six named against two of five: p = 0.061 (METHODS, agency_fisher_seed).
        let tested = test(Measure::AgentlessShare, &[cell(0, 6)], &[cell(3, 5)], false);
        assert!((tested.p - 0.0606).abs() < 1e-3, "{}", tested.p);
        assert!(!tested.higher);
    }

    #[test]
    fn quoted_words_do_not_come_one_by_one() {
        let a = Cell { hits: 200, words: 800, squares: 4 * 50 * 50, minus: 0 };
        let b = Cell { hits: 100, words: 800, squares: 2 * 50 * 50, minus: 0 };
        let tested = test(Measure::QuotedShare, &[a], &[b], false);
        assert!(tested.p > 0.2, "{}", tested.p);
        assert!((tested.expected.0 - 3.0).abs() < 1e-12);
    }

    #[test]
    fn net_polarity_compares_within_events() {
        let side = |hits, minus, words| Cell { hits, minus, words, ..Cell::default() };
        // Ten negative hits per 1,000 words in the first event and none in the second, on both sides; the first side writes
        // ten times as much about the second event. Pooled, it would look far kinder.
        let alike = [(side(0, 10, 1000), side(0, 100, 10_000)), (side(0, 0, 10_000), side(0, 0, 1000))];
        let tested = test_strata(Measure::NetPolarity, &alike);
        assert!(tested.p > 0.999 && (tested.lo + tested.hi).abs() < 1e-9, "{tested:?}");
        // Five events; difference, Student's interval and p from a second implementation.
        let five = [
            (side(1, 9, 800), side(0, 3, 700)),
            (side(0, 12, 900), side(2, 4, 1000)),
            (side(2, 6, 500), side(1, 1, 600)),
            (side(0, 7, 700), side(0, 2, 900)),
            (side(1, 10, 1000), side(1, 5, 800)),
        ];
        let tested = test_strata(Measure::NetPolarity, &five);
        assert!(((tested.lo + tested.hi) / 2.0 + 7.417_926_9).abs() < 1e-6, "{tested:?}");
        assert!((tested.lo + 13.284_795_1).abs() < 1e-6 && (tested.p - 0.024_661_42).abs() < 1e-7, "{tested:?}");
    }

    #[test]
    fn nothing_on_both_sides_has_no_ratio() {
        let tested = test(Measure::LoadedRate, &[cell(0, 370)], &[cell(0, 316)], false);
        assert!(tested.ratio.is_nan() && tested.lo.is_nan() && tested.hi.is_nan(), "{tested:?}");
        assert_eq!(verdict(&tested, 1.0), Verdict::TooLittle);
    }

    #[test]
    fn quotations_of_one_speaker_come_in_one_piece() {
        // Four of four stretches are of a kind, two of them one speaker's: (2² + 1 + 1)/4 = 1.5. Fisher's p is 6.0e-7.
        let first = Cell { hits: 4, words: 4, squares: 6, ..Cell::default() };
        let tested = test(Measure::SourceMix, &[first], &[cell(0, 77)], false);
        assert!((tested.p - 0.004_752_24).abs() < 1e-6 && (tested.lo - 4.837_255).abs() < 1e-4, "{tested:?}");
    }

    #[test]
    fn net_polarity_is_a_difference() {
        let a = Cell { hits: 2, minus: 12, words: 1000, squares: 0 };
        let b = Cell { hits: 8, minus: 2, words: 1000, squares: 0 };
        let tested = test(Measure::NetPolarity, &[a], &[b], false);
        // (2 - 12) - (8 - 2) = -16 per 1,000, standard error √24.
        assert!((tested.z + 16.0 / 24.0_f64.sqrt()).abs() < 1e-12);
        assert!(tested.ratio.is_nan() && !tested.higher);
        let little = test(Measure::NetPolarity, &[cell(1, 1000)], &[cell(0, 1000)], false);
        assert!(little.p.is_nan());
    }

    #[test]
    fn power_outside_the_grid_is_the_exact_one() {
        for other in [4.0, 8.0, 20.0, 60.0, 300.0, 1000.0] {
            assert!(!could_show_doubling(3.99, other, ALPHA), "{other}");
            assert!(could_show_doubling(20.0, other.max(20.0), ALPHA), "{other}");
            assert!(could_show_doubling(other.max(20.0), 20.0, ALPHA), "{other}");
        }
        assert!(!could_show((12.0, 12.0)) && could_show((15.0, 15.0)));
    }

    /// The step of the larger expectation from which, with the smaller one at step `low`, a doubling could be shown: power
    /// grows with both, so that halving the range finds it.
    fn needed(low: i32) -> i32 {
        let back = |n: i32| libm::exp(f64::from(n) * libm::log(STEP));
        let (mut from, mut to) = (low, (libm::log(1000.0) / libm::log(STEP)).floor() as i32 + 1);
        while from < to {
            let middle = from + (to - from) / 2;
            // Which of the two is the larger matters a little: both must do.
            if could_show_doubling(back(low), back(middle), ALPHA) && could_show_doubling(back(middle), back(low), ALPHA) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        from
    }

    #[test]
    fn the_table_is_what_the_exact_test_says() {
        let steps = (0..NEEDED.len()).map(|at| FIRST + at as i32);
        // Every seventh, and where the table begins and ends; all of them with an environment variable, to write it.
        let all = std::env::var_os("SLANTWISE_WRITE").is_some();
        let found: Vec<(i32, i32)> = steps.filter(|step| all || step % 7 == 0 || *step == FIRST + 81).map(|step| (step, needed(step))).collect();
        if all {
            println!("{:?}", found.iter().map(|f| f.1).collect::<Vec<_>>());
        }
        for (step, needed) in found {
            assert_eq!(i32::from(NEEDED[(step - FIRST) as usize]), needed, "at step {step}");
        }
    }
}
