//! Names: a capital inside a sentence makes a name of a word, unless the whole sentence is written in capitals or title case.

use super::{Context, Verdict};
use crate::lexicon::Pattern;
use crate::lexicon::file::Names;
use crate::matcher::Found;
use crate::text::classes::ClassSet;
use crate::text::{Flags, Landmarks, Token, WordId};

/// Word classes that the name rules need.
#[derive(Clone, Copy, Debug, Default)]
pub struct NameWords {
    /// Syrian, American …: capitals that are no names.
    pub nationality: ClassSet,
    /// Words small in a title: of, the, and.
    pub function: ClassSet,
    /// Company, Act, Party …: what ends a name.
    pub name_ending: ClassSet,
    /// is, has, will, said …: what shows a clause behind a name.
    pub verbal: ClassSet,
    /// President, troops, voters …: capitals or not, they head a label and no name.
    pub headed: ClassSet,
    /// Savage, Crook, Coward …: words that are surnames too.
    pub surname: ClassSet,
}

/// Drops a hit whose words are a name's.
pub fn name(context: &Context<'_>, pattern: &Pattern, found: &Found) -> Verdict {
    if pattern.meta.names == Names::Keep {
        return Verdict::Keep;
    }
    let tokens = context.scene.tokens;
    for (from, to) in &found.marks {
        for at in *from as usize..*to as usize {
            let Some(token) = tokens.get(at) else { continue };
            if !token.is(Flags::CAPITAL) || context.shouting.at(at) {
                continue;
            }
            if context.scene.classes.of(token.id).any(context.names.nationality) {
                continue;
            }
            if begins(token) {
                // First word of its sentence: a name only if a name plainly goes on ("Radical Brewing Company").
                if let Some(name) = run_with_ending(context, at) {
                    return context.drop(|| format!("part of the name \"{name}\""));
                }
                if *to == *from + 1
                    && let Some(name) = named_like_a_firm(context, at)
                {
                    return context.drop(|| format!("part of the name \"{name}\""));
                }
                if *to == *from + 1 && token.is(Flags::SENTENCE) && stands_as_surname(context, at) {
                    return context.drop(|| format!("stands as a name does (\"{}\")", token.text(context.text)));
                }
                continue;
            }
            // BRUTAL inside a sentence is shouted, not named.
            if token.is(Flags::UPPER) && token.end - token.start > 4 {
                continue;
            }
            return context.drop(|| format!("capitalised inside a sentence: a name (\"{}\")", token.text(context.text)));
        }
    }
    Verdict::Keep
}

/// Whether a token's capital may be its place's: first in a sentence, a quotation, after a colon, in a heading's number.
fn begins(token: &Token) -> bool {
    token.is(Flags::SENTENCE | Flags::QUOTE | Flags::COLON | Flags::LINE | Flags::FIELD)
}

/// "Massive Attack will headline", "Slaughter and May advised": two plain words with capitals at a sentence's start, and
/// small letters behind. A title, a people, a plural or a known actor in second place makes a label of the first.
fn named_like_a_firm<'t>(context: &Context<'t>, at: usize) -> Option<&'t str> {
    let tokens = context.scene.tokens;
    let text = |i: usize| tokens[i].text(context.text);
    let open = |i: usize| tokens.get(i).is_some_and(|t| !t.is(Flags::BARRIER));
    let joined = open(at + 1) && text(at + 1) == "and";
    let second = if joined { at + 2 } else { at + 1 };
    if !open(second) || !open(second + 1) {
        return None;
    }
    let (token, behind) = (&tokens[second], &tokens[second + 1]);
    let class = context.scene.classes.of(token.id);
    let plain = token.is(Flags::CAPITAL)
        && token.id != WordId::UNKNOWN
        && !class.any(context.names.nationality)
        && !class.any(context.names.headed)
        && !text(second).ends_with('s');
    let clause = !behind.is(Flags::CAPITAL) && !behind.is(Flags::CLITIC) && (joined || context.scene.classes.of(behind.id).any(context.names.verbal));
    // Asked last: it may mean to look for all that are mentioned.
    (plain && clause && context.scene.mentioned.covering(second).is_none())
        .then(|| context.text.get(tokens[at].start as usize..token.end as usize).unwrap_or(""))
}

