//! `slantwise score`: tables in a folder, one table on standard output, or a summary on the terminal.

use super::args::{Common, ScoreArgs, TableFormat};
use super::reading::{is_broken_pipe, tell_notices};
use super::setup::{Counted, Setup, input_parts, setup};
use super::watch::{self, Watch};
use super::{Status, explain, finished, shaping, signals, terminal};
use crate::engine::{Analysis, Engine, Scratch};
use crate::marked::Article;
use crate::output::folder::{RunFolder, TEXTS, Unfit};
use crate::output::growing::chain;
use crate::output::journal::Begin;
use crate::read::{Ids, Inputs, ReadError, Reject};
use crate::record::Record;
use crate::report::{self, ArticleText, ReportOptions, TextStore};
use crate::score::counts::Counts;
use crate::score::rows::{Wanted, tables};
use crate::score::run::{Course, Done, run, run_from};
use crate::tables::sheet::unguard;
use crate::tables::{Format, Sheet, Table};
use anyhow::{Context, bail};
use rustc_hash::FxHashMap;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs the command.
pub fn main(args: &ScoreArgs) -> anyhow::Result<Status> {
    perform(args).or_else(|error| {
        watch::failure(&error, args.common.out.as_deref());
        Ok(Status::Failed)
    })
}

/// Runs the command; what fails is told by the caller.
pub fn perform(args: &ScoreArgs) -> anyhow::Result<Status> {
    shaping::check(&args.common)?;
    let mut watch = Watch::new(args.common.quiet);
    // At the end of the program the system takes all of it back at once; word by word it takes longer than to read a page.
    super::setup::warm_for(&args.inputs);
    let setup = std::mem::ManuallyDrop::new(setup(&args.common)?);
    watch.stage("setup");
    let mut inputs = Inputs::open(&args.inputs, setup.read.clone())?;
    match (&args.common.out, args.common.format) {
        (Some(out), _) => {
            let cap = ReportOptions::default().cap();
            let spool = if args.common.no_text { 0 } else { cap };
            let plan = Plan::new(&setup, &args.common, setup.run_of("score", args)?, &inputs, spool);
            if args.common.resume && finished::is_done(&setup, "score", args, out, &inputs, &watch)? {
                return Ok(Status::Done);
            }
            let mut folder = folder(out, &args.common, &watch)?;
            if folder.is_complete() {
                return put_in_place(folder, &plan, &watch);
            }
            let (counted, texts) = into(&setup, &mut inputs, &args.common, &mut folder, &plan, &mut watch)?;
            // The report tells of the manifest, so it comes first.
            folder.file("manifest.json", setup.manifest("score", args, input_parts(&inputs), &counted)?.to_json().as_bytes())?;
            if counted.articles as usize <= cap {
                let options = ReportOptions {
                    no_text: args.common.no_text,
                    blind: args.common.blind,
                    single: true,
                    figures: args.common.figures.clone(),
                    ..ReportOptions::default()
                };
                let texts = (plan.spool > 0).then(|| texts.finish_with(&folder.path().join(TEXTS))).transpose()?;
                report::write(folder.path(), texts.as_ref(), &options, folder.path())?;
                watch.stage("report");
            } else {
                watch.say(&format!("no report.html for more than {cap} articles; compare writes one"));
            }
            let turned = shaping::apply(folder.path(), &args.common)?;
            folder.file("timings.json", watch.timings().as_bytes())?;
            folder.finish(&turned.originals)?;
            watch.end(&counted.rejects);
            open_report(out, &args.common)?;
            Ok(finish(&counted, &args.common))
        }
        (None, Some(format)) => to_stdout(&setup, &mut inputs, &args.common, format),
        (None, None) if args.common.explain => explain_all(&setup, &mut inputs, &args.common),
        (None, None) => {
            let (seen, rejects) = look(&setup, &mut inputs)?;
            let screen = terminal::Screen::detect();
            let text = terminal::what_was_read(&seen) + &terminal::scores(&seen, screen) + &terminal::sentences(&seen, screen) + &terminal::caveat(screen);
            print(&text)?;
            for reject in &rejects {
                watch::reject(reject);
            }
            Ok(if !rejects.is_empty() && args.common.strict { Status::Failed } else { Status::Done })
        }
    }
}

