//! Negation within a clause: "not a massacre" is no hit; "not only brutal", "did not condemn the brutal raid" are.

use super::{Context, Verdict};
use crate::lexicon::Pattern;
use crate::matcher::{Found, Position};
use crate::text::Flags;
use crate::text::classes::ClassSet;
use serde::Deserialize;

/// Negation words, read from config/negation.toml.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NegationWords {
    /// Words that negate what follows them.
    pub negators: Vec<String>,
    /// Phrases that hold a negator and negate nothing.
    pub pseudo: Vec<String>,
    /// Words that end a negator's reach.
    pub terminators: Vec<String>,
    /// Words that begin a noun phrase whose content is taken for granted.
    pub presupposing: Vec<String>,
    /// Verbs that report a denial: what they deny is not asserted.
    pub denials: Vec<String>,
    /// How many words a negator reaches.
    pub reach: usize,
    /// First words of the phrases below, so that the others are looked for only where one of these stands.
    pub openers: Vec<String>,
    /// Phrases behind which a whole clause is denied, or a word is spoken of and not used: "denied that …".
    pub denied_clauses: Vec<String>,
    /// What begins a clause that is its sentence's subject: "calling the raid a massacre".
    #[serde(default)]
    pub judged: Vec<String>,
    /// What is said of such a clause to deny it: absurd, false.
    #[serde(default)]
    pub verdicts: Vec<String>,
    /// Words that end such a clause.
    pub clause_terminators: Vec<String>,
    /// How many words a denied clause reaches.
    pub clause_reach: usize,
    /// Phrases right before a word that is mentioned and not used: "the word …".
    pub mentions: Vec<String>,
    /// Phrases behind which nobody in particular is spoken of: "anyone who …".
    pub hypotheticals: Vec<String>,
    /// How many words those reach.
    pub hypothetical_reach: usize,
    /// Subjects that are nobody: "no one at the rally was a thug".
    pub nobodies: Vec<String>,
    /// Verbs behind them that say what somebody is.
    pub predicates: Vec<String>,
}

/// The same, compiled.
#[derive(Debug, Clone, Default)]
pub struct Negation {
    pub negator: ClassSet,
    pub terminator: ClassSet,
    pub presupposing: ClassSet,
    pub denial: ClassSet,
    pub pseudo: Vec<Vec<Position>>,
    pub reach: usize,
    pub opener: ClassSet,
    pub clause_terminator: ClassSet,
    pub denied_clauses: Vec<Vec<Position>>,
    pub judged: Vec<Vec<Position>>,
    pub verdict: ClassSet,
    pub clause_reach: usize,
    pub mentions: Vec<Vec<Position>>,
    pub hypotheticals: Vec<Vec<Position>>,
    pub hypothetical_reach: usize,
    pub nobodies: Vec<Vec<Position>>,
    pub predicate: ClassSet,
}

/// Drops a hit that a negator in its clause reaches, or that stands in a clause which the sentence denies.
pub fn negated(context: &Context<'_>, pattern: &Pattern, found: &Found) -> Verdict {
    if !pattern.meta.negatable {
        return Verdict::Keep;
    }
    match near(context, found) {
        Verdict::Keep => denied(context, found.first as usize).map_or(Verdict::Keep, Verdict::Drop),
        drop => drop,
    }
}

