//! An analysed article with its marks, owned: what explanations, drafts, exports and the language server work from.

mod places;

pub use places::Places;

use crate::analysis::{Stretch, Voice};
use crate::engine::{Analysis, Engine, Scratch};
use crate::lexicon::{Family, Strength};
use crate::record::Record;
use crate::score::counts::Counts;
use crate::score::rows::headline;
use crate::text::Flags;
use std::ops::Range;

/// An article and what was found in it. All ranges are bytes of `text`.
#[derive(Debug, Clone, Default)]
pub struct Article {
    pub id: String,
    pub outlet: String,
    pub date: String,
    pub event: String,
    pub url: String,
    pub language: String,
    /// Number of the input it came from, and of the record in it.
    pub ordinal: (u32, u64),
    /// The headline, wherever it stands.
    pub title: String,
    /// What was read: the title field, a blank line, the text; or the text alone.
    pub text: String,
    /// Where the record's own text begins.
    pub text_start: usize,
    /// Hash of title and text, as in articles.csv.
    pub sha256: String,
    /// Counted words.
    pub words: u32,
    /// Own-voice lexical hits.
    pub loaded_own: u32,
    /// Lexical hits in other people's words.
    pub loaded_others: u32,
    /// Lines that are no part of the article.
    pub furniture: Vec<Range<usize>>,
    /// Sentences that count, in order.
    pub sentences: Vec<Range<usize>>,
    /// Counted words, in order, each with the number of its sentence in `sentences`.
    pub counted: Vec<(Range<usize>, usize)>,
    /// What counts, in order.
    pub marks: Vec<Mark>,
    /// What a rule or a person took out.
    pub left: Vec<Left>,
}

/// A marked expression.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Its stretches; several where other words part them.
    pub ranges: Vec<Range<usize>>,
    pub family: Family,
    pub category: String,
    /// The category for people.
    pub category_title: String,
    pub subtype: String,
    pub entry: String,
    pub lexicon: String,
    pub polarity: i8,
    pub strength: Strength,
    pub weight: f64,
    pub voice: Voice,
    pub speaker: String,
    pub cue: String,
    pub target: String,
    pub target_rule: &'static str,
    pub why: String,
    pub alternatives: Vec<String>,
    pub source: Vec<String>,
}

impl Mark {
    /// From its first byte to the one after its last.
    pub fn range(&self) -> Range<usize> {
        self.ranges.first().map_or(0, |r| r.start)..self.ranges.last().map_or(0, |r| r.end)
    }
    /// Whether it is part of the score.
    pub fn scored(&self) -> bool {
        self.family == Family::Lexical && self.voice == Voice::Own
    }
}

/// A candidate that was left alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Left {
    pub range: Range<usize>,
    pub entry: String,
    pub category: String,
    pub rule: &'static str,
    pub reason: String,
}

