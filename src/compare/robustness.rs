//! robustness.csv: does the order of outlets by loaded rate stand when one thing is left out?

use super::ALL_EVENTS;
use super::corpus::Corpus;
use crate::analysis::Voice;
use crate::lexicon::authority::{Pack, built_in};
use crate::tables::read::{HitRow, Sym};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// An order stands where in every kind so large a share of the variants leaves it as it is.
pub const STANDS: f64 = 0.95;
/// Left-out things that are named.
const NAMED: usize = 10;
/// Outlets with fewer words are in no order.
const LEAST_WORDS: u64 = 1;

/// A row of robustness.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct Robustness {
    pub event: String,
    /// entry, category, lexicon, authority, article, copies, opinion, headlines; `*all*` sums up.
    pub kind: &'static str,
    pub variants: u64,
    pub stands: u64,
    /// NaN without variants.
    pub share: f64,
    pub overturned_by: Vec<String>,
    /// Outlets by rate, highest first; empty where the order does not stand.
    pub order: Vec<String>,
    pub order_stands: bool,
}

/// Hits and words of one outlet.
#[derive(Clone, Copy, Default, Debug)]
struct Rate {
    hits: i64,
    words: i64,
}

impl Rate {
    /// Which of two is higher, in whole numbers.
    fn compare(self, other: Rate) -> std::cmp::Ordering {
        (i128::from(self.hits) * i128::from(other.words)).cmp(&(i128::from(other.hits) * i128::from(self.words)))
    }
    fn is_known(self) -> bool {
        self.words >= LEAST_WORDS as i64
    }
}

/// Counts that a variant takes away, by outlet.
type Change = BTreeMap<u32, Rate>;

struct Variant {
    kind: &'static str,
    name: String,
    take: Change,
}

/// What published guidance says of each marked wording, asked once: packs that allow it in the outlet's own voice, and packs
/// that object to it whoever says it. A bit for each pack.
struct Guidance {
    packs: Vec<Pack>,
    of: FxHashMap<(Sym, Sym), (u32, u32)>,
}

impl Guidance {
    fn new(corpus: &Corpus<'_>) -> Self {
        let mut packs = built_in().unwrap_or_default();
        packs.truncate(u32::BITS as usize);
        let symbols = &corpus.tables.symbols;
        let mut of = FxHashMap::default();
        for hit in &corpus.tables.hits {
            of.entry((hit.entry, hit.text)).or_insert_with(|| {
                let says = |voice, answer| {
                    let asked = |p: &Pack| p.flags(symbols.text(hit.entry), symbols.text(hit.text), voice) == Some(answer);
                    packs.iter().enumerate().filter(|(_, p)| asked(p)).fold(0, |bits, (at, _)| bits | 1 << at)
                };
                (says(Voice::Own, false), says(Voice::Quoted, true))
            });
        }
        Self { packs, of }
    }

    /// Packs by which this hit counts otherwise than it does: the pack, and one hit less or one more.
    fn changes(&self, hit: &HitRow) -> impl Iterator<Item = (&Pack, i64)> {
        let (allowed, objected) = self.of.get(&(hit.entry, hit.text)).copied().unwrap_or_default();
        let (bits, change) = if hit.voice == Voice::Own { (allowed, 1) } else { (objected, -1) };
        self.packs.iter().enumerate().filter(move |(at, _)| bits >> at & 1 == 1).map(move |(_, pack)| (pack, change))
    }
}

/// All events' orders, and that of the whole run.
pub fn robustness(corpus: &Corpus<'_>) -> Vec<Robustness> {
    let shared = corpus.shared_events();
    let mut by_event: BTreeMap<u32, Vec<u32>> = shared.iter().map(|e| (*e, Vec::new())).collect();
    for (article, event) in corpus.event_of.iter().enumerate() {
        if let Some(list) = by_event.get_mut(event) {
            list.push(article as u32);
        }
    }
    let mut jobs: Vec<(&str, Vec<u32>)> = Vec::new();
    // Over all events that several outlets tell. Where there is one, its own row says it; where there is none, outlets that
    // tell different things are all there is to put in order.
    match by_event.len() {
        0 => jobs.push((ALL_EVENTS, (0..corpus.tables.articles.len() as u32).collect())),
        1 => {}
        _ => {
            let mut all: Vec<u32> = by_event.values().flatten().copied().collect();
            all.sort_unstable();
            jobs.push((ALL_EVENTS, all));
        }
    }
    jobs.extend(by_event.into_iter().map(|(event, list)| (&*corpus.events[event as usize], list)));
    let guidance = Guidance::new(corpus);
    let found: Vec<Vec<Robustness>> = jobs.par_iter().map(|(event, articles)| of(corpus, &guidance, event, articles)).collect();
    found.into_iter().flatten().collect()
}

