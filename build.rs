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
    const IMAGE: &[u8] = &[];
}

use lexicon::base::{BUILT_IN, Base, read};
use lexicon::{frozen, source};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed=build.rs");
    for part in ["lexicons", "config", "src/text", "src/matcher", "src/lexicon"] {
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
    let tell = |broken: Vec<lexicon::problem::Broken>| broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n");
    let mut files: Vec<_> = std::fs::read_dir("lexicons").map_err(|e| e.to_string())?.filter_map(|f| Some(f.ok()?.path())).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "toml"));
    files.sort();
    let mut sources = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        let name = format!("built-in:{}", file.file_name().unwrap_or_default().display());
        sources.push(source::parse(&name, &text, true).map_err(|b| b.to_string())?);
    }
    let irregular = read("config/inflection.toml", BUILT_IN.inflection).map_err(tell)?;
    let (base, broken, _) = Base::compile(&BUILT_IN, &irregular, &sources).map_err(tell)?;
    if !broken.is_empty() {
        return Err(tell(broken));
    }
    // Words with an open ending stand for words that only a whole engine knows: then nothing is kept, and a start compiles.
    let image = frozen::freeze(base).unwrap_or_default();
    let out = std::env::var("OUT_DIR").map_err(|e| e.to_string())?;
    std::fs::write(Path::new(&out).join("lexicons.image"), image).map_err(|e| e.to_string())
}
