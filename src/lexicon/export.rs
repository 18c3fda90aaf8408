//! Lexicons in other tools' formats: every wording spelled out, and what those formats cannot say is told.

use super::compile::{Compiled, Pattern};
use super::file::Case;
use crate::engine::Engine;
use crate::matcher::pattern::Joint;
use crate::matcher::{Element, Special};
use crate::text::Vocabulary;
use crate::text::open::MARK;
use indexmap::{IndexMap, IndexSet};
use std::fmt::Write;

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Columns term, category, weight, polarity, strength, entry; patterns as they are written.
    Csv,
    /// A LIWC dictionary.
    Liwc,
    /// A YAML dictionary, as quanteda reads it.
    Quanteda,
}

/// A pattern that the format cannot hold, or, in a table, not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// As written.
    pub pattern: String,
    /// Its entry.
    pub entry: String,
    /// Why.
    pub reason: &'static str,
}

/// The most wordings of one pattern that are spelled out.
const MOST: usize = 256;

/// The patterns of the lexicons that `wanted` accepts. `loose` writes a pattern that has conditions without them.
pub fn export(engine: &Engine, wanted: impl Fn(u16) -> bool, target: Target, loose: bool) -> (String, Vec<Left>) {
    let compiled = &engine.lexicons;
    let patterns = || compiled.patterns.iter().filter(|p| wanted(compiled.entries[p.entry as usize].lexicon));
    if target == Target::Csv {
        let bound = patterns().filter(|p| !p.conditions.is_empty() || p.meta.case != Case::Any);
        let left = bound.map(|p| Left {
            pattern: p.written.to_string(),
            entry: compiled.entries[p.entry as usize].id.clone(),
            reason: "a table does not hold conditions and letter case",
        });
        return (csv(compiled, patterns()), left.collect());
    }
    let mut terms: IndexMap<&str, IndexSet<String>> = IndexMap::new();
    let mut left = IndexMap::new();
    for pattern in patterns() {
        let category = compiled.categories[pattern.meta.category as usize].id.as_str();
        match spell(pattern, &engine.vocabulary, loose) {
            Ok(wordings) => terms.entry(category).or_default().extend(wordings),
            Err(reason) => {
                let entry = compiled.entries[pattern.entry as usize].id.clone();
                left.entry((entry.clone(), pattern.written.to_string())).or_insert(Left { pattern: pattern.written.to_string(), entry, reason });
            }
        }
    }
    terms.sort_unstable_keys();
    let left: Vec<Left> = left.into_values().collect();
    let text = if target == Target::Liwc { liwc(&terms) } else { quanteda(&terms, &left) };
    (text, left)
}

