//! British and American spellings: a pattern that has one and not the other misses half of its readers' papers.

use super::overlap::{claims, wordings};
use super::{Found, name};
use crate::engine::Engine;
use crate::lexicon::compile::Pattern;
use crate::lexicon::problem::Problem;
use crate::matcher::Element;
use crate::text::WordId;
use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

const TEXT: &str = include_str!("../../../config/spelling.toml");

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Beginnings that both write alike.
    same: Vec<String>,
    /// British beginning of a word → American.
    words: IndexMap<String, String>,
    /// Endings that differ.
    #[serde(default)]
    ending: Vec<Ending>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ending {
    british: Vec<String>,
    american: Vec<String>,
    /// Letters before the ending, at least.
    least: usize,
    /// Stems that both write alike.
    both: Vec<String>,
}

static SPELLING: LazyLock<File> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

/// The other spellings of a word.
fn others(word: &str) -> Vec<String> {
    let mut out = Vec::new();
    if SPELLING.same.iter().any(|s| word.starts_with(s.as_str())) {
        return out;
    }
    // Of several beginnings the longest knows best: centred is centered, not centerd.
    let pairs = SPELLING.words.iter().flat_map(|(british, american)| [(british, american), (american, british)]);
    let fits = |one: &str, two: &str| word.starts_with(one) && (!word.starts_with(two) || two.len() < one.len());
    // A beginning carries its endings along: colour, colourful, colours.
    if let Some((one, two)) = pairs.filter(|(one, two)| fits(one, two)).max_by_key(|(one, _)| one.len()) {
        out.push(format!("{two}{}", &word[one.len()..]));
    }
    for ending in &SPELLING.ending {
        for (british, american) in ending.british.iter().zip(&ending.american) {
            for (one, two) in [(british, american), (american, british)] {
                if let Some(stem) = word.strip_suffix(one.as_str()).filter(|s| s.len() >= ending.least && !ending.both.iter().any(|b| b == s)) {
                    out.push(format!("{stem}{two}"));
                }
            }
        }
    }
    out
}

pub fn check(engine: &Engine, wanted: &impl Fn(u16) -> bool, problems: &mut Found) {
    let compiled = &engine.lexicons;
    let claims = claims(compiled);
    let mut known: FxHashMap<WordId, Vec<(String, WordId)>> = FxHashMap::default();
    let mut other = |id: WordId| -> Vec<(String, WordId)> {
        known.entry(id).or_insert_with(|| others(engine.vocabulary.word(id)).into_iter().map(|w| (w.clone(), engine.vocabulary.get(&w))).collect()).clone()
    };
    let mut last = usize::MAX;
    for pattern in &compiled.patterns {
        let lexicon = compiled.entries[pattern.entry as usize].lexicon;
        if !wanted(lexicon) || last == pattern.span.start {
            continue;
        }
        if let Some((word, variant)) = missing(pattern, &mut other, &claims, compiled) {
            last = pattern.span.start;
            let word = engine.vocabulary.word(word);
            let message = format!("\"{}\" of {} has \"{word}\" and no pattern has \"{variant}\"", pattern.written, compiled.entries[pattern.entry as usize].id);
            let problem = Problem::warning(name(compiled, lexicon), pattern.span.clone(), message);
            problems.push((lexicon, problem.help(format!("British and American papers spell it differently: write {word}|{variant}"))));
        }
    }
}

/// The first word whose other spelling nobody claims.
fn missing(
    pattern: &Pattern,
    other: &mut impl FnMut(WordId) -> Vec<(String, WordId)>,
    claims: &FxHashMap<Vec<WordId>, Vec<u32>>,
    compiled: &crate::lexicon::Compiled,
) -> Option<(WordId, String)> {
    let plain = wordings(pattern);
    for (at, element) in pattern.elements.iter().enumerate() {
        let Element::Position(position) = element else { continue };
        for word in position.words.iter() {
            for (variant, id) in other(*word) {
                if id != WordId::UNKNOWN && position.words.contains(&id) {
                    continue;
                }
                // Another line may have it: the same words with this one spelled the other way.
                let claimed = id != WordId::UNKNOWN
                    && plain.iter().filter(|w| w.get(at) == Some(word)).all(|w| {
                        let mut w = w.clone();
                        w[at] = id;
                        claims.contains_key(&w)
                    })
                    && (!plain.is_empty() || sibling(pattern, at, id, compiled));
                if !claimed {
                    return Some((*word, variant));
                }
            }
        }
    }
    None
}

/// Whether a pattern of the same entry and shape has the other spelling at the same place.
fn sibling(pattern: &Pattern, at: usize, id: WordId, compiled: &crate::lexicon::Compiled) -> bool {
    let range = compiled.entries.get(pattern.entry as usize).map_or(0..0, |e| e.patterns.start as usize..e.patterns.end as usize);
    compiled
        .patterns
        .get(range)
        .unwrap_or(&[])
        .iter()
        .any(|p| p.elements.len() == pattern.elements.len() && matches!(p.elements.get(at), Some(Element::Position(position)) if position.words.contains(&id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_known_both_ways_and_exceptions_left_alone() {
        let _: File = toml::from_str(TEXT).unwrap();
        assert_eq!(others("colourful"), ["colorful"]);
        assert_eq!(others("dishonorable"), ["dishonourable"]);
        assert_eq!(others("demonised"), ["demonized"]);
        assert_eq!(others("demonization"), ["demonisation"]);
        assert_eq!(others("defence"), ["defense"]);
        assert_eq!((others("centred"), others("centers")), (vec!["centered".to_owned()], vec!["centres".to_owned()]));
        for word in ["surprise", "advised", "otherwise", "seize", "prized", "rise", "exercise", "humorous", "promising", "compromised"] {
            assert_eq!(others(word), Vec::<String>::new(), "{word}");
        }
    }
}
