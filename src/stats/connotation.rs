//! Power that verbs give to those who act and those acted upon (connotation frames, as in Riveter).

use std::collections::BTreeMap;

/// What a verb says of its two sides: +1 power, -1 none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct VerbPower {
    pub agent: f64,
    pub theme: f64,
}

/// Score of one entity: what it gains as subject and as object, over all its mentions.
///
/// `as_subject` and `as_object` list the scored verbs with how often the entity stood there. The
/// divisor is every mention, also those beside no scored verb (Riveter's corpus totals; its scores
/// of single documents divide by scored places: do not mix them). `None` without mentions.
pub fn mention_power(as_subject: &[(VerbPower, u64)], as_object: &[(VerbPower, u64)], mentions: u64) -> Option<f64> {
    // Starting from 0.0: the sum of an empty iterator of floats is -0.0, which would be printed.
    let agent = as_subject.iter().fold(0.0, |sum, (v, n)| sum + v.agent * *n as f64);
    let theme = as_object.iter().fold(0.0, |sum, (v, n)| sum + v.theme * *n as f64);
    (mentions > 0).then(|| (agent + theme) / mentions as f64)
}

/// An entity's score over the events it takes part in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Power {
    pub score: f64,
    pub events: u64,
}

impl Power {
    /// Score per event; 0 without events.
    pub fn mean(self) -> f64 {
        if self.events == 0 { 0.0 } else { self.score / self.events as f64 }
    }
}

/// An event told in active or passive voice, already brought to its roles: in "the pilot was shot by
/// HTS" the agent is HTS. Either side may be missing ("was killed").
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event<E> {
    pub agent: Option<E>,
    pub verb: VerbPower,
    pub theme: Option<E>,
}

/// Scores every entity over events, passives included: grammar-only counting drops these, and with
/// them most of those killed.
pub fn event_power<E: Ord + Clone>(events: &[Event<E>]) -> BTreeMap<E, Power> {
    let mut scores: BTreeMap<E, Power> = BTreeMap::new();
    for event in events {
        let sides = [(&event.agent, event.verb.agent), (&event.theme, event.verb.theme)];
        for (entity, points) in sides {
            if let Some(entity) = entity {
                let power = scores.entry(entity.clone()).or_default();
                power.score += points;
                power.events += 1;
            }
        }
    }
    scores
}
