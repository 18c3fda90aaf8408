//! What coders made, read whatever tool they used: tables, JSON lines, W3C annotations, brat folders, marks of class mode.

use super::{Coder, Run, Span, gold_json, gold_table, in_field, voice};
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::path::Path;

/// How gold names articles: by id, by file stem, by hash, or by the code of a sample.
#[derive(Debug, Clone, Default)]
pub struct Names {
    ids: BTreeMap<String, String>,
    by_hash: BTreeMap<String, String>,
    key: BTreeMap<String, String>,
}

impl Names {
    /// The names of a run's articles; `key` turns codes into ids.
    pub fn of(run: &Run, key: BTreeMap<String, String>) -> Self {
        Self { ids: run.articles.keys().map(|id| (id.clone(), id.clone())).collect(), by_hash: run.by_hash.clone(), key }
    }

    /// The id that the run knows an article by. The hash decides where there is one: ids may have been hidden or changed.
    pub fn find(&self, id: &str, hash: &str) -> Option<&str> {
        self.by_hash.get(hash).or_else(|| self.ids.get(id)).or_else(|| self.ids.get(self.key.get(id)?)).map(String::as_str)
    }
}

/// The codes of a sample: a table with the columns code and article_id, as `slantwise sample` writes.
pub fn key(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut table = crate::tables::read::Reader::open(path, &["code", "article_id"])?;
    let (code, id) = (table.at("code"), table.at("article_id"));
    let mut key = BTreeMap::new();
    while table.next_row()? {
        key.insert(table.text(code).to_owned(), table.text(id).to_owned());
    }
    Ok(key)
}

/// What gold came to.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    pub coders: Vec<Coder>,
    /// What a reader of the figures must know.
    pub notes: Vec<String>,
}

/// Reads all gold; each file, or folder, is a coder unless it names several itself.
///
/// # Errors
/// A file that cannot be read or is none of the formats; gold about articles of which the run has none.
pub fn read(paths: &[std::path::PathBuf], names: &Names, run: &Run) -> anyhow::Result<Gold> {
    let mut gold = Gold::default();
    for path in paths {
        let coders = one(path, names).with_context(|| path.display().to_string())?;
        for mut coder in coders {
            if coder.name.is_empty() {
                coder.name = path.file_stem().unwrap_or_default().to_string_lossy().trim_end_matches(".slantwise").to_owned();
            }
            let taken = gold.coders.iter().filter(|c| c.name == coder.name || c.name.starts_with(&format!("{} (", coder.name))).count();
            if taken > 0 {
                coder.name = format!("{} ({})", coder.name, taken + 1);
            }
            gold.coders.push(coder);
        }
    }
    let mut strangers = 0;
    for coder in &mut gold.coders {
        let before = coder.articles.len();
        coder.articles.retain(|id, _| run.articles.contains_key(id));
        strangers += before - coder.articles.len();
        for spans in coder.articles.values_mut() {
            spans.sort();
            spans.dedup();
        }
    }
    if strangers > 0 {
        gold.notes.push(format!("{strangers} coded articles are not in the run and were left out"));
    }
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    for span in gold.coders.iter().flat_map(|c| c.articles.values().flatten()) {
        if !span.category.is_empty() && !run.categories.iter().any(|c| c.id == span.category) {
            *unknown.entry(&span.category).or_default() += 1;
        }
    }
    for (category, n) in unknown {
        let near = crate::matcher::pattern::nearest(category, run.categories.iter().map(|c| c.id.as_str()));
        let meant = near.map_or(String::new(), |near| format!(" (a category like it: \"{near}\")"));
        gold.notes.push(format!("category \"{category}\" (marks: {n}) is none of the run's; counted as lexical{meant}"));
    }
    if gold.coders.is_empty() {
        bail!("nobody has marked anything there: a Label Studio file without annotations holds only what the program predicted");
    }
    if gold.coders.iter().all(|c| c.articles.is_empty()) {
        bail!(
            "none of the coded articles is in the run: gold and run must be of the same articles (matched by id or by input_sha256; --key FILE for the codes of a sample)"
        );
    }
    Ok(gold)
}

