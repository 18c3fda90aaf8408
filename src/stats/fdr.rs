//! False-discovery control: adjusted p values (q) for all rows of one measure in a run.

/// Benjamini and Hochberg's adjusted p values, in the order given; rows with q < 0.05 hold up at 5 %.
///
/// A row that could not be tested is NaN: it stays NaN and does not count among the tests.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    adjusted(p, 1.0)
}

/// Benjamini and Yekutieli's: as above, times 1 + 1/2 + … + 1/m; for tests that depend on each other
/// strongly, as the rows of one label matrix do.
pub fn benjamini_yekutieli(p: &[f64]) -> Vec<f64> {
    let tests = p.iter().filter(|p| !p.is_nan()).count();
    adjusted(p, (1..=tests).map(|i| 1.0 / i as f64).sum())
}

fn adjusted(p: &[f64], factor: f64) -> Vec<f64> {
    // Of equal ones all have the same result, whichever comes first.
    let mut order: Vec<(f64, usize)> = p.iter().copied().zip(0..).filter(|p| !p.0.is_nan()).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let tests = order.len() as f64;
    let mut result = vec![f64::NAN; p.len()];
    let mut least = 1.0_f64;
    for (rank, (p, i)) in order.iter().enumerate().rev() {
        least = least.min(factor * p * tests / (rank + 1) as f64);
        result[*i] = least;
    }
    result
}
