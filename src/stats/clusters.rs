//! How well automatic groups (events) match gold groups.

use std::collections::BTreeMap;

/// Precision, recall and their harmonic mean, each 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PrecisionRecall {
    /// `None` where nothing was predicted.
    pub precision: Option<f64>,
    /// `None` where there was nothing to find.
    pub recall: Option<f64>,
}

impl PrecisionRecall {
    pub fn new(precision: Option<f64>, recall: Option<f64>) -> Self {
        Self { precision, recall }
    }

    /// From counts: right ones, all predicted, all in gold.
    pub fn from_counts(right: u64, predicted: u64, gold: u64) -> Self {
        let share = |of: u64| (of > 0).then(|| right as f64 / of as f64);
        Self { precision: share(predicted), recall: share(gold) }
    }

    /// 0 where nothing is right; `None` only where there was nothing to find and nothing predicted.
    pub fn f1(self) -> Option<f64> {
        match (self.precision, self.recall) {
            (None, None) => None,
            (Some(p), Some(r)) if p + r > 0.0 => Some(2.0 * p * r / (p + r)),
            _ => Some(0.0),
        }
    }
}

/// How often each gold group meets each predicted group, with both margins.
struct Meetings {
    both: Vec<(f64, f64, f64)>,
    gold: Vec<f64>,
    predicted: Vec<f64>,
    items: f64,
}

impl Meetings {
    /// Items are compared by position; what one list has more than the other is left out.
    fn new<G: Ord, P: Ord>(gold: &[G], predicted: &[P]) -> Self {
        let (mut both, mut by_gold, mut by_predicted) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (g, p) in gold.iter().zip(predicted) {
            *both.entry((g, p)).or_insert(0_u64) += 1;
            *by_gold.entry(g).or_insert(0_u64) += 1;
            *by_predicted.entry(p).or_insert(0_u64) += 1;
        }
        Self {
            both: both.iter().map(|((g, p), &n)| (n as f64, by_gold[g] as f64, by_predicted[p] as f64)).collect(),
            gold: by_gold.values().map(|&n| n as f64).collect(),
            predicted: by_predicted.values().map(|&n| n as f64).collect(),
            items: gold.len().min(predicted.len()) as f64,
        }
    }
}

/// BCubed (Bagga and Baldwin 1998): for each item, the share of its predicted group that belongs
/// with it, and the share of its gold group found; averaged over items.
///
/// `gold[i]` and `predicted[i]` name the groups of item i. Both parts `None` without items.
pub fn bcubed<G: Ord, P: Ord>(gold: &[G], predicted: &[P]) -> PrecisionRecall {
    let meetings = Meetings::new(gold, predicted);
    let mean = |sum: f64| (meetings.items > 0.0).then(|| sum / meetings.items);
    PrecisionRecall {
        precision: mean(meetings.both.iter().map(|(n, _, p)| n * n / p).sum()),
        recall: mean(meetings.both.iter().map(|(n, g, _)| n * n / g).sum()),
    }
}

fn pairs(n: f64) -> f64 {
    n * (n - 1.0) / 2.0
}

/// Precision and recall over pairs of items put together.
pub fn pairwise<G: Ord, P: Ord>(gold: &[G], predicted: &[P]) -> PrecisionRecall {
    let meetings = Meetings::new(gold, predicted);
    let right: f64 = meetings.both.iter().map(|(n, _, _)| pairs(*n)).sum();
    let share = |groups: &[f64]| {
        let all: f64 = groups.iter().copied().map(pairs).sum();
        (all > 0.0).then(|| right / all)
    };
    PrecisionRecall { precision: share(&meetings.predicted), recall: share(&meetings.gold) }
}

/// Hubert and Arabie's adjusted Rand index: 1 perfect, about 0 by chance. 1 where both sides put all
/// items together, or all apart; `None` with fewer than two items.
pub fn adjusted_rand<G: Ord, P: Ord>(gold: &[G], predicted: &[P]) -> Option<f64> {
    let meetings = Meetings::new(gold, predicted);
    let sum = |groups: &[f64]| groups.iter().copied().map(pairs).sum::<f64>();
    let right: f64 = meetings.both.iter().map(|(n, _, _)| pairs(*n)).sum();
    let (g, p, all) = (sum(&meetings.gold), sum(&meetings.predicted), pairs(meetings.items));
    if all <= 0.0 {
        return None;
    }
    let chance = g * p / all;
    let most = 0.5 * (g + p);
    Some(if most == chance { 1.0 } else { (right - chance) / (most - chance) })
}

/// V-measure: harmonic mean of homogeneity and completeness, 0 to 1. `None` without items.
pub fn v_measure<G: Ord, P: Ord>(gold: &[G], predicted: &[P]) -> Option<f64> {
    let meetings = Meetings::new(gold, predicted);
    let n = meetings.items;
    let entropy = |groups: &[f64]| groups.iter().map(|g| -g / n * libm::log(g / n)).sum::<f64>();
    let information = |(x, g, p): &(f64, f64, f64)| x / n * libm::log(x * n / (g * p));
    // Independent groups share nothing, give or take a rounding error.
    let shared = meetings.both.iter().map(information).fold(0.0, |a: f64, b| a + b).max(0.0);
    let (g, p) = (entropy(&meetings.gold), entropy(&meetings.predicted));
    let part = |h: f64| if h > 0.0 { shared / h } else { 1.0 };
    let (homogeneity, completeness) = (part(g), part(p));
    let both = homogeneity + completeness;
    (n > 0.0).then(|| if both > 0.0 { 2.0 * homogeneity * completeness / both } else { 0.0 })
}
