//! Harm events of an article, which take the place of what lexicons mark of agency there.

use super::Engine;
use crate::analysis::{Analysis, Dropped, Hit, Reach, Voice};
use crate::lexicon::Family;
use crate::rules::{Context, negation};
use crate::voice::QuoteKind;

impl Engine {
    /// Finds harm events; where one is read from the sentence, it takes the place of what the lexicons mark there.
    ///
    /// `words` are the tokens that may tell of harm; `named` gives the stretches that name actors.
    pub(super) fn find_harm<'a>(&'a self, context: &Context<'a>, words: &[u32], named: &'a dyn Fn() -> &'a [(u32, u32)], out: &mut Analysis) {
        let tokens = context.scene.tokens;
        self.agency.find(context.text, tokens, words, named, &mut out.harm);
        let Some(meta) = self.harm.as_ref().filter(|_| !out.harm.is_empty()) else { return };
        let harm = std::mem::take(&mut out.harm);
        let (explain, dropped) = (self.explain, &mut out.dropped);
        out.hits.retain(|hit| {
            let (first, last) = hit.stretch();
            // Events are in order and apart, so the first that ends behind the hit's start is the only one to ask.
            let at = harm.partition_point(|e| e.last <= first);
            let stays = hit.family != Family::Agency || harm.get(at).is_none_or(|e| e.first >= last);
            if !stays && explain {
                dropped.push(Dropped { pattern: hit.pattern, stretch: (first, last), rule: "overlap", reason: "read as a harm event, see agency.csv".into() });
            }
            stays
        });
        let mut reach = Reach::default();
        reach.take(out.quotes.iter().map(|q| matches!(q.kind, QuoteKind::Direct | QuoteKind::Indirect).then_some((q.first_token, q.last_token))));
        // What is denied, or said of nobody in particular, is no harm that somebody suffered.
        let real = |first: u32| !self.rules.rule("negation") || negation::denied(context, first as usize).is_none();
        for event in harm.iter().filter(|e| e.marks_agency() && real(e.first)) {
            let voice = out.voice_at(tokens, event.first);
            let quote = reach.first(event.last).filter(|at| out.quotes[*at].first_token <= event.first);
            out.hits.push(Hit {
                pattern: Hit::HARM,
                marks: vec![(event.first, event.last)],
                family: Family::Agency,
                category: meta.category,
                voice,
                quote: quote.filter(|_| voice != Voice::Own).map(|q| q as u32),
                target: None,
                target_rule: "",
                polarity: 0,
                subtype: event.construction.name(),
            });
        }
        out.hits.sort_by_key(|h| (h.stretch().0, h.pattern));
        out.harm = harm;
    }
}
