//! The rows of one article in every table of a score run.

use super::counts::Counts;
use crate::analysis::{Hit, Stretch};
use crate::engine::{Analysis, Demand, Engine, Scratch};
use crate::facts;
use crate::lexicon::Meta;
use crate::record::Record;
use crate::stats;
use crate::tables::{Format, Sheet, Table, schema};
use crate::text::Flags;
use crate::text::cursor::Cursor;
use crate::voice::QuoteKind;
use rustc_hash::FxHashMap;

/// Error probability of the articles' intervals.
const ALPHA: f64 = 0.05;
/// Words of context on each side of a hit.
const CONTEXT_WORDS: usize = 8;
/// Words kept there where the texts must not be published: enough to judge a hit by, too few to read the article from.
const SHORT_CONTEXT_WORDS: usize = 3;

/// The tables of a score run, in the order of [`Sheets`]' fields.
///
/// `keep`: the input's columns that go along, at the end of articles.csv.
pub fn tables(categories: &[String], keep: &[String]) -> [Table; 7] {
    [schema::articles(categories, keep), schema::hits(), schema::quotes(), schema::mentions(), schema::agency(), schema::facts(), schema::dropped()]
}

/// Rows being written, one sheet a table.
#[derive(Debug, Clone)]
pub struct Sheets {
    pub articles: Sheet,
    pub hits: Sheet,
    pub quotes: Sheet,
    pub mentions: Sheet,
    pub agency: Sheet,
    pub facts: Sheet,
    pub dropped: Sheet,
    pub authorities: Sheet,
    taken: facts::Taken,
    cells: Cells,
    intervals: stats::Garwood,
}

/// The cells of hits.csv that all hits of a pattern share, as they come: most of a pattern's hits have its own subtype and sign.
#[derive(Debug, Clone, Default)]
struct Cells {
    plain: Vec<Option<Box<EntryCells>>>,
    others: FxHashMap<(u32, &'static str, i8), EntryCells>,
}

impl Cells {
    fn of(&mut self, hit: &Hit, meta: &Meta) -> &mut EntryCells {
        if hit.pattern >= Hit::HARM || !hit.subtype.is_empty() || hit.polarity != meta.polarity {
            return self.others.entry((hit.pattern, hit.subtype, hit.polarity)).or_default();
        }
        let at = hit.pattern as usize;
        if self.plain.len() <= at {
            self.plain.resize(at + 1, None);
        }
        self.plain[at].get_or_insert_default()
    }
}

#[derive(Debug, Clone, Default)]
struct EntryCells {
    name: Option<Box<[u8]>>,
    load: Option<Box<[u8]>>,
    card: Option<Box<[u8]>>,
}

impl Sheets {
    /// The rows of the table of that name; those of articles where there is none.
    pub fn get(&self, table: &str) -> &Sheet {
        match table {
            "hits" => &self.hits,
            "quotes" => &self.quotes,
            "mentions" => &self.mentions,
            "agency" => &self.agency,
            "facts" => &self.facts,
            "dropped" => &self.dropped,
            "authorities" => &self.authorities,
            _ => &self.articles,
        }
    }
}

/// Which tables are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub articles: bool,
    pub hits: bool,
    pub quotes: bool,
    pub mentions: bool,
    pub agency: bool,
    pub facts: bool,
    pub dropped: bool,
    /// Leave out the words around a hit and what is quoted.
    pub no_text: bool,
}

impl Wanted {
    /// The one table of that name; `None` if there is none.
    pub fn only(name: &str) -> Option<Self> {
        let none = Self { articles: false, hits: false, quotes: false, mentions: false, agency: false, facts: false, dropped: false, no_text: false };
        Some(match name {
            "articles" => Self { articles: true, ..none },
            "hits" => Self { hits: true, ..none },
            "quotes" => Self { quotes: true, ..none },
            "mentions" => Self { mentions: true, ..none },
            "agency" => Self { agency: true, ..none },
            "facts" => Self { facts: true, ..none },
            "dropped" => Self { dropped: true, ..none },
            _ => return None,
        })
    }
    /// How far an article must be analysed for these tables.
    pub fn demand(self) -> Demand {
        let counts_do = self.articles && !(self.hits || self.quotes || self.mentions || self.agency || self.facts || self.dropped);
        if counts_do { Demand::Counts } else { Demand::Everything }
    }
    /// Every table; dropped candidates only on request.
    pub fn all(explain: bool) -> Self {
        Self { articles: true, hits: true, quotes: true, mentions: true, agency: true, facts: true, dropped: explain, no_text: false }
    }
}

