//! A table being written to memory: cells go in one after the other, in the schema's order, as CSV or JSON lines.

use super::schema::{Kind, Table};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Format {
    /// RFC 4180, UTF-8.
    #[default]
    Csv,
    /// One JSON object a line.
    Jsonl,
}

impl Format {
    /// File ending.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
        }
    }
}

/// Rows of one table, as bytes.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The rows written so far.
    pub bytes: Vec<u8>,
    /// Number of rows.
    pub rows: u64,
    format: Format,
    keys: std::sync::Arc<[Vec<u8>]>,
    column: usize,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(table: &Table, format: Format) -> Self {
        let keys = table.columns.iter().map(|c| format!("\"{}\":", c.name).into_bytes()).collect();
        Self { bytes: Vec::new(), rows: 0, format, keys, column: 0 }
    }

    /// A sheet of the same table without rows, with room for somewhat more bytes than this one holds.
    pub fn emptied(&self) -> Self {
        Self { bytes: Vec::with_capacity(self.bytes.len() + self.bytes.len() / 4), rows: 0, format: self.format, keys: self.keys.clone(), column: 0 }
    }

    /// The header line of a CSV file; nothing for JSON lines.
    pub fn header(table: &Table, format: Format) -> Vec<u8> {
        match format {
            Format::Csv => {
                let mut out = table.columns.iter().map(|c| c.name.as_ref()).collect::<Vec<_>>().join(",").into_bytes();
                out.push(b'\n');
                out
            }
            Format::Jsonl => Vec::new(),
        }
    }

    #[inline]
    fn cell(&mut self) {
        match self.format {
            Format::Csv => {
                if self.column > 0 {
                    self.bytes.push(b',');
                }
            }
            Format::Jsonl => {
                self.bytes.push(if self.column == 0 { b'{' } else { b',' });
                if let Some(key) = self.keys.get(self.column) {
                    self.bytes.extend_from_slice(key);
                }
            }
        }
        self.column += 1;
    }

    /// A text cell, made harmless for spreadsheets.
    pub fn text(&mut self, text: &str) {
        self.cell();
        match self.format {
            Format::Csv => push_csv(text, &mut self.bytes),
            Format::Jsonl => push_json(text, &mut self.bytes),
        }
    }

    /// A text cell of the program's own words, which need no care: letters, figures, `_`, `-`, blanks.
    pub fn word(&mut self, word: &'static str) {
        debug_assert!(!word.contains(['"', ',', '\\']) && !needs_guard(word), "{word}");
        self.packed(word.as_bytes());
    }

    /// A cell of letters, figures, stops, `_` and `~`, which need no care either; see [`crate::facts::pack`].
    pub fn packed(&mut self, cell: &[u8]) {
        self.cell();
        match self.format {
            Format::Csv => self.bytes.extend_from_slice(cell),
            Format::Jsonl => {
                self.bytes.push(b'"');
                self.bytes.extend_from_slice(cell);
                self.bytes.push(b'"');
            }
        }
    }

    /// Cells that many rows share: written once with `write`, copied from then on. They must begin at the same column.
    pub fn shared(&mut self, cells: usize, cache: &mut Option<Box<[u8]>>, write: impl FnOnce(&mut Self)) {
        match cache {
            Some(bytes) => {
                self.bytes.extend_from_slice(bytes);
                self.column += cells;
            }
            None => {
                let (from, column) = (self.bytes.len(), self.column);
                write(self);
                debug_assert_eq!(self.column, column + cells, "shared cells");
                *cache = self.bytes.get(from..).map(Into::into);
            }
        }
    }

    /// A text cell of several parts, with " | " between them.
    pub fn list(&mut self, parts: &[String]) {
        match parts {
            [] => self.text(""),
            [one] => self.text(one),
            many => self.text(&many.join(" | ")),
        }
    }

    /// A whole number.
    pub fn integer(&mut self, number: i64) {
        self.cell();
        push_integer(number, &mut self.bytes);
    }

    /// A number with `places` places behind the point; nothing where there is none.
    pub fn float(&mut self, number: Option<f64>, places: usize) {
        self.cell();
        match number.filter(|n| n.is_finite()) {
            Some(number) => push_float(number, places, &mut self.bytes),
            None if self.format == Format::Jsonl => self.bytes.extend_from_slice(b"null"),
            None => {}
        }
    }

    /// A cell without content.
    pub fn empty(&mut self) {
        self.cell();
        if self.format == Format::Jsonl {
            self.bytes.extend_from_slice(b"null");
        }
    }

    /// The end of a row. In debug builds a row with too few or too many cells is a panic.
    pub fn end(&mut self) {
        debug_assert_eq!(self.column, self.keys.len(), "cells in a row");
        if self.format == Format::Jsonl {
            self.bytes.push(b'}');
        }
        self.bytes.push(b'\n');
        self.column = 0;
        self.rows += 1;
    }
}

/// Whether a spreadsheet would take a cell for a formula; apostrophes before it count, so that guarding can be undone.
pub fn needs_guard(text: &str) -> bool {
    let rest = text.trim_start_matches('\'');
    rest.bytes().next().is_some_and(|b| matches!(b, b'=' | b'+' | b'-' | b'@') || b < 0x20 || b == 0x7F)
}

