//! Tables of counts, outlet × label: association, residuals, and tests that hold for small counts.

use super::exact::hypergeometric_two_sided;
use super::random::SplitMix64;
use super::rates::{Interval, valid_alpha};
use super::special::{chi2_sf, normal_quantile};

/// Most mentions that [`Table::permutation_p`] will shuffle.
pub const MOST_SHUFFLED: f64 = 1e8;

/// A rectangular table of counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    columns: usize,
    /// Row-major.
    cells: Vec<u64>,
}

impl Table {
    /// `None` where the rows differ in length, or there are no rows or columns.
    pub fn new<R: AsRef<[u64]>>(rows: &[R]) -> Option<Self> {
        let columns = rows.first()?.as_ref().len();
        if columns == 0 || rows.iter().any(|r| r.as_ref().len() != columns) {
            return None;
        }
        let cells = rows.iter().flat_map(|r| r.as_ref().iter().copied()).collect();
        Some(Self { columns, cells })
    }

    pub fn rows(&self) -> usize {
        self.cells.len() / self.columns
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    /// A cell; 0 outside the table.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        if column >= self.columns {
            return 0.0;
        }
        let place = row.saturating_mul(self.columns).saturating_add(column);
        self.cells.get(place).map_or(0.0, |&x| x as f64)
    }

    pub fn row_sum(&self, row: usize) -> f64 {
        (0..self.columns).map(|c| self.at(row, c)).sum()
    }

    pub fn column_sum(&self, column: usize) -> f64 {
        (0..self.rows()).map(|r| self.at(r, column)).sum()
    }

    pub fn sum(&self) -> f64 {
        self.cells.iter().map(|&x| x as f64).sum()
    }

    fn margins(&self) -> (Vec<f64>, Vec<f64>) {
        let rows = (0..self.rows()).map(|r| self.row_sum(r)).collect();
        let columns = (0..self.columns).map(|c| self.column_sum(c)).collect();
        (rows, columns)
    }

    /// Numbers of rows and columns that hold a count.
    fn occupied(&self) -> (u64, u64) {
        let (rows, columns) = self.margins();
        let count = |sums: &[f64]| sums.iter().filter(|s| **s > 0.0).count() as u64;
        (count(&rows), count(&columns))
    }

    /// (rows - 1)(columns - 1), counting only rows and columns that hold a count.
    pub fn degrees_of_freedom(&self) -> u64 {
        let (rows, columns) = self.occupied();
        rows.saturating_sub(1) * columns.saturating_sub(1)
    }

    /// Pearson's chi-squared for independence of row and column; 0 for an empty table.
    pub fn chi2(&self) -> f64 {
        let (rows, columns) = self.margins();
        pearson(&self.cells, &rows, &columns, self.sum())
    }

    /// The likelihood-ratio statistic for the same; 0 for an empty table.
    pub fn g2(&self) -> f64 {
        let (rows, columns) = self.margins();
        let total = self.sum();
        let mut sum = 0.0;
        for (r, row) in rows.iter().enumerate() {
            for (c, column) in columns.iter().enumerate() {
                let x = self.at(r, c);
                if x > 0.0 {
                    sum += 2.0 * x * libm::log(x * total / (row * column));
                }
            }
        }
        sum.max(0.0)
    }

    /// Asymptotic p of [`Table::chi2`]; rough where an expected count is under 5. `None` where a
    /// single row or column holds all counts.
    pub fn chi2_p(&self) -> Option<f64> {
        let df = self.degrees_of_freedom();
        (df > 0).then(|| chi2_sf(self.chi2(), df as f64))
    }

    /// The smallest expected count among rows and columns that hold a count; `None` if empty.
    pub fn least_expected(&self) -> Option<f64> {
        let (rows, columns) = self.margins();
        let least = |sums: &[f64]| sums.iter().copied().filter(|s| *s > 0.0).min_by(f64::total_cmp);
        Some(least(&rows)? * least(&columns)? / self.sum())
    }

    /// Adjusted standardised residuals, rows × columns: about normal where expected counts reach 5,
    /// else a pointer only. 0 where undefined (a margin that is empty or holds everything).
    pub fn adjusted_residuals(&self) -> Vec<Vec<f64>> {
        let (rows, columns) = self.margins();
        let total = self.sum();
        let cell = |r: usize, c: usize| {
            let expected = rows[r] * columns[c] / total;
            let variance = expected * (1.0 - rows[r] / total) * (1.0 - columns[c] / total);
            if variance > 0.0 { (self.at(r, c) - expected) / variance.sqrt() } else { 0.0 }
        };
        (0..rows.len()).map(|r| (0..columns.len()).map(|c| cell(r, c)).collect()).collect()
    }

    /// Cramér's V, 0 to 1. `None` where a single row or column holds all counts.
    pub fn cramers_v(&self) -> Option<f64> {
        let (rows, columns) = self.occupied();
        let least = rows.min(columns);
        (least > 1).then(|| (self.chi2() / self.sum() / (least - 1) as f64).sqrt())
    }

    /// Cramér's V with Bergsma's (2013) correction for its upward bias. `None` as for
    /// [`Table::cramers_v`], and where the table is too small for the correction.
    pub fn cramers_v_corrected(&self) -> Option<f64> {
        let (rows, columns) = self.occupied();
        let total = self.sum();
        if rows.min(columns) < 2 || total < 2.0 {
            return None;
        }
        let (r, c) = ((rows - 1) as f64, (columns - 1) as f64);
        let phi2 = (self.chi2() / total - r * c / (total - 1.0)).max(0.0);
        let divisor = (r - r * r / (total - 1.0)).min(c - c * c / (total - 1.0));
        (divisor > 0.0).then(|| (phi2 / divisor).sqrt())
    }

    /// Permutation p of [`Table::chi2`]: labels are shuffled over the counted mentions.
    ///
    /// The cells are expanded row by row into one label a mention; each round shuffles on from the
    /// last order ([`SplitMix64::shuffle`]). `p = (1 + rounds at least as large) / (rounds + 1)`;
    /// it cannot fall below 1/(rounds + 1). `None` where a single row or column holds all counts, and
    /// above [`MOST_SHUFFLED`] mentions, where the asymptotic p serves. Memory: four bytes a mention.
    pub fn permutation_p(&self, rounds: usize, rng: &mut SplitMix64) -> Option<f64> {
        self.permuted(rounds, usize::MAX, rng)
    }

    /// The same with Besag and Clifford's early end: when `enough` draws were as large as the table, p is their share of the
    /// draws made. Where p is small the draws and the answer are those of [`Table::permutation_p`].
    pub fn sequential_p(&self, rounds: usize, enough: usize, rng: &mut SplitMix64) -> Option<f64> {
        self.permuted(rounds, enough, rng)
    }

    fn permuted(&self, rounds: usize, enough: usize, rng: &mut SplitMix64) -> Option<f64> {
        let (rows, columns) = self.margins();
        let total = self.sum();
        let observed = self.chi2();
        if self.degrees_of_freedom() == 0 || total > MOST_SHUFFLED {
            return None;
        }
        let mut labels: Vec<u32> = Vec::new();
        let mut sizes = Vec::with_capacity(rows.len());
        for row in self.cells.chunks(self.columns) {
            let before = labels.len();
            for (label, &count) in row.iter().enumerate() {
                labels.extend((0..count).map(|_| label as u32));
            }
            sizes.push(labels.len() - before);
        }
        // Equal tables may differ in the last bits of their statistic. Pearson's sum is Σ n²/e − N, and only the first term moves.
        let limit = observed * (1.0 - 1e-9) + total;
        let shares: Vec<f64> =
            rows.iter().flat_map(|row| columns.iter().map(move |column| total / (row * column))).map(|s| if s.is_finite() { s } else { 0.0 }).collect();
        let mut cells = vec![0_u32; self.cells.len()];
        let mut as_large = 0_usize;
        for round in 1..=rounds {
            rng.shuffle(&mut labels);
            cells.fill(0);
            let mut mentions = labels.iter();
            for (row, &size) in cells.chunks_mut(self.columns).zip(&sizes) {
                for &label in mentions.by_ref().take(size) {
                    row[label as usize] += 1;
                }
            }
            let sum = cells.iter().zip(&shares).fold(0.0, |sum, (n, share)| sum + f64::from(*n) * f64::from(*n) * share);
            if sum >= limit {
                as_large += 1;
                if as_large >= enough {
                    return Some(as_large as f64 / round as f64);
                }
            }
        }
        Some((1.0 + as_large as f64) / (rounds as f64 + 1.0))
    }
}

