//! Borrowed words: the sports page has its massacres and the weather its assaults, and nobody is blamed for them.

use super::{Context, Verdict};
use crate::lexicon::Pattern;
use crate::matcher::Found;
use crate::text::Flags;
use crate::text::classes::ClassSet;

/// A sentence is looked through this far each way.
const REACH: usize = 60;

/// A page that borrows words of force ([`crate::lexicon::base::PageWords`]), compiled.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub page: String,
    pub words: ClassSet,
    pub unless: ClassSet,
    /// Numbers of the categories.
    pub categories: Vec<u16>,
}

/// Drops a word of force in a sentence that shows another page's words and no harm.
pub fn borrowed(context: &Context<'_>, pattern: &Pattern, found: &Found) -> Verdict {
    for page in context.pages.iter().filter(|p| p.categories.contains(&pattern.meta.category)) {
        if let Some(at) = shows(context, page, found) {
            return context.drop(|| format!("a word of {} here (\"{}\")", page.page, context.scene.tokens[at].text(context.text)));
        }
    }
    Verdict::Keep
}

/// The token outside the hit that shows the page, if no harm is told in the sentence.
fn shows(context: &Context<'_>, page: &Page, found: &Found) -> Option<usize> {
    let tokens = context.scene.tokens;
    let (first, last) = (found.first as usize, found.last as usize);
    let mut from = first.min(tokens.len());
    while from > 0 && first - from < REACH && !tokens.get(from).is_some_and(|t| t.is(Flags::SENTENCE)) {
        from -= 1;
    }
    let mut shown = None;
    for (at, token) in tokens.iter().enumerate().skip(from).take(last + REACH - from) {
        if at >= last && token.is(Flags::SENTENCE) {
            break;
        }
        let class = context.scene.classes.of(token.id);
        if class.any(page.unless) && !(first..last).contains(&at) {
            return None;
        }
        if shown.is_none() && class.any(page.words) && !(first..last).contains(&at) {
            shown = Some(at);
        }
    }
    shown
}
