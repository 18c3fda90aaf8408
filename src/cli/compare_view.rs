//! What a person reads of a comparison.
use super::terminal::Screen;
use crate::compare::Comparison;
use crate::events::Events;
use crate::tables::read::RunTables;
/// The summary.
pub fn view(_: &RunTables, _: &Events, _: &Comparison, _: Screen) -> String {
    String::new()
}
