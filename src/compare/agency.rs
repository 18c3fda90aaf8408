//! agency_summary.csv: how each outlet tells what one victim suffered, and whether it says who did it.

use super::contrast::ALPHA;
use super::corpus::Corpus;
use crate::analysis::Voice;
use crate::stats::{Interval, fisher_exact, wilson};
use crate::tables::read::{AgencyRow, Sym};
use std::collections::BTreeMap;

/// The constructions, in the order of the columns.
pub const CONSTRUCTIONS: [&str; 6] = ["active", "passive_agent", "passive_agentless", "nominalisation", "intransitive", "weapon_agent"];

/// A row of agency_summary.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct AgencySummary {
    pub event: String,
    pub victim: String,
    pub outlet: String,
    pub harm_events: u64,
    pub named: u64,
    /// By construction, in the order of [`CONSTRUCTIONS`].
    pub constructions: [u64; 6],
    pub unnamed_share: f64,
    pub interval: Interval,
    /// Against the event's other outlets; NaN where there are none.
    pub fisher_p: f64,
    /// The wordings with their numbers, the most frequent first.
    pub verbs: Vec<(String, u64)>,
    /// Those who are named as acting, with their numbers.
    pub agents: Vec<(String, u64)>,
}

#[derive(Default)]
struct Tally<'t> {
    all: u64,
    named: u64,
    constructions: [u64; 6],
    verbs: BTreeMap<String, u64>,
    agents: BTreeMap<&'t str, u64>,
}

/// Own-voice harm events of each event, victim and outlet.
pub fn summary(corpus: &Corpus<'_>) -> Vec<AgencySummary> {
    let text = |sym: Sym| corpus.tables.symbols.text(sym);
    let mut rows = Vec::new();
    for (event, sides) in corpus.sides.iter().enumerate() {
        let mut victims: BTreeMap<&str, BTreeMap<u32, Tally<'_>>> = BTreeMap::new();
        for side in sides {
            for row in side.articles.iter().flat_map(|a| corpus.agency(*a)).filter(|r| r.voice == Voice::Own && r.victim != Sym(0)) {
                let tally = victims.entry(text(row.victim)).or_default().entry(side.outlet).or_default();
                add(tally, row, text);
            }
        }
        for (victim, outlets) in &victims {
            let (all, named) = outlets.values().fold((0, 0), |sum, t| (sum.0 + t.all, sum.1 + t.named));
            for (outlet, tally) in outlets {
                let Some(interval) = wilson(tally.all - tally.named, tally.all, ALPHA) else { continue };
                let (others, named_there) = (all - tally.all, named - tally.named);
                let fisher = if others > 0 { fisher_exact(tally.named, tally.all - tally.named, named_there, others - named_there) } else { None };
                rows.push(AgencySummary {
                    event: corpus.events[event].to_string(),
                    victim: (*victim).to_owned(),
                    outlet: corpus.outlets[*outlet as usize].to_string(),
                    harm_events: tally.all,
                    named: tally.named,
                    constructions: tally.constructions,
                    unnamed_share: (tally.all - tally.named) as f64 / tally.all as f64,
                    interval,
                    fisher_p: fisher.unwrap_or(f64::NAN),
                    verbs: by_number(tally.verbs.iter().map(|(v, n)| (v.clone(), *n)).collect()),
                    agents: by_number(tally.agents.iter().map(|(a, n)| ((*a).to_owned(), *n)).collect()),
                });
            }
        }
    }
    rows
}

fn add<'t>(tally: &mut Tally<'t>, row: &AgencyRow, text: impl Fn(Sym) -> &'t str) {
    tally.all += 1;
    if let Some(at) = CONSTRUCTIONS.iter().position(|c| *c == text(row.construction)) {
        tally.constructions[at] += 1;
    }
    if row.agent != Sym(0) {
        tally.named += 1;
        *tally.agents.entry(text(row.agent)).or_default() += 1;
    }
    *tally.verbs.entry(text(row.text).to_lowercase()).or_default() += 1;
}

fn by_number(mut list: Vec<(String, u64)>) -> Vec<(String, u64)> {
    list.sort_by(|x, y| y.1.cmp(&x.1).then_with(|| x.0.cmp(&y.0)));
    list
}
