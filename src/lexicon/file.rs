//! A lexicon file as written: the TOML shapes, every key checked, every pattern with its place in the file.

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use toml::Spanned;

/// A whole file. See docs/lexicon-format.md.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LexiconFile {
    /// Version of the format; 1.
    #[cfg_attr(test, schemars(with = "u32", extend("const" = 1)))]
    pub schema: Spanned<u32>,
    /// Unique id of the lexicon.
    #[cfg_attr(test, schemars(with = "String", extend("pattern" = "^[A-Za-z0-9_-]+$")))]
    pub id: Spanned<String>,
    /// Shown to people.
    #[serde(default)]
    pub title: String,
    /// One or two sentences.
    #[serde(default)]
    pub description: String,
    /// Language tag; "en".
    #[serde(default)]
    pub language: String,
    /// ISO date of the last change.
    #[serde(default)]
    pub updated: String,
    /// For an overlay: whose guidance it is.
    #[serde(default)]
    pub authority: Option<String>,
    /// Word classes of this file: name → words with form tags.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "indexmap::IndexMap<String, Vec<String>>"))]
    pub classes: indexmap::IndexMap<String, Spanned<Vec<String>>>,
    /// Categories of the user's own.
    #[serde(default)]
    pub category: Vec<CategorySpec>,
    /// The families of patterns.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<FamilySpec>"))]
    pub family: Vec<Spanned<FamilySpec>>,
}

impl Default for LexiconFile {
    fn default() -> Self {
        Self {
            schema: Spanned::new(0..0, 1),
            id: Spanned::new(0..0, String::new()),
            title: String::new(),
            description: String::new(),
            language: String::new(),
            updated: String::new(),
            authority: None,
            classes: indexmap::IndexMap::new(),
            category: Vec::new(),
            family: Vec::new(),
        }
    }
}

/// A category, in config/categories.toml or a user's lexicon.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategorySpec {
    /// Fixed id, used in tables.
    pub id: String,
    /// lexical (scored), attribution or agency.
    #[serde(default = "lexical")]
    #[cfg_attr(test, schemars(extend("enum" = ["lexical", "attribution", "agency"])))]
    pub family: String,
    /// Shown to people.
    #[serde(default)]
    pub title: String,
    /// What it means, for a pupil.
    #[serde(default)]
    pub explanation: String,
}

fn lexical() -> String {
    "lexical".into()
}

/// How often a wording is loaded where its conditions hold.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Copy, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Often neutral.
    Mild,
    /// Loaded most of the time.
    Usual,
    /// Nearly always loaded.
    Strong,
}

impl Strength {
    /// As written in tables.
    pub fn name(self) -> &'static str {
        match self {
            Strength::Mild => "mild",
            Strength::Usual => "usual",
            Strength::Strong => "strong",
        }
    }
    /// The weight when a file gives none.
    pub fn weight(self) -> f64 {
        match self {
            Strength::Mild => 0.5,
            Strength::Usual => 1.0,
            Strength::Strong => 2.0,
        }
    }
}

/// Whom an expression is about.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Copy, Deserialize, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetFrame {
    /// What a modifier modifies, or the label itself.
    Head,
    /// The verb's subject.
    Subject,
    /// The verb's object.
    Object,
    /// Nobody.
    None,
}

/// Letter case that a pattern insists on.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Copy, Deserialize, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    /// Any.
    #[default]
    Any,
    /// No capital inside a sentence.
    Lower,
    /// A capital first letter.
    Capital,
    /// All capitals.
    Upper,
}

/// What a capital inside a sentence means.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Copy, Deserialize, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Names {
    /// A name: no hit.
    #[default]
    Mask,
    /// Nothing: the hit stays.
    Keep,
}

/// Whether a word counts inside a hyphen compound.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Copy, Deserialize, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Compound {
    /// There too.
    #[default]
    Any,
    /// Only on its own.
    Whole,
}

