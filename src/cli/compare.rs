//! `slantwise compare`: score, then compare outlets event by event.

use super::Status;
use super::args::CompareArgs;
use super::setup::setup;
use crate::events::{self, UserEvents};
use crate::facts::Facts;
use crate::read::Inputs;
use crate::tables::read::RunTables;
use crate::tables::{Format, Sheet, schema};
use anyhow::{Context, bail};
use std::path::Path;

/// Runs the command.
pub fn main(args: &CompareArgs) -> anyhow::Result<Status> {
    let setup = setup(&args.common)?;
    let mut inputs = Inputs::open(&args.inputs, &setup.read)?;
    let Some(out) = &args.common.out else { bail!("compare needs --out for now") };
    super::score::to_folder(&setup, &mut inputs, &args.common, out)?;
    link(out, args.events.as_deref(), setup.threads)?;
    Ok(Status::Done)
}

/// Links the articles of a score run's folder and writes what comes of it there.
fn link(folder: &Path, file: Option<&Path>, threads: usize) -> anyhow::Result<()> {
    let tables = RunTables::read(&[folder])?;
    let facts = Facts::read(&[folder], &tables)?;
    let user = file.map(UserEvents::read).transpose()?.unwrap_or_default();
    let linked = events::link(&tables, &facts, &events::Options { user, threads, ..events::Options::default() });
    let write = |table: crate::tables::Table, sheet: Sheet| {
        let path = folder.join(format!("{}.csv", table.name));
        let bytes = [Sheet::header(&table, Format::Csv), sheet.bytes].concat();
        std::fs::write(&path, bytes).with_context(|| format!("{}: cannot be written", path.display()))
    };
    write(schema::events(), events::write::events(&tables, &linked, Format::Csv))?;
    write(schema::coverage(), events::write::coverage(&events::coverage::coverage(&tables, &facts, &linked), Format::Csv))?;
    let found = events::write::mentions(&tables, &events::discover::mentions(&tables, &facts, &linked), Format::Csv);
    let path = folder.join("mentions.csv");
    let context = || format!("{}: cannot be written", path.display());
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).with_context(context)?;
    std::io::Write::write_all(&mut file, &found.bytes).with_context(context)
}
