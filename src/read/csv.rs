//! Tables (RFC 4180): a header, rows whose quoted fields may hold line ends, and what to do with rows that are broken.
//!
//! Reader and parser share one idea of a row: a quotation mark opens a field only where the field begins, and closes it only
//! where the field ends. A mark that does neither breaks its row: the row's first line is rejected, and reading goes on with
//! the next line, so that one stray mark does not swallow the rest of the file.

use super::blocks::{Blocks, MOST};
use super::{Body, Chunks, Field, Names, Notice, RawChunk, ReadError, Reason, Reject, Shared, Slots, Span};
use crate::record::Ordinal;
use std::borrow::Cow;
use std::sync::Arc;

/// What a table's first lines say.
#[derive(Debug)]
pub(super) struct Header {
    pub delimiter: u8,
    pub columns: Vec<String>,
    /// Column of each value that is wanted, and the number of its name.
    wanted: Vec<(usize, usize)>,
}

impl Header {
    /// Reads header and separator from the first lines; the byte after them. `None` where the header is not all there.
    pub fn read(head: &[u8], end: bool, tabs: bool, names: &Names, wanted: Field) -> Option<(Header, usize)> {
        let mut start = head.len() - head.trim_ascii_start().len();
        // A tab or a separator may be the empty name of the first column.
        start = head[..start].iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
        let rest = &head[start..];
        let mut told = None;
        if rest.len() > 4 && rest[..4].eq_ignore_ascii_case(b"sep=") {
            let line = memchr::memchr(b'\n', rest).or(end.then_some(rest.len()))?;
            // "sep=" with nothing behind it tells nothing.
            told = Some(rest[4]).filter(|_| rest.get(5..line).is_some_and(|more| more.trim_ascii().is_empty()));
            start += if told.is_some() { (line + 1).min(rest.len()) } else { 0 };
        }
        let candidates: &[u8] = match (&told, tabs) {
            (Some(told), _) => std::slice::from_ref(told),
            (None, true) => b"\t,;|",
            (None, false) => b",;\t|",
        };
        let mut best: Option<(bool, usize, Header, usize)> = None;
        for &delimiter in candidates {
            let (row, next) = match scan(head, start, delimiter, end) {
                Row::Whole(to, next) => (&head[start..to], next),
                Row::Broken => {
                    let to = memchr::memchr(b'\n', &head[start..]).map_or(head.len(), |n| start + n);
                    (&head[start..to], (to + 1).min(head.len()))
                }
                Row::More => return None,
            };
            let text = String::from_utf8_lossy(row);
            let mut columns = Vec::new();
            split(&text, delimiter, |_, field| columns.push(unguard(field).trim().to_owned()));
            let found = names.list.iter().filter(|n| n.slot == wanted as usize).any(|n| column(&columns, &n.whole).is_some());
            let better = best.as_ref().is_none_or(|(had, count, ..)| (found, columns.len()) > (*had, *count));
            if better {
                let wanted = slots(&columns, names);
                best = Some((found, columns.len(), Header { delimiter, columns, wanted }, next));
            }
        }
        best.map(|(_, _, header, next)| (header, next))
    }

    /// Whether some column is that field.
    pub fn has(&self, field: Field, names: &Names) -> bool {
        self.wanted.iter().any(|(_, name)| names.list.get(*name).is_some_and(|n| n.slot == field as usize))
    }

    /// Whether some column is that field, by its own name.
    pub fn has_own(&self, field: Field, names: &Names) -> bool {
        self.wanted.iter().any(|(_, name)| names.list.get(*name).is_some_and(|n| n.slot == field as usize && !n.other))
    }
}

fn column(columns: &[String], name: &str) -> Option<usize> {
    columns.iter().position(|c| c == name).or_else(|| columns.iter().position(|c| c.eq_ignore_ascii_case(name)))
}

/// Column and number of the name; where several columns would do for a field, the first name of it that is there. An empty cell
/// leaves the field to none of the others: a table has one meaning for a column.
fn slots(columns: &[String], names: &Names) -> Vec<(usize, usize)> {
    let mut wanted: Vec<(usize, usize)> = Vec::new();
    for (number, name) in names.list.iter().enumerate() {
        if let Some(at) = column(columns, &name.whole)
            && !wanted.iter().any(|(_, other)| names.list[*other].slot == name.slot)
        {
            wanted.push((at, number));
        }
    }
    wanted.sort_unstable();
    wanted
}

/// A row in a buffer.
pub(super) enum Row {
    /// The byte after its last one, and where the next row begins.
    Whole(usize, usize),
    /// A quotation mark stands where none can.
    Broken,
    /// Its end is not there yet.
    More,
}

