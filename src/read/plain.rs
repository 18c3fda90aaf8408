//! Plain text: one article a file, all of it the text.

use super::{Field, ReadOptions, Reason, Reject, Shared, Slots};
use crate::record::{Ordinal, Record};
use std::borrow::Cow;
use std::sync::Arc;

/// A file as it was read.
#[derive(Debug)]
pub(super) struct TextFile {
    pub shared: Arc<Shared>,
    pub text: String,
}

/// Appends a record for each file.
pub(super) fn parse<'a>(files: &'a [TextFile], options: &'a ReadOptions, records: &mut Vec<Record<'a>>, rejects: &mut Vec<Reject>) {
    for file in files {
        let ordinal = Ordinal { input: file.shared.input, number: 0 };
        let mut slots = Slots::default();
        slots.fields[Field::Text as usize] = Cow::Borrowed(&file.text);
        match slots.finish(&file.shared, options, ordinal, false) {
            Ok(record) => records.push(record),
            Err(_) => rejects.push(file.shared.reject(None, ordinal, Reason::EmptyFile, &[])),
        }
    }
}
