//! The user's own events: the input's field, or a file of events, which always win over linking.
//!
//! A file is TOML (`[[event]]` with `id`, `title`, `dates`, `keywords`, `articles`) or CSV with those columns, lists parted by
//! `|`. The events.csv of a run is such a file too: it can be edited and read back.

use super::days;
use crate::facts::{ArticleFacts, Facts, names, read};
use crate::tables::read::RunTables;
use crate::tables::sheet::unguard;
use anyhow::{Context, bail};
use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// One event as the user names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UserEvent {
    /// What it is called in every table.
    pub id: String,
    /// For readers.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// One day, or the first and the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<String>,
    /// Words of which an article must hold half, and two where there are two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Ids of articles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<String>,
}

/// The events of a file, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UserEvents {
    #[serde(default, rename = "event")]
    pub events: Vec<UserEvent>,
}

impl UserEvents {
    /// Reads a file.
    ///
    /// # Errors
    /// What cannot be read, with its place.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display().to_string();
        let text = crate::read::named::text(path)?;
        let text = text.trim_start_matches('\u{FEFF}');
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) { Self::parse_csv(&shown, text) } else { Self::parse_toml(&shown, text) }
    }

    /// From TOML.
    ///
    /// # Errors
    /// Unknown keys, events without an id, dates that are none.
    pub fn parse_toml(name: &str, text: &str) -> anyhow::Result<Self> {
        let events: Self = toml::from_str(text).map_err(|e| anyhow::anyhow!("{}", crate::lexicon::load::toml_problem(name, text, &e).render(text, false)))?;
        events.checked(name)
    }

    /// From CSV: columns id, title, dates, keywords, articles; or the events.csv of a run.
    ///
    /// # Errors
    /// Missing columns, events without an id, dates that are none.
    pub fn parse_csv(name: &str, text: &str) -> anyhow::Result<Self> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let headers = reader.headers().with_context(|| name.to_owned())?.clone();
        let at = |column: &str| headers.iter().position(|h| h.trim() == column);
        let mut events: IndexMap<String, UserEvent> = IndexMap::new();
        let of_run = at("article_id").zip(at("event_id"));
        let (id, relation) = (at("id"), at("relation"));
        if of_run.is_none() && id.is_none() {
            bail!(
                "{name}: there is no column \"id\" (with title, dates, keywords, articles), nor \"article_id\" and \"event_id\" as in the events.csv of a run"
            );
        }
        for row in reader.records() {
            let row = row.with_context(|| name.to_owned())?;
            let cell = |n: Option<usize>| n.and_then(|n| row.get(n)).map_or("", |c| unguard(c).trim());
            let list = |n: Option<usize>| cell(n).split('|').map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect::<Vec<_>>();
            if let Some((article, event)) = of_run {
                if cell(relation) != "related" && !cell(Some(event)).is_empty() {
                    let id = cell(Some(event)).to_owned();
                    events.entry(id.clone()).or_insert_with(|| UserEvent { id, ..UserEvent::default() }).articles.push(cell(Some(article)).to_owned());
                }
                continue;
            }
            let id = cell(id).to_owned();
            let event = events.entry(id.clone()).or_insert_with(|| UserEvent { id, title: cell(at("title")).to_owned(), ..UserEvent::default() });
            event.dates.extend(list(at("dates")));
            event.keywords.extend(list(at("keywords")));
            event.articles.extend(list(at("articles")));
        }
        Self { events: events.into_values().collect() }.checked(name)
    }

    fn checked(self, name: &str) -> anyhow::Result<Self> {
        for (number, event) in self.events.iter().enumerate() {
            if event.id.is_empty() {
                bail!("{name}: event {} has no id", number + 1);
            }
            for date in &event.dates {
                if days::of_text(date).is_none() {
                    bail!("{name}: event \"{}\": \"{date}\" is no date; write 2018-02-03", event.id);
                }
            }
            if event.dates.is_empty() && event.keywords.is_empty() && event.articles.is_empty() {
                bail!("{name}: event \"{}\" names no dates, keywords or articles, so nothing can belong to it", event.id);
            }
        }
        Ok(self)
    }

    /// The events of a run as such a file: each with its articles, for editing and reading back.
    pub fn from_run(tables: &RunTables, events: &super::Events) -> Self {
        let mut out: IndexMap<&str, UserEvent> = IndexMap::new();
        for (row, assignment) in tables.articles.iter().zip(&events.of_article) {
            let event =
                out.entry(&assignment.event).or_insert_with(|| UserEvent { id: assignment.event.clone(), title: row.title.clone(), ..UserEvent::default() });
            event.articles.push(row.id.clone());
        }
        Self { events: out.into_values().collect() }
    }

    /// As TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }
}