fn pearson(cells: &[u64], rows: &[f64], columns: &[f64], total: f64) -> f64 {
    let mut sum = 0.0;
    for (row, cells) in rows.iter().zip(cells.chunks(columns.len().max(1))) {
        for (column, &cell) in columns.iter().zip(cells) {
            let expected = row * column / total;
            if expected > 0.0 {
                let away = cell as f64 - expected;
                sum += away * away / expected;
            }
        }
    }
    sum
}

/// Fisher's exact test of `[[a, b], [c, d]]`, two-sided; 1 for an empty table.
///
/// `None` where the counts do not add up in 64 bits.
pub fn fisher_exact(a: u64, b: u64, c: u64, d: u64) -> Option<f64> {
    let drawn = a.checked_add(b)?;
    let marked = a.checked_add(c)?;
    let total = drawn.checked_add(c.checked_add(d)?)?;
    hypergeometric_two_sided(a, marked, drawn, total)
}

/// Odds ratio of a 2×2 table with half a count added to each cell (Haldane).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OddsRatio {
    /// Natural logarithm of the corrected odds ratio.
    pub ln: f64,
    /// Interval of the odds ratio itself.
    pub interval: Interval,
    /// The plain odds ratio ad/bc; `None` where it divides by zero.
    pub sample: Option<f64>,
}

