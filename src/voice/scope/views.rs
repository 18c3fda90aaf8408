//! Phrases that hold a view without a verb of speech: "according to X", "in her view", "to its critics", "as X sees it".

use super::*;

impl Reader<'_> {
    /// "according to X": X, and what lies around it.
    pub(super) fn according(&mut self, v: usize) {
        let Some(p) = self.according_end(v) else { return };
        // The source: to the comma, the clause's end.
        let mut end = p;
        while end < self.end() && !(end > p && self.flag(end, Flags(WALL.0 & !(Flags::OPEN.0 | Flags::CLOSE.0)))) {
            if self.quote(end) && end > p {
                break;
            }
            if end > p && self.is(end, Roles::SUBORDINATOR) && !self.is(end, Roles::PREPOSITION.or(Roles::AS)) {
                break;
            }
            end += 1;
        }
        if end == p {
            return;
        }
        let source = p..end;
        let opening = v == 0 || self.items[..v].iter().all(|i| i.word.roles.any(Roles::AND.or(Roles::ADVERB))) || self.flag(v, Flags::SEMICOLON);
        if opening {
            // "According to the mayor the camp is closed": without a comma, a new subject and its verb end the source.
            let phrase = self.phrase_after(p);
            let (end, source) = if phrase < end && self.new_clause(phrase) { (phrase, p..phrase) } else { (end, source) };
            if end < self.end() {
                let content_end = self.scope_end(end);
                self.emit(Some(source), v..p, CueKind::Neutral, Frame::Statement, [end..content_end, 0..0]);
            }
            return;
        }
        let start = self.content_floor(v);
        let mut pieces: [Range<usize>; 2] = [start..v, 0..0];
        // "S1, according to X, S2" goes on where S1 is no clause yet.
        if end < self.end() && self.flag(end, Flags::COMMA) && self.flag(v, Flags::COMMA) && (!self.finite(start..v) || self.broken_off(start, v)) {
            pieces[1] = end..self.scope_end(end);
        }
        self.emit(Some(source), v..p, CueKind::Neutral, Frame::Statement, pieces);
    }

    /// "In her view, S", "S, by the union's account": `k` is the word that ends the phrase, its source stands inside.
    pub(super) fn viewed(&mut self, k: usize) {
        let own = k >= 2 && self.is(k - 1, Roles::POSSESSIVE) && self.is(k - 2, Roles::VIEWING);
        let clitic = k >= 3 && self.flag(k - 1, Flags::CLITIC);
        let v = match (own, clitic) {
            (true, _) => Some(k - 2),
            (_, true) => (k.saturating_sub(7)..k - 2).rev().find(|i| self.is(*i, Roles::VIEWING)),
            _ => None,
        };
        let Some(v) = v.filter(|v| !(v + 1..=k).any(|i| self.quote(i) || self.taken[i] || self.flag(i, WALL))) else { return };
        self.held_view(v, v + 1..k - usize::from(!own), k + 1);
    }

    /// "To its critics, S": `k` names the camp.
    pub(super) fn camp(&mut self, k: usize) {
        // At the sentence's start, or behind a semicolon: "to its backers he is a hero; to others, a fraud".
        let start = (1..=k).rev().find(|i| self.flag(*i, Flags::SEMICOLON)).unwrap_or(0);
        if k - start > 3 || !self.is(start, Roles::CAMP_OPENING) || (start + 1..=k).any(|i| self.quote(i) || self.flag(i, WALL)) {
            return;
        }
        let behind = if self.is(k + 1, Roles::OF) && !self.flag(k + 1, WALL) { self.phrase_after(k + 2) } else { k + 1 };
        let clause = self.is(behind, Roles::PRONOUN) && self.finite_at(behind + 1) && !self.flag(behind, WALL);
        if behind < self.end() && !self.taken[start] && (self.flag(behind, Flags::COMMA) || clause) {
            let end = self.scope_end(behind);
            self.emit(Some(start + 1..behind), start..behind, CueKind::Neutral, Frame::Statement, [behind..end, 0..0]);
        }
    }

    /// "As the opposition sees it, S", "S is, as one aide put it, T".
    pub(super) fn as_put(&mut self, v: usize) -> bool {
        let it = self.items.get(v + 1).is_some_and(|i| i.word.roles.any(Roles::OBJECT)) && self.word(v + 1).eq_ignore_ascii_case("it");
        if !it || !self.forms(v, Forms::THIRD | Forms::PAST | Forms::BASE) || !(v + 2 >= self.end() || self.flag(v + 2, Flags::COMMA)) {
            return false;
        }
        let from = v.saturating_sub(9);
        let heard = |i: usize| self.is(i, Roles::TO) && self.is(i + 1, Roles::HEARING);
        let Some(at) = (from..v.saturating_sub(1)).rev().find(|i| self.is(*i, Roles::AS) || heard(*i)) else { return false };
        let walled = (at + 1..=v + 1).any(|i| self.quote(i) || self.taken[i] || self.flag(i, WALL));
        if walled || at > 0 && !self.flag(at, Flags::COMMA) || self.finite(at + 1..v) {
            return false;
        }
        let source = if heard(at) { at + 2 } else { at + 1 };
        self.held_view(at, source..v, v + 2);
        self.taken[v]
    }

    /// What lies behind a phrase `v..behind` that opens its sentence, or before one that ends it.
    pub(super) fn held_view(&mut self, v: usize, source: Range<usize>, behind: usize) {
        let opening = self.items[..v].iter().all(|i| i.word.roles.any(Roles::AND.or(Roles::ADVERB)));
        let floor = self.content_floor(v);
        let pieces = if opening && behind < self.end() {
            [behind..self.scope_end(behind), 0..0]
        } else if self.flag(v, Flags::COMMA) && behind >= self.end() {
            [floor..v, 0..0]
        } else if self.flag(v, Flags::COMMA) && self.flag(behind, Flags::COMMA) {
            // "The deal is, in her words, a betrayal" goes on behind the aside.
            [floor..v, if self.broken_off(floor, v) || !self.finite(floor..v) { behind..self.scope_end(behind) } else { 0..0 }]
        } else {
            return;
        };
        if !pieces[0].is_empty() {
            self.emit(Some(source), v..behind, CueKind::Neutral, Frame::Statement, pieces);
        }
    }

    pub(super) fn according_end(&self, v: usize) -> Option<usize> {
        let id = self.tokens[self.items[v].token as usize].id;
        for phrase in &self.speech.according {
            if phrase[0] != id || v + phrase.len() > self.end() {
                continue;
            }
            let fits = phrase[1..].iter().enumerate().all(|(i, w)| {
                let item = &self.items[v + 1 + i];
                item.quote == NONE && self.tokens[item.token as usize].id == *w && !item.flags.any(WALL)
            });
            if fits {
                return Some(v + phrase.len());
            }
        }
        None
    }
}
