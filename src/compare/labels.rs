//! labels.csv and naming.csv: what each outlet calls each actor.

use super::CompareSettings;
use super::corpus::Corpus;
use crate::analysis::Voice;
use crate::stats::{SplitMix64, Table, benjamini_hochberg};
use crate::tables::read::{MentionRow, Sym};
use rayon::prelude::*;
use std::borrow::Cow;
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

/// What an outlet calls an actor by one label, as numbers that follow the order of the texts.
#[derive(Clone, Copy)]
struct Cell {
    actor: u32,
    label: u32,
    outlet: u32,
    tally: Tally,
    valence: i64,
}

/// How an outlet writes one form of an actor's name.
#[derive(Clone, Copy)]
struct Written {
    actor: u32,
    /// The form in lower case.
    form: u32,
    written: u32,
    outlet: u32,
    /// How often; headlines, which capitalise what the body does not, weigh next to nothing.
    weight: u64,
    valence: i64,
}

/// Texts in their order, and the number of each among them.
struct Ranked {
    texts: Vec<Arc<str>>,
    of: Vec<u32>,
}

impl Ranked {
    /// `texts`: which number of those below `slots` has which text.
    fn new(slots: usize, texts: Vec<(usize, Cow<'_, str>)>) -> Self {
        let mut sorted: Vec<&str> = texts.iter().map(|t| &*t.1).collect();
        sorted.par_sort_unstable();
        sorted.dedup();
        let mut of = vec![0; slots];
        let ranks: Vec<(usize, u32)> = texts.par_iter().map(|(slot, text)| (*slot, sorted.binary_search(&&**text).unwrap_or_default() as u32)).collect();
        for (slot, rank) in ranks {
            of[slot] = rank;
        }
        Self { texts: sorted.into_iter().map(Arc::from).collect(), of }
    }

    fn of(&self, slot: usize) -> u32 {
        self.of.get(slot).copied().unwrap_or_default()
    }

    fn text(&self, rank: u32) -> &Arc<str> {
        &self.texts[rank as usize]
    }
}

/// The texts of all mentions as numbers: they are compared many times, and made lower case once.
struct Texts {
    actors: Ranked,
    /// Labels by their number; where a mention has none, its text in lower case, by its number behind those of all labels.
    labels: Ranked,
    /// Texts without their article, as they stand and in lower case.
    written: Ranked,
    forms: Ranked,
    symbols: usize,
}

impl Texts {
    fn new(corpus: &Corpus<'_>) -> Self {
        let symbols = &corpus.tables.symbols;
        let n = symbols.iter().count();
        let (mut actors, mut labels, mut bare, mut texts) = (vec![false; n], vec![false; n], vec![false; n], vec![false; n]);
        for mention in corpus.tables.mentions.iter().filter(|m| m.actor != Sym(0)) {
            let at = |sym: Sym| sym.0 as usize;
            actors[at(mention.actor)] = true;
            texts[at(mention.text)] = true;
            if mention.label == Sym(0) {
                bare[at(mention.text)] = true;
            } else {
                labels[at(mention.label)] = true;
            }
        }
        let marked = |marks: &[bool]| marks.iter().enumerate().filter(|m| *m.1).map(|m| m.0).collect::<Vec<usize>>();
        let text = |at: usize| symbols.text(Sym(at as u32));
        let plain = |marks: &[bool]| marked(marks).into_iter().map(|at| (at, Cow::Borrowed(text(at)))).collect::<Vec<_>>();
        let mut all = plain(&labels);
        all.par_extend(marked(&bare).into_par_iter().map(|at| (n + at, Cow::Owned(text(at).to_lowercase()))));
        let texts: Vec<(usize, Cow<'_, str>)> = marked(&texts).into_par_iter().map(|at| (at, Cow::Borrowed(without_article(text(at))))).collect();
        let forms = texts.par_iter().map(|(at, text)| (*at, Cow::Owned(text.to_lowercase()))).collect();
        Self {
            actors: Ranked::new(n, plain(&actors)),
            labels: Ranked::new(2 * n, all),
            forms: Ranked::new(n, forms),
            written: Ranked::new(n, texts),
            symbols: n,
        }
    }

    fn label(&self, mention: &MentionRow) -> u32 {
        self.labels.of(if mention.label == Sym(0) { self.symbols + mention.text.0 as usize } else { mention.label.0 as usize })
    }
}

/// Both tables: labels with p and q, names.
pub fn labels(corpus: &Corpus<'_>, settings: &CompareSettings) -> (Vec<Label>, Vec<Naming>) {
    let events: Vec<u32> = (0..corpus.events.len() as u32).collect();
    let texts = Texts::new(corpus);
    let found: Vec<(Vec<Vec<Label>>, Vec<Naming>)> =
        events.par_iter().map(|event| (of_event(corpus, &texts, settings, *event), names(corpus, &texts, *event))).collect();
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
fn of_event(corpus: &Corpus<'_>, texts: &Texts, settings: &CompareSettings, event: u32) -> Vec<Vec<Label>> {
    let mut cells: Vec<Cell> = Vec::new();
    for side in &corpus.sides[event as usize] {
        for mention in side.articles.iter().flat_map(|a| corpus.mentions(*a)).filter(|m| m.actor != Sym(0)) {
            let mut tally = Tally::default();
            match mention.voice {
                Voice::Own => {
                    tally.own = 1;
                    tally.headline = u64::from(mention.headline);
                }
                Voice::Attributed => tally.attributed = 1,
                Voice::Quoted => tally.quoted = 1,
            }
            let (actor, label) = (texts.actors.of(mention.actor.0 as usize), texts.label(mention));
            cells.push(Cell { actor, label, outlet: side.outlet, tally, valence: mention.valence.into() });
        }
    }
    let key = |c: &Cell| (c.actor, c.label, c.outlet);
    cells.sort_unstable_by_key(key);
    cells.dedup_by(|next, first| {
        let same = key(next) == key(first);
        if same {
            let (sum, more) = (&mut first.tally, next.tally);
            sum.own += more.own;
            sum.attributed += more.attributed;
            sum.quoted += more.quoted;
            sum.headline += more.headline;
            first.valence += next.valence;
        }
        same
    });
    cells.chunk_by(|a, b| a.actor == b.actor).map(|cells| of_actor(corpus, texts, settings, &corpus.events[event as usize], cells)).collect()
}

/// `cells`: of one actor, by label and outlet.
fn of_actor(corpus: &Corpus<'_>, texts: &Texts, settings: &CompareSettings, event: &Arc<str>, cells: &[Cell]) -> Vec<Label> {
    let Some(actor) = cells.first().map(|c| texts.actors.text(c.actor)) else { return Vec::new() };
    // The table of own-voice counts, without outlets and labels that have none.
    let own = || cells.iter().filter(|c| c.tally.own > 0);
    let mut columns: Vec<u32> = own().map(|c| c.label).collect();
    columns.dedup();
    let mut outlets: Vec<u32> = own().map(|c| c.outlet).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let mut counts: Vec<Vec<u64>> = vec![vec![0; columns.len()]; outlets.len()];
    for cell in own() {
        if let (Ok(row), Ok(column)) = (outlets.binary_search(&cell.outlet), columns.binary_search(&cell.label)) {
            counts[row][column] = cell.tally.own;
        }
    }
    // With a single row or column there is nothing to test.
    let tested = outlets.len() > 1 && columns.len() > 1;
    let table = if tested { Table::new(&counts) } else { None };
    let residuals = table.as_ref().map(Table::adjusted_residuals).unwrap_or_default();
    let p = table.as_ref().and_then(|t| t.sequential_p(settings.permutations, ENOUGH, &mut SplitMix64::keyed(settings.seed, &["labels", event, actor])));
    let all: Vec<u64> = counts.iter().map(|row| row.iter().sum()).collect();
    let mut order: Vec<(u32, std::cmp::Reverse<u64>, u32, usize, i64)> = Vec::with_capacity(cells.len());
    let mut at = 0;
    for of_label in cells.chunk_by(|a, b| a.label == b.label) {
        let valence: i64 = of_label.iter().map(|c| c.valence).sum();
        for cell in of_label {
            order.push((cell.outlet, std::cmp::Reverse(cell.tally.own), cell.label, at, valence.signum()));
            at += 1;
        }
    }
    order.sort_unstable();
    let row = |(outlet, _, label, at, valence): (u32, std::cmp::Reverse<u64>, u32, usize, i64)| {
        let tally = cells[at].tally;
        let (row, column) = (outlets.binary_search(&outlet).ok(), columns.binary_search(&label).ok());
        let all = row.map_or(0, |row| all[row]);
        Label {
            event: event.clone(),
            actor: actor.clone(),
            outlet: corpus.outlets[outlet as usize].clone(),
            label: texts.labels.text(label).clone(),
            valence: valence as i8,
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
        }
    };
    order.into_iter().map(row).collect()
}

/// The names of each actor of an event, in own voice.
fn names(corpus: &Corpus<'_>, texts: &Texts, event: u32) -> Vec<Naming> {
    let mut all: Vec<Written> = Vec::new();
    for side in &corpus.sides[event as usize] {
        for mention in side.articles.iter().flat_map(|a| corpus.mentions(*a)).filter(|m| m.voice == Voice::Own && m.actor != Sym(0)) {
            let text = mention.text.0 as usize;
            all.push(Written {
                actor: texts.actors.of(mention.actor.0 as usize),
                form: texts.forms.of(text),
                written: texts.written.of(text),
                outlet: side.outlet,
                weight: if mention.headline { 1 } else { 1 << 20 },
                valence: mention.valence.into(),
            });
        }
    }
    all.sort_unstable_by_key(|w| (w.actor, w.form, w.written));
    let mut rows = Vec::new();
    for of_actor in all.chunk_by(|a, b| a.actor == b.actor) {
        // The form as it is written most, of equals the first in the alphabet; how often each outlet has it.
        let mut forms: Vec<(u32, std::cmp::Reverse<u64>, u32, i64)> = Vec::new();
        let mut by_outlet: BTreeMap<u32, u64> = BTreeMap::new();
        for of_form in of_actor.chunk_by(|a, b| a.form == b.form) {
            let ways =
                of_form.chunk_by(|a, b| a.written == b.written).map(|way| (way.iter().map(|w| w.weight).sum::<u64>(), std::cmp::Reverse(way[0].written)));
            let written = ways.max().map_or(0, |way| way.1.0);
            let valence: i64 = of_form.iter().map(|w| w.valence).sum();
            let mut outlets: Vec<u32> = of_form.iter().map(|w| w.outlet).collect();
            outlets.sort_unstable();
            for outlet in outlets.chunk_by(|a, b| a == b) {
                let n = outlet.len() as u64;
                *by_outlet.entry(outlet[0]).or_default() += n;
                forms.push((outlet[0], std::cmp::Reverse(n), written, valence));
            }
        }
        forms.sort_unstable();
        rows.extend(forms.into_iter().map(|(outlet, n, written, valence)| Naming {
            event: corpus.events[event as usize].clone(),
            actor: texts.actors.text(of_actor[0].actor).clone(),
            surface_form: texts.written.text(written).clone(),
            class: class(texts.written.text(written), valence),
            outlet: corpus.outlets[outlet as usize].clone(),
            n: n.0,
            share: n.0 as f64 / by_outlet.get(&outlet).copied().unwrap_or(1).max(1) as f64,
        }));
    }
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
