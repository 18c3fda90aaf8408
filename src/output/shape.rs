//! The shape a run's tables are left in: CSV, as they are written and compared; or JSON lines or Parquet, in partitions, in a workbook.
//! Tables are turned when all is written, row by row, so that whoever writes rows knows nothing of it.

use super::partition::{self, By};
use crate::tables::read::skip_bom;
use crate::tables::schema::{self, Kind, Table};
use crate::tables::sheet::{Format, unguard};
use anyhow::Context;
use csv::ByteRecord;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What the tables of a run become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    Csv,
    Jsonl,
    Parquet,
}

/// The shape that was asked for.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// CSV where nothing is said.
    pub format: Option<Kept>,
    pub partition: Option<By>,
    /// A workbook beside the tables.
    pub workbook: bool,
    /// Parts in CSV begin with a byte order mark.
    pub bom: bool,
}

/// Tables that were turned into something else, and can go once the run is whole.
#[must_use]
#[derive(Debug, Default)]
pub struct Turned {
    /// Their names.
    pub originals: Vec<String>,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// Gives the tables of a folder that is being written their shape.
///
/// # Errors
/// When a table cannot be read or written.
pub fn shape(folder: &Path, wanted: &Shape) -> anyhow::Result<Turned> {
    let mut turned = Turned::default();
    let tables = tables_in(folder)?;
    if wanted.workbook {
        turned.notes = workbook(folder, &tables)?;
    }
    let known = schema::all();
    let turn = |path: &Path, to: &Path, name: &str| -> anyhow::Result<()> {
        match wanted.format {
            Some(Kept::Jsonl) => jsonl(path, &to.with_extension("jsonl"), name, &known),
            Some(Kept::Parquet) => parquet(path, &to.with_extension("parquet"), name, &known),
            _ => Ok(()),
        }
    };
    let places = wanted.partition.map(|by| partition::Places::read(folder, by)).transpose()?;
    for path in tables {
        let name = stem(&path);
        if let Some(places) = &places
            && let Some(parts) = partition::split(&path, &folder.join(&name), places, wanted.bom && wanted.format.is_none_or(|f| f == Kept::Csv))?
        {
            for part in parts {
                turn(&part, &part, &name)?;
                if wanted.format.is_some_and(|f| f != Kept::Csv) {
                    std::fs::remove_file(&part).with_context(|| format!("{}: cannot be removed", part.display()))?;
                }
            }
            turned.originals.extend(path.file_name().map(|n| n.to_string_lossy().into_owned()));
        } else if wanted.format.is_some_and(|f| f != Kept::Csv) {
            turn(&path, &path, &name)?;
            turned.originals.extend(path.file_name().map(|n| n.to_string_lossy().into_owned()));
        }
    }
    Ok(turned)
}

/// The tables of a folder, by name.
fn tables_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let context = || format!("{}: cannot be read", folder.display());
    let mut found = Vec::new();
    let known = schema::all();
    for entry in std::fs::read_dir(folder).with_context(context)? {
        let path = entry.with_context(context)?.path();
        if path.extension().is_some_and(|e| e == "csv") && known.iter().any(|t| t.name == stem(&path)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A table as it was written, read row by row.
pub(super) struct Written {
    path: PathBuf,
    rows: csv::Reader<BufReader<File>>,
    pub header: ByteRecord,
    row: ByteRecord,
}

impl Written {
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let context = || format!("{}: cannot be read", path.display());
        let mut file = BufReader::with_capacity(1 << 18, File::open(path).with_context(context)?);
        skip_bom(&mut file).with_context(context)?;
        let mut rows = csv::ReaderBuilder::new().from_reader(file);
        let header = rows.byte_headers().with_context(context)?.clone();
        Ok(Self { path: path.to_path_buf(), rows, header, row: ByteRecord::new() })
    }

    /// The next row.
    pub fn next(&mut self) -> anyhow::Result<Option<&ByteRecord>> {
        let more = self.rows.read_byte_record(&mut self.row).with_context(|| self.path.display().to_string())?;
        Ok(more.then_some(&self.row))
    }

    /// Names of the columns, and what each holds.
    pub fn columns(&self, table: &str, known: &[Table]) -> Vec<(String, Kind)> {
        let names = self.header.iter().map(|h| String::from_utf8_lossy(h).into_owned());
        names.map(|name| (name.clone(), schema::kind_of(known, table, &name))).collect()
    }
}

/// A cell as it was meant, the guard against spreadsheets taken away.
pub(super) fn text(cell: &[u8]) -> std::borrow::Cow<'_, str> {
    match String::from_utf8_lossy(cell) {
        std::borrow::Cow::Borrowed(text) => unguard(text).into(),
        std::borrow::Cow::Owned(text) => unguard(&text).to_owned().into(),
    }
}

pub(super) fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 18, File::create(path).with_context(|| format!("{}: cannot be written", path.display()))?))
}

