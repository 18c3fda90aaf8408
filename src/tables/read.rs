//! Tables read back: what a comparison works from. Texts that repeat are numbered, so that millions of rows fit.

use super::sheet::unguard;
use anyhow::{Context, bail};
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::path::Path;

/// A number for a text that many rows share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Sym(pub u32);

/// Texts and their numbers, in the order they were first seen. Number 0 is the empty text. All stand in one text, so that a
/// million of them are three pieces of memory and not two million.
#[derive(Debug, Clone)]
pub struct Symbols {
    text: String,
    /// Byte after each text.
    ends: Vec<usize>,
    /// Numbers where their text's hash says, or in the next free place, with the hash's other half; a power of two of them.
    slots: Vec<(u32, u32)>,
}

/// A place that has no number.
const FREE: (u32, u32) = (0, u32::MAX);

fn hash(text: &str) -> (usize, u32) {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    let hash = hasher.finish();
    (hash as usize, (hash >> 32) as u32)
}

impl Default for Symbols {
    fn default() -> Self {
        let mut symbols = Self { text: String::new(), ends: Vec::new(), slots: vec![FREE; 64] };
        symbols.number("");
        symbols
    }
}

impl Symbols {
    /// The number of a text, or the place where it would stand.
    fn look(&self, text: &str) -> Result<Sym, usize> {
        let (from, half) = hash(text);
        let mask = self.slots.len() - 1;
        let mut at = from & mask;
        loop {
            match self.slots[at] {
                FREE => return Err(at),
                (known, number) if known == half && self.text(Sym(number)) == text => return Ok(Sym(number)),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The number of a text.
    pub fn number(&mut self, text: &str) -> Sym {
        let at = match self.look(text) {
            Ok(number) => return number,
            Err(at) => at,
        };
        let number = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.slots[at] = (hash(text).1, number);
        if 2 * self.ends.len() > self.slots.len() {
            self.grow();
        }
        Sym(number)
    }

    fn grow(&mut self) {
        let size = 4 * self.slots.len();
        let mut slots = vec![FREE; size];
        for number in 0..self.ends.len() as u32 {
            let (from, half) = hash(self.text(Sym(number)));
            let mut at = from & (size - 1);
            while slots[at] != FREE {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (half, number);
        }
        self.slots = slots;
    }

    /// The number of a text that was seen.
    pub fn find(&self, text: &str) -> Option<Sym> {
        self.look(text).ok()
    }

    /// All texts, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|number| self.text(Sym(number)))
    }

    /// The text of a number.
    pub fn text(&self, sym: Sym) -> &str {
        let at = sym.0 as usize;
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end);
        self.ends.get(at).and_then(|to| self.text.get(from..*to)).unwrap_or("")
    }
}

/// Who speaks, as the tables say.
pub use crate::analysis::Voice;

/// A row of articles.csv.
#[derive(Debug, Clone, Default)]
pub struct ArticleRow {
    pub id: String,
    pub outlet: Sym,
    pub date: String,
    pub event: Sym,
    pub title: String,
    pub language: Sym,
    pub words: u32,
    pub words_direct: u32,
    pub words_indirect: u32,
    pub words_own: u32,
    pub loaded_own: u32,
    pub weighted_own_per_1000: f64,
    pub loaded_types_own: u32,
    pub loaded_attributed: u32,
    pub loaded_quoted: u32,
    pub headline_loaded: u32,
    pub headline_words: u32,
    pub sources: u32,
    pub wire_source: String,
    pub sha256: String,
    pub genre: Sym,
    pub url: String,
    /// Counted words of each sentence.
    pub sentence_words: Vec<u32>,
    /// Own-voice hits of each category, in the order of [`RunTables::categories`].
    pub by_category: Vec<u32>,
    /// Place in the run: number of the input, number of the record in it.
    pub ordinal: (u32, u64),
}

/// A row of hits.csv, its texts numbered.
#[derive(Debug, Clone, Copy, Default)]
pub struct HitRow {
    /// Index among the articles.
    pub article: u32,
    pub headline: bool,
    pub start: u32,
    pub end: u32,
    /// Folded text of the expression.
    pub text: Sym,
    /// From 1.
    pub sentence: u32,
    pub group: u32,
    pub category: Sym,
    pub entry: Sym,
    pub strength: Sym,
    pub polarity: i8,
    pub weight: f32,
    pub voice: Voice,
    pub target: Sym,
    pub speaker: Sym,
    /// First row of its group: the one that counts.
    pub counts: bool,
}

/// A row of mentions.csv.
#[derive(Debug, Clone, Copy, Default)]
pub struct MentionRow {
    pub article: u32,
    pub title_field: bool,
    pub start: u32,
    pub end: u32,
    pub text: Sym,
    pub actor: Sym,
    pub label: Sym,
    pub valence: i8,
    pub voice: Voice,
    pub headline: bool,
    pub embedded: bool,
}

/// A row of agency.csv.
#[derive(Debug, Clone, Copy, Default)]
pub struct AgencyRow {
    pub article: u32,
    pub start: u32,
    pub end: u32,
    pub text: Sym,
    pub construction: Sym,
    pub agent: Sym,
    pub victim: Sym,
    /// The actor that the agent refers to.
    pub agent_actor: Sym,
    pub voice: Voice,
    pub headline: bool,
}

/// A row of quotes.csv.
#[derive(Debug, Clone, Copy, Default)]
pub struct QuoteRow {
    pub article: u32,
    pub start: u32,
    pub end: u32,
    pub kind: Sym,
    pub speaker: Sym,
    pub speaker_actor: Sym,
    pub cue: Sym,
    /// Counted words of what is said.
    pub words: u32,
}

/// The tables of one or several score runs, as one.
#[derive(Debug, Default)]
pub struct RunTables {
    pub symbols: Symbols,
    pub article_columns: Vec<String>,
    pub categories: Vec<String>,
    /// Whether each category is scored: the lexical ones are.
    pub lexical: Vec<bool>,
    /// Lexicons that hold an authority's guidance, and whose.
    pub authorities: Vec<(String, String)>,
    /// Actors that are on a side, and on which.
    pub sides: Vec<(String, String)>,
    pub articles: Vec<ArticleRow>,
    /// The first article of each folder that was read.
    pub folders: Vec<usize>,
    pub hits: Vec<HitRow>,
    pub mentions: Vec<MentionRow>,
    pub agency: Vec<AgencyRow>,
    pub quotes: Vec<QuoteRow>,
}

/// Rows of one table by article. Rows of two articles with one id may stand apart, so positions are listed.
pub struct ByArticle {
    from: Vec<u32>,
    rows: Vec<u32>,
}

impl ByArticle {
    /// `of`: the article of each row.
    pub fn new(articles: usize, of: impl Iterator<Item = u32> + Clone) -> Self {
        let mut from = vec![0u32; articles + 1];
        for article in of.clone() {
            if let Some(n) = from.get_mut(article as usize + 1) {
                *n += 1;
            }
        }
        for at in 1..from.len() {
            from[at] += from[at - 1];
        }
        let mut next = from.clone();
        let mut rows = vec![0u32; from.last().map_or(0, |n| *n as usize)];
        for (row, article) in of.enumerate() {
            if let Some(place) = next.get_mut(article as usize)
                && (article as usize) < articles
            {
                rows[*place as usize] = row as u32;
                *place += 1;
            }
        }
        Self { from, rows }
    }

    /// The rows of an article, in their order.
    pub fn of(&self, article: u32) -> &[u32] {
        let (from, to) = (self.from.get(article as usize), self.from.get(article as usize + 1));
        match (from, to) {
            (Some(from), Some(to)) => &self.rows[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

/// A CSV table being read: cells by column name.
pub struct Reader {
    inner: csv::Reader<std::io::BufReader<std::fs::File>>,
    names: Vec<String>,
    record: csv::StringRecord,
    path: String,
}

impl Reader {
    /// Opens a table that must have `columns`.
    pub fn open(path: &Path, columns: &[&str]) -> anyhow::Result<Self> {
        let shown = path.display().to_string();
        let file = std::fs::File::open(path).with_context(|| format!("{shown}: cannot be read"))?;
        let mut buffered = std::io::BufReader::with_capacity(1 << 18, file);
        skip_bom(&mut buffered).with_context(|| shown.clone())?;
        let mut inner = csv::ReaderBuilder::new().from_reader(buffered);
        let names: Vec<String> = inner.headers().with_context(|| shown.clone())?.iter().map(str::to_owned).collect();
        for column in columns {
            if !names.iter().any(|n| n == column) {
                bail!("{shown}: there is no column \"{column}\"; is it a table of this version?");
            }
        }
        Ok(Self { inner, names, record: csv::StringRecord::new(), path: shown })
    }
    /// The columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }
    /// Position of a column.
    pub fn at(&self, name: &str) -> usize {
        self.names.iter().position(|n| n == name).unwrap_or(usize::MAX)
    }
    /// The next row; `false` at the end.
    pub fn next_row(&mut self) -> anyhow::Result<bool> {
        self.inner.read_record(&mut self.record).with_context(|| self.path.clone())
    }
    /// A cell of the row, without the spreadsheet guard.
    pub fn text(&self, at: usize) -> &str {
        unguard(self.record.get(at).unwrap_or(""))
    }
    /// A number; 0 where the cell is empty.
    pub fn number<T: std::str::FromStr + Default>(&self, at: usize) -> T {
        self.record.get(at).unwrap_or("").parse().unwrap_or_default()
    }
}

/// Passes over a byte order mark; whether there was one.
pub fn skip_bom(reader: &mut impl std::io::BufRead) -> std::io::Result<bool> {
    if reader.fill_buf()?.starts_with("\u{FEFF}".as_bytes()) {
        reader.consume(3);
        return Ok(true);
    }
    Ok(false)
}

impl RunTables {
    /// The outlet of an article.
    pub fn outlet(&self, article: u32) -> &str {
        self.articles.get(article as usize).map_or("", |a| self.symbols.text(a.outlet))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_numbers_in_the_order_they_came() {
        let mut symbols = Symbols::default();
        assert_eq!((symbols.number(""), symbols.find(""), symbols.text(Sym(7))), (Sym(0), Some(Sym(0)), ""));
        let text = |n: u32| format!("text {}", n * 7919 % 5000);
        for n in 0..5000 {
            assert_eq!(symbols.find(&text(n)), None);
            assert_eq!(symbols.number(&text(n)), Sym(n + 1));
        }
        for n in 0..5000 {
            assert_eq!((symbols.number(&text(n)), symbols.text(Sym(n + 1))), (Sym(n + 1), text(n).as_str()));
        }
        assert_eq!(symbols.iter().count(), 5001);
        assert_eq!((symbols.iter().next(), symbols.iter().nth(2)), (Some(""), Some("text 2919")));
    }
}