/// Tells of each article, as it is done, what was made of every candidate.
fn explain_all(setup: &Setup, inputs: &mut Inputs, common: &Common) -> anyhow::Result<Status> {
    let screen = terminal::Screen::detect();
    let none = Wanted { articles: false, ..Wanted::only("articles").unwrap_or(Wanted::all(false)) };
    let (mut first, mut bad) = (true, 0u64);
    let told = run::<String, anyhow::Error>(
        &setup.engine,
        inputs,
        none,
        Format::Csv,
        setup.threads,
        &|engine, record, scratch, analysis, counts| Some(explain::explain(&Article::of(engine, record, scratch, analysis, counts), screen)),
        |done| {
            let mut out = std::io::stdout().lock();
            for text in &done.views {
                if !std::mem::take(&mut first) {
                    out.write_all(b"\n")?;
                }
                out.write_all(text.as_bytes())?;
            }
            out.flush()?;
            done.rejects.iter().for_each(watch::reject);
            bad += done.rejects.len() as u64;
            Ok(())
        },
    );
    match told {
        Ok(()) => print(&explain::legend(screen))?,
        Err(error) if is_broken_pipe(&error) => return Ok(Status::Done),
        Err(error) => return Err(error),
    }
    tell_notices(inputs, common);
    Ok(if bad > 0 && common.strict { Status::Failed } else { Status::Done })
}

/// Writes to standard output; a reader that has read enough is no error.
pub fn print(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error).context("standard output"),
        _ => Ok(()),
    }
}

/// Reads everything for a summary.
pub fn look(setup: &Setup, inputs: &mut Inputs) -> anyhow::Result<(Vec<terminal::Seen>, Vec<Reject>)> {
    let (mut seen, mut rejects) = (Vec::new(), Vec::new());
    let none = Wanted { articles: false, ..Wanted::only("articles").unwrap_or(Wanted::all(false)) };
    run::<terminal::Seen, anyhow::Error>(
        &setup.engine,
        inputs,
        none,
        Format::Csv,
        setup.threads,
        &|engine, record, scratch, analysis, counts| Some(terminal::see(engine, record, scratch, analysis, counts)),
        |done| {
            seen.extend(done.views);
            rejects.extend(done.rejects);
            Ok(())
        },
    )?;
    Ok((seen, rejects))
}

fn finish(counted: &Counted, common: &Common) -> Status {
    let rejects = counted.rejected();
    if rejects > 0 {
        watch::say(&format!("{rejects} records could not be read; see rejects.csv"));
        if common.strict {
            return Status::Failed;
        }
    }
    Status::Done
}

/// Opens the report in the browser, when that was asked for.
pub fn open_report(out: &Path, common: &Common) -> anyhow::Result<()> {
    if !common.open {
        return Ok(());
    }
    let page = out.join("report.html");
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    std::process::Command::new(program)
        .arg(&page)
        .spawn()
        .with_context(|| format!("{}: \"{program}\" does not open it; open the file yourself", page.display()))?;
    Ok(())
}

/// What a run into a folder writes while it scores.
pub struct Plan {
    wanted: Wanted,
    /// The tables that grow, in the order of [`Begin::files`].
    tables: Vec<Table>,
    /// First bytes of each file.
    heads: Vec<Vec<u8>>,
    begin: Begin,
    /// Most texts kept for the report.
    spool: usize,
}

