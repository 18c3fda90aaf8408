//! A comparison's tables, written.

use super::Comparison;
use super::measures::Measure;
use crate::output::folder::RunFolder;
use crate::tables::{Format, Sheet, Table, schema};

/// Numbers that do not exist leave an empty cell.
fn some(number: f64) -> Option<f64> {
    (!number.is_nan()).then_some(number)
}

/// Numbers with their texts: "was shot down (3)".
fn numbered(list: &[(String, u64)]) -> Vec<String> {
    list.iter().map(|(text, n)| format!("{text} ({n})")).collect()
}

impl Comparison {
    /// The tables and their rows.
    pub fn sheets(&self, format: Format) -> Vec<(Table, Sheet)> {
        vec![
            self.label_sheet(format),
            self.naming_sheet(format),
            self.contrast_sheet(format),
            self.source_sheet(format),
            self.agency_sheet(format),
            self.trend_sheet(format),
            self.robustness_sheet(format),
        ]
    }

    /// Writes all tables but articles.csv, whose rows are score's.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write(&self, folder: &mut RunFolder) -> anyhow::Result<()> {
        for (table, sheet) in self.sheets(Format::Csv) {
            folder.sheet(&table, &sheet)?;
        }
        Ok(())
    }

    fn label_sheet(&self, format: Format) -> (Table, Sheet) {
        let table = schema::labels();
        let mut sheet = Sheet::new(&table, format);
        for row in &self.labels {
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
        (table, sheet)
    }

    fn naming_sheet(&self, format: Format) -> (Table, Sheet) {
        let table = schema::naming();
        let mut sheet = Sheet::new(&table, format);
        for row in &self.naming {
            sheet.text(&row.event);
            sheet.text(&row.actor);
            sheet.text(&row.surface_form);
            sheet.text(row.class);
            sheet.text(&row.outlet);
            sheet.integer(row.n as i64);
            sheet.float(some(row.share), 4);
            sheet.end();
        }
        (table, sheet)
    }

    fn contrast_sheet(&self, format: Format) -> (Table, Sheet) {
        let table = schema::contrasts();
        let mut sheet = Sheet::new(&table, format);
        for row in &self.contrasts {
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
        (table, sheet)
    }

    fn source_sheet(&self, format: Format) -> (Table, Sheet) {
        let table = schema::sources();
        let mut sheet = Sheet::new(&table, format);
        for row in &self.sources {
            sheet.text(&row.event);
            sheet.text(&row.outlet);
            sheet.text(&row.kind);
            sheet.text(&row.actor);
            for n in [row.speakers, row.direct, row.indirect, row.words] {
                sheet.integer(n as i64);
            }
            sheet.float(some(row.share), 4);
            sheet.end();
        }
        (table, sheet)
    }

    fn agency_sheet(&self, format: Format) -> (Table, Sheet) {
        let table = schema::agency_summary();
        let mut sheet = Sheet::new(&table, format);
        for row in &self.agency {
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
        (table, sheet)
    }

    fn trend_sheet(&self, format: Format) -> (Table, Sheet) {
        let table = schema::trends();
        let mut sheet = Sheet::new(&table, format);
        for row in &self.trends {
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
        (table, sheet)
    }

    fn robustness_sheet(&self, format: Format) -> (Table, Sheet) {
        let table = schema::robustness();
        let mut sheet = Sheet::new(&table, format);
        for row in &self.robustness {
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
        (table, sheet)
    }
}
