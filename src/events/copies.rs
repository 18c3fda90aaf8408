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
pub fn find(facts: &Facts, order: &[u32]) -> Vec<Option<u32>> {
    let of = |place: u32| &facts.of_article[order[place as usize] as usize];
    let mut pairs: Vec<(u32, u32)> = Vec::with_capacity((0..order.len() as u32).map(|place| of(place).sketch.len()).sum());
    for place in 0..order.len() as u32 {
        pairs.extend(of(place).sketch.iter().map(|hash| (*hash, place)));
    }
    pairs.par_sort_unstable();
    // Where each place stands in the lists of its runs, and where these begin: only of runs that an earlier place has too.
    let mut own: Vec<(u32, u32, u32)> = Vec::new();
    let mut from = 0;
    for list in pairs.chunk_by(|a, b| a.0 == b.0) {
        if (2..=MOST).contains(&list.len()) {
            own.extend(list.iter().enumerate().skip(1).map(|(n, (_, place))| (*place, from, from + n as u32)));
        }
        from += list.len() as u32;
    }
    own.par_sort_unstable();
    let lists: Vec<&[(u32, u32, u32)]> = own.chunk_by(|a, b| a.0 == b.0).collect();
    let mut found: Vec<Option<u32>> = vec![None; order.len()];
    let firsts: Vec<(u32, u32)> = lists
        .into_par_iter()
        .map_with(FxHashMap::<u32, u32>::default(), |counts, lists| {
            let place = lists.first()?.0;
            let own = of(place);
            counts.clear();
            for (_, from, to) in lists {
                // The earliest are asked first, and a copy has runs enough that few others have.
                for (_, other) in pairs[*from as usize..*to as usize].iter().take(COPIES).take_while(|p| p.1 < place) {
                    *counts.entry(*other).or_insert(0) += 1;
                }
            }
            let needed = SHARED.min(own.sketch.len().max(1));
            let mut others: Vec<u32> = counts.iter().filter(|c| *c.1 as usize >= needed).map(|c| *c.0).collect();
            others.sort_unstable();
            others.into_iter().take(COPIES).find(|other| is_copy(own, of(*other))).map(|other| (place, other))
        })
        .flatten()
        .collect();
    for (place, other) in firsts {
        found[place as usize] = Some(other);
    }
    // The first of a chain stands for all of it.
    let mut first = found;
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