impl Plan {
    /// `run`: what the run is, as the journal keeps it. `spool`: the most texts kept for the report.
    pub fn new(setup: &Setup, common: &Common, run: serde_json::Value, inputs: &Inputs, spool: usize) -> Self {
        let wanted = Wanted { no_text: common.no_text, ..Wanted::all(common.explain || common.exclusions.is_some()) };
        let categories: Vec<String> = setup.engine.lexicons.categories.iter().map(|c| c.id.clone()).collect();
        let mut all = Vec::from(tables(&categories, &setup.read.keep));
        all.retain(|t| t.name != "dropped" || wanted.dropped);
        if !setup.engine.packs.is_empty() {
            all.push(crate::tables::schema::authorities());
        }
        all.push(crate::tables::schema::rejects());
        let mut heads: Vec<Vec<u8>> = all
            .iter()
            .map(|table| {
                let mut head = if common.bom { "\u{FEFF}".as_bytes().to_vec() } else { Vec::new() };
                head.extend(Sheet::header(table, Format::Csv));
                head
            })
            .collect();
        let mut files: Vec<String> = all.iter().map(|t| format!("{}.csv", t.name)).collect();
        if spool > 0 {
            files.push(TEXTS.to_owned());
            heads.push(Vec::new());
        }
        let inputs = inputs.files().iter().map(|f| (f.name.clone(), f.bytes)).collect();
        Self { wanted, tables: all, heads, begin: Begin { run, inputs, files }, spool }
    }
}

/// The folder of a run; says what it found there.
pub fn folder(out: &Path, common: &Common, watch: &Watch) -> anyhow::Result<RunFolder> {
    if common.resume {
        return RunFolder::resume(out, common.bom);
    }
    let folder = RunFolder::begin(out, common.bom)?;
    if let Some(articles) = folder.replaced() {
        let done = watch::grouped(articles);
        watch.say(&format!("{}: an unfinished run is replaced ({done} articles were done; --resume would have gone on with it)", out.display()));
    }
    Ok(folder)
}

/// Ends a run of which only the folder's name was missing.
pub fn put_in_place(folder: RunFolder, plan: &Plan, watch: &Watch) -> anyhow::Result<Status> {
    folder.fits(&plan.begin)?;
    let done = folder.already_done();
    let superfluous = folder.superfluous();
    folder.finish(&superfluous)?;
    watch.say(&format!("{} articles were already done; nothing was left to do", watch::grouped(done)));
    Ok(Status::Done)
}

