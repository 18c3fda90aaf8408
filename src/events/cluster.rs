//! Groups by the mean likeness of everything in the one to everything in the other: one bridge joins nothing.
//!
//! A roundup that tells three stories is like each of them and joins at most one: the groups it stands between stay apart,
//! because their other articles are not alike.

use super::Options;
use super::pairs::Pair;
use super::vectors::{Probe, Vectors, dot};
use crate::stats::similarity::time_kernel;
use rustc_hash::FxHashMap;
use std::collections::BinaryHeap;

/// Weights of body, headline, names.
const WEIGHTS: [f64; 3] = [0.5, 0.2, 0.3];

/// How often the likeness that any two articles of the collection have is taken off: where all write of one war, words of
/// that war are no sign of one event.
const THEME: f64 = 2.0;
/// What is taken off where both are of one outlet: one house writes alike whatever it tells, and seldom tells one thing twice.
const HOUSE: f64 = 0.5;

/// What joins a group must have so much of the likeness that is in the group: the second blow of a week, told in the words
/// of the first, hangs on a tight group by less.
const OUTLIER: f64 = 0.5;
/// Beyond this likeness a group holds copies, and another outlet's own words cannot be asked to come near them.
const TIGHT: f64 = 0.3;

type Row = [(u32, f32)];

/// A group as sums of its articles' vectors. The product of two sums is the sum over all pairs.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    sums: [Vec<(u32, f32)>; 3],
    /// Articles that have each part.
    counts: [u32; 3],
    /// Days and how many articles each has.
    days: Vec<(i32, u32)>,
    /// Outlets and how many articles each has; those that name none are left out.
    outlets: Vec<(u32, u32)>,
    /// What each part has in common with the whole collection, summed over the articles.
    common: [f64; 3],
    articles: u32,
    /// Likeness of all its pairs, summed as its groups were joined.
    inner: f64,
}

impl Parts {
    /// One article.
    pub fn of(vectors: &Vectors, days: &[Option<i32>], at: u32) -> Self {
        let sums = [vectors.body.row(at).to_vec(), vectors.title.row(at).to_vec(), vectors.names.row(at).to_vec()];
        let counts = [1, u32::from(!sums[1].is_empty()), u32::from(!sums[2].is_empty())];
        let outlet = vectors.outlets[at as usize];
        let outlets = if outlet == 0 { Vec::new() } else { vec![(outlet, 1)] };
        let common = vectors.common[at as usize].map(f64::from);
        Self { sums, counts, days: days[at as usize].map(|d| (d, 1)).into_iter().collect(), outlets, common, articles: 1, inner: 0.0 }
    }

    /// Mean likeness within the group; 0 for a pair, which shows nothing of how alike its event is told.
    fn tightness(&self) -> f64 {
        let n = f64::from(self.articles);
        if self.articles < 3 { 0.0 } else { self.inner / (n * (n - 1.0) / 2.0) }
    }

    /// Takes in a group that is so like this one.
    fn join(&mut self, other: &Self, likeness: f64) {
        self.inner += other.inner + likeness * f64::from(self.articles) * f64::from(other.articles);
        self.add(other);
    }

    fn add(&mut self, other: &Self) {
        for part in 0..3 {
            self.sums[part] = sum(&self.sums[part], &other.sums[part]);
            self.counts[part] += other.counts[part];
            self.common[part] += other.common[part];
        }
        for (outlet, count) in &other.outlets {
            match self.outlets.iter_mut().find(|o| o.0 == *outlet) {
                Some(slot) => slot.1 += count,
                None => self.outlets.push((*outlet, *count)),
            }
        }
        for (day, count) in &other.days {
            match self.days.iter_mut().find(|d| d.0 == *day) {
                Some(slot) => slot.1 += count,
                None => self.days.push((*day, *count)),
            }
        }
        self.days.sort_unstable();
        self.articles += other.articles;
    }
}

fn sum(a: &Row, b: &Row) -> Vec<(u32, f32)> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) if x.0 == y.0 => {
                out.push((x.0, x.1 + y.1));
                i += 1;
                j += 1;
            }
            (Some(x), Some(y)) if x.0 > y.0 => {
                out.push(*y);
                j += 1;
            }
            (Some(x), _) => {
                out.push(*x);
                i += 1;
            }
            (None, Some(y)) => {
                out.push(*y);
                j += 1;
            }
            (None, None) => break,
        }
    }
    out
}

/// Mean nearness in time of two groups; pairs without a day count what the options say.
fn nearness(a: &Parts, b: &Parts, options: &Options) -> f64 {
    let (mut near, mut dated) = (0.0, 0.0);
    for (day, count) in &a.days {
        for (other, others) in &b.days {
            let apart = (day - other).abs();
            let pairs = f64::from(*count) * f64::from(*others);
            dated += pairs;
            if apart <= options.cut_days {
                near += pairs * time_kernel(f64::from(apart), options.sigma);
            }
        }
    }
    let all = f64::from(a.articles) * f64::from(b.articles);
    (near + (all - dated) * options.undated) / all
}

