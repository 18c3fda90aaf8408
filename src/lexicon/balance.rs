//! Whether lexicons treat two sides alike: entries that can fire for one only, tests and articles with the sides swapped,
//! and how much of a score rests on one-sided entries.

use super::compile::Family;
use super::diff::Sums;
use super::selftest::unbracket;
use super::sides::Pair;
use crate::analysis::Voice;
use crate::engine::{Analysis, Engine, Scratch};
use crate::score::counts::Counts;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// An entry with patterns that name a side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tied {
    /// Id of the entry.
    pub entry: String,
    /// Patterns that name the first side, the second side.
    pub patterns: [Vec<String>; 2],
    /// Whether it has patterns that name neither.
    pub others: bool,
}

impl Tied {
    /// The side that it names alone.
    pub fn one_sided(&self) -> Option<usize> {
        match (self.patterns[0].is_empty(), self.patterns[1].is_empty()) {
            (false, true) => Some(0),
            (true, false) => Some(1),
            _ => None,
        }
    }
}

/// A test sentence that an entry hits, and no longer when the sides are swapped in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostInSwap {
    pub entry: String,
    pub sentence: String,
    pub swapped: String,
}

/// What the lexicons say of a pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Balance {
    /// Entries with patterns of a side.
    pub tied: Vec<Tied>,
    /// Test sentences in which names were swapped.
    pub sentences: usize,
    /// Those of them that are no longer hit.
    pub lost: Vec<LostInSwap>,
    /// For each pattern, the side that it is one-sided for: its entry has no pattern for the other.
    pub one_sided: Vec<Option<usize>>,
}

/// Asks all entries whose lexicon `wanted` accepts. The engine is one that explains (see `selftest`).
pub fn ask(engine: &Engine, pair: &Pair, wanted: impl Fn(u16) -> bool) -> Balance {
    let mut out = Balance { one_sided: vec![None; engine.lexicons.patterns.len()], ..Balance::default() };
    let (mut scratch, mut analysis) = (Scratch::default(), Analysis::default());
    for entry in engine.lexicons.entries.iter().filter(|e| wanted(e.lexicon)) {
        let mut tied = Tied { entry: entry.id.clone(), ..Tied::default() };
        for number in entry.patterns.clone() {
            let pattern = &engine.lexicons.patterns[number as usize];
            match pair.tie(pattern) {
                Some(side) if tied.patterns[side].last().is_none_or(|p| **p != *pattern.written) => tied.patterns[side].push(pattern.written.to_string()),
                Some(_) => {}
                None => tied.others = true,
            }
        }
        if let Some(side) = tied.one_sided() {
            for number in entry.patterns.clone() {
                out.one_sided[number as usize] = pair.tie(&engine.lexicons.patterns[number as usize]).filter(|s| *s == side);
            }
        }
        if tied.patterns.iter().any(|p| !p.is_empty()) {
            out.tied.push(tied);
        }
        for (sentence, _) in &entry.must_match {
            let (plain, _) = unbracket(sentence);
            let (swapped, names) = pair.swap(&plain, &engine.vocabulary);
            if names == 0 {
                continue;
            }
            out.sentences += 1;
            engine.analyse("", &swapped, &mut scratch, &mut analysis);
            let hit = analysis.hits.iter().any(|h| entry.patterns.contains(&h.pattern))
                || analysis.dropped.iter().any(|d| d.rule == "overlap" && entry.patterns.contains(&d.pattern));
            if !hit {
                out.lost.push(LostInSwap { entry: entry.id.clone(), sentence: plain, swapped });
            }
        }
    }
    out
}

/// One article, as it stands and with the sides swapped.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArticleBalance {
    pub outlet: String,
    /// Names that were swapped.
    pub swapped: usize,
    pub before: Sums,
    pub after: Sums,
    /// Weight, in thousandths, of own-voice hits of one-sided patterns, by side.
    pub one_sided: [u64; 2],
    /// Entry → own-voice hits before and after.
    pub entries: BTreeMap<String, (u64, u64)>,
}

fn sums(counts: &Counts) -> Sums {
    Sums { words: u64::from(counts.words), loaded: u64::from(counts.loaded_own), weighted: counts.weighted_own_milli }
}

