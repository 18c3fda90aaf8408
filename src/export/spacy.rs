//! spaCy: a JSON line an article, as `Doc.to_json` writes and `Doc.from_json` reads. Offsets are Unicode code points, as
//! Python counts. Tokens are cut so that every mark begins and ends with one.

use crate::marked::{Article, Places};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::ops::Range;

/// The line of an article: `spans` has the categories under "loaded" and the voices under "voice".
pub fn line(article: &Article) -> Value {
    let places = Places::new(&article.text);
    let cuts: BTreeSet<usize> = article.marks.iter().flat_map(|m| m.ranges.iter().flat_map(|r| [r.start, r.end])).collect();
    let tokens: Vec<Value> = tokens(&article.text, &cuts)
        .into_iter()
        .enumerate()
        .map(|(id, r)| json!({ "id": id, "start": places.points(r.start), "end": places.points(r.end) }))
        .collect();
    let group = |label: fn(&crate::marked::Mark) -> String| -> Vec<Value> {
        let all = article.marks.iter().flat_map(|m| m.ranges.iter().map(move |r| (m, r)));
        all.map(|(m, r)| json!({ "start": places.points(r.start), "end": places.points(r.end), "label": label(m), "kb_id": m.entry })).collect()
    };
    let mut spans = Map::new();
    spans.insert("loaded".into(), group(|m| m.category.clone()).into());
    spans.insert("voice".into(), group(|m| m.voice.name().to_owned()).into());
    json!({
        "text": article.text, "tokens": tokens, "ents": [], "spans": spans,
        "article_id": article.id, "outlet": article.outlet, "date": article.date,
        "input_sha256": article.sha256, "text_start": places.points(article.text_start),
    })
}

/// Pieces of words, single signs, and white space beyond the one blank that may follow a token: spaCy's own tokens cover a
/// text in this way.
fn tokens(text: &str, cuts: &BTreeSet<usize>) -> Vec<Range<usize>> {
    let kind = |c: char| {
        if c.is_whitespace() {
            0
        } else if c.is_alphanumeric() {
            1
        } else {
            2
        }
    };
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut last = usize::MAX;
    for (at, c) in text.char_indices() {
        let (kind, end) = (kind(c), at + c.len_utf8());
        let joins = kind != 2 && kind == last && !cuts.contains(&at);
        match out.last_mut() {
            Some(token) if joins && token.end == at => token.end = end,
            // The first blank after a token is part of no token.
            Some(token) if c == ' ' && last != 0 && token.end == at => {}
            _ => out.push(at..end),
        }
        last = kind;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_cover_the_text_but_for_single_blanks() {
        let text = "A  “big” dog.\n\nIt’s  x ";
        let cuts = BTreeSet::from([4]);
        let pieces: Vec<&str> = tokens(text, &cuts).into_iter().map(|r| &text[r]).collect();
        assert_eq!(pieces, ["A", " ", "“", "big", "”", "dog", ".", "\n\n", "It", "’", "s", " ", "x"]);
    }
}
