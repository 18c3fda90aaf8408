//! The engine: built once from settings, then a pure function from a record to what was found in it. No I/O.

use crate::actors::{self, ActorSource, Actors, Article, Mention, Work};
use crate::agency::{Agency, AgencyWords, HarmEvent};
use crate::analysis::{Dropped, Hit, Stretch, Voice};
use crate::clean::{Cleaner, Layout, LayoutRules, Part};
use crate::lexicon::authority::Pack;
use crate::lexicon::compile::{self, Compiled, Tools};
use crate::lexicon::file::CategorySpec;
use crate::lexicon::problem::{Broken, Problem, Severity};
use crate::lexicon::{Category, Family, Meta, Source, Strength, load};
use crate::matcher::trie::{Candidate, Payload};
use crate::matcher::{Element, Found, Parser, Scene, Trie, TrieBuilder};
use crate::rules::names::{NameWords, find_shouting};
use crate::rules::negation::{Negation, NegationWords};
use crate::rules::{Context, RuleSet};
use crate::score::exclusions::Exclusions;
use crate::text::classes::{ClassSet, Classes};
use crate::text::inflect::Irregular;
use crate::text::open::OpenEndings;
use crate::text::pipeline::Pipeline;
use crate::text::scan::{Scanner, scan_with};
use crate::text::sentence::{SentenceWords, Sentences};
use crate::text::{Flags, Token, Vocabulary};
use crate::voice::{Frame, Quote, QuoteKind, Speech, SpeechWords, VoiceScratch};
use indexmap::IndexMap;
use serde::Deserialize;
use std::sync::Arc;

/// The words behind the rules, as TOML texts: those in the binary unless the user names others.
#[derive(Debug, Clone)]
pub struct WordFiles {
    pub classes: String,
    pub categories: String,
    pub inflection: String,
    pub sentences: String,
    pub negation: String,
    pub masks: String,
    pub layout: String,
    pub speech: String,
    pub agency: String,
    pub actor_words: String,
}

