//! `slantwise annotate`: marks as files that annotation tools open.

use super::Status;
use super::reading::{Reading, articles, is_broken_pipe};
use crate::export::{self, Exporter};
use anyhow::{Context, bail};
use clap::{Args as ClapArgs, ValueEnum};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// `slantwise annotate`.
#[derive(Debug, Clone, ClapArgs)]
#[command(after_help = "Examples:
  slantwise annotate articles/ --format brat --out marks    a folder for brat
  slantwise annotate articles/ --format csv > marks.csv     a table
  slantwise annotate articles/ --format doccano > in.jsonl  import as sequence labelling

Coders correct the marks in their tool; what w3c, brat, csv and doccano give back, `slantwise evaluate` reads.")]
pub struct AnnotateArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// For which tool
    #[arg(long, value_name = "FORMAT")]
    pub format: Format,
    /// Writes into this folder, which must be new or empty; standard output without it
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Writes the texts and no marks: for coders who are not to see the program's
    #[arg(long)]
    pub empty: bool,
    #[command(flatten)]
    pub reading: Reading,
}

/// Tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// W3C Web Annotation, a page of JSON-LD a line
    W3c,
    /// brat standoff: .txt and .ann files, with annotation.conf (needs --out)
    Brat,
    /// INCEpTION, UIMA: CAS JSON, a file an article (needs --out)
    Inception,
    /// Label Studio tasks with predictions
    Labelstudio,
    /// doccano, sequence labelling
    Doccano,
    /// spaCy, as Doc.from_json reads
    Spacy,
    /// A table
    Csv,
}

impl From<Format> for export::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::W3c => export::Format::W3c,
            Format::Brat => export::Format::Brat,
            Format::Inception => export::Format::Inception,
            Format::Labelstudio => export::Format::LabelStudio,
            Format::Doccano => export::Format::Doccano,
            Format::Spacy => export::Format::Spacy,
            Format::Csv => export::Format::Csv,
        }
    }
}

/// Runs the command.
pub fn main(args: &AnnotateArgs) -> anyhow::Result<Status> {
    let format = export::Format::from(args.format);
    if args.out.is_none() && format.wants_folder() {
        bail!("this format has a file an article: name a folder with --out DIR");
    }
    let setup = args.reading.setup()?;
    let categories = setup.engine.lexicons.categories.iter().map(|c| (c.id.clone(), c.title.clone())).collect();
    let mut exporter = Exporter::new(format, categories);
    let common = args.reading.common();
    let bad = match &args.out {
        None => {
            let mut out = BufWriter::new(std::io::stdout());
            let mut write = || -> anyhow::Result<u64> {
                out.write_all(exporter.head().as_bytes())?;
                let bad = articles(&setup, &args.inputs, &common, |mut article, _| {
                    if args.empty {
                        article.marks.clear();
                    }
                    out.write_all(exporter.line(&article).as_bytes())?;
                    Ok(out.flush()?)
                })?;
                out.write_all(exporter.tail().as_bytes())?;
                out.flush()?;
                Ok(bad)
            };
            match write() {
                Ok(bad) => bad,
                Err(error) if is_broken_pipe(&error) => return Ok(Status::Done),
                Err(error) => return Err(error),
            }
        }
        Some(dir) => {
            empty_folder(dir)?;
            let path = |name: &str| dir.join(name);
            let put = |name: &str, content: &str| std::fs::write(path(name), content).with_context(|| format!("{}: cannot be written", path(name).display()));
            let mut one = if format.wants_folder() { None } else { Some(open(&path(format.file()))?) };
            let mut documents = open(&path(export::DOCUMENTS))?;
            documents.write_all(export::documents_head().as_bytes())?;
            if let Some(one) = &mut one {
                one.write_all(exporter.head().as_bytes())?;
            }
            let mut count = 0;
            let bad = articles(&setup, &args.inputs, &common, |mut article, _| {
                count += 1;
                if args.empty {
                    article.marks.clear();
                }
                if let Some(one) = &mut one {
                    one.write_all(exporter.line(&article).as_bytes())?;
                }
                let files = exporter.files(&article);
                for file in &files {
                    put(&file.name, &file.content)?;
                }
                let name = files.first().map_or(format.file(), |f| &f.name);
                documents.write_all(export::documents_row(name, &article).as_bytes())?;
                Ok(())
            })?;
            if let Some(mut one) = one {
                one.write_all(exporter.tail().as_bytes())?;
                one.flush()?;
            }
            documents.flush()?;
            for file in exporter.settings() {
                put(&file.name, &file.content)?;
            }
            if !args.reading.quiet {
                eprintln!("slantwise: {} in {}", super::terminal::plural(count, "article"), dir.display());
            }
            bad
        }
    };
    Ok(if bad > 0 && args.reading.strict { Status::Failed } else { Status::Done })
}

fn open(path: &Path) -> anyhow::Result<BufWriter<std::fs::File>> {
    Ok(BufWriter::new(std::fs::File::create(path).with_context(|| format!("{}: cannot be written", path.display()))?))
}

/// Makes a folder, or makes sure that it is empty: coders' work is never written over.
pub fn empty_folder(dir: &Path) -> anyhow::Result<()> {
    if dir.is_file() {
        bail!("{}: is a file; --out names a folder", dir.display());
    }
    std::fs::create_dir_all(dir).with_context(|| format!("{}: cannot be made", dir.display()))?;
    if std::fs::read_dir(dir).with_context(|| format!("{}: cannot be read", dir.display()))?.next().is_some() {
        bail!("{}: holds files, and somebody's work may be among them; name a new or an empty folder", dir.display());
    }
    Ok(())
}
