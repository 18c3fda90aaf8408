//! `slantwise evaluate`: what people marked against what a run marked, and how far the people agree.

use super::Status;
use super::args::{Common, CompareArgs, ScoreArgs};
use super::reading::{Reading, articles};
use super::score::print;
use super::setup::{Setup, setup};
use super::terminal::{Screen, fit, pad, plural, wrap};
use crate::evaluate::agree::{Agreement, Pair, agree};
use crate::evaluate::score::{Line, Scores, Shares, score};
use crate::evaluate::{Coder, Run, gold};
use crate::marked::Article;
use crate::output::manifest::Manifest;
use anyhow::Context;
use clap::{Args as ClapArgs, ValueEnum};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// `slantwise evaluate`.
#[derive(Debug, Clone, ClapArgs)]
#[command(after_help = "Gold is what people marked. Each file or folder is a coder, unless it names several:
  marks saved by the report's class mode (.slantwise.json)
  a table with the columns article_id, start, end, category (field, voice, coder where there are), or a filled coding sheet
  JSON lines, W3C annotations, doccano or Label Studio exports; a folder of brat files

Examples:
  slantwise evaluate ada.slantwise.json bo.slantwise.json --against run
  slantwise evaluate sheet-ada.csv sheet-bo.csv --key sample/key.csv --against run

A hit is right by overlap where it shares a character with a mark. Agreement is counted over words, and needs the articles:
they are read again from where the run says, or from --texts. People agree on such words at alpha 0.4 at best: a program
cannot be much better than they are.")]
pub struct EvaluateArgs {
    /// What people marked: files or folders, one for each coder
    #[arg(required = true, value_name = "GOLD")]
    pub gold: Vec<PathBuf>,
    /// The folder of a run of the same articles
    #[arg(long, value_name = "RUN")]
    pub against: PathBuf,
    /// Turns the codes of a sample into ids: key.csv of `slantwise sample`
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// The articles, where the run's own inputs are not there any more
    #[arg(long, value_name = "INPUT", num_args = 1..)]
    pub texts: Vec<String>,
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
    /// Bootstrap draws for the intervals of alpha
    #[arg(long, value_name = "N", default_value_t = 2000)]
    pub draws: usize,
    /// Seed of these draws
    #[arg(long, value_name = "N", default_value_t = 2026)]
    pub seed: u64,
}

/// How the result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// A table of precision, recall and F1
    Csv,
}

/// Runs the command.
pub fn main(args: &EvaluateArgs) -> anyhow::Result<Status> {
    let run = Run::read(&args.against)?;
    let key = args.key.as_deref().map(gold::key).transpose()?.unwrap_or_default();
    let names = gold::Names::of(&run, key);
    let mut gold = gold::read(&args.gold, &names, &run)?;
    let scores = score(&gold.coders, &run);
    let texts = match texts(args, &run, &gold.coders) {
        Ok(texts) => texts,
        Err(error) => {
            gold.notes.push(format!("agreement is not told, since the articles could not be read again ({error:#}); name them with --texts"));
            BTreeMap::new()
        }
    };
    let missing = gold.coders.iter().flat_map(|c| c.articles.keys()).filter(|id| !texts.contains_key(*id)).collect::<std::collections::BTreeSet<_>>().len();
    if missing > 0 && !texts.is_empty() {
        gold.notes.push(format!("{missing} coded articles were not found again, or have changed since the run; agreement is told without them"));
    }
    let mut outside = 0;
    for (id, spans) in gold.coders.iter().flat_map(|c| &c.articles) {
        outside += texts.get(id).map_or(0, |a| spans.iter().filter(|s| crate::evaluate::bytes(s, a).is_none()).count());
    }
    if outside > 0 {
        gold.notes.push(format!("{outside} marks lie outside their article's text: were they made on another version of it?"));
    }
    let agreement = (!texts.is_empty()).then(|| agree(&gold.coders, &run, &texts, args.seed, args.draws));
    print(&match args.format {
        Format::Text => view(&gold.coders, &run, &scores, agreement.as_ref(), &gold.notes, Screen::detect()),
        Format::Json => document(&gold.coders, &scores, agreement.as_ref(), &gold.notes),
        Format::Csv => table(&scores),
    })?;
    if args.format != Format::Text {
        gold.notes.iter().for_each(|n| eprintln!("slantwise: {n}"));
    }
    Ok(Status::Done)
}

