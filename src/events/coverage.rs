//! What the outlets of an event report and leave out: names, numbers, acts and sources.
//!
//! Among three outlets or more, a fact that at least two thirds of the *others* report is an omission of one that does not, which
//! has no vote in it. An outlet cannot omit what the others had only after its last article, nor need a brief hold what a long
//! report does: both are told as excused. Of two outlets one can only say what each alone has. A pointer, not a verdict.

use super::descriptions::Described;
use super::{Events, days, discover};
use crate::facts::words::fact_words;
use crate::facts::{ArticleFacts, Facts, numbers};
use crate::tables::read::{ByArticle, RunTables};
use crate::text::fold::fold;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// Rows of one event.
const MOST: usize = 60;
/// Rows of one event that one outlet alone has, for each outlet.
const MOST_ALONE: usize = 8;
/// Pieces of evidence in a row.
const EVIDENCE: usize = 4;
/// An outlet with fewer words than this share of the reporters' median is excused.
const SHORT: f64 = 0.5;

/// What kind of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What happened, by verb and participants.
    Act,
    /// A number with what it counts.
    Number,
    /// A person, place or organisation.
    Name,
    /// Somebody quoted or paraphrased.
    Source,
}

impl Kind {
    /// As written in tables.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Act => "act",
            Kind::Number => "number",
            Kind::Name => "name",
            Kind::Source => "source",
        }
    }
}

/// What the outlets make of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// At least two thirds of the others report it.
    Omitted,
    /// All report it.
    Shared,
    /// One alone reports it.
    Only,
}

impl Finding {
    /// As written in tables.
    pub fn name(self) -> &'static str {
        match self {
            Finding::Omitted => "omitted",
            Finding::Shared => "shared",
            Finding::Only => "only",
        }
    }
}

/// A fact of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub event: String,
    /// As it is worded first.
    pub item: String,
    pub kind: Kind,
    /// Outlets in the order of their names.
    pub with: Vec<String>,
    /// That could have reported it.
    pub without: Vec<String>,
    /// That could hardly.
    pub excused: Vec<String>,
    /// Code point of the first mention in the first article.
    pub first_position: u32,
    /// "article:field:code point "words"".
    pub evidence: Vec<String>,
    pub finding: Finding,
}

/// The articles of each event, each group and the groups in the run's own order, whatever order its parts were read in.
pub fn groups(facts: &Facts, events: &Events) -> Vec<Vec<u32>> {
    let mut order: Vec<u32> = (0..events.of_article.len().min(facts.of_article.len()) as u32).collect();
    order.sort_by_key(|a| (facts.of_article[*a as usize].ordinal, *a));
    let mut number: FxHashMap<&str, usize> = FxHashMap::default();
    let mut out: Vec<Vec<u32>> = Vec::new();
    for article in order {
        let slot = *number.entry(&events.of_article[article as usize].event).or_insert_with(|| {
            out.push(Vec::new());
            out.len() - 1
        });
        out[slot].push(article);
    }
    out
}

/// A mention of a fact: place of the article in its event, whether in the title field, code point, words.
#[derive(Clone, Copy)]
struct Seen<'a> {
    at: u32,
    title: bool,
    start: u32,
    words: &'a str,
}

/// A fact as it is gathered.
struct Fact<'a> {
    kind: Kind,
    item: Cow<'a, str>,
    seen: Vec<Seen<'a>>,
}

/// What will be a row, if it is among those that are told.
struct Draft {
    fact: usize,
    finding: Finding,
    /// Outlets that report it, and the first of them.
    reporters: usize,
    first: usize,
}

/// The facts of every event that two outlets or more tell, and the places of the actors discovered in all events, which
/// [`discover::mentions`] would find alone.
pub fn coverage(tables: &RunTables, facts: &Facts, events: &Events) -> (Vec<Row>, Vec<discover::Mention>) {
    let (rows, found, _) = of_events(tables, facts, events, |rows| rows);
    (rows.into_iter().flatten().collect(), found)
}

