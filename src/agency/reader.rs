//! Reads the harm at one word: the verb group or noun phrase around it, its construction, who is hurt and who did it.

use super::phrase::{Doer, Phrase, Scene};
use super::words::*;
use super::{Construction, Draft, HarmEvent};
use crate::analysis::Stretch;
use crate::text::{Flags, WordId};

/// How a verb stands in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// was killed
    Passive,
    /// has killed, to kill, is killing: an auxiliary tells
    Active,
    /// killing
    Ing,
    /// killed: past, or participle of a shortened relative
    Bare,
    /// kills, kill
    Present,
}

/// The verb group around a verb.
#[derive(Clone, Copy, Debug)]
struct Group {
    form: Form,
    first: usize,
    negated: bool,
}

/// Reads the harm at one token.
pub(super) struct Reader<'s, 'a> {
    pub scene: &'s Scene<'a>,
    pub at: usize,
    pub word: Word,
    /// The event before, which a participle may go on with.
    pub before: Option<&'s Draft>,
}

impl Reader<'_, '_> {
    /// The event that this word words, if it words one.
    pub fn read(&self) -> Option<Draft> {
        let group = self.group();
        let verbal = (group.form != Form::Present || self.word.forms & (form::BASE | form::THIRD) != 0) && self.word.forms != 0;
        let harm = if verbal {
            self.idiom(group).or_else(|| self.compulsion(group)).or_else(|| self.firing(group)).or_else(|| self.verb(group)).or_else(|| self.going(group))
        } else {
            None
        };
        harm.or_else(|| self.noun())
    }

    fn draft(&self, first: usize, last: usize, construction: Construction, agent: Option<Stretch>, victim: Option<Phrase>, lemma: u16) -> Draft {
        let named = agent.is_some();
        let marks = match construction {
            Construction::Active => false,
            Construction::PassiveAgent => self.scene.table.mark_passive_agent,
            Construction::PassiveAgentless | Construction::Intransitive => !self.scene.near(self.at, ACCIDENT),
            Construction::Nominalisation | Construction::WeaponAgent => !named,
        };
        let event = HarmEvent { first: first as u32, last: last as u32, construction, agent, victim: victim.map(Phrase::stretch), lemma, marks };
        Draft { event, weak: false, yields: false, cause: None }
    }

    /// The auxiliaries before the verb and what they make of it.
    fn group(&self) -> Group {
        let scene = self.scene;
        let forms = self.word.forms;
        let mut negated = false;
        let mut first = self.at;
        // Back over adverbs, to what they hang on.
        let mut probe = self.at;
        while probe > 0 && !scene.edge(probe) && self.at - probe < 4 && scene.adverb(probe - 1) {
            probe -= 1;
        }
        let helper = if scene.edge(probe) { 0 } else { scene.bits(probe - 1) };
        let form = if helper & (BE | GET) != 0 && forms & form::PARTICIPLE != 0 {
            Form::Passive
        } else if helper & BE != 0 && forms & form::ING != 0
            || helper & HAVE != 0 && forms & form::PARTICIPLE != 0
            || helper & (MODAL | DO | TO) != 0 && forms & form::BASE != 0
        {
            Form::Active
        } else if forms & form::ING != 0 {
            Form::Ing
        } else if forms & (form::PAST | form::PARTICIPLE) != 0 {
            if self.joined() { Form::Passive } else { Form::Bare }
        } else {
            Form::Present
        };
        if matches!(form, Form::Passive | Form::Active) {
            first = probe;
            while first > 0 && !scene.edge(first) && self.at - first < 8 && (scene.is(first - 1, BE | GET | HAVE | MODAL | DO | TO) || scene.adverb(first - 1))
            {
                first -= 1;
            }
            // An adverb before the first auxiliary is not of the wording.
            while first < self.at && !scene.is(first, BE | GET | HAVE | MODAL | DO | TO) {
                first += 1;
            }
        }
        let before = first.min(probe);
        // "was “killed”": the quoted verb alone is what somebody said.
        if scene.flagged(self.at, Flags::QUOTE) {
            first = self.at;
        }
        negated |= (before..self.at).any(|i| scene.is(i, NEGATOR));
        negated |= before > 0 && !scene.edge(before) && scene.is(before - 1, NEGATOR);
        Group { form, first, negated }
    }