/// Finds the end of the row that begins at `start`. `end` says that nothing follows the buffer.
pub(super) fn scan(buffer: &[u8], start: usize, delimiter: u8, end: bool) -> Row {
    let mut at = start;
    loop {
        let Some(found) = buffer.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\n', rest)).map(|n| at + n) else {
            return if end { Row::Whole(buffer.len(), buffer.len()) } else { Row::More };
        };
        if buffer[found] == b'\n' {
            let content = if found > start && buffer[found - 1] == b'\r' { found - 1 } else { found };
            return Row::Whole(content, found + 1);
        }
        at = found + 1;
        if found > start && buffer[found - 1] != delimiter {
            continue;
        }
        // Inside: two marks are one, and one must be followed by the field's end.
        loop {
            let Some(close) = buffer.get(at..).and_then(|rest| memchr::memchr(b'"', rest)).map(|n| at + n) else {
                return if end { Row::Broken } else { Row::More };
            };
            match buffer.get(close + 1) {
                Some(b'"') => at = close + 2,
                Some(&b) if b == delimiter || b == b'\n' || b == b'\r' => {
                    at = close + 1;
                    break;
                }
                Some(_) => return Row::Broken,
                None if end => return Row::Whole(buffer.len(), buffer.len()),
                None => return Row::More,
            }
        }
    }
}

/// Calls `each` with the number and the value of every field of a row that [`scan`] found whole.
pub(super) fn split<'a>(row: &'a str, delimiter: u8, mut each: impl FnMut(usize, Cow<'a, str>)) {
    let bytes = row.as_bytes();
    let (mut at, mut number) = (0, 0);
    loop {
        let quoted = bytes.get(at) == Some(&b'"');
        let mut to = at + quoted as usize;
        let mut doubled = false;
        if quoted {
            loop {
                match memchr::memchr(b'"', &bytes[to..]) {
                    Some(n) if bytes.get(to + n + 1) == Some(&b'"') => {
                        doubled = true;
                        to += n + 2;
                    }
                    Some(n) => {
                        to += n;
                        break;
                    }
                    None => {
                        to = bytes.len();
                        break;
                    }
                }
            }
        }
        let value = if quoted {
            let inner = &row[at + 1..to];
            to = (to + 1).min(bytes.len());
            if doubled { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) }
        } else {
            to = memchr::memchr(delimiter, &bytes[at..]).map_or(bytes.len(), |n| at + n);
            Cow::Borrowed(&row[at..to])
        };
        each(number, value);
        number += 1;
        // After a closing mark comes the separator or the end; anything else was broken before it came here.
        match memchr::memchr(delimiter, &bytes[to..]) {
            Some(n) => at = to + n + 1,
            None => return,
        }
    }
}

/// Takes away the apostrophe that our own tables put before `= + - @` and control characters, so that a spreadsheet does
/// not calculate. Where a value had apostrophes of its own before such a sign, the guard is the first of them.
pub(super) fn unguard(value: Cow<'_, str>) -> Cow<'_, str> {
    let Some(rest) = value.strip_prefix('\'') else { return value };
    let first = rest.trim_start_matches('\'').chars().next();
    if !first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@') || c.is_control()) {
        return value;
    }
    match value {
        Cow::Borrowed(text) => Cow::Borrowed(&text[1..]),
        Cow::Owned(text) => Cow::Owned(text[1..].to_owned()),
    }
}

/// Reads one row into `slots`.
pub(super) fn parse<'a>(header: &Header, shared: &Shared, row: &'a str, slots: &mut Slots<'a>) -> Result<(), Reason> {
    let expected = header.columns.len();
    let (mut found, mut beyond) = (0, false);
    let mut wanted = header.wanted.iter().peekable();
    split(row, header.delimiter, |number, value| {
        found = number + 1;
        beyond |= number >= expected && !value.trim().is_empty();
        while let Some((_, name)) = wanted.next_if(|w| w.0 == number) {
            slots.set(*name, &shared.names, unguard(value.clone()));
        }
    });
    // Empty fields too many do no harm: spreadsheets leave them.
    if found < expected || beyond { Err(Reason::Fields { found, expected }) } else { Ok(()) }
}

/// Cuts a stream at row ends.
pub(super) struct Rows {
    blocks: Blocks,
    shared: Arc<Shared>,
    tabs: bool,
    header: Option<Arc<Header>>,
    number: u64,
    line: u64,
}

impl Rows {
    pub fn new(blocks: Blocks, shared: Arc<Shared>, tabs: bool) -> Self {
        Self { blocks, shared, tabs, header: None, number: 0, line: 1 }
    }

    fn read_header(&mut self) -> Result<Option<Arc<Header>>, ReadError> {
        loop {
            let tried = !self.blocks.buffer.trim_ascii().is_empty() || self.blocks.end;
            let limit = self.blocks.end || self.blocks.buffer.len() > MOST;
            let found = if tried { Header::read(&self.blocks.buffer, limit, self.tabs, &self.shared.names, Field::Text) } else { None };
            if let Some((header, next)) = found {
                if self.blocks.buffer.trim_ascii().is_empty() {
                    return Ok(None);
                }
                if !header.has(Field::Text, &self.shared.names) {
                    return Err(ReadError::NoTextColumn { path: self.shared.name.clone(), wanted: self.shared.names.text(), columns: header.columns });
                }
                let taken = self.blocks.take(next);
                self.line += memchr::memchr_iter(b'\n', &taken).count() as u64;
                return Ok(Some(Arc::new(header)));
            }
            if self.blocks.end {
                return Ok(None);
            }
            self.blocks.fill();
        }
    }

