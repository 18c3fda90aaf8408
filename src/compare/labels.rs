//! labels.csv and naming.csv: what each outlet calls each actor.

use super::CompareSettings;
use super::corpus::Corpus;
use crate::analysis::Voice;
use crate::stats::{SplitMix64, Table, benjamini_hochberg};
use crate::tables::read::Sym;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Draws as large as what is seen, from which on more of them would only make a large p exact.
const ENOUGH: usize = 50;

/// A row of labels.csv; numbers that do not exist are NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    pub event: Arc<str>,
    pub actor: Arc<str>,
    pub outlet: Arc<str>,
    pub label: Arc<str>,
    pub valence: i8,
    pub n_own: u64,
    pub n_attributed: u64,
    pub n_quoted: u64,
    pub n_headline: u64,
    pub share_own: f64,
    pub adj_resid: f64,
    pub actor_p: f64,
    pub actor_q: f64,
}

/// A row of naming.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct Naming {
    pub event: Arc<str>,
    pub actor: Arc<str>,
    pub surface_form: Arc<str>,
    pub class: &'static str,
    pub outlet: Arc<str>,
    pub n: u64,
    pub share: f64,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    own: u64,
    attributed: u64,
    quoted: u64,
    headline: u64,
}

/// Actor → label → outlet → how often.
type Actors<'t> = BTreeMap<&'t str, BTreeMap<String, BTreeMap<u32, Tally>>>;

/// Both tables: labels with p and q, names.
pub fn labels(corpus: &Corpus<'_>, settings: &CompareSettings) -> (Vec<Label>, Vec<Naming>) {
    let events: Vec<u32> = (0..corpus.events.len() as u32).collect();
    let found: Vec<(Vec<Vec<Label>>, Vec<Naming>)> = events.par_iter().map(|event| (of_event(corpus, settings, *event), names(corpus, *event))).collect();
    let mut actors = Vec::with_capacity(found.iter().map(|f| f.0.len()).sum());
    let mut naming = Vec::with_capacity(found.iter().map(|f| f.1.len()).sum());
    for (labels, names) in found {
        actors.extend(labels);
        naming.extend(names);
    }
    // One test an actor and event, however many rows show it.
    let p: Vec<f64> = actors.iter().map(|rows| rows.first().map_or(f64::NAN, |r| r.actor_p)).collect();
    for (rows, q) in actors.iter_mut().zip(benjamini_hochberg(&p)) {
        for row in rows {
            row.actor_q = q;
        }
    }
    let mut labels = Vec::with_capacity(actors.iter().map(Vec::len).sum());
    for rows in actors {
        labels.extend(rows);
    }
    (labels, naming)
}

/// The rows of each actor of an event.
fn of_event(corpus: &Corpus<'_>, settings: &CompareSettings, event: u32) -> Vec<Vec<Label>> {
    let symbols = &corpus.tables.symbols;
    let mut actors: Actors<'_> = BTreeMap::new();
    let mut valence: BTreeMap<(&str, String), i64> = BTreeMap::new();
    for side in &corpus.sides[event as usize] {
        for mention in side.articles.iter().flat_map(|a| corpus.mentions(*a)).filter(|m| m.actor != Sym(0)) {
            let actor = symbols.text(mention.actor);
            let label = match symbols.text(mention.label) {
                "" => symbols.text(mention.text).to_lowercase(),
                label => label.to_owned(),
            };
            *valence.entry((actor, label.clone())).or_default() += i64::from(mention.valence);
            let tally = actors.entry(actor).or_default().entry(label).or_default().entry(side.outlet).or_default();
            match mention.voice {
                Voice::Own => {
                    tally.own += 1;
                    tally.headline += u64::from(mention.headline);
                }
                Voice::Attributed => tally.attributed += 1,
                Voice::Quoted => tally.quoted += 1,
            }
        }
    }
    let event_name = &corpus.events[event as usize];
    actors.into_iter().map(|(actor, labels)| of_actor(corpus, settings, event_name, actor, &labels, &valence)).collect()
}

