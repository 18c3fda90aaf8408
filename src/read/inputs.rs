//! Which files there are, in which order, and the one stream of chunks they make.

use super::blocks::Blocks;
use super::compression::{Counted, unpack};
use super::csv::{Header, Rows};
use super::encoding::{Found, Transcoder, find};
use super::files::{Content, File};
use super::json::Values;
use super::jsonl::Lines;
use super::{Body, Chunks, Field, Format, Metadata, Names, Notice, RawChunk, ReadError, ReadOptions, Reason, Shared};
use crate::record::Ordinal;
use globset::GlobBuilder;
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::{self, Cursor, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// Files in a chunk of plain texts, at most.
const MOST_FILES: usize = 256;
/// Bytes that tell format and encoding.
const HEAD: usize = 64 << 10;

/// One input of a run.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Where it is; `None` for standard input.
    pub path: Option<PathBuf>,
    /// Its name in tables and messages: relative to what was named, parted by `/`.
    pub name: String,
    /// Known from the start where the name says it.
    pub format: Option<Format>,
    /// Bytes as stored; of standard input those read so far.
    pub bytes: u64,
    /// SHA-256 of these bytes, once it is read and [`ReadOptions::hash`] asked for it.
    pub sha256: Option<[u8; 32]>,
    /// Named by itself, not found in a folder or by a pattern: that it cannot be opened is then an error.
    named: bool,
    /// The folder whose tables of metadata count, as far up as this one.
    root: Option<PathBuf>,
}

impl InputFile {
    /// The name without folders and endings: the id of an article that has none.
    pub fn stem(&self) -> &str {
        let name = self.name.rsplit('/').next().unwrap_or(&self.name);
        let bare = [".gz", ".zst", ".GZ", ".ZST"].iter().find_map(|e| name.strip_suffix(e)).unwrap_or(name);
        bare.rsplit_once('.').map(|(stem, _)| stem).filter(|s| !s.is_empty()).unwrap_or(bare)
    }

    /// Whether the file still is what it was when it was opened, `then`.
    fn unchanged(&self, then: Option<Stamp>) -> Result<(), ReadError> {
        let Some(path) = &self.path else { return Ok(()) };
        match (then, stamp(path)) {
            // Its size is also that of the time when the inputs were found, which the journal knows.
            (Some(then), Some(now)) if then != now || now.0 != self.bytes => Err(ReadError::Changed { name: self.name.clone(), then: self.bytes, now: now.0 }),
            (Some(_), None) => Err(ReadError::Vanished { path: path.clone() }),
            _ => Ok(()),
        }
    }
}

/// All inputs of a run, read in order.
pub struct Inputs {
    options: ReadOptions,
    names: Arc<Names>,
    files: Vec<InputFile>,
    next: usize,
    current: Option<Current>,
    /// Read ahead, to see whether an input holds more than one record.
    ahead: Option<RawChunk>,
    notices: Vec<Notice>,
    meta: FxHashMap<PathBuf, Option<Arc<Metadata>>>,
    texts: usize,
    /// Bytes that stand for a file.
    given: Option<Vec<u8>>,
    /// Bytes read of all inputs, as stored.
    meter: Arc<AtomicU64>,
    /// Records handed on, good and bad.
    records: u64,
}

struct Current {
    chunks: Box<dyn Chunks>,
    counted: Counted,
    input: usize,
    first: bool,
    eager: bool,
    stamp: Option<Stamp>,
}

/// Size and time of a file's last change.
type Stamp = (u64, Option<SystemTime>);

fn stamp(path: &Path) -> Option<Stamp> {
    // A pipe changes with each read.
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|m| (m.len(), m.modified().ok()))
}

/// An input whose first bytes have been looked at.
enum Opened {
    Whole(File),
    Chunks(Box<dyn Chunks>),
    Reject(Reason),
    /// It cannot be read as it is meant.
    #[cfg(feature = "parquet")]
    Useless(ReadError),
}

/// Bytes of a packed Parquet file that are laid down on disk, at most.
#[cfg(feature = "parquet")]
const MOST_LAID_DOWN: u64 = 16 << 30;