    /// "was arrested and shot": a participle that shares the auxiliary of the one before.
    fn joined(&self) -> bool {
        let scene = self.scene;
        if self.word.forms & form::PARTICIPLE == 0 || scene.edge(self.at) || !scene.is(self.at - 1, AND) {
            return false;
        }
        let low = self.at.saturating_sub(7);
        for i in (low..self.at.saturating_sub(1)).rev() {
            if scene.is(i, BE) {
                return self.scene.word(i + 1).forms & form::PARTICIPLE != 0 || scene.text(i + 1).ends_with("ed") || scene.adverb(i + 1);
            }
            if scene.edge(i + 1) || scene.article(i) || scene.is(i, PERSONAL) {
                return false;
            }
        }
        false
    }

    /// What follows the verb and belongs to it: shot *down*, shot *and killed*.
    fn tail(&self, from: usize) -> usize {
        let scene = self.scene;
        let mut end = from;
        for tail in &scene.table.tails {
            if tail.iter().enumerate().all(|(i, id)| scene.tokens.get(end + i).is_some_and(|t| t.id == *id && *id != WordId::UNKNOWN) && !scene.edge(end + i)) {
                end += tail.len();
                break;
            }
        }
        if scene.is(end, AND) && !scene.edge(end) && !scene.edge(end + 1) {
            let next = scene.word(end + 1);
            if next.verb != 0 && next.forms & form::PARTICIPLE != 0 && self.word.forms & form::PARTICIPLE != 0 && self.word.noun == 0 {
                end += 2;
            }
        }
        end
    }

    /// The sense that holds here, and the end of the wording.
    fn sense(&self, group: Group) -> Option<(&Sense, usize)> {
        let scene = self.scene;
        let after = self.at + 1;
        let senses = scene.table.verbs.get(usize::from(self.word.verb).checked_sub(1)?)?;
        for sense in senses {
            if group.form == Form::Ing && sense.no_ing {
                continue;
            }
            if sense.forced && !(scene.is(self.at.wrapping_sub(1), FORCE) || scene.is(after, FORCE)) {
                continue;
            }
            // "beaten to death" needs no further word of violence.
            if sense.context && !scene.violence(self.at) && self.tail(after) < after + 2 {
                continue;
            }
            if sense.particle == WordId::UNKNOWN {
                if scene.is(after, SPOILER) && !scene.edge(after) {
                    return None;
                }
                return Some((sense, self.tail(after)));
            }
            let is_particle = |i: usize| scene.tokens.get(i).is_some_and(|t| t.id == sense.particle) && !scene.edge(i);
            if is_particle(after) {
                return Some((sense, self.tail(after + 1).max(after + 1)));
            }
            // "gunned him down", "blew the bridge up"
            if group.form != Form::Passive
                && let Some(at) = (after + 1..after + 5).take_while(|i| !scene.edge(*i)).find(|i| is_particle(*i))
                && scene.right(after).is_some_and(|p| p.end == at)
            {
                return Some((sense, after));
            }
        }
        None
    }

    /// Whether a sentence about sport, or harm that nobody does, takes the event away.
    fn nobodys(&self, sure: bool) -> bool {
        let scene = self.scene;
        !sure && scene.near_within(self.at, SPORT, 20) || scene.near_within(self.at, NATURE, 16) && !scene.near_within(self.at, WEAPON | ARMED | VIOLENT, 16)
    }

    fn verb(&self, group: Group) -> Option<Draft> {
        let scene = self.scene;
        // "job-killing"
        if self.word.verb == 0 || group.negated || scene.flagged(self.at, Flags::HYPHEN) {
            return None;
        }
        let (sense, end) = self.sense(group)?;
        let sense = sense.clone();
        if self.nobodys(sense.victim == Victim::Any) {
            return None;
        }
        match group.form {
            Form::Passive => self.passive(group, &sense, end),
            Form::Active => self.active(group, &sense, end),
            Form::Ing => self.ing(group, &sense, end),
            Form::Bare => self.bare(&sense, end),
            Form::Present => self.present(group, &sense, end),
        }
    }

