//! A pattern: positions and gaps, parsed from one line of a lexicon, compiled to word ids.

use crate::text::classes::{ClassSet, Classes};
use crate::text::fold::fold;
use crate::text::inflect::{Form, Irregular};
use crate::text::vocabulary::{Vocabulary, WordId};
use serde::{Deserialize, Serialize};

/// Kinds of actors that patterns may ask for.
pub const ACTOR_KINDS: &[&str] = &["state", "military", "armed", "party", "person", "organisation", "people", "media", "agency"];

/// Classes whose words are too common to search for.
pub const FUNCTION_CLASSES: &[&str] = &["determiner", "be", "have", "modal", "preposition", "conjunction", "subject_pronoun", "negator"];

/// How a position stands to the token before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Joint {
    /// A blank, or a hyphen.
    Either,
    /// A hyphen only: part of a compound.
    Hyphen,
}

/// Things a position can ask for beside words and classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Special {
    /// Words and classes only.
    #[default]
    None,
    /// `*`: any one word.
    Any,
    /// `@actor`: a reference to an actor, maybe of a kind (the index of its name in [`Parser::kinds`], plus one).
    Actor(u8),
    /// `@Name`: one capitalised word or more.
    Name,
    /// `@number`.
    Number,
}

/// Words that fit a place, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<WordId>", into = "Vec<WordId>")]
pub struct Words {
    sorted: Box<[WordId]>,
    /// A bit for each sixty-fourth of all words: most that do not fit are told by it, without a search.
    bits: u64,
}

impl From<Vec<WordId>> for Words {
    fn from(mut words: Vec<WordId>) -> Self {
        words.sort_unstable();
        words.dedup();
        let bits = words.iter().fold(0, |bits, word| bits | 1 << (word.0 & 63));
        Self { sorted: words.into(), bits }
    }
}

impl From<Words> for Vec<WordId> {
    fn from(words: Words) -> Self {
        words.sorted.into()
    }
}

impl std::ops::Deref for Words {
    type Target = [WordId];
    fn deref(&self) -> &[WordId] {
        &self.sorted
    }
}

impl Words {
    /// Whether a word of the vocabulary is one of them.
    #[inline]
    pub fn hold(&self, word: WordId) -> bool {
        self.bits >> (word.0 & 63) & 1 != 0 && word != WordId::UNKNOWN && self.sorted.binary_search(&word).is_ok()
    }
}

/// One place of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Words that fit.
    pub words: Words,
    /// Classes that fit.
    pub classes: u128,
    /// What else fits.
    pub special: Special,
    /// To the token before.
    pub joint: Joint,
    /// Whether it is marked in the text.
    pub marked: bool,
    /// `word?`.
    pub optional: bool,
}

impl Position {
    /// Whether it asks for given words and nothing else.
    pub fn is_literal(&self) -> bool {
        !self.words.is_empty() && self.classes == 0 && self.special == Special::None && !self.optional
    }
    /// The classes as a set.
    pub fn class_set(&self) -> ClassSet {
        ClassSet(self.classes)
    }
}

/// A position, or a gap of up to so many unmarked words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Element {
    Position(Position),
    Gap(u8),
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum PatternError {
    #[error("an empty pattern matches nothing")]
    Empty,
    #[error("\"{0}\" has no word in it that the text could be searched for: a pattern needs at least one fixed word or class")]
    NoAnchor(String),
    #[error("\"/{tag}\" in \"{at}\" is no form tag; the tags are {}", Form::TAGS)]
    FormTag { tag: String, at: String },
    #[error("there is no word class \"@{0}\"{1}")]
    UnknownClass(String, String),
    #[error("\"{0}\" can never match: a word cannot hold {1}")]
    CannotMatch(String, String),
    #[error("the gap \"{0}\" wants a number from 1 to 9: ~2")]
    Gap(String),
    #[error("\"<\" and \">\" do not pair in \"{0}\"")]
    Marks(String),
    #[error("a gap cannot stand at the edge of \"{0}\": nothing bounds it")]
    GapAtEdge(String),
    #[error("\"{0}\" stands for {1} wordings; more than {2} is too many for one pattern, so split it")]
    TooMany(String, usize, usize),
    #[error("a condition holds words only; \"{0}\" has a gap or marks")]
    Condition(String),
    #[error("\"{0}\": {1}")]
    OpenEnding(String, &'static str),
}

/// The most wordings that alternatives with hyphens may multiply into.
const MOST_VARIANTS: usize = 64;

/// Turns pattern lines into elements.
pub struct Parser<'v> {
    /// Words get their ids here.
    pub vocabulary: &'v mut Vocabulary,
    /// Classes known by name.
    pub classes: &'v Classes,
    /// Prefix of the classes of the file at hand, tried before the global names.
    pub scope: String,
    /// Forms of words.
    pub irregular: &'v Irregular,
    /// Kinds of actors, by name.
    pub kinds: &'v [String],
    /// Whether a word may have an open ending (`abus*`); only where the lines are compiled to the end.
    pub open_endings: bool,
}

