//! A comparison's tables, written.

use super::Comparison;
use super::agency::AgencySummary;
use super::contrasts::Contrast;
use super::labels::{Label, Naming};
use super::measures::Measure;
use super::robustness::Robustness;
use super::sides::SideRow;
use super::sources::Source;
use super::trends::Trend;
use crate::output::folder::RunFolder;
use crate::tables::{Format, Sheet, Table, schema};
use anyhow::Context;
use rayon::prelude::*;
use std::io::Write;

/// Rows that one thread writes at a time.
const ROWS: usize = 4096;

/// Numbers that do not exist leave an empty cell.
fn some(number: f64) -> Option<f64> {
    (!number.is_nan()).then_some(number)
}

/// Numbers with their texts: "was shot down (3)".
fn numbered(list: &[(String, u64)]) -> Vec<String> {
    list.iter().map(|(text, n)| format!("{text} ({n})")).collect()
}

/// What is done with each table: its rows may be many, so none is held whole as bytes but where that is asked for.
trait Put {
    fn put<T: Sync>(&mut self, table: Table, rows: &[T], write: fn(&T, &mut Sheet)) -> anyhow::Result<()>;
}

impl Put for RunFolder {
    fn put<T: Sync>(&mut self, table: Table, rows: &[T], write: fn(&T, &mut Sheet)) -> anyhow::Result<()> {
        let mut file = self.table(&table, Format::Csv)?;
        let context = || format!("{}.csv: cannot be written", table.name);
        for group in rows.chunks(ROWS * 2 * rayon::current_num_threads().max(1)) {
            for sheet in sheets(&table, group, write, Format::Csv) {
                file.write_all(&sheet.bytes).with_context(context)?;
            }
        }
        file.flush().with_context(context)
    }
}

/// One table, as bytes.
struct One<'n> {
    name: &'n str,
    format: Format,
    found: Option<Vec<u8>>,
    names: Vec<&'static str>,
}

impl Put for One<'_> {
    fn put<T: Sync>(&mut self, table: Table, rows: &[T], write: fn(&T, &mut Sheet)) -> anyhow::Result<()> {
        self.names.push(table.name);
        if table.name == self.name {
            let mut bytes = Sheet::header(&table, self.format);
            for sheet in sheets(&table, rows, write, self.format) {
                bytes.extend_from_slice(&sheet.bytes);
            }
            self.found = Some(bytes);
        }
        Ok(())
    }
}

fn sheets<T: Sync>(table: &Table, rows: &[T], write: fn(&T, &mut Sheet), format: Format) -> Vec<Sheet> {
    let sheet = |rows: &[T]| {
        let mut sheet = Sheet::new(table, format);
        for row in rows {
            write(row, &mut sheet);
        }
        sheet
    };
    rows.par_chunks(ROWS).map(sheet).collect()
}

impl Comparison {
    fn put(&self, to: &mut impl Put) -> anyhow::Result<()> {
        to.put(schema::labels(), &self.labels, label)?;
        to.put(schema::naming(), &self.naming, naming)?;
        to.put(schema::contrasts(), &self.contrasts, contrast)?;
        to.put(schema::sources(), &self.sources, source)?;
        to.put(schema::sides(), &self.sides, side)?;
        to.put(schema::agency_summary(), &self.agency, agency)?;
        to.put(schema::trends(), &self.trends, trend)?;
        to.put(schema::robustness(), &self.robustness, robustness)
    }

    /// One table as bytes, its header with it.
    ///
    /// # Errors
    /// There is no such table; the message names those there are.
    pub fn table(&self, name: &str, format: Format) -> anyhow::Result<Vec<u8>> {
        let mut one = One { name, format, found: None, names: Vec::new() };
        self.put(&mut one)?;
        one.found.with_context(|| format!("there is no table \"{name}\"; the tables of compare are {}", one.names.join(", ")))
    }

    /// Writes all tables but articles.csv, whose rows are score's, in the threads of the rayon pool it is called in.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write(&self, folder: &mut RunFolder) -> anyhow::Result<()> {
        self.put(folder)
    }
}

