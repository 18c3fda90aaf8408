//! `slantwise check`: an editor's view of drafts; exit status 1 when something is found.

use super::Status;
use super::reading::{Reading, articles, is_broken_pipe};
use super::setup::colour;
use super::terminal::Screen;
use crate::check::{self, Finding, Level, Wants};
use crate::lexicon::Strength;
use clap::{Args as ClapArgs, ValueEnum};
use std::io::Write;

/// `slantwise check`.
#[derive(Debug, Clone, ClapArgs)]
#[command(after_help = "Examples:
  slantwise check draft.md                        what an editor sees
  slantwise check drafts/ --strength strong       only what is nearly always loaded
  slantwise check drafts/ --format github         remarks on a pull request
  pbpaste | slantwise check -                     the clipboard

Words inside quotation marks and in reported speech are left alone: they belong to whoever says them.
Exit status: 0 nothing found, 1 something found, 2 it could not be done.")]
pub struct CheckArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// How findings are written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
    /// The least strength that is told: how often such wording is loaded
    #[arg(long, value_name = "STRENGTH", default_value = "mild")]
    pub strength: Least,
    /// Also tells of doubt ("claimed"), hedges, scare quotes and how harm is worded; these do not change the exit status
    #[arg(long)]
    pub notes: bool,
    #[command(flatten)]
    pub reading: Reading,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the line they stand in
    Human,
    /// A line each: path:line:column
    Short,
    /// One JSON document
    Json,
    /// Workflow commands for GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Checkstyle XML, for Jenkins and others
    Checkstyle,
}

/// The least strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Least {
    /// Everything
    Mild,
    /// Loaded most of the time
    Usual,
    /// Nearly always loaded
    Strong,
}

impl From<Least> for Strength {
    fn from(least: Least) -> Self {
        match least {
            Least::Mild => Strength::Mild,
            Least::Usual => Strength::Usual,
            Least::Strong => Strength::Strong,
        }
    }
}

/// Runs the command.
pub fn main(args: &CheckArgs) -> anyhow::Result<Status> {
    let setup = args.reading.setup()?;
    let wants = Wants { strength: args.strength.into(), notes: args.notes };
    let (screen, colour) = (Screen::detect(), colour());
    let (mut count, mut warnings, mut notes) = (0, 0, 0);
    let mut kept: Vec<Finding> = Vec::new();
    // Those that are one document are written at the end, the others as they come.
    let whole = matches!(args.format, Format::Json | Format::Sarif | Format::Checkstyle);
    let common = args.reading.common();
    let done = articles(&setup, &args.inputs, &common, |article, origin| {
        count += 1;
        let found = check::findings(&article, &origin.path, origin.whole_file, wants);
        warnings += found.iter().filter(|f| f.level == Level::Warning).count();
        notes += found.iter().filter(|f| f.level == Level::Note).count();
        if whole {
            kept.extend(found);
            return Ok(());
        }
        let mut out = std::io::stdout().lock();
        for finding in &found {
            match args.format {
                Format::Human => writeln!(out, "{}\n", check::human(finding, &article.text, colour, screen.width))?,
                Format::Github => writeln!(out, "{}", check::github(finding))?,
                _ => writeln!(out, "{}", check::short(finding))?,
            }
        }
        Ok(())
    });
    let bad = match done {
        Ok(bad) => bad,
        Err(error) if is_broken_pipe(&error) => return Ok(Status::Found),
        Err(error) => return Err(error),
    };
    match args.format {
        Format::Json => super::score::print(&check::json(&kept, count))?,
        Format::Sarif => super::score::print(&check::sarif(&kept))?,
        Format::Checkstyle => super::score::print(&check::checkstyle(&kept))?,
        Format::Human if !args.reading.quiet => super::score::print(&(check::summary(warnings, notes, count) + "\n"))?,
        _ => {}
    }
    // A draft that could not be read was not checked: it must not pass for a clean one.
    if bad > 0 && (args.reading.strict || count == 0) {
        return Ok(Status::Failed);
    }
    Ok(if warnings > 0 { Status::Found } else { Status::Done })
}
