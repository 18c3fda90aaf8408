//! How much finding actors costs: megabytes a second with and without gazetteers over the given files.
use slantwise::engine::{Analysis, Engine, Scratch, Settings};
use std::time::Instant;

fn main() -> anyhow::Result<()> {
    let texts: Vec<String> = std::env::args().skip(1).map(std::fs::read_to_string).collect::<Result<_, _>>()?;
    let bytes: usize = texts.iter().map(String::len).sum();
    for with in [false, true, false, true] {
        let start = Instant::now();
        let actors = if with { slantwise::actors::load::built_in().map_err(|e| anyhow::anyhow!("{e}"))? } else { Vec::new() };
        let (engine, _) = Engine::build(Settings { actors, ..Settings::default() }).map_err(|_| anyhow::anyhow!("broken"))?;
        let built = start.elapsed();
        let (mut scratch, mut out) = (Scratch::default(), Analysis::default());
        let start = Instant::now();
        let mut mentions = 0;
        for _ in 0..10 {
            for text in &texts {
                engine.analyse("", text, &mut scratch, &mut out);
                mentions += out.mentions.len();
            }
        }
        println!("actors {with}: built in {built:.1?}, {:.0} MB/s, {} mentions", 10.0 * bytes as f64 / 1e6 / start.elapsed().as_secs_f64(), mentions / 10);
    }
    Ok(())
}