/// A place of an article as the tables give it.
struct Place<'a> {
    title: Cursor<'a>,
    body: Cursor<'a>,
    body_start: usize,
    text: &'a str,
}

impl<'a> Place<'a> {
    fn new(scratch: &'a Scratch) -> Self {
        let (title, body) = scratch.text.split_at(scratch.body_start);
        Self { title: Cursor::new(title), body: Cursor::new(body), body_start: scratch.body_start, text: &scratch.text }
    }
    /// Field, first code point, code point after the last.
    fn points(&mut self, start: usize, end: usize) -> (&'static str, i64, i64) {
        if start < self.body_start {
            ("title", self.title.at(start) as i64, self.title.at(end) as i64)
        } else {
            ("text", self.body.at(start - self.body_start) as i64, self.body.at(end.saturating_sub(self.body_start)) as i64)
        }
    }
    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }
}

fn bytes(scratch: &Scratch, stretch: Stretch) -> (usize, usize) {
    let first = scratch.tokens.get(stretch.0 as usize).map_or(0, |t| t.start as usize);
    let last = (stretch.1 as usize).checked_sub(1).and_then(|t| scratch.tokens.get(t)).map_or(first, |t| t.end as usize);
    (first, last.max(first))
}

impl Sheets {
    /// These sheets, in the order of the fields.
    fn of([articles, hits, quotes, mentions, agency, facts, dropped, authorities]: [Sheet; 8]) -> Self {
        Self {
            articles,
            hits,
            quotes,
            mentions,
            agency,
            facts,
            dropped,
            authorities,
            taken: facts::Taken::default(),
            cells: Cells::default(),
            intervals: stats::Garwood::new(ALPHA),
        }
    }

    /// Empty sheets.
    pub fn new(categories: &[String], keep: &[String], format: Format) -> Self {
        let [articles, hits, quotes, mentions, agency, facts, dropped] = tables(categories, keep).map(|t| Sheet::new(&t, format));
        let authorities = Sheet::new(&schema::authorities(), format);
        Self::of([articles, hits, quotes, mentions, agency, facts, dropped, authorities])
    }

    /// The rows written so far; what is kept for the rows to come stays here.
    pub fn take(&mut self) -> Self {
        let mut emptied = |sheet: &mut Sheet| std::mem::replace(sheet, sheet.emptied());
        let [articles, hits, quotes, mentions] = [&mut self.articles, &mut self.hits, &mut self.quotes, &mut self.mentions].map(&mut emptied);
        let [agency, facts, dropped, authorities] = [&mut self.agency, &mut self.facts, &mut self.dropped, &mut self.authorities].map(&mut emptied);
        Self::of([articles, hits, quotes, mentions, agency, facts, dropped, authorities])
    }

    /// A row for each authority: how many of the article's hits it objects to.
    fn authority_rows(&mut self, engine: &Engine, record: &Record<'_>, scratch: &Scratch, analysis: &Analysis, counts: &Counts) {
        for pack in &engine.packs {
            let (mut flagged, mut known) = (0u64, 0i64);
            for hit in &analysis.hits {
                let (first, last) = hit.stretch();
                let (start, end) = bytes(scratch, (first, last));
                let text = scratch.text.get(start..end).unwrap_or("");
                if let Some(objects) = pack.flags(engine.names_of(hit.pattern).0, text, hit.voice) {
                    known += 1;
                    flagged += u64::from(objects);
                }
            }
            let count = stats::Count::new(flagged, u64::from(counts.words));
            let interval = self.intervals.interval(count);
            let sheet = &mut self.authorities;
            sheet.text(&record.id);
            sheet.text(&record.outlet);
            sheet.text(&pack.id);
            sheet.integer(flagged as i64);
            sheet.integer(known);
            sheet.integer(i64::from(counts.words));
            sheet.float((counts.words > 0).then(|| 1000.0 * flagged as f64 / f64::from(counts.words)), 4);
            sheet.float(interval.as_ref().map(|i| i.lo), 4);
            sheet.float(interval.as_ref().map(|i| i.hi), 4);
            sheet.end();
        }
    }

