//! Sentences of our own on many topics, and what must be found in them.

use super::load::parse;
use crate::engine::{Analysis, Engine, Scratch, Settings};
use proptest::prelude::*;
use std::sync::OnceLock;

const LEXICON: &str = r#"
schema = 1
id = "t"
[[family]]
id = "cruel"
category = "evaluative"
polarity = -1
why = "test"
patterns = ["brutal", "reckless", "heroic"]
[[family]]
id = "deeds"
category = "violence"
polarity = -1
why = "test"
patterns = ["slaughter/v", "massacre/n", "pound/v"]
[[family]]
id = "takes"
category = "partisan_verb"
polarity = 1
why = "test"
patterns = ["liberate/v"]
[[family]]
id = "doubts"
category = "doubt"
polarity = -1
why = "test"
patterns = ["claim/v"]
[[family]]
id = "victims"
category = "victim_frame"
polarity = 1
why = "test"
target = "object"
patterns = ["rescue/v"]
[[family]]
id = "labels"
category = "label_neg"
polarity = -1
why = "test"
patterns = ["thug/n", "regime/n"]
"#;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let settings = Settings {
            lexicons: vec![crate::lexicon::load::parse("t.toml", LEXICON, false).unwrap()],
            actors: super::load::built_in().unwrap(),
            ..Settings::default()
        };
        match Engine::build(settings) {
            Ok((engine, _)) => engine,
            Err(all) => panic!("{}", all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
        }
    })
}

fn analyse(text: &str) -> (Scratch, Analysis) {
    let (mut scratch, mut out) = (Scratch::default(), Analysis::default());
    engine().analyse("", text, &mut scratch, &mut out);
    (scratch, out)
}

/// "text=actor/label" of each mention; embedded ones in brackets; a minus or plus where the label has a valence.
fn mentions(text: &str) -> Vec<String> {
    let (scratch, out) = analyse(text);
    out.mentions
        .iter()
        .map(|m| {
            let words = &scratch.text[scratch.tokens[m.first as usize].start as usize..scratch.tokens[m.last as usize - 1].end as usize];
            let label = engine().actors.label_text(m.label, &scratch.text, &scratch.tokens);
            let sign = ["-", "", "+"][(m.valence + 1) as usize];
            let line = format!("{words}={}/{label}{sign}", engine().actors.actors[m.actor as usize].id);
            if m.embedded { format!("({line})") } else { line }
        })
        .collect()
}

#[track_caller]
fn check(text: &str, want: &[&str]) {
    assert_eq!(mentions(text), want, "{text}");
}

#[test]
fn names_with_their_heads() {
    check("The murderous Lukashenko regime jailed him.", &["murderous Lukashenko regime=belarus/regime-"]);
    check("French police and German soldiers met.", &["French police=france/police", "German soldiers=germany/soldiers"]);
    check("Venezuela’s foreign ministry protested.", &["Venezuela’s foreign ministry=venezuela/ministry"]);
    check("Hamas militants fired, Hezbollah did not.", &["Hamas militants=hamas/militants-", "Hezbollah=hezbollah/own name"]);
    check("The terrorist group Boko Haram fled.", &["terrorist group Boko Haram=boko_haram/terrorist group-"]);
}

#[test]
fn persons_with_their_titles() {
    check("Hungarian strongman Viktor Orban spoke.", &["Hungarian strongman Viktor Orban=hungary/strongman-"]);
    check("U.S. President Donald Trump flew home.", &["U.S. President Donald Trump=trump/president"]);
    check("Mr Sunak and Mrs Truss disagreed.", &["Mr Sunak=rishi_sunak/Sunak", "Mrs Truss=liz_truss/Truss"]);
    check("The reporter met her aunt Mary Trump for tea near the old Trump Tower yesterday.", &[]);
    // A surname that many share counts where the article names its bearer in full.
    check("Then Graham objected.", &[]);
    check("Lindsey Graham came late. Then Graham objected.", &["Lindsey Graham=lindsey_graham/Graham", "Graham=lindsey_graham/Graham"]);
    check("Theresa May resigned in May.", &["Theresa May=theresa_may/May"]);
}

