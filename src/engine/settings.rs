//! What an engine is built from: lexicons, actors, the words behind the rules, and the user's choices.

use crate::actors::{self, ActorSource};
use crate::lexicon::authority::Pack;
use crate::lexicon::base::BUILT_IN;
use crate::lexicon::problem::Broken;
use crate::lexicon::{Source, load};
use crate::rules::RuleSet;
use crate::score::exclusions::Exclusions;
use crate::text::pipeline::Pipeline;
use std::borrow::Cow;
use std::sync::Arc;

/// The layout rules that come with the program.
pub(super) const LAYOUT: &str = include_str!("../../config/layout.toml");

/// The words behind the rules, as TOML texts: those in the binary unless the user names others.
#[derive(Debug, Clone)]
pub struct WordFiles {
    pub classes: Cow<'static, str>,
    pub categories: Cow<'static, str>,
    pub inflection: Cow<'static, str>,
    pub sentences: Cow<'static, str>,
    pub negation: Cow<'static, str>,
    pub masks: Cow<'static, str>,
    pub layout: Cow<'static, str>,
    pub speech: Cow<'static, str>,
    pub agency: Cow<'static, str>,
    pub actor_words: Cow<'static, str>,
}

impl Default for WordFiles {
    fn default() -> Self {
        Self {
            classes: BUILT_IN.classes.into(),
            categories: BUILT_IN.categories.into(),
            inflection: BUILT_IN.inflection.into(),
            sentences: include_str!("../../config/sentences.toml").into(),
            negation: BUILT_IN.negation.into(),
            masks: BUILT_IN.masks.into(),
            layout: LAYOUT.into(),
            speech: BUILT_IN.speech.into(),
            agency: BUILT_IN.agency.into(),
            actor_words: BUILT_IN.actor_words.into(),
        }
    }
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
    /// The words and actors that come with the program; its lexicons are not even read.
    pub fn without_lexicons() -> Result<Self, Broken> {
        Ok(Self { actors: actors::load::built_in()?, ..Self::default() })
    }

    /// The lexicons and words that come with the program.
    pub fn built_in() -> Result<Self, Broken> {
        Ok(Self { lexicons: load::built_in()?, ..Self::without_lexicons()? })
    }
}