    /// Writes the rows of one analysed article.
    pub fn article(&mut self, engine: &Engine, record: &Record<'_>, scratch: &Scratch, analysis: &Analysis, counts: &Counts, wanted: Wanted) {
        if wanted.articles {
            self.article_row(record, scratch, analysis, counts);
        }
        self.authority_rows(engine, record, scratch, analysis, counts);
        let mut place = Place::new(scratch);
        if wanted.hits {
            self.hit_rows(engine, record, scratch, analysis, counts, &mut place, wanted);
        }
        if wanted.mentions {
            for mention in &analysis.mentions {
                let (start, end) = bytes(scratch, (mention.first, mention.last));
                let (field, from, to) = place.points(start, end);
                let sheet = &mut self.mentions;
                sheet.text(&record.id);
                sheet.word(field);
                sheet.integer(from);
                sheet.integer(to);
                sheet.text(place.slice(start, end));
                sheet.text(engine.actor_id(mention.actor));
                sheet.text(&engine.actors.label_text(mention.label, &scratch.text, &scratch.tokens));
                sheet.integer(i64::from(mention.valence));
                sheet.word(analysis.voice_at(&scratch.tokens, mention.first).name());
                sheet.word(scratch.part(mention.first).name());
                sheet.word(if mention.embedded { "true" } else { "false" });
                sheet.word("gazetteer");
                sheet.end();
            }
        }
        if wanted.agency {
            for event in &analysis.harm {
                let (start, end) = bytes(scratch, (event.first, event.last));
                let (field, from, to) = place.points(start, end);
                let phrase = |stretch: Option<Stretch>| {
                    stretch.map_or("", |s| {
                        let (start, end) = bytes(scratch, s);
                        place.slice(start, end)
                    })
                };
                let actor = |stretch: Option<Stretch>| {
                    let found = stretch.and_then(|s| analysis.mention_over(s));
                    found.map_or("", |m| engine.actor_id(m.actor))
                };
                let sheet = &mut self.agency;
                sheet.text(&record.id);
                sheet.word(field);
                sheet.integer(from);
                sheet.integer(to);
                sheet.text(place.slice(start, end));
                sheet.word(event.construction.name());
                sheet.text(phrase(event.agent));
                sheet.text(phrase(event.victim));
                sheet.word(analysis.voice_at(&scratch.tokens, event.first).name());
                sheet.word(scratch.part(event.first).name());
                sheet.text(engine.agency.lemma(event));
                sheet.text(actor(event.agent));
                sheet.text(actor(event.victim));
                sheet.end();
            }
        }
        if wanted.quotes {
            for quote in analysis.quotes.iter().filter(|q| q.kind != QuoteKind::Title) {
                let (start, end) = (quote.start as usize, quote.end as usize);
                let (field, from, to) = place.points(start, end);
                let slice = |range: &Option<std::ops::Range<u32>>| range.as_ref().map_or("", |s| place.slice(s.start as usize, s.end as usize));
                let sheet = &mut self.quotes;
                sheet.text(&record.id);
                sheet.word(field);
                sheet.integer(from);
                sheet.integer(to);
                sheet.word(match quote.kind {
                    QuoteKind::Direct => "direct",
                    QuoteKind::Indirect => "indirect",
                    QuoteKind::Scare | QuoteKind::Title => "scare",
                });
                sheet.text(slice(&quote.speaker));
                sheet.text(analysis.speaker_actor(&scratch.tokens, quote).map_or("", |a| engine.actor_id(a)));
                sheet.text(slice(&quote.cue));
                sheet.text(if wanted.no_text { "" } else { place.slice(start, end) });
                sheet.end();
            }
        }
        if wanted.facts {
            let dated = !record.date.is_empty() || scratch.layout.date.is_some();
            let article = facts::Article {
                text: &scratch.text,
                body_start: scratch.body_start,
                tokens: &scratch.tokens,
                parts: &scratch.parts,
                quotes: &analysis.quotes,
                dated,
            };
            facts::take(&article, &mut self.taken);
            facts::row(&record.id, record.ordinal, &self.taken, &mut self.facts);
        }
        if wanted.dropped {
            for dropped in &analysis.dropped {
                let (start, end) = bytes(scratch, dropped.stretch);
                let (field, from, to) = place.points(start, end);
                let (entry, category) = engine.names_of(dropped.pattern);
                let sheet = &mut self.dropped;
                sheet.text(&record.id);
                sheet.word(field);
                sheet.integer(from);
                sheet.integer(to);
                sheet.text(place.slice(start, end));
                sheet.text(entry);
                sheet.text(category);
                sheet.word(dropped.rule);
                sheet.text(&dropped.reason);
                sheet.end();
            }
        }
    }