/// Writes a table as JSON lines: the same as `--format jsonl` writes to standard output.
fn jsonl(from: &Path, to: &Path, name: &str, known: &[Table]) -> anyhow::Result<()> {
    let context = || format!("{}: cannot be written", to.display());
    let mut rows = Written::open(from)?;
    let columns = rows.columns(name, known);
    let keys: Vec<String> = columns.iter().map(|(name, _)| serde_json::to_string(name)).collect::<Result<_, _>>()?;
    let mut out = create(to)?;
    let mut line = Vec::new();
    while let Some(row) = rows.next()? {
        line.clear();
        for (at, cell) in row.iter().enumerate() {
            line.push(if at == 0 { b'{' } else { b',' });
            line.extend(keys.get(at).map_or(&b""[..], |k| k.as_bytes()));
            line.push(b':');
            match columns.get(at).map(|c| c.1) {
                Some(Kind::Integer | Kind::Float) if cell.is_empty() => line.extend(b"null"),
                Some(Kind::Integer | Kind::Float) => line.extend(cell),
                _ => serde_json::to_writer(&mut line, &text(cell))?,
            }
        }
        line.extend(b"}\n");
        out.write_all(&line).with_context(context)?;
    }
    out.flush().with_context(context)
}

#[cfg(feature = "parquet")]
fn parquet(from: &Path, to: &Path, name: &str, known: &[Table]) -> anyhow::Result<()> {
    super::parquet::write(from, to, name, known)
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &Path, _: &Path, _: &str, _: &[Table]) -> anyhow::Result<()> {
    anyhow::bail!("this build does not write Parquet; build with the feature parquet")
}

#[cfg(feature = "xlsx")]
fn workbook(folder: &Path, tables: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    super::workbook::write(tables, &folder.join("tables.xlsx"))
}

#[cfg(not(feature = "xlsx"))]
fn workbook(_: &Path, _: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    anyhow::bail!("this build does not write workbooks; build with the feature xlsx")
}

/// Whether a folder holds the tables of a run, in whatever shape.
pub fn has_tables(run: &Path) -> bool {
    let articles = run.join("articles");
    articles.is_dir() || ["csv", "jsonl", "parquet"].iter().any(|e| articles.with_extension(e).is_file())
}

/// The tables of an earlier run as CSV in a temporary folder, where the run left them in another shape; `None` where they are CSV.
///
/// # Errors
/// A folder whose tables stand in partitions, or cannot be read.
pub fn as_csv(run: &Path) -> anyhow::Result<Option<tempfile::TempDir>> {
    if run.join("articles.csv").is_file() {
        return Ok(None);
    }
    if run.join("articles").is_dir() {
        anyhow::bail!("{}: its tables stand in partitions, whose order is lost; --from wants a run without --partition", run.display());
    }
    let endings = ["parquet", "jsonl"];
    let Some(ending) = endings.iter().find(|e| run.join("articles").with_extension(e).is_file()) else { return Ok(None) };
    let folder = tempfile::Builder::new().prefix("slantwise-").tempdir().context("a temporary folder cannot be made")?;
    for table in schema::all() {
        let from = run.join(table.name).with_extension(ending);
        if from.is_file() {
            let to = folder.path().join(format!("{}.csv", table.name));
            if *ending == "jsonl" { csv_of_jsonl(&from, &to, &table)? } else { csv_of_parquet(&from, &to)? }
        }
    }
    let manifest = run.join("manifest.json");
    if manifest.is_file() {
        std::fs::copy(&manifest, folder.path().join("manifest.json")).with_context(|| format!("{}: cannot be read", manifest.display()))?;
    }
    Ok(Some(folder))
}

#[cfg(feature = "parquet")]
fn csv_of_parquet(from: &Path, to: &Path) -> anyhow::Result<()> {
    super::parquet::to_csv(from, to)
}

#[cfg(not(feature = "parquet"))]
fn csv_of_parquet(from: &Path, _: &Path) -> anyhow::Result<()> {
    anyhow::bail!("{}: this build does not read Parquet; build with the feature parquet", from.display())
}

