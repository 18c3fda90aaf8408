//! What the TOML reader says of a file, in the words of somebody who writes lexicons and programs nothing.

use std::ops::Range;

/// A message with what was meant.
#[derive(Debug, PartialEq, Eq)]
pub struct Plain {
    /// What was found.
    pub message: String,
    /// What was meant.
    pub help: Option<String>,
}

/// A message of the reader in plain words, of what stands at `found`; nothing where its own words will do.
pub fn plain(message: &str, found: &str) -> Option<Plain> {
    if let Some(rest) = message.strip_prefix("invalid type: ") {
        let (is, wanted) = rest.rsplit_once(", expected ")?;
        return wrong_kind(is, wanted, found);
    }
    if let Some(rest) = message.strip_prefix("unknown variant `") {
        let (value, expected) = rest.split_once('`')?;
        let values: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        let help = crate::matcher::pattern::nearest(&value.to_lowercase(), values.iter().copied()).map(|near| format!("did you mean \"{near}\"?"));
        return Some(Plain { message: format!("\"{value}\" is not one of {}", values.join(", ")), help });
    }
    if let Some(key) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        let value = if key == "schema" { "1" } else { "\"…\"" };
        return Some(Plain { message: format!("the key \"{key}\" is missing"), help: Some(format!("write {key} = {value}")) });
    }
    if message == "duplicate key" {
        return Some(Plain { message: format!("the key \"{found}\" is there twice"), help: Some("write it once; a list can hold several values".into()) });
    }
    if message.starts_with("invalid boolean") {
        return Some(Plain { message: "this is neither true nor false".into(), help: Some("write true or false, in small letters".into()) });
    }
    if message.starts_with("missing escaped value") {
        let help = "a form tag has a slash (word/n); for a backslash itself write two";
        return Some(Plain { message: "a backslash cannot stand here".into(), help: Some(help.into()) });
    }
    None
}

/// A value of one kind where another is asked for.
fn wrong_kind(is: &str, wanted: &str, found: &str) -> Option<Plain> {
    let text = is.starts_with("string");
    let is = match is.split_whitespace().next()? {
        "string" => "a text",
        "integer" | "floating" => "a number",
        "boolean" => "true or false",
        "sequence" => "a list",
        "map" => "a table",
        _ => return None,
    };
    let head = found.trim();
    let (wants, help) = match wanted {
        // The head of a table that may come several times.
        "a sequence" if is == "a table" && head.starts_with('[') => {
            ("a list of tables", format!("write [[{}]], with two brackets", head.trim_matches(['[', ']'])))
        }
        "a sequence" if text => ("a list", format!("put it in brackets: [{head}]")),
        "a sequence" => ("a list", "write [\"…\", \"…\"]".to_owned()),
        "f64" | "f32" => ("a number", "write a number without quotation marks: 1 or 0.5".to_owned()),
        "i64" | "u64" | "u32" | "usize" | "i32" => ("a whole number", "write a whole number without quotation marks".to_owned()),
        "a boolean" => ("true or false", "write true or false, without quotation marks".to_owned()),
        "a string" => ("a text", "write it in quotation marks: \"…\"".to_owned()),
        _ => return None,
    };
    Some(Plain { message: format!("{is} stands here, and {wants} is asked for"), help: Some(help) })
}

