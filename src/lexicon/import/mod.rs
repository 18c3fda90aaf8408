//! Other people's word lists as lexicons of ours: the format is told by what a file holds, and what patterns of ours
//! cannot say is kept as a comment.

pub mod glob;
pub mod liwc;
pub mod tables;
pub mod toml;
pub mod trees;
pub mod vale;

pub use toml::to_toml;

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Columns term, category, weight.
    Table,
    /// A legend of numbered categories between `%` lines, then words with numbers.
    Liwc,
    /// Nested keys with lists of words: quanteda, WordStat.
    Yaml,
    /// Tab-indented words with a weight in brackets behind them.
    WordStat,
    /// Lines of `+CATEGORY`, each followed by its words.
    Lexicoder,
    /// `<cnode>` and `<pnode>`: Lexicoder 2, Yoshikoder.
    Xml,
    /// A rule of the prose linter.
    Vale,
    /// A term a line.
    Plain,
}

impl Format {
    /// As told to people.
    pub fn name(self) -> &'static str {
        match self {
            Format::Table => "a table (CSV or TSV)",
            Format::Liwc => "a LIWC dictionary (.dic)",
            Format::Yaml => "a YAML dictionary (quanteda, WordStat)",
            Format::WordStat => "a WordStat dictionary (.cat)",
            Format::Lexicoder => "a Lexicoder dictionary (.lc3)",
            Format::Xml => "an XML dictionary (Lexicoder, Yoshikoder)",
            Format::Vale => "a Vale rule (YAML)",
            Format::Plain => "a plain list, a term a line",
        }
    }
}

/// A term of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Term {
    /// The words; a `*` at a word's end means any ending.
    pub term: String,
    /// Category as the list names it; the steps of a nested one joined by " / ".
    pub category: String,
    /// Weight, if the list gives one.
    pub weight: Option<f64>,
    /// What to write instead, if the list says so.
    pub alternatives: Vec<String>,
    /// Why, if the list says so.
    pub why: String,
}

/// Something that a lexicon of ours cannot say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// As the list has it.
    pub what: String,
    /// Why not.
    pub reason: String,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// What it is.
    pub format: Format,
    /// Its terms.
    pub terms: Vec<Term>,
    /// What could not be taken over.
    pub lost: Vec<Lost>,
}

/// Why a list cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The table lacks a column.
    #[error("{file}: there is no column \"{wanted}\", which holds the words; the columns are {found}: give one of them that name")]
    NoColumn { file: String, wanted: &'static str, found: String },
    /// The file is broken.
    #[error("{file}: {reason}")]
    Broken { file: String, reason: String },
    /// It is broken at a line.
    #[error("{file}:{line}: {reason}")]
    Line { file: String, line: usize, reason: String },
    /// A weight that is no number.
    #[error("{file}:{line}: the weight \"{found}\" is not a number from 0 to 10")]
    Weight { file: String, line: u64, found: String },
    /// Nothing in it.
    #[error("{file}: read as {format}, and it holds no term")]
    Empty { file: String, format: &'static str },
}

/// Reads a word list of any format that we know.
///
/// # Errors
/// What is broken, with its line; a file without any term.
pub fn read(file: &str, text: &str) -> Result<Import, ImportError> {
    let text = text.trim_start_matches('\u{FEFF}');
    let format = recognise(file, text);
    let mut import = match format {
        Format::Table => tables::csv(file, text)?,
        Format::Liwc => liwc::read(file, text)?,
        Format::Yaml => trees::yaml(file, text)?,
        Format::WordStat => trees::wordstat(text),
        Format::Lexicoder => trees::lexicoder(text),
        Format::Xml => trees::xml(file, text)?,
        Format::Vale => vale::read(file, text)?,
        Format::Plain => tables::plain(text),
    };
    import.terms.retain(|t| !t.term.trim().is_empty());
    if import.terms.is_empty() && import.lost.is_empty() {
        return Err(ImportError::Empty { file: file.into(), format: format.name() });
    }
    Ok(import)
}

/// What a file is, by what it holds; only for tables does the name decide, where the header does not.
fn recognise(file: &str, text: &str) -> Format {
    let first = text.lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with('#')).unwrap_or("");
    let ending = file.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    if first.starts_with('%') {
        return Format::Liwc;
    }
    if first.starts_with('<') {
        return Format::Xml;
    }
    if first.starts_with('+') && first.len() > 1 {
        return Format::Lexicoder;
    }
    if tables::delimiter(first).is_some() || matches!(ending.as_str(), "csv" | "tsv") {
        return Format::Table;
    }
    if trees::is_wordstat(text) {
        return Format::WordStat;
    }
    match trees::yaml_kind(text) {
        Some(format) => format,
        // A YAML file that is broken should say so, not pass for a list of odd words.
        None if matches!(ending.as_str(), "yml" | "yaml") => Format::Yaml,
        None => Format::Plain,
    }
}

#[cfg(test)]
mod tests;