#[test]
fn places_say_who_or_where() {
    check("Kenya rejected the offer.", &["Kenya=kenya/Kenya"]);
    check("Floods hit farms in northern Kenya and in Nairobi.", &[]);
    check("They fled to Kenya from Somalia.", &[]);
    check("Talks between Cairo and Doha failed in the capital Tunis.", &[]);
    check("NAIROBI: Rain fell.", &[]);
    check("Aid was sent with the approval of Kenya.", &["Kenya=kenya/Kenya"]);
}

#[test]
fn common_words_need_their_capital() {
    check("We ate turkey and apple pie.", &[]);
    check("The party of labour won.", &[]);
    check("It is who we are.", &[]);
}

#[test]
fn compounds_embed_what_they_name() {
    check(
        "Iranian-backed militants withdrew.",
        &["Iranian-backed militants=militants_generic/Iranian-backed militants-", "(Iranian-backed=iran/Iranian-backed-)"],
    );
    check("Anti-Putin protesters sang.", &["Anti-Putin protesters=protesters/protesters", "(Putin=russia/Putin)"]);
    check(
        "Damascus fell silent; anti-regime fighters did not.",
        &["Damascus=syrian_gov/Damascus", "anti-regime fighters=other_rebels/anti-regime fighters", "(regime=syrian_gov/regime-)"],
    );
    check("Chinese-made buses arrived.", &["Chinese-made=china/Chinese"]);
    check("The Saudi-funded channel closed.", &["Saudi-funded=saudi_arabia/Saudi-funded-"]);
    check("Pro-Maduro gangs attacked.", &["Pro-Maduro gangs=venezuela/pro-Maduro"]);
    check("Pro-Kremlin bloggers and trolls have replied.", &["Pro-Kremlin bloggers and trolls=russia/pro-Kremlin"]);
    check("A Spanish-speaking teacher left.", &[]);
    check("He is an old ally of Moscow.", &["(Moscow=russia/Moscow)"]);
    check("A key Russian ally left.", &["(Russian ally=russia/Russian)"]);
}

#[test]
fn roles_belong_to_whom_the_article_names() {
    check("Ethiopia mobilised. The government denied it.", &["Ethiopia=ethiopia/Ethiopia", "government=ethiopia/government"]);
    check(
        "Aleppo burned. The Syrian army advanced. The regime lied and rebels fled.",
        &["Syrian army=syrian_gov/army", "regime=syrian_gov/regime-", "rebels=other_rebels/rebels"],
    );
    check("The rebels asked the government for talks.", &["rebels=rebels_generic/rebels", "government=government_generic/government"]);
    check("Sudanese rebels and Syrian rebels differ.", &["Sudanese rebels=rebels_generic/rebels", "Syrian rebels=other_rebels/rebels"]);
    check("Obama smiled. The president then left.", &["Obama=obama/Obama", "president=obama/president"]);
    check("Iraqi civilians and French protesters wept.", &["Iraqi civilians=civilians/civilians", "French protesters=protesters/protesters"]);
}

#[test]
fn conflicts_and_languages_are_nobodys_deed() {
    check("The Yemeni conflict and the Syrian war go on.", &[]);
    check("She studied the Polish language.", &[]);
    check("The Italian Cycling Federation met quietly with other people there yesterday.", &[]);
}

