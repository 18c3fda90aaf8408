//! Nested word lists: YAML (quanteda, WordStat), WordStat's .cat, Lexicoder's .lc3, and XML of `cnode` and `pnode`.

use super::{Format, Import, ImportError, Lost, Term};
use saphyr::{LoadableYamlNode, Scalar, Yaml};

/// Steps of a category's name.
const STEP: &str = " / ";

/// A scalar as the file's author wrote it; "no" and "on" are words here.
pub fn scalar(node: &Yaml<'_>) -> Option<String> {
    Some(match node {
        Yaml::Value(Scalar::String(s)) => s.to_string(),
        Yaml::Value(Scalar::Integer(i)) => i.to_string(),
        Yaml::Value(Scalar::FloatingPoint(f)) => f.to_string(),
        Yaml::Value(Scalar::Boolean(b)) => b.to_string(),
        Yaml::Value(Scalar::Null) => "null".to_owned(),
        Yaml::Representation(text, _, _) => text.to_string(),
        Yaml::Tagged(_, inner) => return scalar(inner),
        _ => return None,
    })
}

/// The first document.
pub fn load(text: &str) -> Result<Option<Yaml<'_>>, String> {
    Yaml::load_from_str(text).map(|docs| docs.into_iter().next()).map_err(|e| e.to_string())
}

/// What a YAML file is: a rule of Vale or a dictionary; `None` if it is no mapping.
pub fn yaml_kind(text: &str) -> Option<Format> {
    match load(text).ok()?? {
        Yaml::Mapping(map) if map.keys().any(|k| scalar(k).as_deref() == Some("extends")) => Some(Format::Vale),
        // A list with "word: gloss" lines is a mapping of words; a dictionary's values are lists or mappings.
        Yaml::Mapping(map) if map.values().any(|v| matches!(v, Yaml::Sequence(_) | Yaml::Mapping(_))) => Some(Format::Yaml),
        _ => None,
    }
}

/// Reads a YAML dictionary: keys are categories, lists hold words and further categories.
pub fn yaml(file: &str, text: &str) -> Result<Import, ImportError> {
    let broken = |reason: String| ImportError::Broken { file: file.into(), reason };
    let root = load(text).map_err(|e| broken(format!("no YAML: {e}")))?.ok_or_else(|| broken("an empty file".into()))?;
    let mut import = Import { format: Format::Yaml, terms: Vec::new(), lost: Vec::new() };
    walk(&root, "", &mut import);
    Ok(import)
}

fn walk(node: &Yaml<'_>, category: &str, out: &mut Import) {
    match node {
        Yaml::Sequence(list) => list.iter().for_each(|item| walk(item, category, out)),
        Yaml::Mapping(map) => {
            for (key, value) in map {
                match scalar(key) {
                    // "__" is how quanteda writes the words that stand beside subcategories.
                    Some(name) if name == "__" || name.is_empty() => walk(value, category, out),
                    Some(name) => walk(value, &join(category, &name), out),
                    None => out.lost.push(Lost { what: category.into(), reason: "a key that is no name".into() }),
                }
            }
        }
        Yaml::Value(Scalar::Null) => {}
        other => match scalar(other) {
            Some(word) => out.terms.push(Term { term: word, category: category.into(), ..Term::default() }),
            None => out.lost.push(Lost { what: category.into(), reason: "a value that is no word, list or category".into() }),
        },
    }
}

fn join(category: &str, name: &str) -> String {
    if category.is_empty() { name.trim().to_owned() } else { format!("{category}{STEP}{}", name.trim()) }
}

/// The weight in brackets behind a word of a .cat file.
fn weighted(line: &str) -> Option<(&str, f64)> {
    let (word, weight) = line.trim().strip_suffix(')')?.rsplit_once(" (")?;
    Some((word.trim(), weight.trim().parse().ok()?))
}

/// Whether lines carry weights in brackets behind them, as a .cat file's words do.
pub fn is_wordstat(text: &str) -> bool {
    text.lines().any(|l| weighted(l).is_some()) && text.lines().any(|l| !l.trim().is_empty() && weighted(l).is_none())
}

/// Reads a .cat file: words end in a weight in brackets, all other lines are categories, and tabs nest them.
pub fn wordstat(text: &str) -> Import {
    let mut import = Import { format: Format::WordStat, terms: Vec::new(), lost: Vec::new() };
    let mut path: Vec<(usize, String)> = Vec::new();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let depth = line.chars().take_while(|c| *c == '\t' || *c == ' ').count();
        match weighted(line) {
            Some((word, weight)) => {
                let category = path.iter().rev().find(|(d, _)| *d < depth).map_or(path.len(), |(d, _)| path.iter().take_while(|p| p.0 <= *d).count());
                let category = path[..category].iter().map(|p| p.1.as_str()).collect::<Vec<_>>().join(STEP);
                // Most lists weigh every word 1: that says nothing.
                let kept = (weight != 1.0 && (0.0..=10.0).contains(&weight)).then_some(weight);
                if weight != 1.0 && kept.is_none() {
                    import.lost.push(Lost { what: format!("the weight of {word}"), reason: format!("{weight} is not from 0 to 10") });
                }
                import.terms.push(Term { term: word.replace('_', " "), category, weight: kept, ..Term::default() });
            }
            None => {
                path.retain(|(d, _)| *d < depth);
                path.push((depth, line.trim().to_owned()));
            }
        }
    }
    import
}

/// Reads an .lc3 file: `+CATEGORY`, then its words.
pub fn lexicoder(text: &str) -> Import {
    let mut category = String::new();
    let mut import = Import { format: Format::Lexicoder, terms: Vec::new(), lost: Vec::new() };
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        match line.strip_prefix('+') {
            Some(name) => category = name.trim().to_owned(),
            None => import.terms.push(Term { term: line.into(), category: category.clone(), ..Term::default() }),
        }
    }
    import
}

/// Reads XML of categories (`cnode`) that hold words (`pnode`), each with a name.
pub fn xml(file: &str, text: &str) -> Result<Import, ImportError> {
    let tree = roxmltree::Document::parse(text).map_err(|e| ImportError::Broken { file: file.into(), reason: format!("no XML: {e}") })?;
    let mut import = Import { format: Format::Xml, terms: Vec::new(), lost: Vec::new() };
    for node in tree.descendants().filter(|n| n.has_tag_name("pnode")) {
        let Some(name) = node.attribute("name") else {
            import.lost.push(Lost { what: "pnode".into(), reason: "no name".into() });
            continue;
        };
        let mut steps: Vec<&str> = node.ancestors().filter(|a| a.has_tag_name("cnode")).filter_map(|a| a.attribute("name")).collect();
        steps.reverse();
        import.terms.push(Term { term: name.into(), category: steps.join(STEP), ..Term::default() });
    }
    Ok(import)
}