/// What a family says and a pattern may override; `None` where it says nothing.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Default)]
pub struct Shared {
    /// Id of a category: of config/categories.toml, or of a `[[category]]` of this file.
    #[cfg_attr(test, schemars(with = "String"))]
    pub category: Option<Spanned<String>>,
    /// A finer kind within the category; free.
    #[cfg_attr(test, schemars(with = "String"))]
    pub subtype: Option<String>,
    /// The sign the wording gives its target: −1 makes it look bad, 1 good, 0 neither. By default 0.
    #[cfg_attr(test, schemars(with = "i64", extend("enum" = [-1, 0, 1])))]
    pub polarity: Option<Spanned<i64>>,
    /// How often the wording is loaded where its conditions hold. By default usual.
    #[cfg_attr(test, schemars(with = "Strength"))]
    pub strength: Option<Strength>,
    /// What a hit counts, 0 to 10. By default as the strength says: mild 0.5, usual 1, strong 2.
    #[cfg_attr(test, schemars(with = "f64", extend("minimum" = 0, "maximum" = 10)))]
    pub weight: Option<Spanned<f64>>,
    /// What the word does to a reader, in a sentence that a pupil understands.
    #[cfg_attr(test, schemars(with = "String"))]
    pub why: Option<String>,
    /// What could be written instead.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub alternatives: Option<Vec<String>>,
    /// Ids of published guidance (config/sources.toml), or "slantwise codebook".
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub source: Option<Spanned<Vec<String>>>,
    /// Whom the expression is about. By default as the category says.
    #[cfg_attr(test, schemars(with = "TargetFrame"))]
    pub target: Option<TargetFrame>,
    /// Letter case that the text must have. By default any.
    #[cfg_attr(test, schemars(with = "Case"))]
    pub case: Option<Case>,
    /// What a capital inside a sentence means. By default mask.
    #[cfg_attr(test, schemars(with = "Names"))]
    pub names: Option<Names>,
    /// Whether it counts inside a hyphen compound. By default any.
    #[cfg_attr(test, schemars(with = "Compound"))]
    pub compound: Option<Compound>,
    /// A topic word, which counts only as a label of an actor or when modified. By default false.
    #[cfg_attr(test, schemars(with = "bool"))]
    pub generic: Option<bool>,
    /// Whether a negation before it takes the hit away. By default true.
    #[cfg_attr(test, schemars(with = "bool"))]
    pub negatable: Option<bool>,
    /// prev, next, left, right, near and their `not_` forms.
    #[cfg_attr(test, schemars(skip))]
    pub conditions: Vec<(Place, Spanned<Vec<String>>)>,
}

/// Where a condition looks, and whether it must hold or must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Side and reach.
    pub side: Side,
    /// `not_…`.
    pub negative: bool,
}

/// Side and reach of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    /// Directly before.
    Prev,
    /// Directly after.
    Next,
    /// Before, in the clause.
    Left,
    /// After, in the clause.
    Right,
    /// In the sentence.
    Near,
}

impl Place {
    /// Every key there is.
    pub const KEYS: [&str; 10] = ["prev", "next", "left", "right", "near", "not_prev", "not_next", "not_left", "not_right", "not_near"];

    /// The place a key names.
    pub fn parse(key: &str) -> Option<Place> {
        let (negative, key) = key.strip_prefix("not_").map_or((false, key), |k| (true, k));
        let side = match key {
            "prev" => Side::Prev,
            "next" => Side::Next,
            "left" => Side::Left,
            "right" => Side::Right,
            "near" => Side::Near,
            _ => return None,
        };
        Some(Place { side, negative })
    }
    /// The key as written.
    pub fn key(self) -> &'static str {
        match (self.side, self.negative) {
            (Side::Prev, false) => "prev",
            (Side::Next, false) => "next",
            (Side::Left, false) => "left",
            (Side::Right, false) => "right",
            (Side::Near, false) => "near",
            (Side::Prev, true) => "not_prev",
            (Side::Next, true) => "not_next",
            (Side::Left, true) => "not_left",
            (Side::Right, true) => "not_right",
            (Side::Near, true) => "not_near",
        }
    }
}

