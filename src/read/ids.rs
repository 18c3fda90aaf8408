//! Ids that come twice, noticed in bounded memory.

use super::Notice;
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

/// Which ids have been seen, by a hash of 64 bits. After [`Ids::MOST`] ids new ones are no longer remembered.
#[derive(Debug, Default)]
pub struct Ids {
    seen: FxHashSet<u64>,
    twice: u64,
    first: String,
}

impl Ids {
    /// So many ids are remembered, some 70 MB.
    pub const MOST: usize = 1 << 22;

    /// Whether `id` was seen before; it is remembered.
    pub fn note(&mut self, id: &str) -> bool {
        let mut hasher = FxHasher::default();
        id.hash(&mut hasher);
        let hash = hasher.finish();
        let again = if self.seen.len() < Self::MOST { !self.seen.insert(hash) } else { self.seen.contains(&hash) };
        if again {
            if self.twice == 0 {
                id.clone_into(&mut self.first);
            }
            self.twice += 1;
        }
        again
    }

    /// What to tell the user, if any id came twice.
    pub fn notice(&self) -> Option<Notice> {
        (self.twice > 0).then(|| Notice::Twice { count: self.twice, first: self.first.clone() })
    }
}
