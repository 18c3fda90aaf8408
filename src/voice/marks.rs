//! Quotation marks: which characters of the original text open and close a direct quotation, and which are
//! apostrophes, feet and inches.
//!
//! Only the gaps that the scanner flagged are read. Marks pair within a paragraph; a quotation still open at a
//! paragraph's end ends there, and the next paragraph carries it on only where that begins with a mark again.

use crate::text::fold::is_apostrophe;
use crate::text::{Flags, Token};
use std::ops::Range;

/// A stretch inside quotation marks, one for each paragraph it runs through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// First byte behind the opening mark.
    pub start: u32,
    /// First byte of the closing mark, or the paragraph's end where there is none.
    pub end: u32,
    /// First byte of the opening mark.
    pub outer_start: u32,
    /// First byte behind the closing mark.
    pub outer_end: u32,
    /// First token inside.
    pub first: u32,
    /// First token behind it.
    pub last: u32,
    /// Carries on the quotation that the paragraph before left open.
    pub continues: bool,
}

/// Families of marks that close one another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    /// “ ” „ ‟ " '' ``: writers mix the straight and the curly.
    Double,
    /// ‘ ’ ‚ '
    Single,
    /// « » ‹ ›
    Angle,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    style: Style,
    start: u32,
    end: u32,
    /// Number of the token behind the mark.
    token: u32,
    opens: bool,
    closes: bool,
    /// Closes only if nothing better follows: an apostrophe behind a plural's s looks the same.
    weak: bool,
    /// Stands before the first word of its paragraph.
    leads: bool,
}

/// Buffers kept between documents.
#[derive(Default, Debug)]
pub(super) struct MarksScratch {
    marks: Vec<Mark>,
    open: Vec<Open>,
    /// Paragraphs without a mark since one that left a quotation open.
    silent: Vec<Span>,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    mark: Mark,
    /// A weak closing mark met since.
    weak: Option<Mark>,
    /// How many spans were known when this opened.
    known: usize,
    continues: bool,
}

/// A quotation may run through this many paragraphs that bear no mark, if a closing one comes at last.
const SILENT: usize = 4;

/// Quotations nested deeper than this are read as part of the one around them.
const DEEPEST: usize = 6;

/// Finds the outermost quotations of `text` and puts them into `spans` (cleared first), in order and disjoint. `gaps` are the
/// tokens before which a mark or a line break may stand ([`crate::text::Landmarks::gaps`]).
pub(super) fn find(text: &str, tokens: &[Token], gaps: &[u32], scratch: &mut MarksScratch, spans: &mut Vec<Span>) {
    spans.clear();
    scratch.marks.clear();
    let mut left_open = false;
    let mut waits = false;
    let (mut from, mut from_byte) = (0u32, 0u32);
    scratch.silent.clear();
    for at in gaps.iter().map(|at| *at as usize).chain([tokens.len()]) {
        let token = tokens.get(at);
        let line = token.is_none_or(|t| t.is(Flags::LINE));
        let quote = token.is_none_or(|t| t.is(Flags::QUOTE));
        if !line && !quote {
            continue;
        }
        let gap = at.checked_sub(1).map_or(0, |b| tokens[b].end as usize)..token.map_or(text.len(), |t| t.start as usize);
        let boilerplate = token.is_some_and(|t| t.is(Flags::BOILERPLATE));
        if !line {
            if !boilerplate {
                collect(text, gap, at as u32, false, &mut scratch.marks);
            }
            continue;
        }
        // Marks before the line's break belong to the paragraph that ends, those behind it to the next.
        let part = text.get(gap.clone()).unwrap_or("");
        let first_break = if at == 0 { 0 } else { part.find(is_break).unwrap_or(part.len()) };
        let last_break = if at == 0 { 0 } else { part.rfind(is_break).unwrap_or(part.len()) };
        let before = gap.start..gap.start + first_break;
        // A mark at a paragraph's end may pass for a plural's apostrophe, so this gap is read whatever its flags.
        collect(text, before, at as u32, false, &mut scratch.marks);
        let ended = gap.start + part[..first_break].trim_end().len();
        let here = Span { start: from_byte, end: ended as u32, outer_start: from_byte, outer_end: ended as u32, first: from, last: at as u32, continues: true };
        if scratch.marks.is_empty() {
            waits &= scratch.silent.len() < SILENT;
            if waits {
                scratch.silent.push(here);
            }
            left_open = false;
        } else {
            let mut tail = None;
            let first = scratch.marks.iter().find(|m| m.style != Style::Single);
            if let Some(mark) = first.filter(|m| waits && m.closes && !m.opens && m.token > from) {
                // The writer marked only the first and the last paragraph of a long quotation.
                spans.extend(scratch.silent.iter().filter(|s| s.last > s.first && s.end > s.start));
                tail = Some(Span { end: mark.start, outer_end: mark.end, last: mark.token, ..here });
            }
            let end = ParagraphEnd { byte: ended as u32, token: at as u32 };
            left_open = pair(scratch, tokens, end, left_open, tail, spans);
            waits = left_open;
            scratch.silent.clear();
        }
        scratch.marks.clear();
        from = at as u32;
        from_byte = token.map_or(text.len(), |t| t.start as usize) as u32;
        if quote && !boilerplate && token.is_some() {
            collect(text, gap.start + last_break..gap.end, at as u32, true, &mut scratch.marks);
        }
    }
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}')
}