impl Inputs {
    /// Finds the inputs: files, folders (all files below with a known ending, sorted by name; folders that hold a
    /// manifest.json and files called metadata.csv are passed over), patterns, and `-` for standard input.
    ///
    /// # Errors
    /// Nothing named, something named that is not there, a folder or pattern without articles.
    pub fn open(named: &[String], mut options: ReadOptions) -> Result<Self, ReadError> {
        // Places in a chunk are 32 bits wide.
        options.max_record_bytes = options.max_record_bytes.clamp(1, 1 << 30);
        let mut files = Vec::new();
        for name in named {
            expand(name, &mut files)?;
        }
        let mut seen = FxHashSet::default();
        files.retain(|f: &InputFile| seen.insert(f.path.clone()));
        if files.is_empty() {
            return Err(match named.first() {
                None => ReadError::NoInput,
                Some(name) => ReadError::NoArticles { path: name.into(), earlier_run: false, others: Vec::new() },
            });
        }
        let names = Arc::new(Names::new(&options));
        Ok(Self {
            options,
            names,
            files,
            next: 0,
            current: None,
            ahead: None,
            notices: Vec::new(),
            meta: FxHashMap::default(),
            texts: 8,
            meter: Arc::default(),
            records: 0,
            given: None,
        })
    }

    /// Reads bytes that are in memory as a file of that name would be read.
    ///
    /// # Errors
    /// None now; they may come.
    pub fn from_bytes(name: &str, bytes: Vec<u8>, options: ReadOptions) -> Result<Self, ReadError> {
        let mut inputs = Self::open(&["-".to_owned()], options)?;
        if let Some(file) = inputs.files.first_mut() {
            (file.name, file.format, file.bytes) = (name.to_owned(), Format::of_name(name), bytes.len() as u64);
        }
        inputs.given = Some(bytes);
        Ok(inputs)
    }

    /// The inputs in order; sizes of unread ones are those the system gives.
    pub fn files(&self) -> &[InputFile] {
        &self.files
    }

    /// The options they are read with, which [`RawChunk::parse`] wants.
    pub fn options(&self) -> &ReadOptions {
        &self.options
    }

    /// What there is to tell since the last call.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// The next records, in the order of their ordinals; `None` when all inputs are read. A chunk may hold rejects alone.
    ///
    /// # Errors
    /// A file named by itself that cannot be opened; a table without a text column.
    pub fn next_chunk(&mut self) -> Result<Option<RawChunk>, ReadError> {
        let mut chunk = self.any_chunk()?;
        if let Some(chunk) = &mut chunk {
            chunk.base = self.records;
            chunk.upto = self.meter.load(Ordering::Relaxed);
            // A place for each file of a chunk of texts, read or not.
            self.records += match chunk.body {
                Body::Texts(_) => (chunk.len() + chunk.rejects.len()) as u64,
                _ => chunk.len() as u64,
            };
        }
        Ok(chunk)
    }

    fn any_chunk(&mut self) -> Result<Option<RawChunk>, ReadError> {
        loop {
            if let Some(chunk) = self.ahead.take() {
                return Ok(Some(chunk));
            }
            if let Some(current) = &mut self.current {
                let next = current.chunks.next()?;
                if self.options.steady {
                    self.files[current.input].unchanged(current.stamp)?;
                }
                if let Some(mut chunk) = next {
                    // Nothing but line ends.
                    if chunk.is_empty() && chunk.rejects.is_empty() {
                        continue;
                    }
                    // Only now is it known whether the record is alone. A pipe is not waited for.
                    if std::mem::take(&mut current.first) && !current.eager && chunk.len() == 1 {
                        self.ahead = current.chunks.next()?;
                        chunk.several = self.ahead.is_some();
                    }
                    return Ok(Some(chunk));
                }
                let (counted, input, first) = (current.counted.clone(), current.input, current.first);
                self.notices.extend(current.chunks.notices());
                self.current = None;
                self.finish(&counted, input);
                if first {
                    return Ok(Some(self.rejected(input, Reason::EmptyFile)));
                }
                continue;
            }
            if self.next == self.files.len() {
                return Ok(None);
            }
            if let Some(chunk) = self.open_next()? {
                return Ok(Some(chunk));
            }
        }
    }