/// Swaps the sides in an article and scores it again; `analysis` and `counts` are those of the article as it stands.
pub fn article(engine: &Engine, pair: &Pair, balance: &Balance, record: (&str, &str, &str), analysis: &Analysis, counts: &Counts) -> ArticleBalance {
    let (outlet, title, text) = record;
    let mut out = ArticleBalance { outlet: outlet.into(), before: sums(counts), after: sums(counts), ..ArticleBalance::default() };
    let own = |h: &&crate::analysis::Hit| h.voice == Voice::Own && h.family == Family::Lexical;
    for hit in analysis.hits.iter().filter(own) {
        if let Some(side) = balance.one_sided.get(hit.pattern as usize).copied().flatten() {
            out.one_sided[side] += (engine.meta(hit).weight * 1000.0).round() as u64;
        }
    }
    let ((title, a), (text, b)) = (pair.swap(title, &engine.vocabulary), pair.swap(text, &engine.vocabulary));
    out.swapped = a + b;
    if out.swapped == 0 {
        return out;
    }
    let (mut scratch, mut swapped, mut swapped_counts) = (Scratch::default(), Analysis::default(), Counts::default());
    engine.analyse(&title, &text, &mut scratch, &mut swapped);
    swapped_counts.take(engine, &scratch, &swapped);
    out.after = sums(&swapped_counts);
    for (analysis, after) in [(analysis, false), (&swapped, true)] {
        for hit in analysis.hits.iter().filter(own) {
            let slot = out.entries.entry(engine.names_of(hit.pattern).0.to_owned()).or_default();
            if after {
                slot.1 += 1;
            } else {
                slot.0 += 1;
            }
        }
    }
    out.entries.retain(|_, (b, a)| b != a);
    out
}

/// All articles of an outlet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OutletBalance {
    pub articles: usize,
    /// Articles in which names were swapped.
    pub touched: usize,
    /// Sums over the touched articles.
    pub before: Sums,
    pub after: Sums,
    /// Weight of all own-voice hits, in thousandths.
    pub weight: u64,
    /// Of it by one-sided entries.
    pub one_sided: [u64; 2],
}

/// Sums by outlet, in the order of their names; and entries by what swapping changes, most first.
pub fn sum(articles: &[ArticleBalance]) -> (IndexMap<String, OutletBalance>, Vec<(String, (u64, u64))>) {
    let mut outlets: IndexMap<String, OutletBalance> = IndexMap::new();
    let mut entries: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for article in articles {
        let outlet = outlets.entry(article.outlet.clone()).or_default();
        outlet.articles += 1;
        outlet.weight += article.before.weighted;
        for side in 0..2 {
            outlet.one_sided[side] += article.one_sided[side];
        }
        if article.swapped == 0 {
            continue;
        }
        outlet.touched += 1;
        for (sum, more) in [(&mut outlet.before, article.before), (&mut outlet.after, article.after)] {
            sum.words += more.words;
            sum.loaded += more.loaded;
            sum.weighted += more.weighted;
        }
        for (entry, (b, a)) in &article.entries {
            let slot = entries.entry(entry.clone()).or_default();
            slot.0 += b;
            slot.1 += a;
        }
    }
    outlets.sort_unstable_keys();
    let mut entries: Vec<_> = entries.into_iter().filter(|(_, (b, a))| b != a).collect();
    entries.sort_by_key(|(id, (b, a))| (std::cmp::Reverse(b.abs_diff(*a)), id.clone()));
    (outlets, entries)
}

#[cfg(test)]
mod tests {
    use super::super::sides;
    use super::*;
    use crate::engine::Settings;

    #[test]
    fn a_one_sided_entry_is_found_and_weighed() {
        let toml = r#"
schema = 1
id = "x"
[[family]]
id = "even"
category = "label_neg"
names = "keep"
patterns = ["russian|ukrainian hordes"]
must_match = ["The [Russian hordes] left."]
[[family]]
id = "uneven"
category = "label_neg"
names = "keep"
patterns = ["russia-run", "stooge/n"]
must_match = ["A [Russia-run] paper."]
"#;
        let source = crate::lexicon::load::parse("x.toml", toml, false).unwrap();
        let actors = crate::actors::load::built_in().unwrap();
        let specs = sides::built_in(&actors).map_err(|b| b.to_string()).unwrap();
        let settings = Settings { lexicons: vec![source], actors: actors.clone(), explain: true, ..Settings::default() };
        let engine = Engine::build(settings).map_err(|b| b[0].to_string()).unwrap().0;
        let pair = Pair::new(specs.iter().find(|s| s.id == "russia-ukraine").unwrap(), &actors, &engine.vocabulary);
        let balance = ask(&engine, &pair, |_| true);
        assert_eq!(balance.tied.len(), 1);
        assert_eq!((balance.tied[0].one_sided(), balance.tied[0].others), (Some(0), true));
        assert_eq!((balance.sentences, balance.lost.len(), balance.lost[0].swapped.as_str()), (2, 1, "A Ukraine-run paper."));
        let text = "A Russia-run paper called him a stooge. The stooge of Russian hordes left.";
        let (mut scratch, mut analysis, mut counts) = (Scratch::default(), Analysis::default(), Counts::default());
        engine.analyse("", text, &mut scratch, &mut analysis);
        counts.take(&engine, &scratch, &analysis);
        let article = article(&engine, &pair, &balance, ("Bugle", "", text), &analysis, &counts);
        assert_eq!((article.swapped, article.before.loaded, article.after.loaded, article.one_sided), (2, 3, 2, [1000, 0]));
        let (outlets, entries) = sum(&[article]);
        assert_eq!(outlets["Bugle"].weight, 3000);
        assert_eq!(entries, [("x.uneven".to_owned(), (2, 1))]);
    }
}
