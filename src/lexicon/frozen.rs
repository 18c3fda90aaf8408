//! What the build leaves of the built-in lexicons, gazetteers and word files: compiled, in a form that is cheap to read.
//!
//! build.rs compiles them with the very code of this crate ([`Frozen::compile`]) and keeps the outcome with [`freeze`]; a start
//! reads it with [`thaw`]. Texts of the user's own go the long way; a test holds both ways equal.

use super::base::{BUILT_IN, Base, kinds, read};
use super::compile::{Category, Compiled, Entry, Lexicon, Mask, Meta, Pattern, Tools};
use super::file::{Case, Compound, Names, Place, Strength, TargetFrame};
use super::problem::{Broken, Problem};
use super::source::Source;
use crate::actors::compile::Actors;
use crate::actors::file::ActorSource;
use crate::agency::words::Table;
use crate::matcher::trie::Edges;
use crate::matcher::{Condition, Element, Position, TrieBuilder};
use crate::text::classes::Classes;
use crate::text::inflect::Irregular;
use crate::text::vocabulary::Words;
use crate::voice::Speech;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// What the build left; empty in the build itself.
const IMAGE: &[u8] = super::IMAGE;
/// The same without any lexicon, for those who choose some of the lexicons or none.
const BARE_IMAGE: &[u8] = super::BARE_IMAGE;

/// Everything that is compiled when the program is built.
#[derive(Debug)]
pub struct Frozen {
    pub base: Base,
    pub stages: Stages,
}

/// What the stages number of their own: words of speech and of harm, actors and their names.
#[derive(Debug, Default)]
pub struct Stages {
    pub speech: Speech,
    pub(crate) harm: Table,
    pub actors: Actors,
    pub names: TrieBuilder,
}

impl Frozen {
    /// Compiles lexicons and gazetteers over the word files of the program.
    pub fn compile(lexicons: &[Source], gazetteers: &[ActorSource]) -> Result<Self, Vec<Broken>> {
        let tell = |file: &str, text: &str, message: String| vec![Broken { problems: vec![Problem::error(file, 0..0, message)], text: text.to_owned() }];
        let irregular: Irregular = read("config/inflection.toml", BUILT_IN.inflection)?;
        let (mut base, broken, _) = Base::compile(&BUILT_IN, &irregular, lexicons)?;
        if !broken.is_empty() {
            return Err(broken);
        }
        let speech = Speech::compile(&read("config/speech.toml", BUILT_IN.speech)?, &irregular, &mut base.vocabulary)
            .map_err(|e| tell("config/speech.toml", BUILT_IN.speech, e.to_string()))?;
        let mut names = TrieBuilder::new();
        let kinds = kinds();
        let mut tools = Tools { vocabulary: &mut base.vocabulary, classes: &mut base.classes, irregular: &irregular, kinds: &kinds, trie: &mut names };
        let actors = Actors::build(gazetteers, "config/actor-words.toml", BUILT_IN.actor_words, &mut tools)?;
        let harm = Table::compile(&read("config/agency.toml", BUILT_IN.agency)?, &irregular, &mut base.vocabulary, &base.classes)
            .map_err(|e| tell("config/agency.toml", BUILT_IN.agency, e.to_string()))?;
        Ok(Self { base, stages: Stages { speech, harm, actors, names } })
    }
}

/// All but the patterns, which follow one by one.
#[derive(Serialize, Deserialize)]
struct Image {
    words: Words,
    classes: Classes,
    categories: Vec<Category>,
    /// What patterns share, each once.
    whys: Vec<String>,
    lists: Vec<Vec<String>>,
    metas: Vec<FrozenMeta>,
    phrases: Vec<Vec<Vec<Position>>>,
    /// Where each condition looks, and the number of its phrases.
    conditions: Vec<Vec<(Place, u32)>>,
    entries: Vec<FrozenEntry>,
    /// How many there are.
    patterns: usize,
    masks: Vec<Mask>,
    edges: Edges,
    speech: Speech,
    harm: Table,
    actors: Actors,
    names: Edges,
}

/// A [`Meta`] with the numbers of its texts.
#[derive(Serialize, Deserialize)]
struct FrozenMeta {
    category: u16,
    subtype: String,
    polarity: i8,
    strength: Strength,
    weight: f64,
    why: u32,
    alternatives: u32,
    source: u32,
    target: Option<TargetFrame>,
    case: Case,
    names: Names,
    compound: Compound,
    generic: bool,
    negatable: bool,
}

