//! The output folder: written beside its final place under another name, and put there when the run has succeeded.

use crate::tables::{Format, Sheet, Table};
use anyhow::{Context, bail};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A run's folder while it is being written.
pub struct RunFolder {
    target: PathBuf,
    work: Option<tempfile::TempDir>,
    bom: bool,
}

impl RunFolder {
    /// Begins a folder that will stand at `target`. An earlier run there stays until [`RunFolder::finish`].
    ///
    /// # Errors
    /// When `target` is a file, holds something that is no earlier run, or cannot be written beside.
    pub fn begin(target: &Path, bom: bool) -> anyhow::Result<Self> {
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
        let work = tempfile::Builder::new()
            .prefix(".slantwise-")
            .suffix(".partial")
            .tempdir_in(&parent)
            .with_context(|| format!("{}: nothing can be written there", parent.display()))?;
        Ok(Self { target: target.to_path_buf(), work: Some(work), bom })
    }

    /// Where files are written until the run has succeeded.
    pub fn path(&self) -> &Path {
        self.work.as_ref().map_or(&self.target, |w| w.path())
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
        let mut file = self.table(table, Format::Csv)?;
        file.write_all(&sheet.bytes).and_then(|()| file.flush()).with_context(|| format!("{}.csv: cannot be written", table.name))
    }

    /// A file with this content.
    pub fn file(&mut self, name: &str, content: &[u8]) -> anyhow::Result<()> {
        let path = self.path().join(name);
        std::fs::write(&path, content).with_context(|| format!("{}: cannot be written", path.display()))
    }

    /// Puts the folder in its place, as a whole.
    pub fn finish(mut self) -> anyhow::Result<()> {
        let Some(work) = self.work.take() else { return Ok(()) };
        let context = || format!("{}: cannot be put in place", self.target.display());
        let mut aside = None;
        if self.target.exists() {
            let old = tempfile::Builder::new()
                .prefix(".slantwise-")
                .suffix(".old")
                .tempdir_in(work.path().parent().unwrap_or(Path::new(".")))
                .with_context(context)?;
            let place = old.path().join("run");
            std::fs::rename(&self.target, &place).with_context(context)?;
            aside = Some((old, place));
        }
        let path = work.keep();
        // A temporary folder is closed to others; a result is not.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let _ = std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755));
        }
        if let Err(error) = std::fs::rename(&path, &self.target) {
            if let Some((_, place)) = &aside {
                let _ = std::fs::rename(place, &self.target);
            }
            let _ = std::fs::remove_dir_all(&path);
            return Err(error).with_context(context);
        }
        Ok(())
    }
}
