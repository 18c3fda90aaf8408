//! `--format`, `--partition` and `--xlsx`: from what was typed to the shape of a run's tables.

use super::args::{Common, PartitionBy, TableFormat};
use crate::output::partition::By;
use crate::output::shape::{Kept, Shape, Turned, shape};
use crate::tables::Format;
use anyhow::bail;
use std::path::Path;

/// Tells what cannot be done before anything is read.
///
/// # Errors
/// Options that want a folder, without one.
pub fn check(common: &Common) -> anyhow::Result<()> {
    let into_a_folder =
        [(common.partition.is_some(), "--partition"), (common.xlsx, "--xlsx"), (common.format == Some(TableFormat::Parquet), "--format parquet")];
    if let (Some((_, option)), None) = (into_a_folder.iter().find(|(asked, _)| *asked), &common.out) {
        bail!("{option} writes files; name a folder with --out");
    }
    if common.blind && common.out.is_none() {
        bail!("--blind hides outlets in tables and report; it wants --out");
    }
    if common.resume && common.out.is_none() {
        bail!("--resume goes on with a folder; it wants --out");
    }
    Ok(())
}

/// The format of the table that goes to standard output.
///
/// # Errors
/// Parquet, which is no stream.
pub fn streamed(format: TableFormat) -> anyhow::Result<Format> {
    Ok(match format {
        TableFormat::Csv => Format::Csv,
        TableFormat::Jsonl => Format::Jsonl,
        TableFormat::Parquet => bail!("--format parquet writes files; name a folder with --out"),
    })
}

/// Gives the tables of a folder that is being written the shape that was asked for.
///
/// # Errors
/// When a table cannot be read or written.
pub fn apply(folder: &Path, common: &Common) -> anyhow::Result<Turned> {
    let wanted = Shape {
        format: common.format.map(|f| match f {
            TableFormat::Csv => Kept::Csv,
            TableFormat::Jsonl => Kept::Jsonl,
            TableFormat::Parquet => Kept::Parquet,
        }),
        partition: common.partition.map(|by| match by {
            PartitionBy::Outlet => By::Outlet,
            PartitionBy::Month => By::Month,
        }),
        workbook: common.xlsx,
        bom: common.bom,
    };
    let turned = shape(folder, &wanted)?;
    if !common.quiet {
        for note in &turned.notes {
            eprintln!("slantwise: {note}");
        }
    }
    Ok(turned)
}
