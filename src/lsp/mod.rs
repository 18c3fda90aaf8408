//! A language server: an editor shows loaded words as they are typed, with the reason and what to write instead.
//!
//! [`message`] is the framing, [`Server`] answers; nothing here reads or writes a file. Positions are UTF-16 units, as every
//! client understands them.

mod answers;
pub mod message;

use crate::check::{Level, Wants, level};
use crate::engine::Engine;
use crate::marked::{Article, Places, one};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// JSON-RPC's own numbers of errors.
pub const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;
const NOT_INITIALIZED: i64 = -32002;

/// What the server knows: the open documents, analysed.
pub struct Server {
    engine: Engine,
    wants: Wants,
    documents: BTreeMap<String, Article>,
    initialized: bool,
    /// Whether the client has asked to stop.
    pub shut_down: bool,
    /// Whether it has said goodbye.
    pub exit: bool,
}

impl Server {
    /// A server without documents.
    pub fn new(engine: Engine, wants: Wants) -> Self {
        Self { engine, wants, documents: BTreeMap::new(), initialized: false, shut_down: false, exit: false }
    }

    /// Answers a message: what is to be sent, in order.
    pub fn handle(&mut self, message: &Value) -> Vec<Value> {
        let id = message.get("id").filter(|id| !id.is_null());
        let Some(method) = message["method"].as_str() else {
            // An answer to a question that we never ask, or nonsense.
            return if message.get("result").is_some() || message.get("error").is_some() {
                Vec::new()
            } else {
                vec![failure(id, INVALID_REQUEST, "a message without a method")]
            };
        };
        let params = &message["params"];
        match id {
            Some(id) => vec![self.request(id, method, params)],
            None => self.notification(method, params),
        }
    }

    fn request(&mut self, id: &Value, method: &str, params: &Value) -> Value {
        if self.shut_down {
            return failure(Some(id), INVALID_REQUEST, "the server has been shut down");
        }
        if !self.initialized && method != "initialize" {
            return failure(Some(id), NOT_INITIALIZED, "initialize comes first");
        }
        let result = match method {
            "initialize" => {
                self.initialized = true;
                json!({
                    "capabilities": {
                        "positionEncoding": "utf-16",
                        "textDocumentSync": { "openClose": true, "change": 2 },
                        "hoverProvider": true,
                        "codeActionProvider": { "codeActionKinds": ["quickfix"] },
                    },
                    "serverInfo": { "name": "slantwise", "version": env!("CARGO_PKG_VERSION") },
                })
            }
            "shutdown" => {
                self.shut_down = true;
                Value::Null
            }
            "textDocument/hover" | "textDocument/codeAction" => {
                let Some(uri) = params["textDocument"]["uri"].as_str() else { return failure(Some(id), INVALID_PARAMS, "no textDocument.uri") };
                match (self.documents.get(uri), method) {
                    (None, "textDocument/hover") => Value::Null,
                    (None, _) => json!([]),
                    (Some(article), "textDocument/hover") => answers::hover(article, params),
                    (Some(article), _) => answers::actions(&self.engine, article, uri, params, self.wants),
                }
            }
            _ => return failure(Some(id), METHOD_NOT_FOUND, &format!("{method} is nothing this server does")),
        };
        json!({ "jsonrpc": "2.0", "id": id, "result": result })
    }

    fn notification(&mut self, method: &str, params: &Value) -> Vec<Value> {
        if method == "exit" {
            self.exit = true;
            return Vec::new();
        }
        if !self.initialized || self.shut_down {
            return Vec::new();
        }
        let document = &params["textDocument"];
        let Some(uri) = document["uri"].as_str() else { return Vec::new() };
        match method {
            "textDocument/didOpen" => {
                let text = document["text"].as_str().unwrap_or("").to_owned();
                vec![self.read(uri, text, &document["version"])]
            }
            "textDocument/didChange" => {
                let mut text = self.documents.get(uri).map_or(String::new(), |a| a.text.clone());
                for change in params["contentChanges"].as_array().map(Vec::as_slice).unwrap_or_default() {
                    let new = change["text"].as_str().unwrap_or("");
                    match range(&Places::new(&text), &change["range"]) {
                        None => text = new.to_owned(),
                        Some(at) => text.replace_range(at, new),
                    }
                }
                vec![self.read(uri, text, &document["version"])]
            }
            "textDocument/didClose" => {
                self.documents.remove(uri);
                vec![publish(uri, &Value::Null, Vec::new())]
            }
            _ => Vec::new(),
        }
    }