fn csv_of_jsonl(from: &Path, to: &Path, table: &Table) -> anyhow::Result<()> {
    use serde_json::value::RawValue;
    use std::io::BufRead;
    let context = || format!("{}: cannot be read", from.display());
    let mut out = create(to)?;
    let mut line = Vec::new();
    let mut first = true;
    for (number, row) in BufReader::new(File::open(from).with_context(context)?).lines().enumerate() {
        let row = row.with_context(context)?;
        let cells: indexmap::IndexMap<String, Box<RawValue>> =
            serde_json::from_str(&row).with_context(|| format!("{}:{}: no row of a table", from.display(), number + 1))?;
        if std::mem::take(&mut first) {
            out.write_all(&(cells.keys().map(String::as_str).collect::<Vec<_>>().join(",") + "\n").into_bytes())?;
        }
        line.clear();
        for (at, value) in cells.values().enumerate() {
            if at > 0 {
                line.push(b',');
            }
            match value.get() {
                "null" => {}
                text if text.starts_with('"') => crate::tables::sheet::push_csv(&serde_json::from_str::<String>(text)?, &mut line),
                number => line.extend(number.bytes()),
            }
        }
        line.push(b'\n');
        out.write_all(&line)?;
    }
    if first {
        out.write_all(&crate::tables::Sheet::header(table, Format::Csv))?;
    }
    out.flush().with_context(|| format!("{}: cannot be written", to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLES: &str = "article_id,outlet,date,title,words,loaded_own_per_1000,n_label_neg,section\n\
        '=a,The Lantern,2031-05-04,\"A, \"\"b\"\"\nc\",12,3.5000,1,x\nb,Die Laterne/é,2031-06-01T10:00:00Z,,0,,0,\n'c,,,'-1,7,0.2500,2,y\n";
    const HITS: &str = "article_id,outlet,start,text\n'=a,The Lantern,3,regime\nb,Die Laterne/é,1,x\n'=a,The Lantern,9,y\n";
    const QUOTES: &str = "article_id,start,text\nb,1,q\n'=a,2,r\n";
    const CONTRASTS: &str = "event_id,measure,rate_ratio\n*all*,loaded_rate,1.2500\n";

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("articles", ARTICLES), ("hits", HITS), ("quotes", QUOTES), ("contrasts", CONTRASTS)] {
            std::fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
        }
        std::fs::write(folder.path().join("other.csv"), "not,ours\n1,2\n").unwrap();
        folder
    }

    fn read(folder: &tempfile::TempDir, name: &str) -> String {
        std::fs::read_to_string(folder.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut out = Vec::new();
        for entry in ignore::WalkBuilder::new(folder).standard_filters(false).build().flatten().filter(|e| e.path().is_file()) {
            out.push(entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/"));
        }
        out.sort();
        out
    }

    /// The folder as a finished run leaves it: without the tables that were turned into something else.
    fn shaped(folder: &Path, wanted: &Shape) {
        for name in shape(folder, wanted).unwrap().originals {
            std::fs::remove_file(folder.join(name)).unwrap();
        }
    }

    #[test]
    fn tables_become_json_lines_and_csv_again() {
        let folder = folder();
        shaped(folder.path(), &Shape { format: Some(Kept::Jsonl), ..Shape::default() });
        assert_eq!(names(folder.path()), ["articles.jsonl", "contrasts.jsonl", "hits.jsonl", "other.csv", "quotes.jsonl"]);
        let text = read(&folder, "articles.jsonl");
        assert_eq!(
            text.lines().next().unwrap(),
            r#"{"article_id":"=a","outlet":"The Lantern","date":"2031-05-04","title":"A, \"b\"\nc","words":12,"loaded_own_per_1000":3.5000,"n_label_neg":1,"section":"x"}"#
        );
        assert!(text.lines().nth(1).unwrap().contains("\"loaded_own_per_1000\":null"));
        let back = as_csv(folder.path()).unwrap().unwrap();
        for (name, want) in [("articles.csv", ARTICLES), ("hits.csv", HITS), ("contrasts.csv", CONTRASTS)] {
            // "'c" had an apostrophe that guarded nothing.
            assert_eq!(read(&back, name), want, "{name}");
        }
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn tables_become_parquet_and_csv_again_to_the_byte() {
        let folder = folder();
        shaped(folder.path(), &Shape { format: Some(Kept::Parquet), ..Shape::default() });
        assert_eq!(names(folder.path()), ["articles.parquet", "contrasts.parquet", "hits.parquet", "other.csv", "quotes.parquet"]);
        let back = as_csv(folder.path()).unwrap().unwrap();
        for (name, want) in [("articles.csv", ARTICLES), ("hits.csv", HITS), ("quotes.csv", QUOTES), ("contrasts.csv", CONTRASTS)] {
            assert_eq!(read(&back, name), want, "{name}");
        }
        use ::parquet::file::reader::{FileReader, SerializedFileReader};
        let reader = SerializedFileReader::new(File::open(folder.path().join("articles.parquet")).unwrap()).unwrap();
        let schema = reader.metadata().file_metadata().schema().clone();
        let types: Vec<_> = schema.get_fields().iter().map(|f| f.get_physical_type()).collect();
        use ::parquet::basic::Type::{BYTE_ARRAY as T, DOUBLE as F, INT64 as I};
        assert_eq!(types, [T, T, T, T, I, F, I, T], "typed columns");
        let once = std::fs::read(folder.path().join("articles.parquet")).unwrap();
        let again = self::tests::folder();
        shaped(again.path(), &Shape { format: Some(Kept::Parquet), ..Shape::default() });
        assert_eq!(once, std::fs::read(again.path().join("articles.parquet")).unwrap(), "the same bytes every time");
    }

    #[test]
    fn tables_are_parted_by_outlet_and_month() {
        for (by, want) in [
            (By::Outlet, ["outlet=Die%20Laterne%2F%C3%A9", "outlet=The%20Lantern", "outlet=__HIVE_DEFAULT_PARTITION__"]),
            (By::Month, ["month=2031-05", "month=2031-06", "month=__HIVE_DEFAULT_PARTITION__"]),
        ] {
            let folder = folder();
            shaped(folder.path(), &Shape { partition: Some(by), ..Shape::default() });
            let all = names(folder.path());
            for value in want {
                assert!(all.contains(&format!("articles/{value}/part.csv")), "{all:?}");
            }
            assert!(all.contains(&"contrasts.csv".to_owned()) && !all.contains(&"articles.csv".to_owned()) && all.len() == 3 + 2 + 2 + 1 + 1, "{all:?}");
            let lantern = if by == By::Outlet { want[1] } else { want[0] };
            assert_eq!(read(&folder, &format!("hits/{lantern}/part.csv")), "article_id,outlet,start,text\n'=a,The Lantern,3,regime\n'=a,The Lantern,9,y\n");
            assert_eq!(
                read(&folder, &format!("quotes/{lantern}/part.csv")),
                "article_id,start,text\n'=a,2,r\n",
                "tables without an outlet follow their article"
            );
            assert!(as_csv(folder.path()).unwrap_err().to_string().contains("partitions"));
        }
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn parts_may_be_parquet() {
        let folder = folder();
        let wanted = Shape { partition: Some(By::Month), format: Some(Kept::Parquet), ..Shape::default() };
        shaped(folder.path(), &wanted);
        let all = names(folder.path());
        assert!(all.contains(&"hits/month=2031-05/part.parquet".to_owned()) && all.iter().all(|n| !n.ends_with(".csv") || n == "other.csv"), "{all:?}");
    }

    #[cfg(feature = "xlsx")]
    #[test]
    fn a_workbook_holds_the_tables() {
        let folder = folder();
        let turned = shape(folder.path(), &Shape { workbook: true, ..Shape::default() }).unwrap();
        assert!(turned.notes.is_empty() && turned.originals.is_empty());
        let bytes = std::fs::read(folder.path().join("tables.xlsx")).unwrap();
        assert!(bytes.starts_with(b"PK"));
        let again = self::tests::folder();
        shaped(again.path(), &Shape { workbook: true, ..Shape::default() });
        assert_eq!(bytes, std::fs::read(again.path().join("tables.xlsx")).unwrap(), "the same bytes every time");
        #[cfg(feature = "docx")]
        {
            use std::io::Read;
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            let mut part = |name: &str| {
                let mut text = String::new();
                zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
                text
            };
            let book = part("xl/workbook.xml");
            for sheet in ["about", "articles", "contrasts", "hits", "quotes"] {
                assert!(book.contains(&format!("name=\"{sheet}\"")), "{book}");
            }
            let sheet = part("xl/worksheets/sheet3.xml");
            assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<v>1.25</v>"), "{sheet}");
        }
    }
}
