//! One article as it was read: its text and what the input says of it. Nothing is analysed yet.

use std::borrow::Cow;

/// Where a record stood: the number of its input and its number within that input, both from 0. Output follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ordinal {
    /// Which input (file) in the order they were named and found.
    pub input: u32,
    /// Which record of that input.
    pub number: u64,
}

/// An article with its metadata. Fields that an input lacks are empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record<'a> {
    /// Place in the run.
    pub ordinal: Ordinal,
    /// Identifier; the file's stem, with the record's number where a file holds several, when the input has none.
    pub id: Cow<'a, str>,
    /// Who published it.
    pub outlet: Cow<'a, str>,
    /// ISO date, maybe with a time, as the input gives it.
    pub date: Cow<'a, str>,
    /// The user's own event.
    pub event: Cow<'a, str>,
    /// Address.
    pub url: Cow<'a, str>,
    /// Title field; empty where the title stands in the text.
    pub title: Cow<'a, str>,
    /// The text, exactly as read: offsets point into it.
    pub text: Cow<'a, str>,
    /// Language tag.
    pub language: Cow<'a, str>,
    /// news, analysis, opinion, live.
    pub genre: Cow<'a, str>,
    /// Values of the input columns named by `--keep`, in that order.
    pub kept: Vec<String>,
}

impl Record<'_> {
    /// The record with its strings owned.
    pub fn into_owned(self) -> Record<'static> {
        let own = |s: Cow<'_, str>| Cow::Owned(s.into_owned());
        Record {
            ordinal: self.ordinal,
            id: own(self.id),
            outlet: own(self.outlet),
            date: own(self.date),
            event: own(self.event),
            url: own(self.url),
            title: own(self.title),
            text: own(self.text),
            language: own(self.language),
            genre: own(self.genre),
            kept: self.kept,
        }
    }
}
