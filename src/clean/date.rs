//! Dates as newspapers write them.

use super::rules::NumericDates;
use jiff::civil::Date;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WHOLE: [&str; 12] = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The first date in `text`: "9 January, 2031", "Feb. 3rd 2018", "2018-02-03", "13/10/2024". Years 1900 to 2099.
pub fn first_date(text: &str, numeric: NumericDates) -> Option<Date> {
    first_placed(text, numeric).map(|found| found.1)
}

/// The same, and the byte at which it begins.
pub fn first_placed(text: &str, numeric: NumericDates) -> Option<(usize, Date)> {
    // A date without a figure is none.
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut last: [Option<Word<'_>>; 2] = [None, None];
    for word in (Words { text, at: 0 }) {
        if let [Some(a), Some(b)] = last
            && let Some(date) = three(a, b, word, numeric)
        {
            return Some((a.start, date));
        }
        last = [last[1], Some(word)];
    }
    None
}

#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    start: usize,
    /// The ASCII character right after it, if there is one.
    after: u8,
}

struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at + bytes.get(self.at..)?.iter().position(|b| b.is_ascii_alphanumeric())?;
            let digits = bytes[start].is_ascii_digit();
            let end = start + bytes[start..].iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(bytes.len() - start);
            // "2020-02-11T10:00" is one run of letters and digits after the day.
            let end = if digits {
                match bytes[start..end].iter().position(|b| !b.is_ascii_digit()) {
                    Some(n) if bytes[start + n] == b'T' => start + n,
                    _ => end,
                }
            } else {
                end
            };
            self.at = end;
            let text = &self.text[start..end];
            if !text.eq_ignore_ascii_case("of") && !text.eq_ignore_ascii_case("the") {
                return Some(Word { text, start, after: bytes.get(end).copied().unwrap_or(b' ') });
            }
        }
    }
}

fn three(a: Word<'_>, b: Word<'_>, c: Word<'_>, numeric: NumericDates) -> Option<Date> {
    // Every way to write a date ends in figures.
    if !c.text.as_bytes()[0].is_ascii_digit() {
        return None;
    }
    if let (Some(day), Some(month), Some(year)) = (day(a.text), month(b.text), year(c.text)) {
        return make(year, month, day);
    }
    if let (Some(month), Some(day), Some(year)) = (month(a.text), day(b.text), year(c.text)) {
        return make(year, month, day);
    }
    let joined = a.after == b.after && matches!(a.after, b'-' | b'/' | b'.');
    if !joined {
        return None;
    }
    if let (Some(year), Some(month), Some(day)) = (year(a.text), number(b.text), number(c.text)) {
        return make(year, month, day);
    }
    let (first, second) = (number(a.text)?, number(b.text)?);
    let year = year(c.text).or_else(|| (c.text.len() == 2 && a.after != b'-').then(|| number(c.text)).flatten().map(|y| 2000 + y as i16))?;
    match (first, second) {
        (d, m) if d > 12 || d == m => make(year, m, d),
        (m, d) if d > 12 => make(year, m, d),
        (d, m) if numeric == NumericDates::DayFirst => make(year, m, d),
        (m, d) if numeric == NumericDates::MonthFirst => make(year, m, d),
        _ => None,
    }
}

fn make(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

fn number(text: &str) -> Option<i8> {
    (text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn day(text: &str) -> Option<i8> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) || text.len() > 4 {
        return None;
    }
    let suffix = text.len().checked_sub(2).filter(|at| *at > 0).map_or("", |at| &text[at..]);
    let ordinal = ["st", "nd", "rd", "th"].iter().any(|s| suffix.eq_ignore_ascii_case(s));
    number(&text[..text.len() - if ordinal { 2 } else { 0 }])
}

fn month(text: &str) -> Option<i8> {
    let is = |name: &str| text.eq_ignore_ascii_case(name);
    let found =
        (3..=9).contains(&text.len()).then(|| MONTHS.iter().zip(WHOLE).position(|(short, whole)| is(short) || is(whole) || *short == "sep" && is("sept")))?;
    found.map(|m| m as i8 + 1)
}

fn year(text: &str) -> Option<i16> {
    (text.len() == 4 && (text.starts_with("19") || text.starts_with("20"))).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_newspapers_write_them() {
        for (text, want) in [
            ("9 January, 2031", Some("2031-01-09")),
            ("PUBLISHED: 06:15, 15 February 2024", Some("2024-02-15")),
            ("February 14, 2024 7:52 PM | Updated 2 hours ago", Some("2024-02-14")),
            ("Wednesday, the 3rd of March 2019", Some("2019-03-03")),
            ("Sept. 9th 2011", Some("2011-09-09")),
            ("2020-02-11T10:00:00Z", Some("2020-02-11")),
            ("10/10/2024", Some("2024-10-10")),
            ("13.10.24", Some("2024-10-13")),
            ("10/13/2024", Some("2024-10-13")),
            ("3/4/2020", None),
            ("31 February 2020", None),
            ("May 3", None),
            ("21:18 GMT", None),
        ] {
            assert_eq!(first_date(text, NumericDates::Ambiguous).map(|d| d.to_string()).as_deref(), want, "{text}");
        }
        assert_eq!(first_date("3/4/2020", NumericDates::DayFirst), Date::new(2020, 4, 3).ok());
        assert_eq!(first_date("3/4/2020", NumericDates::MonthFirst), Date::new(2020, 3, 4).ok());
    }
}
