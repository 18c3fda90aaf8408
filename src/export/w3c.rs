//! W3C Web Annotation: a line of JSON-LD an article, an AnnotationPage. Positions are Unicode code points, as the
//! recommendation asks (section 4.2.5); beside each stands a quotation selector, which holds where somebody counts otherwise.

use super::words;
use crate::marked::{Article, Mark, Places};
use serde_json::{Value, json};

/// Characters of context in a quotation selector.
const CONTEXT: usize = 32;

/// The page of an article.
pub fn page(article: &Article) -> Value {
    let places = Places::new(&article.text);
    let source = source(article);
    let items: Vec<Value> = article.marks.iter().enumerate().map(|(n, mark)| annotation(article, mark, n, &source, &places)).collect();
    json!({
        "@context": ["http://www.w3.org/ns/anno.jsonld", { "slantwise": "urn:slantwise:" }],
        "id": format!("urn:slantwise:page:{}", article.sha256),
        "type": "AnnotationPage",
        "slantwise:articleId": article.id,
        "slantwise:textStart": places.points(article.text_start),
        "slantwise:inputSha256": article.sha256,
        "items": items,
    })
}

/// The article's address; where it has none, a name made from its hash.
fn source(article: &Article) -> String {
    if article.url.is_empty() { format!("urn:sha256:{}", article.sha256) } else { article.url.clone() }
}

fn annotation(article: &Article, mark: &Mark, n: usize, source: &str, places: &Places<'_>) -> Value {
    let selectors: Vec<Value> = mark
        .ranges
        .iter()
        .map(|range| {
            let before: String = article.text.get(..range.start).unwrap_or("").chars().rev().take(CONTEXT).collect::<Vec<_>>().into_iter().rev().collect();
            let after: String = article.text.get(range.end..).unwrap_or("").chars().take(CONTEXT).collect();
            // Two selectors side by side are two ways to the same words.
            json!([
                { "type": "TextPositionSelector", "start": places.points(range.start), "end": places.points(range.end) },
                { "type": "TextQuoteSelector", "exact": article.slice(range), "prefix": before, "suffix": after },
            ])
        })
        .collect();
    // Stretches of one expression are several targets of one annotation.
    let targets: Vec<Value> = selectors.into_iter().map(|s| json!({ "source": source, "selector": s })).collect();
    json!({
        "id": format!("urn:slantwise:hit:{}:{}", article.sha256, n + 1),
        "type": "Annotation",
        "motivation": "classifying",
        "body": [
            { "type": "TextualBody", "purpose": "classifying", "value": mark.category, "format": "text/plain" },
            { "type": "TextualBody", "purpose": "commenting", "value": mark.why, "format": "text/plain", "language": "en" },
        ],
        "target": if targets.len() == 1 { targets.into_iter().next().unwrap_or(Value::Null) } else { Value::Array(targets) },
        "slantwise:text": words(article, mark),
        "slantwise:category": mark.category,
        "slantwise:voice": mark.voice.name(),
        "slantwise:speaker": mark.speaker,
        "slantwise:target": mark.target,
        "slantwise:entry": mark.entry,
        "slantwise:polarity": mark.polarity,
        "slantwise:weight": mark.weight,
        "slantwise:alternatives": mark.alternatives,
    })
}
