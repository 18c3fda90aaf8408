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
}

/// Drops a hit that a negator in its clause reaches.
pub fn negated(context: &Context<'_>, pattern: &Pattern, found: &Found) -> Verdict {
    if !pattern.meta.negatable {
        return Verdict::Keep;
    }
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
            return Verdict::Drop(format!("negated by \"{}\"", tokens[at].text(context.text)));
        }
        if class.any(rules.denial) {
            return Verdict::Drop(format!("denied: \"{}\"", tokens[at].text(context.text)));
        }
        // "denied that it bombed": the conjunction hands the denial on.
        let hands_on = at > 0 && context.scene.classes.of(tokens[at - 1].id).any(rules.denial);
        if (class.any(rules.terminator) || class.any(rules.presupposing)) && !hands_on {
            return Verdict::Keep;
        }
    }
    Verdict::Keep
}