/// Adds the marks of one gap to `marks`.
fn collect(text: &str, range: Range<usize>, token: u32, leads: bool, marks: &mut Vec<Mark>) {
    let Some(part) = text.get(range.clone()) else { return };
    let mut chars = part.char_indices().peekable();
    let mut before = text[..range.start].chars().next_back();
    while let Some((offset, c)) = chars.next() {
        let start = range.start + offset;
        let doubled = matches!(c, '\'' | '`' | '\u{2018}' | '\u{2019}') && chars.peek().is_some_and(|(_, n)| *n == c);
        let style = match c {
            '"' | '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{301D}' | '\u{301E}' | '\u{FF02}' => Style::Double,
            _ if doubled => Style::Double,
            '\u{2018}' | '\u{201A}' | '\u{201B}' | '`' => Style::Single,
            c if is_apostrophe(c) => Style::Single,
            '«' | '»' | '‹' | '›' => Style::Angle,
            _ => {
                before = Some(c);
                continue;
            }
        };
        if doubled {
            chars.next();
        }
        let end = start + c.len_utf8() * if doubled { 2 } else { 1 };
        let behind = before;
        before = Some(c);
        let around = Around { behind, after: text[end..].chars().next() };
        let Some((opens, closes)) = direction(c, style, around, &text[end..]) else { continue };
        let digit_before = behind.is_some_and(|b| b.is_ascii_digit());
        let weak = match style {
            Style::Single => behind.is_some_and(|b| matches!(b, 's' | 'S' | 'n' | 'N')) || digit_before,
            // 6'2" and 19" are lengths unless a quotation waits for its end.
            _ => digit_before && c == '"' && feet(&text[..start]),
        };
        marks.push(Mark { style, start: start as u32, end: end as u32, token, opens, closes, weak, leads });
    }
}

#[derive(Clone, Copy)]
struct Around {
    behind: Option<char>,
    after: Option<char>,
}

/// Whether a mark can open and whether it can close; `None` where it is no quotation mark at all.
fn direction(c: char, style: Style, around: Around, rest: &str) -> Option<(bool, bool)> {
    let Around { behind, after } = around;
    // White space, brackets and dashes stand outside a quotation; a letter that touches a mark stands inside.
    let free_before = behind
        .is_none_or(|b| b.is_whitespace() || matches!(b, '(' | '[' | '{' | '\u{2014}' | '\u{2013}' | '-' | '/' | ':' | '=' | '>' | '\u{2026}') || is_mark(b));
    let free_after = after.is_none_or(|a| {
        a.is_whitespace() || matches!(a, ')' | ']' | '}' | '\u{2014}' | '\u{2013}' | '-' | '/' | ',' | '.' | ';' | ':' | '?' | '!' | '<') || is_mark(a)
    });
    let blank_before = behind.is_none_or(char::is_whitespace);
    let blank_after = after.is_none_or(char::is_whitespace);
    let letter_before = behind.is_some_and(char::is_alphanumeric);
    let letter_after = after.is_some_and(char::is_alphanumeric);
    let (mut opens, closes) = match c {
        // A curly mark says which it is, unless its surroundings plainly say otherwise.
        '\u{201C}' | '\u{2018}' | '\u{201F}' | '\u{201B}' | '\u{301D}' => (!blank_after || blank_before, blank_after && !blank_before),
        '\u{201D}' | '\u{301E}' => (blank_before && letter_after, !(blank_before && letter_after) || letter_before),
        '\u{201E}' | '\u{201A}' => (true, false),
        // « French » and »German«.
        '«' | '‹' => (!letter_before, !blank_before && !letter_after),
        '»' | '›' => (blank_before && letter_after, !(blank_before && letter_after)),
        _ if blank_before && blank_after && style == Style::Double => (true, true),
        _ => (free_before && !blank_after, free_after && !blank_before || letter_before),
    };
    if style == Style::Single {
        // '90s, 'em and 'tis drop letters and open nothing; nor does a mark behind a letter.
        let shortened = c != '\u{2018}' && after.is_some_and(|a| a.is_ascii_digit()) || short_form(rest);
        opens &= !letter_before && !shortened;
    }
    (opens || closes).then_some((opens, closes))
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '\u{201C}'..='\u{201F}' | '\u{2018}'..='\u{201B}' | '\'' | '«' | '»' | '‹' | '›' | '`')
}

