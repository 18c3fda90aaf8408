//! Noun phrases and clauses, read off the token array without a parser: where one begins, what heads it, what it is.

use super::words::*;
use crate::analysis::Stretch;
use crate::text::{Flags, Token};

/// How far to either side anything is looked for: keeps the work linear in the text.
const REACH: usize = 40;
/// Tokens of one noun phrase.
const PHRASE: usize = 10;

/// A document as the rules see it.
pub(super) struct Scene<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub table: &'a Table,
    /// Stretches that name actors, in order.
    pub named: &'a dyn Fn() -> &'a [(u32, u32)],
}

/// A noun phrase: its tokens (end exclusive) and the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    pub first: usize,
    pub end: usize,
    pub head: usize,
}

impl Phrase {
    pub fn stretch(self) -> Stretch {
        (self.first as u32, self.end as u32)
    }
}

/// What stands as the doer of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doer {
    /// Somebody, or something that acts for itself.
    Somebody(Phrase),
    /// A weapon or an event, and whose it is if it says so.
    Thing(Phrase, Option<Stretch>),
    /// Storms, floods, illness.
    Nature,
}

/// Gaps a noun phrase does not run across. Quotation marks and signs do not end one: the "terrorist" group.
const EDGE: Flags = Flags(
    Flags::COMMA.0
        | Flags::STOP.0
        | Flags::SEMICOLON.0
        | Flags::COLON.0
        | Flags::DASH.0
        | Flags::OPEN.0
        | Flags::CLOSE.0
        | Flags::LINE.0
        | Flags::SENTENCE.0
        | Flags::FIELD.0,
);
/// What nobody can be: a word of the sentence's frame.
const FRAME: u64 = PREPOSITION | AND | SUBORDINATOR | BE | HAVE | MODAL | DO | TO;
const CONCRETE: u64 = PERSON | PLACE | VEHICLE | CIVILIAN | ARMED | NATIONALITY | AIRCRAFT;
const PEOPLE: u64 = PERSON | CIVILIAN | ARMED | NATIONALITY;

