//! Where a byte stands in a text, as others count: lines and columns, Unicode code points, UTF-16 units.

/// A text with its line beginnings counted once.
#[derive(Debug, Clone)]
pub struct Places<'t> {
    text: &'t str,
    lines: Vec<Line>,
}

/// What lies before a line: bytes, code points, UTF-16 units.
#[derive(Debug, Clone, Copy)]
struct Line {
    byte: usize,
    points: usize,
    units: usize,
}

fn points(text: &str) -> usize {
    text.chars().count()
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

impl<'t> Places<'t> {
    /// Counts a text's lines. A line ends at a line feed; a carriage return before it belongs to the line.
    pub fn new(text: &'t str) -> Self {
        let mut lines = vec![Line { byte: 0, points: 0, units: 0 }];
        let mut at = lines[0];
        for line in text.split_inclusive('\n') {
            at = Line { byte: at.byte + line.len(), points: at.points + points(line), units: at.units + units(line) };
            if line.ends_with('\n') {
                lines.push(at);
            }
        }
        Self { text, lines }
    }

    fn line_of(&self, byte: usize) -> (usize, Line, &'t str) {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        let number = self.lines.partition_point(|l| l.byte <= byte).saturating_sub(1);
        let line = self.lines.get(number).copied().unwrap_or(Line { byte: 0, points: 0, units: 0 });
        (number, line, self.text.get(line.byte..byte).unwrap_or(""))
    }

    /// Line and column, both from 1, the column in code points.
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let (number, _, before) = self.line_of(byte);
        (number + 1, points(before) + 1)
    }

    /// Line and character, both from 0, the character in UTF-16 units: as a language server counts.
    pub fn line_units(&self, byte: usize) -> (usize, usize) {
        let (number, _, before) = self.line_of(byte);
        (number, units(before))
    }

    /// Code points before a byte.
    pub fn points(&self, byte: usize) -> usize {
        let (_, line, before) = self.line_of(byte);
        line.points + points(before)
    }

    /// UTF-16 units before a byte.
    pub fn units(&self, byte: usize) -> usize {
        let (_, line, before) = self.line_of(byte);
        line.units + units(before)
    }

    /// The byte at a line and a UTF-16 character of it, both from 0; the end of the line where it is shorter.
    pub fn byte_at(&self, line: usize, character: usize) -> usize {
        let Some(start) = self.lines.get(line) else { return self.text.len() };
        let rest = self.text.get(start.byte..).unwrap_or("");
        let content = rest.split('\n').next().unwrap_or("").trim_end_matches('\r');
        let mut seen = 0;
        for (at, c) in content.char_indices() {
            if seen >= character {
                return start.byte + at;
            }
            seen += c.len_utf16();
        }
        start.byte + content.len()
    }

    /// The byte before which this many code points stand.
    pub fn byte_of_point(&self, point: usize) -> usize {
        let number = self.lines.partition_point(|l| l.points <= point).saturating_sub(1);
        let Some(line) = self.lines.get(number) else { return 0 };
        let rest = self.text.get(line.byte..).unwrap_or("");
        rest.char_indices().nth(point - line.points).map_or(self.text.len(), |(at, _)| line.byte + at)
    }

    /// The byte before which this many UTF-16 units stand.
    pub fn byte_of_unit(&self, unit: usize) -> usize {
        let number = self.lines.partition_point(|l| l.units <= unit).saturating_sub(1);
        let Some(line) = self.lines.get(number) else { return 0 };
        let mut seen = line.units;
        for (at, c) in self.text.get(line.byte..).unwrap_or("").char_indices() {
            if seen >= unit {
                return line.byte + at;
            }
            seen += c.len_utf16();
        }
        self.text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_of_counting_agree_with_counting_from_the_start() {
        let text = "ab\r\né😀c\n\n“x” 👩🏽‍🌾 end";
        let places = Places::new(text);
        for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let before = &text[..byte];
            assert_eq!(places.points(byte), before.chars().count());
            assert_eq!(places.units(byte), before.encode_utf16().count());
            let line = before.matches('\n').count();
            let rest = before.rsplit('\n').next().unwrap();
            assert_eq!(places.line_column(byte), (line + 1, rest.chars().count() + 1));
            assert_eq!(places.line_units(byte), (line, rest.encode_utf16().count()));
            assert_eq!(places.byte_of_point(places.points(byte)), byte);
            assert_eq!(places.byte_of_unit(places.units(byte)), byte);
            if !text[byte..].starts_with('\n') {
                assert_eq!(places.byte_at(line, rest.encode_utf16().count()), byte);
            }
        }
        assert_eq!(places.line_column(9999).0, 4);
        assert_eq!(places.byte_at(1, 99), text.find("\n\n").unwrap());
    }
}
