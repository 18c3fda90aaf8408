//! What the outlets of an event report and leave out: names, numbers, acts and sources.
//!
//! Among three outlets or more, a fact that at least two thirds of the *others* report is an omission of one that does not, which
//! has no vote in it. An outlet cannot omit what the others had only after its last article, nor need a brief hold what a long
//! report does: both are told as excused. Of two outlets one can only say what each alone has. A pointer, not a verdict.

use super::{Events, days, discover};
use crate::facts::words::fact_words;
use crate::facts::{ArticleFacts, Facts, numbers};
use crate::tables::read::RunTables;
use crate::text::fold::fold;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

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

/// A mention of a fact: article, whether in the title field, code point, words.
struct Seen<'a> {
    article: u32,
    title: bool,
    start: u32,
    words: &'a str,
}

/// The facts of every event that two outlets or more tell, and the places of the actors discovered in all events, which
/// [`discover::mentions`] would find alone.
pub fn coverage(tables: &RunTables, facts: &Facts, events: &Events) -> (Vec<Row>, Vec<discover::Mention>) {
    let mut quotes: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (n, row) in tables.quotes.iter().enumerate() {
        quotes.entry(row.article).or_default().push(n);
    }
    let mut acts: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (n, row) in tables.agency.iter().enumerate() {
        acts.entry(row.article).or_default().push(n);
    }
    let listed = discover::listed(tables);
    let of = |group: &Vec<u32>| {
        let articles: Vec<(u32, &ArticleFacts)> = group.iter().map(|a| (*a, &facts.of_article[*a as usize])).collect();
        let actors = discover::actors(&articles);
        let found = discover::of_event(tables, &listed, &actors);
        (of_event(tables, facts, events, &articles, &actors, &quotes, &acts), found)
    };
    let (rows, found): (Vec<Vec<Row>>, Vec<Vec<discover::Mention>>) = groups(facts, events).par_iter().map(of).unzip();
    (rows.into_iter().flatten().collect(), discover::in_order(found))
}

