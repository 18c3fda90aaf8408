//! What can be typed: commands and options, as clap reads them.

use clap::{Args as ClapArgs, Parser, Subcommand};
use std::path::PathBuf;

/// Marks loaded words in news articles, says who says them and about whom, and compares how outlets frame the same event.
#[derive(Debug, Parser)]
#[command(name = "slantwise", version, about, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check, test, list, show and convert lexicons
    Lexicon(LexiconArgs),
}

/// `slantwise lexicon`.
#[derive(Debug, ClapArgs)]
pub struct LexiconArgs {
    #[command(subcommand)]
    pub command: LexiconCommand,
}

/// What can be done with lexicons.
#[derive(Debug, Subcommand)]
pub enum LexiconCommand {
    /// Tell what is wrong or doubtful in lexicons: the built-in ones, or FILES beside them
    Check { files: Vec<PathBuf> },
    /// Run the sentences that entries bring: of the built-in lexicons, or of FILES
    Test { files: Vec<PathBuf> },
}