    /// A passive, its victim, and who did it if that is told.
    fn passive(&self, group: Group, sense: &Sense, end: usize) -> Option<Draft> {
        let scene = self.scene;
        let victim = scene.subject(group.first);
        if let Some(victim) = victim {
            if scene.is(victim.head, NOBODY) && victim.head + 1 == victim.end || scene.is(victim.first, NEGATOR) {
                return None;
            }
            let loose = scene.is(victim.head, DEMONSTRATIVE) && (!sense.context || scene.violence(self.at));
            if !scene.fits(victim, sense.victim) && !loose {
                // "before being shot": whoever it was is not beside the verb.
                let elided = group.first > 0 && scene.is(group.first - 1, SUBORDINATOR | PREPOSITION) && sense.victim == Victim::Named;
                return if elided { self.passive_of(group.first, end, None, sense.lemma) } else { None };
            }
        } else if !matches!(sense.victim, Victim::Any | Victim::Named) {
            return None;
        }
        self.passive_of(group.first, end, victim, sense.lemma)
    }

    fn passive_of(&self, first: usize, end: usize, victim: Option<Phrase>, lemma: u16) -> Option<Draft> {
        let scene = self.scene;
        let draft = match scene.by(end, 8) {
            Some(Doer::Nature) => return None,
            Some(Doer::Somebody(phrase)) => self.draft(first, end, Construction::PassiveAgent, Some(phrase.stretch()), victim, lemma),
            Some(Doer::Thing(phrase, owner)) => {
                Draft { cause: Some(phrase.stretch()), ..self.draft(first, end, Construction::WeaponAgent, owner, victim, lemma) }
            }
            _ => {
                let adjunct = scene.adjunct(end);
                let draft = self.draft(first, end, Construction::PassiveAgentless, adjunct.and_then(|a| a.1), victim, lemma);
                Draft { cause: adjunct.map(|a| a.0.stretch()), ..draft }
            }
        };
        Some(draft)
    }

    /// An active verb: whose deed it is depends on its subject.
    fn deed(&self, first: usize, end: usize, subject: Option<Phrase>, victim: Option<Phrase>, lemma: u16) -> Option<Draft> {
        Some(match subject.map(|s| self.scene.doer(s)) {
            Some(Doer::Nature) => return None,
            Some(Doer::Somebody(phrase)) => self.draft(first, end, Construction::Active, Some(phrase.stretch()), victim, lemma),
            Some(Doer::Thing(phrase, owner)) => {
                Draft { cause: Some(phrase.stretch()), ..self.draft(first, end, Construction::WeaponAgent, owner, victim, lemma) }
            }
            _ => self.draft(first, end, Construction::Active, None, victim, lemma),
        })
    }

    /// The object, if it is one that can be hurt.
    fn object(&self, end: usize, want: Victim) -> Option<Phrase> {
        let scene = self.scene;
        if scene.edge(end) {
            return None;
        }
        // "the damages they want": that pronoun begins a clause of its own. "assault weapons": half of a compound.
        let begins = scene.is(end, SUBJECT_PRONOUN) && !scene.is(end, OBJECT_PRONOUN | NUMBER | DETERMINER | POSSESSIVE);
        if begins || scene.is(end, COMPOUND) && self.word.forms & (form::BASE | form::ING) != 0 {
            return None;
        }
        scene.right(end).filter(|p| scene.fits(*p, want))
    }

    fn active(&self, group: Group, sense: &Sense, end: usize) -> Option<Draft> {
        let scene = self.scene;
        let object = self.object(end, sense.victim)?;
        // "an order to deport": whoever the clause is about.
        let subject = if scene.is(group.first, TO) { scene.clause_subject(group.first) } else { scene.subject(group.first) };
        // "The tax hits farms": what a law or a price does to somebody is no violence.
        if sense.context && subject.is_some_and(|s| scene.is(s.head, ABSTRACT)) {
            return None;
        }
        self.deed(group.first, end, subject, Some(object), sense.lemma)
    }