    /// `counted`: a byte before `at` and its line, from which lines are counted on: bad rows may be many.
    fn reject(&self, counted: &mut (usize, u64), at: usize, reason: Reason) -> Reject {
        counted.1 += memchr::memchr_iter(b'\n', &self.blocks.buffer[counted.0..at]).count() as u64;
        counted.0 = at;
        let line = counted.1;
        let ordinal = Ordinal { input: self.shared.input, number: self.number };
        let text = &self.blocks.buffer[at..];
        self.shared.reject(Some(line), ordinal, reason, &text[..memchr::memchr(b'\n', text).unwrap_or(text.len())])
    }
}

impl Chunks for Rows {
    fn next(&mut self) -> Result<Option<RawChunk>, ReadError> {
        let mut rejects = Vec::new();
        if self.header.is_none() {
            self.header = self.read_header()?;
        }
        let Some(header) = self.header.clone() else {
            // Nothing was in it, or the system said no before a header came.
            let error = self.blocks.error.take();
            return Ok(error.map(|error| {
                rejects.push(self.reject(&mut (0, self.line), 0, Reason::Unreadable(error.to_string())));
                let mut chunk = RawChunk::new(&self.shared, 0, 1, Vec::new(), Body::Json(Vec::new()));
                chunk.rejects = rejects;
                chunk
            }));
        };
        let (first, line) = (self.number, self.line);
        let mut spans: Vec<Span> = Vec::new();
        let mut at = 0;
        let mut counted = (0, self.line);
        loop {
            let limit = self.shared.max_record_bytes;
            let buffer = &self.blocks.buffer;
            if at >= buffer.len() && self.blocks.end {
                break;
            }
            // A line that is too long is dropped as it comes in; a long row of many lines is an open quotation mark.
            let row = match scan(buffer, at, header.delimiter, self.blocks.end) {
                Row::More if buffer.len() - at > limit => Row::Broken,
                row => row,
            };
            match row {
                Row::Whole(to, next) => {
                    let blank = buffer[at..to].trim_ascii().is_empty();
                    if to - at > limit {
                        rejects.push(self.reject(&mut counted, at, Reason::TooLarge(limit)));
                        spans.push((at as u32, at as u32));
                        self.number += 1;
                    } else if !blank || to > at && header.columns.len() > 1 && buffer[at..to].contains(&header.delimiter) {
                        spans.push((at as u32, to as u32));
                        self.number += 1;
                    }
                    at = next;
                }
                Row::Broken => match memchr::memchr(b'\n', &buffer[at..]) {
                    Some(n) => {
                        rejects.push(self.reject(&mut counted, at, Reason::Quote));
                        spans.push((at as u32, at as u32));
                        self.number += 1;
                        at += n + 1;
                    }
                    None => {
                        let reason = if buffer.len() - at > limit { Reason::TooLarge(limit) } else { Reason::Quote };
                        rejects.push(self.reject(&mut counted, at, reason));
                        spans.push((at as u32, at as u32));
                        self.number += 1;
                        self.skip_line(at);
                        break;
                    }
                },
                Row::More if spans.is_empty() => self.blocks.fill(),
                Row::More => break,
            }
            if at >= self.blocks.most {
                break;
            }
        }
        let at = at.min(self.blocks.buffer.len());
        if self.blocks.end
            && at == self.blocks.buffer.len()
            && let Some(error) = self.blocks.error.take()
        {
            rejects.push(self.reject(&mut (0, self.line), at, Reason::Unreadable(error.to_string())));
        }
        let bytes = self.blocks.take(at);
        self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        if spans.is_empty() && rejects.is_empty() {
            return Ok(None);
        }
        let mut chunk = RawChunk::new(&self.shared, first, line, bytes, Body::Rows(header, spans));
        chunk.rejects = rejects;
        Ok(Some(chunk))
    }

    fn notices(&mut self) -> Vec<Notice> {
        self.header.take().map(|h| self.shared.lacking(&h.columns)).unwrap_or_default()
    }
}

impl Rows {
    /// Drops what is left of the line at `at` as it comes in. The buffer before it stays.
    fn skip_line(&mut self, at: usize) {
        let before = self.blocks.buffer[..at].to_vec();
        self.blocks.buffer = Vec::new();
        while !self.blocks.end {
            self.blocks.fill();
            if let Some(n) = memchr::memchr(b'\n', &self.blocks.buffer) {
                self.blocks.buffer.drain(..=n);
                self.line += 1;
                break;
            }
            self.blocks.buffer = Vec::new();
        }
        let rest = std::mem::replace(&mut self.blocks.buffer, before);
        self.blocks.buffer.extend_from_slice(&rest);
    }
}
