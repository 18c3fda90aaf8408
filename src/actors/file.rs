//! A gazetteer as written: actors with their names, and the words behind the rules that find them.

use crate::lexicon::file::Place;
use crate::lexicon::problem::{Broken, Problem};
use crate::lexicon::source::{sha256_hex, toml_problem};
use indexmap::IndexMap;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::sync::{Arc, LazyLock};
use toml::Spanned;

/// A whole gazetteer. See docs/actor-format.md.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ActorFile {
    /// Version of the format; 1.
    pub schema: Spanned<u32>,
    /// Unique id of the gazetteer.
    pub id: Spanned<String>,
    /// Shown to people.
    #[serde(default)]
    pub title: String,
    /// Each actor is a region of its own: a list of countries rather than one conflict.
    #[serde(default)]
    pub own_regions: bool,
    /// Its roles stand for nobody in particular and are the last resort.
    #[serde(default)]
    pub generic: bool,
    /// Places and words that tell of the region without naming an actor.
    #[serde(default)]
    pub cues: Vec<Spanned<LineSpec>>,
    /// Roles that every state of the file has.
    #[serde(default)]
    pub common_roles: Vec<Spanned<LineSpec>>,
    /// The actors.
    #[serde(default)]
    pub actor: Vec<Spanned<ActorSpec>>,
}

impl Default for ActorFile {
    fn default() -> Self {
        Self {
            schema: Spanned::new(0..0, 1),
            id: Spanned::new(0..0, String::new()),
            title: String::new(),
            own_regions: false,
            generic: false,
            cues: Vec::new(),
            common_roles: Vec::new(),
            actor: Vec::new(),
        }
    }
}

/// Reads a gazetteer when somebody first asks what it says.
pub type Reading = Box<dyn FnOnce() -> ActorFile + Send>;

/// A gazetteer file, parsed, with its text for messages.
#[derive(Debug, Clone)]
pub struct ActorSource {
    /// Name for messages: the path as given, or "built-in:actors/syria.toml".
    pub name: String,
    /// Its text; that of a gazetteer in the binary is borrowed.
    pub text: Cow<'static, str>,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    /// Whether it comes with the program.
    pub built_in: bool,
    /// What it says. A built-in gazetteer is compiled when the program is built; its file is read only where somebody asks.
    pub file: Arc<LazyLock<ActorFile, Reading>>,
}

/// Parses the text of a gazetteer.
pub fn parse(name: &str, text: &str, built_in: bool) -> Result<ActorSource, Broken> {
    let broken = |problem| Broken { problems: vec![problem], text: text.to_owned() };
    let file: ActorFile = toml::from_str(text).map_err(|e| broken(toml_problem(name, text, &e)))?;
    if *file.schema.get_ref() != 1 {
        let found = file.schema.get_ref();
        return Err(broken(Problem::error(name, file.schema.span(), format!("schema {found} is not known to this version")).help("write schema = 1")));
    }
    let file = Arc::new(LazyLock::new(Box::new(move || file) as Reading));
    Ok(ActorSource { name: name.into(), text: text.to_owned().into(), sha256: sha256_hex(text.as_bytes()), built_in, file })
}

/// One actor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorSpec {
    /// Unique id, used in tables.
    pub id: Spanned<String>,
    /// Shown to people.
    #[serde(default)]
    pub name: String,
    /// One of the kinds of actors.
    pub kind: Spanned<String>,
    /// Whose side it is on; free.
    #[serde(default)]
    pub side: String,
    /// Its own names.
    #[serde(default)]
    pub names: Vec<Spanned<LineSpec>>,
    /// Names of places that stand for it: "Moscow" said, and not "in Moscow".
    #[serde(default)]
    pub places: Vec<Spanned<LineSpec>>,
    /// Its people: "Full Name|Short".
    #[serde(default)]
    pub persons: Vec<Spanned<String>>,
    /// Adjectives: Syrian.
    #[serde(default)]
    pub demonyms: Vec<Spanned<LineSpec>>,
    /// What it is called by others, recognisable on its own.
    #[serde(default)]
    pub labels: Vec<Spanned<LineSpec>>,
    /// What refers to it only where the article is about its region.
    #[serde(default)]
    pub roles: Vec<Spanned<LineSpec>>,
}

