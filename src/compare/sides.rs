//! sides.csv: how each outlet speaks of each side, and how much it lets each side say.
//!
//! A side is a group of actors: as the gazetteers put them, or as the user names it (`--side`, `[sides]` in the configuration).

use super::ALL_EVENTS;
use super::corpus::{Corpus, Side};
use crate::analysis::Voice;
use crate::tables::read::{RunTables, Sym};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// A row of sides.csv.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SideRow {
    pub event: String,
    pub side: String,
    pub outlet: String,
    pub counts: Counts,
    /// Words given to the side, of all words that the outlet gives to speakers; NaN where it gives none.
    pub share: f64,
}

/// What is counted of one side in one outlet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Mentions of its actors in own voice.
    pub mentions: u64,
    /// Of them, by names that condemn.
    pub negative: u64,
    /// Of them, by names that praise.
    pub positive: u64,
    /// Own-voice hits aimed at it that make it look bad.
    pub against: u64,
    /// Own-voice hits aimed at it that make it look good.
    pub for_it: u64,
    /// Stretches of speech of its actors.
    pub speeches: u64,
    /// Their words.
    pub words: u64,
    /// Own-voice harm events that it suffers.
    pub harmed: u64,
    /// Of them, with the doer named.
    pub doer_named: u64,
    /// Own-voice harm events that it is named as doing.
    pub does: u64,
}

impl Counts {
    fn add(&mut self, other: Counts) {
        let Counts { mentions, negative, positive, against, for_it, speeches, words, harmed, doer_named, does } = other;
        self.mentions += mentions;
        self.negative += negative;
        self.positive += positive;
        self.against += against;
        self.for_it += for_it;
        self.speeches += speeches;
        self.words += words;
        self.harmed += harmed;
        self.doer_named += doer_named;
        self.does += does;
    }
}

/// Which side each actor is on.
pub struct Sides<'t> {
    /// Names, sorted.
    names: Vec<&'t str>,
    of: FxHashMap<Sym, usize>,
}

impl<'t> Sides<'t> {
    /// As the tables say.
    pub fn new(tables: &'t RunTables) -> Self {
        let mut names: Vec<&str> = tables.sides.iter().map(|(_, side)| side.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let of = tables.sides.iter().filter_map(|(actor, side)| Some((tables.symbols.find(actor)?, names.binary_search(&side.as_str()).ok()?))).collect();
        Self { names, of }
    }

    fn number(&self, actor: Sym) -> Option<usize> {
        self.of.get(&actor).copied()
    }

    /// The side of an actor; empty where nobody says.
    pub fn name(&self, actor: Sym) -> &'t str {
        self.number(actor).map_or("", |number| self.names[number])
    }
}

/// The words that an outlet gives to speakers, and what it has of each side.
type Tally = (u64, Vec<Counts>);

fn tally(corpus: &Corpus<'_>, sides: &Sides<'_>, of_outlet: &Side) -> Tally {
    let (mut said, mut counts) = (0, vec![Counts::default(); sides.names.len()]);
    for article in &of_outlet.articles {
        for mention in corpus.mentions(*article).filter(|m| m.voice == Voice::Own) {
            let Some(side) = sides.number(mention.actor) else { continue };
            counts[side].mentions += 1;
            counts[side].negative += u64::from(mention.valence < 0);
            counts[side].positive += u64::from(mention.valence > 0);
        }
        for hit in corpus.hits(*article).filter(|h| h.voice == Voice::Own && corpus.is_lexical(h)) {
            let Some(side) = sides.number(hit.target) else { continue };
            counts[side].against += u64::from(hit.polarity < 0);
            counts[side].for_it += u64::from(hit.polarity > 0);
        }
        for quote in corpus.quotes(*article).filter(|q| q.speaker != Sym(0) && corpus.known[2] != Some(q.kind)) {
            said += u64::from(quote.words);
            let Some(side) = sides.number(quote.speaker_actor) else { continue };
            counts[side].speeches += 1;
            counts[side].words += u64::from(quote.words);
        }
        for event in corpus.agency(*article).filter(|e| e.voice == Voice::Own) {
            if let Some(side) = sides.number(event.victim) {
                counts[side].harmed += 1;
                counts[side].doer_named += u64::from(event.agent != Sym(0));
            }
            if let Some(side) = sides.number(event.agent_actor) {
                counts[side].does += 1;
            }
        }
    }
    (said, counts)
}

/// Rows of each event and of all together, where there are several: events, sides and outlets by name. An outlet that has
/// nothing of a side is there too, because that is a finding, unless no outlet of the event has anything of it.
pub fn sides(corpus: &Corpus<'_>, sides: &Sides<'_>) -> Vec<SideRow> {
    if sides.names.is_empty() {
        return Vec::new();
    }
    let events: Vec<u32> = (0..corpus.events.len() as u32).collect();
    let of_event = |event: &u32| -> Vec<(u32, Tally)> { corpus.sides[*event as usize].iter().map(|side| (side.outlet, tally(corpus, sides, side))).collect() };
    let found: Vec<Vec<(u32, Tally)>> = events.par_iter().map(of_event).collect();
    let rows = |event: &str, outlets: &[(u32, Tally)]| {
        let mut out = Vec::new();
        for (number, side) in sides.names.iter().enumerate() {
            if outlets.iter().all(|(_, (_, counts))| counts[number] == Counts::default()) {
                continue;
            }
            out.extend(outlets.iter().map(|(outlet, (said, counts))| SideRow {
                event: event.to_owned(),
                side: (*side).to_owned(),
                outlet: corpus.outlets[*outlet as usize].to_string(),
                counts: counts[number],
                share: if *said > 0 { counts[number].words as f64 / *said as f64 } else { f64::NAN },
            }));
        }
        out
    };
    let mut all: Vec<(&str, Vec<SideRow>)> = corpus.events.iter().zip(&found).map(|(event, outlets)| (&**event, rows(event, outlets))).collect();
    if corpus.events.len() > 1 {
        let mut sums: Vec<Option<Tally>> = vec![None; corpus.outlets.len()];
        for (outlet, (said, counts)) in found.iter().flatten() {
            let (all_said, all_counts) = sums[*outlet as usize].get_or_insert_with(|| (0, vec![Counts::default(); counts.len()]));
            *all_said += said;
            all_counts.iter_mut().zip(counts).for_each(|(sum, more)| sum.add(*more));
        }
        let sums: Vec<(u32, Tally)> = (0..).zip(sums).filter_map(|(outlet, sum)| Some((outlet, sum?))).collect();
        all.push((ALL_EVENTS, rows(ALL_EVENTS, &sums)));
    }
    all.sort_by_key(|a| a.0);
    all.into_iter().flat_map(|a| a.1).collect()
}
