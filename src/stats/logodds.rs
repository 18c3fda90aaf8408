//! Log-odds of words between two corpora with an informative Dirichlet prior.
//!
//! Monroe, Colaresi and Quinn 2008, "Fightin' Words". The strength of the prior decides everything
//! at small counts: name it beside the numbers. z is not calibrated for counts under 5: show counts
//! there instead.

use super::tables::Table;

/// How much likelier a word is in the first corpus than in the second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogOdds {
    /// Difference of the log-odds; above zero for the first corpus.
    pub delta: f64,
    /// The usual two-term variance, 1/(y1+a) + 1/(y2+a) (equation 20; ConvoKit, `logodds`).
    pub variance: f64,
    /// `delta / sqrt(variance)`.
    pub z: f64,
    /// The four-term variance, which scattertext uses; it matters for frequent words only.
    pub variance_four: f64,
}

/// A word counted `y1` times among `n1` and `y2` times among `n2`, its prior being `prior` of
/// `prior_total` pseudo-counts (the same for both corpora).
///
/// `None` where a logarithm is undefined: no count and no prior, a word that is its whole corpus,
/// or NaN.
pub fn log_odds(y1: f64, n1: f64, y2: f64, n2: f64, prior: f64, prior_total: f64) -> Option<LogOdds> {
    let with = |y: f64, n: f64| (y + prior, n + prior_total - y - prior);
    let ((in1, out1), (in2, out2)) = (with(y1, n1), with(y2, n2));
    if ![in1, out1, in2, out2].iter().all(|v| *v > 0.0 && v.is_finite()) {
        return None;
    }
    let delta = libm::log(in1 / out1) - libm::log(in2 / out2);
    let variance = 1.0 / in1 + 1.0 / in2;
    let variance_four = variance + 1.0 / out1 + 1.0 / out2;
    Some(LogOdds { delta, variance, z: delta / variance.sqrt(), variance_four })
}

/// Spreads `strength` pseudo-counts over words as a background corpus does.
///
/// All zero where the background is empty.
pub fn informative_prior(background: &[u64], strength: f64) -> Vec<f64> {
    let total: u128 = background.iter().map(|&b| u128::from(b)).sum();
    let share = |b: &u64| {
        if total == 0 { 0.0 } else { strength * *b as f64 / total as f64 }
    };
    background.iter().map(share).collect()
}

/// Each row (outlet) of a table against all other rows together, for every column (label).
///
/// The prior is the pooled distribution of the labels, of `strength` pseudo-counts in all; the
/// number of labels is a fair choice. Rows × columns, row by row as the table; a cell is `None`
/// where [`log_odds`] is, for instance for a label that never occurs.
pub fn one_vs_rest(table: &Table, strength: f64) -> Vec<Vec<Option<LogOdds>>> {
    let labels: Vec<f64> = (0..table.columns()).map(|c| table.column_sum(c)).collect();
    let outlets: Vec<f64> = (0..table.rows()).map(|r| table.row_sum(r)).collect();
    let total = table.sum();
    let cell = |row: usize, column: usize| {
        let (y, n) = (table.at(row, column), outlets[row]);
        let prior = strength * labels[column] / total;
        log_odds(y, n, labels[column] - y, total - n, prior, strength)
    };
    let row = |r| (0..table.columns()).map(|c| cell(r, c)).collect();
    (0..table.rows()).map(row).collect()
}
