//! Lexicons: files of loaded words as people write them, checked and compiled into patterns.

pub mod authority;
pub mod balance;
pub mod base;
pub mod card;
pub mod catalogue;
pub mod check;
pub mod compile;
pub mod concordance;
pub mod diff;
pub mod export;
pub mod file;
pub mod frozen;
pub mod guidance;
pub mod import;
pub mod load;
pub mod problem;
#[cfg(test)]
mod schema;
pub mod selftest;
pub mod sides;
pub mod source;
pub mod suggest;
mod wording;

pub use compile::{Category, Compiled, Entry, Family, Meta, Pattern};
pub use file::Strength;
pub use problem::{Broken, Problem, Severity};
pub use source::Source;

/// The built-in lexicons, compiled; see [`frozen`].
const IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicons.image"));
const BARE_IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.image"));
