//! Clauses: where a statement is, how far what is said reaches, and where it begins before its cue.

use super::*;

impl Reader<'_> {
    /// Whether a finite verb can be seen in the items.
    pub(super) fn finite(&self, range: Range<usize>) -> bool {
        range.into_iter().any(|i| self.finite_at(i))
    }

    pub(super) fn finite_at(&self, i: usize) -> bool {
        if self.quote(i) {
            return false;
        }
        if self.is(i, Roles::BE.or(Roles::HAVE).or(Roles::DO).or(Roles::MODAL).or(Roles::FINITE)) {
            return true;
        }
        let item = &self.items[i];
        if item.flags.any(Flags::CLITIC) {
            // "he's" holds a verb, "Hale's" mostly none.
            return i > 0 && self.is(i - 1, Roles::SUBJECT.or(Roles::THAT).or(Roles::QUESTION));
        }
        if item.word.forms.any(Forms::THIRD | Forms::PAST)
            && !self.is(i.wrapping_sub(1), Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::PREPOSITION).or(Roles::OF))
        {
            return true;
        }
        let before = i.wrapping_sub(1);
        !self.capital(i)
            && self.ends(i, b"ed")
            && !self.is(before, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::PREPOSITION).or(Roles::OF))
            && !self.flag(before, Flags::CLITIC)
    }

    /// Whether the items can be a statement: a finite verb, or a longer quotation that may hold it.
    pub(super) fn stated(&self, range: Range<usize>) -> bool {
        range.clone().any(|i| self.quote(i) && self.items[i].last - self.items[i].token > 2) || self.finite(range)
    }

    /// Where the content before a trailing attribution at `v` begins.
    pub(super) fn content_floor(&self, v: usize) -> usize {
        let mut start = 0;
        if self.flag(0, Flags::LINE) && self.flag(0, Flags::UPPER) {
            // "CORRAST, Feb 14 (Sextant) — …": a dateline is no part of what was said.
            start = (1..v.min(12)).find(|i| self.flag(*i, Flags::DASH)).unwrap_or(0);
        }
        for i in (start + 1..v).rev() {
            if self.taken[i] || self.flag(i, Flags::SEMICOLON) {
                start = if self.taken[i] { i + 1 } else { i };
                break;
            }
        }
        start
    }

    /// Whether a sentence without a verb that can be seen is what was said ("A disgrace, the union said."), and no
    /// time, place or participle in front ("On Monday, the union said …").
    pub(super) fn fragment(&self, floor: usize) -> bool {
        !self.is(floor, Roles::PREPOSITION.or(Roles::TIME).or(Roles::SUBORDINATOR).or(Roles::QUESTION).or(Roles::AND).or(Roles::AS))
            && !self.is(floor + 1, Roles::TIME)
            && !self.adverb(floor)
            && !self.ends(floor, b"ing")
            && !self.ends(floor, b"ed")
            && !(self.is(floor, Roles::NEGATOR) && self.adverb(floor + 1) && self.flag(floor + 2, Flags::COMMA))
    }

    /// Where the content begins that ends in a quotation right before `end`: at the quotation, or earlier when it
    /// is only the last part of a reported sentence.
    pub(super) fn quote_start(&self, end: usize, floor: usize) -> usize {
        let q = end - 1;
        if q <= floor {
            return q;
        }
        if self.flag(q, Flags::COLON | Flags::SEMICOLON) {
            return q;
        }
        // Behind a comma the quotation stands for itself; else it carries the reporter's sentence on.
        if !self.flag(q, Flags::COMMA) || self.finite(floor..q) || q - floor <= 2 || self.quote(q - 1) { floor } else { q }
    }

    /// Whether a clause stops at a helping verb, to go on behind the aside: "It had also, she said, lost the files".
    pub(super) fn broken_off(&self, start: usize, end: usize) -> bool {
        let last = (start..end).rev().find(|i| !self.adverb(*i) && !self.is(*i, Roles::NEGATOR));
        last.is_some_and(|i| self.is(i, Roles::AUXILIARY))
    }

    /// Whether a subject and its verb stand at `p`, with nothing in between but what belongs to the subject.
    pub(super) fn bare_clause(&self, p: usize, end: usize) -> bool {
        if self.is(p, Roles::SUBJECT) && !self.is(p, Roles::DETERMINER) {
            return p + 1 < end;
        }
        let mut i = p;
        for _ in 0..4 {
            let behind = self.phrase_after(i);
            if behind == i {
                return false;
            }
            i = behind;
            if i >= end || self.finite_at(i) {
                break;
            }
            if self.is(i, Roles::PREPOSITION.or(Roles::OF).or(Roles::AND)) && !self.flag(i, WALL) {
                i += 1;
                continue;
            }
            break;
        }
        let i = self.skip_adverb(i);
        i < end && self.finite_at(i)
    }

    /// The "that" of "told a crowd in Salem, New Hampshire, on Monday that": with no verb before it.
    pub(super) fn distant_that(&self, p: usize) -> Option<usize> {
        for i in p..self.end().min(p + 24) {
            if self.quote(i) || i > p && self.flag(i, Flags::SEMICOLON | Flags::COLON | Flags::DASH) {
                return None;
            }
            if self.is(i, Roles::THAT) && i > p {
                // "said the plan that" is no such thing: only behind times, places and people addressed.
                let first = self.is(p, Roles::TIME.or(Roles::PREPOSITION).or(Roles::TO).or(Roles::OBJECT)) || self.adverb(p) || self.flag(p, Flags::COMMA);
                return (first || self.tells(p)).then_some(i);
            }
            if self.finite_at(i) || self.is(i, Roles::RELATIVE) || self.is(i, Roles::SUBJECT) && !self.is(i, Roles::DETERMINER.or(Roles::OBJECT)) {
                return None;
            }
        }
        None
    }

    /// How far a reported clause that begins at `start` goes.
    pub(super) fn scope_end(&self, start: usize) -> usize {
        for i in start + 1..self.end() {
            if self.taken[i] {
                // Another attribution's words begin here; its cue and source stay outside too.
                return i;
            }
            if self.flag(i, Flags::SEMICOLON) {
                return i;
            }
            let comma = self.flag(i, Flags::COMMA | Flags::DASH);
            let verb = self.items[i].word;
            if comma && verb.verb != 0 && verb.forms.any(Forms::ING) && self.speech.verbs[verb.verb as usize].frames.any(Frames::TRAIL) {
                return i;
            }
            if comma && verb.according {
                return i;
            }
            // Asides behind a dash, relative clauses and loose participles are as often the writer's: coders of
            // reported speech leave them out half the time, and a word wrongly called own is the smaller harm.
            let participle = || self.ends(i, b"ing") && !self.capital(i);
            if self.flag(i, Flags::DASH) || comma && (self.is(i, Roles::RELATIVE) || participle()) {
                return i;
            }
            if self.is(i, Roles::AND) {
                let next = self.skip_adverb(i + 1);
                // "… and added that": the same speaker goes on with a new verb.
                if let Some(cue) = self.verb(next)
                    && self.forms(next, Forms::PAST | Forms::ING)
                    && cue.frames.any(Frames::TRAIL)
                {
                    return i;
                }
                if comma && self.new_clause(i + 1) || self.other_says(i + 1) {
                    return i;
                }
            }
            if comma && self.is(i, Roles::BREAK) && self.new_clause(i + 1) {
                return i;
            }
        }
        self.end()
    }

    /// "… and one in four said": another source's own sentence begins.
    pub(super) fn other_says(&self, i: usize) -> bool {
        let plain = Frames(Frames::TRAIL.0 | Frames::PASSIVE.0);
        (i + 1..self.end().min(i + 8)).find(|k| self.finite_at(*k)).is_some_and(|k| {
            self.verb(k).is_some_and(|c| c.frames.0 & plain.0 == plain.0)
                && !(i..k).any(|j| self.is(j, Roles::THAT.or(Roles::RELATIVE)) || self.flag(j, Flags::COMMA))
        })
    }

    /// Whether a subject and a finite verb begin at `i`.
    pub(super) fn new_clause(&self, i: usize) -> bool {
        if i >= self.end() || self.is(i, Roles::THAT) {
            return false;
        }
        if !self.opens_phrase(i) || self.quote(i) || self.finite_at(i) {
            return false;
        }
        let stop = (i + 1..self.end().min(i + 12)).find(|k| self.flag(*k, Flags(WALL.0 & !(Flags::OPEN.0 | Flags::CLOSE.0)))).unwrap_or(self.end().min(i + 12));
        self.finite(i + 1..stop)
    }

    /// How far a noun phrase or infinitive that a cue takes goes: not into the next clause.
    pub(super) fn topic_end(&self, start: usize) -> usize {
        for i in start + 1..self.end() {
            if self.taken[i] || self.flag(i, Flags(Flags::SEMICOLON.0 | Flags::COMMA.0 | Flags::DASH.0 | Flags::COLON.0)) {
                return i;
            }
            if self.flag(i, Flags::STOP) && !self.quote(i) && self.flag(i, Flags::SENTENCE) {
                return i;
            }
            if self.is(i, Roles::SUBORDINATOR) && !self.is(i, Roles::PREPOSITION.or(Roles::AS).or(Roles::QUESTION)) {
                return i;
            }
            if self.is(i, Roles::AND) {
                let next = self.skip_adverb(i + 1);
                if self.verb(next).is_some() && self.forms(next, Forms::PAST | Forms::THIRD | Forms::ING)
                    || self.is(next, Roles::AUXILIARY.or(Roles::SUBJECT).or(Roles::FINITE)) && !self.is(next, Roles::DETERMINER)
                {
                    return i;
                }
            }
        }
        self.end()
    }
}
