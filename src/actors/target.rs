//! Targets: which mention a loaded expression is about. A modifier is about its head, a verb about who does or
//! suffers it, and only where neither is told, about the nearest actor of the clause.

use super::compile::{Actors, word};
use super::find::Mention;
use crate::analysis::{Hit, Stretch};
use crate::lexicon::Compiled;
use crate::lexicon::file::TargetFrame;
use crate::rules::Context;
use crate::text::Flags;

/// How far from an expression its subject or object is looked for, in tokens.
const REACH: u32 = 25;
/// How far behind a passive its agent may stand.
const AGENT_REACH: u32 = 8;

/// How an expression stands to the actor it is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    Head,
    Subject,
    Object,
    /// Who does it in the active; in the passive the agent, else who suffers it.
    Deed,
    Nearest,
    None,
}

/// Fills the targets of hits: the index of the mention and the rule that found it.
pub fn targets(actors: &Actors, context: &Context<'_>, lexicons: &Compiled, hits: &mut [Hit], mentions: &[Mention]) {
    if mentions.is_empty() {
        for hit in hits {
            hit.target_rule = "none";
        }
        return;
    }
    let apart = mentions.iter().enumerate().filter(|(_, m)| !m.embedded).map(|(at, m)| Apart { first: m.first, last: m.last, at: at as u32 });
    let finder = Finder { actors, context, mentions, apart: apart.collect() };
    for hit in hits {
        let (target, rule) = match finder.frame(lexicons, hit) {
            Frame::None => (None, "none"),
            frame => finder.target(frame, hit.stretch()),
        };
        hit.target = target;
        hit.target_rule = rule;
    }
}

/// A mention that is no part of another. These stand in order and share no token, so that the one at a place is found
/// without trying all.
#[derive(Clone, Copy)]
struct Apart {
    first: u32,
    last: u32,
    /// Its number among all mentions.
    at: u32,
}

struct Finder<'a> {
    actors: &'a Actors,
    context: &'a Context<'a>,
    mentions: &'a [Mention],
    apart: Vec<Apart>,
}