    fn ing(&self, group: Group, sense: &Sense, end: usize) -> Option<Draft> {
        let scene = self.scene;
        let before = self.at.wrapping_sub(1);
        let joined = !scene.edge(self.at);
        if joined && (scene.article(before) || scene.flagged(before, Flags::CLITIC) || scene.number(before) || scene.is(before, POSSESSIVE | QUANTITY)) {
            return None;
        }
        let object = self.object(end, sense.victim)?;
        let last = object.end.max(end);
        // "accused guards of killing": who is before the "of".
        if joined && scene.is(before, OF) && before > 0 && scene.nominal(before - 1) && !scene.edge(before) {
            let who = scene.left(before - 1);
            if matches!(scene.doer(who), Doer::Somebody(_)) {
                return self.deed(self.at, last, Some(who), Some(object), sense.lemma);
            }
        }
        // The deed of the clause that it hangs on, if that is one of this sentence.
        if let Some(earlier) = self
            .before
            .filter(|d| d.event.last as usize + 14 > self.at && !matches!(d.event.construction, Construction::Nominalisation | Construction::Intransitive))
        {
            let same = (earlier.event.last as usize..=self.at).all(|i| !scene.flagged(i, Flags::SENTENCE | Flags::SEMICOLON));
            if same {
                // "was shelled, killing ten": the act goes on without its doer.
                let construction = match (earlier.event.construction, earlier.event.agent) {
                    (Construction::Active | Construction::PassiveAgent, Some(_)) => Construction::Active,
                    _ => Construction::WeaponAgent,
                };
                return Some(self.draft(self.at, last, construction, earlier.event.agent, Some(object), sense.lemma));
            }
        }
        let noun_before = joined && scene.nominal(before) && !scene.is(before, AND) && !scene.flagged(before, Flags::CAPITAL);
        let subject = if noun_before { Some(scene.chain(before)) } else { scene.clause_subject(group.first) };
        self.deed(self.at, last, subject, Some(object), sense.lemma)
    }

    fn bare(&self, sense: &Sense, end: usize) -> Option<Draft> {
        let scene = self.scene;
        let opens = scene.edge(self.at);
        let mut before = self.at;
        while before > 0 && !scene.edge(before) && scene.adverb(before - 1) {
            before -= 1;
        }
        let before = before.wrapping_sub(1);
        let object = if scene.edge(end) { None } else { scene.right(end) };
        // "the wounded man", "two wounded soldiers", "of displaced people": a describing word.
        let attributive = !opens
            && (scene.article(before)
                || scene.is(before, POSSESSIVE | PREPOSITION | QUANTITY | NATIONALITY)
                || scene.number(before)
                || scene.flagged(before, Flags::CLITIC));
        if attributive && object.is_some_and(|o| o.first == end && !scene.article(o.first) && !scene.number(o.first)) {
            return None;
        }
        if !opens
            && (scene.article(before) && !scene.is(before, DEMONSTRATIVE) || scene.is(before, PREPOSITION | POSSESSIVE) || scene.flagged(before, Flags::CLITIC))
        {
            return None;
        }
        let past = self.word.forms & form::PAST != 0;
        let participle = self.word.forms & form::PARTICIPLE != 0;
        if let Some(object) = object.filter(|_| past) {
            // "Dozens killed Russian media say": an object follows a verb only where somebody stands before it.
            if (!opens || scene.flagged(self.at, Flags::COMMA)) && scene.fits(object, sense.victim) {
                return self.deed(self.at, end, scene.subject(self.at), Some(object), sense.lemma);
            }
            return None;
        }
        if !participle || scene.is(before, SUBJECT_PRONOUN) && !opens && !scene.is(before, DETERMINER | NUMBER) {
            return None;
        }
        let by = scene.by(end, 4);
        if opens {
            // "Shot in the head, he …"
            let begins =
                scene.is(end, PREPOSITION) && !scene.edge(end) && matches!(sense.victim, Victim::Any | Victim::Named) && sense.particle == WordId::UNKNOWN;
            if !begins && by.is_none() || scene.flagged(self.at, Flags::COMMA) && by.is_none() {
                return None;
            }
            return self.passive_of(self.at, end, None, sense.lemma);
        }
        if !scene.nominal(before) && !scene.number(before) {
            return None;
        }
        let victim = scene.chain(before);
        let armed = scene.is(victim.head, ARMED | WEAPON) && sense.context;
        if armed && by.is_none() || !scene.fits(victim, if sense.victim == Victim::Any { Victim::Named } else { sense.victim }) {
            return None;
        }
        self.passive_of(self.at, end, Some(victim), sense.lemma)
    }