/// An [`Entry`] with the number of its meta.
#[derive(Serialize, Deserialize)]
struct FrozenEntry {
    id: String,
    lexicon: u16,
    meta: u32,
    patterns: Range<u32>,
    must_match: Vec<(String, Range<usize>)>,
    must_not_match: Vec<(String, Range<usize>)>,
    span: Range<usize>,
}

/// A [`Pattern`] with the numbers of its meta and conditions.
#[derive(Serialize, Deserialize)]
struct FrozenPattern<'a> {
    entry: u32,
    written: &'a str,
    elements: Cow<'a, [Element]>,
    anchor: u8,
    length: u8,
    plain: bool,
    whole_compound: bool,
    conditions: u32,
    meta: u32,
    span: Range<usize>,
}

/// Things that are shared, each once, with numbers.
struct Shared<T: ?Sized> {
    all: Vec<Arc<T>>,
    numbers: FxHashMap<*const u8, u32>,
}

impl<T: ?Sized> Shared<T> {
    fn new() -> Self {
        Self { all: Vec::new(), numbers: FxHashMap::default() }
    }

    fn number(&mut self, one: &Arc<T>) -> u32 {
        *self.numbers.entry(Arc::as_ptr(one).cast()).or_insert_with(|| {
            self.all.push(one.clone());
            self.all.len() as u32 - 1
        })
    }
}

/// What was compiled, as bytes; `None` where a word with an open ending waits for words that come later.
pub fn freeze(frozen: Frozen) -> Option<Vec<u8>> {
    let Frozen { base: Base { vocabulary, classes, lexicons, masks, trie }, stages } = frozen;
    let Compiled { lexicons, categories, entries, patterns, open } = lexicons;
    if !open.is_empty() {
        return None;
    }
    let (mut metas, mut conditions, mut phrases) = (Shared::new(), Shared::new(), Shared::new());
    let entries = entries
        .into_iter()
        .map(|e| FrozenEntry {
            meta: metas.number(&e.meta),
            id: e.id,
            lexicon: e.lexicon,
            patterns: e.patterns,
            must_match: e.must_match,
            must_not_match: e.must_not_match,
            span: e.span,
        })
        .collect();
    let patterns: Vec<FrozenPattern<'_>> = patterns
        .iter()
        .map(|p| FrozenPattern {
            entry: p.entry,
            written: &p.written,
            anchor: p.anchor,
            length: p.length,
            plain: p.plain,
            whole_compound: p.whole_compound,
            elements: p.elements.as_slice().into(),
            conditions: conditions.number(&p.conditions),
            meta: metas.number(&p.meta),
            span: p.span.clone(),
        })
        .collect();
    let conditions = conditions.all.iter().map(|all: &Arc<[Condition]>| all.iter().map(|c| (c.place, phrases.number(&c.phrases))).collect()).collect();
    let (mut whys, mut lists) = (Shared::new(), Shared::new());
    let metas = metas.all.iter().map(|m: &Arc<Meta>| FrozenMeta {
        category: m.category,
        subtype: m.subtype.clone(),
        polarity: m.polarity,
        strength: m.strength,
        weight: m.weight,
        why: whys.number(&m.why),
        alternatives: lists.number(&m.alternatives),
        source: lists.number(&m.source),
        target: m.target,
        case: m.case,
        names: m.names,
        compound: m.compound,
        generic: m.generic,
        negatable: m.negatable,
    });
    let metas = metas.collect();
    let image = Image {
        words: (&vocabulary).into(),
        classes,
        categories,
        whys: whys.all.iter().map(|w: &Arc<str>| w.to_string()).collect(),
        lists: lists.all.iter().map(|l: &Arc<[String]>| l.to_vec()).collect(),
        metas,
        conditions,
        phrases: phrases.all.iter().map(|p| p.to_vec()).collect(),
        entries,
        patterns: patterns.len(),
        masks,
        edges: trie.into_edges(),
        speech: stages.speech,
        harm: stages.harm,
        actors: stages.actors,
        names: stages.names.into_edges(),
    };
    let mut bytes = postcard::to_allocvec(&(&lexicons, &image)).ok()?;
    for pattern in &patterns {
        bytes = postcard::to_extend(pattern, bytes).ok()?;
    }
    Some(bytes)
}

/// What the build left, with all of its lexicons; `None` where it left nothing.
pub fn thaw() -> Option<Frozen> {
    thaw_from(IMAGE)
}