    fn finish(&mut self, counted: &Counted, input: usize) {
        let (bytes, hash) = counted.finish();
        let file = &mut self.files[input];
        file.sha256 = hash;
        if file.path.is_none() {
            file.bytes = bytes;
        }
    }

    fn rejected(&self, input: usize, reason: Reason) -> RawChunk {
        let shared = Arc::new(Shared { input: input as u32, name: self.files[input].name.clone(), ..Shared::default() });
        let mut chunk = RawChunk::new(&shared, 0, 1, Vec::new(), Body::Texts(Vec::new()));
        chunk.rejects.push(shared.reject(None, Ordinal { input: input as u32, number: 0 }, reason, &[]));
        chunk
    }

    /// Opens the next input; plain texts are read at once, many to a chunk.
    fn open_next(&mut self) -> Result<Option<RawChunk>, ReadError> {
        let mut texts: Vec<File> = Vec::new();
        let mut rejects = Vec::new();
        let mut bytes = 0;
        let first = self.next;
        while self.next < self.files.len() && texts.len() < self.texts && bytes < self.options.chunk_bytes {
            let input = self.next;
            // Anything but files of one article has chunks of its own.
            if input > first && !matches!(self.files[input].format, Some(Format::Text | Format::Html | Format::Docx)) {
                break;
            }
            self.next += 1;
            let stamp = self.files[input].path.as_deref().and_then(stamp);
            let shared = Arc::new(self.shared(input));
            let (opened, counted) = match self.open_file(input, &shared) {
                Ok(opened) => opened,
                Err(source) if self.files[input].named && !(self.options.steady && source.kind() == io::ErrorKind::NotFound) => {
                    let path = self.files[input].path.clone().unwrap_or_else(|| "-".into());
                    return Err(ReadError::Unreadable { path, source });
                }
                // It was there when the inputs were found: a disk has gone, say, and the other files with it.
                Err(error) if self.options.steady && error.kind() == io::ErrorKind::NotFound => {
                    return Err(ReadError::Vanished { path: self.files[input].path.clone().unwrap_or_default() });
                }
                Err(error) => {
                    rejects.push(shared.reject(None, Ordinal { input: input as u32, number: 0 }, Reason::Unreadable(error.to_string()), &[]));
                    continue;
                }
            };
            match opened {
                Opened::Chunks(chunks) => {
                    let eager = shared.eager;
                    self.current = Some(Current { chunks, counted, input, first: true, eager, stamp });
                    break;
                }
                Opened::Whole(file) => {
                    if self.options.steady {
                        self.files[input].unchanged(stamp)?;
                    }
                    self.finish(&counted, input);
                    bytes += file.content.len();
                    texts.push(file);
                }
                #[cfg(feature = "parquet")]
                Opened::Useless(error) => return Err(error),
                Opened::Reject(reason) => {
                    self.finish(&counted, input);
                    rejects.push(shared.reject(None, Ordinal { input: input as u32, number: 0 }, reason, &[]));
                }
            }
        }
        // Few at first, so that every thread soon has some.
        self.texts = (self.texts * 2).min(MOST_FILES);
        if texts.is_empty() && rejects.is_empty() {
            return Ok(None);
        }
        let shared = Arc::new(Shared { input: first as u32, name: self.files[first].name.clone(), ..Shared::default() });
        let mut chunk = RawChunk::new(&shared, 0, 1, Vec::new(), Body::Texts(texts));
        chunk.rejects = rejects;
        Ok(Some(chunk))
    }

    fn shared(&mut self, input: usize) -> Shared {
        let meta = self.metadata(input);
        let file = &self.files[input];
        Shared {
            input: input as u32,
            name: file.name.clone(),
            stem: file.stem().to_owned(),
            names: self.names.clone(),
            meta,
            max_record_bytes: self.options.max_record_bytes,
            eager: file.path.is_none() && self.given.is_none() && self.options.eager,
        }
    }

