//! A word in its company: the words before and after, as people read concordances.

use crate::analysis::Stretch;
use crate::engine::Scratch;
use crate::text::Flags;

/// Words on each side.
const WORDS: usize = 7;

/// One line of a concordance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Id of the article.
    pub article: String,
    /// Its outlet.
    pub outlet: String,
    pub left: String,
    pub word: String,
    pub right: String,
}

impl Line {
    /// The line around tokens `stretch`, within its line of the text.
    pub fn new(article: &str, outlet: &str, scratch: &Scratch, stretch: Stretch) -> Self {
        let tokens = &scratch.tokens;
        let (first, last) = (stretch.0 as usize, stretch.1 as usize);
        let mut from = first;
        while from > 0 && first - from < WORDS && tokens.get(from).is_some_and(|t| !t.is(Flags::LINE | Flags::FIELD)) {
            from -= 1;
        }
        let mut to = last;
        while to < tokens.len() && to - last < WORDS && !tokens[to].is(Flags::LINE | Flags::FIELD) {
            to += 1;
        }
        let start = |at: usize| tokens.get(at).map_or(scratch.text.len(), |t| t.start as usize);
        let end = |at: usize| at.checked_sub(1).and_then(|at| tokens.get(at)).map_or(0, |t| t.end as usize);
        let slice = |a: usize, b: usize| scratch.text.get(a..b).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        // Signs between the last word of context and the next one belong to neither.
        let right = slice(end(last), end(to).max(end(last)));
        Self { article: article.into(), outlet: outlet.into(), left: slice(start(from), start(first)), word: slice(start(first), end(last)), right }
    }

    /// "… before «word» after …", the word in the middle.
    pub fn show(&self) -> String {
        let left = if self.left.is_empty() { String::new() } else { format!("{} ", self.left) };
        let right = if self.right.is_empty() || self.right.starts_with([',', '.', ';', ':', '!', '?', '\'', '’', '”', ')', '-']) {
            self.right.clone()
        } else {
            format!(" {}", self.right)
        };
        format!("{left}«{}»{right}", self.word)
    }
}

/// The sentence that tokens `stretch` stand in, with square brackets around them; `None` where it cannot be a test.
pub fn bracketed(scratch: &Scratch, stretch: Stretch) -> Option<String> {
    let tokens = &scratch.tokens;
    let number = scratch.landmarks.sentence(stretch.0);
    let same = |at: &usize| scratch.landmarks.sentence(*at as u32) == number;
    let first = (0..=stretch.0 as usize).rev().take_while(same).last()?;
    let last = (stretch.0 as usize..tokens.len()).take_while(same).last()?;
    let text = |a: u32, b: u32| scratch.text.get(a as usize..b as usize);
    let (start, end) = (tokens.get(stretch.0 as usize)?.start, tokens.get((stretch.1 as usize).checked_sub(1)?)?.end);
    let before = text(tokens.get(first)?.start, start)?;
    let after = text(end, tokens.get(last)?.end)?;
    let whole = format!("{before}[{}]{after}.", text(start, end)?);
    let plain = !before.contains(['[', ']', '\n']) && !after.contains(['[', ']', '\n']);
    plain.then(|| whole.split_whitespace().collect::<Vec<_>>().join(" "))
}
