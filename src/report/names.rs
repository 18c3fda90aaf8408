//! Names made fit for readers: hidden outlets, identifiers as words, categories.

use super::model::CategoryInfo;
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// Outlets as the page calls them.
#[derive(Debug, Clone, Default)]
pub struct OutletNames {
    /// As in the tables, in the page's order.
    pub real: Vec<String>,
    numbers: FxHashMap<String, usize>,
    blind: bool,
}

impl OutletNames {
    /// Names in alphabetical order, without regard to case.
    pub fn new(mut real: Vec<String>, blind: bool) -> Self {
        real.sort_by_cached_key(|n| (n.to_lowercase(), n.clone()));
        real.dedup();
        if blind {
            // An alphabetical A, B, C would be a riddle soon solved; the hash of the name gives an order that says nothing
            // and is the same on every run.
            real.sort_by_cached_key(|n| crate::score::hash::article_sha256("blind", n));
        }
        let numbers = real.iter().enumerate().map(|(at, name)| (name.clone(), at)).collect();
        Self { real, numbers, blind }
    }
    /// Number of an outlet.
    pub fn at(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }
    /// What the page calls it.
    pub fn shown(&self, at: usize) -> String {
        if self.blind {
            return format!("Outlet {}", letters(at));
        }
        match self.real.get(at).map(String::as_str) {
            Some("") | None => "outlet not named".into(),
            Some(name) => name.to_owned(),
        }
    }
    /// What the page calls an outlet that a table names.
    pub fn name(&self, name: &str) -> String {
        match self.at(name) {
            Some(at) => self.shown(at),
            None if name == "*rest*" => "all others".into(),
            None => name.to_owned(),
        }
    }
    /// A list of outlets in a cell.
    pub fn list(&self, cell: &str) -> Vec<String> {
        split(cell).iter().map(|n| self.name(n)).collect()
    }
    /// A text in which outlets' names may stand, such as a file name.
    pub fn hide(&self, text: &str) -> String {
        if !self.blind {
            return text.to_owned();
        }
        let mut order: Vec<usize> = (0..self.real.len()).filter(|i| self.real[*i].len() > 2).collect();
        order.sort_by_key(|i| std::cmp::Reverse(self.real[*i].len()));
        order.iter().fold(text.to_owned(), |text, i| text.replace(&self.real[*i], &self.shown(*i)))
    }
}

/// A, B, … Z, AA, AB …
fn letters(at: usize) -> String {
    let letter = char::from(b'A' + (at % 26) as u8);
    if at < 26 { letter.to_string() } else { format!("{}{letter}", letters(at / 26 - 1)) }
}

/// The parts of a list cell.
pub fn split(cell: &str) -> Vec<String> {
    let by = if cell.contains(" | ") { " | " } else { ";" };
    cell.split(by).map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// `syrian_gov` as a reader would have it: Syrian government; `udc`: UDC.
pub fn words(id: &str) -> String {
    let initials = |word: &str| word.len() < 4 && word.chars().all(|c| c.is_ascii_alphabetic()) || word == "isis";
    let parts: Vec<String> = id
        .split(['_', ' '])
        // A hyphen parts words, but not the numbers of a date.
        .flat_map(|w| if w.bytes().next().is_some_and(|b| b.is_ascii_digit()) { vec![w] } else { w.split('-').collect() })
        .filter(|w| !w.is_empty())
        .map(|w| match w {
            "gov" => "government".to_owned(),
            // Small words that an identifier may hold; a shorter one than these is a set of initials.
            "of" | "the" | "and" | "in" | "to" | "law" | "on" | "at" | "by" | "for" | "her" | "him" | "his" | "its" | "new" | "old" | "man" | "men" | "two"
            | "six" | "ten" | "act" | "air" | "tax" | "war" | "aid" | "oil" | "gas" => w.to_owned(),
            w if initials(w) => w.to_uppercase(),
            w => w.to_owned(),
        })
        .collect();
    let text = parts.join(" ");
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

/// Two letters that stand for a category beside a mark.
fn letters_of(id: &str, title: &str) -> String {
    let known = match id {
        "label_neg" => "L−",
        "label_pos" => "L+",
        "association" => "As",
        "violence" => "Vi",
        "accusation" => "Ac",
        "evaluative" => "Ev",
        "euphemism" => "Eu",
        "partisan_verb" => "Pv",
        "victim_frame" => "Vf",
        "sarcasm" => "Sa",
        "doubt" => "Do",
        "endorse" => "En",
        "hedge" => "He",
        "scare_quotes" => "Sq",
        "agency" => "Ag",
        _ => "",
    };
    if known.is_empty() { title.chars().filter(|c| c.is_alphanumeric()).take(2).collect() } else { known.to_owned() }
}

#[derive(Deserialize)]
struct CategoryFile {
    category: Vec<CategoryRow>,
}

#[derive(Deserialize)]
struct CategoryRow {
    id: String,
    family: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    explanation: String,
}

/// The built-in categories, then those that only the tables know.
pub fn categories(of_tables: &[String]) -> Vec<CategoryInfo> {
    let file: Option<CategoryFile> = toml::from_str(include_str!("../../config/categories.toml")).ok();
    let mut all: Vec<CategoryInfo> =
        file.map_or(Vec::new(), |f| f.category).into_iter().map(|c| category(&c.id, &c.family, &c.title, &c.explanation)).collect();
    for id in of_tables {
        if !id.is_empty() && !all.iter().any(|c| c.id == *id) {
            // A category that a user's lexicon brings is scored as lexical.
            all.push(category(id, "lexical", &words(id), "A category of the lexicons used in this run."));
        }
    }
    all
}

fn category(id: &str, family: &str, title: &str, explanation: &str) -> CategoryInfo {
    let title = if title.is_empty() { words(id) } else { title.to_owned() };
    CategoryInfo { letters: letters_of(id, &title), id: id.into(), title, explanation: explanation.into(), scored: family == "lexical", family: family.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_outlets() {
        let names = OutletNames::new(vec!["The Sun".into(), "The Sun on Sunday".into()], true);
        let hidden = names.hide("The Sun on Sunday says The Sun");
        assert!(!hidden.contains("Sun"), "{hidden}");
        assert_eq!(letters(25), "Z");
        assert_eq!(letters(26), "AA");
    }

    #[test]
    fn identifiers_as_words() {
        assert_eq!(words("syrian_gov"), "Syrian government");
        assert_eq!(words("udc"), "UDC");
        assert_eq!(words("strikes_idlib_2017-04-05"), "Strikes idlib 2017-04-05");
        assert_eq!(words("residence-law-protest"), "Residence law protest");
    }

    #[test]
    fn every_built_in_category_has_its_letters() {
        let mut seen: Vec<String> = categories(&["house_style".into()]).into_iter().map(|c| c.letters).collect();
        assert!(seen.len() >= 16);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), categories(&["house_style".into()]).len());
    }
}
