//! JSON lines: chunks of whole lines.

use super::blocks::Blocks;
use super::{Body, Chunks, RawChunk, ReadError, Reason, Reject, Shared};
use crate::record::Ordinal;
use std::sync::Arc;

/// Cuts a stream at line ends.
pub(super) struct Lines {
    blocks: Blocks,
    shared: Arc<Shared>,
    number: u64,
    line: u64,
}

impl Lines {
    pub fn new(blocks: Blocks, shared: Arc<Shared>) -> Self {
        Self { blocks, shared, number: 0, line: 1 }
    }

    /// Drops a line that is too long as it comes in, and says so.
    fn skip_line(&mut self) -> Reject {
        let ordinal = Ordinal { input: self.shared.input, number: self.number };
        let reason = Reason::TooLarge(self.shared.max_record_bytes);
        let reject = self.shared.reject(Some(self.line), ordinal, reason, &self.blocks.buffer);
        self.number += 1;
        loop {
            if let Some(at) = memchr::memchr(b'\n', &self.blocks.buffer) {
                self.blocks.buffer.drain(..=at);
                self.line += 1;
                return reject;
            }
            // A smaller buffer than the line took: memory goes back.
            self.blocks.buffer = Vec::new();
            if self.blocks.end {
                return reject;
            }
            self.blocks.fill();
        }
    }
}

impl Chunks for Lines {
    fn next(&mut self) -> Result<Option<RawChunk>, ReadError> {
        let mut rejects = Vec::new();
        let mut searched = 0;
        let cut = loop {
            if let Some(at) = memchr::memrchr(b'\n', &self.blocks.buffer[searched..]) {
                break searched + at + 1;
            }
            if self.blocks.end {
                break self.blocks.buffer.len();
            }
            searched = self.blocks.buffer.len();
            if searched > self.shared.max_record_bytes {
                rejects.push(self.skip_line());
                searched = 0;
                continue;
            }
            self.blocks.fill();
        };
        let (first, line) = (self.number, self.line);
        let bytes = self.blocks.take(cut);
        let mut spans = Vec::with_capacity(bytes.len() / 2048 + 1);
        let mut start = 0;
        while start < bytes.len() {
            let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |n| start + n);
            let content = bytes[start..end].trim_ascii();
            if content.len() > self.shared.max_record_bytes {
                let ordinal = Ordinal { input: self.shared.input, number: self.number };
                let reason = Reason::TooLarge(self.shared.max_record_bytes);
                rejects.push(self.shared.reject(Some(self.line), ordinal, reason, content));
                // Its place is kept by an empty span, which the parser passes over.
                spans.push((start as u32, start as u32));
                self.number += 1;
            } else if !content.is_empty() {
                spans.push((start as u32, end as u32));
                self.number += 1;
            }
            self.line += (end < bytes.len()) as u64;
            start = end + 1;
        }
        if let Some(error) = self.blocks.error.take() {
            let ordinal = Ordinal { input: self.shared.input, number: self.number };
            rejects.push(self.shared.reject(Some(self.line), ordinal, Reason::Unreadable(error.to_string()), &[]));
        }
        if bytes.is_empty() && rejects.is_empty() {
            return Ok(None);
        }
        let mut chunk = RawChunk::new(&self.shared, first, line, bytes, Body::Json(spans));
        chunk.rejects = rejects;
        Ok(Some(chunk))
    }
}
