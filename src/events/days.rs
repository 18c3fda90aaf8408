//! The day of an article: the input's field or the layout's date line, else its address, else its first words.

use crate::facts::ArticleFacts;
use crate::tables::read::ArticleRow;
use jiff::civil::Date;

/// Days since 1970-01-01.
fn number(date: Date) -> Option<i32> {
    date.since(Date::constant(1970, 1, 1)).ok().map(|span| span.get_days())
}

/// The day as it is written in ids: 2018-02-03.
pub fn text(day: i32) -> String {
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(day)).map_or_else(|_| day.to_string(), |d| d.to_string())
}

/// A date line that is at least so many days off the field is believed before it: the field is then the day of a crawl, of an
/// event, or wrong. Nearer ones are updates and time zones.
const OFF: i32 = 5;
/// Further off it is no date line but a day that the text speaks of.
const FAR_OFF: i32 = 60;

/// The day of an article.
pub fn of(row: &ArticleRow, facts: &ArticleFacts) -> Option<i32> {
    let line = facts.date.and_then(number);
    let given = parse(&row.date).or_else(|| in_address(&row.url)).and_then(number);
    match given.zip(line) {
        Some((given, line)) if (OFF..=FAR_OFF).contains(&(given - line).abs()) => Some(line),
        _ => given.or(line),
    }
}

/// The number of a written day.
pub fn of_text(text: &str) -> Option<i32> {
    parse(text).and_then(number)
}

/// A date as inputs give it: ISO, maybe with a time behind; year and month alone are no day.
fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(date) = text.get(..10).and_then(|t| t.parse().ok()) {
        return Some(date);
    }
    let digits = text.get(..8).filter(|t| t.bytes().all(|b| b.is_ascii_digit()));
    digits.and_then(joined).or_else(|| crate::clean::date_in(text))
}

fn joined(digits: &str) -> Option<Date> {
    make(digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?)
}

fn make(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    (1900..2100).contains(&year).then(|| Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()).flatten()
}

/// A date in the path of an address: /2018/02/03/ or 2018-02-03 or 20180203.
fn in_address(url: &str) -> Option<Date> {
    let runs: Vec<&str> = url.split(|c: char| !c.is_ascii_digit()).filter(|r| !r.is_empty()).collect();
    runs.windows(3)
        .find_map(|w| if w[0].len() == 4 && w[1].len() <= 2 && w[2].len() <= 2 { make(w[0], w[1], w[2]) } else { None })
        .or_else(|| runs.iter().filter(|r| r.len() == 8).find_map(|r| joined(r)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_line_that_contradicts_the_field_is_believed_unless_it_is_history() {
        let day = |field: &str, line: &str| {
            let row = ArticleRow { date: field.into(), ..ArticleRow::default() };
            of(&row, &ArticleFacts { date: parse(line), ..ArticleFacts::default() }).map(text)
        };
        assert_eq!(day("2016-06-05", "2016-06-25").as_deref(), Some("2016-06-25"));
        assert_eq!(day("2016-06-05", "2016-06-07").as_deref(), Some("2016-06-05"));
        assert_eq!(day("2016-06-05", "2013-08-21").as_deref(), Some("2016-06-05"));
        assert_eq!(day("", "2013-08-21").as_deref(), Some("2013-08-21"));
    }

    #[test]
    fn days_are_found_in_fields_and_addresses() {
        let day = |t: &str| of_text(t).map(text);
        assert_eq!(day("2018-02-03T10:00:00Z").as_deref(), Some("2018-02-03"));
        assert_eq!(day("20180203").as_deref(), Some("2018-02-03"));
        assert_eq!(day("3 February 2018").as_deref(), Some("2018-02-03"));
        assert_eq!(day("2018-02"), None);
        assert_eq!(day("é"), None);
        let address = |t: &str| in_address(t).map(|d| d.to_string());
        assert_eq!(address("http://www.nytimes.com/2010/07/03/us/politics/03steele.html").as_deref(), Some("2010-07-03"));
        assert_eq!(address("https://x.org/story-20170405.html?id=99999999").as_deref(), Some("2017-04-05"));
        assert_eq!(address("https://x.org/12345678"), None);
    }
}
