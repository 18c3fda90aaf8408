//! One article a file: plain text, which is all of it the text; web pages and Word documents, whose text is what is found in them.

use super::{Field, ReadOptions, Reason, Reject, Shared, Slots};
use crate::record::{Ordinal, Record};
use std::borrow::Cow;
use std::sync::Arc;

/// A file as it was read.
#[derive(Debug)]
pub(super) struct File {
    pub shared: Arc<Shared>,
    pub content: Content,
}

/// What was in it.
#[derive(Debug)]
pub(super) enum Content {
    Text(String),
    /// A web page, not decoded yet.
    #[cfg(feature = "html")]
    Page(Vec<u8>),
    /// A Word document.
    #[cfg(feature = "docx")]
    Docx(Vec<u8>),
}

impl Content {
    /// How many bytes.
    pub fn len(&self) -> usize {
        self.bytes().len()
    }

    /// Bytes as they are kept.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Content::Text(text) => text.as_bytes(),
            #[cfg(feature = "html")]
            Content::Page(bytes) => bytes,
            #[cfg(feature = "docx")]
            Content::Docx(bytes) => bytes,
        }
    }
}

/// Appends a record for each file.
pub(super) fn parse<'a>(files: &'a [File], options: &'a ReadOptions, records: &mut Vec<Record<'a>>, rejects: &mut Vec<Reject>) {
    for file in files {
        let ordinal = Ordinal { input: file.shared.input, number: 0 };
        let mut slots = Slots::default();
        let read = match &file.content {
            Content::Text(text) => {
                slots.fields[Field::Text as usize] = Cow::Borrowed(text);
                Ok(())
            }
            #[cfg(feature = "html")]
            Content::Page(bytes) => super::html::page(bytes, "", "").map(|page| of_page(&mut slots, page)),
            #[cfg(feature = "docx")]
            Content::Docx(bytes) => super::docx::document(bytes, options.max_record_bytes).map(|document| {
                slots.fields[Field::Title as usize] = Cow::Owned(document.title);
                slots.fields[Field::Language as usize] = Cow::Owned(document.language);
                slots.fields[Field::Text as usize] = Cow::Owned(document.text);
            }),
        };
        let finish = || slots.finish(&file.shared, options, ordinal, false).map_err(|_| Reason::EmptyFile);
        match read.and_then(|()| finish()) {
            Ok(record) => records.push(record),
            Err(reason) => rejects.push(file.shared.reject(None, ordinal, reason, &[])),
        }
    }
}

/// What a page gives, as fields.
#[cfg(feature = "html")]
pub(super) fn of_page(slots: &mut Slots<'_>, page: super::html::Page) {
    let meta = page.meta;
    for (field, value) in [
        (Field::Title, meta.title),
        (Field::Date, meta.date),
        (Field::Outlet, meta.outlet),
        (Field::Url, meta.url),
        (Field::Language, meta.language),
        (Field::Genre, meta.genre),
        (Field::Text, page.text),
    ] {
        slots.fields[field as usize] = Cow::Owned(value);
    }
}
