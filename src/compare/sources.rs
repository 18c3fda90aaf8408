//! sources.csv: who is quoted or paraphrased, by kind and actor, and how many words they are given.

use super::ALL_EVENTS;
use super::corpus::Corpus;
use super::kinds::Speakers;
use crate::tables::read::Sym;
use std::collections::{BTreeMap, BTreeSet};

/// A row of sources.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub event: String,
    pub outlet: String,
    pub kind: String,
    pub actor: String,
    pub speakers: u64,
    pub direct: u64,
    pub indirect: u64,
    pub words: u64,
    pub share: f64,
}

#[derive(Default)]
struct Tally {
    /// Names in lower case, an article's apart: "the minister" is another one in each.
    speakers: BTreeSet<(u32, String)>,
    direct: u64,
    indirect: u64,
    words: u64,
}

/// Kind and actor → what they say.
type ByKind<'t> = BTreeMap<(usize, &'t str), Tally>;

/// Sources of each event and outlet, and over all events.
pub fn sources(corpus: &Corpus<'_>, kinds: &Speakers<'_>) -> Vec<Source> {
    let text = |sym: Sym| corpus.tables.symbols.text(sym);
    let mut events: BTreeMap<&str, BTreeMap<u32, ByKind<'_>>> = BTreeMap::new();
    let several = corpus.events.len() > 1;
    for (event, sides) in corpus.sides.iter().enumerate() {
        for side in sides {
            for article in &side.articles {
                for quote in corpus.quotes(*article).filter(|q| q.speaker != Sym(0) && text(q.kind) != "scare") {
                    let speaker = text(quote.speaker);
                    let key = (kinds.of(quote.speaker), text(quote.speaker_actor));
                    for name in [&*corpus.events[event], ALL_EVENTS].into_iter().take(if several { 2 } else { 1 }) {
                        let tally = events.entry(name).or_default().entry(side.outlet).or_default().entry(key).or_default();
                        tally.speakers.insert((*article, speaker.to_lowercase()));
                        if text(quote.kind) == "direct" {
                            tally.direct += 1;
                        } else {
                            tally.indirect += 1;
                        }
                        tally.words += u64::from(quote.words);
                    }
                }
            }
        }
    }
    let mut rows = Vec::new();
    for (event, outlets) in events {
        for (outlet, tallies) in outlets {
            let all: u64 = tallies.values().map(|t| t.words).sum();
            for ((kind, actor), tally) in tallies {
                rows.push(Source {
                    event: event.to_owned(),
                    outlet: corpus.outlets[outlet as usize].to_string(),
                    kind: kinds.names()[kind].clone(),
                    actor: actor.to_owned(),
                    speakers: tally.speakers.len() as u64,
                    direct: tally.direct,
                    indirect: tally.indirect,
                    words: tally.words,
                    share: if all > 0 { tally.words as f64 / all as f64 } else { f64::NAN },
                });
            }
        }
    }
    rows
}
