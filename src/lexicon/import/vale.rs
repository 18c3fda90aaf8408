//! Rules of the prose linter Vale: words to avoid (existence) and what to write instead (substitution).

use super::trees::{load, scalar};
use super::{Format, Import, ImportError, Lost, Term, glob};
use saphyr::Yaml;

/// Keys that say how a rule is shown or searched for, which has no counterpart here and changes no word.
const SHOWN: [&str; 9] = ["extends", "message", "level", "link", "action", "tokens", "swap", "description", "ignorecase"];

/// Reads one rule.
///
/// # Errors
/// YAML that is broken.
pub fn read(file: &str, text: &str) -> Result<Import, ImportError> {
    let broken = |reason: String| ImportError::Broken { file: file.into(), reason };
    let root = load(text).map_err(|e| broken(format!("no YAML: {e}")))?;
    let Some(Yaml::Mapping(rule)) = root else { return Err(broken("no mapping of keys".into())) };
    let get = |name: &str| rule.iter().find(|(k, _)| scalar(k).as_deref() == Some(name)).map(|(_, v)| v);
    let word = |name: &str| get(name).and_then(scalar).unwrap_or_default();
    let mut import = Import { format: Format::Vale, terms: Vec::new(), lost: Vec::new() };
    let kind = word("extends");
    // The message holds places for the words found, which a why has not.
    let why = if word("message").contains("%s") { String::new() } else { word("message") };
    match kind.as_str() {
        "existence" => {
            for token in list(get("tokens")) {
                expand(&token, &[], &why, &mut import);
            }
            for raw in list(get("raw")) {
                import.lost.push(Lost { what: raw, reason: "a raw regular expression".into() });
            }
        }
        "substitution" => {
            let pairs: Vec<(String, String)> = match get("swap") {
                Some(Yaml::Mapping(map)) => map.iter().filter_map(|(k, v)| Some((scalar(k)?, scalar(v)?))).collect(),
                // A list of one-pair mappings is a swap too.
                Some(Yaml::Sequence(items)) => items
                    .iter()
                    .filter_map(|i| match i {
                        Yaml::Mapping(map) => map.iter().next().and_then(|(k, v)| Some((scalar(k)?, scalar(v)?))),
                        _ => None,
                    })
                    .collect(),
                _ => Vec::new(),
            };
            for (from, to) in pairs {
                let alternatives: Vec<String> = to.split('|').map(str::trim).filter(|a| !a.is_empty()).map(str::to_owned).collect();
                expand(&from, &alternatives, &why, &mut import);
            }
        }
        other => import.lost.push(Lost { what: format!("extends: {other}"), reason: "only existence and substitution are lists of words".into() }),
    }
    for (key, value) in &rule {
        let Some(key) = scalar(key) else { continue };
        if key == "exceptions" {
            import
                .lost
                .extend(list(Some(value)).into_iter().map(|what| Lost { what, reason: "an exception; write it as a condition (not_next, not_prev)".into() }));
        } else if !SHOWN.contains(&key.as_str()) && key != "raw" {
            import.lost.push(Lost { what: format!("{key}: {}", scalar(value).unwrap_or_else(|| "…".into())), reason: "no counterpart in a lexicon".into() });
        }
    }
    if !matches!(word("ignorecase").as_str(), "true") && !import.terms.is_empty() {
        import
            .lost
            .push(Lost { what: "ignorecase: false".into(), reason: "patterns ignore case; set case = \"lower\" or \"capital\" where it matters".into() });
    }
    Ok(import)
}

fn list(node: Option<&Yaml<'_>>) -> Vec<String> {
    match node {
        Some(Yaml::Sequence(items)) => items.iter().filter_map(scalar).collect(),
        Some(one) => scalar(one).into_iter().collect(),
        None => Vec::new(),
    }
}

fn expand(token: &str, alternatives: &[String], why: &str, out: &mut Import) {
    match glob::wordings(token) {
        Ok(wordings) => {
            out.terms.extend(wordings.into_iter().map(|term| Term { term, alternatives: alternatives.to_vec(), why: why.to_owned(), ..Term::default() }))
        }
        Err(reason) => out.lost.push(Lost { what: token.to_owned(), reason }),
    }
}
