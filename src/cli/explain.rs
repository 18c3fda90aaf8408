//! `slantwise score INPUT --explain`: each candidate of an article on the terminal, what was made of it, and why.

use super::terminal::{Screen, fit, plural, wrap};
use crate::analysis::Voice;
use crate::marked::{Article, Left, Mark};
use anstyle::{AnsiColor, Style};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

/// What is told of one article: its sentences with candidates, each candidate below its sentence.
pub fn explain(article: &Article, screen: Screen) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", screen.paint(Style::new().bold(), &fit(&article.name(), screen.width)));
    let kept = plural(article.marks.len(), "expression");
    let summary = format!(
        "{}: {kept} marked ({} loaded in the outlet's own voice, {} in other people's words), {} left alone.",
        plural(article.words as usize, "word"),
        article.loaded_own,
        article.loaded_others,
        plural(article.left.len(), "candidate")
    );
    lines(&summary, "", "", screen, &mut out);
    if article.marks.is_empty() && article.left.is_empty() {
        out.push_str("\nNo entry knows any of these words.\n");
        return out;
    }
    // An entry's reason is told once an article: the second time it is known.
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (number, sentence) in spans(article) {
        let within = |r: &Range<usize>| sentence.start <= r.start && r.start < sentence.end.max(sentence.start + 1);
        let marks: Vec<&Mark> = article.marks.iter().filter(|m| within(&m.range())).collect();
        let left: Vec<&Left> = article.left.iter().filter(|l| within(&l.range)).collect();
        if marks.is_empty() && left.is_empty() {
            continue;
        }
        out.push('\n');
        let end = marks.iter().map(|m| m.range().end).chain(left.iter().map(|l| l.range.end)).fold(sentence.end, usize::max);
        lines(&marked(article, sentence.start..end, &marks, &left, screen), &number.map_or("     ".into(), |n| format!("{n:>4} ")), "     ", screen, &mut out);
        let mut all: Vec<(usize, u8, String)> = marks.iter().map(|m| (m.range().start, 0, kept_lines(article, m, &mut told, screen))).collect();
        all.extend(left.iter().map(|l| (l.range.start, 1, left_lines(article, l, screen))));
        all.sort_by_key(|a| (a.0, a.1));
        out.extend(all.into_iter().map(|a| a.2));
    }
    out
}

/// What the signs mean; told once, at the end.
pub fn legend(screen: Screen) -> String {
    let (kept, left) =
        if screen.colour { ("Underlined: marked.", "Dimmed: a candidate left alone.") } else { ("[…]: marked.", "{…}: a candidate left alone.") };
    let text = format!(
        "{kept} {left} Only the outlet's own words are charged to it; → is whom the words are about; what stands last is the entry: slantwise lexicon show ENTRY."
    );
    let mut out = String::from("\n");
    for line in wrap(&text, screen.width) {
        let _ = writeln!(out, "{}", screen.dim(&line));
    }
    out
}

/// The sentences that count with their numbers, and the stretches between them that hold something all the same.
fn spans(article: &Article) -> Vec<(Option<usize>, Range<usize>)> {
    let mut spans: Vec<(Option<usize>, Range<usize>)> = Vec::new();
    let mut at = 0;
    for (number, sentence) in article.sentences.iter().enumerate() {
        if at < sentence.start {
            spans.push((None, at..sentence.start));
        }
        // What is marked behind a sentence's last word belongs to it, up to the next.
        let next = article.sentences.get(number + 1).map_or(article.text.len(), |s| s.start);
        spans.push((Some(number + 1), sentence.start..sentence.end.min(next)));
        at = sentence.end.min(next);
    }
    spans.push((None, at..article.text.len() + 1));
    spans
}

/// A stretch of text with its marks in place.
fn marked(article: &Article, range: Range<usize>, marks: &[&Mark], left: &[&Left], screen: Screen) -> String {
    let mut pieces: Vec<(Range<usize>, bool)> = marks.iter().flat_map(|m| m.ranges.iter().map(|r| (r.clone(), true))).collect();
    pieces.extend(left.iter().map(|l| (l.range.clone(), false)));
    pieces.sort_by_key(|p| (p.0.start, !p.1, std::cmp::Reverse(p.0.end)));
    let begin = pieces.first().map_or(range.start, |p| if range.start + 300 < p.0.start { p.0.start } else { range.start });
    let end = range.end.min(article.text.len());
    let (mut out, mut at) = (String::new(), begin);
    for (piece, kept) in pieces {
        if piece.start < at {
            continue;
        }
        out.push_str(article.slice(&(at..piece.start)));
        let words = article.slice(&piece);
        out.push_str(&if kept { screen.mark(words) } else { screen.faint(words) });
        at = piece.end;
    }
    out.push_str(article.slice(&(at..end.max(at))));
    out
}

