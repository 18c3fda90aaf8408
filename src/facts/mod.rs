//! What `score` writes of each article so that a comparison never needs its text again: `facts.csv`.
//!
//! Everything that linking, duplicates, coverage and the discovery of actors read: rare terms as hashes with counts
//! ([`terms`]), names as they stand with places and the words at their side ([`names`]), numbers with units
//! ([`numbers`]), a sample of five-word runs ([`sketch`]). Some 1.5 kB an article. [`take`] is a pure function of
//! the tokens; [`read`] gives the rows back.

pub mod names;
pub mod numbers;
pub mod pack;
pub mod read;
pub mod sketch;
pub mod terms;
pub mod words;

pub use read::{ArticleFacts, Facts};

use crate::clean::Part;
use crate::record::Ordinal;
use crate::tables::Sheet;
use crate::text::cursor::Cursor;
use crate::text::{Runs, Token};
use crate::voice::Quote;

/// One analysed article, as far as facts are concerned.
#[derive(Debug, Clone, Copy)]
pub struct Article<'a> {
    /// Title and text, as the tokens point into them.
    pub text: &'a str,
    /// Where the record's text begins in it.
    pub body_start: usize,
    pub tokens: &'a [Token],
    /// The part that tokens stand in.
    pub parts: &'a Runs<Part>,
    /// Reported speech, in the order of its beginning.
    pub quotes: &'a [Quote],
    /// Whether the input or the layout gives its date: a date is looked for in the text otherwise.
    pub dated: bool,
}

/// Buffers, and the cells of the article last taken.
#[derive(Debug, Default, Clone)]
pub struct Taken {
    title_terms: Vec<u8>,
    body_terms: Vec<u8>,
    names: String,
    numbers: String,
    sketch: Vec<u8>,
    date: String,
    terms: terms::Counter,
    found: names::Found,
    runs: (Vec<u32>, Vec<u32>),
    candidates: Vec<u32>,
}

/// Bytes at the head of a text in which a date is taken for its own.
const DATE_WITHIN: usize = 240;

/// Takes the facts of an article into `out`, whose buffers are reused.
pub fn take(article: &Article<'_>, out: &mut Taken) {
    let Taken { title_terms, body_terms, names, numbers, sketch: cell, date, terms, found, runs, candidates } = out;
    terms.take(article, title_terms, body_terms);
    let points = &Points::new(article);
    names::take(article, points, found, names);
    numbers::take(article, points, candidates, numbers);
    cell.clear();
    let limit = sketch::take(article.tokens, &mut runs.0, &mut runs.1);
    if !runs.1.is_empty() {
        pack::push::<5>(limit, cell);
    }
    for hash in &runs.1 {
        pack::push::<5>(*hash, cell);
    }
    date.clear();
    let body = &article.text[article.body_start.min(article.text.len())..];
    let head = &body[..body.floor_char_boundary(DATE_WITHIN)];
    // A dated article's own date line is kept too, for linking to hold against the field; a date in a sentence ("on 3 May
    // 2031") is none: a small word stands before it.
    let own = |at: usize| !(article.dated && in_sentence(&head[..at]));
    if let Some((_, found)) = crate::clean::date_placed_in(head).filter(|(at, _)| own(*at)) {
        use std::fmt::Write;
        let _ = write!(date, "{found}");
    }
}

/// Whether the last word before a date is a function word: on, since, the.
fn in_sentence(before: &str) -> bool {
    let word = before.split(|c: char| !c.is_alphanumeric()).rfind(|w| !w.is_empty());
    let background = crate::text::background::background();
    word.is_some_and(|w| background.byte(read::word_key(w, &mut String::new())).unwrap_or(0) & crate::text::background::FUNCTION != 0)
}

/// Writes the row of the article last taken.
pub fn row(id: &str, ordinal: Ordinal, taken: &Taken, sheet: &mut Sheet) {
    sheet.text(id);
    sheet.integer(i64::from(ordinal.input));
    sheet.integer(ordinal.number as i64);
    sheet.text(&taken.date);
    sheet.packed(&taken.title_terms);
    sheet.packed(&taken.body_terms);
    sheet.text(&taken.names);
    sheet.text(&taken.numbers);
    sheet.packed(&taken.sketch);
    sheet.end();
}

/// Places of tokens as the tables give them: the field, and code points into it.
pub(crate) struct Points<'a> {
    title: Cursor<'a>,
    body: Cursor<'a>,
    body_start: usize,
}

