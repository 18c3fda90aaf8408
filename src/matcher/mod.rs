//! Finding: one phrase trie over word ids for everything that is looked up, and the check of what a trie cannot say.

pub mod condition;
pub mod mentioned;
pub mod pattern;
pub mod trie;
pub mod verify;

pub use condition::Condition;
pub use mentioned::{Later, Mentioned, Tells, Told};
pub use pattern::{Element, Parser, PatternError, Position, Special};
pub use trie::{Trie, TrieBuilder};
pub use verify::{Found, Scene};
