//! What a user can set: as written in a file, merged over the defaults, resolved into what the run uses.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A configuration file as written: every key optional, unknown keys refused.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Lexicon files to add, relative to this file.
    pub lexicons: Option<Vec<String>>,
    /// Ids of the lexicons to use; all when absent.
    pub only_lexicons: Option<Vec<String>>,
    /// Authorities whose packs are added.
    pub authority: Option<Vec<String>>,
    /// Gazetteers of actors to add, relative to this file.
    pub actors: Option<Vec<String>>,
    /// Number of threads.
    pub threads: Option<usize>,
    /// Seed of every random draw.
    pub seed: Option<u64>,
    /// Input names of record fields: `text = "body"`.
    pub map: Option<BTreeMap<String, String>>,
    /// A tokenizer.json whose pre-tokenizer says what a word is.
    pub tokenizer: Option<String>,
    /// Word files that take the place of the built-in ones: `negation = "my-negation.toml"`.
    pub words: Option<BTreeMap<String, String>>,
    /// Bootstrap draws.
    pub bootstrap: Option<u32>,
    /// Days within which articles may tell the same event.
    pub event_window_days: Option<u32>,
    /// Groups of actors by name: `Government = ["syrian_gov"]`. They take the place of those of the gazetteers.
    pub sides: Option<BTreeMap<String, Vec<String>>>,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there or not text.
    #[error("{path}: {reason}")]
    Unreadable { path: String, reason: String },
    /// It says something that cannot be.
    #[error("{0}")]
    Broken(String),
}

/// The configuration in force: no option left.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Config {
    pub lexicons: Vec<String>,
    pub only_lexicons: Vec<String>,
    pub authority: Vec<String>,
    pub actors: Vec<String>,
    pub threads: usize,
    pub seed: u64,
    pub tokenizer: String,
    pub bootstrap: u32,
    pub event_window_days: u32,
    pub map: BTreeMap<String, String>,
    pub words: BTreeMap<String, String>,
    pub sides: BTreeMap<String, Vec<String>>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            lexicons: Vec::new(),
            only_lexicons: Vec::new(),
            authority: Vec::new(),
            actors: Vec::new(),
            threads: 0,
            seed: 2026,
            tokenizer: String::new(),
            bootstrap: 2000,
            event_window_days: 7,
            map: BTreeMap::new(),
            words: BTreeMap::new(),
            sides: BTreeMap::new(),
        }
    }
}

impl Options {
    /// Reads a configuration; errors come with the place.
    pub fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|e| ConfigError::Broken(crate::lexicon::load::toml_problem(name, text, &e).render(text, false)))
    }
}

impl Config {
    /// The configuration with what `options` says laid over it.
    pub fn with(mut self, options: Options) -> Self {
        fn lay<T>(slot: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *slot = value;
            }
        }
        lay(&mut self.lexicons, options.lexicons);
        lay(&mut self.only_lexicons, options.only_lexicons);
        lay(&mut self.authority, options.authority);
        lay(&mut self.actors, options.actors);
        lay(&mut self.threads, options.threads);
        lay(&mut self.seed, options.seed);
        lay(&mut self.tokenizer, options.tokenizer);
        lay(&mut self.bootstrap, options.bootstrap);
        lay(&mut self.event_window_days, options.event_window_days);
        lay(&mut self.map, options.map);
        lay(&mut self.words, options.words);
        lay(&mut self.sides, options.sides);
        self
    }
    /// As a file that [`Options::parse`] reads.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_can_be_read() {
        let config = Config { seed: 7, ..Config::default() };
        let read = Config::default().with(Options::parse("c.toml", &config.to_toml()).unwrap());
        assert_eq!(read, config);
        let error = Options::parse("c.toml", "sede = 7\n").unwrap_err().to_string();
        assert!(error.contains("did you mean \"seed\"") && error.contains("c.toml:1:1"), "{error}");
    }
}