/// Scores into a folder that is being written, from where an earlier run was stopped.
pub fn into(
    setup: &Setup,
    inputs: &mut Inputs,
    common: &Common,
    folder: &mut RunFolder,
    plan: &Plan,
    watch: &mut Watch,
) -> anyhow::Result<(Counted, TextStore)> {
    codebook(setup, folder)?;
    let mut growing = folder.grow(&plan.begin, &plan.heads)?;
    let before = growing.done().clone();
    let mut counted = Counted { articles: before.articles, rejects: before.rejects.clone() };
    let number = |name: &str| plan.begin.files.iter().position(|f| f == name);
    let texts_at = number(TEXTS);
    let texts_size = texts_at.and_then(|at| before.files.get(at)).map_or(0, |m| m.bytes);
    let mut store = TextStore::taken_up(&folder.path().join(TEXTS), texts_size)?;
    let mut ids = Ids::default();
    if before.chunks > 0 {
        note_ids(&folder.path().join("articles.csv"), &mut ids)?;
    }
    if common.resume {
        watch.say(&format!("{} articles were already done", watch::grouped(before.articles)));
    }
    watch.start(inputs.files().len(), inputs.files().iter().map(|f| f.bytes).sum(), before.articles, counted.rejected());
    let seen = AtomicUsize::new(usize::try_from(before.articles).unwrap_or(usize::MAX));
    // Texts go beside the tables, to where the report finds them, and only as many as it can show.
    let keep = |_: &Engine, record: &Record<'_>, scratch: &Scratch, _: &Analysis, _: &Counts| {
        (plan.spool > 0 && seen.fetch_add(1, Ordering::Relaxed) < plan.spool).then(|| {
            let mut text = ArticleText::of(record, scratch);
            if common.blind {
                text.id = crate::compare::blind::id(setup.config.seed, &text.id);
            }
            text
        })
    };
    let reject_table = crate::tables::schema::rejects();
    let changed = || Unfit("the input has changed since, in what was done before; without --resume the run is begun anew".to_owned());
    let (mut passed, mut input) = (0, 0);
    let sink = |done: Done<ArticleText>| -> anyhow::Result<()> {
        if done.skipped {
            (passed, input) = (passed + 1, chain(input, done.fingerprint));
            if passed == before.chunks && input != before.input {
                return Err(changed().into());
            }
            watch.passed(done.upto);
            return Ok(());
        }
        let mut reject_sheet = Sheet::new(&reject_table, Format::Csv);
        for reject in &done.rejects {
            watch.reject(reject);
            push_reject(reject, &mut reject_sheet);
            *counted.rejects.entry(watch::kind_of(&reject.reason)).or_default() += 1;
        }
        for (at, table) in plan.tables.iter().enumerate() {
            let sheet = if table.name == "rejects" { &reject_sheet } else { done.sheets.get(table.name) };
            growing.write(at, &sheet.bytes)?;
        }
        if let Some(at) = texts_at {
            let lines = done.views.iter().map(|article| store.line(article)).collect::<anyhow::Result<Vec<_>>>()?;
            growing.write(at, &lines.concat())?;
        }
        done.ids.split_terminator('\0').for_each(|id| _ = ids.note(id));
        counted.articles += done.articles;
        growing.checkpoint(done.fingerprint, counted.articles, &counted.rejects)?;
        watch.done(done.articles, done.rejects.len() as u64, done.upto);
        Ok(())
    };
    let course = Course { skip: before.chunks, fingerprints: common.out.is_some(), stop: Some(signals::stop()) };
    let spent = run_from::<ArticleText, anyhow::Error>(&setup.engine, inputs, plan.wanted, Format::Csv, setup.threads, &keep, course, sink);
    watch.read();
    if let Some(ReadError::Changed { name, now, .. }) = spent.as_ref().err().and_then(|e| e.downcast_ref()) {
        growing.changed(name, *now)?;
    }
    folder.grown(growing);
    let spent = spent?;
    signals::go_on()?;
    if passed < before.chunks {
        return Err(changed().into());
    }
    watch.stage("score");
    [("reading", spent.read), ("working, all threads", spent.work), ("writing", spent.write)].into_iter().for_each(|(name, time)| watch.took(name, time));
    if common.blind {
        let names = ["articles", "hits", "quotes", "mentions", "agency", "facts", "dropped", "authorities"];
        folder.set_aside(&names)?;
        crate::compare::blind::hide(folder.path(), &names, setup.config.seed)?;
    }
    if counted.rejected() == 0 {
        folder.leave_out("rejects")?;
    }
    watch.notices(inputs.take_notices());
    watch.notices(ids.notice());
    Ok((counted, store))
}

fn push_reject(reject: &Reject, sheet: &mut Sheet) {
    sheet.text(&reject.input);
    match reject.line {
        Some(line) => sheet.integer(line as i64),
        None => sheet.empty(),
    }
    sheet.text(&reject.reason.to_string());
    sheet.text(&reject.excerpt);
    sheet.integer(i64::from(reject.ordinal.input));
    sheet.integer(reject.ordinal.number as i64);
    sheet.end();
}

/// Notes the ids of articles that were done before.
fn note_ids(articles: &Path, ids: &mut Ids) -> anyhow::Result<()> {
    let context = || format!("{}: cannot be read", articles.display());
    let mut reader = csv::Reader::from_path(articles).with_context(context)?;
    let mut row = csv::ByteRecord::new();
    while reader.read_byte_record(&mut row).with_context(context)? {
        ids.note(unguard(&String::from_utf8_lossy(row.get(0).unwrap_or_default())));
    }
    Ok(())
}