impl Parser<'_> {
    /// The variants of a pattern; several only where an alternative is itself a compound.
    pub fn parse(&mut self, line: &str) -> Result<Vec<Vec<Element>>, PatternError> {
        let mut variants: Vec<Vec<Element>> = vec![Vec::new()];
        let has_marks = line.contains('<') || line.contains('>');
        let mut marking = !has_marks;
        for raw in line.split_whitespace() {
            let mut word = raw;
            if let Some(rest) = word.strip_prefix('<') {
                if marking {
                    return Err(PatternError::Marks(line.into()));
                }
                marking = true;
                word = rest;
            }
            let closes = word.ends_with('>');
            if closes {
                word = &word[..word.len() - 1];
                if !marking || !has_marks {
                    return Err(PatternError::Marks(line.into()));
                }
            }
            if let Some(count) = word.strip_prefix('~') {
                let max: u8 = count.parse().ok().filter(|n| (1..=9).contains(n)).ok_or_else(|| PatternError::Gap(word.into()))?;
                if variants.iter().any(Vec::is_empty) {
                    return Err(PatternError::GapAtEdge(line.into()));
                }
                for variant in &mut variants {
                    variant.push(Element::Gap(max));
                }
            } else {
                let choices = self.position(word, marking, line)?;
                if variants.len() * choices.len() > MOST_VARIANTS {
                    return Err(PatternError::TooMany(line.into(), variants.len() * choices.len(), MOST_VARIANTS));
                }
                variants = variants
                    .into_iter()
                    .flat_map(|variant| {
                        choices.iter().map(move |choice| {
                            let mut longer = variant.clone();
                            longer.extend(choice.iter().cloned());
                            longer
                        })
                    })
                    .collect();
            }
            if closes {
                marking = false;
            }
        }
        if has_marks && marking {
            return Err(PatternError::Marks(line.into()));
        }
        for variant in &variants {
            match variant.last() {
                None => return Err(PatternError::Empty),
                Some(Element::Gap(_)) => return Err(PatternError::GapAtEdge(line.into())),
                Some(Element::Position(_)) => {}
            }
        }
        Ok(variants)
    }

    /// The variants of a condition: words only.
    pub fn parse_condition(&mut self, line: &str) -> Result<Vec<Vec<Position>>, PatternError> {
        if line.contains(['<', '>', '~']) {
            return Err(PatternError::Condition(line.into()));
        }
        Ok(self
            .parse(line)?
            .into_iter()
            .map(|variant| {
                variant
                    .into_iter()
                    .filter_map(|e| match e {
                        Element::Position(p) => Some(p),
                        Element::Gap(_) => None,
                    })
                    .collect()
            })
            .collect())
    }

    /// One position as written: alternatives, of which those without hyphens make one position together.
    fn position(&mut self, raw: &str, marked: bool, line: &str) -> Result<Vec<Vec<Element>>, PatternError> {
        let (raw, optional) = raw.strip_suffix('?').map_or((raw, false), |r| (r, true));
        let mut simple = Position { words: Words::default(), classes: 0, special: Special::None, joint: Joint::Either, marked, optional };
        let mut words: Vec<WordId> = Vec::new();
        let mut has_simple = false;
        let mut variants = Vec::new();
        for alternative in raw.split('|') {
            if alternative.is_empty() {
                return Err(PatternError::CannotMatch(line.into(), "nothing between two \"|\"".into()));
            }
            if let Some(name) = alternative.strip_prefix('@') {
                has_simple = true;
                // A class or an actor is context and not itself marked, unless < > say so.
                self.named(name, &mut simple, line)?;
                if !line.contains('<') {
                    simple.marked = false;
                }
            } else if alternative == "*" {
                has_simple = true;
                simple.special = Special::Any;
                if !line.contains('<') {
                    simple.marked = false;
                }
            } else if let Some(owner) = possessive(alternative) {
                // The text's "'s" is a token of its own.
                let mut parts = Vec::new();
                for word in [owner, "'s"] {
                    let mut ids = self.words(word, line)?;
                    ids.sort_unstable();
                    parts.push(Element::Position(Position { words: ids.into(), classes: 0, special: Special::None, joint: Joint::Either, marked, optional }));
                }
                variants.push(parts);
            } else if alternative.trim_matches('-').contains('-') {
                variants.push(self.compound(alternative, marked, optional, line)?);
            } else {
                has_simple = true;
                words.extend(self.words(alternative, line)?);
            }
        }
        if has_simple {
            words.sort_unstable();
            words.dedup();
            simple.words = words.into();
            variants.insert(0, vec![Element::Position(simple)]);
        }
        Ok(variants)
    }

    /// `pro-*`, `*-backed`, `hard-line`: one position a part.
    fn compound(&mut self, written: &str, marked: bool, optional: bool, line: &str) -> Result<Vec<Element>, PatternError> {
        let (written, tag) = split_tag(written);
        let parts: Vec<&str> = written.trim_matches('-').split('-').collect();
        let wild = parts.contains(&"*");
        // "has-been" is a noun, "has been" is not: between function words the hyphen is what makes the word.
        let common = ClassSet(FUNCTION_CLASSES.iter().filter_map(|n| self.classes.named(n)).fold(0, |all, set| all | set.0));
        let small = parts.iter().all(|p| self.classes.of(self.vocabulary.get(&fold(p))).any(common));
        let mut out = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            if part.is_empty() {
                return Err(PatternError::CannotMatch(line.into(), "a hyphen at its edge".into()));
            }
            let joint = if i > 0 && (wild || small) { Joint::Hyphen } else { Joint::Either };
            let mut position = Position { words: Words::default(), classes: 0, special: Special::None, joint, marked, optional };
            if *part == "*" {
                position.special = Special::Any;
            } else if let Some(name) = part.strip_prefix('@') {
                self.named(name, &mut position, line)?;
            } else {
                // The form tag of a compound inflects its last part.
                let with_tag = match tag {
                    Some(tag) if i + 1 == parts.len() => format!("{part}/{tag}"),
                    _ => (*part).to_owned(),
                };
                let mut words = self.words(&with_tag, line)?;
                words.sort_unstable();
                position.words = words.into();
            }
            out.push(Element::Position(position));
        }
        Ok(out)
    }

    fn named(&mut self, name: &str, position: &mut Position, line: &str) -> Result<(), PatternError> {
        match name {
            "Name" => position.special = Special::Name,
            "number" => position.special = Special::Number,
            "actor" => position.special = Special::Actor(0),
            _ => {
                if let Some(kind) = name.strip_prefix("actor.") {
                    let at = self
                        .kinds
                        .iter()
                        .position(|k| k == kind)
                        .ok_or_else(|| PatternError::UnknownClass(name.into(), format!("; kinds of actors are {}", self.kinds.join(", "))))?;
                    position.special = Special::Actor(at as u8 + 1);
                    return Ok(());
                }
                let scoped = format!("{}/{name}", self.scope);
                let set = self.classes.named(&scoped).or_else(|| self.classes.named(name));
                match set {
                    Some(set) => position.classes |= set.0,
                    None => {
                        let near = nearest(name, self.classes.names().iter().map(|n| n.rsplit('/').next().unwrap_or(n)));
                        return Err(PatternError::UnknownClass(
                            name.into(),
                            near.map_or("; those of this file stand under [classes]".to_owned(), |n| format!("; did you mean \"@{n}\"?")),
                        ));
                    }
                }
            }
        }
        let _ = line;
        Ok(())
    }

    /// The ids of one word with its form tag.
    fn words(&mut self, written: &str, line: &str) -> Result<Vec<WordId>, PatternError> {
        // Most words are small letters that need no folding and have no tag.
        if !written.is_empty() && written.bytes().all(|b| b.is_ascii_lowercase()) {
            return Ok(vec![self.vocabulary.add(written)]);
        }
        let (lemma, tag) = split_tag(written);
        if let Some(stem) = lemma.strip_suffix(crate::text::open::MARK) {
            return self.open_ending(stem, tag, written);
        }
        if lemma.starts_with(crate::text::open::MARK) {
            return Err(PatternError::OpenEnding(written.into(), "a star stands for any ending, never for a beginning"));
        }
        let mut folded = fold(lemma);
        if folded != "'s" {
            // An apostrophe, hyphen or full stop at a word's edge is not part of its token.
            folded = folded.trim_matches(['\'', '-', '.']).to_owned();
        }
        if folded.is_empty() {
            return Err(PatternError::CannotMatch(line.into(), "nothing".into()));
        }
        if let Some(c) = folded.chars().find(|c| !(c.is_alphanumeric() || matches!(c, '\'' | '.' | ','))) {
            return Err(PatternError::CannotMatch(line.into(), format!("\"{c}\"")));
        }
        let edge = |c: Option<char>| c.is_some_and(|c| !c.is_alphanumeric());
        if folded != "'s" && (edge(folded.chars().next()) || edge(folded.chars().next_back())) {
            return Err(PatternError::CannotMatch(line.into(), "a sign at its edge (write U.S for \"U.S.\")".into()));
        }
        match tag {
            None => Ok(vec![self.vocabulary.add(&folded)]),
            Some(tag) => {
                let form = Form::parse(tag).ok_or_else(|| PatternError::FormTag { tag: tag.into(), at: written.into() })?;
                let forms = self.irregular.forms(&folded, form);
                Ok(forms.iter().flat_map(|f| f.split('|')).map(|f| self.vocabulary.add(f)).collect())
            }
        }
    }
}

