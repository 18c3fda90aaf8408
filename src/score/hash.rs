//! The hash that ties a row to the words it was counted from.

use sha2::{Digest, Sha256};

/// SHA-256 of the title, a line feed, and the text, in hexadecimal.
pub fn article_sha256(title: &str, text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hasher = Sha256::new();
    hasher.update(title.as_bytes());
    hasher.update(b"\n");
    hasher.update(text.as_bytes());
    let mut out = String::with_capacity(64);
    for byte in hasher.finalize() {
        out.push(DIGITS[usize::from(byte >> 4)] as char);
        out.push(DIGITS[usize::from(byte & 15)] as char);
    }
    out
}
