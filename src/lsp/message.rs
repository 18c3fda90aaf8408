//! Messages of the language server protocol: a header with the length, and JSON.

use serde_json::Value;
use std::io::{self, BufRead, Read, Write};

/// The longest message that is read; a client that asks for more is broken.
const MOST_BYTES: usize = 256 << 20;

/// What came in.
#[derive(Debug)]
pub enum Incoming {
    Message(Value),
    /// A body that is no JSON; the next message can be read.
    Broken(String),
    /// The client is gone.
    End,
}

/// Reads the next message.
///
/// # Errors
/// Input that fails, ends within a message, or has a header without a length that can be.
pub fn read(input: &mut impl BufRead) -> io::Result<Incoming> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        // A header line is short; one without an end is not read to the end of memory.
        if input.by_ref().take(8192).read_until(b'\n', &mut line)? == 0 {
            return if length.is_none() { Ok(Incoming::End) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if text.is_empty() {
            match length {
                Some(_) => break,
                None => continue,
            }
        }
        let (name, value) = text.split_once(':').ok_or_else(|| bad(format!("\"{text}\" is no header")))?;
        if name.eq_ignore_ascii_case("content-length") {
            let n: usize = value.trim().parse().map_err(|_| bad(format!("a Content-Length of \"{}\"", value.trim())))?;
            if n > MOST_BYTES {
                return Err(bad(format!("a message of {n} bytes")));
            }
            length = Some(n);
        }
    }
    let mut body = vec![0; length.unwrap_or(0)];
    input.read_exact(&mut body)?;
    Ok(match serde_json::from_slice(&body) {
        Ok(value) => Incoming::Message(value),
        Err(error) => Incoming::Broken(error.to_string()),
    })
}

fn bad(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// Writes a message.
///
/// # Errors
/// Output that fails.
pub fn write(output: &mut impl Write, message: &Value) -> io::Result<()> {
    let body = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_is_read_and_what_is_broken_is_told() {
        let mut bytes = Vec::new();
        write(&mut bytes, &json!({ "text": "é😀" })).unwrap();
        bytes.extend_from_slice(b"content-length: 3\r\nContent-Type: x\r\n\r\n{ x");
        let mut input = bytes.as_slice();
        assert!(matches!(read(&mut input).unwrap(), Incoming::Message(m) if m == json!({ "text": "é😀" })));
        assert!(matches!(read(&mut input).unwrap(), Incoming::Broken(_)));
        assert!(matches!(read(&mut input).unwrap(), Incoming::End));
        for wrong in ["Content-Length: many\r\n\r\n", "nonsense\r\n\r\n", "Content-Length: 99999999999\r\n\r\n", "Content-Length: 9\r\n\r\n{}"] {
            assert!(read(&mut wrong.as_bytes()).is_err(), "{wrong:?}");
        }
    }
}
