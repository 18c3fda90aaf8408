//! Gold as a table: the columns of hits.csv, with `coder` where there are several; or a filled coding sheet.

use super::gold::Names;
use super::{Coder, Span, voice};
use crate::tables::sheet::unguard;
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads a table. Columns: article_id (or code), start, end, category; field, voice, group, coder where there are. A row
/// without start says that the article was read. A coding sheet has `expression` in the sentence `text` that begins at
/// `start`.
///
/// # Errors
/// A file that cannot be read, a column that is missing, a number that is none: with the line.
pub fn read(path: &Path, names: &Names) -> anyhow::Result<Vec<Coder>> {
    let text = std::fs::read_to_string(path).context("cannot be read as UTF-8 text")?;
    let separator = if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("tsv")) { b'\t' } else { guess(&text) };
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let header: Vec<String> = reader.headers().context("no table")?.iter().map(|h| h.trim().to_lowercase()).collect();
    let at = |wanted: &[&str]| wanted.iter().find_map(|w| header.iter().position(|h| h == w));
    let Some(id_at) = at(&["article_id", "code", "id"]) else {
        bail!("there is no column article_id (or code); the columns are {}", header.join(", "));
    };
    let Some(start_at) = at(&["start"]) else { bail!("there is no column start; the columns are {}", header.join(", ")) };
    let (end_at, expression_at, text_at) = (at(&["end"]), at(&["expression"]), at(&["text"]));
    if end_at.is_none() && expression_at.is_none() {
        bail!("there is neither a column end nor a column expression; the columns are {}", header.join(", "));
    }
    let (field_at, category_at, voice_at) = (at(&["field"]), at(&["category", "label"]), at(&["voice"]));
    let (group_at, coder_at, hash_at) = (at(&["group"]), at(&["coder", "annotator"]), at(&["input_sha256"]));
    let mut coders: Vec<Coder> = Vec::new();
    let mut groups: BTreeMap<(usize, String, String), usize> = BTreeMap::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let line = record.position().map_or(0, |p| p.line());
        let cell = |at: Option<usize>| at.and_then(|a| record.get(a)).map(unguard).unwrap_or("");
        let name = cell(coder_at).trim().to_owned();
        let n = coders.iter().position(|c| c.name == name).unwrap_or_else(|| {
            coders.push(Coder { name, ..Coder::default() });
            coders.len() - 1
        });
        let given = cell(Some(id_at));
        let id = names.find(given, cell(hash_at)).unwrap_or(given).to_owned();
        let spans = coders[n].articles.entry(id.clone()).or_default();
        let start = cell(Some(start_at)).trim();
        if start.is_empty() {
            continue;
        }
        let number = |what: &str, text: &str| text.trim().parse::<u64>().with_context(|| format!("line {line}: {what} is \"{text}\", no number of characters"));
        let start = number("start", start)?;
        let part = match (expression_at, end_at) {
            (Some(_), _) => {
                let expression = cell(expression_at).trim();
                if expression.is_empty() {
                    continue;
                }
                place(cell(text_at), expression)
                    .map(|(from, to)| (start + from, start + to))
                    .with_context(|| format!("line {line}: \"{expression}\" does not stand in its sentence, \"{}\"", cell(text_at)))?
            }
            _ => (start, number("end", cell(end_at))?),
        };
        if part.1 <= part.0 {
            bail!("line {line}: end {} is not behind start {}", part.1, part.0);
        }
        let title = cell(field_at).trim() == "title";
        let group = cell(group_at).trim().to_owned();
        if !group.is_empty()
            && let Some(at) = groups.get(&(n, id.clone(), group.clone()))
            && let Some(span) = spans.get_mut(*at)
        {
            span.parts.push(part);
            continue;
        }
        if !group.is_empty() {
            groups.insert((n, id, group), spans.len());
        }
        spans.push(Span { title, parts: vec![part], category: cell(category_at).trim().to_owned(), voice: voice(cell(voice_at)) });
    }
    Ok(coders)
}

/// The separator of a table that a spreadsheet may have saved in its own country's way.
fn guess(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or("");
    if head.contains(';') && !head.contains(',') { b';' } else { b',' }
}

/// Where words stand in a sentence, in code points; letter case and the shape of apostrophes do not matter.
fn place(sentence: &str, expression: &str) -> Option<(u64, u64)> {
    let fold = |c: char| match c {
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        c if c.is_whitespace() => ' ',
        // One for one, so that places stay where they are.
        c => c.to_lowercase().next().unwrap_or(c),
    };
    let (sentence, expression): (Vec<char>, Vec<char>) = (sentence.chars().map(fold).collect(), expression.chars().map(fold).collect());
    let at = sentence.windows(expression.len()).position(|w| w == expression)?;
    Some((at as u64, (at + expression.len()) as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(text: &str) -> anyhow::Result<Vec<Coder>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("gold.csv");
        std::fs::write(&path, text).unwrap();
        read(&path, &Names::default())
    }

    #[test]
    fn rows_of_a_group_are_one_mark_and_coders_are_told_apart() {
        let coders = from("article_id,field,start,end,category,group,voice,coder\na,text,0,6,violence,1,own,Ada\na,text,10,16,violence,1,own,Ada\na,text,20,22,doubt,,quoted,Ada\na,title,0,6,violence,,own,Bo\nb,,,,,,,Bo\n").unwrap();
        assert_eq!(coders.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Ada", "Bo"]);
        assert_eq!(coders[0].articles["a"][0].parts, [(0, 6), (10, 16)]);
        assert_eq!(coders[0].articles["a"].len(), 2);
        assert!(coders[1].articles["a"][0].title && coders[1].articles["b"].is_empty());
    }

    #[test]
    fn a_filled_sheet_is_read_by_its_expressions() {
        let coders =
            from("code;field;start;text;expression;category;voice\nS1;text;100;The ‘brutal’ régime’s end.;RÉGIME's;label_neg;own\nS1;text;130;Next.;;;\n")
                .unwrap();
        assert_eq!(coders[0].articles["S1"][0].parts, [(113, 121)]);
        let error = from("code,start,text,expression\nS1,0,Nothing here.,brutal\n").unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("brutal"), "{error}");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert!(from("article_id,start,end\na,x,2\n").unwrap_err().to_string().contains("line 2: start is \"x\""));
        assert!(from("article_id,start,end\na,5,5\n").unwrap_err().to_string().contains("line 2: end 5 is not behind start 5"));
        assert!(from("who,where\n").unwrap_err().to_string().contains("no column article_id"));
    }
}
