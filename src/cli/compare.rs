//! `slantwise compare`: score, then compare outlets event by event, from the tables alone.

use super::args::{CompareArgs, TableFormat};
use super::score::{Plan, folder, open_report, print, put_in_place};
use super::setup::{Counted, Setup, input_parts, setup};
use super::terminal::Screen;
use super::watch::{self, Watch};
use super::{Status, compare_view, shaping, signals};
use crate::compare::{CompareSettings, Comparison, articles, compare, merge};
use crate::events::{self, Events, UserEvents};
use crate::facts::Facts;
use crate::output::folder::{RunFolder, TEXTS};
use crate::output::manifest::{Manifest, Part};
use crate::output::shape::{as_csv, has_tables};
use crate::read::Inputs;
use crate::report::{self, ReportOptions, TextStore};
use crate::tables::read::RunTables;
use crate::tables::{Format, schema};
use anyhow::{Context, bail};
use std::path::PathBuf;

/// Runs the command.
pub fn main(args: &CompareArgs) -> anyhow::Result<Status> {
    perform(args).or_else(|error| {
        watch::failure(&error, args.common.out.as_deref());
        Ok(Status::Failed)
    })
}

/// Runs the command; what fails is told by the caller.
pub fn perform(args: &CompareArgs) -> anyhow::Result<Status> {
    if args.common.blind && args.common.out.is_none() {
        bail!("--blind hides outlets in tables and report; it wants --out");
    }
    shaping::check(&args.common)?;
    if args.common.resume && args.common.out.is_none() {
        bail!("--resume goes on with a folder; it wants --out");
    }
    let mut watch = Watch::new(args.common.quiet);
    let setup = setup(&args.common)?;
    watch.stage("setup");
    // Without --out the tables are written all the same, to where they vanish: one way of doing it, not two.
    let vanishing = match &args.common.out {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("slantwise-").tempdir().context("a temporary folder cannot be made")?),
    };
    let inside = vanishing.as_ref().map(|t| t.path().join("run"));
    let Some(out) = args.common.out.as_deref().or(inside.as_deref()) else { bail!("there is no folder to write to") };
    let from = Source::open(&setup, args)?;
    let mut folder = folder(out, &args.common, &watch)?;
    if let (Source::Articles { plan, .. }, true) = (&from, folder.is_complete()) {
        return put_in_place(folder, plan, &watch);
    }
    let (counted, manifest, texts) = fill(&setup, args, from, &mut folder, &mut watch)?;
    let rejected = counted.rejected();
    let (tables, events, comparison) = in_folder(&setup, args, &mut folder, &mut watch)?;
    if comparison.capped > 0 {
        watch.say(&format!(
            "contrasts.csv holds the {} comparisons with most evidence; {} more were made and left out",
            comparison.contrasts.len(),
            comparison.capped
        ));
    }
    match (&args.common.out, args.common.format) {
        (Some(_), _) => {
            folder.set_aside(&["articles", "hits"])?;
            articles::write(&tables, &comparison.articles, &events, folder.path())?;
            comparison.write(&mut folder)?;
            // The report tells of the manifest, so it comes first.
            folder.file("manifest.json", manifest.to_json().as_bytes())?;
            let capped = (comparison.capped > 0).then(|| {
                format!(
                    "contrasts.csv holds the {} comparisons with most evidence; {} more were made and left out.",
                    comparison.contrasts.len(),
                    comparison.capped
                )
            });
            let options = ReportOptions {
                no_text: args.common.no_text,
                blind: args.common.blind,
                figures: args.common.figures.clone(),
                left_out: capped.into_iter().collect(),
                ..ReportOptions::default()
            };
            watch.stage("tables");
            signals::go_on()?;
            let mut texts = texts.map(|t| t.finish_with(&folder.path().join(TEXTS))).transpose()?;
            report::write(folder.path(), texts.as_mut(), &options, folder.path())?;
            watch.stage("report");
            let turned = shaping::apply(folder.path(), &args.common)?;
            folder.file("timings.json", watch.timings().as_bytes())?;
            folder.finish()?;
            turned.clear(out)?;
            watch.end(&counted.rejects);
            open_report(out, &args.common)?;
        }
        (None, Some(format)) => print(&one_table(&comparison, &args.common.table, format)?)?,
        (None, None) => print(&compare_view::view(&tables, &events, &comparison, Screen::detect()))?,
    }
    if rejected > 0 {
        watch::say(&format!("{rejected} records could not be read{}", if args.common.out.is_some() { "; see rejects.csv" } else { "" }));
        if args.common.strict {
            return Ok(Status::Failed);
        }
    }
    Ok(Status::Done)
}

/// What is compared.
enum Source {
    Articles { inputs: Box<Inputs>, plan: Plan, texts: bool },
    Runs,
}

