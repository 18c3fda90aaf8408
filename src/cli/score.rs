//! `slantwise score`: tables in a folder, one table on standard output, or a summary on the terminal.

use super::args::{Common, ScoreArgs, TableFormat};
use super::setup::{Counted, Setup, input_parts, setup};
use super::terminal;
use super::{Status, shaping};
use crate::engine::{Analysis, Engine, Scratch};
use crate::output::folder::RunFolder;
use crate::read::{Inputs, Reject};
use crate::record::Record;
use crate::report::{self, ArticleText, ReportOptions, TextStore};
use crate::score::counts::Counts;
use crate::score::rows::{Wanted, tables};
use crate::score::run::{Done, run};
use crate::tables::{Format, Sheet};
use anyhow::{Context, bail};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Runs the command.
pub fn main(args: &ScoreArgs) -> anyhow::Result<Status> {
    if args.common.blind && args.common.out.is_none() {
        bail!("--blind hides outlets in tables and report; it wants --out");
    }
    shaping::check(&args.common)?;
    let setup = setup(&args.common)?;
    let mut inputs = Inputs::open(&args.inputs, setup.read.clone())?;
    match (&args.common.out, args.common.format) {
        (Some(out), _) => {
            let begun = Instant::now();
            let mut folder = RunFolder::begin(out, args.common.bom)?;
            let cap = ReportOptions::default().cap();
            let spool = if args.common.no_text { 0 } else { cap };
            let (counted, store) = into(&setup, &mut inputs, &args.common, &mut folder, spool)?;
            if counted.articles as usize <= cap {
                let options = ReportOptions {
                    no_text: args.common.no_text,
                    blind: args.common.blind,
                    single: true,
                    figures: args.common.figures.clone(),
                    ..ReportOptions::default()
                };
                report::write(folder.path(), Some(&mut store.finish()?), &options, folder.path())?;
            } else if !args.common.quiet {
                eprintln!("slantwise: no report.html for more than {cap} articles; compare writes one");
            }
            let turned = shaping::apply(folder.path(), &args.common)?;
            folder.file("manifest.json", setup.manifest("score", args, input_parts(&inputs), &counted)?.to_json().as_bytes())?;
            folder.file("timings.json", timings(begun, &counted).as_bytes())?;
            turned.clear()?;
            folder.finish()?;
            open_report(out, &args.common)?;
            Ok(finish(&counted, &args.common))
        }
        (None, Some(format)) => to_stdout(&setup, &mut inputs, &args.common, format),
        (None, None) => {
            let (seen, rejects) = look(&setup, &mut inputs)?;
            let screen = terminal::Screen::detect();
            let text =
                terminal::what_was_read(&seen, screen) + &terminal::scores(&seen, screen) + &terminal::sentences(&seen, screen) + &terminal::caveat(screen);
            print(&text)?;
            for reject in &rejects {
                tell_reject(reject);
            }
            Ok(if !rejects.is_empty() && args.common.strict { Status::Failed } else { Status::Done })
        }
    }
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

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe))
}

/// The reason of a reject without its particulars.
fn kind_of(reason: &crate::read::Reason) -> String {
    let debug = format!("{reason:?}");
    debug.split(['(', ' ', '{']).next().unwrap_or("").to_owned()
}

/// Says on standard error what the reader noticed.
pub fn tell_notices(inputs: &mut Inputs, common: &Common) {
    for notice in inputs.take_notices() {
        if !common.quiet {
            eprintln!("slantwise: {notice}");
        }
    }
}

/// Says on standard error what could not be read.
pub fn tell_reject(reject: &Reject) {
    match reject.line {
        Some(line) => eprintln!("slantwise: {}:{line}: {}", reject.input, reject.reason),
        None => eprintln!("slantwise: {}: {}", reject.input, reject.reason),
    }
}

