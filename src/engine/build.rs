//! From settings to an engine: every word, class, pattern and actor entered once, every fault of every file told at once.

use super::settings::{LAYOUT, Settings, WordFiles};
use super::{Engine, FUNCTION_CLASSES};
use crate::actors::{self, Actors};
use crate::agency::{Agency, AgencyWords};
use crate::clean::{Cleaner, LayoutRules};
use crate::lexicon::base::{BUILT_IN, Base, BorrowingFile, Texts, Warnings, kinds, read};
use crate::lexicon::compile::{self, Tools};
use crate::lexicon::frozen::{self, Frozen, Stages};
use crate::lexicon::problem::{Broken, Problem};
use crate::lexicon::{Meta, Strength, load};
use crate::matcher::{Parser, TrieBuilder};
use crate::rules::borrowed::Page;
use crate::rules::names::NameWords;
use crate::rules::negation::{Negation, NegationWords};
use crate::text::Flags;
use crate::text::classes::ClassSet;
use crate::text::inflect::Irregular;
use crate::text::open::OpenEndings;
use crate::text::sentence::{SentenceWords, Sentences};
use crate::voice::{Speech, SpeechWords};
use std::sync::{Arc, LazyLock};

/// What the program's own layout rules compile to, once for all engines.
static OWN_CLEANER: LazyLock<Option<Arc<Cleaner>>> =
    LazyLock::new(|| read("config/layout.toml", LAYOUT).ok().and_then(|rules| Cleaner::compile_lazily(&rules).ok()).map(Arc::new));

/// Compiles what the first article would wait for; a thread that does so while an engine is built saves that time.
pub fn warm() {
    if let Some(cleaner) = &*OWN_CLEANER {
        cleaner.warm();
    }
}

