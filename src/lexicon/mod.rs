//! Lexicons: files of loaded words as people write them, checked and compiled into patterns.

pub mod authority;
pub mod check;
pub mod compile;
pub mod file;
pub mod import;
pub mod load;
pub mod problem;
pub mod selftest;

pub use compile::{Category, Compiled, Entry, Family, Meta, Pattern};
pub use file::Strength;
pub use load::Source;
pub use problem::{Broken, Problem, Severity};
