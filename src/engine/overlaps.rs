//! Hits that claim the same words: within a family the longest wins.

use super::Engine;
use crate::analysis::{Analysis, Dropped, Hit};
use crate::matcher::{Element, Found};
use crate::text::{Flags, Token};

impl Engine {
    /// Within a family the longest hit wins; of equals the user's own, then the stronger; of those that mark the same words, the
    /// one whose pattern asks for more, then the one whose pattern was entered first.
    pub(super) fn resolve_overlaps(&self, out: &mut Analysis) {
        out.hits.sort_by(|a, b| {
            let (x, y) = (a.stretch(), b.stretch());
            x.0.cmp(&y.0).then(length(b).cmp(&length(a))).then_with(|| self.asks(b).cmp(&self.asks(a))).then(a.pattern.cmp(&b.pattern))
        });
        let mut order: Vec<usize> = (0..out.hits.len()).collect();
        let strength = |hit: &Hit| self.lexicons.patterns.get(hit.pattern as usize).map(|p| p.meta.strength);
        // Whoever writes an entry of their own for words that the program knows means it to count.
        let own = |hit: &Hit| self.lexicons.patterns.get(hit.pattern as usize).is_some_and(|p| self.lexicons.is_own(p.entry));
        order.sort_by(|a, b| {
            let (x, y) = (&out.hits[*a], &out.hits[*b]);
            length(y).cmp(&length(x)).then_with(|| own(y).cmp(&own(x))).then_with(|| strength(y).cmp(&strength(x))).then(a.cmp(b))
        });
        let mut keep = vec![true; out.hits.len()];
        // Whose words are claimed already, token by token: so many hits cost what their words do.
        let end = out.hits.iter().flat_map(|h| &h.marks).map(|m| m.1).max().unwrap_or(0);
        let mut claimed = vec![0u8; end as usize];
        for at in &order {
            let hit = &out.hits[*at];
            let family = 1u8 << hit.family as u8;
            let words = || hit.marks.iter().flat_map(|m| m.0 as usize..m.1 as usize);
            let loses = words().any(|token| claimed[token] & family != 0);
            if !loses {
                words().for_each(|token| claimed[token] |= family);
            } else {
                keep[*at] = false;
                if self.explain {
                    out.dropped.push(Dropped {
                        pattern: hit.pattern,
                        stretch: hit.stretch(),
                        rule: "overlap",
                        reason: "a longer or earlier expression covers it".into(),
                    });
                }
            }
        }
        let mut at = 0;
        out.hits.retain(|_| {
            at += 1;
            keep[at - 1]
        });
    }
}

impl Engine {
    /// How much a hit's pattern asks for: a fixed word more than a class, company more than none. Else an expression with
    /// conditions would never count beside the same words without.
    fn asks(&self, hit: &Hit) -> usize {
        let Some(pattern) = self.lexicons.patterns.get(hit.pattern as usize) else { return 0 };
        let position = |e: &Element| match e {
            Element::Position(p) if p.optional => 0,
            Element::Position(p) if p.is_literal() => 2,
            Element::Position(_) => 1,
            Element::Gap(_) => 0,
        };
        pattern.elements.iter().map(position).sum::<usize>() + usize::from(pattern.conditions.iter().any(|c| !c.place.negative))
    }
}

fn length(hit: &Hit) -> u32 {
    hit.marks.iter().map(|m| m.1 - m.0).sum()
}

/// Stretches every mark over the hyphen compound it stands in.
pub(super) fn widen(tokens: &[Token], found: &mut Found) {
    for mark in &mut found.marks {
        while mark.0 > 0 && tokens.get(mark.0 as usize).is_some_and(|t| t.is(Flags::HYPHEN)) {
            mark.0 -= 1;
        }
        while tokens.get(mark.1 as usize).is_some_and(|t| t.is(Flags::HYPHEN)) {
            mark.1 += 1;
        }
    }
}