/// Quotation marks that a word processor writes, and those that end a text too early: the place, what is wrong, what to write.
pub fn quotation(text: &str, at: usize) -> Option<(Range<usize>, String, &'static str)> {
    let at = (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i))?;
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let line = text[start..].lines().next().unwrap_or("");
    let mut open = None;
    let mut closed_before = None;
    let mut escaped = false;
    for (offset, c) in line.char_indices() {
        let place = start + offset..start + offset + c.len_utf8();
        match (open, c) {
            (Some('"'), '\\') if !escaped => {
                escaped = true;
                continue;
            }
            (Some(mark), _) if c == mark && !escaped => {
                open = None;
                closed_before = Some(place);
            }
            (Some(_), _) => {}
            (None, '#') => break,
            (None, '“' | '”' | '„' | '‘' | '’' | '«' | '»') => {
                return Some((place, format!("\"{c}\" cannot begin or end a text here"), "texts stand in straight quotation marks: \"…\""));
            }
            (None, '"' | '\'') => open = Some(c),
            (None, c) if c.is_alphabetic() => {
                if let Some(place) = closed_before {
                    return Some((
                        place,
                        "the text ends here, and more follows".into(),
                        "inside \"…\" write “ ” for quotation marks, or put the whole text into '…'",
                    ));
                }
            }
            (None, c) if c.is_whitespace() => {}
            (None, _) => closed_before = None,
        }
        escaped = false;
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::lexicon::source::parse;

    /// What is told of a lexicon with this line in its family: line, column, message, help.
    fn told(line: &str) -> (usize, usize, String, String) {
        let text = format!("schema = 1\nid = \"t\"\ntitle = \"T\"\n[[family]]\nid = \"a\"\n{line}\n");
        let broken = parse("t.toml", &text, false).unwrap_err();
        let problem = &broken.problems[0];
        let (line, column) = problem.place(&text);
        (line, column, problem.message.clone(), problem.help.clone().unwrap_or_default())
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_told_in_plain_words() {
        for (line, column, message, help) in [
            ("weight = \"2\"", 10, "a text stands here, and a number is asked for", "without quotation marks"),
            ("polarity = \"negative\"", 12, "a whole number is asked for", "without quotation marks"),
            ("must_match = \"It [was].\"", 14, "a list is asked for", "[\"It [was].\"]"),
            ("not_prev = \"the\"", 12, "a list is asked for", "[\"the\"]"),
            ("negatable = \"no\"", 13, "true or false is asked for", "true or false"),
            ("why = 2", 7, "a number stands here, and a text is asked for", "\"…\""),
            ("negatable = False", 13, "neither true nor false", "small letters"),
            ("strength = \"medium\"", 12, "\"medium\" is not one of mild, usual, strong", ""),
            ("strength = \"Strong\"", 12, "\"Strong\" is not one of", "\"strong\""),
            ("patterns = [\"plunder\\v\"]", 22, "a backslash", "word/n"),
        ] {
            let found = told(line);
            assert_eq!((found.0, found.1), (6, column), "{line}: {found:?}");
            assert!(found.2.contains(message) && found.3.contains(help), "{line}: {found:?}");
        }
    }

    #[test]
    fn a_key_that_is_missing_or_there_twice_is_named() {
        assert!(told("id = \"b\"").2.contains("\"id\" is there twice"));
        let problem = parse("t.toml", "id = \"t\"\n", false).unwrap_err().problems.remove(0);
        assert_eq!((problem.message.as_str(), problem.help.as_deref()), ("the key \"schema\" is missing", Some("write schema = 1")));
        let problem = parse("t.toml", "schema = 1\nid = \"t\"\n[family]\nid = \"a\"\n", false).unwrap_err().problems.remove(0);
        assert!(problem.help.as_deref().is_some_and(|h| h.contains("[[family]]")), "{problem:?}");
    }

    #[test]
    fn quotation_marks_of_a_word_processor_are_shown_where_they_stand() {
        let found = told("why = “Nice” # a remark");
        assert_eq!((found.0, found.1), (6, 7), "{found:?}");
        assert!(found.2.contains('“') && found.3.contains("straight"), "{found:?}");
        let found = told("patterns = [\"a\", “b”]");
        assert_eq!((found.0, found.1), (6, 18), "{found:?}");
        let found = told("why = \"Says \"that\" again\"");
        assert_eq!((found.0, found.1), (6, 13), "{found:?}");
        assert!(found.3.contains("'…'"), "{found:?}");
        // Inside straight ones they are text like any other.
        let found = told("patterns = [\"a “b”\" \"c\"]");
        assert!(found.2.contains("comma"), "{found:?}");
    }
}
