//! Tables of metadata by id: a metadata.csv beside the articles, or `--meta FILE`.

use super::csv::{self, Header, Row};
use super::{Field, Names, ReadError, ReadOptions, Slots};
use rustc_hash::FxHashMap;
use std::io::Read;
use std::path::Path;

/// What a table says of each id. Ids and texts themselves are not in the rows.
#[derive(Debug, Default)]
pub struct Metadata {
    rows: FxHashMap<String, [String; Field::ALL.len()]>,
    fingerprint: u64,
}

impl Metadata {
    /// Reads a table: CSV or TSV, compressed or not, in any encoding, with a column `id`. Rows that are broken or have no
    /// id are left out; of rows with one id the first counts.
    ///
    /// # Errors
    /// A file that cannot be read, or has no column `id`.
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        let unreadable = |source| ReadError::Unreadable { path: path.to_owned(), source };
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let mut bytes = Vec::new();
        super::compression::unpack(Box::new(file)).and_then(|mut s| s.read_to_end(&mut bytes)).map_err(unreadable)?;
        let (text, _, _) = super::encoding::decode(bytes).unwrap_or_default();
        let tabs = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("tsv"));
        Self::parse(&text, tabs).map_err(|columns| ReadError::NoIdColumn { path: path.to_owned(), columns })
    }

    /// A hash of what it says.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The table in `text`, or the columns it has where `id` is not among them.
    fn parse(text: &str, tabs: bool) -> Result<Self, Vec<String>> {
        let shared = super::Shared { names: Names::new(&ReadOptions::default()).into(), ..Default::default() };
        let Some((header, mut at)) = Header::read(text.as_bytes(), true, tabs, &shared.names, Field::Id) else {
            return Err(Vec::new());
        };
        if !header.has(Field::Id, &shared.names) {
            return Err(header.columns);
        }
        let mut rows: FxHashMap<String, [String; Field::ALL.len()]> = FxHashMap::default();
        while at < text.len() {
            let (row, next) = match csv::scan(text.as_bytes(), at, header.delimiter, true) {
                Row::Whole(to, next) => (&text[at..to], next),
                Row::Broken | Row::More => ("", memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n + 1)),
            };
            at = next;
            let mut slots = Slots::default();
            if row.trim().is_empty() || csv::parse(&header, &shared, row, &mut slots).is_err() {
                continue;
            }
            let mut fields = slots.fields.map(|f| f.trim().to_owned());
            let id = std::mem::take(&mut fields[Field::Id as usize]);
            fields[Field::Text as usize].clear();
            if !id.is_empty() {
                rows.entry(id).or_insert(fields);
            }
        }
        Ok(Self { rows, fingerprint: xxhash_rust::xxh3::xxh3_64(text.as_bytes()) })
    }

    /// How many ids it knows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn row(&self, id: &str) -> Option<&[String; Field::ALL.len()]> {
        self.rows.get(id)
    }
}
