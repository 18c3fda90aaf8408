//! doccano: a JSON line an article, for a sequence labelling project. Offsets are UTF-16 units, as doccano's pages count
//! unless "Count grapheme clusters as one character" is switched on (issue 2290 of its repository).

use crate::marked::{Article, Places};
use serde_json::{Value, json};

/// The line of an article: voice is part of the label, since doccano's spans have nothing else.
pub fn line(article: &Article) -> Value {
    let places = Places::new(&article.text);
    let label: Vec<Value> = article
        .marks
        .iter()
        .flat_map(|m| m.ranges.iter().map(move |r| (m, r)))
        .map(|(m, r)| json!([places.units(r.start), places.units(r.end), format!("{}/{}", m.category, m.voice.name())]))
        .collect();
    json!({
        "text": article.text, "label": label,
        "article_id": article.id, "outlet": article.outlet, "date": article.date,
        "input_sha256": article.sha256, "text_start": places.units(article.text_start),
    })
}
