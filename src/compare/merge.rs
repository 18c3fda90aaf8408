//! The tables of several score runs put together as one run would have written them, cell by cell and to the last byte.

use super::raw::{Rows, push_row};
use crate::output::folder::RunFolder;
use crate::tables::blocks::Blocks;
use anyhow::{Context, bail};
use csv::ByteRecord;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What a comparison writes: left behind, because it will be written anew.
const COMPARED: [&str; 11] =
    ["events", "labels", "naming", "descriptions", "contrasts", "coverage", "sources", "sides", "trends", "robustness", "agency_summary"];
/// The same in every run of one setup.
const CODEBOOK: [&str; 3] = ["categories", "lexicons", "actors"];
/// Columns of articles.csv that a comparison fills.
const FILLED: [&str; 4] = ["boot_lo95", "boot_hi95", "shrunk_per_1000", "duplicate_of"];

/// An article of one of the folders.
struct Article {
    folder: usize,
    ordinal: (u64, u64),
    id: Vec<u8>,
    sha: Vec<u8>,
}

/// Puts the score tables of `folders` together in `out`. Shards of one run come in the input's order, runs over different
/// inputs one after the other. What an earlier comparison filled in is emptied.
///
/// # Errors
/// A folder without tables, unlike columns or lexicons, an article that two folders hold.
pub fn merge(folders: &[PathBuf], out: &mut RunFolder) -> anyhow::Result<()> {
    let articles = order(folders)?;
    if let [folder] = folders
        && !folder.join("events.csv").is_file()
        && articles.is_sorted_by_key(|a| a.ordinal)
        && copy(folder, out)?
    {
        return Ok(());
    }
    let found: Vec<BTreeSet<Vec<u8>>> = folders.iter().map(|f| found_events(f)).collect::<anyhow::Result<_>>()?;
    let mut names: BTreeSet<String> = BTreeSet::new();
    for folder in folders {
        for entry in std::fs::read_dir(folder).with_context(|| format!("{}: cannot be read", folder.display()))? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "csv")
                && let Some(name) = path.file_stem().and_then(|n| n.to_str())
                && !COMPARED.contains(&name)
            {
                names.insert(name.to_owned());
            }
        }
    }
    for name in names {
        let paths: Vec<Option<PathBuf>> = folders.iter().map(|f| Some(f.join(format!("{name}.csv"))).filter(|p| p.is_file())).collect();
        if CODEBOOK.contains(&name.as_str()) {
            same(&paths, &name, out)?;
        } else if name == "rejects" {
            rejects(&paths, out)?;
        } else {
            table(&name, &paths, &articles, &found, out)?;
        }
    }
    Ok(())
}

/// One folder that nothing was compared in is the merged run already; `false` where its bytes are not those that would be written.
fn copy(folder: &Path, out: &RunFolder) -> anyhow::Result<bool> {
    let mut tables = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("{}: cannot be read", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "csv") {
            let name = path.file_stem().and_then(|n| n.to_str()).unwrap_or("");
            let blocks = Blocks::open(&path, &[])?;
            let sideless = name == "actors" && blocks.at("side") == usize::MAX;
            // What a comparison found stands last.
            if COMPARED.contains(&name) || blocks.bom != out.has_bom() || sideless || last_bytes(&path)?.ends_with(b",discovery") {
                return Ok(false);
            }
            tables.push(path);
        }
    }
    for path in tables {
        let Some(name) = path.file_name() else { continue };
        std::fs::copy(&path, out.path().join(name)).with_context(|| format!("{}: cannot be copied", path.display()))?;
    }
    Ok(true)
}

/// The end of a file, without its line end.
fn last_bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let context = || format!("{}: cannot be read", path.display());
    let mut file = std::fs::File::open(path).with_context(context)?;
    let length = file.metadata().with_context(context)?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(32))).with_context(context)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).with_context(context)?;
    bytes.truncate(bytes.trim_ascii_end().len());
    Ok(bytes)
}