impl Article {
    /// Makes an analysed record its own.
    pub fn of(engine: &Engine, record: &Record<'_>, scratch: &Scratch, analysis: &Analysis, counts: &Counts) -> Self {
        let slice = |range: &Option<Range<u32>>| {
            range
                .as_ref()
                .and_then(|r| scratch.text.get(r.start as usize..r.end as usize))
                .map_or(String::new(), |t| t.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let marks = analysis.hits.iter().map(|hit| {
            let meta = engine.meta(hit);
            let quote = hit.quote.and_then(|q| analysis.quotes.get(q as usize));
            let category = engine.category(hit.category);
            Mark {
                ranges: hit.marks.iter().map(|m| bytes(scratch, *m)).collect(),
                family: hit.family,
                category: category.id.clone(),
                category_title: category.title.clone(),
                subtype: if hit.subtype.is_empty() { meta.subtype.clone() } else { hit.subtype.to_owned() },
                entry: engine.names_of(hit.pattern).0.to_owned(),
                lexicon: engine.lexicon_of(hit).to_owned(),
                polarity: hit.polarity,
                strength: meta.strength,
                weight: meta.weight,
                voice: hit.voice,
                speaker: quote.map_or(String::new(), |q| slice(&q.speaker)),
                cue: quote.map_or(String::new(), |q| slice(&q.cue)),
                target: hit.target.and_then(|t| analysis.mentions.get(t as usize)).map_or(String::new(), |m| engine.actor_id(m.actor).to_owned()),
                target_rule: hit.target_rule,
                why: meta.why.to_string(),
                alternatives: meta.alternatives.to_vec(),
                source: meta.source.to_vec(),
            }
        });
        let mut left: Vec<Left> = Vec::new();
        for dropped in &analysis.dropped {
            let (entry, category) = engine.names_of(dropped.pattern);
            let one = Left {
                range: bytes(scratch, dropped.stretch),
                entry: entry.into(),
                category: category.into(),
                rule: dropped.rule,
                reason: dropped.reason.clone(),
            };
            // An entry has many forms; one answer for a place and a rule is enough.
            if !left.iter().any(|l| l.range == one.range && l.entry == one.entry && l.rule == one.rule) {
                left.push(one);
            }
        }
        left.sort_by(|a, b| (a.range.start, a.range.end, &a.entry).cmp(&(b.range.start, b.range.end, &b.entry)));
        let (sentences, counted) = sentences(scratch);
        Self {
            id: record.id.to_string(),
            outlet: record.outlet.to_string(),
            date: record.date.to_string(),
            event: record.event.to_string(),
            url: record.url.to_string(),
            language: record.language.to_string(),
            ordinal: (record.ordinal.input, record.ordinal.number),
            title: headline(record, scratch).to_owned(),
            text: scratch.text.clone(),
            text_start: scratch.body_start,
            sha256: crate::score::hash::article_sha256(&record.title, &record.text),
            words: counts.words,
            loaded_own: counts.loaded_own,
            loaded_others: counts.loaded_attributed + counts.loaded_quoted,
            furniture: scratch
                .layout
                .lines
                .iter()
                .filter(|l| l.part == crate::clean::Part::Boilerplate)
                .map(|l| scratch.body_start + l.start as usize..scratch.body_start + l.end as usize)
                .collect(),
            sentences,
            counted,
            marks: marks.collect(),
            left,
        }
    }

    /// The words of a range.
    pub fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or("")
    }

    /// Field of a byte, and where that field begins.
    pub fn field(&self, byte: usize) -> (&'static str, usize) {
        if byte < self.text_start { ("title", 0) } else { ("text", self.text_start) }
    }

    /// Number of the sentence that holds a byte: the last that begins at or before it.
    pub fn sentence_at(&self, byte: usize) -> Option<usize> {
        self.sentences.partition_point(|s| s.start <= byte).checked_sub(1)
    }

    /// Outlet and headline, or what there is of them.
    pub fn name(&self) -> String {
        match (self.outlet.is_empty(), self.title.is_empty()) {
            (false, false) => format!("{}: {}", self.outlet, self.title),
            (false, true) => self.outlet.clone(),
            (true, false) => self.title.clone(),
            (true, true) => self.id.clone(),
        }
    }
}

fn bytes(scratch: &Scratch, stretch: Stretch) -> Range<usize> {
    let first = scratch.tokens.get(stretch.0 as usize).map_or(0, |t| t.start as usize);
    let last = (stretch.1 as usize).checked_sub(1).and_then(|t| scratch.tokens.get(t)).map_or(first, |t| t.end as usize);
    first..last.max(first)
}

/// Sentences with counted words, and these words.
fn sentences(scratch: &Scratch) -> (Vec<Range<usize>>, Vec<(Range<usize>, usize)>) {
    const OPENING: &[char] = &['“', '"', '‘', '\'', '(', '«', '['];
    let (mut sentences, mut counted): (Vec<Range<usize>>, Vec<(Range<usize>, usize)>) = (Vec::new(), Vec::new());
    let mut number = u32::MAX;
    for (at, token) in scratch.tokens.iter().enumerate() {
        if !token.is(Flags::WORD) || token.is(Flags::BOILERPLATE) {
            continue;
        }
        let its = scratch.landmarks.sentence(at as u32);
        if its != number || sentences.is_empty() {
            number = its;
            // An opening mark belongs to the sentence it opens.
            let before = scratch.text.get(..token.start as usize).unwrap_or("");
            sentences.push(before.trim_end_matches(OPENING).len()..token.end as usize);
        }
        let last = sentences.len() - 1;
        sentences[last].end = token.end as usize;
        counted.push((token.start as usize..token.end as usize, last));
    }
    // What closes a sentence follows its last word: up to the next sentence or the end of the line.
    for at in 0..sentences.len() {
        let end = sentences[at].end;
        let rest = scratch.text.get(end..).unwrap_or("");
        let line = rest.find('\n').map_or(scratch.text.len(), |n| end + n);
        let next = sentences.get(at + 1).map_or(line, |s| s.start.max(end));
        // Words that do not count may follow on the line; they belong to nobody.
        let stop = scratch.tokens.iter().skip(scratch.tokens.partition_point(|t| (t.start as usize) < end)).find(|t| t.is(Flags::BOILERPLATE));
        let stop = stop.map_or(usize::MAX, |t| t.start as usize);
        let text = scratch.text.get(end..line.min(next).min(stop)).unwrap_or("");
        sentences[at].end = end + text.trim_end().trim_end_matches(['“', '‘', '(', '«', '[']).trim_end().len();
    }
    (sentences, counted)
}

/// Analyses one text without metadata: what a test or an editor has at hand.
pub fn one(engine: &Engine, id: &str, title: &str, text: &str) -> Article {
    let (mut scratch, mut analysis, mut counts) = (Scratch::default(), Analysis::default(), Counts::default());
    let record = Record { id: id.into(), title: title.into(), text: text.into(), ..Record::default() };
    engine.analyse(title, text, &mut scratch, &mut analysis);
    if let Some(exclusions) = &engine.exclusions {
        exclusions.strike(&record, engine, &scratch, &mut analysis);
    }
    counts.take(engine, &scratch, &analysis);
    Article::of(engine, &record, &scratch, &analysis, &counts)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::engine::Settings;
    use std::sync::OnceLock;

    /// An engine of the built-in lexicons that keeps what it drops; built once for all tests.
    pub fn engine() -> &'static Engine {
        static ENGINE: OnceLock<Engine> = OnceLock::new();
        ENGINE.get_or_init(|| Engine::build(Settings { explain: true, ..Settings::built_in().unwrap() }).unwrap_or_else(|_| panic!("the lexicons build")).0)
    }

