//! The engine: built once from settings, then a pure function from a record to what was found in it. No I/O.

mod build;
mod harm;
mod overlaps;
mod scratch;
#[cfg(test)]
mod sentences;
mod settings;
#[cfg(test)]
mod tests;
mod voices;

pub use crate::analysis::Analysis;
pub use crate::matcher::pattern::{ACTOR_KINDS, FUNCTION_CLASSES};
pub use crate::voice::reports;
pub use build::warm;
pub use scratch::Scratch;
pub use settings::{Settings, WordFiles};

use crate::actors::{self, Actors, Article};
use crate::agency::Agency;
use crate::analysis::{Dropped, Hit, Voice};
use crate::clean::{Cleaner, Part};
use crate::lexicon::authority::Pack;
use crate::lexicon::compile::{Compiled, Mask};
use crate::lexicon::{Category, Meta};
use crate::matcher::trie::{Candidate, Payload};
use crate::matcher::{Found, Later, Mentioned, Scene, Tells, Trie};
use crate::rules::borrowed::Page;
use crate::rules::names::{NameWords, Shouting};
use crate::rules::negation::Negation;
use crate::rules::{Context, RuleSet};
use crate::score::exclusions::Exclusions;
use crate::text::Vocabulary;
use crate::text::classes::{ClassSet, Classes};
use crate::text::open::OpenEndings;
use crate::text::pipeline::Pipeline;
use crate::text::scan::scan_with;
use crate::text::sentence::Sentences;
use crate::voice::Speech;
use overlaps::widen;
use std::cell::{OnceCell, RefCell};
use std::sync::Arc;
use voices::speakers;

/// How much of an article is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// All that can be found.
    Everything,
    /// Hits, voices and harm events as they are counted: references to actors are looked for only where a rule asks for
    /// them, and hits get no targets.
    Counts,
}

/// Everything that analysing needs, read-only: one engine serves all threads.
pub struct Engine {
    pub vocabulary: Vocabulary,
    pub classes: Classes,
    pub lexicons: Compiled,
    cleaner: Arc<Cleaner>,
    speech: Speech,
    /// Who acts and who suffers.
    pub agency: Agency,
    harm: Option<Arc<Meta>>,
    scare_quotes: Option<Arc<Meta>>,
    pub actors: Actors,
    sentences: Sentences,
    /// Patterns and masks.
    trie: Trie,
    /// Names and labels of actors, looked for only where somebody asks.
    names_trie: Trie,
    open: OpenEndings,
    negation: Negation,
    names: NameWords,
    pages: Vec<Page>,
    masks: Vec<Mask>,
    number_word: ClassSet,
    doubted_in_marks: ClassSet,
    doubted_alone: ClassSet,
    rules: RuleSet,
    explain: bool,
    /// Hits that a person struck.
    pub exclusions: Option<Exclusions>,
    /// Authorities whose guidance is laid over the hits.
    pub packs: Vec<Pack>,
    pipeline: Option<Arc<Pipeline>>,
}

impl Engine {
    /// The category of an index.
    pub fn category(&self, index: u16) -> &Category {
        &self.lexicons.categories[index as usize]
    }

    /// Analyses a text with an optional title.
    pub fn analyse(&self, title: &str, text: &str, scratch: &mut Scratch, out: &mut Analysis) {
        self.analyse_for(Demand::Everything, title, text, scratch, out);
    }

