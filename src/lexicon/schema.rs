//! The JSON Schema of lexicon files, the reference of their keys and the catalogue: made from the types and the built-in
//! lexicons, kept in docs/, and held against them by a test. `SLANTWISE_WRITE=1 cargo test --lib generated` writes them.

use super::file::{FAMILY_KEYS, FamilySpec, LexiconFile, PatternSpec, Place, Shared};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

/// What a condition's key means.
fn place_meaning(key: &str) -> String {
    let side = match key.trim_start_matches("not_") {
        "prev" => "directly before the hit",
        "next" => "directly after the hit",
        "left" => "before it in the clause, up to 8 words away",
        "right" => "after it in the clause, up to 8 words away",
        _ => "anywhere in its sentence",
    };
    if key.starts_with("not_") { format!("No hit where one of these stands {side}.") } else { format!("A hit only where one of these stands {side}.") }
}

/// The properties that families and patterns share, after `own` ones.
fn properties(generator: &mut SchemaGenerator, own: Value) -> Map<String, Value> {
    let mut all = own.as_object().cloned().unwrap_or_default();
    let shared = Shared::json_schema(generator);
    all.extend(shared.get("properties").and_then(Value::as_object).cloned().unwrap_or_default());
    for key in Place::KEYS {
        all.insert(key.into(), json!({ "type": "array", "items": { "type": "string" }, "description": place_meaning(key) }));
    }
    all
}

impl JsonSchema for FamilySpec {
    fn schema_name() -> Cow<'static, str> {
        "Family".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let pattern = generator.subschema_for::<PatternSpec>();
        let sentences = |what: &str| json!({ "type": "array", "items": { "type": "string" }, "description": what });
        let own = json!({
            "id": { "type": "string", "description": "Unique in the file; the entry is known as file.id." },
            "patterns": { "type": "array", "items": pattern, "minItems": 1, "description": "What is looked for; see Patterns." },
            "must_match": sentences("Sentences in which what stands in [ ] must be hit."),
            "must_not_match": sentences("Sentences in which nothing may be hit."),
        });
        let properties = properties(generator, own);
        json_schema!({
            "type": "object",
            "description": "Patterns that share a category, a reason, alternatives and a source.",
            "properties": properties,
            "required": ["id", "category", "patterns"],
            "additionalProperties": false,
        })
    }
}

impl JsonSchema for PatternSpec {
    fn schema_name() -> Cow<'static, str> {
        "Pattern".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let properties = properties(generator, json!({ "p": { "type": "string", "description": "The pattern." } }));
        json_schema!({
            "description": "A pattern, or a pattern with what it overrides.",
            "anyOf": [
                { "type": "string" },
                { "type": "object", "properties": properties, "required": ["p"], "additionalProperties": false },
            ],
        })
    }
}

/// The schema of a lexicon file.
fn schema() -> Value {
    let mut value = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<LexiconFile>().to_value();
    value["title"] = "slantwise lexicon".into();
    tidy(&mut value);
    value
}

/// Lines of a comment are one sentence; TOML has no null.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.get("default").is_some_and(Value::is_null) {
                map.remove("default");
            }
            if let Some(Value::Array(types)) = map.get("type")
                && let Some(one) = types.iter().find(|t| *t != "null").filter(|_| types.len() == 2).cloned()
            {
                map.insert("type".into(), one);
            }
            if let Some(Value::String(text)) = map.get_mut("description") {
                *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            }
            map.values_mut().for_each(tidy);
        }
        Value::Array(list) => list.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// The type of a property, in words.
fn type_of(property: &Value, root: &Value) -> String {
    if let Some(name) = property["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        let target = &root["$defs"][name];
        let choices: Vec<&str> = target["oneOf"].as_array().into_iter().flatten().filter_map(|c| c["const"].as_str()).collect();
        return if choices.is_empty() { name.to_lowercase() } else { choices.join(" \\| ") };
    }
    if let Some(list) = property["enum"].as_array() {
        return list.iter().map(|v| v.as_str().map_or(v.to_string(), str::to_owned)).collect::<Vec<_>>().join(" \\| ");
    }
    match property["type"].as_str() {
        Some("array") => format!("list of {}", type_of(&property["items"], root)),
        Some("object") => "table".into(),
        Some("boolean") => "true \\| false".into(),
        Some("number") => match (property["minimum"].as_f64(), property["maximum"].as_f64()) {
            (Some(least), Some(most)) => format!("{least} to {most}"),
            _ => "number".into(),
        },
        Some("integer") => property["const"].as_i64().map_or("whole number".into(), |c| c.to_string()),
        Some(other) => other.into(),
        None => "text or table".into(),
    }
}

