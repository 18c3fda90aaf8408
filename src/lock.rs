//! slantwise.lock: the hashes of all that decides what a word counts for, so that two people, or two years, count alike.

use crate::output::manifest::{Part, SCHEMA};
use serde::{Deserialize, Serialize};

/// The file's usual name.
pub const FILE: &str = "slantwise.lock";

/// What is held fast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Lock {
    /// Version of the program.
    pub program: String,
    /// Version of the tables.
    pub schema: u32,
    /// SHA-256 of the configuration in force, threads left out.
    pub config: String,
    /// Lexicons in use.
    #[serde(default)]
    pub lexicon: Vec<Held>,
    /// Word files, gazetteers and authorities.
    #[serde(default)]
    pub words: Vec<Held>,
}

/// A file that is held fast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    pub id: String,
    pub sha256: String,
}

impl From<&Part> for Held {
    fn from(part: &Part) -> Self {
        Held { id: part.name.clone(), sha256: part.sha256.clone() }
    }
}

impl Lock {
    /// The lock of what is in use now.
    pub fn of(config_sha256: String, lexicon: Vec<Held>, words: Vec<Held>) -> Self {
        Lock { program: env!("CARGO_PKG_VERSION").into(), schema: SCHEMA, config: config_sha256, lexicon, words }
    }

    /// As a file.
    pub fn to_toml(&self) -> String {
        let head = "# Written by `slantwise lock`; do not edit. Keep it beside your configuration: with --locked a run refuses to\n# begin when the program, the configuration, a lexicon or a word file is not the one that was locked.\n\n";
        // Strings and numbers alone: this does not fail.
        head.to_owned() + &toml::to_string(self).unwrap_or_default()
    }

    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong, with its place.
    pub fn parse(name: &str, text: &str) -> anyhow::Result<Self> {
        toml::from_str(text).map_err(|e| anyhow::anyhow!("{}", crate::lexicon::load::toml_problem(name, text, &e).render(text, false)))
    }

    /// What is not as it was locked, a line each; `self` is the file, `now` what is in use.
    pub fn differences(&self, now: &Lock) -> Vec<String> {
        let mut out = Vec::new();
        if self.program != now.program {
            out.push(format!("the program is {}, locked was {}", now.program, self.program));
        }
        if self.schema != now.schema {
            out.push(format!("the tables are version {}, locked was {}", now.schema, self.schema));
        }
        if self.config != now.config {
            out.push("the configuration has changed (slantwise config prints the one in force)".into());
        }
        for (kind, before, after) in [("lexicon", &self.lexicon, &now.lexicon), ("word file", &self.words, &now.words)] {
            for held in before {
                match after.iter().find(|h| h.id == held.id) {
                    Some(h) if h.sha256 == held.sha256 => {}
                    Some(_) => out.push(format!("{kind} {} has changed", held.id)),
                    None => out.push(format!("{kind} {} is not in use any more", held.id)),
                }
            }
            out.extend(after.iter().filter(|h| before.iter().all(|b| b.id != h.id)).map(|h| format!("{kind} {} is new", h.id)));
        }
        // Order decides nothing silently, and is part of what was locked all the same.
        if out.is_empty() && self != now {
            out.push("the lexicons stand in another order".into());
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(id: &str, sha256: &str) -> Held {
        Held { id: id.into(), sha256: sha256.into() }
    }

    #[test]
    fn what_is_written_is_read_and_each_change_is_named() {
        let lock = Lock::of("c".into(), vec![held("a", "1"), held("b", "2")], vec![held("speech", "3")]);
        assert_eq!(Lock::parse("x", &lock.to_toml()).unwrap(), lock);
        assert!(lock.differences(&lock).is_empty());
        let now = Lock { config: "d".into(), lexicon: vec![held("b", "9"), held("new", "1")], ..lock.clone() };
        assert_eq!(
            lock.differences(&now),
            [
                "the configuration has changed (slantwise config prints the one in force)",
                "lexicon a is not in use any more",
                "lexicon b has changed",
                "lexicon new is new"
            ]
        );
        let turned = Lock { lexicon: lock.lexicon.iter().rev().cloned().collect(), ..lock.clone() };
        assert_eq!(lock.differences(&turned), ["the lexicons stand in another order"]);
        assert!(Lock::parse("x.lock", "program = 3\n").unwrap_err().to_string().contains("x.lock:1"));
    }
}
