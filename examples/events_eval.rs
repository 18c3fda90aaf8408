//! Measures event linking: `cargo run --release --example events_eval -- FOLDER [GOLD.jsonl [FIELD]] [--no-dates] [--no-titles]
//! [--threshold X] [--undated X] [--sweep] [--largest N]`
//!
//! FOLDER holds the tables of a score run, GOLD the true events by article id (FIELD is `event` unless named).

use slantwise::events::{self, Options};
use slantwise::facts::Facts;
use slantwise::stats::clusters::{bcubed, pairwise};
use slantwise::tables::read::RunTables;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

fn main() {
    let mut plain = Vec::new();
    let (mut options, mut dates, mut titles, mut sweep, mut largest) = (Options::default(), true, true, false, 0);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|v| v.parse::<f64>().ok()).unwrap_or(0.0);
        match arg.as_str() {
            "--no-dates" => dates = false,
            "--no-titles" => titles = false,
            "--sweep" => sweep = true,
            "--threshold" => options.threshold = number(),
            "--undated" => options.undated = number(),
            "--threads" => options.threads = number() as usize,
            "--largest" => largest = number() as usize,
            _ => plain.push(arg),
        }
    }
    let Some(folder) = plain.first().map(Path::new) else { panic!("name the folder of a score run") };
    let start = Instant::now();
    let mut tables = RunTables::read(&[folder]).unwrap_or_else(|e| panic!("{e:#}"));
    let read = start.elapsed();
    let mut facts = Facts::read(&[folder], &tables).unwrap_or_else(|e| panic!("{e:#}"));
    println!("{} articles, tables read in {:.2} s, facts in {:.2} s", tables.articles.len(), read.as_secs_f64(), (start.elapsed() - read).as_secs_f64());
    for (row, facts) in tables.articles.iter_mut().zip(&mut facts.of_article) {
        if !dates {
            row.date.clear();
            row.url.clear();
            facts.date = None;
        }
        if !titles {
            facts.title = Box::default();
        }
    }
    let gold: BTreeMap<String, String> = plain.get(1).map_or_else(BTreeMap::new, |path| {
        let field = plain.get(2).map_or("event", |f| f);
        let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let records = text.lines().filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok());
        records.filter_map(|r| Some((r["id"].as_str()?.to_owned(), r[field].as_str()?.to_owned()))).collect()
    });
    let base = options.threshold;
    let steps: Vec<f64> = if sweep { (-6..=8).map(|n| base + 0.01 * f64::from(n)).collect() } else { vec![base] };
    for threshold in steps {
        let start = Instant::now();
        let found = events::link(&tables, &facts, &Options { threshold, ..options.clone() });
        let (mut truth, mut given) = (Vec::new(), Vec::new());
        let mut sizes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, (row, event)) in tables.articles.iter().zip(&found.of_article).enumerate() {
            sizes.entry(&event.event).or_default().push(at);
            if let Some(event_id) = gold.get(&row.id) {
                truth.push(event_id.as_str());
                given.push(event.event.as_str());
            }
        }
        let show = |p: slantwise::stats::PrecisionRecall| {
            format!("P {:.3} R {:.3} F1 {:.3}", p.precision.unwrap_or(0.0), p.recall.unwrap_or(0.0), p.f1().unwrap_or(0.0))
        };
        println!(
            "threshold {threshold:.2}: {} events, {:.2} s; B-cubed {}, pairs {}; copies {}, related {}",
            sizes.len(),
            start.elapsed().as_secs_f64(),
            show(bcubed(&truth, &given)),
            show(pairwise(&truth, &given)),
            found.of_article.iter().filter(|a| a.duplicate_of.is_some()).count(),
            found.of_article.iter().filter(|a| !a.related.is_empty()).count()
        );
        let mut by_size: Vec<_> = sizes.into_iter().collect();
        by_size.sort_by_key(|(id, members)| (std::cmp::Reverse(members.len()), id.to_owned()));
        for (id, members) in by_size.iter().take(largest) {
            println!("== {id}: {}", members.len());
            for at in members {
                let (row, event) = (&tables.articles[*at], &found.of_article[*at]);
                println!(
                    "   {} {:<14} {:.3} {} {}",
                    row.date,
                    tables.symbols.text(row.outlet),
                    event.link_score.unwrap_or(0.0),
                    if event.duplicate_of.is_some() { "=" } else { " " },
                    row.title.chars().take(100).collect::<String>()
                );
            }
        }
    }
}
