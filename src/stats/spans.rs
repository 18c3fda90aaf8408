//! Spans that coders mark, and precision and recall of them with credit for partial overlap.

use super::clusters::PrecisionRecall;

/// A span that a coder marked, in any unit of length (code points, words), end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked<C> {
    pub start: u64,
    pub end: u64,
    pub category: C,
}

impl<C> Marked<C> {
    pub fn new(start: u64, end: u64, category: C) -> Self {
        Self { start, end, category }
    }
}

/// (start, end) of a span, end exclusive, in one text; for scoring by category, pass one category at
/// a time.
pub type Span = (u64, u64);

/// Partial credit as in SemEval-2020 task 11: mean share of each predicted span that gold covers, and of each gold span that prediction covers.
///
/// Equals the task's measure where spans of one side do not overlap; where they do, a stretch is
/// still counted once, so that nothing exceeds 1. Precision is `None` without predictions, recall
/// without gold. Empty spans count as missed.
pub fn partial_overlap(predicted: &[Span], gold: &[Span]) -> PrecisionRecall {
    PrecisionRecall::new(mean_covered(predicted, gold), mean_covered(gold, predicted))
}

/// The same with a span right only where start and end are.
pub fn exact_match(predicted: &[Span], gold: &[Span]) -> PrecisionRecall {
    let share = |of: &[Span], among: &[Span]| {
        let found = of.iter().filter(|s| among.contains(s)).count();
        (!of.is_empty()).then(|| found as f64 / of.len() as f64)
    };
    PrecisionRecall::new(share(predicted, gold), share(gold, predicted))
}

fn mean_covered(spans: &[Span], by: &[Span]) -> Option<f64> {
    let mut cover: Vec<Span> = by.to_vec();
    cover.sort_unstable();
    let share = |&(start, end): &Span| {
        let (mut at, mut covered) = (start, 0);
        for &(from, to) in &cover {
            let (from, to) = (from.max(at), to.min(end));
            if from < to {
                covered += to - from;
                at = to;
            }
        }
        if end > start { covered as f64 / (end - start) as f64 } else { 0.0 }
    };
    (!spans.is_empty()).then(|| spans.iter().map(share).sum::<f64>() / spans.len() as f64)
}
