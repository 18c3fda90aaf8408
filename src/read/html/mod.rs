//! Web pages: the article on a page, found as browsers' reading modes do, and what the page says of it. The record's text is the text that
//! was found, so offsets point into that and not into the page.

mod guard;
mod meta;
mod rules;
#[cfg(test)]
mod tests;
mod text;

pub use meta::{Meta, host};

use self::rules::{PageRules, RULES};
use self::text::{Marks, Part, Prose};
use super::Reason;
use dom_query::Document;
use dom_smoothie::{Config, Readability};

/// The article of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub meta: Meta,
    /// Its text, an empty line between paragraphs.
    pub text: String,
}

/// Finds the article of a page. `address` is where it was found, `charset` what was said of its encoding; both may be empty.
///
/// # Errors
/// [`Reason::NoArticle`], [`Reason::Binary`], or [`Reason::Unreadable`] where the page is beyond the limits.
pub fn page(bytes: &[u8], address: &str, charset: &str) -> Result<Page, Reason> {
    let page = decode(bytes, charset).ok_or(Reason::Binary)?;
    if let Some(why) = guard::refuse(&page) {
        return Err(Reason::Unreadable(why));
    }
    // The libraries below index and unwrap; a page that they trip over must not end a run of millions.
    super::contain(|| find(&page, address, &RULES)).unwrap_or_else(|| Err(Reason::Unreadable("the page's markup cannot be made sense of".to_owned())))
}

fn find(page: &str, address: &str, rules: &PageRules) -> Result<Page, Reason> {
    let document = Document::from(page);
    if guard::is_too_deep(&document) {
        return Err(Reason::Unreadable("the page's elements stand too deep inside each other".to_owned()));
    }
    let meta = meta::read(&document, address, rules);
    let marks = Marks::set(&document, rules);
    marks.prepare(&document, rules);
    // The whole page, and what it names itself, read before the reader takes the page apart.
    let all = document.body().map(|body| Prose::of(body, rules, &marks)).unwrap_or_default();
    let (marked, holder) = (all.largest(Part::Body), all.largest(Part::Holder));
    let config = Config { keep_classes: true, disable_json_ld: true, ..Config::default() };
    let mut reader = Readability::with_document(document, None, Some(config)).map_err(|e| Reason::Unreadable(e.to_string()))?;
    let found = match reader.parse() {
        Ok(_) => {
            let part = reader.doc.select_single("#readability-page-1");
            part.nodes().first().map(|root| Prose::of(*root, rules, &marks)).unwrap_or_default()
        }
        Err(_) => Prose::default(),
    };
    let share = |less: usize, more: usize| (less as f64) < rules.trust_data_below * more as f64;
    let found = if share(found.words(), marked.words()) { marked } else { found.widened(&all) };
    let beside = (found.words() as f64) < rules.trust_holder_below * holder.words() as f64 && holder.linked() <= rules.most_linked && !found.is_in(&holder);
    let found = if beside { holder } else { found };
    let found = found.without_next(&all).without_title(&meta.title, rules).checked_with(&meta.body, rules).without_tail(rules);
    let (mut text, mut words, linked) = (found.text(), found.words(), found.linked());
    let given = meta.body.split_whitespace().count();
    let from_data = share(words, given);
    if from_data {
        (text, words) = (meta.body.clone(), given);
    }
    let least = if meta.is_article { rules.least_words_marked } else { rules.least_words };
    if words < least {
        return Err(Reason::NoArticle(format!("the page has {words} words of running text")));
    }
    if !from_data && linked > rules.most_linked {
        return Err(Reason::NoArticle("most of the page's text is links".to_owned()));
    }
    Ok(Page { meta, text })
}

/// The page as text: UTF-8 where it is, else by its mark, what was said, what the page says, or a guess.
fn decode(bytes: &[u8], charset: &str) -> Option<String> {
    use encoding_rs::{Encoding, UTF_8};
    if Encoding::for_bom(bytes).is_none() && memchr::memchr(0, bytes).is_none() {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Some(text.to_owned());
        }
        let said = Encoding::for_label(charset.trim().as_bytes()).or_else(|| Encoding::for_label(declared(bytes)));
        // What calls itself UTF-8 and is not valid is mostly UTF-8 with a broken byte.
        if let Some(encoding) = said.filter(|e| *e != UTF_8 || bytes.len() < 1000 || mostly_utf8(bytes)) {
            return Some(encoding.decode_without_bom_handling(bytes).0.into_owned());
        }
    }
    super::encoding::decode(bytes.to_vec()).map(|(text, _, _)| text)
}

fn mostly_utf8(bytes: &[u8]) -> bool {
    let bad = bytes.utf8_chunks().filter(|c| !c.invalid().is_empty()).count();
    let good = bytes.iter().filter(|b| **b >= 0xC2).count();
    bad * 10 < good.max(10)
}

/// `charset=` in the first bytes of a page.
fn declared(bytes: &[u8]) -> &[u8] {
    let head = &bytes[..bytes.len().min(4096)];
    let Some(at) = head.to_ascii_lowercase().windows(8).position(|w| w == b"charset=") else { return b"" };
    let value = head[at + 8..].trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'-' | b'_' | b':' | b'.')).unwrap_or(value.len());
    &value[..end]
}