fn of_event(
    tables: &RunTables,
    facts: &Facts,
    events: &Events,
    articles: &[(u32, &ArticleFacts)],
    actors: &[discover::Actor<'_>],
    quotes: &FxHashMap<u32, Vec<usize>>,
    acts: &FxHashMap<u32, Vec<usize>>,
) -> Vec<Row> {
    let group: Vec<u32> = articles.iter().map(|a| a.0).collect();
    // An article whose publisher nobody names stands for itself.
    let outlet = |article: u32| {
        let name = tables.outlet(article);
        if name.is_empty() { tables.articles[article as usize].id.clone() } else { name.to_owned() }
    };
    let day = |article: u32| days::of(&tables.articles[article as usize], &facts.of_article[article as usize]);
    let mut outlets: Vec<String> = group.iter().map(|a| outlet(*a)).collect();
    outlets.sort();
    outlets.dedup();
    if outlets.len() < 2 {
        return Vec::new();
    }
    let number_of: FxHashMap<u32, usize> = group.iter().map(|a| (*a, outlets.binary_search(&outlet(*a)).unwrap_or(0))).collect();
    let mut last_day = vec![None; outlets.len()];
    let mut words = vec![0u32; outlets.len()];
    for article in &group {
        let n = number_of[article];
        last_day[n] = last_day[n].max(day(*article));
        words[n] = words[n].max(tables.articles[*article as usize].words);
    }
    let mut found: Vec<(Kind, String, Vec<Seen<'_>>)> = Vec::new();
    for actor in actors {
        let seen = actor.places.iter().map(|(article, text, place)| Seen { article: *article, title: place.title, start: place.start, words: text }).collect();
        found.push((Kind::Name, actor.name.clone(), seen));
    }
    let mut by_key: FxHashMap<(Kind, String), usize> = FxHashMap::default();
    let mut add = |kind: Kind, key: String, item: String, seen: Vec<Seen<'_>>, found: &mut Vec<(Kind, String, Vec<Seen<'_>>)>| {
        let slot = *by_key.entry((kind, key)).or_insert_with(|| {
            found.push((kind, item, Vec::new()));
            found.len() - 1
        });
        // The lifetimes of what is added and what is there differ only in name.
        found[slot].2.extend(seen.into_iter().map(|s| Seen { words: "", ..s }));
    };
    for (article, facts) in articles {
        for number in numbers::parse(&facts.numbers) {
            let head = number.unit.rsplit([' ', '-']).next().unwrap_or("");
            if fact_words().spans.iter().any(|s| number.unit.split([' ', '-']).any(|w| w.strip_suffix('s').unwrap_or(w) == *s)) {
                continue;
            }
            let item = if number.unit.is_empty() { number.value.to_owned() } else { format!("{} {}", number.value, number.unit) };
            let seen = Seen { article: *article, title: number.title, start: number.start, words: "" };
            add(Kind::Number, format!("{} {}", number.value, head.strip_suffix('s').unwrap_or(head)), item, vec![seen], &mut found);
        }
        for at in quotes.get(article).into_iter().flatten() {
            let row = &tables.quotes[*at];
            let speaker = tables.symbols.text(row.speaker);
            let Some(key) = source_key(speaker) else { continue };
            let known = tables.symbols.text(row.speaker_actor);
            let key = if known.is_empty() { key } else { known.to_owned() };
            add(Kind::Source, key, speaker.to_owned(), vec![Seen { article: *article, title: false, start: row.start, words: "" }], &mut found);
        }
        for at in acts.get(article).into_iter().flatten() {
            let row = &tables.agency[*at];
            let (text, victim) = (tables.symbols.text(row.text), tables.symbols.text(row.victim));
            let head = |t: &str| fold(t.split_whitespace().next_back().unwrap_or(""));
            let item = if victim.is_empty() { text.to_owned() } else { format!("{text}: {victim}") };
            add(
                Kind::Act,
                format!("{} {}", fold(text.split_whitespace().next_back().unwrap_or("")), head(victim)),
                item,
                vec![Seen { article: *article, title: false, start: row.start, words: "" }],
                &mut found,
            );
        }
    }
    let order: FxHashMap<u32, (i32, usize)> = group.iter().enumerate().map(|(n, a)| (*a, (day(*a).unwrap_or(i32::MAX), n))).collect();
    let others = outlets.len() - 1;
    let needed = (2 * others).div_ceil(3);
    let mut rows: Vec<(usize, Row)> = Vec::new();
    for (kind, item, mut seen) in found {
        seen.sort_by_key(|s| (order[&s.article], !s.title, s.start));
        let mut first: FxHashMap<usize, Option<i32>> = FxHashMap::default();
        for s in &seen {
            first.entry(number_of[&s.article]).or_insert(day(s.article));
        }
        let reporters = first.len();
        let finding = match reporters {
            n if n == outlets.len() => Finding::Shared,
            1 => Finding::Only,
            n if n >= needed && outlets.len() > 2 => Finding::Omitted,
            _ => continue,
        };
        let mut lengths: Vec<u32> = first.keys().map(|n| words[*n]).collect();
        lengths.sort_unstable();
        let median = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
        let (mut with, mut without, mut excused) = (Vec::new(), Vec::new(), Vec::new());
        for (n, name) in outlets.iter().enumerate() {
            if first.contains_key(&n) {
                with.push(name.clone());
                continue;
            }
            let in_time = first.values().filter(|d| d.zip(last_day[n]).is_none_or(|(reported, last)| reported <= last)).count();
            let late = in_time < if finding == Finding::Omitted { needed } else { 1 };
            let short = f64::from(words[n]) < SHORT * f64::from(median);
            if late || short { excused.push(name.clone()) } else { without.push(name.clone()) }
        }
        if finding == Finding::Omitted && without.is_empty() {
            continue;
        }
        let mut told: FxHashSet<u32> = FxHashSet::default();
        let evidence = seen.iter().filter(|s| told.insert(s.article)).take(EVIDENCE).map(|s| {
            let words = if s.words.is_empty() { item.as_str() } else { s.words };
            format!("{}:{}:{} \"{words}\"", tables.articles[s.article as usize].id, if s.title { "title" } else { "text" }, s.start)
        });
        let evidence: Vec<String> = evidence.collect();
        let event = group.first().map_or(String::new(), |a| events.of_article[*a as usize].event.clone());
        rows.push((seen.len(), Row { event, item, kind, with, without, excused, first_position: seen.first().map_or(0, |s| s.start), evidence, finding }));
    }
    // What most report comes first, then what is mentioned most.
    rows.sort_by(|(x, a), (y, b)| {
        a.finding.cmp(&b.finding).then(b.with.len().cmp(&a.with.len())).then(y.cmp(x)).then(a.kind.cmp(&b.kind)).then(a.item.cmp(&b.item))
    });
    let mut alone: FxHashMap<String, usize> = FxHashMap::default();
    rows.retain(|(_, row)| {
        row.finding != Finding::Only || {
            let count = alone.entry(row.with.first().cloned().unwrap_or_default()).or_insert(0);
            *count += 1;
            *count <= MOST_ALONE
        }
    });
    rows.truncate(MOST);
    rows.into_iter().map(|r| r.1).collect()
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
