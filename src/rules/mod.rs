//! Context rules: each has a name and answers keep or drop with a reason, so that explaining, ablating and striking come free.

pub mod borrowed;
pub mod names;
pub mod negation;

use crate::lexicon::Pattern;
use crate::matcher::{Found, Scene};
use crate::text::{Flags, Token, Vocabulary};
use names::{NameWords, Shouting};
use negation::Negation;

/// Everything a rule may look at.
pub struct Context<'a> {
    /// The document's text.
    pub text: &'a str,
    /// Tokens, classes, mentions.
    pub scene: Scene<'a>,
    /// Words.
    pub vocabulary: &'a Vocabulary,
    /// Sentences (by token) in title case or all capitals: there a capital is no name.
    pub shouting: Shouting<'a>,
    /// Stretches that name things and mask what stands in them.
    pub masked: &'a [(u32, u32)],
    /// Negation words.
    pub negation: &'a Negation,
    /// Words of names.
    pub names: &'a NameWords,
    /// Pages that borrow words of force.
    pub pages: &'a [borrowed::Page],
    /// Whether somebody reads the reasons.
    pub explain: bool,
}

impl Context<'_> {
    /// A drop, with its reason where somebody reads it.
    fn drop(&self, reason: impl FnOnce() -> String) -> Verdict {
        Verdict::Drop(if self.explain { reason() } else { String::new() })
    }
}

/// What a rule answers.
pub enum Verdict {
    /// The candidate stands.
    Keep,
    /// It does not, and why; made with [`Context::drop`].
    Drop(String),
}

/// A rule: its name, whether it may be switched off for an ablation, and the question it answers.
pub struct Rule {
    /// Name in dropped.csv and `--without-rule`.
    pub name: &'static str,
    /// The question.
    pub ask: fn(&Context<'_>, &Pattern, &Found) -> Verdict,
}

/// All rules, in the order they are asked.
pub const RULES: &[Rule] = &[
    Rule { name: "conditions", ask: conditions },
    Rule { name: "case", ask: case },
    Rule { name: "compound", ask: compound },
    Rule { name: "mask", ask: mask },
    Rule { name: "name", ask: names::name },
    Rule { name: "negation", ask: negation::negated },
    Rule { name: "generic", ask: generic },
    Rule { name: "borrowed", ask: borrowed::borrowed },
];

/// What a rule is about, for a pupil; empty where its reasons say it all. Besides [`RULES`] there are what decides between
/// hits ("overlap"), what a quotation names ("title") and what a person struck.
pub fn about(rule: &str) -> &'static str {
    match rule {
        "case" => "written like this it is another word",
        "compound" => "it is part of a longer word",
        "mask" | "name" => "it is part of a name",
        "negation" => "it is denied, not said",
        "borrowed" => "nobody comes to harm here",
        "struck" => "a person struck it",
        _ => "",
    }
}

/// Stages that can be switched off like a rule: who speaks, and harm read from the sentence.
pub const STAGES: &[&str] = &["voice", "agency"];

/// The rules that a run asks: one bit each, in the order of [`RULES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleSet(u32);

impl Default for RuleSet {
    fn default() -> Self {
        Self(u32::MAX)
    }
}

impl RuleSet {
    /// The set without the rule of that name; `None` if there is none.
    pub fn without(self, name: &str) -> Option<Self> {
        let rule = RULES.iter().position(|r| r.name == name);
        let stage = || STAGES.iter().position(|s| *s == name).map(|at| 31 - at);
        rule.or_else(stage).map(|at| Self(self.0 & !(1 << at)))
    }
    /// Whether a stage of [`STAGES`] is on.
    pub fn stage(self, name: &str) -> bool {
        STAGES.iter().position(|s| *s == name).is_none_or(|at| self.0 & (1 << (31 - at)) != 0)
    }
    /// Whether a rule of [`RULES`] is asked.
    pub fn rule(self, name: &str) -> bool {
        RULES.iter().position(|r| r.name == name).is_none_or(|at| self.0 & (1 << at) != 0)
    }
    /// The first rule that drops the candidate, with its reason.
    pub fn ask(self, context: &Context<'_>, pattern: &Pattern, found: &Found) -> Option<(&'static str, String)> {
        for (at, rule) in RULES.iter().enumerate() {
            if self.0 & (1 << at) == 0 {
                continue;
            }
            if let Verdict::Drop(reason) = (rule.ask)(context, pattern, found) {
                return Some((rule.name, reason));
            }
        }
        None
    }
}