/// The odds ratio of `[[a, b], [c, d]]`. `None` for an `alpha` outside 0–1.
pub fn odds_ratio(a: u64, b: u64, c: u64, d: u64, alpha: f64) -> Option<OddsRatio> {
    if !valid_alpha(alpha) {
        return None;
    }
    let [a, b, c, d] = [a, b, c, d].map(|x| x as f64);
    let [ha, hb, hc, hd] = [a, b, c, d].map(|x| x + 0.5);
    let ln = libm::log(ha * hd / (hb * hc));
    let reach = -normal_quantile(alpha / 2.0) * (1.0 / ha + 1.0 / hb + 1.0 / hc + 1.0 / hd).sqrt();
    Some(OddsRatio { ln, interval: Interval { lo: libm::exp(ln - reach), hi: libm::exp(ln + reach) }, sample: (b * c > 0.0).then(|| a * d / (b * c)) })
}

/// Entropy of counts in bits; 0 without counts.
pub fn entropy_bits(counts: &[u64]) -> f64 {
    let total: f64 = counts.iter().map(|&c| c as f64).sum();
    let part = |c: f64| {
        if c > 0.0 { -(c / total) * libm::log2(c / total) } else { 0.0 }
    };
    // The sum of zeros is taken from 0.0, so that no "-0" is ever printed.
    counts.iter().fold(0.0, |sum, &c| sum + part(c as f64)).max(0.0)
}

/// Index of the largest count, the first of equals; `None` without counts.
pub fn dominant(counts: &[u64]) -> Option<usize> {
    let largest = *counts.iter().max()?;
    if largest == 0 {
        return None;
    }
    counts.iter().position(|&c| c == largest)
}
