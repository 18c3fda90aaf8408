//! `slantwise compare`: score, then compare outlets event by event, from the tables alone.

use super::args::{CompareArgs, TableFormat};
use super::score::{Plan, folder, open_report, print, put_in_place};
use super::setup::{Counted, Setup, input_parts, setup};
use super::terminal::Screen;
use super::watch::{self, Watch};
use super::{Status, compare_view, finished, shaping, signals};
use crate::compare::{CompareSettings, Comparison, articles, compare, merge};
use crate::events::{self, Events, UserEvents};
use crate::facts::Facts;
use crate::output::folder::{RunFolder, TEXTS};
use crate::output::manifest::{Manifest, Part};
use crate::output::shape::{as_csv, has_tables};
use crate::read::Inputs;
use crate::report::{self, ReportOptions, TextStore};
use crate::tables::read::RunTables;
use crate::tables::{Format, Sheet, Table, schema};
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Runs the command.
pub fn main(args: &CompareArgs) -> anyhow::Result<Status> {
    perform(args).or_else(|error| {
        watch::failure(&error, args.common.out.as_deref());
        Ok(Status::Failed)
    })
}

/// Runs the command; what fails is told by the caller.
pub fn perform(args: &CompareArgs) -> anyhow::Result<Status> {
    shaping::check(&args.common)?;
    // Before the articles are scored, so that a slip in it is told at once.
    let user = args.events.as_deref().map(UserEvents::read).transpose()?.unwrap_or_default();
    let titles: BTreeMap<String, String> = user.events.iter().map(|e| (e.id.clone(), e.title.clone())).collect();
    let mut watch = Watch::new(args.common.quiet);
    // At the end of the program the system takes all of it back at once; word by word it takes longer than to read a page.
    super::setup::warm_for(&args.inputs);
    let mut setup = std::mem::ManuallyDrop::new(setup(&args.common)?);
    setup.take_sides(&args.side)?;
    let setup = setup;
    watch.stage("setup");
    // Without --out the tables are written all the same, to where they vanish: one way of doing it, not two.
    let vanishing = match &args.common.out {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("slantwise-").tempdir().context("a temporary folder cannot be made")?),
    };
    let inside = vanishing.as_ref().map(|t| t.path().join("run"));
    let Some(out) = args.common.out.as_deref().or(inside.as_deref()) else { bail!("there is no folder to write to") };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(setup.threads).build().context("threads cannot be started")?;
    let from = Source::open(&setup, args)?;
    if let (Source::Articles { inputs, .. }, true) = (&from, args.common.resume && args.events.is_none())
        && finished::is_done(&setup, "compare", args, out, inputs, &watch)?
    {
        return Ok(Status::Done);
    }
    let mut folder = folder(out, &args.common, &watch)?;
    if let (Source::Articles { plan, .. }, true) = (&from, folder.is_complete()) {
        return put_in_place(folder, plan, &watch);
    }
    let (counted, manifest, texts) = fill(&setup, args, from, &mut folder, &mut watch, &pool)?;
    let rejected = counted.rejected();
    let (tables, events, comparison) = pool.install(|| in_folder(&setup, user, &mut folder, &mut watch))?;
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
            let path = folder.path().to_path_buf();
            let (rewritten, written) =
                pool.install(|| rayon::join(|| articles::write(&tables, &comparison.articles, &events, &path), || comparison.write(&mut folder)));
            rewritten.and(written)?;
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
                titles,
                ..ReportOptions::default()
            };
            watch.stage("tables");
            signals::go_on()?;
            let texts = texts.map(|t| t.finish_with(&folder.path().join(TEXTS))).transpose()?;
            // The page reads the tables: what made them need not stay, and goes while they are read.
            let made = (tables, events, comparison);
            pool.install(|| rayon::join(|| report::write(folder.path(), texts.as_ref(), &options, folder.path()), || drop(made))).0?;
            watch.stage("report");
            let turned = shaping::apply(folder.path(), &args.common)?;
            folder.file("timings.json", watch.timings().as_bytes())?;
            folder.finish(&turned.originals)?;
            watch.end(&counted.rejects);
            open_report(out, &args.common)?;
        }
        (None, Some(format)) => print(&pool.install(|| one_table(&comparison, &args.common.table, format))?)?,
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
fn fill(
    setup: &Setup,
    args: &CompareArgs,
    from: Source,
    folder: &mut RunFolder,
    watch: &mut Watch,
    pool: &rayon::ThreadPool,
) -> anyhow::Result<(Counted, Manifest, Option<TextStore>)> {
    if let Source::Articles { mut inputs, plan, texts } = from {
        let (counted, store) = super::score::into(setup, &mut inputs, &args.common, folder, &plan, watch)?;
        let manifest = setup.manifest("compare", args, input_parts(&inputs), &counted)?;
        return Ok((counted, manifest, texts.then_some(store)));
    }
    // Tables in another shape are CSV again while they are compared.
    let turned: Vec<_> = args.from.iter().map(|from| as_csv(from)).collect::<anyhow::Result<_>>()?;
    let tables: Vec<PathBuf> = args.from.iter().zip(&turned).map(|(from, csv)| csv.as_ref().map_or(from.clone(), |t| t.path().to_path_buf())).collect();
    pool.install(|| merge::merge(&tables, folder))?;
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
fn in_folder(setup: &Setup, user: UserEvents, folder: &mut RunFolder, watch: &mut Watch) -> anyhow::Result<(RunTables, Events, Comparison)> {
    let path = folder.path().to_path_buf();
    let path = path.as_path();
    // Linking reads articles and facts; hits, mentions and quotations wait until its vectors are gone.
    if !setup.config.sides.is_empty() {
        resided(path, &setup.sides())?;
    }
    let mut tables = RunTables::read_articles(&[path])?;
    if !setup.config.sides.is_empty() {
        tables.sides = setup.sides();
    }
    let mut facts = Facts::read(&[path], &tables)?;
    watch.stage("read facts");
    let events = events::link(&tables, &facts, &events::Options { user, threads: setup.threads, ..events::Options::within(setup.config.event_window_days) });
    folder.sheet(&schema::events(), &events::write::events(&tables, &events, Format::Csv))?;
    watch.stage("link");
    facts.forget_words();
    tables.read_rows(&[path])?;
    watch.stage("read rows");
    let table = schema::coverage();
    let empty = Sheet::new(&table, Format::Csv);
    // An event's rows become bytes where they are made: as texts they would take several times the room.
    let written = |rows: Vec<events::coverage::Row>| {
        let mut sheet = empty.emptied();
        events::write::coverage(&rows, &mut sheet);
        sheet
    };
    let (coverage, found, described) = events::coverage::of_events(&tables, &facts, &events, written);
    drop(facts);
    // Actors that no gazetteer names are actors of the comparison like any other.
    let mentions = events::write::mentions(&tables, &found, Format::Csv);
    let actors = events::write::actors(&tables, &found, Format::Csv);
    let descriptions = events::descriptions::table(&tables, &events, &described, Format::Csv);
    let write = || -> anyhow::Result<()> {
        folder.sheets(&table, &coverage)?;
        folder.sheet(&schema::descriptions(), &descriptions)?;
        append(path, &schema::mentions(), &mentions)?;
        append(path, &schema::actors(), &[actors])
    };
    let (done, ()) = rayon::join(write, || tables.add_mentions(&found));
    done?;
    drop((coverage, found, mentions, described));
    tell_absent(setup, &tables, watch);
    watch.stage("coverage");
    signals::go_on()?;
    let settings = CompareSettings { seed: setup.config.seed, bootstrap: setup.config.bootstrap as usize, ..CompareSettings::default() };
    let comparison = compare(&tables, &events, &settings);
    watch.stage("compare");
    signals::go_on()?;
    Ok((tables, events, comparison))
}

/// Writes sides into actors.csv, in the place of those that are there.
fn resided(folder: &Path, sides: &[(String, String)]) -> anyhow::Result<()> {
    let path = folder.join("actors.csv");
    // Old runs have none.
    if !path.is_file() {
        return Ok(());
    }
    let context = || format!("{}: cannot be written anew", path.display());
    let mut reader = csv::Reader::from_path(&path).with_context(context)?;
    let table = schema::actors();
    let mut sheet = Sheet::new(&table, Format::Csv);
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).with_context(context)? {
        let cell = |at: usize| crate::tables::sheet::unguard(row.get(at).unwrap_or(""));
        (0..4).for_each(|at| sheet.text(cell(at)));
        sheet.text(sides.iter().find(|(actor, _)| actor == cell(0)).map_or("", |(_, side)| side));
        sheet.end();
    }
    let before = std::fs::read(&path).with_context(context)?;
    let mark = before.strip_prefix("\u{FEFF}".as_bytes()).map_or("", |_| "\u{FEFF}");
    let bytes = [mark.as_bytes(), &Sheet::header(&table, Format::Csv), &sheet.bytes].concat();
    std::fs::write(&path, bytes).with_context(context)
}

