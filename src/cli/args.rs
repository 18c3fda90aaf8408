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
    /// Tell what is loaded in a draft's own voice: for editors and their tools
    Check(super::check::CheckArgs),
    /// Write marks as files that annotation tools open
    Annotate(super::annotate::AnnotateArgs),
    /// Compare what people marked with a run, and the people with each other
    Evaluate(super::evaluate::EvaluateArgs),
    /// Draw articles for human coding, with a sheet that hides whose they are
    Sample(super::sample::SampleArgs),
    /// Begin a folder: configuration, a lexicon of your own, a place for articles
    Init(super::init::InitArgs),
    /// Hold fast which lexicons, words and settings count: slantwise.lock
    Lock(super::lock::LockArgs),
    /// The language server: an editor shows loaded words as they are typed
    Lsp(super::lsp::LspArgs),
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
    /// A configuration file (slantwise init writes one); slantwise.toml in this folder is used when there is one
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Refuses to run when something is not as slantwise.lock has it
    #[arg(long)]
    pub locked: bool,
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
    /// Tells of every candidate which rule kept or dropped it and why: on the terminal, or with --out in dropped.csv
    #[arg(long)]
    pub explain: bool,
    /// Hits that a person struck: rows of hits.csv (article_id, start and end are enough), or what a report page saves
    #[arg(long, value_name = "FILE")]
    pub exclusions: Option<PathBuf>,
    /// Leaves article texts out of what is written
    #[arg(long)]
    pub no_text: bool,
    /// Hides the outlets' names in tables and report; wants --out
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
    /// Writes the report's figures as SVG, with their tables, into this folder; a browser or an office program makes a
    /// PNG of them with the fonts at hand
    #[arg(long, value_name = "DIR")]
    pub figures: Option<PathBuf>,
    /// Opens the report
    #[arg(long)]
    pub open: bool,
    /// Writes the tables into this folder, replacing an earlier run as a whole
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Goes on with an unfinished run into --out: what is done is not done again
    #[arg(long)]
    pub resume: bool,
    /// Only each n-th record, from the i-th: part i of n parts that `compare --from` puts together
    #[arg(long, value_name = "I/N")]
    pub shard: Option<String>,
    /// How to speak on standard error
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
    /// Bytes of input that are read, worked on and written down as done together
    #[arg(long, value_name = "N", hide = true)]
    pub chunk_bytes: Option<usize>,
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

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum LogFormat {
    /// For people
    Text,
    /// An event a line, as JSON: start, progress, reject, notice, error, end
    Json,
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
    /// Actors that are taken together, by their ids in actors.csv: --side "Reds=red_party,red_leader"; given for each side
    #[arg(long, value_name = "NAME=ACTOR,...")]
    pub side: Vec<String>,
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
    Check {
        /// Lexicons of your own; without any, the built-in ones are checked
        files: Vec<PathBuf>,
    },
    /// Run the sentences that entries bring: of the built-in lexicons, or of FILES
    Test {
        /// Lexicons of your own; without any, the built-in ones are tested
        files: Vec<PathBuf>,
    },
    /// List the lexicons and their entries
    List {
        /// Only lexicons of these ids
        ids: Vec<String>,
        /// A lexicon beside the built-in ones and those of slantwise.toml; may be given several times
        #[arg(long, value_name = "FILE")]
        lexicon: Vec<PathBuf>,
    },
    /// Show an entry whole, a lexicon's file, or the words of a class
    Show {
        /// conflict.regime, or conflict, or @harm_participle
        id: String,
        /// A lexicon beside the built-in ones and those of slantwise.toml; may be given several times
        #[arg(long, value_name = "FILE")]
        lexicon: Vec<PathBuf>,
    },
    /// Show the card of a word: why it is marked, what to write instead, its tests, what authorities say
    Explain {
        /// A word, a sentence, or the id of an entry
        #[arg(required = true)]
        words: Vec<String>,
        /// A lexicon beside the built-in ones and those of slantwise.toml; may be given several times
        #[arg(long, value_name = "FILE")]
        lexicon: Vec<PathBuf>,
    },
    /// Show what an edit changes: hits gained and lost, scores and ranks
    Diff(DiffArgs),
    /// Ask whether lexicons treat two sides alike
    Balance(BalanceArgs),
    /// Suggest words from your own articles, as a lexicon to complete or strike
    Suggest(SuggestArgs),
    /// Turn a word list into a lexicon on standard output
    Import {
        /// A table (term, category, weight), LIWC .dic, quanteda or WordStat YAML, .cat, Lexicoder, Vale rule, or plain list
        file: PathBuf,
        /// Id of the new lexicon; the file's stem when not given
        #[arg(long)]
        id: Option<String>,
    },
    /// Write entries for other tools to standard output
    Export {
        /// Only lexicons of these ids
        ids: Vec<String>,
        /// A lexicon beside the built-in ones and those of slantwise.toml; may be given several times
        #[arg(long, value_name = "FILE")]
        lexicon: Vec<PathBuf>,
        /// csv keeps patterns as they are written; liwc and quanteda spell them out
        #[arg(long, value_enum, default_value_t = ExportFormat::Csv)]
        format: ExportFormat,
        /// Writes patterns that have conditions too, without their conditions
        #[arg(long)]
        loose: bool,
    },
    /// Write a page of all entries, as Markdown, to standard output
    Catalogue {
        /// Only lexicons of these ids
        ids: Vec<String>,
        /// A lexicon beside the built-in ones and those of slantwise.toml; may be given several times
        #[arg(long, value_name = "FILE")]
        lexicon: Vec<PathBuf>,
    },
}

