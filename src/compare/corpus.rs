//! The tables in the order a comparison needs: outlets and events by name, rows by article, copies set aside.

use crate::events::Events;
use crate::tables::read::{AgencyRow, ByArticle, HitRow, MentionRow, QuoteRow, RunTables, Sym};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An outlet's articles in an event.
#[derive(Debug, Clone)]
pub struct Side {
    pub outlet: u32,
    pub articles: Vec<u32>,
}

/// The run as a comparison sees it.
pub struct Corpus<'t> {
    pub tables: &'t RunTables,
    /// Names, sorted. An article without an outlet stands for itself, under its id.
    pub outlets: Vec<Arc<str>>,
    /// Outlet of each article.
    pub outlet_of: Vec<u32>,
    /// Names, sorted.
    pub events: Vec<Arc<str>>,
    /// Event of each article.
    pub event_of: Vec<u32>,
    /// Articles that repeat another one, of whatever event.
    pub repeats: Vec<bool>,
    /// Articles that repeat another one of their event.
    pub copy: Vec<bool>,
    /// Articles of each event, copies left out.
    pub sides: Vec<Vec<Side>>,
    /// Numbers of "doubt", "endorse" and "scare".
    pub known: [Option<Sym>; 3],
    category: FxHashMap<Sym, u16>,
    hits: ByArticle,
    mentions: ByArticle,
    agency: ByArticle,
    quotes: ByArticle,
}

impl<'t> Corpus<'t> {
    /// Sorts out the tables.
    pub fn new(tables: &'t RunTables, events: &Events) -> Self {
        let n = tables.articles.len();
        let outlet_names: Vec<&str> = tables
            .articles
            .iter()
            .map(|a| match tables.symbols.text(a.outlet) {
                "" => a.id.as_str(),
                outlet => outlet,
            })
            .collect();
        let event_names: Vec<&str> = (0..n).map(|at| events.of_article.get(at).map_or("", |a| a.event.as_str())).collect();
        let (outlets, outlet_of) = numbered(&outlet_names);
        let (event_list, event_of) = numbered(&event_names);
        let repeats: Vec<bool> = (0..n).map(|at| events.of_article.get(at).is_some_and(|a| a.duplicate_of.is_some())).collect();
        let mut copy = events.set_aside();
        copy.resize(n, false);
        let mut grouped: Vec<BTreeMap<u32, Vec<u32>>> = vec![BTreeMap::new(); event_list.len()];
        for at in 0..n {
            if !copy[at] {
                grouped[event_of[at] as usize].entry(outlet_of[at]).or_default().push(at as u32);
            }
        }
        let sides = grouped.into_iter().map(|g| g.into_iter().map(|(outlet, articles)| Side { outlet, articles }).collect()).collect();
        Self {
            outlets,
            outlet_of,
            events: event_list,
            event_of,
            repeats,
            copy,
            sides,
            known: ["doubt", "endorse", "scare"].map(|text| tables.symbols.find(text)),
            category: tables.categories.iter().enumerate().filter_map(|(at, id)| tables.symbols.find(id).map(|sym| (sym, at as u16))).collect(),
            hits: ByArticle::new(n, tables.hits.iter().map(|r| r.article)),
            mentions: ByArticle::new(n, tables.mentions.iter().map(|r| r.article)),
            agency: ByArticle::new(n, tables.agency.iter().map(|r| r.article)),
            quotes: ByArticle::new(n, tables.quotes.iter().map(|r| r.article)),
            tables,
        }
    }

    /// The hits of an article that count: the first row of each group.
    pub fn hits(&self, article: u32) -> impl Iterator<Item = &'t HitRow> {
        self.hits.of(article).iter().filter_map(|row| self.tables.hits.get(*row as usize)).filter(|h| h.counts)
    }

    /// The mentions of an article that stand for themselves.
    pub fn mentions(&self, article: u32) -> impl Iterator<Item = &'t MentionRow> {
        self.mentions.of(article).iter().filter_map(|row| self.tables.mentions.get(*row as usize)).filter(|m| !m.embedded)
    }

    /// The harm events of an article.
    pub fn agency(&self, article: u32) -> impl Iterator<Item = &'t AgencyRow> {
        self.agency.of(article).iter().filter_map(|row| self.tables.agency.get(*row as usize))
    }

    /// The reported speech of an article.
    pub fn quotes(&self, article: u32) -> impl Iterator<Item = &'t QuoteRow> {
        self.quotes.of(article).iter().filter_map(|row| self.tables.quotes.get(*row as usize))
    }

    /// Events that two outlets or more tell.
    pub fn shared_events(&self) -> Vec<u32> {
        (0..self.events.len() as u32).filter(|e| self.sides[*e as usize].len() > 1).collect()
    }

    /// Index of a hit's category.
    pub fn category(&self, hit: &HitRow) -> Option<u16> {
        self.category.get(&hit.category).copied()
    }

    /// Whether a hit counts as loaded: only lexical categories do.
    pub fn is_lexical(&self, hit: &HitRow) -> bool {
        self.category(hit).is_some_and(|at| self.tables.lexical.get(usize::from(at)).copied().unwrap_or(true))
    }
}

/// The different names, sorted, and the number of each name among them.
fn numbered(names: &[&str]) -> (Vec<Arc<str>>, Vec<u32>) {
    let mut sorted: Vec<&str> = names.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let of = names.iter().map(|n| sorted.binary_search(n).unwrap_or_default() as u32).collect();
    (sorted.into_iter().map(Arc::from).collect(), of)
}