/// All articles in the order of the merged run.
fn order(folders: &[PathBuf]) -> anyhow::Result<Vec<Article>> {
    let mut all: Vec<Article> = Vec::new();
    for (folder, path) in folders.iter().enumerate() {
        let path = path.join("articles.csv");
        let mut rows = Rows::open(&path)?;
        let [id, input, record, sha] = ["article_id", "input", "record", "input_sha256"].map(|c| rows.need(c));
        let (id, input, record, sha) = (id?, input?, record?, sha?);
        while let Some(row) = &rows.row {
            let number = |at: usize| -> anyhow::Result<u64> {
                let cell = String::from_utf8_lossy(&row[at]);
                cell.parse().with_context(|| format!("{}: \"{cell}\" is no number of an input or record", path.display()))
            };
            all.push(Article { folder, ordinal: (number(input)?, number(record)?), id: row[id].to_vec(), sha: row[sha].to_vec() });
            rows.next()?;
        }
    }
    let mut place: BTreeMap<(u64, u64), usize> = BTreeMap::new();
    let mut shards = true;
    for (at, article) in all.iter().enumerate() {
        if let Some(other) = place.insert(article.ordinal, at).map(|o| &all[o]).filter(|o| o.folder != article.folder) {
            if other.id == article.id && other.sha == article.sha {
                bail!(
                    "the article \"{}\" is in both {} and {}",
                    String::from_utf8_lossy(&article.id),
                    folders[other.folder].display(),
                    folders[article.folder].display()
                );
            }
            // One place taken twice: these are runs over different inputs.
            shards = false;
        }
    }
    if shards {
        all.sort_by_key(|a| a.ordinal);
    }
    Ok(all)
}

/// Articles whose event an earlier comparison found: it is to be found anew among all articles.
fn found_events(folder: &Path) -> anyhow::Result<BTreeSet<Vec<u8>>> {
    let mut found = BTreeSet::new();
    let path = folder.join("events.csv");
    if !path.is_file() {
        return Ok(found);
    }
    let mut rows = Rows::open(&path)?;
    let (id, source) = (rows.need("article_id")?, rows.need("event_source")?);
    while let Some(row) = &rows.row {
        if &row[source] == b"auto" {
            found.insert(row[id].to_vec());
        }
        rows.next()?;
    }
    Ok(found)
}

/// A table whose rows belong to articles.
fn table(name: &str, paths: &[Option<PathBuf>], articles: &[Article], found: &[BTreeSet<Vec<u8>>], out: &mut RunFolder) -> anyhow::Result<()> {
    let mut readers: Vec<Option<Rows>> = paths.iter().map(|p| p.as_ref().map(|p| Rows::open(p)).transpose()).collect::<anyhow::Result<_>>()?;
    let Some(header) = readers.iter().flatten().next().map(|r| r.header.clone()) else { return Ok(()) };
    for reader in readers.iter().flatten() {
        if reader.header != header {
            bail!("{}: its columns are not those of the other runs; score all parts with the same lexicons", reader.path.display());
        }
        if reader.header.get(0) != Some(b"article_id".as_slice()) {
            bail!("{}: its rows belong to no article, so it cannot be merged", reader.path.display());
        }
    }
    let event = header.iter().position(|h| h == b"event_id");
    let emptied: Vec<usize> = if name == "articles" {
        header.iter().enumerate().filter(|(_, h)| FILLED.iter().any(|f| f.as_bytes() == *h)).map(|(at, _)| at).collect()
    } else {
        Vec::new()
    };
    let mut file = out.raw(name, &header)?;
    let shown = || format!("{name}.csv: cannot be written");
    for article in articles {
        let Some(rows) = &mut readers[article.folder] else { continue };
        let anew = found[article.folder].contains(&article.id);
        let mut taken = 0;
        while let Some(row) = rows.row.as_ref().filter(|r| r[0] == article.id[..] && !(name == "articles" && taken > 0) && !rows.is_found()) {
            let cell = |(at, cell)| if emptied.contains(&at) || (anew && Some(at) == event) { &b""[..] } else { cell };
            push_row(row.iter().enumerate().map(cell), &mut file).with_context(shown)?;
            rows.next()?;
            taken += 1;
        }
    }
    for rows in readers.iter().flatten() {
        if let Some(row) = rows.row.as_ref().filter(|_| !rows.is_found()) {
            bail!("{}: the rows of \"{}\" do not follow the order of articles.csv", rows.path.display(), String::from_utf8_lossy(&row[0]));
        }
    }
    file.flush().with_context(shown)
}

