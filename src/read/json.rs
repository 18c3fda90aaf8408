//! JSON: an array of objects, or one after the other, over any number of lines; and how an object becomes a record.

use super::blocks::Blocks;
use super::{Body, Chunks, Field, Names, RawChunk, ReadError, Reason, Shared, Slots, Span};
use crate::record::Ordinal;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// White space that may stand before a brace at the beginning of a line.
const MOST_INDENT: usize = 256;

/// Finds where the values of a stream begin and end.
pub(super) struct Values {
    blocks: Blocks,
    shared: Arc<Shared>,
    number: u64,
    line: u64,
}

impl Values {
    pub fn new(blocks: Blocks, shared: Arc<Shared>) -> Self {
        Self { blocks, shared, number: 0, line: 1 }
    }
}

impl Chunks for Values {
    fn next(&mut self) -> Result<Option<RawChunk>, ReadError> {
        let (first, line) = (self.number, self.line);
        let mut rejects = Vec::new();
        let mut spans: Vec<Span> = Vec::new();
        let mut scan = Scan::default();
        let mut cut = 0;
        loop {
            let step = scan.next(&self.blocks.buffer, self.blocks.end);
            let ordinal = Ordinal { input: self.shared.input, number: self.number };
            match step {
                Step::Value(start, end) => {
                    cut = end;
                    self.number += 1;
                    if end - start > self.shared.max_record_bytes {
                        let reason = Reason::TooLarge(self.shared.max_record_bytes);
                        let at = self.line + memchr::memchr_iter(b'\n', &self.blocks.buffer[..start]).count() as u64;
                        rejects.push(self.shared.reject(Some(at), ordinal, reason, &self.blocks.buffer[start..end]));
                        spans.push((start as u32, start as u32));
                    } else {
                        spans.push((start as u32, end as u32));
                    }
                }
                Step::More if spans.is_empty() => {
                    if self.blocks.end {
                        cut = self.blocks.buffer.len();
                        break;
                    }
                    if self.blocks.buffer.len() - scan.start > self.shared.max_record_bytes {
                        // Where such a value ends cannot be known without reading it all; what follows is found again at
                        // the next line that begins an object.
                        let at = self.line + memchr::memchr_iter(b'\n', &self.blocks.buffer[..scan.start]).count() as u64;
                        let reason = Reason::TooLarge(self.shared.max_record_bytes);
                        rejects.push(self.shared.reject(Some(at), ordinal, reason, &self.blocks.buffer[scan.start..]));
                        self.number += 1;
                        self.skip_value(scan.start + 1);
                        break;
                    }
                    self.blocks.fill();
                }
                Step::More => break,
            }
            if cut - spans.first().map_or(0, |s| s.0 as usize) >= self.blocks.most {
                break;
            }
        }
        let bytes = self.blocks.take(cut);
        self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        if self.blocks.end
            && let Some(error) = self.blocks.error.take()
        {
            let ordinal = Ordinal { input: self.shared.input, number: self.number };
            rejects.push(self.shared.reject(Some(self.line), ordinal, Reason::Unreadable(error.to_string()), &[]));
        }
        if spans.is_empty() && rejects.is_empty() {
            return Ok(None);
        }
        let mut chunk = RawChunk::new(&self.shared, first, line, bytes, Body::Json(spans));
        chunk.rejects = rejects;
        Ok(Some(chunk))
    }
}

impl Values {
    /// Drops the value that has begun before byte `from` as it comes in, up to a line that begins with an object.
    fn skip_value(&mut self, from: usize) {
        self.line += memchr::memchr_iter(b'\n', &self.blocks.buffer[..from]).count() as u64;
        self.blocks.buffer.drain(..from);
        loop {
            let buffer = &self.blocks.buffer;
            // A brace with nothing but white space between it and the line end before it.
            let brace = memchr::memchr_iter(b'{', buffer).find(|at| {
                let before = buffer[..*at].iter().rev().take_while(|b| b.is_ascii_whitespace());
                before.take(MOST_INDENT).any(|b| *b == b'\n')
            });
            let found = brace.and_then(|at| memchr::memrchr(b'\n', &buffer[..at]));
            let keep = match found {
                Some(at) => at + 1,
                None => buffer.len(),
            };
            self.line += memchr::memchr_iter(b'\n', &buffer[..keep]).count() as u64;
            self.blocks.buffer.drain(..keep);
            if found.is_some() || self.blocks.end {
                return;
            }
            self.blocks.buffer = Vec::new();
            self.blocks.fill();
        }
    }
}

/// A scanner over JSON that goes on where the buffer ended.
#[derive(Default)]
struct Scan {
    /// Where the value at hand begins.
    start: usize,
    at: usize,
    depth: usize,
    in_value: bool,
    in_string: bool,
}

enum Step {
    Value(usize, usize),
    More,
}

