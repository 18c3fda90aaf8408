//! `slantwise lsp`: the language server, over standard input and output.

use super::Status;
use super::check::Least;
use super::setup::setup;
use crate::check::Wants;
use crate::cli::args::Common;
use crate::lsp::message::{Incoming, read, write};
use crate::lsp::{PARSE_ERROR, Server, failure};
use anyhow::Context;
use clap::Args as ClapArgs;
use std::path::PathBuf;

/// `slantwise lsp`.
#[derive(Debug, Clone, ClapArgs)]
#[command(after_help = "An editor starts this and talks to it: loaded words are underlined as they are typed, hovering tells why, and a quick fix
puts another word in their place. Have it started for plain text and markdown. Neovim, for example:
  vim.lsp.config.slantwise = { cmd = { 'slantwise', 'lsp' }, filetypes = { 'text', 'markdown' } }
  vim.lsp.enable('slantwise')
Helix, in languages.toml:
  language-server.slantwise = { command = \"slantwise\", args = [\"lsp\"] }
  [[language]]
  name = \"markdown\"
  language-servers = [\"slantwise\"]")]
pub struct LspArgs {
    /// A configuration file; slantwise.toml in this folder is used when there is one
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Adds a lexicon; may be given several times
    #[arg(long, value_name = "FILE")]
    pub lexicon: Vec<PathBuf>,
    /// The least strength that is shown
    #[arg(long, value_name = "STRENGTH", default_value = "mild")]
    pub strength: Least,
    /// Also shows doubt, hedges, scare quotes and how harm is worded
    #[arg(long)]
    pub notes: bool,
    /// What many editors add; this server talks over nothing else
    #[arg(long, hide = true)]
    pub stdio: bool,
}

/// Runs the server until the client says goodbye.
pub fn main(args: &LspArgs) -> anyhow::Result<Status> {
    let setup = setup(&Common { config: args.config.clone(), lexicon: args.lexicon.clone(), quiet: true, ..Common::default() })?;
    let mut server = Server::new(setup.engine, Wants { strength: args.strength.into(), notes: args.notes });
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    while !server.exit {
        let answers = match read(&mut input).context("standard input")? {
            Incoming::End => break,
            Incoming::Broken(error) => vec![failure(None, PARSE_ERROR, &error)],
            Incoming::Message(message) => server.handle(&message),
        };
        for answer in &answers {
            write(&mut output, answer).context("standard output")?;
        }
    }
    // The protocol's own rule: 0 only where the client has asked to stop before it left.
    Ok(if server.shut_down { Status::Done } else { Status::Found })
}
