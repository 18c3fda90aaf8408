//! A page of all entries for readers: what each marks, why, and what to write instead. As Markdown.

use super::guidance::cite;
use super::load::Source;
use crate::engine::Engine;
use std::fmt::Write;

/// Text that Markdown takes as it stands.
fn plain(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('*', "\\*").replace('_', "\\_").replace('\n', " ")
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('\n', " "))
}

/// A page of the lexicons that `wanted` accepts.
pub fn page(engine: &Engine, sources: &[Source], wanted: impl Fn(u16) -> bool) -> String {
    let compiled = &engine.lexicons;
    let mut out = String::from("<!-- Written by `slantwise lexicon catalogue`. -->\n");
    for (number, lexicon) in compiled.lexicons.iter().enumerate().filter(|(n, _)| wanted(*n as u16)) {
        let source = sources.get(number);
        let entries: Vec<_> = compiled.entries.iter().filter(|e| e.lexicon as usize == number).collect();
        let patterns: usize = source.map_or(0, |s| s.file.family.iter().map(|f| f.get_ref().patterns.len()).sum());
        let _ = write!(out, "\n# {} ({})\n", plain(&lexicon.title), code(&lexicon.id));
        if let Some(source) = source.filter(|s| !s.file.description.is_empty()) {
            let _ = write!(out, "\n{}\n", plain(&source.file.description));
        }
        let _ = write!(out, "\n{} entries, {patterns} patterns.\n", entries.len());
        for entry in entries {
            let meta = &entry.meta;
            let category = &compiled.categories[meta.category as usize];
            let sign = ["−1", "0", "+1"][(meta.polarity.signum() + 1) as usize];
            let _ = write!(out, "\n## {}\n\n", code(&entry.id));
            let _ = writeln!(out, "{} · {} · polarity {sign}\n", plain(&category.title), meta.strength.name());
            if !meta.why.is_empty() {
                let _ = writeln!(out, "{}\n", plain(&meta.why));
            }
            if !meta.alternatives.is_empty() {
                let _ = writeln!(out, "Instead: {}\n", plain(&meta.alternatives.join(", ")));
            }
            let mut words: Vec<&str> = compiled.patterns[entry.patterns.start as usize..entry.patterns.end as usize].iter().map(|p| &*p.written).collect();
            words.dedup();
            let _ = writeln!(out, "Patterns: {}\n", words.iter().map(|w| code(w)).collect::<Vec<_>>().join(", "));
            if let Some((sentence, _)) = entry.must_match.first() {
                let _ = writeln!(out, "> {}\n", plain(sentence));
            }
            if !meta.source.is_empty() {
                let _ = writeln!(out, "Source: {}", plain(&meta.source.iter().map(|s| cite(s)).collect::<Vec<_>>().join("; ")));
            }
        }
    }
    out
}

/// The list of lexicons with links to a page each.
pub fn index(engine: &Engine) -> String {
    let compiled = &engine.lexicons;
    let mut out = String::from(
        "<!-- Written by `SLANTWISE_WRITE=1 cargo test --lib generated`. -->\n# Catalogue\n\nEvery entry of the lexicons that come with the program. `slantwise lexicon explain WORD` shows one as a card;\n`slantwise lexicon catalogue --lexicon FILE ID` writes such a page of your own.\n\n| lexicon | entries | about |\n|---|---|---|\n",
    );
    for (number, lexicon) in compiled.lexicons.iter().enumerate() {
        let entries = compiled.entries.iter().filter(|e| e.lexicon as usize == number).count();
        let _ = writeln!(out, "| [{0}]({0}.md) | {entries} | {1} |", lexicon.id, plain(&lexicon.title));
    }
    out
}