/// Formats of other tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    Csv,
    Liwc,
    Quanteda,
}

/// How a lexicon command reads articles.
#[derive(Debug, Clone, Default, ClapArgs)]
pub struct ReadArgs {
    /// A configuration file (slantwise config prints one)
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Adds a lexicon; may be given several times
    #[arg(long, value_name = "FILE")]
    pub lexicon: Vec<PathBuf>,
    /// Uses these lexicons only
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub only_lexicons: Vec<String>,
    /// Number of threads; all cores when not given
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Metadata by id, for what the input lacks
    #[arg(long, value_name = "FILE")]
    pub meta: Option<PathBuf>,
    /// Names an input field: --map text=body; may be given several times
    #[arg(long, value_name = "FIELD=NAME")]
    pub map: Vec<String>,
    /// Outlet of every article that names none
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
}

impl ReadArgs {
    /// As the options of a run.
    pub fn common(&self) -> Common {
        Common {
            config: self.config.clone(),
            lexicon: self.lexicon.clone(),
            only_lexicons: self.only_lexicons.clone(),
            threads: self.threads,
            meta: self.meta.clone(),
            map: self.map.clone(),
            outlet: self.outlet.clone(),
            quiet: true,
            table: "articles".into(),
            ..Common::default()
        }
    }
}

/// `slantwise lexicon diff`.
#[derive(Debug, Clone, ClapArgs)]
pub struct DiffArgs {
    /// The lexicon before: a file, or the id of a built-in one
    pub old: String,
    /// The lexicon after
    pub new: String,
    /// Articles to compare on: files, folders, globs
    #[arg(long, value_name = "INPUT", required = true, num_args = 1..)]
    pub on: Vec<String>,
    /// Compares the two alone, without the other built-in lexicons
    #[arg(long)]
    pub alone: bool,
    /// Changed hits that are shown, of each kind
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub most: usize,
    #[command(flatten)]
    pub read: ReadArgs,
}

/// `slantwise lexicon balance`.
#[derive(Debug, Clone, ClapArgs)]
pub struct BalanceArgs {
    /// Articles to score with the sides swapped; without any, the entries and their tests are asked
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// A side of your own, given twice: --side "Reds=red_party,red_leader"
    #[arg(long, value_name = "NAME=ACTOR,ACTOR")]
    pub side: Vec<String>,
    /// A file of pairs of sides, in the place of the built-in ones
    #[arg(long, value_name = "FILE", conflicts_with = "side")]
    pub sides: Option<PathBuf>,
    /// Only these pairs
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub pair: Vec<String>,
    /// Entries that are shown of each kind
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub most: usize,
    #[command(flatten)]
    pub read: ReadArgs,
}

/// `slantwise lexicon suggest`.
#[derive(Debug, Clone, ClapArgs)]
pub struct SuggestArgs {
    /// Files, folders, globs
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// Candidates
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub most: usize,
    /// Uses from which a word is looked at
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub least: u32,
    #[command(flatten)]
    pub read: ReadArgs,
}