/// Records that could not be read, by their place in the input.
fn rejects(paths: &[Option<PathBuf>], out: &mut RunFolder) -> anyhow::Result<()> {
    let mut all: Vec<(u64, u64, ByteRecord)> = Vec::new();
    let mut header = ByteRecord::new();
    for path in paths.iter().flatten() {
        let mut rows = Rows::open(path)?;
        header = rows.header.clone();
        let (input, record) = (rows.need("input_number")?, rows.need("record")?);
        while let Some(row) = &rows.row {
            let number = |at: usize| String::from_utf8_lossy(&row[at]).parse().unwrap_or(0);
            all.push((number(input), number(record), row.clone()));
            rows.next()?;
        }
    }
    all.sort_by_key(|row| (row.0, row.1));
    let mut file = out.raw("rejects", &header)?;
    for (_, _, row) in &all {
        push_row(row.iter(), &mut file)?;
    }
    file.flush().context("rejects.csv: cannot be written")
}

/// actors.csv without the actors that a comparison discovered, which are found anew. One of a version that knew no sides gets their
/// column, empty.
fn listed(table: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(table);
    let (mut out, mut row) = (Vec::new(), ByteRecord::new());
    let mut columns = None;
    while reader.read_byte_record(&mut row)? {
        let (found_by, sided) = *columns.get_or_insert_with(|| (row.iter().position(|c| c == b"found_by"), row.iter().any(|c| c == b"side")));
        if found_by.and_then(|at| row.get(at)) == Some(b"discovery") {
            continue;
        }
        let side: &[u8] = if out.is_empty() { b"side" } else { b"" };
        push_row(row.iter().chain((!sided).then_some(side)), &mut out)?;
    }
    Ok(out)
}

