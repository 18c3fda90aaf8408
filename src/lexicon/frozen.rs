//! The built-in lexicons as the build leaves them: compiled, in a form that is cheap to read.
//!
//! build.rs compiles lexicons/ and the word files with the very code of this crate ([`super::base`]) and keeps the outcome
//! with [`freeze`]; a start reads it with [`thaw`]. Texts of the user's own go the long way; a test holds both ways equal.

use super::base::Base;
use super::compile::{Category, Compiled, Entry, Lexicon, Mask, Meta, Pattern};
use crate::matcher::trie::Edges;
use crate::matcher::{Condition, Element, TrieBuilder};
use crate::text::classes::Classes;
use crate::text::vocabulary::{Vocabulary, Words};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

/// What the build left; empty in the build itself.
const IMAGE: &[u8] = super::IMAGE;

#[derive(Serialize, Deserialize)]
struct Image {
    words: Words,
    classes: Classes,
    categories: Vec<Category>,
    /// What patterns share, each once.
    metas: Vec<Meta>,
    conditions: Vec<Vec<Condition>>,
    entries: Vec<FrozenEntry>,
    patterns: Vec<FrozenPattern>,
    masks: Vec<Mask>,
    edges: Edges,
}

/// An [`Entry`] with the number of its meta.
#[derive(Serialize, Deserialize)]
struct FrozenEntry {
    id: String,
    lexicon: u16,
    meta: u32,
    patterns: Range<u32>,
    must_match: Vec<(String, Range<usize>)>,
    must_not_match: Vec<(String, Range<usize>)>,
    span: Range<usize>,
}

/// A [`Pattern`] with the numbers of its meta and conditions.
#[derive(Serialize, Deserialize)]
struct FrozenPattern {
    entry: u32,
    written: String,
    elements: Vec<Element>,
    anchor: u8,
    length: u8,
    plain: bool,
    whole_compound: bool,
    conditions: u32,
    meta: u32,
    span: Range<usize>,
}

/// The place of `one` among `all` that are shared; put there if it is new. What is shared comes in runs, so the last are looked at first.
fn place<T: ?Sized>(all: &mut Vec<Arc<T>>, one: &Arc<T>) -> u32 {
    if let Some(at) = all.iter().rposition(|other| Arc::ptr_eq(other, one)) {
        return at as u32;
    }
    all.push(one.clone());
    all.len() as u32 - 1
}

/// Compiled lexicons as bytes; `None` where a word with an open ending waits for words that come later.
pub fn freeze(base: Base) -> Option<Vec<u8>> {
    let Base { vocabulary, classes, lexicons, masks, trie } = base;
    let Compiled { lexicons, categories, entries, patterns, open } = lexicons;
    if !open.is_empty() {
        return None;
    }
    let (mut metas, mut conditions) = (Vec::new(), Vec::new());
    let entries = entries
        .into_iter()
        .map(|e| FrozenEntry {
            meta: place(&mut metas, &e.meta),
            id: e.id,
            lexicon: e.lexicon,
            patterns: e.patterns,
            must_match: e.must_match,
            must_not_match: e.must_not_match,
            span: e.span,
        })
        .collect();
    let patterns = patterns
        .into_iter()
        .map(|p| FrozenPattern {
            entry: p.entry,
            written: p.written.to_string(),
            anchor: p.anchor,
            length: p.length,
            plain: p.plain,
            whole_compound: p.whole_compound,
            elements: p.elements,
            conditions: place(&mut conditions, &p.conditions),
            meta: place(&mut metas, &p.meta),
            span: p.span,
        })
        .collect();
    let image = Image {
        words: (&vocabulary).into(),
        classes,
        categories,
        metas: metas.iter().map(|m| Meta::clone(m)).collect(),
        conditions: conditions.iter().map(|c| c.to_vec()).collect(),
        entries,
        patterns,
        masks,
        edges: trie.into_edges(),
    };
    postcard::to_allocvec(&(&lexicons, &image)).ok()
}

fn read(bytes: &[u8]) -> Option<Base> {
    let (lexicons, image): (Vec<Lexicon>, Image) = postcard::from_bytes(bytes).ok()?;
    let metas: Vec<Arc<Meta>> = image.metas.into_iter().map(Arc::new).collect();
    let conditions: Vec<Arc<[Condition]>> = image.conditions.into_iter().map(Arc::from).collect();
    let entries = image.entries.into_iter().map(|e| {
        Some(Entry {
            id: e.id,
            lexicon: e.lexicon,
            meta: metas.get(e.meta as usize)?.clone(),
            patterns: e.patterns,
            must_match: e.must_match,
            must_not_match: e.must_not_match,
            span: e.span,
        })
    });
    let entries = entries.collect::<Option<_>>()?;
    let patterns = image.patterns.into_iter().map(|p| {
        Some(Pattern {
            entry: p.entry,
            written: p.written.into(),
            elements: p.elements,
            anchor: p.anchor,
            length: p.length,
            plain: p.plain,
            whole_compound: p.whole_compound,
            conditions: conditions.get(p.conditions as usize)?.clone(),
            meta: metas.get(p.meta as usize)?.clone(),
            span: p.span,
        })
    });
    let patterns = patterns.collect::<Option<_>>()?;
    let lexicons = Compiled { lexicons, categories: image.categories, entries, patterns, open: Vec::new() };
    Some(Base { vocabulary: Vocabulary::from(image.words), classes: image.classes, lexicons, masks: image.masks, trie: TrieBuilder::from(image.edges) })
}

/// The built-in lexicons, compiled; `None` where the build left nothing.
pub fn thaw() -> Option<Base> {
    read(IMAGE)
}

/// Which lexicons the build compiled, in order.
pub fn lexicons() -> Vec<Lexicon> {
    postcard::take_from_bytes(IMAGE).map_or_else(|_| Vec::new(), |(lexicons, _)| lexicons)
}