impl Source {
    fn open(setup: &Setup, args: &CompareArgs) -> anyhow::Result<Self> {
        if args.from.is_empty() {
            let inputs = Inputs::open(&args.inputs, setup.read.clone())?;
            let texts = !args.common.no_text && args.common.out.is_some();
            let plan = Plan::new(setup, &args.common, setup.run_of("compare", args)?, &inputs, if texts { usize::MAX } else { 0 });
            return Ok(Source::Articles { inputs: Box::new(inputs), plan, texts });
        }
        if !args.inputs.is_empty() {
            bail!("--from compares tables of earlier runs; it takes no articles beside them ({})", args.inputs.join(", "));
        }
        if args.common.shard.is_some() {
            bail!("--shard is for `score`; `compare --from` puts all shards together");
        }
        for from in &args.from {
            if !has_tables(from) {
                bail!("{}: there is no articles.csv; --from names the folders of score runs", from.display());
            }
        }
        Ok(Source::Runs)
    }
}

/// The score tables: of the inputs, or of earlier runs.
fn fill(setup: &Setup, args: &CompareArgs, from: Source, folder: &mut RunFolder, watch: &mut Watch) -> anyhow::Result<(Counted, Manifest, Option<TextStore>)> {
    if let Source::Articles { mut inputs, plan, texts } = from {
        let (counted, store) = super::score::into(setup, &mut inputs, &args.common, folder, &plan, watch)?;
        let manifest = setup.manifest("compare", args, input_parts(&inputs), &counted)?;
        return Ok((counted, manifest, texts.then_some(store)));
    }
    // Tables in another shape are CSV again while they are compared.
    let turned: Vec<_> = args.from.iter().map(|from| as_csv(from)).collect::<anyhow::Result<_>>()?;
    let tables: Vec<PathBuf> = args.from.iter().zip(&turned).map(|(from, csv)| csv.as_ref().map_or(from.clone(), |t| t.path().to_path_buf())).collect();
    merge::merge(&tables, folder)?;
    let mut parts = Vec::new();
    let mut counted = Counted::default();
    for (from, tables) in args.from.iter().zip(&tables) {
        let path = tables.join("articles.csv");
        let bytes = std::fs::read(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
        parts.push(Part { name: from.join("articles.csv").display().to_string(), bytes: bytes.len() as u64, sha256: crate::lexicon::load::sha256_hex(&bytes) });
        let before = std::fs::read_to_string(from.join("manifest.json")).ok().and_then(|t| serde_json::from_str::<Manifest>(&t).ok());
        if let Some(before) = before {
            counted.articles += before.articles;
            for (reason, n) in before.rejects {
                *counted.rejects.entry(reason).or_default() += n;
            }
        }
    }
    let manifest = setup.manifest("compare", args, parts, &counted)?;
    watch.stage("merge");
    Ok((counted, manifest, None))
}

/// Compares what stands in a folder that is being written.
fn in_folder(setup: &Setup, args: &CompareArgs, folder: &mut RunFolder, watch: &mut Watch) -> anyhow::Result<(RunTables, Events, Comparison)> {
    let path = folder.path().to_path_buf();
    let path = path.as_path();
    let tables = RunTables::read(&[path])?;
    let facts = Facts::read(&[path], &tables)?;
    let user = args.events.as_deref().map(UserEvents::read).transpose()?.unwrap_or_default();
    let events = events::link(&tables, &facts, &events::Options { user, threads: setup.threads, ..events::Options::default() });
    folder.sheet(&schema::events(), &events::write::events(&tables, &events, Format::Csv))?;
    folder.sheet(&schema::coverage(), &events::write::coverage(&events::coverage::coverage(&tables, &facts, &events), Format::Csv))?;
    let found = events::write::mentions(&tables, &events::discover::mentions(&tables, &facts, &events), Format::Csv);
    let tables = if found.rows == 0 {
        tables
    } else {
        // Actors that no gazetteer names are actors of the comparison like any other.
        let mentions = path.join("mentions.csv");
        let context = || format!("{}: cannot be written", mentions.display());
        let mut file = std::fs::OpenOptions::new().append(true).open(&mentions).with_context(context)?;
        std::io::Write::write_all(&mut file, &found.bytes).with_context(context)?;
        drop(file);
        drop(tables);
        RunTables::read(&[path])?
    };
    watch.stage("events");
    signals::go_on()?;
    let settings = CompareSettings { seed: setup.config.seed, bootstrap: setup.config.bootstrap as usize, ..CompareSettings::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(setup.threads).build().context("threads cannot be started")?;
    let comparison = pool.install(|| compare(&tables, &events, &settings));
    watch.stage("compare");
    signals::go_on()?;
    Ok((tables, events, comparison))
}

fn one_table(comparison: &Comparison, name: &str, format: TableFormat) -> anyhow::Result<String> {
    let format = shaping::streamed(format)?;
    // `articles` is what --table says when nothing was said.
    let name = if name == "articles" { "contrasts" } else { name };
    let sheets = comparison.sheets(format);
    let Some((table, sheet)) = sheets.iter().find(|(t, _)| t.name == name) else {
        let names: Vec<&str> = sheets.iter().map(|(t, _)| t.name).collect();
        bail!("there is no table \"{name}\"; the tables of compare are {}", names.join(", "));
    };
    let mut bytes = crate::tables::Sheet::header(table, format);
    bytes.extend_from_slice(&sheet.bytes);
    String::from_utf8(bytes).context("a table is UTF-8")
}