/// Whether the word behind an apostrophe is one that drops its first letters.
fn short_form(rest: &str) -> bool {
    let mut word = rest.split(|c: char| !c.is_alphanumeric());
    let word = word.next().unwrap_or("");
    word.len() <= 5 && ["em", "tis", "twas", "til", "cause", "bout", "n", "round", "cos", "twere"].iter().any(|s| s.eq_ignore_ascii_case(word))
}

/// Whether `before` ends in feet and inches: 6'2
fn feet(before: &str) -> bool {
    let inches = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '½');
    let feet = inches.trim_end_matches(['\'', '\u{2019}', '\u{2032}']);
    feet.len() < inches.len() && feet.ends_with(|c: char| c.is_ascii_digit())
}

/// Where a paragraph's text ends, and the token behind it.
#[derive(Clone, Copy)]
struct ParagraphEnd {
    byte: u32,
    token: u32,
}

/// Pairs the marks of one paragraph with a stack; whether a quotation is open at its end.
fn pair(scratch: &mut MarksScratch, tokens: &[Token], end: ParagraphEnd, left_open: bool, tail: Option<Span>, spans: &mut Vec<Span>) -> bool {
    let MarksScratch { marks, open, .. } = scratch;
    open.clear();
    let first_span = spans.len();
    spans.extend(tail);
    for &mark in marks.iter() {
        let partner = open.iter().rposition(|o| o.mark.style == mark.style);
        if let Some(partner) = partner.filter(|_| mark.closes) {
            if mark.weak {
                if mark.style == Style::Single {
                    open[partner].weak = Some(mark);
                }
                continue;
            }
            close(open[partner], mark, spans);
            open.truncate(partner);
            continue;
        }
        if !mark.opens {
            continue;
        }
        if mark.style == Style::Single
            && let Some(partner) = partner
        {
            // The single mark before this one ended at a plural's apostrophe, or was one itself.
            if let Some(weak) = open[partner].weak {
                close(open[partner], weak, spans);
            }
            open.truncate(partner);
        }
        if open.len() == DEEPEST {
            open.remove(0);
        }
        open.push(Open { mark, weak: None, known: spans.len(), continues: mark.leads && left_open });
    }
    let mut still_open = false;
    let closed = spans.len();
    for index in 0..open.len() {
        let o = open[index];
        if o.mark.style == Style::Single {
            if let Some(weak) = o.weak {
                close(o, weak, spans);
            }
            continue;
        }
        // The next quotation of this paragraph bounds one that was never closed.
        let next = open[index + 1..].iter().map(|n| n.mark).find(|m| m.style == o.mark.style).map(|m| (m.start, m.token));
        let next = spans[..closed].get(o.known).map(|s| (s.outer_start, s.first)).into_iter().chain(next).min();
        let span = match next {
            None => {
                still_open = true;
                span(o, end.byte, end.byte, end.token)
            }
            Some((byte, token)) => {
                // ""We won," she said. …": an excerpt that begins with a quotation; its end may come paragraphs later.
                still_open |= index == 0 && o.mark.leads && marks.iter().any(|m| m.start == o.mark.end && m.opens && m.style == o.mark.style);
                let from = o.mark.token as usize;
                let stop = (from + 1..token as usize).find(|t| tokens[*t].is(Flags::SENTENCE)).unwrap_or(token as usize);
                let last = tokens[from..stop].last().map_or(byte, |t| t.end).min(byte);
                span(o, last, last, stop as u32)
            }
        };
        spans.push(span);
    }
    // Pairs were noted as they closed; the outermost stay, in order.
    spans[first_span..].sort_unstable_by_key(|s| (s.outer_start, u32::MAX - s.outer_end));
    let mut reach = 0;
    let mut kept = first_span;
    for at in first_span..spans.len() {
        let s = spans[at];
        if s.outer_start >= reach && s.last > s.first && s.end > s.start {
            reach = s.outer_end;
            spans[kept] = s;
            kept += 1;
        }
    }
    spans.truncate(kept);
    still_open
}

