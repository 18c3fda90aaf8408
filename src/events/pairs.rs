//! Pairs of articles that may tell the same event: found by rare words they share within the window, then weighed whole.
//!
//! An inverted index holds each article's rarest names and terms; an article asks it only for places of its own window, and
//! of a long list for the last few hundred, so that cost grows with what articles share and not with their square.

use super::Options;
use super::cluster::likeness_of_two;
use super::vectors::{NAME, Vectors};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Terms of an article that the index holds, rarest first.
const TERMS: usize = 64;
/// Words of names.
const NAMES: usize = 32;
/// Places of a key that one article asks for: the nearest before it.
const NEAREST: usize = 200;
/// Pairs of one article that are weighed whole.
const WEIGHED: usize = 40;
/// Pairs under this share of the threshold are of no use.
const FLOOR: f64 = 0.7;

/// A pair of places and its likeness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    pub likeness: f64,
    /// The later.
    pub a: u32,
    /// The earlier.
    pub b: u32,
}

/// What an article is indexed by: keys and weights.
fn index_keys(vectors: &Vectors, at: u32, out: &mut Vec<(u32, f32)>) {
    out.clear();
    let mut take = |row: &[(u32, f32)], kind: u32, most: usize| {
        let mut best: Vec<(f32, u32)> = row
            .iter()
            // What stands in one article alone joins nothing.
            .filter(|(key, _)| vectors.articles_with(key | kind) > 1 && if kind == NAME { vectors.is_rare(*key) } else { vectors.is_rare_term(*key) })
            .map(|(key, weight)| (*weight, key | kind))
            .collect();
        best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        out.extend(best.into_iter().take(most).map(|(weight, key)| (key, weight)));
    };
    take(vectors.body.row(at), 0, TERMS);
    take(vectors.names.row(at), NAME, NAMES);
}

/// Finds the pairs worth a look, each with its likeness, in the order of their places.
pub fn find(vectors: &Vectors, days: &[Option<i32>], options: &Options) -> Vec<Pair> {
    let n = vectors.len;
    let keys: Vec<Vec<(u32, f32)>> = (0..n as u32)
        .into_par_iter()
        .map_with(Vec::new(), |buffer, at| {
            index_keys(vectors, at, buffer);
            buffer.clone()
        })
        .collect();
    let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
    let mut counts: Vec<usize> = Vec::new();
    for (key, _) in keys.iter().flatten() {
        let next = counts.len() as u32;
        let number = *numbers.entry(*key).or_insert(next);
        if number == next {
            counts.push(0);
        }
        counts[number as usize] += 1;
    }
    let mut starts = vec![0usize; counts.len() + 1];
    for (at, count) in counts.iter().enumerate() {
        starts[at + 1] = starts[at] + count;
    }
    let mut filled = starts.clone();
    let mut places = vec![(0u32, 0f32); starts.last().copied().unwrap_or(0)];
    for (at, row) in keys.iter().enumerate() {
        for (key, weight) in row {
            let slot = &mut filled[numbers[key] as usize];
            places[*slot] = (at as u32, *weight);
            *slot += 1;
        }
    }
    // Articles without a day come last, and look at everything before them.
    let window: Vec<u32> = {
        let mut from = 0;
        days.iter()
            .map(|day| match day {
                Some(day) => {
                    while days[from].is_some_and(|d| d < day - options.cut_days) {
                        from += 1;
                    }
                    from as u32
                }
                None => 0,
            })
            .collect()
    };
    let blocks: Vec<Vec<Pair>> = (0..n.div_ceil(256))
        .into_par_iter()
        .map(|block| {
            // Places stand close together: a window's sums stay in the nearest cache, where a table of hashes would not.
            let (from, to) = (block * 256, ((block + 1) * 256).min(n));
            let base = window[from..to].iter().copied().min().unwrap_or(0);
            let mut sums = vec![0f32; to - base as usize];
            let mut best: Vec<(f32, u32)> = Vec::new();
            let mut touched: Vec<u32> = Vec::new();
            let mut out = Vec::new();
            for at in from..to {
                for (key, weight) in &keys[at] {
                    let number = numbers[key] as usize;
                    let list = &places[starts[number]..starts[number + 1]];
                    let to = list.partition_point(|p| p.0 < at as u32);
                    let from = list[..to].partition_point(|p| p.0 < window[at]);
                    for (place, other) in &list[from.max(to.saturating_sub(NEAREST))..to] {
                        let sum = &mut sums[(*place - base) as usize];
                        if *sum == 0.0 {
                            touched.push(*place);
                        }
                        *sum += weight * other;
                    }
                }
                best.clear();
                best.extend(touched.drain(..).map(|place| (std::mem::take(&mut sums[(place - base) as usize]), place)));
                // Weights may vanish: such a place is touched more than once.
                let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
                if best.len() > WEIGHED {
                    best.select_nth_unstable_by(WEIGHED, order);
                    best.truncate(WEIGHED);
                }
                best.sort_unstable_by(order);
                best.dedup_by_key(|b| b.1);
                for (_, other) in &best {
                    let (a, b) = (at as u32, *other);
                    if !tied(vectors, a, b) {
                        continue;
                    }
                    let likeness = likeness_of_two(vectors, days, a, b, options);
                    if likeness >= FLOOR * options.threshold {
                        out.push(Pair { likeness, a, b });
                    }
                }
            }
            out.sort_unstable_by_key(|p| (p.a, p.b));
            out
        })
        .collect();
    blocks.into_iter().flatten().collect()
}

/// Whether two articles share a rare name, or several rare terms: two where one has hardly any names (a script without capitals).
fn tied(vectors: &Vectors, a: u32, b: u32) -> bool {
    let rare = |x: &[(u32, f32)], y: &[(u32, f32)], test: &dyn Fn(u32) -> bool| {
        x.iter().filter(|(key, _)| y.binary_search_by_key(key, |t| t.0).is_ok() && test(*key)).count()
    };
    let (x, y) = (vectors.names.row(a), vectors.names.row(b));
    if rare(x, y, &|key| vectors.is_rare(key)) > 0 {
        return true;
    }
    let needed = if x.len().min(y.len()) < 4 { 2 } else { 5 };
    rare(vectors.body.row(a), vectors.body.row(b), &|key| vectors.is_rare_term(key)) >= needed
}
