//! Mentions: from the gazetteers' words that stand in an article to the noun phrases that refer to actors.
//!
//! Names are certain; a role noun ("the regime") is drafted with all it may stand for and decided last, when it is
//! known whom the article names most. Without a candidate this costs nothing.

use super::compile::{Actors, Case, Entry, Kind, Shown, word};
use super::resolve::{Votes, resolve};
use crate::matcher::trie::{Candidate, Payload};
use crate::matcher::{Found, Scene, Told};
use crate::rules::names::Shouting;
use crate::text::{Flags, Token};

/// What a mention calls its actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// A label of the gazetteers, by number.
    Known(u32),
    /// The words of these tokens.
    Words(u32, u32),
}

/// A reference to an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// Index of the actor.
    pub actor: u16,
    /// First token of the noun phrase.
    pub first: u32,
    /// The token after its last.
    pub last: u32,
    /// What it calls the actor.
    pub label: Label,
    /// −1, 0, 1.
    pub valence: i8,
    /// Part of another's label: "government" in "anti-government forces".
    pub embedded: bool,
    /// How it was found: name, place, person, demonym, label, role, compound, generic.
    pub rule: &'static str,
}

/// What of an article the search needs.
pub struct Article<'a> {
    /// Its text.
    pub text: &'a str,
    /// Tokens and classes; its mentions are not looked at.
    pub scene: &'a Scene<'a>,
    /// Tokens of title case and capitals.
    pub shouting: Shouting<'a>,
}

/// Buffers, reused from article to article.
#[derive(Debug, Default)]
pub struct Work {
    pub(super) raws: Vec<Raw>,
    pub(super) drafts: Vec<Draft>,
    pub(super) votes: Votes,
    seen: Vec<bool>,
    found: Found,
}

/// A gazetteer's words in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw {
    pub first: u32,
    pub last: u32,
    pub entry: u32,
    /// Of its entry; kept here, since entries lie far apart.
    pub kind: Kind,
    /// Inside something longer.
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Alive,
    /// Inside a longer label or role: may be embedded there.
    Inner,
    /// Part of another name.
    Dropped,
}

/// A mention in the making.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft {
    pub first: u32,
    pub last: u32,
    /// The actor, or `None` while a role is open.
    pub actor: Option<u16>,
    /// For a role: first and after last token of its words, by which its raws are found.
    pub role: (u32, u32),
    /// For a role: the actor whose adjective stands before it.
    pub hint: Option<u16>,
    pub label: Option<Label>,
    pub valence: Option<i8>,
    pub embedded: bool,
    pub rule: &'static str,
    /// A name beside a role: the role gives the label and nothing else.
    pub beside: bool,
    /// Ends in a word that stands before a person's name.
    title: bool,
}

const NONE: Draft =
    Draft { first: 0, last: 0, actor: None, role: (0, 0), hint: None, label: None, valence: None, embedded: false, rule: "", beside: false, title: false };

/// No name of a gazetteer is longer than this many tokens.
const LONGEST: u32 = 12;

impl Actors {
    /// What patterns see of the mentions: for each token the number of its mention plus one, and per mention its
    /// tokens and kind. Of nested mentions the outer one is seen.
    pub fn tell(&self, found: &[Mention], tokens: usize, told: &mut Told) {
        told.clear();
        if found.is_empty() {
            return;
        }
        told.at.resize(tokens, 0);
        for (number, mention) in found.iter().enumerate() {
            told.spans.push((mention.first, mention.last, self.actors[mention.actor as usize].kind));
            for at in told.at.iter_mut().take(mention.last as usize).skip(mention.first as usize) {
                if *at == 0 || !mention.embedded {
                    *at = number as u32 + 1;
                }
            }
        }
    }

    /// Fills `out` with the mentions of an article, in the order of their first tokens.
    pub fn find(&self, article: &Article<'_>, candidates: &[Candidate], work: &mut Work, out: &mut Vec<Mention>) {
        out.clear();
        work.drafts.clear();
        if !self.gather(article, candidates, work) {
            return;
        }
        self.settle_overlaps(work);
        work.votes.reset(self.actors.len(), self.regions);
        Finder { actors: self, article, tokens: article.scene.tokens, raws: &work.raws, drafts: &mut work.drafts, votes: &mut work.votes }.draft();
        resolve(self, article, work, out);
    }

    /// Fills `out` with the stretches that name somebody in the gazetteers' own words, in order and apart: what an article
    /// says without a thought of who else is meant.
    pub fn named(&self, article: &Article<'_>, candidates: &[Candidate], work: &mut Work, out: &mut Vec<(u32, u32)>) {
        out.clear();
        if !self.gather(article, candidates, work) {
            return;
        }
        for raw in &work.raws {
            if matches!(raw.kind, Kind::Head | Kind::Cue) {
                continue;
            }
            match out.last_mut() {
                Some(last) if raw.first < last.1 => last.1 = last.1.max(raw.last),
                _ => out.push((raw.first, raw.last)),
            }
        }
    }

