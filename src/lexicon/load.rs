//! Where lexicons come from: those in the binary, those a user names.

use super::frozen;
use super::problem::Broken;
use include_dir::{Dir, include_dir};
use std::sync::{Arc, LazyLock};

pub use super::source::{Reading, Source, parse, sha256_hex, toml_problem};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/lexicons");

/// Names and texts of the lexicons in the binary, in the order of their file names.
pub fn built_in_texts() -> Vec<(String, &'static str)> {
    let mut files: Vec<_> = BUILT_IN.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml")).collect();
    files.sort_by_key(|f| f.path());
    files.into_iter().map(|f| (format!("built-in:{}", f.path().display()), f.contents_utf8().unwrap_or_default())).collect()
}

/// The lexicons in the binary, in the order of their file names. The build has read and compiled them, so they are read
/// again only where somebody asks what a file says.
pub fn built_in() -> Result<Vec<Source>, Broken> {
    let known = frozen::lexicons();
    let texts = built_in_texts();
    if known.len() != texts.len() {
        return texts.iter().map(|(name, text)| parse(name, text, true)).collect();
    }
    let sources = texts.into_iter().zip(known).map(|((name, text), known)| Source {
        name,
        text: text.into(),
        sha256: known.sha256.clone(),
        built_in: true,
        id: known.id.clone(),
        file: Arc::new(LazyLock::new(Box::new(move || toml::from_str(text).unwrap_or_default()) as Reading)),
    });
    Ok(sources.collect())
}