/// Says which actors of the user's sides are known to nobody: most often their ids are misspelt.
fn tell_absent(setup: &Setup, tables: &RunTables, watch: &Watch) {
    let listed: Vec<&str> = setup.engine.actors.actors.iter().map(|a| a.id.as_str()).collect();
    for (side, ids) in &setup.config.sides {
        for id in ids.iter().filter(|id| tables.symbols.find(id).is_none() && !listed.contains(&id.as_str())) {
            let near = crate::matcher::pattern::nearest(id, listed.iter().copied()).map_or(String::new(), |n| format!("; did you mean \"{n}\"?"));
            watch.say(&format!("side \"{side}\": no article names an actor \"{id}\"{near}"));
        }
    }
}

/// Puts more rows behind those of a table that is there.
fn append(folder: &Path, table: &Table, sheets: &[Sheet]) -> anyhow::Result<()> {
    let path = folder.join(format!("{}.csv", table.name));
    if sheets.iter().all(|s| s.rows == 0) || !path.is_file() {
        return Ok(());
    }
    let context = || format!("{}: cannot be written", path.display());
    let file = std::fs::OpenOptions::new().append(true).open(&path).with_context(context)?;
    let mut file = BufWriter::with_capacity(1 << 18, file);
    sheets.iter().try_for_each(|sheet| file.write_all(&sheet.bytes)).and_then(|()| file.flush()).with_context(context)
}

fn one_table(comparison: &Comparison, name: &str, format: TableFormat) -> anyhow::Result<String> {
    let format = shaping::streamed(format)?;
    // `articles` is what --table says when nothing was said.
    let bytes = comparison.table(if name == "articles" { "contrasts" } else { name }, format)?;
    String::from_utf8(bytes).context("a table is UTF-8")
}
