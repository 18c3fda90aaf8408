//! A condition of a pattern: what must or must not stand around it.

use super::pattern::{Position, Special};
use crate::lexicon::file::Place;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A condition, compiled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Condition {
    /// Where it looks.
    pub place: Place,
    /// Any one of these word sequences; patterns of a family share them.
    #[serde(with = "shared")]
    pub phrases: Arc<[Vec<Position>]>,
}

/// Phrases as a file keeps them.
mod shared {
    use super::{Arc, Deserialize, Position, Serialize};
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(phrases: &Arc<[Vec<Position>]>, serializer: S) -> Result<S::Ok, S::Error> {
        phrases[..].serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[Vec<Position>]>, D::Error> {
        Ok(Vec::deserialize(deserializer)?.into())
    }
}

impl Condition {
    /// A condition on any one of `phrases`; those of one plain word become one set of words, looked up at once.
    pub fn new(place: Place, phrases: Vec<Vec<Position>>) -> Self {
        let plain = |p: &Position| p.special == Special::None && !p.optional;
        let (single, mut phrases): (Vec<_>, Vec<_>) = phrases.into_iter().partition(|p| matches!(p.as_slice(), [one] if plain(one)));
        let mut single = single.into_iter().flatten();
        if let Some(mut all) = single.next() {
            let mut words = all.words.to_vec();
            for position in single {
                words.extend_from_slice(&position.words);
                all.classes |= position.classes;
            }
            words.sort_unstable();
            words.dedup();
            all.words = words.into();
            phrases.insert(0, vec![all]);
        }
        Self { place, phrases: phrases.into() }
    }
}
