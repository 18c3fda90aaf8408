//! Keyness of one word between two corpora: the log-likelihood, and sizes of effect beside it.
//!
//! The log-likelihood is evidence, not size: print the log ratio with it.

use super::rates::Count;
use super::special::chi2_sf;

/// One word in two corpora.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Keyness {
    /// Rayson's two-cell log-likelihood, `2 Σ x ln(x/E)`, as the UCREL wizard prints it.
    pub ll: f64,
    /// Its p value, chi-squared with one degree of freedom.
    pub p: f64,
    /// Base-2 logarithm of the ratio of relative frequencies (Hardie); a zero count becomes 0.5.
    pub log_ratio: f64,
    /// Difference in per cent of the second frequency; `None` where the second count is zero.
    pub percent_difference: Option<f64>,
    /// `ll - ln N` (Wilson 2013); over 2 is positive evidence.
    pub bic: f64,
    /// Effect size of the log-likelihood, `ll / (N ln min E)`; `None` unless the smaller expected
    /// count is above 1.
    pub ell: Option<f64>,
    /// Odds ratio; `None` where a cell it divides by is empty.
    pub odds_ratio: Option<f64>,
    /// The likelihood ratio over all four cells, as `scipy`'s G-test has it.
    pub g2_four_cell: f64,
}

/// Compares the frequency of a word: `hits` of `words` in each corpus.
///
/// `None` where a corpus is empty or has more hits than words, and where neither has a hit.
pub fn keyness(first: Count, second: Count) -> Option<Keyness> {
    let usable = |c: Count| c.words > 0 && c.hits <= c.words;
    if !usable(first) || !usable(second) || (first.hits == 0 && second.hits == 0) {
        return None;
    }
    let (a, b) = (first.hits as f64, second.hits as f64);
    let (n1, n2) = (first.words as f64, second.words as f64);
    let total = n1 + n2;
    let (e1, e2) = (n1 * (a + b) / total, n2 * (a + b) / total);
    let cell = |x: f64, e: f64| {
        if x > 0.0 { 2.0 * x * libm::log(x / e) } else { 0.0 }
    };
    // Rounding can leave a tiny negative sum where the frequencies are equal.
    let ll = (cell(a, e1) + cell(b, e2)).max(0.0);
    let rest = cell(n1 - a, n1 - e1) + cell(n2 - b, n2 - e2);
    let floor = |x: f64| if x == 0.0 { 0.5 } else { x };
    let least = e1.min(e2);
    let divisor = b * (n1 - a);
    Some(Keyness {
        ll,
        p: chi2_sf(ll, 1.0),
        log_ratio: libm::log2((floor(a) / n1) / (floor(b) / n2)),
        percent_difference: (b > 0.0).then(|| 100.0 * ((a / n1) / (b / n2) - 1.0)),
        bic: ll - libm::log(total),
        ell: (least > 1.0).then(|| ll / (total * libm::log(least))),
        odds_ratio: (divisor > 0.0).then(|| a * (n2 - b) / divisor),
        g2_four_cell: (ll + rest).max(0.0),
    })
}
