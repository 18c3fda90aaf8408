//! The engine: built once from settings, then a pure function from a record to what was found in it. No I/O.

use crate::actors::{self, ActorSource, Actors, Article, Mention, Work};
use crate::analysis::{Dropped, Hit, Stretch, Voice};
use crate::lexicon::compile::{self, Compiled, Tools};
use crate::lexicon::file::CategorySpec;
use crate::lexicon::problem::{Broken, Problem, Severity};
use crate::lexicon::{Category, Source, load};
use crate::matcher::trie::{Candidate, Payload};
use crate::matcher::{Element, Found, Parser, Scene, Trie, TrieBuilder};
use crate::rules::names::{NameWords, find_shouting};
use crate::rules::negation::{Negation, NegationWords};
use crate::rules::{Context, RuleSet};
use crate::text::classes::{ClassSet, Classes};
use crate::text::inflect::Irregular;
use crate::text::scan::Scanner;
use crate::text::sentence::{SentenceWords, Sentences};
use crate::text::{Flags, Token, Vocabulary};
use indexmap::IndexMap;
use serde::Deserialize;

/// The words behind the rules, as TOML texts: those in the binary unless the user names others.
#[derive(Debug, Clone)]
pub struct WordFiles {
    pub classes: String,
    pub categories: String,
    pub inflection: String,
    pub sentences: String,
    pub negation: String,
    pub masks: String,
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
    pub actors: Actors,
    sentences: Sentences,
    trie: Trie,
    negation: Negation,
    names: NameWords,
    masks: Vec<Mask>,
    number_word: ClassSet,
    rules: RuleSet,
    explain: bool,
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
    candidates: Vec<Candidate>,
    shouting: Vec<bool>,
    masked: Vec<Stretch>,
    mention_at: Vec<u32>,
    mentions: Vec<(u32, u32, u8)>,
    work: Work,
    /// Sentence number of each token, from 0.
    pub sentence_of: Vec<u32>,
    found: Found,
}

/// What was found in one article.
#[derive(Debug, Default)]
pub struct Analysis {
    pub hits: Vec<Hit>,
    /// References to actors, in order; embedded ones too.
    pub mentions: Vec<Mention>,
    pub dropped: Vec<Dropped>,
    /// Counted words.
    pub words: u32,
    /// Number of sentences.
    pub sentences: u32,
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
        let kinds: Vec<String> = ACTOR_KINDS.iter().map(|k| (*k).to_owned()).collect();
        let mut trie = TrieBuilder::new();
        let mut broken = Vec::new();
        let config_error = |file: &str, text: &str, message: String| Broken { problems: vec![Problem::error(file, 0..0, message)], text: text.to_owned() };

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
        let number_word = classes.named("number_word").unwrap_or_default();
        let trie = trie.freeze(vocabulary.len());
        let engine = Self { vocabulary, classes, lexicons: compiled, actors, sentences, trie, negation, names, masks, number_word, rules: settings.rules, explain: settings.explain };
        Ok((engine, warnings))
    }

    /// The category of an index.
    pub fn category(&self, index: u16) -> &Category {
        &self.lexicons.categories[index as usize]
    }

    /// Analyses a text with an optional title.
    pub fn analyse(&self, title: &str, text: &str, scratch: &mut Scratch, out: &mut Analysis) {
        scratch.text.clear();
        if !title.is_empty() {
            scratch.text.push_str(title);
            scratch.text.push_str("\n\n");
        }
        scratch.text.push_str(text);
        let Scratch { scanner, tokens, text, candidates, shouting, masked, mention_at, mentions, sentence_of, found, work } = scratch;
        scanner.scan(text, &self.vocabulary, tokens);
        self.sentences.mark(text, &self.classes, tokens);
        out.words = tokens.iter().filter(|t| t.is(Flags::WORD) && !t.is(Flags::BOILERPLATE)).count() as u32;
        sentence_of.clear();
        let mut number = 0u32;
        for (at, token) in tokens.iter().enumerate() {
            number += u32::from(at > 0 && token.is(Flags::SENTENCE));
            sentence_of.push(number);
        }
        out.sentences = if tokens.is_empty() { 0 } else { number + 1 };
        candidates.clear();
        self.trie.find(tokens, candidates);
        out.hits.clear();
        out.dropped.clear();
        masked.clear();
        mention_at.clear();
        mentions.clear();
        out.mentions.clear();
        if candidates.is_empty() {
            return;
        }
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
            });
        }
        self.resolve_overlaps(out);
        actors::targets(&self.actors, &context, &self.lexicons, &mut out.hits, &out.mentions);
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
                    out.dropped.push(Dropped { pattern: hit.pattern, stretch: hit.stretch(), rule: "overlap", reason: "a longer or earlier expression covers it".into() });
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
    Parser { vocabulary: tools.vocabulary, classes: tools.classes, scope: String::new(), irregular: tools.irregular, kinds: tools.kinds }
}

fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, Vec<Broken>> {
    toml::from_str(text).map_err(|e| vec![Broken { problems: vec![load::toml_problem(name, &e)], text: text.to_owned() }])
}
