//! WARC (ISO 28500), as crawlers write it: a record after the other, each with its length; packed, each record is a gzip member of its own,
//! and the archive is unpacked as it is read. Pages that were fetched whole are articles, and so are the texts of WET files.

use super::files::of_page;
use super::{Body, Chunks, Field, Notice, RawChunk, ReadError, ReadOptions, Reason, Reject, Shared, Slots, Span, html};
use crate::record::{Ordinal, Record};
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

/// Bytes of a chunk: pages cost more work than texts.
const MOST: usize = 512 << 10;
/// Pages of a chunk, good and bad, at most.
const MOST_PAGES: usize = 128;
/// Bytes of a record's header, at most.
const MOST_HEADER: usize = 64 << 10;

/// A page as it was fetched.
#[derive(Debug)]
pub(super) struct Capture {
    address: String,
    charset: String,
    /// In the chunk's bytes; empty where the reader rejected it.
    span: Span,
    /// Number of the WARC record, from 1.
    record: u64,
    /// A text already, as in WET files.
    plain: bool,
    rejected: bool,
}

impl Capture {
    /// Where it was fetched.
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// Reads an archive.
pub(super) struct Archive {
    stream: BufReader<Box<dyn Read + Send>>,
    shared: Arc<Shared>,
    /// Pages so far.
    number: u64,
    /// Records so far.
    record: u64,
    passed: u64,
    /// A line that was read and is still to be looked at.
    ahead: Option<String>,
    /// The record at hand was lost, and that has been told.
    lost: bool,
    end: bool,
}

/// The lines at the head of a record.
#[derive(Debug, Default)]
struct Header {
    kind: String,
    address: String,
    media: String,
    length: u64,
}

enum Next {
    Header(Header),
    /// No record begins here; reading goes on at the next one.
    Lost(String),
    End,
}

impl Archive {
    pub fn new(stream: Box<dyn Read + Send>, shared: Arc<Shared>) -> Self {
        Self { stream: BufReader::with_capacity(64 << 10, stream), shared, number: 0, record: 0, passed: 0, ahead: None, lost: false, end: false }
    }