/// Undoes the guard.
pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if needs_guard(text) => rest,
        _ => text,
    }
}

/// Appends a text as a CSV cell.
pub fn push_csv(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let guard = bytes.first().is_some_and(|b| *b < 0x30 || *b == b'=' || *b == b'@' || *b == 0x7F) && needs_guard(text);
    if !wants_marks(bytes) {
        if guard {
            out.push(b'\'');
        }
        out.extend_from_slice(bytes);
        return;
    }
    out.push(b'"');
    if guard {
        out.push(b'\'');
    }
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=at]);
        out.push(b'"');
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Whether a cell must stand in marks. Most cells are a word or two, for which setting up a search costs more than it saves.
fn wants_marks(bytes: &[u8]) -> bool {
    let special = |b: &u8| matches!(b, b'"' | b',' | b'\n' | b'\r');
    let (chunks, rest) = bytes.as_chunks::<8>();
    match bytes.last_chunk::<8>() {
        // The last eight bytes once more, rather than what is left over byte by byte.
        Some(last) => chunks.iter().chain(Some(last).filter(|_| !rest.is_empty())).any(|chunk| any_special(u64::from_le_bytes(*chunk))),
        None => rest.iter().any(special),
    }
}

/// Whether one of eight bytes is a quotation mark, a comma or a line's end: a byte less the one looked for is nought, and
/// the lowest nought borrows.
fn any_special(word: u64) -> bool {
    const ONES: u64 = u64::MAX / 255;
    let has = |byte: u8| {
        let rest = word ^ (ONES * u64::from(byte));
        rest.wrapping_sub(ONES) & !rest & (ONES << 7)
    };
    has(b'"') | has(b',') | has(b'\n') | has(b'\r') != 0
}

fn push_json(text: &str, out: &mut Vec<u8>) {
    // Writing to a vector does not fail.
    let _ = serde_json::to_writer(out, text);
}

fn push_integer(number: i64, out: &mut Vec<u8>) {
    // Most numbers are counts of next to nothing.
    if (0..10).contains(&number) {
        return out.push(b'0' + number as u8);
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(digits(number.unsigned_abs(), &mut [0; 20]));
}

/// The decimal digits of a number: what `write!` gives, without its detours.
pub fn digits(number: u64, buffer: &mut [u8; 20]) -> &[u8] {
    let mut at = buffer.len();
    let mut rest = number;
    loop {
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    &buffer[at..]
}

fn push_float(number: f64, places: usize, out: &mut Vec<u8>) {
    use std::io::Write;
    let number = if number == 0.0 { 0.0 } else { number };
    const TENS: [f64; 7] = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6];
    if let Some(ten) = TENS.get(places).filter(|_| number.abs() < 1e8) {
        let scaled = number.abs() * ten;
        let whole = scaled.trunc();
        let rest = scaled - whole;
        // Near a half, where the product's own rounding could decide, the slow way does.
        if (rest - 0.5).abs() > 1e-4 {
            let rounded = whole as u64 + u64::from(rest > 0.5);
            if number < 0.0 {
                out.push(b'-');
            }
            let unit = *ten as u64;
            push_integer((rounded / unit) as i64, out);
            if places > 0 {
                out.push(b'.');
                let digits = rounded % unit;
                let mut unit = unit / 10;
                while unit > 0 {
                    out.push(b'0' + (digits / unit % 10) as u8);
                    unit /= 10;
                }
            }
            return;
        }
    }
    let _ = write!(out, "{number:.places$}");
}

/// Whether a column of that kind may be guarded.
pub fn is_guarded(kind: Kind) -> bool {
    kind == Kind::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guard_is_reversible() {
        for text in ["=1+1", "'=x", "plain", "", "-5", "\tx", "'quoted'", "''@a"] {
            let mut out = Vec::new();
            push_csv(text, &mut out);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
            let cell = reader.records().next().map_or(String::new(), |r| r.unwrap()[0].to_owned());
            assert_eq!(unguard(&cell), text);
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t']));
        }
    }

    proptest::proptest! {
        #[test]
        fn floats_are_written_as_the_standard_library_writes_them(number in proptest::prop_oneof![proptest::num::f64::NORMAL, -2000.0f64..2000.0], eighths in -9000i32..9000, places in 0usize..8) {
            for number in [number, f64::from(eighths) / 8.0, f64::from(eighths) / 1000.0] {
                let mut out = Vec::new();
                push_float(number, places, &mut out);
                assert_eq!(String::from_utf8(out).unwrap(), format!("{number:.places$}"));
            }
        }

        #[test]
        fn a_cell_stands_in_marks_where_it_must(text in "[a-z\",\n\r ]{0,40}") {
            let must = text.contains(['"', ',', '\n', '\r']);
            assert_eq!(wants_marks(text.as_bytes()), must);
        }
    }

    #[test]
    fn rows_are_rfc_4180() {
        let table = super::super::schema::rejects();
        let mut sheet = Sheet::new(&table, Format::Csv);
        sheet.text("a \"b\", c");
        sheet.integer(-12);
        sheet.text("x\ny");
        sheet.empty();
        sheet.integer(0);
        sheet.integer(7);
        sheet.end();
        assert_eq!(String::from_utf8(sheet.bytes).unwrap(), "\"a \"\"b\"\", c\",-12,\"x\ny\",,0,7\n");
    }
}
