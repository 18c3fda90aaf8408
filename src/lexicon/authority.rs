//! Authority packs: what published guidance flags, laid over the entries of the base lexicons. They disagree on purpose.

use super::load::toml_problem;
use super::problem::{Broken, Problem};
use crate::analysis::Voice;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use toml::Spanned;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/lexicons/authorities");

/// When an authority objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flag {
    /// In the outlet's own voice.
    Own,
    /// In any voice.
    Always,
    /// Not at all: it says the word may be used.
    Never,
}

/// One piece of guidance.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Ids of entries; "*" for all.
    pub entries: Spanned<Vec<String>>,
    /// Only hits that hold one of these words or phrases (folded); all when absent.
    #[serde(default)]
    pub words: Vec<String>,
    /// When it objects.
    pub flag: Flag,
    /// Id of the published guidance.
    pub source: String,
    /// What the guidance says, in our words.
    #[serde(default)]
    pub note: String,
}

impl Rule {
    /// Whether marked words are among those that the rule is about.
    pub fn fits(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        self.words.is_empty() || self.words.iter().any(|w| holds(&lower, w))
    }
}

/// A pack: one authority's guidance.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Version of the format; 1.
    pub schema: u32,
    /// What `--authority` takes.
    pub id: String,
    /// Who says it.
    pub authority: String,
    /// Shown to people.
    #[serde(default)]
    pub title: String,
    /// Date of the guidance.
    #[serde(default)]
    pub updated: String,
    /// The guidance.
    #[serde(default)]
    pub rule: Vec<Rule>,
}

impl Pack {
    /// Parses a pack.
    pub fn parse(name: &str, text: &str) -> Result<Self, Broken> {
        toml::from_str(text).map_err(|e| Broken { problems: vec![toml_problem(name, text, &e)], text: text.to_owned() })
    }

    /// Entries named by the pack that no lexicon has.
    pub fn unknown(&self, name: &str, known: impl Fn(&str) -> bool) -> Vec<Problem> {
        let mut out = Vec::new();
        for rule in &self.rule {
            for entry in rule.entries.get_ref().iter().filter(|e| *e != "*" && *e != "rule.scare-quotes" && !known(e)) {
                out.push(Problem::warning(name, rule.entries.span(), format!("there is no entry \"{entry}\"")));
            }
        }
        out
    }

    /// Whether the authority objects to a hit: `None` where it says nothing.
    pub fn flags(&self, entry: &str, text: &str, voice: Voice) -> Option<bool> {
        self.rule
            .iter()
            .find(|r| {
                let named = r.entries.get_ref().iter().any(|e| e == "*" || e == entry);
                named && r.fits(text)
            })
            .map(|r| match r.flag {
                Flag::Always => true,
                Flag::Never => false,
                Flag::Own => voice == Voice::Own,
            })
    }
}

/// Whether the words of `phrase` stand whole in `text`.
fn holds(text: &str, phrase: &str) -> bool {
    let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    text.match_indices(phrase).any(|(at, _)| edge(text[..at].chars().next_back()) && edge(text[at + phrase.len()..].chars().next()))
}

/// The packs in the binary, by file name.
pub fn built_in() -> Result<Vec<Pack>, Broken> {
    let mut files: Vec<_> = BUILT_IN.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml")).collect();
    files.sort_by_key(|f| f.path());
    files.into_iter().map(|f| Pack::parse(&format!("built-in:authorities/{}", f.path().display()), f.contents_utf8().unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_disagree() {
        let packs = built_in().unwrap();
        let of = |id: &str| packs.iter().find(|p| p.id == id).unwrap();
        assert_eq!(of("bbc").flags("conflict.terrorist", "Terrorists", Voice::Own), Some(true));
        assert_eq!(of("bbc").flags("conflict.terrorist", "terrorists", Voice::Quoted), Some(false));
        assert_eq!(of("aje").flags("conflict.jihadist", "jihadist", Voice::Quoted), Some(true));
        assert_eq!(of("economist").flags("conflict.jihadist", "jihadist", Voice::Own), Some(false));
        assert_eq!(of("afp").flags("conflict.regime", "regime", Voice::Own), None);
        assert_eq!(of("ipi").flags("agency.clashes", "caught in the crossfire", Voice::Own), Some(true));
    }

    #[test]
    fn every_entry_a_pack_names_is_there() {
        let (engine, _) = crate::engine::Engine::build(crate::engine::Settings::built_in().unwrap()).map_err(|b| b[0].to_string()).unwrap();
        for pack in built_in().unwrap() {
            let unknown = pack.unknown(&pack.id, |e| engine.lexicons.entries.iter().any(|known| known.id == e));
            assert!(unknown.is_empty(), "{}: {:?}", pack.id, unknown);
        }
    }
}