    /// A line without its end; `None` at the end of the archive. What is longer than a header may be is cut.
    fn line(&mut self) -> io::Result<Option<String>> {
        if let Some(line) = self.ahead.take() {
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        (&mut self.stream).take(MOST_HEADER as u64).read_until(b'\n', &mut line)?;
        Ok((!line.is_empty()).then(|| String::from_utf8_lossy(&line).trim_end().to_owned()))
    }

    fn header(&mut self) -> io::Result<Next> {
        let mut lost = None;
        loop {
            match self.line()? {
                None => return Ok(lost.map_or(Next::End, Next::Lost)),
                Some(line) if line.is_empty() => {}
                Some(line) if line.starts_with("WARC/") && lost.is_none() => break,
                // The record behind what was lost is read, but what was lost is told first.
                Some(line) if line.starts_with("WARC/") => {
                    self.ahead = Some(line);
                    return Ok(Next::Lost(lost.unwrap_or_default()));
                }
                Some(_) if self.lost => {}
                Some(line) => {
                    lost.get_or_insert(line);
                }
            }
        }
        self.lost = false;
        let mut header = Header::default();
        let mut size = 0;
        while let Some(line) = self.line()?.filter(|l| !l.is_empty()) {
            size += line.len();
            if size > MOST_HEADER {
                return Ok(Next::Lost(line));
            }
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => header.kind = value.to_ascii_lowercase(),
                "warc-target-uri" => header.address = value.trim_start_matches('<').trim_end_matches('>').to_owned(),
                "content-type" => header.media = value.to_ascii_lowercase(),
                "content-length" => match value.parse() {
                    Ok(length) => header.length = length,
                    Err(_) => return Ok(Next::Lost(line)),
                },
                _ => {}
            }
        }
        Ok(Next::Header(header))
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        let passed = io::copy(&mut (&mut self.stream).take(length), &mut io::sink())?;
        if passed < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    /// The next page, its bytes appended to `bytes`; `None` where the record holds none.
    fn capture(&mut self, header: Header, bytes: &mut Vec<u8>) -> io::Result<Option<Result<Capture, Reason>>> {
        let kind = match header.kind.as_str() {
            "response" if header.media.starts_with("application/http") || header.media.is_empty() => Kind::Http,
            "resource" if header.media.starts_with("text/html") || header.media.starts_with("application/xhtml") => Kind::Page,
            "conversion" if header.media.starts_with("text/plain") => Kind::Text,
            _ => {
                self.skip(header.length)?;
                return Ok(None);
            }
        };
        let limit = self.shared.max_record_bytes;
        if header.length > limit as u64 {
            self.skip(header.length)?;
            return Ok(Some(Err(Reason::TooLarge(limit))));
        }
        let mut raw = Vec::with_capacity((header.length as usize).min(1 << 20));
        if (&mut self.stream).take(header.length).read_to_end(&mut raw)? < header.length as usize {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut capture = Capture {
            address: header.address,
            charset: parameter(&header.media, "charset"),
            span: (0, 0),
            record: self.record,
            plain: kind == Kind::Text,
            rejected: false,
        };
        let start = bytes.len();
        match kind {
            Kind::Page | Kind::Text => bytes.extend_from_slice(&raw),
            Kind::Http => match http(&raw, limit) {
                Ok(Some(page)) => {
                    capture.charset = page.charset;
                    bytes.extend_from_slice(&page.body);
                }
                Ok(None) => return Ok(None),
                Err(reason) => return Ok(Some(Err(reason))),
            },
        }
        capture.span = (start as u32, bytes.len() as u32);
        Ok(Some(Ok(capture)))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Http,
    Page,
    Text,
}

/// A page out of an HTTP response.
struct Response<'a> {
    charset: String,
    body: Cow<'a, [u8]>,
}

/// The page of a response; `None` where it is no page, or not what was asked for.
fn http(raw: &[u8], limit: usize) -> Result<Option<Response<'_>>, Reason> {
    let broken = |why: &str| Reason::Unreadable(format!("not an HTTP response: {why}"));
    let mut headers = [httparse::EMPTY_HEADER; 256];
    let mut response = httparse::Response::new(&mut headers);
    let parser = {
        let mut config = httparse::ParserConfig::default();
        // As servers send them, not as they should.
        config
            .allow_spaces_after_header_name_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_multiple_spaces_in_response_status_delimiters(true)
            .ignore_invalid_headers_in_responses(true);
        config
    };
    let start = match parser.parse_response(&mut response, raw) {
        Ok(httparse::Status::Complete(start)) => start,
        Ok(httparse::Status::Partial) => return Err(broken("it ends inside its header")),
        Err(error) => return Err(broken(&error.to_string())),
    };
    if response.code != Some(200) {
        return Ok(None);
    }
    let header = |name: &str| {
        let found = response.headers.iter().find(|h| h.name.eq_ignore_ascii_case(name));
        found.map(|h| String::from_utf8_lossy(h.value).trim().to_ascii_lowercase()).unwrap_or_default()
    };
    let media = header("content-type");
    if !(media.is_empty() || media.starts_with("text/html") || media.starts_with("application/xhtml")) {
        return Ok(None);
    }
    let mut body = Cow::Borrowed(&raw[start..]);
    // Some crawlers store the body in one piece and keep the header that says otherwise.
    if header("transfer-encoding").contains("chunked")
        && let Some(whole) = unchunk(&body)
    {
        body = Cow::Owned(whole);
    }
    for coding in header("content-encoding").split(',').map(str::trim).rev() {
        let packed = match coding {
            "gzip" | "x-gzip" => body.starts_with(&[0x1F, 0x8B]),
            "zstd" => body.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]),
            "deflate" | "br" => !body.trim_ascii_start().starts_with(b"<"),
            _ => false,
        };
        if !packed {
            continue;
        }
        let inner: Box<dyn Read + '_> = match coding {
            "gzip" | "x-gzip" => Box::new(flate2::read::MultiGzDecoder::new(&*body)),
            "zstd" => Box::new(zstd::stream::read::Decoder::new(&*body).map_err(|e| Reason::Unreadable(e.to_string()))?),
            "br" => Box::new(brotli_decompressor::Decompressor::new(&*body, 4096)),
            // With a header of its own, or, as some servers have it, without.
            _ if body.first().is_some_and(|b| b & 0x0F == 8) => Box::new(flate2::read::ZlibDecoder::new(&*body)),
            _ => Box::new(flate2::read::DeflateDecoder::new(&*body)),
        };
        let mut out = Vec::new();
        let done = inner.take(limit as u64 + 1).read_to_end(&mut out);
        if out.len() > limit {
            return Err(Reason::TooLarge(limit));
        }
        // A page whose end was cut off is still a page.
        if let Err(error) = done
            && out.is_empty()
        {
            return Err(Reason::Unreadable(format!("the page's {coding} encoding: {error}")));
        }
        body = Cow::Owned(out);
    }
    Ok(Some(Response { charset: parameter(&media, "charset"), body }))
}

/// The value of a parameter of a media type.
fn parameter(media: &str, name: &str) -> String {
    let found = media.split(';').skip(1).find_map(|p| p.split_once('=').filter(|(n, _)| n.trim() == name).map(|(_, value)| value));
    found.unwrap_or("").trim().trim_matches(['"', '\'']).to_owned()
}

