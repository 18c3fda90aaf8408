//! The command line: what was typed, what it asks for, and what the terminal shows.

pub mod args;
pub mod compare;
pub mod compare_view;
pub mod lexicon;
pub mod score;
pub mod setup;
mod shaping;
pub mod terminal;
pub mod verify;

use clap::{CommandFactory, Parser};
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

fn completions(shell: args::Shell) {
    use clap_complete::Shell;
    let shell = match shell {
        args::Shell::Bash => Shell::Bash,
        args::Shell::Zsh => Shell::Zsh,
        args::Shell::Fish => Shell::Fish,
        args::Shell::Powershell => Shell::PowerShell,
        args::Shell::Elvish => Shell::Elvish,
    };
    clap_complete::generate(shell, &mut args::Args::command(), "slantwise", &mut std::io::stdout());
}

/// Runs the command that was typed.
pub fn main() -> Status {
    let args = args::Args::parse();
    let result = match args.command {
        args::Command::Score(args) => score::main(&args),
        args::Command::Compare(args) => compare::main(&args),
        args::Command::Verify { dir } => verify::main(&dir),
        args::Command::Lexicon(args) => lexicon::run(args),
        args::Command::Config(args) => setup::config(args.config.as_deref()).map(|(config, _)| {
            print!("{}", config.to_toml());
            Status::Done
        }),
        args::Command::Completions { shell } => {
            completions(shell);
            Ok(Status::Done)
        }
    };
    match result {
        Ok(status) => status,
        Err(error) => {
            eprintln!("slantwise: {error:#}");
            Status::Failed
        }
    }
}