fn of_actor(
    corpus: &Corpus<'_>,
    settings: &CompareSettings,
    event: &Arc<str>,
    actor: &str,
    labels: &BTreeMap<String, BTreeMap<u32, Tally>>,
    valence: &BTreeMap<(&str, String), i64>,
) -> Vec<Label> {
    // The table of own-voice counts, without outlets and labels that have none.
    let own = |by: &BTreeMap<u32, Tally>| by.values().any(|t| t.own > 0);
    let columns: Vec<&String> = labels.iter().filter(|(_, by)| own(by)).map(|(label, _)| label).collect();
    let mut outlets: Vec<u32> = labels.values().flat_map(|by| by.iter().filter(|(_, t)| t.own > 0).map(|(o, _)| *o)).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let count = |outlet: u32, label: &String| labels.get(label).and_then(|by| by.get(&outlet)).map_or(0, |t| t.own);
    let cells: Vec<Vec<u64>> = outlets.iter().map(|o| columns.iter().map(|l| count(*o, l)).collect()).collect();
    let table = Table::new(&cells);
    let residuals = table.as_ref().map(Table::adjusted_residuals).unwrap_or_default();
    let p = table.as_ref().and_then(|t| t.sequential_p(settings.permutations, ENOUGH, &mut SplitMix64::keyed(settings.seed, &["labels", event, actor])));
    let mut rows = Vec::new();
    let actor_name: Arc<str> = actor.into();
    for (label, by) in labels {
        let label_text: Arc<str> = label.as_str().into();
        let column = columns.iter().position(|c| *c == label);
        for (outlet, tally) in by {
            let row = outlets.iter().position(|o| o == outlet);
            let all: u64 = row.map_or(0, |r| cells[r].iter().sum());
            let tested = outlets.len() > 1 && columns.len() > 1;
            rows.push(Label {
                event: event.clone(),
                actor: actor_name.clone(),
                outlet: corpus.outlets[*outlet as usize].clone(),
                label: label_text.clone(),
                valence: valence.get(&(actor, label.clone())).map_or(0, |v| v.signum() as i8),
                n_own: tally.own,
                n_attributed: tally.attributed,
                n_quoted: tally.quoted,
                n_headline: tally.headline,
                share_own: if all > 0 { tally.own as f64 / all as f64 } else { f64::NAN },
                adj_resid: match (row, column) {
                    (Some(row), Some(column)) if tested => residuals[row][column],
                    _ => f64::NAN,
                },
                actor_p: p.unwrap_or(f64::NAN),
                actor_q: f64::NAN,
            });
        }
    }
    rows.sort_by(|x, y| x.outlet.cmp(&y.outlet).then(y.n_own.cmp(&x.n_own)).then_with(|| x.label.cmp(&y.label)));
    rows
}

#[derive(Default)]
struct Form<'t> {
    /// Ways of writing it, with their numbers.
    written: BTreeMap<&'t str, u64>,
    valence: i64,
    by: BTreeMap<u32, u64>,
}

/// The names of each actor of an event, in own voice.
fn names(corpus: &Corpus<'_>, event: u32) -> Vec<Naming> {
    let symbols = &corpus.tables.symbols;
    let mut actors: BTreeMap<&str, BTreeMap<String, Form<'_>>> = BTreeMap::new();
    for side in &corpus.sides[event as usize] {
        for mention in side.articles.iter().flat_map(|a| corpus.mentions(*a)).filter(|m| m.voice == Voice::Own && m.actor != Sym(0)) {
            let text = without_article(symbols.text(mention.text));
            let form = actors.entry(symbols.text(mention.actor)).or_default().entry(text.to_lowercase()).or_default();
            // Headlines capitalise what the body does not.
            *form.written.entry(text).or_default() += if mention.headline { 1 } else { 1 << 20 };
            form.valence += i64::from(mention.valence);
            *form.by.entry(side.outlet).or_default() += 1;
        }
    }
    let mut rows = Vec::new();
    for (actor, forms) in actors {
        let actor_name: Arc<str> = actor.into();
        let mut all: BTreeMap<u32, u64> = BTreeMap::new();
        for (outlet, n) in forms.values().flat_map(|f| &f.by) {
            *all.entry(*outlet).or_default() += n;
        }
        for form in forms.values() {
            let written = form.written.iter().max_by(|x, y| x.1.cmp(y.1).then(y.0.cmp(x.0))).map_or("", |w| w.0);
            let form_text: Arc<str> = written.into();
            for (outlet, n) in &form.by {
                rows.push(Naming {
                    event: corpus.events[event as usize].clone(),
                    actor: actor_name.clone(),
                    surface_form: form_text.clone(),
                    class: class(written, form.valence),
                    outlet: corpus.outlets[*outlet as usize].clone(),
                    n: *n,
                    share: *n as f64 / all.get(outlet).copied().unwrap_or(1).max(1) as f64,
                });
            }
        }
    }
    rows.sort_by(|x, y| x.actor.cmp(&y.actor).then_with(|| x.outlet.cmp(&y.outlet)).then(y.n.cmp(&x.n)).then_with(|| x.surface_form.cmp(&y.surface_form)));
    rows
}

fn without_article(text: &str) -> &str {
    match text.split_once(' ') {
        Some((first, rest)) if crate::facts::words::fact_words().articles.iter().any(|w| first.eq_ignore_ascii_case(w)) => rest.trim_start(),
        _ => text,
    }
}

/// A form that judges is a label; of the others, one that ends in a capitalised word is a name.
fn class(form: &str, valence: i64) -> &'static str {
    match valence.signum() {
        -1 => "negative label",
        1 => "positive label",
        _ => {
            let last = form.rsplit([' ', '-']).next().unwrap_or(form);
            if last.chars().next().is_some_and(char::is_uppercase) { "name" } else { "neutral label" }
        }
    }
}
