//! What a run leaves behind: a folder of tables that appears whole or not at all.

pub mod folder;
pub mod growing;
pub mod journal;
pub mod manifest;
#[cfg(feature = "parquet")]
mod parquet;
pub mod partition;
pub mod shape;
#[cfg(feature = "xlsx")]
mod workbook;
