//! Encodings: UTF-8 as it is; UTF-16 by its mark; what is neither is guessed, and told.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// What the first bytes of an input say of its encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// UTF-8, after so many bytes of byte order mark.
    Utf8(usize),
    /// Something else.
    Other(&'static Encoding),
    /// No text at all.
    Binary,
}

/// Looks at the first bytes of an input; `whole` says that there are no more. `lines` means a format that is always UTF-8
/// and read by the line: then single lines that are not are no reason to take the rest for something else.
pub fn find(head: &[u8], whole: bool, lines: bool) -> Found {
    if head.starts_with(b"\xEF\xBB\xBF") {
        return Found::Utf8(3);
    }
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Found::Other(encoding);
    }
    if let Some(encoding) = utf16_without_mark(head) {
        return Found::Other(encoding);
    }
    if memchr::memchr(0, head).is_some() {
        return Found::Binary;
    }
    match std::str::from_utf8(head) {
        Ok(_) => return Found::Utf8(0),
        // The first bytes may end inside a character.
        Err(error) if error.error_len().is_none() && !whole => return Found::Utf8(0),
        Err(_) => {}
    }
    if lines {
        let (mut good, mut bad) = (0, 0);
        for line in head.split(|b| *b == b'\n').filter(|l| !l.is_ascii()) {
            if std::str::from_utf8(line).is_ok() { good += 1 } else { bad += 1 }
        }
        if good >= bad {
            return Found::Utf8(0);
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, whole);
    let guess = detector.guess(None, Utf8Detection::Deny);
    Found::Other(if guess == UTF_8 { encoding_rs::WINDOWS_1252 } else { guess })
}

/// Latin text in UTF-16 has a zero in every other byte.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(1024) & !1];
    if head.len() < 8 {
        return None;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    match (zeros(0), zeros(1)) {
        (0, n) if n * 10 >= head.len() * 3 => Some(UTF_16LE),
        (n, 0) if n * 10 >= head.len() * 3 => Some(UTF_16BE),
        _ => None,
    }
}

/// A whole text, its encoding where it is not UTF-8, and whether some bytes meant nothing in it; `None` where it is no text.
pub fn decode(mut bytes: Vec<u8>) -> Option<(String, Option<&'static str>, bool)> {
    let encoding = match find(&bytes, true, false) {
        Found::Utf8(mark) => {
            bytes.drain(..mark);
            match String::from_utf8(bytes) {
                Ok(text) => return Some((text, None, false)),
                Err(error) => {
                    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                    return Some((text, Some(UTF_8.name()), true));
                }
            }
        }
        Found::Other(encoding) => encoding,
        Found::Binary => return None,
    };
    let (text, used, lossy) = encoding.decode(&bytes);
    Some((text.into_owned(), Some(used.name()), lossy))
}

/// A stream of another encoding as UTF-8.
pub struct Transcoder {
    inner: Box<dyn Read + Send>,
    decoder: Decoder,
    raw: Vec<u8>,
    /// The part of `raw` that is not decoded yet.
    pending: std::ops::Range<usize>,
    end: bool,
    finished: bool,
    /// Decoded, and more than was asked for.
    spill: Vec<u8>,
}

impl Transcoder {
    /// Decodes `inner`, whose byte order mark, if it has one, is left out.
    pub fn new(inner: Box<dyn Read + Send>, encoding: &'static Encoding) -> Self {
        Self { inner, decoder: encoding.new_decoder_with_bom_removal(), raw: vec![0; 1 << 16], pending: 0..0, end: false, finished: false, spill: Vec::new() }
    }
}

impl Read for Transcoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.len() < 16 && self.spill.is_empty() {
            // The decoder wants room for a whole character, so it gets some and hands on what fits.
            let mut room = vec![0; 1024];
            let size = self.read(&mut room)?;
            room.truncate(size);
            self.spill = room;
        }
        if buffer.len() < 16 || !self.spill.is_empty() {
            let size = buffer.len().min(self.spill.len());
            buffer[..size].copy_from_slice(&self.spill[..size]);
            self.spill.drain(..size);
            return Ok(size);
        }
        while !self.finished {
            if self.pending.is_empty() && !self.end {
                let size = self.inner.read(&mut self.raw)?;
                self.end = size == 0;
                self.pending = 0..size;
            }
            let (result, read, written, _) = self.decoder.decode_to_utf8(&self.raw[self.pending.clone()], buffer, self.end);
            self.pending.start += read;
            self.finished = self.end && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}
