//! Patterns that surely mean something else than they say.

use super::{Found, name};
use crate::lexicon::compile::Compiled;
use crate::lexicon::problem::Problem;

/// "gang up on|ganged up on": the bar parts words, and the author meant phrases.
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
    }
}

/// A word that two of the phrases between bars share, if they look like phrases.
fn phrases(written: &str) -> Option<&str> {
    let segments: Vec<Vec<&str>> = written.split('|').map(|s| s.split_whitespace().collect()).filter(|s: &Vec<&str>| s.len() > 1).collect();
    segments
        .iter()
        .enumerate()
        .find_map(|(at, a)| a.iter().find(|w| !w.starts_with(['~', '@', '*']) && segments[at + 1..].iter().any(|b| b.contains(w))).copied())
}

#[cfg(test)]
mod tests {
    use super::phrases;

    #[test]
    fn phrases_between_bars_are_told_from_words() {
        for slip in ["gang up on|ganged up on", "hangman of|hangmen of", "to america|to our"] {
            assert!(phrases(slip).is_some(), "{slip}");
        }
        for good in ["the soul of america|our|the", "drip drip of|drip", "without any|offering any? proof", "as he|she <put/v it>", "a ~2 b|c ~2 d"] {
            assert_eq!(phrases(good), None, "{good}");
        }
    }
}