/// The coded articles, analysed again, by the run's ids.
fn texts(args: &EvaluateArgs, run: &Run, coders: &[Coder]) -> anyhow::Result<BTreeMap<String, Article>> {
    let (setup, inputs, common): (Setup, Vec<String>, Common) = if args.texts.is_empty() {
        let path = args.against.join("manifest.json");
        let text = std::fs::read_to_string(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
        let manifest: Manifest = serde_json::from_str(&text).with_context(|| format!("{}: is no manifest of this program", path.display()))?;
        let (inputs, mut common) = match manifest.command.as_str() {
            "compare" => serde_json::from_value::<CompareArgs>(manifest.arguments).map(|a| (a.inputs, a.common)),
            _ => serde_json::from_value::<ScoreArgs>(manifest.arguments).map(|a| (a.inputs, a.common)),
        }
        .context("the manifest's arguments")?;
        if inputs.is_empty() || inputs.iter().any(|i| i == "-") {
            anyhow::bail!("the run was not made from files");
        }
        common.exclusions = None;
        (setup(&common)?, inputs, common)
    } else {
        let reading = Reading::default();
        (reading.setup()?, args.texts.clone(), reading.common())
    };
    let mut out = BTreeMap::new();
    articles(&setup, &inputs, &Common { quiet: true, ..common }, |article, _| {
        // The hash decides: what has changed since cannot be compared.
        if let Some(id) = run.by_hash.get(&article.sha256)
            && coders.iter().any(|c| c.articles.contains_key(id))
        {
            out.insert(id.clone(), article);
        }
        Ok(())
    })?;
    Ok(out)
}

fn percent(share: Option<f64>) -> String {
    share.map_or("   –".into(), |s| format!("{s:.2}"))
}

fn view(coders: &[Coder], run: &Run, scores: &Scores, agreement: Option<&Agreement>, notes: &[String], screen: Screen) -> String {
    let mut out = String::new();
    let coded: std::collections::BTreeSet<&String> = coders.iter().flat_map(|c| c.articles.keys()).collect();
    let marks: usize = coders.iter().flat_map(|c| c.articles.values()).map(Vec::len).sum();
    let names: Vec<&str> = coders.iter().map(|c| c.name.as_str()).collect();
    let _ = writeln!(
        out,
        "{} by {} ({}), {} of the run's {} articles.",
        plural(marks, "mark"),
        plural(coders.len(), "coder"),
        fit(&names.join(", "), 60),
        coded.len(),
        run.articles.len()
    );
    for note in notes {
        wrap(&format!("Note: {note}."), screen.width).iter().for_each(|l| {
            let _ = writeln!(out, "{l}");
        });
    }
    if !scores.silent.is_empty() {
        let list: Vec<String> = scores.silent.iter().map(|f| format!("{f:?}").to_lowercase()).collect();
        let listed = match list.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("kinds {} and {last}", rest.join(", ")),
            _ => format!("kind {}", list.concat()),
        };
        let _ = writeln!(out, "Nobody marked anything of the {listed}: left out on both sides.");
    }
    out += &screen.heading("The run against the marks");
    let name_width = screen.width.saturating_sub(58).clamp(14, 30);
    let _ = writeln!(out, "{}  marks  hits   by overlap          exactly", pad("", name_width));
    let _ = writeln!(out, "{}                prec rec  F1        prec rec  F1", pad("", name_width));
    let mut kind = "";
    for line in &scores.lines {
        if kind != line.kind && !kind.is_empty() {
            out.push('\n');
        }
        kind = line.kind;
        let name = match line.kind {
            "voice" => format!("voice: {}", line.name),
            "coder" => format!("coder: {}", line.name),
            _ => line.name.clone(),
        };
        let (o, e) = (line.score.overlap(), line.score.exact());
        let _ = writeln!(
            out,
            "{} {:>5} {:>5}   {} {} {}      {} {} {}",
            pad(&name, name_width),
            line.score.gold,
            line.score.run,
            percent(o.precision),
            percent(o.recall),
            percent(o.f1),
            percent(e.precision),
            percent(e.recall),
            percent(e.f1)
        );
    }
    if let Some(all) = scores.lines.first() {
        let interval = |i: Option<crate::stats::Interval>| i.map_or("–".into(), |i| format!("{:.2}–{:.2}", i.lo, i.hi));
        let partial = all.score.partial();
        let _ = writeln!(
            out,
            "\n95% intervals of all by overlap: precision {}, recall {}. Credit for parts: F1 {}.",
            interval(all.score.precision_interval()),
            interval(all.score.recall_interval()),
            percent(partial.f1)
        );
    }
    let share = |(of, right): (u64, u64)| if of == 0 { "–".to_owned() } else { format!("{right} of {of} ({:.0} %)", 100.0 * right as f64 / of as f64) };
    let _ = writeln!(out, "Of the marks that a hit meets: same category {}, same voice {}.", share(scores.category), share(scores.voice));
    if let Some(found) = agreement {
        out += &agreement_view(found, coders.len(), screen);
    }
    out
}

