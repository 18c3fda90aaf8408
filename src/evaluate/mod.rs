//! Marks of people against marks of a run: precision and recall, and how far the people agree among themselves.
//!
//! [`gold`] reads what coders made, whatever tool they used; [`score`] compares it with a run; [`agree`] compares coders.

pub mod agree;
pub mod gold;
mod gold_json;
mod gold_table;
pub mod score;

use crate::analysis::Voice;
use crate::lexicon::Family;
use crate::marked::{Article, Places};
use crate::tables::read::Reader;
use anyhow::Context;
use std::collections::BTreeMap;
use std::path::Path;

/// A marked expression: its stretches, in code points of a field, and what it was said to be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Whether it stands in the title field.
    pub title: bool,
    /// In order; several where other words part them.
    pub parts: Vec<(u64, u64)>,
    /// Empty where the coder gave none.
    pub category: String,
    pub voice: Option<Voice>,
}

impl Span {
    /// Whether two expressions share a character.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.title == other.title && self.parts.iter().any(|a| other.parts.iter().any(|b| a.0 < b.1 && b.0 < a.1))
    }
    /// Whether they are the same stretches.
    pub fn same_place(&self, other: &Span) -> bool {
        self.title == other.title && self.parts == other.parts
    }
}

/// What one person marked, by article. An article without marks was read, and nothing found in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coder {
    pub name: String,
    pub articles: BTreeMap<String, Vec<Span>>,
}

/// A category of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    pub id: String,
    pub title: String,
    pub family: Family,
}

/// A run as it is evaluated.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// Articles by id, each with the hash of its words.
    pub articles: BTreeMap<String, String>,
    /// Ids by hash.
    pub by_hash: BTreeMap<String, String>,
    /// Hits by article.
    pub hits: BTreeMap<String, Vec<Span>>,
    pub categories: Vec<Category>,
}

impl Run {
    /// Reads the tables of a run.
    ///
    /// # Errors
    /// A folder without them.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut run = Self::default();
        let mut table = Reader::open(&folder.join("articles.csv"), &["article_id", "input_sha256"])
            .with_context(|| format!("{}: --against names the folder of a run, as `slantwise score --out` writes it", folder.display()))?;
        let (id, hash) = (table.at("article_id"), table.at("input_sha256"));
        while table.next_row()? {
            run.articles.insert(table.text(id).to_owned(), table.text(hash).to_owned());
            run.by_hash.insert(table.text(hash).to_owned(), table.text(id).to_owned());
        }
        let mut table = Reader::open(&folder.join("categories.csv"), &["category", "family", "title"])?;
        let (id, family, title) = (table.at("category"), table.at("family"), table.at("title"));
        while table.next_row()? {
            let family = match table.text(family) {
                "attribution" => Family::Attribution,
                "agency" => Family::Agency,
                _ => Family::Lexical,
            };
            run.categories.push(Category { id: table.text(id).to_owned(), title: table.text(title).to_owned(), family });
        }
        let hits = gold_table::read(&folder.join("hits.csv"), &gold::Names::of(&run, BTreeMap::new()))?;
        run.hits = hits.into_iter().next().map(|c| c.articles).unwrap_or_default();
        Ok(run)
    }

    /// The family of a category; lexical where the run does not know it.
    pub fn family(&self, category: &str) -> Family {
        self.categories.iter().find(|c| c.id == category).map_or(Family::Lexical, |c| c.family)
    }
}

/// Where the text of a document's field begins, for marks that count in the whole document.
pub(crate) fn in_field(start: u64, end: u64, text_start: u64) -> (bool, u64, u64) {
    if start < text_start { (true, start, end) } else { (false, start - text_start, end.saturating_sub(text_start)) }
}

/// A span as bytes of an article's text; `None` where it lies outside.
pub fn bytes(span: &Span, article: &Article) -> Option<Vec<std::ops::Range<usize>>> {
    let (title, text) = article.text.split_at(article.text_start);
    let (field, base) = if span.title { (title, 0) } else { (text, article.text_start) };
    let places = Places::new(field);
    let length = field.chars().count() as u64;
    span.parts
        .iter()
        .map(|(s, e)| (*s < *e && *e <= length).then(|| base + places.byte_of_point(*s as usize)..base + places.byte_of_point(*e as usize)))
        .collect()
}

/// Reads a voice as people and programs write it.
pub(crate) fn voice(text: &str) -> Option<Voice> {
    match text.trim().to_lowercase().as_str() {
        "own" | "outlet" => Some(Voice::Own),
        "attributed" | "reported" | "indirect" => Some(Voice::Attributed),
        "quoted" | "quote" | "direct" => Some(Voice::Quoted),
        _ => None,
    }
}
