//! Runs the sentences that entries bring: each must_match is hit where its brackets say, each must_not_match is left alone.

use super::compile::Entry;
use crate::engine::{Analysis, Engine, Scratch};
use std::ops::Range;

/// A sentence that does not come out as its entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The entry's id.
    pub entry: String,
    /// Index of its lexicon.
    pub lexicon: u16,
    /// Place of the sentence in the file.
    pub span: Range<usize>,
    /// What went wrong.
    pub message: String,
}

/// Sentences run, and those that failed.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Number of sentences run.
    pub ran: usize,
    /// Those that failed.
    pub failures: Vec<Failure>,
}

/// A test sentence without its brackets, and the bracketed byte ranges.
pub fn unbracket(sentence: &str) -> (String, Vec<Range<usize>>) {
    let mut text = String::with_capacity(sentence.len());
    let mut spans = Vec::new();
    let mut open = None;
    for c in sentence.chars() {
        match c {
            '[' => open = Some(text.len()),
            ']' => {
                if let Some(start) = open.take() {
                    spans.push(start..text.len());
                }
            }
            c => text.push(c),
        }
    }
    (text, spans)
}

/// Runs the sentences of all entries for which `wanted` holds. The engine must have been built with `explain`, so that a
/// hit which lost to a longer one of another entry still counts as found.
pub fn run(engine: &Engine, wanted: impl Fn(u16) -> bool) -> Outcome {
    run_entries(engine, engine.lexicons.entries.iter().filter(|e| wanted(e.lexicon)))
}

/// Runs the sentences of one entry.
pub fn run_entry(engine: &Engine, entry: &Entry) -> Outcome {
    run_entries(engine, std::iter::once(entry))
}

fn run_entries<'e>(engine: &Engine, entries: impl Iterator<Item = &'e Entry>) -> Outcome {
    let mut outcome = Outcome::default();
    let (mut scratch, mut analysis) = (Scratch::default(), Analysis::default());
    for entry in entries {
        let mut fail = |span: &Range<usize>, message: String| {
            outcome.failures.push(Failure { entry: entry.id.clone(), lexicon: entry.lexicon, span: span.clone(), message })
        };
        for (sentence, span) in &entry.must_match {
            outcome.ran += 1;
            let (text, wanted) = unbracket(sentence);
            engine.analyse("", &text, &mut scratch, &mut analysis);
            let hits = found(&analysis, &scratch, entry.patterns.clone());
            if hits.is_empty() {
                fail(span, format!("must match, and nothing is hit{}", why_not(&analysis, entry.patterns.clone())));
            }
            for range in wanted {
                if !hits.is_empty() && !hits.iter().any(|h| h.start < range.end && range.start < h.end) {
                    let reason = why_not(&analysis, entry.patterns.clone());
                    fail(span, format!("must hit \"{}\", and hits {}{reason}", &text[range], list(&text, &hits)));
                }
            }
        }
        for (sentence, span) in &entry.must_not_match {
            outcome.ran += 1;
            let (text, _) = unbracket(sentence);
            engine.analyse("", &text, &mut scratch, &mut analysis);
            let hits = found(&analysis, &scratch, entry.patterns.clone());
            if !hits.is_empty() {
                fail(span, format!("must not match, and hits {}{}", list(&text, &hits), by_which(engine, entry, &analysis)));
            }
        }
    }
    outcome
}

/// The patterns that hit, where the entry has several.
fn by_which(engine: &Engine, entry: &Entry, analysis: &Analysis) -> String {
    let written = |number: u32| engine.lexicons.patterns.get(number as usize).map(|p| &*p.written);
    let mut all: Vec<&str> = entry.patterns.clone().filter_map(written).collect();
    all.dedup();
    let beaten = analysis.dropped.iter().filter(|d| d.rule == "overlap").map(|d| d.pattern);
    let mut hit: Vec<&str> = analysis.hits.iter().map(|h| h.pattern).chain(beaten).filter(|n| entry.patterns.contains(n)).filter_map(written).collect();
    hit.sort_unstable();
    hit.dedup();
    if all.len() < 2 { String::new() } else { format!(" by the pattern \"{}\"", hit.join("\", \"")) }
}

fn list(text: &str, hits: &[Range<usize>]) -> String {
    hits.iter().map(|h| format!("\"{}\"", &text[h.clone()])).collect::<Vec<_>>().join(", ")
}

/// Byte ranges that the entry's patterns mark.
fn found(analysis: &Analysis, scratch: &Scratch, patterns: Range<u32>) -> Vec<Range<usize>> {
    let bytes = |from: u32, to: u32| scratch.tokens[from as usize].start as usize..scratch.tokens[to as usize - 1].end as usize;
    let hits = analysis.hits.iter().filter(|h| patterns.contains(&h.pattern)).flat_map(|h| h.marks.iter().map(|m| bytes(m.0, m.1)));
    let beaten = analysis.dropped.iter().filter(|d| d.rule == "overlap" && patterns.contains(&d.pattern)).map(|d| bytes(d.stretch.0, d.stretch.1));
    hits.chain(beaten).collect()
}

fn why_not(analysis: &Analysis, patterns: Range<u32>) -> String {
    analysis
        .dropped
        .iter()
        .find(|d| d.rule != "overlap" && patterns.contains(&d.pattern))
        .map_or(String::new(), |d| format!(" (dropped by the rule \"{}\": {})", d.rule, d.reason))
}

#[cfg(test)]
mod tests {
    use super::unbracket;

    #[test]
    fn brackets_become_ranges() {
        let (text, spans) = unbracket("The [brutal] Assad [regime] fell.");
        assert_eq!(text, "The brutal Assad regime fell.");
        assert_eq!(spans.iter().map(|s| &text[s.clone()]).collect::<Vec<_>>(), ["brutal", "regime"]);
    }
}