    /// The tables beside an input, its own folder's first, up to the folder that was named.
    fn metadata(&mut self, input: usize) -> Vec<Arc<Metadata>> {
        let file = &self.files[input];
        let (Some(path), Some(root)) = (&file.path, &file.root) else { return Vec::new() };
        let mut found = Vec::new();
        let folders: Vec<PathBuf> = path.ancestors().skip(1).take_while(|f| f.starts_with(root)).map(Path::to_owned).collect();
        for folder in folders {
            let notices = &mut self.notices;
            let table = self.meta.entry(folder).or_insert_with_key(|folder| {
                let path = folder.join(METADATA);
                if !path.is_file() {
                    return None;
                }
                match Metadata::read(&path) {
                    Ok(table) => Some(Arc::new(table)),
                    Err(error) => {
                        notices.push(Notice::Metadata { path: path.display().to_string(), why: error.to_string() });
                        None
                    }
                }
            });
            found.extend(table.clone());
        }
        found
    }

    fn open_file(&mut self, input: usize, shared: &Arc<Shared>) -> io::Result<(Opened, Counted)> {
        let raw: Box<dyn Read + Send> = match &self.files[input].path {
            Some(path) => Box::new(std::fs::File::open(path)?),
            None => match self.given.take() {
                Some(bytes) => Box::new(Cursor::new(bytes)),
                None => Box::new(io::stdin()),
            },
        };
        let counted = Counted::new(raw, self.options.hash, self.meter.clone());
        // From here on a refusal is the content's: the run goes on without it.
        let opened = self.look(input, shared, Box::new(counted.clone())).unwrap_or_else(|error| Opened::Reject(Reason::Unreadable(error.to_string())));
        Ok((opened, counted))
    }

