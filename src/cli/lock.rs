//! `slantwise lock`: writes or checks slantwise.lock; `--locked` on a run asks the same.

use super::Status;
use super::args::Common;
use super::score::print;
use super::setup::{self, Setup};
use crate::lock::{FILE, Held, Lock};
use crate::output::manifest::Part;
use anyhow::{Context, bail};
use clap::Args as ClapArgs;
use std::path::{Path, PathBuf};

/// `slantwise lock`.
#[derive(Debug, Clone, ClapArgs)]
#[command(after_help = "The lock holds the versions of program and tables, and the hashes of configuration, lexicons and word files. Commit it.
  slantwise lock                          writes slantwise.lock beside the configuration
  slantwise lock --check                  exit status 1 when something is not as it was locked
  slantwise score articles/ --locked      refuses to run then")]
pub struct LockArgs {
    /// Checks the lock instead of writing it: exit status 1 and what has changed
    #[arg(long)]
    pub check: bool,
    /// A configuration file; slantwise.toml in this folder is used when there is one
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Adds a lexicon; may be given several times
    #[arg(long, value_name = "FILE")]
    pub lexicon: Vec<PathBuf>,
    /// Uses these lexicons only
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub only_lexicons: Vec<String>,
    /// Adds the packs of these authorities
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub authority: Vec<String>,
}

/// Runs the command.
pub fn main(args: &LockArgs) -> anyhow::Result<Status> {
    let common = Common {
        config: args.config.clone(),
        lexicon: args.lexicon.clone(),
        only_lexicons: args.only_lexicons.clone(),
        authority: args.authority.clone(),
        ..Common::default()
    };
    let setup = setup::setup(&common)?;
    let (path, now) = (place(setup.config_path.as_deref()), lock_of(&setup)?);
    if args.check {
        let differences = read(&path)?.differences(&now);
        print(&match differences.is_empty() {
            true => format!("{}: everything is as it was locked\n", path.display()),
            false => differences.iter().map(|d| format!("{}: {d}\n", path.display())).collect(),
        })?;
        return Ok(if differences.is_empty() { Status::Done } else { Status::Found });
    }
    std::fs::write(&path, now.to_toml()).with_context(|| format!("{}: cannot be written", path.display()))?;
    print(&format!("{}: {} lexicons and {} word files locked\n", path.display(), now.lexicon.len(), now.words.len()))?;
    Ok(Status::Done)
}

/// Refuses to go on when something is not as it was locked.
///
/// # Errors
/// A lock that is missing or broken; everything that differs.
pub fn hold(setup: &Setup) -> anyhow::Result<()> {
    let path = place(setup.config_path.as_deref());
    let differences = read(&path)?.differences(&lock_of(setup)?);
    if !differences.is_empty() {
        bail!("{}: not as it was locked, so nothing was run\n  {}\n`slantwise lock` locks what is in use now", path.display(), differences.join("\n  "));
    }
    Ok(())
}

/// The lock lies beside the configuration, or where the command was typed.
fn place(config: Option<&Path>) -> PathBuf {
    config.and_then(Path::parent).unwrap_or(Path::new("")).join(FILE)
}

fn read(path: &Path) -> anyhow::Result<Lock> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{}: there is no lock to go by; `slantwise lock` writes one", path.display()))?;
    Lock::parse(&path.display().to_string(), &text)
}

fn lock_of(setup: &Setup) -> anyhow::Result<Lock> {
    let mut config = setup.config.clone();
    config.threads = 0;
    let config = crate::lexicon::load::sha256_hex(config.to_toml().as_bytes());
    let lexicons = setup.sources.iter().map(|s| Held { id: s.id.clone(), sha256: s.sha256.clone() }).collect();
    let words: Vec<Part> = setup.words.clone();
    Ok(Lock::of(config, lexicons, words.iter().map(Held::from).collect()))
}
