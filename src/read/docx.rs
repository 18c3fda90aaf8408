//! Word documents: a zip file whose word/document.xml holds the paragraphs. What was deleted under "track changes" is left out, what was
//! inserted stays; notes, headers and comments stand in other parts and are not read.

use super::Reason;
use quick_xml::events::{BytesStart, Event};
use std::io::{Cursor, Read};

/// A document's article.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Document {
    /// The paragraph in the style "Title", or the title among the document's properties.
    pub title: String,
    /// Language tag of the properties.
    pub language: String,
    /// Paragraphs, an empty line between them.
    pub text: String,
}

/// How many times larger than the file a part may be when unpacked; small parts are let through.
const MOST_RATIO: u64 = 200;
const SMALL: u64 = 4 << 20;
/// Elements that stand open at once, at most.
const MOST_DEPTH: usize = 1000;

/// Reads a document. No part may unpack to more than `limit` bytes.
///
/// # Errors
/// [`Reason::Unreadable`] with what is wrong with the archive or its XML; [`Reason::TooLarge`].
pub fn document(bytes: &[u8], limit: usize) -> Result<Document, Reason> {
    super::contain(|| read(bytes, limit)).unwrap_or_else(|| Err(Reason::Unreadable("the Word document cannot be made sense of".to_owned())))
}

fn read(bytes: &[u8], limit: usize) -> Result<Document, Reason> {
    let no_document = |why: String| Reason::Unreadable(format!("not a Word document: {why}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| no_document(e.to_string()))?;
    let mut part = |name: &str| -> Result<Option<String>, Reason> {
        let mut file = match archive.by_name(name) {
            Ok(file) => file,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(no_document(error.to_string())),
        };
        let most = (limit as u64).min((bytes.len() as u64).saturating_mul(MOST_RATIO).max(SMALL));
        let mut out = Vec::new();
        (&mut file).take(most + 1).read_to_end(&mut out).map_err(|e| no_document(e.to_string()))?;
        if out.len() as u64 > most {
            return Err(Reason::TooLarge(most as usize));
        }
        Ok(Some(super::encoding::decode(out).ok_or(Reason::Binary)?.0))
    };
    let properties = part("docProps/core.xml")?.map(|xml| properties(&xml)).unwrap_or_default();
    let main = part("word/document.xml")?.ok_or_else(|| no_document("it has no word/document.xml".to_owned()))?;
    let (title, text) = paragraphs(&main).map_err(no_document)?;
    let title = if title.is_empty() { properties.0 } else { title };
    Ok(Document { title, language: properties.1, text })
}

/// Title and text.
fn paragraphs(xml: &str) -> Result<(String, String), String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let (mut title, mut text) = (String::new(), String::new());
    let mut open = Paragraph::default();
    // Word writes some things twice, for programs that know less; and deleted text may stand among the rest.
    let (mut skip, mut depth) = (0usize, 0usize);
    let mut in_text = false;
    loop {
        match reader.read_event().map_err(|e| format!("{e} at byte {} of word/document.xml", reader.error_position()))? {
            Event::Start(element) => {
                depth += 1;
                if depth > MOST_DEPTH {
                    return Err(format!("more than {MOST_DEPTH} elements stand one inside the other"));
                }
                match element.local_name().as_ref() {
                    _ if skip > 0 => skip += 1,
                    "Fallback" | "del" | "moveFrom" => skip = 1,
                    "p" => open.end(&mut title, &mut text),
                    "t" => in_text = true,
                    name => open.mark(name, &element),
                }
            }
            Event::Empty(element) if skip == 0 => match element.local_name().as_ref() {
                "p" => open.end(&mut title, &mut text),
                name => open.mark(name, &element),
            },
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                if skip > 0 {
                    skip -= 1;
                } else {
                    match element.local_name().as_ref() {
                        "p" => open.end(&mut title, &mut text),
                        "t" => in_text = false,
                        _ => {}
                    }
                }
            }
            Event::Text(part) if in_text && skip == 0 => open.text.push_str(&part.xml10_content()),
            Event::CData(part) if in_text && skip == 0 => open.text.push_str(&part.xml10_content()),
            Event::GeneralRef(name) if in_text && skip == 0 => open.text.push_str(&reference(&name)),
            Event::Eof => break,
            _ => {}
        }
    }
    open.end(&mut title, &mut text);
    Ok((title, text))
}

/// What an entity stands for; nothing where nobody says.
fn reference(name: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return c.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(&name.xml10_content()).unwrap_or_default().to_owned()
}

#[derive(Default)]
struct Paragraph {
    text: String,
    title: bool,
}

