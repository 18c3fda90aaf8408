//! What an edit of a lexicon changes: the same articles under two engines, hit by hit and score by score.

use super::compile::Family;
use super::concordance::Line;
use crate::analysis::{Hit, Voice};
use crate::engine::{Analysis, Engine, Scratch};
use crate::score::counts::Counts;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// What a hit says.
#[derive(Debug, Clone, PartialEq)]
pub struct Says {
    pub entry: String,
    pub category: String,
    pub strength: &'static str,
    pub weight: f64,
    pub polarity: i8,
    pub voice: Voice,
}

impl std::fmt::Display for Says {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}, {}, weight {}, {} voice)", self.entry, self.category, self.strength, self.weight, self.voice.name())
    }
}

/// A hit that one of the two has, or that says something else.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub line: Line,
    /// Under the old lexicons.
    pub before: Option<Says>,
    /// Under the new ones.
    pub after: Option<Says>,
}

/// Sums that a score is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Counted words.
    pub words: u64,
    /// Own-voice lexical hits.
    pub loaded: u64,
    /// Their weights, in thousandths.
    pub weighted: u64,
}

impl Sums {
    fn of(counts: &Counts) -> Self {
        Self { words: u64::from(counts.words), loaded: u64::from(counts.loaded_own), weighted: counts.weighted_own_milli }
    }
    fn add(&mut self, other: Sums) {
        self.words += other.words;
        self.loaded += other.loaded;
        self.weighted += other.weighted;
    }
    /// Own-voice loaded expressions per 1,000 words.
    pub fn rate(self) -> f64 {
        if self.words == 0 { 0.0 } else { 1000.0 * self.loaded as f64 / self.words as f64 }
    }
    /// The same, each counted by its weight.
    pub fn weighted_rate(self) -> f64 {
        if self.words == 0 { 0.0 } else { self.weighted as f64 / self.words as f64 }
    }
}

/// One article under both.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleDiff {
    pub id: String,
    pub outlet: String,
    pub before: Sums,
    pub after: Sums,
    pub changes: Vec<Change>,
}

type Key = (u32, u32, Family);

fn says(engine: &Engine, hit: &Hit) -> Says {
    let meta = engine.meta(hit);
    let (entry, category) = engine.names_of(hit.pattern);
    Says { entry: entry.into(), category: category.into(), strength: meta.strength.name(), weight: meta.weight, polarity: hit.polarity, voice: hit.voice }
}

fn by_place(engine: &Engine, scratch: &Scratch, analysis: &Analysis) -> BTreeMap<Key, ((u32, u32), Says)> {
    // Token numbers are the same under both: what a word is does not depend on lexicons. Bytes say it all the same.
    let bytes = |stretch: (u32, u32)| {
        let start = scratch.tokens.get(stretch.0 as usize).map_or(0, |t| t.start);
        let end = (stretch.1 as usize).checked_sub(1).and_then(|t| scratch.tokens.get(t)).map_or(start, |t| t.end);
        (start, end)
    };
    analysis
        .hits
        .iter()
        .map(|hit| {
            let stretch = hit.stretch();
            let (start, end) = bytes(stretch);
            ((start, end, hit.family), (stretch, says(engine, hit)))
        })
        .collect()
}

/// One article as both engines see it; `scratch`, `analysis` and `counts` are those of the old one.
pub fn article(id: &str, outlet: &str, title: &str, text: &str, old: (&Engine, &Scratch, &Analysis, &Counts), new: &Engine) -> ArticleDiff {
    let (mut scratch, mut analysis, mut counts) = (Scratch::default(), Analysis::default(), Counts::default());
    new.analyse(title, text, &mut scratch, &mut analysis);
    counts.take(new, &scratch, &analysis);
    let before = by_place(old.0, old.1, old.2);
    let after = by_place(new, &scratch, &analysis);
    let mut changes = Vec::new();
    let keys: std::collections::BTreeSet<Key> = before.keys().chain(after.keys()).copied().collect();
    for key in keys {
        let (b, a) = (before.get(&key), after.get(&key));
        if b.map(|b| &b.1) == a.map(|a| &a.1) {
            continue;
        }
        let line = match (b, a) {
            (Some((stretch, _)), _) => Line::new(id, outlet, old.1, *stretch),
            (None, Some((stretch, _))) => Line::new(id, outlet, &scratch, *stretch),
            (None, None) => continue,
        };
        changes.push(Change { line, before: b.map(|b| b.1.clone()), after: a.map(|a| a.1.clone()) });
    }
    ArticleDiff { id: id.into(), outlet: outlet.into(), before: Sums::of(old.3), after: Sums::of(&counts), changes }
}

