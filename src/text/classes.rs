//! Word classes: sets of folded words by name, one bit each, looked up by word id.

use super::vocabulary::WordId;

/// A set of word classes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct ClassSet(pub u128);

impl ClassSet {
    /// Whether the two sets share a class.
    #[inline]
    pub fn any(self, other: ClassSet) -> bool {
        self.0 & other.0 != 0
    }
}

/// Which classes each word of the vocabulary belongs to. At most 128 classes.
#[derive(Clone, Debug, Default)]
pub struct Classes {
    names: Vec<String>,
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
        self.of_word[at].0 |= set.0;
    }

    /// The classes of a word.
    #[inline]
    pub fn of(&self, word: WordId) -> ClassSet {
        self.of_word.get(word.0 as usize).copied().unwrap_or_default()
    }
}
