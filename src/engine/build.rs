//! From settings to an engine: every word, class, pattern and actor entered once, every fault of every file told at once.

use super::settings::Settings;
use super::{ACTOR_KINDS, Engine, FUNCTION_CLASSES, Mask};
use crate::actors::Actors;
use crate::agency::{Agency, AgencyWords};
use crate::clean::{Cleaner, LayoutRules};
use crate::lexicon::compile::{self, Compiled, Tools};
use crate::lexicon::file::CategorySpec;
use crate::lexicon::problem::{Broken, Problem, Severity};
use crate::lexicon::{Meta, Strength, load};
use crate::matcher::trie::Payload;
use crate::matcher::{Parser, TrieBuilder};
use crate::rules::borrowed::{Page, PageWords};
use crate::rules::names::NameWords;
use crate::rules::negation::{Negation, NegationWords};
use crate::text::classes::{ClassSet, Classes};
use crate::text::inflect::Irregular;
use crate::text::open::OpenEndings;
use crate::text::sentence::{SentenceWords, Sentences};
use crate::text::{Flags, Vocabulary};
use crate::voice::{Speech, SpeechWords};
use indexmap::IndexMap;
use serde::Deserialize;
use std::sync::Arc;

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
    #[serde(default)]
    surnames: Vec<String>,
    #[serde(default)]
    borrowed: Vec<PageWords>,
}

impl Engine {
    /// Compiles lexicons and words. Every problem of every file is told at once.
    pub fn build(settings: Settings) -> Result<(Self, Vec<(Problem, String)>), Vec<Broken>> {
        let words = &settings.words;
        let mut vocabulary = Vocabulary::with_common_words(1 << 15);
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
            reach: negation_words.reach,
            opener: class_of("denial_opener", &negation_words.openers, &mut tools),
            clause_terminator: class_of("denial_terminator", &negation_words.clause_terminators, &mut tools),
            clause_reach: negation_words.clause_reach,
            hypothetical_reach: negation_words.hypothetical_reach,
            predicate: class_of("predicate", &negation_words.predicates, &mut tools),
            verdict: class_of("verdict", &negation_words.verdicts, &mut tools),
            ..Negation::default()
        };
        let union = |names: &[&str], tools: &Tools<'_>| ClassSet(names.iter().filter_map(|n| tools.classes.named(n)).fold(0u128, |all, set| all | set.0));
        let verbal = union(&["be", "have", "modal", "speech_verb"], &tools);
        let headed = union(&["person_title", "politician_noun", "government_noun", "armed_noun", "civilian_noun", "media_noun", "country"], &tools);
        let names = NameWords {
            verbal,
            headed,
            nationality: tools.classes.named("nationality").unwrap_or_default(),
            function: ClassSet(function),
            name_ending: class_of("name_ending", &mask_file.name_endings, &mut tools),
            surname: class_of("surname", &mask_file.surnames, &mut tools),
        };
        let mut pages: Vec<Page> = mask_file
            .borrowed
            .iter()
            .map(|p| Page {
                page: p.page.clone(),
                words: class_of(&format!("page of {}", p.page), &p.words, &mut tools),
                unless: class_of(&format!("harm despite {}", p.page), &p.unless, &mut tools),
                categories: Vec::new(),
            })
            .collect();
        let mut compiled = Compiled::default();
        for spec in &category_file.category {
            match compile::category_of(spec) {
                Ok(category) => compiled.categories.push(category),
                Err(message) => broken.push(config_error("config/categories.toml", &words.categories, message)),
            }
        }
        for (page, spec) in pages.iter_mut().zip(&mask_file.borrowed) {
            for id in &spec.categories {
                match compiled.categories.iter().position(|c| c.id == *id) {
                    Some(at) => page.categories.push(at as u16),
                    None => broken.push(config_error("config/masks.toml", &words.masks, format!("there is no category \"{id}\""))),
                }
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
        let mut phrases = |lines: &[String]| {
            let mut all = Vec::new();
            for line in lines {
                match parser(&mut tools).parse_condition(line) {
                    Ok(found) => all.extend(found),
                    Err(error) => broken.push(config_error("config/negation.toml", &words.negation, error.to_string())),
                }
            }
            all
        };
        let negation = Negation {
            pseudo: phrases(&negation_words.pseudo),
            denied_clauses: phrases(&negation_words.denied_clauses),
            judged: phrases(&negation_words.judged),
            mentions: phrases(&negation_words.mentions),
            hypotheticals: phrases(&negation_words.hypotheticals),
            nobodies: phrases(&negation_words.nobodies),
            ..negation
        };
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
        let mut names_trie = TrieBuilder::new();
        let mut tools = Tools { trie: &mut names_trie, ..tools };
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
        let doubted_alone = classes.named("doubted_alone").unwrap_or_default();
        let agency = Agency::compile(&agency_words, &irregular, &mut vocabulary, &classes)
            .map_err(|e| vec![config_error("config/agency.toml", &words.agency, e.to_string())])?;
        let number_word = classes.named("number_word").unwrap_or_default();
        let open = OpenEndings::collect(&vocabulary);
        let mut tools = Tools { vocabulary: &mut vocabulary, classes: &mut classes, irregular: &irregular, kinds: &kinds, trie: &mut trie };
        compile::close(&mut compiled, &open, &mut tools);
        let trie = trie.freeze(&mut vocabulary, Flags::BEGINS);
        let names_trie = names_trie.freeze(&mut vocabulary, Flags::NAMES);
        for word in classes.members(names.function) {
            vocabulary.know(word, Flags::FUNCTION);
        }
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
            names_trie,
            open,
            negation,
            names,
            pages,
            masks,
            number_word,
            doubted_in_marks,
            doubted_alone,
            rules: settings.rules,
            explain: settings.explain,
            exclusions: settings.exclusions,
            packs: settings.packs,
            pipeline: settings.pipeline,
        };
        Ok((engine, warnings))
    }
}

fn parser<'a>(tools: &'a mut Tools<'_>) -> Parser<'a> {
    Parser { vocabulary: tools.vocabulary, classes: tools.classes, scope: String::new(), irregular: tools.irregular, kinds: tools.kinds, open_endings: false }
}

fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, Vec<Broken>> {
    toml::from_str(text).map_err(|e| vec![Broken { problems: vec![load::toml_problem(name, text, &e)], text: text.to_owned() }])
}
