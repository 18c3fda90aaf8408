//! Gold as JSON: marks of class mode, W3C annotation pages, doccano and Label Studio exports, lines of spans.

use super::gold::Names;
use super::{Coder, Span, in_field, voice};
use crate::marked::Places;
use anyhow::{Context, bail};
use serde_json::Value;

/// Reads a JSON document or JSON lines.
///
/// # Errors
/// Text that is no JSON, with its line; an object that is none of the formats.
pub fn read(text: &str, names: &Names) -> anyhow::Result<Vec<Coder>> {
    let mut coders: Vec<Coder> = Vec::new();
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        match value {
            Value::Array(list) => list.iter().enumerate().try_for_each(|(n, v)| object(v, names, &mut coders).with_context(|| format!("object {}", n + 1)))?,
            value => object(&value, names, &mut coders)?,
        }
        return Ok(coders);
    }
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let value: Value = serde_json::from_str(line).with_context(|| format!("line {}: no JSON", number + 1))?;
        object(&value, names, &mut coders).with_context(|| format!("line {}", number + 1))?;
    }
    Ok(coders)
}

fn coder<'a>(coders: &'a mut Vec<Coder>, name: &str) -> &'a mut Coder {
    let at = coders.iter().position(|c| c.name == name).unwrap_or_else(|| {
        coders.push(Coder { name: name.to_owned(), ..Coder::default() });
        coders.len() - 1
    });
    &mut coders[at]
}

fn text<'v>(value: &'v Value, keys: &[&str]) -> &'v str {
    keys.iter().find_map(|k| value[*k].as_str()).unwrap_or("")
}

fn article(value: &Value, names: &Names) -> anyhow::Result<String> {
    let (id, hash) = (text(value, &["article_id", "slantwise:articleId", "id", "code"]), text(value, &["input_sha256", "slantwise:inputSha256"]));
    match names.find(id, hash) {
        Some(known) => Ok(known.to_owned()),
        None if !id.is_empty() => Ok(id.to_owned()),
        None => bail!("no article_id says which article this is"),
    }
}

fn object(value: &Value, names: &Names, coders: &mut Vec<Coder>) -> anyhow::Result<()> {
    if value["format"] == "slantwise-marks" {
        return class_marks(value, names, coders);
    }
    if value["type"] == "AnnotationPage" {
        return w3c(value, names, coders);
    }
    if value["data"].is_object() && (value["annotations"].is_array() || value["predictions"].is_array()) {
        return label_studio(value, names, coders);
    }
    let id = article(value, names)?;
    let who = text(value, &["coder", "annotator"]).to_owned();
    // doccano calls them label, entities or, with relations, entities of objects.
    let list = ["label", "labels", "entities", "spans"].iter().find_map(|k| value[*k].as_array());
    let Some(list) = list else {
        let spans = coder(coders, &who).articles.entry(id);
        let spans = spans.or_default();
        if value["start"].is_null() {
            return Ok(());
        }
        spans.push(span(value)?);
        return Ok(());
    };
    // doccano counts UTF-16 units of the text it gives back.
    let document = value["text"].as_str().filter(|_| value["label"].is_array() || value["entities"].is_array());
    let places = document.map(Places::new);
    let text_start = value["text_start"].as_u64().unwrap_or(0);
    let spans = coder(coders, &who).articles.entry(id).or_default();
    for one in list {
        let mut found = match one.as_array().map(Vec::as_slice) {
            Some([start, end, label]) => {
                let (start, end) = (start.as_u64().context("a start that is no number")?, end.as_u64().context("an end that is no number")?);
                labelled(start, end, label.as_str().unwrap_or(""))
            }
            Some(_) => bail!("a label is [start, end, name]"),
            None => {
                let mut found = span(one)?;
                if found.category.is_empty() {
                    let label = labelled(0, 1, text(one, &["label"]));
                    (found.category, found.voice) = (label.category, found.voice.or(label.voice));
                }
                found
            }
        };
        if let (Some(places), Some(document)) = (&places, document) {
            let point = |unit: u64| document.get(..places.byte_of_unit(unit as usize)).map_or(0, |t| t.chars().count()) as u64;
            let start_point = point(text_start);
            for part in &mut found.parts {
                let (title, start, end) = in_field(point(part.0), point(part.1), start_point);
                found.title = title;
                *part = (start, end);
            }
        }
        spans.push(found);
    }
    Ok(())
}

/// `category/voice`, as our doccano export names its labels.
fn labelled(start: u64, end: u64, label: &str) -> Span {
    let (category, said) = label.split_once('/').unwrap_or((label, ""));
    Span { title: false, parts: vec![(start, end)], category: category.into(), voice: voice(said) }
}

fn span(value: &Value) -> anyhow::Result<Span> {
    let number = |keys: &[&str]| keys.iter().find_map(|k| value[*k].as_u64());
    let (start, end) = (number(&["start", "start_offset"]).context("a mark without start")?, number(&["end", "end_offset"]).context("a mark without end")?);
    if end <= start {
        bail!("end {end} is not behind start {start}");
    }
    Ok(Span {
        title: text(value, &["field"]) == "title",
        parts: vec![(start, end)],
        category: text(value, &["category"]).to_owned(),
        voice: voice(text(value, &["voice"])),
    })
}