impl Scan {
    /// The next value: an object, or whatever else stands between commas. Brackets of the outermost array are passed over.
    fn next(&mut self, buffer: &[u8], end: bool) -> Step {
        loop {
            let Some(&byte) = buffer.get(self.at) else {
                if end && self.in_value {
                    return self.value(buffer.len());
                }
                return Step::More;
            };
            if self.in_string {
                match memchr::memchr2(b'"', b'\\', &buffer[self.at..]) {
                    Some(n) if buffer[self.at + n] == b'"' => {
                        self.at += n + 1;
                        self.in_string = false;
                    }
                    Some(n) => self.at += n + 2,
                    None => self.at = buffer.len(),
                }
                continue;
            }
            if !self.in_value {
                if byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']') {
                    self.at += 1;
                    continue;
                }
                self.in_value = true;
                self.start = self.at;
                self.depth = 0;
                // Brackets that close nothing are one fault, however many there are.
                if byte == b'}' {
                    let run = buffer[self.at..].iter().take_while(|b| matches!(b, b'}' | b']' | b',')).count();
                    return self.value(self.at + run);
                }
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return self.value(self.at + 1);
                    }
                }
                // A value that is no object, or what stands before one.
                b',' | b']' | b'}' | b'\n' if self.depth == 0 => return self.value(self.at.max(self.start + 1)),
                _ => {}
            }
            self.at += 1;
        }
    }

    fn value(&mut self, end: usize) -> Step {
        let start = self.start;
        *self = Scan { start: end, at: end, ..Scan::default() };
        Step::Value(start, end)
    }
}

/// Reads one value into `slots`.
pub(super) fn parse<'a>(shared: &Shared, text: &'a str, slots: &mut Slots<'a>) -> Result<(), Reason> {
    let text = text.trim_ascii();
    if !text.starts_with('{') {
        // Worth saying what it is only where it is JSON at all.
        return Err(match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => Reason::NotAnObject,
            Err(error) => Reason::Json(describe(&error)),
        });
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let object = Object { names: &shared.names, depth: 0, inside: None, slots };
    object.deserialize(&mut reader).and_then(|()| reader.end()).map_err(|error| Reason::Json(describe(&error)))
}

/// The error without the line, which is that of the record; columns count bytes.
fn describe(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or(&message);
    format!("{what} at character {}", error.column())
}

/// An object, of which only named values are wanted.
struct Object<'n, 's, 'a> {
    names: &'n Names,
    /// How many keys lead to it.
    depth: usize,
    /// Which names lead into it; all of them at the top.
    inside: Option<Vec<usize>>,
    slots: &'s mut Slots<'a>,
}

impl<'a> DeserializeSeed<'a> for Object<'_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Object<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key_seed(Key)? {
            let (mut here, mut also, mut below) = (None, Vec::new(), Vec::new());
            for &at in self.names.of_key(&key, self.inside.as_deref()) {
                let Some(name) = self.names.list.get(at) else { continue };
                let rest = name.path.get(self.depth..).unwrap_or(&[]);
                // A key with dots in it may be meant as it stands.
                if rest.len() == 1 && rest[0] == key || self.depth == 0 && rest.len() > 1 && name.whole == key {
                    if here.is_none() { here = Some(at) } else { also.push(at) }
                } else if rest.len() > 1 && rest[0] == key {
                    below.push(at);
                }
            }
            if here.is_none() && below.is_empty() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            map.next_value_seed(Value { names: self.names, depth: self.depth, here, also, below, slots: self.slots })?;
        }
        Ok(())
    }
}

/// A key, borrowed where it has no escapes.
struct Key;

impl<'a> DeserializeSeed<'a> for Key {
    type Value = Cow<'a, str>;

    fn deserialize<D: Deserializer<'a>>(self, reader: D) -> Result<Cow<'a, str>, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Key {
    type Value = Cow<'a, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'a str) -> Result<Cow<'a, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cow<'a, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// A value that some name asks for, or that holds one.
struct Value<'n, 's, 'a> {
    names: &'n Names,
    depth: usize,
    /// The name that means this value, by number.
    here: Option<usize>,
    /// Further ones: a column that is kept and is a field as well.
    also: Vec<usize>,
    below: Vec<usize>,
    slots: &'s mut Slots<'a>,
}

impl<'a> Value<'_, '_, 'a> {
    fn set<E: Error>(self, text: Cow<'a, str>) -> Result<(), E> {
        for name in &self.also {
            self.slots.set(*name, self.names, text.clone());
        }
        if let Some(name) = self.here {
            self.slots.set(name, self.names, text);
        }
        Ok(())
    }

    fn no_string(&mut self) {
        self.slots.text_is_no_string |= self.here.iter().any(|n| self.names.list.get(*n).is_some_and(|n| n.slot == Field::Text as usize));
    }
}

impl<'a> DeserializeSeed<'a> for Value<'_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Value<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'a str) -> Result<(), E> {
        self.set(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.set(Cow::Owned(text.to_owned()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.set(Cow::Owned(number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.set(Cow::Owned(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.set(Cow::Owned(number.to_string()))
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<(), E> {
        self.set(Cow::Borrowed(if truth { "true" } else { "false" }))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.set(Cow::Borrowed(""))
    }

    fn visit_map<M: MapAccess<'a>>(mut self, map: M) -> Result<(), M::Error> {
        self.no_string();
        Object { names: self.names, depth: self.depth + 1, inside: Some(self.below), slots: self.slots }.visit_map(map)
    }

    fn visit_seq<S: SeqAccess<'a>>(mut self, mut list: S) -> Result<(), S::Error> {
        self.no_string();
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}
