//! contrasts.csv: every measure, each outlet against the rest of its event and against each other, and over all events.

use super::contrast::{self, LEAST_COUNT, Tested, Verdict, total};
use super::corpus::{Corpus, Side};
use super::drivers::drivers;
use super::kinds::Speakers;
use super::measures::{Cell, Key, Measure, base, of_article};
use super::{ALL_EVENTS, CompareSettings, REST};
use crate::stats::{benjamini_hochberg, log_odds};
use crate::tables::read::Sym;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Outlets are compared in pairs while an event has no more than so many.
const MOST_PAIRED: usize = 6;
/// Pseudo-counts of the Dirichlet prior, in words.
const PRIOR_WORDS: f64 = 100.0;

/// A row of contrasts.csv. Numbers that do not exist are NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct Contrast {
    pub event: String,
    pub measure: Measure,
    pub term: String,
    pub category: String,
    pub outlet_a: String,
    pub count_a: i64,
    pub words_a: u64,
    pub outlet_b: String,
    pub count_b: i64,
    pub words_b: u64,
    pub ratio: f64,
    pub lo: f64,
    pub hi: f64,
    pub log_odds: f64,
    pub z: f64,
    pub p: f64,
    pub q: f64,
    pub verdict: Verdict,
    pub drivers: String,
    /// Articles behind both sides.
    pub articles: (usize, usize),
}

/// A row while names are still numbers.
pub(super) struct Raw {
    /// `None` for all events.
    pub event: Option<u32>,
    pub key: Key,
    pub a: u32,
    /// `None` for all other outlets.
    pub b: Option<u32>,
    pub sums: (Cell, Cell),
    tested: Tested,
    log_odds: f64,
    articles: (u32, u32),
    q: f64,
    verdict: Verdict,
}

/// Sums of one measure over each outlet's articles of an event: outlet, sum, articles.
type Sums = Vec<(u32, Cell, u32)>;

/// What an outlet has of a measure in an event, where it has any.
struct Sum {
    key: Key,
    event: u32,
    outlet: u32,
    cell: Cell,
}

/// An event's rows, and what the comparison over all events needs of it.
type Compared = (Vec<Raw>, Vec<Sum>);

/// How often terms occur in the collection, for the prior.
struct Background {
    terms: FxHashMap<Sym, u64>,
    words: f64,
}

impl Background {
    fn new(corpus: &Corpus<'_>) -> Self {
        let mut terms: FxHashMap<Sym, u64> = FxHashMap::default();
        let mut words = 0u64;
        for (at, article) in corpus.tables.articles.iter().enumerate().filter(|(at, _)| !corpus.repeats[*at]) {
            words += u64::from(article.words);
            for hit in corpus.hits(at as u32).filter(|h| h.voice == crate::analysis::Voice::Own && corpus.is_lexical(h)) {
                *terms.entry(hit.text).or_default() += 1;
            }
        }
        Self { terms, words: words as f64 }
    }

    /// Log-odds ratio and z of a term.
    fn odds(&self, term: Sym, a: Cell, b: Cell) -> (f64, f64) {
        let prior = PRIOR_WORDS * self.terms.get(&term).copied().unwrap_or(0) as f64 / self.words;
        match log_odds(a.hits as f64, a.words as f64, b.hits as f64, b.words as f64, prior, PRIOR_WORDS) {
            Some(found) => (found.delta, if a.hits.min(b.hits) >= LEAST_COUNT { found.z } else { f64::NAN }),
            None => (f64::NAN, f64::NAN),
        }
    }
}

/// Whether a row is worth its place: a rate always, anything else where it occurs, a term from five times on.
fn worth(key: Key, a: Cell, b: Cell) -> bool {
    let hits = a.hits + a.minus + b.hits + b.minus;
    let least = match key.measure {
        Measure::LoadedRate => 0,
        Measure::Term => LEAST_COUNT,
        _ => 1,
    };
    a.words > 0 && b.words > 0 && hits >= least
}