    /// Analyses a document; the message that tells what was found.
    fn read(&mut self, uri: &str, text: String, version: &Value) -> Value {
        let article = one(&self.engine, uri, "", &text);
        let places = Places::new(&article.text);
        let mut found = Vec::new();
        for mark in &article.marks {
            let Some(level) = level(mark, self.wants) else { continue };
            for at in &mark.ranges {
                found.push(json!({
                    "range": shown(&places, at),
                    "severity": if level == Level::Warning { 2 } else { 3 },
                    "source": "slantwise",
                    "code": mark.entry,
                    "message": answers::message(&article, mark),
                }));
            }
        }
        let message = publish(uri, version, found);
        self.documents.insert(uri.to_owned(), article);
        message
    }
}

/// An error as an answer.
pub fn failure(id: Option<&Value>, code: i64, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id.cloned().unwrap_or(Value::Null), "error": { "code": code, "message": message } })
}

fn publish(uri: &str, version: &Value, diagnostics: Vec<Value>) -> Value {
    let mut params = json!({ "uri": uri, "diagnostics": diagnostics });
    if let (Some(version), Some(object)) = (version.as_i64(), params.as_object_mut()) {
        object.insert("version".into(), version.into());
    }
    json!({ "jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": params })
}

/// A range of bytes as an editor shows it.
fn shown(places: &Places<'_>, range: &std::ops::Range<usize>) -> Value {
    let position = |byte: usize| {
        let (line, character) = places.line_units(byte);
        json!({ "line": line, "character": character })
    };
    json!({ "start": position(range.start), "end": position(range.end) })
}

/// A position as a byte.
fn byte(places: &Places<'_>, position: &Value) -> Option<usize> {
    Some(places.byte_at(usize::try_from(position["line"].as_u64()?).ok()?, usize::try_from(position["character"].as_u64()?).ok()?))
}

