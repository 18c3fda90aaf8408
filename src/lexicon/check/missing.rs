//! Entries without reason, alternatives, source or tests.

use super::{Found, warn};
use crate::lexicon::compile::{Compiled, Entry, Family};

/// Alternatives are what a reader could have been told instead: for doubt, agency and mockery the why says it.
pub fn check(compiled: &Compiled, entry: &Entry, problems: &mut Found) {
    let category = &compiled.categories[entry.meta.category as usize];
    let mut tell = |message: String| problems.push(warn(compiled, entry, message));
    if entry.meta.why.is_empty() {
        tell(format!("{}: no why: a reader cannot learn what the words do", entry.id));
    }
    if entry.meta.alternatives.is_empty() && category.family == Family::Lexical && category.id != "sarcasm" {
        tell(format!("{}: no alternatives", entry.id));
    }
    if entry.meta.source.is_empty() {
        tell(format!("{}: no source; write \"slantwise codebook\" where no guidance is published", entry.id));
    }
    if entry.must_match.len() < 2 {
        tell(format!("{}: {} must_match sentences; at least two show what it marks", entry.id, entry.must_match.len()));
    }
    if entry.must_not_match.len() < 2 {
        tell(format!("{}: {} must_not_match sentences; at least two show what it leaves alone", entry.id, entry.must_not_match.len()));
    }
}
