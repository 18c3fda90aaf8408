//! Patterns that surely mean something else than they say.

use super::{Found, name};
use crate::lexicon::compile::{Compiled, Pattern};
use crate::lexicon::problem::Problem;
use crate::matcher::{Position, Special};

/// "gang up on|ganged up on": the bar parts words, and the author meant phrases. And conditions that cancel each other.
pub fn check(compiled: &Compiled, wanted: &impl Fn(u16) -> bool, problems: &mut Found) {
    let mut last = usize::MAX;
    for pattern in &compiled.patterns {
        let entry = &compiled.entries[pattern.entry as usize];
        if !wanted(entry.lexicon) || std::mem::replace(&mut last, pattern.span.start) == pattern.span.start {
            continue;
        }
        if let Some(word) = phrases(&pattern.written) {
            let message = format!("\"{}\" of {}: \"|\" parts single words, and \"{word}\" stands on both sides of one", pattern.written, entry.id);
            let problem = Problem::warning(name(compiled, entry.lexicon), pattern.span.clone(), message);
            problems.push((entry.lexicon, problem.help("write two patterns for two phrases, or join the words of one by hyphens")));
        }
        if let Some(key) = contradiction(pattern) {
            let message = format!("\"{}\" of {} never counts: what {key} asks for, not_{key} forbids", pattern.written, entry.id);
            let problem = Problem::warning(name(compiled, entry.lexicon), pattern.span.clone(), message);
            problems.push((entry.lexicon, problem.help("strike the words from one of the two lists")));
        }
    }
}

/// The place of which every wish is also forbidden, where no other place has a wish.
fn contradiction(pattern: &Pattern) -> Option<&'static str> {
    let mut wishes = pattern.conditions.iter().filter(|c| !c.place.negative);
    let (wish, more) = (wishes.next()?, wishes.next());
    let forbidden = pattern.conditions.iter().find(|c| c.place.negative && c.place.side == wish.place.side)?;
    let all = more.is_none() && !wish.phrases.is_empty() && wish.phrases.iter().all(|p| forbidden.phrases.iter().any(|f| covers(f, p)));
    all.then(|| wish.place.key())
}

/// Whether a phrase stands wherever another one does. Phrases of one word are kept as sets of words.
fn covers(wider: &[Position], phrase: &[Position]) -> bool {
    match (wider, phrase) {
        ([a], [b]) if a.special == Special::None && b.special == Special::None && a.joint == b.joint && !a.optional && !b.optional => {
            b.words.iter().all(|w| a.words.contains(w)) && b.classes & !a.classes == 0
        }
        _ => wider == phrase,
    }
}

/// The first or last word of two of the phrases between bars, where they look like phrases.
fn phrases(written: &str) -> Option<&str> {
    let segments: Vec<Vec<&str>> = written.split('|').map(|s| s.split_whitespace().collect()).filter(|s: &Vec<&str>| s.len() > 1).collect();
    let same = |a: Option<&&'_ str>, b: Option<&&'_ str>| a.is_some() && a == b;
    segments.iter().enumerate().find_map(|(at, a)| {
        let rest = &segments[at + 1..];
        let first = rest.iter().any(|b| same(a.first(), b.first())).then(|| a.first());
        let last = rest.iter().any(|b| same(a.last(), b.last())).then(|| a.last());
        first.or(last).flatten().copied()
    })
}

#[cfg(test)]
mod tests {
    use super::phrases;

    #[test]
    fn phrases_between_bars_are_told_from_words() {
        for slip in ["gang up on|ganged up on", "hangman of|hangmen of", "to america|to our"] {
            assert!(phrases(slip).is_some(), "{slip}");
        }
        for good in [
            "the soul of america|our|the",
            "drip drip of|drip",
            "without any|offering any? proof",
            "as he|she <put/v it>",
            "balance the books|budget on the backs",
        ] {
            assert_eq!(phrases(good), None, "{good}");
        }
    }
}
