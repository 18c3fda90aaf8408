//! The tables a run writes: one schema for all formats, and the writers behind one small type.

pub mod blocks;
pub mod load;
pub mod read;
pub mod schema;
pub mod sheet;

pub use schema::{Column, Kind, Table};
pub use sheet::{Format, Sheet};
