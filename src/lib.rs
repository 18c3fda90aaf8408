//! slantwise marks the loaded words in news articles, says who says them and about whom, and shows how each outlet
//! frames the same event.
//!
//! The way of an article: [`read`] → [`clean`] → [`text`] → `voice` → [`matcher`] → [`rules`] → hits ([`analysis`]) →
//! [`score`] → comparison → [`tables`] and report. [`engine`] joins the stages that need no I/O.
pub mod actors;
pub mod agency;
pub mod analysis;
pub mod check;
pub mod clean;
pub mod cli;
pub mod compare;
pub mod config;
pub mod engine;
pub mod evaluate;
pub mod events;
pub mod export;
pub mod facts;
pub mod lexicon;
pub mod lock;
pub mod lsp;
pub mod marked;
pub mod matcher;
pub mod output;
#[doc(hidden)]
pub mod probe;
pub mod read;
pub mod record;
pub mod report;
pub mod rules;
pub mod sample;
pub mod score;
pub mod stats;
pub mod tables;
pub mod text;
pub mod voice;