fn compare_event(corpus: &Corpus<'_>, kinds: &Speakers<'_>, background: &Background, event: u32) -> Compared {
    let sides = &corpus.sides[event as usize];
    let articles: Vec<u32> = sides.iter().flat_map(|s| s.articles.iter().copied()).collect();
    // The first article of each side among them.
    let mut starts = vec![0];
    for side in sides {
        starts.push(starts.last().copied().unwrap_or(0) + side.articles.len());
    }
    let mut found: Vec<(Key, u32, Cell)> = Vec::new();
    let mut of_one = Vec::new();
    for (at, article) in articles.iter().enumerate() {
        of_article(corpus, kinds, *article, &mut of_one);
        found.extend(of_one.iter().map(|(key, cell)| (*key, at as u32, *cell)));
    }
    found.sort_unstable_by_key(|f| (f.0, f.1));
    let (mut rows, mut sums) = (Vec::new(), Vec::new());
    let (mut cells, mut second): (Vec<Cell>, Vec<Cell>) = (Vec::new(), Vec::new());
    for of_key in found.chunk_by(|a, b| a.0 == b.0) {
        let Some(key) = of_key.first().map(|f| f.0) else { continue };
        cells.clear();
        cells.extend(articles.iter().map(|a| {
            let words = corpus.tables.articles.get(*a as usize).map_or(0, |a| base(a, key.measure));
            Cell { words, ..Cell::default() }
        }));
        for (_, at, cell) in of_key {
            cells[*at as usize] = *cell;
        }
        let of_side = |side: usize| starts[side]..starts[side + 1];
        let totals: Vec<Cell> = (0..sides.len()).map(|side| total(&cells[of_side(side)])).collect();
        let whole = total(&totals);
        let mut row = |a: usize, b: Option<usize>| {
            let (one, other) = (totals[a], b.map_or_else(|| whole.without(totals[a]), |b| totals[b]));
            if !worth(key, one, other) {
                return;
            }
            second.clear();
            match b {
                Some(b) => second.extend_from_slice(&cells[of_side(b)]),
                None => {
                    second.extend_from_slice(&cells[..starts[a]]);
                    second.extend_from_slice(&cells[starts[a + 1]..]);
                }
            }
            let outlets = 1 + b.map_or(sides.len() - 1, |_| 1);
            let first = &cells[of_side(a)];
            let mut tested = contrast::test(key.measure, first, &second, first.len() + second.len() > outlets);
            let mut odds = f64::NAN;
            if key.measure == Measure::Term {
                (odds, tested.z) = background.odds(key.term, one, other);
            }
            rows.push(Raw {
                event: Some(event),
                key,
                a: sides[a].outlet,
                b: b.map(|b| sides[b].outlet),
                sums: (one, other),
                tested,
                log_odds: odds,
                articles: (first.len() as u32, second.len() as u32),
                q: f64::NAN,
                verdict: Verdict::TooLittle,
            });
        };
        each_comparison(sides.len(), sides.len(), &mut row);
        // A term counts the events in which it stands; a rate all of them.
        let always = key.term == Sym(0) || key.measure.is_share();
        sums.extend(sides.iter().zip(&totals).filter(|(_, c)| always || c.hits + c.minus > 0).map(|(side, cell)| Sum {
            key,
            event,
            outlet: side.outlet,
            cell: *cell,
        }));
    }
    (rows, sums)
}

/// Each against the rest, and each pair where they are few. Of two, the pair alone: against the rest says the same.
fn each_comparison(sides: usize, outlets: usize, row: &mut impl FnMut(usize, Option<usize>)) {
    for a in 0..sides {
        if outlets > 2 {
            row(a, None);
        }
        if outlets <= MOST_PAIRED {
            for b in a + 1..sides {
                row(a, Some(b));
            }
        }
    }
}

/// The sums of all outlets of an event, those that have nothing of the measure too.
fn whole(corpus: &Corpus<'_>, key: Key, of_event: &[Sum]) -> Sums {
    let Some(event) = of_event.first().map(|s| s.event) else { return Sums::new() };
    let sum = |side: &Side| {
        let cell = match of_event.binary_search_by_key(&side.outlet, |s| s.outlet) {
            Ok(at) => of_event[at].cell,
            Err(_) => {
                let words = side.articles.iter().filter_map(|a| corpus.tables.articles.get(*a as usize)).map(|a| base(a, key.measure)).sum();
                Cell { words, ..Cell::default() }
            }
        };
        (side.outlet, cell, side.articles.len() as u32)
    };
    corpus.sides[event as usize].iter().map(sum).collect()
}