/// The same, where what is made of an event's rows is kept in place of them, by event.
pub fn of_events<T: Send>(
    tables: &RunTables,
    facts: &Facts,
    events: &Events,
    made: impl Fn(Vec<Row>) -> T + Sync,
) -> (Vec<T>, Vec<discover::Mention>, Vec<Described>) {
    let quotes = ByArticle::new(tables.articles.len(), tables.quotes.iter().map(|r| r.article));
    let acts = ByArticle::new(tables.articles.len(), tables.agency.iter().map(|r| r.article));
    let listed = discover::Listed::new(tables);
    let of = |group: &Vec<u32>| {
        let articles: Vec<(u32, &ArticleFacts)> = group.iter().map(|a| (*a, &facts.of_article[*a as usize])).collect();
        let actors = discover::actors(&articles);
        let (found, described) = discover::of_event(tables, &listed, &actors);
        let rows = Told::new(tables, &articles).map_or_else(Vec::new, |told| {
            let event = group.first().map_or("", |a| events.of_article[*a as usize].event.as_str());
            told.rows(event, gathered(tables, &told, &actors, &quotes, &acts))
        });
        (made(rows), (found, described))
    };
    let (rows, (found, described)): (Vec<T>, (Vec<Vec<discover::Mention>>, Vec<Vec<Described>>)) = groups(facts, events).par_iter().map(of).unzip();
    (rows, discover::in_order(found), described.concat())
}

/// An event that two outlets or more tell.
struct Told<'a> {
    tables: &'a RunTables,
    articles: &'a [(u32, &'a ArticleFacts)],
    /// Names, sorted.
    outlets: Vec<String>,
    /// Of each article the number of its outlet, and its day; those without one come last.
    of: Vec<(usize, i32)>,
    last_day: Vec<Option<i32>>,
    /// Words of each outlet's longest article.
    words: Vec<u32>,
}

