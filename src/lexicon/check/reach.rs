//! Patterns that never count: nothing that they ask for can stand in a text, or another pattern always takes their words.

use super::{Found, name};
use crate::engine::{ACTOR_KINDS, Analysis, Engine, Scratch};
use crate::lexicon::compile::Pattern;
use crate::lexicon::file::{Case, Side};
use crate::lexicon::problem::Problem;
use crate::matcher::pattern::Joint;
use crate::matcher::{Element, Position, Special};
use crate::text::WordId;
use crate::text::open::MARK;
use rayon::prelude::*;

/// Wordings of a pattern that are tried at least before it is given up; at most.
const TRIES: usize = 6;
const MOST: usize = 64;

/// Words that sentences are made of.
struct Samples {
    /// By bit of a class: some of its words.
    classes: Vec<Vec<WordId>>,
    /// By kind of actor: some of their names; the first list is of all kinds.
    actors: Vec<Vec<String>>,
}

pub fn check(engine: &Engine, wanted: &(impl Fn(u16) -> bool + Sync), problems: &mut Found) {
    let samples = Samples::new(engine);
    let compiled = &engine.lexicons;
    let numbers: Vec<u32> = (0..compiled.patterns.len() as u32).collect();
    let lexicon = |p: &Pattern| compiled.entries[p.entry as usize].lexicon;
    let found: Vec<Option<String>> = numbers
        .par_iter()
        .map_init(
            || (Scratch::default(), Analysis::default()),
            |(scratch, analysis), number| {
                let pattern = &compiled.patterns[*number as usize];
                // A topic word counts by what is found around it; that is no matter of the pattern.
                if !wanted(lexicon(pattern)) || pattern.meta.generic { None } else { samples.silent(engine, *number, scratch, analysis) }
            },
        )
        .collect();
    // The variants of one line share its place: the line never counts when none of them does.
    let mut at = 0;
    while let Some(pattern) = compiled.patterns.get(at) {
        let variants = compiled.patterns[at..].iter().take_while(|p| p.entry == pattern.entry && p.span == pattern.span).count();
        let reasons: Vec<&String> = found[at..at + variants].iter().flatten().collect();
        if let Some(reason) = reasons.first().filter(|_| reasons.len() == variants) {
            let message = format!("\"{}\" of {} never counts: {reason}", pattern.written, compiled.entries[pattern.entry as usize].id);
            problems.push((lexicon(pattern), Problem::warning(name(compiled, lexicon(pattern)), pattern.span.clone(), message)));
        }
        at += variants;
    }
}

impl Samples {
    fn new(engine: &Engine) -> Self {
        let mut classes = vec![Vec::new(); 128];
        for id in (1..engine.vocabulary.len() as u32).map(WordId) {
            let mut bits = engine.classes.of(id).0;
            while bits != 0 {
                let list: &mut Vec<WordId> = &mut classes[bits.trailing_zeros() as usize];
                if list.len() < TRIES {
                    list.push(id);
                }
                bits &= bits - 1;
            }
        }
        let mut actors = vec![Vec::new(); ACTOR_KINDS.len() + 1];
        for actor in &engine.actors.actors {
            for at in [0, actor.kind as usize] {
                if let Some(list) = actors.get_mut(at).filter(|l: &&mut Vec<String>| l.len() < TRIES) {
                    list.push(actor.name.clone());
                }
            }
        }
        Self { classes, actors }
    }

