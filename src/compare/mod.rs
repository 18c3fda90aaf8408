//! The comparison: what each outlet calls each actor, where their wording differs, with what evidence. It works from the
//! tables of score runs and never sees the articles. The result is the same on any number of threads: rows are counted in
//! whole numbers, computed once, and sorted; random numbers are keyed by names.

pub mod agency;
pub mod articles;
pub mod blind;
pub mod contrast;
pub mod contrasts;
pub mod corpus;
pub mod drivers;
pub mod kinds;
pub mod labels;
pub mod measures;
pub mod merge;
pub mod raw;
pub mod robustness;
pub mod sides;
pub mod sources;
pub mod trends;
mod write;

use crate::events::Events;
use crate::tables::read::RunTables;
use corpus::Corpus;
use kinds::SourceKinds;

/// Stands for all events in a row.
pub const ALL_EVENTS: &str = "*all*";
/// Stands for all other outlets in a row.
pub const REST: &str = "*rest*";

/// What a comparison can be told.
#[derive(Clone, Debug)]
pub struct CompareSettings {
    pub seed: u64,
    /// Bootstrap draws of sentences.
    pub bootstrap: usize,
    /// The most draws of the permutation test of labels; only what is clear needs them.
    pub permutations: usize,
    /// Rows of contrasts.csv.
    pub most_contrasts: usize,
    /// Kinds of sources.
    pub kinds: SourceKinds,
}

impl Default for CompareSettings {
    fn default() -> Self {
        Self { seed: 2026, bootstrap: 2000, permutations: 9_999, most_contrasts: 100_000, kinds: SourceKinds::built_in() }
    }
}

/// Everything a comparison found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    pub articles: Vec<articles::Filled>,
    pub labels: Vec<labels::Label>,
    pub naming: Vec<labels::Naming>,
    pub contrasts: Vec<contrasts::Contrast>,
    /// Rows of contrasts.csv that the cap left out; their p values took part in q.
    pub capped: usize,
    pub agency: Vec<agency::AgencySummary>,
    pub sources: Vec<sources::Source>,
    pub sides: Vec<sides::SideRow>,
    pub trends: Vec<trends::Trend>,
    pub robustness: Vec<robustness::Robustness>,
}

/// Compares outlets event by event. A pure function; uses the threads of the rayon pool it is called in.
pub fn compare(tables: &RunTables, events: &Events, settings: &CompareSettings) -> Comparison {
    let corpus = Corpus::new(tables, events);
    let speakers = settings.kinds.speakers(tables);
    // First what needs most memory and leaves least: nothing else is held beside it.
    let (contrasts, capped) = contrasts::contrasts(&corpus, &speakers, settings);
    // What is left: while one part sorts on its own thread, another goes on.
    let on_sides = sides::Sides::new(tables);
    let (((labels, naming), articles), ((sources, sides), ((agency, trends), robustness))) = rayon::join(
        || rayon::join(|| labels::labels(&corpus, settings), || articles::fill(&corpus, events, settings)),
        || {
            rayon::join(
                || (sources::sources(&corpus, &speakers, &on_sides), sides::sides(&corpus, &on_sides)),
                || rayon::join(|| rayon::join(|| agency::summary(&corpus), || trends::trends(&corpus, settings)), || robustness::robustness(&corpus)),
            )
        },
    );
    Comparison { articles, labels, naming, contrasts, capped, agency, sources, sides, trends, robustness }
}

#[cfg(test)]
mod tests;
