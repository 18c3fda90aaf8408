//! Wildcards and small regular expressions of other tools, as patterns of ours, where that can be.

use crate::text::fold::is_apostrophe;
use crate::text::inflect::Form;
use regex_syntax::hir::{Class, Hir, HirKind};

/// The most wordings that one expression may stand for.
const MOST: usize = 64;

/// Whether a term is a pattern of ours already, with tags, classes, gaps or alternatives: a table that we wrote holds such.
pub fn is_pattern(term: &str) -> bool {
    let tag = |word: &str| word.split('|').any(|w| w.rsplit_once('/').is_some_and(|(lemma, tag)| !lemma.is_empty() && Form::parse(tag).is_some()));
    let gap = |word: &str| word.strip_prefix('~').is_some_and(|n| n.parse::<u8>().is_ok());
    let class = |word: &str| word.trim_start_matches('<').strip_prefix('@').is_some_and(|n| n.len() > 1);
    let choice = |word: &str| word.contains('|') && word.split('|').all(|w| !w.is_empty());
    let maybe = |word: &str| word.len() > 1 && word.ends_with('?') && term.contains(' ');
    let wild = |word: &str| word.starts_with("*-") || word.ends_with("-*");
    term.split_whitespace().any(|w| tag(w) || gap(w) || class(w) || choice(w) || maybe(w) || wild(w))
}

/// A term as a pattern: its words, hyphens kept, signs at their edges left out.
///
/// # Errors
/// What a pattern cannot say.
pub fn pattern(term: &str) -> Result<String, String> {
    let mut out: Vec<String> = Vec::new();
    for piece in term.split_whitespace() {
        if piece == "*" {
            out.push("*".into());
            continue;
        }
        let (word, open) = match piece.trim_end_matches(['"', '”', ',', ';', ':']).strip_suffix('*') {
            Some(word) => (word, true),
            None => (piece, false),
        };
        if word.contains('*') {
            return Err("a star at a word's beginning or inside; only an open ending can be said".into());
        }
        if word.contains('?') && !word.ends_with('?') {
            return Err("a question mark for any one letter".into());
        }
        let word: String =
            word.chars().map(|c| if is_apostrophe(c) { '\'' } else { c }).filter(|c| c.is_alphanumeric() || matches!(c, '\'' | '-' | '.' | ',')).collect();
        let word = word.trim_matches(['-', '\'', '.', ',']);
        if word.is_empty() {
            continue;
        }
        if open && word.rsplit('-').next().unwrap_or("").chars().filter(|c| c.is_alphabetic()).count() < 2 {
            return Err("an open ending wants at least two letters before its star".into());
        }
        if open && word.rsplit('-').next().unwrap_or("").contains(['\'', '.', ',']) {
            return Err("an open ending behind a sign inside the word".into());
        }
        out.push(if open { format!("{word}*") } else { word.to_owned() });
    }
    if out.iter().all(|w| w == "*") {
        return Err("no word in it".into());
    }
    Ok(out.join(" ").to_lowercase())
}

/// All wordings of a regular expression that stands for few; `\w*` at a word's end is an open ending.
///
/// # Errors
/// Why there are no such wordings.
pub fn wordings(expression: &str) -> Result<Vec<String>, String> {
    let hir = regex_syntax::ParserBuilder::new().build().parse(expression).map_err(|_| "a regular expression that patterns cannot say".to_owned())?;
    let mut out = spell(&hir)?;
    for wording in &mut out {
        *wording = wording.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    out.retain(|w| !w.is_empty());
    let mut seen = std::collections::BTreeSet::new();
    out.retain(|w| seen.insert(w.to_lowercase()));
    if out.is_empty() { Err("it matches no word".into()) } else { Ok(out) }
}

fn spell(hir: &Hir) -> Result<Vec<String>, String> {
    let few = |list: Vec<String>| if list.len() > MOST { Err(format!("it stands for more than {MOST} wordings")) } else { Ok(list) };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Ok(vec![String::new()]),
        HirKind::Literal(literal) => Ok(vec![String::from_utf8_lossy(&literal.0).into_owned()]),
        HirKind::Capture(capture) => spell(&capture.sub),
        HirKind::Alternation(parts) => few(parts.iter().map(spell).collect::<Result<Vec<_>, _>>()?.concat()),
        HirKind::Concat(parts) => {
            let mut all = vec![String::new()];
            for part in parts {
                let next = spell(part)?;
                all = few(all.iter().flat_map(|a| next.iter().map(move |b| format!("{a}{b}"))).take(MOST + 1).collect())?;
            }
            Ok(all)
        }
        HirKind::Class(class) => {
            if is_blank(class) {
                return Ok(vec![" ".into()]);
            }
            let Class::Unicode(ranges) = class else { return Err("a class of bytes".into()) };
            let letters: Vec<char> = ranges.iter().flat_map(|r| r.start()..=r.end()).take(9).collect();
            if letters.len() > 8 { Err("a class of many letters".into()) } else { Ok(letters.into_iter().map(String::from).collect()) }
        }
        HirKind::Repetition(repeated) => {
            let sub = &repeated.sub;
            match (repeated.min, repeated.max, sub.kind()) {
                (0, Some(1), _) => {
                    let mut with = spell(sub)?;
                    with.push(String::new());
                    few(with)
                }
                (_, None, HirKind::Class(class)) if is_blank(class) => Ok(vec![" ".into()]),
                // Any further letters: an open ending, if the word ends here.
                (_, None, HirKind::Class(class)) if holds_letters(class) => Ok(vec!["*".into()]),
                _ => Err("a repetition".into()),
            }
        }
    }
}

fn is_blank(class: &Class) -> bool {
    let Class::Unicode(ranges) = class else { return false };
    ranges.iter().all(|r| (r.start()..=r.end()).all(|c| c.is_whitespace() || c == '-')) && ranges.iter().any(|r| r.start() <= ' ' && ' ' <= r.end())
}

fn holds_letters(class: &Class) -> bool {
    let Class::Unicode(ranges) = class else { return false };
    ranges.iter().any(|r| r.start() <= 'a' && 'z' <= r.end()) && !ranges.iter().any(|r| r.start() <= ' ' && ' ' <= r.end())
}