fn of(corpus: &Corpus<'_>, guidance: &Guidance, event: &str, articles: &[u32]) -> Vec<Robustness> {
    let rows = &corpus.tables.articles;
    let mut base: BTreeMap<u32, Rate> = BTreeMap::new();
    for at in articles.iter().map(|a| *a as usize).filter(|at| !corpus.copy[*at]) {
        let rate = base.entry(corpus.outlet_of[at]).or_default();
        rate.hits += i64::from(rows[at].loaded_own);
        rate.words += i64::from(rows[at].words);
    }
    base.retain(|_, rate| rate.is_known());
    if base.len() < 2 {
        return Vec::new();
    }
    let mut order: Vec<(u32, Rate)> = base.iter().map(|(o, r)| (*o, *r)).collect();
    order.sort_by(|x, y| y.1.compare(x.1).then(x.0.cmp(&y.0)));
    let variants = variants(corpus, guidance, articles);
    let mut kinds: BTreeMap<usize, (&'static str, u64, u64, Vec<String>)> = BTreeMap::new();
    for variant in &variants {
        let rank = KINDS.iter().position(|k| *k == variant.kind).unwrap_or(KINDS.len());
        let sums = kinds.entry(rank).or_insert((variant.kind, 0, 0, Vec::new()));
        sums.1 += 1;
        if stands(&base, &variant.take) {
            sums.2 += 1;
        } else if sums.3.len() < NAMED {
            sums.3.push(variant.name.clone());
        }
    }
    let order_stands = !kinds.is_empty() && kinds.values().all(|(_, n, kept, _)| *kept as f64 >= STANDS * *n as f64);
    let names = if order_stands { ranks(corpus, &order) } else { Vec::new() };
    let row = |kind, variants: u64, kept: u64, overturned_by| Robustness {
        event: event.to_owned(),
        kind,
        variants,
        stands: kept,
        share: if variants > 0 { kept as f64 / variants as f64 } else { f64::NAN },
        overturned_by,
        order: names.clone(),
        order_stands,
    };
    let (all, kept) = kinds.values().fold((0, 0), |sum, k| (sum.0 + k.1, sum.1 + k.2));
    let mut out = vec![row(ALL_EVENTS, all, kept, Vec::new())];
    out.extend(kinds.into_values().map(|(kind, n, kept, by)| row(kind, n, kept, by)));
    out
}

/// Names in order; those with the same rate stand in one place: "A = B".
fn ranks(corpus: &Corpus<'_>, order: &[(u32, Rate)]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (at, (outlet, rate)) in order.iter().enumerate() {
        let name = &corpus.outlets[*outlet as usize];
        match names.last_mut().filter(|_| at > 0 && order[at - 1].1.compare(*rate).is_eq()) {
            Some(level) => {
                level.push_str(" = ");
                level.push_str(name);
            }
            None => names.push(name.to_string()),
        }
    }
    names
}

const KINDS: [&str; 8] = ["entry", "category", "lexicon", "authority", "article", "copies", "opinion", "headlines"];

/// Whether no two outlets change places. Only pairs with a changed outlet can.
fn stands(base: &BTreeMap<u32, Rate>, take: &Change) -> bool {
    let after = |outlet: u32, rate: Rate| take.get(&outlet).map_or(rate, |t| Rate { hits: rate.hits - t.hits, words: rate.words - t.words });
    for (outlet, before) in take.keys().filter_map(|o| base.get(o).map(|r| (*o, *r))) {
        let now = after(outlet, before);
        if !now.is_known() {
            continue;
        }
        for (other, rate) in base {
            let then = after(*other, *rate);
            if *other != outlet && then.is_known() && before.compare(*rate).reverse() == now.compare(then) && now.compare(then).is_ne() {
                return false;
            }
        }
    }
    true
}

