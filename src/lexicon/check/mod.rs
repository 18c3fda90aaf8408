//! What a lexicon's author should know: words claimed twice, entries that cannot fire, spellings and reasons that are
//! missing, strange weights.

mod missing;
mod overlap;
mod reach;
mod slips;
mod spelling;
mod weight;

use super::compile::{Compiled, Entry};
use super::problem::Problem;
use crate::engine::Engine;

/// Problems with the number of the lexicon that they stand in.
type Found = Vec<(u16, Problem)>;

/// Looks over the lexicons whose index `wanted` accepts, against all of the run. The engine is one that explains. Problems
/// come in the order of the files.
pub fn check(engine: &Engine, wanted: impl Fn(u16) -> bool + Sync) -> Found {
    let compiled = &engine.lexicons;
    let mut problems = Vec::new();
    for entry in compiled.entries.iter().filter(|e| wanted(e.lexicon)) {
        missing::check(compiled, entry, &mut problems);
        weight::check(compiled, entry, &mut problems);
    }
    overlap::check(compiled, &wanted, &mut problems);
    slips::check(compiled, &wanted, &mut problems);
    reach::check(engine, &wanted, &mut problems);
    spelling::check(engine, &wanted, &mut problems);
    problems.sort_by_key(|(lexicon, p)| (*lexicon, p.span.start));
    problems
}

fn name(compiled: &Compiled, lexicon: u16) -> &str {
    compiled.lexicons.get(lexicon as usize).map_or("", |l| &l.name)
}

fn warn(compiled: &Compiled, entry: &Entry, message: String) -> (u16, Problem) {
    (entry.lexicon, Problem::warning(name(compiled, entry.lexicon), entry.span.clone(), message))
}

#[cfg(test)]
mod tests;
