//! Name candidates: runs of capital words as they stand, where, in whose voice, and the words at their side.
//!
//! Only candidates: which of them are one actor is found over all articles of an event (`events::discover`). A
//! capital tells nothing where a sentence or a title-case headline begins; there a word is a candidate only when
//! the background table does not know it as a word of small letters.

use super::words::fact_words;
use super::{Article, Points, pack};
use crate::clean::Part;
use crate::text::background::{FUNCTION, SMALL, look};
use crate::text::landmarks::list_where;
use crate::text::vocabulary::hash_word;
use crate::text::{Flags, Token};
use crate::voice::QuoteKind;
use rustc_hash::FxHashMap;
use std::hash::Hasher;

/// Different names that are kept of an article.
const MOST: usize = 90;
/// Places of one name that are kept.
const MOST_PLACES: usize = 60;
/// Words of a name.
const LONGEST: usize = 8;
/// Words before a name that are kept with it.
const SIDE_WORDS: usize = 3;

/// Whether a folded word's hash is one of a group that a name before it makes an actor.
pub fn is_group(hash: u32) -> bool {
    fact_words().groups.contains(hash)
}

/// Whether a name is one word that names nobody: a nation's adjective, a weekday ("Tuesday's"), a page's furniture.
pub fn is_nobody(name: &str) -> bool {
    let folded = crate::text::fold::fold(name.trim_end_matches("'s").trim_end_matches("\u{2019}s"));
    fact_words().nobody.contains(crate::text::vocabulary::hash_word(folded.as_bytes()) as u32)
}

/// Whether a folded word's hash is one of a title that stands before names.
pub fn is_title(hash: u32) -> bool {
    fact_words().titles.contains(hash)
}

#[derive(Debug, Default, Clone)]
struct Entry {
    text: (u32, u32),
    places: u32,
    cell: String,
}

/// Names of the article last taken.
#[derive(Debug, Default, Clone)]
pub struct Found {
    index: FxHashMap<u64, u32>,
    entries: Vec<Entry>,
    used: usize,
    weak: WeakLines,
    capitals: Vec<u32>,
}

/// What a capital says of the word it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Weak {
    /// That it is a name.
    #[default]
    No,
    /// Little: a sentence begins.
    Sentence,
    /// Nothing: every word of the line has one.
    Line,
}

/// What capitals say in the lines of an article.
#[derive(Debug, Default, Clone)]
struct WeakLines {
    /// First token of each line, whether every word of it has a capital, and whether it is longer than two words.
    lines: Vec<(u32, bool, bool)>,
}

impl WeakLines {
    fn mark(&mut self, tokens: &[Token]) {
        self.lines.clear();
        let mut line = 0;
        while line < tokens.len() {
            let end = tokens[line + 1..].iter().position(|t| t.is(Flags::LINE | Flags::FIELD)).map_or(tokens.len(), |n| line + 1 + n);
            let (mut capital, mut all, mut upper) = (0, 0, 0);
            for token in &tokens[line..end] {
                let counts = !token.is(Flags::DIGIT | Flags::CLITIC);
                all += usize::from(counts);
                capital += usize::from(counts & token.is(Flags::CAPITAL));
                upper += usize::from(counts & token.is(Flags::UPPER));
            }
            // Every other word of a title-case line is a capital; lines of one or two words are names as often as headings.
            let shouted = (end - line > 3 && capital * 5 >= all * 3) || upper * 2 > all && end - line > 2;
            self.lines.push((line as u32, shouted, end - line > 2));
            line = end;
        }
    }

    fn at(&self, tokens: &[Token], at: usize) -> Weak {
        let after = self.lines.partition_point(|line| line.0 as usize <= at);
        let Some((start, shouted, long)) = after.checked_sub(1).and_then(|n| self.lines.get(n)).copied() else { return Weak::No };
        if shouted {
            Weak::Line
        } else if tokens[at].is(Flags::SENTENCE) || start as usize == at && long {
            Weak::Sentence
        } else {
            Weak::No
        }
    }
}

