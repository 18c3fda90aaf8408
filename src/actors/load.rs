//! Where gazetteers come from: those in the binary, those a user names.

use crate::lexicon::frozen;
use crate::lexicon::problem::Broken;
use crate::lexicon::source::sha256_hex;
use include_dir::{Dir, include_dir};
use std::sync::{Arc, LazyLock};

pub use super::file::{ActorSource, Reading, parse};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/config/actors");

/// Names and texts of the gazetteers in the binary, in the order of their file names.
pub fn built_in_texts() -> Vec<(String, &'static str)> {
    let mut files: Vec<_> = BUILT_IN.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml")).collect();
    files.sort_by_key(|f| f.path());
    files.into_iter().map(|f| (format!("built-in:actors/{}", f.path().display()), f.contents_utf8().unwrap_or_default())).collect()
}

/// The gazetteers in the binary, in the order of their file names. The build has read and compiled them, so they are read
/// again only where somebody asks what a file says.
pub fn built_in() -> Result<Vec<ActorSource>, Broken> {
    let texts = built_in_texts();
    if frozen::lexicons().is_empty() {
        return texts.iter().map(|(name, text)| parse(name, text, true)).collect();
    }
    let sources = texts.into_iter().map(|(name, text)| ActorSource {
        name,
        text: text.into(),
        sha256: sha256_hex(text.as_bytes()),
        built_in: true,
        file: Arc::new(LazyLock::new(Box::new(move || toml::from_str(text).unwrap_or_default()) as Reading)),
    });
    Ok(sources.collect())
}
