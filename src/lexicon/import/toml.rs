//! Imported terms written out as a lexicon for a person to complete.

use super::{Format, Import, Lost, glob};
use indexmap::IndexMap;
use std::fmt::Write;

#[derive(Default)]
struct Group {
    /// Pattern → weight, alternatives.
    patterns: IndexMap<String, (Option<f64>, Vec<String>)>,
    why: String,
}

/// The terms as a lexicon file, and everything that could not be taken over. Imported lists count what they list: names
/// and negation are not looked at until the author takes those lines out.
pub fn to_toml(id: &str, title: &str, import: &Import, known: &[String]) -> (String, Vec<Lost>) {
    let mut lost = import.lost.clone();
    let mut groups: IndexMap<String, Group> = IndexMap::new();
    let mut names: IndexMap<String, String> = IndexMap::new();
    for term in &import.terms {
        let own = import.format == Format::Table && glob::is_pattern(&term.term);
        match if own { Ok(term.term.clone()) } else { glob::pattern(&term.term) } {
            Ok(pattern) => {
                let category = if term.category.is_empty() { "imported".to_owned() } else { slug(&term.category) };
                names.entry(category.clone()).or_insert_with(|| if term.category.is_empty() { "Imported".into() } else { term.category.clone() });
                let group = groups.entry(category.clone()).or_default();
                if group.why.is_empty() {
                    group.why.clone_from(&term.why);
                }
                match group.patterns.entry(pattern) {
                    indexmap::map::Entry::Vacant(slot) => {
                        slot.insert((term.weight, term.alternatives.clone()));
                    }
                    indexmap::map::Entry::Occupied(slot) => {
                        if slot.get().0 != term.weight {
                            lost.push(Lost {
                                what: term.term.clone(),
                                reason: format!("listed twice under {category} with different weights; the first is kept"),
                            });
                        }
                    }
                }
            }
            Err(reason) => lost.push(Lost { what: term.term.clone(), reason }),
        }
    }
    let mut out = format!("# Made from {} by slantwise lexicon import. Complete why, alternatives and tests.\n", import.format.name());
    let _ = write!(out, "schema = 1\nid = {}\ntitle = {}\nlanguage = \"en\"\n", quoted(id), quoted(title));
    if !lost.is_empty() {
        let _ = writeln!(out, "\n# Not taken over:");
        for l in &lost {
            let _ = writeln!(out, "#   {}: {}", quoted(&one_line(&l.what)), one_line(&l.reason));
        }
    }
    for category in groups.keys().filter(|c| !known.contains(c)) {
        let title = names.get(category).map_or(category.as_str(), String::as_str);
        let _ = write!(out, "\n[[category]]\nid = {}\nfamily = \"lexical\"\ntitle = {}\n", quoted(category), quoted(title));
    }
    for (category, group) in &groups {
        let _ = write!(out, "\n[[family]]\nid = {}\ncategory = {}\n", quoted(category), quoted(category));
        out.push_str("names = \"keep\"        # count the words as names too; remove this line to leave names alone\n");
        out.push_str("negatable = false     # count them after \"not\" too\n");
        if !group.why.is_empty() {
            let _ = writeln!(out, "why = {}", quoted(&group.why));
        }
        out.push_str("source = [\"imported\"]\npatterns = [\n");
        for (pattern, (weight, alternatives)) in &group.patterns {
            let mut more = String::new();
            if let Some(weight) = weight {
                let _ = write!(more, ", weight = {weight:?}");
            }
            if !alternatives.is_empty() {
                let list: Vec<String> = alternatives.iter().map(|a| quoted(a)).collect();
                let _ = write!(more, ", alternatives = [{}]", list.join(", "));
            }
            let _ = match more.is_empty() {
                true => writeln!(out, "  {},", quoted(pattern)),
                false => writeln!(out, "  {{ p = {}{more} }},", quoted(pattern)),
            };
        }
        out.push_str("]\n");
    }
    (out, lost)
}

fn slug(name: &str) -> String {
    name.trim()
        .to_lowercase()
        .replace(" / ", "-")
        .chars()
        .map(|c| {
            if c.is_alphanumeric() {
                c
            } else if c == '-' {
                '-'
            } else {
                '_'
            }
        })
        .collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A string as TOML writes it.
pub fn quoted(text: &str) -> String {
    ::toml::Value::String(text.to_owned()).to_string()
}
