//! `slantwise lexicon import`, `export`, `catalogue`: to and from what other tools and readers use.

use super::{Status, built, known, print};
use crate::cli::args::ExportFormat;
use crate::cli::terminal::plural;
use crate::lexicon::{catalogue as page, export as out, import as lists};
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

pub fn import(file: &Path, id: Option<String>) -> anyhow::Result<Status> {
    let shown = file.display().to_string();
    let bytes = std::fs::read(file).with_context(|| format!("{shown}: cannot be read"))?;
    let (text, encoding, _) = crate::read::encoding::decode(bytes).with_context(|| format!("{shown}: is no text"))?;
    let import = lists::read(&shown, &text)?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let slug = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let id = id.unwrap_or_else(|| stem.chars().map(slug).collect());
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        bail!("--id {id}: an id has letters, digits and hyphens");
    }
    let (engine, _) = built(&[])?;
    let known: Vec<String> = engine.lexicons.categories.iter().map(|c| c.id.clone()).collect();
    let (toml, lost) = lists::to_toml(&id, &stem, &import, &known);
    let taken = import.terms.len().saturating_sub(lost.len().saturating_sub(import.lost.len()));
    let guessed = encoding.map_or(String::new(), |e| format!(", encoding {e}"));
    let left = if lost.is_empty() { String::new() } else { format!(", {} not: the comments in the lexicon say why", lost.len()) };
    eprintln!("slantwise: {shown}: read as {}{guessed}; {} taken over{left}", import.format.name(), plural(taken, "term"));
    print(&toml)
}

pub fn export(ids: &[String], files: &[PathBuf], format: ExportFormat, loose: bool) -> anyhow::Result<Status> {
    let (engine, _) = built(files)?;
    known(&engine, ids)?;
    let target = match format {
        ExportFormat::Csv => out::Target::Csv,
        ExportFormat::Liwc => out::Target::Liwc,
        ExportFormat::Quanteda => out::Target::Quanteda,
    };
    let wanted = |l: u16| ids.is_empty() || ids.contains(&engine.lexicons.lexicons[l as usize].id);
    let (text, left) = out::export(&engine, wanted, target, loose);
    let mut reasons: std::collections::BTreeMap<&str, (usize, &out::Left)> = std::collections::BTreeMap::new();
    for l in &left {
        reasons.entry(l.reason).or_insert((0, l)).0 += 1;
    }
    for (reason, (n, example)) in reasons {
        let done = if format == ExportFormat::Csv { "written in part" } else { "left out" };
        eprintln!("slantwise: {} {done}: {reason} (such as \"{}\" of {})", plural(n, "pattern"), example.pattern, example.entry);
    }
    print(&text)
}

pub fn catalogue(ids: &[String], files: &[PathBuf]) -> anyhow::Result<Status> {
    let (engine, sources) = built(files)?;
    known(&engine, ids)?;
    let wanted = |l: u16| ids.is_empty() || ids.contains(&engine.lexicons.lexicons[l as usize].id);
    print(&page::page(&engine, &sources, wanted))
}
