//! What is compared: for every measure, how often it occurs in each article and what it is a share of. Whole numbers only.

use super::corpus::Corpus;
use super::kinds::Speakers;
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
    /// … each as heavy as its strength says.
    WeightedRate,
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
    pub const ALL: [Measure; 12] = [
        Measure::LoadedRate,
        Measure::LoadedRateOwnWords,
        Measure::WeightedRate,
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
            Measure::WeightedRate => "weighted_rate",
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

    /// Whether it counts hits among words, one by one.
    pub fn is_rate(self) -> bool {
        !matches!(self, Measure::AgentlessShare | Measure::SourceMix | Measure::QuotedShare | Measure::NetPolarity)
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
    /// What is counted; for net polarity the positive hits, for the weighted rate hundredths.
    pub hits: u64,
    /// Negative hits, for net polarity; for the weighted rate how many hits there are.
    pub minus: u64,
    /// What it is a share of.
    pub words: u64,
    /// Sum of squared lengths of what comes in one piece: quoted words do not come one by one, nor do the quotations of one
    /// speaker.
    pub squares: u64,
}

impl Cell {
    /// Hits among words.
    pub fn count(self) -> Count {
        Count::new(self.hits, self.words)
    }
    /// What a sum is without this part of it.
    pub fn without(self, part: Cell) -> Cell {
        Cell { hits: self.hits - part.hits, minus: self.minus - part.minus, words: self.words - part.words, squares: self.squares - part.squares }
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

/// Counts of an article, by measure and in its order, into `cells`. Plain measures and categories are always there, the others
/// where they occur.
pub fn of_article(corpus: &Corpus<'_>, kinds: &Speakers<'_>, article: u32, cells: &mut Vec<(Key, Cell)>) {
    cells.clear();
    let Some(row) = corpus.tables.articles.get(article as usize) else { return };
    let [doubt, endorse, scare] = corpus.known;
    let mut put = |key: Key, hits: u64| cells.push((key, Cell { hits, ..Cell::default() }));
    put(Key::plain(Measure::LoadedRate), row.loaded_own.into());
    put(Key::plain(Measure::LoadedRateOwnWords), row.loaded_own.into());
    put(Key::plain(Measure::WeightedRate), 0);
    put(Key::plain(Measure::HeadlineRate), row.headline_loaded.into());
    for (category, n) in row.by_category.iter().enumerate() {
        put(Key { category: category as u16, ..Key::plain(Measure::Category) }, u64::from(*n));
    }
    for hit in corpus.hits(article).filter(|h| h.voice == Voice::Own) {
        if corpus.is_lexical(hit) {
            put(Key { term: hit.text, category: corpus.category(hit).unwrap_or(Key::NO_CATEGORY), measure: Measure::Term }, 1);
        }
        let measure = match Some(hit.category) {
            c if c == doubt => Some(Measure::Doubt),
            c if c == endorse => Some(Measure::Endorse),
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
    for hit in corpus.hits(article).filter(|h| h.voice == Voice::Own) {
        if corpus.is_lexical(hit) {
            // In hundredths; each weighs as one piece, and `minus` is how many there are.
            let weight = (f64::from(hit.weight) * 100.0).round().max(0.0) as u64;
            cells.push((Key::plain(Measure::WeightedRate), Cell { hits: weight, squares: weight * weight, minus: 1, words: 0 }));
        }
        if hit.polarity != 0 && hit.target != Sym(0) {
            let (hits, minus) = if hit.polarity > 0 { (1, 0) } else { (0, 1) };
            cells.push((Key { term: hit.target, ..Key::plain(Measure::NetPolarity) }, Cell { hits, minus, ..Cell::default() }));
        }
    }
    for event in corpus.agency(article).filter(|e| e.voice == Voice::Own && e.victim != Sym(0)) {
        let cell = Cell { words: 1, hits: u64::from(event.agent == Sym(0)), ..Cell::default() };
        cells.push((Key { term: event.victim, ..Key::plain(Measure::AgentlessShare) }, cell));
    }
    let said = || corpus.quotes(article).filter(|q| Some(q.kind) != scare);
    let squares = said().map(|q| u64::from(q.words) * u64::from(q.words)).sum();
    cells.push((Key::plain(Measure::QuotedShare), Cell { hits: u64::from(row.words_direct) + u64::from(row.words_indirect), squares, ..Cell::default() }));
    // What one speaker says comes in one piece: five sentences of a letter are not five choices of a source.
    let mut speakers: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    for quote in said().filter(|q| q.speaker != Sym(0)) {
        speakers.entry(corpus.tables.symbols.text(quote.speaker).to_lowercase()).or_insert_with(|| (kinds.of(quote.speaker), 0)).1 += 1;
    }
    let all: u64 = speakers.values().map(|s| s.1).sum();
    if all > 0 {
        let mut kinds_of = vec![Cell { words: all, ..Cell::default() }; kinds.names().len()];
        for (kind, n) in speakers.into_values() {
            kinds_of[kind].hits += n;
            kinds_of[kind].squares += n * n;
        }
        for (kind, cell) in kinds_of.into_iter().enumerate() {
            cells.push((Key { term: Sym(kind as u32), ..Key::plain(Measure::SourceMix) }, cell));
        }
    }
    cells.sort_unstable_by_key(|c| c.0);
    cells.dedup_by(|next, first| {
        let same = next.0 == first.0;
        if same {
            first.1.add(next.1);
        }
        same
    });
    for (key, cell) in cells {
        if !key.measure.is_share() {
            cell.words = base(row, key.measure);
        }
    }
}
