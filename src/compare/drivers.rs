//! What makes a difference: the rates of both sides taken apart by entry.

use super::contrasts::Raw;
use super::corpus::{Corpus, Side};
use super::measures::{Key, Measure};
use crate::analysis::Voice;
use crate::tables::read::{HitRow, Sym};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Entries named in a row.
const MOST: usize = 5;
/// Less than this, per 1,000 words, is not worth naming.
const LEAST: f64 = 0.05;

/// What both sides have of each entry, or construction.
type Parts = FxHashMap<Sym, (f64, f64)>;

/// For each row the entries with the largest shares of the difference, largest first: "conflict.regime +12.3; evaluative.brutal
/// -2.1". Shares are per 1,000 words and add up to the difference of the two pooled rates; for agentless_share they are parts
/// of the difference of shares, by construction. The articles of two outlets are gone through once for all rows about them.
pub(super) fn drivers(corpus: &Corpus<'_>, rows: &[Raw]) -> Vec<String> {
    let mut pairs: BTreeMap<(Option<u32>, u32, Option<u32>), Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if !matches!(row.key.measure, Measure::QuotedShare | Measure::SourceMix | Measure::Term) {
            pairs.entry((row.event, row.a, row.b)).or_default().push(at);
        }
    }
    let pairs: Vec<((Option<u32>, u32, Option<u32>), Vec<usize>)> = pairs.into_iter().collect();
    let made: Vec<Vec<(usize, String)>> = pairs
        .par_iter()
        .map(|((event, a, b), of)| {
            let mut parts: FxHashMap<Key, Parts> = of.iter().map(|at| (rows[*at].key, Parts::default())).collect();
            let (first, second) = articles_behind(corpus, *event, *a, *b);
            for article in first {
                of_article(corpus, article, &mut |key, part, n| add(&mut parts, key, part, (n, 0.0)));
            }
            for article in second {
                of_article(corpus, article, &mut |key, part, n| add(&mut parts, key, part, (0.0, n)));
            }
            of.iter().map(|at| (*at, told(corpus, &rows[*at], &parts))).collect()
        })
        .collect();
    let mut out = vec![String::new(); rows.len()];
    for (at, text) in made.into_iter().flatten() {
        out[at] = text;
    }
    out
}

fn add(parts: &mut FxHashMap<Key, Parts>, key: Key, part: Sym, n: (f64, f64)) {
    if let Some(parts) = parts.get_mut(&key) {
        let sums = parts.entry(part).or_default();
        sums.0 += n.0;
        sums.1 += n.1;
    }
}

/// What an article adds to each measure, by entry or construction.
fn of_article(corpus: &Corpus<'_>, article: u32, add: &mut impl FnMut(Key, Sym, f64)) {
    for hit in corpus.hits(article).filter(|h| h.voice == Voice::Own) {
        of_hit(corpus, hit, add);
    }
    for event in corpus.agency(article).filter(|e| e.voice == Voice::Own && e.victim != Sym(0) && e.agent == Sym(0)) {
        add(Key { term: event.victim, ..Key::plain(Measure::AgentlessShare) }, event.construction, 1.0);
    }
}

fn of_hit(corpus: &Corpus<'_>, hit: &HitRow, add: &mut impl FnMut(Key, Sym, f64)) {
    if corpus.is_lexical(hit) {
        add(Key::plain(Measure::LoadedRate), hit.entry, 1.0);
        add(Key::plain(Measure::LoadedRateOwnWords), hit.entry, 1.0);
        add(Key::plain(Measure::WeightedRate), hit.entry, f64::from(hit.weight));
        if hit.headline {
            add(Key::plain(Measure::HeadlineRate), hit.entry, 1.0);
        }
    }
    if let Some(category) = corpus.category(hit) {
        add(Key { category, ..Key::plain(Measure::Category) }, hit.entry, 1.0);
        let measure = match corpus.tables.categories.get(usize::from(category)).map(String::as_str) {
            Some("doubt") => Measure::Doubt,
            Some("endorse") => Measure::Endorse,
            _ => Measure::NetPolarity,
        };
        if measure != Measure::NetPolarity {
            add(Key { term: if hit.target == Sym(0) { hit.speaker } else { hit.target }, ..Key::plain(measure) }, hit.entry, 1.0);
        }
    }
    if hit.polarity != 0 {
        add(Key { term: hit.target, ..Key::plain(Measure::NetPolarity) }, hit.entry, f64::from(hit.polarity));
    }
}

fn told(corpus: &Corpus<'_>, row: &Raw, parts: &FxHashMap<Key, Parts>) -> String {
    let (unit, least, places) = if row.key.measure == Measure::AgentlessShare { (1.0, 0.005, 2) } else { (1000.0, LEAST, 1) };
    let scale = |words: u64| if words > 0 { unit / words as f64 } else { 0.0 };
    let (one, other) = (scale(row.sums.0.words), scale(row.sums.1.words));
    let Some(parts) = parts.get(&row.key) else { return String::new() };
    let mut shares: Vec<(&str, f64)> =
        parts.iter().map(|(part, (a, b))| (corpus.tables.symbols.text(*part), a * one - b * other)).filter(|s| s.1.abs() >= least).collect();
    shares.sort_by(|x, y| y.1.abs().total_cmp(&x.1.abs()).then(x.0.cmp(y.0)));
    let mut out = String::new();
    for (at, (entry, share)) in shares.into_iter().take(MOST).enumerate() {
        let _ = write!(out, "{}{entry} {share:+.places$}", if at > 0 { "; " } else { "" });
    }
    out
}

/// The articles on both sides; for all events, of those that both sides tell.
fn articles_behind(corpus: &Corpus<'_>, event: Option<u32>, a: u32, b: Option<u32>) -> (Vec<u32>, Vec<u32>) {
    let of_event = |sides: &[Side]| {
        let of = |keep: &dyn Fn(u32) -> bool| sides.iter().filter(|s| keep(s.outlet)).flat_map(|s| s.articles.iter().copied()).collect::<Vec<u32>>();
        (of(&|o| o == a), of(&|o| b.map_or(o != a, |b| o == b)))
    };
    if let Some(event) = event {
        return of_event(&corpus.sides[event as usize]);
    }
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for sides in corpus.sides.iter().filter(|s| s.len() > 1) {
        let (one, other) = of_event(sides);
        if !one.is_empty() && !other.is_empty() {
            first.extend(one);
            second.extend(other);
        }
    }
    (first, second)
}