impl<'a> Scene<'a> {
    pub fn word(&self, at: usize) -> Word {
        self.tokens.get(at).and_then(|t| self.table.words.get(t.id.0 as usize)).copied().unwrap_or_default()
    }
    pub fn bits(&self, at: usize) -> u64 {
        self.word(at).bits
    }
    pub fn is(&self, at: usize, bits: u64) -> bool {
        self.bits(at) & bits != 0
    }
    pub fn text(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |t| t.text(self.text))
    }
    pub fn flagged(&self, at: usize, flags: Flags) -> bool {
        self.tokens.get(at).is_some_and(|t| t.is(flags))
    }
    /// Whether a phrase ends before `at`.
    pub fn edge(&self, at: usize) -> bool {
        at >= self.tokens.len() || at == 0 || self.flagged(at, EDGE)
    }
    /// Whether a clause ends before `at`, whatever its commas do.
    fn hard_edge(&self, at: usize) -> bool {
        at >= self.tokens.len() || at == 0 || self.flagged(at, Flags::CLAUSE_END | Flags::OPEN | Flags::CLOSE)
    }
    fn ends_in(&self, at: usize, ending: &str) -> bool {
        let text = self.text(at);
        let from = text.len().wrapping_sub(ending.len());
        text.len() > ending.len() + 1 && text.get(from..).is_some_and(|t| t.eq_ignore_ascii_case(ending))
    }
    fn small(&self, at: usize) -> bool {
        !self.flagged(at, Flags::CAPITAL)
    }
    /// Adverbs: those of the list, and what ends in -ly and is nothing else.
    pub fn adverb(&self, at: usize) -> bool {
        self.is(at, ADVERB) || self.bits(at) & (CONCRETE | ABSTRACT | COUNTRY | ACTOR) == 0 && self.ends_in(at, "ly") && self.text(at).len() > 4
    }
    /// Words that only open a noun phrase.
    pub fn article(&self, at: usize) -> bool {
        self.is(at, DETERMINER) && !self.is(at, QUANTITY | NUMBER)
    }
    pub fn number(&self, at: usize) -> bool {
        self.flagged(at, Flags::DIGIT) || self.is(at, NUMBER)
    }
    fn ing(&self, at: usize) -> bool {
        self.ends_in(at, "ing") && self.small(at) && !self.flagged(at, Flags::HYPHEN) && self.text(at).len() > 5 && !self.is(at, EVENT | WEAPON)
    }
    fn ed(&self, at: usize) -> bool {
        self.ends_in(at, "ed") && self.small(at) && !self.flagged(at, Flags::HYPHEN) && self.text(at).len() > 4
    }
    /// A verb of saying in a form that is no noun.
    fn says(&self, at: usize) -> bool {
        self.is(at, SPEECH)
            && !self.is(at, CONCRETE | ACTOR)
            && (self.ed(at) || ["said", "says", "say", "told", "wrote"].iter().any(|w| self.text(at).eq_ignore_ascii_case(w)))
    }
    /// The past of an irregular verb, which no noun phrase holds: drew, took.
    pub fn finite(&self, at: usize) -> bool {
        self.is(at, FINITE) && self.small(at) && !self.flagged(at, Flags::HYPHEN)
    }
    /// Words that end a noun phrase to their right.
    fn stops(&self, at: usize) -> bool {
        self.finite(at)
            || self.is(at, FRAME | RELATIVE | GET)
            || self.says(at)
            || self.adverb(at)
            || self.is(at, SUBJECT_PRONOUN) && !self.is(at, DEMONSTRATIVE | DETERMINER | NUMBER)
    }
    /// Whether something that could be a noun stands at `at`.
    pub fn nominal(&self, at: usize) -> bool {
        at < self.tokens.len() && (!self.stops(at) || self.is(at, PERSONAL)) && (!self.article(at) || self.is(at, DEMONSTRATIVE | PERSONAL))
    }

    /// Whether a word of `bits` stands in the sentence of `at`.
    pub fn near(&self, at: usize, bits: u64) -> bool {
        self.near_within(at, bits, REACH)
    }
    pub fn near_within(&self, at: usize, bits: u64, reach: usize) -> bool {
        let end_of = Flags::SENTENCE | Flags::FIELD;
        let left = (at.saturating_sub(reach)..=at).rev().take_while(|i| *i == at || !self.flagged(i + 1, end_of)).any(|i| i != at && self.is(i, bits));
        left || (at + 1..self.tokens.len().min(at + reach)).take_while(|i| !self.flagged(*i, end_of)).any(|i| self.is(i, bits))
    }
    /// Whether the sentence speaks of violence.
    pub fn violence(&self, at: usize) -> bool {
        self.near(at, VIOLENT | WEAPON | ARMED)
    }

    /// The noun phrase that ends with token `last`.
    pub fn left(&self, last: usize) -> Phrase {
        let mut first = last;
        while last - first < PHRASE
            && !self.edge(first)
            && !self.article(first)
            && !self.stops(first - 1)
            && (!self.is(first - 1, TIME) || self.flagged(first, Flags::CLITIC))
        {
            // "invoked Ms Steinle's killing": a participle before a name is the verb.
            if self.ed(first - 1) && (!self.small(first) || self.number(first)) {
                break;
            }
            first -= 1;
        }
        let head = if self.flagged(last, Flags::CLITIC) && last > first { last - 1 } else { last };
        Phrase { first, end: last + 1, head }
    }

    /// The noun phrase that ends with token `last`, with what its complements hang on: "members of armed groups".
    pub fn chain(&self, last: usize) -> Phrase {
        let mut last = last;
        // "troops Tuesday", "police on Monday": when, not who.
        while self.is(last, TIME) && !self.edge(last) {
            last -= 1;
            if self.is(last, PREPOSITION) && !self.edge(last) {
                last -= 1;
            }
        }
        let mut phrase = self.left(last);
        for _ in 0..4 {
            let preposition = phrase.first.wrapping_sub(1);
            if self.edge(phrase.first) || !self.is(preposition, PREPOSITION) || self.edge(preposition) {
                break;
            }
            // "Raids grow after rebels shot": what "after" begins is a clause of its own.
            if self.is(preposition, SUBORDINATOR) && !self.is(preposition, AND | RELATIVE) {
                break;
            }
            let before = preposition - 1;
            if self.stops(before) || self.ed(before) || self.flagged(before, Flags::DIGIT) {
                break;
            }
            let outer = self.left(before);
            let mut head = outer.head;
            if self.ing(head) && head > outer.first {
                head -= 1;
            }
            phrase.first = outer.first;
            if !(self.is(preposition, OF) && (self.is(head, QUANTITY) || self.number(head))) {
                phrase.head = head;
            }
        }
        phrase
    }

    /// The noun phrase that begins at `from`.
    pub fn right(&self, from: usize) -> Option<Phrase> {
        let mut first = from;
        // "at least 20", "up to", "as many as": a number opens the phrase.
        if self.is(first, APPROXIMATE) && !self.is(first, TO) {
            let counted = (first..first + 5).take_while(|i| *i == first || !self.edge(*i)).find(|i| !self.is(*i, APPROXIMATE));
            match counted {
                Some(at) if self.number(at) || self.is(at, QUANTITY) => first = at,
                _ => {}
            }
        }
        if first >= self.tokens.len() {
            return None;
        }
        let owns = self.is(first, POSSESSIVE) && !self.edge(first + 1) && self.nominal(first + 1) && !self.is(first + 1, TIME);
        if self.is(first, OBJECT_PRONOUN | PERSONAL) && !owns && !self.number(first) && (!self.is(first, RELATIVE) || self.is(first, OBJECT_PRONOUN)) {
            return Some(Phrase { first, end: first + 1, head: first });
        }
        if (self.is(first, TIME) || self.stops(first) && !owns) && !self.number(first) {
            return None;
        }
        let (mut head, mut end) = (None, first);
        while end < self.tokens.len() && end - first < PHRASE + 4 {
            if end > first {
                if self.edge(end) {
                    break;
                }
                if self.is(end, OF) && head.is_some_and(|h| (self.is(h, QUANTITY) || self.number(h)) && !self.edge(end + 1)) {
                    end += 1;
                    continue;
                }
                // A participle behind a noun opens a clause: vehicles carrying civilians.
                let clause = (self.ing(end) || self.ed(end) && !self.is(end, PERSON))
                    && head.is_some_and(|h| {
                        let name = self.flagged(h, Flags::CAPITAL | Flags::DIGIT);
                        self.is(h, CONCRETE) && !self.is(h, NATIONALITY)
                            || name && (self.edge(end + 1) || self.stops(end + 1) || self.article(end + 1) || !self.small(end + 1))
                    });
                if self.stops(end) || self.is(end, TIME) || clause {
                    break;
                }
                // A determiner opens the next phrase.
                if self.article(end) && head.is_some_and(|h| !self.number(h) && !self.is(h, QUANTITY)) {
                    break;
                }
            }
            if !self.article(end) && !self.flagged(end, Flags::CLITIC) {
                head = Some(end);
            }
            end += 1;
        }
        if end > first && self.is(end - 1, OF) {
            end -= 1;
        }
        let head = head.filter(|h| *h < end).or_else(|| (end > first && self.is(first, DEMONSTRATIVE)).then_some(first))?;
        Some(Phrase { first, end, head })
    }

    /// The bits of all words of a phrase.
    pub fn all(&self, phrase: Phrase) -> u64 {
        (phrase.first..phrase.end).fold(0, |all, i| all | self.bits(i))
    }

    /// Whether a victim makes harm of the verb.
    pub fn fits(&self, phrase: Phrase, want: Victim) -> bool {
        let head = self.bits(phrase.head);
        let all = self.all(phrase);
        let abstract_head = head & ABSTRACT != 0 && head & CONCRETE == 0;
        if head & REFLEXIVE != 0 || head & COMPOUND != 0 && head & CONCRETE == 0 {
            return false;
        }
        if head & (PERSONAL | OBJECT_PRONOUN) != 0 {
            return want != Victim::Place;
        }
        let counted = self.number(phrase.head);
        let name = self.flagged(phrase.head, Flags::CAPITAL) && !self.flagged(phrase.head, Flags::SENTENCE | Flags::LINE) && head & (TIME | COUNTRY) == 0;
        match want {
            Victim::Any => !abstract_head,
            Victim::Named => !abstract_head && (head & CONCRETE != 0 || all & (CONCRETE & !NATIONALITY) != 0 || name || counted),
            Victim::Concrete => !abstract_head && (head & CONCRETE != 0 || all & (CONCRETE & !NATIONALITY) != 0),
            Victim::Person => head & PEOPLE != 0 || !abstract_head && all & (PEOPLE & !NATIONALITY) != 0 && head & (PLACE | VEHICLE) == 0,
            Victim::Place => head & PLACE != 0 || !abstract_head && all & PLACE != 0,
        }
    }

    fn mentioned(&self, at: usize) -> bool {
        let (at, named) = (at as u32, (self.named)());
        let next = named.partition_point(|m| m.0 <= at);
        next > 0 && named[next - 1].1 > at
    }

    /// Whose weapon or act this is: the nationality, the possessive, the actor before its head.
    pub fn owner(&self, first: usize, head: usize) -> Option<Stretch> {
        let mut found: Option<Stretch> = None;
        for at in first..head {
            let bits = self.bits(at);
            let shouted = bits & ACTOR != 0 && (!self.text(at).eq_ignore_ascii_case("us") || self.flagged(at, Flags::UPPER));
            let owned = self.flagged(at + 1, Flags::CLITIC) && !self.is(at, TIME | PLACE);
            let own = bits & POSSESSIVE != 0 && !self.text(at).eq_ignore_ascii_case("its");
            // "the Syrian hospital bombing": a place's nationality is not the doer's.
            let placed = at + 1 < head && self.is(at + 1, PLACE);
            if (bits & NATIONALITY != 0 && !placed || shouted || owned || own || self.mentioned(at) && !placed) && !self.flagged(at, Flags::CLITIC) {
                found = match found {
                    Some((a, b)) if b as usize == at => Some((a, at as u32 + 1)),
                    Some(earlier) => Some(earlier),
                    None => Some((at as u32, at as u32 + 1)),
                };
            }
        }
        found
    }

    /// What a phrase is as a doer.
    pub fn doer(&self, phrase: Phrase) -> Doer {
        let head = self.bits(phrase.head);
        if head & PERSONAL != 0 {
            return Doer::Somebody(phrase);
        }
        if head & (DEMONSTRATIVE | ABSTRACT) != 0 && head & CONCRETE == 0 {
            if self.text(phrase.head).eq_ignore_ascii_case("it") {
                return Doer::Somebody(phrase);
            }
            return Doer::Thing(phrase, self.owner(phrase.first, phrase.head));
        }
        if head & NATURE != 0 {
            return Doer::Nature;
        }
        let thing = head & (WEAPON | EVENT) != 0 && head & ACTOR == 0;
        let noun_of_state = self.small(phrase.head)
            && head & CONCRETE == 0
            && ["tion", "sion", "ment", "ness", "ity", "ism", "ing"].iter().any(|e| self.ends_in(phrase.head, e))
            && head & (ACTOR | COUNTRY) == 0;
        if thing || noun_of_state {
            let owner = self.owner(phrase.first, phrase.head).or_else(|| self.authored(phrase.head + 1, phrase.end));
            return Doer::Thing(phrase, owner);
        }
        Doer::Somebody(phrase)
    }

    /// "airstrikes by the army", "an attack carried out by rebels": who, within a phrase.
    fn authored(&self, from: usize, end: usize) -> Option<Stretch> {
        let by = (from..end.min(from + PHRASE)).find(|i| self.is(*i, BY))?;
        let phrase = self.right(by + 1)?;
        matches!(self.doer(phrase), Doer::Somebody(_)).then(|| phrase.stretch())
    }

    /// Where the clause of `at` begins.
    fn clause(&self, at: usize) -> usize {
        let mut first = at;
        while first > 0 && at - first < REACH && !self.hard_edge(first) {
            let before = first - 1;
            let opens = self.is(before, SUBORDINATOR) && !self.is(before, AND | RELATIVE) || self.text(before).eq_ignore_ascii_case("that");
            if opens && !self.is(before, ADVERB) {
                // "After the trial, three men …": the main clause is behind the comma.
                let main = (first + 1..at).find(|i| self.flagged(*i, Flags::COMMA)).filter(|_| !self.text(before).eq_ignore_ascii_case("that"));
                return main.unwrap_or(first);
            }
            first = before;
        }
        first
    }

    /// The first noun phrase of the clause of `at`: what participles and second verbs take as their subject.
    pub fn clause_subject(&self, at: usize) -> Option<Phrase> {
        let mut first = self.clause(at);
        // "the attack that killed ten and wounded": the relative stands for what is before it.
        if first > 1
            && first < at
            && self.is(first - 1, RELATIVE)
            && (self.word(first).forms != 0 || self.finite(first) || self.is(first, BE | HAVE | MODAL))
            && self.nominal(first - 2)
            && !self.edge(first - 1)
        {
            return Some(self.chain(first - 2));
        }
        // An opening "On Tuesday," or "According to X," is not the subject.
        if self.is(first, PREPOSITION) || self.adverb(first) || self.text(first).eq_ignore_ascii_case("according") {
            first = (first + 1..at).find(|i| self.flagged(*i, Flags::COMMA)).unwrap_or(first + usize::from(self.adverb(first)));
        }
        self.right(first).filter(|p| p.end <= at)
    }

    /// The subject of a verb group that begins at `group`.
    pub fn subject(&self, group: usize) -> Option<Phrase> {
        let mut group = group;
        while group > 0 && !self.edge(group) && self.adverb(group - 1) && !self.is(group - 1, AND) {
            group -= 1;
        }
        // "we'll destroy": the pronoun is in the auxiliary.
        let text = self.text(group);
        if self.is(group, MODAL | HAVE | BE)
            && text
                .split(['\'', '’'])
                .next()
                .is_some_and(|p| p.len() < text.len() && ["i", "he", "she", "we", "you", "they"].iter().any(|w| p.eq_ignore_ascii_case(w)))
        {
            return Some(Phrase { first: group, end: group + 1, head: group });
        }
        if group == 0 || self.hard_edge(group) {
            return None;
        }
        if self.flagged(group, Flags::COMMA) {
            // "The pilot, who had bailed out, was killed": the subject is before the aside.
            let opened = (group.saturating_sub(REACH)..group).rev().take_while(|i| !self.hard_edge(i + 1)).find(|i| self.flagged(*i, Flags::COMMA));
            return match opened {
                Some(at) if at > 0 && self.nominal(at - 1) => Some(self.chain(at - 1)),
                _ => self.clause_subject(group),
            };
        }
        let before = group - 1;
        if self.is(before, RELATIVE) && !self.edge(before) || self.is(before, RELATIVE) && self.flagged(before, Flags::COMMA) {
            if let Some(mut at) = before.checked_sub(1).filter(|i| self.nominal(*i)) {
                // "attacks in Benghazi, Libya, that killed": a place behind a comma is not what is meant.
                let aside = self.is(at, COUNTRY) && self.flagged(at, Flags::COMMA) && !self.is(before, PERSONAL) && at > 1;
                if aside {
                    at -= 1;
                }
                let place = (aside || self.is(at, COUNTRY) || self.flagged(at, Flags::CAPITAL)) && !self.is(at, ARMED | ACTOR) && !self.is(before, PERSONAL);
                return Some(if place { self.chain(at) } else { self.left(at) });
            }
            // "many of whom were": the relative's own head.
            return Some(Phrase { first: before, end: before + 1, head: before });
        }
        if self.is(before, AND | SUBORDINATOR | TO | PREPOSITION) && !self.is(before, PERSONAL | DEMONSTRATIVE) {
            // "was wounded before being shot": the subject is the main clause's.
            return self.clause_subject(if self.is(before, AND) { group } else { before });
        }
        if !self.nominal(before) && !self.is(before, SUBJECT_PRONOUN) {
            return self.clause_subject(group);
        }
        Some(self.chain(before))
    }

    /// Who or what a passive is done by, looked for within the clause behind it.
    pub fn by(&self, from: usize, reach: usize) -> Option<Doer> {
        for at in from..self.tokens.len().min(from + reach) {
            if self.edge(at) && !(at <= from + 1 && self.flagged(at, Flags::COMMA) && !self.hard_edge(at)) {
                return None;
            }
            if self.is(at, BY) {
                if let Some(doer) = self.by_phrase(at + 1) {
                    return Some(doer);
                }
            } else if at > from && self.is(at, BE | HAVE | MODAL | RELATIVE | DO)
                || self.is(at, SUBORDINATOR) && !self.is(at, PREPOSITION | AND | NUMBER)
                || self.is(at, AND) && !self.edge(at + 1) && self.stops(at + 1)
            {
                return None;
            }
        }
        None
    }

    fn by_phrase(&self, from: usize) -> Option<Doer> {
        if self.edge(from) && !self.flagged(from, Flags::QUOTE) {
            return None;
        }
        let sign = |i: usize| self.flagged(i, Flags::SIGN);
        let phrase = self.right(from)?;
        let head = self.bits(phrase.head);
        let (all, first) = (self.all(phrase), self.bits(phrase.first));
        if head & REFLEXIVE != 0 || self.ing(phrase.first) {
            return None;
        }
        // "by force", "by train": bare, and no doer whatever else the word may mean.
        if phrase.end == phrase.first + 1 && head & (BY_MANNER | BY_PLACE | BY_TIME) != 0 {
            return None;
        }
        let people = head & (PEOPLE | ACTOR | COUNTRY) != 0;
        // "by 20 percent", "by $3m", "by 2019", "by half".
        if all & BY_MEASURE != 0 && !people
            || self.number(phrase.head) && (sign(phrase.head) || sign(phrase.end) || self.text(phrase.head).len() == 4 || !self.small(phrase.head))
        {
            return None;
        }
        let time = head & (TIME | BY_TIME) != 0 || first & TIME != 0;
        if time || !people && (head & (BY_PLACE | BY_MANNER) != 0 || first & BY_MANNER != 0 && head & (WEAPON | EVENT) == 0) {
            return None;
        }
        Some(self.doer(phrase))
    }

    /// "killed in the regime offensive", "in fighting against a militia": what it was done in, and who did it if it says so.
    pub fn adjunct(&self, from: usize) -> Option<(Phrase, Option<Stretch>)> {
        for at in from..self.tokens.len().min(from + 10) {
            if self.edge(at) || self.is(at, BE | HAVE | MODAL | RELATIVE) {
                return None;
            }
            if !self.is(at, ADJUNCT) {
                continue;
            }
            let Some(phrase) = self.right(at + 1) else { continue };
            if !self.is(phrase.head, EVENT | WEAPON) {
                continue;
            }
            if let Some(owner) = self.owner(phrase.first, phrase.head) {
                return Some((phrase, Some(owner)));
            }
            if self.is(phrase.end, OPPONENT)
                && !self.edge(phrase.end)
                && let Some(other) = self.right(phrase.end + 1)
                && matches!(self.doer(other), Doer::Somebody(_))
                && !self.is(other.head, ABSTRACT | TIME)
            {
                return Some((phrase, Some(other.stretch())));
            }
            return Some((phrase, None));
        }
        None
    }

    /// Who is held responsible before a noun of harm at `first`: "responsible for the killing of".
    pub fn blamed(&self, first: usize) -> Option<Stretch> {
        let low = first.saturating_sub(7);
        let at = (low..first).rev().take_while(|i| !self.edge(i + 1)).find(|i| self.is(*i, BLAME))?;
        let mut group = at;
        while group > 0 && !self.edge(group) && (self.is(group - 1, BE | HAVE | MODAL) || self.adverb(group - 1)) {
            group -= 1;
        }
        // "claimed responsibility for": the verb before the noun.
        if group > 0 && !self.edge(group) && (self.ed(group - 1) || self.finite(group - 1)) {
            group -= 1;
        }
        while group > 0 && !self.edge(group) && self.is(group - 1, BE | HAVE | MODAL) {
            group -= 1;
        }
        let subject = self.subject(group)?;
        matches!(self.doer(subject), Doer::Somebody(_)).then(|| subject.stretch())
    }
}