fn range(places: &Places<'_>, range: &Value) -> Option<std::ops::Range<usize>> {
    let (start, end) = (byte(places, &range["start"])?, byte(places, &range["end"])?);
    Some(start.min(end)..end.max(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Settings;
    use crate::lexicon::Strength;

    fn server() -> Server {
        let (engine, _) = Engine::build(Settings::built_in().unwrap()).unwrap_or_else(|_| panic!("the lexicons build"));
        let mut server = Server::new(engine, Wants { strength: Strength::Mild, notes: false });
        assert_eq!(server.handle(&json!({ "id": 0, "method": "textDocument/hover" }))[0]["error"]["code"], NOT_INITIALIZED);
        assert_eq!(server.handle(&json!({ "id": 1, "method": "initialize", "params": {} }))[0]["result"]["capabilities"]["positionEncoding"], "utf-16");
        server
    }

    #[test]
    fn a_document_is_followed_through_its_changes() {
        let mut server = server();
        let uri = "file:///draft.md";
        let told = server.handle(&json!({ "method": "textDocument/didOpen", "params": { "textDocument": { "uri": uri, "version": 1, "text": "😀 It rained.\r\nThe town fell.\r\n" } } }));
        assert_eq!(told[0]["params"]["diagnostics"], json!([]));
        // "town" becomes "brutal regime": the range counts UTF-16 units.
        let change = json!({ "range": { "start": { "line": 1, "character": 4 }, "end": { "line": 1, "character": 8 } }, "text": "brutal regime" });
        let more = json!({ "range": { "start": { "line": 0, "character": 3 }, "end": { "line": 0, "character": 5 } }, "text": "The regime" });
        let told = server.handle(
            &json!({ "method": "textDocument/didChange", "params": { "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [change, more] } }),
        );
        let found = told[0]["params"]["diagnostics"].as_array().unwrap();
        assert_eq!(told[0]["params"]["version"], 2);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0]["range"], json!({ "start": { "line": 0, "character": 7 }, "end": { "line": 0, "character": 13 } }));
        assert_eq!(found[1]["range"], json!({ "start": { "line": 1, "character": 4 }, "end": { "line": 1, "character": 17 } }));
        assert_eq!(found[1]["severity"], 2);
        let closed = server.handle(&json!({ "method": "textDocument/didClose", "params": { "textDocument": { "uri": uri } } }));
        assert_eq!(closed[0]["params"]["diagnostics"], json!([]));
    }

    #[test]
    fn hover_tells_why_and_actions_offer_other_words() {
        let mut server = server();
        let uri = "file:///draft.md";
        server.handle(&json!({ "method": "textDocument/didOpen", "params": { "textDocument": { "uri": uri, "version": 1, "text": "Regime troops fled. “The regime fell,” Mr Orla said." } } }));
        let at = |character: u64| json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": character } });
        let hover = server.handle(&json!({ "id": 2, "method": "textDocument/hover", "params": at(2) }));
        let text = hover[0]["result"]["contents"]["value"].as_str().unwrap();
        assert!(text.contains("Instead") && text.contains("conflict.regime"), "{text}");
        // Other people's words have a card too: it says whose they are.
        let quoted = server.handle(&json!({ "id": 3, "method": "textDocument/hover", "params": at(26) }));
        assert!(quoted[0]["result"]["contents"]["value"].as_str().unwrap().contains("Mr Orla"), "{quoted:?}");
        assert_eq!(server.handle(&json!({ "id": 4, "method": "textDocument/hover", "params": at(16) }))[0]["result"], Value::Null);
        let range = json!({ "start": { "line": 0, "character": 1 }, "end": { "line": 0, "character": 1 } });
        let actions = server.handle(&json!({ "id": 5, "method": "textDocument/codeAction", "params": { "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [] } } }));
        let first = &actions[0]["result"][0];
        assert_eq!(first["kind"], "quickfix");
        // The word begins a sentence, and so does what takes its place.
        assert_eq!(first["edit"]["changes"][uri][0]["newText"], "Government");
        assert_eq!(first["edit"]["changes"][uri][0]["range"]["end"]["character"], 13);
    }

    #[test]
    fn what_is_not_understood_is_answered_and_breaks_nothing() {
        let mut server = server();
        assert_eq!(server.handle(&json!({ "id": 9, "method": "workspace/symbol" }))[0]["error"]["code"], METHOD_NOT_FOUND);
        assert_eq!(server.handle(&json!({ "id": 9, "method": "textDocument/hover", "params": {} }))[0]["error"]["code"], INVALID_PARAMS);
        assert_eq!(server.handle(&json!({ "id": 9 }))[0]["error"]["code"], INVALID_REQUEST);
        assert!(server.handle(&json!({ "method": "$/cancelRequest", "params": { "id": 1 } })).is_empty());
        assert!(server.handle(&json!({ "method": "textDocument/didChange", "params": { "textDocument": { "uri": "x" }, "contentChanges": [{ "range": { "start": { "line": 99, "character": 99 }, "end": { "line": 0, "character": 0 } }, "text": "regime" }] } })).len() == 1);
        assert_eq!(server.handle(&json!({ "id": 10, "method": "shutdown" }))[0]["result"], Value::Null);
        assert_eq!(server.handle(&json!({ "id": 11, "method": "textDocument/hover" }))[0]["error"]["code"], INVALID_REQUEST);
        server.handle(&json!({ "method": "exit" }));
        assert!(server.exit && server.shut_down);
    }
}