/// Fills the cell with the names of an article.
pub(super) fn take(article: &Article<'_>, points: &Points<'_>, found: &mut Found, out: &mut String) {
    out.clear();
    found.index.clear();
    found.used = 0;
    let (mut weak, mut capitals) = (std::mem::take(&mut found.weak), std::mem::take(&mut found.capitals));
    let tokens = article.tokens;
    weak.mark(tokens);
    list_where(tokens, |t| t.flags.0 & (Flags::CAPITAL | Flags::BOILERPLATE | Flags::CLITIC).0 == Flags::CAPITAL.0, &mut capitals);
    let mut indirect = article.quotes.iter().filter(|q| q.kind == QuoteKind::Indirect).peekable();
    let mut free = 0;
    for at in capitals.iter().map(|at| *at as usize) {
        if at < free || !can_start(tokens, &weak, at) {
            continue;
        }
        let (mut first, last) = run(tokens, &weak, at);
        free = last;
        let begin = first;
        while first + 1 < last && is_title(tokens[first].hash) {
            first += 1;
        }
        // "Justice Department": what is left of an office or an institution is no person's name.
        if first > begin && look(tokens[first].hash).1.is_some_and(|b| b & (SMALL | FUNCTION) != 0) {
            first = begin;
        }
        // "Obama administration", "Republican lawmakers": an actor of their own.
        let last = last
            + usize::from(
                tokens
                    .get(last)
                    .is_some_and(|t| !t.is(Flags::BARRIER | Flags::CAPITAL | Flags::BOILERPLATE | Flags::HYPHEN) && fact_words().groups.contains(t.hash)),
            );
        // A title alone is no name; "U" and other single letters are none.
        let short = last == first + 1 && (tokens[first].end - tokens[first].start < 2 || is_title(tokens[first].hash));
        if short {
            continue;
        }
        while indirect.peek().is_some_and(|q| (q.last_token as usize) <= first) {
            indirect.next();
        }
        let text = (tokens[first].start, tokens[last - 1].end);
        let surface = article.text.get(text.0 as usize..text.1 as usize).unwrap_or("");
        if parts_cells(surface) {
            continue;
        }
        let hash = {
            let mut hasher = rustc_hash::FxHasher::default();
            hasher.write(surface.as_bytes());
            hasher.finish()
        };
        let number = match found.index.get(&hash) {
            Some(n) => *n,
            None if found.used >= MOST => continue,
            None => {
                let n = found.used as u32;
                if found.entries.len() == found.used {
                    found.entries.push(Entry::default());
                }
                found.entries[found.used].text = text;
                found.entries[found.used].places = 0;
                found.entries[found.used].cell.clear();
                found.used += 1;
                found.index.insert(hash, n);
                n
            }
        };
        let entry = &mut found.entries[number as usize];
        // Two names of one hash: the length of the first would not fit the places of the second.
        if entry.places as usize >= MOST_PLACES || article.text.get(entry.text.0 as usize..entry.text.1 as usize) != Some(surface) {
            continue;
        }
        let (title, point) = points.at(text.0 as usize);
        let cell = &mut entry.cell;
        if entry.places > 0 {
            cell.push(' ');
        }
        if title {
            cell.push('t');
        }
        pack::decimal(point, cell);
        entry.places += 1;
        if tokens[first].is(Flags::QUOTED) {
            cell.push('q');
        } else if indirect.peek().is_some_and(|q| q.first_token as usize <= first) {
            cell.push('a');
        }
        match article.parts.at(first as u32) {
            Some(Part::Headline) => cell.push('h'),
            Some(Part::Standfirst) => cell.push('s'),
            Some(Part::Caption) => cell.push('c'),
            Some(Part::Crosshead) => cell.push('x'),
            _ => {}
        }
        sides(article, begin, first, last, cell);
    }
    (found.weak, found.capitals) = (weak, capitals);
    for entry in &found.entries[..found.used] {
        if !out.is_empty() {
            out.push(';');
        }
        out.push_str(article.text.get(entry.text.0 as usize..entry.text.1 as usize).unwrap_or(""));
        out.push('~');
        out.push_str(&entry.cell);
    }
}

