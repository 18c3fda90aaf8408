//! Related events: not the same, and with the same rare names and actors within a month. A rule of its own, not a lower threshold.

use super::Options;
use super::vectors::Vectors;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Rare words of names that two events must share.
const SHARED: usize = 2;
/// Cosine of their names.
const COSINE: f64 = 0.3;
/// Names of an event that are compared, weightiest first.
const NAMES: usize = 24;
/// Of them, those that are the event's actors: one must be shared.
const ACTORS: usize = 8;
/// Related events that are told.
const MOST: usize = 3;
/// Events of a name that are looked at.
const NEAREST: usize = 200;

struct Profile {
    /// Weight of each name's word, weightiest first; the same by key.
    best: Vec<(u32, f64)>,
    by_key: Vec<(u32, f64)>,
    from: Option<i32>,
    to: Option<i32>,
}

/// For each group the related ones, most alike first.
pub fn find(vectors: &Vectors, days: &[Option<i32>], groups: &[Vec<u32>], options: &Options) -> Vec<Vec<(u32, f64)>> {
    let profiles: Vec<Profile> = groups.par_iter().map(|group| profile(vectors, days, group)).collect();
    let mut holders: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (number, profile) in profiles.iter().enumerate() {
        for (key, _) in profile.best.iter().filter(|b| vectors.is_rare(b.0)) {
            holders.entry(*key).or_default().push(number as u32);
        }
    }
    let near = |a: &Profile, b: &Profile| match (a.from, a.to, b.from, b.to) {
        (Some(a0), Some(a1), Some(b0), Some(b1)) => (b0 - a1).max(a0 - b1) <= options.related_days,
        // Without days nothing says that they belong together in time.
        _ => false,
    };
    profiles
        .par_iter()
        .enumerate()
        .map(|(number, own)| {
            let mut shared: FxHashMap<u32, u32> = FxHashMap::default();
            for (key, _) in own.best.iter().filter(|b| vectors.is_rare(b.0)) {
                let Some(list) = holders.get(key) else { continue };
                // Groups stand in the order of their days: those around are the near ones.
                let at = list.partition_point(|n| (*n as usize) < number);
                for other in &list[at.saturating_sub(NEAREST)..(at + NEAREST).min(list.len())] {
                    if *other as usize != number {
                        *shared.entry(*other).or_insert(0) += 1;
                    }
                }
            }
            let mut out: Vec<(u32, f64)> = shared
                .into_iter()
                .filter(|(other, count)| *count as usize >= SHARED && near(own, &profiles[*other as usize]))
                .filter(|(other, _)| shares_actor(own, &profiles[*other as usize]))
                .map(|(other, _)| (other, cosine(&own.by_key, &profiles[other as usize].by_key)))
                .filter(|(_, cosine)| *cosine >= COSINE)
                .collect();
            out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            out.truncate(MOST);
            out
        })
        .collect()
}

fn profile(vectors: &Vectors, days: &[Option<i32>], group: &[u32]) -> Profile {
    let mut sums: Vec<(u32, f64)> = Vec::new();
    for place in group {
        sums.extend(vectors.names.row(*place).iter().map(|(key, weight)| (*key, f64::from(*weight))));
    }
    sums.sort_by_key(|s| s.0);
    sums.dedup_by(|b, a| {
        let same = a.0 == b.0;
        if same {
            a.1 += b.1;
        }
        same
    });
    let mut best = sums;
    best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    best.truncate(NAMES);
    let mut by_key = best.clone();
    by_key.sort_by_key(|s| s.0);
    let all = || group.iter().filter_map(|p| days[*p as usize]);
    Profile { best, by_key, from: all().min(), to: all().max() }
}

fn shares_actor(a: &Profile, b: &Profile) -> bool {
    a.best.iter().take(ACTORS).any(|x| b.best.iter().take(ACTORS).any(|y| x.0 == y.0))
}

fn cosine(a: &[(u32, f64)], b: &[(u32, f64)]) -> f64 {
    let square = |x: &[(u32, f64)]| x.iter().fold(0.0, |sum, w| sum + w.1 * w.1);
    let length = f64::sqrt(square(a) * square(b));
    let shared = a.iter().filter_map(|x| b.binary_search_by_key(&x.0, |y| y.0).ok().map(|n| x.1 * b[n].1)).fold(0.0, |sum, w| sum + w);
    if length > 0.0 { shared / length } else { 0.0 }
}
