//! The output folder: written beside its final place under another name, and put there when the run has succeeded.

use super::growing::Growing;
use super::journal::{self, Begin, Journal, Told, difference};
use crate::tables::{Format, Sheet, Table};
use anyhow::{Context, bail};
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// The articles' texts for the report, while the run goes on.
pub const TEXTS: &str = "texts.spool";
/// Ending of a table as it was scored, kept while the run writes it anew.
const SCORED: &str = "scored";

/// An unfinished run that cannot go on as it was asked to: it is another, or its input is.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unfit(pub String);

/// A run's folder while it is being written.
#[derive(Debug)]
pub struct RunFolder {
    target: PathBuf,
    work: PathBuf,
    bom: bool,
    journal: Option<Journal>,
    told: Option<Told>,
    replaced: Option<u64>,
    finished: bool,
}

/// Where the run into `target` stands until it is finished, or, once more, what it replaces.
fn beside(target: &Path, what: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or("run".as_ref()));
    name.push(what);
    target.with_file_name(name)
}

/// How many articles an unfinished run into `target` has done; `None` where there is none that could go on.
///
/// # Errors
/// When another run is writing there, or its journal cannot be read.
pub fn left(target: &Path) -> anyhow::Result<Option<u64>> {
    let work = beside(target, ".unfinished");
    if !work.join(journal::NAME).is_file() {
        return Ok(None);
    }
    Ok(Journal::open(&work)?.1.done.last().map(|d| d.articles))
}

impl RunFolder {
    /// Begins a folder that will stand at `target`. An earlier run there stays until [`RunFolder::finish`]; an unfinished one
    /// is replaced.
    ///
    /// # Errors
    /// When `target` is a file, holds something that is no earlier run, or cannot be written beside; when another run is
    /// writing there.
    pub fn begin(target: &Path, bom: bool) -> anyhow::Result<Self> {
        let work = Self::place(target)?;
        let mut replaced = None;
        if work.exists() {
            replaced = Some(Journal::open(&work)?.1.done.last().map_or(0, |d| d.articles));
            std::fs::remove_dir_all(&work).with_context(|| format!("{}: an unfinished run that cannot be removed", work.display()))?;
        }
        std::fs::create_dir(&work).with_context(|| format!("{}: nothing can be written there", work.parent().unwrap_or(&work).display()))?;
        let (journal, _) = Journal::open(&work)?;
        Ok(Self { target: target.to_path_buf(), work, bom, journal: Some(journal), told: None, replaced, finished: false })
    }

    /// Takes up the unfinished folder for `target`; begins one where there is none.
    ///
    /// # Errors
    /// As [`RunFolder::begin`].
    pub fn resume(target: &Path, bom: bool) -> anyhow::Result<Self> {
        let work = Self::place(target)?;
        // Stopped after the folder got its name and before its journal went.
        if !work.exists() && target.join(journal::NAME).is_file() {
            std::fs::rename(target, &work).with_context(|| format!("{}: cannot be taken up", target.display()))?;
        }
        if !work.exists() {
            return Self::begin(target, bom);
        }
        let (journal, told) = Journal::open(&work)?;
        Ok(Self { target: target.to_path_buf(), work, bom, journal: Some(journal), told: Some(told), replaced: None, finished: false })
    }

    /// Looks at what stands at `target`, and says where to work.
    fn place(target: &Path) -> anyhow::Result<PathBuf> {
        if target.is_file() {
            bail!("{}: is a file; --out names a folder", target.display());
        }
        if target.is_dir()
            && !target.join("manifest.json").exists()
            && std::fs::read_dir(target).with_context(|| format!("{}: cannot be read", target.display()))?.next().is_some()
        {
            bail!("{}: holds files and no manifest.json, so it is not an earlier run; name an empty or a new folder", target.display());
        }
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        std::fs::create_dir_all(&parent).with_context(|| format!("{}: cannot be made", parent.display()))?;
        // Stopped after the earlier run had gone aside and before the new one took its place.
        let old = beside(target, ".replaced");
        if old.is_dir() && !target.exists() {
            std::fs::rename(&old, target).with_context(|| format!("{}: cannot be put back", target.display()))?;
        }
        Ok(beside(target, ".unfinished"))
    }

    /// Where files are written until the run has succeeded.
    pub fn path(&self) -> &Path {
        &self.work
    }

    /// How many articles were done by an unfinished run that this one replaces; `None` where there was none.
    pub fn replaced(&self) -> Option<u64> {
        self.replaced
    }

    /// Whether all files are written, and only the name is missing.
    pub fn is_complete(&self) -> bool {
        self.told.as_ref().is_some_and(|t| t.complete.is_some())
    }

    /// Files of a complete run that are to go yet.
    pub fn superfluous(&self) -> Vec<String> {
        self.told.as_ref().and_then(|t| t.complete.clone()).unwrap_or_default()
    }

