//! `slantwise sample`: articles drawn for human coding, with a sheet to fill in that hides whose they are.

use super::Status;
use super::annotate::empty_folder;
use super::reading::{Reading, articles};
use super::score::print;
use super::terminal::plural;
use crate::sample::{Allocation, By, Draw, Drawn, Plan, sheet};
use anyhow::{Context, bail};
use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;

/// `slantwise sample`.
#[derive(Debug, Clone, ClapArgs)]
#[command(after_help = "The folder holds
  sample.jsonl      the texts: code, title, text; furniture of the page is blanked, every character keeps its number
  coding-sheet.csv  a row a sentence, to be filled in
  codebook.txt      the categories, and how to fill it in
  key.csv           whose article each code is; not for the coders

The same seed draws the same articles, whatever the order of the input. An article that names its own outlet gives it away.

Example, from the draw to the figures:
  slantwise sample articles/ --size 40 --out sample
  slantwise score articles/ --out run
  slantwise evaluate ada.csv bo.csv --key sample/key.csv --against run")]
pub struct SampleArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// How many articles are drawn
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub size: usize,
    /// What strata are made of
    #[arg(long, value_name = "WHAT,WHAT", value_delimiter = ',', default_value = "outlet,month,length,score")]
    pub by: Vec<Strata>,
    /// How the draw is shared among strata
    #[arg(long, value_name = "HOW", default_value = "proportional")]
    pub allocation: Share,
    /// Ends of the bands of length, in words
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_value = "300,800")]
    pub length_bands: Vec<u32>,
    /// Ends of the bands of score: loaded words in own voice per 1,000; articles with none are a band of their own
    #[arg(long, value_name = "X,X", value_delimiter = ',', default_value = "5,15")]
    pub score_bands: Vec<f64>,
    /// Seed of the draw
    #[arg(long, value_name = "N", default_value_t = 2026)]
    pub seed: u64,
    /// Writes into this folder, which must be new or empty; without it the key goes to standard output
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// What strata are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Strata {
    Outlet,
    Month,
    Event,
    Length,
    Score,
}

/// How the draw is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Share {
    /// By the size of each, with one from each while that can be
    Proportional,
    /// The same from each
    Equal,
}

/// Runs the command.
pub fn main(args: &SampleArgs) -> anyhow::Result<Status> {
    if args.size == 0 {
        bail!("--size 0 draws nothing");
    }
    if !args.length_bands.is_sorted() || !args.score_bands.is_sorted_by(|a, b| a <= b) {
        bail!("bands are named by their ends, from low to high");
    }
    let by = args.by.iter().map(|by| match by {
        Strata::Outlet => By::Outlet,
        Strata::Month => By::Month,
        Strata::Event => By::Event,
        Strata::Length => By::Length,
        Strata::Score => By::Score,
    });
    let plan = Plan {
        size: args.size,
        by: by.collect(),
        allocation: if args.allocation == Share::Equal { Allocation::Equal } else { Allocation::Proportional },
        seed: args.seed,
        lengths: args.length_bands.clone(),
        scores: args.score_bands.clone(),
    };
    if let Some(out) = &args.out {
        empty_folder(out)?;
    }
    let setup = args.reading.setup()?;
    let mut draw = Draw::new(plan);
    let bad = articles(&setup, &args.inputs, &args.reading.common(), |article, _| {
        // An article without a word is nothing to code.
        if article.words > 0 {
            draw.add(article);
        }
        Ok(())
    })?;
    let (strata, copies) = (draw.strata(), draw.copies);
    let drawn = draw.finish();
    let key: String = sheet::key_head() + &drawn.iter().map(sheet::key_row).collect::<String>();
    let told = plural(drawn.len(), "article");
    match &args.out {
        None => print(&key)?,
        Some(out) => {
            let put = |name: &str, content: String| {
                std::fs::write(out.join(name), content).with_context(|| format!("{}: cannot be written", out.join(name).display()))
            };
            let all = |row: fn(&Drawn) -> String| drawn.iter().map(row).collect::<String>();
            let categories: Vec<(String, String, String)> =
                setup.engine.lexicons.categories.iter().map(|c| (c.id.clone(), c.title.clone(), c.explanation.clone())).collect();
            put("sample.jsonl", all(sheet::line))?;
            put("coding-sheet.csv", sheet::head() + &all(sheet::rows))?;
            put("codebook.txt", sheet::codebook(&categories, drawn.len()))?;
            put("key.csv", key)?;
        }
    }
    if !args.reading.quiet {
        let of: u64 = strata.iter().map(|s| s.1).sum();
        let also = if copies > 0 { format!("; {copies} repeat another word for word and were counted once") } else { String::new() };
        eprintln!("slantwise: {told} drawn of {of}, from {} with seed {}{also}", plural(strata.len(), "stratum").replace("stratums", "strata"), args.seed);
        if (drawn.len() as u64) < args.size as u64 {
            eprintln!("slantwise: there are no more than these; {} were asked for", args.size);
        }
        if strata.len() > args.size {
            eprintln!(
                "slantwise: {} of {} strata have no article in the sample; draw more, or use fewer kinds with --by",
                strata.len() - drawn.len(),
                strata.len()
            );
        }
    }
    Ok(if bad > 0 && args.reading.strict { Status::Failed } else { Status::Done })
}
