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
    Ok(match packed {
        // Files may be several archives one after the other.
        Some(true) => Box::new(flate2::read::MultiGzDecoder::new(whole)),
        Some(false) => Box::new(zstd::stream::read::Decoder::new(whole)?),
        None => Box::new(whole),
    })
}
