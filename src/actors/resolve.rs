//! Who a role noun refers to: the actor of the region that the article names most, or nobody in particular; never a guess.

use super::compile::{Actors, Kind, Member};
use super::find::{Article, Draft, Label, Mention, Work, is_adjective};
use crate::text::Flags;

/// How often the article names each actor and each region.
#[derive(Debug, Default)]
pub(super) struct Votes {
    actors: Vec<u32>,
    regions: Vec<u32>,
}

impl Votes {
    pub fn reset(&mut self, actors: usize, regions: usize) {
        self.actors.clear();
        self.actors.resize(actors, 0);
        self.regions.clear();
        self.regions.resize(regions, 0);
    }

    pub fn region(&mut self, region: u16, count: u32) {
        if let Some(votes) = self.regions.get_mut(region as usize) {
            *votes += count;
        }
    }

    pub fn name(&mut self, actors: &Actors, actor: u16) {
        self.actors[actor as usize] += 1;
        let known = &actors.actors[actor as usize];
        // A country that takes part in somebody else's war speaks for itself, and not for that war.
        let own = known.own_region;
        for region in known.regions.iter().filter(|r| own.is_none_or(|o| o == **r)) {
            self.regions[*region as usize] += 1;
        }
    }
}

/// Decides the open roles and turns drafts into mentions.
pub(super) fn resolve(actors: &Actors, article: &Article<'_>, work: &mut Work, out: &mut Vec<Mention>) {
    let Work { raws, drafts, votes, .. } = work;
    let tokens = article.scene.tokens;
    let members = |draft: &Draft| -> Vec<Member> {
        let from = raws.partition_point(|r| r.first < draft.role.0);
        raws[from..]
            .iter()
            .take_while(|r| r.first == draft.role.0)
            .filter(|r| r.last == draft.role.1 && r.kind == Kind::Role)
            .flat_map(|r| actors.entries[r.entry as usize].members.iter().copied())
            .collect()
    };
    // A role with one bearer in the region tells who else is spoken of: it votes before the others are decided.
    for sure in [true, false] {
        for at in 0..drafts.len() {
            let draft = drafts[at];
            if draft.role.1 == 0 || (draft.actor.is_some() && !draft.beside) {
                continue;
            }
            let members = members(&draft);
            if let Some(actor) = draft.actor {
                // The name beside the role: only the label is wanted.
                let Some(member) = members.iter().find(|m| m.actor == actor).or(members.first()) else { continue };
                drafts[at].label = Some(shown(member, draft.role));
                drafts[at].valence = Some(member.valence);
                drafts[at].beside = false;
                continue;
            }
            let Some(member) = choose(actors, votes, article, drafts, &draft, &members, sure) else { continue };
            let chosen = &mut drafts[at];
            chosen.actor = Some(member.actor);
            chosen.label = chosen.label.or(Some(shown(&member, draft.role)));
            chosen.valence = chosen.valence.or(Some(member.valence));
            if actors.actors[member.actor as usize].generic {
                chosen.rule = "generic";
            } else if sure {
                votes.actors[member.actor as usize] += 1;
            }
        }
    }
    finish(actors, article, drafts, out);
    debug_assert!(out.iter().all(|m| m.first < m.last && m.last as usize <= tokens.len()));
}

fn shown(member: &Member, role: (u32, u32)) -> Label {
    match member.label {
        super::compile::Shown::Id(id) => Label::Known(id),
        super::compile::Shown::Surface => Label::Words(role.0, role.1),
    }
}