    /// Articles that were done when the folder was taken up.
    pub fn already_done(&self) -> u64 {
        self.told.as_ref().and_then(|t| t.done.last()).map_or(0, |d| d.articles)
    }

    /// Whether the unfinished run is one of `begin`.
    ///
    /// # Errors
    /// What differs.
    pub fn fits(&self, begin: &Begin) -> anyhow::Result<()> {
        match self.told.as_ref().and_then(|t| t.begin.as_ref()).and_then(|then| difference(then, begin)) {
            Some(what) => {
                Err(Unfit(format!("{}: the unfinished run there cannot go on: {what}; without --resume it is begun anew", self.target.display())).into())
            }
            None => Ok(()),
        }
    }

    /// The files that grow, as far as they were written before. `heads`: the first bytes of each.
    ///
    /// # Errors
    /// When the unfinished run is another; when a file cannot be written.
    pub fn grow(&mut self, begin: &Begin, heads: &[Vec<u8>]) -> anyhow::Result<Growing> {
        self.fits(begin)?;
        let journal = match self.journal.take() {
            Some(journal) => journal,
            None => Journal::open(&self.work)?.0,
        };
        let Some(told) = self.told.take().filter(|t| t.begin.is_some()) else { return Growing::begin(&self.work, journal, begin, heads) };
        // Tables that were being written anew are as they were scored again.
        for entry in std::fs::read_dir(&self.work).with_context(|| format!("{}: cannot be read", self.work.display()))? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == SCORED) {
                std::fs::rename(&path, path.with_extension("")).with_context(|| format!("{}: cannot be renamed", path.display()))?;
            }
        }
        // Sizes that were told of changed inputs stay told.
        Growing::go_on(&self.work, journal, begin, heads, &told.done)
    }

    /// Takes the journal back when no more rows come.
    pub fn grown(&mut self, growing: Growing) {
        self.journal = Some(growing.finish());
    }

    /// Takes a table out of the folder, for a run that goes on to put it back.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn leave_out(&self, table: &str) -> anyhow::Result<()> {
        let path = self.work.join(format!("{table}.csv"));
        std::fs::rename(&path, self.work.join(format!("{table}.csv.{SCORED}"))).with_context(|| format!("{}: cannot be renamed", path.display()))
    }

    /// Keeps these tables as they are, for a run that goes on, while they are written anew.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn set_aside(&self, tables: &[&str]) -> anyhow::Result<()> {
        for name in tables {
            let path = self.work.join(format!("{name}.csv"));
            let aside = self.work.join(format!("{name}.csv.{SCORED}"));
            if !path.is_file() || aside.exists() {
                continue;
            }
            let context = || format!("{}: cannot be written", aside.display());
            if std::fs::hard_link(&path, &aside).is_err() {
                let part = self.work.join(format!("{name}.csv.part"));
                std::fs::copy(&path, &part).with_context(context)?;
                std::fs::rename(&part, &aside).with_context(context)?;
            }
        }
        Ok(())
    }

    /// Whether tables begin with a byte order mark.
    pub fn has_bom(&self) -> bool {
        self.bom
    }

    /// A file of a table, with its header.
    pub fn table(&mut self, table: &Table, format: Format) -> anyhow::Result<BufWriter<File>> {
        let path = self.path().join(format!("{}.{}", table.name, format.ending()));
        let context = || format!("{}: cannot be written", path.display());
        let mut file = BufWriter::with_capacity(1 << 18, File::create(&path).with_context(context)?);
        if self.bom && format == Format::Csv {
            file.write_all("\u{FEFF}".as_bytes()).with_context(context)?;
        }
        file.write_all(&Sheet::header(table, format)).with_context(context)?;
        Ok(file)
    }

    /// A CSV file of these columns.
    pub fn raw(&mut self, name: &str, columns: &csv::ByteRecord) -> anyhow::Result<BufWriter<File>> {
        let path = self.path().join(format!("{name}.csv"));
        let context = || format!("{}: cannot be written", path.display());
        let mut file = BufWriter::with_capacity(1 << 18, File::create(&path).with_context(context)?);
        if self.bom {
            file.write_all("\u{FEFF}".as_bytes()).with_context(context)?;
        }
        let mut header = columns.iter().collect::<Vec<_>>().join(&b',');
        header.push(b'\n');
        file.write_all(&header).with_context(context)?;
        Ok(file)
    }

    /// A whole table.
    pub fn sheet(&mut self, table: &Table, sheet: &Sheet) -> anyhow::Result<()> {
        self.sheets(table, std::slice::from_ref(sheet))
    }

    /// A whole table in several sheets.
    pub fn sheets(&mut self, table: &Table, sheets: &[Sheet]) -> anyhow::Result<()> {
        let mut file = self.table(table, Format::Csv)?;
        let written = sheets.iter().try_for_each(|sheet| file.write_all(&sheet.bytes));
        written.and_then(|()| file.flush()).with_context(|| format!("{}.csv: cannot be written", table.name))
    }

    /// A file with this content.
    pub fn file(&mut self, name: &str, content: &[u8]) -> anyhow::Result<()> {
        let path = self.path().join(name);
        std::fs::write(&path, content).with_context(|| format!("{}: cannot be written", path.display()))
    }

    /// Puts the folder in its place, as a whole, without the files that are `superfluous`. Whenever this is stopped,
    /// [`RunFolder::resume`] goes on with it: the journal is the last thing to go.
    ///
    /// # Errors
    /// When the system does not let it; the folder then stays where it was written.
    pub fn finish(mut self, superfluous: &[String]) -> anyhow::Result<()> {
        let context = || format!("{}: cannot be put in place", self.target.display());
        let mut journal = match self.journal.take() {
            Some(journal) => journal,
            None => Journal::open(&self.work)?.0,
        };
        journal.complete(superfluous)?;
        for name in superfluous {
            match std::fs::remove_file(self.work.join(name)) {
                // It went before this was stopped.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                done => done.with_context(|| format!("{name}: cannot be removed"))?,
            }
        }
        for entry in std::fs::read_dir(&self.work).with_context(context)? {
            let path = entry.with_context(context)?.path();
            if path.extension().is_some_and(|e| e == SCORED || e == "part") || path.file_name().is_some_and(|n| n == TEXTS) {
                std::fs::remove_file(&path).with_context(context)?;
            }
        }
        let old = beside(&self.target, ".replaced");
        if self.target.exists() {
            if old.exists() {
                std::fs::remove_dir_all(&old).with_context(context)?;
            }
            std::fs::rename(&self.target, &old).with_context(context)?;
        }
        // Windows does not rename a folder with an open file in it.
        drop(journal);
        if let Err(error) = std::fs::rename(&self.work, &self.target) {
            if old.exists() {
                let _ = std::fs::rename(&old, &self.target);
            }
            return Err(error).with_context(context);
        }
        self.finished = true;
        if old.exists() {
            std::fs::remove_dir_all(&old).with_context(context)?;
        }
        std::fs::remove_file(self.target.join(journal::NAME)).with_context(context)
    }
}

