//! `slantwise lexicon explain`: the card of a word, as a terminal shows it.

use super::{Status, built, print};
use crate::cli::terminal::{Screen, wrap};
use crate::engine::{Analysis, Engine, Scratch};
use crate::lexicon::authority;
use crate::lexicon::card::{Card, card};
use crate::text::fold::fold;
use std::path::PathBuf;

/// Columns of the names on the left.
const LEFT: usize = 14;

pub fn run(words: &str, files: &[PathBuf]) -> anyhow::Result<Status> {
    let (engine, sources) = built(files)?;
    let packs = authority::built_in()?;
    let screen = Screen::detect();
    if let Some(at) = engine.lexicons.entries.iter().position(|e| e.id == words) {
        let card = card(&engine, &sources, &packs, at, None, None);
        return print(&card.map_or(String::new(), |c| show(&c, words, screen)));
    }
    let (mut scratch, mut analysis) = (Scratch::default(), Analysis::default());
    engine.analyse("", words, &mut scratch, &mut analysis);
    let slice = |from: u32, to: u32| {
        let tokens = scratch.tokens.get(from as usize..to as usize).unwrap_or(&[]);
        let range = tokens.first().map_or(0, |t| t.start as usize)..tokens.last().map_or(0, |t| t.end as usize);
        scratch.text.get(range).unwrap_or("")
    };
    let mut out = String::new();
    for hit in &analysis.hits {
        let marked: Vec<&str> = hit.marks.iter().map(|m| slice(m.0, m.1)).collect();
        let marked = marked.join(" … ");
        let pattern = engine.lexicons.patterns.get(hit.pattern as usize);
        match pattern.and_then(|p| card(&engine, &sources, &packs, p.entry as usize, Some(hit.pattern), Some(&marked))) {
            Some(card) => out += &show(&card, &marked, screen),
            // A rule marks it, and no lexicon.
            None => {
                let (meta, category) = (engine.meta(hit), engine.category(hit.category));
                out += &format!("{}{}", screen.heading(&marked), line("category", &format!("{}: {}", category.title, category.explanation), screen));
                out += &line("why", &meta.why, screen);
                out += &line("instead", &meta.alternatives.join(", "), screen);
                out += &line("rule", engine.names_of(hit.pattern).0, screen);
            }
        }
        out += &line("here", &format!("{} voice", hit.voice.name()), screen);
    }
    let mut left = String::new();
    for dropped in &analysis.dropped {
        let text = format!("\"{}\", {} ({})", slice(dropped.stretch.0, dropped.stretch.1), dropped.reason, engine.names_of(dropped.pattern).0);
        left += &line(dropped.rule, &text, screen);
    }
    if !left.is_empty() {
        out += &format!("{}{left}", screen.heading("Left alone, by the rule"));
    }
    // Beside a hit of the words alone, only what the user's own lexicons do with them is told.
    let seen = |number: u32| analysis.hits.iter().any(|h| h.pattern == number) || analysis.dropped.iter().any(|d| d.pattern == number);
    let inside = company(&engine, words, |number, built_in| analysis.hits.is_empty() || (!built_in && !seen(number)));
    if inside.is_empty() && out.is_empty() {
        out = "No entry knows these words.\n".into();
    } else if !inside.is_empty() {
        out += &screen.heading("Marked only in company");
        for (pattern, entry, why) in inside {
            out += &format!("  {pattern}   {entry}\n");
            for l in wrap(&why, screen.width.saturating_sub(6)) {
                out += &format!("      {l}\n");
            }
        }
    }
    print(out.trim_start_matches('\n'))
}

/// Patterns that hold all of these words and ask for more, of those that `welcome` accepts by number and whether they are built in.
fn company(engine: &Engine, words: &str, welcome: impl Fn(u32, bool) -> bool) -> Vec<(String, String, String)> {
    let wanted: Vec<_> = words.split_whitespace().map(|w| engine.vocabulary.get(&fold(w))).collect();
    let mut out: Vec<(String, String, String)> = Vec::new();
    let built_in = |p: &crate::lexicon::Pattern| engine.lexicons.lexicons[engine.lexicons.entries[p.entry as usize].lexicon as usize].built_in;
    for (number, pattern) in engine.lexicons.patterns.iter().enumerate() {
        if !welcome(number as u32, built_in(pattern)) {
            continue;
        }
        let holds = |id| pattern.elements.iter().any(|e| matches!(e, crate::matcher::Element::Position(p) if p.words.contains(id)));
        if !wanted.is_empty() && wanted.iter().all(|id| *id != crate::text::WordId::UNKNOWN && holds(id)) {
            let entry = engine.lexicons.entries[pattern.entry as usize].id.clone();
            if !out.iter().any(|o| o.0 == *pattern.written && o.1 == entry) {
                out.push((pattern.written.to_string(), entry, pattern.meta.why.to_string()));
            }
        }
    }
    out
}

/// One line of a card, folded to the screen.
fn line(name: &str, text: &str, screen: Screen) -> String {
    let mut out = String::new();
    for (at, l) in wrap(text, screen.width.saturating_sub(LEFT + 2)).into_iter().enumerate() {
        out += format!("  {:<LEFT$}{l}", if at == 0 { name } else { "" }).trim_end();
        out.push('\n');
    }
    out
}

fn show(card: &Card, heading: &str, screen: Screen) -> String {
    let sign = ["makes its target look bad", "takes no side by itself", "makes its target look good"][(card.meta.polarity.signum() + 1) as usize];
    let mut out = screen.heading(heading);
    out += &line("category", &format!("{}: {}", card.title, card.explanation), screen);
    out += &line("why", &card.meta.why, screen);
    if !card.meta.alternatives.is_empty() {
        out += &line("instead", &card.meta.alternatives.join(", "), screen);
    }
    out += &line("strength", &format!("{}, weight {}; {sign}", card.meta.strength.name(), card.meta.weight), screen);
    out += &line("entry", &format!("{} ({})", card.entry, card.category), screen);
    out += &line(if card.patterns.len() == 1 { "pattern" } else { "patterns" }, &card.patterns.join(" · "), screen);
    for condition in &card.conditions {
        out += &line("", condition, screen);
    }
    for (at, source) in card.sources.iter().enumerate() {
        out += &line(if at == 0 { "source" } else { "" }, source, screen);
    }
    for (at, opinion) in card.opinions.iter().enumerate() {
        let words = if opinion.words.is_empty() { String::new() } else { format!(" to {}", opinion.words.join(", ")) };
        let note = if opinion.note.is_empty() { String::new() } else { format!(": {}", opinion.note) };
        let text = format!("{} ({}) {}{words}{note} [{}]", opinion.authority, opinion.date, opinion.says, opinion.source);
        out += &line(if at == 0 { "authorities" } else { "" }, &text, screen);
    }
    for (at, test) in card.tests.iter().enumerate() {
        let verdict = if test.passes { "" } else { "   FAILS" };
        let first = at == 0 || card.tests[at - 1].hit != test.hit;
        let name = match (first, test.hit) {
            (true, true) => "marks",
            (true, false) => "leaves alone",
            _ => "",
        };
        out += &line(name, &format!("{}{verdict}", test.sentence), screen);
    }
    out
}
