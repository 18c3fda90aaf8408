//! Krippendorff's alpha of coded units, with missing codes allowed.
//!
//! Trained coders reach 0.42 on biased wording: report alpha, do not gate on it.

use std::collections::BTreeMap;

/// How far apart two codes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Same or not.
    Nominal,
    /// By rank: everything coded between them counts.
    Ordinal,
    /// Squared difference.
    Interval,
}

/// Alpha of coders × units; `None` in a cell (or NaN, or infinite) is a missing code.
///
/// Coders may have coded different numbers of units. Units with fewer than two codes say nothing
/// and are left out. The answer is `None` where nothing can be paired, or where only one value
/// occurs: alpha is undefined without variation. 1 is perfect agreement, 0 chance, below 0 worse.
pub fn krippendorff_alpha(coders: &[Vec<Option<f64>>], metric: Metric) -> Option<f64> {
    let units = coders.iter().map(Vec::len).max()?;
    let code = |coder: &Vec<Option<f64>>, unit: usize| {
        // Adding 0.0 makes one value of 0.0 and -0.0.
        coder.get(unit).copied().flatten().filter(|v| v.is_finite()).map(|v| v + 0.0)
    };
    let mut values: Vec<f64> = (0..units).flat_map(|u| coders.iter().filter_map(move |c| code(c, u))).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let index: BTreeMap<u64, usize> = values.iter().enumerate().map(|(i, v)| (v.to_bits(), i)).collect();
    let coded = (0..units).map(|u| coders.iter().filter_map(|c| index.get(&code(c, u)?.to_bits()).copied()).collect::<Vec<_>>());
    let pairs = Coincidences::of(coded, values.len());
    pairs.alpha(|c, k| match metric {
        Metric::Nominal => f64::from(u8::from(c != k)),
        Metric::Ordinal => {
            let (low, high) = (c.min(k), c.max(k));
            let between: f64 = pairs.totals[low..=high].iter().sum();
            let rank = between - 0.5 * (pairs.totals[low] + pairs.totals[high]);
            rank * rank
        }
        Metric::Interval => (values[c] - values[k]) * (values[c] - values[k]),
    })
}

/// Nominal alpha over the tokens (or characters) of a text: each coder gives each token a label
/// number, 0 for unmarked. Coders × tokens; a shorter row is missing at its end. `None` as for
/// [`krippendorff_alpha`].
pub fn token_alpha(coders: &[&[u32]]) -> Option<f64> {
    let tokens = coders.iter().map(|c| c.len()).max()?;
    let mut labels: Vec<u32> = coders.iter().flat_map(|c| c.iter().copied()).collect();
    labels.sort_unstable();
    labels.dedup();
    let coded = (0..tokens).map(|t| {
        let label = |coder: &&[u32]| labels.binary_search(coder.get(t)?).ok();
        coders.iter().filter_map(label).collect::<Vec<_>>()
    });
    Coincidences::of(coded, labels.len()).alpha(|c, k| f64::from(u8::from(c != k)))
}

/// How often each pair of values met in a unit.
struct Coincidences {
    cells: BTreeMap<(usize, usize), f64>,
    totals: Vec<f64>,
}

impl Coincidences {
    fn of(units: impl Iterator<Item = Vec<usize>>, values: usize) -> Self {
        let mut pairs = Self { cells: BTreeMap::new(), totals: vec![0.0; values] };
        for codes in units.filter(|codes| codes.len() > 1) {
            let weight = 1.0 / (codes.len() - 1) as f64;
            for (i, &c) in codes.iter().enumerate() {
                pairs.totals[c] += 1.0;
                for (_, &k) in codes.iter().enumerate().filter(|(j, _)| *j != i) {
                    *pairs.cells.entry((c, k)).or_insert(0.0) += weight;
                }
            }
        }
        pairs
    }

    fn alpha(&self, difference: impl Fn(usize, usize) -> f64) -> Option<f64> {
        let observed: f64 = self.cells.iter().map(|(&(c, k), n)| n * difference(c, k)).sum();
        let mut expected = 0.0;
        for (c, n) in self.totals.iter().enumerate() {
            for (k, m) in self.totals.iter().enumerate().filter(|(_, m)| **m > 0.0) {
                expected += n * m * difference(c, k);
            }
        }
        let total: f64 = self.totals.iter().sum();
        (expected > 0.0 && expected.is_finite()).then(|| 1.0 - (total - 1.0) * observed / expected)
    }
}
