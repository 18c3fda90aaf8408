//! What a lexicon's author should know: words claimed twice, entries without reason, alternatives or tests, strange weights.

use super::compile::{Compiled, Pattern};
use super::problem::Problem;
use crate::matcher::Element;
use crate::text::vocabulary::WordId;
use rustc_hash::FxHashMap;

/// Looks over the lexicons whose index `wanted` accepts, against all of the run.
pub fn check(compiled: &Compiled, wanted: impl Fn(u16) -> bool) -> Vec<(u16, Problem)> {
    let mut problems = Vec::new();
    let name = |lexicon: u16| compiled.lexicons[lexicon as usize].name.as_str();
    for entry in compiled.entries.iter().filter(|e| wanted(e.lexicon)) {
        let mut warn = |message: String| problems.push((entry.lexicon, Problem::warning(name(entry.lexicon), entry.span.clone(), message)));
        if entry.meta.why.is_empty() {
            warn(format!("{}: no why: a reader cannot learn what the words do", entry.id));
        }
        if entry.meta.alternatives.is_empty() && compiled.categories[entry.meta.category as usize].family == super::Family::Lexical && entry.meta.category != sarcasm(compiled) {
            warn(format!("{}: no alternatives", entry.id));
        }
        if entry.meta.source.is_empty() {
            warn(format!("{}: no source; write \"slantwise codebook\" where no guidance is published", entry.id));
        }
        if entry.must_match.len() < 2 {
            warn(format!("{}: {} must_match sentences; at least two show what it marks", entry.id, entry.must_match.len()));
        }
        if entry.must_not_match.len() < 2 {
            warn(format!("{}: {} must_not_match sentences; at least two show what it leaves alone", entry.id, entry.must_not_match.len()));
        }
    }
    let mut claims: FxHashMap<Vec<WordId>, Vec<u32>> = FxHashMap::default();
    for (number, pattern) in compiled.patterns.iter().enumerate() {
        for words in wordings(pattern) {
            claims.entry(words).or_default().push(number as u32);
        }
    }
    let mut told = Vec::new();
    for (number, pattern) in compiled.patterns.iter().enumerate() {
        let lexicon = compiled.entries[pattern.entry as usize].lexicon;
        if !wanted(lexicon) {
            continue;
        }
        for words in wordings(pattern) {
            let Some(others) = claims.get(&words) else { continue };
            for other in others {
                let rival = &compiled.patterns[*other as usize];
                let family = |p: &Pattern| compiled.categories[p.meta.category as usize].family;
                let same = *other as usize != number && family(rival) == family(pattern) && clash(pattern, rival);
                let pair = (rival.span.start, pattern.span.start, rival.entry);
                // Each pair is told once: at the later of the two, or at the wanted one.
                let later = (*other as usize) < number || !wanted(compiled.entries[rival.entry as usize].lexicon);
                if same && later && !told.contains(&pair) {
                    told.push(pair);
                    problems.push((
                        lexicon,
                        Problem::warning(
                            name(lexicon),
                            pattern.span.clone(),
                            format!("\"{}\" of {} claims the same words as \"{}\" of {}", pattern.written, compiled.entries[pattern.entry as usize].id, rival.written, compiled.entries[rival.entry as usize].id),
                        )
                        .help("keep one of the two, or give them conditions that part them"),
                    ));
                }
            }
        }
    }
    problems
}

fn sarcasm(compiled: &Compiled) -> u16 {
    compiled.categories.iter().position(|c| c.id == "sarcasm").map_or(u16::MAX, |c| c as u16)
}

/// Two patterns of the same words part only by conditions: positive ones on either side, or letter case.
fn clash(a: &Pattern, b: &Pattern) -> bool {
    let positive = |p: &Pattern| p.conditions.iter().any(|c| !c.place.negative);
    !positive(a) && !positive(b) && a.meta.case == b.meta.case
}

/// The word sequences of a pattern that is a plain run of words; none for others.
fn wordings(pattern: &Pattern) -> Vec<Vec<WordId>> {
    let mut out: Vec<Vec<WordId>> = vec![Vec::new()];
    for element in &pattern.elements {
        let Element::Position(position) = element else { return Vec::new() };
        if !position.is_literal() || out.len() * position.words.len() > 256 {
            return Vec::new();
        }
        out = out
            .into_iter()
            .flat_map(|words| {
                position.words.iter().map(move |w| {
                    let mut longer = words.clone();
                    longer.push(*w);
                    longer
                })
            })
            .collect();
    }
    out
}
