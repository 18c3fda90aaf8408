//! From an input's names to a record's fields: what inputs call them, and the values of one record while it is read.

use super::{Field, ReadOptions, Reason, Shared};
use crate::record::{Ordinal, Record};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What other programs call the fields. A test holds that the file is right.
static OTHERS: LazyLock<Vec<(Field, Vec<String>)>> = LazyLock::new(|| others().unwrap_or_default());

fn others() -> Result<Vec<(Field, Vec<String>)>, String> {
    let file: BTreeMap<String, Vec<String>> = toml::from_str(include_str!("../../config/fields.toml")).map_err(|e| e.to_string())?;
    file.into_iter().map(|(field, names)| Ok((field.parse()?, names))).collect()
}

/// What inputs call the fields, and what is kept beside them.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub list: Vec<Name>,
    pub keep: usize,
    /// Which names a key of a JSON object may mean, by number.
    keys: FxHashMap<Box<str>, Vec<usize>>,
}

#[derive(Debug)]
pub(super) struct Name {
    pub whole: String,
    pub path: Vec<String>,
    pub slot: usize,
    /// Another program's name for the field: used where the field's own is not there.
    pub other: bool,
}

impl Names {
    /// The first name of a field counts most.
    pub fn new(options: &ReadOptions) -> Self {
        let mut list = Vec::new();
        let mut add = |name: &str, slot: usize, other: bool| {
            list.push(Name { whole: name.to_owned(), path: name.split('.').map(str::to_owned).collect(), slot, other });
        };
        for field in Field::ALL {
            let mut own = true;
            for (_, name) in options.map.iter().filter(|(mapped, _)| *mapped == field) {
                add(name, field as usize, false);
                own = false;
            }
            if own {
                add(field.name(), field as usize, false);
                for name in OTHERS.iter().filter(|(f, _)| *f == field).flat_map(|(_, names)| names) {
                    add(name, field as usize, true);
                }
            }
        }
        for (at, name) in options.keep.iter().enumerate() {
            add(name, Field::ALL.len() + at, false);
        }
        let mut keys: FxHashMap<Box<str>, Vec<usize>> = FxHashMap::default();
        for (at, name) in list.iter().enumerate() {
            keys.entry(name.path[0].as_str().into()).or_default().push(at);
            if name.path.len() > 1 {
                keys.entry(name.whole.as_str().into()).or_default().push(at);
            }
        }
        Self { list, keep: options.keep.len(), keys }
    }

    /// The names that a key may mean: those that lead `inside` the object at hand, or at the top those that begin with it.
    pub fn of_key<'n>(&'n self, key: &str, inside: Option<&'n [usize]>) -> &'n [usize] {
        inside.unwrap_or_else(|| self.keys.get(key).map_or(&[], Vec::as_slice))
    }

    /// What the text may be called.
    pub fn text(&self) -> Vec<String> {
        self.list.iter().filter(|n| n.slot == Field::Text as usize && !n.other).map(|n| n.whole.clone()).collect()
    }

    pub fn text_name(&self) -> String {
        self.text().join("` or `")
    }
}

/// The values of one record while it is read.
#[derive(Debug)]
pub(super) struct Slots<'a> {
    pub fields: [Cow<'a, str>; Field::ALL.len()],
    /// Which name of the list each value came by.
    ranks: [usize; Field::ALL.len()],
    kept: Vec<String>,
    /// The text was there and no string.
    pub text_is_no_string: bool,
}

impl Default for Slots<'_> {
    fn default() -> Self {
        Self { fields: [const { Cow::Borrowed("") }; Field::ALL.len()], ranks: [usize::MAX; Field::ALL.len()], kept: Vec::new(), text_is_no_string: false }
    }
}

impl<'a> Slots<'a> {
    /// Sets what the name with that number in the list stands for. A better name's value stays, unless it is empty.
    pub fn set(&mut self, name: usize, names: &Names, value: Cow<'a, str>) {
        let Some(slot) = names.list.get(name).map(|n| n.slot) else { return };
        match (self.fields.get_mut(slot), self.ranks.get_mut(slot)) {
            (Some(field), Some(rank)) => {
                if name <= *rank && !(value.is_empty() && name < *rank) || field.is_empty() {
                    (*field, *rank) = (value, name);
                }
            }
            _ => {
                self.kept.resize(names.keep, String::new());
                if let Some(kept) = self.kept.get_mut(slot - Field::ALL.len()) {
                    *kept = value.into_owned();
                }
            }
        }
    }

    /// The record, what it lacks filled from the tables and the options.
    pub fn finish(mut self, shared: &'a Shared, options: &'a ReadOptions, ordinal: Ordinal, several: bool) -> Result<Record<'a>, Reason> {
        if self.fields[Field::Text as usize].trim().is_empty() {
            let name = shared.names.text_name();
            return Err(if self.text_is_no_string { Reason::TextIsNoString(name) } else { Reason::NoText(name) });
        }
        for field in [Field::Id, Field::Outlet, Field::Date, Field::Event, Field::Url, Field::Language, Field::Genre] {
            trim(&mut self.fields[field as usize]);
        }
        if self.fields[Field::Id as usize].is_empty() {
            let id = if several { format!("{}-{}", shared.stem, ordinal.number + 1) } else { shared.stem.clone() };
            self.fields[Field::Id as usize] = Cow::Owned(id);
        }
        for meta in options.meta.iter().chain(&shared.meta) {
            if let Some(row) = meta.row(&self.fields[Field::Id as usize]) {
                for (field, value) in self.fields.iter_mut().zip(row) {
                    if field.trim().is_empty() {
                        *field = Cow::Borrowed(value);
                    }
                }
            }
        }
        for (field, value) in [(Field::Outlet, &options.outlet), (Field::Date, &options.date)] {
            if let (true, Some(value)) = (self.fields[field as usize].is_empty(), value) {
                self.fields[field as usize] = Cow::Borrowed(value);
            }
        }
        // Whole numbers where a date stands count seconds.
        if let Some(written) = Some(&self.fields[Field::Date as usize]).filter(|d| d.len() > 8 && d.bytes().all(|b| b.is_ascii_digit())).and_then(|d| epoch(d))
        {
            self.fields[Field::Date as usize] = Cow::Owned(written);
        }
        self.kept.resize(shared.names.keep, String::new());
        let [id, outlet, date, event, url, title, text, language, genre] = self.fields;
        Ok(Record { ordinal, id, outlet, date, event, url, title, text, language, genre, kept: self.kept })
    }
}

fn trim(value: &mut Cow<'_, str>) {
    let trimmed = value.trim();
    if trimmed.len() < value.len() {
        *value = match value {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
    }
}

/// Seconds or milliseconds since 1970 as an ISO time.
pub(super) fn epoch(digits: &str) -> Option<String> {
    let number: i64 = digits.parse().ok()?;
    let seconds = match digits.len() {
        9 | 10 => number,
        13 => number / 1000,
        _ => return None,
    };
    Some(jiff::Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_names_is_right() {
        let others = others().unwrap();
        assert!(others.iter().all(|(field, names)| !names.is_empty() && names.iter().all(|n| n != field.name())));
    }
}
