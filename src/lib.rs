//! slantwise marks the loaded words in news articles, says who says them and about whom, and shows how each outlet
//! frames the same event.
pub mod actors;
pub mod analysis;
pub mod cli;
pub mod engine;
pub mod lexicon;
pub mod matcher;
pub mod record;
pub mod rules;
pub mod text;