    /// Finds format and encoding.
    fn look(&mut self, input: usize, shared: &Arc<Shared>, raw: Box<dyn Read + Send>) -> io::Result<Opened> {
        let mut stream = unpack(raw)?;
        let known = self.files[input].format.or(self.options.format);
        match known {
            Some(Format::Text) => return self.text(input, shared, stream),
            Some(Format::Html | Format::Docx) => return self.whole(input, shared, stream, known),
            _ => {}
        }
        let mut head = vec![0; HEAD];
        let mut size = 0;
        let mut whole = false;
        let mut refused = None;
        while size < HEAD && !whole {
            match stream.read(&mut head[size..]) {
                Ok(got) => {
                    size += got;
                    whole = got == 0;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                // What came before is read; the refusal comes again after it.
                Err(error) if size > 0 => {
                    refused = Some(error);
                    break;
                }
                Err(error) => return Err(error),
            }
            // A pipe's first bytes are enough if they hold a line.
            if shared.eager && memchr::memchr(b'\n', &head[..size]).is_some() {
                break;
            }
        }
        head.truncate(size);
        let told = known.filter(|f| matches!(f, Format::Warc | Format::Parquet)).or_else(|| by_magic(&head).filter(|_| known.is_none()));
        if let Some(format) = told {
            let rest: Box<dyn Read + Send> = match refused {
                Some(error) => Box::new(Cursor::new(head.clone()).chain(Refused(Some(error)))),
                None => Box::new(Cursor::new(head.clone()).chain(stream)),
            };
            if size == 0 {
                return Ok(Opened::Reject(Reason::EmptyFile));
            }
            self.files[input].format = Some(format);
            return match format {
                Format::Warc => archive(shared, rest),
                Format::Parquet => self.parquet(input, shared, &head, rest),
                _ => self.whole(input, shared, rest, Some(format)),
            };
        }
        if whole && head.trim_ascii().is_empty() {
            return Ok(Opened::Reject(Reason::EmptyFile));
        }
        let bracket = matches!(head.trim_ascii_start().first(), Some(b'{' | b'['));
        let lines = matches!(known, Some(Format::JsonLines | Format::Json)) || known.is_none() && bracket;
        let encoding = match find(&head, whole, lines) {
            Found::Binary => return Ok(Opened::Reject(Reason::Binary)),
            Found::Utf8(mark) => {
                head.drain(..mark);
                None
            }
            Found::Other(encoding) => Some(encoding),
        };
        let mut stream: Box<dyn Read + Send> = match refused {
            Some(error) => Box::new(Cursor::new(head.clone()).chain(Refused(Some(error)))),
            None => Box::new(Cursor::new(head.clone()).chain(stream)),
        };
        if let Some(encoding) = encoding {
            self.notices.push(Notice::Encoding { input: shared.name.clone(), encoding: encoding.name(), lossy: false });
            stream = Box::new(Transcoder::new(stream, encoding));
            head = encoding.decode_with_bom_removal(&head).0.into_owned().into_bytes();
        }
        let format = sniff(known, &head, whole, &self.names);
        self.files[input].format = Some(format);
        let blocks = Blocks::new(stream, shared.eager, self.options.chunk_bytes);
        Ok(Opened::Chunks(match format {
            Format::Text => return self.text(input, shared, blocks.into_stream()),
            Format::JsonLines => Box::new(Lines::new(blocks, shared.clone())),
            Format::Json => Box::new(Values::new(blocks, shared.clone())),
            Format::Tsv => Box::new(Rows::new(blocks, shared.clone(), true)),
            _ => Box::new(Rows::new(blocks, shared.clone(), false)),
        }))
    }

    /// Reads a file that holds one article and is no plain text.
    fn whole(&mut self, input: usize, shared: &Arc<Shared>, stream: Box<dyn Read + Send>, format: Option<Format>) -> io::Result<Opened> {
        self.files[input].format = format;
        let limit = self.options.max_record_bytes;
        let mut bytes = Vec::new();
        stream.take(limit as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > limit {
            return Ok(Opened::Reject(Reason::TooLarge(limit)));
        }
        if bytes.trim_ascii().is_empty() {
            return Ok(Opened::Reject(Reason::EmptyFile));
        }
        let content = match format {
            #[cfg(feature = "html")]
            Some(Format::Html) => Content::Page(bytes),
            #[cfg(feature = "docx")]
            Some(Format::Docx) => Content::Docx(bytes),
            _ => return Ok(not_built(if format == Some(Format::Docx) { "docx" } else { "html" })),
        };
        Ok(Opened::Whole(File { shared: shared.clone(), content }))
    }

    /// Opens a Parquet file: the file itself where that is what it is, else a copy of the stream.
    #[cfg(feature = "parquet")]
    fn parquet(&mut self, input: usize, shared: &Arc<Shared>, head: &[u8], mut stream: Box<dyn Read + Send>) -> io::Result<Opened> {
        let own = match &self.files[input].path {
            Some(path) => std::fs::File::open(path).ok().filter(|f| f.metadata().is_ok_and(|m| m.is_file())),
            None => None,
        };
        let plain = own.as_ref().is_some_and(|file| {
            let mut first = Vec::new();
            file.take(4).read_to_end(&mut first).is_ok() && head.starts_with(&first) && first == b"PAR1"
        });
        let file = match own.filter(|_| plain) {
            Some(file) => file,
            None => {
                let mut copy = tempfile::tempfile()?;
                let limit = MOST_LAID_DOWN;
                if io::copy(&mut stream.by_ref().take(limit + 1), &mut copy)? > limit {
                    return Ok(Opened::Reject(Reason::Unreadable(format!("a packed or piped Parquet file of more than {limit} bytes: unpack it first"))));
                }
                copy
            }
        };
        Ok(match super::parquet::Table::open(file, shared.clone()) {
            Ok(table) => Opened::Chunks(Box::new(table)),
            Err(error) => Opened::Useless(error),
        })
    }

    #[cfg(not(feature = "parquet"))]
    fn parquet(&mut self, _: usize, _: &Arc<Shared>, _: &[u8], _: Box<dyn Read + Send>) -> io::Result<Opened> {
        Ok(not_built("parquet"))
    }

    /// Reads a whole text.
    fn text(&mut self, input: usize, shared: &Arc<Shared>, stream: Box<dyn Read + Send>) -> io::Result<Opened> {
        self.files[input].format = Some(Format::Text);
        let limit = self.options.max_record_bytes;
        let mut bytes = Vec::new();
        stream.take(limit as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > limit {
            return Ok(Opened::Reject(Reason::TooLarge(limit)));
        }
        let Some((text, encoding, lossy)) = super::encoding::decode(bytes) else {
            return Ok(Opened::Reject(Reason::Binary));
        };
        if let Some(encoding) = encoding {
            self.notices.push(Notice::Encoding { input: shared.name.clone(), encoding, lossy });
        }
        Ok(Opened::Whole(File { shared: shared.clone(), content: Content::Text(text) }))
    }
}

/// A stream that fails once.
struct Refused(Option<io::Error>);

impl Read for Refused {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// A format that this program was built without.
#[allow(dead_code)]
fn not_built(feature: &str) -> Opened {
    Opened::Reject(Reason::Unreadable(format!("this build does not read the format; build with the feature {feature}")))
}

/// A crawler's archive.
fn archive(shared: &Arc<Shared>, stream: Box<dyn Read + Send>) -> io::Result<Opened> {
    #[cfg(feature = "html")]
    return Ok(Opened::Chunks(Box::new(super::warc::Archive::new(stream, shared.clone()))));
    #[cfg(not(feature = "html"))]
    {
        let _ = (shared, stream);
        Ok(not_built("html"))
    }
}

/// Formats that say what they are.
fn by_magic(head: &[u8]) -> Option<Format> {
    let begins = |with: &[u8]| head.trim_ascii_start().get(..with.len()).is_some_and(|h| h.eq_ignore_ascii_case(with));
    match head {
        _ if head.starts_with(b"PAR1") => Some(Format::Parquet),
        _ if head.starts_with(b"PK\x03\x04") && memchr::memmem::find(head, b"word/").is_some() => Some(Format::Docx),
        _ if head.starts_with(b"WARC/") => Some(Format::Warc),
        _ if begins(b"<!doctype html") || begins(b"<html") => Some(Format::Html),
        _ => None,
    }
}

/// What the content says where the name does not.
fn sniff(known: Option<Format>, head: &[u8], whole: bool, names: &Names) -> Format {
    let start = head.trim_ascii_start();
    let line = &start[..memchr::memchr(b'\n', start).unwrap_or(start.len())];
    let object = |text: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok();
    match known {
        // Files called .json often hold a line for each object.
        Some(Format::Json) if line.starts_with(b"{") && line.len() < start.len() && object(line) => Format::JsonLines,
        Some(known) => known,
        None if start.starts_with(b"[") => {
            // A text may begin with a bracket, too.
            let inside = start[1..].trim_ascii_start();
            let json = matches!(inside.first(), Some(b'{' | b']')) || inside.is_empty() && !whole;
            if json { Format::Json } else { Format::Text }
        }
        None if start.starts_with(b"{") => {
            // One object over many lines, or a line for each.
            let ends = line.len() < start.len() || whole;
            if ends && !line.trim_ascii_end().ends_with(b"}") { Format::Json } else { Format::JsonLines }
        }
        None => {
            let head = &head[..head.len().min(HEAD)];
            match Header::read(head, true, false, names, Field::Text) {
                Some((header, _)) if header.has_own(Field::Text, names) && (header.columns.len() > 1 || line.len() < 64) => Format::Csv,
                _ => Format::Text,
            }
        }
    }
}

const METADATA: &str = "metadata.csv";
const MANIFEST: &str = "manifest.json";

fn is_metadata(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n.eq_ignore_ascii_case(METADATA))
}

/// Adds the files that one name means.
fn expand(named: &str, files: &mut Vec<InputFile>) -> Result<(), ReadError> {
    if named == "-" {
        files.push(InputFile { path: None, name: "stdin".to_owned(), format: None, bytes: 0, sha256: None, named: true, root: None });
        return Ok(());
    }
    let path = Path::new(named);
    match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() => {
            let mut others = Vec::new();
            let earlier_run = path.join(MANIFEST).exists();
            let before = files.len();
            if !earlier_run {
                walk(path, &mut |file| {
                    let known = Format::of_name(&file.name).filter(|_| !is_metadata(Path::new(&file.name)));
                    match known {
                        Some(format) => files.push(InputFile { format: Some(format), ..file }),
                        None if others.len() < 5 => others.push(file.name),
                        None => {}
                    }
                });
            }
            if files.len() == before {
                return Err(ReadError::NoArticles { path: path.to_owned(), earlier_run, others });
            }
            Ok(())
        }
        Ok(meta) => {
            // The shell writes patterns out, and metadata.csv stands among what they match.
            if is_metadata(path) {
                return Ok(());
            }
            let plain = path.is_relative() && path.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
            let name = if plain { slashed(path) } else { path.file_name().map_or_else(|| slashed(path), |n| n.to_string_lossy().into_owned()) };
            let root = path.parent().map(Path::to_owned);
            files.push(InputFile { path: Some(path.to_owned()), format: Format::of_name(&name), name, bytes: meta.len(), sha256: None, named: true, root });
            Ok(())
        }
        Err(_) if named.contains(['*', '?', '[', '{']) => matching(named, files),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ReadError::Missing { path: path.to_owned() }),
        Err(source) => Err(ReadError::Unreadable { path: path.to_owned(), source }),
    }
}

/// Adds the files that a pattern matches.
fn matching(pattern: &str, files: &mut Vec<InputFile>) -> Result<(), ReadError> {
    let bad = |error: globset::Error| ReadError::BadPattern { pattern: pattern.to_owned(), message: error.kind().to_string() };
    let glob = GlobBuilder::new(pattern.trim_start_matches("./")).literal_separator(true).build().map_err(bad)?.compile_matcher();
    // Only what is below the folders before the first wildcard needs to be looked at.
    let base: PathBuf = Path::new(pattern).components().take_while(|c| !c.as_os_str().to_string_lossy().contains(['*', '?', '[', '{'])).collect();
    let base = if base.as_os_str().is_empty() { PathBuf::from(".") } else { base };
    let before = files.len();
    walk(&base, &mut |file| {
        let path = file.path.as_deref().unwrap_or(Path::new(""));
        let matches = glob.is_match(path.strip_prefix(".").unwrap_or(path)) && !is_metadata(path);
        if let Some(format) = Format::of_name(&file.name).filter(|_| matches) {
            files.push(InputFile { format: Some(format), ..file });
        }
    });
    if files.len() == before { Err(ReadError::NoMatch { pattern: pattern.to_owned() }) } else { Ok(()) }
}

/// Calls `each` with every file below `root`, sorted by name, hidden ones and earlier runs left out.
fn walk(root: &Path, each: &mut dyn FnMut(InputFile)) {
    let walk = ignore::WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(true)
        .follow_links(true)
        .sort_by_file_name(|a, b| a.cmp(b))
        .filter_entry(|entry| !(entry.depth() > 0 && entry.file_type().is_some_and(|t| t.is_dir()) && entry.path().join(MANIFEST).exists()))
        .build();
    // A folder that cannot be entered is passed over: its files cannot be named either.
    for entry in walk.flatten() {
        if entry.file_type().is_some_and(|t| t.is_file()) {
            let name = slashed(entry.path().strip_prefix(root).unwrap_or(entry.path()));
            let bytes = entry.metadata().map_or(0, |m| m.len());
            each(InputFile { path: Some(entry.path().to_owned()), name, format: None, bytes, sha256: None, named: false, root: Some(root.to_owned()) });
        }
    }
}

fn slashed(path: &Path) -> String {
    let parts = path.components().filter(|c| !matches!(c, Component::CurDir));
    parts.map(|c| c.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
}
