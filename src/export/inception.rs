//! INCEpTION and other UIMA tools: UIMA CAS JSON 0.4, a file an article. Offsets are UTF-16 units, as UIMA counts.
//!
//! Each mark stands twice: as a named entity, a layer that every project has, with the category as its value; and in a layer
//! of our own that also has voice, speaker, entry and reason, for projects in which that layer is made.

use crate::marked::{Article, Places};
use serde_json::{Map, Value, json};

const ENTITY: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";
const LOADED: &str = "webanno.custom.LoadedWording";
/// Features of our own layer, all of them texts.
const FEATURES: &[&str] = &["category", "voice", "speaker", "target", "entry", "why", "alternatives"];

/// The CAS of an article.
pub fn cas(article: &Article) -> Value {
    let places = Places::new(&article.text);
    let end = places.units(article.text.len());
    let mut structures =
        vec![json!({ "%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text", "sofaString": article.text })];
    structures.push(json!({
        "%ID": 2, "%TYPE": "uima.tcas.DocumentAnnotation", "@sofa": 1, "begin": 0, "end": end,
        "language": if article.language.is_empty() { "en" } else { &article.language },
    }));
    for (mark, range) in article.marks.iter().flat_map(|m| m.ranges.iter().map(move |r| (m, r))) {
        let (from, to) = (places.units(range.start), places.units(range.end));
        let id = structures.len() + 1;
        structures.push(json!({ "%ID": id, "%TYPE": ENTITY, "@sofa": 1, "begin": from, "end": to, "value": mark.category }));
        structures.push(json!({
            "%ID": id + 1, "%TYPE": LOADED, "@sofa": 1, "begin": from, "end": to,
            "category": mark.category, "voice": mark.voice.name(), "speaker": mark.speaker, "target": mark.target,
            "entry": mark.entry, "why": mark.why, "alternatives": mark.alternatives.join(" | "),
        }));
    }
    let members: Vec<usize> = (2..=structures.len()).collect();
    json!({
        "%TYPES": { ENTITY: kind(ENTITY, &["value", "identifier"]), LOADED: kind(LOADED, FEATURES) },
        "%FEATURE_STRUCTURES": structures,
        "%VIEWS": { "_InitialView": { "%SOFA": 1, "%MEMBERS": members } },
    })
}

fn kind(name: &str, features: &[&str]) -> Value {
    let mut out = Map::new();
    out.insert("%NAME".into(), name.into());
    out.insert("%SUPER_TYPE".into(), "uima.tcas.Annotation".into());
    for feature in features {
        out.insert((*feature).into(), json!({ "%NAME": feature, "%RANGE": "uima.cas.String" }));
    }
    Value::Object(out)
}