    fn article_row(&mut self, record: &Record<'_>, scratch: &Scratch, analysis: &Analysis, counts: &Counts) {
        let interval = self.intervals.interval(stats::Count::new(u64::from(counts.loaded_own), u64::from(counts.words)));
        let sheet = &mut self.articles;
        let words = f64::from(counts.words);
        let per_1000 = |x: f64, n: f64| (n > 0.0).then(|| 1000.0 * x / n);
        let loaded = f64::from(counts.loaded_own);
        sheet.text(&record.id);
        sheet.text(&record.outlet);
        match (&record.date, scratch.layout.date) {
            (given, _) if !given.is_empty() => sheet.text(given),
            (_, Some(date)) => sheet.text(&date.to_string()),
            _ => sheet.text(""),
        }
        sheet.text(&record.event);
        sheet.text(headline(record, scratch));
        sheet.text(&record.language);
        sheet.integer(i64::from(counts.words));
        sheet.integer(i64::from(counts.words_direct));
        sheet.integer(i64::from(counts.words_indirect));
        sheet.integer(counts.sentence_words.len() as i64);
        sheet.integer(i64::from(counts.words_own()));
        sheet.integer(i64::from(counts.loaded_own));
        sheet.float(per_1000(loaded, words), 4);
        sheet.float(interval.as_ref().map(|i| i.lo), 4);
        sheet.float(interval.as_ref().map(|i| i.hi), 4);
        sheet.empty();
        sheet.empty();
        sheet.empty();
        sheet.float(per_1000(loaded, f64::from(counts.words_own())), 4);
        sheet.float(per_1000(counts.weighted_own_milli as f64 / 1000.0, words), 4);
        sheet.integer(i64::from(counts.loaded_types_own));
        sheet.integer(i64::from(counts.loaded_attributed));
        sheet.integer(i64::from(counts.loaded_quoted));
        sheet.integer(i64::from(counts.headline_loaded));
        let head = per_1000(f64::from(counts.headline_loaded), f64::from(counts.headline_words));
        let body = per_1000(f64::from(counts.loaded_own - counts.headline_loaded), words - f64::from(counts.headline_words));
        sheet.float(head.zip(body).map(|(h, b)| h - b), 4);
        sheet.integer(analysis.speakers as i64);
        let unnamed = analysis.harm.iter().filter(|e| e.agent.is_none()).count();
        sheet.float((!analysis.harm.is_empty()).then(|| unnamed as f64 / analysis.harm.len() as f64), 4);
        sheet.text(scratch.layout.wire.as_deref().unwrap_or(""));
        sheet.text("");
        sheet.text(&super::hash::article_sha256(&record.title, &record.text));
        for n in &counts.by_category {
            sheet.integer(i64::from(*n));
        }
        sheet.text(&record.genre);
        sheet.text(&record.url);
        let mut list = String::with_capacity(counts.sentence_words.len() * 3);
        for (i, n) in counts.sentence_words.iter().enumerate() {
            if i > 0 {
                list.push(' ');
            }
            facts::pack::decimal(*n as usize, &mut list);
        }
        sheet.text(&list);
        sheet.integer(i64::from(counts.headline_words));
        sheet.integer(i64::from(record.ordinal.input));
        sheet.integer(record.ordinal.number as i64);
        for value in &record.kept {
            sheet.text(value);
        }
        sheet.end();
    }