fn targets(text: &str) -> Vec<String> {
    let (scratch, out) = analyse(text);
    let span = |first: u32, last: u32| &scratch.text[scratch.tokens[first as usize].start as usize..scratch.tokens[last as usize - 1].end as usize];
    out.hits
        .iter()
        .filter(|h| h.pattern != crate::analysis::Hit::HARM)
        .map(|h| {
            let about = h.target.map_or("-".to_owned(), |t| engine().actors.actors[out.mentions[t as usize].actor as usize].id.clone());
            format!("{}>{about}/{}", span(h.stretch().0, h.stretch().1), h.target_rule)
        })
        .collect()
}

#[test]
fn targets_follow_the_frame() {
    for (text, want) in [
        ("The brutal Egyptian army came.", "brutal>egypt/head"),
        ("Trump is reckless.", "reckless>trump/subject"),
        ("The Polish army liberated the town.", "liberated>poland/subject"),
        ("Villages were pounded by Turkish jets.", "pounded>turkey/agent"),
        ("Dozens of civilians were slaughtered.", "slaughtered>civilians/object"),
        ("It was a massacre by Burmese soldiers.", "massacre>myanmar/agent"),
        ("Macron claimed that it worked.", "claimed>macron/subject"),
        ("Divers rescued refugees at sea.", "rescued>civilians/object"),
        ("The cook was heroic.", "heroic>-/none"),
        ("Burmese regime forces left.", "regime>myanmar/head"),
    ] {
        let want = want.replace(">macron/", ">france/");
        assert_eq!(targets(text), [want], "{text}");
    }
}

#[test]
fn a_bad_gazetteer_is_told_with_its_place() {
    let unknown = parse("mine.toml", "schema = 1\nid = \"x\"\n[[actor]]\nid = \"a\"\nkind = \"state\"\nnmaes = [\"A\"]\n", false).unwrap_err();
    assert!(unknown.problems[0].message.contains("unknown key"), "{unknown}");
    assert_eq!(unknown.problems[0].place(&unknown.text).0, 6);
    let text = "schema = 1\nid = \"x\"\n[[actor]]\nid = \"a\"\nkind = \"stat\"\nnames = [\"A\"]\n[[actor]]\nid = \"b\"\nkind = \"state\"\nroles = [{ p = \"b\", valence = 2 }]\n";
    let settings = Settings { actors: vec![parse("mine.toml", text, false).unwrap()], ..Settings::default() };
    let Err(broken) = Engine::build(settings) else { panic!("built") };
    let messages: Vec<String> = broken.iter().flat_map(|b| b.problems.iter().map(|p| p.message.clone())).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages[0].contains("no kind of actor") && messages[1].contains("valence"), "{messages:?}");
}

proptest! {
    #[test]
    fn mentions_lie_in_the_text_and_do_not_overlap(words in prop::collection::vec(prop_oneof![
        Just("Syrian"), Just("regime"), Just("Assad"), Just("'s"), Just("Turkish-backed"), Just("and"), Just(","), Just("of"), Just("rebels"), Just("anti-government"),
        Just("President"), Just("Trump"), Just("in"), Just("Syria"), Just("("), Just(")"), Just("YPG"), Just("."), Just("\n\n"), Just("the"), Just("brutal"), Just("forces"), Just("People’s Protection Units"), Just("-"), Just("é"),
    ], 0..60), glue in prop_oneof![Just(" "), Just(""), Just("-")]) {
        well_formed(&words.join(glue))?;
    }

    #[test]
    fn no_text_upsets_the_search(text in "\\PC{0,200}") {
        well_formed(&text)?;
    }
}

fn well_formed(text: &str) -> Result<(), TestCaseError> {
    let (scratch, out) = analyse(text);
    let mut floor = 0;
    for mention in &out.mentions {
        prop_assert!(mention.first < mention.last && mention.last as usize <= scratch.tokens.len());
        if !mention.embedded {
            prop_assert!(mention.first >= floor, "{:?}", mentions(text));
            floor = mention.last;
        }
    }
    for hit in &out.hits {
        prop_assert!(hit.target.is_none_or(|t| (t as usize) < out.mentions.len()));
    }
    Ok(())
}
