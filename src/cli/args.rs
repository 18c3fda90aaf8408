//! What can be typed: commands and options, as clap reads them.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};
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
    /// Mark and score articles: a summary on the terminal, or tables in a folder
    Score(ScoreArgs),
    /// Score articles and compare how outlets frame the same event
    Compare(CompareArgs),
    /// Check, test, list, show, explain and convert lexicons
    Lexicon(LexiconArgs),
    /// Do the run in a folder again from its manifest and tell what differs
    Verify {
        /// The folder of a run
        dir: PathBuf,
    },
    /// Print the configuration in force, as TOML that --config reads
    Config(ConfigArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Shells that completions can be made for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
}

/// Options of every command that reads articles.
#[derive(Debug, Clone, Default, ClapArgs, Serialize, Deserialize)]
#[serde(default)]
pub struct Common {
    /// A configuration file (slantwise config prints one)
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Adds a lexicon; may be given several times
    #[arg(long, value_name = "FILE")]
    pub lexicon: Vec<PathBuf>,
    /// Uses these lexicons only; voice cues and actors stay on
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub only_lexicons: Vec<String>,
    /// Adds the packs of these authorities
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub authority: Vec<String>,
    /// Switches a context rule off, to see what it does; may be given several times
    #[arg(long, value_name = "RULE")]
    pub without_rule: Vec<String>,
    /// Number of threads; all cores when not given
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Seed of every random draw
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
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
    /// Writes the candidates that a rule dropped, with the reason (dropped.csv)
    #[arg(long)]
    pub explain: bool,
    /// Hits that a person struck
    #[arg(long, value_name = "FILE")]
    pub exclusions: Option<PathBuf>,
    /// Leaves article texts out of what is written
    #[arg(long)]
    pub no_text: bool,
    /// Hides the outlets' names
    #[arg(long)]
    pub blind: bool,
    /// A bad record fails the run
    #[arg(long)]
    pub strict: bool,
    /// Says nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
    /// Writes a byte order mark, for Excel
    #[arg(long)]
    pub bom: bool,
    /// Writes the report's figures as SVG, with their tables, into this folder
    #[arg(long, value_name = "DIR")]
    pub figures: Option<PathBuf>,
    /// Opens the report
    #[arg(long)]
    pub open: bool,
    /// Writes the tables into this folder, replacing an earlier run as a whole
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Format of the tables in --out; without --out, writes one table to standard output
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<TableFormat>,
    /// Writes the tables of articles in parts, in folders such as hits/outlet=NAME; wants --out
    #[arg(long, value_name = "BY")]
    pub partition: Option<PartitionBy>,
    /// Writes a workbook of the tables (tables.xlsx) as well; wants --out
    #[arg(long)]
    pub xlsx: bool,
    /// Carries these input columns through to the end of the articles table
    #[arg(long, value_name = "COLUMN,COLUMN", value_delimiter = ',')]
    pub keep: Vec<String>,
    /// Which table --format writes
    #[arg(long, value_name = "NAME", default_value = "articles")]
    pub table: String,
}

/// Formats of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum TableFormat {
    Csv,
    Jsonl,
    Parquet,
}

/// What tables are parted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum PartitionBy {
    Outlet,
    Month,
}

/// `slantwise score`.
#[derive(Debug, Clone, ClapArgs, Serialize, Deserialize)]
pub struct ScoreArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    #[command(flatten)]
    pub common: Common,
}

/// `slantwise compare`.
#[derive(Debug, Clone, ClapArgs, Serialize, Deserialize)]
pub struct CompareArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required_unless_present = "from", value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// Compares the tables of earlier score runs instead of articles
    #[arg(long, value_name = "DIR", num_args = 1..)]
    pub from: Vec<PathBuf>,
    /// A file of events: id, title, dates, keywords or article ids
    #[arg(long, value_name = "FILE")]
    pub events: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

/// `slantwise config`.
#[derive(Debug, Clone, ClapArgs)]
pub struct ConfigArgs {
    /// The configuration file to read first
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// `slantwise lexicon`.
#[derive(Debug, Clone, ClapArgs)]
pub struct LexiconArgs {
    #[command(subcommand)]
    pub command: LexiconCommand,
}

/// What can be done with lexicons.
#[derive(Debug, Clone, Subcommand)]
pub enum LexiconCommand {
    /// Tell what is wrong or doubtful in lexicons: the built-in ones, or FILES beside them
    Check { files: Vec<PathBuf> },
    /// Run the sentences that entries bring: of the built-in lexicons, or of FILES
    Test { files: Vec<PathBuf> },
    /// List the lexicons and their entries
    List {
        /// Only lexicons of these ids
        ids: Vec<String>,
        /// Lexicons to list beside the built-in ones
        #[arg(long, value_name = "FILE")]
        lexicon: Vec<PathBuf>,
    },
    /// Show an entry whole, or a lexicon's file
    Show {
        /// conflict.regime, or conflict
        id: String,
        #[arg(long, value_name = "FILE")]
        lexicon: Vec<PathBuf>,
    },
    /// Say what the lexicons make of a word or sentence
    Explain {
        /// The words
        #[arg(required = true)]
        words: Vec<String>,
        #[arg(long, value_name = "FILE")]
        lexicon: Vec<PathBuf>,
    },
    /// Turn a word list into a lexicon on standard output
    Import {
        /// A CSV or TSV file with the columns term, category, weight
        file: PathBuf,
        /// Id of the new lexicon; the file's stem when not given
        #[arg(long)]
        id: Option<String>,
    },
    /// Write all entries as CSV to standard output
    Export {
        #[arg(long, value_name = "FILE")]
        lexicon: Vec<PathBuf>,
    },
}
