//! The page from the tables of a finished run and the articles they were made from: for looking at a change to the page
//! without running the comparison again. `cargo run --example report_from -- RUN INPUT OUT [no-text] [blind] [single]`

use slantwise::engine::{Engine, Settings};
use slantwise::read::{Inputs, ReadOptions};
use slantwise::report::{self, ArticleText, ReportOptions, TextStore};
use slantwise::score::rows::Wanted;
use slantwise::score::run::run;
use slantwise::tables::Format;
use std::path::Path;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, input, out, flags @ ..] = args.as_slice() else { anyhow::bail!("RUN INPUT OUT [no-text] [blind] [single]") };
    let has = |flag: &str| flags.iter().any(|f| f == flag);
    let Ok((engine, _)) = Engine::build(Settings::built_in().map_err(|_| anyhow::anyhow!("the built-in lexicons"))?) else {
        anyhow::bail!("the built-in lexicons")
    };
    let mut inputs = Inputs::open(std::slice::from_ref(input), ReadOptions::default())?;
    let mut store = TextStore::new()?;
    let none = Wanted { articles: false, ..Wanted::all(false) };
    run::<ArticleText, anyhow::Error>(
        &engine,
        &mut inputs,
        none,
        Format::Csv,
        2,
        &|_, record, scratch, _, _| Some(ArticleText::of(record, scratch)),
        |done| done.views.iter().try_for_each(|article| store.add(article)),
    )?;
    std::fs::create_dir_all(out)?;
    let figures = has("figures").then(|| Path::new(out).join("figures"));
    let options = ReportOptions { no_text: has("no-text"), blind: has("blind"), single: has("single"), figures, ..ReportOptions::default() };
    let written = report::write(Path::new(folder), Some(&store.finish()?), &options, Path::new(out))?;
    println!("{written:?}");
    Ok(())
}
