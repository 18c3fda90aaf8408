//! Jensen–Shannon divergence between distributions of labels, in bits.

use std::f64::consts::LN_2;

use super::tables::Table;

/// The divergence of two distributions, 0 to 1 bit; its square root is the distance that scipy's
/// `jensenshannon` returns.
///
/// The inputs are weights, normalised here. `None` for unlike lengths, a negative or infinite
/// weight, or a side without weight.
pub fn jsd_bits(p: &[f64], q: &[f64]) -> Option<f64> {
    if p.len() != q.len() {
        return None;
    }
    let (p, q) = (normalised(p)?, normalised(q)?);
    let part = |x: f64, middle: f64| {
        if x > 0.0 { 0.5 * x * libm::log2(x / middle) } else { 0.0 }
    };
    let sum: f64 = p
        .iter()
        .zip(&q)
        .map(|(&x, &y)| {
            let middle = 0.5 * (x + y);
            part(x, middle) + part(y, middle)
        })
        .sum();
    Some(sum.clamp(0.0, 1.0))
}

fn normalised(weights: &[f64]) -> Option<Vec<f64>> {
    let total: f64 = weights.iter().sum();
    let sensible = weights.iter().all(|w| *w >= 0.0) && total > 0.0 && total.is_finite();
    sensible.then(|| weights.iter().map(|w| w / total).collect())
}

/// The divergence of all rows of a table, each weighted by its size: the mutual information of row
/// and column.
///
/// `2 N ln 2` times it equals [`Table::g2`]. It is biased upwards for few counts: see
/// [`corrected_jsd_bits`]. `None` for an empty table.
pub fn generalised_jsd_bits(table: &Table) -> Option<f64> {
    let total = table.sum();
    let rows: Vec<f64> = (0..table.rows()).map(|r| table.row_sum(r)).collect();
    let columns: Vec<f64> = (0..table.columns()).map(|c| table.column_sum(c)).collect();
    let mut sum = 0.0;
    for (r, row) in rows.iter().enumerate() {
        for (c, column) in columns.iter().enumerate() {
            let x = table.at(r, c);
            if x > 0.0 {
                sum += x / total * libm::log2(x * total / (row * column));
            }
        }
    }
    (total > 0.0).then_some(sum.max(0.0))
}

/// [`generalised_jsd_bits`] less its expected excess, `df / (2 N ln 2)` (Miller and Madow), not
/// below 0. Rows and columns without counts do not enter the degrees of freedom.
pub fn corrected_jsd_bits(table: &Table) -> Option<f64> {
    let excess = table.degrees_of_freedom() as f64 / (2.0 * table.sum() * LN_2);
    Some((generalised_jsd_bits(table)? - excess).max(0.0))
}
