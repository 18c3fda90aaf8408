//! Scoring a batch: chunks of records through the engine on all cores, rows out in the input's order.

pub mod counts;
pub mod exclusions;
pub mod hash;
pub mod ordered;
pub mod rows;
pub mod run;