/// "Savage said he would appeal", "Crook, in County Durham, has": a word that is a surname too, where a plain word would
/// need an article. Headlines do without articles, and without a stop.
fn stands_as_surname(context: &Context<'_>, at: usize) -> bool {
    let tokens = context.scene.tokens;
    let Some(behind) = tokens.get(at + 1) else { return false };
    let surname = context.scene.classes.of(tokens[at].id).any(context.names.surname);
    if !surname || tokens[at].is(Flags::HEADLINE | Flags::UPPER) || behind.is(Flags::SENTENCE | Flags::HYPHEN | Flags::CLITIC) {
        return false;
    }
    let word = behind.text(context.text);
    let told = !behind.is(Flags::CAPITAL | Flags::BARRIER) && (word.ends_with("ed") || context.scene.classes.of(behind.id).any(context.names.verbal));
    if !told && !behind.is(Flags::COMMA) {
        return false;
    }
    let end = (at + 1..tokens.len()).find(|i| tokens[*i].is(Flags::SENTENCE)).unwrap_or(tokens.len());
    let rest = context.text.get(tokens[end - 1].end as usize..).unwrap_or("");
    rest.trim_start_matches(['"', '”', '’', '\'', ')']).starts_with('.')
}

/// The run of capitalised words from `at` if it ends in a word that ends names.
fn run_with_ending<'t>(context: &Context<'t>, at: usize) -> Option<&'t str> {
    let tokens = context.scene.tokens;
    let mut end = at + 1;
    while tokens.get(end).is_some_and(|t| {
        !t.is(Flags::BARRIER)
            && (t.is(Flags::CAPITAL)
                || context.scene.classes.of(t.id).any(context.names.function)
                    && tokens.get(end + 1).is_some_and(|n| n.is(Flags::CAPITAL) && !n.is(Flags::BARRIER)))
    }) {
        end += 1;
    }
    let ends = (at + 1..end).any(|i| tokens[i].is(Flags::CAPITAL) && context.scene.classes.of(tokens[i].id).any(context.names.name_ending));
    (ends && end > at + 1).then(|| context.text.get(tokens[at].start as usize..tokens[end - 1].end as usize).unwrap_or(""))
}

/// Which sentences are in title case or all capitals, told of those that are asked for.
#[derive(Clone, Copy)]
pub struct Shouting<'a> {
    tokens: &'a [Token],
    landmarks: &'a Landmarks,
}

impl<'a> Shouting<'a> {
    /// Over the tokens of an article, with its sentences listed.
    pub fn new(tokens: &'a [Token], landmarks: &'a Landmarks) -> Self {
        Self { tokens, landmarks }
    }

    /// Whether the sentence of a token is in title case or all capitals: four of five content words have a capital, and there
    /// are enough of them to tell.
    pub fn at(self, token: usize) -> bool {
        if token >= self.tokens.len() {
            return false;
        }
        let number = self.landmarks.sentence(token as u32) as usize;
        let from = self.landmarks.sentences.get(number).map_or(0, |at| *at as usize);
        let to = self.landmarks.sentences.get(number + 1).map_or(self.tokens.len(), |at| *at as usize);
        let (mut big, mut all) = (0usize, 0usize);
        for token in self.tokens.get(from..to).unwrap_or(&[]) {
            if token.is(Flags::DIGIT | Flags::CLITIC | Flags::FUNCTION) {
                continue;
            }
            all += 1;
            big += usize::from(token.is(Flags::CAPITAL));
        }
        all >= 3 && big * 5 >= all * 4
    }
}