    fn present(&self, group: Group, sense: &Sense, end: usize) -> Option<Draft> {
        let scene = self.scene;
        if scene.edge(self.at) || self.word.bits & PREPOSITION != 0 {
            return None;
        }
        let before = self.at - 1;
        let pronoun = scene.is(before, SUBJECT_PRONOUN | PERSONAL) && !scene.is(before, DETERMINER);
        // "The tax hits farms", as above.
        if sense.context && scene.is(before, ABSTRACT) {
            return None;
        }
        if !pronoun && (!scene.nominal(before) || scene.is(before, NATIONALITY) || scene.flagged(before, Flags::CLITIC)) {
            return None;
        }
        let object = self.object(end, if sense.victim == Victim::Any { Victim::Named } else { sense.victim })?;
        if object.first != end && !scene.number(object.first) && !scene.article(object.first) {
            return None;
        }
        let text = scene.text(before);
        let plural = text.ends_with(['s', 'S']) || ["police", "people", "men", "women", "troops", "children"].iter().any(|w| text.eq_ignore_ascii_case(w));
        let agrees = if self.word.forms & form::THIRD != 0 { !plural || scene.flagged(before, Flags::CAPITAL) } else { plural };
        // A verb that looks like a noun needs an object that cannot be a noun's other half.
        let somebody = scene.flagged(before, Flags::CAPITAL) || scene.is(before, PERSON | CIVILIAN | ARMED | COUNTRY | ACTOR);
        let noun_like = self.word.noun != 0 || self.word.bits & (WEAPON | EVENT) != 0;
        if !pronoun
            && (!agrees
                || noun_like && !somebody
                || noun_like && scene.is(before, ACTOR | WEAPON | EVENT) && !scene.article(object.first) && !scene.number(object.first))
        {
            return None;
        }
        self.deed(self.at, end, scene.subject(group.first), Some(object), sense.lemma)
    }

    fn idiom(&self, group: Group) -> Option<Draft> {
        let scene = self.scene;
        if self.word.idiom_verb == 0 || group.negated {
            return None;
        }
        // "at the cost of lives"
        let before = self.at.wrapping_sub(1);
        if !scene.edge(self.at)
            && matches!(group.form, Form::Bare | Form::Present)
            && (scene.article(before) && !scene.is(before, DEMONSTRATIVE) || scene.is(before, POSSESSIVE))
        {
            return None;
        }
        let from = self.at + 1;
        let found = (from..scene.tokens.len().min(from + 9))
            .take_while(|i| {
                !scene.edge(*i)
                    && !((scene.is(*i, BE | HAVE | MODAL | RELATIVE | BY) || scene.is(*i, SUBJECT_PRONOUN) && !scene.is(*i, DETERMINER | NUMBER | POSSESSIVE))
                        && *i > from)
            })
            .find(|i| scene.word(*i).idiom_object & self.word.idiom_verb != 0);
        let at = match found {
            Some(at) => at,
            // "lives were lost"
            None if group.form == Form::Passive => {
                let subject = scene.subject(group.first)?;
                let mask = scene.word(subject.head).idiom_object & self.word.idiom_verb;
                let kind = scene.table.idioms.get(mask.trailing_zeros() as usize).filter(|_| mask != 0)?;
                if kind.0 == IdiomKind::Passive || self.nobodys(true) {
                    return None;
                }
                return Some(self.draft(group.first, self.at + 1, Construction::PassiveAgentless, None, Some(subject), *kind.1.first()?));
            }
            None => return None,
        };
        let mask = scene.word(at).idiom_object & self.word.idiom_verb;
        let (kind, lemmas) = scene.table.idioms.get(mask.trailing_zeros() as usize)?;
        let lemma = *lemmas.first()?;
        if self.nobodys(false) {
            return None;
        }
        let end = at + 1;
        let subject = if group.form == Form::Ing { scene.clause_subject(group.first) } else { scene.subject(group.first) };
        let passive = group.form == Form::Passive;
        match kind {
            IdiomKind::Passive => (passive && (scene.violence(self.at) || scene.is(at, ABSTRACT) || at == from)).then(|| {
                // "was found dead" tells a state and hides nobody.
                let mut draft = self.draft(group.first, end, Construction::PassiveAgentless, None, subject, lemma);
                draft.event.marks = false;
                draft
            }),
            IdiomKind::Intransitive if !passive => {
                // "lost his life": whose life, or lives.
                let held = (from..at).any(|i| scene.is(i, POSSESSIVE)) || scene.text(at).eq_ignore_ascii_case("lives") || scene.violence(self.at);
                held.then(|| self.draft(group.first, end, Construction::Intransitive, scene.adjunct(end).and_then(|a| a.1), subject, lemma))
            }
            IdiomKind::Event if passive => scene.violence(self.at).then(|| self.passive_of(group.first, end, subject, lemma)).flatten(),
            IdiomKind::Event => {
                if scene.text(self.at).eq_ignore_ascii_case("left")
                    && group.form == Form::Bare
                    && scene.is(self.at.wrapping_sub(1), DETERMINER | PREPOSITION)
                    && !scene.edge(self.at)
                {
                    return None;
                }
                let victim = scene.right(from);
                let mut draft = self.deed(group.first, end, subject, victim, lemma)?;
                // Costing and leaving are what events do, whoever their subject is.
                if draft.event.construction == Construction::Active && draft.event.agent.is_none() {
                    draft.event.construction = Construction::WeaponAgent;
                    draft.event.marks = true;
                }
                Some(draft)
            }
            IdiomKind::Active if !passive && scene.violence(self.at) => {
                let victim = if scene.is(end, TO | OF | PREPOSITION) && !scene.edge(end) { scene.right(end + 1) } else { None };
                self.deed(group.first, end, subject, victim, lemma)
            }
            _ => None,
        }
    }