/// A table that all folders must have alike.
fn same(paths: &[Option<PathBuf>], name: &str, out: &mut RunFolder) -> anyhow::Result<()> {
    let mut first: Option<Vec<u8>> = None;
    for path in paths.iter().flatten() {
        let bytes = std::fs::read(path).with_context(|| format!("{}: cannot be read", path.display()))?;
        let mut bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&bytes).to_vec();
        if name == "actors" {
            bytes = listed(&bytes).with_context(|| format!("{}: cannot be read", path.display()))?;
        }
        if first.as_ref().is_some_and(|f| *f != bytes) {
            bail!("{}: is not that of the other runs; score all parts with the same lexicons", path.display());
        }
        first = Some(bytes);
    }
    let Some(bytes) = first else { return Ok(()) };
    let end = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| n + 1);
    let header: ByteRecord = bytes[..end].trim_ascii_end().split(|b| *b == b',').collect();
    let mut file = out.raw(name, &header)?;
    file.write_all(&bytes[end..]).and_then(|()| file.flush()).with_context(|| format!("{name}.csv: cannot be written"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLES: &str = "article_id,outlet,event_id,boot_lo95,boot_hi95,shrunk_per_1000,duplicate_of,input_sha256,input,record\n";
    const HITS: &str = "article_id,event_id,polarity,text\n";

    #[test]
    fn actors_that_were_discovered_go_and_an_older_table_gets_sides() {
        let text = |table: &str| String::from_utf8(listed(table.as_bytes()).unwrap()).unwrap();
        let new = "id,name,kind,found_by,side\na,\"A, the first\",state,gazetteer,Reds\nb,B,,discovery,Reds\nc,C,,discovery,\n";
        assert_eq!(text(new), "id,name,kind,found_by,side\na,\"A, the first\",state,gazetteer,Reds\n");
        assert_eq!(text("id,name,kind,found_by\na,A,state,gazetteer\nb,B,,discovery\n"), "id,name,kind,found_by,side\na,A,state,gazetteer,\n");
    }

    /// Five articles of two inputs; the ids of two are the same.
    fn rows() -> Vec<(String, String)> {
        (0..5)
            .map(|n| {
                let id = if n == 4 { "a0".to_owned() } else { format!("a{n}") };
                let article = format!("{id},\"O, \"\"quoted\"\"\",,,,,,sha{n},{},{}\n", n / 3, n % 3);
                let hits = (0..n).map(|h| format!("{id},,-1,\"'=sum{h}\nnext line\"\n")).collect();
                (article, hits)
            })
            .collect()
    }

    fn folder(base: &Path, name: &str, rows: &[(String, String)]) -> PathBuf {
        let path = base.join(name);
        std::fs::create_dir(&path).unwrap();
        let all = |header: &str, at: fn(&(String, String)) -> &str| rows.iter().fold(header.to_owned(), |text, row| text + at(row));
        std::fs::write(path.join("articles.csv"), all(ARTICLES, |r| &r.0)).unwrap();
        std::fs::write(path.join("hits.csv"), all(HITS, |r| &r.1)).unwrap();
        std::fs::write(path.join("categories.csv"), "category,family,title,explanation\nlabel_neg,lexical,\"a, b\",\n").unwrap();
        path
    }

    fn merged(base: &Path, folders: &[PathBuf]) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
        let mut out = RunFolder::begin(&base.join("out"), false)?;
        merge(folders, &mut out)?;
        Ok(["articles", "hits", "categories"].into_iter().map(|n| (n.to_owned(), std::fs::read(out.path().join(format!("{n}.csv"))).unwrap())).collect())
    }

    #[test]
    fn shards_merge_to_the_single_run() {
        let base = tempfile::tempdir().unwrap();
        let rows = rows();
        let single = folder(base.path(), "single", &rows);
        for parts in [1, 2, 3] {
            let folders: Vec<PathBuf> = (0..parts)
                .map(|part| {
                    let shard: Vec<_> = rows.iter().enumerate().filter(|(n, _)| n % parts == part).map(|(_, r)| r.clone()).collect();
                    folder(base.path(), &format!("{parts}-{part}"), &shard)
                })
                .rev()
                .collect();
            for (name, bytes) in merged(base.path(), &folders).unwrap() {
                assert_eq!(bytes, std::fs::read(single.join(format!("{name}.csv"))).unwrap(), "{name} of {parts}");
            }
        }
    }

    #[test]
    fn runs_over_different_inputs_follow_one_another() {
        let base = tempfile::tempdir().unwrap();
        let other = |n: usize| vec![(format!("b{n},,,,,,,other{n},0,0\n"), String::new())];
        let folders = [folder(base.path(), "x", &rows()), folder(base.path(), "y", &other(1))];
        let tables = merged(base.path(), &folders).unwrap();
        assert!(String::from_utf8_lossy(&tables["articles"]).ends_with("b1,,,,,,,other1,0,0\n"));
    }

    #[test]
    fn an_article_twice_is_refused() {
        let base = tempfile::tempdir().unwrap();
        let folders = [folder(base.path(), "x", &rows()), folder(base.path(), "y", &rows()[1..2])];
        let error = merged(base.path(), &folders).unwrap_err().to_string();
        assert!(error.contains("the article \"a1\" is in both"), "{error}");
    }

    #[test]
    fn what_a_comparison_found_is_found_anew() {
        let base = tempfile::tempdir().unwrap();
        let rows = [
            ("a,O,auto-1,1.0,2.0,3.0,b,sha,0,0\n".to_owned(), "a,auto-1,-1,x\n".to_owned()),
            ("b,O,mine,,,,,sha,0,1\n".to_owned(), "b,mine,-1,x\n".to_owned()),
        ];
        let compared = folder(base.path(), "compared", &rows);
        std::fs::write(compared.join("events.csv"), "article_id,event_id,event_source\na,auto-1,auto\nb,mine,user\n").unwrap();
        std::fs::write(compared.join("labels.csv"), "event_id\n").unwrap();
        let tables = merged(base.path(), &[compared]).unwrap();
        assert_eq!(String::from_utf8_lossy(&tables["articles"]), format!("{ARTICLES}a,O,,,,,,sha,0,0\nb,O,mine,,,,,sha,0,1\n"));
        assert_eq!(String::from_utf8_lossy(&tables["hits"]), format!("{HITS}a,,-1,x\nb,mine,-1,x\n"));
    }

    #[test]
    fn actors_that_a_comparison_found_are_left_behind() {
        let base = tempfile::tempdir().unwrap();
        let run = folder(base.path(), "run", &rows()[..2]);
        let scored = "article_id,actor,found_by\na0,assad,gazetteer\na1,assad,gazetteer\n";
        std::fs::write(run.join("mentions.csv"), scored.to_owned() + "a1,ann_lee,discovery\na0,ann_lee,discovery\n").unwrap();
        let mut out = RunFolder::begin(&base.path().join("out"), false).unwrap();
        merge(&[run], &mut out).unwrap();
        assert_eq!(std::fs::read_to_string(out.path().join("mentions.csv")).unwrap(), scored);
    }
}
