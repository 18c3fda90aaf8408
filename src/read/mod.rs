//! Inputs become records here: files, folders, patterns and standard input, compressed or not, in whatever encoding.
//!
//! [`Inputs`] reads on one thread and cuts what it reads into [`RawChunk`]s, doing no more than finding where records end;
//! [`RawChunk::parse`] turns a chunk into [`Record`]s on another thread, borrowing the chunk's bytes. A format is a
//! [`Format`], the reader of its records (a [`Chunks`]), and how [`RawChunk::parse`] reads its kind of body; a new one
//! adds these three. One bad record is a [`Reject`], and the rest goes on; a [`ReadError`] means that nothing can be done.

mod blocks;
mod compression;
mod csv;
#[cfg(feature = "docx")]
pub mod docx;
pub mod encoding;
mod files;
#[cfg(test)]
mod format_tests;
#[cfg(test)]
mod hostile_tests;
#[cfg(feature = "html")]
pub mod html;
mod ids;
mod inputs;
mod json;
mod jsonl;
mod metadata;
pub mod named;
#[cfg(feature = "parquet")]
mod parquet;
mod shard;
mod slots;
#[cfg(test)]
mod tests;
#[cfg(feature = "html")]
mod warc;

pub use ids::Ids;
pub use inputs::{InputFile, Inputs};
pub use metadata::Metadata;
pub use shard::Shard;

use self::slots::{Names, Slots};
use crate::record::{Ordinal, Record};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use xxhash_rust::xxh3::Xxh3;

/// What an input says of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Identifier.
    Id,
    /// Who published it.
    Outlet,
    /// When.
    Date,
    /// The user's own event.
    Event,
    /// Address.
    Url,
    /// Headline.
    Title,
    /// The article.
    Text,
    /// Language tag.
    Language,
    /// news, analysis, opinion, live.
    Genre,
}

impl Field {
    /// Every field, in the order of their numbers.
    pub const ALL: [Field; 9] = [Field::Id, Field::Outlet, Field::Date, Field::Event, Field::Url, Field::Title, Field::Text, Field::Language, Field::Genre];

    /// The name that inputs call it by unless it is mapped.
    pub fn name(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Outlet => "outlet",
            Field::Date => "date",
            Field::Event => "event",
            Field::Url => "url",
            Field::Title => "title",
            Field::Text => "text",
            Field::Language => "language",
            Field::Genre => "genre",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Field {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Field::ALL.into_iter().find(|f| f.name() == name);
        found.ok_or_else(|| format!("no field is called `{name}`; fields are {}", Field::ALL.map(Field::name).join(", ")))
    }
}

/// How inputs are read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Names that inputs use for a field instead of its own; a field may have several. Dots lead into JSON objects.
    pub map: Vec<(Field, String)>,
    /// A table that fills what records lack, by id.
    pub meta: Option<Arc<Metadata>>,
    /// The outlet of every record that names none.
    pub outlet: Option<String>,
    /// The date of every record that names none.
    pub date: Option<String>,
    /// Input columns whose values go along with each record.
    pub keep: Vec<String>,
    /// Bytes; a larger record is rejected.
    pub max_record_bytes: usize,
    /// Hash the bytes of each input as they are read.
    pub hash: bool,
    /// Format of standard input and of files whose name does not say it; found from the content where it is `None`.
    pub format: Option<Format>,
    /// Only these of the records.
    pub shard: Option<Shard>,
    /// What a pipe brings is handed on at once. Without it the same bytes make the same chunks however they come.
    pub eager: bool,
    /// An input that changes while it is read ends the reading.
    pub steady: bool,
    /// Bytes that a chunk has at most, unless one record has more.
    pub chunk_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            map: Vec::new(),
            meta: None,
            outlet: None,
            date: None,
            keep: Vec::new(),
            max_record_bytes: 64 << 20,
            hash: false,
            format: None,
            shard: None,
            eager: true,
            steady: false,
            chunk_bytes: blocks::MOST,
        }
    }
}

/// How the records of an input are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One article a file: `.txt`, `.md`.
    Text,
    /// One JSON object a line: `.jsonl`, `.ndjson`.
    JsonLines,
    /// JSON objects in an array or one after the other: `.json`.
    Json,
    /// A table with a header, separated by commas, semicolons or bars: `.csv`.
    Csv,
    /// A table with a header, separated by tabs: `.tsv`.
    Tsv,
    /// A web page a file: `.html`, `.htm`, `.xhtml`.
    Html,
    /// What a crawler fetched: `.warc`.
    Warc,
    /// A table with typed columns: `.parquet`.
    Parquet,
    /// A Word document a file: `.docx`.
    Docx,
}

