//! The journal of an unfinished run: what it is a run of, and after which chunk of input each file had how many bytes.
//!
//! It stands beside the growing tables, a JSON value a line. A line is written after the rows it speaks of, so that a run
//! that is killed has rows without a line and never a line without rows; rows beyond the last line are cut off when the run
//! goes on. Every line holds hashes of the files as they then were: one that does not fit (a machine that lost its power)
//! counts for nothing, nor do those after it.

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use xxhash_rust::xxh3::Xxh3;

/// Its name in the folder of an unfinished run.
pub const NAME: &str = "journal.jsonl";

/// What a run is a run of. Two runs that agree in it write the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Begin {
    /// Version of the program, command, arguments, configuration, lexicons, word files.
    pub run: serde_json::Value,
    /// Name and bytes of each input; 0 of standard input.
    pub inputs: Vec<(String, u64)>,
    /// The files that grow, in the order of the marks.
    pub files: Vec<String>,
}

/// A file up to some point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mark {
    /// Bytes written.
    pub bytes: u64,
    /// Their hash.
    pub hash: u64,
}

/// What is done after a chunk of input.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Chunks of input.
    pub chunks: u64,
    /// Articles analysed.
    pub articles: u64,
    /// Records that could not be read, by reason.
    pub rejects: BTreeMap<String, u64>,
    /// Hash of all input up to here.
    pub input: u64,
    /// The files that grow.
    pub files: Vec<Mark>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Begin(Begin),
    Done(Checkpoint),
    /// An input changed while it was read, and the run ended: this is its size since.
    Changed(String, u64),
    /// Every file is written; only these are to go yet, and the folder's name is not yet the final one.
    Complete(Vec<String>),
}

/// The journal of a run that is under way, locked against a second run into the same folder.
#[derive(Debug)]
pub struct Journal {
    file: File,
}

/// What a journal says.
#[derive(Debug)]
pub struct Told {
    /// What the run is a run of; `None` where not even that was written.
    pub begin: Option<Begin>,
    /// Chunk by chunk.
    pub done: Vec<Checkpoint>,
    /// Only the folder's name is missing, and these files are to go.
    pub complete: Option<Vec<String>>,
}

impl Journal {
    /// Opens the journal in `folder`, or makes it, and reads what it says. A line that was not written to its end is none.
    ///
    /// # Errors
    /// When another run holds it, or it cannot be read or made.
    pub fn open(folder: &Path) -> anyhow::Result<(Self, Told)> {
        let path = folder.join(NAME);
        let context = || format!("{}: cannot be read", path.display());
        let file = OpenOptions::new().read(true).append(true).create(true).open(&path).with_context(context)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => bail!("{}: another run is writing there", folder.display()),
            // Some network folders have no locks.
            Err(TryLockError::Error(_)) | Ok(()) => {}
        }
        let mut told = Told { begin: None, done: Vec::new(), complete: None };
        let mut reader = BufReader::new(&file);
        let (mut line, mut whole) = (Vec::new(), 0);
        loop {
            line.clear();
            let size = reader.read_until(b'\n', &mut line).with_context(context)?;
            match serde_json::from_slice::<Line>(&line) {
                Ok(read) if line.ends_with(b"\n") => match read {
                    Line::Begin(begin) => told.begin = Some(begin),
                    Line::Done(done) => told.done.push(done),
                    Line::Changed(name, bytes) => {
                        let inputs = told.begin.iter_mut().flat_map(|b| &mut b.inputs);
                        inputs.filter(|i| i.0 == name).for_each(|i| i.1 = bytes);
                    }
                    Line::Complete(superfluous) => told.complete = Some(superfluous),
                },
                _ => break,
            }
            whole += size as u64;
        }
        file.set_len(whole).with_context(|| format!("{}: cannot be written", path.display()))?;
        Ok((Self { file }, told))
    }

    fn line(&mut self, line: &Line) -> anyhow::Result<()> {
        let mut text = serde_json::to_vec(line).context("journal")?;
        text.push(b'\n');
        self.file.write_all(&text).context("the journal of the run cannot be written")
    }

    /// Empties it and says what the run is.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(&mut self, begin: &Begin) -> anyhow::Result<()> {
        self.file.set_len(0).context("the journal of the run cannot be written")?;
        self.line(&Line::Begin(begin.clone()))
    }

    /// A chunk is done, and its rows are written.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn done(&mut self, checkpoint: &Checkpoint) -> anyhow::Result<()> {
        self.line(&Line::Done(checkpoint.clone()))
    }

    /// An input has changed under way.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn changed(&mut self, name: &str, bytes: u64) -> anyhow::Result<()> {
        self.line(&Line::Changed(name.to_owned(), bytes))
    }

    /// All is written, and these files of it are no longer needed.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn complete(&mut self, superfluous: &[String]) -> anyhow::Result<()> {
        self.line(&Line::Complete(superfluous.to_vec()))
    }
}