/// A name with its sums and its ranks (1 is the highest rate) under both.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub name: String,
    pub articles: usize,
    pub before: Sums,
    pub after: Sums,
    pub rank_before: usize,
    pub rank_after: usize,
}

/// Rows by name, highest rate after the edit first.
pub fn table(articles: &[ArticleDiff], name: impl Fn(&ArticleDiff) -> &str) -> Vec<Row> {
    let mut rows: IndexMap<String, Row> = IndexMap::new();
    for article in articles {
        let name = name(article).to_owned();
        let row = rows.entry(name.clone()).or_insert(Row { name, articles: 0, before: Sums::default(), after: Sums::default(), rank_before: 0, rank_after: 0 });
        row.articles += 1;
        row.before.add(article.before);
        row.after.add(article.after);
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    let rank =
        |rows: &[Row], rate: &dyn Fn(&Row) -> f64| -> Vec<usize> { rows.iter().map(|r| 1 + rows.iter().filter(|o| rate(o) > rate(r)).count()).collect() };
    let (before, after) = (rank(&rows, &|r| r.before.rate()), rank(&rows, &|r| r.after.rate()));
    for (row, (b, a)) in rows.iter_mut().zip(before.into_iter().zip(after)) {
        (row.rank_before, row.rank_after) = (b, a);
    }
    rows.sort_by(|a, b| b.after.rate().total_cmp(&a.after.rate()).then_with(|| a.name.cmp(&b.name)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Settings;

    fn engine(patterns: &str) -> Engine {
        let toml = format!("schema = 1\nid = \"x\"\n[[family]]\nid = \"f\"\ncategory = \"evaluative\"\npatterns = {patterns}\n");
        let source = crate::lexicon::load::parse("x.toml", &toml, false).unwrap();
        Engine::build(Settings { lexicons: vec![source], ..Settings::default() }).map_err(|b| b[0].to_string()).unwrap().0
    }

    #[test]
    fn hits_gained_lost_and_changed() {
        let old = engine(r#"["grim", "bleak", "drab"]"#);
        let new = engine(r#"["grim", { p = "bleak", weight = 2.0 }, "soggy day"]"#);
        let text = "A grim and bleak town had a soggy day. The drab park was shut.";
        let (mut scratch, mut analysis, mut counts) = (Scratch::default(), Analysis::default(), Counts::default());
        old.analyse("", text, &mut scratch, &mut analysis);
        counts.take(&old, &scratch, &analysis);
        let diff = article("a", "Bugle", "", text, (&old, &scratch, &analysis, &counts), &new);
        let told: Vec<String> = diff
            .changes
            .iter()
            .map(|c| format!("{} {:?} {:?}", c.line.word, c.before.as_ref().map(|s| s.weight), c.after.as_ref().map(|s| s.weight)))
            .collect();
        assert_eq!(told, ["bleak Some(1.0) Some(2.0)", "soggy day None Some(1.0)", "drab Some(1.0) None"]);
        assert_eq!(diff.changes[1].line.show(), "A grim and bleak town had a «soggy day». The drab park was shut");
        assert_eq!((diff.before.loaded, diff.after.loaded, diff.after.weighted), (3, 3, 4000));
        let rows = table(&[diff.clone(), ArticleDiff { outlet: "Other".into(), after: Sums { loaded: 9, ..diff.after }, ..diff }], |a| &a.outlet);
        assert_eq!(rows.iter().map(|r| (r.name.as_str(), r.rank_before, r.rank_after)).collect::<Vec<_>>(), [("Other", 1, 1), ("Bugle", 1, 2)]);
    }
}
