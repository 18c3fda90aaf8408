//! Which articles tell the same event, which repeat one another, and what each outlet leaves out.
//!
//! The way: a day for each article ([`days`]) → weighted terms, headlines and names ([`vectors`]) → pairs that share
//! rare words within the window ([`pairs`]) → events by the mean likeness of whole groups ([`cluster`]), the user's
//! own events first ([`user`]) → copies ([`copies`]) → related events ([`related`]). A false merge fabricates a
//! comparison, so that what is doubtful stays apart. All in one order, that of day and ordinal, on any number of
//! threads: parallel work fills slots, and no sum is reduced in parallel. The comparison never sees a text.

mod cluster;
mod copies;
pub mod coverage;
mod days;
pub mod descriptions;
pub mod discover;
mod pairs;
mod related;
pub mod user;
mod vectors;
pub mod write;

pub use user::UserEvents;

use crate::facts::{Facts, names};
use crate::tables::read::RunTables;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use vectors::Vectors;

/// Who said that an article tells an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EventSource {
    /// The user: a field of the input, or a file of events.
    User,
    /// Linking.
    #[default]
    Auto,
}

impl EventSource {
    /// As written in tables.
    pub fn name(self) -> &'static str {
        match self {
            EventSource::User => "user",
            EventSource::Auto => "auto",
        }
    }
}

/// The event of one article.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Assignment {
    /// Id of the event; every article has one, alone or not.
    pub event: String,
    pub source: EventSource,
    /// Mean likeness to the other articles of the event; `None` where there are none.
    pub link_score: Option<f64>,
    /// Rare names it shares with them, as they stand, rarest first.
    pub shared_entities: Vec<String>,
    /// Days since the event's first article.
    pub days_apart: Option<i64>,
    /// Agency that the text credits, or that of the article it copies.
    pub wire_source: String,
    /// The article it repeats.
    pub duplicate_of: Option<u32>,
    /// Events that share rare names and actors with its own, and how much; most first.
    pub related: Vec<(String, f64)>,
}

/// The events of all articles, by the number of the article in the tables.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Events {
    pub of_article: Vec<Assignment>,
}

impl Events {
    /// The events that the `event` field names, and nothing found: articles without one are events of their own.
    pub fn from_user(tables: &RunTables) -> Self {
        let of_article = tables
            .articles
            .iter()
            .map(|article| {
                let named = tables.symbols.text(article.event);
                let alone = named.is_empty();
                Assignment {
                    event: if alone { format!("alone:{}", article.id) } else { named.to_owned() },
                    source: if alone { EventSource::Auto } else { EventSource::User },
                    wire_source: article.wire_source.clone(),
                    ..Assignment::default()
                }
            })
            .collect();
        Self { of_article }
    }

    /// Which articles an event counts without: copies of an article, or of one that another of its copies stands for there.
    /// A copy whose original tells another event is all that its outlet has of this one, and counts.
    pub fn set_aside(&self) -> Vec<bool> {
        let originals = self.of_article.iter().enumerate().filter(|(_, a)| a.duplicate_of.is_none());
        let mut there: FxHashSet<(&str, u32)> = originals.map(|(at, a)| (a.event.as_str(), at as u32)).collect();
        self.of_article.iter().map(|a| a.duplicate_of.is_some_and(|first| !there.insert((&a.event, first)))).collect()
    }
}

/// How articles are linked. The defaults are one setting for every collection.
#[derive(Debug, Clone)]
pub struct Options {
    /// Standard deviation of the time kernel, in days.
    pub sigma: f64,
    /// Articles further apart never tell the same event.
    pub cut_days: i32,
    /// Likeness from which groups are one event.
    pub threshold: f64,
    /// What the likeness of two articles is worth where one has no date.
    pub undated: f64,
    /// Days within which events may be related.
    pub related_days: i32,
    /// Events that the user named in a file.
    pub user: UserEvents,
    /// Number of threads; 0 for all.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { sigma: 3.0, cut_days: 7, threshold: 0.11, undated: 0.73, related_days: 30, user: UserEvents::default(), threads: 0 }
    }
}

impl Options {
    /// Articles at most so many days apart may tell the same event, ten years at the most; the kernel is as wide in proportion.
    pub fn within(days: u32) -> Self {
        let all = Self::default();
        let cut_days = i32::try_from(days).unwrap_or(i32::MAX).clamp(1, 3653);
        Self { sigma: all.sigma * f64::from(cut_days) / f64::from(all.cut_days), cut_days, ..all }
    }
}

/// Names shared with the rest of the event that are told.
const NAMES_TOLD: usize = 5;

/// Finds the event of every article.
pub fn link(tables: &RunTables, facts: &Facts, options: &Options) -> Events {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build();
    match pool {
        Ok(pool) => pool.install(|| linked(tables, facts, options)),
        Err(_) => linked(tables, facts, options),
    }
}

