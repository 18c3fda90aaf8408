//! What a person reads on the terminal: articles with their score as a bar, and the sentences behind it.

use crate::analysis::Voice;
use crate::engine::{Analysis, Engine, Scratch};
use crate::lexicon::Family;
use crate::record::Record;
pub use crate::report::page::thousands as group;
use crate::score::counts::Counts;
use crate::score::rows::headline;
use crate::stats;
use crate::text::Flags;
use anstyle::{AnsiColor, Style};
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What the summary keeps of one article.
#[derive(Debug, Clone)]
pub struct Seen {
    pub id: String,
    pub outlet: String,
    pub title: String,
    pub words: u32,
    pub loaded_own: u32,
    pub loaded_elsewhere: u32,
    /// The most loaded own-voice sentences, the heaviest first.
    pub sentences: Vec<Marked>,
}

/// A sentence with its marked stretches.
#[derive(Debug, Clone)]
pub struct Marked {
    pub weight: f64,
    pub text: String,
    /// Bytes of `text`.
    pub marks: Vec<std::ops::Range<usize>>,
}

/// Articles that the summary lists one by one.
const MOST_ARTICLES: usize = 40;
/// Sentences shown.
const MOST_SENTENCES: usize = 8;

/// What the summary keeps of an article.
pub fn see(engine: &Engine, record: &Record<'_>, scratch: &Scratch, analysis: &Analysis, counts: &Counts) -> Seen {
    let mut sentences: Vec<(u32, Marked)> = Vec::new();
    for hit in analysis.hits.iter().filter(|h| h.voice == Voice::Own && h.family == Family::Lexical) {
        let (first, _) = hit.stretch();
        let number = scratch.landmarks.sentence(first);
        if sentences.last().is_none_or(|(n, _)| *n != number) {
            sentences.push((number, sentence(scratch, first as usize)));
        }
        if let Some((_, marked)) = sentences.last_mut() {
            marked.weight += engine.meta(hit).weight;
            let base = sentence_start(scratch, first as usize);
            for (from, to) in &hit.marks {
                let start = scratch.tokens[*from as usize].start as usize - base.min(scratch.tokens[*from as usize].start as usize);
                let end = (scratch.tokens[*to as usize - 1].end as usize).saturating_sub(base);
                if end <= marked.text.len() && start < end {
                    marked.marks.push(start..end);
                }
            }
        }
    }
    let mut sentences: Vec<Marked> = sentences.into_iter().map(|s| s.1).collect();
    sentences.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    sentences.truncate(MOST_SENTENCES);
    Seen {
        id: record.id.to_string(),
        outlet: record.outlet.to_string(),
        title: headline(record, scratch).to_owned(),
        words: counts.words,
        loaded_own: counts.loaded_own,
        loaded_elsewhere: counts.loaded_attributed + counts.loaded_quoted,
        sentences,
    }
}

fn sentence_start(scratch: &Scratch, token: usize) -> usize {
    let mut from = token;
    while from > 0 && !scratch.tokens[from].is(Flags::SENTENCE) {
        from -= 1;
    }
    let start = scratch.tokens[from].start as usize;
    // An opening mark belongs to the sentence.
    scratch.text[..start].trim_end_matches(['“', '"', '‘', '\'', '(', '«']).len()
}

fn sentence(scratch: &Scratch, token: usize) -> Marked {
    let start = sentence_start(scratch, token);
    let mut to = token + 1;
    while to < scratch.tokens.len() && !scratch.tokens[to].is(Flags::SENTENCE) {
        to += 1;
    }
    let end = scratch.tokens.get(to).map_or(scratch.text.len(), |t| t.start as usize);
    let text = scratch.text.get(start..end).unwrap_or("").trim_end().trim_end_matches(['“', '‘', '(']).trim_end();
    Marked { weight: 0.0, text: text.replace(['\n', '\r', '\t'], " "), marks: Vec::new() }
}

/// How the terminal is.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Columns.
    pub width: usize,
    /// Whether colours may be used.
    pub colour: bool,
}

impl Screen {
    /// The terminal at hand; 80 columns without colour where there is none.
    pub fn detect() -> Self {
        let given = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let width = given.or_else(|| terminal_size::terminal_size().map(|(w, _)| usize::from(w.0))).unwrap_or(80);
        Self { width: width.clamp(40, 140), colour: super::setup::colour() }
    }