impl Format {
    /// The format that a file's name says, any `.gz` or `.zst` at its end aside.
    pub fn of_name(name: &str) -> Option<Format> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        Some(match name.rsplit_once('.')?.1 {
            "txt" | "md" => Format::Text,
            "jsonl" | "ndjson" => Format::JsonLines,
            "json" => Format::Json,
            "csv" => Format::Csv,
            "tsv" => Format::Tsv,
            "html" | "htm" | "xhtml" => Format::Html,
            "warc" | "wet" => Format::Warc,
            "parquet" => Format::Parquet,
            "docx" => Format::Docx,
            _ => return None,
        })
    }
}

/// Why nothing can be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No input was named.
    #[error("no input: name a file, a folder, a pattern such as 'news/*.txt', or - for standard input")]
    NoInput,
    /// An input that is not there.
    #[error("{}: no such file or folder", path.display())]
    Missing {
        /// As it was named.
        path: PathBuf,
    },
    /// A pattern that nothing matches.
    #[error("{pattern}: nothing matches; files must end in {ENDINGS}, or be named one by one")]
    NoMatch {
        /// As it was written.
        pattern: String,
    },
    /// A pattern that is none.
    #[error("{pattern}: {message}")]
    BadPattern {
        /// As it was written.
        pattern: String,
        /// What is wrong with it.
        message: String,
    },
    /// A folder without articles.
    #[error("{}: no articles{}; files must end in {ENDINGS}{}", path.display(), if *earlier_run { " (it holds a manifest.json, so it is an earlier run)" } else { "" }, found(others))]
    NoArticles {
        /// The folder, or the file that never is one.
        path: PathBuf,
        /// It holds the results of an earlier run.
        earlier_run: bool,
        /// Some of the files that were there.
        others: Vec<String>,
    },
    /// A table without the column that articles stand in.
    #[error("{path}: no column `{}`; its columns are {}; say which one with --map text=COLUMN", wanted.join("` or `"), names(columns))]
    NoTextColumn {
        /// The input.
        path: String,
        /// Names that would do.
        wanted: Vec<String>,
        /// Names that are there.
        columns: Vec<String>,
    },
    /// A table of metadata without ids.
    #[error("{}: no column `id`; its columns are {}", path.display(), names(columns))]
    NoIdColumn {
        /// The table.
        path: PathBuf,
        /// Names that are there.
        columns: Vec<String>,
    },
    /// A file that cannot be opened or read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// As it was named.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file that was there when the run began.
    #[error("{}: has vanished since the run began", path.display())]
    Vanished {
        /// Where it was.
        path: PathBuf,
    },
    /// A file that is not what it was when it was opened.
    #[error("{name}: changed while it was read ({then} bytes then, {now} now); what was read before is done, the rest is not")]
    Changed {
        /// Name of the input.
        name: String,
        /// Bytes when the run began.
        then: u64,
        /// Bytes now.
        now: u64,
    },
}

const ENDINGS: &str = ".txt, .md, .html, .docx, .jsonl, .json, .csv, .tsv, .parquet or .warc, maybe with .gz or .zst after it";

fn names(columns: &[String]) -> String {
    // A file that is no table may have one column of a megabyte, or a hundred thousand.
    let shown: Vec<String> =
        columns.iter().take(20).map(|c| if c.chars().nth(60).is_some() { c.chars().take(60).chain(['…']).collect() } else { c.clone() }).collect();
    let more = if columns.len() > 20 { format!(" and {} more", columns.len() - 20) } else { String::new() };
    if shown.is_empty() { "none".to_owned() } else { format!("`{}`{more}", shown.join("`, `")) }
}

fn found(others: &[String]) -> String {
    if others.is_empty() { String::new() } else { format!("; found {}", others.join(", ")) }
}

