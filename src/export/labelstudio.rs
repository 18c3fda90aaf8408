//! Label Studio: a JSON list of tasks with predictions, and the labelling interface in labels.xml. Offsets are Unicode code
//! points, as Label Studio has stored them since it stopped counting in UTF-16 (pull request 1559 of its repository).

use crate::marked::{Article, Places};
use serde_json::{Value, json};
use std::fmt::Write;

/// A task: the text, what tells it apart, and our marks as predictions that a person accepts or mends.
pub fn task(article: &Article) -> Value {
    let places = Places::new(&article.text);
    let mut result = Vec::new();
    for (n, mark) in article.marks.iter().enumerate() {
        for (part, range) in mark.ranges.iter().enumerate() {
            let id = format!("h{}-{}", n + 1, part + 1);
            let place = json!({ "start": places.points(range.start), "end": places.points(range.end), "text": article.slice(range) });
            let with = |key: &str, values: Value| {
                let mut value = place.clone();
                if let Some(value) = value.as_object_mut() {
                    value.insert(key.into(), values);
                }
                value
            };
            result.push(json!({ "id": id, "from_name": "category", "to_name": "text", "type": "labels", "value": with("labels", json!([mark.category])) }));
            // Results that share an id are answers about one region.
            result.push(json!({ "id": id, "from_name": "voice", "to_name": "text", "type": "choices", "value": with("choices", json!([mark.voice.name()])) }));
            result.push(json!({ "id": id, "from_name": "why", "to_name": "text", "type": "textarea", "value": with("text", json!([format!("{}: {}", mark.entry, mark.why)])) }));
        }
    }
    json!({
        "data": {
            "text": article.text, "article_id": article.id, "outlet": article.outlet, "date": article.date,
            "input_sha256": article.sha256, "text_start": places.points(article.text_start),
        },
        "predictions": [{ "model_version": concat!("slantwise ", env!("CARGO_PKG_VERSION")), "result": result }],
    })
}

/// The labelling interface: paste it under Settings, Labeling Interface, Code.
pub fn config(categories: &[(String, String)]) -> String {
    let mut out = String::from("<View>\n  <Labels name=\"category\" toName=\"text\">\n");
    for (id, title) in categories {
        let _ = writeln!(out, "    <Label value=\"{}\" hint=\"{}\"/>", escape(id), escape(title));
    }
    out + "  </Labels>\n  <Text name=\"text\" value=\"$text\" granularity=\"word\"/>\n  <Choices name=\"voice\" toName=\"text\" perRegion=\"true\" choice=\"single\" showInline=\"true\">\n    <Choice value=\"own\"/>\n    <Choice value=\"attributed\"/>\n    <Choice value=\"quoted\"/>\n  </Choices>\n  <TextArea name=\"why\" toName=\"text\" perRegion=\"true\" rows=\"2\"/>\n</View>\n"
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