fn conditions(context: &Context<'_>, pattern: &Pattern, found: &Found) -> Verdict {
    match context.scene.conditions(&pattern.conditions, found.first as usize, found.last as usize) {
        Ok(()) => Verdict::Keep,
        Err(condition) => context.drop(|| unmet(condition.place)),
    }
}

/// A condition that failed, in words, with the key that an author of lexicons looks for.
fn unmet(place: crate::lexicon::file::Place) -> String {
    use crate::lexicon::file::Side;
    let side = match place.side {
        Side::Prev => "right before it",
        Side::Next => "right after it",
        Side::Left => "before it in the clause",
        Side::Right => "after it in the clause",
        Side::Near => "in the sentence",
    };
    if place.negative {
        format!("{side} stands what makes it a plain word ({})", place.key())
    } else {
        format!("nothing that it needs stands {side} ({})", place.key())
    }
}

fn case(context: &Context<'_>, pattern: &Pattern, found: &Found) -> Verdict {
    use crate::lexicon::file::Case;
    let tokens = |f: fn(&Token) -> bool| found.marks.iter().flat_map(|m| m.0..m.1).filter_map(|t| context.scene.tokens.get(t as usize)).all(f);
    let fits = match pattern.meta.case {
        Case::Any => true,
        Case::Lower => tokens(|t| !t.is(Flags::CAPITAL) || t.is(Flags::SENTENCE)),
        Case::Capital => tokens(|t| t.is(Flags::CAPITAL)),
        Case::Upper => tokens(|t| t.is(Flags::UPPER)),
    };
    if fits { Verdict::Keep } else { context.drop(|| format!("letter case is not {:?}", pattern.meta.case).to_lowercase()) }
}

fn compound(context: &Context<'_>, pattern: &Pattern, found: &Found) -> Verdict {
    if pattern.meta.compound == crate::lexicon::file::Compound::Any {
        return Verdict::Keep;
    }
    let tokens = context.scene.tokens;
    let joined = tokens.get(found.first as usize).is_some_and(|t| t.is(Flags::HYPHEN)) || tokens.get(found.last as usize).is_some_and(|t| t.is(Flags::HYPHEN));
    if joined { context.drop(|| "part of a hyphen compound".into()) } else { Verdict::Keep }
}

fn mask(context: &Context<'_>, _: &Pattern, found: &Found) -> Verdict {
    let Some((first, last)) = found.marks.first().zip(found.marks.last()).map(|(a, b)| (a.0, b.1)) else { return Verdict::Keep };
    match context.masked.iter().find(|m| m.0 <= first && last <= m.1 && (m.1 - m.0) > (last - first)) {
        Some(m) => {
            let tokens = context.scene.tokens;
            let name = context.text.get(tokens[m.0 as usize].start as usize..tokens[m.1 as usize - 1].end as usize).unwrap_or("");
            context.drop(|| format!("inside the name or term \"{name}\""))
        }
        None => Verdict::Keep,
    }
}

/// A topic word counts only where it labels an actor or is modified by a name of one.
fn generic(context: &Context<'_>, pattern: &Pattern, found: &Found) -> Verdict {
    if !pattern.meta.generic {
        return Verdict::Keep;
    }
    let scene = &context.scene;
    let (first, last) = (found.first as usize, found.last as usize);
    let labelled = |token: usize| scene.mentioned.covering(token).is_some();
    let touches = scene.tokens.get(first).is_some_and(|t| !t.is(Flags::BARRIER))
        && first > 0
        && (labelled(first - 1) || scene.classes.of(scene.tokens[first - 1].id).any(context.names.nationality));
    let heads = scene.tokens.get(last).is_some_and(|t| !t.is(Flags::BARRIER)) && labelled(last);
    if touches || heads { Verdict::Keep } else { context.drop(|| "a topic word that labels nobody here".into()) }
}
