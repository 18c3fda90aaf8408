//! CSV: the columns of hits.csv that a coder or a spreadsheet needs, the same offsets, read back by `evaluate`. Offsets are
//! Unicode code points into the record's own field.

use crate::marked::{Article, Places};
use crate::tables::sheet::push_csv;

const COLUMNS: &[&str] = &[
    "article_id",
    "outlet",
    "field",
    "start",
    "end",
    "text",
    "category",
    "subtype",
    "entry",
    "group",
    "polarity",
    "strength",
    "weight",
    "voice",
    "speaker",
    "cue",
    "target",
    "why",
    "alternatives",
];

/// The header.
pub fn head() -> String {
    COLUMNS.join(",") + "\n"
}

/// The rows of an article. One that has no marks gets a row without a place: it was read.
pub fn rows(article: &Article) -> String {
    let (title, text) = article.text.split_at(article.text_start);
    let (title, text) = (Places::new(title), Places::new(text));
    let mut out = Vec::new();
    let mut row = |cells: &[&str]| {
        for (n, cell) in cells.iter().enumerate() {
            if n > 0 {
                out.push(b',');
            }
            // Numbers are none of what the guard against formulas is for.
            if cell.parse::<f64>().is_ok() { out.extend_from_slice(cell.as_bytes()) } else { push_csv(cell, &mut out) }
        }
        out.push(b'\n');
    };
    for (group, mark) in article.marks.iter().enumerate() {
        for range in &mark.ranges {
            let (field, base) = article.field(range.start);
            let places = if field == "title" { &title } else { &text };
            let (start, end) = (places.points(range.start - base), places.points(range.end - base));
            row(&[
                &article.id,
                &article.outlet,
                field,
                &start.to_string(),
                &end.to_string(),
                article.slice(range),
                &mark.category,
                &mark.subtype,
                &mark.entry,
                &(group + 1).to_string(),
                &mark.polarity.to_string(),
                mark.strength.name(),
                &mark.weight.to_string(),
                mark.voice.name(),
                &mark.speaker,
                &mark.cue,
                &mark.target,
                &mark.why,
                &mark.alternatives.join(" | "),
            ]);
        }
    }
    if article.marks.is_empty() {
        let mut cells = vec![""; COLUMNS.len()];
        (cells[0], cells[1]) = (&article.id, &article.outlet);
        row(&cells);
    }
    String::from_utf8(out).unwrap_or_default()
}