fn class_marks(value: &Value, names: &Names, coders: &mut Vec<Coder>) -> anyhow::Result<()> {
    let coder = coder(coders, text(value, &["coder"]));
    for one in value["articles"].as_array().context("no articles")? {
        let id = article(one, names)?;
        let spans = coder.articles.entry(id).or_default();
        for mark in one["marks"].as_array().map(Vec::as_slice).unwrap_or_default() {
            spans.push(span(mark)?);
        }
    }
    Ok(())
}

fn w3c(value: &Value, names: &Names, coders: &mut Vec<Coder>) -> anyhow::Result<()> {
    let id = article(value, names)?;
    let text_start = value["slantwise:textStart"].as_u64().unwrap_or(0);
    for item in value["items"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let who = item["creator"].as_str().or(item["creator"]["name"].as_str()).unwrap_or("");
        let bodies: Vec<&Value> = item["body"].as_array().map_or_else(|| vec![&item["body"]], |l| l.iter().collect());
        let tag = bodies.iter().find(|b| matches!(b["purpose"].as_str(), Some("classifying" | "tagging"))).and_then(|b| b["value"].as_str());
        let targets: Vec<&Value> = item["target"].as_array().map_or_else(|| vec![&item["target"]], |l| l.iter().collect());
        let mut span = Span { title: false, parts: Vec::new(), category: tag.unwrap_or("").to_owned(), voice: voice(text(item, &["slantwise:voice"])) };
        for target in targets {
            let selectors: Vec<&Value> = target["selector"].as_array().map_or_else(|| vec![&target["selector"]], |l| l.iter().collect());
            let place = selectors.iter().find(|s| s["type"] == "TextPositionSelector").context("an annotation without a TextPositionSelector")?;
            let (start, end) = place["start"].as_u64().zip(place["end"].as_u64()).context("a TextPositionSelector without start and end")?;
            let (title, start, end) = in_field(start, end, text_start);
            span.title = title;
            span.parts.push((start, end));
        }
        coder(coders, who).articles.entry(id.clone()).or_default().push(span);
    }
    if value["items"].as_array().is_none_or(Vec::is_empty) {
        coder(coders, "").articles.entry(id).or_default();
    }
    Ok(())
}

/// A Label Studio task: what people said of it; our own predictions where nobody has said anything are no gold.
fn label_studio(value: &Value, names: &Names, coders: &mut Vec<Coder>) -> anyhow::Result<()> {
    let id = article(&value["data"], names)?;
    let text_start = value["data"]["text_start"].as_u64().unwrap_or(0);
    for annotation in value["annotations"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let by = &annotation["completed_by"];
        let who = by.as_str().map(str::to_owned).or(by["email"].as_str().map(str::to_owned)).or(by.as_u64().map(|n| n.to_string())).unwrap_or_default();
        let results = annotation["result"].as_array().map(Vec::as_slice).unwrap_or_default();
        let spans = coder(coders, &who).articles.entry(id.clone()).or_default();
        for result in results.iter().filter(|r| r["type"] == "labels") {
            let mut found = span(&result["value"])?;
            (found.title, found.parts[0].0, found.parts[0].1) = in_field(found.parts[0].0, found.parts[0].1, text_start);
            found.category = result["value"]["labels"][0].as_str().unwrap_or("").to_owned();
            let said = results.iter().find(|r| r["type"] == "choices" && r["id"] == result["id"]);
            found.voice = said.and_then(|r| r["value"]["choices"][0].as_str()).and_then(voice);
            spans.push(found);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Voice;

    #[test]
    fn marks_of_class_mode_are_read_with_their_coder() {
        let text = r#"{"format":"slantwise-marks","version":1,"coder":"Ada","articles":[{"article_id":"a","input_sha256":"x","marks":[{"field":"title","start":2,"end":6,"text":"thug","category":"label_neg","voice":"quoted"}]}]}"#;
        let coders = read(text, &Names::default()).unwrap();
        assert_eq!(coders[0].name, "Ada");
        assert_eq!(coders[0].articles["a"], [Span { title: true, parts: vec![(2, 6)], category: "label_neg".into(), voice: Some(Voice::Quoted) }]);
    }

    #[test]
    fn doccano_counts_in_utf_16_and_ours_in_code_points() {
        let coders = read(
            "{\"id\":\"a\",\"text\":\"😀 thugs\",\"label\":[[3,8,\"label_neg/own\"]]}\n{\"id\":\"b\",\"text\":\"nothing\",\"label\":[]}\n",
            &Names::default(),
        )
        .unwrap();
        assert_eq!(coders[0].articles["a"][0].parts, [(2, 7)]);
        assert!(coders[0].articles["b"].is_empty());
        let coders = read("{\"article_id\":\"a\",\"start\":2,\"end\":7,\"category\":\"label_neg\"}\n{\"article_id\":\"a\",\"spans\":[{\"start\":9,\"end\":12,\"label\":\"doubt\"}]}", &Names::default()).unwrap();
        assert_eq!(coders[0].articles["a"].iter().map(|s| s.parts[0].0).collect::<Vec<_>>(), [2, 9]);
    }

    #[test]
    fn what_is_no_gold_is_told() {
        assert!(read("{\"a\":1}\n{", &Names::default()).unwrap_err().to_string().contains("line"));
        assert!(format!("{:#}", read("[{\"start\":1}]", &Names::default()).unwrap_err()).contains("no article_id"));
    }
}