/// A pattern, alone or with what it means.
#[derive(Debug, Clone, Default)]
pub struct LineSpec {
    /// The pattern.
    pub p: String,
    /// The label that tables show; by default as the kind of line says.
    pub label: Option<String>,
    /// −1, 0 or 1.
    pub valence: Option<Spanned<i64>>,
    /// A common word in capitals: where a capital proves nothing, the article must prove it elsewhere.
    pub doubt: bool,
    /// Where it counts.
    pub conditions: Vec<(Place, Spanned<Vec<String>>)>,
}

const LINE_KEYS: &[&str] =
    &["p", "label", "valence", "doubt", "prev", "next", "left", "right", "near", "not_prev", "not_next", "not_left", "not_right", "not_near"];

impl<'de> Deserialize<'de> for LineSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = LineSpec;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a name: a string, or a table with p = \"…\"")
            }
            fn visit_str<E: de::Error>(self, p: &str) -> Result<LineSpec, E> {
                Ok(LineSpec { p: p.to_owned(), ..LineSpec::default() })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<LineSpec, A::Error> {
                let mut line = LineSpec::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "p" => line.p = map.next_value()?,
                        "label" => line.label = Some(map.next_value()?),
                        "valence" => line.valence = Some(map.next_value()?),
                        "doubt" => line.doubt = map.next_value()?,
                        other => match Place::parse(other) {
                            Some(place) => line.conditions.push((place, map.next_value()?)),
                            None => return Err(de::Error::unknown_field(other, LINE_KEYS)),
                        },
                    }
                }
                Ok(line)
            }
        }
        deserializer.deserialize_any(V)
    }
}

/// Words behind the rules that find mentions, read from config/actor-words.toml.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ActorWords {
    /// Prepositions that make a place of a country's name.
    pub locative: Vec<String>,
    /// Words before "of" that make a place of it: the city of, north of.
    pub place_heads: Vec<String>,
    /// Words before "to" that make a place of it: fled to.
    pub motion: Vec<String>,
    /// Words between the preposition and the name: northern, war-torn.
    pub place_modifiers: Vec<String>,
    /// Nouns after an adjective of nation that are not the nation's doing: Syrian conflict.
    pub not_heads: Vec<String>,
    /// Adjectives of noun phrases that suffixes do not tell.
    pub adjectives: Vec<String>,
    /// Endings of adjectives.
    pub adjective_endings: Vec<String>,
    /// Words that look like adjectives and are none.
    pub not_adjectives: Vec<String>,
    /// Words that carry on after a person's surname and make another name of it: Tower, University.
    pub name_endings: Vec<String>,
    /// Prefixes of support: pro.
    pub pro: Vec<String>,
    /// Prefixes of opposition: anti.
    pub anti: Vec<String>,
    /// Other prefixes, behind which there is no mention: non.
    pub other_prefixes: Vec<String>,
    /// Last part of a compound → the valence it gives; Turkish-backed.
    pub compounds: IndexMap<String, i64>,
    /// Last parts of compounds that are no mention: Spanish-speaking.
    pub not_compounds: Vec<String>,
    /// Irregular pasts that no noun looks like: struck, fled.
    #[serde(default)]
    pub pasts: Vec<String>,
    /// Verbs that give a name: called, dubbed.
    #[serde(default)]
    pub naming: Vec<String>,
    /// Head nouns: label → what it covers.
    pub heads: IndexMap<String, HeadSpec>,
}

/// A head noun.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadSpec {
    /// Patterns; by default the label as a noun.
    #[serde(default)]
    pub words: Vec<String>,
    /// −1, 0 or 1.
    #[serde(default)]
    pub valence: i64,
    /// Stands before a person's name.
    #[serde(default)]
    pub title: bool,
    /// Names somebody by his tie to the actor: ally, supporters.
    #[serde(default)]
    pub relational: bool,
}
