//! What the server says of a mark: a line for the list of problems, a card to hover, words to put in its place.

use super::{byte, range, shown};
use crate::analysis::Voice;
use crate::check::{Wants, level};
use crate::engine::Engine;
use crate::marked::{Article, Mark, Places, one};
use serde_json::{Value, json};

/// The line in the list of problems.
pub fn message(article: &Article, mark: &Mark) -> String {
    let words: Vec<&str> = mark.ranges.iter().map(|r| article.slice(r)).collect();
    let mut out = format!("“{}”: {}", words.join(" … ").split_whitespace().collect::<Vec<_>>().join(" "), mark.why);
    if !mark.alternatives.is_empty() {
        out += &format!(" Instead: {}.", mark.alternatives.join(", "));
    }
    out
}

/// The card of what stands at a position; of other people's words too, since it says whose they are.
pub fn hover(article: &Article, params: &Value) -> Value {
    let places = Places::new(&article.text);
    let Some(at) = byte(&places, &params["position"]) else { return Value::Null };
    let under = |m: &&Mark| m.ranges.iter().any(|r| r.start <= at && at < r.end);
    let marks: Vec<&Mark> = article.marks.iter().filter(under).collect();
    let Some(first) = marks.first() else { return Value::Null };
    let cards: Vec<String> = marks.iter().map(|m| card(article, m)).collect();
    let here = first.ranges.iter().find(|r| r.start <= at && at < r.end);
    json!({ "contents": { "kind": "markdown", "value": cards.join("\n\n---\n\n") }, "range": here.map(|r| shown(&places, r)) })
}

fn card(article: &Article, mark: &Mark) -> String {
    let words: Vec<String> = mark.ranges.iter().map(|r| escape(article.slice(r))).collect();
    let mut out = format!("**{}** — {} ({})\n\n{}", words.join(" … "), escape(&mark.category_title), mark.strength.name(), escape(&mark.why));
    if !mark.alternatives.is_empty() {
        out += &format!("\n\nInstead: {}", mark.alternatives.iter().map(|a| escape(a)).collect::<Vec<_>>().join(", "));
    }
    let who = if mark.speaker.is_empty() { "somebody".to_owned() } else { escape(&mark.speaker) };
    match mark.voice {
        Voice::Own => {}
        Voice::Attributed => out += &format!("\n\nReported: said by {who}; not charged to this text."),
        Voice::Quoted => out += &format!("\n\nQuoted: said by {who}; not charged to this text."),
    }
    out + &format!("\n\n`{}`{}", mark.entry, if mark.source.is_empty() { String::new() } else { format!(" · {}", escape(&mark.source.join(", "))) })
}

/// Text that markdown leaves alone.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' => out.extend(['\\', c]),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Words that can take the place of what is marked within a range.
pub fn actions(engine: &Engine, article: &Article, uri: &str, params: &Value, wants: Wants) -> Value {
    let only = params["context"]["only"].as_array();
    if only.is_some_and(|kinds| !kinds.iter().any(|k| k.as_str().is_some_and(|k| k.is_empty() || k == "quickfix" || k.starts_with("quickfix.")))) {
        return json!([]);
    }
    let places = Places::new(&article.text);
    let Some(asked) = range(&places, &params["range"]) else { return json!([]) };
    let mut out = Vec::new();
    for mark in article.marks.iter().filter(|m| level(m, wants).is_some()) {
        // Words that others part cannot be changed as one.
        let [at] = mark.ranges.as_slice() else { continue };
        if at.start > asked.end || asked.start > at.end {
            continue;
        }
        let words = article.slice(at);
        for alternative in mark.alternatives.iter().filter_map(|a| plain(a)) {
            // What is loaded in turn is no way out.
            if one(engine, "", "", alternative).marks.iter().any(|m| level(m, wants).is_some()) {
                continue;
            }
            let new = like(words, alternative);
            out.push(json!({
                "title": format!("Write “{new}”"),
                "kind": "quickfix",
                "edit": { "changes": { uri: [{ "range": shown(&places, at), "newText": new }] } },
            }));
        }
    }
    Value::Array(out)
}

/// An alternative as words that can stand in a text: without what is said about it in brackets; `None` where it is advice.
fn plain(alternative: &str) -> Option<&str> {
    let words = alternative.split('(').next().unwrap_or("").trim();
    let advice = words.is_empty()
        || words.contains([',', ':', ';', '…'])
        || words.split_whitespace().count() > 4
        || words.starts_with("leave ")
        || words.starts_with("the ");
    (!advice).then_some(words)
}

/// New words with the capitals of old ones.
fn like(old: &str, new: &str) -> String {
    let mut chars = new.chars();
    let shouted = old.chars().filter(|c| c.is_alphabetic()).count() > 1 && !old.chars().any(char::is_lowercase);
    match (old.chars().next().is_some_and(char::is_uppercase), shouted) {
        (_, true) => new.to_uppercase(),
        (true, false) => chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect()),
        _ => new.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_words_and_keep_capitals() {
        assert_eq!(plain("war (without the adjective)"), Some("war"));
        assert_eq!(plain("(leave it out)"), None);
        assert_eq!(plain("the active voice, with whoever did it, where that is known"), None);
        assert_eq!((like("Regime", "government"), like("THUGS", "men"), like("thugs", "men")), ("Government".into(), "MEN".into(), "men".into()));
    }
}
