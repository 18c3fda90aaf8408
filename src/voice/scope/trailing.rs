//! Cues behind their content: "S, X said", "S, said X", “…,” X said.

use super::*;

impl Reader<'_> {
    /// A cue behind its content: "S, X said", "S, said X", “…,” X said.
    pub(super) fn trailing(&mut self, v: usize) {
        let Some(cue) = self.verb(v) else { return };
        if !cue.frames.any(Frames::TRAIL) || !self.forms(v, Forms::THIRD | Forms::PAST | Forms::BASE) {
            return;
        }
        let kind = cue.kind;
        let tell = cue.frames.any(Frames::TELL);
        // "…, warned the union": unlike "told", it may stand without somebody addressed.
        let warns = tell && !cue.frames.any(Frames::PASSIVE) && cue.frames.any(Frames::CLAUSE);
        let g = self.group(v);
        let passive = (g..v).any(|i| self.is(i, Roles::BE)) && self.forms(v, Forms::PARTICIPLE);
        if self.is(g, Roles::TO) || passive || !self.plausible_verb(v, g) {
            return;
        }
        let floor = self.content_floor(v);
        // Inverted: the verb stands right behind the content.
        let behind_quote = v > 0 && self.quote(v - 1);
        // "Tax is a burden, say traders": of several speakers, the bare form.
        let plain = cue.plain;
        let bare = plain && self.flag(v, Flags::COMMA) && self.items[v].word.noun == 0;
        let inverts = self.forms(v, Forms::THIRD | Forms::PAST) || bare && self.forms(v, Forms::BASE);
        if v > floor && g == v && (behind_quote || self.flag(v, Flags::COMMA) && (!tell || warns)) && inverts {
            let mut end = self.inverted_subject(v + 1);
            if !behind_quote && self.is(v - 1, Roles::AUXILIARY) {
                // "It was, said the inspector, a botched job": the clause goes on, the source does not.
                end = (v + 2..end).find(|i| self.flag(*i, Flags::COMMA)).unwrap_or(end);
            }
            // "Hale, the mayor, said he would": without a quotation before it, the phrase must end the clause.
            // A time, a place or "as three markets shut" may follow it.
            let behind = if behind_quote || end == v + 1 || !plain { end } else { self.skip_adverbials(end) };
            let short = end <= v + 5 && !(v + 1..end).any(|i| self.is(i, Roles::THAT.or(Roles::RELATIVE)));
            let goes_on = plain && short && self.is(behind, Roles::SUBORDINATOR) && !self.is(behind, Roles::QUESTION);
            let ends = behind >= self.end() || self.flag(behind, WALL) || goes_on;
            let whole = behind_quote || ends && !self.finite(v + 1..end);
            let aside = behind < self.end() && self.flag(behind, Flags::COMMA);
            if end > v + 1 && whole && (behind_quote || aside || self.stated(floor..v)) {
                let start = if behind_quote { self.quote_start(v, floor) } else { floor };
                self.attribute_before(start, v, v + 1..end, v..v + 1, if behind_quote { end } else { behind }, kind);
                return;
            }
        }
        let Some(subject) = self.subject_behind_quote(g, floor).or_else(|| self.subject(g, floor)) else { return };
        let start = subject.start;
        if self.is(start, Roles::RELATIVE) {
            // "Una Sand, who teaches law, said": a clause about the source.
            return;
        }
        if start <= floor && !(start > 0 && self.quote(start - 1)) {
            return;
        }
        let behind_quote = start > 0 && self.quote(start - 1);
        if start == floor + 1 && self.is(floor, Roles::AS) && self.flag(v + 1, Flags::COMMA) && v + 2 < self.end() {
            // "As the warden said, the lake is rising."
            let end = self.scope_end(v + 1);
            self.emit(Some(subject), v..v + 1, kind, Frame::Statement, [v + 1..end, 0..0]);
            return;
        }
        if !behind_quote && !self.flag(start, Flags::COMMA | Flags::DASH) {
            return;
        }
        // What follows the verb must not be content.
        let mut right = v + 1;
        if tell && right < self.end() && !self.flag(right, WALL) {
            right = self.phrase_after(right);
        }
        if !tell && right < self.end() && !self.flag(right, WALL) && (behind_quote || self.is(right, Roles::OBJECT)) {
            let behind = self.phrase_after(right);
            if behind >= self.end() || self.flag(behind, WALL) {
                right = behind;
            }
        }
        right = self.skip_adverbials(right);
        if right < self.end() && !self.flag(right, Flags::COMMA | Flags::SEMICOLON | Flags::DASH | Flags::OPEN | Flags::COLON) && !(self.quote(right)) {
            let adverbial = self.is(right, Roles::PREPOSITION.or(Roles::SUBORDINATOR).or(Roles::AS).or(Roles::OF)) || self.word(right).ends_with("ing");
            let content = (right..self.end()).any(|i| self.quote(i) || self.is(i, Roles::THAT));
            let opens = behind_quote && start - 1 == floor;
            if !adverbial || content && !opens {
                return;
            }
            right = self.scope_end(right);
        }
        if right < self.end() && self.flag(right, Flags::COLON) {
            return;
        }
        if !behind_quote && (!self.stated(floor..start) || self.is(floor, Roles::SUBORDINATOR) && right < self.end() && !self.flag(right, Flags::COMMA)) {
            // A fronted phrase, "On Monday, X said …"; but the content may go on behind: "The plan, X said, is sound".
            let ends = right >= self.end() || self.flag(right, Flags::SEMICOLON);
            if ends && self.fragment(floor) {
                self.attribute_before(floor, start, subject, v..v + 1, right, kind);
                return;
            }
            let resumes = right < self.end() && self.flag(right, Flags::COMMA) && (right == v + 1 || !self.is(floor, Roles::PREPOSITION.or(Roles::AS)));
            if !resumes {
                return;
            }
        }
        let from = if behind_quote { self.quote_start(start, floor) } else { floor };
        self.attribute_before(from, start, subject, v..v + 1, right, kind);
    }

    /// Content before its cue, which may go on behind it.
    pub(super) fn attribute_before(&mut self, start: usize, end: usize, source: Range<usize>, cue: Range<usize>, mut right: usize, kind: CueKind) {
        if start >= end {
            return;
        }
        let quotation = (start..end).all(|i| self.quote(i));
        let empty = (start..end).all(|i| self.is(i, Roles::AND.or(Roles::ADVERB)));
        let mut pieces: [Range<usize>; 2] = [if empty { 0..0 } else { start..end }, 0..0];
        if right < self.end() {
            if quotation || self.quote(end - 1) {
                // “A,” she said. / “A,” she said, “B.”
                if self.flag(right, Flags::COMMA) && !self.quote(right) && self.is(right, Roles::AND) && self.quote(right + 1) {
                    right += 1;
                }
                if self.quote(right) {
                    let mut stop = right + 1;
                    while stop < self.end() && self.quote(stop) {
                        stop += 1;
                    }
                    if stop < self.end() && !self.flag(stop, Flags::COMMA | Flags::SEMICOLON) {
                        stop = self.scope_end(right);
                    }
                    pieces[1] = right..stop;
                }
            } else if self.flag(right, Flags::COMMA)
                && !self.is(right, Roles::AND.or(Roles::SUBORDINATOR).or(Roles::RELATIVE))
                && !self.word(right).ends_with("ing")
                && (self.items[right].word.verb == 0 || self.is(right, Roles::AUXILIARY) || self.broken_off(start, end))
                && !self.items[right].word.according
            {
                let complete = self.finite(start..end) && !self.broken_off(start, end);
                if !complete || self.quote(right) || self.is(right, Roles::PREPOSITION.or(Roles::AND)) {
                    pieces[1] = right..self.scope_end(right);
                }
            }
        }
        self.emit(Some(source), cue, kind, Frame::Statement, pieces);
    }
}
