//! Actors: who an article is about. Gazetteers name them; mentions are the noun phrases that refer to them; targets
//! tie a loaded expression to the mention it is about.

pub mod compile;
pub mod file;
pub mod find;
pub mod load;
mod resolve;
pub mod target;

pub use compile::{Actor, Actors};
pub use find::{Article, Label, Mention, Work};
pub use load::ActorSource;
pub use target::targets;

#[cfg(test)]
mod tests;
