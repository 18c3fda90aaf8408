//! Copies: articles most of whose five-word runs stand in an earlier one.

use crate::facts::{Facts, sketch};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Share of the shorter article's runs found in the other.
const CONTAINED: f64 = 0.6;
/// Sampled runs that two articles must share: with fewer, a shared quotation would make a copy.
const SHARED: usize = 4;
/// Sampled runs of the shorter article below which a share of them says nothing, if they are a sample.
const LEAST: usize = 10;
/// A run in more articles than this is a newspaper's furniture, not its story.
const MOST: usize = 400;
/// Copies further apart are reprints: still copies, of whatever day.
const COPIES: usize = 64;

/// For each place the first article of which it is a copy, the earliest of its group.
pub fn find(facts: &Facts, order: &[u32], days: &[Option<i32>]) -> Vec<Option<u32>> {
    let _ = days;
    let of = |place: u32| &facts.of_article[order[place as usize] as usize];
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for place in 0..order.len() as u32 {
        pairs.extend(of(place).sketch.iter().map(|hash| (*hash, place)));
    }
    pairs.par_sort_unstable();
    let list = |hash: u32| {
        let from = pairs.partition_point(|p| p.0 < hash);
        let length = pairs[from..].iter().take(MOST + 1).take_while(|p| p.0 == hash).count();
        if length > MOST { &pairs[..0] } else { &pairs[from..from + length] }
    };
    let found: Vec<Option<u32>> = (0..order.len() as u32)
        .into_par_iter()
        .map(|place| {
            let own = of(place);
            let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
            for hash in &own.sketch {
                for (_, other) in list(*hash).iter().take_while(|p| p.1 < place) {
                    *counts.entry(*other).or_insert(0) += 1;
                }
            }
            let mut others: Vec<u32> = counts.into_iter().filter(|c| c.1 as usize >= SHARED.min(own.sketch.len().max(1))).map(|c| c.0).collect();
            others.sort_unstable();
            others.into_iter().take(COPIES).find(|other| is_copy(own, of(*other)))
        })
        .collect();
    // The first of a chain stands for all of it.
    let mut first = found.clone();
    for place in 0..first.len() {
        if let Some(earlier) = first[place] {
            first[place] = Some(first[earlier as usize].unwrap_or(earlier));
        }
    }
    first
}

fn is_copy(a: &crate::facts::ArticleFacts, b: &crate::facts::ArticleFacts) -> bool {
    let (x, y, both) = sketch::shared((&a.sketch, a.sketch_limit), (&b.sketch, b.sketch_limit));
    let least = x.min(y);
    if least < LEAST && !(a.sketch_limit == sketch::WHOLE && b.sketch_limit == sketch::WHOLE) {
        return false;
    }
    both >= SHARED.min(a.sketch.len().min(b.sketch.len())).max(1) && least > 0 && both as f64 >= CONTAINED * least as f64
}