impl Finder<'_> {
    /// What the pattern says, or what its category does by default.
    fn frame(&self, lexicons: &Compiled, hit: &Hit) -> Frame {
        let pattern = lexicons.patterns.get(hit.pattern as usize);
        match pattern.and_then(|p| p.meta.target) {
            Some(TargetFrame::Head) => return Frame::Head,
            Some(TargetFrame::Subject) => return Frame::Subject,
            Some(TargetFrame::Object) => return Frame::Object,
            Some(TargetFrame::None) => return Frame::None,
            None => {}
        }
        let verb = self.verb(hit.stretch());
        match lexicons.categories.get(hit.category as usize).map_or("", |c| c.id.as_str()) {
            "partisan_verb" | "accusation" | "violence" if verb => Frame::Deed,
            "partisan_verb" => Frame::Subject,
            "doubt" | "endorse" if verb => Frame::Subject,
            "victim_frame" | "agency" => Frame::Object,
            "label_neg" | "label_pos" | "association" | "violence" | "evaluative" | "euphemism" | "accusation" | "doubt" | "endorse" | "hedge"
            | "scare_quotes" => Frame::Head,
            _ => Frame::Nearest,
        }
    }

    /// Whether a stretch is used as a verb: a verb's form, and not a modifier right before its noun.
    fn verb(&self, stretch: Stretch) -> bool {
        let (first, last) = stretch;
        let Some(token) = self.context.scene.tokens.get(first as usize) else { return false };
        let word = token.text(self.context.text);
        if ["ed", "ing"].iter().any(|e| word.len() > 4 && word.ends_with(e)) {
            // "the bombed city", "the fleeing army": in a noun phrase it is no verb.
            return !self.opens_phrase(first) || self.boundary(last) || self.auxiliary_before(first);
        }
        // After a determiner or preposition there is a noun.
        if first > 0
            && !self.breaks(first)
            && self.bits(first - 1) & (word::FUNCTION | word::PREPOSITION) != 0
            && !self.auxiliary_before(first)
            && self.bits(first - 1) & (word::TO | word::RELATIVE | word::AND) == 0
        {
            return false;
        }
        let irregular = self.bits(first) & word::PAST != 0;
        irregular || (word.ends_with('s') && !word.ends_with("ss") && self.subject_before(first)) || self.auxiliary_before(first)
    }

    fn subject_before(&self, first: u32) -> bool {
        self.ending(first).is_some()
    }

    /// The mention that ends right before a token.
    fn ending(&self, token: u32) -> Option<Apart> {
        let at = self.apart.partition_point(|m| m.last < token);
        self.apart.get(at).filter(|m| m.last == token).copied()
    }

    /// The first mention that begins at a token or behind it.
    fn from(&self, token: u32) -> Option<Apart> {
        self.apart.get(self.apart.partition_point(|m| m.first < token)).copied()
    }

    fn bits(&self, token: u32) -> u32 {
        self.context.scene.tokens.get(token as usize).map_or(0, |t| self.actors.word(t.id))
    }

    fn breaks(&self, token: u32) -> bool {
        self.context.scene.tokens.get(token as usize).is_none_or(|t| t.is(Flags::BARRIER))
    }

    fn opens_phrase(&self, first: u32) -> bool {
        first > 0
            && !self.breaks(first)
            && self.bits(first - 1) & word::FUNCTION != 0
            && self.bits(first - 1) & (word::AUXILIARY | word::TO | word::RELATIVE | word::AND) == 0
    }

    /// Whether a noun phrase cannot go on at this token.
    fn boundary(&self, token: u32) -> bool {
        self.breaks(token) || self.bits(token) & word::FUNCTION != 0
    }

    fn auxiliary_before(&self, first: u32) -> bool {
        (1..=3).take_while(|back| first >= *back && !self.breaks(first - back + 1)).any(|back| self.bits(first - back) & word::AUXILIARY != 0)
    }

    /// A form of "to be" or "to get" within three words before a participle.
    fn passive(&self, first: u32) -> bool {
        let Some(be) = self.context.scene.classes.named("be") else { return false };
        let tokens = self.context.scene.tokens;
        let participle = tokens.get(first as usize).is_some_and(|t| {
            let word = t.text(self.context.text);
            !word.ends_with("ing")
        });
        participle
            && (1..=3)
                .take_while(|back| first >= *back && !self.breaks(first - back + 1))
                .any(|back| tokens.get((first - back) as usize).is_some_and(|t| self.context.scene.classes.of(t.id).any(be)))
    }

    fn target(&self, frame: Frame, stretch: Stretch) -> (Option<u32>, &'static str) {
        let passive = self.passive(stretch.0);
        let found = match frame {
            Frame::None => return (None, "none"),
            Frame::Head => self.head(stretch),
            Frame::Subject => self.subject(stretch).map(|m| (m, "subject")),
            Frame::Object if passive => self.subject(stretch).map(|m| (m, "object")),
            Frame::Object => self.within(stretch).map(|m| (m, "head")).or_else(|| self.after(stretch).map(|m| (m, "object"))),
            Frame::Deed if passive => self.agent(stretch).map(|m| (m, "agent")).or_else(|| self.subject(stretch).map(|m| (m, "object"))),
            Frame::Deed => self.subject(stretch).map(|m| (m, "subject")),
            Frame::Nearest => self.within(stretch).map(|m| (m, "head")),
        };
        if let Some((mention, rule)) = found {
            return (Some(mention), rule);
        }
        match self.nearest(stretch) {
            Some(mention) => (Some(mention), "nearest"),
            None => (None, "none"),
        }
    }

    /// The mention that holds the stretch, or shares a word with it.
    fn within(&self, (first, last): Stretch) -> Option<u32> {
        let at = self.apart.partition_point(|m| m.last <= first);
        self.apart.get(at).filter(|m| m.first < last).map(|m| m.at)
    }

    /// What a modifier modifies or a label labels.
    fn head(&self, stretch: Stretch) -> Option<(u32, &'static str)> {
        if let Some(mention) = self.within(stretch) {
            return Some((mention, "head"));
        }
        let (first, last) = stretch;
        // "the brutal rule of Assad", "savage Russian bombing": the mention begins within the same noun phrase.
        let mut at = last;
        while at < last + 3 && !self.breaks(at) {
            if let Some(mention) = self.from(at).filter(|m| m.first == at) {
                return Some((mention.at, "head"));
            }
            if self.bits(at) & word::FUNCTION != 0 {
                break;
            }
            at += 1;
        }
        // "Assad's brutal crackdown", "the Russian carpet bombing": the owner is told before.
        let mut at = first;
        while at + 3 > first && at > 0 && !self.breaks(at) {
            if let Some(mention) = self.ending(at).filter(|m| m.first < first) {
                return Some((mention.at, "head"));
            }
            if self.bits(at - 1) & word::FUNCTION != 0 {
                break;
            }
            at -= 1;
        }
        // "a massacre by government troops"
        if let Some(agent) = self.agent(stretch) {
            return Some((agent, "agent"));
        }
        // "the atrocities of the regime"
        for at in last..last + 4 {
            if self.breaks(at) {
                break;
            }
            if self.bits(at) & word::OF != 0
                && let Some(mention) = self.from(at + 1).filter(|m| m.first <= at + 3)
                && !(at + 1..mention.first).any(|t| self.breaks(t))
            {
                return Some((mention.at, "head"));
            }
        }
        // "The army is brutal"
        if self.auxiliary_before(first)
            && let Some(mention) = self.subject(stretch)
        {
            return Some((mention, "subject"));
        }
        None
    }

    /// The first token of the clause around a token.
    fn clause_start(&self, token: u32) -> u32 {
        let floor = token.saturating_sub(REACH);
        let mut at = token;
        while at > floor && !self.context.scene.tokens.get(at as usize).is_some_and(|t| t.is(Flags::CLAUSE_END)) {
            at -= 1;
        }
        at
    }

    fn clause_end(&self, token: u32) -> u32 {
        let end = (token + REACH).min(self.context.scene.tokens.len() as u32);
        (token..end).find(|at| self.context.scene.tokens[*at as usize].is(Flags::CLAUSE_END)).unwrap_or(end)
    }

    /// The nearest mention before the verb that no preposition governs; one that a preposition governs only if there is
    /// no other.
    fn subject(&self, (first, _): Stretch) -> Option<u32> {
        let start = self.clause_start(first);
        let mut governed = None;
        let before = &self.apart[..self.apart.partition_point(|m| m.last <= first)];
        for mention in before.iter().rev().take_while(|m| m.first >= start) {
            if !self.prepositional(&self.mentions[mention.at as usize]) {
                return Some(mention.at);
            }
            governed = governed.or(Some(mention.at));
        }
        governed
    }

    /// Whether a preposition stands right before the noun phrase.
    fn prepositional(&self, mention: &Mention) -> bool {
        let mut at = mention.first;
        for _ in 0..3 {
            if at == 0 || self.breaks(at) {
                return false;
            }
            let bits = self.bits(at - 1);
            if bits & word::PREPOSITION != 0 {
                return true;
            }
            if bits & word::FUNCTION == 0 || bits & (word::AUXILIARY | word::AND | word::RELATIVE) != 0 {
                return false;
            }
            at -= 1;
        }
        false
    }

    fn agent(&self, (_, last): Stretch) -> Option<u32> {
        let end = self.clause_end(last).min(last + AGENT_REACH);
        let by = (last..end).find(|at| self.bits(*at) & word::BY != 0)?;
        let found = self.from(by + 1).filter(|m| m.first <= by + 4 && m.first < end + 4)?;
        (!(by + 1..=found.first).any(|at| self.breaks(at))).then_some(found.at)
    }

    fn after(&self, (_, last): Stretch) -> Option<u32> {
        let end = self.clause_end(last);
        self.from(last).filter(|m| m.first < end).map(|m| m.at)
    }

    fn nearest(&self, (first, last): Stretch) -> Option<u32> {
        let (start, end) = (self.clause_start(first), self.clause_end(last));
        let near = self.apart[self.apart.partition_point(|m| m.first < start)..].iter().take_while(|m| m.first < end);
        near.min_by_key(|m| (if m.first >= last { m.first - last } else { first.saturating_sub(m.last) }, m.at)).map(|m| m.at)
    }
}