impl Default for WordFiles {
    fn default() -> Self {
        Self {
            classes: include_str!("../config/classes.toml").into(),
            categories: include_str!("../config/categories.toml").into(),
            inflection: include_str!("../config/inflection.toml").into(),
            sentences: include_str!("../config/sentences.toml").into(),
            negation: include_str!("../config/negation.toml").into(),
            masks: include_str!("../config/masks.toml").into(),
            layout: include_str!("../config/layout.toml").into(),
            speech: include_str!("../config/speech.toml").into(),
            agency: include_str!("../config/agency.toml").into(),
            actor_words: include_str!("../config/actor-words.toml").into(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassFile {
    classes: IndexMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryFile {
    category: Vec<CategorySpec>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MaskFile {
    name_endings: Vec<String>,
    terms: Vec<String>,
}

/// What an engine is built from.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The lexicons, in the order that decides nothing silently.
    pub lexicons: Vec<Source>,
    /// The gazetteers of actors.
    pub actors: Vec<ActorSource>,
    /// Words behind the rules.
    pub words: WordFiles,
    /// Rules that are asked.
    pub rules: RuleSet,
    /// Whether dropped candidates are kept, with the rule that dropped them.
    pub explain: bool,
    /// Hits that a person struck.
    pub exclusions: Option<Exclusions>,
    /// Authorities whose guidance is laid over the hits.
    pub packs: Vec<Pack>,
    /// Says what a word is, in the scanner's place.
    pub pipeline: Option<Arc<Pipeline>>,
}

impl Settings {
    /// The lexicons and words that come with the program.
    pub fn built_in() -> Result<Self, Broken> {
        Ok(Self { lexicons: load::built_in()?, actors: actors::load::built_in()?, ..Self::default() })
    }
}

/// Everything that analysing needs, read-only: one engine serves all threads.
pub struct Engine {
    pub vocabulary: Vocabulary,
    pub classes: Classes,
    pub lexicons: Compiled,
    cleaner: Cleaner,
    speech: Speech,
    /// Who acts and who suffers.
    pub agency: Agency,
    harm: Option<Arc<Meta>>,
    scare_quotes: Option<Arc<Meta>>,
    pub actors: Actors,
    sentences: Sentences,
    trie: Trie,
    open: OpenEndings,
    negation: Negation,
    names: NameWords,
    masks: Vec<Mask>,
    number_word: ClassSet,
    doubted_in_marks: ClassSet,
    rules: RuleSet,
    explain: bool,
    /// Hits that a person struck.
    pub exclusions: Option<Exclusions>,
    /// Authorities whose guidance is laid over the hits.
    pub packs: Vec<Pack>,
    pipeline: Option<Arc<Pipeline>>,
}

struct Mask {
    elements: Vec<Element>,
    anchor: usize,
    length: usize,
}

/// Buffers of one thread, reused from article to article.
#[derive(Default)]
pub struct Scratch {
    scanner: Scanner,
    /// Tokens of the article.
    pub tokens: Vec<Token>,
    /// Title, a blank line, text; or the text alone.
    pub text: String,
    /// Where the record's text begins in it.
    pub body_start: usize,
    /// The parts of the record's text.
    pub layout: Layout,
    /// Part of each token.
    pub part_of: Vec<Part>,
    /// Paragraph number of each token, from 0.
    pub paragraph_of: Vec<u32>,
    candidates: Vec<Candidate>,
    shouting: Vec<bool>,
    masked: Vec<Stretch>,
    mention_at: Vec<u32>,
    mentions: Vec<(u32, u32, u8)>,
    work: Work,
    /// Sentence number of each token, from 0.
    pub sentence_of: Vec<u32>,
    found: Found,
    folded: String,
    voice: VoiceScratch,
}

/// What was found in one article.
#[derive(Debug, Default)]
pub struct Analysis {
    pub hits: Vec<Hit>,
    /// References to actors, in order; embedded ones too.
    pub mentions: Vec<Mention>,
    pub dropped: Vec<Dropped>,
    /// Reported speech, in the order of its beginning.
    pub quotes: Vec<Quote>,
    /// Harm events as worded, in order.
    pub harm: Vec<HarmEvent>,
    /// Different speakers.
    pub speakers: usize,
    /// Counted words.
    pub words: u32,
}

impl Analysis {
    /// Who is speaking at a token.
    pub fn voice_at(&self, tokens: &[Token], token: u32) -> Voice {
        if tokens.get(token as usize).is_some_and(|t| t.is(Flags::QUOTED)) {
            return Voice::Quoted;
        }
        let indirect = self.quotes.iter().take_while(|q| q.first_token <= token).any(|q| reports(q) && token < q.last_token);
        if indirect { Voice::Attributed } else { Voice::Own }
    }

    /// The actor that the speaker of a quotation refers to.
    pub fn speaker_actor(&self, tokens: &[Token], quote: &Quote) -> Option<u16> {
        let speaker = quote.speaker_resolved.as_ref().or(quote.speaker.as_ref())?;
        let inside = |m: &&Mention| -> Option<()> {
            let (first, last) = (tokens.get(m.first as usize)?, tokens.get((m.last as usize).checked_sub(1)?)?);
            (speaker.start <= first.start && last.end <= speaker.end || first.start <= speaker.start && speaker.end <= last.end).then_some(())
        };
        // The outermost mention comes first; a person speaks for whom they are named as.
        self.mentions.iter().filter(|m| !m.embedded).find(|m| inside(m).is_some()).map(|m| m.actor)
    }
}

impl Scratch {
    /// Writes the parts of the text onto the tokens: flags, part, sentence and paragraph numbers.
    fn lay_out(&mut self) {
        let Scratch { tokens, layout, part_of, paragraph_of, sentence_of, body_start, .. } = self;
        part_of.clear();
        paragraph_of.clear();
        sentence_of.clear();
        let mut lines = layout.lines.iter().peekable();
        let (mut sentence, mut paragraph) = (0u32, 0u32);
        for (at, token) in tokens.iter_mut().enumerate() {
            let part = match (token.start as usize).checked_sub(*body_start) {
                None => Part::Headline,
                Some(start) => {
                    while lines.peek().is_some_and(|l| l.end as usize <= start) {
                        lines.next();
                    }
                    if start == 0 {
                        token.flags.set(Flags::FIELD | Flags::SENTENCE | Flags::LINE);
                    }
                    lines.peek().filter(|l| l.start as usize <= start).map_or(Part::Body, |l| l.part)
                }
            };
            // Where the part changes within a line (a dateline before the first sentence), a sentence begins.
            if part_of.last().is_some_and(|last| *last != part) {
                token.flags.set(Flags::SENTENCE | Flags::LINE);
            }
            match part {
                Part::Boilerplate => token.flags.set(Flags::BOILERPLATE),
                Part::Headline => token.flags.set(Flags::HEADLINE),
                _ => {}
            }
            part_of.push(part);
            sentence += u32::from(at > 0 && token.is(Flags::SENTENCE));
            paragraph += u32::from(at > 0 && token.is(Flags::LINE | Flags::FIELD));
            sentence_of.push(sentence);
            paragraph_of.push(paragraph);
        }
    }
}

impl Engine {
    /// Compiles lexicons and words. Every problem of every file is told at once.
    pub fn build(settings: Settings) -> Result<(Self, Vec<(Problem, String)>), Vec<Broken>> {
        let words = &settings.words;
        let mut vocabulary = Vocabulary::default();
        let mut classes = Classes::default();
        let irregular: Irregular = read("config/inflection.toml", &words.inflection)?;
        let class_file: ClassFile = read("config/classes.toml", &words.classes)?;
        let category_file: CategoryFile = read("config/categories.toml", &words.categories)?;
        let sentence_words: SentenceWords = read("config/sentences.toml", &words.sentences)?;
        let negation_words: NegationWords = read("config/negation.toml", &words.negation)?;
        let mask_file: MaskFile = read("config/masks.toml", &words.masks)?;
        let layout_rules: LayoutRules = read("config/layout.toml", &words.layout)?;
        let kinds: Vec<String> = ACTOR_KINDS.iter().map(|k| (*k).to_owned()).collect();
        let mut trie = TrieBuilder::new();
        let mut broken = Vec::new();
        let config_error = |file: &str, text: &str, message: String| Broken { problems: vec![Problem::error(file, 0..0, message)], text: text.to_owned() };
        let cleaner = Cleaner::compile(&layout_rules).map_err(|e| vec![config_error("config/layout.toml", &words.layout, e.to_string())])?;

        let speech_words: SpeechWords = read("config/speech.toml", &words.speech)?;
        let speech =
            Speech::compile(&speech_words, &irregular, &mut vocabulary).map_err(|e| vec![config_error("config/speech.toml", &words.speech, e.to_string())])?;
        let agency_words: AgencyWords = read("config/agency.toml", &words.agency)?;
        let mut tools = Tools { vocabulary: &mut vocabulary, classes: &mut classes, irregular: &irregular, kinds: &kinds, trie: &mut trie };
        for (name, list) in &class_file.classes {
            if let Err(message) = compile::enter_class(name, list, &mut tools) {
                broken.push(config_error("config/classes.toml", &words.classes, format!("class \"{name}\": {message}")));
            }
        }
        let sentences = Sentences::compile(&sentence_words, tools.vocabulary, tools.classes);
        let function = FUNCTION_CLASSES.iter().filter_map(|n| tools.classes.named(n)).fold(0u128, |all, set| all | set.0);
        let mut class_of = |name: &str, list: &[String], tools: &mut Tools<'_>| {
            if let Err(message) = compile::enter_class(name, list, tools) {
                broken.push(config_error("config", "", message));
            }
            tools.classes.named(name).unwrap_or_default()
        };
        let negation = Negation {
            negator: class_of("negator", &negation_words.negators, &mut tools),
            terminator: class_of("negation_terminator", &negation_words.terminators, &mut tools),
            presupposing: class_of("presupposing", &negation_words.presupposing, &mut tools),
            denial: class_of("denial", &negation_words.denials, &mut tools),
            pseudo: Vec::new(),
            reach: negation_words.reach,
        };
        let names = NameWords {
            nationality: tools.classes.named("nationality").unwrap_or_default(),
            function: ClassSet(function),
            name_ending: class_of("name_ending", &mask_file.name_endings, &mut tools),
        };
        let mut compiled = Compiled::default();
        for spec in &category_file.category {
            match compile::category_of(spec) {
                Ok(category) => compiled.categories.push(category),
                Err(message) => broken.push(config_error("config/categories.toml", &words.categories, message)),
            }
        }
        let rule_meta = |id: &str, polarity: i8, alternatives: &str, source: &str| {
            compiled.categories.iter().position(|c| c.id == id).map(|at| {
                Arc::new(Meta {
                    category: at as u16,
                    subtype: String::new(),
                    polarity,
                    strength: Strength::Usual,
                    weight: 1.0,
                    why: compiled.categories[at].explanation.clone(),
                    alternatives: vec![alternatives.to_owned()],
                    source: vec![source.to_owned()],
                    target: None,
                    case: Default::default(),
                    names: Default::default(),
                    compound: Default::default(),
                    generic: false,
                    negatable: false,
                })
            })
        };
        let scare_quotes = rule_meta("scare_quotes", -1, "the word without marks, or a quotation with its speaker", "reuters-2007");
        let harm = rule_meta("agency", 0, "the active voice, with whoever did it, where that is known", "qje-2025");
        let mut pseudo = Vec::new();
        for line in &negation_words.pseudo {
            match parser(&mut tools).parse_condition(line) {
                Ok(phrases) => pseudo.extend(phrases),
                Err(error) => broken.push(config_error("config/negation.toml", &words.negation, error.to_string())),
            }
        }
        let negation = Negation { pseudo, ..negation };
        let mut masks = Vec::new();
        for line in &mask_file.terms {
            match parser(&mut tools).parse(line) {
                Ok(variants) => {
                    for elements in variants {
                        let Some((anchor, length)) = compile::anchor(&elements, tools.classes, tools.vocabulary) else { continue };
                        compile::enter(&elements[anchor..anchor + length], Payload::Mask(masks.len() as u32), &mut tools);
                        masks.push(Mask { elements, anchor, length });
                    }
                }
                Err(error) => broken.push(config_error("config/masks.toml", &words.masks, error.to_string())),
            }
        }
        let mut warnings = Vec::new();
        for source in &settings.lexicons {
            let problems = compile::compile(source, &mut compiled, &mut tools);
            let (errors, rest): (Vec<_>, Vec<_>) = problems.into_iter().partition(|p| p.severity == Severity::Error);
            if !errors.is_empty() {
                broken.push(Broken { problems: errors, text: source.text.clone() });
            }
            warnings.extend(rest.into_iter().map(|p| (p, source.text.clone())));
        }
        let actors = match Actors::build(&settings.actors, "config/actor-words.toml", &words.actor_words, &mut tools) {
            Ok(actors) => actors,
            Err(problems) => {
                broken.extend(problems);
                Actors::default()
            }
        };
        if !broken.is_empty() {
            return Err(broken);
        }
        let doubted_in_marks = classes.named("doubted_in_marks").unwrap_or_default();
        let agency = Agency::compile(&agency_words, &irregular, &mut vocabulary, &classes)
            .map_err(|e| vec![config_error("config/agency.toml", &words.agency, e.to_string())])?;
        let number_word = classes.named("number_word").unwrap_or_default();
        let open = OpenEndings::collect(&vocabulary);
        let mut tools = Tools { vocabulary: &mut vocabulary, classes: &mut classes, irregular: &irregular, kinds: &kinds, trie: &mut trie };
        compile::close(&mut compiled, &open, &mut tools);
        let trie = trie.freeze(vocabulary.len());
        let engine = Self {
            vocabulary,
            classes,
            lexicons: compiled,
            actors,
            cleaner,
            speech,
            agency,
            harm,
            scare_quotes,
            sentences,
            trie,
            open,
            negation,
            names,
            masks,
            number_word,
            doubted_in_marks,
            rules: settings.rules,
            explain: settings.explain,
            exclusions: settings.exclusions,
            packs: settings.packs,
            pipeline: settings.pipeline,
        };
        Ok((engine, warnings))
    }

    /// The category of an index.
    pub fn category(&self, index: u16) -> &Category {
        &self.lexicons.categories[index as usize]
    }

    /// Analyses a text with an optional title.
    pub fn analyse(&self, title: &str, text: &str, scratch: &mut Scratch, out: &mut Analysis) {
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
        self.open.mark(&scratch.text, &mut scratch.tokens, &mut scratch.folded);
        self.sentences.mark(&scratch.text, &self.classes, &mut scratch.tokens);
        scratch.lay_out();
        out.quotes.clear();
        out.quotes.extend_from_slice(self.speech.voice(&scratch.text, &mut scratch.tokens, &mut scratch.voice));
        out.speakers = speakers(&scratch.text, &out.quotes);
        out.words = scratch.tokens.iter().filter(|t| t.is(Flags::WORD) && !t.is(Flags::BOILERPLATE)).count() as u32;
        let Scratch { tokens, text, candidates, shouting, masked, mention_at, mentions, sentence_of, found, work, .. } = scratch;
        candidates.clear();
        self.trie.find(tokens, candidates);
        out.hits.clear();
        out.dropped.clear();
        masked.clear();
        mention_at.clear();
        mentions.clear();
        out.mentions.clear();
        find_shouting(tokens, &self.names, &self.classes, shouting);
        let scene = Scene { tokens, classes: &self.classes, mention_at: &[], mentions: &[], number_word: self.number_word };
        self.actors.find(&Article { text, scene: &scene, shouting }, candidates, work, &mut out.mentions);
        self.actors.tell(&out.mentions, tokens.len(), mention_at, mentions);
        let scene = Scene { mention_at, mentions, ..scene };
        for candidate in candidates.iter() {
            if let Payload::Mask(number) = candidate.payload {
                let mask = &self.masks[number as usize];
                if scene.verify(&mask.elements, mask.anchor, mask.length, candidate.token as usize, found) {
                    masked.push((found.first, found.last));
                }
            }
        }
        let context = Context { text, scene, vocabulary: &self.vocabulary, shouting, sentence_of, masked, negation: &self.negation, names: &self.names };
        for candidate in candidates.iter() {
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
            if let Some((rule, reason)) = self.rules.ask(&context, pattern, found) {
                if self.explain {
                    out.dropped.push(Dropped { pattern: number, stretch: (found.first, found.last), rule, reason });
                }
                continue;
            }
            let category = pattern.meta.category;
            out.hits.push(Hit {
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
        self.resolve_overlaps(out);
        if self.rules.stage("voice") {
            self.give_voice(tokens, out);
        }
        actors::targets(&self.actors, &context, &self.lexicons, &mut out.hits, &out.mentions);
        out.harm.clear();
        if self.rules.stage("agency") {
            self.find_harm(text, tokens, mentions, out);
        }
    }

    /// Says of each hit who is speaking, turns words held at a distance into scare quotes, drops what is only a title.
    fn give_voice(&self, tokens: &[Token], out: &mut Analysis) {
        if out.quotes.is_empty() {
            return;
        }
        let quotes = &out.quotes;
        let inside = |hit: &Hit, quote: &Quote| {
            let (first, last) = hit.stretch();
            quote.first_token <= first && last <= quote.last_token
        };
        let mut held: Vec<(usize, Voice)> = Vec::new();
        let mut titled = Vec::new();
        for (number, hit) in out.hits.iter_mut().enumerate() {
            let (first, last) = hit.stretch();
            // Quotes are sorted by where they begin: those that begin after the hit cannot hold it.
            for (at, quote) in quotes.iter().enumerate().take_while(|(_, q)| q.first_token <= first) {
                if quote.last_token < last {
                    continue;
                }
                match quote.kind {
                    QuoteKind::Direct => {
                        hit.voice = Voice::Quoted;
                        hit.quote = Some(at as u32);
                        // One to three words inside a sentence, said by somebody: the outlet keeps its distance, and says from whom.
                        if quote.last_token - quote.first_token <= SCARE_WORDS && hit.family == Family::Lexical && partial(tokens, quote) {
                            held.push((at, Voice::Quoted));
                        }
                    }
                    QuoteKind::Indirect if hit.voice == Voice::Own && reports(quote) => {
                        hit.voice = Voice::Attributed;
                        hit.quote = Some(at as u32);
                    }
                    QuoteKind::Indirect => {}
                    QuoteKind::Scare => {
                        held.push((at, Voice::Own));
                        hit.voice = Voice::Quoted;
                        hit.quote = Some(at as u32);
                    }
                    QuoteKind::Title => titled.push(number),
                }
            }
        }
        // Plain words that stand in marks only to be doubted: a “safe zone”, his “accident”.
        for (at, quote) in quotes.iter().enumerate() {
            let short = quote.kind == QuoteKind::Direct && quote.last_token - quote.first_token <= SCARE_WORDS && partial(tokens, quote);
            if !short && quote.kind != QuoteKind::Scare {
                continue;
            }
            let doubted = tokens[quote.first_token as usize..quote.last_token as usize].iter().any(|t| self.classes.of(t.id).any(self.doubted_in_marks));
            if doubted {
                held.push((at, if short { Voice::Quoted } else { Voice::Own }));
            }
        }
        held.sort_unstable();
        held.dedup_by_key(|h| h.0);
        if !titled.is_empty() {
            let mut number = 0;
            let (explain, dropped) = (self.explain, &mut out.dropped);
            out.hits.retain(|hit| {
                number += 1;
                let keep = !titled.contains(&(number - 1));
                if !keep && explain {
                    dropped.push(Dropped {
                        pattern: hit.pattern,
                        stretch: hit.stretch(),
                        rule: "title",
                        reason: "part of a title, a name or a word that is spoken of".into(),
                    });
                }
                keep
            });
        }
        if let Some(meta) = &self.scare_quotes {
            for (at, voice) in held {
                let quote = &quotes[at];
                let marks = vec![(quote.first_token, quote.last_token)];
                let quoted = (voice == Voice::Quoted).then_some(at as u32);
                let mut scare = Hit {
                    pattern: Hit::SCARE,
                    marks,
                    family: Family::Attribution,
                    category: meta.category,
                    voice,
                    quote: quoted,
                    target: None,
                    target_rule: "",
                    polarity: -1,
                    subtype: "",
                };
                // Who holds the words at a distance is whoever says the sentence around them.
                if voice == Voice::Own
                    && let Some(around) = quotes.iter().position(|q| q.kind == QuoteKind::Indirect && inside(&scare, q))
                {
                    scare.voice = Voice::Attributed;
                    scare.quote = Some(around as u32);
                }
                out.hits.push(scare);
            }
        }
        out.hits.sort_by_key(|h| (h.stretch().0, h.pattern));
    }

    /// Finds harm events; where one is read from the sentence, it takes the place of what the lexicons mark there.
    fn find_harm(&self, text: &str, tokens: &[Token], mentions: &[(u32, u32, u8)], out: &mut Analysis) {
        out.harm.clear();
        self.agency.find(text, tokens, mentions, &mut out.harm);
        let Some(meta) = self.harm.as_ref().filter(|_| !out.harm.is_empty()) else { return };
        let harm = std::mem::take(&mut out.harm);
        let (explain, dropped) = (self.explain, &mut out.dropped);
        out.hits.retain(|hit| {
            let (first, last) = hit.stretch();
            // Events are in order and apart, so the first that ends behind the hit's start is the only one to ask.
            let at = harm.partition_point(|e| e.last <= first);
            let stays = hit.family != Family::Agency || harm.get(at).is_none_or(|e| e.first >= last);
            if !stays && explain {
                dropped.push(Dropped { pattern: hit.pattern, stretch: (first, last), rule: "overlap", reason: "read as a harm event, see agency.csv".into() });
            }
            stays
        });
        for event in harm.iter().filter(|e| e.marks_agency()) {
            let voice = out.voice_at(tokens, event.first);
            let quote = out
                .quotes
                .iter()
                .position(|q| q.first_token <= event.first && event.last <= q.last_token && matches!(q.kind, QuoteKind::Direct | QuoteKind::Indirect));
            out.hits.push(Hit {
                pattern: Hit::HARM,
                marks: vec![(event.first, event.last)],
                family: Family::Agency,
                category: meta.category,
                voice,
                quote: quote.filter(|_| voice != Voice::Own).map(|q| q as u32),
                target: None,
                target_rule: "",
                polarity: 0,
                subtype: event.construction.name(),
            });
        }
        out.hits.sort_by_key(|h| (h.stretch().0, h.pattern));
        out.harm = harm;
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

    /// Within a family the longest hit wins; of equals, the one whose pattern was entered first.
    fn resolve_overlaps(&self, out: &mut Analysis) {
        out.hits.sort_by(|a, b| {
            let (x, y) = (a.stretch(), b.stretch());
            x.0.cmp(&y.0).then(length(b).cmp(&length(a))).then(a.pattern.cmp(&b.pattern))
        });
        let mut order: Vec<usize> = (0..out.hits.len()).collect();
        order.sort_by(|a, b| length(&out.hits[*b]).cmp(&length(&out.hits[*a])).then(a.cmp(b)));
        let mut keep = vec![true; out.hits.len()];
        for (rank, at) in order.iter().enumerate() {
            let hit = &out.hits[*at];
            let loses = order[..rank].iter().any(|other| keep[*other] && out.hits[*other].family == hit.family && overlap(&out.hits[*other], hit));
            if loses {
                keep[*at] = false;
                if self.explain {
                    out.dropped.push(Dropped {
                        pattern: hit.pattern,
                        stretch: hit.stretch(),
                        rule: "overlap",
                        reason: "a longer or earlier expression covers it".into(),
                    });
                }
            }
        }
        let mut at = 0;
        out.hits.retain(|_| {
            at += 1;
            keep[at - 1]
        });
    }
}

/// Different speakers, told apart by the words that name them.
fn speakers(text: &str, quotes: &[Quote]) -> usize {
    let mut names: Vec<String> = quotes
        .iter()
        .filter_map(|q| q.speaker_resolved.as_ref().or(q.speaker.as_ref()))
        .filter_map(|s| text.get(s.start as usize..s.end as usize))
        .map(str::to_lowercase)
        .collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}

/// Whether a stretch reports what somebody says, so that its words are theirs: what somebody praised, wants or thinks
/// of is often the reporter's own wording.
pub fn reports(quote: &Quote) -> bool {
    quote.kind == QuoteKind::Indirect && matches!(quote.frame, Frame::Statement | Frame::Intent)
}

/// The most words that marks hold at a distance rather than quote.
const SCARE_WORDS: u32 = 3;

/// Whether a quotation is part of somebody else's sentence: no punctuation ends it before its closing mark.
fn partial(tokens: &[Token], quote: &Quote) -> bool {
    tokens.get(quote.last_token as usize).is_some_and(|t| !t.is(Flags::STOP | Flags::COMMA | Flags::SENTENCE))
}

fn length(hit: &Hit) -> u32 {
    hit.marks.iter().map(|m| m.1 - m.0).sum()
}

fn overlap(a: &Hit, b: &Hit) -> bool {
    a.marks.iter().any(|m| b.marks.iter().any(|n| m.0 < n.1 && n.0 < m.1))
}

/// Stretches every mark over the hyphen compound it stands in.
fn widen(tokens: &[Token], found: &mut Found) {
    for mark in &mut found.marks {
        while mark.0 > 0 && tokens.get(mark.0 as usize).is_some_and(|t| t.is(Flags::HYPHEN)) {
            mark.0 -= 1;
        }
        while tokens.get(mark.1 as usize).is_some_and(|t| t.is(Flags::HYPHEN)) {
            mark.1 += 1;
        }
    }
}

/// Kinds of actors that patterns may ask for.
pub const ACTOR_KINDS: &[&str] = &["state", "military", "armed", "party", "person", "organisation", "people", "media", "agency"];

/// Classes whose words are too common to search for.
pub const FUNCTION_CLASSES: &[&str] = &["determiner", "be", "have", "modal", "preposition", "conjunction", "subject_pronoun", "negator"];

fn parser<'a>(tools: &'a mut Tools<'_>) -> Parser<'a> {
    Parser { vocabulary: tools.vocabulary, classes: tools.classes, scope: String::new(), irregular: tools.irregular, kinds: tools.kinds, open_endings: false }
}

fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, Vec<Broken>> {
    toml::from_str(text).map_err(|e| vec![Broken { problems: vec![load::toml_problem(name, &e)], text: text.to_owned() }])
}