/// Everything that is left out, or let in, one at a time.
fn variants(corpus: &Corpus<'_>, guidance: &Guidance, articles: &[u32]) -> Vec<Variant> {
    let text = |sym: Sym| corpus.tables.symbols.text(sym);
    let mut entries: BTreeMap<&str, Change> = BTreeMap::new();
    let mut categories: BTreeMap<&str, Change> = BTreeMap::new();
    let mut lexicons: BTreeMap<&str, Change> = BTreeMap::new();
    let mut authorities: BTreeMap<&str, Change> = BTreeMap::new();
    let mut out = Vec::new();
    let (mut copies, mut opinion, mut headlines) = (Change::new(), Change::new(), Change::new());
    let mut each = Vec::new();
    for at in articles.iter().map(|a| *a as usize) {
        let (row, outlet) = (&corpus.tables.articles[at], corpus.outlet_of[at]);
        let whole = Rate { hits: i64::from(row.loaded_own), words: i64::from(row.words) };
        let add = |to: &mut Change, rate: Rate| {
            let sum = to.entry(outlet).or_default();
            sum.hits += rate.hits;
            sum.words += rate.words;
        };
        if corpus.copy[at] {
            // Letting a copy in is taking away its negative.
            add(&mut copies, Rate { hits: -whole.hits, words: -whole.words });
            continue;
        }
        for hit in corpus.hits(at as u32).filter(|h| corpus.is_lexical(h)) {
            // As one authority has it: without what it allows, with what it objects to in any mouth.
            for (pack, change) in guidance.changes(hit) {
                add(authorities.entry(&pack.authority).or_default(), Rate { hits: change, words: 0 });
            }
            if hit.voice != Voice::Own {
                continue;
            }
            let one = Rate { hits: 1, words: 0 };
            let entry = text(hit.entry);
            add(entries.entry(entry).or_default(), one);
            add(categories.entry(text(hit.category)).or_default(), one);
            add(lexicons.entry(entry.split('.').next().unwrap_or(entry)).or_default(), one);
        }
        if text(row.genre) == "opinion" {
            add(&mut opinion, whole);
        }
        if row.headline_words > 0 {
            add(&mut headlines, Rate { hits: i64::from(row.headline_loaded), words: i64::from(row.headline_words) });
        }
        each.push(Variant { kind: "article", name: row.id.clone(), take: Change::from([(outlet, whole)]) });
    }
    let mut put = |kind: &'static str, list: BTreeMap<&str, Change>| {
        // Leaving the only one out leaves nothing to order.
        if list.len() > 1 || matches!(kind, "entry" | "authority") {
            out.extend(list.into_iter().map(|(name, take)| Variant { kind, name: name.to_owned(), take }));
        }
    };
    put("entry", entries);
    put("category", categories);
    put("lexicon", lexicons);
    put("authority", authorities);
    // Without its only article an outlet has no place in the order.
    let mut number: BTreeMap<u32, usize> = BTreeMap::new();
    for outlet in each.iter().flat_map(|v: &Variant| v.take.keys()) {
        *number.entry(*outlet).or_default() += 1;
    }
    out.extend(each.into_iter().filter(|v| v.take.keys().all(|o| number.get(o).is_some_and(|n| *n > 1))));
    for (kind, name, take) in [("copies", "with copies", copies), ("opinion", "without opinion", opinion), ("headlines", "without headlines", headlines)] {
        if !take.is_empty() {
            out.push(Variant { kind, name: name.to_owned(), take });
        }
    }
    // An authority's pack is a lexicon; say whose it is.
    for variant in out.iter_mut().filter(|v| v.kind == "lexicon") {
        if let Some((_, authority)) = corpus.tables.authorities.iter().find(|(lexicon, _)| *lexicon == variant.name) {
            variant.name = format!("{} ({authority})", variant.name);
        }
    }
    out
}
