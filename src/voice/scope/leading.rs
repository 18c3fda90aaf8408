//! Cues before their content: "X said that S", "X accused Y of", "the claim that", "is believed to".

use super::*;

impl Reader<'_> {
    /// What a cue of several words takes, what it makes of it, and the item behind its last word.
    fn with_tail(&self, v: usize, cue: &Cue) -> (Frames, CueKind, usize) {
        let tail = cue.tails.iter().find(|tail| self.matches(v + 1, &tail.words));
        tail.map_or((cue.frames, cue.kind, v + 1), |tail| (tail.frames, tail.kind, v + 1 + tail.words.len()))
    }

    /// A cue before its content.
    pub(super) fn leading(&mut self, v: usize) {
        let Some(cue) = self.verb(v) else { return };
        let (frames, kind, p) = self.with_tail(v, cue);
        if frames.0 == 0 || p >= self.end() {
            return;
        }
        let g = self.group(v);
        let previous = v.checked_sub(1);
        let determined = previous.is_some_and(|b| {
            self.is(b, Roles::DETERMINER.or(Roles::POSSESSIVE)) && !self.is(b, Roles::SUBJECT.or(Roles::RELATIVE))
                || self.flag(v, Flags::CLITIC | Flags::HYPHEN)
        });
        let spoken = self.forms(v, Forms::PAST) && frames.any(Frames::PASSIVE) && frames.any(Frames::TRAIL);
        // "The said" may say so ("the first said"), "the alleged ringleader" does not.
        let article = previous.is_some_and(|b| self.is(b, Roles::ARTICLE.or(Roles::POSSESSIVE)) && !self.is(b, Roles::RELATIVE));
        if determined && (!spoken || article) || self.flag(v + 1, Flags::HYPHEN) || self.flag(v + 1, Flags::CLITIC) {
            return;
        }
        if !self.plausible_verb(v, g) {
            return;
        }
        let be = (g..v).any(|i| self.is(i, Roles::BE));
        let have = (g..v).any(|i| self.is(i, Roles::HAVE));
        let ing = self.forms(v, Forms::ING);
        let passive = be && self.forms(v, Forms::PARTICIPLE) && !ing;
        if passive {
            self.passive(v, g, p, frames, kind);
            return;
        }
        let named = frames.any(Frames(Frames::NAME.0 | Frames::AS.0)) || frames.any(Frames::PASSIVE) && self.is(p, Roles::BY);
        if self.forms(v, Forms::PARTICIPLE) && self.flag(v, Flags::COMMA) && !have && !ing && named && g == v {
            // "The tycoon, labelled a crook by the press, moved": a clause cut short, if it says by whom.
            let end = (p..self.end()).find(|i| *i > p && self.flag(*i, WALL)).unwrap_or(self.end());
            if (p..end).any(|i| self.is(i, Roles::BY)) {
                self.passive(v, g, p, frames, kind);
                return;
            }
        }
        if self.flag(v, Flags::COMMA) && self.is(v, Roles::NAMING) && !have && g == v && self.quote(p) && !self.small_letter(p) {
            // "The book, called “Salt Roads”, …": a title, and nobody calls it so.
            return;
        }
        if self.forms(v, Forms::PARTICIPLE) && self.flag(v, Flags::COMMA) && !have && !ing && g == v && frames.any(Frames::OF) && self.is(p, Roles::OF) {
            // "The sheriff, accused of running a corrupt office, resigned."
            let end = (p + 1..self.end()).find(|i| self.flag(*i, WALL)).unwrap_or(self.end());
            self.emit(None, v..v + 1, kind, Frame::Statement, [p..end, 0..0]);
            return;
        }
        // "the plan proposed by" is no finite verb; nor is a participle without "have".
        if self.is(p, Roles::BY) || !have && self.forms(v, Forms::PARTICIPLE) && !self.forms(v, Forms::PAST) {
            return;
        }
        let infinitive = (g..v).any(|i| self.is(i, Roles::TO));
        if self.forms(v, Forms::BASE)
            && !self.forms(v, Forms::PAST)
            && !infinitive
            && !(g..v).any(|i| self.is(i, Roles::AUXILIARY))
            && (self.is(v.wrapping_sub(1), Roles::OF.or(Roles::PREPOSITION)))
        {
            return;
        }
        let source = if infinitive {
            self.earlier_subject(g, 0)
        } else if ing && !be {
            self.participle_subject(v)
        } else {
            self.subject(g, 0).or_else(|| self.shared_subject(g))
        };
        let fronted =
            (v == 0 || v == 1 && self.is(0, Roles::SUBORDINATOR)) && self.forms(v, Forms::PARTICIPLE) && self.is(self.skip_adverbials(p), Roles::QUESTION);
        let quoting = frames.any(Frames::QUOTE) && self.quote(p);
        if source.is_none() && !(ing || infinitive || fronted || quoting) {
            return;
        }
        let Some(lead) = self.lead(p, frames, kind) else { return };
        if !lead.clause && self.names_what(lead.start) {
            // "denounced what it called a surrender": the inner verb says whose words they are.
            return;
        }
        let mut end = if lead.clause { self.scope_end(lead.start) } else { self.topic_end(lead.start) };
        if lead.clause && (fronted || ing && v < 4 || self.is(0, Roles::SUBORDINATOR) && v < 12) {
            // "After saying that …, she left": the main clause behind the comma is the writer's.
            end = (lead.start + 1..end).find(|i| self.flag(*i, Flags::COMMA) && !self.quote(*i - 1) && self.new_clause(*i)).unwrap_or(end);
        }
        if frames.any(Frames::NAME) && self.quote(lead.start) {
            // "what critics call “the trap” on the coast": the name alone.
            end = lead.start + 1;
        }
        if lead.start >= end {
            return;
        }
        let claimed = |i: usize| {
            let noun = self.items[i].word.noun;
            let owned = i > 0 && (self.is(i - 1, Roles::POSSESSIVE) || self.flag(i - 1, Flags::CLITIC));
            owned && noun != 0 && self.speech.nouns[noun as usize].frames.any(Frames::THAT) && self.is(i + 1, Roles::THAT)
        };
        if !lead.clause && !frames.any(Frames(Frames::NAME.0 | Frames::AS.0)) && (lead.start..end).any(claimed) {
            // "repeated his claim that the vote was stolen": the noun brings in the clause.
            return;
        }
        let act = self.is(lead.start, Roles::TO) && !self.quote(lead.start) || self.word(lead.start).ends_with("ing") && frames.any(Frames::ING);
        let frame = match lead.clause {
            true if act => Frame::Intent,
            true => Frame::Statement,
            // "what it called a surrender": the name is the source's own.
            false if frames.any(Frames::NAME) => Frame::Statement,
            // "described the plan as a disgrace": so is what it is likened to.
            false if frames.any(Frames::AS) && self.likens(lead.start, end) => Frame::Statement,
            // "complained of thuggish guards"; but "denounced the brutal raid" takes the raid for granted.
            false if frames.any(Frames::WORDS) && !self.given(lead.start) => Frame::Statement,
            false => Frame::Topic,
        };
        let mut source = source.filter(|s| s.end <= v);
        if source.is_none() && (ing || fronted) && end < self.end() && self.flag(end, Flags::COMMA) && self.new_clause(end) {
            // The main clause behind it names who spoke.
            source = Some(end..self.phrase_after(end)).filter(|s| !s.is_empty() && !fronted);
        }
        self.emit(source, v..p, kind, frame, [lead.start..end, 0..0]);
    }

    /// Whether a word that may be a noun as well ("claims", "report") stands as a verb.
    pub(super) fn plausible_verb(&self, v: usize, g: usize) -> bool {
        if self.capital(v) && v > 0 && !self.headline() && !self.flag(v, Flags::HEADLINE) && !self.quote(v - 1) {
            return false;
        }
        if self.forms(v, Forms::PAST | Forms::ING | Forms::PARTICIPLE) {
            return true;
        }
        if g < v && self.is(v - 1, Roles::AUXILIARY.or(Roles::TO)) || self.adverb(v.wrapping_sub(1)) {
            return true;
        }
        if v == 0 {
            return false;
        }
        let before = v - 1;
        if self.quote(before) || self.flag(v, Flags::COMMA) {
            return true;
        }
        if self.flag(before, Flags::DIGIT) {
            // "42% say", but "911 calls".
            return self.flag(v, Flags::SIGN);
        }
        if self.is(before, Roles::SUBJECT.or(Roles::RELATIVE).or(Roles::AND)) && !self.is(before, Roles::DETERMINER) {
            return true;
        }
        if self.forms(v, Forms::BASE) && self.is(before, Roles::PLURAL) && self.is(before, Roles::DETERMINER) && (before == 0 || self.flag(before, WALL)) {
            // "Many regard him as"
            return true;
        }
        if self.is(before, Roles::PREPOSITION.or(Roles::OF).or(Roles::DETERMINER).or(Roles::POSSESSIVE)) || self.flag(before, Flags::CLITIC) {
            return false;
        }
        // "scientists at the institute argue that": no noun of that form, and "that" behind it.
        if self.forms(v, Forms::BASE) && self.items[v].word.noun == 0 && !self.flag(v + 1, WALL) {
            let plain = self.verb(v).is_some_and(|c| c.plain);
            if self.is(v + 1, Roles::THAT) || plain && self.bare_clause(v + 1, self.scope_end(v + 1).max(v + 1)) {
                return true;
            }
        }
        let w = self.word(before);
        let plural = w.ends_with('s') && !w.ends_with("ss") || self.is(before, Roles::PLURAL);
        if self.forms(v, Forms::BASE) { plural && !self.forms(v, Forms::THIRD) } else { !plural || self.capital(before) }
    }

    /// Whether the sentence is written in capitals as headlines are.
    pub(super) fn headline(&self) -> bool {
        let long =
            self.items.iter().filter(|i| i.quote == NONE && i.last > i.token && self.tokens[i.token as usize].end - self.tokens[i.token as usize].start > 3);
        let (mut all, mut big) = (0, 0);
        for item in long.take(30) {
            all += 1;
            big += usize::from(item.flags.any(Flags::CAPITAL));
        }
        big * 4 >= all * 3
    }

    pub(super) fn matches(&self, from: usize, words: &[crate::text::WordId]) -> bool {
        from + words.len() <= self.end()
            && words.iter().enumerate().all(|(i, w)| {
                let item = &self.items[from + i];
                item.quote == NONE && self.tokens[item.token as usize].id == *w && !item.flags.any(WALL)
            })
    }

    /// Where the content behind the verb begins.
    pub(super) fn lead(&self, p: usize, frames: Frames, kind: CueKind) -> Option<Lead> {
        let mut p = p;
        let statement = Frames(Frames::CLAUSE.0 | Frames::THAT.0 | Frames::QUOTE.0);
        if self.flag(p, Flags::SEMICOLON | Flags::STOP | Flags::CLOSE) {
            return None;
        }
        if frames.any(Frames::TELL) && !self.flag(p, WALL) && !self.quote(p) {
            if let Some(that) = self.distant_that(p) {
                return Some(Lead { start: that, clause: true });
            }
            let behind = self.phrase_after(p);
            if behind > p {
                p = behind;
            }
        }
        if self.is(p, Roles::TO) && frames.any(Frames::TO) {
            return Some(Lead { start: p, clause: true });
        }
        if frames.any(Frames(Frames::CLAUSE.0 | Frames::TELL.0))
            && !self.is(p, Roles::THAT)
            && let Some(that) = self.distant_that(p)
        {
            return Some(Lead { start: that, clause: true });
        }
        if frames.any(statement) {
            let skipped = self.skip_adverbials(p);
            if skipped < self.end() {
                p = skipped;
            } else if skipped > p {
                return None;
            }
        }
        if p >= self.end() {
            return None;
        }
        if self.quote(p) && frames.any(Frames(statement.0 | Frames::OBJECT.0 | Frames::NAME.0)) {
            return Some(Lead { start: p, clause: frames.any(statement) });
        }
        if self.flag(p, Flags::COLON) && frames.any(Frames::QUOTE) {
            return Some(Lead { start: p, clause: true });
        }
        if self.flag(p, Flags::COMMA) {
            // "said, in a low voice, that": only to a that or a quotation.
            if !frames.any(statement) {
                return None;
            }
            let to = (p..self.end().min(p + 24)).find(|i| self.quote(*i) || self.is(*i, Roles::THAT) && self.flag(*i, Flags::COMMA))?;
            let verb_between = (p..to).any(|i| self.items[i].word.verb != 0 && self.items[i].word.forms.any(Forms::PAST | Forms::THIRD | Forms::ING));
            return (!verb_between && frames.any(Frames::QUOTE)).then_some(Lead { start: to, clause: true });
        }
        if self.flag(p, Flags::DASH | Flags::OPEN | Flags::COLON) {
            return None;
        }
        let that = self.is(p, Roles::THAT.or(Roles::QUESTION));
        if that && frames.any(Frames(Frames::CLAUSE.0 | Frames::THAT.0)) {
            return Some(Lead { start: p, clause: true });
        }
        if self.is(p, Roles::TO) {
            return frames.any(Frames(Frames::TO.0)).then_some(Lead { start: p, clause: true });
        }
        if self.word(p).ends_with("ing") && frames.any(Frames::ING) {
            return Some(Lead { start: p, clause: true });
        }
        if self.is(p, Roles::AS) && frames.any(Frames::AS) && p + 1 < self.end() && (self.quote(p + 1) || self.opens_phrase(p + 1)) {
            // "what the ministry described as a pause"
            return Some(Lead { start: p + 1, clause: false });
        }
        if self.is(p, Roles::OF) && frames.any(Frames::OF) && (0..p).rev().take(6).any(|i| self.is(i, Roles::RELATIVE.or(Roles::WHAT))) {
            // "the group, which critics accuse of peddling hate"
            return Some(Lead { start: p, clause: true });
        }
        let opens = self.opens_phrase(p) && !(self.word(p).ends_with("ing") && self.items[p].word.verb != 0);
        let reach = self.end().min(p + 10);
        let order = frames.any(Frames::ORDER) && (p + 1..reach).any(|i| self.is(i, Roles::TO));
        let marked = frames.any(Frames::MARK) && (p + 1..reach).any(|i| self.quote(i));
        let likened = marked || frames.any(Frames::AS) && (p + 1..reach).take_while(|i| !self.flag(*i, Flags::COMMA)).any(|i| self.is(i, Roles::AS));
        if opens && (order || likened || frames.any(Frames(Frames::OF.0 | Frames::NAME.0))) {
            return Some(Lead { start: p, clause: frames.any(Frames::OF) });
        }
        if opens && frames.any(Frames::CLAUSE) {
            // A bare clause shows its verb.
            let end = self.scope_end(p);
            let plain = frames.any(Frames::PASSIVE) && frames.any(Frames::QUOTE);
            // "claimed responsibility for the blast" is no statement.
            let cue_is_neutral = kind == CueKind::Neutral;
            // Or its verb stands in marks: "said the plan “falls short”".
            let marked = frames.any(Frames::QUOTE) && (p..end.min(p + 6)).any(|i| self.quote(i) && self.items[i].last - self.items[i].token > 2);
            if self.bare_clause(p, end) || plain && (self.finite(p + 1..end) || end >= p + 4 && cue_is_neutral) || marked {
                return Some(Lead { start: p, clause: true });
            }
        }
        if self.is(p, Roles::AUXILIARY) && frames.any(Frames::CLAUSE) && frames.any(Frames::PASSIVE) {
            // "information that officials said would harm them"
            return Some(Lead { start: p, clause: true });
        }
        if self.is(p, Roles::SUBORDINATOR)
            && frames.any(Frames::CLAUSE)
            && frames.any(Frames::PASSIVE)
            && p == self.skip_adverbials(p)
            && self.finite(p..self.end())
        {
            return Some(Lead { start: p, clause: true });
        }
        if opens && frames.any(Frames::OBJECT) {
            return Some(Lead { start: p, clause: false });
        }
        None
    }

    /// Whether the content says what something is like: "(the plan) as a disgrace".
    pub(super) fn likens(&self, start: usize, end: usize) -> bool {
        // "slams the strike as chaos looms": with a verb behind it, "as" begins a clause of time.
        self.is(start.wrapping_sub(1), Roles::AS) || (start + 1..end).any(|i| self.is(i, Roles::AS) && !self.flag(i, Flags::COMMA) && !self.finite(i + 1..end))
    }

    /// Whether "what" stands at `p` and a verb that names or describes soon behind it: "what she called …".
    pub(super) fn names_what(&self, p: usize) -> bool {
        self.is(p, Roles::WHAT)
            && (p + 1..self.end().min(p + 9))
                .take_while(|i| !self.flag(*i, WALL))
                .find_map(|i| self.verb(i).filter(|_| self.finite_at(i)))
                .is_some_and(|c| c.frames.any(Frames(Frames::NAME.0 | Frames::AS.0)))
    }

    /// "was accused of …", "is believed to …": the subject is spoken of.
    pub(super) fn passive(&mut self, v: usize, g: usize, mut p: usize, frames: Frames, kind: CueKind) {
        let mut agent = None;
        if self.is(p, Roles::BY) && p + 1 < self.end() {
            let mut behind = self.phrase_after(p + 1);
            if frames.any(Frames::OF) {
                // "accused by rivals of rigging": what stands behind "of" is no part of who accuses.
                behind = (p + 2..behind).find(|i| self.is(*i, Roles::OF)).unwrap_or(behind);
            }
            if behind < self.end() && !self.flag(behind, WALL) && self.is(behind, Roles::TO.or(Roles::QUESTION).or(Roles::OF).or(Roles::AS)) {
                agent = Some(p + 1..behind);
                p = behind;
            }
        }
        if !frames.any(Frames::PASSIVE) || p >= self.end() || self.flag(p, WALL) {
            return;
        }
        let it = g > 0 && self.word(g - 1).eq_ignore_ascii_case("it");
        let to = self.is(p, Roles::TO);
        let that = self.is(p, Roles::THAT.or(Roles::QUESTION));
        let of = self.is(p, Roles::OF.or(Roles::AS)) || frames.any(Frames::NAME) && self.opens_phrase(p);
        if !(to || that && (it || !frames.any(Frames::CLAUSE) || frames.any(Frames::TRAIL)) || of) {
            return;
        }
        let mut end = self.scope_end(p);
        if agent.is_none()
            && of
            && let Some(by) = (p + 1..end).rev().find(|i| self.is(*i, Roles::BY) && !self.quote(*i))
        {
            // "was called a disgrace by the union": who called it so stands last.
            let behind = self.phrase_after(by + 1);
            let named = self.is(by + 1, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::OBJECT))
                || self.capital(by + 1)
                || self.word(behind.saturating_sub(1)).ends_with('s');
            if behind > by + 1
                && (behind >= self.end() || self.flag(behind, WALL) || self.is(behind, Roles::PREPOSITION.or(Roles::TIME).or(Roles::AND)))
                && named
                && by > p
            {
                agent = Some(by + 1..behind);
                end = by;
            }
        }
        let subject = if it { None } else { self.subject(g, 0) };
        let mut pieces: [Range<usize>; 2] = [p..end, 0..0];
        if let Some(subject) = subject.filter(|s| to && s.end <= g && !self.taken[s.start]) {
            pieces = [subject, p..end];
        }
        self.emit(agent, v..v + 1, kind, if to { Frame::Intent } else { Frame::Statement }, pieces);
    }

    /// "the claim that", "his promise to".
    pub(super) fn noun(&mut self, v: usize) {
        let cue = &self.speech.nouns[self.items[v].word.noun as usize];
        let adjective = cue.adjective;
        let (mut frames, kind, mut p) = self.with_tail(v, cue);
        if frames.0 == 0 || p >= self.end() || self.flag(p, WALL) {
            return;
        }
        let g = self.group(v);
        if adjective && !(g..v).any(|i| self.is(i, Roles::BE)) {
            return;
        }
        let mut holders = None;
        if !adjective && frames.any(Frames::THAT) && self.is(p, Roles::PREPOSITION) {
            // "fears among residents that …", "claims by the firm that …", "a feeling in the ranks that the generals …"
            let held = self.is(p, Roles::HOLDER);
            let behind = self.phrase_after(p + 1);
            let clause = held || self.new_clause(behind + 1);
            if behind > p + 1 && clause && self.is(behind, Roles::THAT) && !self.flag(behind, WALL) {
                holders = held.then_some(p + 1..behind);
                p = behind;
            }
        }
        if !adjective && v > 0 && frames.any(Frames(Frames::THAT.0 | Frames::IS.0)) && (self.is(v - 1, Roles::POSSESSIVE) || self.flag(v - 1, Flags::CLITIC)) {
            // "His verdict: a shambles", "Her verdict on the plan was blunt: a shambles."
            let colon = (v + 1..self.end().min(v + 9)).find(|i| self.flag(*i, WALL) || self.quote(*i));
            if let Some(colon) = colon.filter(|i| self.flag(*i, Flags::COLON) && !self.quote(*i)) {
                let first = if self.flag(v - 1, Flags::CLITIC) { self.phrase_before(v - 1, 0) } else { Some(v - 1..v) };
                let end = self.scope_end(colon);
                self.emit(first, v..v + 1, kind, Frame::Statement, [colon..end, 0..0]);
                return;
            }
        }
        if !adjective && frames.any(Frames(Frames::THAT.0 | Frames::IS.0)) {
            // "Her view is that …", "the verdict of the panel was that …"
            let behind = if self.is(p, Roles::OF.or(Roles::PREPOSITION)) { self.phrase_after(p + 1) } else { p };
            if self.is(behind, Roles::BE)
                && self.is(behind + 1, Roles::THAT)
                && !self.is(behind + 2, Roles::OF)
                && !self.flag(behind, WALL)
                && !self.flag(behind + 1, WALL)
            {
                if behind > p + 1 {
                    holders = Some(p + 1..behind);
                }
                frames.0 |= Frames::THAT.0;
                p = behind + 1;
            }
        }
        let that = self.is(p, Roles::THAT) && frames.any(Frames::THAT);
        let to = self.is(p, Roles::TO) && frames.any(Frames::TO);
        let of = (self.is(p, Roles::OF) || self.word(p).eq_ignore_ascii_case("about")) && frames.any(Frames::OF)
            || self.is(p, Roles::OF) && frames.any(Frames::QUOTE) && self.quote(p + 1);
        let object = frames.any(Frames::OBJECT) && self.opens_phrase(p);
        if !(that || to || of || object) {
            return;
        }
        if !that && !adjective && v > 0 && self.is(v - 1, Roles::AUXILIARY) {
            return;
        }
        let start = if of && !adjective { p + 1 } else { p };
        let end = if that || adjective { self.scope_end(start) } else { self.topic_end(start) };
        if start >= end {
            return;
        }
        let source = if adjective {
            self.subject(g, 0)
        } else if v > 1 && self.flag(v - 1, Flags::CLITIC) {
            self.phrase_before(v - 1, 0)
        } else if v > 0 && self.is(v - 1, Roles::POSSESSIVE) {
            Some(v - 1..v)
        } else {
            holders
        };
        let worded = (of && kind == CueKind::Doubt || object && frames.any(Frames::WORDS)) && !self.given(start);
        let frame = if that || worded { Frame::Statement } else { Frame::Topic };
        self.emit(source, v..p, kind, frame, [start..end, 0..0]);
    }
}