/// What a comparison must know of categories and lexicons, so that it never needs the lexicons themselves.
fn codebook(setup: &Setup, folder: &mut RunFolder) -> anyhow::Result<()> {
    let table = crate::tables::schema::categories();
    let mut sheet = Sheet::new(&table, Format::Csv);
    for category in &setup.engine.lexicons.categories {
        sheet.text(&category.id);
        sheet.text(match category.family {
            crate::lexicon::Family::Lexical => "lexical",
            crate::lexicon::Family::Attribution => "attribution",
            crate::lexicon::Family::Agency => "agency",
        });
        sheet.text(&category.title);
        sheet.text(&category.explanation);
        sheet.end();
    }
    folder.sheet(&table, &sheet)?;
    let table = crate::tables::schema::actors();
    let mut sheet = Sheet::new(&table, Format::Csv);
    let sides: FxHashMap<String, String> = setup.sides().into_iter().collect();
    for actor in &setup.engine.actors.actors {
        sheet.text(&actor.id);
        sheet.text(&actor.name);
        sheet.text(actor.kind.checked_sub(1).and_then(|k| crate::engine::ACTOR_KINDS.get(usize::from(k))).copied().unwrap_or(""));
        sheet.text("gazetteer");
        sheet.text(sides.get(&actor.id).map_or("", |side| side));
        sheet.end();
    }
    folder.sheet(&table, &sheet)?;
    let table = crate::tables::schema::lexicons();
    let mut sheet = Sheet::new(&table, Format::Csv);
    for source in &setup.sources {
        sheet.text(&source.id);
        sheet.text(&source.file.title);
        sheet.text(source.file.authority.as_deref().unwrap_or(""));
        sheet.end();
    }
    folder.sheet(&table, &sheet)
}

fn to_stdout(setup: &Setup, inputs: &mut Inputs, common: &Common, format: TableFormat) -> anyhow::Result<Status> {
    let format = shaping::streamed(format)?;
    let name = common.table.as_str();
    let Some(mut wanted) = Wanted::only(name) else {
        bail!("there is no table \"{name}\"; the tables of score are articles, hits, quotes, mentions, agency, dropped")
    };
    wanted.no_text = common.no_text;
    let categories: Vec<String> = setup.engine.lexicons.categories.iter().map(|c| c.id.clone()).collect();
    let all = tables(&categories, &setup.read.keep);
    let Some(table) = all.iter().find(|t| t.name == name) else { bail!("there is no table \"{name}\"") };
    let mut out = std::io::stdout().lock();
    let (mut count, mut ids) = (0, Ids::default());
    let write = || -> anyhow::Result<()> {
        if common.bom {
            out.write_all("\u{FEFF}".as_bytes())?;
        }
        out.write_all(&Sheet::header(table, format))?;
        drop(out);
        run::<(), anyhow::Error>(&setup.engine, inputs, wanted, format, setup.threads, &|_, _, _, _, _| None, |done: Done<()>| {
            let mut out = std::io::stdout().lock();
            // At once: whoever reads a pipe waits for it.
            out.write_all(&done.sheets.get(name).bytes)?;
            out.flush()?;
            done.rejects.iter().for_each(watch::reject);
            done.ids.split_terminator('\0').for_each(|id| _ = ids.note(id));
            count += done.rejects.len() as u64;
            Ok(())
        })
    };
    match write() {
        Ok(()) => {}
        // Whoever reads has read enough.
        Err(error) if is_broken_pipe(&error) => return Ok(Status::Done),
        Err(error) if error.downcast_ref::<std::io::Error>().is_some() => return Err(error).context("standard output"),
        Err(error) => return Err(error),
    }
    if !common.quiet {
        inputs.take_notices().into_iter().chain(ids.notice()).for_each(|notice| watch::say(&notice.to_string()));
    }
    Ok(if count > 0 && common.strict { Status::Failed } else { Status::Done })
}
