//! Compiles the built-in lexicons, so that a start need only read what came of them (src/lexicon/frozen.rs).
//!
//! The compiling half of the crate is part of this script, file by file; it knows nothing of articles. A lexicon that cannot be
//! used ends the build with its file, line and excerpt, as `slantwise lexicon check` would tell it.

#![allow(dead_code, unused_imports)]

#[path = "src/text"]
mod text {
    pub mod background;
    pub mod classes;
    pub mod fold;
    pub mod inflect;
    pub mod open;
    pub mod sparse;
    pub mod token;
    pub mod vocabulary;
    /// The crate folds with the normalizers of `tokenizers`, which would take longer to build than all else here. What they do
    /// to the words of the lexicons is written out; the test that compares both ways would show a difference.
    pub mod pipeline {
        use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
        pub fn fold_beyond_ascii(word: &str) -> String {
            word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
        }
    }
    pub use token::{Flags, Token};
    pub use vocabulary::{Vocabulary, WordId};
}
#[path = "src/matcher"]
mod matcher {
    pub mod condition;
    pub mod pattern;
    pub mod trie;
    pub use condition::Condition;
    pub use pattern::{Element, Parser, PatternError, Position, Special};
    pub use trie::{Trie, TrieBuilder};
}
#[path = "src/lexicon"]
mod lexicon {
    pub mod base;
    pub mod compile;
    pub mod file;
    pub mod frozen;
    pub mod problem;
    pub mod source;
    mod wording;
    const IMAGE: &[u8] = &[];
    const BARE_IMAGE: &[u8] = &[];
}
#[path = "src/actors"]
mod actors {
    pub mod compile;
    pub mod file;
}
#[path = "src/voice"]
mod voice {
    mod cues;
    pub use cues::Speech;
}
#[path = "src/agency"]
mod agency {
    pub mod words;
}

use lexicon::frozen::{Frozen, freeze};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    for part in ["build.rs", "lexicons", "config", "src/text", "src/matcher", "src/lexicon", "src/actors", "src/voice", "src/agency"] {
        println!("cargo:rerun-if-changed={part}");
    }
    match image() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("the built-in lexicons cannot be compiled\n{message}");
            ExitCode::FAILURE
        }
    }
}

fn image() -> Result<(), String> {
    let lexicons = all("lexicons", |name, text| lexicon::source::parse(&format!("built-in:{name}"), text, true))?;
    let gazetteers = all("config/actors", |name, text| actors::file::parse(&format!("built-in:actors/{name}"), text, true))?;
    let out = std::env::var("OUT_DIR").map_err(|e| e.to_string())?;
    for (name, lexicons) in [("lexicons.image", &*lexicons), ("words.image", &[])] {
        let compiled = Frozen::compile(lexicons, &gazetteers).map_err(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))?;
        // Words with an open ending stand for words that only a whole engine knows: then nothing is kept, and a start compiles.
        std::fs::write(Path::new(&out).join(name), freeze(compiled).unwrap_or_default()).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// The TOML files of a folder, read, in the order of their names.
fn all<T>(folder: &str, parse: impl Fn(&str, &str) -> Result<T, lexicon::problem::Broken>) -> Result<Vec<T>, String> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).map_err(|e| e.to_string())?.filter_map(|f| Some(f.ok()?.path())).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "toml"));
    files.sort();
    let read = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        parse(&file.file_name().unwrap_or_default().to_string_lossy(), &text).map_err(|b| b.to_string())
    };
    files.iter().map(read).collect()
}