    /// Why a pattern never counts; nothing if it does, or if nobody can tell.
    fn silent(&self, engine: &Engine, number: u32, scratch: &mut Scratch, analysis: &mut Analysis) -> Option<String> {
        let pattern = &engine.lexicons.patterns[number as usize];
        let mut reason = None;
        let words = |e: &Element| if let Element::Position(p) = e { (p.words.len(), matches!(p.special, Special::Actor(_))) } else { (0, false) };
        // Which names the finder of actors takes where is its own affair.
        if pattern.elements.iter().any(|e| words(e).1) {
            return None;
        }
        let company = pattern.conditions.iter().filter(|c| !c.place.negative).map(|c| c.phrases.len());
        let tries = pattern.elements.iter().map(|e| words(e).0).chain(company).max().unwrap_or(0).clamp(TRIES, MOST);
        for turn in 0..tries {
            let text = self.sentence(engine, pattern, turn)?;
            engine.analyse("", &text, scratch, analysis);
            if analysis.hits.iter().any(|h| h.pattern == number) {
                return None;
            }
            let dropped = analysis.dropped.iter().find(|d| d.pattern == number);
            let told = match dropped {
                Some(d) if d.rule == "overlap" => {
                    // What covers words beyond the pattern's own does so by chance, in this sentence.
                    let hit = analysis.hits.iter().find(|h| h.stretch().0 < d.stretch.1 && d.stretch.0 < h.stretch().1)?;
                    let (first, last) = hit.stretch();
                    if first < d.stretch.0 || last > d.stretch.1 {
                        return None;
                    }
                    let other = engine.lexicons.patterns.get(hit.pattern as usize)?;
                    format!("\"{}\" of {} takes its words", other.written, engine.names_of(hit.pattern).0)
                }
                // Words around it, chosen here, may speak against it: that is no proof.
                Some(_) => return None,
                None => "what it asks for never stands so in a text".to_owned(),
            };
            reason.get_or_insert(told);
        }
        reason
    }

    /// A sentence in which the pattern stands with all that it asks for; `None` where none can be made up.
    fn sentence(&self, engine: &Engine, pattern: &Pattern, turn: usize) -> Option<String> {
        let mut words = String::new();
        for element in &pattern.elements {
            match element {
                // Gaps are filled with none, one, two words in turn.
                Element::Gap(most) => (0..turn % (usize::from(*most) + 1)).for_each(|_| words += " mumble"),
                Element::Position(position) if position.optional && turn % 2 == 1 => {}
                Element::Position(position) => self.add(engine, position, turn, &mut words)?,
            }
        }
        let words = match pattern.meta.case {
            Case::Any | Case::Lower => words,
            Case::Upper => words.to_uppercase(),
            Case::Capital => words.split(' ').map(capital).collect::<Vec<_>>().join(" "),
        };
        let (mut before, mut after, mut end) = (String::new(), String::new(), String::new());
        // One positive condition is enough.
        if let Some(condition) = pattern.conditions.iter().find(|c| !c.place.negative) {
            let phrase = condition.phrases.get(turn % condition.phrases.len().max(1))?;
            let text = self.run(engine, &phrase.iter().collect::<Vec<_>>(), turn)?;
            match condition.place.side {
                Side::Prev | Side::Left => before = format!("{text} "),
                Side::Next | Side::Right => after = format!(" {text}"),
                Side::Near => end = format!(", {text}"),
            }
        }
        // A pattern that begins with an apostrophe-s wants an owner.
        Some(format!("Yesterday {before}{words}{after}{end}."))
    }

    fn run(&self, engine: &Engine, positions: &[&Position], turn: usize) -> Option<String> {
        let mut out = String::new();
        for position in positions {
            self.add(engine, position, turn, &mut out)?;
        }
        Some(out)
    }

    /// Adds a word that fits a position.
    fn add(&self, engine: &Engine, position: &Position, turn: usize, out: &mut String) -> Option<()> {
        let word = match position.special {
            Special::Any => "grumble".to_owned(),
            Special::Name => "Corrast".to_owned(),
            Special::Number => "three".to_owned(),
            Special::Actor(kind) => {
                let names = self.actors.get(kind as usize)?;
                names.get(turn % names.len().max(1))?.clone()
            }
            Special::None => {
                let class = position.classes.trailing_zeros() as usize;
                let list: &[WordId] = if position.words.is_empty() { self.classes.get(class)? } else { &position.words };
                let word = engine.vocabulary.word(*list.get(turn % list.len().max(1))?);
                word.strip_suffix(MARK).map_or(word.to_owned(), |stem| format!("{stem}xq"))
            }
        };
        if !out.is_empty() && !word.starts_with('\'') {
            out.push(if position.joint == Joint::Hyphen { '-' } else { ' ' });
        }
        *out += &word;
        Some(())
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
