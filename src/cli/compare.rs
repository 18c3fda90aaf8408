//! `slantwise compare`: score, then compare outlets event by event, from the tables alone.

use super::args::{CompareArgs, TableFormat};
use super::score::{open_report, print, timings};
use super::setup::{Counted, Setup, input_parts, setup};
use super::terminal::Screen;
use super::{Status, compare_view};
use crate::compare::{CompareSettings, Comparison, articles, compare, merge};
use crate::events::{self, Events, UserEvents};
use crate::facts::Facts;
use crate::output::folder::RunFolder;
use crate::output::manifest::{Manifest, Part};
use crate::read::Inputs;
use crate::report::{self, ReportOptions, TextStore};
use crate::tables::read::RunTables;
use crate::tables::{Format, Sheet, Table, schema};
use anyhow::{Context, bail};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Runs the command.
pub fn main(args: &CompareArgs) -> anyhow::Result<Status> {
    if args.common.blind && args.common.out.is_none() {
        bail!("--blind hides outlets in tables and report; it wants --out");
    }
    let setup = setup(&args.common)?;
    // Without --out the tables are written all the same, to where they vanish: one way of doing it, not two.
    let vanishing = match &args.common.out {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("slantwise-").tempdir().context("a temporary folder cannot be made")?),
    };
    let inside = vanishing.as_ref().map(|t| t.path().join("run"));
    let Some(out) = args.common.out.as_deref().or(inside.as_deref()) else { bail!("there is no folder to write to") };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(setup.threads).build().context("threads cannot be started")?;
    let mut stages = Stages::begin();
    let mut folder = RunFolder::begin(out, args.common.bom)?;
    let (counted, manifest, texts) = fill(&setup, args, &mut folder, &pool)?;
    stages.end(if args.from.is_empty() { "score" } else { "merge" });
    let rejected = counted.rejected();
    let (tables, events, comparison) = pool.install(|| in_folder(&setup, args, &mut folder, &mut stages))?;
    if comparison.capped > 0 && !args.common.quiet {
        eprintln!(
            "slantwise: contrasts.csv holds the {} comparisons with most evidence; {} more were made and left out",
            comparison.contrasts.len(),
            comparison.capped
        );
    }
    match (&args.common.out, args.common.format) {
        (Some(_), _) => {
            pool.install(|| -> anyhow::Result<()> {
                articles::write(&tables, &comparison.articles, &events, folder.path())?;
                comparison.write(&mut folder)
            })?;
            stages.end("tables");
            // The page reads the tables: what made them need not stay.
            drop((tables, events, comparison));
            let options =
                ReportOptions { no_text: args.common.no_text, blind: args.common.blind, figures: args.common.figures.clone(), ..ReportOptions::default() };
            let texts = texts.map(TextStore::finish).transpose()?;
            pool.install(|| report::write(folder.path(), texts.as_ref(), &options, folder.path()))?;
            stages.end("report");
            folder.file("manifest.json", manifest.to_json().as_bytes())?;
            folder.file("timings.json", stages.to_json(&counted).as_bytes())?;
            folder.finish()?;
            open_report(out, &args.common)?;
        }
        (None, Some(format)) => print(&pool.install(|| one_table(&comparison, &args.common.table, format))?)?,
        (None, None) => print(&compare_view::view(&tables, &events, &comparison, Screen::detect()))?,
    }
    if rejected > 0 {
        eprintln!("slantwise: {rejected} records could not be read{}", if args.common.out.is_some() { "; see rejects.csv" } else { "" });
        if args.common.strict {
            return Ok(Status::Failed);
        }
    }
    Ok(Status::Done)
}

