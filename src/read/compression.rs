//! Compressed inputs, known by their first bytes and not by their names; and the hash of the bytes as they are stored.

use sha2::{Digest, Sha256};
use std::io::{self, Cursor, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A raw stream that counts and hashes what is read from it, whoever reads.
#[derive(Clone)]
pub struct Counted(Arc<Mutex<State>>);

struct State {
    inner: Box<dyn Read + Send>,
    bytes: u64,
    meter: Arc<AtomicU64>,
    hash: Option<Sha256>,
}

impl Counted {
    /// Hashes only when asked: it is the slowest part of reading. `meter` counts the bytes of all inputs.
    pub fn new(inner: Box<dyn Read + Send>, hash: bool, meter: Arc<AtomicU64>) -> Self {
        Self(Arc::new(Mutex::new(State { inner, bytes: 0, meter, hash: hash.then(Sha256::new) })))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what is left, and says how many bytes there were and their SHA-256.
    pub fn finish(&self) -> (u64, Option<[u8; 32]>) {
        let mut rest = [0; 1 << 14];
        // A refusal has been told by whoever read before.
        while self.lock().hash.is_some() && matches!((&mut &*self).read(&mut rest), Ok(n) if n > 0) {}
        let mut state = self.lock();
        let hash = state.hash.take().map(|h| h.finalize().into());
        (state.bytes, hash)
    }
}

impl Read for &Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.lock();
        let size = state.inner.read(buffer)?;
        state.bytes += size as u64;
        state.meter.fetch_add(size as u64, Ordering::Relaxed);
        if let Some(hash) = &mut state.hash {
            hash.update(&buffer[..size]);
        }
        Ok(size)
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self).read(buffer)
    }
}

/// Reads until `size` bytes are there or the stream ends.
pub fn head(stream: &mut dyn Read, size: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(size);
    stream.take(size as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The stream unpacked, if gzip or zstd packed it.
///
/// # Errors
/// What the system says while the first bytes are read.
pub fn unpack(mut stream: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let head = head(&mut stream, 4)?;
    let packed = match head.as_slice() {
        [0x1F, 0x8B, ..] => Some(true),
        [0x28, 0xB5, 0x2F, 0xFD] | [0x50..=0x5F, 0x2A, 0x4D, 0x18] => Some(false),
        _ => None,
    };
    let whole = Cursor::new(head).chain(stream);
    let packed_bytes = Arc::new(AtomicU64::new(0));
    let tally = Tally { inner: whole, count: packed_bytes.clone() };
    Ok(match packed {
        // Files may be several archives one after the other.
        Some(true) => Box::new(Ratio::new(flate2::read::MultiGzDecoder::new(tally), packed_bytes)),
        Some(false) => Box::new(Ratio::new(zstd::stream::read::Decoder::new(tally)?, packed_bytes)),
        None => Box::new(tally.inner),
    })
}

/// Unpacked bytes that are let through however small the archive is.
const FREE: u64 = 256 << 20;
/// How many times larger an archive may become beyond these. Text shrinks five to ten times, the same line over and over some hundred times.
const MOST_RATIO: u64 = 400;

/// Counts what is read.
struct Tally<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Tally<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.inner.read(buffer)?;
        self.count.fetch_add(size as u64, Ordering::Relaxed);
        Ok(size)
    }
}

/// An unpacked stream that stops where it grows beyond measure: an archive of a few kilobytes can keep a machine busy for days.
struct Ratio<R> {
    inner: R,
    packed: Arc<AtomicU64>,
    unpacked: u64,
    free: u64,
}

impl<R: Read> Ratio<R> {
    fn new(inner: R, packed: Arc<AtomicU64>) -> Self {
        Self { inner, packed, unpacked: 0, free: FREE }
    }
}

impl<R: Read> Read for Ratio<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.inner.read(buffer)?;
        self.unpacked += size as u64;
        if self.unpacked > self.free && self.unpacked > self.packed.load(Ordering::Relaxed).saturating_mul(MOST_RATIO) {
            return Err(io::Error::other(format!("the archive unpacks to more than {MOST_RATIO} times its size; reading stops there")));
        }
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_that_grows_beyond_measure_is_stopped() {
        let zeros = io::repeat(b'a').take(3 << 20);
        let mut packer = flate2::read::GzEncoder::new(zeros, flate2::Compression::best());
        let mut packed = Vec::new();
        packer.read_to_end(&mut packed).unwrap();
        assert!((3 << 20) / packed.len() as u64 > MOST_RATIO);
        let read = |free: u64| {
            let count = Arc::new(AtomicU64::new(0));
            let tally = Tally { inner: &packed[..], count: count.clone() };
            let mut stream = Ratio { free, ..Ratio::new(flate2::read::GzDecoder::new(tally), count) };
            let mut out = Vec::new();
            (stream.read_to_end(&mut out).is_ok(), out.len())
        };
        assert_eq!(read(FREE), (true, 3 << 20));
        let (whole, size) = read(1 << 20);
        assert!(!whole && size < 2 << 20);
        // Text of some variety is let through.
        let text: String = (0..200_000).map(|n| format!("line {n}\n")).collect();
        let mut packed = Vec::new();
        flate2::read::GzEncoder::new(text.as_bytes(), flate2::Compression::best()).read_to_end(&mut packed).unwrap();
        let count = Arc::new(AtomicU64::new(0));
        let mut stream = Ratio { free: 0, ..Ratio::new(flate2::read::GzDecoder::new(Tally { inner: &packed[..], count: count.clone() }), count) };
        let mut out = String::new();
        stream.read_to_string(&mut out).unwrap();
        assert_eq!(out, text);
    }
}