/// A record that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Name of the input, relative to what was named.
    pub input: String,
    /// Line of the input where the record begins, from 1; `None` where the whole input is meant.
    pub line: Option<u64>,
    /// Where it stood in the run.
    pub ordinal: Ordinal,
    /// What is wrong with it.
    pub reason: Reason,
    /// Its first characters.
    pub excerpt: String,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Not JSON.
    #[error("not valid JSON: {0}")]
    Json(String),
    /// JSON, and not an object.
    #[error("not a JSON object")]
    NotAnObject,
    /// No text.
    #[error("no text: `{0}` is missing or empty")]
    NoText(String),
    /// The text is a list or an object.
    #[error("`{0}` is not a string")]
    TextIsNoString(String),
    /// Bytes that are not UTF-8 in an input that is.
    #[error("not valid UTF-8")]
    NotUtf8,
    /// Larger than a record may be.
    #[error("larger than {0} bytes")]
    TooLarge(usize),
    /// A row with too few or too many fields.
    #[error("{found} fields where the header has {expected}")]
    Fields {
        /// In the row.
        found: usize,
        /// In the header.
        expected: usize,
    },
    /// A quotation mark that opens a field and does not close it.
    #[error("a quotation mark opens a field, and none closes it")]
    Quote,
    /// Nothing is in it.
    #[error("empty file")]
    EmptyFile,
    /// Zero bytes: a picture, a program, a database.
    #[error("not text: it holds zero bytes")]
    Binary,
    /// A web page on which no article was found.
    #[error("no article: {0}")]
    NoArticle(String),
    /// The system, or the archive's format, says no.
    #[error("cannot be read: {0}")]
    Unreadable(String),
}

/// Something the user should know that stops nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Notice {
    /// An input that is not UTF-8.
    #[error("{input}: read as {encoding}{}", if *lossy { "; what is not valid in it was replaced" } else { "" })]
    Encoding {
        /// Name of the input.
        input: String,
        /// Name of the encoding.
        encoding: &'static str,
        /// Some bytes meant nothing in that encoding.
        lossy: bool,
    },
    /// A metadata.csv that cannot be used.
    #[error("{path}: not used: {why}")]
    Metadata {
        /// The table.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// Records of an archive that hold no page.
    #[error("{input}: {count} records hold no page that was fetched whole, and are no articles")]
    NoPages {
        /// Name of the input.
        input: String,
        /// How many.
        count: u64,
    },
    /// A column that was to be kept, and that a table does not have.
    #[error("{input}: no column `{column}` to keep; its columns are {}", names(columns))]
    NoColumn {
        /// Name of the input.
        input: String,
        /// As it was named.
        column: String,
        /// Names that are there.
        columns: Vec<String>,
    },
    /// Ids that came more than once.
    #[error("{count} ids came more than once and are kept, `{first}` first")]
    Twice {
        /// How many records had an id that was there before.
        count: u64,
        /// The first such id.
        first: String,
    },
}

/// Reads an input's records in order. The same bytes must make the same chunks, so that a run can go on where it was
/// stopped; only what an eager input brings may be cut as it comes.
pub trait Chunks: Send {
    /// The next records; `None` when there are no more.
    ///
    /// # Errors
    /// Only where the whole input is unusable as it is meant (a table without a text column). What the system refuses in
    /// the middle is a [`Reject`] in the last chunk.
    fn next(&mut self) -> Result<Option<RawChunk>, ReadError>;

    /// What there is to tell when all is read.
    fn notices(&mut self) -> Vec<Notice> {
        Vec::new()
    }
}

/// What the records of one input have in common.
#[derive(Debug, Default)]
pub struct Shared {
    input: u32,
    name: String,
    stem: String,
    names: Arc<Names>,
    /// Tables beside the input, the nearest first.
    meta: Vec<Arc<Metadata>>,
    max_record_bytes: usize,
    /// Bytes must be handed on as soon as they are there.
    eager: bool,
}

/// Some records as bytes: cheap to read, to be parsed elsewhere.
#[derive(Debug)]
pub struct RawChunk {
    first: Ordinal,
    /// Line on which `bytes` begins, from 1.
    line: u64,
    shared: Arc<Shared>,
    bytes: Vec<u8>,
    body: Body,
    /// Records of an input that holds one have no number in their id.
    several: bool,
    rejects: Vec<Reject>,
    /// Number of its first record over all inputs.
    base: u64,
    /// Bytes of input, as stored, that had been read when it was cut.
    upto: u64,
}

