//! What an engine knows of words before it knows of actors, voices and harm: classes, categories, masks, and the lexicons
//! compiled over them. Where all texts are those of the program, the build has done this work ([`super::frozen`]).

use super::compile::{self, Compiled, Mask, Tools};
use super::file::CategorySpec;
use super::problem::{Broken, Problem, Severity};
use super::source::{Source, toml_problem};
use crate::matcher::pattern::ACTOR_KINDS;
use crate::matcher::trie::Payload;
use crate::matcher::{Parser, TrieBuilder};
use crate::text::Vocabulary;
use crate::text::classes::Classes;
use crate::text::inflect::Irregular;
use indexmap::IndexMap;
use serde::Deserialize;

/// The word files that are compiled, as TOML texts: those that lexicons stand on, and those of the stages that number their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts<'t> {
    pub inflection: &'t str,
    pub classes: &'t str,
    pub categories: &'t str,
    pub negation: &'t str,
    pub masks: &'t str,
    pub speech: &'t str,
    pub agency: &'t str,
    pub actor_words: &'t str,
}

impl<'t> Texts<'t> {
    /// Those that lexicons stand on.
    pub fn of_lexicons(&self) -> [&'t str; 5] {
        [self.inflection, self.classes, self.categories, self.negation, self.masks]
    }
}

/// Those that come with the program.
pub const BUILT_IN: Texts<'static> = Texts {
    inflection: include_str!("../../config/inflection.toml"),
    classes: include_str!("../../config/classes.toml"),
    categories: include_str!("../../config/categories.toml"),
    negation: include_str!("../../config/negation.toml"),
    masks: include_str!("../../config/masks.toml"),
    speech: include_str!("../../config/speech.toml"),
    agency: include_str!("../../config/agency.toml"),
    actor_words: include_str!("../../config/actor-words.toml"),
};

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

/// Of config/masks.toml the pages that borrow words.
#[derive(Deserialize)]
pub struct BorrowingFile {
    #[serde(default)]
    pub borrowed: Vec<PageWords>,
}

/// A page that borrows words of force, read from config/masks.toml.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PageWords {
    /// What the page is about, for the reason given.
    pub page: String,
    /// Words that only this page uses.
    pub words: Vec<String>,
    /// Words that show that people came to harm all the same.
    pub unless: Vec<String>,
    /// Ids of the categories whose words are borrowed.
    pub categories: Vec<String>,
}

impl PageWords {
    /// Name of the class of its words.
    pub fn words_class(&self) -> String {
        format!("page of {}", self.page)
    }

    /// Name of the class of words that show harm.
    pub fn unless_class(&self) -> String {
        format!("harm despite {}", self.page)
    }
}

/// The word classes that config/negation.toml holds beside its phrases.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct NegationClasses {
    negators: Vec<String>,
    terminators: Vec<String>,
    presupposing: Vec<String>,
    denials: Vec<String>,
    openers: Vec<String>,
    clause_terminators: Vec<String>,
    predicates: Vec<String>,
    #[serde(default)]
    verdicts: Vec<String>,
}

/// Lexicons, compiled, with the words that they stand on.
#[derive(Debug, Default)]
pub struct Base {
    pub vocabulary: Vocabulary,
    pub classes: Classes,
    pub lexicons: Compiled,
    pub masks: Vec<Mask>,
    /// Patterns and masks.
    pub trie: TrieBuilder,
}

/// Warnings of lexicons, each with the text of its file.
pub type Warnings = Vec<(Problem, String)>;

impl Base {
    /// Compiles everything. What is wrong with a lexicon or a word is told in the list; a word file that is no such file ends it.
    pub fn compile(texts: &Texts<'_>, irregular: &Irregular, lexicons: &[Source]) -> Result<(Self, Vec<Broken>, Warnings), Vec<Broken>> {
        let mut base = Self { vocabulary: Vocabulary::with_common_words(1 << 15), trie: TrieBuilder::new(), ..Self::default() };
        let mut broken = Vec::new();
        base.enter_words(texts, irregular, &mut broken)?;
        let warnings = base.add(irregular, lexicons, &mut broken);
        Ok((base, broken, warnings))
    }

