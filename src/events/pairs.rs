//! Pairs of articles that may tell the same event: found by rare words they share within the window, then weighed whole.
//!
//! An inverted index holds each article's rarest names and terms; an article asks it only for places of its own window, and
//! of a long list for the last few hundred, so that cost grows with what articles share and not with their square.

use super::cluster::{Against, Weighing};
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

/// Places whose sums have one mark.
const MARKED: usize = 16;
/// Places of the best kept before they are sifted.
const SIFTED: usize = 256;
/// Stands before the places of each key.
const BEGIN: u32 = u32::MAX;

/// What an article is indexed by: numbers of keys, and weights.
fn index_keys(vectors: &Vectors, numbers: &FxHashMap<u32, u32>, at: u32) -> Vec<(u32, f32)> {
    let mut out = Vec::new();
    let mut best: Vec<(f32, u32, u32)> = Vec::new();
    let mut take = |row: &[(u32, f32)], kind: u32, most: usize| {
        best.clear();
        // What stands in one article alone joins nothing.
        best.extend(row.iter().filter_map(|(key, weight)| Some((*weight, key | kind, *numbers.get(&(key | kind))?))));
        let order = |a: &(f32, u32, u32), b: &(f32, u32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if best.len() > most {
            best.select_nth_unstable_by(most, order);
            best.truncate(most);
        }
        best.sort_unstable_by(order);
        out.extend(best.iter().map(|(weight, _, number)| (*number, *weight)));
    };
    take(vectors.body.row(at), 0, TERMS);
    take(vectors.names.row(at), NAME, NAMES);
    out.shrink_to_fit();
    out
}

/// Places by key, each key's in their order.
struct Index {
    /// A place and its weight; before each key's a mark.
    places: Vec<(u32, f32)>,
    /// For each article where it stands in the lists of its keys, and with what weight, in the order of weights.
    own: Vec<Vec<(u32, f32)>>,
}

impl Index {
    fn new(vectors: &Vectors) -> Self {
        let numbers = vectors.tying_keys();
        let mut own: Vec<Vec<(u32, f32)>> = (0..vectors.len as u32).into_par_iter().map(|at| index_keys(vectors, &numbers, at)).collect();
        let mut next = vec![0u32; numbers.len() + 1];
        drop(numbers);
        for (number, _) in own.iter().flatten() {
            next[*number as usize + 1] += 1;
        }
        for at in 1..next.len() {
            // One more for the mark that stands before each list.
            next[at] += next[at - 1] + 1;
        }
        let mut places = vec![(BEGIN, 0f32); next.last().map_or(0, |n| *n as usize)];
        next.iter_mut().for_each(|n| *n += 1);
        for (at, row) in own.iter_mut().enumerate() {
            for (key, weight) in row {
                let slot = &mut next[*key as usize];
                places[*slot as usize] = (at as u32, *weight);
                *key = *slot;
                *slot += 1;
            }
        }
        Self { places, own }
    }
}

/// Sums over the places of a window: they stand close together, in the nearest cache, where a table of hashes would not.
struct Sums {
    base: u32,
    sums: Vec<f32>,
    /// Which stretches of sums are not nought.
    marks: Vec<u8>,
}

impl Sums {
    fn new(base: u32, places: usize) -> Self {
        let marks = places.div_ceil(MARKED);
        Self { base, sums: vec![0.0; marks * MARKED], marks: vec![0; marks.next_multiple_of(8)] }
    }

    /// Adds a product for every earlier place of the window that has a key, as far as the nearest go.
    fn add(&mut self, list: &[(u32, f32)], window: u32, at: u32, weight: f32) {
        for (place, other) in list.iter().rev() {
            // Neither before the window nor the mark before the list.
            if place.wrapping_sub(window) >= at - window {
                break;
            }
            let slot = (place - self.base) as usize;
            self.sums[slot] += weight * other;
            self.marks[slot / MARKED] = 1;
        }
    }

    /// The places with the largest sums, of equals the earlier; all sums are nought again.
    fn best(&mut self, best: &mut Vec<(f32, u32)>) {
        let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        best.clear();
        let mut least = 0.0;
        for (eighth, marks) in self.marks.as_chunks_mut::<8>().0.iter_mut().enumerate() {
            if u64::from_ne_bytes(*marks) == 0 {
                continue;
            }
            for (at, _) in std::mem::take(marks).iter().enumerate().filter(|m| *m.1 != 0) {
                let from = (eighth * 8 + at) * MARKED;
                for (n, sum) in self.sums[from..from + MARKED].iter_mut().enumerate() {
                    // Places come in their order: one with the same sum as the last of the best is later.
                    if *sum > least {
                        best.push((*sum, self.base + (from + n) as u32));
                    }
                    *sum = 0.0;
                }
                if best.len() >= SIFTED {
                    best.select_nth_unstable_by(WEIGHED - 1, order);
                    best.truncate(WEIGHED);
                    least = best[WEIGHED - 1].0;
                }
            }
        }
        if best.len() > WEIGHED {
            best.select_nth_unstable_by(WEIGHED, order);
            best.truncate(WEIGHED);
        }
    }
}

/// Finds the pairs worth a look, each with its likeness, in the order of their places.
pub fn find(weighing: &Weighing<'_>) -> Vec<Pair> {
    let (vectors, days, options) = (weighing.vectors, weighing.days, weighing.options);
    let n = vectors.len;
    let index = Index::new(vectors);
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
    let floor = FLOOR * options.threshold;
    let blocks: Vec<Vec<Pair>> = (0..n.div_ceil(256))
        .into_par_iter()
        .map(|block| {
            let (from, to) = (block * 256, ((block + 1) * 256).min(n));
            let base = window[from..to].iter().copied().min().unwrap_or(0);
            let mut sums = Sums::new(base, to - base as usize);
            let mut best: Vec<(f32, u32)> = Vec::new();
            let mut against = Against::new(weighing);
            let mut out = Vec::new();
            for (at, first) in window.iter().enumerate().take(to).skip(from) {
                for (slot, weight) in &index.own[at] {
                    let slot = *slot as usize;
                    sums.add(&index.places[slot.saturating_sub(NEAREST)..slot], *first, at as u32, *weight);
                }
                sums.best(&mut best);
                if best.is_empty() {
                    continue;
                }
                let a = at as u32;
                against.set(a);
                for (_, b) in &best {
                    let likeness = against.likeness(*b, floor);
                    if likeness >= floor && tied(vectors, a, *b) {
                        out.push(Pair { likeness, a, b: *b });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_a_window_give_the_largest_of_equals_the_earlier() {
        let mut sums = Sums::new(100, 1000);
        // A mark, a place before the window, and every place from 150 to 699, those that 7 divides with twice the weight.
        let mut list = vec![(BEGIN, 0.0), (120, 9.0)];
        list.extend((150..700).map(|place| (place, if place % 7 == 0 { 0.5 } else { 0.25 })));
        let mut best = Vec::new();
        for _ in 0..2 {
            sums.add(&list, 130, 700, 2.0);
            sums.add(&list[2..4], 130, 700, 4.0);
            sums.best(&mut best);
            best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            // 150 and 151: 2 · 0.25 + 4 · 0.25; then the multiples of 7 from 154 on.
            assert_eq!(best[..2], [(1.5, 150), (1.5, 151)]);
            assert_eq!(best[2..], (154..).step_by(7).take(WEIGHED - 2).map(|place| (1.0, place)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_list_ends_at_its_mark() {
        let mut sums = Sums::new(0, 64);
        let places = [(3, 1.0), (BEGIN, 0.0), (1, 1.0), (40, 1.0)];
        sums.add(&places, 0, 50, 1.0);
        let mut best = Vec::new();
        sums.best(&mut best);
        best.sort_unstable_by_key(|b| b.1);
        assert_eq!(best, [(1.0, 1), (1.0, 40)]);
    }
}
