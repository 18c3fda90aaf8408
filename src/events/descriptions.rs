//! What outlets write at the side of a name: "embattled chairman Michael Steele", "Michael Steele, the party's chairman". Titles,
//! trades and what is said of them; a word before a name that is no title may be a verb, and is left alone.

use super::Events;
use crate::facts::names;
use crate::facts::words::fact_words;
use crate::tables::read::{RunTables, Voice};
use crate::tables::{Format, Sheet, schema};
use crate::text::fold::fold;
use crate::text::vocabulary::hash_word;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A description where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Number of the article in the tables.
    pub article: u32,
    pub actor: Arc<str>,
    /// The noun, in small letters.
    pub head: String,
    /// The words before it.
    pub modifiers: String,
    pub voice: Voice,
}

/// Head and modifiers of what stands before and behind a name.
pub fn of_place<'a>(place: &names::Place<'a>) -> impl Iterator<Item = (String, String)> + use<'a> {
    let parted = |text: &str| {
        let (modifiers, head) = text.rsplit_once(' ').unwrap_or(("", text));
        (head.trim_end_matches('.').to_lowercase(), modifiers.to_lowercase())
    };
    let noun = |(head, _): &(String, String)| fact_words().may_head(&fold(head));
    let title = |(head, _): &(String, String)| names::is_title(hash_word(fold(head).as_bytes()) as u32);
    let before = Some(place.before).filter(|text| !text.is_empty()).map(parted).filter(title);
    let behind = Some(place.after).filter(|text| !text.is_empty()).map(parted);
    before.into_iter().chain(behind).filter(noun)
}

/// descriptions.csv: how often each outlet has each of them; copies are set aside.
pub fn table(tables: &RunTables, events: &Events, found: &[Described], format: Format) -> Sheet {
    let aside = events.set_aside();
    let mut rows: BTreeMap<(&str, &str, &str, &str, &str), [i64; 3]> = BTreeMap::new();
    for one in found.iter().filter(|d| !aside.get(d.article as usize).copied().unwrap_or(false)) {
        let event = events.of_article.get(one.article as usize).map_or("", |a| a.event.as_str());
        let outlet = match tables.outlet(one.article) {
            "" => tables.articles.get(one.article as usize).map_or("", |a| a.id.as_str()),
            outlet => outlet,
        };
        rows.entry((event, &one.actor, outlet, &one.head, &one.modifiers)).or_default()[one.voice as usize] += 1;
    }
    let mut sheet = Sheet::new(&schema::descriptions(), format);
    for ((event, actor, outlet, head, modifiers), counts) in rows {
        for text in [event, actor, outlet, head, modifiers] {
            sheet.text(text);
        }
        for voice in [Voice::Own, Voice::Attributed, Voice::Quoted] {
            sheet.integer(counts[voice as usize]);
        }
        sheet.end();
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(before: &'static str, after: &'static str) -> Vec<(String, String)> {
        of_place(&names::Place { before, after, ..names::Place::default() }).collect()
    }

    #[test]
    fn titles_and_appositions_describe_and_verbs_do_not() {
        let pair = |head: &str, modifiers: &str| (head.to_owned(), modifiers.to_owned());
        assert_eq!(of("embattled chairman", ""), [pair("chairman", "embattled")]);
        assert_eq!(of("Gen.", ""), [pair("gen", "")]);
        assert_eq!(of("critics mocked", ""), []);
        assert_eq!(of("President", "party's disgraced leader"), [pair("president", ""), pair("leader", "party's disgraced")]);
        assert_eq!(of("former", "residents said"), []);
        assert_eq!(of("", "river port"), [pair("port", "river")]);
        assert_eq!(of("", ""), []);
    }
}
