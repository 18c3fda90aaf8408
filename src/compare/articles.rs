//! The columns of articles.csv that need the whole collection or random draws.

use super::CompareSettings;
use super::corpus::Corpus;
use super::raw::{guard, rewrite, rewrite_rows};
use crate::analysis::Voice;
use crate::events::{EventSource, Events};
use crate::stats::bootstrap::bootstrap_interval;
use crate::stats::{Count, Interval, SplitMix64, garwood, shrink};
use crate::tables::blocks::Blocks;
use crate::tables::read::RunTables;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::path::Path;

/// Below this many sentences a percentile interval is too narrow.
const FEW_SENTENCES: usize = 10;

/// What a comparison adds to an article's row.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Filled {
    /// Bootstrap over sentences; under ten of them the wider of this and the exact interval.
    pub boot: Option<Interval>,
    pub shrunk: Option<f64>,
    pub event: String,
    pub wire_source: String,
    pub duplicate_of: String,
}

/// The added columns of every article.
pub fn fill(corpus: &Corpus<'_>, events: &Events, settings: &CompareSettings) -> Vec<Filled> {
    let tables = corpus.tables;
    let counts: Vec<Count> = tables.articles.iter().map(|a| Count::new(a.loaded_own.into(), a.words.into())).collect();
    let shrunk = shrink(&counts, super::contrast::ALPHA);
    (0..tables.articles.len())
        .into_par_iter()
        .map(|at| {
            let assignment = events.of_article.get(at);
            Filled {
                boot: boot(corpus, at as u32, settings),
                shrunk: shrunk.as_ref().filter(|_| counts[at].words > 0).and_then(|s| s.rates.get(at).copied()),
                event: assignment.map(|a| a.event.clone()).unwrap_or_default(),
                wire_source: assignment.map(|a| a.wire_source.clone()).filter(|w| !w.is_empty()).unwrap_or_else(|| tables.articles[at].wire_source.clone()),
                duplicate_of: assignment.and_then(|a| a.duplicate_of).and_then(|d| tables.articles.get(d as usize)).map(|a| a.id.clone()).unwrap_or_default(),
            }
        })
        .collect()
}

fn boot(corpus: &Corpus<'_>, article: u32, settings: &CompareSettings) -> Option<Interval> {
    let row = &corpus.tables.articles[article as usize];
    let mut sentences: Vec<Count> = row.sentence_words.iter().map(|w| Count::new(0, u64::from(*w))).collect();
    for hit in corpus.hits(article).filter(|h| h.voice == Voice::Own && corpus.is_lexical(h)) {
        if let Some(sentence) = (hit.sentence as usize).checked_sub(1).and_then(|n| sentences.get_mut(n)) {
            sentence.hits += 1;
        }
    }
    let mut rng = SplitMix64::keyed(settings.seed, &["article", &row.id]);
    let boot = bootstrap_interval(&sentences, settings.bootstrap, super::contrast::ALPHA, &mut rng)?;
    if sentences.len() >= FEW_SENTENCES {
        return Some(boot);
    }
    let exact = garwood(Count::new(row.loaded_own.into(), row.words.into()), super::contrast::ALPHA)?;
    Some(if exact.hi - exact.lo > boot.hi - boot.lo { exact } else { boot })
}

/// Writes the added columns into articles.csv, and the events that were found into hits.csv, block by block: neither table is
/// held in memory whole.
///
/// # Errors
/// When a table cannot be read or written.
pub fn write(tables: &RunTables, filled: &[Filled], events: &Events, folder: &Path) -> anyhow::Result<()> {
    let number = |n: Option<f64>| n.map(|n| format!("{:.4}", if n == 0.0 { 0.0 } else { n })).unwrap_or_default();
    let found = |article: usize| events.of_article.get(article).is_some_and(|a| a.source == EventSource::Auto);
    let columns = ["boot_lo95", "boot_hi95", "shrunk_per_1000", "wire_source", "duplicate_of", "event_id"];
    rewrite(&folder.join("articles.csv"), &columns, |row, column| {
        let new = filled.get(row)?;
        Some(match column {
            0 => number(new.boot.map(|b| b.lo)),
            1 => number(new.boot.map(|b| b.hi)),
            2 => number(new.shrunk),
            3 => guard(&new.wire_source),
            4 => guard(&new.duplicate_of),
            _ if found(row) => guard(&new.event),
            _ => return None,
        })
    })?;
    let mut of: FxHashMap<&str, usize> = FxHashMap::default();
    for (at, article) in tables.articles.iter().enumerate() {
        // The rows of an id that comes twice go to the first.
        of.entry(&article.id).or_insert(at);
    }
    let path = folder.join("hits.csv");
    let columns = ["event_id", "article_id"];
    let id = Blocks::open(&path, &columns)?.at(columns[1]);
    rewrite_rows(&path, &columns, |row, column| {
        let article = of.get(&*row.text(id)).copied().filter(|a| column == 0 && found(*a))?;
        filled.get(article).map(|f| guard(&f.event))
    })
}
