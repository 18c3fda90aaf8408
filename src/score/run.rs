//! A score run: inputs through the engine, rows to a sink, in the input's order on any number of threads.

use super::counts::Counts;
use super::ordered::ordered;
use super::rows::{Sheets, Wanted};
use crate::engine::{Analysis, Engine, Scratch};
use crate::read::{Inputs, RawChunk, ReadError, ReadOptions, Reject};
use crate::record::Record;
use crate::tables::Format;
use std::sync::Mutex;

/// What one chunk of records came to.
pub struct Done<V> {
    /// Rows of each table.
    pub sheets: Sheets,
    /// Records that could not be read.
    pub rejects: Vec<Reject>,
    /// Articles analysed.
    pub articles: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What the caller's view of each article gave.
    pub views: Vec<V>,
}

/// What a caller wants to keep of each article beside its rows.
pub type View<'v, V> = &'v (dyn Fn(&Engine, &Record<'_>, &Scratch, &Analysis, &Counts) -> Option<V> + Sync);

/// Runs all inputs through the engine. `view` sees every analysed article on its worker thread; `sink` gets the chunks in
/// order.
///
/// # Errors
/// What `sink` returns; an input that cannot be used at all.
pub fn run<V: Send, E: Send + From<std::io::Error> + From<ReadError>>(
    engine: &Engine,
    inputs: &mut Inputs,
    wanted: Wanted,
    format: Format,
    threads: usize,
    view: View<'_, V>,
    sink: impl FnMut(Done<V>) -> Result<(), E> + Send,
) -> Result<(), E> {
    let categories: Vec<String> = engine.lexicons.categories.iter().map(|c| c.id.clone()).collect();
    let options = inputs.options().clone();
    let options = &options;
    let pool: Mutex<Vec<Worker>> = Mutex::new(Vec::new());
    let work = |chunk: RawChunk| {
        let idle = pool.lock().ok().and_then(|mut p| p.pop());
        let mut worker = idle.unwrap_or_default();
        let done = worker.chunk(engine, &chunk, options, wanted, Sheets::new(&categories, &options.keep, format), view);
        if let Ok(mut p) = pool.lock() {
            p.push(worker);
        }
        done
    };
    let mut broken = None;
    let next = || match inputs.next_chunk() {
        Ok(chunk) => chunk,
        Err(error) => {
            broken = Some(error);
            None
        }
    };
    ordered(threads, next, work, sink)?;
    match broken {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}

/// Buffers of one worker.
#[derive(Default)]
struct Worker {
    scratch: Scratch,
    analysis: Analysis,
    counts: Counts,
}

impl Worker {
    fn chunk<V>(&mut self, engine: &Engine, chunk: &RawChunk, options: &ReadOptions, wanted: Wanted, mut sheets: Sheets, view: View<'_, V>) -> Done<V> {
        let mut records = Vec::new();
        let mut rejects = Vec::new();
        chunk.parse(options, &mut records, &mut rejects);
        let (mut bytes, mut views) = (0, Vec::new());
        for record in &records {
            engine.analyse_for(wanted.demand(), &record.title, &record.text, &mut self.scratch, &mut self.analysis);
            if let Some(exclusions) = &engine.exclusions {
                exclusions.strike(&record.id, engine, &self.scratch, &mut self.analysis);
            }
            self.counts.take(engine, &self.scratch, &self.analysis);
            sheets.article(engine, record, &self.scratch, &self.analysis, &self.counts, wanted);
            views.extend(view(engine, record, &self.scratch, &self.analysis, &self.counts));
            bytes += (record.text.len() + record.title.len()) as u64;
        }
        Done { sheets, rejects, articles: records.len() as u64, bytes, views }
    }
}