impl<'a> Points<'a> {
    fn new(article: &Article<'a>) -> Self {
        let (title, body) = article.text.split_at(article.body_start.min(article.text.len()));
        Self { title: Cursor::new(title), body: Cursor::new(body), body_start: article.body_start }
    }
    /// Whether a byte stands in the title field, and its code point there.
    fn at(&self, byte: usize) -> (bool, usize) {
        match byte.checked_sub(self.body_start) {
            Some(byte) => (false, self.body.at(byte)),
            None => (true, self.title.at(byte)),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::engine::{Analysis, Engine, Scratch, Settings};

    /// The cells of an article of this title and text.
    pub fn facts_of(title: &str, text: &str) -> Taken {
        let engine = Engine::build(Settings::default()).unwrap_or_else(|_| panic!("the words in the program")).0;
        let (mut scratch, mut analysis, mut taken) = (Scratch::default(), Analysis::default(), Taken::default());
        engine.analyse(title, text, &mut scratch, &mut analysis);
        let article = Article {
            text: &scratch.text,
            body_start: scratch.body_start,
            tokens: &scratch.tokens,
            parts: &scratch.parts,
            quotes: &analysis.quotes,
            dated: false,
        };
        take(&article, &mut taken);
        taken
    }

    #[test]
    fn a_date_in_a_sentence_is_no_date_line() {
        assert!(in_sentence("They met on ") && in_sentence("Since the "));
        assert!(!in_sentence("") && !in_sentence("Published ") && !in_sentence("AFP Saturday "));
    }

    #[test]
    fn names_numbers_and_dates() {
        let taken = facts_of(
            "Steele Under Fire Over War Remarks",
            "WASHINGTON, July 2, 2010 — Michael Steele, chairman of the Republican National Committee (R.N.C.), said 30 militants were killed. \
             But embattled chairman Michael Steele drew fire. “Mr. Steele was wrong,” seven Turkish soldiers told President Barack Obama.",
        );
        println!("{taken:#?}");
        for name in ["Michael Steele~", "Republican National Committee~", "Barack Obama~", "Steele~"] {
            assert!(taken.names.contains(name), "{name} in {}", taken.names);
        }
        assert!(!taken.names.contains("Fire") && !taken.names.contains("But"), "{}", taken.names);
        assert!(taken.names.contains("(embattled chairman)") && taken.names.contains("(,chairman)") && taken.names.contains("(=R.N.C"), "{}", taken.names);
        assert!(taken.numbers.contains("30 militants@") && taken.numbers.contains("7 turkish soldiers@"), "{}", taken.numbers);
        assert!(taken.title_terms.len() >= 8);
    }

    #[test]
    fn a_text_in_another_script_gives_what_it_can() {
        for text in ["", "x", "北京消息 2018年 政府", "دمشق ـ قتل ٣٠ شخصا", "À Paris, le président Émile Élan a parlé.", "....", "\u{301}\u{301} a"]
        {
            let _ = facts_of("", text);
            let _ = facts_of(text, text);
        }
        assert!(facts_of("", "Hier sagte À Élan Zürich das.").names.contains("Zürich"));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
        #[test]
        fn no_text_is_too_odd(title in "\\PC{0,40}", text in "\\PC{0,120}|[A-Za-z0-9 ,.()“”$%é'’\n-]{0,300}") {
            thread_local!(static ENGINE: Engine = Engine::build(Settings::default()).map(|e| e.0).unwrap_or_else(|_| panic!("engine")));
            ENGINE.with(|engine| {
                let (mut scratch, mut analysis, mut taken) = (Scratch::default(), Analysis::default(), Taken::default());
                engine.analyse(&title, &text, &mut scratch, &mut analysis);
                let article = Article { text: &scratch.text, body_start: scratch.body_start, tokens: &scratch.tokens, parts: &scratch.parts, quotes: &analysis.quotes, dated: false };
                take(&article, &mut taken);
                // What is read back stands in the text where its place says.
                for name in names::parse(&taken.names) {
                    for place in &name.places {
                        let field = if place.title { &scratch.text[..scratch.body_start] } else { &scratch.text[scratch.body_start..] };
                        let there: String = field.chars().skip(place.start as usize).take(name.text.chars().count()).collect();
                        assert_eq!(there, name.text);
                    }
                }
            });
        }
    }
}
