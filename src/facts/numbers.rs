//! Numbers with what they count: "30 militants", "$5 million", "seven Turkish soldiers".

use super::words::fact_words;
use super::{Article, Points, pack};
use crate::text::background::{FUNCTION, look};
use crate::text::landmarks::list_where;
use crate::text::{Flags, Token};

/// Numbers that are kept of an article.
const MOST: usize = 40;
/// Words of a unit.
const UNIT_WORDS: usize = 2;

/// Whether the text right after a token is a per-cent sign.
fn percent(text: &str, token: &Token) -> bool {
    text.as_bytes().get(token.end as usize) == Some(&b'%')
}

/// Fills the cell: "30 militants@512;7 turkish soldiers@1003".
pub(super) fn take(article: &Article<'_>, points: &Points<'_>, candidates: &mut Vec<u32>, out: &mut String) {
    out.clear();
    let words = fact_words();
    let (mut kept, tokens) = (0, article.tokens);
    list_where(tokens, |t| t.is(Flags::DIGIT) | words.may_be_number(t.hash), candidates);
    for at in candidates.iter().map(|at| *at as usize) {
        let token = &tokens[at];
        let digits = token.is(Flags::DIGIT);
        if token.is(Flags::BOILERPLATE | Flags::HYPHEN) || (!digits && token.is(Flags::CAPITAL) && !token.is(Flags::SENTENCE)) {
            continue;
        }
        let spelled = if digits { None } else { words.number(token.hash) };
        if !digits && spelled.is_none() {
            continue;
        }
        let surface = token.text(article.text);
        if digits && !surface.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.') {
            continue;
        }
        // "March 3" and "3:30" are times.
        let before = at.checked_sub(1).and_then(|n| tokens.get(n));
        if digits && before.is_some_and(|t| fact_words().times.contains(t.hash) && !token.is(Flags::BARRIER))
            || (digits && token.is(Flags::COLON) && before.is_some_and(|t| t.is(Flags::DIGIT) && t.end + 1 == token.start))
        {
            continue;
        }
        let money = (token.start as usize).checked_sub(1).and_then(|n| article.text.as_bytes().get(n)) == Some(&b'$');
        let length = out.len();
        if !out.is_empty() {
            out.push(';');
        }
        if money {
            out.push('$');
        }
        match spelled {
            Some(value) => out.push_str(value),
            None => out.extend(surface.chars().filter(|c| *c != ',')),
        }
        let mut units = 0;
        if percent(article.text, token) {
            out.push_str(" percent");
            units += 1;
        } else {
            for next in tokens.get(at + 1..).unwrap_or(&[]).iter().take(UNIT_WORDS + 1) {
                let (_, byte) = look(next.hash);
                if next.is(Flags::BARRIER | Flags::DIGIT | Flags::CLITIC | Flags::BOILERPLATE) || byte.is_some_and(|b| b & FUNCTION != 0) {
                    break;
                }
                if units == 0 && fact_words().times.contains(next.hash) {
                    break;
                }
                let scale = fact_words().scales.contains(next.hash);
                if units >= UNIT_WORDS && !scale {
                    break;
                }
                out.push(if next.is(Flags::HYPHEN) { '-' } else { ' ' });
                for c in next.text(article.text).chars().filter(|c| !matches!(c, '@' | ';')) {
                    out.extend(c.to_lowercase());
                }
                units += usize::from(!scale);
                if scale {
                    units = units.max(usize::from(next.text(article.text).eq_ignore_ascii_case("percent")));
                }
            }
        }
        if units == 0 && !money {
            out.truncate(length);
            continue;
        }
        let (title, point) = points.at(token.start as usize);
        out.push_str(if title { "@t" } else { "@" });
        pack::decimal(point, out);
        kept += 1;
        if kept >= MOST {
            return;
        }
    }
}

/// A number with what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number<'a> {
    /// Digits, maybe with "$" before.
    pub value: &'a str,
    /// Words behind it, in small letters.
    pub unit: &'a str,
    /// Whether it stands in the title field.
    pub title: bool,
    /// First code point.
    pub start: u32,
}

/// The numbers of a cell.
pub fn parse(cell: &str) -> impl Iterator<Item = Number<'_>> {
    cell.split(';').filter_map(|entry| {
        let (words, place) = entry.rsplit_once('@')?;
        let (value, unit) = words.split_once([' ', '-']).unwrap_or((words, ""));
        let bare = place.strip_prefix('t');
        Some(Number { value, unit, title: bare.is_some(), start: bare.unwrap_or(place).parse().ok()? })
    })
}