fn label(row: &Label, sheet: &mut Sheet) {
    sheet.text(&row.event);
    sheet.text(&row.actor);
    sheet.text(&row.outlet);
    sheet.text(&row.label);
    sheet.integer(row.valence.into());
    for n in [row.n_own, row.n_attributed, row.n_quoted, row.n_headline] {
        sheet.integer(n as i64);
    }
    sheet.float(some(row.share_own), 4);
    sheet.float(some(row.adj_resid), 3);
    sheet.float(some(row.actor_p), 4);
    sheet.float(some(row.actor_q), 4);
    sheet.end();
}

fn naming(row: &Naming, sheet: &mut Sheet) {
    sheet.text(&row.event);
    sheet.text(&row.actor);
    sheet.text(&row.surface_form);
    sheet.text(row.class);
    sheet.text(&row.outlet);
    sheet.integer(row.n as i64);
    sheet.float(some(row.share), 4);
    sheet.end();
}

fn contrast(row: &Contrast, sheet: &mut Sheet) {
    sheet.text(&row.event);
    sheet.text(row.measure.name());
    sheet.text(&row.term);
    sheet.text(&row.category);
    sheet.text(&row.outlet_a);
    sheet.integer(row.count_a);
    sheet.integer(row.words_a as i64);
    sheet.text(&row.outlet_b);
    sheet.integer(row.count_b);
    sheet.integer(row.words_b as i64);
    sheet.float(some(row.ratio), 4);
    sheet.float(some(row.lo), 4);
    sheet.float(some(row.hi), 4);
    sheet.float(some(row.log_odds).filter(|_| row.measure == Measure::Term), 4);
    sheet.float(some(row.z), 3);
    sheet.float(some(row.p), 6);
    sheet.float(some(row.q), 6);
    sheet.text(row.verdict.name());
    sheet.text(&row.drivers);
    sheet.end();
}

fn source(row: &Source, sheet: &mut Sheet) {
    sheet.text(&row.event);
    sheet.text(&row.outlet);
    sheet.text(&row.kind);
    sheet.text(&row.actor);
    for n in [row.speakers, row.direct, row.indirect, row.words] {
        sheet.integer(n as i64);
    }
    sheet.float(some(row.share), 4);
    sheet.text(&row.side);
    sheet.end();
}

fn side(row: &SideRow, sheet: &mut Sheet) {
    sheet.text(&row.event);
    sheet.text(&row.side);
    sheet.text(&row.outlet);
    let c = &row.counts;
    for n in [c.mentions, c.negative, c.positive, c.against, c.for_it, c.speeches, c.words] {
        sheet.integer(n as i64);
    }
    sheet.float(some(row.share), 4);
    for n in [c.harmed, c.doer_named, c.does] {
        sheet.integer(n as i64);
    }
    sheet.end();
}

fn agency(row: &AgencySummary, sheet: &mut Sheet) {
    sheet.text(&row.event);
    sheet.text(&row.victim);
    sheet.text(&row.outlet);
    sheet.integer(row.harm_events as i64);
    sheet.integer(row.named as i64);
    for n in row.constructions {
        sheet.integer(n as i64);
    }
    sheet.float(some(row.unnamed_share), 4);
    sheet.float(some(row.interval.lo), 4);
    sheet.float(some(row.interval.hi), 4);
    sheet.float(some(row.fisher_p), 6);
    sheet.list(&numbered(&row.verbs));
    sheet.end();
}

fn trend(row: &Trend, sheet: &mut Sheet) {
    sheet.text(&row.outlet);
    sheet.text(&row.month);
    for n in [row.articles, row.words, row.loaded_own] {
        sheet.integer(n as i64);
    }
    sheet.float(some(row.rate), 4);
    sheet.float(some(row.interval.lo), 4);
    sheet.float(some(row.interval.hi), 4);
    sheet.end();
}

fn robustness(row: &Robustness, sheet: &mut Sheet) {
    sheet.text(&row.event);
    sheet.text(row.kind);
    sheet.integer(row.variants as i64);
    sheet.integer(row.stands as i64);
    sheet.float(some(row.share), 4);
    sheet.list(&row.overturned_by);
    sheet.list(&row.order);
    sheet.text(if row.order_stands { "true" } else { "false" });
    sheet.end();
}