/// Where the records stand in a chunk's bytes.
#[derive(Debug)]
enum Body {
    /// Whole files.
    Texts(Vec<files::File>),
    /// A JSON value each.
    Json(Vec<Span>),
    /// A row each.
    Rows(Arc<csv::Header>, Vec<Span>),
    /// Values by the number of their name.
    #[cfg(feature = "parquet")]
    Values(Vec<Vec<(usize, String)>>),
    /// A fetched page each.
    #[cfg(feature = "html")]
    Pages(Vec<warc::Capture>),
}

/// First byte and the byte after the last.
type Span = (u32, u32);

impl RawChunk {
    fn new(shared: &Arc<Shared>, number: u64, line: u64, bytes: Vec<u8>, body: Body) -> Self {
        let first = Ordinal { input: shared.input, number };
        Self { first, line, shared: shared.clone(), bytes, body, several: true, rejects: Vec::new(), base: 0, upto: 0 }
    }

    /// Place of its first record.
    pub fn first(&self) -> Ordinal {
        self.first
    }

    /// How many records it has, good and bad.
    pub fn len(&self) -> usize {
        match &self.body {
            Body::Texts(files) => files.len(),
            Body::Json(spans) | Body::Rows(_, spans) => spans.len(),
            #[cfg(feature = "parquet")]
            Body::Values(rows) => rows.len(),
            #[cfg(feature = "html")]
            Body::Pages(pages) => pages.len(),
        }
    }

    /// Whether it has none; its rejects may still say why.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of its records.
    pub fn bytes(&self) -> usize {
        match &self.body {
            Body::Texts(files) => files.iter().map(|f| f.content.len()).sum(),
            #[cfg(feature = "parquet")]
            Body::Values(rows) => rows.iter().flatten().map(|(_, value)| value.len()).sum(),
            _ => self.bytes.len(),
        }
    }

    /// Bytes of all inputs, as stored, that had been read when it was cut.
    pub fn upto(&self) -> u64 {
        self.upto
    }

    /// A hash of all that its records are made of.
    pub fn fingerprint(&self) -> u64 {
        let mut hash = Xxh3::new();
        let mut add = |name: &str, meta: &[Arc<Metadata>], bytes: &[u8]| {
            hash.update(&(name.len() as u64).to_le_bytes());
            hash.update(name.as_bytes());
            meta.iter().for_each(|m| hash.update(&m.fingerprint().to_le_bytes()));
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        add(&self.shared.name, &self.shared.meta, &self.bytes);
        if let Body::Texts(files) = &self.body {
            files.iter().for_each(|f| add(&f.shared.name, &f.shared.meta, f.content.bytes()));
        }
        #[cfg(feature = "parquet")]
        if let Body::Values(rows) = &self.body {
            rows.iter().flatten().for_each(|(_, value)| add("", &[], value.as_bytes()));
        }
        #[cfg(feature = "html")]
        if let Body::Pages(pages) = &self.body {
            pages.iter().for_each(|p| add(p.address(), &[], b""));
        }
        self.rejects.iter().for_each(|r| add(&r.input, &[], r.excerpt.as_bytes()));
        hash.digest()
    }

    /// Whether a record is one of the shard's.
    fn wanted(&self, options: &ReadOptions, ordinal: Ordinal) -> bool {
        // Of plain texts each input is a record; elsewhere a chunk has one input.
        let place = u64::from(ordinal.input.saturating_sub(self.first.input)) + ordinal.number.saturating_sub(self.first.number);
        options.shard.is_none_or(|shard| shard.has(self.base + place))
    }

    /// Appends the chunk's records, in order, and what could not be read. Of a shard, its own alone.
    pub fn parse<'a>(&'a self, options: &'a ReadOptions, records: &mut Vec<Record<'a>>, rejects: &mut Vec<Reject>) {
        let (had, refused) = (records.len(), rejects.len());
        self.parse_all(options, records, rejects);
        // By their place: those that the reader refused stand among those that could not be parsed.
        rejects[refused..].sort_by_key(|r| r.ordinal);
        if options.shard.is_some() {
            let mut new = records.split_off(had);
            new.retain(|r| self.wanted(options, r.ordinal));
            records.append(&mut new);
            let mut new = rejects.split_off(refused);
            new.retain(|r| self.wanted(options, r.ordinal));
            rejects.append(&mut new);
        }
    }

