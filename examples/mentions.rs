//! Prints the mentions (or, with --targets, the targeted hits) of text files as tab-separated rows; offsets in code points.
use slantwise::engine::{Analysis, Engine, Scratch, Settings};
use slantwise::text::cursor::Cursor;

fn main() -> anyhow::Result<()> {
    let mut settings = Settings::built_in().map_err(|e| anyhow::anyhow!("{e}"))?;
    // Mentions need no lexicon; --targets does.
    if !std::env::args().any(|a| a == "--targets") {
        settings.lexicons.clear();
    }
    // Lexicons that this version cannot read are left out: the harness looks at targets, not at lexicons.
    settings.lexicons.retain(|source| Engine::build(Settings { lexicons: vec![source.clone()], ..Settings::default() }).is_ok());
    let (engine, _) = Engine::build(settings).map_err(|all| anyhow::anyhow!(all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))?;
    let (mut scratch, mut out) = (Scratch::default(), Analysis::default());
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let targets = arguments.iter().any(|a| a == "--targets");
    for path in arguments.iter().filter(|a| !a.starts_with("--")) {
        let text = if let Some(sentence) = path.strip_prefix("text:") { sentence.to_owned() } else { std::fs::read_to_string(path)? };
        engine.analyse("", &text, &mut scratch, &mut out);
        let file = path.rsplit('/').next().unwrap_or(path);
        let cursor = Cursor::new(&scratch.text);
        let span = |first: u32, last: u32| (scratch.tokens[first as usize].start as usize, scratch.tokens[last as usize - 1].end as usize);
        if targets {
            for hit in &out.hits {
                let (a, b) = hit.stretch();
                let (start, end) = span(a, b);
                let target = hit.target.map(|t| &out.mentions[t as usize]);
                let about = target.map_or("-".to_owned(), |m| {
                    format!("{} [{}]", engine.actors.actors[m.actor as usize].id, &scratch.text[span(m.first, m.last).0..span(m.first, m.last).1])
                });
                println!("{file}\t{}\t{}\t{}\t{about}", &scratch.text[start..end].replace('\n', " "), engine.category(hit.category).id, hit.target_rule);
            }
            continue;
        }
        for mention in &out.mentions {
            let (start, end) = span(mention.first, mention.last);
            let label = engine.actors.label_text(mention.label, &scratch.text, &scratch.tokens);
            println!(
                "{file}\t{}\t{}\t{}\t{}\t{label}\t{}\t{}\t{}",
                cursor.at(start),
                cursor.at(end),
                scratch.text[start..end].replace(['\n', '\t'], " "),
                engine.actors.actors[mention.actor as usize].id,
                mention.valence,
                mention.embedded,
                mention.rule
            );
        }
    }
    Ok(())
}