impl Engine {
    /// Compiles lexicons and words. Every problem of every file is told at once.
    pub fn build(settings: Settings) -> Result<(Self, Vec<(Problem, String)>), Vec<Broken>> {
        let words = &settings.words;
        let irregular: Irregular = read("config/inflection.toml", &words.inflection)?;
        let sentence_words: SentenceWords = read("config/sentences.toml", &words.sentences)?;
        let negation_words: NegationWords = read("config/negation.toml", &words.negation)?;
        let config_error = |file: &str, text: &str, message: String| Broken { problems: vec![Problem::error(file, 0..0, message)], text: text.to_owned() };
        let cleaner = match &*OWN_CLEANER {
            Some(own) if words.layout == LAYOUT => Ok(Arc::clone(own)),
            _ => read("config/layout.toml", &words.layout).map(|rules: LayoutRules| Cleaner::compile(&rules).map(Arc::new))?,
        };
        let cleaner = cleaner.map_err(|e| vec![config_error("config/layout.toml", &words.layout, e.to_string())])?;
        let (base, mut stages, mut broken, warnings) = start(&settings, &irregular)?;
        let Base { mut vocabulary, mut classes, lexicons: mut compiled, masks, mut trie } = base;
        let kinds = kinds();
        let speech = match &mut stages {
            Some(stages) => {
                stages.speech.tell(&mut vocabulary);
                stages.harm.tell(&mut vocabulary);
                std::mem::take(&mut stages.speech)
            }
            None => {
                let speech_words: SpeechWords = read("config/speech.toml", &words.speech)?;
                Speech::compile(&speech_words, &irregular, &mut vocabulary)
                    .map_err(|e| vec![config_error("config/speech.toml", &words.speech, e.to_string())])?
            }
        };
        let sentences = Sentences::compile(&sentence_words, &mut vocabulary, &mut classes);
        let mut names_trie = stages.as_mut().map_or_else(TrieBuilder::new, |stages| std::mem::take(&mut stages.names));
        let mut tools = Tools { vocabulary: &mut vocabulary, classes: &mut classes, irregular: &irregular, kinds: &kinds, trie: &mut names_trie };
        let function = FUNCTION_CLASSES.iter().filter_map(|n| tools.classes.named(n)).fold(0u128, |all, set| all | set.0);
        let class = |name: &str| tools.classes.named(name).unwrap_or_default();
        let negation = Negation {
            negator: class("negator"),
            terminator: class("negation_terminator"),
            presupposing: class("presupposing"),
            denial: class("denial"),
            reach: negation_words.reach,
            opener: class("denial_opener"),
            clause_terminator: class("denial_terminator"),
            clause_reach: negation_words.clause_reach,
            hypothetical_reach: negation_words.hypothetical_reach,
            predicate: class("predicate"),
            verdict: class("verdict"),
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
            name_ending: tools.classes.named("name_ending").unwrap_or_default(),
            surname: tools.classes.named("surname").unwrap_or_default(),
        };
        let mask_file: BorrowingFile = read("config/masks.toml", &words.masks)?;
        let mut pages = Vec::new();
        for spec in &mask_file.borrowed {
            let mut page = Page {
                page: spec.page.clone(),
                words: tools.classes.named(&spec.words_class()).unwrap_or_default(),
                unless: tools.classes.named(&spec.unless_class()).unwrap_or_default(),
                categories: Vec::new(),
            };
            for id in &spec.categories {
                match compiled.categories.iter().position(|c| c.id == *id) {
                    Some(at) => page.categories.push(at as u16),
                    None => broken.push(config_error("config/masks.toml", &words.masks, format!("there is no category \"{id}\""))),
                }
            }
            pages.push(page);
        }
        let rule_meta = |id: &str, polarity: i8, alternatives: &str, source: &str| {
            compiled.categories.iter().position(|c| c.id == id).map(|at| {
                Arc::new(Meta {
                    category: at as u16,
                    subtype: String::new(),
                    polarity,
                    strength: Strength::Usual,
                    weight: 1.0,
                    why: compiled.categories[at].explanation.as_str().into(),
                    alternatives: [alternatives.to_owned()].into(),
                    source: [source.to_owned()].into(),
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
        let actors = match &mut stages {
            Some(stages) => std::mem::take(&mut stages.actors),
            None => Actors::build(&settings.actors, "config/actor-words.toml", &words.actor_words, &mut tools).unwrap_or_else(|problems| {
                broken.extend(problems);
                Actors::default()
            }),
        };
        if !broken.is_empty() {
            return Err(broken);
        }
        let doubted_in_marks = classes.named("doubted_in_marks").unwrap_or_default();
        let doubted_alone = classes.named("doubted_alone").unwrap_or_default();
        let agency = match stages {
            Some(stages) => Agency::of(stages.harm),
            None => {
                let agency_words: AgencyWords = read("config/agency.toml", &words.agency)?;
                Agency::compile(&agency_words, &irregular, &mut vocabulary, &classes)
                    .map_err(|e| vec![config_error("config/agency.toml", &words.agency, e.to_string())])?
            }
        };
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

/// What the build left of the program's own lexicons, gazetteers and word files, as far as the settings go with it, with the
/// user's lexicons behind them; compiled from the texts where the user has changed what they are or stand on.
fn start(settings: &Settings, irregular: &Irregular) -> Result<(Base, Option<Stages>, Vec<Broken>, Warnings), Vec<Broken>> {
    let WordFiles { inflection, classes, categories, negation, masks, speech, agency, actor_words, .. } = &settings.words;
    let texts = Texts { inflection, classes, categories, negation, masks, speech, agency, actor_words };
    let same = |a: &str, b: &str| std::ptr::eq(a, b) || a == b;
    let lexicons = load::built_in_texts();
    let all_lexicons = settings.lexicons.len() >= lexicons.len()
        && settings.lexicons.iter().zip(&lexicons).all(|(source, (name, text))| source.name == *name && same(&source.text, text));
    let (thaw, left): (fn() -> _, _) =
        if all_lexicons { (frozen::thaw, &settings.lexicons[lexicons.len()..]) } else { (frozen::thaw_bare, &*settings.lexicons) };
    if texts.of_lexicons() == BUILT_IN.of_lexicons()
        && let Some(Frozen { mut base, stages }) = thaw()
    {
        let mut broken = Vec::new();
        let warnings = base.add(irregular, left, &mut broken);
        let gazetteers = actors::load::built_in_texts();
        let all = settings.actors.len() == gazetteers.len()
            && settings.actors.iter().zip(&gazetteers).all(|(source, (name, text))| source.name == *name && same(&source.text, text));
        return Ok((base, (all && texts == BUILT_IN).then_some(stages), broken, warnings));
    }
    let (base, broken, warnings) = Base::compile(&texts, irregular, &settings.lexicons)?;
    Ok((base, None, broken, warnings))
}
