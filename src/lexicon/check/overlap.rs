//! Words that two patterns claim, within a category and across categories.

use super::{Found, name};
use crate::lexicon::compile::{Compiled, Pattern};
use crate::lexicon::problem::Problem;
use crate::matcher::Element;
use crate::text::vocabulary::WordId;
use rustc_hash::{FxHashMap, FxHashSet};

pub fn check(compiled: &Compiled, wanted: &impl Fn(u16) -> bool, problems: &mut Found) {
    let claims = claims(compiled);
    let lexicon = |p: &Pattern| compiled.entries[p.entry as usize].lexicon;
    let mut told = FxHashSet::default();
    for (number, pattern) in compiled.patterns.iter().enumerate() {
        if !wanted(lexicon(pattern)) {
            continue;
        }
        for words in wordings(pattern) {
            for other in claims.get(&words).into_iter().flatten() {
                let rival = &compiled.patterns[*other as usize];
                let family = |p: &Pattern| compiled.categories[p.meta.category as usize].family;
                let same = *other as usize != number && family(rival) == family(pattern) && clash(pattern, rival);
                // Each pair is told once: at the later of the two, or at the wanted one.
                let later = (*other as usize) < number || !wanted(lexicon(rival));
                if same && later && told.insert((rival.span.start, pattern.span.start, rival.entry)) {
                    let category = |p: &Pattern| compiled.categories[p.meta.category as usize].id.as_str();
                    let (a, b) = (category(pattern), category(rival));
                    let where_from = if a == b { String::new() } else { format!(", and under another category ({a}, {b})") };
                    let message = format!(
                        "\"{}\" of {} claims the same words as \"{}\" of {}{where_from}",
                        pattern.written, compiled.entries[pattern.entry as usize].id, rival.written, compiled.entries[rival.entry as usize].id
                    );
                    let problem = Problem::warning(name(compiled, lexicon(pattern)), pattern.span.clone(), message);
                    // Nobody can edit a built-in lexicon, so what can be done stands in his own.
                    let built_in = |p: &Pattern| compiled.lexicons.get(lexicon(p) as usize).is_some_and(|l| l.built_in);
                    let help = if built_in(rival) && !built_in(pattern) {
                        let own = compiled.lexicons.get(lexicon(pattern) as usize).map_or("", |l| &l.id);
                        format!(
                            "the stronger of the two counts, and of equals the built-in one; strike yours, change its strength or conditions, or use yours alone: --only-lexicons {own}"
                        )
                    } else {
                        "keep one of the two, or give them conditions that part them".to_owned()
                    };
                    problems.push((lexicon(pattern), problem.help(help)));
                }
            }
        }
    }
}

/// Every plain wording with the patterns that claim it.
pub fn claims(compiled: &Compiled) -> FxHashMap<Vec<WordId>, Vec<u32>> {
    let mut claims: FxHashMap<Vec<WordId>, Vec<u32>> = FxHashMap::default();
    for (number, pattern) in compiled.patterns.iter().enumerate() {
        for words in wordings(pattern) {
            claims.entry(words).or_default().push(number as u32);
        }
    }
    claims
}

/// Two patterns of the same words part only by conditions: positive ones on either side, or letter case.
fn clash(a: &Pattern, b: &Pattern) -> bool {
    let positive = |p: &Pattern| p.conditions.iter().any(|c| !c.place.negative);
    !positive(a) && !positive(b) && a.meta.case == b.meta.case
}

/// The word sequences of a pattern that is a plain run of words; none for others.
pub fn wordings(pattern: &Pattern) -> Vec<Vec<WordId>> {
    let mut out: Vec<Vec<WordId>> = vec![Vec::new()];
    for element in &pattern.elements {
        let Element::Position(position) = element else { return Vec::new() };
        if !position.is_literal() || out.len() * position.words.len() > 256 {
            return Vec::new();
        }
        out = out.into_iter().flat_map(|words| position.words.iter().map(move |w| [words.as_slice(), &[*w]].concat())).collect();
    }
    out
}