/// What an event's keywords and dates ask of an article.
struct Asked<'e> {
    event: &'e UserEvent,
    keywords: Vec<Vec<u32>>,
    from: Option<i32>,
    to: Option<i32>,
}

/// The user's event of each place, if there is one: a field, else a file that names the article, else its keywords and dates.
pub fn assign(tables: &RunTables, facts: &Facts, order: &[u32], days: &[Option<i32>], user: &UserEvents) -> Vec<Option<String>> {
    let mut named: FxHashMap<&str, &str> = FxHashMap::default();
    for event in &user.events {
        for article in &event.articles {
            named.entry(article).or_insert(&event.id);
        }
    }
    let asked: Vec<Asked<'_>> =
        user.events.iter().filter(|e| !e.keywords.is_empty() || (!e.dates.is_empty() && e.articles.is_empty())).map(Asked::of).collect();
    order
        .iter()
        .zip(days)
        .map(|(article, day)| {
            let row = &tables.articles[*article as usize];
            // A file of events is given for this run: it says more lately than the field what belongs where.
            if let Some(id) = named.get(row.id.as_str()) {
                return Some((*id).to_owned());
            }
            let field = tables.symbols.text(row.event);
            if !field.is_empty() {
                return Some(field.to_owned());
            }
            if asked.is_empty() {
                return None;
            }
            let words = words_of(&facts.of_article[*article as usize]);
            let mut best: Option<(usize, &str)> = None;
            for event in &asked {
                if let Some(found) = event.holds(&words, *day)
                    && best.is_none_or(|b| found > b.0)
                {
                    best = Some((found, &event.event.id));
                }
            }
            best.map(|b| b.1.to_owned())
        })
        .collect()
}

impl<'e> Asked<'e> {
    fn of(event: &'e UserEvent) -> Self {
        let mut folded = String::new();
        let keys = |keyword: &String| {
            keyword.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 1).map(|w| read::word_key(w, &mut folded)).collect()
        };
        let keywords: Vec<Vec<u32>> = event.keywords.iter().map(keys).collect();
        let all: Vec<i32> = event.dates.iter().filter_map(|d| days::of_text(d)).collect();
        Self { event, keywords, from: all.iter().copied().min(), to: all.iter().copied().max() }
    }

    /// How many keywords an article holds, where they and its day suffice.
    fn holds(&self, words: &FxHashSet<u32>, day: Option<i32>) -> Option<usize> {
        if let (Some(from), Some(to)) = (self.from, self.to) {
            // One day is the event's; what is printed of it may come until three days later.
            let to = if from == to { from + 3 } else { to };
            if day.is_none_or(|d| d < from || d > to) {
                return None;
            }
        }
        let found = self.keywords.iter().filter(|k| !k.is_empty() && k.iter().all(|w| words.contains(w))).count();
        let needed = self.keywords.len().div_ceil(2).max(self.keywords.len().min(2));
        (found >= needed).then_some(found)
    }
}

fn words_of(facts: &ArticleFacts) -> FxHashSet<u32> {
    let mut words: FxHashSet<u32> = facts.body.iter().chain(facts.title.iter()).map(|t| t.0).collect();
    let mut folded = String::new();
    for (text, _) in names::texts(&facts.names) {
        words.extend(text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 1).map(|w| read::word_key(w, &mut folded)));
    }
    words
}
