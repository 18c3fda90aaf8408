//! A workbook of a run: a sheet a table, its header frozen, written row by row.

use super::shape::{Written, text};
use crate::tables::schema::{self, Kind};
use anyhow::Context;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook};
use std::path::{Path, PathBuf};

/// Tables that only programs read.
const LEFT_OUT: [&str; 1] = ["facts"];
/// Rows of a sheet below its header, and characters of a cell, at most: Excel has no more.
const MOST_ROWS: u64 = 1_048_575;
const MOST_CHARACTERS: usize = 32_767;

/// Writes the tables; what had to be left out is told, on the first sheet and in the answer.
///
/// # Errors
/// When a table cannot be read, or the workbook not written.
pub fn write(tables: &[PathBuf], to: &Path) -> anyhow::Result<Vec<String>> {
    let context = || format!("{}: cannot be written", to.display());
    let known = schema::all();
    let mut book = Workbook::new();
    // The day is fixed, so that the same run gives the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1).with_context(context)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&day).set_comment("Made by slantwise; counts of wording, not verdicts."));
    if let Some(folder) = to.parent() {
        book.set_tempdir(folder).with_context(context)?;
    }
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    let mut about: Vec<(String, &str, u64, u64, u64)> = Vec::new();
    book.add_worksheet().set_name("about").with_context(context)?;
    for path in tables {
        let name = path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let mut rows = Written::open(path)?;
        let columns = rows.columns(&name, &known);
        let sheet = book.add_worksheet_with_constant_memory().with_context(context)?;
        sheet.set_name(&name).with_context(context)?;
        sheet.set_freeze_panes(1, 0).with_context(context)?;
        for (at, (column, kind)) in columns.iter().enumerate() {
            let width = if *kind == Kind::Text { 18 } else { column.len().clamp(8, 18) };
            sheet.set_column_width(at as u16, width as f64).with_context(context)?;
            sheet.write_string_with_format(0, at as u16, column, &head).with_context(context)?;
        }
        let (mut written, mut left, mut cut) = (0u64, 0u64, 0u64);
        while let Some(row) = rows.next()? {
            if written == MOST_ROWS {
                left += 1;
                continue;
            }
            written += 1;
            for (at, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let (line, column) = (written as u32, at as u16);
                let number = columns.get(at).filter(|(_, kind)| *kind != Kind::Text).and_then(|_| std::str::from_utf8(cell).ok()?.parse::<f64>().ok());
                match number {
                    Some(number) => sheet.write_number(line, column, number).with_context(context)?,
                    None => {
                        let text = text(cell);
                        let whole = text.encode_utf16().count() <= MOST_CHARACTERS;
                        cut += u64::from(!whole);
                        let shown = if whole { text.into_owned() } else { text.chars().take(MOST_CHARACTERS / 2 - 1).chain(['…']).collect() };
                        sheet.write_string(line, column, shown).with_context(context)?
                    }
                };
            }
        }
        if !columns.is_empty() {
            sheet.autofilter(0, 0, written as u32, columns.len() as u16 - 1).with_context(context)?;
        }
        let row = known.iter().find(|t| t.name == name).map_or("", |t| t.row);
        about.push((name, row, written, left, cut));
    }
    let sheet = book.worksheet_from_name("about").with_context(context)?;
    sheet.set_freeze_panes(1, 0).with_context(context)?;
    for (at, (title, width)) in [("sheet", 18.0), ("a row is", 50.0), ("rows", 12.0), ("rows left out", 14.0), ("cells cut", 12.0)].into_iter().enumerate() {
        sheet.set_column_width(at as u16, width).with_context(context)?;
        sheet.write_string_with_format(0, at as u16, title, &head).with_context(context)?;
    }
    let mut notes = Vec::new();
    for (at, (name, row, written, left, cut)) in about.iter().enumerate() {
        let line = at as u32 + 1;
        sheet.write_string(line, 0, name).with_context(context)?;
        sheet.write_string(line, 1, *row).with_context(context)?;
        for (column, n) in [(2u16, *written), (3, *left), (4, *cut)] {
            sheet.write_number(line, column, n as f64).with_context(context)?;
        }
        if *left > 0 {
            notes.push(format!("tables.xlsx: {name} has {} rows, and a sheet holds {MOST_ROWS}; the rest is in the table itself", written + left));
        }
    }
    book.save(to).with_context(context)?;
    Ok(notes)
}