fn linked(tables: &RunTables, facts: &Facts, options: &Options) -> Events {
    let n = tables.articles.len().min(facts.of_article.len());
    // Everything works on places in this order: day, then the run's own order. Articles without a day come last.
    let days: Vec<Option<i32>> = (0..n).map(|i| days::of(&tables.articles[i], &facts.of_article[i])).collect();
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.sort_by_key(|i| (days[*i as usize].unwrap_or(i32::MAX), facts.of_article[*i as usize].ordinal, *i));
    let days: Vec<Option<i32>> = order.iter().map(|i| days[*i as usize]).collect();
    let own = user::assign(tables, facts, &order, &days, &options.user);

    let vectors = Vectors::new(tables, facts, &order);
    let weighing = cluster::Weighing::new(&vectors, &days, options);
    // Copies need no pairs, and putting groups together is work for one.
    let (groups, copies) = rayon::join(|| cluster::cluster(&weighing, &pairs::find(&weighing), &own), || copies::find(facts, &order));
    let ids = ids(tables, &order, &days, &groups, &own);
    let related = related::find(&vectors, &days, &groups, options);
    let told: Vec<(Vec<Option<f64>>, Vec<Vec<String>>)> =
        groups.par_iter().map(|group| (cluster::likeness_to_rest(&weighing, group), shared_names(facts, &order, &vectors, group))).collect();

    let mut of_article = vec![Assignment::default(); tables.articles.len()];
    let mut seen: FxHashMap<u32, u32> = FxHashMap::default();
    for (number, (group, (scores, names))) in groups.iter().zip(told).enumerate() {
        let first = group.first().and_then(|place| days[*place as usize]);
        for ((place, score), told) in group.iter().zip(scores).zip(names) {
            let at = *place as usize;
            let article = order[at];
            let slot = &mut of_article[article as usize];
            slot.event.clone_from(&ids[number]);
            slot.source = if own[at].is_some() { EventSource::User } else { EventSource::Auto };
            slot.link_score = score;
            slot.shared_entities = told;
            slot.days_apart = days[at].zip(first).map(|(a, b)| i64::from(a) - i64::from(b));
            slot.related = related[number].iter().map(|(other, score)| (ids[*other as usize].clone(), *score)).collect();
            slot.wire_source.clone_from(&tables.articles[article as usize].wire_source);
            slot.duplicate_of = copies[at].map(|first| order[first as usize]);
            seen.insert(article, number as u32);
        }
    }
    // A copy that credits nobody is of the agency that the first of its group credits.
    for article in order.iter().map(|a| *a as usize) {
        if let Some(first) = of_article[article].duplicate_of
            && of_article[article].wire_source.is_empty()
        {
            let wire = of_article[first as usize].wire_source.clone();
            of_article[article].wire_source = wire;
        }
    }
    for (article, slot) in of_article.iter_mut().enumerate().filter(|(i, _)| !seen.contains_key(&(*i as u32))) {
        // Only where the tables hold more articles than there are facts.
        slot.event = format!("e-{article}");
    }
    Events { of_article }
}

/// The rare names that each article of a group shares with another of it, as that article has them.
fn shared_names(facts: &Facts, order: &[u32], vectors: &Vectors, group: &[u32]) -> Vec<Vec<String>> {
    if group.len() < 2 {
        return vec![Vec::new(); group.len()];
    }
    let mut holders: FxHashMap<u32, u32> = FxHashMap::default();
    for place in group {
        for (key, _) in vectors.names.row(*place) {
            *holders.entry(*key).or_insert(0) += 1;
        }
    }
    let mut folded = String::new();
    let told = |place: &u32| {
        let cell = &facts.of_article[order[*place as usize] as usize].names;
        let mut best: Vec<(f64, &str)> = Vec::new();
        for (text, count) in names::texts(cell) {
            // A name is as rare as its rarest word.
            let weight = crate::facts::read::words(text)
                .map(|w| crate::facts::read::word_key(w, &mut folded))
                .filter(|key| holders.get(key).is_some_and(|n| *n > 1) && vectors.is_rare(*key))
                .map(|key| vectors.name_weight(key))
                .fold(0.0, f64::max);
            if weight > 0.0 {
                best.push((weight * (1.0 + libm::log(f64::from(count))), text));
            }
        }
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        best.truncate(NAMES_TOLD);
        best.into_iter().map(|b| b.1.to_owned()).collect()
    };
    group.iter().map(told).collect()
}

/// An id for each group: the user's, or "e", the first day, and letters from the id of the first article, so that more articles
/// elsewhere in the collection change nothing.
fn ids(tables: &RunTables, order: &[u32], days: &[Option<i32>], groups: &[Vec<u32>], own: &[Option<String>]) -> Vec<String> {
    let mut taken: FxHashMap<String, u32> = FxHashMap::default();
    for id in own.iter().flatten() {
        taken.insert(id.clone(), 1);
    }
    let mut out = Vec::with_capacity(groups.len());
    for group in groups {
        if let Some(id) = group.iter().find_map(|p| own[*p as usize].as_ref()) {
            out.push(id.clone());
            continue;
        }
        let Some(first) = group.first() else {
            out.push(String::new());
            continue;
        };
        let id = &tables.articles[order[*first as usize] as usize].id;
        let hash = id.bytes().fold(0x811C_9DC5u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
        let mut letters = String::new();
        let mut rest = hash;
        for _ in 0..5 {
            letters.push(char::from(b"bcdfghjkmnpqrstvwxyz23456789"[(rest % 28) as usize]));
            rest /= 28;
        }
        let base = match days[*first as usize] {
            Some(day) => format!("e{}-{letters}", days::text(day)),
            None => format!("e-{letters}"),
        };
        let count = taken.entry(base.clone()).or_insert(0);
        *count += 1;
        out.push(if *count == 1 { base } else { format!("{base}.{count}") });
    }
    out
}

#[cfg(test)]
mod tests;
