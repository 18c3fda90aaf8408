//! Tables with a column of terms, and plain lists.

use super::{Format, Import, ImportError, Term};

/// What parts the columns of a header that has a column "term".
pub fn delimiter(header: &str) -> Option<u8> {
    let has = |sign: char| header.split(sign).map(|c| c.trim().trim_matches('"')).any(|c| c.eq_ignore_ascii_case("term"));
    [',', '\t', ';'].into_iter().find(|sign| header.contains(*sign) && has(*sign)).map(|sign| sign as u8)
}

/// Reads a table with the columns term, category and weight (the last two may be missing).
pub fn csv(file: &str, text: &str) -> Result<Import, ImportError> {
    let broken = |e: ::csv::Error| ImportError::Broken { file: file.into(), reason: e.to_string() };
    let usual = if file.ends_with(".tsv") { b'\t' } else { b',' };
    let delimiter = delimiter(text.lines().next().unwrap_or("")).unwrap_or(usual);
    let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(broken)?.clone();
    let column = |name: &str| headers.iter().position(|h| h.trim().eq_ignore_ascii_case(name));
    let term =
        column("term").ok_or_else(|| ImportError::NoColumn { file: file.into(), wanted: "term", found: headers.iter().collect::<Vec<_>>().join(", ") })?;
    let (category, weight) = (column("category"), column("weight"));
    let mut terms = Vec::new();
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
        terms.push(Term { term: words.into(), category: cell(category).into(), weight, ..Term::default() });
    }
    Ok(Import { format: Format::Table, terms, lost: Vec::new() })
}

/// A term a line; lines that begin with `#` or `;` are comments.
pub fn plain(text: &str) -> Import {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with(['#', ';']));
    Import { format: Format::Plain, terms: lines.map(|l| Term { term: l.into(), ..Term::default() }).collect(), lost: Vec::new() }
}