/// Whether a name may begin with this capital word.
fn can_start(tokens: &[Token], weak: &WeakLines, at: usize) -> bool {
    let token = &tokens[at];
    let (_, byte) = look(token.hash);
    if token.end - token.start < 2 && !tokens.get(at + 1).is_some_and(|t| t.is(Flags::ABBREVIATION)) || fact_words().calendar.contains(token.hash) {
        return false;
    }
    let upper = token.is(Flags::UPPER);
    if byte.is_some_and(|b| b & FUNCTION != 0) && !(upper && weak.at(tokens, at) == Weak::No) {
        return false;
    }
    // "Turkish-backed" names nobody; "Al-Nusra" does.
    if tokens.get(at + 1).is_some_and(|t| t.is(Flags::HYPHEN) && !t.is(Flags::CAPITAL) && !t.is(Flags::DIGIT)) {
        return false;
    }
    // Where it stands is asked last: most names are words that nobody writes small.
    if byte.is_none_or(|b| b & SMALL == 0) || is_title(token.hash) {
        return true;
    }
    let here = weak.at(tokens, at);
    if here == Weak::No {
        return true;
    }
    // "Human Rights Watch": a second common word with a capital shows that the first has its own by right.
    let next = tokens.get(at + 1).filter(|t| t.is(Flags::CAPITAL) && !t.is(Flags::BARRIER));
    here == Weak::Sentence && next.is_some_and(|t| look(t.hash).1.is_some_and(|b| b & SMALL != 0 && b & FUNCTION == 0))
}

/// First token of the name that begins at `at`, and the one after its last.
fn run(tokens: &[Token], weak: &WeakLines, at: usize) -> (usize, usize) {
    let mut end = at + 1;
    while end < tokens.len() && end - at < LONGEST {
        let token = &tokens[end];
        // "J. Smith", "Gen. Smith": the full stop of an abbreviation does not part a name.
        let stop_only = token.is(Flags::ABBREVIATION) && !token.is(Flags(Flags::BARRIER.0 & !Flags::STOP.0));
        if token.is(Flags::BARRIER | Flags::BOILERPLATE) && !stop_only {
            break;
        }
        if token.is(Flags::CAPITAL) {
            let (_, byte) = look(token.hash);
            let common = byte.is_some_and(|b| b & FUNCTION != 0) || byte.is_some_and(|b| b & SMALL != 0) && weak.at(tokens, end) != Weak::No;
            if common && !is_title(token.hash) || fact_words().calendar.contains(token.hash) {
                break;
            }
            if tokens.get(end + 1).is_some_and(|t| t.is(Flags::HYPHEN) && !t.is(Flags::CAPITAL | Flags::DIGIT)) {
                break;
            }
            end += 1;
            continue;
        }
        // "People's Protection Units", and not "Russia's Defence Ministry": a name of its own owns what follows.
        if token.is(Flags::CLITIC)
            && look(tokens[end - 1].hash).1.is_some_and(|b| b & SMALL != 0)
            && tokens.get(end + 1).is_some_and(|t| t.is(Flags::CAPITAL) && !t.is(Flags::BARRIER))
        {
            end += 1;
            continue;
        }
        if token.is(Flags::DIGIT) && token.is(Flags::HYPHEN) {
            end += 1;
            continue;
        }
        if fact_words().links.contains(token.hash) {
            let the = usize::from(
                fact_words().links_with_the.contains(token.hash)
                    && tokens.get(end + 1).is_some_and(|t| t.end - t.start == 3 && t.hash == hash_word(b"the") as u32 && !t.is(Flags::BARRIER)),
            );
            let next = end + 1 + the;
            let capital = |n: usize| {
                tokens.get(n).is_some_and(|t| {
                    t.is(Flags::CAPITAL)
                        && !t.is(Flags::BARRIER | Flags::BOILERPLATE)
                        && look(t.hash).1.is_none_or(|b| b & FUNCTION == 0)
                        && !fact_words().calendar.contains(t.hash)
                        && weak.at(tokens, n) == Weak::No
                })
            };
            if capital(next) {
                end = next + 1;
                continue;
            }
        }
        break;
    }
    (at, end)
}

