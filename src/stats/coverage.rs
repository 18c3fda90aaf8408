//! Which facts of an event an outlet reports, alone reports, or leaves out.

use std::collections::{BTreeMap, BTreeSet};

/// One outlet's facts against those of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageRow<F> {
    /// Facts the outlet reports.
    pub facts: usize,
    /// Of the event's core, how many it reports.
    pub core_reported: usize,
    /// `core_reported` over the size of the core; `None` without a core.
    pub coverage: Option<f64>,
    /// The core that the other outlets alone define (at least `others_min` of them report it): the
    /// outlet has no vote in it.
    pub others_core: usize,
    /// Of that, what the outlet does not report, in order. Always empty with fewer than three
    /// outlets: of two one can only say what each alone reports.
    pub omitted: Vec<F>,
    /// What no other outlet reports, in order.
    pub unique: Vec<F>,
}

/// The facts that at least `outlets_min` outlets report, in order.
pub fn core_facts<F: Ord + Clone>(outlets: &[BTreeSet<F>], outlets_min: usize) -> Vec<F> {
    let counts = reporters(outlets);
    counts.into_iter().filter(|(_, n)| *n >= outlets_min).map(|(fact, _)| fact.clone()).collect()
}

/// Coverage of each outlet, in the order given; `outlets[i]` is its set of facts.
///
/// `core_min`: how many outlets make a fact part of the core (2 of 3, say). `others_min`: how many
/// of the *other* outlets must report a fact for its absence to count as an omission; all of them,
/// `outlets.len() - 1`, is the careful choice, and 0 is taken as 1. Publication times and lengths
/// differ: an omission is a pointer, not a verdict.
pub fn coverage<F: Ord + Clone>(outlets: &[BTreeSet<F>], core_min: usize, others_min: usize) -> Vec<CoverageRow<F>> {
    let counts = reporters(outlets);
    let core = counts.values().filter(|n| **n >= core_min.max(1)).count();
    let row = |own: &BTreeSet<F>| {
        let mut row = CoverageRow { facts: own.len(), core_reported: 0, coverage: None, others_core: 0, omitted: Vec::new(), unique: Vec::new() };
        for (fact, &reported) in &counts {
            let mine = own.contains(*fact);
            let by_others = reported - usize::from(mine);
            let in_others_core = by_others >= others_min.max(1);
            row.others_core += usize::from(in_others_core);
            row.core_reported += usize::from(mine && reported >= core_min.max(1));
            if !mine && in_others_core && outlets.len() > 2 {
                row.omitted.push((*fact).clone());
            }
            if mine && by_others == 0 {
                row.unique.push((*fact).clone());
            }
        }
        row.coverage = (core > 0).then(|| row.core_reported as f64 / core as f64);
        row
    };
    outlets.iter().map(row).collect()
}

fn reporters<F: Ord>(outlets: &[BTreeSet<F>]) -> BTreeMap<&F, usize> {
    let mut counts = BTreeMap::new();
    for fact in outlets.iter().flatten() {
        *counts.entry(fact).or_insert(0) += 1;
    }
    counts
}