    fn compulsion(&self, group: Group) -> Option<Draft> {
        let scene = self.scene;
        if self.word.bits & COMPEL == 0 || group.negated {
            return None;
        }
        let from = self.at + 1;
        let low = if group.form == Form::Passive || group.form == Form::Bare { from } else { from + 1 };
        let to = (low..from + 9).take_while(|i| !scene.edge(*i)).find(|i| scene.is(*i, TO))?;
        let action = (to + 1..to + 3).take_while(|i| !scene.edge(*i)).find(|i| scene.is(*i, ACTION | CONTEXT_ACTION))?;
        if !scene.is(action, ACTION) && !scene.violence(self.at) || self.nobodys(true) {
            return None;
        }
        let lemma = scene.table.compel;
        if to == from {
            let victim = match group.form {
                Form::Passive => scene.subject(group.first),
                Form::Bare if !scene.edge(self.at) && scene.nominal(self.at - 1) => Some(scene.chain(self.at - 1)),
                _ => return None,
            };
            let people = victim.is_none_or(|v| scene.fits(v, Victim::Named) || scene.is(v.head, DEMONSTRATIVE | QUANTITY));
            return people.then(|| self.passive_of(group.first, action + 1, victim, lemma)).flatten();
        }
        if group.form == Form::Passive {
            return None;
        }
        let object = scene.right(from).filter(|p| p.end <= to && scene.fits(*p, Victim::Named))?;
        self.deed(group.first, action + 1, scene.subject(group.first), Some(object), lemma)
    }

