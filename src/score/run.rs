//! A score run: inputs through the engine, rows to a sink, in the input's order on any number of threads.

use super::counts::Counts;
use super::ordered::ordered;
use super::rows::{Sheets, Wanted};
use crate::engine::{Analysis, Engine, Scratch};
use crate::read::{Inputs, RawChunk, ReadError, ReadOptions, Reject};
use crate::record::Record;
use crate::tables::Format;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

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
    /// Ids of its articles, each with a NUL after it.
    pub ids: String,
    /// Hash of its input, where the caller asked for it.
    pub fingerprint: u64,
    /// Bytes of all inputs, as stored, up to its end.
    pub upto: u64,
    /// Done in an earlier run: nothing is in it but fingerprint and place.
    pub skipped: bool,
}

/// Where a run begins and what may end it.
#[derive(Clone, Copy, Default)]
pub struct Course<'a> {
    /// So many chunks of input are done.
    pub skip: u64,
    /// Hashes of the chunks are wanted.
    pub fingerprints: bool,
    /// Once it is true, no more is read, and what was read is finished.
    pub stop: Option<&'a AtomicBool>,
}

/// Where the time of a run went.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spent {
    /// Reading, decompression and hashing of the input, on one thread.
    pub read: Duration,
    /// Parsing and analysis, of all threads together.
    pub work: Duration,
    /// What the sink took: writing.
    pub write: Duration,
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
    run_from(engine, inputs, wanted, format, threads, view, Course::default(), sink).map(|_| ())
}

/// As [`run`], from where an earlier run was stopped.
///
/// # Errors
/// As [`run`].
pub fn run_from<V: Send, E: Send + From<std::io::Error> + From<ReadError>>(
    engine: &Engine,
    inputs: &mut Inputs,
    wanted: Wanted,
    format: Format,
    threads: usize,
    view: View<'_, V>,
    course: Course<'_>,
    mut sink: impl FnMut(Done<V>) -> Result<(), E> + Send,
) -> Result<Spent, E> {
    let categories: Vec<String> = engine.lexicons.categories.iter().map(|c| c.id.clone()).collect();
    let options = inputs.options().clone();
    let options = &options;
    let pool: Mutex<Vec<Worker>> = Mutex::new(Vec::new());
    let worked = AtomicU64::new(0);
    let work = |(number, chunk): (u64, RawChunk)| {
        let begun = Instant::now();
        let fingerprint = if course.fingerprints { chunk.fingerprint() } else { 0 };
        if number < course.skip {
            let sheets = Sheets::new(&categories, &options.keep, format);
            return Done {
                sheets,
                rejects: Vec::new(),
                articles: 0,
                bytes: 0,
                views: Vec::new(),
                ids: String::new(),
                fingerprint,
                upto: chunk.upto(),
                skipped: true,
            };
        }
        let idle = pool.lock().ok().and_then(|mut p| p.pop());
        let mut worker = idle.unwrap_or_else(|| Worker::new(&categories, &options.keep, format));
        let mut done = worker.chunk(engine, &chunk, options, wanted, view);
        if let Ok(mut p) = pool.lock() {
            p.push(worker);
        }
        done.fingerprint = fingerprint;
        worked.fetch_add(begun.elapsed().as_nanos() as u64, Ordering::Relaxed);
        done
    };
    let mut spent = Spent::default();
    let (read, write) = (&mut spent.read, &mut spent.write);
    let mut number = 0;
    let mut broken = None;
    let next = || {
        if course.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return None;
        }
        let begun = Instant::now();
        let chunk = inputs.next_chunk();
        *read += begun.elapsed();
        // What a pipe brought after that may be cut anywhere: it is as good as not read.
        if course.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return None;
        }
        number += 1;
        chunk.map(|chunk| chunk.map(|chunk| (number - 1, chunk))).unwrap_or_else(|error| {
            broken = Some(error);
            None
        })
    };
    let sink = |done| {
        let begun = Instant::now();
        let result = sink(done);
        *write += begun.elapsed();
        result
    };
    ordered(threads, next, work, sink)?;
    spent.work = Duration::from_nanos(worked.into_inner());
    match broken {
        Some(error) => Err(error.into()),
        None => Ok(spent),
    }
}

/// Buffers of one worker.
struct Worker {
    sheets: Sheets,
    scratch: Scratch,
    analysis: Analysis,
    counts: Counts,
}

impl Worker {
    fn new(categories: &[String], keep: &[String], format: Format) -> Self {
        Self { sheets: Sheets::new(categories, keep, format), scratch: Scratch::default(), analysis: Analysis::default(), counts: Counts::default() }
    }

    fn chunk<V>(&mut self, engine: &Engine, chunk: &RawChunk, options: &ReadOptions, wanted: Wanted, view: View<'_, V>) -> Done<V> {
        let mut records = Vec::new();
        let mut rejects = Vec::new();
        chunk.parse(options, &mut records, &mut rejects);
        let (mut bytes, mut views, mut ids) = (0, Vec::new(), String::new());
        for record in &records {
            engine.analyse_for(wanted.demand(), &record.title, &record.text, &mut self.scratch, &mut self.analysis);
            if let Some(exclusions) = &engine.exclusions {
                exclusions.strike(record, engine, &self.scratch, &mut self.analysis);
            }
            self.counts.take(engine, &self.scratch, &self.analysis);
            self.sheets.article(engine, record, &self.scratch, &self.analysis, &self.counts, wanted);
            views.extend(view(engine, record, &self.scratch, &self.analysis, &self.counts));
            bytes += (record.text.len() + record.title.len()) as u64;
            ids.push_str(&record.id);
            ids.push('\0');
        }
        let (articles, upto) = (records.len() as u64, chunk.upto());
        Done { sheets: self.sheets.take(), rejects, articles, bytes, views, ids, fingerprint: 0, upto, skipped: false }
    }
}
