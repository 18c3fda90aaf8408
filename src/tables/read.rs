//! Tables read back: what a comparison works from. Texts that repeat are numbered, so that millions of rows fit.

use super::sheet::unguard;
use anyhow::{Context, bail};
use rustc_hash::FxHashMap;
use std::path::Path;

/// A number for a text that many rows share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Sym(pub u32);

/// Texts and their numbers, in the order they were first seen. Number 0 is the empty text.
#[derive(Debug, Clone)]
pub struct Symbols {
    numbers: FxHashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Default for Symbols {
    fn default() -> Self {
        let mut symbols = Self { numbers: FxHashMap::default(), texts: Vec::new() };
        symbols.number("");
        symbols
    }
}

impl Symbols {
    /// The number of a text.
    pub fn number(&mut self, text: &str) -> Sym {
        if let Some(n) = self.numbers.get(text) {
            return Sym(*n);
        }
        let n = self.texts.len() as u32;
        self.numbers.insert(text.into(), n);
        self.texts.push(text.into());
        Sym(n)
    }
    /// The number of a text that was seen.
    pub fn find(&self, text: &str) -> Option<Sym> {
        self.numbers.get(text).map(|n| Sym(*n))
    }
    /// The text of a number.
    pub fn text(&self, sym: Sym) -> &str {
        self.texts.get(sym.0 as usize).map_or("", |t| t)
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
    pub articles: Vec<ArticleRow>,
    pub hits: Vec<HitRow>,
    pub mentions: Vec<MentionRow>,
    pub agency: Vec<AgencyRow>,
    pub quotes: Vec<QuoteRow>,
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
    fn voice(&self, at: usize) -> Voice {
        match self.record.get(at) {
            Some("quoted") => Voice::Quoted,
            Some("attributed") => Voice::Attributed,
            _ => Voice::Own,
        }
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
    /// Reads the tables of the score runs in `folders` and puts their articles into the input's order.
    ///
    /// # Errors
    /// A folder without tables, a table that lacks a column, an article that two folders hold.
    pub fn read(folders: &[&Path]) -> anyhow::Result<Self> {
        let mut all = Self::default();
        for folder in folders {
            all.add(folder)?;
        }
        Ok(all)
    }

    /// Families of the categories and the lexicons' authorities. A folder without them: what the program itself knows.
    fn add_families(&mut self, folder: &Path) -> anyhow::Result<()> {
        let path = folder.join("categories.csv");
        let mut family: FxHashMap<String, bool> = FxHashMap::default();
        if path.is_file() {
            let mut t = Reader::open(&path, &["category", "family"])?;
            let (category, kind) = (t.at("category"), t.at("family"));
            while t.next_row()? {
                family.insert(t.text(category).to_owned(), t.text(kind) == "lexical");
            }
        }
        let shown = ["doubt", "endorse", "hedge", "scare_quotes", "agency"];
        self.lexical = self.categories.iter().map(|c| family.get(c).copied().unwrap_or(!shown.contains(&c.as_str()))).collect();
        let path = folder.join("lexicons.csv");
        if path.is_file() {
            let mut t = Reader::open(&path, &["lexicon", "authority"])?;
            let (lexicon, authority) = (t.at("lexicon"), t.at("authority"));
            while t.next_row()? {
                let pair = (t.text(lexicon).to_owned(), t.text(authority).to_owned());
                if !pair.1.is_empty() && !self.authorities.contains(&pair) {
                    self.authorities.push(pair);
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, folder: &Path) -> anyhow::Result<()> {
        let mut index: FxHashMap<String, u32> = FxHashMap::default();
        self.add_articles(&folder.join("articles.csv"), &mut index)?;
        self.add_families(folder)?;
        let missing = |id: &str, table: &str| format!("{}: the article \"{id}\" is not in articles.csv", folder.join(table).display());
        // Rows follow their articles, so the last article asked for is nearly always the one asked for next.
        let mut last: (String, u32) = (String::new(), u32::MAX);
        let mut article = |id: &str, table: &str| -> anyhow::Result<u32> {
            if last.1 == u32::MAX || last.0 != id {
                let Some(n) = index.get(id) else { bail!(missing(id, table)) };
                last = (id.to_owned(), *n);
            }
            Ok(last.1)
        };
        let symbols = &mut self.symbols;

        let mut t = Reader::open(&folder.join("hits.csv"), &["article_id", "group", "category", "entry", "voice"])?;
        let c: Vec<usize> = [
            "article_id",
            "section",
            "start",
            "end",
            "text",
            "sentence",
            "group",
            "category",
            "entry",
            "strength",
            "polarity",
            "weight",
            "voice",
            "target",
            "speaker",
        ]
        .iter()
        .map(|n| t.at(n))
        .collect();
        while t.next_row()? {
            let row = HitRow {
                article: article(t.text(c[0]), "hits.csv")?,
                headline: t.text(c[1]) == "headline",
                start: t.number(c[2]),
                end: t.number(c[3]),
                text: symbols.number(&t.text(c[4]).to_lowercase()),
                sentence: t.number(c[5]),
                group: t.number(c[6]),
                category: symbols.number(t.text(c[7])),
                entry: symbols.number(t.text(c[8])),
                strength: symbols.number(t.text(c[9])),
                polarity: t.number(c[10]),
                weight: t.number(c[11]),
                voice: t.voice(c[12]),
                target: symbols.number(t.text(c[13])),
                speaker: symbols.number(t.text(c[14])),
                counts: true,
            };
            let again = self.hits.last().is_some_and(|h| h.article == row.article && h.group == row.group);
            self.hits.push(HitRow { counts: !again, ..row });
        }
        let mut t = Reader::open(&folder.join("mentions.csv"), &["article_id", "actor", "label"])?;
        let c: Vec<usize> =
            ["article_id", "field", "start", "end", "text", "actor", "label", "valence", "voice", "section", "embedded"].iter().map(|n| t.at(n)).collect();
        while t.next_row()? {
            self.mentions.push(MentionRow {
                article: article(t.text(c[0]), "mentions.csv")?,
                title_field: t.text(c[1]) == "title",
                start: t.number(c[2]),
                end: t.number(c[3]),
                text: symbols.number(t.text(c[4])),
                actor: symbols.number(t.text(c[5])),
                label: symbols.number(t.text(c[6])),
                valence: t.number(c[7]),
                voice: t.voice(c[8]),
                headline: t.text(c[9]) == "headline",
                embedded: t.text(c[10]) == "true",
            });
        }
        // Mentions that a comparison found stand behind all others.
        self.mentions.sort_by_key(|m| m.article);
        let mut t = Reader::open(&folder.join("agency.csv"), &["article_id", "construction", "agent", "victim_actor"])?;
        let c: Vec<usize> =
            ["article_id", "start", "end", "text", "construction", "agent", "victim_actor", "voice", "section"].iter().map(|n| t.at(n)).collect();
        while t.next_row()? {
            self.agency.push(AgencyRow {
                article: article(t.text(c[0]), "agency.csv")?,
                start: t.number(c[1]),
                end: t.number(c[2]),
                text: symbols.number(t.text(c[3])),
                construction: symbols.number(t.text(c[4])),
                agent: symbols.number(t.text(c[5])),
                victim: symbols.number(t.text(c[6])),
                voice: t.voice(c[7]),
                headline: t.text(c[8]) == "headline",
            });
        }
        let mut t = Reader::open(&folder.join("quotes.csv"), &["article_id", "kind", "speaker"])?;
        let c: Vec<usize> = ["article_id", "start", "end", "kind", "speaker", "speaker_actor", "cue", "text"].iter().map(|n| t.at(n)).collect();
        while t.next_row()? {
            self.quotes.push(QuoteRow {
                article: article(t.text(c[0]), "quotes.csv")?,
                start: t.number(c[1]),
                end: t.number(c[2]),
                kind: symbols.number(t.text(c[3])),
                speaker: symbols.number(t.text(c[4])),
                speaker_actor: symbols.number(t.text(c[5])),
                cue: symbols.number(t.text(c[6])),
                words: t.text(c[7]).split_whitespace().count() as u32,
            });
        }
        Ok(())
    }

    fn add_articles(&mut self, path: &Path, index: &mut FxHashMap<String, u32>) -> anyhow::Result<()> {
        let mut t = Reader::open(path, &["article_id", "outlet", "words", "loaded_own", "sentence_words", "headline_words"])?;
        if self.article_columns.is_empty() {
            self.article_columns = t.names().to_vec();
            let from = t.at("input_sha256").saturating_add(1);
            self.categories = t.names().iter().skip(from).map_while(|n| n.strip_prefix("n_")).map(str::to_owned).collect();
        } else if self.article_columns != t.names() {
            bail!("{}: its columns are not those of the other runs; score all parts with the same lexicons", path.display());
        }
        let names = [
            "article_id",
            "outlet",
            "date",
            "event_id",
            "title",
            "language",
            "words",
            "words_direct",
            "words_indirect",
            "words_own",
            "loaded_own",
            "weighted_own_per_1000",
            "loaded_types_own",
            "loaded_attributed",
            "loaded_quoted",
            "headline_loaded",
            "headline_words",
            "sources",
            "wire_source",
            "input_sha256",
            "genre",
            "url",
            "sentence_words",
            "input",
            "record",
        ];
        let c: Vec<usize> = names.iter().map(|n| t.at(n)).collect();
        let categories: Vec<usize> = self.categories.iter().map(|k| t.at(&format!("n_{k}"))).collect();
        while t.next_row()? {
            let id = t.text(c[0]).to_owned();
            // An id that comes twice is kept; its rows cannot be told apart, so they go to the first.
            index.entry(id.clone()).or_insert(self.articles.len() as u32);
            let symbols = &mut self.symbols;
            let row = ArticleRow {
                id,
                outlet: symbols.number(t.text(c[1])),
                date: t.text(c[2]).into(),
                event: symbols.number(t.text(c[3])),
                title: t.text(c[4]).into(),
                language: symbols.number(t.text(c[5])),
                words: t.number(c[6]),
                words_direct: t.number(c[7]),
                words_indirect: t.number(c[8]),
                words_own: t.number(c[9]),
                loaded_own: t.number(c[10]),
                weighted_own_per_1000: t.number(c[11]),
                loaded_types_own: t.number(c[12]),
                loaded_attributed: t.number(c[13]),
                loaded_quoted: t.number(c[14]),
                headline_loaded: t.number(c[15]),
                headline_words: t.number(c[16]),
                sources: t.number(c[17]),
                wire_source: t.text(c[18]).into(),
                sha256: t.text(c[19]).into(),
                genre: symbols.number(t.text(c[20])),
                url: t.text(c[21]).into(),
                sentence_words: t.text(c[22]).split(' ').filter_map(|n| n.parse().ok()).collect(),
                ordinal: (t.number(c[23]), t.number(c[24])),
                by_category: categories.iter().map(|at| t.number(*at)).collect(),
            };
            self.articles.push(row);
        }
        Ok(())
    }

    /// The outlet of an article.
    pub fn outlet(&self, article: u32) -> &str {
        self.articles.get(article as usize).map_or("", |a| self.symbols.text(a.outlet))
    }
}
