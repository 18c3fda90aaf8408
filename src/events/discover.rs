//! Actors nobody listed: names in the articles of an event, put together across outlets.
//!
//! "Michael Steele", "Mr. Steele" and "Steele" are one actor, named by the fullest of them; so are a name and the letters that
//! stand behind it in brackets. Within one event a surname is safe to tie to the only full name that ends in it; over a whole
//! collection it is not, which is why this waits until events are known.

use super::Events;
use super::descriptions::{self, Described};
use crate::facts::{ArticleFacts, Facts, names, read};
use crate::tables::read::{ByArticle, RunTables, Sym, Voice};
use crate::text::fold::fold;
use crate::text::vocabulary::hash_word;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Actors of an event that are told.
const MOST: usize = 80;
/// Places that an actor needs, over all articles of its event.
const PLACES: usize = 2;

/// A place where a discovered actor is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Number of the article in the tables.
    pub article: u32,
    pub title_field: bool,
    /// Code points in the field.
    pub start: u32,
    pub end: u32,
    pub text: Arc<str>,
    /// Slug of the fullest name, or the id of a listed actor whose name it is.
    pub actor: Arc<str>,
    /// The fullest name; empty where the actor is a listed one.
    pub name: Arc<str>,
    pub voice: Voice,
    pub section: &'static str,
}

/// Where an actor is named: number of the article, text, place.
pub type Place<'a> = (u32, &'a str, names::Place<'a>);

/// A name as it stands, its words, its places.
type Form<'a> = (&'a str, Vec<String>, Vec<Place<'a>>);

/// An actor of an event.
#[derive(Debug, Clone)]
pub struct Actor<'a> {
    /// Slug of the name.
    pub id: String,
    /// The fullest name.
    pub name: &'a str,
    /// In the order of the articles.
    pub places: Vec<Place<'a>>,
}

/// A name's words: folded, without a possessive, initials or what is no capital.
fn key_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> =
        read::words(text).map(|w| fold(w.trim_end_matches("'s").trim_end_matches("\u{2019}s")).replace('.', "")).filter(|w| w.chars().count() > 1).collect();
    // "Obama administration" is not Obama.
    if ends_in_group(text) {
        words.extend(text.rsplit(' ').next().map(fold));
    }
    if words.is_empty() { vec![fold(text)] } else { words }
}

/// Whether a name ends in the word for a group: "Republican lawmakers" says enough where it stands once.
fn ends_in_group(text: &str) -> bool {
    text.rsplit_once(' ')
        .is_some_and(|(_, last)| last.chars().next().is_some_and(char::is_lowercase) && names::is_group(hash_word(fold(last).as_bytes()) as u32))
}

/// First letters of a name of three words or more.
fn initials(text: &str) -> Option<String> {
    let letters: String = read::words(text).filter_map(|w| w.chars().next()).collect();
    (letters.chars().count() >= 3).then(|| fold(&letters))
}