    /// Collects the gazetteers' words that stand in the article, in order; whether any of them names somebody.
    fn gather(&self, article: &Article<'_>, candidates: &[Candidate], work: &mut Work) -> bool {
        work.raws.clear();
        let mut any = false;
        for candidate in candidates {
            let Payload::Actor(number) = candidate.payload else { continue };
            let entry = &self.entries[number as usize];
            let Some((first, last)) = self.stands(entry, article, candidate, &mut work.found) else { continue };
            any |= entry.kind != Kind::Head;
            work.raws.push(Raw { first, last, entry: number, kind: entry.kind, state: State::Alive });
        }
        if any {
            // They come nearly in order already.
            let order = |r: &Raw| (r.first, u32::MAX - r.last, rank(r.kind), r.entry);
            for at in 1..work.raws.len() {
                let mut to = at;
                while to > 0 && work.raws[to - 1].first >= work.raws[to].first && order(&work.raws[to - 1]) > order(&work.raws[to]) {
                    work.raws.swap(to - 1, to);
                    to -= 1;
                }
            }
            self.settle_doubt(article, work);
        }
        any
    }

    /// Whether an entry's words, case and conditions hold at a candidate.
    fn stands(&self, entry: &Entry, article: &Article<'_>, candidate: &Candidate, found: &mut Found) -> Option<(u32, u32)> {
        let scene = article.scene;
        if entry.plain {
            found.marks.clear();
            found.first = candidate.token;
            found.last = candidate.token + candidate.length;
            found.marks.push((found.first, found.last));
        } else if !scene.verify(&entry.elements, entry.anchor as usize, entry.length as usize, candidate.token as usize, found) {
            return None;
        }
        let (first, last) = (found.marks.first()?.0, found.marks.last()?.1);
        let tokens = scene.tokens.get(first as usize..last as usize)?;
        let capital = |t: &Token| t.is(Flags::CAPITAL);
        let fits = match entry.case {
            Case::Any => true,
            Case::First => tokens.first().is_some_and(capital),
            // Particles (al-, de, of) and clitics may be small; the rest may not.
            Case::Every => {
                let small = |t: &Token| t.end - t.start <= 3 || t.is(Flags::CLITIC | Flags::DIGIT) || self.word(t.id) & word::FUNCTION != 0;
                tokens.iter().all(|t| capital(t) || (tokens.len() > 1 && small(t))) && tokens.iter().any(capital)
            }
            Case::Upper => {
                let upper = |t: &Token| t.is(Flags::UPPER) || (t.end - t.start == 1 && capital(t));
                // In a line of capitals, "IS" and "US" are words like others.
                let shouted = |at: Option<usize>| at.and_then(|i| scene.tokens.get(i)).is_some_and(|t| t.is(Flags::UPPER) && t.end - t.start > 3);
                let short = tokens.iter().all(|t| t.end - t.start <= 3);
                tokens.iter().all(upper) && !(short && (shouted((first as usize).checked_sub(1)) || shouted(Some(last as usize))))
            }
        };
        if !fits || (!entry.conditions.is_empty() && scene.conditions(&entry.conditions, found.first as usize, found.last as usize).is_err()) {
            return None;
        }
        Some((first, last))
    }

    /// Drops surnames whose person the article never names in full, and capitals that prove nothing.
    fn settle_doubt(&self, article: &Article<'_>, work: &mut Work) {
        work.seen.clear();
        work.seen.resize(self.persons(), false);
        for raw in &work.raws {
            if let Some(person) = self.entries[raw.entry as usize].person {
                work.seen[person as usize] = true;
            }
        }
        let entries = &self.entries;
        if !work.raws.iter().any(|r| entries[r.entry as usize].doubt) {
            let seen = &work.seen;
            work.raws.retain(|raw| entries[raw.entry as usize].needs.is_none_or(|p| seen[p as usize]));
            return;
        }
        let proves = |raw: &Raw| {
            let at = raw.first as usize;
            article.scene.tokens.get(at).is_some_and(|t| !t.is(Flags::SENTENCE | Flags::LINE | Flags::FIELD | Flags::QUOTE)) && !article.shouting.at(at)
        };
        let mut proven = vec![false; self.actors.len()];
        for raw in work.raws.iter().filter(|r| proves(r)) {
            // Heads and cues are of no actor.
            if let Some(proven) = proven.get_mut(self.entries[raw.entry as usize].actor as usize) {
                *proven = true;
            }
        }
        let seen = &work.seen;
        work.raws.retain(|raw| {
            let entry = &self.entries[raw.entry as usize];
            entry.needs.is_none_or(|p| seen[p as usize]) && (!entry.doubt || proves(raw) || proven.get(entry.actor as usize).copied().unwrap_or(false))
        });
    }

