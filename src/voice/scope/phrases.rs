//! Noun phrases and subjects: who a verb of speech has before it or behind it, and what may be stepped over on the way.

use super::*;

impl Reader<'_> {
    /// The noun phrase that ends right before `end`, leftwards to its first word.
    pub(super) fn phrase_before(&self, end: usize, floor: usize) -> Option<Range<usize>> {
        if end <= floor {
            return None;
        }
        let mut start = end - 1;
        if self.quote(start) {
            return None;
        }
        loop {
            let flags = self.items[start].flags;
            if self.is(start, Roles::RELATIVE) && start + 1 == end {
                return Some(start..end);
            }
            if start == floor || flags.any(Flags(WALL.0 & !(Flags::OPEN.0 | Flags::CLOSE.0))) {
                break;
            }
            if flags.any(Flags::CLOSE) {
                // "Hale (D-Ohio) said": step over the bracket.
                let mut open = start;
                while open > floor && !self.flag(open, Flags::OPEN) {
                    open -= 1;
                }
                if open > floor && open + 8 > start {
                    start = open - 1;
                    continue;
                }
                break;
            }
            if flags.any(Flags::OPEN) {
                break;
            }
            let before = start - 1;
            if self.quote(before) {
                break;
            }
            if self.items[start].flags.any(Flags::CLITIC | Flags::HYPHEN) {
                start -= 1;
                continue;
            }
            if self.is(start, Roles::SUBJECT) && !self.is(start, Roles::POSSESSIVE.or(Roles::DETERMINER)) {
                break;
            }
            if self.is(before, Roles::PREPOSITION.or(Roles::OF)) && !self.is(before, Roles::SUBORDINATOR) {
                if before == floor || self.flag(before, WALL) {
                    // "In Ohio voters said": where the opening phrase ends is told by the next determiner or name.
                    return Some(self.behind_opening(before, end));
                }
                start = before;
                continue;
            }
            if self.is(before, Roles::SUBORDINATOR.or(Roles::RELATIVE).or(Roles::QUESTION).or(Roles::THAT).or(Roles::SUBJECT).or(Roles::OBJECT).or(Roles::TO))
                && !self.is(before, Roles::DETERMINER.or(Roles::POSSESSIVE))
            {
                break;
            }
            if self.is(before, Roles::AND) {
                let clause = (floor..before).rev().find(|i| self.flag(*i, WALL) || self.quote(*i)).unwrap_or(floor);
                let joined = before > floor && !self.finite(clause..before) && !self.flag(before, WALL);
                if !joined || before == floor {
                    break;
                }
                start = before;
                continue;
            }
            if self.is(start, Roles::DETERMINER.or(Roles::POSSESSIVE)) && !self.is(before, Roles::DETERMINER.or(Roles::AND)) {
                break;
            }
            if self.is(before, Roles::AUXILIARY.or(Roles::FINITE)) || self.adverb(before) || self.is(before, Roles::TIME) && !self.flag(start, Flags::CLITIC) {
                break;
            }
            if self.finite_at(before) && !self.capital(before) && !self.is(before.wrapping_sub(1), Roles::DETERMINER.or(Roles::OF).or(Roles::PREPOSITION)) {
                break;
            }
            start = before;
        }
        if start > floor && self.is(start - 1, Roles::MODAL.or(Roles::TO).or(Roles::DO)) && !self.flag(start, WALL) {
            return None;
        }
        while start < end
            && (self.is(start, Roles::AND) || self.is(start, Roles::THAT) && start + 1 < end || self.adverb(start) && !self.is(start, Roles::DETERMINER))
        {
            start += 1;
        }
        let opener = start + 1 == end && self.is(start, Roles::PREPOSITION.or(Roles::SUBORDINATOR).or(Roles::OF)) && !self.is(start, Roles::RELATIVE);
        (start < end && !opener).then_some(start..end)
    }

    pub(super) fn behind_opening(&self, preposition: usize, end: usize) -> Range<usize> {
        let mut start = preposition + 1;
        for i in (preposition + 2..end).rev() {
            let here = self.is(i, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::SUBJECT));
            let before = i - 1;
            let name = self.capital(i)
                && !self.capital(before)
                && !self.is(before, Roles::DETERMINER.or(Roles::PREPOSITION).or(Roles::OF).or(Roles::AND).or(Roles::TITLE));
            if self.is(before, Roles::TIME) || (here && !self.is(before, Roles::PREPOSITION.or(Roles::OF).or(Roles::AND))) || name {
                start = i;
                break;
            }
        }
        start..end
    }

    /// The subject of the verb group that begins at `g`, looking no further left than `floor`.
    pub(super) fn subject(&self, g: usize, floor: usize) -> Option<Range<usize>> {
        if g <= floor || self.quote(g - 1) {
            return None;
        }
        let flags = self.items[g].flags;
        if flags.any(Flags::SEMICOLON | Flags::COLON) {
            return None;
        }
        if flags.any(Flags::COMMA | Flags::DASH | Flags::CLOSE) {
            if let Some(found) = self.far_subject(g, floor) {
                return Some(found);
            }
            // An apposition or a relative clause stands between: "Hale, the mayor, said".
            let mut j = g - 1;
            while j > floor && !self.flag(j, Flags::COMMA | Flags::DASH | Flags::SEMICOLON | Flags::COLON | Flags::OPEN) {
                j -= 1;
            }
            if flags.any(Flags::CLOSE) && !self.flag(j, Flags::OPEN) {
                return self.phrase_before(g, floor);
            }
            if j <= floor || self.flag(j, Flags::SEMICOLON | Flags::COLON) || self.quote(j - 1) {
                return None;
            }
            if self.is(j, Roles::AND) && !self.finite(j..g) && j + 1 < g {
                return self.phrase_before(g, j);
            }
            if self.is(j, Roles::AND.or(Roles::SUBORDINATOR)) && !self.is(j, Roles::AS) {
                return None;
            }
            let head = self.phrase_before(j, floor)?;
            let relative = self.is(j, Roles::RELATIVE) || self.finite(j..g);
            // The apposition belongs to the phrase, a clause does not.
            return Some(if relative { head } else { head.start..g });
        }
        if self.is(g - 1, Roles::AND) {
            return self.last_source.clone().filter(|s| s.start >= floor && s.end < g).or_else(|| self.earlier_subject(g - 1, floor));
        }
        self.phrase_before(g, floor)
    }

    /// "Cora James, 25, of Flint, Mich., said": the name that opens the clause, before the first comma of several.
    pub(super) fn far_subject(&self, g: usize, floor: usize) -> Option<Range<usize>> {
        let clause = (floor + 1..g)
            .rev()
            .take(48)
            .find(|i| {
                self.quote(i - 1)
                    || self.flag(*i, Flags::SEMICOLON | Flags::COLON)
                    || self.is(i - 1, Roles::AND) && self.flag(i - 1, Flags::COMMA) && self.new_clause(*i)
            })
            .unwrap_or(floor);
        for j in clause + 1..g {
            if !self.flag(j, Flags::COMMA) {
                continue;
            }
            let Some(name) = self.phrase_before(j, clause) else { continue };
            let opens =
                name.start == clause || self.flag(name.start, Flags::COMMA) || self.is(name.start - 1, Roles::AND.or(Roles::THAT).or(Roles::SUBORDINATOR));
            let fronted = name.start > 0 && self.is(name.start - 1, Roles::PREPOSITION) || self.is(name.end - 1, Roles::TIME);
            if !opens || fronted || self.finite(name.clone()) || self.is(name.start, Roles::PREPOSITION.or(Roles::SUBORDINATOR)) || !self.capital(name.end - 1)
            {
                continue;
            }
            if self.is(j, Roles::RELATIVE) {
                return Some(name);
            }
            let relative = (j..g).find(|i| self.is(*i, Roles::RELATIVE) && self.flag(*i, Flags::COMMA)).unwrap_or(g);
            return (!self.finite(j..relative) && !self.is(j, Roles::AND.or(Roles::SUBORDINATOR))).then_some(name.start..g);
        }
        None
    }

    /// The subject of "…, then says": a verb behind a comma shares that of the clause before.
    pub(super) fn shared_subject(&self, g: usize) -> Option<Range<usize>> {
        let joined = g > 1 && !self.quote(g - 1) && (self.flag(g, Flags::COMMA) || self.is(g - 1, Roles::AND));
        if joined { self.last_source.clone().or_else(|| self.earlier_subject(g, 0)) } else { None }
    }

    /// The subject of the main clause before `v`: the last one that "and" or "but" begins, else the first.
    pub(super) fn main_subject(&self, v: usize) -> Option<Range<usize>> {
        let mut floor = (1..v).rev().find(|i| self.is(*i, Roles::AND) && self.flag(*i, Flags::COMMA) && self.new_clause(i + 1)).map_or(0, |i| i + 1);
        if self.is(floor, Roles::SUBORDINATOR.or(Roles::PREPOSITION)) {
            floor = (floor + 1..v).find(|i| self.flag(*i, Flags::COMMA)).unwrap_or(floor);
        }
        for i in floor + 1..v {
            if self.finite_at(i) && !self.is(i - 1, Roles::AUXILIARY.or(Roles::TO)) && !self.taken[i] {
                let found = if self.flag(i, Flags::COMMA) { self.subject(i, floor) } else { self.phrase_before(i, floor) };
                if let Some(range) = found.filter(|r| !self.is(r.start, Roles::RELATIVE.or(Roles::THAT))) {
                    return Some(range);
                }
            }
        }
        None
    }

    /// The subject that a verb without one of its own shares: that of the first clause of the sentence.
    pub(super) fn earlier_subject(&self, before: usize, floor: usize) -> Option<Range<usize>> {
        // The nearest finite verb to the left with a subject right before it.
        for v in (floor + 1..before).rev() {
            if self.finite_at(v) && !self.is(v - 1, Roles::AUXILIARY.or(Roles::TO)) && !self.adverb(v - 1) && !self.taken[v] {
                if self.flag(v, WALL) || self.is(v - 1, Roles::AND) {
                    continue;
                }
                if let Some(range) = self.phrase_before(v, floor) {
                    let only = range.len() == 1;
                    if only && self.is(range.start, Roles::RELATIVE) {
                        return Some(range);
                    }
                    if !self.is(range.start, Roles::AUXILIARY) {
                        return Some(range);
                    }
                }
            }
        }
        None
    }

    /// Steps over adverbs, times and phrases of place behind a verb; where nothing of the kind stands, stays.
    pub(super) fn skip_adverbials(&self, from: usize) -> usize {
        let mut p = from;
        loop {
            if p >= self.end() || self.flag(p, Flags(WALL.0 & !Flags::SENTENCE.0)) && p > from || self.quote(p) {
                return p;
            }
            if p == from && self.flag(p, Flags(WALL.0 & !Flags::SENTENCE.0)) {
                return p;
            }
            if self.is(p, Roles::TIME) && !self.flag(p + 1, Flags::CLITIC) || self.adverb(p) {
                p += 1;
                continue;
            }
            let preposition = self.is(p, Roles::PREPOSITION.or(Roles::AS).or(Roles::BY).or(Roles::OF).or(Roles::TO));
            if preposition && let Some(behind) = self.venue(p) {
                p = behind;
                continue;
            }
            if self.is(p, Roles::DETERMINER) && self.is(p + 1, Roles::TIME) && !self.flag(p + 1, WALL) {
                p += 2;
                continue;
            }
            return p;
        }
    }

    /// The item behind a prepositional phrase that tells where, when or to whom something was said.
    pub(super) fn venue(&self, p: usize) -> Option<usize> {
        let mut i = p + 1;
        let mut found = false;
        while i < self.end() {
            if self.quote(i) || self.flag(i, Flags(WALL.0 & !Flags::SENTENCE.0)) {
                return (found || self.quote(i) || self.flag(i, Flags::COLON | Flags::COMMA)).then_some(i);
            }
            if self.is(i, Roles::THAT) {
                return (i > p + 1 && self.is(i, Roles::THAT)).then_some(i);
            }
            if i > p + 1 && (self.is(i, Roles::SUBJECT) && !self.is(i, Roles::DETERMINER) || self.is(i, Roles::QUESTION)) {
                return Some(i);
            }
            let opens = self.is(i, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::SUBJECT));
            if found && i > p + 1 && !self.flag(i, Flags::CLITIC | Flags::HYPHEN) {
                let continues = self.is(i, Roles::VENUE.or(Roles::TIME)) || self.is(i, Roles::PREPOSITION.or(Roles::OF).or(Roles::AND));
                if !continues || opens {
                    return Some(i);
                }
                if self.is(i, Roles::PREPOSITION.or(Roles::OF)) {
                    return Some(i);
                }
            }
            if self.is(i, Roles::VENUE.or(Roles::TIME)) {
                found = true;
            }
            if self.finite_at(i) && !found {
                return None;
            }
            if i > p + 12 {
                return None;
            }
            i += 1;
        }
        found.then_some(i)
    }

    /// The noun phrase that begins at `p` (somebody addressed, an inverted subject): the item behind it.
    pub(super) fn phrase_after(&self, p: usize) -> usize {
        if p >= self.end() || self.quote(p) {
            return p;
        }
        if self.is(p, Roles::OBJECT.or(Roles::SUBJECT)) && !self.is(p, Roles::DETERMINER.or(Roles::POSSESSIVE)) {
            return p + 1;
        }
        let mut i = p;
        let mut named = false;
        while i < self.end() && !self.quote(i) {
            if i > p && self.flag(i, WALL) {
                break;
            }
            if i > p && self.flag(i, Flags::CLITIC | Flags::HYPHEN) {
                i += 1;
                continue;
            }
            if self.is(i, Roles::THAT.or(Roles::QUESTION).or(Roles::TO).or(Roles::RELATIVE)) {
                break;
            }
            let opens = self.is(i, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::SUBJECT));
            if opens && i > p && !self.is(i - 1, Roles::PREPOSITION.or(Roles::OF).or(Roles::AND).or(Roles::DETERMINER)) {
                break;
            }
            if i > p && self.is(i, Roles::TIME) && !self.flag(i + 1, Flags::CLITIC) {
                break;
            }
            if i > p && self.is(i, Roles::PREPOSITION) && !self.is(i, Roles::OF) {
                break;
            }
            if i > p && self.finite_at(i) && !self.capital(i) {
                break;
            }
            // "told reporters Mr Hale": a name behind a common noun begins anew.
            if i > p
                && self.capital(i)
                && !named
                && !self.capital(i - 1)
                && !self.is(i - 1, Roles::DETERMINER.or(Roles::OF).or(Roles::AND).or(Roles::TITLE).or(Roles::POSSESSIVE))
                && !self.flag(i - 1, Flags::CLITIC)
            {
                break;
            }
            named |= self.capital(i);
            if self.is(i, Roles::AND) && i + 1 < self.end() && self.finite_at(i + 1) {
                break;
            }
            i += 1;
        }
        i
    }

    /// “…,” Ann Hale, 67, a nurse in Salem, said: all between the quotation and the verb, if that is one noun phrase.
    pub(super) fn subject_behind_quote(&self, g: usize, floor: usize) -> Option<Range<usize>> {
        let q = (floor..g).rev().take(40).find(|i| self.quote(*i))?;
        if q + 1 >= g
            || !self.flag(q + 1, Flags::COMMA | Flags::STOP | Flags::DASH)
            || self.is(q + 1, Roles::AND.or(Roles::SUBORDINATOR))
            || self.flag(q + 1, Flags::SEMICOLON | Flags::COLON)
        {
            return None;
        }
        let relative = (q + 1..g).find(|i| self.is(*i, Roles::RELATIVE) && self.flag(*i, Flags::COMMA)).unwrap_or(g);
        if self.finite(q + 1..relative) || self.is(q + 1, Roles::PREPOSITION) {
            return None;
        }
        Some(q + 1..g)
    }

    pub(super) fn inverted_subject(&self, p: usize) -> usize {
        if p >= self.end() || self.quote(p) || self.flag(p, WALL) {
            return p;
        }
        if self.is(p, Roles::THAT.or(Roles::TO).or(Roles::QUESTION).or(Roles::OBJECT).or(Roles::AUXILIARY))
            && !self.is(p, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::SUBJECT))
        {
            return p;
        }
        if self.is(p, Roles::PREPOSITION.or(Roles::AS).or(Roles::SUBORDINATOR)) || self.adverb(p) || self.is(p, Roles::TIME) {
            return p;
        }
        let pronoun = self.is(p, Roles::PRONOUN) && !self.is(p, Roles::DETERMINER.or(Roles::POSSESSIVE));
        if pronoun {
            return p + 1;
        }
        let mut i = p;
        while i < self.end() {
            if self.quote(i) || i > p && self.flag(i, Flags::SEMICOLON | Flags::COLON | Flags::DASH | Flags::STOP) {
                break;
            }
            if i > p && self.flag(i, Flags::COMMA) {
                // An apposition goes on; an "-ing" clause or a new attribution does not.
                let w = self.word(i);
                if w.ends_with("ing")
                    || self.is(i, Roles::AND.or(Roles::SUBORDINATOR).or(Roles::PREPOSITION).or(Roles::RELATIVE).or(Roles::SUBJECT).or(Roles::TIME))
                        && !self.is(i, Roles::DETERMINER)
                    || self.items[i].word.according
                {
                    break;
                }
                let comma = (i + 1..self.end()).find(|k| self.flag(*k, Flags::COMMA)).unwrap_or(self.end());
                if self.finite(i..comma) {
                    break;
                }
            }
            if i > p && (self.is(i, Roles::SUBORDINATOR) && !self.is(i, Roles::PREPOSITION.or(Roles::AS)) || self.is(i, Roles::TIME)) {
                break;
            }
            if i > p && self.is(i, Roles::PREPOSITION) && (self.is(i + 1, Roles::TIME.or(Roles::VENUE)) || self.is(i + 2, Roles::TIME.or(Roles::VENUE))) {
                break;
            }
            if i > p && self.is(i, Roles::AS) {
                break;
            }
            i += 1;
        }
        i
    }

    /// Whether a noun phrase that begins at `p` takes its content for granted: "the brutal raid".
    pub(super) fn given(&self, p: usize) -> bool {
        self.is(p, Roles::POSSESSIVE.or(Roles::DEFINITE))
    }

    /// Whether the verb right before `p` takes somebody addressed.
    pub(super) fn tells(&self, p: usize) -> bool {
        p > 0 && self.verb(p - 1).is_some_and(|c| c.frames.any(Frames::TELL))
    }

    /// Whether a noun phrase can begin here.
    pub(super) fn opens_phrase(&self, p: usize) -> bool {
        self.quote(p)
            || self.is(p, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::SUBJECT).or(Roles::OBJECT))
            || self.capital(p)
            || !self.is(
                p,
                Roles::PREPOSITION
                    .or(Roles::AND)
                    .or(Roles::SUBORDINATOR)
                    .or(Roles::TO)
                    .or(Roles::AUXILIARY)
                    .or(Roles::RELATIVE)
                    .or(Roles::AS)
                    .or(Roles::BY)
                    .or(Roles::OF)
                    .or(Roles::TIME)
                    .or(Roles::NEGATOR),
            ) && !self.adverb(p)
    }

    /// The subject of a participle: that of the clause it hangs on.
    pub(super) fn participle_subject(&self, v: usize) -> Option<Range<usize>> {
        let comma = self.flag(v, Flags::COMMA | Flags::DASH);
        // Behind a comma it hangs on the main clause, else on the nearest verb.
        (if comma { self.last_source.clone().or_else(|| self.main_subject(v)) } else { None })
            .or_else(|| self.earlier_subject(v, 0))
            .or_else(|| self.phrase_before(v, 0).filter(|r| self.is(r.start, Roles::DETERMINER) || self.capital(r.start)))
    }

    pub(super) fn skip_adverb(&self, mut i: usize) -> usize {
        while self.adverb(i) {
            i += 1;
        }
        i
    }
}
