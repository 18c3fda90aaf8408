//! What a run was: versions, settings, hashes of all that went in, counts. No time of day, so that the same run gives the
//! same bytes; durations are in timings.json.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the tables' schema.
pub const SCHEMA: u32 = 1;

/// A file that went in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Id or name; of inputs relative to what was named.
    pub name: String,
    /// Bytes; 0 where they do not matter.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// manifest.json.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the tables.
    pub schema: u32,
    /// "slantwise".
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// score or compare.
    pub command: String,
    /// What was typed, so that `verify` can do it again.
    pub arguments: serde_json::Value,
    /// The configuration in force.
    pub config: serde_json::Value,
    /// Seed of every random draw.
    pub seed: u64,
    /// Lexicons, in the order of the run.
    pub lexicons: Vec<Part>,
    /// Word files and gazetteers.
    pub words: Vec<Part>,
    /// Inputs, in the order they were read.
    pub inputs: Vec<Part>,
    /// Articles analysed.
    pub articles: u64,
    /// Records that could not be read, by reason.
    pub rejects: BTreeMap<String, u64>,
}

impl Manifest {
    /// As a file.
    pub fn to_json(&self) -> String {
        // Numbers and strings alone: this does not fail.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