fn span(open: Open, end: u32, outer_end: u32, last: u32) -> Span {
    Span { start: open.mark.end, end, outer_start: open.mark.start, outer_end, first: open.mark.token, last, continues: open.continues }
}

fn close(open: Open, mark: Mark, spans: &mut Vec<Span>) {
    spans.push(span(open, mark.start, mark.end, mark.token));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::scan::Scanner;
    use crate::text::{Landmarks, Vocabulary};

    fn quotes(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        Scanner::default().scan(text, &Vocabulary::default(), &mut tokens);
        let mut spans = Vec::new();
        let mut landmarks = Landmarks::default();
        landmarks.list(&tokens);
        find(text, &tokens, &landmarks.gaps, &mut MarksScratch::default(), &mut spans);
        spans.iter().map(|s| &text[s.start as usize..s.end as usize]).collect()
    }

    #[test]
    fn every_kind_of_mark_pairs() {
        for (text, want) in [
            ("She called it “a fine day” and left.", vec!["a fine day"]),
            ("She called it \"a fine day\" and left.", vec!["a fine day"]),
            ("''We are glad,'' the captain said.", vec!["We are glad,"]),
            ("``We are glad,'' the captain said.", vec!["We are glad,"]),
            ("Er sagte „guten Tag“ und ging.", vec!["guten Tag"]),
            ("Il a dit « bonjour » hier.", vec![" bonjour "]),
            ("Council 'broke own rules', auditors find", vec!["broke own rules"]),
            ("Council ‘broke own rules’, auditors find", vec!["broke own rules"]),
            ("“He told me ‘never’ and left,” she said. “Truly.”", vec!["He told me ‘never’ and left,", "Truly."]),
            ("‘He told me “never” and left,’ she said.", vec!["He told me “never” and left,"]),
            ("They will go on in the future.“ The end", vec![]),
            ("“They will go on in the future.“ The end", vec!["They will go on in the future."]),
        ] {
            assert_eq!(quotes(text), want, "{text}");
        }
    }

    #[test]
    fn apostrophes_and_lengths_are_no_quotations() {
        for text in [
            "The workers' union met the teachers' union.",
            "Music of the '90s and rock 'n' roll of the '60s.",
            "He is 6'2\" tall and bought a 19\" screen.",
            "The farmers’ protest and the miners’ strike.",
            "Give 'em hope, 'tis time.",
            "Don't stop the players' bus.",
        ] {
            assert!(quotes(text).is_empty(), "{text} {:?}", quotes(text));
        }
        assert_eq!(quotes("“The workers’ union,” he said, “is the teachers’ union.”"), ["The workers’ union,", "is the teachers’ union."]);
        assert_eq!(quotes("A 'workers' paradise' it is not"), ["workers' paradise"]);
    }

    #[test]
    fn paragraphs_carry_a_quotation_on_only_with_a_mark() {
        assert_eq!(quotes("“First part.\n\n“Second part,” she said."), ["First part.", "Second part,"]);
        assert_eq!(quotes("“First part.\n\nHer own words follow.\n\nNothing more."), ["First part."]);
        assert_eq!(quotes("“First part.\n\nSecond part.\n\nThird part,” she said."), ["First part.", "Second part.", "Third part,"]);
        let excerpt = quotes("\"\"We won,\" Ms Hale said.\n\nShe left early, the file says.\"\n\nThe mayor was silent.");
        assert_eq!(excerpt.last(), Some(&"She left early, the file says."));
        assert_eq!(quotes("\"One.\n\n\"Two.\n\n\"Three,\" he said."), ["One.", "Two.", "Three,"]);
    }
}