    /// The longer of two overlapping names wins; inside a label the shorter may be embedded.
    fn settle_overlaps(&self, work: &mut Work) {
        let raws = &mut work.raws;
        for at in 0..raws.len() {
            let (here, kind) = (raws[at], raws[at].kind);
            let mut state = State::Alive;
            let from = raws.partition_point(|r| r.first + LONGEST < here.first);
            for (other, that) in raws.iter().enumerate().skip(from) {
                let its = that.kind;
                if that.first >= here.last {
                    break;
                }
                if other == at || that.last <= here.first || that.state == State::Dropped || its == Kind::Head {
                    continue;
                }
                let (mine, theirs) = (here.last - here.first, that.last - that.first);
                let same = mine == theirs && that.first == here.first;
                if same {
                    // Heads stay beside the roles that are the same words.
                    let wins = kind == Kind::Head || rank(kind) < rank(its) || (kind == its && (kind == Kind::Role || at < other));
                    if !wins {
                        state = State::Dropped;
                    }
                } else if theirs > mine || (theirs == mine && that.first < here.first) {
                    let inside = that.first <= here.first && here.last <= that.last;
                    match its {
                        Kind::Label | Kind::Role if inside => {
                            if state == State::Alive {
                                state = State::Inner;
                            }
                        }
                        // A bare role never breaks a name that only overlaps it.
                        Kind::Role if !inside && kind != Kind::Role => {}
                        _ => state = State::Dropped,
                    }
                }
            }
            raws[at].state = state;
        }
        raws.retain(|r| r.state != State::Dropped);
    }

    /// The text of a label.
    pub fn label_text(&self, label: Label, text: &str, tokens: &[Token]) -> String {
        match label {
            Label::Known(id) => self.labels.get(id as usize).cloned().unwrap_or_default(),
            Label::Words(first, last) => {
                let Some(words) = tokens.get(first as usize..last as usize).filter(|w| !w.is_empty()) else { return String::new() };
                let mut out = String::new();
                for (i, token) in words.iter().enumerate() {
                    if i > 0 && !token.is(Flags::CLITIC) {
                        out.push(if token.is(Flags::HYPHEN) { '-' } else { ' ' });
                    }
                    let written = token.text(text);
                    // Only names keep their capitals: "Pro-regime" and "pro-regime" are one label.
                    if self.word(token.id) & word::PROPER != 0 { out.push_str(written) } else { out.push_str(&written.to_lowercase()) }
                }
                out
            }
        }
    }
}

fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Name => 0,
        Kind::Person => 1,
        Kind::Label => 2,
        Kind::Place => 3,
        Kind::Demonym => 4,
        Kind::Role => 5,
        Kind::Cue => 6,
        Kind::Head => 7,
    }
}

struct Finder<'a> {
    actors: &'a Actors,
    article: &'a Article<'a>,
    tokens: &'a [Token],
    raws: &'a [Raw],
    drafts: &'a mut Vec<Draft>,
    votes: &'a mut Votes,
}

impl<'a> Finder<'a> {
    fn draft(&mut self) {
        let mut floor = 0u32;
        for at in 0..self.raws.len() {
            let raw = self.raws[at];
            let entry = self.entry(&raw);
            match entry.kind {
                Kind::Head => continue,
                Kind::Cue => {
                    self.votes.region(entry.region, 1);
                    continue;
                }
                Kind::Role => {}
                _ => self.votes.name(self.actors, entry.actor),
            }
            if at > 0
                && entry.kind == Kind::Role
                && self.raws[..at].iter().rev().take_while(|r| r.first == raw.first).any(|r| r.last == raw.last && r.kind == Kind::Role)
            {
                continue;
            }
            if raw.state == State::Inner || raw.first < floor {
                self.inner(&raw);
                continue;
            }
            let from = self.drafts.len();
            match entry.kind {
                Kind::Demonym => self.demonym(&raw),
                Kind::Place => self.place(&raw),
                Kind::Person => self.person(&raw),
                Kind::Name => self.name(&raw),
                Kind::Label => self.label(&raw),
                Kind::Role => self.role(&raw),
                Kind::Head | Kind::Cue => {}
            }
            // A stage may have taken drafts back that stood before it.
            let from = from.min(self.drafts.len());
            floor = self.drafts[from..].iter().map(|d| d.last).fold(floor, u32::max);
        }
    }

