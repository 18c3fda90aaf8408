//! What makes a difference: the rates of both sides taken apart by entry.

use super::corpus::Corpus;
use super::measures::{Key, Measure};
use crate::analysis::Voice;
use crate::tables::read::{HitRow, Sym};
use rustc_hash::FxHashMap;
use std::fmt::Write;

/// Entries named in a row.
const MOST: usize = 5;
/// Less than this, per 1,000 words, is not worth naming.
const LEAST: f64 = 0.05;

/// The entries with the largest shares of the difference, largest first: "conflict.regime +12.3; evaluative.brutal -2.1".
/// Shares are per 1,000 words and add up to the difference of the two pooled rates; for agentless_share they are parts of
/// the difference of shares, by construction.
pub fn drivers(corpus: &Corpus<'_>, key: Key, first: (&[u32], u64), second: (&[u32], u64)) -> String {
    let scale = |words: u64, unit: f64| if words > 0 { unit / words as f64 } else { 0.0 };
    let mut parts: FxHashMap<Sym, (i64, i64)> = FxHashMap::default();
    let (unit, least, places) = if key.measure == Measure::AgentlessShare { (1.0, 0.005, 2) } else { (1000.0, LEAST, 1) };
    for (side, articles) in [first.0, second.0].into_iter().enumerate() {
        let mut add = |part: Sym, n: i64| {
            let sums = parts.entry(part).or_default();
            if side == 0 { sums.0 += n } else { sums.1 += n }
        };
        for article in articles {
            match key.measure {
                Measure::QuotedShare | Measure::SourceMix | Measure::Term => return String::new(),
                Measure::AgentlessShare => {
                    for event in corpus.agency(*article).filter(|e| e.voice == Voice::Own && e.victim == key.term && e.agent == Sym(0)) {
                        add(event.construction, 1);
                    }
                }
                _ => {
                    for hit in corpus.hits(*article).filter(|h| h.voice == Voice::Own && belongs(corpus, key, h)) {
                        add(hit.entry, if key.measure == Measure::NetPolarity { i64::from(hit.polarity) } else { 1 });
                    }
                }
            }
        }
    }
    let (one, other) = (scale(first.1, unit), scale(second.1, unit));
    let mut shares: Vec<(&str, f64)> =
        parts.iter().map(|(part, (a, b))| (corpus.tables.symbols.text(*part), *a as f64 * one - *b as f64 * other)).filter(|s| s.1.abs() >= least).collect();
    shares.sort_by(|x, y| y.1.abs().total_cmp(&x.1.abs()).then(x.0.cmp(y.0)));
    let mut out = String::new();
    for (at, (entry, share)) in shares.into_iter().take(MOST).enumerate() {
        let _ = write!(out, "{}{entry} {share:+.places$}", if at > 0 { "; " } else { "" });
    }
    out
}

fn belongs(corpus: &Corpus<'_>, key: Key, hit: &HitRow) -> bool {
    match key.measure {
        Measure::LoadedRate | Measure::LoadedRateOwnWords => corpus.is_lexical(hit),
        Measure::HeadlineRate => hit.headline && corpus.is_lexical(hit),
        Measure::Category => corpus.category(hit) == Some(key.category),
        Measure::NetPolarity => hit.target == key.term && hit.polarity != 0,
        Measure::Doubt | Measure::Endorse => {
            corpus.tables.symbols.text(hit.category) == key.measure.name() && key.term == if hit.target == Sym(0) { hit.speaker } else { hit.target }
        }
        _ => false,
    }
}