/// The keys as tables of Markdown.
fn reference() -> String {
    let root = schema();
    let mut out = String::new();
    let tables = [("The file", &root), ("`[[category]]`", &root["$defs"]["CategorySpec"]), ("`[[family]]`", &root["$defs"]["Family"])];
    for (title, table) in tables {
        let required: Vec<&str> = table["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let _ = write!(out, "\n### {title}\n\n| key | value | meaning |\n|---|---|---|\n");
        for (key, property) in table["properties"].as_object().into_iter().flatten() {
            let mut meaning = property["description"].as_str().unwrap_or("").to_owned();
            if let Some(name) = property["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
                for choice in root["$defs"][name]["oneOf"].as_array().into_iter().flatten() {
                    let _ = write!(meaning, " `{}`: {}", choice["const"].as_str().unwrap_or(""), choice["description"].as_str().unwrap_or(""));
                }
            }
            let must = if required.contains(&key.as_str()) { ", required" } else { "" };
            let _ = writeln!(out, "| `{key}` | {}{must} | {} |", type_of(property, &root), meaning.trim());
        }
    }
    out.push_str("\nA pattern is text, or a table with `p` and any of the keys of a family but `id`, `patterns` and the tests: they override the family's.\n");
    out
}

const BEGIN: &str = "<!-- generated: keys -->\n";
const END: &str = "<!-- end of what is generated -->";

/// Writes a file where that is asked for, else holds it against what is there.
fn keep(path: &Path, text: &str, stale: &mut Vec<String>) {
    if std::env::var_os("SLANTWISE_WRITE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    } else if std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n") != text {
        stale.push(path.display().to_string());
    }
}

#[test]
fn generated_documents_are_current() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut stale = Vec::new();
    keep(&docs.join("lexicon.schema.json"), &(serde_json::to_string_pretty(&schema()).unwrap() + "\n"), &mut stale);
    let page = std::fs::read_to_string(docs.join("lexicon-format.md")).unwrap().replace("\r\n", "\n");
    let (before, rest) = page.split_once(BEGIN).expect("docs/lexicon-format.md holds the mark where the keys begin");
    let (_, after) = rest.split_once(END).expect("docs/lexicon-format.md holds the mark where the keys end");
    keep(&docs.join("lexicon-format.md"), &format!("{before}{BEGIN}{}{END}{after}", reference()), &mut stale);
    let settings = crate::engine::Settings::built_in().unwrap();
    let sources = settings.lexicons.clone();
    let (engine, _) = crate::engine::Engine::build(settings).map_err(|b| b[0].to_string()).unwrap();
    keep(&docs.join("catalogue/README.md"), &super::catalogue::index(&engine), &mut stale);
    for (number, lexicon) in engine.lexicons.lexicons.iter().enumerate() {
        let page = super::catalogue::page(&engine, &sources, |l| l as usize == number);
        keep(&docs.join(format!("catalogue/{}.md", lexicon.id)), &page, &mut stale);
    }
    assert!(stale.is_empty(), "SLANTWISE_WRITE=1 cargo test --lib generated writes these anew: {}", stale.join(", "));
}

#[test]
fn the_schema_knows_every_key_and_the_built_in_lexicons_obey_it() {
    let root = schema();
    let known = |name: &str| root["$defs"][name]["properties"].as_object().unwrap().keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(known("Family"), FAMILY_KEYS.iter().copied().collect());
    let file: std::collections::BTreeSet<&str> = root["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    for source in super::load::built_in().unwrap() {
        let value: toml::Table = toml::from_str(&source.text).unwrap();
        assert!(value.keys().all(|k| file.contains(k.as_str())), "{}", source.name);
        for family in value["family"].as_array().unwrap() {
            assert!(family.as_table().unwrap().keys().all(|k| known("Family").contains(k.as_str())), "{}", source.name);
        }
    }
}