impl Paragraph {
    fn mark(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "tab" => self.text.push('\t'),
            "br" | "cr" => self.text.push('\n'),
            "noBreakHyphen" => self.text.push('\u{2011}'),
            "pStyle" => {
                self.title = element.attributes().flatten().any(|a| a.key.local_name().as_ref() == "val" && a.value.eq_ignore_ascii_case("title"));
            }
            _ => {}
        }
    }

    fn end(&mut self, title: &mut String, text: &mut String) {
        let done = std::mem::take(self);
        let content = done.text.trim();
        if content.is_empty() {
            return;
        }
        if done.title && title.is_empty() && text.is_empty() {
            title.push_str(&content.split_whitespace().collect::<Vec<_>>().join(" "));
            return;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(content);
    }
}

/// Title and language of docProps/core.xml. Programs put file names into the title: such are none.
fn properties(xml: &str) -> (String, String) {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut title, mut language, mut inside) = (String::new(), String::new(), 0);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) => {
                inside = match element.local_name().as_ref() {
                    "title" => 1,
                    "language" => 2,
                    _ => 0,
                }
            }
            Event::End(_) => inside = 0,
            Event::Text(part) if inside > 0 => (if inside == 1 { &mut title } else { &mut language }).push_str(&part.xml10_content()),
            Event::GeneralRef(name) if inside > 0 => (if inside == 1 { &mut title } else { &mut language }).push_str(&reference(&name)),
            Event::Eof => break,
            _ => {}
        }
    }
    let lower = title.to_lowercase();
    let no_title = lower.contains(".doc") || lower.starts_with("microsoft word") || title.split_whitespace().nth(1).is_none();
    (if no_title { String::new() } else { title.trim().to_owned() }, language.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>"#;

    fn body(inner: &str) -> Result<Document, Reason> {
        document(&docx(&[("word/document.xml", &format!("{HEAD}{inner}</w:body></w:document>"))]), 1 << 20)
    }

    #[test]
    fn paragraphs_runs_and_title() {
        let found = body(
            "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>Harbour wall</w:t></w:r><w:r><w:t xml:space=\"preserve\"> gives way</w:t></w:r></w:p>\
             <w:p/><w:p><w:r><w:t>Stone &amp; sand, &#8220;all of it&#8221;.</w:t></w:r><w:r><w:br/><w:t>Second line</w:t><w:tab/><w:t>here.</w:t></w:r></w:p>\
             <w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a table.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        )
        .unwrap();
        assert_eq!(found.title, "Harbour wall gives way");
        assert_eq!(found.text, "Stone & sand, “all of it”.\nSecond line\there.\n\nIn a table.");
    }

    #[test]
    fn deleted_text_and_doubles_are_left_out() {
        let found = body(
            "<w:p><w:ins><w:r><w:t>In. </w:t></w:r></w:ins><w:del><w:r><w:delText>Out.</w:delText><w:t>Out.</w:t></w:r></w:del>\
             <w:r><w:instrText>HYPERLINK x</w:instrText><w:t>Kept.</w:t></w:r>\
             <mc:AlternateContent><mc:Choice><w:r><w:t> Once.</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>Twice.</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>",
        )
        .unwrap();
        assert_eq!(found.text, "In. Kept. Once.");
    }

    #[test]
    fn properties_give_title_and_language() {
        let main = format!("{HEAD}<w:p><w:r><w:t>Text.</w:t></w:r></w:p></w:body></w:document>");
        for (title, want) in [("Wall &amp; harbour", "Wall & harbour"), ("Microsoft Word - final", ""), ("draft2.docx v", ""), ("Title", "")] {
            let core = format!("<cp:p xmlns:dc=\"d\"><dc:title>{title}</dc:title><dc:language>en-GB</dc:language></cp:p>");
            let found = document(&docx(&[("docProps/core.xml", &core), ("word/document.xml", &main)]), 1 << 20).unwrap();
            assert_eq!((found.title.as_str(), found.language.as_str()), (want, "en-GB"));
        }
    }

    #[test]
    fn what_is_no_document_says_so() {
        for bytes in [&b""[..], b"PK\x03\x04", b"plain text"] {
            assert!(matches!(document(bytes, 1 << 20), Err(Reason::Unreadable(_))));
        }
        assert!(document(&docx(&[("a.txt", "x")]), 1 << 20).unwrap_err().to_string().contains("word/document.xml"));
        assert!(matches!(body(&"<w:p>".repeat(5000)), Err(Reason::Unreadable(_))));
        assert!(matches!(document(&docx(&[("word/document.xml", "<w:document><w:p")]), 1 << 20), Err(Reason::Unreadable(_))));
    }

    #[test]
    fn a_bomb_is_stopped() {
        let bomb = docx(&[("word/document.xml", &format!("{HEAD}<w:p><w:t>{}", "a".repeat(20 << 20)))]);
        assert!(bomb.len() < 200_000);
        assert!(matches!(document(&bomb, 64 << 20), Err(Reason::TooLarge(_))));
    }
}
