//! The card of an entry: what a reader sees of a marked word, its tests with their outcome, and what authorities say.

use super::authority::{Flag, Pack};
use super::compile::{Entry, Meta};
use super::file::{FamilySpec, PatternSpec, Shared};
use super::guidance::cite;
use super::load::Source;
use super::selftest;
use crate::engine::Engine;

/// A test sentence and whether it passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    pub sentence: String,
    /// Must it be hit?
    pub hit: bool,
    pub passes: bool,
}

/// What one authority says of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    pub authority: String,
    pub date: String,
    /// In plain words.
    pub says: &'static str,
    /// Only of these words; of all when empty.
    pub words: Vec<String>,
    pub note: String,
    pub source: String,
}

/// Everything that is known of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub entry: String,
    pub category: String,
    pub title: String,
    pub explanation: String,
    pub meta: Meta,
    /// Patterns as written.
    pub patterns: Vec<String>,
    /// Conditions as written: "not after: exercise, tax/n".
    pub conditions: Vec<String>,
    pub sources: Vec<String>,
    pub opinions: Vec<Opinion>,
    pub tests: Vec<Test>,
}

/// What packs say of an entry. `text` is what was marked; without it rules for certain words are told with these words.
pub fn opinions(packs: &[Pack], entry: &str, text: Option<&str>) -> Vec<Opinion> {
    let mut out = Vec::new();
    for pack in packs {
        let rule = pack.rule.iter().find(|r| {
            let named = r.entries.get_ref().iter().any(|e| e == entry);
            let all = r.entries.get_ref().iter().any(|e| e == "*");
            match text {
                Some(text) => (named || all) && r.fits(text),
                // A rule for words in any entry says nothing of this one unless the words are known.
                None => named,
            }
        });
        if let Some(rule) = rule {
            out.push(Opinion {
                authority: pack.authority.clone(),
                date: pack.updated.clone(),
                says: match rule.flag {
                    Flag::Own => "objects in the outlet's own voice",
                    Flag::Always => "objects in any voice",
                    Flag::Never => "lets it stand",
                },
                words: if text.is_none() { rule.words.clone() } else { Vec::new() },
                note: rule.note.clone(),
                source: cite(&rule.source),
            });
        }
    }
    out
}

/// Conditions as a person reads them.
fn conditions(shared: &Shared) -> Vec<String> {
    let place = |key: &str| match key {
        "prev" => "only after",
        "next" => "only before",
        "left" => "only with, to its left",
        "right" => "only with, to its right",
        "near" => "only in a sentence with",
        "not_prev" => "not after",
        "not_next" => "not before",
        "not_left" => "not with, to its left",
        "not_right" => "not with, to its right",
        _ => "not in a sentence with",
    };
    shared.conditions.iter().map(|(p, words)| format!("{}: {}", place(p.key()), words.get_ref().join(", "))).collect()
}

fn written<'s>(sources: &'s [Source], entry: &Entry) -> Option<&'s FamilySpec> {
    let source = sources.get(entry.lexicon as usize)?;
    source.file.family.iter().find(|f| f.span() == entry.span).map(toml::Spanned::get_ref)
}

/// The card of an entry: of one pattern of it where `pattern` says so, with what authorities say of the marked `text`.
pub fn card(engine: &Engine, sources: &[Source], packs: &[Pack], entry: usize, pattern: Option<u32>, text: Option<&str>) -> Option<Card> {
    let found = engine.lexicons.entries.get(entry)?;
    let one = pattern.and_then(|p| engine.lexicons.patterns.get(p as usize));
    let meta = one.map_or(&found.meta, |p| &p.meta);
    let category = engine.category(meta.category);
    let family = written(sources, found);
    let mut patterns: Vec<String> = match one {
        Some(p) => vec![p.written.to_string()],
        None => engine.lexicons.patterns.get(found.patterns.start as usize..found.patterns.end as usize)?.iter().map(|p| p.written.to_string()).collect(),
    };
    patterns.dedup();
    let own: Option<&PatternSpec> = one.and_then(|p| family?.patterns.iter().find(|s| s.span() == p.span)).map(toml::Spanned::get_ref);
    // A pattern's own condition takes the place of the family's of the same key.
    let mut shared = family.map(|f| f.shared.clone()).unwrap_or_default();
    if let Some(own) = own {
        shared.conditions.retain(|c| own.shared.conditions.iter().all(|o| o.0 != c.0));
        shared.conditions.extend(own.shared.conditions.iter().cloned());
    }
    let outcome = selftest::run_entry(engine, found);
    let test = |(sentence, span): &(String, std::ops::Range<usize>), hit: bool| Test {
        sentence: sentence.clone(),
        hit,
        passes: !outcome.failures.iter().any(|f| f.span == *span),
    };
    Some(Card {
        entry: found.id.clone(),
        category: category.id.clone(),
        title: category.title.clone(),
        explanation: category.explanation.clone(),
        meta: (**meta).clone(),
        patterns,
        conditions: conditions(&shared),
        sources: meta.source.iter().map(|s| cite(s)).collect(),
        opinions: opinions(packs, &found.id, text),
        tests: found.must_match.iter().map(|t| test(t, true)).chain(found.must_not_match.iter().map(|t| test(t, false))).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Settings;
    use crate::lexicon::{authority, load};

    #[test]
    fn a_card_holds_what_a_reader_needs() {
        let sources = load::built_in().unwrap();
        let settings = Settings { lexicons: sources.clone(), explain: true, ..Settings::built_in().unwrap() };
        let engine = Engine::build(settings).map_err(|b| b[0].to_string()).unwrap().0;
        let packs = authority::built_in().unwrap();
        let at = engine.lexicons.entries.iter().position(|e| e.id == "conflict.terrorist").unwrap();
        let card = card(&engine, &sources, &packs, at, None, None).unwrap();
        assert_eq!(card.category, "label_neg");
        assert!(!card.meta.why.is_empty() && !card.patterns.is_empty() && card.tests.iter().all(|t| t.passes));
        let bbc = card.opinions.iter().find(|o| o.authority == "BBC").unwrap();
        assert_eq!((bbc.date.as_str(), bbc.says), ("2013-07-02", "objects in the outlet's own voice"));
        assert!(bbc.source.starts_with("BBC: Guidance on reporting terrorism (2010"));
        // A rule for certain words is told where these words are marked.
        assert!(opinions(&packs, "conflict.any", Some("The executed men")).iter().any(|o| o.authority == "BBC"));
        assert!(opinions(&packs, "conflict.any", None).is_empty());
    }
}
