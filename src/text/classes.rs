//! Word classes: sets of folded words by name, one bit each, looked up by word id.

use super::vocabulary::WordId;
use serde::{Deserialize, Serialize};

/// A set of word classes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct ClassSet(pub u128);

impl ClassSet {
    /// Whether the two sets share a class.
    #[inline]
    pub fn any(self, other: ClassSet) -> bool {
        self.0 & other.0 != 0
    }
}

/// Which classes each word of the vocabulary belongs to. At most 128 classes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Classes {
    names: Vec<String>,
    /// The words of each class, in the order they were put there.
    members: Vec<Vec<WordId>>,
    #[serde(with = "super::sparse")]
    of_word: Vec<ClassSet>,
}

impl Classes {
    /// The most classes there can be.
    pub const MOST: usize = 128;

    /// The set with the one class `name`, which is made if it is not there; `None` when there are too many.
    pub fn make(&mut self, name: &str) -> Option<ClassSet> {
        if let Some(set) = self.named(name) {
            return Some(set);
        }
        if self.names.len() == Self::MOST {
            return None;
        }
        self.names.push(name.to_owned());
        self.members.push(Vec::new());
        Some(ClassSet(1 << (self.names.len() - 1)))
    }

    /// The set with the one class `name`.
    pub fn named(&self, name: &str) -> Option<ClassSet> {
        self.names.iter().position(|n| n == name).map(|i| ClassSet(1 << i))
    }

    /// Names of all classes, in the order they were made.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Puts a word into the classes of `set`.
    pub fn put(&mut self, word: WordId, set: ClassSet) {
        let at = word.0 as usize;
        if word == WordId::UNKNOWN {
            return;
        }
        if self.of_word.len() <= at {
            self.of_word.resize(at + 1, ClassSet::default());
        }
        let fresh = set.0 & !self.of_word[at].0;
        self.of_word[at].0 |= set.0;
        for (class, members) in self.members.iter_mut().enumerate() {
            if fresh >> class & 1 == 1 {
                members.push(word);
            }
        }
    }

    /// The words of any class of `set`; those of several come several times.
    pub fn members(&self, set: ClassSet) -> impl Iterator<Item = WordId> + '_ {
        let chosen = self.members.iter().enumerate().filter(move |(class, _)| set.0 >> class & 1 == 1);
        chosen.flat_map(|(_, words)| words.iter().copied())
    }

    /// The classes of a word.
    #[inline]
    pub fn of(&self, word: WordId) -> ClassSet {
        self.of_word.get(word.0 as usize).copied().unwrap_or_default()
    }
}
