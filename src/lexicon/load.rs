//! Where lexicons come from: those in the binary, those a user names; read and checked, not yet compiled.

use super::file::LexiconFile;
use super::problem::{Broken, Problem};
use include_dir::{Dir, include_dir};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::sync::Arc;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/lexicons");

/// A lexicon file, parsed, with its text for messages.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name for messages: the path as given, or "built-in:conflict.toml".
    pub name: String,
    /// Its text.
    pub text: String,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    /// Whether it comes with the program.
    pub built_in: bool,
    /// What it says.
    pub file: Arc<LexiconFile>,
}

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

/// Parses the text of a lexicon.
pub fn parse(name: &str, text: &str, built_in: bool) -> Result<Source, Broken> {
    let broken = |problem| Broken { problems: vec![problem], text: text.to_owned() };
    let file: Arc<LexiconFile> = Arc::new(toml::from_str(text).map_err(|e| broken(toml_problem(name, &e)))?);
    if *file.schema.get_ref() != 1 {
        let found = file.schema.get_ref();
        return Err(broken(Problem::error(name, file.schema.span(), format!("schema {found} is not known to this version")).help("write schema = 1")));
    }
    Ok(Source { name: name.into(), text: text.into(), sha256: sha256_hex(text.as_bytes()), built_in, file })
}

/// A TOML error as a problem, with a guess at what was meant where a key is unknown.
pub fn toml_problem(name: &str, error: &toml::de::Error) -> Problem {
    let message = error.message().trim().to_owned();
    let problem = Problem::error(name, error.span().unwrap_or(0..0), message.clone());
    if let Some(rest) = message.strip_prefix("unknown field `")
        && let Some((found, expected)) = rest.split_once('`')
    {
        let names = expected.split('`').skip(1).step_by(2);
        if let Some(near) = crate::matcher::pattern::nearest(found, names) {
            return Problem { message: format!("unknown key \"{found}\""), ..problem }.help(format!("did you mean \"{near}\"?"));
        }
    }
    problem
}

/// The lexicons in the binary, in the order of their file names.
pub fn built_in() -> Result<Vec<Source>, Broken> {
    let mut files: Vec<_> = BUILT_IN.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml")).collect();
    files.sort_by_key(|f| f.path());
    // TOML takes most of the time of a start; results keep the order of the files.
    files.into_par_iter().map(|f| parse(&format!("built-in:{}", f.path().display()), f.contents_utf8().unwrap_or_default(), true)).collect()
}
