//! Where gazetteers come from: those in the binary, those a user names; read, not yet compiled.

use super::file::ActorFile;
use crate::lexicon::load::{sha256_hex, toml_problem};
use crate::lexicon::problem::{Broken, Problem};
use include_dir::{Dir, include_dir};
use rayon::prelude::*;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/config/actors");

/// A gazetteer file, parsed, with its text for messages.
#[derive(Debug, Clone)]
pub struct ActorSource {
    /// Name for messages: the path as given, or "built-in:actors/syria.toml".
    pub name: String,
    /// Its text.
    pub text: String,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    /// Whether it comes with the program.
    pub built_in: bool,
    /// What it says.
    pub file: ActorFile,
}

/// Parses the text of a gazetteer.
pub fn parse(name: &str, text: &str, built_in: bool) -> Result<ActorSource, Broken> {
    let broken = |problem| Broken { problems: vec![problem], text: text.to_owned() };
    let file: ActorFile = toml::from_str(text).map_err(|e| broken(toml_problem(name, text, &e)))?;
    if *file.schema.get_ref() != 1 {
        let found = file.schema.get_ref();
        return Err(broken(Problem::error(name, file.schema.span(), format!("schema {found} is not known to this version")).help("write schema = 1")));
    }
    Ok(ActorSource { name: name.into(), text: text.into(), sha256: sha256_hex(text.as_bytes()), built_in, file })
}

/// The gazetteers in the binary, in the order of their file names.
pub fn built_in() -> Result<Vec<ActorSource>, Broken> {
    let mut files: Vec<_> = BUILT_IN.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml")).collect();
    files.sort_by_key(|f| f.path());
    files.into_par_iter().map(|f| parse(&format!("built-in:actors/{}", f.path().display()), f.contents_utf8().unwrap_or_default(), true)).collect()
}