    fn entry(&self, raw: &Raw) -> &'a Entry {
        &self.actors.entries[raw.entry as usize]
    }

    fn bits(&self, token: usize) -> u32 {
        self.tokens.get(token).map_or(0, |t| self.actors.word(t.id))
    }

    fn is(&self, token: usize, flags: Flags) -> bool {
        self.tokens.get(token).is_some_and(|t| t.is(flags))
    }

    /// Whether a phrase may run on to this token.
    fn runs(&self, token: usize) -> bool {
        self.tokens.get(token).is_some_and(|t| !t.is(Flags::BARRIER | Flags::BOILERPLATE))
    }

    fn shown(&self, shown: Shown, first: u32, last: u32) -> Label {
        match shown {
            Shown::Id(id) => Label::Known(id),
            Shown::Surface => Label::Words(first, last),
        }
    }

    /// The raws that begin at a token.
    fn at(&self, token: usize) -> &'a [Raw] {
        let from = self.raws.partition_point(|r| (r.first as usize) < token);
        let to = from + self.raws[from..].partition_point(|r| r.first as usize == token);
        &self.raws[from..to]
    }

    fn kind_at(&self, token: usize, kind: Kind) -> Option<Raw> {
        self.at(token).iter().find(|r| r.kind == kind).copied()
    }

    /// The raw of a kind that ends right before a token, in the same phrase.
    fn ending(&self, token: usize, kinds: &[Kind]) -> Option<Raw> {
        if !self.runs(token) {
            return None;
        }
        let from = self.raws.partition_point(|r| (r.first + LONGEST) < token as u32);
        self.raws[from..].iter().take_while(|r| (r.first as usize) < token).find(|r| r.last as usize == token && kinds.contains(&r.kind)).copied()
    }

    fn adjective(&self, token: usize) -> bool {
        is_adjective(self.actors, self.article.text, self.tokens, token)
    }

    /// The first head noun from `token` on, over at most three adjectives or capitalised words.
    fn head_after(&self, token: usize) -> Option<Raw> {
        for at in token..token + 4 {
            if !self.runs(at) {
                return None;
            }
            if let Some(head) = self.kind_at(at, Kind::Head) {
                return Some(head);
            }
            if !self.adjective(at) {
                return None;
            }
        }
        None
    }

    /// Carries a noun phrase on over head nouns that follow directly: "government forces", "army soldiers".
    fn over_heads(&self, mut last: usize) -> usize {
        while self.runs(last) && !self.is(last, Flags::HYPHEN) {
            match self.kind_at(last, Kind::Head) {
                Some(head) => last = head.last as usize,
                None => break,
            }
        }
        last
    }

    fn role_after(&self, token: usize) -> Option<Raw> {
        for at in token..token + 3 {
            if !self.runs(at) {
                return None;
            }
            if let Some(role) = self.at(at).iter().find(|r| r.kind == Kind::Role && r.state == State::Alive) {
                return Some(*role);
            }
            if !self.adjective(at) {
                return None;
            }
        }
        None
    }

    /// Whether a role may be somebody of the same region as `hint`, and not `hint` itself.
    fn fits_region(&self, role: &Raw, hint: u16) -> bool {
        let regions = &self.actors.actors[hint as usize].regions;
        self.at(role.first as usize)
            .iter()
            .filter(|r| r.last == role.last)
            .any(|r| self.entry(r).members.iter().any(|m| m.actor != hint && regions.contains(&m.region) && !self.is_state(m.actor)))
    }

    /// Whether a role has a generic actor that is not a body of state.
    fn fits_generic(&self, role: &Raw) -> bool {
        self.at(role.first as usize).iter().filter(|r| r.last == role.last).any(|r| {
            self.entry(r)
                .members
                .iter()
                .any(|m| self.actors.actors[m.actor as usize].generic && !matches!(self.kind_name(m.actor), "state" | "agency" | "military"))
        })
    }

    fn kind_name(&self, actor: u16) -> &'static str {
        crate::engine::ACTOR_KINDS.get(usize::from(self.actors.actors[actor as usize].kind).wrapping_sub(1)).copied().unwrap_or("")
    }

    fn is_state(&self, actor: u16) -> bool {
        self.kind_name(actor) == "state"
    }

    /// A mention that is part of another's label, where a hyphen says so.
    fn inner(&mut self, raw: &Raw) {
        let entry = self.entry(raw);
        let (first, last) = (raw.first as usize, raw.last as usize);
        let after = self.is(last, Flags::HYPHEN) && self.bits(last) & word::COMPOUND != 0;
        let before = self.is(first, Flags::HYPHEN) && first > 0 && self.bits(first - 1) & word::ANTI != 0;
        if !after && !before {
            return;
        }
        // Of "regime" and "regime forces" after "anti-" the shorter is meant; it comes last.
        if let Some(longer) = self.drafts.iter().rposition(|d| d.embedded && d.first == raw.first) {
            self.drafts.remove(longer);
        }
        let mut draft = self.by_entry(raw, entry);
        draft.embedded = true;
        draft.rule = "compound";
        if after {
            draft.last = raw.last + 1;
            if self.bits(last) & word::LOADED_COMPOUND != 0 {
                draft.label = Some(Label::Words(raw.first, raw.last + 1));
                draft.valence = Some(-1);
            }
        }
        self.drafts.push(draft);
    }

    /// The draft as the entry alone says it.
    fn by_entry(&self, raw: &Raw, entry: &Entry) -> Draft {
        let base = Draft { first: raw.first, last: raw.last, ..NONE };
        if entry.kind == Kind::Role {
            return Draft { role: (raw.first, raw.last), rule: "role", ..base };
        }
        let rule = match entry.kind {
            Kind::Place => "place",
            Kind::Person => "person",
            Kind::Demonym => "demonym",
            Kind::Label => "label",
            _ => "name",
        };
        Draft { actor: Some(entry.actor), label: Some(self.shown(entry.label, raw.first, raw.last)), valence: Some(entry.valence), rule, ..base }
    }

    fn with_head(&self, draft: Draft, head: &Raw) -> Draft {
        let entry = self.entry(head);
        let last = self.over_heads(head.last as usize) as u32;
        if entry.relational {
            // "a Russian ally" is somebody else's label, in which Russia is named.
            return Draft { last, embedded: true, ..draft };
        }
        Draft {
            last,
            label: Some(self.shown(entry.label, head.first, head.last)),
            valence: Some(entry.valence),
            title: entry.title && last == head.last,
            ..draft
        }
    }

    /// What a prefix before the raw makes of it: `true` when nothing more is to be done.
    fn prefixed(&mut self, raw: &Raw) -> bool {
        let first = raw.first as usize;
        if first == 0 || !self.is(first, Flags::HYPHEN) {
            return false;
        }
        let bits = self.bits(first - 1);
        let entry = self.entry(raw);
        let base = self.by_entry(raw, entry);
        if bits & (word::PRO | word::ANTI) == 0 {
            // "Sino-Russian", "non-government", "ex-Trump": not this actor's name alone. A name keeps its own.
            return bits & word::OTHER_PREFIX != 0 || entry.kind == Kind::Demonym || entry.kind == Kind::Role;
        }
        let last = raw.last as usize;
        let outer = self.role_after(last).filter(|_| !self.is(last, Flags::HYPHEN));
        if let Some(role) = outer.filter(|r| bits & word::ANTI != 0 || self.fits_generic_people(r)) {
            self.drafts.push(Draft {
                first: raw.first - 1,
                last: self.over_heads(role.last as usize) as u32,
                role: (role.first, role.last),
                rule: "role",
                ..NONE
            });
            self.drafts.push(Draft { embedded: true, rule: "compound", ..base });
            return true;
        }
        if bits & word::ANTI != 0 {
            self.drafts.push(Draft { embedded: true, rule: "compound", ..base });
            return true;
        }
        let mut end = self.over_heads(last);
        if end == last && self.plain_noun(end) {
            end += 1;
            // "pro-regime aircrew and snipers"
            let plural = self.tokens.get(end + 1).is_some_and(|t| t.text(self.article.text).ends_with('s'));
            if self.runs(end) && self.bits(end) & word::AND != 0 && plural && self.plain_noun(end + 1) && !self.plain_noun(end + 2) {
                end += 2;
            }
        }
        self.drafts.push(Draft { first: raw.first - 1, last: end as u32, label: Some(Label::Words(raw.first - 1, raw.first + 1)), rule: "compound", ..base });
        true
    }

    fn fits_generic_people(&self, role: &Raw) -> bool {
        self.at(role.first as usize)
            .iter()
            .filter(|r| r.last == role.last)
            .any(|r| self.entry(r).members.iter().any(|m| matches!(self.kind_name(m.actor), "people" | "media" | "party")))
    }

    /// A lower-case word that may carry the phrase on as its noun.
    fn plain_noun(&self, token: usize) -> bool {
        self.runs(token)
            && !self.is(token, Flags::CLITIC | Flags::HYPHEN)
            && self.bits(token) & (word::FUNCTION | word::AUXILIARY | word::SPEECH | word::AND | word::RELATIVE) == 0
    }

    /// A compound after the raw ("Turkish-backed armed groups"): `true` when it was one.
    fn compound(&mut self, raw: &Raw, short: Label) -> bool {
        let at = raw.last as usize;
        if !self.is(at, Flags::HYPHEN) {
            return false;
        }
        let bits = self.bits(at);
        if bits & word::NOT_COMPOUND != 0 {
            return true;
        }
        let mut end = at + 1;
        while self.is(end, Flags::HYPHEN) {
            end += 1;
        }
        let entry = self.entry(raw);
        let base = self.by_entry(raw, entry);
        let loaded = bits & word::LOADED_COMPOUND != 0;
        let (label, valence) = if loaded { (Label::Words(raw.first, end as u32), Some(-1)) } else { (short, base.valence) };
        let own_label = if entry.kind == Kind::Role && !loaded { None } else { Some(label) };
        let mine = Draft { last: end as u32, label: own_label, valence, rule: "compound", ..base };
        let outer = self.role_after(end);
        match outer {
            Some(role) => {
                let whole = Draft { first: raw.first, last: self.over_heads(role.last as usize) as u32, role: (role.first, role.last), rule: "role", ..NONE };
                let whole = if loaded { Draft { label: Some(Label::Words(raw.first, role.last)), valence: Some(-1), ..whole } } else { whole };
                self.drafts.push(whole);
                self.drafts.push(Draft { embedded: true, ..mine });
            }
            None => self.drafts.push(mine),
        }
        true
    }

    fn demonym(&mut self, raw: &Raw) {
        let own = Label::Words(raw.first, raw.last);
        if self.prefixed(raw) || self.compound(raw, own) {
            return;
        }
        let entry = self.entry(raw);
        let base = self.by_entry(raw, entry);
        let end = raw.last as usize;
        // "Russian and Syrian forces": the head is the other's too.
        let next = if self.bits(end) & word::AND != 0 { end + 1 } else { end };
        if (next > end || self.is(end, Flags::COMMA))
            && let Some(other) = self.kind_at(next, Kind::Demonym)
            && self.runs(next + 1)
            && !self.is(next, Flags::SENTENCE)
        {
            let head = self.head_after(other.last as usize);
            let noun = self.plain_noun(other.last as usize) && self.bits(other.last as usize) & word::NOT_HEAD == 0;
            if head.is_some() || noun {
                let label = head.map_or(own, |h| self.shown(self.entry(&h).label, h.first, h.last));
                let valence = head.map_or(0, |h| self.entry(&h).valence);
                self.drafts.push(Draft { label: Some(label), valence: Some(valence), ..base });
            }
            return;
        }
        if !self.runs(end) || self.is(end, Flags::CLITIC) {
            return;
        }
        let head = self.head_after(end);
        let role = self.role_after(end);
        if let Some(role) = role {
            let generic = self.fits_generic(&role) && (head.is_none() || self.is_state(entry.actor));
            if self.fits_region(&role, entry.actor) || generic {
                let last = self.over_heads(role.last as usize) as u32;
                self.drafts.push(Draft { first: raw.first, last, role: (role.first, role.last), hint: Some(entry.actor), rule: "role", ..NONE });
                return;
            }
        }
        if let Some(head) = head {
            let draft = self.with_head(base, &head);
            self.drafts.push(draft);
            return;
        }
        // A name of its own behind the adjective ("Syrian Democratic Forces" is longer; "Turkish Red Crescent").
        let foreign = |r: &Raw| r.kind == Kind::Cue && !self.actors.actors[entry.actor as usize].regions.contains(&self.entry(r).region);
        if self
            .at(end)
            .iter()
            .any(|r| matches!(r.kind, Kind::Name | Kind::Person | Kind::Label | Kind::Cue | Kind::Place) && r.state == State::Alive && !foreign(r))
        {
            return;
        }
        let mut at = end;
        while at < end + 2 && self.runs(at) && self.adjective(at) && self.plain_noun(at + 1) {
            at += 1;
        }
        if self.plain_noun(at) && self.bits(at) & word::NOT_HEAD == 0 && !self.participle(at) && !self.name_of_its_own(at) {
            self.drafts.push(Draft { last: at as u32 + 1, label: Some(own), ..base });
        }
    }

    /// "Russian killed": a verb, or too little to tell.
    fn participle(&self, token: usize) -> bool {
        self.tokens.get(token).is_some_and(|t| t.text(self.article.text).ends_with("ed")) && self.bits(token) & word::ADJECTIVE == 0
    }

    /// "American Muslim Association" is no deed of America; "Russian Su-25" and "Turkish MANPADs" are.
    fn name_of_its_own(&self, token: usize) -> bool {
        let Some(here) = self.tokens.get(token).filter(|t| t.is(Flags::CAPITAL)) else { return false };
        let capitals = here.text(self.article.text).chars().filter(|c| c.is_uppercase()).count();
        let cue = self.kind_at(token, Kind::Cue).is_some();
        here.end - here.start > 3 && capitals == 1 && !cue && !self.is(token + 1, Flags::DIGIT) && !self.article.shouting.at(token)
    }

    fn place(&mut self, raw: &Raw) {
        let own = self.shown(self.entry(raw).label, raw.first, raw.last);
        if self.prefixed(raw) || self.compound(raw, own) {
            return;
        }
        let entry = self.entry(raw);
        let base = self.by_entry(raw, entry);
        let end = raw.last as usize;
        let possessive = self.is(end, Flags::CLITIC);
        let next = end + usize::from(possessive);
        // "the US Supreme Court"
        if self.runs(next) && self.kind_at(next, Kind::Name).is_some() {
            return;
        }
        if self.runs(next) {
            if let Some(role) = self.role_after(next).filter(|r| self.fits_region(r, entry.actor)) {
                self.drafts.push(Draft {
                    first: raw.first,
                    last: self.over_heads(role.last as usize) as u32,
                    role: (role.first, role.last),
                    hint: Some(entry.actor),
                    rule: "role",
                    ..NONE
                });
                return;
            }
            if let Some(head) = self.head_after(next) {
                let draft = self.with_head(base, &head);
                self.drafts.push(draft);
                return;
            }
            let names = |r: &Raw| match r.kind {
                Kind::Person => true,
                Kind::Cue | Kind::Place => possessive,
                _ => false,
            };
            if self.at(next).iter().any(names) {
                return;
            }
            if self.bits(next) & word::NOT_HEAD != 0 || (!possessive && self.is(next, Flags::CAPITAL) && self.bits(next) & word::NAME_ENDING != 0) {
                return;
            }
        }
        if !self.locative(raw, 0) {
            let mut draft = base;
            let first = raw.first as usize;
            // "an ally of Washington" is not Washington.
            draft.embedded = first > 1
                && self.runs(first)
                && self.bits(first - 1) & word::OF != 0
                && self.ending(first - 1, &[Kind::Head]).is_some_and(|h| self.entry(&h).relational);
            if let Some(head) = self.ending(raw.first as usize, &[Kind::Head]).filter(|h| self.entry(h).title) {
                draft.first = head.first;
                draft.label = Some(self.shown(self.entry(&head).label, head.first, head.last));
                draft.valence = Some(self.entry(&head).valence);
            }
            self.drafts.push(draft);
        }
    }

    fn place_ending(&self, token: usize) -> Option<Raw> {
        let from = self.raws.partition_point(|r| r.first + LONGEST < token as u32);
        self.raws[from..]
            .iter()
            .take_while(|r| (r.first as usize) < token)
            .find(|r| r.last as usize == token && matches!(r.kind, Kind::Place | Kind::Cue))
            .copied()
    }

    /// Whether a place's name says where and not who.
    fn locative(&self, raw: &Raw, depth: u8) -> bool {
        let mut at = raw.first as usize;
        // A dateline: "MOSCOW: ", "LONDON (AP)", "PARIS, Feb 14".
        if self.is(at, Flags::LINE) && self.is(at, Flags::UPPER) && self.tokens.get(raw.last as usize).is_none_or(|t| t.is(Flags::BARRIER)) {
            return true;
        }
        if self.is(at, Flags::COMMA) && depth < 4 {
            let previous = self.place_ending(at);
            return previous.is_some_and(|p| p.kind == Kind::Cue || self.locative(&p, depth + 1));
        }
        for _ in 0..4 {
            if at == 0 || !self.runs(at) {
                return false;
            }
            let bits = self.bits(at - 1);
            if bits & word::LOCATIVE != 0 {
                return true;
            }
            if bits & word::AND != 0 && depth < 4 {
                let previous = self.place_ending(at - 1);
                return previous.is_some_and(|p| self.locative(&p, depth + 1));
            }
            // "the capital Astana", "the border with Turkey"
            if bits & word::PLACE_HEAD != 0 {
                return true;
            }
            if bits & (word::OF | word::WITH) != 0 {
                return at > 1 && self.runs(at - 1) && self.bits(at - 2) & word::PLACE_HEAD != 0;
            }
            if bits & word::TO != 0 {
                return (1..=3).any(|back| at > back && self.runs(at - back) && self.bits(at - 1 - back) & word::MOTION != 0);
            }
            if bits & word::PLACE_MODIFIER == 0 && !self.is(at - 1, Flags::HYPHEN) && !(self.is(at, Flags::HYPHEN)) {
                return false;
            }
            at -= 1;
        }
        false
    }

    fn person(&mut self, raw: &Raw) {
        let entry = self.entry(raw);
        let (first, end) = (raw.first as usize, raw.last as usize);
        // "in May", "May 5"
        if raw.last - raw.first == 1
            && self.bits(first) & word::MONTH != 0
            && (self.is(end, Flags::DIGIT)
                || first > 0 && (self.is(first - 1, Flags::DIGIT) || self.runs(first) && self.bits(first - 1) & word::PREPOSITION != 0))
        {
            return;
        }
        if raw.last - raw.first == 1 && first > 0 && self.runs(first) && !self.is(first, Flags::HYPHEN) {
            // "Mary Trump" is somebody else.
            let before = &self.tokens[first - 1];
            let bits = self.bits(first - 1);
            let known = bits & (word::FUNCTION | word::PERSON_TITLE | word::NATIONALITY | word::AND | word::ADJECTIVE | word::SPEECH) != 0;
            let shouted = self.article.shouting.at(first);
            let line = before.is(Flags::SENTENCE | Flags::LINE) && before.id != crate::text::WordId::UNKNOWN;
            if before.is(Flags::CAPITAL)
                && !known
                && !shouted
                && !line
                && self.ending(first, &[Kind::Demonym, Kind::Head, Kind::Role, Kind::Name, Kind::Place, Kind::Cue]).is_none()
            {
                return;
            }
        }
        let base = self.by_entry(raw, entry);
        let Some(Label::Known(_)) = base.label else { return };
        if self.prefixed(raw) || self.compound(raw, base.label.unwrap_or(Label::Words(raw.first, raw.last))) {
            return;
        }
        let possessive = self.is(end, Flags::CLITIC);
        let next = end + usize::from(possessive);
        if !possessive && self.runs(next) && self.is(next, Flags::CAPITAL) && self.bits(next) & word::NAME_ENDING != 0 && !self.article.shouting.at(next) {
            return;
        }
        let mut draft = base;
        if let Some(head) = self.head_after(next).filter(|h| self.runs(next) && !self.entry(h).title) {
            draft = self.with_head(draft, &head);
        }
        // Titles and labels before the name: "Syrian dictator Bashar al-Assad", "ally Russia".
        if let Some(head) = self.ending(first, &[Kind::Head]) {
            let its = self.entry(&head);
            draft.first = head.first;
            if draft.last == raw.last {
                draft.label = Some(self.shown(its.label, head.first, head.last));
                draft.valence = Some(its.valence);
            }
        } else if first > 0 && self.runs(first) && self.bits(first - 1) & word::PERSON_TITLE != 0 {
            draft.first -= 1;
        }
        self.push_after(draft, draft.last == raw.last);
    }

    /// Pushes a draft; what directly precedes it and ends in a title ("Turkish President") becomes part of it.
    fn push_after(&mut self, mut draft: Draft, takes_label: bool) {
        if let Some(before) = self.drafts.last().copied()
            && before.last >= draft.first
            && before.last < draft.last
            && self.runs(before.last as usize)
            && !before.embedded
            && (before.title || before.last > draft.first || before.actor == draft.actor)
        {
            draft.first = draft.first.min(before.first);
            if takes_label && before.label.is_some() {
                draft.label = before.label;
                draft.valence = before.valence;
            }
            self.drafts.pop();
        }
        self.drafts.push(draft);
    }

    fn name(&mut self, raw: &Raw) {
        let entry = self.entry(raw);
        let mut draft = self.by_entry(raw, entry);
        if self.prefixed(raw) || self.compound(raw, draft.label.unwrap_or(Label::Words(raw.first, raw.last))) {
            return;
        }
        let end = raw.last as usize;
        let body = matches!(self.kind_name(entry.actor), "state" | "person");
        let next = end + usize::from(self.is(end, Flags::CLITIC) && body);
        if let Some(head) = self.head_after(next) {
            let its = self.entry(&head);
            let label = draft.label;
            let valence = draft.valence;
            draft = self.with_head(draft, &head);
            let person = self.kind_at(draft.last as usize, Kind::Person).is_some();
            if its.valence == 0 && !body && !(its.title && person) {
                (draft.label, draft.valence) = (label, valence);
            }
        }
        let first = raw.first as usize;
        if let Some(head) = self.ending(first, &[Kind::Head]) {
            let its = self.entry(&head);
            draft.first = head.first;
            if draft.valence == Some(0) {
                draft.label = Some(self.shown(its.label, head.first, head.last));
                draft.valence = Some(its.valence);
            }
        }
        // "the jihadist group Hayat Tahrir al-Sham": the role before it is the name's.
        if let Some(before) = self.drafts.last().copied()
            && before.last == draft.first
            && self.runs(draft.first as usize)
            && before.actor.is_none()
            && !before.embedded
        {
            draft.first = before.first;
            draft.role = before.role;
            draft.beside = draft.valence == Some(0);
            self.drafts.pop();
        }
        self.push_after(draft, true);
    }

    fn label(&mut self, raw: &Raw) {
        let entry = self.entry(raw);
        let mut draft = self.by_entry(raw, entry);
        draft.last = self.over_heads(raw.last as usize) as u32;
        self.push_after(draft, true);
    }

    fn role(&mut self, raw: &Raw) {
        if self.prefixed(raw) || self.compound(raw, Label::Words(raw.first, raw.last)) {
            return;
        }
        let entry = self.entry(raw);
        let mut draft = self.by_entry(raw, entry);
        draft.last = self.over_heads(raw.last as usize) as u32;
        // "Idlib militants"
        if let Some(place) = self.ending(raw.first as usize, &[Kind::Cue]) {
            draft.first = place.first;
        }
        self.drafts.push(draft);
    }
}

/// Whether a token looks like an adjective inside a noun phrase.
pub(super) fn is_adjective(actors: &Actors, text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    let bits = actors.word(token.id);
    if bits & word::ADJECTIVE != 0 {
        return true;
    }
    if bits & (word::FUNCTION | word::NOT_ADJECTIVE | word::SPEECH) != 0
        || token.is(Flags::CLITIC | Flags::DIGIT)
        || token.is(Flags::CAPITAL) && !token.is(Flags::SENTENCE | Flags::LINE)
    {
        return false;
    }
    let word = token.text(text);
    word.len() > 4 && actors.endings.iter().any(|e| word.len() > e.len() + 2 && word.ends_with(e.as_str()))
}