    fn firing(&self, group: Group) -> Option<Draft> {
        let scene = self.scene;
        if self.word.bits & (FIRE | CHARGED) == 0 || group.negated || self.word.forms & (form::PAST | form::ING) == 0 && group.form != Form::Active {
            return None;
        }
        let from = self.at + 1;
        // "the mass shooting at a school" is no firing at it.
        if group.form == Form::Ing && !scene.edge(self.at) && !scene.is(self.at - 1, PREPOSITION | AND | SUBORDINATOR) && !scene.adverb(self.at - 1) {
            return None;
        }
        let mut at = from;
        while at < from + 6
            && !scene.edge(at)
            && (scene.is(at, CHARGE) || scene.is(at, AND | NUMBER | DETERMINER | QUANTITY) || scene.flagged(at, Flags::DIGIT) || scene.adverb(at))
            && !scene.is(at, FIRE_PREPOSITION | NEGATOR)
        {
            at += 1;
        }
        let charged = (from..at).any(|i| scene.is(i, CHARGE));
        if scene.edge(at) || !scene.is(at, FIRE_PREPOSITION) || self.word.bits & CHARGED != 0 && !charged {
            return None;
        }
        let object = scene.right(at + 1).filter(|p| p.first <= at + 3 && !scene.edge(at + 1));
        let hit = object.filter(|p| scene.fits(*p, Victim::Concrete) || scene.is(p.head, COUNTRY | PERSONAL) && charged);
        if group.form == Form::Passive
            || group.form == Form::Bare
                && !scene.edge(self.at)
                && scene.is(self.at - 1, CHARGE)
                && self.word.forms & form::PARTICIPLE != 0
                && !scene.is(self.at - 1, ARMED)
        {
            // "were fired upon", "rockets fired at Israel"
            let victim = hit.or_else(|| if object.is_none() && (scene.edge(at + 1) || scene.is(at + 1, BY)) { scene.subject(group.first) } else { None })?;
            return self.passive_of(group.first, at + 1, Some(victim), scene.table.fire);
        }
        let victim = hit?;
        let before = self.at.wrapping_sub(1);
        let subject = if group.form == Form::Ing && scene.is(before, OF) && !scene.edge(self.at) && before > 0 {
            Some(scene.left(before - 1))
        } else if group.form == Form::Ing {
            scene.clause_subject(self.at)
        } else {
            scene.subject(group.first)
        };
        self.deed(group.first, at + 1, subject, Some(victim), scene.table.fire)
    }

    fn going(&self, group: Group) -> Option<Draft> {
        let scene = self.scene;
        let going = scene.table.goings.get(usize::from(self.word.going).checked_sub(1)?)?;
        let after = self.at + 1;
        let before = self.at.wrapping_sub(1);
        if group.negated || group.form == Form::Passive || scene.is(after, FADE) && !scene.edge(after) {
            return None;
        }
        if !scene.edge(self.at) && (scene.article(before) || scene.is(before, POSSESSIVE | ABSTRACT) || scene.flagged(before, Flags::CLITIC)) {
            return None;
        }
        let subject = if group.form == Form::Ing { scene.clause_subject(group.first) } else { scene.subject(group.first) };
        match going.subject {
            Goer::Aircraft => {
                let flies = subject.is_some_and(|s| scene.all(s) & AIRCRAFT != 0) || group.form == Form::Ing && scene.near_within(self.at, AIRCRAFT, 8);
                flies.then(|| self.draft(group.first, after, Construction::Intransitive, None, subject, going.lemma))
            }
            Goer::Person => {
                let cause = scene.near_within(self.at, NATURE | PEACEFUL | ACCIDENT, 12);
                if cause
                    || subject.is_some_and(|s| scene.is(s.head, ABSTRACT))
                    || group.form == Form::Ing && !scene.edge(after) && scene.nominal(after)
                    || self.nobodys(false)
                {
                    return None;
                }
                // "thousands to die": a plain form needs its auxiliary.
                if self.word.forms & (form::PAST | form::ING) == 0 && group.form == Form::Present && !scene.nominal(before) {
                    return None;
                }
                let mut draft = self.draft(group.first, after, Construction::Intransitive, scene.adjunct(after).and_then(|a| a.1), subject, going.lemma);
                draft.weak = going.context && !scene.violence(self.at);
                Some(draft)
            }
        }
    }