fn finish(counted: &Counted, common: &Common) -> Status {
    let rejects = counted.rejected();
    if rejects > 0 {
        eprintln!("slantwise: {rejects} records could not be read; see rejects.csv");
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

/// timings.json: what no hash covers.
pub fn timings(begun: Instant, counted: &Counted) -> String {
    let seconds = begun.elapsed().as_secs_f64();
    format!("{{\n  \"seconds\": {seconds:.3},\n  \"articles_per_second\": {:.1}\n}}\n", counted.articles as f64 / seconds.max(1e-9))
}

/// Scores into a folder that is being written.
///
/// `spool` is the most texts kept for the report.
pub fn into(setup: &Setup, inputs: &mut Inputs, common: &Common, folder: &mut RunFolder, spool: usize) -> anyhow::Result<(Counted, TextStore)> {
    let shown = folder.path().display().to_string();
    let wanted = Wanted { no_text: common.no_text, ..Wanted::all(common.explain || common.exclusions.is_some()) };
    codebook(setup, folder)?;
    let categories: Vec<String> = setup.engine.lexicons.categories.iter().map(|c| c.id.clone()).collect();
    let [articles, hits, quotes, mentions, agency, facts, dropped] = tables(&categories, &setup.read.keep);
    let mut files = Vec::new();
    for table in [&articles, &hits, &quotes, &mentions, &agency, &facts] {
        files.push(folder.table(table, Format::Csv)?);
    }
    if wanted.dropped {
        files.push(folder.table(&dropped, Format::Csv)?);
    }
    let authority_table = crate::tables::schema::authorities();
    let mut authorities = if setup.engine.packs.is_empty() { None } else { Some(folder.table(&authority_table, Format::Csv)?) };
    let reject_table = crate::tables::schema::rejects();
    let mut reject_sheet = Sheet::new(&reject_table, Format::Csv);
    let mut counted = Counted::default();
    let mut store = TextStore::new()?;
    let seen = std::sync::atomic::AtomicUsize::new(0);
    // Texts go beside the tables, to where the report finds them, and only as many as it can show.
    let keep = |_: &Engine, record: &Record<'_>, scratch: &Scratch, _: &Analysis, _: &Counts| {
        (spool > 0 && seen.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < spool).then(|| {
            let mut text = ArticleText::of(record, scratch);
            if common.blind {
                text.id = crate::compare::blind::id(setup.config.seed, &text.id);
            }
            text
        })
    };
    run::<ArticleText, anyhow::Error>(&setup.engine, inputs, wanted, Format::Csv, setup.threads, &keep, |done: Done<ArticleText>| {
        for article in &done.views {
            store.add(article)?;
        }
        let sheets = [
            &done.sheets.articles,
            &done.sheets.hits,
            &done.sheets.quotes,
            &done.sheets.mentions,
            &done.sheets.agency,
            &done.sheets.facts,
            &done.sheets.dropped,
        ];
        for (file, sheet) in files.iter_mut().zip(sheets) {
            file.write_all(&sheet.bytes).with_context(|| format!("{shown}: cannot be written"))?;
        }
        if let Some(file) = &mut authorities {
            file.write_all(&done.sheets.authorities.bytes).with_context(|| format!("{shown}: cannot be written"))?;
        }
        counted.articles += done.articles;
        for reject in &done.rejects {
            reject_sheet.text(&reject.input);
            match reject.line {
                Some(line) => reject_sheet.integer(line as i64),
                None => reject_sheet.empty(),
            }
            reject_sheet.text(&reject.reason.to_string());
            reject_sheet.text(&reject.excerpt);
            reject_sheet.end();
            *counted.rejects.entry(kind_of(&reject.reason)).or_default() += 1;
        }
        Ok(())
    })?;
    if common.blind {
        let names = ["articles", "hits", "quotes", "mentions", "agency", "facts", "dropped", "authorities"];
        for file in files.iter_mut().chain(authorities.as_mut()) {
            file.flush().with_context(|| format!("{shown}: cannot be written"))?;
        }
        crate::compare::blind::hide(folder.path(), &names, setup.config.seed)?;
    }
    for mut file in files.into_iter().chain(authorities) {
        file.flush().with_context(|| format!("{shown}: cannot be written"))?;
    }
    if counted.rejected() > 0 {
        let mut file = folder.table(&reject_table, Format::Csv)?;
        file.write_all(&reject_sheet.bytes)?;
        file.flush()?;
    }
    tell_notices(inputs, common);
    Ok((counted, store))
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
    let table = crate::tables::schema::lexicons();
    let mut sheet = Sheet::new(&table, Format::Csv);
    for source in &setup.sources {
        sheet.text(source.file.id.get_ref());
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
    let mut count = 0;
    let write = || -> anyhow::Result<()> {
        if common.bom {
            out.write_all("\u{FEFF}".as_bytes())?;
        }
        out.write_all(&Sheet::header(table, format))?;
        drop(out);
        run::<(), anyhow::Error>(&setup.engine, inputs, wanted, format, setup.threads, &|_, _, _, _, _| None, |done: Done<()>| {
            let mut out = std::io::stdout().lock();
            let sheets = &done.sheets;
            let sheet = match name {
                "hits" => &sheets.hits,
                "quotes" => &sheets.quotes,
                "mentions" => &sheets.mentions,
                "agency" => &sheets.agency,
                "facts" => &sheets.facts,
                "dropped" => &sheets.dropped,
                _ => &sheets.articles,
            };
            out.write_all(&sheet.bytes)?;
            out.flush()?;
            for reject in &done.rejects {
                tell_reject(reject);
            }
            count += done.rejects.len() as u64;
            Ok(())
        })
    };
    match write() {
        Ok(()) => {}
        // Whoever reads has read enough.
        Err(error) if is_broken_pipe(&error) => return Ok(Status::Done),
        Err(error) => return Err(error).context("standard output"),
    }
    Ok(if count > 0 && common.strict { Status::Failed } else { Status::Done })
}
