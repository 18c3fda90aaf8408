//! Files that grow chunk by chunk of input while a run goes on, with a journal, so that it can go on where it was stopped.

use super::journal::{Begin, Checkpoint, Journal, Mark, agree, hash_of};
use anyhow::Context;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// The growing files of a run, in the order of [`Begin::files`].
pub struct Growing {
    files: Vec<Grown>,
    journal: Journal,
    at: Checkpoint,
}

struct Grown {
    path: PathBuf,
    file: File,
    bytes: u64,
    hash: Xxh3,
}

impl Grown {
    fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.file.write_all(bytes).with_context(|| format!("{}: cannot be written", self.path.display()))?;
        self.bytes += bytes.len() as u64;
        self.hash.update(bytes);
        Ok(())
    }
}

impl Growing {
    /// Makes the files, each with its first bytes.
    ///
    /// # Errors
    /// When a file cannot be made or written.
    pub fn begin(folder: &Path, mut journal: Journal, begin: &Begin, heads: &[Vec<u8>]) -> anyhow::Result<Self> {
        journal.begin(begin)?;
        let mut files = Vec::new();
        for (at, name) in begin.files.iter().enumerate() {
            let path = folder.join(name);
            let file = File::create(&path).with_context(|| format!("{}: cannot be written", path.display()))?;
            let mut grown = Grown { path, file, bytes: 0, hash: Xxh3::new() };
            grown.write(heads.get(at).map_or(&[], Vec::as_slice))?;
            files.push(grown);
        }
        Ok(Self { files, journal, at: Checkpoint::default() })
    }

    /// Goes on after the last checkpoint that all files agree with, and cuts off what they have beyond it. With no such
    /// checkpoint it begins anew.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn go_on(folder: &Path, mut journal: Journal, begin: &Begin, heads: &[Vec<u8>], done: &[Checkpoint]) -> anyhow::Result<Self> {
        let mut good = done.len();
        let mut hashes = Vec::new();
        for (number, name) in begin.files.iter().enumerate() {
            let (agreed, hash) = agree(&folder.join(name), number, &done[..good])?;
            good = good.min(agreed);
            hashes.push((agreed, hash));
        }
        let Some(at) = good.checked_sub(1).map(|last| done[last].clone()) else { return Self::begin(folder, journal, begin, heads) };
        if good < done.len() {
            // What the journal says beyond this is not so; it goes on from here.
            journal.begin(begin)?;
            done[..good].iter().try_for_each(|checkpoint| journal.done(checkpoint))?;
        }
        let mut files = Vec::new();
        for ((name, mark), (agreed, hash)) in begin.files.iter().zip(&at.files).zip(hashes) {
            let path = folder.join(name);
            let context = || format!("{}: cannot be written", path.display());
            let hash = if agreed == good { hash } else { hash_of(&path, mark.bytes)? };
            let mut file = OpenOptions::new().write(true).open(&path).with_context(context)?;
            file.set_len(mark.bytes).with_context(context)?;
            file.seek(SeekFrom::End(0)).with_context(context)?;
            files.push(Grown { path, file, bytes: mark.bytes, hash });
        }
        Ok(Self { files, journal, at })
    }

    /// What is done so far.
    pub fn done(&self) -> &Checkpoint {
        &self.at
    }

    /// Appends to the file of this number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, number: usize, bytes: &[u8]) -> anyhow::Result<()> {
        match self.files.get_mut(number) {
            Some(file) => file.write(bytes),
            None => Ok(()),
        }
    }

    /// Says that a chunk of input, with this hash, is done and all its rows are written.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn checkpoint(&mut self, input: u64, articles: u64, rejects: &BTreeMap<String, u64>) -> anyhow::Result<()> {
        let files = self.files.iter().map(|f| Mark { bytes: f.bytes, hash: f.hash.digest() }).collect();
        self.at = Checkpoint { chunks: self.at.chunks + 1, articles, rejects: rejects.clone(), input: chain(self.at.input, input), files };
        self.journal.done(&self.at)
    }

    /// Says that an input has changed under way: the run can go on with it as it then is, if what was read of it is the same.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn changed(&mut self, name: &str, bytes: u64) -> anyhow::Result<()> {
        self.journal.changed(name, bytes)
    }

    /// No more rows come.
    pub fn finish(self) -> Journal {
        self.journal
    }
}

/// The hash of all input so far, from that before and that of the next chunk.
pub fn chain(before: u64, chunk: u64) -> u64 {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&before.to_le_bytes());
    bytes[8..].copy_from_slice(&chunk.to_le_bytes());
    xxh3_64(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADS: [&[u8]; 2] = [b"head\n", b""];

    fn heads() -> Vec<Vec<u8>> {
        HEADS.map(<[u8]>::to_vec).to_vec()
    }

    fn start() -> Begin {
        Begin { run: serde_json::Value::Null, inputs: Vec::new(), files: vec!["a".into(), "b".into()] }
    }

    fn grow(growing: &mut Growing, from: u64, to: u64) {
        for chunk in from..to {
            growing.write(0, format!("{chunk},x\n").as_bytes()).unwrap();
            growing.write(1, format!("{chunk} ").as_bytes()).unwrap();
            growing.checkpoint(chunk, chunk + 1, &BTreeMap::new()).unwrap();
        }
    }

    /// Whatever was lost or damaged, it ends as if nothing had been.
    #[test]
    fn it_goes_on_from_any_state() {
        let whole = tempfile::tempdir().unwrap();
        let mut growing = Growing::begin(whole.path(), Journal::open(whole.path()).unwrap().0, &start(), &heads()).unwrap();
        grow(&mut growing, 0, 6);
        let end = growing.done().clone();
        drop(growing);
        let damage: [(&str, &dyn Fn(&mut Vec<u8>), u64); 6] = [
            ("a", &|_| {}, 4),
            ("a", &|bytes| bytes.extend_from_slice(b"half a r"), 4),
            ("b", &|bytes| bytes.truncate(5), 2),
            ("a", &|bytes| bytes[10] ^= 1, 1),
            ("b", &|bytes| bytes.clear(), 0),
            ("journal.jsonl", &|bytes| bytes.truncate(bytes.len() - 3), 3),
        ];
        for (name, harm, left) in damage {
            let base = tempfile::tempdir().unwrap();
            let mut growing = Growing::begin(base.path(), Journal::open(base.path()).unwrap().0, &start(), &heads()).unwrap();
            grow(&mut growing, 0, 4);
            drop(growing);
            let path = base.path().join(name);
            let mut bytes = std::fs::read(&path).unwrap();
            harm(&mut bytes);
            std::fs::write(&path, bytes).unwrap();
            let (journal, told) = Journal::open(base.path()).unwrap();
            let mut growing = Growing::go_on(base.path(), journal, &start(), &heads(), &told.done).unwrap();
            assert_eq!(growing.done().chunks, left, "{name}");
            grow(&mut growing, left, 6);
            assert_eq!(growing.done(), &end);
            drop(growing);
            for name in ["a", "b", "journal.jsonl"] {
                assert_eq!(std::fs::read(base.path().join(name)).unwrap(), std::fs::read(whole.path().join(name)).unwrap(), "{name}");
            }
        }
    }
}