fn kept_lines<'a>(article: &'a Article, mark: &'a Mark, told: &mut BTreeSet<&'a str>, screen: Screen) -> String {
    let words: Vec<&str> = mark.ranges.iter().map(|r| article.slice(r)).collect();
    let mut facts =
        format!("{} {}", screen.paint(Style::new().bold().fg_color(Some(AnsiColor::Green.into())), "+"), screen.paint(Style::new().bold(), &words.join(" … ")));
    let _ = write!(facts, ": {}", mark.category);
    if !mark.subtype.is_empty() {
        let _ = write!(facts, "/{}", mark.subtype);
    }
    let _ = write!(facts, ", {}, weight {}", mark.strength.name(), mark.weight);
    let _ = write!(facts, ", {}", voice(mark));
    if !mark.target.is_empty() {
        let _ = write!(facts, ", → {} (by {})", mark.target, rule_of_target(mark.target_rule));
    }
    let _ = write!(facts, " · {}", screen.dim(&mark.entry));
    let mut out = String::new();
    lines(&facts, "     ", "       ", screen, &mut out);
    if told.insert(&mark.entry) {
        let mut why = mark.why.clone();
        if !mark.alternatives.is_empty() {
            let _ = write!(why, " Instead: {}.", mark.alternatives.join(", "));
        }
        if !mark.source.is_empty() {
            let _ = write!(why, " After {}.", mark.source.join(", "));
        }
        lines(&screen.dim_words(&why), "       ", "       ", screen, &mut out);
    }
    out
}

fn left_lines(article: &Article, left: &Left, screen: Screen) -> String {
    let reason = match (crate::rules::about(left.rule), left.reason.as_str()) {
        ("", reason) => reason.to_owned(),
        (about, "") => about.to_owned(),
        (about, reason) => format!("{about} ({reason})"),
    };
    let sign = screen.paint(Style::new().fg_color(Some(AnsiColor::Yellow.into())), "-");
    let words = article.slice(&left.range);
    let text = format!("{sign} {words}: left alone by \"{}\": {reason} · {} · {}", left.rule, left.category, screen.dim(&left.entry));
    let mut out = String::new();
    lines(&text, "     ", "       ", screen, &mut out);
    out
}

/// Who says it, with what tells so.
fn voice(mark: &Mark) -> String {
    let who = |kind: &str| match (mark.speaker.is_empty(), mark.cue.is_empty()) {
        (false, false) => format!("{kind}: {} (\"{}\")", mark.speaker, mark.cue),
        (false, true) => format!("{kind}: {}", mark.speaker),
        (true, false) => format!("{kind} (\"{}\"), nobody named", mark.cue),
        (true, true) => format!("{kind}, nobody named"),
    };
    match mark.voice {
        Voice::Own => "own voice".into(),
        Voice::Attributed => who("reported"),
        Voice::Quoted => who("quoted"),
    }
}

fn rule_of_target(rule: &str) -> &str {
    if rule.is_empty() { "place" } else { rule }
}

/// Wraps a text behind a prefix.
fn lines(text: &str, first: &str, then: &str, screen: Screen, out: &mut String) {
    for (n, line) in wrap(text, screen.width.saturating_sub(then.len().max(first.len()))).into_iter().enumerate() {
        let _ = writeln!(out, "{}{line}", if n == 0 { first } else { then });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marked::{one, tests::engine};
    use unicode_width::UnicodeWidthStr;

    const PLAIN: Screen = Screen { width: 72, colour: false };

    #[test]
    fn every_candidate_is_told_with_its_rule_or_its_voice() {
        let article =
            one(engine(), "a", "", "“The brutal regime must go,” Mr Orla said. Nobody called it a massacre. The army said the regime of exercise helped.");
        let text = explain(&article, PLAIN).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("[brutal regime]") && text.contains("quoted: Mr Orla (\"said\")"), "{text}");
        assert!(!article.left.is_empty() && article.left.iter().all(|l| text.contains(&format!("by \"{}\"", l.rule)) && text.contains(&l.entry)), "{text}");
        for mark in &article.marks {
            assert!(
                text.contains(&mark.entry) && text.contains(mark.voice.name().replace("own", "own voice").replace("attributed", "reported").as_str()),
                "{text}"
            );
        }
        assert!(!text.contains('\u{1B}'));
    }

    #[test]
    fn the_width_is_kept_and_colours_come_only_when_asked_for() {
        let article = one(engine(), "a", "", &"The heroic troops liberated the devastated town from the brutal regime. ".repeat(3));
        for width in [40, 72, 140] {
            let text = explain(&article, Screen { width, colour: false }) + &legend(Screen { width, colour: false });
            assert!(text.lines().all(|l| l.width() <= width), "{width}: {text}");
        }
        assert!(explain(&article, Screen { width: 80, colour: true }).contains('\u{1B}'));
    }

    #[test]
    fn a_reason_is_told_once() {
        let article = one(engine(), "a", "", "The regime fell. The regime was gone.");
        let why = article.marks[0].why.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
        assert_eq!(explain(&article, Screen { width: 140, colour: false }).matches(&why).count(), 1);
    }

    #[test]
    fn nothing_found_is_said() {
        assert!(explain(&one(engine(), "a", "", "A bird sat in the tree."), PLAIN).contains("No entry knows any of these words."));
    }
}
