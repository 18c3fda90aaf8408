//! Checking a candidate: the positions before and after its anchor, gaps, classes, actors, and its conditions.

use super::condition::Condition;
use super::mentioned::Mentioned;
use super::pattern::{Element, Joint, Position, Special};
use crate::lexicon::file::Side;
use crate::text::classes::{ClassSet, Classes};
use crate::text::{Flags, Token};

/// Words that a side condition may look at: this many tokens, and not beyond the clause.
const CLAUSE_REACH: usize = 8;
/// A sentence is looked through this far each way for a `near` condition.
const SENTENCE_REACH: usize = 80;

/// What a pattern is checked against: the tokens of a document and the actors found in it.
pub struct Scene<'a> {
    /// All tokens.
    pub tokens: &'a [Token],
    /// Word classes.
    pub classes: &'a Classes,
    /// The actors mentioned.
    pub mentioned: Mentioned<'a>,
    /// The class of numbers in words.
    pub number_word: ClassSet,
}

/// Where a pattern stands: marked stretches as token ranges, and the whole stretch that it covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Marked token ranges, in order, neighbours joined.
    pub marks: Vec<(u32, u32)>,
    /// First token of all.
    pub first: u32,
    /// Token after the last of all.
    pub last: u32,
}

impl Scene<'_> {
    /// Whether `elements`, whose positions `anchor..anchor + length` stand at `token`, stands there as a whole.
    pub fn verify(&self, elements: &[Element], anchor: usize, length: usize, token: usize, found: &mut Found) -> bool {
        found.marks.clear();
        let mut places: [(u32, u32, bool); 24] = [(0, 0, false); 24];
        if elements.len() > places.len() {
            return false;
        }
        // The anchor itself: joints and marks; its words are known to fit.
        for i in 0..length {
            let (Some(Element::Position(position)), Some(here)) = (elements.get(anchor + i), self.tokens.get(token + i)) else { return false };
            if i > 0 && !joint_fits(position.joint, here) {
                return false;
            }
            places[anchor + i] = ((token + i) as u32, (token + i + 1) as u32, position.marked);
        }
        // A compound's joint lies between it and what stands before.
        if let Some(Element::Position(position)) = elements.get(anchor)
            && anchor > 0
            && position.joint == Joint::Hyphen
            && !self.tokens.get(token).is_some_and(|t| t.is(Flags::HYPHEN))
        {
            return false;
        }
        let Some(first) = self.backward(elements, anchor, token, &mut places) else { return false };
        let Some(last) = self.forward(elements, anchor + length, token + length, &mut places) else { return false };
        found.first = first as u32;
        found.last = last as u32;
        for (from, to, marked) in &places[..elements.len()] {
            if !marked || from == to {
                continue;
            }
            match found.marks.last_mut() {
                Some(mark) if mark.1 == *from => mark.1 = *to,
                _ => found.marks.push((*from, *to)),
            }
        }
        !found.marks.is_empty()
    }

    /// Matches `elements[at..]` from `token` on; the token after the last.
    fn forward(&self, elements: &[Element], at: usize, token: usize, places: &mut [(u32, u32, bool); 24]) -> Option<usize> {
        let Some(element) = elements.get(at) else { return Some(token) };
        match element {
            Element::Gap(max) => {
                places[at] = (0, 0, false);
                for skip in 0..=usize::from(*max) {
                    if skip > 0 && self.tokens.get(token + skip - 1).is_none_or(|t| t.is(Flags::BARRIER)) {
                        return None;
                    }
                    if let Some(end) = self.forward(elements, at + 1, token + skip, places) {
                        return Some(end);
                    }
                }
                None
            }
            Element::Position(position) => {
                if let Some(here) = self.tokens.get(token)
                    && !here.is(Flags::BARRIER | Flags::BOILERPLATE)
                    && joint_fits(position.joint, here)
                    && let Some(end) = self.fits_forward(position, token)
                {
                    places[at] = (token as u32, end as u32, position.marked);
                    if let Some(last) = self.forward(elements, at + 1, end, places) {
                        return Some(last);
                    }
                }
                if position.optional {
                    places[at] = (0, 0, false);
                    return self.forward(elements, at + 1, token, places);
                }
                None
            }
        }
    }

    /// Matches `elements[..at]` so that it ends right before `token`; the first token.
    fn backward(&self, elements: &[Element], at: usize, token: usize, places: &mut [(u32, u32, bool); 24]) -> Option<usize> {
        if at == 0 {
            return Some(token);
        }
        match &elements[at - 1] {
            Element::Gap(max) => {
                places[at - 1] = (0, 0, false);
                for skip in 0..=usize::from(*max) {
                    if skip > token || (skip > 0 && self.tokens[token - skip + 1..=token.min(self.tokens.len() - 1)].iter().any(|t| t.is(Flags::BARRIER))) {
                        return None;
                    }
                    if let Some(first) = self.backward(elements, at - 1, token - skip, places) {
                        return Some(first);
                    }
                }
                None
            }
            Element::Position(position) => {
                if token > 0
                    && !self.tokens.get(token).is_some_and(|t| t.is(Flags::BARRIER))
                    && !self.tokens[token - 1].is(Flags::BOILERPLATE)
                    && let Some(start) = self.fits_backward(position, token)
                    && (at == 1 || joint_fits(position.joint, &self.tokens[start]))
                {
                    places[at - 1] = (start as u32, token as u32, position.marked);
                    if let Some(first) = self.backward(elements, at - 1, start, places) {
                        return Some(first);
                    }
                }
                if position.optional {
                    places[at - 1] = (0, 0, false);
                    return self.backward(elements, at - 1, token, places);
                }
                None
            }
        }
    }

    /// One token (or one actor, name, number) from `token` on; the token after it.
    fn fits_forward(&self, position: &Position, token: usize) -> Option<usize> {
        let here = self.tokens.get(token)?;
        if self.fits_word(position, here) {
            return Some(token + 1);
        }
        match position.special {
            Special::None => None,
            Special::Any => Some(token + 1),
            Special::Number => self.is_number(here).then_some(token + 1),
            Special::Actor(kind) => {
                let (from, to, its) = self.mentioned.covering(token)?;
                (from as usize == token && (kind == 0 || kind == its)).then_some(to as usize)
            }
            Special::Name => {
                let mut end = token;
                while let Some(next) = self.tokens.get(end) {
                    if !next.is(Flags::CAPITAL) || (end > token && next.is(Flags::BARRIER)) {
                        break;
                    }
                    end += 1;
                }
                (end > token).then_some(end)
            }
        }
    }

    /// The same, ending right before `token`; its first token.
    fn fits_backward(&self, position: &Position, token: usize) -> Option<usize> {
        let before = self.tokens.get(token.checked_sub(1)?)?;
        if self.fits_word(position, before) {
            return Some(token - 1);
        }
        match position.special {
            Special::None => None,
            Special::Any => Some(token - 1),
            Special::Number => self.is_number(before).then(|| token - 1),
            Special::Actor(kind) => {
                let (from, to, its) = self.mentioned.covering(token - 1)?;
                (to as usize == token && (kind == 0 || kind == its)).then_some(from as usize)
            }
            Special::Name => {
                let mut start = token;
                while start > 0 && self.tokens[start - 1].is(Flags::CAPITAL) && !(start < token && self.tokens[start].is(Flags::BARRIER)) {
                    start -= 1;
                }
                (start < token).then_some(start)
            }
        }
    }

    #[inline]
    fn fits_word(&self, position: &Position, token: &Token) -> bool {
        position.words.hold(token.id) || (position.classes != 0 && self.classes.of(token.id).any(position.class_set()))
    }

    fn is_number(&self, token: &Token) -> bool {
        token.is(Flags::DIGIT) || self.classes.of(token.id).any(self.number_word)
    }

    /// Whether the conditions let a hit on tokens `first..last` stand: no negative one holds and, if there are
    /// positive ones, one of them does. Otherwise the condition that speaks against it.
    pub fn conditions<'c>(&self, conditions: &'c [Condition], first: usize, last: usize) -> Result<(), &'c Condition> {
        let mut wanted = None;
        let mut met = false;
        for condition in conditions {
            if condition.place.negative {
                if self.holds(condition, first, last) {
                    return Err(condition);
                }
            } else if !met {
                wanted = wanted.or(Some(condition));
                met = self.holds(condition, first, last);
            }
        }
        match wanted {
            Some(condition) if !met => Err(condition),
            _ => Ok(()),
        }
    }

    fn holds(&self, condition: &Condition, first: usize, last: usize) -> bool {
        condition.phrases.iter().any(|phrase| self.stands(phrase, condition.place.side, first, last))
    }

    fn stands(&self, phrase: &[Position], side: Side, first: usize, last: usize) -> bool {
        match side {
            // A neighbour beyond a quotation mark is no neighbour: “terrorist” organisation.
            Side::Prev => !self.tokens.get(first).is_some_and(|t| t.is(Flags::CLAUSE_END | Flags::QUOTE)) && self.ends_at(phrase, first),
            Side::Next => self.tokens.get(last).is_some_and(|t| !t.is(Flags::CLAUSE_END | Flags::QUOTE)) && self.begins_at(phrase, last),
            Side::Left => {
                let mut at = first;
                let floor = first.saturating_sub(CLAUSE_REACH);
                loop {
                    if self.tokens.get(at).is_some_and(|t| t.is(Flags::CLAUSE_END)) || at <= floor {
                        return false;
                    }
                    if self.ends_at(phrase, at) {
                        return true;
                    }
                    at -= 1;
                }
            }
            Side::Right => {
                (last..self.tokens.len().min(last + CLAUSE_REACH)).take_while(|at| !self.tokens[*at].is(Flags::CLAUSE_END)).any(|at| self.begins_at(phrase, at))
            }
            Side::Near => {
                let mut from = first;
                while from > 0 && first - from < SENTENCE_REACH && !self.tokens[from].is(Flags::SENTENCE) {
                    from -= 1;
                }
                let mut to = last;
                while to < self.tokens.len() && to - last < SENTENCE_REACH && !self.tokens[to].is(Flags::SENTENCE) {
                    to += 1;
                }
                (from..first).chain(last..to).any(|at| self.begins_at(phrase, at))
            }
        }
    }

    /// Whether a word sequence begins at `token`.
    pub fn begins_at(&self, phrase: &[Position], token: usize) -> bool {
        let mut at = token;
        for (i, position) in phrase.iter().enumerate() {
            if i > 0 && self.tokens.get(at).is_some_and(|t| t.is(Flags::BARRIER) || !joint_fits(position.joint, t)) {
                if position.optional {
                    continue;
                }
                return false;
            }
            match self.fits_forward(position, at) {
                Some(next) => at = next,
                None if position.optional => {}
                None => return false,
            }
        }
        at > token
    }

    /// Whether a word sequence ends right before `token`.
    fn ends_at(&self, phrase: &[Position], token: usize) -> bool {
        let mut at = token;
        for (i, position) in phrase.iter().enumerate().rev() {
            match self.fits_backward(position, at) {
                Some(start) => {
                    if i > 0 && (self.tokens[start].is(Flags::BARRIER) || !joint_fits(position.joint, &self.tokens[start])) {
                        return false;
                    }
                    at = start;
                }
                None if position.optional => {}
                None => return false,
            }
        }
        at < token
    }
}

#[inline]
fn joint_fits(joint: Joint, here: &Token) -> bool {
    match joint {
        Joint::Either => true,
        Joint::Hyphen => here.is(Flags::HYPHEN),
    }
}