fn agreement_view(found: &Agreement, coders: usize, screen: Screen) -> String {
    let mut out = String::new();
    if coders > 1 {
        out += &screen.heading("Agreement between the coders");
        if found.articles == 0 {
            out += "No article was coded by two: nothing can be said.\n";
        } else {
            let _ = writeln!(out, "{} coded by at least two; intervals by drawing {}s again.", plural(found.articles, "article"), found.drawn);
            let width = screen.width.saturating_sub(40).clamp(20, 44);
            let _ = writeln!(out, "{}   units   same   alpha (95% interval)", pad("", width));
            for m in &found.measures {
                let interval = match (m.lo95, m.hi95) {
                    (Some(lo), Some(hi)) => format!(" ({} to {})", two(lo), two(hi)),
                    _ => String::new(),
                };
                let alpha = m.alpha.map_or("not defined".into(), two);
                let same = m.same.map_or("–".into(), |s| format!("{:.0} %", 100.0 * s));
                let _ = writeln!(out, "{} {:>7} {:>6}   {alpha}{interval}", pad(&m.what, width), m.units, same);
            }
            if let Some(alpha) = found.unitised {
                let _ = writeln!(out, "Unitised alpha over characters, by category: {alpha:.2}.");
            }
        }
    }
    out += &screen.heading("Alpha over words: marked or not / which category");
    let alpha = |a: Option<f64>| a.map_or("–".into(), two);
    for Pair { a, b, articles, marked, category } in found.pairs.iter().chain(&found.program) {
        let _ = writeln!(
            out,
            "{} {} / {}   {}",
            pad(&format!("{a} and {b}"), screen.width.saturating_sub(36).clamp(20, 44)),
            alpha(*marked),
            alpha(*category),
            plural(*articles, "article")
        );
    }
    for line in wrap(
        "1 is perfect agreement, 0 is chance. Trained people reach 0.42 on biased wording at best: read the program's figures beside the people's own.",
        screen.width,
    ) {
        let _ = writeln!(out, "{}", screen.dim(&line));
    }
    out
}

fn line_json(line: &Line) -> Value {
    let s = &line.score;
    json!({
        "kind": line.kind, "name": line.name, "marks": s.gold, "hits": s.run,
        "overlap": s.overlap(), "exact": s.exact(), "partial": s.partial(),
        "precision_95": s.precision_interval().map(|i| [i.lo, i.hi]), "recall_95": s.recall_interval().map(|i| [i.lo, i.hi]),
    })
}

fn document(coders: &[Coder], scores: &Scores, agreement: Option<&Agreement>, notes: &[String]) -> String {
    let value = json!({
        "coders": coders.iter().map(|c| json!({ "name": c.name, "articles": c.articles.len(), "marks": c.articles.values().map(Vec::len).sum::<usize>() })).collect::<Vec<_>>(),
        "scores": scores.lines.iter().map(line_json).collect::<Vec<_>>(),
        "same_category": { "of": scores.category.0, "right": scores.category.1 },
        "same_voice": { "of": scores.voice.0, "right": scores.voice.1 },
        "agreement": agreement,
        "notes": notes,
    });
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

fn table(scores: &Scores) -> String {
    let mut out = String::from(
        "kind,name,marks,hits,precision_overlap,recall_overlap,f1_overlap,precision_exact,recall_exact,f1_exact,precision_partial,recall_partial,f1_partial\n",
    );
    for line in &scores.lines {
        let mut name = Vec::new();
        crate::tables::sheet::push_csv(&line.name, &mut name);
        let _ = write!(out, "{},{},{},{}", line.kind, String::from_utf8_lossy(&name), line.score.gold, line.score.run);
        for Shares { precision, recall, f1 } in [line.score.overlap(), line.score.exact(), line.score.partial()] {
            for value in [precision, recall, f1] {
                let _ = write!(out, ",{}", value.map_or(String::new(), |v| format!("{v:.4}")));
            }
        }
        out.push('\n');
    }
    out
}

/// Two decimals; nothing is less than nothing.
fn two(number: f64) -> String {
    let text = format!("{number:.2}");
    if text == "-0.00" { "0.00".into() } else { text }
}