/// What the build left without a lexicon; `None` where it left nothing.
pub fn thaw_bare() -> Option<Frozen> {
    thaw_from(BARE_IMAGE)
}

fn thaw_from(image: &[u8]) -> Option<Frozen> {
    let ((lexicons, image), mut rest): ((Vec<Lexicon>, Image), &[u8]) = postcard::take_from_bytes(image).ok()?;
    let whys: Vec<Arc<str>> = image.whys.into_iter().map(Arc::from).collect();
    let lists: Vec<Arc<[String]>> = image.lists.into_iter().map(Arc::from).collect();
    let metas = image.metas.into_iter().map(|m| {
        Some(Arc::new(Meta {
            category: m.category,
            subtype: m.subtype,
            polarity: m.polarity,
            strength: m.strength,
            weight: m.weight,
            why: whys.get(m.why as usize)?.clone(),
            alternatives: lists.get(m.alternatives as usize)?.clone(),
            source: lists.get(m.source as usize)?.clone(),
            target: m.target,
            case: m.case,
            names: m.names,
            compound: m.compound,
            generic: m.generic,
            negatable: m.negatable,
        }))
    });
    let metas = metas.collect::<Option<Vec<_>>>()?;
    let phrases: Vec<Arc<[Vec<Position>]>> = image.phrases.into_iter().map(Arc::from).collect();
    let conditions = image.conditions.into_iter().map(|all| {
        let all = all.into_iter().map(|(place, number)| Some(Condition { place, phrases: phrases.get(number as usize)?.clone() }));
        all.collect::<Option<Arc<[Condition]>>>()
    });
    let conditions = conditions.collect::<Option<Vec<_>>>()?;
    let entries = image.entries.into_iter().map(|e| {
        Some(Entry {
            id: e.id,
            lexicon: e.lexicon,
            meta: metas.get(e.meta as usize)?.clone(),
            patterns: e.patterns,
            must_match: e.must_match,
            must_not_match: e.must_not_match,
            span: e.span,
        })
    });
    let entries = entries.collect::<Option<_>>()?;
    let mut patterns = Vec::with_capacity(image.patterns.min(rest.len()));
    for _ in 0..image.patterns {
        let (p, behind): (FrozenPattern<'_>, &[u8]) = postcard::take_from_bytes(rest).ok()?;
        rest = behind;
        patterns.push(Pattern {
            entry: p.entry,
            written: p.written.into(),
            elements: p.elements.into_owned(),
            anchor: p.anchor,
            length: p.length,
            plain: p.plain,
            whole_compound: p.whole_compound,
            conditions: conditions.get(p.conditions as usize)?.clone(),
            meta: metas.get(p.meta as usize)?.clone(),
            span: p.span,
        });
    }
    let lexicons = Compiled { lexicons, categories: image.categories, entries, patterns, open: Vec::new() };
    Some(Frozen {
        base: Base { vocabulary: image.words.into(), classes: image.classes, lexicons, masks: image.masks, trie: image.edges.into() },
        stages: Stages { speech: image.speech, harm: image.harm, actors: image.actors.know_ids(), names: image.names.into() },
    })
}

/// Which lexicons the build compiled, in order.
pub fn lexicons() -> Vec<Lexicon> {
    postcard::take_from_bytes(IMAGE).map_or_else(|_| Vec::new(), |(lexicons, _)| lexicons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Analysis, Engine, Scratch, Settings};

    /// The built-in texts, read from them and not from what the build left.
    fn parsed() -> (Vec<Source>, Vec<ActorSource>) {
        let lexicons = super::super::load::built_in_texts();
        let gazetteers = crate::actors::load::built_in_texts();
        (
            lexicons.iter().map(|(name, text)| super::super::source::parse(name, text, true).unwrap()).collect(),
            gazetteers.iter().map(|(name, text)| crate::actors::file::parse(name, text, true).unwrap()).collect(),
        )
    }

    #[test]
    fn what_the_build_left_is_what_the_texts_say() {
        let (lexicons, gazetteers) = parsed();
        for (lexicons, image) in [(&*lexicons, IMAGE), (&[], BARE_IMAGE)] {
            let frozen = freeze(Frozen::compile(lexicons, &gazetteers).unwrap_or_else(|b| panic!("{}", b[0]))).unwrap();
            assert!(frozen == image, "{} bytes, and the build left {}", frozen.len(), image.len());
            // Reading it and keeping it again loses nothing.
            assert!(freeze(thaw_from(image).unwrap()).unwrap() == image);
        }
        for (quick, slow) in super::super::load::built_in().unwrap().iter().zip(&lexicons) {
            assert_eq!((&quick.id, &quick.sha256, &quick.name, &quick.text), (&slow.id, &slow.sha256, &slow.name, &slow.text));
            assert_eq!(quick.file.family.len(), slow.file.family.len());
        }
        for (quick, slow) in crate::actors::load::built_in().unwrap().iter().zip(&gazetteers) {
            assert_eq!((&quick.sha256, &quick.name, &quick.text, quick.file.actor.len()), (&slow.sha256, &slow.name, &slow.text, slow.file.actor.len()));
        }
    }

    #[test]
    fn words_of_harm_and_speech_of_the_users_own_stand_beside_what_the_build_left() {
        let engine = |agency: &str, speech: &str| {
            let mut settings = Settings::built_in().unwrap();
            settings.words.agency = settings.words.agency.replace(agency, "\"zzyzxqua\"").into();
            settings.words.speech = settings.words.speech.replace(speech, "\"zzyzxqua\"").into();
            Engine::build(settings).map_err(|b| b[0].to_string()).unwrap().0
        };
        let found = |engine: &Engine, text: &str| {
            let (mut scratch, mut analysis) = (Scratch::default(), Analysis::default());
            engine.analyse("", text, &mut scratch, &mut analysis);
            (analysis.harm.len(), analysis.quotes.len())
        };
        let (usual, own) = (engine("no such word", "no such word"), engine("\"massacre\"", "\"insist\""));
        let (harm, speech) = ("Soldiers massacred forty villagers.", "The mayor insisted that the bridge was safe.");
        assert_eq!((found(&usual, harm).0, found(&own, harm).0), (1, 0));
        assert_eq!((found(&usual, speech).1, found(&own, speech).1), (1, 0));
    }

    #[test]
    fn a_lexicon_behind_those_of_the_program_finds_the_same_either_way() {
        let mine = "schema = 1\nid = \"mine\"\n[classes]\nfruit = [\"quince/n\"]\n[[family]]\nid = \"f\"\ncategory = \"evaluative\"\npatterns = [\"bruis*\", \"rotten @fruit\"]\n";
        let mine = super::super::source::parse("mine.toml", mine, false).unwrap();
        let settings = |own: bool| {
            let mut settings = Settings::built_in().unwrap();
            settings.lexicons.extend(own.then(|| mine.clone()));
            settings
        };
        // One more word in a class that no text here holds: then everything is compiled from its text.
        let slow = |own: bool| {
            let mut settings = settings(own);
            settings.words.classes = settings.words.classes.replacen("[classes]", "[classes]\nzzz = [\"zzyzxqua\"]", 1).into();
            settings
        };
        let hits = |engine: &Engine| {
            let (mut scratch, mut analysis, mut all) = (Scratch::default(), Analysis::default(), Vec::new());
            let sentences =
                engine.lexicons.entries.iter().flat_map(|e| e.must_match.iter().chain(&e.must_not_match)).map(|(text, _)| text.replace(['[', ']'], ""));
            for text in sentences.chain(["The bruised rotten quinces were Russian, said Mr Putin; rebels killed nine.".to_owned()]) {
                engine.analyse("", &text, &mut scratch, &mut analysis);
                let hits: Vec<_> = analysis
                    .hits
                    .iter()
                    .map(|h| (engine.names_of(h.pattern), h.marks.clone(), h.voice, h.target.as_ref().map(|t| format!("{t:?}"))))
                    .map(|h| format!("{h:?}"))
                    .collect();
                all.push((text, hits, format!("{:?}{:?}{:?}", analysis.quotes, analysis.mentions, analysis.harm)));
            }
            all
        };
        for own in [false, true] {
            let build = |settings: Settings| Engine::build(settings).map_err(|b| b[0].to_string()).unwrap().0;
            let (quick, slow) = (hits(&build(settings(own))), hits(&build(slow(own))));
            assert!(quick.len() > 3000 && quick.iter().filter(|(_, hits, _)| !hits.is_empty()).count() > 1500);
            assert_eq!(quick.last().is_some_and(|(_, hits, _)| hits.iter().any(|h| h.contains("mine.f"))), own);
            for (quick, slow) in quick.iter().zip(&slow) {
                assert_eq!(quick, slow);
            }
        }
    }
}