/// Words at the side of a name: "(embattled chairman)", "(,chairman)" behind it, "(=RNC)" in brackets.
fn sides(article: &Article<'_>, begin: usize, first: usize, last: usize, cell: &mut String) {
    let tokens = article.tokens;
    let plain = |t: &Token| !t.is(Flags::CAPITAL | Flags::DIGIT | Flags::CLITIC | Flags::BOILERPLATE) && look(t.hash).1.is_none_or(|b| b & FUNCTION == 0);
    let mut from = begin;
    // What stands left belongs to the name only if no sign parts them.
    while from > 0 && begin - from < SIDE_WORDS && !tokens[from].is(Flags::BARRIER) && plain(&tokens[from - 1]) {
        from -= 1;
    }
    if from < first {
        side(article, from, first, "", cell);
    }
    let Some(next) = tokens.get(last) else { return };
    let letters = next.is(Flags::UPPER) || next.is(Flags::CAPITAL) && next.text(article.text).contains('.');
    if next.is(Flags::OPEN) && letters && tokens.get(last + 1).is_none_or(|t| t.is(Flags::CLOSE)) {
        side(article, last, last + 1, "=", cell);
    } else if next.is(Flags::COMMA) && !next.is(Flags(Flags::BARRIER.0 & !Flags::COMMA.0)) {
        let start = last + usize::from(next.end - next.start <= 3 && fact_words().articles.iter().any(|w| w == next.text(article.text)));
        let mut end = start;
        while end < tokens.len() && end - start < SIDE_WORDS && plain(&tokens[end]) && (end == last || !tokens[end].is(Flags::BARRIER)) {
            end += 1;
        }
        // An apposition ends in a sign or in what its head is of; anything else is the sentence going on.
        let closed = tokens.get(end).is_none_or(|t| t.is(Flags::BARRIER) || fact_words().closing.iter().any(|w| w == t.text(article.text)));
        if end > start && closed {
            side(article, start, end, ",", cell);
        }
    }
}

/// Whether a text holds a sign that parts what stands in a cell.
fn parts_cells(text: &str) -> bool {
    text.bytes().any(|b| matches!(b, b'~' | b';' | b'(' | b')' | b'\n'))
}

fn side(article: &Article<'_>, from: usize, to: usize, mark: &str, cell: &mut String) {
    let range = article.tokens[from].start as usize..article.tokens[to - 1].end as usize;
    let text = article.text.get(range).unwrap_or("");
    if text.len() <= 48 && !parts_cells(text) {
        cell.push('(');
        cell.push_str(mark);
        cell.push_str(text);
        cell.push(')');
    }
}

/// A place of a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place<'a> {
    /// Whether it stands in the title field.
    pub title: bool,
    /// First code point.
    pub start: u32,
    /// Inside quotation marks.
    pub quoted: bool,
    /// In indirect speech.
    pub attributed: bool,
    /// Section as the tables write it.
    pub section: &'static str,
    /// Words before it: titles and modifiers.
    pub before: &'a str,
    /// An apposition behind it.
    pub after: &'a str,
    /// Its letters in brackets.
    pub short: &'a str,
}

/// A name of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name<'a> {
    /// As it stands.
    pub text: &'a str,
    /// Where.
    pub places: Vec<Place<'a>>,
}

/// Texts of the names of a cell, with the number of their places.
pub fn texts(cell: &str) -> impl Iterator<Item = (&str, u32)> {
    cell.split(';').filter_map(|entry| {
        let (text, places) = entry.split_once('~')?;
        Some((
            text,
            places
                .bytes()
                .fold((1u32, 0i32), |(n, depth), b| match b {
                    b'(' => (n, depth + 1),
                    b')' => (n, depth - 1),
                    b' ' if depth == 0 => (n + 1, depth),
                    _ => (n, depth),
                })
                .0,
        ))
    })
}

/// The names of a cell.
pub fn parse(cell: &str) -> impl Iterator<Item = Name<'_>> {
    cell.split(';').filter_map(|entry| {
        let (text, mut rest) = entry.split_once('~')?;
        let mut places = Vec::new();
        while !rest.is_empty() {
            let mut place = Place { section: "body", ..Place::default() };
            if let Some(bare) = rest.strip_prefix('t') {
                place.title = true;
                rest = bare;
            }
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            place.start = rest[..digits].parse().ok()?;
            rest = &rest[digits..];
            loop {
                let mut chars = rest.chars();
                match chars.next() {
                    Some('q') => place.quoted = true,
                    Some('a') => place.attributed = true,
                    Some('h') => place.section = "headline",
                    Some('s') => place.section = "standfirst",
                    Some('c') => place.section = "caption",
                    Some('x') => place.section = "crosshead",
                    Some('(') => {
                        let (inside, behind) = chars.as_str().split_once(')')?;
                        match inside.as_bytes().first() {
                            Some(b',') => place.after = &inside[1..],
                            Some(b'=') => place.short = &inside[1..],
                            _ => place.before = inside,
                        }
                        rest = behind;
                        continue;
                    }
                    _ => break,
                }
                rest = chars.as_str();
            }
            places.push(place);
            rest = rest.strip_prefix(' ').unwrap_or("");
        }
        Some(Name { text, places })
    })
}
