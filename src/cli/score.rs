//! `slantwise score`: tables in a folder, one table on standard output, or a summary on the terminal.

use super::Status;
use super::args::{Common, ScoreArgs, TableFormat};
use super::setup::{Setup, setup};
use super::terminal;
use crate::output::folder::RunFolder;
use crate::report::{self, ArticleText, ReportOptions, TextStore};
use crate::read::{Inputs, Reject};
use crate::score::rows::{Wanted, tables};
use crate::score::run::{Done, run};
use crate::tables::{Format, Sheet};
use anyhow::{Context, bail};
use std::io::Write;
use std::path::Path;

/// Runs the command.
pub fn main(args: &ScoreArgs) -> anyhow::Result<Status> {
    let setup = setup(&args.common)?;
    let mut inputs = Inputs::open(&args.inputs, &setup.read)?;
    match (&args.common.out, args.common.format) {
        (Some(out), _) => {
            let rejects = to_folder(&setup, &mut inputs, &args.common, out)?;
            Ok(finish(rejects, &args.common))
        }
        (None, Some(format)) => to_stdout(&setup, &mut inputs, &args.common, format),
        (None, None) => {
            let (seen, rejects) = look(&setup, &mut inputs)?;
            let screen = terminal::Screen::detect();
            let text = terminal::what_was_read(&seen, screen) + &terminal::scores(&seen, screen) + &terminal::sentences(&seen, screen) + &terminal::caveat(screen);
            print(&text)?;
            for reject in &rejects {
                eprintln!("slantwise: {}:{}: {}", reject.input, reject.line, reject.reason);
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
        &setup.read,
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

fn finish(rejects: u64, common: &Common) -> Status {
    if rejects > 0 {
        eprintln!("slantwise: {rejects} records could not be read; see rejects.csv");
        if common.strict {
            return Status::Failed;
        }
    }
    Status::Done
}

/// Scores into a folder; the number of rejected records.
pub fn to_folder(setup: &Setup, inputs: &mut Inputs, common: &Common, out: &Path) -> anyhow::Result<u64> {
    let wanted = Wanted { no_text: common.no_text, ..Wanted::all(common.explain) };
    let categories: Vec<String> = setup.engine.lexicons.categories.iter().map(|c| c.id.clone()).collect();
    let [articles, hits, quotes, mentions, agency, dropped] = tables(&categories);
    let mut folder = RunFolder::begin(out, common.bom)?;
    let mut files = Vec::new();
    for table in [&articles, &hits, &quotes, &mentions, &agency] {
        files.push(folder.table(table, Format::Csv)?);
    }
    if common.explain {
        files.push(folder.table(&dropped, Format::Csv)?);
    }
    let reject_table = crate::tables::schema::rejects();
    let mut reject_sheet = Sheet::new(&reject_table, Format::Csv);
    let mut count = 0u64;
    let mut store = TextStore::new()?;
    let keep_text = !common.no_text;
    run::<ArticleText, anyhow::Error>(&setup.engine, inputs, &setup.read, wanted, Format::Csv, setup.threads, &|_, record, scratch, _, _| keep_text.then(|| ArticleText::of(record, scratch)), |done: Done<ArticleText>| {
        for article in &done.views {
            store.add(article)?;
        }
        let sheets = [&done.sheets.articles, &done.sheets.hits, &done.sheets.quotes, &done.sheets.mentions, &done.sheets.agency, &done.sheets.dropped];
        for (file, sheet) in files.iter_mut().zip(sheets) {
            file.write_all(&sheet.bytes).with_context(|| format!("{}: cannot be written", out.display()))?;
        }
        for reject in &done.rejects {
            reject_sheet.text(&reject.input);
            reject_sheet.integer(reject.line as i64);
            reject_sheet.text(&reject.reason);
            reject_sheet.text(&reject.excerpt);
            reject_sheet.end();
            count += 1;
        }
        Ok(())
    })?;
    for mut file in files {
        file.flush().with_context(|| format!("{}: cannot be written", out.display()))?;
    }
    if count > 0 {
        let mut file = folder.table(&reject_table, Format::Csv)?;
        file.write_all(&reject_sheet.bytes)?;
        file.flush()?;
    }
    let options = ReportOptions { no_text: common.no_text, blind: common.blind, single: true, ..ReportOptions::default() };
    report::write(folder.path(), Some(&mut store.finish()?), &options, folder.path())?;
    folder.finish()?;
    Ok(count)
}

fn to_stdout(setup: &Setup, inputs: &mut Inputs, common: &Common, format: TableFormat) -> anyhow::Result<Status> {
    let format = match format {
        TableFormat::Csv => Format::Csv,
        TableFormat::Jsonl => Format::Jsonl,
    };
    let name = common.table.as_str();
    let Some(mut wanted) = Wanted::only(name) else { bail!("there is no table \"{name}\"; the tables of score are articles, hits, quotes, mentions, agency, dropped") };
    wanted.no_text = common.no_text;
    let categories: Vec<String> = setup.engine.lexicons.categories.iter().map(|c| c.id.clone()).collect();
    let all = tables(&categories);
    let Some(table) = all.iter().find(|t| t.name == name) else { bail!("there is no table \"{name}\"") };
    let mut out = std::io::stdout().lock();
    let mut count = 0;
    let write = || -> std::io::Result<()> {
        if common.bom {
            out.write_all("\u{FEFF}".as_bytes())?;
        }
        out.write_all(&Sheet::header(table, format))?;
        drop(out);
        run::<(), std::io::Error>(&setup.engine, inputs, &setup.read, wanted, format, setup.threads, &|_, _, _, _, _| None, |done: Done<()>| {
            let mut out = std::io::stdout().lock();
            let sheets = &done.sheets;
            let sheet = match name {
                "hits" => &sheets.hits,
                "quotes" => &sheets.quotes,
                "mentions" => &sheets.mentions,
                "agency" => &sheets.agency,
                "dropped" => &sheets.dropped,
                _ => &sheets.articles,
            };
            out.write_all(&sheet.bytes)?;
            out.flush()?;
            for reject in &done.rejects {
                eprintln!("slantwise: {}:{}: {}", reject.input, reject.line, reject.reason);
            }
            count += done.rejects.len() as u64;
            Ok(())
        })
    };
    match write() {
        Ok(()) => {}
        // Whoever reads has read enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(Status::Done),
        Err(error) => return Err(error).context("standard output"),
    }
    Ok(if count > 0 && common.strict { Status::Failed } else { Status::Done })
}
