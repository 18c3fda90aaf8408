//! Weights and signs that contradict what the entry says elsewhere.

use super::{Found, warn};
use crate::lexicon::Strength;
use crate::lexicon::compile::{Compiled, Entry, Meta};
use std::sync::Arc;

pub fn check(compiled: &Compiled, entry: &Entry, problems: &mut Found) {
    let range = entry.patterns.start as usize..entry.patterns.end as usize;
    let patterns = compiled.patterns.get(range).unwrap_or(&[]);
    let mut seen: Vec<(&Arc<Meta>, &str)> = Vec::new();
    for pattern in patterns {
        if !seen.iter().any(|s| Arc::ptr_eq(s.0, &pattern.meta)) {
            seen.push((&pattern.meta, &pattern.written));
        }
    }
    if let Some((_, written)) = seen.iter().find(|(m, _)| m.weight == 0.0) {
        problems.push(warn(compiled, entry, format!("{}: \"{written}\" weighs nothing, so that it is marked and does not count", entry.id)));
    }
    // Among an entry's own patterns, who is called stronger must not weigh less.
    for (a, b) in seen.iter().flat_map(|a| seen.iter().map(move |b| (a, b))) {
        if a.0.strength > b.0.strength && a.0.weight < b.0.weight {
            let text = format!(
                "{}: \"{}\" is {} and weighs {}, \"{}\" is only {} and weighs {}",
                entry.id,
                a.1,
                a.0.strength.name(),
                a.0.weight,
                b.1,
                b.0.strength.name(),
                b.0.weight
            );
            problems.push(warn(compiled, entry, text));
            break;
        }
    }
    // A weight far from what the strength weighs by itself says that one of the two is wrong.
    for (meta, written) in &seen {
        let (least, most) = match meta.strength {
            Strength::Mild => (0.0, 1.0),
            Strength::Usual => (0.5, 2.0),
            Strength::Strong => (1.0, 10.0),
        };
        if meta.weight > 0.0 && (meta.weight < least || meta.weight > most) {
            let text = format!("{}: \"{written}\" is {} and weighs {}; {least} to {most} fits that strength", entry.id, meta.strength.name(), meta.weight);
            problems.push(warn(compiled, entry, text));
        }
        let sign = match compiled.categories[meta.category as usize].id.as_str() {
            "label_neg" => 1,
            "label_pos" => -1,
            _ => 0,
        };
        if sign != 0 && meta.polarity == sign {
            let text = format!("{}: \"{written}\" has polarity {} in the category {}", entry.id, meta.polarity, compiled.categories[meta.category as usize].id);
            problems.push(warn(compiled, entry, text));
        }
    }
}