impl Parser<'_> {
    /// `abus*`: a word of the vocabulary that stands for all words with this beginning.
    fn open_ending(&mut self, stem: &str, tag: Option<&str>, written: &str) -> Result<Vec<WordId>, PatternError> {
        let stem = fold(stem);
        let refused = if !self.open_endings {
            "an open ending can stand in the patterns and conditions of a lexicon only"
        } else if tag.is_some() {
            "an open ending takes no form tag"
        } else if stem.is_empty() || !stem.chars().all(char::is_alphanumeric) {
            "an open ending wants letters before its star, and the star at the end"
        } else if stem.chars().count() < LEAST_OPEN {
            "an open ending wants at least two letters before its star"
        } else {
            return Ok(vec![self.vocabulary.add(&format!("{stem}{}", crate::text::open::MARK))]);
        };
        Err(PatternError::OpenEnding(written.into(), refused))
    }
}

/// The fewest letters before the star of an open ending.
const LEAST_OPEN: usize = 2;

/// The owner of a possessive in 's: "taxpayer" of "taxpayer's".
fn possessive(written: &str) -> Option<&str> {
    let owner = written.strip_suffix("'s").or_else(|| written.strip_suffix("\u{2019}s"))?;
    (!owner.is_empty() && !owner.contains('-')).then_some(owner)
}

fn split_tag(written: &str) -> (&str, Option<&str>) {
    match written.split_once('/') {
        Some((lemma, tag)) => (lemma, Some(tag)),
        None => (written, None),
    }
}

/// The name most like `wanted`, if one is near enough to be meant.
pub fn nearest<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    names.map(|name| (strsim::jaro_winkler(wanted, name), name)).filter(|(score, _)| *score > 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}