/// The bearer of a role; with `sure`, only where the region leaves no choice.
fn choose(actors: &Actors, votes: &Votes, article: &Article<'_>, drafts: &[Draft], draft: &Draft, members: &[Member], sure: bool) -> Option<Member> {
    let generic = || members.iter().find(|m| actors.actors[m.actor as usize].generic).copied();
    let state = |m: &Member| crate::engine::ACTOR_KINDS.get(usize::from(actors.actors[m.actor as usize].kind).wrapping_sub(1)).is_some_and(|k| *k == "state");
    let region_votes = |m: &Member| votes.regions.get(m.region as usize).copied().unwrap_or(0);
    let real: Vec<Member> = members
        .iter()
        .filter(|m| !actors.actors[m.actor as usize].generic)
        .filter(|m| match draft.hint {
            Some(hint) => m.actor == hint || (actors.actors[hint as usize].regions.contains(&m.region) && !state(m)),
            None => region_votes(m) > 0,
        })
        .copied()
        .collect();
    let top = real.iter().map(region_votes).max().unwrap_or(0);
    let all = votes.regions.iter().copied().max().unwrap_or(0);
    // A region that the article barely touches does not lend its regime.
    if real.is_empty() || (draft.hint.is_none() && top * 3 < all) {
        return if sure { None } else { generic() };
    }
    let best: Vec<Member> = real.into_iter().filter(|m| region_votes(m) == top || draft.hint.is_some()).collect();
    if let [only] = best.as_slice() {
        return Some(*only);
    }
    if best.iter().all(|m| m.actor == best[0].actor) {
        return best.first().copied();
    }
    if sure {
        return None;
    }
    // "the YPG, which it considers a terrorist group": a condemning label takes the bearer in its own sentence.
    if best.iter().any(|m| m.valence < 0)
        && let Some(near) = same_sentence(article, drafts, draft, &best)
    {
        return Some(near);
    }
    let count = |m: &Member| votes.actors[m.actor as usize];
    let most = best.iter().map(count).max().unwrap_or(0);
    if most == 0 {
        // Nobody of them is named: the region's first bearer only where it has a single region to speak of.
        let first = best[0];
        return if best.iter().all(|m| m.region == first.region) && !state(&first) { Some(first) } else { generic() };
    }
    best.iter().find(|m| count(m) == most).copied()
}

fn same_sentence(article: &Article<'_>, drafts: &[Draft], draft: &Draft, members: &[Member]) -> Option<Member> {
    let tokens = article.scene.tokens;
    let opens = |from: u32, to: u32| (from + 1..=to).any(|t| tokens.get(t as usize).is_some_and(|t| t.is(Flags::SENTENCE)));
    let bearer = |d: &Draft| members.iter().find(|m| Some(m.actor) == d.actor).copied();
    let named = |d: &&Draft| !d.embedded && d.role.1 == 0;
    let before = drafts.iter().rev().filter(named).filter(|d| d.last <= draft.first && !opens(d.first, draft.first)).find_map(bearer);
    before.or_else(|| drafts.iter().filter(named).filter(|d| d.first >= draft.last && !opens(draft.first, d.first)).find_map(bearer))
}

/// Joins neighbours, widens phrases to their adjectives, and leaves out what overlaps.
fn finish(actors: &Actors, article: &Article<'_>, drafts: &mut [Draft], out: &mut Vec<Mention>) {
    let tokens = article.scene.tokens;
    drafts.sort_by_key(|d| (d.first, d.embedded, std::cmp::Reverse(d.last)));
    let mut floor = 0u32;
    for draft in drafts.iter() {
        let (Some(actor), Some(label)) = (draft.actor, draft.label) else { continue };
        let mention =
            Mention { actor, first: draft.first, last: draft.last, label, valence: draft.valence.unwrap_or(0), embedded: draft.embedded, rule: draft.rule };
        if draft.embedded {
            out.push(mention);
            continue;
        }
        if draft.first < floor {
            continue;
        }
        // "People's Protection Units (YPG)", "Kurdish militia of …": one reference.
        if let Some(before) = out.iter_mut().rev().find(|m| !m.embedded)
            && before.actor == actor
            && before.last <= draft.first
            && joins(actors, tokens, before.last as usize, draft.first as usize)
        {
            before.last = draft.last;
            floor = draft.last;
            continue;
        }
        let mut first = draft.first;
        while first > floor
            && first > 0
            && draft.first - first < 3
            && tokens.get(first as usize).is_some_and(|t| !t.is(Flags::BARRIER | Flags::HYPHEN))
            && !tokens[first as usize - 1].is(Flags::HYPHEN | Flags::BOILERPLATE)
            && is_adjective(actors, article.text, tokens, first as usize - 1)
        {
            first -= 1;
        }
        out.push(Mention { first, ..mention });
        floor = draft.last;
    }
    out.sort_by_key(|m| (m.first, m.embedded, m.last));
}

fn joins(actors: &Actors, tokens: &[crate::text::Token], last: usize, first: usize) -> bool {
    let Some(next) = tokens.get(first) else { return false };
    if last == first {
        return next.is(Flags::OPEN) || !next.is(Flags::BARRIER);
    }
    let Some(between) = tokens.get(last) else { return false };
    let bits = actors.word(between.id);
    last + 1 == first && !between.is(Flags::BARRIER) && !next.is(Flags::BARRIER) && bits & (super::compile::word::OF | super::compile::word::NAMED) != 0
}