/// How many of the `checkpoints` the file at `path`, the one of this `number`, agrees with; and the hash of its bytes up to
/// the last of these.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn agree(path: &Path, number: usize, checkpoints: &[Checkpoint]) -> anyhow::Result<(usize, Xxh3)> {
    let context = || format!("{}: cannot be read", path.display());
    let mut hash = Xxh3::new();
    let Ok(file) = File::open(path) else { return Ok((0, hash)) };
    let mut reader = BufReader::with_capacity(1 << 18, file);
    let mut at = 0;
    for (count, checkpoint) in checkpoints.iter().enumerate() {
        let Some(mark) = checkpoint.files.get(number) else { return Ok((count, hash)) };
        let before = hash.clone();
        let mut due = mark.bytes.saturating_sub(at);
        while due > 0 {
            let block = reader.fill_buf().with_context(context)?;
            let size = block.len().min(usize::try_from(due).unwrap_or(usize::MAX));
            if size == 0 {
                return Ok((count, before));
            }
            hash.update(&block[..size]);
            reader.consume(size);
            due -= size as u64;
        }
        if mark.bytes < at || hash.digest() != mark.hash {
            return Ok((count, before));
        }
        at = mark.bytes;
    }
    Ok((checkpoints.len(), hash))
}

/// The hash of the first `bytes` of a file.
///
/// # Errors
/// When it cannot be read.
pub fn hash_of(path: &Path, bytes: u64) -> anyhow::Result<Xxh3> {
    let context = || format!("{}: cannot be read", path.display());
    let mut hash = Xxh3::new();
    let mut reader = BufReader::with_capacity(1 << 18, File::open(path).with_context(context)?.take(bytes));
    loop {
        let block = reader.fill_buf().with_context(context)?;
        let size = block.len();
        if size == 0 {
            return Ok(hash);
        }
        hash.update(block);
        reader.consume(size);
    }
}

/// What the two runs do not have in common, in words; `None` where they agree.
pub fn difference(then: &Begin, now: &Begin) -> Option<String> {
    if let Some(what) = value_difference("", &then.run, &now.run) {
        return Some(what);
    }
    for (old, new) in then.inputs.iter().zip(&now.inputs) {
        if old.0 != new.0 {
            return Some(format!("the inputs are others: {} stood where {} stands now", old.0, new.0));
        }
        if old.1 != new.1 {
            return Some(format!("{} has changed since: it had {} bytes, and has {} now", old.0, old.1, new.1));
        }
    }
    let (more, how) = if then.inputs.len() > now.inputs.len() { (&then.inputs, "is gone") } else { (&now.inputs, "is new") };
    if let Some(input) = more.get(then.inputs.len().min(now.inputs.len())) {
        return Some(format!("the inputs are others: {} {how}", input.0));
    }
    (then.files != now.files).then(|| "it wrote other tables".to_owned())
}

