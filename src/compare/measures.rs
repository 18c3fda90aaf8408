//! What is compared: for every measure, how often it occurs in each article and what it is a share of. Whole numbers only.

use super::corpus::Corpus;
use super::kinds::SourceKinds;
use crate::analysis::Voice;
use crate::stats::Count;
use crate::tables::read::{ArticleRow, Sym};
use std::collections::BTreeMap;

/// A measure, in the order of contrasts.csv.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Loaded words in own voice among all words.
    LoadedRate,
    /// … among the outlet's own words.
    LoadedRateOwnWords,
    /// … in headlines, among the headlines' words.
    HeadlineRate,
    /// Own-voice hits of one category.
    Category,
    /// One loaded expression.
    Term,
    /// Words that cast doubt on what an actor says.
    Doubt,
    /// Words that vouch for what an actor says.
    Endorse,
    /// Positive less negative wording about an actor.
    NetPolarity,
    /// Share of a victim's harm events that name nobody.
    AgentlessShare,
    /// Share of the words that somebody else says.
    QuotedShare,
    /// Share of one kind among the sources.
    SourceMix,
}

impl Measure {
    /// All of them.
    pub const ALL: [Measure; 11] = [
        Measure::LoadedRate,
        Measure::LoadedRateOwnWords,
        Measure::HeadlineRate,
        Measure::Category,
        Measure::Term,
        Measure::Doubt,
        Measure::Endorse,
        Measure::NetPolarity,
        Measure::AgentlessShare,
        Measure::QuotedShare,
        Measure::SourceMix,
    ];

    /// As written in contrasts.csv.
    pub fn name(self) -> &'static str {
        match self {
            Measure::LoadedRate => "loaded_rate",
            Measure::LoadedRateOwnWords => "loaded_rate_own_words",
            Measure::HeadlineRate => "headline_rate",
            Measure::Category => "category",
            Measure::Term => "term",
            Measure::Doubt => "doubt",
            Measure::Endorse => "endorse",
            Measure::NetPolarity => "net_polarity",
            Measure::AgentlessShare => "agentless_share",
            Measure::QuotedShare => "quoted_share",
            Measure::SourceMix => "source_mix",
        }
    }

    /// Whether hits are a part of what they are divided by, one by one: then Fisher's test is the exact one.
    pub fn is_share(self) -> bool {
        matches!(self, Measure::AgentlessShare | Measure::SourceMix)
    }
}

/// What one row of contrasts.csv is about, but for event and outlets. Terms are numbers: of a text, or of a kind of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub measure: Measure,
    pub term: Sym,
    /// Index of the category; [`Key::NO_CATEGORY`] for none.
    pub category: u16,
}

impl Key {
    pub const NO_CATEGORY: u16 = u16::MAX;

    /// A measure that has neither term nor category.
    pub fn plain(measure: Measure) -> Self {
        Self { measure, term: Sym(0), category: Self::NO_CATEGORY }
    }
}

/// Counts of one measure in one article, or in several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What is counted; for net polarity the positive hits.
    pub hits: u64,
    /// Negative hits, for net polarity.
    pub minus: u64,
    /// What it is a share of.
    pub words: u64,
    /// Sum of squared lengths of what comes in one piece: quoted words do not come one by one.
    pub squares: u64,
}

impl Cell {
    /// Hits among words.
    pub fn count(self) -> Count {
        Count::new(self.hits, self.words)
    }
    /// Adds another.
    pub fn add(&mut self, other: Cell) {
        self.hits += other.hits;
        self.minus += other.minus;
        self.words += other.words;
        self.squares += other.squares;
    }
}

/// What a measure is divided by in an article that has none of it.
pub fn base(article: &ArticleRow, measure: Measure) -> u64 {
    u64::from(match measure {
        Measure::LoadedRateOwnWords => article.words_own,
        Measure::HeadlineRate => article.headline_words,
        Measure::AgentlessShare | Measure::SourceMix => 0,
        _ => article.words,
    })
}

/// Counts of an article, by measure. Plain measures and categories are always there, the others where they occur.
pub fn of_article(corpus: &Corpus<'_>, kinds: &SourceKinds, article: u32) -> BTreeMap<Key, Cell> {
    let Some(row) = corpus.tables.articles.get(article as usize) else { return BTreeMap::new() };
    let mut cells: BTreeMap<Key, Cell> = BTreeMap::new();
    let mut put = |key: Key, hits: u64| {
        let cell = cells.entry(key).or_insert(Cell { words: base(row, key.measure), ..Cell::default() });
        cell.hits += hits;
    };
    put(Key::plain(Measure::LoadedRate), row.loaded_own.into());
    put(Key::plain(Measure::LoadedRateOwnWords), row.loaded_own.into());
    put(Key::plain(Measure::HeadlineRate), row.headline_loaded.into());
    for (category, n) in row.by_category.iter().enumerate() {
        put(Key { category: category as u16, ..Key::plain(Measure::Category) }, u64::from(*n));
    }
    let name = |sym: Sym| corpus.tables.symbols.text(sym);
    for hit in corpus.hits(article).filter(|h| h.voice == Voice::Own) {
        if corpus.is_lexical(hit) {
            put(Key { term: hit.text, category: corpus.category(hit).unwrap_or(Key::NO_CATEGORY), measure: Measure::Term }, 1);
        }
        let measure = match name(hit.category) {
            "doubt" => Some(Measure::Doubt),
            "endorse" => Some(Measure::Endorse),
            _ => None,
        };
        // Whose words are doubted: the rule that finds targets says it, else the speaker does.
        let actor = if hit.target == Sym(0) { hit.speaker } else { hit.target };
        if let Some(measure) = measure
            && actor != Sym(0)
        {
            put(Key { term: actor, ..Key::plain(measure) }, 1);
        }
    }
    for hit in corpus.hits(article).filter(|h| h.voice == Voice::Own && h.polarity != 0 && h.target != Sym(0)) {
        let cell = cells.entry(Key { term: hit.target, ..Key::plain(Measure::NetPolarity) }).or_insert(Cell { words: row.words.into(), ..Cell::default() });
        if hit.polarity > 0 {
            cell.hits += 1;
        } else {
            cell.minus += 1;
        }
    }
    for event in corpus.agency(article).filter(|e| e.voice == Voice::Own && e.victim != Sym(0)) {
        let cell = cells.entry(Key { term: event.victim, ..Key::plain(Measure::AgentlessShare) }).or_default();
        cell.words += 1;
        cell.hits += u64::from(event.agent == Sym(0));
    }
    let quoted = cells.entry(Key::plain(Measure::QuotedShare)).or_insert(Cell { words: row.words.into(), ..Cell::default() });
    quoted.hits = u64::from(row.words_direct) + u64::from(row.words_indirect);
    quoted.squares = corpus.quotes(article).filter(|q| name(q.kind) != "scare").map(|q| u64::from(q.words) * u64::from(q.words)).sum();
    let mut kinds_of = vec![0u64; kinds.names().len()];
    for quote in corpus.quotes(article).filter(|q| name(q.kind) != "scare" && q.speaker != Sym(0)) {
        kinds_of[kinds.of(name(quote.speaker))] += 1;
    }
    let all: u64 = kinds_of.iter().sum();
    if all > 0 {
        for (kind, n) in kinds_of.iter().enumerate() {
            cells.insert(Key { term: Sym(kind as u32), ..Key::plain(Measure::SourceMix) }, Cell { hits: *n, words: all, ..Cell::default() });
        }
    }
    cells
}