impl<'a> Told<'a> {
    fn new(tables: &'a RunTables, articles: &'a [(u32, &'a ArticleFacts)]) -> Option<Self> {
        // An article whose publisher nobody names stands for itself.
        let outlet = |article: u32| match tables.outlet(article) {
            "" => tables.articles[article as usize].id.as_str(),
            name => name,
        };
        let mut outlets: Vec<&str> = articles.iter().map(|a| outlet(a.0)).collect();
        outlets.sort_unstable();
        outlets.dedup();
        if outlets.len() < 2 {
            return None;
        }
        let mut last_day = vec![None; outlets.len()];
        let mut words = vec![0u32; outlets.len()];
        let mut of = Vec::with_capacity(articles.len());
        for (article, facts) in articles {
            let row = &tables.articles[*article as usize];
            let (n, day) = (outlets.binary_search(&outlet(*article)).unwrap_or(0), days::of(row, facts));
            last_day[n] = last_day[n].max(day);
            words[n] = words[n].max(row.words);
            of.push((n, day.unwrap_or(i32::MAX)));
        }
        Some(Self { tables, articles, outlets: outlets.into_iter().map(str::to_owned).collect(), of, last_day, words })
    }

    /// Whether an outlet that does not report a fact could have: the days are those on which the others first do.
    fn could(&self, n: usize, finding: Finding, days: &[Option<i32>], needed: usize, median: u32) -> bool {
        let known = |day: i32| (day != i32::MAX).then_some(day);
        let in_time = days.iter().flatten().filter(|d| known(**d).zip(self.last_day[n]).is_none_or(|(reported, last)| reported <= last)).count();
        let late = in_time < if finding == Finding::Omitted { needed } else { 1 };
        let short = f64::from(self.words[n]) < SHORT * f64::from(median);
        !late && !short
    }

    /// The rows that are told, what most report first.
    fn rows(&self, event: &str, mut facts: Vec<Fact<'_>>) -> Vec<Row> {
        let others = self.outlets.len() - 1;
        let needed = (2 * others).div_ceil(3);
        // The first day on which each outlet reports a fact.
        let mut days: Vec<Option<i32>> = vec![None; self.outlets.len()];
        let mut lengths = Vec::new();
        let reported = |fact: &Fact<'_>, days: &mut Vec<Option<i32>>, lengths: &mut Vec<u32>| {
            days.fill(None);
            for seen in &fact.seen {
                let (n, day) = self.of[seen.at as usize];
                days[n] = Some(days[n].map_or(day, |d| d.min(day)));
            }
            lengths.clear();
            lengths.extend(days.iter().zip(&self.words).filter(|(d, _)| d.is_some()).map(|(_, words)| *words));
            lengths.sort_unstable();
            lengths.get(lengths.len() / 2).copied().unwrap_or(0)
        };
        let mut drafts: Vec<Draft> = Vec::new();
        for (at, fact) in facts.iter().enumerate() {
            let median = reported(fact, &mut days, &mut lengths);
            let reporters = lengths.len();
            let finding = match reporters {
                n if n == self.outlets.len() => Finding::Shared,
                1 => Finding::Only,
                n if n >= needed && self.outlets.len() > 2 => Finding::Omitted,
                _ => continue,
            };
            if finding == Finding::Omitted && !(0..days.len()).any(|n| days[n].is_none() && self.could(n, finding, &days, needed, median)) {
                continue;
            }
            drafts.push(Draft { fact: at, finding, reporters, first: days.iter().position(Option::is_some).unwrap_or(0) });
        }
        // What most report comes first, then what is mentioned most.
        drafts.sort_by(|a, b| {
            let (x, y) = (&facts[a.fact], &facts[b.fact]);
            a.finding
                .cmp(&b.finding)
                .then(b.reporters.cmp(&a.reporters))
                .then(y.seen.len().cmp(&x.seen.len()))
                .then(x.kind.cmp(&y.kind))
                .then_with(|| x.item.cmp(&y.item))
        });
        let mut alone = vec![0; self.outlets.len()];
        drafts.retain(|draft| {
            draft.finding != Finding::Only || {
                alone[draft.first] += 1;
                alone[draft.first] <= MOST_ALONE
            }
        });
        drafts.truncate(MOST);
        let row = |draft: &Draft| {
            let fact = &mut facts[draft.fact];
            let median = reported(fact, &mut days, &mut lengths);
            let (mut with, mut without, mut excused) = (Vec::new(), Vec::new(), Vec::new());
            for (n, name) in self.outlets.iter().enumerate() {
                let list = if days[n].is_some() {
                    &mut with
                } else if self.could(n, draft.finding, &days, needed, median) {
                    &mut without
                } else {
                    &mut excused
                };
                list.push(name.clone());
            }
            fact.seen.sort_by_key(|s| (self.of[s.at as usize].1, s.at, !s.title, s.start));
            let mut told: FxHashSet<u32> = FxHashSet::default();
            let item: &str = &fact.item;
            let evidence = fact.seen.iter().filter(|s| told.insert(s.at)).take(EVIDENCE).map(|s| {
                let words = if s.words.is_empty() { item } else { s.words };
                let id = &self.tables.articles[self.articles[s.at as usize].0 as usize].id;
                format!("{id}:{}:{} \"{words}\"", if s.title { "title" } else { "text" }, s.start)
            });
            Row {
                event: event.to_owned(),
                item: item.to_owned(),
                kind: fact.kind,
                evidence: evidence.collect(),
                first_position: fact.seen.first().map_or(0, |s| s.start),
                finding: draft.finding,
                with,
                without,
                excused,
            }
        };
        drafts.iter().map(row).collect()
    }
}

/// The facts of an event: its actors, then what each article has of numbers, sources and acts.
fn gathered<'a>(tables: &'a RunTables, told: &Told<'a>, actors: &[discover::Actor<'a>], quotes: &ByArticle, acts: &ByArticle) -> Vec<Fact<'a>> {
    let place: FxHashMap<u32, u32> = told.articles.iter().map(|a| a.0).zip(0..).collect();
    let mut found: Vec<Fact<'a>> = Vec::with_capacity(actors.len());
    for actor in actors {
        let seen = actor.places.iter().map(|(article, text, at)| Seen { at: place[article], title: at.title, start: at.start, words: text }).collect();
        found.push(Fact { kind: Kind::Name, item: Cow::Borrowed(actor.name), seen });
    }
    let mut by_key: FxHashMap<(Kind, String), usize> = FxHashMap::default();
    let mut add = |kind: Kind, key: String, item: Cow<'a, str>, seen: Seen<'a>| {
        let slot = *by_key.entry((kind, key)).or_insert_with(|| {
            found.push(Fact { kind, item, seen: Vec::new() });
            found.len() - 1
        });
        found[slot].seen.push(seen);
    };
    for ((article, facts), at) in told.articles.iter().zip(0..) {
        let seen = |title: bool, start: u32| Seen { at, title, start, words: "" };
        for number in numbers::parse(&facts.numbers) {
            let head = number.unit.rsplit([' ', '-']).next().unwrap_or("");
            if fact_words().spans.iter().any(|s| number.unit.split([' ', '-']).any(|w| w.strip_suffix('s').unwrap_or(w) == *s)) {
                continue;
            }
            let item = if number.unit.is_empty() { Cow::Borrowed(number.value) } else { Cow::Owned(format!("{} {}", number.value, number.unit)) };
            add(Kind::Number, format!("{} {}", number.value, head.strip_suffix('s').unwrap_or(head)), item, seen(number.title, number.start));
        }
        for row in quotes.of(*article).iter().map(|n| &tables.quotes[*n as usize]) {
            let speaker = tables.symbols.text(row.speaker);
            let Some(key) = source_key(speaker) else { continue };
            let known = tables.symbols.text(row.speaker_actor);
            let key = if known.is_empty() { key } else { known.to_owned() };
            add(Kind::Source, key, Cow::Borrowed(speaker), seen(false, row.start));
        }
        for row in acts.of(*article).iter().map(|n| &tables.agency[*n as usize]) {
            let (text, victim) = (tables.symbols.text(row.text), tables.symbols.text(row.victim));
            let head = |t: &str| fold(t.split_whitespace().next_back().unwrap_or(""));
            let item = if victim.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(format!("{text}: {victim}")) };
            add(Kind::Act, format!("{} {}", head(text), head(victim)), item, seen(false, row.start));
        }
    }
    found
}

/// What makes two wordings of a speaker one source: the last capital word, else all words; nothing for a pronoun.
fn source_key(speaker: &str) -> Option<String> {
    let folded = fold(speaker.trim());
    let article = |word: &str| fact_words().articles.iter().any(|a| a.eq_ignore_ascii_case(word));
    if folded.is_empty() || fact_words().pronouns.contains(&folded) {
        return None;
    }
    // "President Obama" and "Barack Obama" are one; of "a deputy of the Russian Duma" only the whole is a name.
    let capital = speaker.trim().chars().next().is_some_and(char::is_uppercase) && speaker.split_whitespace().next().is_some_and(|first| !article(first));
    let last = speaker.split_whitespace().next_back().unwrap_or("").trim_end_matches("'s").trim_end_matches("\u{2019}s");
    if capital && last.chars().next().is_some_and(char::is_uppercase) {
        return Some(fold(last));
    }
    let bare = folded.split_once(' ').filter(|(first, _)| article(first)).map_or(folded.as_str(), |(_, rest)| rest);
    Some(bare.to_owned())
}