fn value_difference(path: &str, then: &serde_json::Value, now: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    if then == now {
        return None;
    }
    let inner = |key: &str, a: Option<&Value>, b: Option<&Value>| {
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        value_difference(&path, a.unwrap_or(&Value::Null), b.unwrap_or(&Value::Null))
    };
    match (then, now) {
        (Value::Object(a), Value::Object(b)) => a.keys().chain(b.keys()).find_map(|key| inner(key, a.get(key), b.get(key))),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => (0..a.len()).find_map(|at| inner(&at.to_string(), a.get(at), b.get(at))),
        _ => Some(format!("{path} was {then} and is {now}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn begin(run: serde_json::Value, inputs: &[(&str, u64)]) -> Begin {
        Begin { run, inputs: inputs.iter().map(|(n, b)| ((*n).to_owned(), *b)).collect(), files: Vec::new() }
    }

    #[test]
    fn what_differs_is_named() {
        let one = begin(json!({"config": {"seed": 1, "map": {}}}), &[("a", 5), ("b", 6)]);
        assert_eq!(difference(&one, &one), None);
        let other = begin(json!({"config": {"seed": 2, "map": {}}}), &[]);
        assert_eq!(difference(&one, &other).unwrap(), "config.seed was 1 and is 2");
        let grown = Begin { inputs: vec![("a".into(), 5), ("b".into(), 7)], ..one.clone() };
        assert_eq!(difference(&one, &grown).unwrap(), "b has changed since: it had 6 bytes, and has 7 now");
        let fewer = Begin { inputs: vec![("a".into(), 5)], ..one.clone() };
        assert_eq!(difference(&one, &fewer).unwrap(), "the inputs are others: b is gone");
    }

    #[test]
    fn a_line_cut_short_is_none_and_what_comes_after_is_whole() {
        let base = tempfile::tempdir().unwrap();
        let start = begin(json!({}), &[("a", 5)]);
        let (mut journal, _) = Journal::open(base.path()).unwrap();
        assert!(Journal::open(base.path()).unwrap_err().to_string().contains("another run"));
        journal.begin(&start).unwrap();
        journal.done(&Checkpoint { chunks: 1, ..Checkpoint::default() }).unwrap();
        journal.file.write_all(b"{\"done\":{\"chunks\":2,\"art").unwrap();
        drop(journal);
        let (mut journal, told) = Journal::open(base.path()).unwrap();
        assert_eq!((told.done.len(), told.complete), (1, None));
        journal.changed("a", 9).unwrap();
        journal.complete(&["t.csv".to_owned()]).unwrap();
        drop(journal);
        let (_, told) = Journal::open(base.path()).unwrap();
        assert_eq!((told.done.len(), told.complete, told.begin.unwrap().inputs[0].1), (1, Some(vec!["t.csv".to_owned()]), 9));
    }

    #[test]
    fn a_damaged_file_agrees_up_to_the_damage() {
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join("t.csv");
        let mark = |text: &str| Mark { bytes: text.len() as u64, hash: xxhash_rust::xxh3::xxh3_64(text.as_bytes()) };
        let points: Vec<Checkpoint> = ["ab", "ab", "abcd", "abcdef"].iter().map(|t| Checkpoint { files: vec![mark(t)], ..Checkpoint::default() }).collect();
        for (content, count) in [("abcdefxx", 4), ("abcdef", 4), ("abcde", 3), ("abc\0ef", 2), ("", 0), ("xb", 0)] {
            std::fs::write(&path, content).unwrap();
            let (agreed, hash) = agree(&path, 0, &points).unwrap();
            assert_eq!(agreed, count, "{content}");
            let upto = count.checked_sub(1).map_or(0, |n| points[n].files[0].bytes);
            assert_eq!(hash.digest(), hash_of(&path, upto).unwrap().digest(), "{content}");
        }
    }
}