    fn hit_rows(
        &mut self,
        engine: &Engine,
        record: &Record<'_>,
        scratch: &Scratch,
        analysis: &Analysis,
        counts: &Counts,
        place: &mut Place<'_>,
        wanted: Wanted,
    ) {
        let Self { hits: sheet, cells, .. } = self;
        let mut article = None;
        for (group, hit) in analysis.hits.iter().enumerate() {
            let meta = engine.meta(hit);
            let quote = hit.quote.and_then(|q| analysis.quotes.get(q as usize));
            let cells = cells.of(hit, meta);
            for mark in &hit.marks {
                let (start, end) = bytes(scratch, *mark);
                let (field, from, to) = place.points(start, end);
                let first = mark.0 as usize;
                sheet.shared(3, &mut article, |sheet| {
                    sheet.text(&record.id);
                    sheet.text(&record.outlet);
                    sheet.text(&record.event);
                });
                sheet.word(field);
                sheet.word(scratch.part(first as u32).name());
                sheet.integer(from);
                sheet.integer(to);
                sheet.text(place.slice(start, end));
                sheet.integer(i64::from(counts.sentence(scratch.landmarks.sentence(first as u32))));
                sheet.integer(i64::from(scratch.landmarks.paragraph(first as u32)) + 1);
                sheet.shared(3, &mut cells.name, |sheet| {
                    let (entry, category) = engine.names_of(hit.pattern);
                    sheet.text(category);
                    sheet.text(if hit.subtype.is_empty() { &meta.subtype } else { hit.subtype });
                    sheet.text(entry);
                });
                sheet.integer(group as i64 + 1);
                sheet.shared(4, &mut cells.load, |sheet| {
                    sheet.text(engine.lexicon_of(hit));
                    sheet.integer(i64::from(hit.polarity));
                    sheet.text(meta.strength.name());
                    sheet.float(Some(meta.weight), 2);
                });
                sheet.word(hit.voice.name());
                sheet.text(quote.and_then(|q| q.speaker.as_ref()).map_or("", |s| place.slice(s.start as usize, s.end as usize)));
                sheet.text(quote.and_then(|q| q.cue.as_ref()).map_or("", |s| place.slice(s.start as usize, s.end as usize)));
                sheet.text(hit.target.and_then(|t| analysis.mentions.get(t as usize)).map_or("", |m| engine.actor_id(m.actor)));
                sheet.word(hit.target_rule);
                sheet.shared(3, &mut cells.card, |sheet| {
                    sheet.text(&meta.why);
                    sheet.list(&meta.alternatives);
                    sheet.list(&meta.source);
                });
                let around = if wanted.no_text { SHORT_CONTEXT_WORDS } else { CONTEXT_WORDS };
                sheet.text(left(scratch, first, start, around));
                sheet.text(right(scratch, mark.1 as usize, end, around));
                sheet.end();
            }
        }
    }
}

/// The headline: the title field, or the line of the text that is one.
pub fn headline<'r>(record: &'r Record<'_>, scratch: &'r Scratch) -> &'r str {
    if !record.title.is_empty() {
        return &record.title;
    }
    scratch.layout.headline.as_ref().and_then(|h| record.text.get(h.start as usize..h.end as usize)).unwrap_or("")
}

/// Up to so many words before, within the line.
fn left(scratch: &Scratch, first: usize, start: usize, around: usize) -> &str {
    let mut from = first;
    while from > 0 && first - from < around && !scratch.tokens[from].is(Flags::LINE | Flags::FIELD) {
        from -= 1;
    }
    let begin = if from == first || scratch.tokens[from].is(Flags::LINE) {
        scratch.tokens.get(from).map_or(start, |t| t.start as usize).min(start).saturating_sub(3)
    } else {
        scratch.tokens[from].start as usize
    };
    // The line's start, if it is nearer: only what may be shown is searched for it.
    let near = &scratch.text.as_bytes()[begin.min(start)..start];
    let begin = memchr::memrchr(b'\n', near).map_or(begin, |n| begin + n + 1);
    let begin = scratch.text.ceil_char_boundary(begin.min(start));
    scratch.text.get(begin..start).unwrap_or("").trim_start()
}

/// Up to so many words after, within the line.
fn right(scratch: &Scratch, after: usize, end: usize, around: usize) -> &str {
    let mut to = after;
    while to < scratch.tokens.len() && to - after < around && !scratch.tokens[to].is(Flags::LINE | Flags::FIELD) {
        to += 1;
    }
    let next = scratch.tokens.get(to).map_or(scratch.text.len(), |t| t.start as usize).max(end);
    let stop = memchr::memchr(b'\n', &scratch.text.as_bytes()[end..next]).map_or(next, |n| end + n);
    scratch.text.get(end..stop).unwrap_or("").trim_end()
}
