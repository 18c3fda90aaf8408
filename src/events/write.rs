//! The rows of events.csv and coverage.csv, and of mentions.csv for actors that linking found.

use super::Events;
use crate::tables::read::{RunTables, Sym};
use crate::tables::{Format, Sheet, schema};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

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

/// Rows of coverage.csv.
pub fn coverage(rows: &[super::coverage::Row], sheet: &mut Sheet) {
    for row in rows {
        sheet.text(&row.event);
        sheet.text(&row.item);
        sheet.text(row.kind.name());
        sheet.list(&row.with);
        sheet.list(&row.without);
        sheet.integer(i64::from(row.first_position));
        sheet.list(&row.evidence);
        sheet.text(row.finding.name());
        sheet.list(&row.excused);
        sheet.end();
    }
}

/// Discovered actors as rows of actors.csv, by id; each under the name it has most often.
pub fn actors(tables: &RunTables, found: &[super::discover::Mention], format: Format) -> Sheet {
    let mut seen: FxHashSet<Sym> = FxHashSet::default();
    let listed: FxHashSet<&str> = tables.mentions.iter().filter(|m| seen.insert(m.actor)).map(|m| tables.symbols.text(m.actor)).collect();
    let mut names: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for row in found.iter().filter(|r| !r.name.is_empty()) {
        *names.entry((&row.actor, &row.name)).or_default() += 1;
    }
    let mut names: Vec<((&str, &str), usize)> = names.into_iter().filter(|((actor, _), _)| !listed.contains(actor)).collect();
    names.sort_unstable_by(|((x, a), n), ((y, b), m)| x.cmp(y).then(m.cmp(n)).then(a.cmp(b)));
    names.dedup_by_key(|n| n.0.0);
    let mut sheet = Sheet::new(&schema::actors(), format);
    for ((id, name), _) in names {
        sheet.text(id);
        sheet.text(name);
        sheet.text("");
        sheet.text("discovery");
        sheet.text(tables.sides.iter().find(|(actor, _)| actor == id).map_or("", |(_, side)| side));
        sheet.end();
    }
    sheet
}

/// Mentions that one thread writes at a time.
const ROWS: usize = 8192;

/// Discovered actors as rows of mentions.csv, to stand behind those that `score` wrote, in several sheets.
pub fn mentions(tables: &RunTables, found: &[super::discover::Mention], format: Format) -> Vec<Sheet> {
    let empty = Sheet::new(&schema::mentions(), format);
    let sheet = |rows: &[super::discover::Mention]| {
        let mut sheet = empty.emptied();
        for row in rows {
            sheet.text(tables.articles.get(row.article as usize).map_or("", |a| a.id.as_str()));
            sheet.text(if row.title_field { "title" } else { "text" });
            sheet.integer(i64::from(row.start));
            sheet.integer(i64::from(row.end));
            sheet.text(&row.text);
            sheet.text(&row.actor);
            sheet.text(&row.text);
            sheet.integer(0);
            sheet.text(row.voice.name());
            sheet.text(row.section);
            sheet.text("false");
            sheet.text("discovery");
            sheet.end();
        }
        sheet
    };
    found.par_chunks(ROWS).map(sheet).collect()
}
