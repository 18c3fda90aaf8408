//! The command line: what was typed, what it asks for, and what the terminal shows.

pub mod annotate;
pub mod args;
pub mod check;
pub mod compare;
pub mod compare_view;
pub mod completions;
pub mod config;
pub mod evaluate;
pub mod explain;
mod finished;
pub mod init;
pub mod lexicon;
pub mod lock;
pub mod lsp;
pub mod reading;
pub mod sample;
pub mod score;
pub mod setup;
mod shaping;
pub mod signals;
pub mod terminal;
pub mod verify;
pub mod watch;

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
    if let args::Command::Score(args::ScoreArgs { common, .. }) | args::Command::Compare(args::CompareArgs { common, .. }) = &args.command
        && common.log_format == Some(args::LogFormat::Json)
    {
        watch::speak_json();
    }
    let result = match args.command {
        args::Command::Score(args) => score::main(&args),
        args::Command::Compare(args) => compare::main(&args),
        args::Command::Verify { dir } => verify::main(&dir),
        args::Command::Lexicon(args) => lexicon::run(args),
        args::Command::Check(args) => check::main(&args),
        args::Command::Annotate(args) => annotate::main(&args),
        args::Command::Evaluate(args) => evaluate::main(&args),
        args::Command::Sample(args) => sample::main(&args),
        args::Command::Init(args) => init::main(&args),
        args::Command::Lock(args) => lock::main(&args),
        args::Command::Lsp(args) => lsp::main(&args),
        args::Command::Config(args) => config::main(&args),
        args::Command::Completions { shell } => completions::main(shell),
    };
    match result {
        Ok(status) => status,
        Err(error) => {
            watch::error(&error);
            Status::Failed
        }
    }
}