    /// Words in a style, where there are colours.
    pub fn paint(self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// A heading.
    pub fn heading(self, text: &str) -> String {
        format!("\n{}\n", self.paint(Style::new().bold(), text))
    }

    /// A marked expression: in colour where there is one, else between brackets.
    pub fn mark(self, text: &str) -> String {
        if self.colour { self.paint(Style::new().bold().fg_color(Some(AnsiColor::Red.into())).underline(), text) } else { format!("[{text}]") }
    }

    /// A candidate that was left alone: dimmed, or between braces.
    pub fn faint(self, text: &str) -> String {
        if self.colour { self.paint(Style::new().dimmed().italic(), text) } else { format!("{{{text}}}") }
    }

    /// Something said in passing that will be wrapped: each word carries its style.
    pub fn dim_words(self, text: &str) -> String {
        if self.colour { text.split(' ').map(|w| self.dim(w)).collect::<Vec<_>>().join(" ") } else { text.to_owned() }
    }

    /// Something said in passing.
    pub fn dim(self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }
}

/// Cuts a text to a width in columns, with an ellipsis where something is lost.
pub fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let w = c.width().unwrap_or(0);
        if used + w + 1 > width {
            break;
        }
        used += w;
        out.push(c);
    }
    out.push('…');
    out
}

/// A text filled up with blanks to a width in columns.
pub fn pad(text: &str, width: usize) -> String {
    let text = fit(text, width);
    let blanks = width.saturating_sub(text.width());
    text + &" ".repeat(blanks)
}

/// A bar of a rate with its interval: ─ to both ends, ● at the rate.
fn bar(rate: f64, lo: f64, hi: f64, most: f64, width: usize) -> String {
    let at = |x: f64| (((x / most).clamp(0.0, 1.0)) * (width.saturating_sub(1)) as f64).round() as usize;
    let (from, to, point) = (at(lo), at(hi), at(rate));
    (0..width)
        .map(|i| {
            if i == point {
                '●'
            } else if i >= from && i <= to {
                '─'
            } else {
                ' '
            }
        })
        .collect()
}

/// The line that says what was read.
pub fn what_was_read(seen: &[Seen]) -> String {
    let words: u64 = seen.iter().map(|s| u64::from(s.words)).sum();
    let mut outlets: Vec<&str> = seen.iter().map(|s| s.outlet.as_str()).filter(|o| !o.is_empty()).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let by = if outlets.is_empty() { String::new() } else { format!(" of {}", plural(outlets.len(), "outlet")) };
    let nameless = without_outlet(seen.iter().map(|s| s.outlet.as_str()));
    format!("Read {}{by}, {} words outside boilerplate.\n{nameless}", plural(seen.len(), "article"), group(words))
}

/// Where some articles name an outlet, that others do not: an id that is spelt otherwise in metadata.csv, most often.
pub fn without_outlet<'o>(outlets: impl Iterator<Item = &'o str>) -> String {
    let (mut with, mut without) = (0, 0);
    outlets.for_each(|o| *(if o.is_empty() { &mut without } else { &mut with }) += 1);
    match (with, without) {
        (0, _) | (_, 0) => String::new(),
        (_, 1) => "1 article names no outlet; ids in metadata.csv are names of files without their endings.\n".into(),
        (_, n) => format!("{} name no outlet; ids in metadata.csv are names of files without their endings.\n", plural(n, "article")),
    }
}

/// "1 article", "5 articles".
pub fn plural(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", group(n as u64), if n == 1 { "" } else { "s" })
}

/// The table of scores: an article a line, or an outlet a line when there are many articles.
pub fn scores(seen: &[Seen], screen: Screen) -> String {
    let out = screen.heading("Loaded words in the outlet's own voice, per 1,000 words (95% interval)");
    let mut rows: Vec<(String, u64, u64, u64)> = Vec::new();
    if seen.len() > MOST_ARTICLES {
        let mut by: indexmap::IndexMap<&str, (u64, u64, u64)> = indexmap::IndexMap::new();
        for s in seen {
            let row = by.entry(if s.outlet.is_empty() { "(no outlet)" } else { &s.outlet }).or_default();
            row.0 += u64::from(s.loaded_own);
            row.1 += u64::from(s.words);
            row.2 += u64::from(s.loaded_elsewhere);
        }
        by.sort_unstable_keys();
        rows.extend(by.into_iter().take(MOST_ARTICLES).map(|(name, r)| (name.to_owned(), r.0, r.1, r.2)));
    } else {
        for s in seen {
            let name = match (s.outlet.is_empty(), s.title.is_empty()) {
                (false, false) => format!("{}: {}", s.outlet, s.title),
                (false, true) => s.outlet.clone(),
                (true, false) => s.title.clone(),
                (true, true) => s.id.clone(),
            };
            rows.push((name, u64::from(s.loaded_own), u64::from(s.words), u64::from(s.loaded_elsewhere)));
        }
    }
    out + &rates(&rows, screen)
}