/// The actors in the articles of one event, most named first. `articles` are numbers in the tables with their facts.
pub fn actors<'a>(articles: &[(u32, &'a ArticleFacts)]) -> Vec<Actor<'a>> {
    // Names as they stand, with how often and where.
    let mut forms: FxHashMap<&str, usize> = FxHashMap::default();
    let mut all: Vec<Form<'a>> = Vec::new();
    let mut shorts: FxHashMap<String, FxHashMap<usize, usize>> = FxHashMap::default();
    for (article, facts) in articles {
        for name in names::parse(&facts.names) {
            let number = *forms.entry(name.text).or_insert_with(|| {
                all.push((name.text, key_words(name.text), Vec::new()));
                all.len() - 1
            });
            for place in name.places {
                if !place.short.is_empty() {
                    *shorts.entry(fold(place.short).replace('.', "")).or_default().entry(number).or_insert(0) += 1;
                }
                all[number].2.push((*article, name.text, place));
            }
        }
    }
    // Full names first, longest first, so that shorter ones find what they are part of; of equals the most frequent.
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| all[*b].1.len().cmp(&all[*a].1.len()).then(all[*b].2.len().cmp(&all[*a].2.len())).then(all[*a].0.cmp(all[*b].0)));
    let mut owner: Vec<usize> = (0..all.len()).collect();
    // Owners by their last and first word.
    let mut by_word: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut by_letters: FxHashMap<String, usize> = FxHashMap::default();
    for number in order {
        let (text, words, _) = &all[number];
        let found = if words.len() == 1 {
            // A bare word is a surname first, then an acronym, then the first word of a name.
            let word = words[0].as_str();
            let listed = || shorts.get(word).and_then(|c| c.iter().map(|(n, k)| (*k, std::cmp::Reverse(*n))).max()).map(|b| b.1.0);
            let last = |n: &&usize| all[**n].1.last() == words.last();
            let some = by_word.get(word);
            let best = |test: &dyn Fn(&&usize) -> bool| {
                let mut holders: Vec<usize> = some.into_iter().flatten().filter(|n| test(n)).copied().collect();
                holders.sort_by_key(|n| (std::cmp::Reverse(all[*n].2.len()), all[*n].0));
                // Two persons of one surname: the bare word is whoever is named far more often.
                match holders.as_slice() {
                    [] => None,
                    [one] => Some(*one),
                    [one, two, ..] => (all[*one].2.len() >= 2 * all[*two].2.len()).then_some(*one),
                }
            };
            best(&last).or_else(|| listed().filter(|n| *n != number).map(|n| owner[n])).or_else(|| by_letters.get(word).copied())
        } else {
            // Part of a longer name with the same last word: "Michael Steele" in "Michael S. Steele".
            by_word
                .get(words.last().map_or("", |w| w.as_str()))
                .and_then(|list| list.iter().copied().find(|n| *n != number && all[*n].1.last() == words.last() && all[*n].1.first() == words.first()))
        };
        match found {
            Some(other) => owner[number] = owner[other],
            None => {
                for word in [words.last(), words.first().filter(|first| words.last() != Some(first))].into_iter().flatten() {
                    by_word.entry(word.as_str()).or_default().push(number);
                }
                if let Some(letters) = initials(text) {
                    by_letters.entry(letters).or_insert(number);
                }
            }
        }
    }
    respelled(&all, &mut owner);
    let mut of_owner: Vec<Vec<Place<'a>>> = vec![Vec::new(); all.len()];
    for (number, owner) in owner.iter().enumerate() {
        of_owner[*owner].append(&mut all[number].2);
    }
    let actor = |(name, mut places): (&'a str, Vec<Place<'a>>)| {
        places.sort_by_key(|p| (p.0, !p.2.title, p.2.start));
        Actor { id: slug(name), name, places }
    };
    let mut out: Vec<Actor<'a>> = all.iter().map(|form| form.0).zip(of_owner).filter(|(_, places)| !places.is_empty()).map(actor).collect();
    out.sort_by(|a, b| b.places.len().cmp(&a.places.len()).then(a.id.cmp(&b.id)).then(a.name.cmp(b.name)));
    out
}

/// Letters of a name that may be spelled in two ways.
const LONG: usize = 5;

/// One name spelled in two ways by two outlets, "Idlib" and "Idleb": long, one letter apart, and never both in one article.
fn respelled(all: &[Form<'_>], owner: &mut [usize]) {
    let mut heads: Vec<usize> = (0..all.len()).filter(|n| owner[*n] == *n && all[*n].2.len() > 1).collect();
    heads.sort_by(|a, b| all[*b].2.len().cmp(&all[*a].2.len()).then(all[*a].0.cmp(all[*b].0)));
    heads.truncate(200);
    let articles =
        |owner: &[usize], head: usize| (0..all.len()).filter(|n| owner[*n] == head).flat_map(|n| all[n].2.iter().map(|p| p.0)).collect::<FxHashSet<u32>>();
    let names: Vec<String> = heads.iter().map(|head| all[*head].1.join(" ")).collect();
    let lengths: Vec<usize> = names.iter().map(|name| name.chars().count()).collect();
    for (at, head) in heads.iter().enumerate().filter(|(at, _)| lengths[*at] >= LONG) {
        let name = &names[at];
        for (n, other) in heads[..at].iter().enumerate() {
            let second = &names[n];
            if owner[*other] != *other || lengths[at].abs_diff(lengths[n]) > 1 || name.chars().next() != second.chars().next() {
                continue;
            }
            // A letter at the end makes another word of it: Syria, Syrian; Kurd, Kurds.
            if name.starts_with(second) || second.starts_with(name) || strsim::osa_distance(name, second) != 1 {
                continue;
            }
            if articles(owner, *head).is_disjoint(&articles(owner, *other)) {
                for slot in owner.iter_mut().filter(|o| **o == *head) {
                    *slot = *other;
                }
                break;
            }
        }
    }
}

/// "Michael Steele" as an id: michael_steele.
pub fn slug(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.join("_")
}

/// Where the tables tie a place to a listed actor.
pub struct Listed<'t> {
    tables: &'t RunTables,
    of: ByArticle,
}