/// "denied that its troops had looted the town", "wrong to call them a mob", "the word thug", "anyone who incites".
pub fn denied(context: &Context<'_>, first: usize) -> Option<String> {
    let tokens = context.scene.tokens;
    let rules = context.negation;
    let class = |at: usize| context.scene.classes.of(tokens[at].id);
    if first == 0 || first >= tokens.len() || class(first).any(rules.presupposing) {
        return None;
    }
    // "denied that the brutal raid took place": what a determiner brings in is taken for granted.
    let given = class(first - 1).any(rules.presupposing);
    let mut predicated = false;
    let mut at = first;
    while at > 0 && first - at < rules.clause_reach && !tokens[at].is(Flags::CLAUSE_END | Flags::COMMA | Flags::OPEN | Flags::CLOSE) {
        at -= 1;
        let here = class(at);
        predicated |= here.any(rules.predicate);
        if here.any(rules.opener) {
            let within = |phrases: &[Vec<Position>]| phrases.iter().any(|p| at + p.len() <= first && context.scene.begins_at(p, at));
            let words = || tokens[at].text(context.text);
            if rules.mentions.iter().any(|p| at + p.len() == first && context.scene.begins_at(p, at)) {
                return Some(format!("spoken of, not used: \"{}\"", words()));
            }
            if !given && within(&rules.denied_clauses) {
                return Some(format!("in a clause that \"{}\" denies", words()));
            }
            if !given && within(&rules.judged) && dismissed(context, first) {
                return Some(format!("in a clause that the sentence denies: \"{}\"", words()));
            }
            if !given && first - at <= rules.hypothetical_reach && within(&rules.hypotheticals) {
                return Some(format!("said of nobody: \"{}\"", words()));
            }
            if !given && predicated && within(&rules.nobodies) {
                return Some(format!("said of \"{}\"", words()));
            }
        }
        // "anything but a riot": the phrase that denies holds a word that ends clauses.
        if here.any(rules.clause_terminator) && !(at + 2 >= first && at > 0 && class(at - 1).any(rules.opener)) {
            break;
        }
    }
    None
}

/// Whether the clause that holds token `first` is said to be wrong, absurd, false.
fn dismissed(context: &Context<'_>, first: usize) -> bool {
    /// Words between what is called something and the verdict.
    const REACH: usize = 9;
    let (tokens, rules) = (context.scene.tokens, context.negation);
    let class = |at: usize| context.scene.classes.of(tokens[at].id);
    (first + 1..tokens.len().min(first + REACH))
        .take_while(|at| !tokens[*at].is(Flags::CLAUSE_END))
        .any(|at| class(at).any(rules.verdict) && (class(at - 1).any(rules.predicate) || at > first + 1 && class(at - 2).any(rules.predicate)))
}

fn near(context: &Context<'_>, found: &Found) -> Verdict {
    let tokens = context.scene.tokens;
    let rules = context.negation;
    let first = found.first as usize;
    // "denied the downing of the jet": the expression itself takes its content for granted.
    if tokens.get(first).is_some_and(|t| context.scene.classes.of(t.id).any(rules.presupposing)) {
        return Verdict::Keep;
    }
    let mut at = first;
    while at > 0 && first - at < rules.reach {
        // Beyond a barrier of the clause there is no negator of it; a comma or bracket ends its reach as well.
        if tokens.get(at).is_some_and(|t| t.is(Flags::CLAUSE_END) || t.is(Flags::COMMA | Flags::OPEN | Flags::CLOSE)) {
            return Verdict::Keep;
        }
        at -= 1;
        let class = context.scene.classes.of(tokens[at].id);
        if class.any(rules.negator) {
            let pseudo = rules.pseudo.iter().any(|phrase| context.scene.begins_at(phrase, at) || at > 0 && context.scene.begins_at(phrase, at - 1));
            if pseudo {
                return Verdict::Keep;
            }
            return context.drop(|| format!("negated by \"{}\"", tokens[at].text(context.text)));
        }
        if class.any(rules.denial) {
            return context.drop(|| format!("denied: \"{}\"", tokens[at].text(context.text)));
        }
        // "denied that it bombed": the conjunction hands the denial on.
        let hands_on = at > 0 && context.scene.classes.of(tokens[at - 1].id).any(rules.denial);
        if (class.any(rules.terminator) || class.any(rules.presupposing)) && !hands_on {
            return Verdict::Keep;
        }
    }
    Verdict::Keep
}