/// Likeness of two groups, 0 to 1: nearness in time times the weighted mean cosine of what both have.
pub fn likeness(a: &Parts, b: &Parts, options: &Options) -> f64 {
    let near = nearness(a, b, options);
    if near <= 0.0 {
        return 0.0;
    }
    weigh(near, same_house(a, b), |part| {
        let (x, y) = (f64::from(a.counts[part]), f64::from(b.counts[part]));
        (x * y > 0.0).then(|| dot(&a.sums[part], &b.sums[part]) / (x * y) - THEME * (a.common[part] / x + b.common[part] / y) / 2.0)
    })
}

/// What weighing two articles asks for, laid out once: nearness by days apart.
pub struct Weighing<'v> {
    pub vectors: &'v Vectors,
    pub days: &'v [Option<i32>],
    pub options: &'v Options,
    near: Vec<f64>,
}

impl<'v> Weighing<'v> {
    /// For articles of these days.
    pub fn new(vectors: &'v Vectors, days: &'v [Option<i32>], options: &'v Options) -> Self {
        let near = (0..=options.cut_days).map(|apart| time_kernel(f64::from(apart), options.sigma)).collect();
        Self { vectors, days, options, near }
    }

    /// Nearness of two articles in time; 0 for those that never tell the same event.
    fn near(&self, a: u32, b: u32) -> f64 {
        match self.days[a as usize].zip(self.days[b as usize]) {
            Some((x, y)) => usize::try_from((x - y).abs()).ok().and_then(|apart| self.near.get(apart)).copied().unwrap_or(0.0),
            None => self.options.undated,
        }
    }
}

/// One article against others.
pub struct Against<'v> {
    weighing: &'v Weighing<'v>,
    at: u32,
    parts: [Probe; 3],
}

impl<'v> Against<'v> {
    /// Against none as yet.
    pub fn new(weighing: &'v Weighing<'v>) -> Self {
        Self { weighing, at: 0, parts: Default::default() }
    }

    /// From now on it is this one.
    pub fn set(&mut self, at: u32) {
        self.at = at;
        for (part, probe) in self.parts.iter_mut().enumerate() {
            probe.set(self.weighing.vectors.part(part).row(at));
        }
    }

    /// Likeness of this article and another: that of two groups of one article each. 0 where it cannot reach `least`.
    pub fn likeness(&self, other: u32, least: f64) -> f64 {
        let near = self.weighing.near(self.at, other);
        // No cosine is above 1, but for rounding.
        if near <= 0.0 || near * 1.001 < least {
            return 0.0;
        }
        let vectors = self.weighing.vectors;
        let house = |at: u32| vectors.outlets[at as usize];
        let same = if house(self.at) != 0 && house(self.at) == house(other) { 1.0 } else { 0.0 };
        weigh(near, same, |part| {
            let (x, y) = (&self.parts[part], vectors.part(part).row(other));
            let common = (f64::from(vectors.common[self.at as usize][part]) + f64::from(vectors.common[other as usize][part])) / 2.0;
            (!x.is_empty() && !y.is_empty()).then(|| x.dot(y) - THEME * common)
        })
    }
}

fn weigh(near: f64, same_house: f64, part: impl Fn(usize) -> Option<f64>) -> f64 {
    let (mut total, mut weights) = (0.0, 0.0);
    for (at, weight) in WEIGHTS.iter().enumerate() {
        if let Some(value) = part(at) {
            total += weight * value;
            weights += weight;
        }
    }
    if weights > 0.0 { (near * total / weights * (1.0 - HOUSE * same_house)).clamp(0.0, 1.0) } else { 0.0 }
}

/// Share of the pairs of two groups that are of one outlet.
fn same_house(a: &Parts, b: &Parts) -> f64 {
    let same = a.outlets.iter().filter_map(|x| b.outlets.iter().find(|y| y.0 == x.0).map(|y| u64::from(x.1) * u64::from(y.1))).sum::<u64>();
    same as f64 / (f64::from(a.articles) * f64::from(b.articles))
}

/// Mean likeness of each article of a group to the rest of it.
pub fn likeness_to_rest(weighing: &Weighing<'_>, group: &[u32]) -> Vec<Option<f64>> {
    // Of a group of hundreds, a fixed number of articles spread over it says the same.
    let step = group.len().div_ceil(24).max(1);
    let mut against = Against::new(weighing);
    let mut of = |at: u32| {
        let (mut total, mut count) = (0.0, 0u32);
        for other in group.iter().step_by(step).filter(|p| **p != at) {
            if count == 0 {
                against.set(at);
            }
            total += against.likeness(*other, 0.0);
            count += 1;
        }
        (count > 0).then(|| total / f64::from(count))
    };
    group.iter().map(|at| of(*at)).collect()
}

/// A pair of groups that may be joined; the heap gives the likest first, of equals the earliest.
#[derive(Debug, PartialEq)]
struct Candidate {
    likeness: f64,
    a: u32,
    b: u32,
    /// How often each had grown when this was weighed.
    grown: (u32, u32),
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.likeness.total_cmp(&other.likeness).then_with(|| (other.a, other.b, other.grown).cmp(&(self.a, self.b, self.grown)))
    }
}