/// The score tables: of the inputs, or of earlier runs.
fn fill(setup: &Setup, args: &CompareArgs, folder: &mut RunFolder, pool: &rayon::ThreadPool) -> anyhow::Result<(Counted, Manifest, Option<TextStore>)> {
    if args.from.is_empty() {
        let mut inputs = Inputs::open(&args.inputs, setup.read.clone())?;
        let spool = if args.common.no_text || args.common.out.is_none() { 0 } else { usize::MAX };
        let (counted, texts) = super::score::into(setup, &mut inputs, &args.common, folder, spool)?;
        let manifest = setup.manifest("compare", args, input_parts(&inputs), &counted)?;
        return Ok((counted, manifest, (spool > 0).then_some(texts)));
    }
    if !args.inputs.is_empty() {
        bail!("--from compares tables of earlier runs; it takes no articles beside them ({})", args.inputs.join(", "));
    }
    for from in &args.from {
        if !from.join("articles.csv").is_file() {
            bail!("{}: there is no articles.csv; --from names the folders of score runs", from.display());
        }
    }
    pool.install(|| merge::merge(&args.from, folder))?;
    let mut parts = Vec::new();
    let mut counted = Counted::default();
    for from in &args.from {
        let path = from.join("articles.csv");
        let bytes = std::fs::read(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
        parts.push(Part { name: path.display().to_string(), bytes: bytes.len() as u64, sha256: crate::lexicon::load::sha256_hex(&bytes) });
        let before = std::fs::read_to_string(from.join("manifest.json")).ok().and_then(|t| serde_json::from_str::<Manifest>(&t).ok());
        if let Some(before) = before {
            counted.articles += before.articles;
            for (reason, n) in before.rejects {
                *counted.rejects.entry(reason).or_default() += n;
            }
        }
    }
    let manifest = setup.manifest("compare", args, parts, &counted)?;
    Ok((counted, manifest, None))
}

/// Compares what stands in a folder that is being written.
fn in_folder(setup: &Setup, args: &CompareArgs, folder: &mut RunFolder, stages: &mut Stages) -> anyhow::Result<(RunTables, Events, Comparison)> {
    let path = folder.path().to_path_buf();
    let path = path.as_path();
    // Linking reads articles and facts; hits, mentions and quotations wait until its vectors are gone.
    let mut tables = RunTables::read_articles(&[path])?;
    let mut facts = Facts::read(&[path], &tables)?;
    stages.end("read facts");
    let user = args.events.as_deref().map(UserEvents::read).transpose()?.unwrap_or_default();
    let events = events::link(&tables, &facts, &events::Options { user, threads: setup.threads, ..events::Options::default() });
    folder.sheet(&schema::events(), &events::write::events(&tables, &events, Format::Csv))?;
    stages.end("link");
    facts.forget_words();
    tables.read_rows(&[path])?;
    stages.end("read rows");
    let (coverage, found) = events::coverage::coverage(&tables, &facts, &events);
    drop(facts);
    folder.sheet(&schema::coverage(), &events::write::coverage(&coverage, Format::Csv))?;
    drop(coverage);
    // Actors that no gazetteer names are actors of the comparison like any other.
    append(path, &schema::mentions(), &events::write::mentions(&tables, &found, Format::Csv))?;
    append(path, &schema::actors(), &events::write::actors(&tables, &found, Format::Csv))?;
    tables.add_mentions(&found);
    drop(found);
    stages.end("coverage");
    let settings = CompareSettings { seed: setup.config.seed, bootstrap: setup.config.bootstrap as usize, ..CompareSettings::default() };
    let comparison = compare(&tables, &events, &settings);
    stages.end("compare");
    Ok((tables, events, comparison))
}

/// Puts more rows behind those of a table that is there.
fn append(folder: &Path, table: &Table, sheet: &Sheet) -> anyhow::Result<()> {
    let path = folder.join(format!("{}.csv", table.name));
    if sheet.rows == 0 || !path.is_file() {
        return Ok(());
    }
    let context = || format!("{}: cannot be written", path.display());
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).with_context(context)?;
    file.write_all(&sheet.bytes).with_context(context)
}

fn one_table(comparison: &Comparison, name: &str, format: TableFormat) -> anyhow::Result<String> {
    let format = match format {
        TableFormat::Csv => Format::Csv,
        TableFormat::Jsonl => Format::Jsonl,
    };
    // `articles` is what --table says when nothing was said.
    let bytes = comparison.table(if name == "articles" { "contrasts" } else { name }, format)?;
    String::from_utf8(bytes).context("a table is UTF-8")
}

/// How long each stage took, for timings.json.
struct Stages {
    begun: Instant,
    last: Instant,
    done: Vec<(&'static str, f64)>,
}

impl Stages {
    fn begin() -> Self {
        let now = Instant::now();
        Self { begun: now, last: now, done: Vec::new() }
    }

    /// The stage that ends here.
    fn end(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.done.push((stage, now.duration_since(self.last).as_secs_f64()));
        self.last = now;
    }

    fn to_json(&self, counted: &Counted) -> String {
        let whole = timings(self.begun, counted);
        let stages: Vec<String> = self.done.iter().map(|(stage, seconds)| format!("    \"{stage}\": {seconds:.3}")).collect();
        format!("{},\n  \"stages\": {{\n{}\n  }}\n}}\n", whole.trim_end().trim_end_matches('}').trim_end(), stages.join(",\n"))
    }
}