fn compare_all(key: Key, events: &[Sums], outlets: &[u32], background: &Background) -> Vec<Raw> {
    let mut rows = Vec::new();
    let mut row = |a: usize, b: Option<usize>| {
        let (mut strata, mut articles) = (Vec::new(), (0, 0));
        for sums in events {
            let (mut one, mut other) = (None, Cell::default());
            let mut behind = (0, 0);
            for (outlet, cell, n) in sums {
                if *outlet == outlets[a] {
                    one = Some(*cell);
                    behind.0 += n;
                } else if b.is_none_or(|b| outlets[b] == *outlet) {
                    other.add(*cell);
                    behind.1 += n;
                }
            }
            if let Some(one) = one.filter(|one| one.words > 0 && other.words > 0) {
                strata.push((one, other));
                articles = (articles.0 + behind.0, articles.1 + behind.1);
            }
        }
        let (mut one, mut other) = (Cell::default(), Cell::default());
        for (a, b) in &strata {
            one.add(*a);
            other.add(*b);
        }
        // Of one event the row would say what the event's own row says.
        if strata.len() < 2 || !worth(key, one, other) {
            return;
        }
        let mut tested = contrast::test_strata(key.measure, &strata);
        let mut odds = f64::NAN;
        if key.measure == Measure::Term {
            (odds, tested.z) = background.odds(key.term, one, other);
        }
        rows.push(Raw {
            event: None,
            key,
            a: outlets[a],
            b: b.map(|b| outlets[b]),
            sums: (one, other),
            tested,
            log_odds: odds,
            articles,
            q: f64::NAN,
            verdict: Verdict::TooLittle,
        });
    };
    each_comparison(outlets.len(), outlets.len(), &mut row);
    rows
}

/// All rows, sorted, and how many the cap left out.
pub fn contrasts(corpus: &Corpus<'_>, kinds: &Speakers<'_>, settings: &CompareSettings) -> (Vec<Contrast>, usize) {
    let background = Background::new(corpus);
    let shared = corpus.shared_events();
    let compared: Vec<Compared> = shared.par_iter().map(|event| compare_event(corpus, kinds, &background, *event)).collect();
    let mut rows: Vec<Raw> = Vec::with_capacity(compared.iter().map(|c| c.0.len()).sum());
    let mut sums: Vec<Sum> = Vec::with_capacity(compared.iter().map(|c| c.1.len()).sum());
    for (found, of_event) in compared {
        rows.extend(found);
        sums.extend(of_event);
    }
    if shared.len() > 1 {
        sums.par_sort_unstable_by_key(|s| (s.key, s.event, s.outlet));
        let of_keys: Vec<&[Sum]> = sums.chunk_by(|a, b| a.key == b.key).collect();
        let all: Vec<Vec<Raw>> = of_keys
            .par_iter()
            .map(|of_key| {
                let Some(key) = of_key.first().map(|s| s.key) else { return Vec::new() };
                let events: Vec<Sums> = of_key.chunk_by(|a, b| a.event == b.event).map(|of_event| whole(corpus, key, of_event)).collect();
                let mut outlets: Vec<u32> = events.iter().flatten().map(|s| s.0).collect();
                outlets.sort_unstable();
                outlets.dedup();
                compare_all(key, &events, &outlets, &background)
            })
            .collect();
        rows.extend(all.into_iter().flatten());
    }
    drop(sums);
    let adjusted = |measure: &Measure| {
        let of: Vec<u32> = rows.iter().zip(0..).filter(|(row, _)| row.key.measure == *measure).map(|(_, at)| at).collect();
        let p: Vec<f64> = of.iter().map(|at| rows[*at as usize].tested.p).collect();
        (of, benjamini_hochberg(&p))
    };
    let adjusted: Vec<(Vec<u32>, Vec<f64>)> = Measure::ALL.par_iter().map(adjusted).collect();
    for (of, q) in adjusted {
        for (at, q) in of.into_iter().zip(q) {
            rows[at as usize].q = q;
        }
    }
    rows.par_iter_mut().for_each(|row| row.verdict = contrast::verdict(&row.tested, row.q));
    let capped = cap(&mut rows, settings.most_contrasts);
    let drivers = drivers(corpus, &rows);
    let mut out: Vec<Contrast> = rows.par_iter().zip(drivers).map(|(row, drivers)| resolve(corpus, kinds, row, drivers)).collect();
    let sides = |c: &Contrast| (c.event != ALL_EVENTS, c.outlet_b != REST);
    out.par_sort_by(|x, y| {
        let (first, second) = (sides(x), sides(y));
        first
            .0
            .cmp(&second.0)
            .then_with(|| x.event.cmp(&y.event))
            .then(x.measure.cmp(&y.measure))
            .then_with(|| x.category.cmp(&y.category))
            .then_with(|| x.term.cmp(&y.term))
            .then(first.1.cmp(&second.1))
            .then_with(|| x.outlet_a.cmp(&y.outlet_a))
            .then_with(|| x.outlet_b.cmp(&y.outlet_b))
    });
    (out, capped)
}

