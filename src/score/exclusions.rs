//! Hits a person struck: read from a file, taken out of the counts, kept in dropped.csv with the person's reason.

use crate::analysis::Dropped;
use crate::engine::{Analysis, Engine, Scratch};
use crate::text::cursor::Cursor;
use anyhow::{Context, bail};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::path::Path;

/// One struck hit, as the report saves it.
#[derive(Debug, Clone, Deserialize)]
struct Row {
    article_id: String,
    #[serde(default = "text_field")]
    field: String,
    start: usize,
    end: usize,
    #[serde(default)]
    entry: String,
    #[serde(default)]
    reason: String,
}

fn text_field() -> String {
    "text".into()
}

/// Struck hits by article.
#[derive(Debug, Clone, Default)]
pub struct Exclusions {
    by_article: FxHashMap<String, Vec<Row>>,
}

impl Exclusions {
    /// Reads a file: CSV with the columns article_id, field, start, end, entry, reason, or JSON with a list of such objects.
    ///
    /// # Errors
    /// A file that cannot be read, or is neither.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).with_context(|| format!("{shown}: cannot be read as UTF-8 text"))?;
        let rows: Vec<Row> = if text.trim_start().starts_with('[') {
            serde_json::from_str(&text).with_context(|| format!("{shown}: is no list of struck hits"))?
        } else {
            let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
            if !reader.headers().with_context(|| format!("{shown}"))?.iter().any(|h| h == "article_id") {
                bail!("{shown}: there is no column \"article_id\"; the columns are article_id, field, start, end, entry, reason");
            }
            let mut rows = Vec::new();
            for row in reader.deserialize() {
                let mut row: Row = row.with_context(|| format!("{shown}: a row that is no struck hit"))?;
                row.article_id = crate::tables::sheet::unguard(&row.article_id).to_owned();
                rows.push(row);
            }
            rows
        };
        let mut by_article: FxHashMap<String, Vec<Row>> = FxHashMap::default();
        for row in rows {
            by_article.entry(row.article_id.clone()).or_default().push(row);
        }
        Ok(Self { by_article })
    }

    /// Takes the struck hits of an article out of its analysis.
    pub fn strike(&self, id: &str, engine: &Engine, scratch: &Scratch, analysis: &mut Analysis) {
        let Some(rows) = self.by_article.get(id) else { return };
        let (title, body) = scratch.text.split_at(scratch.body_start);
        let (mut title, mut body) = (Cursor::new(title), Cursor::new(body));
        let dropped = &mut analysis.dropped;
        analysis.hits.retain(|hit| {
            let (first, last) = hit.stretch();
            let (start, end) = (scratch.tokens[first as usize].start as usize, scratch.tokens[last as usize - 1].end as usize);
            let (field, from, to) = if start < scratch.body_start {
                ("title", title.at(start), title.at(end))
            } else {
                ("text", body.at(start - scratch.body_start), body.at(end - scratch.body_start))
            };
            let entry = engine.names_of(hit.pattern).0;
            let row = rows.iter().find(|r| r.field == field && r.start < to && from < r.end && (r.entry.is_empty() || r.entry == entry));
            if let Some(row) = row {
                dropped.push(Dropped { pattern: hit.pattern, stretch: (first, last), rule: "struck", reason: row.reason.clone() });
            }
            row.is_none()
        });
    }
}