/// A family as written.
#[derive(Debug, Clone, Default)]
pub struct FamilySpec {
    pub id: Option<Spanned<String>>,
    pub shared: Shared,
    pub patterns: Vec<Spanned<PatternSpec>>,
    pub must_match: Vec<Spanned<String>>,
    pub must_not_match: Vec<Spanned<String>>,
}

/// A pattern as written: a string, or a table with `p` and what it overrides.
#[derive(Debug, Clone, Default)]
pub struct PatternSpec {
    pub p: String,
    pub shared: Shared,
}

const SHARED_KEYS: [&str; 14] =
    ["category", "subtype", "polarity", "strength", "weight", "why", "alternatives", "source", "target", "case", "names", "compound", "generic", "negatable"];

/// Some keys of its own, those that families and patterns share, and those of conditions; for messages.
const fn with_shared<const N: usize>(own: &[&'static str]) -> [&'static str; N] {
    let mut all = [""; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < own.len() {
            own[at]
        } else if at < own.len() + SHARED_KEYS.len() {
            SHARED_KEYS[at - own.len()]
        } else {
            Place::KEYS[at - own.len() - SHARED_KEYS.len()]
        };
        at += 1;
    }
    all
}

/// Keys of a family, for messages.
pub const FAMILY_KEYS: &[&str] = &with_shared::<28>(&["id", "patterns", "must_match", "must_not_match"]);
const PATTERN_KEYS: &[&str] = &with_shared::<25>(&["p"]);

impl Shared {
    /// Takes one key of a map if it is a shared one; `false` if it is not.
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "category" => self.category = Some(map.next_value()?),
            "subtype" => self.subtype = Some(map.next_value()?),
            "polarity" => self.polarity = Some(map.next_value()?),
            "strength" => self.strength = Some(map.next_value()?),
            "weight" => self.weight = Some(map.next_value()?),
            "why" => self.why = Some(map.next_value()?),
            "alternatives" => self.alternatives = Some(map.next_value()?),
            "source" => self.source = Some(map.next_value()?),
            "target" => self.target = Some(map.next_value()?),
            "case" => self.case = Some(map.next_value()?),
            "names" => self.names = Some(map.next_value()?),
            "compound" => self.compound = Some(map.next_value()?),
            "generic" => self.generic = Some(map.next_value()?),
            "negatable" => self.negatable = Some(map.next_value()?),
            _ => match Place::parse(key) {
                Some(place) => self.conditions.push((place, map.next_value()?)),
                None => return Ok(false),
            },
        }
        Ok(true)
    }
}

impl<'de> Deserialize<'de> for FamilySpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = FamilySpec;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a family: a table with id, category, patterns …")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FamilySpec, A::Error> {
                let mut family = FamilySpec::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "id" => family.id = Some(map.next_value()?),
                        "patterns" => family.patterns = map.next_value()?,
                        "must_match" => family.must_match = map.next_value()?,
                        "must_not_match" => family.must_not_match = map.next_value()?,
                        other => {
                            if !family.shared.take(other, &mut map)? {
                                return Err(de::Error::unknown_field(other, FAMILY_KEYS));
                            }
                        }
                    }
                }
                Ok(family)
            }
        }
        deserializer.deserialize_map(V)
    }
}

impl<'de> Deserialize<'de> for PatternSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = PatternSpec;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a pattern: a string, or a table with p = \"…\"")
            }
            fn visit_str<E: de::Error>(self, p: &str) -> Result<PatternSpec, E> {
                Ok(PatternSpec { p: p.to_owned(), shared: Shared::default() })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PatternSpec, A::Error> {
                let mut pattern = PatternSpec::default();
                while let Some(key) = map.next_key::<String>()? {
                    if key == "p" {
                        pattern.p = map.next_value()?;
                    } else if !pattern.shared.take(&key, &mut map)? {
                        return Err(de::Error::unknown_field(Box::leak(key.into_boxed_str()), PATTERN_KEYS));
                    }
                }
                Ok(pattern)
            }
        }
        deserializer.deserialize_any(V)
    }
}

/// Whether a key is one that families and patterns share.
pub fn is_shared_key(key: &str) -> bool {
    SHARED_KEYS.contains(&key) || Place::KEYS.contains(&key)
}
