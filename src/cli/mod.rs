//! The command line: what was typed, what it asks for, and what the terminal shows.

pub mod args;
pub mod lexicon;

use clap::Parser;
use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Done,
    /// Done, and what the command looks for was found.
    Found,
    /// It could not be done.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(match status {
            Status::Done => 0,
            Status::Found => 1,
            Status::Failed => 2,
        })
    }
}

/// Runs the command that was typed.
pub fn main() -> Status {
    let args = args::Args::parse();
    let result = match args.command {
        args::Command::Lexicon(command) => lexicon::run(command),
    };
    match result {
        Ok(status) => status,
        Err(error) => {
            eprintln!("slantwise: {error:#}");
            Status::Failed
        }
    }
}
