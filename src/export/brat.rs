//! brat standoff: ID.txt and ID.ann, and the folder's annotation.conf and visual.conf. Offsets are Unicode code points of
//! the .txt file; stretches of one expression, and lines of one stretch, are fragments of one T line.

use super::words;
use crate::marked::{Article, Mark, Places};
use std::fmt::Write;
use std::ops::Range;

/// The .ann file of an article.
pub fn ann(article: &Article) -> String {
    let places = Places::new(&article.text);
    let mut out = String::new();
    for (n, mark) in article.marks.iter().enumerate() {
        let n = n + 1;
        let pieces = fragments(article, mark);
        let spans: Vec<String> = pieces.iter().map(|r| format!("{} {}", places.points(r.start), places.points(r.end))).collect();
        let text: Vec<&str> = pieces.iter().map(|r| article.slice(r)).collect();
        let _ = writeln!(out, "T{n}\t{} {}\t{}", mark.category, spans.join(";"), text.join(" "));
        let _ = writeln!(out, "A{n}\tVoice T{n} {}", mark.voice.name());
        let mut note = format!("{}: {}", mark.entry, mark.why);
        if !mark.speaker.is_empty() {
            let _ = write!(note, " Said by {}.", mark.speaker);
        }
        if !mark.alternatives.is_empty() {
            let _ = write!(note, " Instead: {}.", mark.alternatives.join(", "));
        }
        let _ = writeln!(out, "#{n}\tAnnotatorNotes T{n}\t{}", note.replace(['\n', '\r', '\t'], " "));
    }
    out
}

/// Stretches that hold no line end: brat shows none across lines.
fn fragments(article: &Article, mark: &Mark) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for range in &mark.ranges {
        let mut at = range.start;
        for piece in article.slice(range).split_inclusive(['\n', '\r']) {
            let kept = piece.trim_end_matches(['\n', '\r']);
            if !kept.is_empty() {
                out.push(at..at + kept.len());
            }
            at += piece.len();
        }
    }
    debug_assert!(!out.is_empty() || words(article, mark).trim().is_empty());
    out
}

/// The types and attributes of a folder.
pub fn annotation_conf(categories: &[(String, String)]) -> String {
    let mut out = String::from("[entities]\n");
    for (id, _) in categories {
        let _ = writeln!(out, "{id}");
    }
    // The angle brackets are brat's own macro for all entities.
    out + "\n[relations]\n\n[events]\n\n[attributes]\nVoice\tArg:<ENTITY>, Value:own|attributed|quoted\n"
}

/// How the types are called and drawn.
pub fn visual_conf(categories: &[(String, String)]) -> String {
    let mut out = String::from("[labels]\n");
    for (id, title) in categories {
        let title = title.replace(['|', '\n'], " ");
        let _ = writeln!(out, "{id} | {title} | {}", id.chars().take(6).collect::<String>());
    }
    out.push_str("\n[drawing]\n");
    for (at, (id, _)) in categories.iter().enumerate() {
        let _ = writeln!(out, "{id}\tbgColor:{}", COLOURS[at % COLOURS.len()]);
    }
    out + "Voice\tglyph:“|~|*, dashArray:,-,3-3\n"
}

/// Light enough for black letters.
const COLOURS: &[&str] = &["#f4b6a6", "#b7d8a8", "#f0cf8e", "#f2a7b5", "#c9b7e4", "#e6d3a3", "#a9cfe6", "#d8c1b0", "#f3c6df", "#bfe0d5"];
