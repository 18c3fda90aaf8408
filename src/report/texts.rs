//! The articles' texts, kept in a temporary file while a run goes on: the tables hold none, the page shows some.

use crate::clean::Part;
use crate::engine::Scratch;
use crate::record::Record;
use anyhow::Context;
use rustc_hash::{FxHashMap, FxHasher};
use serde::{Deserialize, Serialize};
use std::hash::Hasher;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Mutex;

/// A line of a text and what it is: first byte, byte after the last.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct TextLine {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Name of the part, as in the `section` column; `boilerplate` for what does not count.
    pub part: String,
}

/// What the page needs of an article beside its rows.
#[derive(Debug, Clone, Default, Serialize, Deserialize, PartialEq, Eq)]
pub struct ArticleText {
    /// The record's id.
    pub id: String,
    /// The title field, empty where the text holds the headline.
    pub title: String,
    /// The text as it was read.
    pub text: String,
    /// Its lines.
    pub lines: Vec<TextLine>,
}

impl ArticleText {
    /// The text of an analysed record: a view for [`crate::score::run::run`].
    pub fn of(record: &Record<'_>, scratch: &Scratch) -> Self {
        let layout = &scratch.layout;
        let name = |part: Part| part.name().to_owned();
        Self {
            id: record.id.to_string(),
            title: if layout.title_in_text { String::new() } else { record.title.to_string() },
            text: record.text.to_string(),
            lines: layout.lines.iter().map(|l| TextLine { start: l.start, end: l.end, part: name(l.part) }).collect(),
        }
    }

    /// A text whose every line is body: for articles that nothing is known of.
    pub fn plain(id: &str, text: &str) -> Self {
        let mut lines = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let kept = line.trim_end();
            if !kept.is_empty() {
                lines.push(TextLine { start: at, end: at + kept.len() as u32, part: "body".into() });
            }
            at += line.len() as u32;
        }
        Self { id: id.into(), title: String::new(), text: text.into(), lines }
    }
}

/// Texts written one after the other while a run goes on, then picked out by id. The file has no name and goes when the
/// store does: a run that is killed leaves no article behind.
pub struct TextStore {
    // None where somebody else writes what `line` gives.
    file: Option<BufWriter<std::fs::File>>,
    at: u64,
    // A hash for each id, so that a million articles cost some 30 MB; the id is compared when the text is read.
    places: FxHashMap<u64, (u64, u32)>,
}

fn key(id: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(id.as_bytes());
    hasher.finish()
}

impl TextStore {
    /// An empty store.
    ///
    /// # Errors
    /// When no temporary file can be made.
    pub fn new() -> anyhow::Result<Self> {
        let file = tempfile::tempfile().context("a temporary file for the report cannot be made")?;
        Ok(Self { file: Some(BufWriter::with_capacity(1 << 18, file)), at: 0, places: FxHashMap::default() })
    }

    /// An empty store for a file that the caller writes, with what [`TextStore::line`] gives.
    pub fn without_file() -> Self {
        Self { file: None, at: 0, places: FxHashMap::default() }
    }

    /// A store for a file that the caller goes on writing: its first `bytes` stand at `path`.
    ///
    /// # Errors
    /// When it cannot be read, or is none that was written so.
    pub fn taken_up(path: &Path, bytes: u64) -> anyhow::Result<Self> {
        let context = || format!("{}: cannot be read", path.display());
        let mut store = Self::without_file();
        if bytes > 0 {
            let file = BufReader::with_capacity(1 << 18, std::fs::File::open(path).with_context(context)?.take(bytes));
            let mut articles = serde_json::Deserializer::from_reader(file).into_iter::<IdOnly>();
            while let Some(article) = articles.next() {
                let article = article.with_context(context)?;
                let end = articles.byte_offset() as u64;
                store.places.entry(key(&article.id)).or_insert((store.at, (end - store.at) as u32));
                store.at = end;
            }
        }
        Ok(store)
    }

    /// Adds an article, and gives the bytes that the caller appends to its file.
    ///
    /// # Errors
    /// None that a text can cause.
    pub fn line(&mut self, article: &ArticleText) -> anyhow::Result<Vec<u8>> {
        let line = serde_json::to_vec(article)?;
        self.places.entry(key(&article.id)).or_insert((self.at, line.len() as u32));
        self.at += line.len() as u64;
        Ok(line)
    }

    /// Adds an article; of two with one id the first stays, as in the tables.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn add(&mut self, article: &ArticleText) -> anyhow::Result<()> {
        let line = self.line(article)?;
        match &mut self.file {
            Some(file) => file.write_all(&line).context("the report's temporary file cannot be written"),
            None => Ok(()),
        }
    }

    /// Ends the writing; texts can then be picked out.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn finish(self) -> anyhow::Result<Texts> {
        let Some(file) = self.file else { anyhow::bail!("the texts' file is the caller's: finish_with takes it") };
        let file = file.into_inner().map_err(|e| e.into_error()).context("the report's temporary file cannot be written")?;
        Ok(Texts { file: Mutex::new(BufReader::new(file)), places: self.places })
    }

    /// Ends the writing of a file that the caller wrote, which stands at `path`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn finish_with(self, path: &Path) -> anyhow::Result<Texts> {
        let file = std::fs::File::open(path).with_context(|| format!("{}: cannot be read", path.display()))?;
        Ok(Texts { file: Mutex::new(BufReader::new(file)), places: self.places })
    }
}

/// Of a text its id alone.
#[derive(Deserialize)]
struct IdOnly {
    id: String,
}

/// Texts that can be picked out by id.
pub struct Texts {
    file: Mutex<BufReader<std::fs::File>>,
    places: FxHashMap<u64, (u64, u32)>,
}

impl Texts {
    /// The text of an article; `None` where it was not kept.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub fn get(&self, id: &str) -> anyhow::Result<Option<ArticleText>> {
        let Some(&(at, length)) = self.places.get(&key(id)) else { return Ok(None) };
        let mut bytes = vec![0; length as usize];
        {
            let Ok(mut file) = self.file.lock() else { anyhow::bail!("the report's temporary file cannot be read") };
            file.seek(SeekFrom::Start(at)).context("the report's temporary file cannot be read")?;
            file.read_exact(&mut bytes).context("the report's temporary file cannot be read")?;
        }
        let article: ArticleText = serde_json::from_slice(&bytes)?;
        Ok((article.id == id).then_some(article))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_by_id() {
        let mut store = TextStore::new().unwrap();
        for n in 0..50 {
            store.add(&ArticleText::plain(&format!("a{n}"), &format!("Line {n}\n\nand ‘more’"))).unwrap();
        }
        store.add(&ArticleText::plain("a7", "a second of that id")).unwrap();
        let texts = store.finish().unwrap();
        assert_eq!(texts.get("a7").unwrap().unwrap().text, "Line 7\n\nand ‘more’");
        assert_eq!(texts.get("a49").unwrap().unwrap().lines.len(), 2);
        assert!(texts.get("b").unwrap().is_none());
    }
}