/// Puts articles into groups: places in order, groups in the order of their first place. Articles that the user put together
/// are together, and two of the user's events are never joined.
pub fn cluster(weighing: &Weighing<'_>, pairs: &[Pair], own: &[Option<String>]) -> Vec<Vec<u32>> {
    let (vectors, days, options) = (weighing.vectors, weighing.days, weighing.options);
    let n = vectors.len;
    let mut parent: Vec<u32> = (0..n as u32).collect();
    let mut of_user = vec![false; n];
    let mut grown = vec![0u32; n];
    let mut parts: FxHashMap<u32, Parts> = FxHashMap::default();
    let mut first_of: FxHashMap<&str, u32> = FxHashMap::default();
    for (at, id) in own.iter().enumerate() {
        let Some(id) = id else { continue };
        of_user[at] = true;
        let first = *first_of.entry(id.as_str()).or_insert(at as u32);
        if first != at as u32 {
            parent[at] = first;
            let more = Parts::of(vectors, days, at as u32);
            parts.entry(first).or_insert_with(|| Parts::of(vectors, days, first)).add(&more);
        }
    }
    let mut heap: BinaryHeap<Candidate> = BinaryHeap::new();
    // Which candidate of two groups is in the heap, so that none is weighed twice for the same state.
    let mut due: FxHashMap<(u32, u32), (u32, u32)> = FxHashMap::default();
    for pair in pairs {
        heap.push(Candidate { likeness: pair.likeness, a: pair.b, b: pair.a, grown: (0, 0) });
    }
    while let Some(best) = heap.pop() {
        let (x, y) = (root(&mut parent, best.a), root(&mut parent, best.b));
        if x == y || of_user[x as usize] && of_user[y as usize] {
            continue;
        }
        let (a, b) = (x.min(y), x.max(y));
        let state = (grown[a as usize], grown[b as usize]);
        let fresh = (a, b) == (best.a, best.b) && state == best.grown && !(of_user[a as usize] || of_user[b as usize])
            || due.get(&(a, b)) == Some(&state) && (a, b, state) == (best.a, best.b, best.grown);
        if !fresh {
            if due.get(&(a, b)) == Some(&state) {
                continue;
            }
            let one = |at: u32| parts.get(&at).map_or_else(|| std::borrow::Cow::Owned(Parts::of(vectors, days, at)), std::borrow::Cow::Borrowed);
            let likeness = likeness(&one(a), &one(b), options);
            due.insert((a, b), state);
            if likeness >= options.threshold {
                heap.push(Candidate { likeness, a, b, grown: state });
            }
            continue;
        }
        if best.likeness < options.threshold {
            continue;
        }
        let tightest = [a, b].iter().filter_map(|at| parts.get(at)).map(Parts::tightness).fold(0.0, f64::max);
        if hangs_on(best.likeness, tightest) {
            continue;
        }
        let more = parts.remove(&b).unwrap_or_else(|| Parts::of(vectors, days, b));
        let joined = parts.entry(a).or_insert_with(|| Parts::of(vectors, days, a));
        joined.join(&more, best.likeness);
        parent[b as usize] = a;
        of_user[a as usize] |= of_user[b as usize];
        grown[a as usize] += 1;
    }
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut number: FxHashMap<u32, usize> = FxHashMap::default();
    for at in 0..n as u32 {
        let root = root(&mut parent, at);
        let slot = *number.entry(root).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[slot].push(at);
    }
    groups
}

/// Whether what is so like a group only hangs on to it: the group is much more alike within.
fn hangs_on(likeness: f64, tightness: f64) -> bool {
    likeness < OUTLIER * tightness.min(TIGHT)
}

fn root(parent: &mut [u32], mut at: u32) -> u32 {
    while parent[at as usize] != at {
        parent[at as usize] = parent[parent[at as usize] as usize];
        at = parent[at as usize];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_as_tight_as_its_pairs_are_alike() {
        let one = || Parts { articles: 1, ..Parts::default() };
        let mut group = one();
        group.join(&one(), 0.5);
        assert_eq!(group.tightness(), 0.0, "a pair shows nothing");
        // The third is 0.35 like each of the two: (0.5 + 0.35 + 0.35) / 3.
        group.join(&one(), 0.35);
        assert!((group.tightness() - 0.4).abs() < 1e-12);
        let mut pair = one();
        pair.join(&one(), 0.6);
        // Six more pairs of 0.2: (1.2 + 0.6 + 1.2) / 10.
        group.join(&pair, 0.2);
        assert!((group.tightness() - 0.3).abs() < 1e-12);
    }

    #[test]
    fn what_hangs_on_a_tight_group_stays_apart() {
        assert!(hangs_on(0.12, 0.26) && !hangs_on(0.13, 0.26));
        // Copies are 0.9 alike; half of that would be too much to ask of anybody's own words.
        assert!(hangs_on(0.14, 0.9) && !hangs_on(0.15, 0.9));
        assert!(!hangs_on(0.11, 0.0));
    }
}