/// Keeps the rows with most evidence: loaded rates always first, then by p, then by counts. The number left out.
fn cap(rows: &mut Vec<Raw>, most: usize) -> usize {
    if rows.len() <= most {
        return 0;
    }
    let left_out = rows.len() - most;
    let evidence = |r: &Raw| (r.key.measure != Measure::LoadedRate, r.tested.p.is_nan());
    let counted = |r: &Raw| r.sums.0.hits + r.sums.0.minus + r.sums.1.hits + r.sums.1.minus;
    // No two rows are equal in all of this, so that it matters not in what order they came.
    rows.select_nth_unstable_by(most, |x, y| {
        evidence(x)
            .cmp(&evidence(y))
            .then(x.tested.p.total_cmp(&y.tested.p))
            .then(counted(y).cmp(&counted(x)))
            .then(x.event.cmp(&y.event))
            .then(x.key.cmp(&y.key))
            .then(x.a.cmp(&y.a))
            .then(x.b.cmp(&y.b))
    });
    rows.truncate(most);
    rows.shrink_to_fit();
    left_out
}

fn resolve(corpus: &Corpus<'_>, kinds: &Speakers<'_>, row: &Raw, drivers: String) -> Contrast {
    let outlet = |at: u32| corpus.outlets.get(at as usize).map_or_else(String::new, |o| o.to_string());
    let count = |cell: Cell| match row.key.measure {
        Measure::NetPolarity => cell.hits as i64 - cell.minus as i64,
        Measure::WeightedRate => cell.minus as i64,
        _ => cell.hits as i64,
    };
    Contrast {
        event: row.event.map_or_else(|| ALL_EVENTS.to_owned(), |e| corpus.events[e as usize].to_string()),
        measure: row.key.measure,
        term: match row.key.measure {
            Measure::SourceMix => kinds.names().get(row.key.term.0 as usize).cloned().unwrap_or_default(),
            _ => corpus.tables.symbols.text(row.key.term).to_owned(),
        },
        category: corpus.tables.categories.get(usize::from(row.key.category)).cloned().unwrap_or_default(),
        outlet_a: outlet(row.a),
        count_a: count(row.sums.0),
        words_a: row.sums.0.words,
        outlet_b: row.b.map_or_else(|| REST.to_owned(), outlet),
        count_b: count(row.sums.1),
        words_b: row.sums.1.words,
        ratio: row.tested.ratio,
        lo: row.tested.lo,
        hi: row.tested.hi,
        log_odds: row.log_odds,
        z: row.tested.z,
        p: row.tested.p,
        q: row.q,
        verdict: row.verdict,
        drivers,
        articles: (row.articles.0 as usize, row.articles.1 as usize),
    }
}