    fn parse_all<'a>(&'a self, options: &'a ReadOptions, records: &mut Vec<Record<'a>>, rejects: &mut Vec<Reject>) {
        rejects.extend(self.rejects.iter().cloned());
        match &self.body {
            Body::Texts(files) => files::parse(files, options, records, rejects),
            Body::Json(spans) => self.parse_spans(spans, options, records, rejects, json::parse),
            Body::Rows(header, spans) => self.parse_spans(spans, options, records, rejects, |shared, row, slots| csv::parse(header, shared, row, slots)),
            #[cfg(feature = "parquet")]
            Body::Values(rows) => parquet::parse(self, rows, options, records, rejects),
            #[cfg(feature = "html")]
            Body::Pages(pages) => warc::parse(self, pages, options, records, rejects),
        }
    }

    fn parse_spans<'a>(
        &'a self,
        spans: &[Span],
        options: &'a ReadOptions,
        records: &mut Vec<Record<'a>>,
        rejects: &mut Vec<Reject>,
        parse: impl Fn(&Shared, &'a str, &mut Slots<'a>) -> Result<(), Reason>,
    ) {
        records.reserve(spans.len());
        // Checked as a whole, which is fast; one by one only where that fails.
        let whole = std::str::from_utf8(&self.bytes).ok();
        // Lines are counted on from the last bad record: there may be many.
        let (mut line, mut counted) = (self.line, 0);
        for (index, &(start, end)) in spans.iter().enumerate() {
            // Rejected by the reader, which kept its number.
            if start == end {
                continue;
            }
            let ordinal = Ordinal { input: self.first.input, number: self.first.number + index as u64 };
            if !self.wanted(options, ordinal) {
                continue;
            }
            let range = start as usize..end as usize;
            let text = match whole {
                Some(whole) => whole.get(range.clone()),
                None => self.bytes.get(range.clone()).and_then(|bytes| std::str::from_utf8(bytes).ok()),
            };
            let mut slots = Slots::default();
            let read = text.ok_or(Reason::NotUtf8).and_then(|text| parse(&self.shared, text, &mut slots));
            match read.and_then(|()| slots.finish(&self.shared, options, ordinal, self.several)) {
                Ok(record) => records.push(record),
                Err(reason) => {
                    let at = range.start.min(self.bytes.len());
                    line += memchr::memchr_iter(b'\n', &self.bytes[counted..at]).count() as u64;
                    counted = at;
                    rejects.push(self.shared.reject(Some(line), ordinal, reason, self.bytes.get(range).unwrap_or(&[])));
                }
            }
        }
    }
}

impl Shared {
    /// Which of the columns that are to be kept a table does not have.
    fn lacking(&self, columns: &[String]) -> Vec<Notice> {
        let kept = self.names.list.iter().filter(|n| n.slot >= Field::ALL.len());
        let lacks = kept.filter(|n| !columns.iter().any(|c| c.eq_ignore_ascii_case(&n.whole) || *c == n.path[0]));
        lacks.map(|n| Notice::NoColumn { input: self.name.clone(), column: n.whole.clone(), columns: columns.to_vec() }).collect()
    }

    fn reject(&self, line: Option<u64>, ordinal: Ordinal, reason: Reason, bytes: &[u8]) -> Reject {
        Reject { input: self.name.clone(), line, ordinal, reason, excerpt: excerpt(bytes) }
    }
}

/// The first 80 characters, on one line.
fn excerpt(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]);
    let mut out: String = text.trim().chars().take(80).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.trim().chars().nth(80).is_some() {
        out.push('…');
    }
    out
}

/// Runs `work`, which calls a library that may panic on input nobody thought of: then `None`, and nothing on standard error.
#[cfg(any(feature = "html", feature = "parquet", feature = "docx"))]
fn contain<T>(work: impl FnOnce() -> T) -> Option<T> {
    use std::cell::Cell;
    use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
    use std::sync::Once;
    thread_local!(static CONTAINED: Cell<bool> = const { Cell::new(false) });
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let told = take_hook();
        set_hook(Box::new(move |info| {
            if !CONTAINED.get() {
                told(info);
            }
        }));
    });
    let before = CONTAINED.replace(true);
    // What `work` borrows is thrown away where it panics.
    let done = catch_unwind(AssertUnwindSafe(work));
    CONTAINED.set(before);
    done.ok()
}