fn csv<'p>(compiled: &Compiled, patterns: impl Iterator<Item = &'p Pattern>) -> String {
    use crate::tables::sheet::push_csv;
    let mut out = b"term,category,weight,polarity,strength,entry\n".to_vec();
    let mut last = (u32::MAX, "");
    for pattern in patterns {
        // The variants of one line stand together.
        if (pattern.entry, &*pattern.written) == last {
            continue;
        }
        last = (pattern.entry, &pattern.written);
        push_csv(&pattern.written, &mut out);
        out.push(b',');
        push_csv(&compiled.categories[pattern.meta.category as usize].id, &mut out);
        out.extend_from_slice(format!(",{},{},{},", pattern.meta.weight, pattern.meta.polarity, pattern.meta.strength.name()).as_bytes());
        push_csv(&compiled.entries[pattern.entry as usize].id, &mut out);
        out.push(b'\n');
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// All wordings of a pattern, folded; or why they cannot be written down.
fn spell(pattern: &Pattern, vocabulary: &Vocabulary, loose: bool) -> Result<Vec<String>, &'static str> {
    if !loose && !pattern.conditions.is_empty() {
        return Err("it has conditions");
    }
    if !loose && pattern.meta.case != Case::Any {
        return Err("it asks for letter case");
    }
    let mut out = vec![String::new()];
    let mut hyphen = false;
    for element in &pattern.elements {
        let Element::Position(position) = element else { return Err("it has a gap") };
        if position.classes != 0 {
            return Err("it has a word class");
        }
        if position.special != Special::None || position.words.is_empty() {
            return Err("it asks for any word, a name, a number or an actor");
        }
        hyphen |= position.joint == Joint::Hyphen;
        let mut words: Vec<&str> = position.words.iter().map(|w| vocabulary.word(*w)).collect();
        // An open ending says itself what it stands for.
        let stems: Vec<&str> = words.iter().filter_map(|w| w.strip_suffix(MARK)).collect();
        words.retain(|w| !stems.iter().any(|s| w.strip_suffix(MARK).unwrap_or(w).starts_with(s) && *w != format!("{s}{MARK}")));
        let joint = if position.joint == Joint::Hyphen { "-" } else { " " };
        let mut longer = Vec::new();
        for begun in &out {
            if position.optional {
                longer.push(begun.clone());
            }
            longer.extend(words.iter().map(|word| match (begun.is_empty(), *word) {
                (true, _) => (*word).to_owned(),
                (false, "'s") => format!("{begun}'s"),
                (false, _) => format!("{begun}{joint}{word}"),
            }));
        }
        if longer.len() > MOST {
            return Err("it stands for more than 256 wordings");
        }
        out = longer;
    }
    // What is written with a hyphen is met with one and without.
    if !hyphen && pattern.written.contains('-') {
        let joined: Vec<String> = out.iter().filter(|w| w.split(' ').count() == 2).map(|w| w.replace(' ', "-")).collect();
        out.extend(joined);
    }
    out.retain(|w| !w.is_empty());
    out.sort_unstable();
    out.dedup();
    Ok(out)
}

fn liwc(terms: &IndexMap<&str, IndexSet<String>>) -> String {
    let mut out = String::from("%\n");
    let mut words: IndexMap<&str, Vec<usize>> = IndexMap::new();
    for (number, (category, list)) in terms.iter().enumerate() {
        let _ = writeln!(out, "{}\t{category}", number + 1);
        for word in list {
            words.entry(word).or_default().push(number + 1);
        }
    }
    out.push_str("%\n");
    words.sort_unstable_keys();
    for (word, numbers) in words {
        let _ = writeln!(out, "{word}\t{}", numbers.iter().map(usize::to_string).collect::<Vec<_>>().join("\t"));
    }
    out
}

fn quanteda(terms: &IndexMap<&str, IndexSet<String>>, left: &[Left]) -> String {
    let mut out = String::new();
    if !left.is_empty() {
        out.push_str("# Left out, because a dictionary cannot say it:\n");
        for l in left {
            let _ = writeln!(out, "#   {} of {}: {}", l.pattern, l.entry, l.reason);
        }
    }
    // A JSON string is a YAML string.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    for (category, list) in terms {
        let _ = writeln!(out, "{}:", quoted(category));
        let mut words: Vec<&String> = list.iter().collect();
        words.sort_unstable();
        for word in words {
            let _ = writeln!(out, "  - {}", quoted(word));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Settings;
    use crate::lexicon::import;

    fn engine(toml: &str) -> Engine {
        let source = crate::lexicon::load::parse("x.toml", toml, false).unwrap_or_else(|b| panic!("{b}\n{toml}"));
        Engine::build(Settings { lexicons: vec![source], ..Settings::default() }).map_err(|b| b[0].to_string()).unwrap().0
    }

    const TEXT: &str = r#"
schema = 1
id = "x"
[[family]]
id = "a"
category = "label_neg"
patterns = ["thug/n", "hard-line", "grumbl* about", "taxpayer's dime", "woolly thinking?", { p = "sly|cunning fox/n", weight = 2.5 }]
[[family]]
id = "b"
category = "violence"
patterns = ["pound ~2 town", "@weapon_noun fire", "so-called *", { p = "row", next = ["over"] }, { p = "Blitz", case = "capital" }, "grumbl*"]
"#;

    #[test]
    fn wordings_are_spelled_out_and_the_rest_is_told() {
        let (text, left) = export(&engine(TEXT), |_| true, Target::Quanteda, false);
        let (_, body) = text.split_once("\"label_neg\":\n").unwrap();
        let words =
            "cunning fox, cunning foxes, grumbl* about, hard line, hard-line, sly fox, sly foxes, taxpayer's dime, thug, thugs, woolly, woolly thinking";
        let all: Vec<&str> = body.lines().filter_map(|l| l.trim().strip_prefix("- ")).map(|l| l.trim_matches('"')).collect();
        assert_eq!(all.join(", "), format!("{words}, grumbl*"));
        let reasons: Vec<String> = left.iter().map(|l| format!("{}: {}", l.pattern, l.reason)).collect();
        assert_eq!(
            reasons,
            [
                "pound ~2 town: it has a gap",
                "@weapon_noun fire: it has a word class",
                "so-called *: it asks for any word, a name, a number or an actor",
                "row: it has conditions",
                "Blitz: it asks for letter case"
            ]
        );
        assert!(text.contains("#   pound ~2 town of x.b: it has a gap"));
        assert!(export(&engine(TEXT), |_| true, Target::Liwc, true).0.contains("row\t2\n"));
    }

    #[test]
    fn every_format_comes_back() {
        let first = engine(TEXT);
        for target in [Target::Liwc, Target::Quanteda] {
            let (text, _) = export(&first, |_| true, target, true);
            let read = import::read("x", &text).unwrap();
            let (toml, lost) = import::to_toml("x", "X", &read, &["label_neg".into(), "violence".into()]);
            assert_eq!(lost, []);
            assert_eq!(export(&engine(&toml), |_| true, target, true).0, text.lines().filter(|l| !l.starts_with('#')).fold(String::new(), |s, l| s + l + "\n"));
        }
        // A table keeps the patterns as they are written.
        let (text, _) = export(&first, |_| true, Target::Csv, false);
        let read = import::read("x.csv", &text).unwrap();
        let (toml, lost) = import::to_toml("x", "X", &read, &["label_neg".into(), "violence".into()]);
        assert_eq!(lost, []);
        let again = export(&engine(&toml), |_| true, Target::Csv, false).0;
        let columns = |text: &str| text.to_lowercase().lines().map(|l| l.split(',').take(3).collect::<Vec<_>>().join(",")).collect::<Vec<_>>();
        assert_eq!(columns(&again), columns(&text));
    }
}
