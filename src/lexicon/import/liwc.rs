//! LIWC dictionaries: a legend of categories between two `%` lines, then a word a line with its categories' numbers.

use super::{Format, Import, ImportError, Lost, Term};
use indexmap::IndexMap;

/// Reads a .dic file.
///
/// # Errors
/// A legend without its closing `%`, or with a line that is no number and name.
pub fn read(file: &str, text: &str) -> Result<Import, ImportError> {
    let at = |line: usize, reason: String| ImportError::Line { file: file.into(), line: line + 1, reason };
    let mut categories: IndexMap<String, String> = IndexMap::new();
    // The path to the category at hand: later versions indent a category under its parent.
    let mut path: Vec<(usize, String)> = Vec::new();
    let (mut terms, mut lost) = (Vec::new(), Vec::new());
    let mut section = 0;
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            continue;
        }
        if trimmed == "%" {
            section += 1;
            continue;
        }
        if section == 1 {
            let depth = line.chars().take_while(|c| c.is_whitespace()).count();
            let (id, name) = trimmed
                .split_once(char::is_whitespace)
                .filter(|(id, _)| id.chars().all(|c| c.is_ascii_digit()))
                .ok_or_else(|| at(number, format!("\"{trimmed}\": a category is a number, a tab and a name")))?;
            path.retain(|(d, _)| *d < depth);
            path.push((depth, name.trim().to_owned()));
            let full = path.iter().map(|p| p.1.as_str()).collect::<Vec<_>>().join(" / ");
            categories.insert(id.trim_start_matches('0').to_owned(), full);
            continue;
        }
        entry(trimmed, &categories, &mut terms, &mut lost);
    }
    if section < 2 {
        return Err(at(0, "the legend of categories stands between two lines of \"%\"; one is missing".into()));
    }
    Ok(Import { format: Format::Liwc, terms, lost })
}

/// A word with its numbers. Words part from numbers by a tab; a phrase holds blanks.
fn entry(line: &str, categories: &IndexMap<String, String>, terms: &mut Vec<Term>, lost: &mut Vec<Lost>) {
    let mut lose = |reason: &str| lost.push(Lost { what: line.split_whitespace().collect::<Vec<_>>().join(" "), reason: reason.into() });
    if line.contains(['(', ')', '<', '>', '{', '}']) {
        return lose("a condition of LIWC's own; write it as a pattern with next, prev or left");
    }
    let is_number = |f: &str| !f.is_empty() && f.chars().all(|c| c.is_ascii_digit());
    let (word, numbers): (String, Vec<&str>) = match line.split_once('\t') {
        Some((word, rest)) => (word.trim().to_owned(), rest.split_whitespace().collect()),
        None => {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let words = fields.iter().rposition(|f| !is_number(f)).map_or(0, |i| i + 1);
            (fields[..words].join(" "), fields[words..].to_vec())
        }
    };
    if word.is_empty() {
        return lose("no word");
    }
    if numbers.is_empty() {
        return lose("no category");
    }
    for field in numbers {
        // "131/125" and the like are conditions; a plain weight stands behind a colon in none of the versions.
        match categories.get(field.trim_start_matches('0')).filter(|_| is_number(field)) {
            Some(category) => terms.push(Term { term: word.clone(), category: category.clone(), ..Term::default() }),
            None => lose(&format!("there is no category {field} in the legend")),
        }
    }
}
