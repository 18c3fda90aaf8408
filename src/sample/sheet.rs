//! What a draw leaves behind: texts that hide whose they are, a sheet to fill in, a codebook, and the key.

use super::Drawn;
use crate::marked::{Article, Places};
use crate::tables::sheet::push_csv;
use serde_json::json;
use std::fmt::Write;

/// A text without the furniture of its page: blanks stand in its place, so that every character keeps its number.
pub fn blind(article: &Article) -> String {
    let mut out = String::with_capacity(article.text.len());
    let mut at = 0;
    for line in &article.furniture {
        if line.start < at {
            continue;
        }
        out.push_str(article.slice(&(at..line.start)));
        out.extend(article.slice(line).chars().map(|c| if c == '\n' || c == '\r' { c } else { ' ' }));
        at = line.end;
    }
    out.push_str(article.slice(&(at..article.text.len())));
    out
}

/// A line of JSON for coders and their tools: a code, title and text; no outlet, date or address.
pub fn line(drawn: &Drawn) -> String {
    let text = blind(&drawn.article);
    let (title, body) = text.split_at(drawn.article.text_start);
    // The blank line between title and text is ours.
    let title = title.strip_suffix("\n\n").unwrap_or(title);
    json!({ "id": drawn.code, "title": title, "text": body }).to_string() + "\n"
}

/// The head of the sheet that coders fill in.
pub fn head() -> String {
    "code,field,sentence,start,text,expression,category,voice,comment\n".into()
}

/// An article's sentences, a row each, with room for what a coder finds: the words, what they are, who says them. A sentence
/// with several such words has its row copied.
pub fn rows(drawn: &Drawn) -> String {
    let article = &drawn.article;
    let (title, text) = article.text.split_at(article.text_start);
    let (title, text) = (Places::new(title), Places::new(text));
    let mut out = Vec::new();
    for (number, sentence) in article.sentences.iter().enumerate() {
        let (field, base) = article.field(sentence.start);
        let start = if field == "title" { &title } else { &text }.points(sentence.start - base);
        push_csv(&drawn.code, &mut out);
        out.extend_from_slice(format!(",{field},{},{start},", number + 1).as_bytes());
        push_csv(article.slice(sentence), &mut out);
        out.extend_from_slice(b",,,,\n");
    }
    String::from_utf8(out).unwrap_or_default()
}

/// The head of the key.
pub fn key_head() -> String {
    "code,article_id,outlet,date,event_id,stratum,stratum_articles,stratum_drawn,weight,words,input_sha256\n".into()
}

/// Whose article a code is, and how it came to be drawn.
pub fn key_row(drawn: &Drawn) -> String {
    let a = &drawn.article;
    let mut out = Vec::new();
    for cell in [&drawn.code, &a.id, &a.outlet, &a.date, &a.event, &drawn.stratum] {
        push_csv(cell, &mut out);
        out.push(b',');
    }
    out.extend_from_slice(format!("{},{},{:.4},{},{}\n", drawn.of, drawn.drawn, drawn.weight(), a.words, a.sha256).as_bytes());
    String::from_utf8(out).unwrap_or_default()
}

/// What coders are told: the categories, and how to fill the sheet in.
pub fn codebook(categories: &[(String, String, String)], articles: usize) -> String {
    let mut out = String::from("CODEBOOK\n\n");
    let _ = writeln!(out, "{articles} articles, each known by a code alone. Work alone; do not talk about an article before all have coded it.\n");
    out.push_str("In coding-sheet.csv each sentence has a row. Where a sentence holds words that judge, write into\n");
    out.push_str("  expression  these words as they stand, and no more of the sentence than carries the judgement\n");
    out.push_str("  category    one of those below\n");
    out.push_str("  voice       own (the outlet says it), attributed (somebody says it, in the outlet's words), quoted (inside quotation marks)\n");
    out.push_str("  comment     what you were not sure of\n");
    out.push_str("Copy the row where a sentence has several. Leave it as it is where there is nothing: most sentences have nothing.\n");
    out.push_str("Or mark sample.jsonl in a tool of your own and give each mark the article's code, start and end.\n\nCATEGORIES\n\n");
    for (id, title, explanation) in categories {
        let _ = writeln!(out, "{id}\n    {title}. {explanation}\n");
    }
    out + "When all are done:\n    slantwise evaluate sheet-of-A.csv sheet-of-B.csv --key key.csv --against RUN\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marked::{one, tests::engine};

    #[test]
    fn furniture_is_blanked_and_every_character_keeps_its_number() {
        let article = one(engine(), "a", "", "The regime fell.\n\nRead also: The Gazette’s newsletter\n\nIt rained.\n");
        assert!(!article.furniture.is_empty(), "{article:?}");
        let text = blind(&article);
        assert!(!text.contains("Gazette"), "{text}");
        assert_eq!(text.chars().count(), article.text.chars().count());
        assert_eq!(text.find("It rained").map(|at| text[..at].chars().count()), article.text.find("It rained").map(|at| article.text[..at].chars().count()));
    }

    #[test]
    fn the_sheet_leads_back_to_the_sentence() {
        let article = one(engine(), "a", "Thugs’ rule", "The “brutal” regime fell. It rained.");
        let text = article.text[article.text_start..].to_owned();
        let drawn = Drawn { code: "S001".into(), stratum: "x".into(), of: 4, drawn: 2, article };
        let sheet = head() + &rows(&drawn);
        let mut reader = csv::Reader::from_reader(sheet.as_bytes());
        let all: Vec<csv::StringRecord> = reader.records().map(|r| r.unwrap()).collect();
        assert_eq!(all.len(), 3);
        assert_eq!((&all[0][1], &all[0][4]), ("title", "Thugs’ rule"));
        for row in &all[1..] {
            let start: usize = row[3].parse().unwrap();
            assert!(text.chars().skip(start).collect::<String>().starts_with(&row[4]));
        }
        assert!(key_row(&drawn).contains(",4,2,2.0000,"));
        let value: serde_json::Value = serde_json::from_str(&line(&drawn)).unwrap();
        assert_eq!((value["title"].as_str(), value["text"].as_str()), (Some("Thugs’ rule"), Some(text.as_str())));
    }
}