fn one(path: &Path, names: &Names) -> anyhow::Result<Vec<Coder>> {
    if path.is_dir() {
        return folder(path, names);
    }
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "csv" | "tsv" => gold_table::read(path, names),
        "json" | "jsonl" | "jsonld" | "ndjson" => {
            let text = std::fs::read_to_string(path).context("cannot be read as UTF-8 text")?;
            gold_json::read(text.trim_start_matches('\u{FEFF}'), names)
        }
        "ann" => {
            let mut coder = Coder::default();
            let folder = path.parent().unwrap_or(Path::new("."));
            brat(path, &documents(folder)?, names, &mut coder)?;
            Ok(vec![coder])
        }
        _ => bail!(
            "what kind of gold is this? A .csv, .jsonl, .json or .ann file, or a folder of brat files, as `slantwise annotate` and the report page write them"
        ),
    }
}

/// A folder that `annotate` wrote and coders worked in.
fn folder(path: &Path, names: &Names) -> anyhow::Result<Vec<Coder>> {
    let mut files: Vec<std::path::PathBuf> = std::fs::read_dir(path).context("cannot be read")?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.sort();
    let anns: Vec<&std::path::PathBuf> = files.iter().filter(|f| f.extension().is_some_and(|e| e == "ann")).collect();
    if !anns.is_empty() {
        let documents = documents(path)?;
        let mut coder = Coder { name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(), ..Coder::default() };
        for ann in anns {
            brat(ann, &documents, names, &mut coder).with_context(|| ann.display().to_string())?;
        }
        return Ok(vec![coder]);
    }
    for name in ["annotations.jsonl", "doccano.jsonl", "tasks.json", "hits.csv"] {
        if path.join(name).is_file() {
            let mut coders = one(&path.join(name), names)?;
            if let [coder] = coders.as_mut_slice()
                && coder.name.is_empty()
            {
                coder.name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            }
            return Ok(coders);
        }
    }
    bail!("the folder holds no .ann files, annotations.jsonl, doccano.jsonl, tasks.json or hits.csv")
}

/// Article and text start of each document of a folder; empty where nothing says so.
fn documents(folder: &Path) -> anyhow::Result<BTreeMap<String, (String, u64, String)>> {
    let path = folder.join(crate::export::DOCUMENTS);
    let mut out = BTreeMap::new();
    if !path.is_file() {
        return Ok(out);
    }
    let mut table = crate::tables::read::Reader::open(&path, &["file", "article_id", "text_start", "input_sha256"])?;
    let (file, id, start, hash) = (table.at("file"), table.at("article_id"), table.at("text_start"), table.at("input_sha256"));
    while table.next_row()? {
        out.insert(table.text(file).trim_end_matches(".txt").to_owned(), (table.text(id).to_owned(), table.number(start), table.text(hash).to_owned()));
    }
    Ok(out)
}

/// Adds the marks of a brat file.
fn brat(path: &Path, documents: &BTreeMap<String, (String, u64, String)>, names: &Names, coder: &mut Coder) -> anyhow::Result<()> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (id, text_start, hash) = documents.get(&stem).cloned().unwrap_or((stem, 0, String::new()));
    let id = names.find(&id, &hash).map_or(id, str::to_owned);
    let text = std::fs::read_to_string(path).context("cannot be read as UTF-8 text")?;
    let mut spans: BTreeMap<&str, Span> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let wrong = || format!("line {}: no annotation as brat writes them: \"{line}\"", number + 1);
        if line.starts_with('T') {
            let mut cells = line.split('\t');
            let (Some(key), Some(what)) = (cells.next(), cells.next()) else { bail!(wrong()) };
            let (category, places) = what.split_once(' ').with_context(wrong)?;
            let mut parts = Vec::new();
            let mut title = false;
            for place in places.split(';') {
                let (start, end) = place.split_once(' ').and_then(|(s, e)| Some((s.parse().ok()?, e.parse().ok()?))).with_context(wrong)?;
                let (in_title, start, end) = in_field(start, end, text_start);
                title = in_title;
                parts.push((start, end));
            }
            spans.insert(key, Span { title, parts, category: category.into(), voice: None });
        } else if line.starts_with('A') {
            // A1 TAB Voice T1 quoted
            let words: Vec<&str> = line.split(['\t', ' ']).collect();
            if let [_, "Voice", of, value] = words.as_slice()
                && let Some(span) = spans.get_mut(of)
            {
                span.voice = voice(value);
            }
        }
    }
    coder.articles.entry(id).or_default().extend(spans.into_values());
    Ok(())
}
