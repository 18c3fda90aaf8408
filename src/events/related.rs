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
/// Events whose names are held against an event's own: those that share most with it.
const WEIGHED: usize = 128;

struct Profile {
    /// Weight of each name's word, weightiest first; the same by key.
    best: Vec<(u32, f64)>,
    /// Those of them that are rare.
    rare: Vec<u32>,
    by_key: Vec<(u32, f64)>,
    /// Sum of the squared weights.
    square: f64,
    from: Option<i32>,
    to: Option<i32>,
}

/// For each group the related ones, most alike first.
pub fn find(vectors: &Vectors, days: &[Option<i32>], groups: &[Vec<u32>], options: &Options) -> Vec<Vec<(u32, f64)>> {
    let profiles: Vec<Profile> = groups.par_iter().map(|group| profile(vectors, days, group)).collect();
    let mut holders: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (number, profile) in profiles.iter().enumerate() {
        for key in &profile.rare {
            holders.entry(*key).or_default().push(number as u32);
        }
    }
    let glances: Vec<Glance> = profiles.iter().map(Glance::of).collect();
    // How many names each group shares with the one in hand, and which groups have any.
    let tally = || (vec![0u8; profiles.len()], Vec::new(), Vec::new());
    profiles
        .par_iter()
        .enumerate()
        .map_init(tally, |(counts, met, best), (number, own)| {
            for key in &own.rare {
                let Some(list) = holders.get(key) else { continue };
                // Groups stand in the order of their days: those around are the near ones.
                let at = list.partition_point(|n| (*n as usize) < number);
                for other in &list[at.saturating_sub(NEAREST)..(at + NEAREST).min(list.len())] {
                    let count = &mut counts[*other as usize];
                    if *count == 0 {
                        met.push(*other);
                    }
                    *count += 1;
                }
            }
            best.clear();
            for other in met.drain(..) {
                let count = std::mem::take(&mut counts[other as usize]);
                if usize::from(count) >= SHARED && other as usize != number && glances[number].may_relate(glances[other as usize], options.related_days) {
                    best.push((std::cmp::Reverse(count), other));
                }
            }
            if best.len() > WEIGHED {
                best.select_nth_unstable(WEIGHED);
                best.truncate(WEIGHED);
            }
            let mut out: Vec<(u32, f64)> = Vec::new();
            for (_, other) in best.iter() {
                let (other, profile) = (*other, &profiles[*other as usize]);
                if shares_actor(own, profile) {
                    let cosine = cosine(own, profile);
                    if cosine >= COSINE {
                        out.push((other, cosine));
                    }
                }
            }
            out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            out.truncate(MOST);
            out
        })
        .collect()
}

/// What rules most events out without a look at their names, so that those of a great many lie close together.
#[derive(Clone, Copy)]
struct Glance {
    /// A bit for each actor.
    actors: u64,
    /// First and last day; the first after the last where there are none, and then nothing is near.
    from: i32,
    to: i32,
}

impl Glance {
    fn of(profile: &Profile) -> Self {
        let actors = profile.best.iter().take(ACTORS).fold(0, |bits, (key, _)| bits | 1 << (key % 64));
        let (from, to) = profile.from.zip(profile.to).unwrap_or((i32::MAX, i32::MIN));
        Self { actors, from, to }
    }

    /// Whether days are near and an actor may be shared. Without days nothing says that events belong together in time.
    fn may_relate(self, other: Self, days: i32) -> bool {
        let near = self.from <= self.to && other.from <= other.to && (other.from - self.to).max(self.from - other.to) <= days;
        near && self.actors & other.actors != 0
    }
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
    let rare = best.iter().map(|b| b.0).filter(|key| vectors.is_rare(*key)).collect();
    let square = by_key.iter().fold(0.0, |sum, w| sum + w.1 * w.1);
    Profile { best, rare, by_key, square, from: all().min(), to: all().max() }
}

fn shares_actor(a: &Profile, b: &Profile) -> bool {
    a.best.iter().take(ACTORS).any(|x| b.best.iter().take(ACTORS).any(|y| x.0 == y.0))
}

fn cosine(a: &Profile, b: &Profile) -> f64 {
    let length = f64::sqrt(a.square * b.square);
    let (mut i, mut j, mut shared) = (0, 0, 0.0);
    while let (Some(x), Some(y)) = (a.by_key.get(i), b.by_key.get(j)) {
        if x.0 == y.0 {
            shared += x.1 * y.1;
        }
        i += usize::from(x.0 <= y.0);
        j += usize::from(y.0 <= x.0);
    }
    if length > 0.0 { shared / length } else { 0.0 }
}
