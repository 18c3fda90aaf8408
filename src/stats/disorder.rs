//! Disorder of the best alignment of two coders' spans: the observed part of gamma (Mathet et al. 2015).
//!
//! Gamma itself compares this with sampled continua and is random; it is not computed here.

use super::spans::Marked;

/// Cost of leaving a span unmatched.
const UNMATCHED: f64 = 1.0;

/// Least mean cost a span of pairing two coders' spans (alpha = beta = delta-empty = 1).
///
/// A pair costs `((|Δstart| + |Δend|) / (length + length))²`, plus 1 where the categories differ; a
/// span left alone costs 1. The sum is divided by the mean number of spans a coder. 0 is perfect
/// agreement. `None` where neither coder marked anything. Time grows as the cube of the spans: meant
/// for one article at a time.
pub fn alignment_disorder<C: PartialEq>(first: &[Marked<C>], second: &[Marked<C>]) -> Option<f64> {
    if first.is_empty() && second.is_empty() {
        return None;
    }
    // Every row takes a column: a span of the second coder, or its own place to stay alone. A column
    // of the second coder that is taken saves the cost of that span staying alone.
    let cost = |i: usize, j: usize| match second.get(j) {
        Some(other) => dissimilarity(&first[i], other) - UNMATCHED,
        None => UNMATCHED,
    };
    let sum = assignment(first.len(), second.len() + first.len(), cost) + UNMATCHED * second.len() as f64;
    let mean_spans = 0.5 * (first.len() + second.len()) as f64;
    Some((sum / mean_spans).max(0.0))
}

fn dissimilarity<C: PartialEq>(a: &Marked<C>, b: &Marked<C>) -> f64 {
    let length = |s: &Marked<C>| s.end.saturating_sub(s.start) as f64;
    let moved = a.start.abs_diff(b.start) as f64 + a.end.abs_diff(b.end) as f64;
    let both = length(a) + length(b);
    // Two empty spans agree only in the same place.
    let position = match (both > 0.0, moved > 0.0) {
        (true, _) => moved / both,
        (false, true) => f64::MAX.sqrt() / 2.0,
        (false, false) => 0.0,
    };
    position * position + f64::from(u8::from(a.category != b.category))
}

/// Least total cost of giving each row a column of its own; `columns >= rows`.
///
/// The Hungarian method with potentials, rows added one at a time along shortest paths.
fn assignment(rows: usize, columns: usize, cost: impl Fn(usize, usize) -> f64) -> f64 {
    // Row and column 0 are sentinels; taken[j] is the row that holds column j.
    let mut row_potential = vec![0.0; rows + 1];
    let mut column_potential = vec![0.0; columns + 1];
    let mut taken = vec![0_usize; columns + 1];
    for row in 1..=rows {
        taken[0] = row;
        let mut distance = vec![f64::INFINITY; columns + 1];
        let mut previous = vec![0_usize; columns + 1];
        let mut done = vec![false; columns + 1];
        let mut at = 0;
        while taken[at] != 0 {
            done[at] = true;
            let here = taken[at];
            let (mut least, mut nearest) = (f64::INFINITY, 0);
            for column in 1..=columns {
                if done[column] {
                    continue;
                }
                let reduced = cost(here - 1, column - 1) - row_potential[here] - column_potential[column];
                if reduced < distance[column] {
                    distance[column] = reduced;
                    previous[column] = at;
                }
                if distance[column] < least {
                    (least, nearest) = (distance[column], column);
                }
            }
            if nearest == 0 {
                // Only if there were fewer columns than rows.
                return f64::INFINITY;
            }
            for column in 0..=columns {
                if done[column] {
                    row_potential[taken[column]] += least;
                    column_potential[column] -= least;
                } else {
                    distance[column] -= least;
                }
            }
            at = nearest;
        }
        while at != 0 {
            taken[at] = taken[previous[at]];
            at = previous[at];
        }
    }
    (1..=columns).filter(|&j| taken[j] > 0).map(|j| cost(taken[j] - 1, j - 1)).sum()
}
