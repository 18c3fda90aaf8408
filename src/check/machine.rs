//! Findings for other programs: JSON, GitHub's workflow commands, SARIF 2.1.0 and Checkstyle XML.
//!
//! Where one file holds several articles, lines of an article's text are no lines of the file: these formats then name the
//! file alone, and the message says which article and where in it.

use super::{Finding, Level};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// All findings as one JSON document.
pub fn json(findings: &[Finding], articles: usize) -> String {
    let list: Vec<Value> = findings
        .iter()
        .map(|f| {
            json!({
                "path": f.path, "article_id": f.record, "line": f.line, "column": f.column, "end_line": f.end_line, "end_column": f.end_column,
                "level": f.level.name(), "text": f.text, "category": f.category, "entry": f.entry, "strength": f.strength,
                "why": f.why, "alternatives": f.alternatives, "source": f.source,
            })
        })
        .collect();
    pretty(&json!({ "program": "slantwise", "version": env!("CARGO_PKG_VERSION"), "articles": articles, "findings": list }))
}

fn pretty(value: &Value) -> String {
    // Strings and numbers alone: this does not fail.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// The message with the article it is in, for files that hold several.
fn message(f: &Finding) -> String {
    match &f.record {
        Some(id) => format!("Article {id}, line {}, column {}: {}", f.line, f.column, f.message()),
        None => f.message(),
    }
}

/// A line for GitHub's log: it becomes a remark on the file's line.
pub fn github(f: &Finding) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let command = if f.level == Level::Warning { "warning" } else { "notice" };
    let place = if f.record.is_some() { String::new() } else { format!(",line={},endLine={},col={},endColumn={}", f.line, f.end_line, f.column, f.end_column) };
    format!("::{command} file={}{place},title={}::{}", property(&f.path), property(&format!("{} ({})", f.category_title, f.entry)), data(&message(f)))
}

/// A SARIF log: the entries are its rules.
pub fn sarif(findings: &[Finding]) -> String {
    let mut rules: BTreeMap<&str, &Finding> = BTreeMap::new();
    for finding in findings {
        rules.entry(&finding.entry).or_insert(finding);
    }
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(n, id)| (*id, n)).collect();
    let described: Vec<Value> = rules
        .values()
        .map(|f| {
            let help = if f.alternatives.is_empty() { f.why.clone() } else { format!("{} Instead: {}.", f.why, f.alternatives.join(", ")) };
            json!({
                "id": f.entry, "name": f.category, "shortDescription": { "text": f.category_title }, "fullDescription": { "text": f.why },
                "help": { "text": help }, "defaultConfiguration": { "level": f.level.name() },
                "properties": { "category": f.category, "strength": f.strength, "source": f.source },
            })
        })
        .collect();
    let results: Vec<Value> = findings
        .iter()
        .map(|f| {
            let mut location = json!({ "artifactLocation": { "uri": uri(&f.path) } });
            if f.record.is_none()
                && let Some(object) = location.as_object_mut()
            {
                object.insert("region".into(), json!({ "startLine": f.line, "startColumn": f.column, "endLine": f.end_line, "endColumn": f.end_column, "snippet": { "text": f.text } }));
            }
            json!({ "ruleId": f.entry, "ruleIndex": index.get(f.entry.as_str()), "level": f.level.name(), "message": { "text": message(f) }, "locations": [{ "physicalLocation": location }] })
        })
        .collect();
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "slantwise", "version": env!("CARGO_PKG_VERSION"), "rules": described } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

/// A path as a relative reference: what a URI does not take is escaped byte by byte.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:@!$&'()*+,;=".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A Checkstyle report, a file at a time.
pub fn checkstyle(findings: &[Finding]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
    let mut files: Vec<&str> = Vec::new();
    for finding in findings {
        if !files.contains(&finding.path.as_str()) {
            files.push(&finding.path);
        }
    }
    for file in files {
        let _ = writeln!(out, "  <file name=\"{}\">", xml(file));
        for f in findings.iter().filter(|f| f.path == file) {
            let (line, column) = if f.record.is_some() { (1, 1) } else { (f.line, f.column) };
            let severity = if f.level == Level::Warning { "warning" } else { "info" };
            let _ = writeln!(
                out,
                "    <error line=\"{line}\" column=\"{column}\" severity=\"{severity}\" message=\"{}\" source=\"slantwise.{}\"/>",
                xml(&message(f)),
                xml(&f.entry)
            );
        }
        out.push_str("  </file>\n");
    }
    out + "</checkstyle>\n"
}

fn xml(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push(' '),
            // XML 1.0 has no other control characters, escaped or not.
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(path: &str, text: &str) -> Finding {
        Finding {
            level: Level::Warning,
            path: path.into(),
            record: None,
            line: 2,
            column: 5,
            end_line: 2,
            end_column: 9,
            range: 0..1,
            text: text.into(),
            category: "label_neg".into(),
            category_title: "Label: negative".into(),
            entry: "a.b".into(),
            strength: "usual",
            why: "It judges,\nit 100%.".into(),
            alternatives: vec!["one <two>".into()],
            source: vec![],
        }
    }

    #[test]
    fn hostile_text_breaks_no_format() {
        let f = finding("a,b:c é.txt", "x\"<&>\u{1}");
        assert_eq!(
            github(&f),
            "::warning file=a%2Cb%3Ac é.txt,line=2,endLine=2,col=5,endColumn=9,title=Label%3A negative (a.b)::“x\"<&>\u{1}”: It judges,%0Ait 100%25. Instead: one <two>."
        );
        let xml = checkstyle(std::slice::from_ref(&f));
        assert!(xml.contains("“x&quot;&lt;&amp;&gt;\u{FFFD}”: It judges, it 100%. Instead: one &lt;two&gt;."), "{xml}");
        let log: Value = serde_json::from_str(&sarif(&[f])).unwrap();
        assert_eq!(log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a,b:c%20%C3%A9.txt");
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["id"], "a.b");
    }

    #[test]
    fn an_article_among_several_has_no_line_of_the_file() {
        let f = Finding { record: Some("id-7".into()), ..finding("batch.jsonl", "x") };
        assert!(!github(&f).contains("line="));
        let log: Value = serde_json::from_str(&sarif(std::slice::from_ref(&f))).unwrap();
        let result = &log["runs"][0]["results"][0];
        assert!(result["locations"][0]["physicalLocation"]["region"].is_null());
        assert!(result["message"]["text"].as_str().unwrap().starts_with("Article id-7, line 2, column 5"));
    }
}
