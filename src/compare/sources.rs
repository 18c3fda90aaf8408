//! sources.csv: who is quoted or paraphrased, by kind and actor, and how many words they are given.

use super::ALL_EVENTS;
use super::corpus::Corpus;
use super::kinds::Speakers;
use super::sides::Sides;
use crate::tables::read::Sym;
use rayon::prelude::*;

/// A row of sources.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub event: String,
    pub outlet: String,
    pub kind: String,
    pub actor: String,
    /// The side the actor is on; empty where nobody says.
    pub side: String,
    pub speakers: u64,
    pub direct: u64,
    pub indirect: u64,
    pub words: u64,
    pub share: f64,
}

/// What one kind of source and actor has in an outlet.
#[derive(Clone, Copy)]
struct Tally {
    outlet: u32,
    kind: usize,
    actor: Sym,
    speakers: u64,
    direct: u64,
    indirect: u64,
    words: u64,
}

/// Puts what is of one outlet, kind and actor together, in that order.
fn together(mut tallies: Vec<Tally>) -> Vec<Tally> {
    let key = |t: &Tally| (t.outlet, t.kind, t.actor);
    tallies.sort_unstable_by_key(key);
    tallies.dedup_by(|next, first| {
        let same = key(next) == key(first);
        if same {
            first.speakers += next.speakers;
            first.direct += next.direct;
            first.indirect += next.indirect;
            first.words += next.words;
        }
        same
    });
    tallies
}

/// An event's sources.
fn of_event(corpus: &Corpus<'_>, kinds: &Speakers<'_>, event: u32) -> Vec<Tally> {
    let text = |sym: Sym| corpus.tables.symbols.text(sym);
    let mut all = Vec::new();
    for side in &corpus.sides[event as usize] {
        for article in &side.articles {
            let from = all.len();
            for quote in corpus.quotes(*article).filter(|q| q.speaker != Sym(0) && text(q.kind) != "scare") {
                let direct = u64::from(text(quote.kind) == "direct");
                // An article's speakers apart: "the minister" is another one in each.
                let speaker = kinds.name(quote.speaker);
                let (kind, actor) = (kinds.of(quote.speaker), quote.speaker_actor);
                all.push((speaker, Tally { outlet: side.outlet, kind, actor, speakers: 0, direct, indirect: 1 - direct, words: quote.words.into() }));
            }
            // The first place of each speaker counts.
            let key = |t: &(u32, Tally)| (t.1.kind, t.1.actor, t.0);
            all[from..].sort_unstable_by_key(key);
            let mut last = None;
            for one in &mut all[from..] {
                one.1.speakers = u64::from(last != Some(key(one)));
                last = Some(key(one));
            }
        }
    }
    together(all.into_iter().map(|t| t.1).collect())
}

/// Sources of each event and outlet, and over all events.
pub fn sources(corpus: &Corpus<'_>, kinds: &Speakers<'_>, sides: &Sides<'_>) -> Vec<Source> {
    let events: Vec<u32> = (0..corpus.events.len() as u32).collect();
    let found: Vec<Vec<Tally>> = events.par_iter().map(|event| of_event(corpus, kinds, *event)).collect();
    let rows = |event: &str, tallies: &[Tally]| -> Vec<Source> {
        let mut out = Vec::with_capacity(tallies.len());
        for of_outlet in tallies.chunk_by(|a, b| a.outlet == b.outlet) {
            let all: u64 = of_outlet.iter().map(|t| t.words).sum();
            let mut of_outlet: Vec<(&Tally, &str)> = of_outlet.iter().map(|t| (t, corpus.tables.symbols.text(t.actor))).collect();
            of_outlet.sort_unstable_by_key(|(t, actor)| (t.kind, *actor));
            out.extend(of_outlet.into_iter().map(|(tally, actor)| Source {
                event: event.to_owned(),
                outlet: corpus.outlets[tally.outlet as usize].to_string(),
                kind: kinds.names()[tally.kind].clone(),
                actor: actor.to_owned(),
                side: sides.name(tally.actor).to_owned(),
                speakers: tally.speakers,
                direct: tally.direct,
                indirect: tally.indirect,
                words: tally.words,
                share: if all > 0 { tally.words as f64 / all as f64 } else { f64::NAN },
            }));
        }
        out
    };
    // The sum over all events stands among them by its name.
    let sum = (corpus.events.len() > 1).then(|| rows(ALL_EVENTS, &together(found.concat())));
    let before = corpus.events.partition_point(|e| &**e < ALL_EVENTS);
    let of_events: Vec<Vec<Source>> = events.par_iter().zip(&found).map(|(event, tallies)| rows(&corpus.events[*event as usize], tallies)).collect();
    let mut out = Vec::new();
    for (at, of_event) in of_events.into_iter().enumerate() {
        if at == before {
            out.extend(sum.iter().flatten().cloned());
        }
        out.extend(of_event);
    }
    if before == corpus.events.len() {
        out.extend(sum.into_iter().flatten());
    }
    out
}
