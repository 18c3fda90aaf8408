//! `facts.csv` read back: one entry for each article of the tables it belongs to.

use super::{names, pack, terms};
use crate::tables::blocks::Blocks;
use crate::tables::read::RunTables;
use crate::text::background;
use crate::text::fold::fold_into;
use crate::text::vocabulary::hash_word;
use anyhow::{Context, bail};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::path::Path;

/// The facts of one article.
#[derive(Debug, Clone, Default)]
pub struct ArticleFacts {
    /// Input and record number: the order of a run, whatever order its parts are read in.
    pub ordinal: (u32, u64),
    /// A date that the text of an undated article begins with, or the date line of a dated one.
    pub date: Option<jiff::civil::Date>,
    /// Keys and counts of the headline's words, by key.
    pub title: Box<[(u32, u8)]>,
    /// … of the words below it.
    pub body: Box<[(u32, u8)]>,
    /// Keys of the words of names, with how often they stand, by key.
    pub name_words: Box<[(u32, u8)]>,
    /// The cell of names: [`names::parse`].
    pub names: Box<str>,
    /// The cell of numbers: [`super::numbers::parse`].
    pub numbers: Box<str>,
    /// Sample of five-word runs, and the hash up to which it is whole.
    pub sketch: Box<[u32]>,
    pub sketch_limit: u32,
}

/// The facts of all articles, by the number of the article in the tables.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub of_article: Vec<ArticleFacts>,
}

/// Columns that a table of facts must have.
const COLUMNS: [&str; 9] = ["article_id", "input", "number", "date", "title_terms", "body_terms", "names", "numbers", "sketch"];

impl Facts {
    /// Reads the facts of the runs in `folders`, whose other tables are `tables`, read from the same folders in the same order.
    ///
    /// # Errors
    /// A folder without facts, a table that lacks a column, facts of an article that the tables do not hold.
    pub fn read(folders: &[&Path], tables: &RunTables) -> anyhow::Result<Self> {
        let mut all = Self { of_article: vec![ArticleFacts::default(); tables.articles.len()] };
        let mut index: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
        let (mut due, mut straight) = (0usize, true);
        for folder in folders {
            let path = folder.join("facts.csv");
            let mut t = Blocks::open(&path, &COLUMNS)?;
            let c: Vec<usize> = COLUMNS.iter().map(|n| t.at(n)).collect();
            t.each(
                |block| {
                    let mut found = Vec::new();
                    block.rows(|row, _| {
                        found.push((row.text(c[0]).into_owned(), ArticleFacts::parse(|n| row.text(c[n]))));
                        Ok(())
                    })?;
                    Ok(found)
                },
                |found| {
                    for (id, facts) in found {
                        // A run writes both tables in one order; only if somebody sorted one of them are ids looked up.
                        if straight && tables.articles.get(due).is_none_or(|a| a.id != id) {
                            straight = false;
                            for (n, article) in tables.articles.iter().enumerate().skip(due).rev() {
                                index.entry(article.id.as_str()).or_default().push(n as u32);
                            }
                        }
                        let at = if straight {
                            Some(due)
                        } else {
                            index.get_mut(id.as_str()).and_then(|all| if all.len() > 1 { all.pop() } else { all.last().copied() }).map(|n| n as usize)
                        };
                        let Some(slot) = at.and_then(|at| all.of_article.get_mut(at)) else {
                            bail!("{}: the article \"{id}\" is not in articles.csv", path.display())
                        };
                        *slot = facts;
                        due += 1;
                    }
                    Ok(())
                },
            )?;
        }
        if due < tables.articles.len() {
            bail!("facts.csv has {due} rows for {} articles; is it of the same run as articles.csv?", tables.articles.len());
        }
        Ok(all)
    }

    /// Forgets what only linking reads: terms, words of names, runs. Names, numbers and dates stay.
    pub fn forget_words(&mut self) {
        for facts in &mut self.of_article {
            (facts.title, facts.body, facts.name_words, facts.sketch) = Default::default();
        }
    }

    /// Reads the facts of a run that is at hand as bytes of a CSV table, for tests and for comparisons in memory.
    ///
    /// # Errors
    /// What is no table.
    pub fn from_csv(bytes: &[u8]) -> anyhow::Result<Self> {
        let mut reader = csv::Reader::from_reader(bytes);
        let mut of_article = Vec::new();
        for row in reader.records() {
            let row = row.context("facts.csv")?;
            of_article.push(ArticleFacts::parse(|n| Cow::Borrowed(crate::tables::sheet::unguard(row.get(n).unwrap_or("")))));
        }
        Ok(Self { of_article })
    }
}

impl ArticleFacts {
    fn parse<'a>(cell: impl Fn(usize) -> Cow<'a, str>) -> Self {
        let names = cell(6);
        let runs = cell(8);
        let mut sketch = pack::numbers(&runs, 5);
        let sketch_limit = sketch.next().unwrap_or(super::sketch::WHOLE);
        Self {
            ordinal: (cell(1).parse().unwrap_or(0), cell(2).parse().unwrap_or(0)),
            date: cell(3).parse().ok(),
            title: terms::parse(&cell(4)).into(),
            body: terms::parse(&cell(5)).into(),
            name_words: name_words(&names).into(),
            names: names.into(),
            numbers: cell(7).into(),
            sketch: sketch.collect(),
            sketch_limit,
        }
    }
}

/// Keys of the words of names and how often they stand.
fn name_words(cell: &str) -> Vec<(u32, u8)> {
    let mut out: Vec<(u32, u8)> = Vec::new();
    let mut folded = String::new();
    for (text, count) in names::texts(cell) {
        for word in words(text) {
            out.push((word_key(word, &mut folded), count.min(255) as u8));
        }
    }
    out.sort_unstable();
    out.dedup_by(|b, a| {
        let same = a.0 == b.0;
        if same {
            a.1 = a.1.saturating_add(b.1);
        }
        same
    });
    out
}

/// The words of a name that say something: capital, of two letters or more.
pub fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| c.is_whitespace() || crate::text::fold::is_hyphen(c))
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|w| w.chars().count() > 1 && w.chars().next().is_some_and(char::is_uppercase))
}

/// The key of a word as it stands.
pub fn word_key(word: &str, folded: &mut String) -> u32 {
    if word.is_ascii() {
        return background::key(hash_word(word.as_bytes()) as u32);
    }
    fold_into(word, folded);
    background::key(hash_word(folded.as_bytes()) as u32)
}