/// A body that was sent in pieces, in one; `None` where it is in one already.
fn unchunk(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    loop {
        let rest = body.get(at..)?;
        let end = memchr::memchr(b'\n', &rest[..rest.len().min(1024)]);
        let size = end.and_then(|end| {
            let line = std::str::from_utf8(&rest[..end]).ok()?;
            let digits = line.split(';').next()?.trim();
            usize::from_str_radix(digits, 16).ok().filter(|_| digits.bytes().all(|b| b.is_ascii_hexdigit()))
        });
        let (Some(end), Some(size)) = (end, size) else {
            // Cut off, or never in pieces.
            return (!out.is_empty()).then_some(out);
        };
        if size == 0 {
            return Some(out);
        }
        let piece = &rest[end + 1..];
        out.extend_from_slice(&piece[..size.min(piece.len())]);
        if size >= piece.len() {
            return Some(out);
        }
        at += end + 1 + size;
        at += body.get(at..)?.iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n')).count();
    }
}

impl Chunks for Archive {
    fn next(&mut self) -> Result<Option<RawChunk>, ReadError> {
        let first = self.number;
        let mut bytes = Vec::new();
        let mut pages: Vec<Capture> = Vec::new();
        let mut rejects: Vec<Reject> = Vec::new();
        while !self.end && bytes.len() < MOST && pages.len() + rejects.len() < MOST_PAGES {
            let ordinal = Ordinal { input: self.shared.input, number: self.number };
            let read = self.header().and_then(|next| match next {
                Next::End => {
                    self.end = true;
                    Ok(None)
                }
                Next::Lost(line) => {
                    self.lost = true;
                    let reason = Reason::Unreadable("no WARC record begins here".to_owned());
                    rejects.push(self.shared.reject(Some(self.record + 1), ordinal, reason, line.as_bytes()));
                    Ok(None)
                }
                Next::Header(header) => {
                    self.record += 1;
                    let address = header.address.clone();
                    let found = self.capture(header, &mut bytes)?;
                    self.passed += u64::from(found.is_none());
                    Ok(found.map(|f| (address, f)))
                }
            });
            match read {
                Ok(None) => {}
                Ok(Some((_, Ok(capture)))) => {
                    self.number += 1;
                    pages.push(capture);
                }
                Ok(Some((address, Err(reason)))) => {
                    self.number += 1;
                    rejects.push(self.shared.reject(Some(self.record), ordinal, reason, address.as_bytes()));
                    // Its place is kept.
                    pages.push(Capture { address, charset: String::new(), span: (0, 0), record: self.record, plain: false, rejected: true });
                }
                Err(error) => {
                    self.end = true;
                    let why = if error.kind() == io::ErrorKind::UnexpectedEof { "the archive ends inside a record".to_owned() } else { error.to_string() };
                    rejects.push(self.shared.reject(Some(self.record.max(1)), ordinal, Reason::Unreadable(why), &[]));
                }
            }
            if self.shared.eager && !pages.is_empty() {
                break;
            }
        }
        if pages.is_empty() && rejects.is_empty() {
            return Ok(None);
        }
        let mut chunk = RawChunk::new(&self.shared, first, 1, bytes, Body::Pages(pages));
        chunk.rejects = rejects;
        Ok(Some(chunk))
    }

    fn notices(&mut self) -> Vec<Notice> {
        let count = std::mem::take(&mut self.passed);
        if count > 0 { vec![Notice::NoPages { input: self.shared.name.clone(), count }] } else { Vec::new() }
    }
}

/// Appends a record for each page. Its id is its address.
pub(super) fn parse<'a>(chunk: &'a RawChunk, pages: &'a [Capture], options: &'a ReadOptions, records: &mut Vec<Record<'a>>, rejects: &mut Vec<Reject>) {
    for (index, capture) in pages.iter().enumerate().filter(|(_, c)| !c.rejected) {
        let ordinal = Ordinal { input: chunk.first.input, number: chunk.first.number + index as u64 };
        // Another shard's page is not taken apart.
        if !chunk.wanted(options, ordinal) {
            continue;
        }
        let bytes = chunk.bytes.get(capture.span.0 as usize..capture.span.1 as usize).unwrap_or(&[]);
        let mut slots = Slots::default();
        let read = if capture.plain {
            slots.fields[Field::Text as usize] = String::from_utf8_lossy(bytes);
            slots.fields[Field::Outlet as usize] = Cow::Owned(html::host(&capture.address).unwrap_or_default());
            Ok(())
        } else {
            html::page(bytes, &capture.address, &capture.charset).map(|page| of_page(&mut slots, page))
        };
        let done = read.and_then(|()| {
            slots.fields[Field::Id as usize] = Cow::Borrowed(&capture.address);
            slots.fields[Field::Url as usize] = Cow::Borrowed(&capture.address);
            // When it was fetched may be years after it was published: no date is better than that.
            slots.finish(&chunk.shared, options, ordinal, chunk.several)
        });
        match done {
            Ok(record) => records.push(record),
            Err(reason) => rejects.push(chunk.shared.reject(Some(capture.record), ordinal, reason, capture.address.as_bytes())),
        }
    }
}
