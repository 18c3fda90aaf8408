//! Other people's word lists as lexicons of ours: what they hold is written out as TOML for a person to complete.

use crate::text::fold::is_apostrophe;
use indexmap::IndexMap;
use std::fmt::Write;

/// A term of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The words; a `*` at the end means any ending, which patterns cannot say yet: [`to_toml`] tells where one was lost.
    pub term: String,
    /// Category as the list names it.
    pub category: String,
    /// Weight, if the list gives one.
    pub weight: Option<f64>,
}

/// Why a list cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The table lacks a column.
    #[error("{file}: there is no column \"{wanted}\"; the columns are {found}")]
    NoColumn { file: String, wanted: &'static str, found: String },
    /// The table is broken.
    #[error("{file}: {reason}")]
    Broken { file: String, reason: String },
    /// A weight that is no number.
    #[error("{file}:{line}: the weight \"{found}\" is not a number from 0 to 10")]
    Weight { file: String, line: u64, found: String },
    /// Nothing in it.
    #[error("{file}: holds no term")]
    Empty { file: String },
}

/// Reads a table with the columns term, category and weight (the last two may be missing).
pub fn csv(file: &str, text: &str) -> Result<Vec<Term>, ImportError> {
    let broken = |e: ::csv::Error| ImportError::Broken { file: file.into(), reason: e.to_string() };
    let delimiter = if file.ends_with(".tsv") { b'\t' } else { b',' };
    let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let headers = reader.headers().map_err(broken)?.clone();
    let column = |name: &str| headers.iter().position(|h| h.trim().eq_ignore_ascii_case(name));
    let term =
        column("term").ok_or_else(|| ImportError::NoColumn { file: file.into(), wanted: "term", found: headers.iter().collect::<Vec<_>>().join(", ") })?;
    let (category, weight) = (column("category"), column("weight"));
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let cell = |at: Option<usize>| at.and_then(|i| record.get(i)).map(|c| crate::tables::sheet::unguard(c).trim()).unwrap_or("");
        let words = cell(Some(term));
        if words.is_empty() {
            continue;
        }
        let line = record.position().map_or(0, ::csv::Position::line);
        let weight = match cell(weight) {
            "" => None,
            found => Some(found.parse::<f64>().ok().filter(|w| (0.0..=10.0).contains(w)).ok_or_else(|| ImportError::Weight {
                file: file.into(),
                line,
                found: found.into(),
            })?),
        };
        out.push(Term { term: words.into(), category: cell(category).into(), weight });
    }
    if out.is_empty() { Err(ImportError::Empty { file: file.into() }) } else { Ok(out) }
}

/// A term as a pattern: its words, hyphens kept, other signs left out. Nothing if no word is left.
pub fn pattern_of(term: &str) -> Option<String> {
    let mut out = String::new();
    for piece in term.split_whitespace() {
        let piece = piece.strip_suffix('*').unwrap_or(piece);
        let word: String =
            piece.chars().map(|c| if is_apostrophe(c) { '\'' } else { c }).filter(|c| c.is_alphanumeric() || matches!(c, '\'' | '-' | '.' | ',')).collect();
        let word = word.trim_matches(['-', '\'', '.', ',']);
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        // A comma between words would never match: phrases do not run across punctuation.
        out.push_str(word);
    }
    (!out.is_empty()).then_some(out)
}

/// The terms as a lexicon file. Imported lists count what they list: names and negation are not looked at until the
/// author takes those lines out.
pub fn to_toml(id: &str, title: &str, terms: &[Term], known: &[String]) -> String {
    let mut by_category: IndexMap<String, IndexMap<String, Option<f64>>> = IndexMap::new();
    for term in terms {
        let Some(pattern) = pattern_of(&term.term) else { continue };
        let category = if term.category.is_empty() { "imported".to_owned() } else { slug(&term.category) };
        by_category.entry(category).or_default().entry(pattern.to_lowercase()).or_insert(term.weight);
    }
    let mut out = format!("schema = 1\nid = {}\ntitle = {}\nlanguage = \"en\"\n", quoted(id), quoted(title));
    for term in terms.iter().filter(|t| t.term.contains('*')) {
        let _ = writeln!(out, "# {}: patterns know no wildcard; only the word itself is matched", quoted(&term.term));
    }
    for category in by_category.keys().filter(|c| !known.contains(c)) {
        let _ = write!(out, "\n[[category]]\nid = {}\nfamily = \"lexical\"\ntitle = {}\n", quoted(category), quoted(category));
    }
    for (category, patterns) in &by_category {
        let _ = write!(
            out,
            "\n[[family]]\nid = {0}\ncategory = {0}\nnames = \"keep\"        # count the words as names too; remove this line to leave names alone\nnegatable = false     # count them after \"not\" too\nsource = [\"imported\"]\npatterns = [\n",
            quoted(category)
        );
        for (pattern, weight) in patterns {
            let _ = match weight {
                Some(weight) => writeln!(out, "  {{ p = {}, weight = {weight:?} }},", quoted(pattern)),
                None => writeln!(out, "  {},", quoted(pattern)),
            };
        }
        out.push_str("]\n");
    }
    out
}

fn slug(name: &str) -> String {
    name.trim().to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect()
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_becomes_a_lexicon_that_compiles() {
        let terms = csv("list.csv", "term,category,weight\nbrutal regime,label_neg,2\n\"so-called \"\"experts\"\"\",My own,\nx*,label_neg,0.5\n").unwrap();
        let text = to_toml("mine", "Mine", &terms, &["label_neg".into()]);
        assert!(text.contains("# \"x*\": patterns know no wildcard"));
        let source = crate::lexicon::load::parse("mine.toml", &text, false).unwrap();
        let settings = crate::engine::Settings { lexicons: vec![source], ..Default::default() };
        let (engine, _) = crate::engine::Engine::build(settings).map_err(|b| b[0].to_string()).unwrap();
        assert_eq!(engine.lexicons.patterns.len(), 3);
        assert!(engine.lexicons.categories.iter().any(|c| c.id == "my_own"));
        assert!(csv("list.csv", "word\nx\n").unwrap_err().to_string().contains("the columns are word"));
        assert!(csv("list.csv", "term,weight\nx,high\n").unwrap_err().to_string().contains(":2: the weight \"high\""));
    }
}