    /// Analyses a text with an optional title, as far as is asked for.
    pub fn analyse_for(&self, demand: Demand, title: &str, text: &str, scratch: &mut Scratch, out: &mut Analysis) {
        self.cleaner.layout(text, title, &mut scratch.layout);
        scratch.text.clear();
        // A text that begins with its title holds the headline; the title is not read a second time.
        if !title.is_empty() && !scratch.layout.title_in_text {
            scratch.text.push_str(title);
            scratch.text.push_str("\n\n");
        }
        scratch.body_start = scratch.text.len();
        scratch.text.push_str(text);
        match &self.pipeline {
            None => scratch.scanner.scan(&scratch.text, &self.vocabulary, &mut scratch.tokens),
            Some(pipeline) => scan_with(pipeline, &scratch.text, &self.vocabulary, &mut scratch.tokens),
        }
        self.open.mark(&scratch.text, &self.vocabulary, &mut scratch.tokens, &mut scratch.folded);
        self.sentences.mark(&scratch.text, &self.classes, &mut scratch.tokens, &mut scratch.landmarks);
        scratch.lay_out();
        out.quotes.clear();
        out.quotes.extend_from_slice(self.speech.voice(&scratch.text, &mut scratch.tokens, &scratch.landmarks, &mut scratch.voice));
        out.reach();
        out.speakers = speakers(&scratch.text, &out.quotes);
        let boilerplate = |(first, last, part)| if part == Part::Boilerplate { scratch.landmarks.words(first, last) } else { 0 };
        let all = scratch.tokens.len() as u32;
        out.words = scratch.landmarks.words(0, all) - scratch.parts.stretches(all).map(boilerplate).sum::<u32>();
        let Scratch { tokens, landmarks, text, candidates, referring, masked, told, named, found, work, .. } = scratch;
        candidates.clear();
        referring.clear();
        self.trie.find(tokens, candidates);
        let shouting = Shouting::new(tokens, landmarks);
        let bare = Scene { tokens, classes: &self.classes, mentioned: Mentioned::NOBODY, number_word: self.number_word };
        let article = Article { text, scene: &bare, shouting };
        out.mentions.clear();
        let finder = RefCell::new((&mut *work, &mut *referring, &mut out.mentions, std::mem::take(told)));
        let later = Later::new(|| {
            let (work, referring, mentions, told) = &mut *finder.borrow_mut();
            self.names_trie.find(tokens, referring);
            self.actors.find(&article, referring, work, mentions);
            self.actors.tell(mentions, tokens.len(), told);
            std::mem::take(told)
        });
        if demand == Demand::Everything {
            later.told();
        }
        let scene = Scene { mentioned: Mentioned::by(&later), ..bare };
        self.find_masks(&scene, candidates, found, masked);
        let context = self.context(text, scene, shouting, masked);
        self.find_hits(&context, candidates, found, &mut out.hits, &mut out.dropped);
        let asked = later.into_told();
        *told = asked.unwrap_or_else(|| finder.into_inner().3);
        self.resolve_overlaps(out);
        if self.rules.stage("voice") {
            self.give_voice(tokens, out);
        }
        let scene = Scene { mentioned: Mentioned::by(told), ..bare };
        let context = self.context(text, scene, shouting, masked);
        if demand == Demand::Everything {
            actors::targets(&self.actors, &context, &self.lexicons, &mut out.hits, &out.mentions);
        }
        out.harm.clear();
        if self.rules.stage("agency") {
            // Many articles name nobody where harm is worded, so that names are looked for only when it matters.
            let finder = RefCell::new((referring, work, std::mem::take(named)));
            let once = OnceCell::new();
            let names = || {
                let stretches: &Vec<(u32, u32)> = once.get_or_init(|| {
                    let (referring, work, named) = &mut *finder.borrow_mut();
                    if referring.is_empty() {
                        self.names_trie.find(tokens, referring);
                    }
                    self.actors.named(&article, referring, work, named);
                    std::mem::take(named)
                });
                stretches.as_slice()
            };
            self.find_harm(&context, &landmarks.harm, &names, out);
            *named = once.into_inner().unwrap_or_else(|| finder.into_inner().2);
        }
    }