    fn enter_words(&mut self, texts: &Texts<'_>, irregular: &Irregular, broken: &mut Vec<Broken>) -> Result<(), Vec<Broken>> {
        let class_file: ClassFile = read("config/classes.toml", texts.classes)?;
        let category_file: CategoryFile = read("config/categories.toml", texts.categories)?;
        let negation: NegationClasses = read("config/negation.toml", texts.negation)?;
        let mask_file: MaskFile = read("config/masks.toml", texts.masks)?;
        let mut tell =
            |file: &str, text: &str, message: String| broken.push(Broken { problems: vec![Problem::error(file, 0..0, message)], text: text.to_owned() });
        let kinds = kinds();
        let mut tools = Tools { vocabulary: &mut self.vocabulary, classes: &mut self.classes, irregular, kinds: &kinds, trie: &mut self.trie };
        for (name, list) in &class_file.classes {
            if let Err(message) = compile::enter_class(name, list, &mut tools) {
                tell("config/classes.toml", texts.classes, format!("class \"{name}\": {message}"));
            }
        }
        let lists = [
            ("negator", &negation.negators),
            ("negation_terminator", &negation.terminators),
            ("presupposing", &negation.presupposing),
            ("denial", &negation.denials),
            ("denial_opener", &negation.openers),
            ("denial_terminator", &negation.clause_terminators),
            ("predicate", &negation.predicates),
            ("verdict", &negation.verdicts),
        ];
        for (name, list) in lists {
            if let Err(message) = compile::enter_class(name, list, &mut tools) {
                tell("config/negation.toml", texts.negation, message);
            }
        }
        let names = [("name_ending".to_owned(), &mask_file.name_endings), ("surname".to_owned(), &mask_file.surnames)];
        let pages = mask_file.borrowed.iter().flat_map(|p| [(p.words_class(), &p.words), (p.unless_class(), &p.unless)]);
        for (name, list) in names.into_iter().chain(pages) {
            if let Err(message) = compile::enter_class(&name, list, &mut tools) {
                tell("config/masks.toml", texts.masks, message);
            }
        }
        for spec in &category_file.category {
            match compile::category_of(spec) {
                Ok(category) => self.lexicons.categories.push(category),
                Err(message) => tell("config/categories.toml", texts.categories, message),
            }
        }
        for line in &mask_file.terms {
            let mut parser =
                Parser { vocabulary: tools.vocabulary, classes: tools.classes, scope: String::new(), irregular, kinds: &kinds, open_endings: false };
            match parser.parse(line) {
                Ok(variants) => {
                    for elements in variants {
                        let Some((anchor, length)) = compile::anchor(&elements, tools.classes, tools.vocabulary) else { continue };
                        compile::enter(&elements[anchor..anchor + length], Payload::Mask(self.masks.len() as u32), &mut tools);
                        self.masks.push(Mask { elements, anchor, length });
                    }
                }
                Err(error) => tell("config/masks.toml", texts.masks, error.to_string()),
            }
        }
        Ok(())
    }

    /// Compiles lexicons behind those that are there.
    pub fn add(&mut self, irregular: &Irregular, lexicons: &[Source], broken: &mut Vec<Broken>) -> Warnings {
        let mut warnings = Vec::new();
        let kinds = kinds();
        let mut tools = Tools { vocabulary: &mut self.vocabulary, classes: &mut self.classes, irregular, kinds: &kinds, trie: &mut self.trie };
        for source in lexicons {
            let problems = compile::compile(source, &mut self.lexicons, &mut tools);
            let (errors, rest): (Vec<_>, Vec<_>) = problems.into_iter().partition(|p| p.severity == Severity::Error);
            if !errors.is_empty() {
                broken.push(Broken { problems: errors, text: source.text.clone().into_owned() });
            }
            warnings.extend(rest.into_iter().map(|p| (p, source.text.clone().into_owned())));
        }
        warnings
    }
}

/// Kinds of actors, as a parser wants them.
pub fn kinds() -> Vec<String> {
    ACTOR_KINDS.iter().map(|k| (*k).to_owned()).collect()
}

/// Reads a word file.
pub fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, Vec<Broken>> {
    toml::from_str(text).map_err(|e| vec![Broken { problems: vec![toml_problem(name, text, &e)], text: text.to_owned() }])
}