impl<'t> Listed<'t> {
    /// The listed actors' places.
    pub fn new(tables: &'t RunTables) -> Self {
        Self { tables, of: ByArticle::new(tables.articles.len(), tables.mentions.iter().map(|m| m.article)) }
    }

    /// The first actor named at a place.
    fn at(&self, article: u32, title: bool, start: u32, end: u32) -> Option<Sym> {
        let rows = self.of.of(article).iter().map(|n| &self.tables.mentions[*n as usize]);
        rows.filter(|m| m.title_field == title).find(|m| m.start < end && start < m.end).map(|m| m.actor)
    }
}

/// The places of discovered actors over all events, in the order of the articles: more rows of mentions.csv.
pub fn mentions(tables: &RunTables, facts: &Facts, events: &Events) -> Vec<Mention> {
    let listed = Listed::new(tables);
    let groups = super::coverage::groups(facts, events);
    let of = |group: &Vec<u32>| {
        let articles: Vec<(u32, &ArticleFacts)> = group.iter().map(|a| (*a, &facts.of_article[*a as usize])).collect();
        of_event(tables, &listed, &actors(&articles)).0
    };
    in_order(groups.par_iter().map(of).collect())
}

/// Puts the mentions of all events into the order of the articles.
pub fn in_order(found: Vec<Vec<Mention>>) -> Vec<Mention> {
    let mut all: Vec<Mention> = Vec::with_capacity(found.iter().map(Vec::len).sum());
    for of_event in found {
        all.extend(of_event);
    }
    all.par_sort_by_key(|m| (m.article, !m.title_field, m.start, m.end));
    all
}

/// The places of an event's actors, and what stands at their side. A place that the tables already tie to a listed actor is left
/// out of the first, and a name that is mostly a listed actor's is that actor's everywhere.
pub fn of_event(tables: &RunTables, listed: &Listed<'_>, actors: &[Actor<'_>]) -> (Vec<Mention>, Vec<Described>) {
    let (mut out, mut described) = (Vec::new(), Vec::new());
    let nobody: Arc<str> = "".into();
    let mut texts: FxHashMap<&str, (Arc<str>, u32)> = FxHashMap::default();
    let mut known: Vec<Option<Sym>> = Vec::new();
    for actor in actors.iter().filter(|a| (a.places.len() >= PLACES || ends_in_group(a.name)) && !names::is_nobody(a.name)).take(MOST) {
        // Texts and their lengths in code points: most places of an actor have one of a few.
        texts.clear();
        known.clear();
        for (article, text, at) in &actor.places {
            let length = texts.entry(text).or_insert_with(|| ((*text).into(), text.chars().count() as u32)).1;
            known.push(listed.at(*article, at.title, at.start, at.start + length));
        }
        let mut votes: FxHashMap<Sym, usize> = FxHashMap::default();
        for actor in known.iter().flatten() {
            *votes.entry(*actor).or_insert(0) += 1;
        }
        let best = votes.into_iter().map(|(actor, n)| (n, std::cmp::Reverse(actor))).max();
        let of_listed = best.filter(|(n, _)| n * 2 >= actor.places.len()).map(|(_, sym)| tables.symbols.text(sym.0));
        let id: Arc<str> = of_listed.unwrap_or(&actor.id).into();
        let name: Arc<str> = if of_listed.is_some() { nobody.clone() } else { actor.name.into() };
        for ((article, text, at), known) in actor.places.iter().zip(&known) {
            let voice = if at.quoted {
                Voice::Quoted
            } else if at.attributed {
                Voice::Attributed
            } else {
                Voice::Own
            };
            for (head, modifiers) in descriptions::of_place(at) {
                let actor = known.map_or_else(|| id.clone(), |sym| tables.symbols.text(sym).into());
                described.push(Described { article: *article, actor, head, modifiers, voice });
            }
            if known.is_some() {
                continue;
            }
            let Some((text, length)) = texts.get(text) else { continue };
            out.push(Mention {
                article: *article,
                title_field: at.title,
                start: at.start,
                end: at.start + length,
                text: text.clone(),
                actor: id.clone(),
                name: name.clone(),
                voice,
                section: at.section,
            });
        }
    }
    (out, described)
}