/// A line each with rate, interval and bar, of name, hits, words.
pub fn rates(rows: &[(String, u64, u64, u64)], screen: Screen) -> String {
    let mut out = String::new();
    let intervals: Vec<Option<stats::Interval>> = rows.iter().map(|r| stats::garwood(stats::Count::new(r.1, r.2), 0.05)).collect();
    let rates: Vec<f64> = rows.iter().map(|r| if r.2 > 0 { 1000.0 * r.1 as f64 / r.2 as f64 } else { 0.0 }).collect();
    let most = intervals.iter().flatten().map(|i| i.hi).fold(10.0, f64::max).min(rates.iter().copied().fold(10.0, f64::max) * 1.6);
    let numbers = 31;
    let bar_width = (screen.width / 4).clamp(10, 30);
    let name_width = screen.width.saturating_sub(numbers + bar_width + 2).max(12);
    for ((row, rate), interval) in rows.iter().zip(&rates).zip(&intervals) {
        let Some(interval) = interval else {
            let _ = writeln!(out, "{}  no words", pad(&row.0, name_width));
            continue;
        };
        let _ = writeln!(
            out,
            "{} {:>6.1} ({:>5.1}–{:<5.1}) {:>4}/{:<6}{}",
            pad(&row.0, name_width),
            rate,
            interval.lo,
            interval.hi,
            row.1,
            row.2,
            screen.paint(Style::new().fg_color(Some(AnsiColor::Cyan.into())), bar(*rate, interval.lo, interval.hi, most, bar_width).trim_end())
        );
    }
    out
}

/// The most loaded sentences, with their words marked.
pub fn sentences(seen: &[Seen], screen: Screen) -> String {
    let mut all: Vec<(&Seen, &Marked)> = seen.iter().flat_map(|s| s.sentences.iter().map(move |m| (s, m))).collect();
    all.sort_by(|a, b| b.1.weight.total_cmp(&a.1.weight).then(a.0.id.cmp(&b.0.id)));
    if all.is_empty() {
        return "\nNo loaded wording was found in the outlets' own voice.\n".into();
    }
    let mut out = screen.heading("The most loaded sentences, in the outlet's own voice");
    for (article, marked) in all.iter().take(MOST_SENTENCES) {
        let name = if article.outlet.is_empty() { &article.id } else { &article.outlet };
        let _ = writeln!(out, "{}", screen.dim(&fit(name, screen.width)));
        let mut text = String::new();
        let mut marks = marked.marks.clone();
        marks.sort_by_key(|m| m.start);
        let mut at = 0;
        for mark in marks {
            if mark.start < at {
                continue;
            }
            text.push_str(marked.text.get(at..mark.start).unwrap_or(""));
            text.push_str(&screen.mark(marked.text.get(mark.clone()).unwrap_or("")));
            at = mark.end;
        }
        text.push_str(marked.text.get(at..).unwrap_or(""));
        for line in wrap(&text, screen.width.saturating_sub(2)) {
            let _ = writeln!(out, "  {line}");
        }
    }
    out
}

/// What the numbers are and are not.
pub fn caveat(screen: Screen) -> String {
    let text = "Counts of wording under a stated codebook, not a verdict on anybody: quoted and reported words are not charged to the outlet, and short texts have wide intervals.";
    let lines: Vec<String> = wrap(text, screen.width).into_iter().map(|l| screen.dim(&l)).collect();
    format!("\n{}\n", lines.join("\n"))
}

/// Breaks a text into lines; what colours it has is not counted.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let w = visible_width(word);
        if used > 0 && used + 1 + w > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += w;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

fn visible_width(word: &str) -> usize {
    let mut width = 0;
    let mut inside = false;
    for c in word.chars() {
        match c {
            '\u{1B}' => inside = true,
            'm' if inside => inside = false,
            _ if inside => {}
            c => width += c.width().unwrap_or(0),
        }
    }
    width
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_kept() {
        assert_eq!(fit("abcdef", 4), "abc…");
        assert_eq!(pad("日本", 6).width(), 6);
        assert_eq!(bar(5.0, 0.0, 10.0, 10.0, 5), "──●──");
        assert_eq!(group(1234567), "1,234,567");
        assert!(wrap("one two three", 7).iter().all(|l| l.width() <= 7));
    }
}
