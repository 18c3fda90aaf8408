//! A lexicon file with its text: read and checked, not yet compiled.

use super::file::LexiconFile;
use super::problem::{Broken, Problem};
use super::wording;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

/// Reads a lexicon when somebody first asks what it says.
pub type Reading = Box<dyn FnOnce() -> LexiconFile + Send>;

/// A lexicon file, parsed, with its text for messages.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name for messages: the path as given, or "built-in:conflict.toml".
    pub name: String,
    /// Its text; that of a lexicon in the binary is borrowed.
    pub text: Cow<'static, str>,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    /// Whether it comes with the program.
    pub built_in: bool,
    /// Its id.
    pub id: String,
    /// What it says. A built-in lexicon is compiled when the program is built; its file is read only where somebody asks.
    pub file: Arc<LazyLock<LexiconFile, Reading>>,
}

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// Parses the text of a lexicon.
pub fn parse(name: &str, text: &str, built_in: bool) -> Result<Source, Broken> {
    let broken = |problem| Broken { problems: vec![problem], text: text.to_owned() };
    let file: LexiconFile = toml::from_str(text).map_err(|e| broken(toml_problem(name, text, &e)))?;
    if *file.schema.get_ref() != 1 {
        let found = file.schema.get_ref();
        return Err(broken(Problem::error(name, file.schema.span(), format!("schema {found} is not known to this version")).help("write schema = 1")));
    }
    let id = file.id.get_ref().clone();
    let file = Arc::new(LazyLock::new(Box::new(move || file) as Reading));
    Ok(Source { name: name.into(), text: text.to_owned().into(), sha256: sha256_hex(text.as_bytes()), built_in, id, file })
}

/// A TOML error in `text` as a problem, in the words of somebody who writes such files, with a guess at what was meant.
pub fn toml_problem(name: &str, text: &str, error: &toml::de::Error) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let message = error.message().trim().to_owned();
    if let Some(rest) = message.strip_prefix("unknown field `")
        && let Some((found, expected)) = rest.split_once('`')
    {
        // Of a key in a table of a list, the error has the place of the table's head.
        let span = place_of_key(text, span.start, found).unwrap_or(span);
        let problem = Problem::error(name, span, format!("unknown key \"{found}\""));
        let keys: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        return match crate::matcher::pattern::nearest(found, keys.iter().copied()) {
            Some(near) => problem.help(format!("did you mean \"{near}\"?")),
            None if keys.is_empty() => problem,
            None => problem.help(format!("the keys are {}", keys.join(", "))),
        };
    }
    if let Some(plain) = wording::plain(&message, text.get(span.clone()).unwrap_or("")) {
        return Problem { help: plain.help, ..Problem::error(name, span, plain.message) };
    }
    let problem = Problem::error(name, span, message);
    match wording::quotation(text, problem.span.start) {
        Some((place, message, help)) => Problem { span: place, message, ..problem }.help(help),
        None => problem,
    }
}

/// The first place from byte `from` on where `key` stands as a key: at the beginning of a line or in braces, before "=".
fn place_of_key(text: &str, from: usize, key: &str) -> Option<std::ops::Range<usize>> {
    let rest = text.get(from..).filter(|_| !key.is_empty())?;
    let place = rest.match_indices(key).map(|(at, _)| from + at).find(|at| {
        let before = text[..*at].trim_end_matches([' ', '\t', '"', '\'']);
        let behind = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start_matches([' ', '\t']);
        (before.is_empty() || before.ends_with(['\n', '{', ','])) && behind.starts_with(['=', '.'])
    })?;
    Some(place..place + key.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_shown_where_it_stands() {
        let text = "schema = 1\n[[family]]\nid = \"a\"\nwhy = \"a whi is not a key\"\n whi = 2\n[[family]]\npatterns = [{ p = \"x\", wieght = 1 }]\n";
        let line = |key: &str, from: usize| place_of_key(text, from, key).map(|place| text[..place.start].lines().count());
        assert_eq!((line("whi", 11), line("wieght", 11), line("nothing", 0), line("", 0)), (Some(5), Some(7), None, None));
        let file = "schema = 1\nid = \"t\"\ntitle = \"T\"\n[[family]]\nid = \"t.a\"\nwhi = \"x\"\n";
        let error = toml::from_str::<LexiconFile>(file).unwrap_err();
        assert_eq!(toml_problem("t.toml", file, &error).place(file), (6, 1));
    }
}
