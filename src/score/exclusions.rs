//! Hits a person struck: read from a file, taken out of the counts, kept in dropped.csv with the person's reason.

use super::hash::article_sha256;
use crate::analysis::Dropped;
use crate::engine::{Analysis, Engine, Scratch};
use crate::record::Record;
use crate::text::cursor::Cursor;
use anyhow::{Context, bail};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
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
    /// By the beginning of the hash of title and text: ids of the kind `sha256:0123456789abcdef`.
    by_hash: BTreeMap<String, Vec<Row>>,
}

/// Fewer digits of a hash might mean several articles.
const SHORTEST: usize = 16;

impl Exclusions {
    /// Reads a file: CSV with the columns article_id, field, start, end, entry, reason, or JSON with a list of such objects,
    /// as a report page saves them. `article_id` is the id, or `sha256:` and at least 16 digits of the article's hash.
    ///
    /// # Errors
    /// A file that cannot be read, or is neither.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let text = crate::read::named::text(path)?;
        let rows: Vec<Row> = if text.trim_start().starts_with('[') {
            serde_json::from_str(&text).with_context(|| format!("{shown}: is no list of struck hits"))?
        } else {
            let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
            if !reader.headers().with_context(|| format!("{shown}"))?.iter().any(|h| h == "article_id") {
                bail!(
                    "{shown}: there is no column \"article_id\"; the columns to give are article_id, field, start, end, entry, reason: a row of hits.csv for each hit that is struck"
                );
            }
            let mut rows = Vec::new();
            for (at, row) in reader.deserialize().enumerate() {
                let Ok(mut row): Result<Row, csv::Error> = row else {
                    bail!("{shown}: row {} is no struck hit: article_id must be there, and start and end as numbers, as in a row of hits.csv", at + 1);
                };
                row.article_id = crate::tables::sheet::unguard(&row.article_id).to_owned();
                rows.push(row);
            }
            rows
        };
        let mut by_article: FxHashMap<String, Vec<Row>> = FxHashMap::default();
        let mut by_hash: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in rows {
            match row.article_id.strip_prefix("sha256:").map(str::to_lowercase) {
                Some(hash) if hash.len() >= SHORTEST && hash.bytes().all(|b| b.is_ascii_hexdigit()) => by_hash.entry(hash).or_default().push(row),
                Some(hash) if hash.bytes().all(|b| b.is_ascii_hexdigit()) => {
                    bail!("{shown}: \"sha256:{hash}\" is too short to name an article; {SHORTEST} digits or more")
                }
                _ => by_article.entry(row.article_id.clone()).or_default().push(row),
            }
        }
        Ok(Self { by_article, by_hash })
    }

    /// The rows about an article: by its id, or by the hash of its words, which is all that a blind page says of it.
    fn rows(&self, record: &Record<'_>) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.by_article.get(&*record.id).into_iter().flatten().collect();
        if !self.by_hash.is_empty() {
            let hash = article_sha256(&record.title, &record.text);
            let named = self.by_hash.range(hash.get(..SHORTEST).unwrap_or("").to_owned()..=hash.clone());
            rows.extend(named.filter(|(short, _)| hash.starts_with(short.as_str())).flat_map(|(_, rows)| rows));
        }
        rows
    }

    /// Takes the struck hits of an article out of its analysis.
    pub fn strike(&self, record: &Record<'_>, engine: &Engine, scratch: &Scratch, analysis: &mut Analysis) {
        let rows = self.rows(record);
        if rows.is_empty() {
            return;
        }
        let (title, body) = scratch.text.split_at(scratch.body_start);
        let (title, body) = (Cursor::new(title), Cursor::new(body));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marked::tests::engine;

    fn hits(exclusions: &str, ending: &str, record: &Record<'_>) -> (usize, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(format!("x.{ending}"));
        std::fs::write(&path, exclusions).unwrap();
        let (mut scratch, mut analysis) = (Scratch::default(), Analysis::default());
        engine().analyse(&record.title, &record.text, &mut scratch, &mut analysis);
        Exclusions::read(&path).unwrap().strike(record, engine(), &scratch, &mut analysis);
        (analysis.hits.len(), analysis.dropped.into_iter().filter(|d| d.rule == "struck").map(|d| d.reason).collect())
    }

    #[test]
    fn an_article_is_known_by_its_id_or_by_its_hash() {
        let record = Record { id: "=gazette-1".into(), title: "Rain in Sorn".into(), text: "The regime fell.".into(), ..Record::default() };
        let hash = article_sha256(&record.title, &record.text);
        let head = "article_id,field,start,end,entry,reason\n";
        assert_eq!(hits(head, "csv", &record), (1, vec![]));
        // The plain page guards what a spreadsheet would take for a formula; the blind one has the hash alone.
        for id in ["'=gazette-1".to_owned(), format!("sha256:{}", &hash[..16]), format!("sha256:{}", hash.to_uppercase())] {
            assert_eq!(hits(&format!("{head}{id},text,4,10,conflict.regime,why not\n"), "csv", &record), (0, vec!["why not".into()]), "{id}");
        }
        let json =
            format!("[{{\"article_id\":\"sha256:{}\",\"field\":\"text\",\"start\":4,\"end\":10,\"entry\":\"conflict.regime\",\"reason\":\"r\"}}]", &hash[..16]);
        assert_eq!(hits(&json, "json", &record), (0, vec!["r".into()]));
        let other = Record { text: "The regime  fell.".into(), ..record };
        assert_eq!(hits(&json, "json", &other).0, 1, "another text has another hash");
    }
}
