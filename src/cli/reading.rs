//! What every command shares that reads articles and writes no run: its options, and the articles one after the other.

use super::args::Common;
use super::setup::{Setup, setup};
use super::watch;
use crate::marked::Article;
use crate::read::{Format as InputFormat, Inputs};
use crate::score::rows::Wanted;
use crate::score::run::run;
use crate::tables::Format;
use clap::Args as ClapArgs;
use std::path::PathBuf;

/// Options of commands that read articles and write no run.
#[derive(Debug, Clone, Default, ClapArgs)]
pub struct Reading {
    /// A configuration file (slantwise init writes one); slantwise.toml in this folder is used when there is one
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Adds a lexicon; may be given several times
    #[arg(long, value_name = "FILE")]
    pub lexicon: Vec<PathBuf>,
    /// Uses these lexicons only; voice cues and actors stay on
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub only_lexicons: Vec<String>,
    /// Switches a context rule off, to see what it does; may be given several times
    #[arg(long, value_name = "RULE")]
    pub without_rule: Vec<String>,
    /// Hits that a person struck: what a report page saves
    #[arg(long, value_name = "FILE")]
    pub exclusions: Option<PathBuf>,
    /// Metadata by id, for what the input lacks
    #[arg(long, value_name = "FILE")]
    pub meta: Option<PathBuf>,
    /// Names an input field: --map text=body; may be given several times
    #[arg(long, value_name = "FIELD=NAME")]
    pub map: Vec<String>,
    /// Outlet of every article that names none
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
    /// Date of every article that has none
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Number of threads; all cores when not given
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// A bad record fails the command
    #[arg(long)]
    pub strict: bool,
    /// Says nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

impl Reading {
    /// The same as options of a run.
    pub fn common(&self) -> Common {
        let own = self.clone();
        Common {
            config: own.config,
            lexicon: own.lexicon,
            only_lexicons: own.only_lexicons,
            without_rule: own.without_rule,
            exclusions: own.exclusions,
            meta: own.meta,
            map: own.map,
            outlet: own.outlet,
            date: own.date,
            threads: own.threads,
            strict: own.strict,
            quiet: own.quiet,
            ..Common::default()
        }
    }

    /// Everything a run needs.
    pub fn setup(&self) -> anyhow::Result<Setup> {
        setup(&self.common())
    }
}

/// Where an article's text comes from, as a person or another program finds it.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The file, or `-`.
    pub path: String,
    /// Whether lines and columns of the text are those of the file.
    pub whole_file: bool,
}

/// Analyses the inputs and hands over each article with its origin, in the order of the input. The number of records that
/// could not be read; each of them is told on standard error.
///
/// # Errors
/// What `each` returns; an input that cannot be used at all.
pub fn articles(setup: &Setup, named: &[String], common: &Common, mut each: impl FnMut(Article, &Origin) -> anyhow::Result<()> + Send) -> anyhow::Result<u64> {
    let mut inputs = Inputs::open(named, setup.read.clone())?;
    let origins: Vec<Origin> = inputs
        .files()
        .iter()
        .map(|f| Origin {
            path: f.path.as_ref().map_or("-".into(), |p| p.display().to_string().replace('\\', "/")),
            whole_file: matches!(f.format, Some(InputFormat::Text) | None),
        })
        .collect();
    let none = Wanted { articles: false, ..Wanted::only("articles").unwrap_or(Wanted::all(false)) };
    let nowhere = Origin::default();
    let mut bad = 0;
    run::<Article, anyhow::Error>(
        &setup.engine,
        &mut inputs,
        none,
        Format::Csv,
        setup.threads,
        &|engine, record, scratch, analysis, counts| Some(Article::of(engine, record, scratch, analysis, counts)),
        |done| {
            done.rejects.iter().for_each(watch::reject);
            bad += done.rejects.len() as u64;
            for article in done.views {
                let origin = origins.get(article.ordinal.0 as usize).unwrap_or(&nowhere);
                each(article, origin)?;
            }
            Ok(())
        },
    )?;
    tell_notices(&mut inputs, common);
    Ok(bad)
}

/// Says on standard error what the reader noticed.
pub fn tell_notices(inputs: &mut Inputs, common: &Common) {
    if !common.quiet {
        inputs.take_notices().into_iter().for_each(|notice| watch::say(&notice.to_string()));
    }
}

/// Whether whoever reads our output has read enough.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe))
}
