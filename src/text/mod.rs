//! From characters to words and sentences: one token array that every later stage reads.
//!
//! Offsets are bytes into the document's own text; nothing here rewrites it. Code points are counted
//! once, at writing, by [`cursor::Cursor`].

pub mod background;
pub mod classes;
pub mod cursor;
pub mod fold;
pub mod inflect;
pub mod landmarks;
mod letters;
pub mod open;
pub mod pipeline;
pub mod scan;
pub mod sentence;
pub mod sparse;
pub mod token;
pub mod vocabulary;

pub use landmarks::{Landmarks, Runs};
pub use token::{Flags, Token};
pub use vocabulary::{Vocabulary, WordId};