    #[test]
    fn marks_know_their_words_voice_and_reason() {
        let article = one(engine(), "a", "", "“The brutal regime must go,” Mr Orla said. The heroic troops liberated the town.\n");
        let brutal = article.marks.iter().find(|m| article.slice(&m.range()).contains("regime")).unwrap();
        assert_eq!((brutal.voice, brutal.speaker.as_str(), brutal.cue.as_str()), (Voice::Quoted, "Mr Orla", "said"));
        assert!(!brutal.why.is_empty() && !brutal.alternatives.is_empty());
        assert!(article.marks.iter().any(|m| m.scored()));
        assert_eq!(
            article.sentences.iter().map(|s| article.slice(s)).collect::<Vec<_>>(),
            ["“The brutal regime must go,” Mr Orla said.", "The heroic troops liberated the town."]
        );
    }

    #[test]
    fn every_range_is_a_piece_of_the_text() {
        for text in
            ["", "\n\n", "😀 “brutal” régime’s 😀 (thugs", "a\u{301} regime\r\n\r\nThe regime fell. “", "Read also: the brutal regime\nThe regime fell."]
        {
            let article = one(engine(), "a", "The brutal 😀 title", text);
            for range in article.marks.iter().flat_map(|m| &m.ranges).chain(&article.sentences).chain(article.left.iter().map(|l| &l.range)) {
                assert!(article.text.get(range.clone()).is_some(), "{text:?} {range:?}");
            }
            assert!(article.sentences.windows(2).all(|w| w[0].end <= w[1].start), "{text:?} {:?}", article.sentences);
        }
    }
}