    fn noun(&self) -> Option<Draft> {
        let scene = self.scene;
        let noun = scene.table.nouns.get(usize::from(self.word.noun).checked_sub(1)?)?;
        let end = self.at + 1;
        if scene.is(end, COMPOUND) && !scene.edge(end) || scene.flagged(end, Flags::HYPHEN) {
            return None;
        }
        // "Louise M. Slaughter of New York"
        let initial =
            !scene.edge(self.at) && scene.flagged(self.at, Flags::CAPITAL) && scene.text(self.at - 1).len() == 1 && scene.flagged(self.at - 1, Flags::CAPITAL);
        if initial {
            return None;
        }
        // "the Peterloo Massacre": the name that history gave.
        let named = |at: usize| scene.flagged(at, Flags::CAPITAL) && !scene.flagged(at, Flags::HEADLINE | Flags::UPPER);
        let plain = |at: usize| !scene.flagged(at, Flags::CAPITAL) && scene.text(at).len() > 3;
        let prose = (self.at.saturating_sub(5)..self.at).any(plain) || (end..end + 5).take_while(|i| !scene.edge(*i)).any(plain);
        if noun.alone && prose && !scene.edge(self.at) && named(self.at) && named(self.at - 1) && !scene.is(end, OF) {
            return None;
        }
        let phrase = scene.left(self.at);
        let context = scene.violence(self.at);
        if self.nobodys(false) || scene.is(phrase.first, NEGATOR) {
            return None;
        }
        let owner = scene.owner(phrase.first, self.at);
        let veiled = (phrase.first..self.at).any(|i| scene.is(i, VEIL));
        let attack = !noun.mark;
        let joined = !scene.edge(end);
        let victim = if joined && (scene.is(end, OF) || attack && scene.is(end, FIRE_PREPOSITION) && !scene.text(end).eq_ignore_ascii_case("at")) {
            let object = scene.right(end + 1).filter(|p| p.first <= end + 4)?;
            let fits = scene.fits(object, noun.victim) || scene.is(object.head, COUNTRY) && attack;
            if !fits {
                return None;
            }
            Some(object)
        } else {
            None
        };
        if attack && (victim.is_none() || !context) {
            return None;
        }
        let mut agent = owner;
        let mut hurt = victim;
        let mut last = end;
        match victim {
            Some(victim) => {
                last = victim.end;
                if veiled {
                    agent = None;
                }
            }
            None => {
                // "the shooting investigation", "the Assassination Records": half of a compound.
                let text = scene.text(end);
                if joined
                    && !scene.is(end, TIME)
                    && scene.nominal(end)
                    && !scene.flagged(end, Flags::CLITIC)
                    && (scene.flagged(end, Flags::CAPITAL) || !text.ends_with('s') && !text.ends_with("ed"))
                {
                    return None;
                }
                let determined = phrase.first < self.at && (scene.article(phrase.first) || scene.number(phrase.first));
                let of_whom = (phrase.first..self.at).find(|i| scene.flagged(i + 1, Flags::CLITIC) || scene.is(*i, POSSESSIVE));
                match of_whom {
                    // "his killing", "the pilot's death": whose, not by whom.
                    Some(at) if noun.victim != Victim::Concrete => {
                        hurt = Some(Phrase { first: phrase.first, end: (at + 1).min(self.at), head: at });
                        if scene.is(at, ABSTRACT | COUNTRY | PLACE | TIME)
                            || noun.victim == Victim::Person
                                && !scene.is(at, PERSON | CIVILIAN | ARMED | POSSESSIVE | NATIONALITY)
                                && !scene.flagged(at, Flags::CAPITAL)
                        {
                            return None;
                        }
                        agent = None;
                    }
                    Some(_) => return None,
                    None if veiled => agent = None,
                    // "the shooting", "a police shooting": an event by itself.
                    None if noun.alone && (determined || owner.is_some()) => {}
                    None => return None,
                }
            }
        }
        // "by the army", "at the hands of rebels", "responsible for".
        let by = match scene.by(last, 7) {
            Some(Doer::Nature) => return None,
            Some(Doer::Somebody(phrase)) => Some(phrase.stretch()),
            Some(Doer::Thing(_, owner)) => owner,
            _ => None,
        };
        agent = by.or(agent).or_else(|| scene.blamed(phrase.first));
        if veiled && by.is_none() {
            agent = None;
        }
        let mut draft = self.draft(phrase.first, last, Construction::Nominalisation, agent, hurt, noun.lemma);
        draft.event.marks &= noun.mark && !scene.near(self.at, ACCIDENT);
        draft.weak = noun.context && !context;
        draft.yields = attack || noun.alone && victim.is_none();
        if noun.victim == Victim::Person && scene.near_within(self.at, PEACEFUL, 12) {
            return None;
        }
        Some(draft)
    }
}
