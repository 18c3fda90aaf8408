//! A stream as a growing buffer that records are cut from.

use std::io::{self, Read};

/// Bytes that a chunk has at most, unless one record has more or [`super::ReadOptions::chunk_bytes`] says otherwise.
pub const MOST: usize = 1 << 20;
/// Bytes of the first chunk: small inputs shall keep every thread busy, and a pipe wait for nothing.
const FIRST: usize = 64 << 10;

/// Reads a stream block by block.
pub struct Blocks {
    stream: Box<dyn Read + Send>,
    /// What was read and not yet handed on.
    pub buffer: Vec<u8>,
    /// Nothing more will come.
    pub end: bool,
    eager: bool,
    want: usize,
    /// Bytes that a chunk has at most, unless one record has more.
    pub most: usize,
    /// Why reading stopped before its time.
    pub error: Option<io::Error>,
}

impl Blocks {
    /// `eager`: whatever one read brings is handed on, as for a pipe.
    pub fn new(stream: Box<dyn Read + Send>, eager: bool, most: usize) -> Self {
        Self { stream, buffer: Vec::new(), end: false, eager, want: FIRST.min(most), most, error: None }
    }

    /// Reads more; the buffer then has a chunk's worth, or the stream has ended. A refusal ends the stream.
    pub fn fill(&mut self) {
        // A long record grows the buffer by halves, so that it is not copied over and over.
        let want = self.want.saturating_sub(self.buffer.len()).max((self.buffer.len() / 2).min(8 << 20)).max(FIRST.min(self.most));
        self.want = (self.want * 2).min(self.most);
        let mut at = self.buffer.len();
        self.buffer.resize(at + want, 0);
        while at < self.buffer.len() && !self.end {
            match self.stream.read(&mut self.buffer[at..]) {
                Ok(0) => self.end = true,
                Ok(n) => {
                    at += n;
                    if self.eager {
                        break;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.error = Some(error);
                    self.end = true;
                }
            }
        }
        self.buffer.truncate(at);
    }

    /// The stream itself, of which nothing has been read here.
    pub fn into_stream(self) -> Box<dyn Read + Send> {
        self.stream
    }

    /// Hands on the first `size` bytes.
    pub fn take(&mut self, size: usize) -> Vec<u8> {
        let rest = self.buffer.split_off(size);
        std::mem::replace(&mut self.buffer, rest)
    }
}