    /// What rules may look at.
    fn context<'a>(&'a self, text: &'a str, scene: Scene<'a>, shouting: Shouting<'a>, masked: &'a [(u32, u32)]) -> Context<'a> {
        Context {
            text,
            scene,
            vocabulary: &self.vocabulary,
            shouting,
            masked,
            negation: &self.negation,
            names: &self.names,
            pages: &self.pages,
            explain: self.explain,
        }
    }

    /// Fills `masked` with the stretches that names and terms cover.
    fn find_masks(&self, scene: &Scene<'_>, candidates: &[Candidate], found: &mut Found, masked: &mut Vec<(u32, u32)>) {
        masked.clear();
        for candidate in candidates {
            if let Payload::Mask(number) = candidate.payload {
                let mask = &self.masks[number as usize];
                if scene.verify(&mask.elements, mask.anchor, mask.length, candidate.token as usize, found) {
                    masked.push((found.first, found.last));
                }
            }
        }
    }

    /// Fills `hits` with the candidates that stand, in the order of the candidates.
    fn find_hits(&self, context: &Context<'_>, candidates: &[Candidate], found: &mut Found, hits: &mut Vec<Hit>, dropped: &mut Vec<Dropped>) {
        hits.clear();
        dropped.clear();
        for candidate in candidates {
            let Payload::Pattern(number) = candidate.payload else { continue };
            let pattern = &self.lexicons.patterns[number as usize];
            if pattern.plain {
                found.marks.clear();
                found.marks.push((candidate.token, candidate.token + candidate.length));
                found.first = candidate.token;
                found.last = candidate.token + candidate.length;
            } else if !context.scene.verify(&pattern.elements, pattern.anchor as usize, pattern.length as usize, candidate.token as usize, found) {
                continue;
            }
            if pattern.whole_compound {
                widen(context.scene.tokens, found);
            }
            if let Some((rule, reason)) = self.rules.ask(context, pattern, found) {
                if self.explain {
                    dropped.push(Dropped { pattern: number, stretch: (found.first, found.last), rule, reason });
                }
                continue;
            }
            let category = pattern.meta.category;
            hits.push(Hit {
                pattern: number,
                marks: found.marks.clone(),
                family: self.category(category).family,
                category,
                voice: Voice::Own,
                quote: None,
                target: None,
                target_rule: "",
                polarity: pattern.meta.polarity,
                subtype: "",
            });
        }
    }

    /// Id of an actor.
    pub fn actor_id(&self, actor: u16) -> &str {
        self.actors.actors.get(actor as usize).map_or("", |a| &a.id)
    }

    /// What a hit means.
    pub fn meta(&self, hit: &Hit) -> &Meta {
        match (hit.pattern, &self.scare_quotes) {
            (Hit::SCARE, Some(meta)) => meta,
            (Hit::HARM, _) => self.harm.as_ref().unwrap_or(&self.lexicons.entries[0].meta),
            (number, _) => &self.lexicons.patterns[number as usize].meta,
        }
    }

    /// Number of a hit's entry; that of scare quotes comes after all others.
    pub fn entry_of(&self, hit: &Hit) -> u32 {
        self.lexicons.patterns.get(hit.pattern as usize).map_or(self.lexicons.entries.len() as u32, |p| p.entry)
    }

    /// Id of the entry and of the category of a pattern.
    pub fn names_of(&self, pattern: u32) -> (&str, &str) {
        match self.lexicons.patterns.get(pattern as usize) {
            Some(p) => (&self.lexicons.entries[p.entry as usize].id, &self.category(p.meta.category).id),
            None if pattern == Hit::HARM => ("rule.agency", self.harm.as_ref().map_or("agency", |m| &self.category(m.category).id)),
            None => ("rule.scare-quotes", self.scare_quotes.as_ref().map_or("scare_quotes", |m| &self.category(m.category).id)),
        }
    }

    /// Id of a hit's lexicon; "rule" for scare quotes.
    pub fn lexicon_of(&self, hit: &Hit) -> &str {
        self.lexicons
            .patterns
            .get(hit.pattern as usize)
            .map_or("rule", |p| &self.lexicons.lexicons[self.lexicons.entries[p.entry as usize].lexicon as usize].id)
    }
}
