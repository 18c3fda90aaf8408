//! The rows of events.csv.

use super::Events;
use crate::tables::read::RunTables;
use crate::tables::{Format, Sheet, schema};

/// Every article's row with relation `same`, and those with `related` behind it, in the order of the tables.
pub fn events(tables: &RunTables, events: &Events, format: Format) -> Sheet {
    let mut sheet = Sheet::new(&schema::events(), format);
    for (row, assignment) in tables.articles.iter().zip(&events.of_article) {
        let original = assignment.duplicate_of.and_then(|n| tables.articles.get(n as usize)).map_or("", |a| a.id.as_str());
        sheet.text(&row.id);
        sheet.text(&assignment.event);
        sheet.text(assignment.source.name());
        sheet.float(assignment.link_score, 4);
        sheet.list(&assignment.shared_entities);
        match assignment.days_apart {
            Some(days) => sheet.integer(days),
            None => sheet.empty(),
        }
        sheet.text("same");
        sheet.text(&assignment.wire_source);
        sheet.text(original);
        sheet.end();
        for (other, score) in &assignment.related {
            sheet.text(&row.id);
            sheet.text(other);
            sheet.text("auto");
            sheet.float(Some(*score), 4);
            sheet.text("");
            sheet.empty();
            sheet.text("related");
            sheet.text("");
            sheet.text("");
            sheet.end();
        }
    }
    sheet
}