impl Drop for RunFolder {
    /// What has rows stays, for `--resume`; what has none goes.
    fn drop(&mut self) {
        self.journal = None;
        if !self.finished && matches!(left(&self.target), Ok(None)) {
            let _ = std::fs::remove_dir_all(&self.work);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn whole(target: &Path, content: &str) -> RunFolder {
        let begin = Begin { run: json!({}), inputs: Vec::new(), files: vec!["t.csv".into()] };
        let mut folder = RunFolder::begin(target, false).unwrap();
        let mut growing = folder.grow(&begin, &[b"a\n".to_vec()]).unwrap();
        growing.write(0, content.as_bytes()).unwrap();
        growing.checkpoint(1, 1, &std::collections::BTreeMap::new()).unwrap();
        folder.grown(growing);
        folder.file("manifest.json", content.as_bytes()).unwrap();
        folder.file("left.csv", b"").unwrap();
        folder
    }

    /// Everything that stands beside and in the target, by name.
    fn names(base: &Path, target: &Path) -> Vec<String> {
        let list = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>();
        let mut all = [list(base), list(target)].concat();
        all.sort();
        all
    }

    #[test]
    fn a_run_stopped_anywhere_at_its_end_is_put_in_place_and_leaves_nothing_stale() {
        // Stops: before the folder is named, after the earlier run has gone aside, after the folder is named, after the earlier one is removed.
        for stop in 0..5 {
            let base = tempfile::tempdir().unwrap();
            let target = base.path().join("run");
            whole(&target, "old").finish(&["left.csv".to_owned()]).unwrap();
            assert_eq!(names(base.path(), &target), ["manifest.json", "run", "t.csv"]);
            let mut folder = whole(&target, "new");
            let mut journal = folder.journal.take().unwrap();
            journal.complete(&["left.csv".to_owned()]).unwrap();
            drop(journal);
            let (work, old) = (folder.work.clone(), beside(&target, ".replaced"));
            std::mem::forget(folder);
            if stop > 0 {
                std::fs::remove_file(work.join("left.csv")).unwrap();
            }
            if stop > 1 {
                std::fs::rename(&target, &old).unwrap();
            }
            if stop > 2 {
                std::fs::rename(&work, &target).unwrap();
            }
            if stop > 3 {
                std::fs::remove_dir_all(&old).unwrap();
            }
            let folder = RunFolder::resume(&target, false).unwrap();
            assert!(folder.is_complete(), "{stop}");
            assert_eq!((folder.already_done(), folder.superfluous()), (1, vec!["left.csv".to_owned()]));
            folder.finish(&["left.csv".to_owned()]).unwrap();
            assert_eq!(names(base.path(), &target), ["manifest.json", "run", "t.csv"], "{stop}");
            assert_eq!(std::fs::read_to_string(target.join("manifest.json")).unwrap(), "new");
        }
    }
}
