//! Sentences about police, war, traffic, crime, disasters, protest, courts and sport, each with the harm that it words.

use super::*;
use crate::lexicon::compile::{Tools, enter_class};
use crate::matcher::TrieBuilder;
use crate::text::Landmarks;
use crate::text::scan::Scanner;
use crate::text::sentence::{SentenceWords, Sentences};
use indexmap::IndexMap;

struct Stage {
    vocabulary: Vocabulary,
    classes: Classes,
    sentences: Sentences,
    agency: Agency,
}

fn stage() -> Stage {
    #[derive(serde::Deserialize)]
    struct ClassFile {
        classes: IndexMap<String, Vec<String>>,
    }
    let (mut vocabulary, mut classes) = (Vocabulary::default(), Classes::default());
    let irregular: Irregular = toml::from_str(include_str!("../../config/inflection.toml")).unwrap();
    let file: ClassFile = toml::from_str(include_str!("../../config/classes.toml")).unwrap();
    let mut trie = TrieBuilder::new();
    let mut tools = Tools { vocabulary: &mut vocabulary, classes: &mut classes, irregular: &irregular, kinds: &[], trie: &mut trie };
    for (name, list) in &file.classes {
        enter_class(name, list, &mut tools).unwrap();
    }
    let words: SentenceWords = toml::from_str(include_str!("../../config/sentences.toml")).unwrap();
    let sentences = Sentences::compile(&words, &mut vocabulary, &mut classes);
    let words: AgencyWords = toml::from_str(include_str!("../../config/agency.toml")).unwrap();
    let agency = Agency::compile(&words, &irregular, &mut vocabulary, &classes).unwrap();
    Stage { vocabulary, classes, sentences, agency }
}

impl Stage {
    fn tokens(&self, text: &str) -> (Vec<Token>, Landmarks) {
        let (mut tokens, mut landmarks) = (Vec::new(), Landmarks::default());
        Scanner::default().scan(text, &self.vocabulary, &mut tokens);
        self.sentences.mark(text, &self.classes, &mut tokens, &mut landmarks);
        (tokens, landmarks)
    }
    /// Each event as "wording = construction = agent", a star behind what is marked.
    fn read(&self, text: &str) -> Vec<String> {
        let (tokens, landmarks) = self.tokens(text);
        let mut events = Vec::new();
        self.agency.find(text, &tokens, &landmarks.harm, &|| &[], &mut events);
        let words = |s: Stretch| &text[tokens[s.0 as usize].start as usize..tokens[s.1 as usize - 1].end as usize];
        events
            .iter()
            .map(|e| {
                format!("{} = {} = {}{}", words((e.first, e.last)), e.construction.name(), e.agent.map_or("-", words), if e.marks_agency() { " *" } else { "" })
            })
            .collect()
    }
}

/// Text, then its events, in order.
const HARM: &[(&str, &[&str])] = &[
    // war
    ("The aircraft was shot down over the valley.", &["was shot down = passive_agentless = - *"]),
    ("The aircraft was shot down by rebel fighters on Monday.", &["was shot down = passive_agent = rebel fighters"]),
    ("A cargo plane has reportedly been shot down near the border.", &["has reportedly been shot down = passive_agentless = - *"]),
    ("Rebels shot down the plane.", &["shot down = active = Rebels"]),
    ("Army steps up raids in the valley after rebels shot down jet", &["shot down = active = rebels"]),
    ("It is not clear whether rebels or the army shot down the aircraft.", &["shot down = active = the army"]),
    ("The hospital was hit by a missile.", &["was hit = weapon_agent = - *"]),
    ("A hospital hit by a Russian airstrike was evacuated.", &["hit = weapon_agent = Russian"]),
    ("Israel's bombs killed eleven people in the camp.", &["killed = weapon_agent = Israel"]),
    ("Airstrikes killed 10 civilians on Friday.", &["killed = weapon_agent = - *"]),
    ("The blast wounded dozens of shoppers.", &["wounded = weapon_agent = - *"]),
    ("Russian jets bombed the town.", &["bombed = weapon_agent = Russian"]),
    ("The army shelled two villages, killing several children.", &["shelled = active = The army", "killing several children = active = The army"]),
    ("Thousands of families were displaced by previous military offensives.", &["were displaced = weapon_agent = - *"]),
    ("About 40,000 people have been forced to flee since May.", &["have been forced to flee = passive_agentless = - *"]),
    ("The militia forced hundreds of villagers to flee.", &["forced hundreds of villagers to flee = active = The militia"]),
    ("The downing of its Su-25 angered Moscow.", &["The downing of its Su-25 = nominalisation = - *"]),
    ("The killing of three medics by soldiers drew protests.", &["The killing of three medics = nominalisation = soldiers"]),
    ("Israel's killing of the commander was condemned.", &["Israel's killing of the commander = nominalisation = Israel"]),
    ("The government is responsible for the mass killing of civilians.", &["the mass killing of civilians = nominalisation = The government"]),
    ("The war has claimed more than 30,000 lives.", &["has claimed more than 30,000 lives = weapon_agent = - *"]),
    ("The raid left six people dead.", &["left six people dead = weapon_agent = - *"]),
    ("Four soldiers died in clashes with the guerrillas.", &["died = intransitive = the guerrillas *"]),
    ("Hundreds of fighters perished in the siege.", &["perished = intransitive = - *"]),
    ("The helicopter crashed in flames near the base.", &["crashed = intransitive = - *"]),
    ("Whole villages have been emptied in the regime offensive.", &["have been emptied = passive_agentless = regime *"]),
    ("Gunmen opened fire on a bus full of workers.", &["opened fire on = active = Gunmen"]),
    ("Border guards were accused of firing at refugees.", &["firing at = active = *"]),
    ("The ministry accused border guards of firing on refugees.", &["firing on = active = border guards"]),
    ("Seven conscripts were killed in fighting against a separatist militia.", &["were killed = passive_agentless = a separatist militia *"]),
    ("Militants carried out the killing.", &["carried out the killing = active = Militants"]),
    ("The destruction of their home was filmed.", &["The destruction of their home = nominalisation = - *"]),
    ("Families are forcibly returned to the border.", &["are forcibly returned = passive_agentless = - *"]),
    // police
    ("A man was shot by police outside his home.", &["was shot = passive_agent = police"]),
    ("The man shot by police has been named.", &["shot = passive_agent = police"]),
    ("Police shot and killed a teenager.", &["shot and killed = active = Police"]),
    ("Police shot dead a man armed with a knife.", &["shot dead = active = Police"]),
    ("Investigators arrived after the officer-involved shooting.", &["the officer-involved shooting = nominalisation = - *"]),
    ("The police shooting of a student led to marches.", &["The police shooting of a student = nominalisation = police"]),
    ("She was beaten by officers in the cell.", &["was beaten = passive_agent = officers"]),
    ("He died in police custody.", &["died = intransitive = - *"]),
    ("He was shot and killed by a deputy.", &["was shot and killed = passive_agent = a deputy"]),
    ("Officers fired tear gas at protesters.", &["fired tear gas at = active = Officers"]),
    ("The pilot used his gun before being shot.", &["being shot = passive_agentless = - *"]),
    // headlines
    ("Helicopter downed following border push", &["downed = passive_agentless = - *"]),
    ("Dozens killed in raid on market", &["killed = passive_agentless = - *"]),
    ("Airstrikes kill 12 in northern town", &["kill = weapon_agent = - *"]),
    ("Two killed, five wounded in shooting", &["killed = passive_agentless = - *", "wounded = passive_agentless = - *"]),
    ("Israel strikes Gaza hospital in night raid", &["strikes = active = Israel"]),
    // crime, courts
    ("A woman was stabbed to death in her flat.", &["was stabbed to death = passive_agentless = - *"]),
    ("He was found guilty of the murder of two girls.", &["the murder of two girls = nominalisation = He"]),
    ("A body was found; the girl was strangled by her uncle.", &["was strangled = passive_agent = her uncle"]),
    ("Three teenagers were murdered on Saturday.", &["were murdered = passive_agentless = - *"]),
    ("The gunman opened fire and killed nine worshippers.", &["killed = active = The gunman"]),
    ("The shooting comes days after a vigil.", &["The shooting = nominalisation = - *"]),
    ("The family was found dead on Sunday.", &["was found dead = passive_agentless = -"]),
    ("A mob beat a driver to death.", &["beat = active = A mob"]),
    ("The victim succumbed to his wounds.", &["succumbed = intransitive = - *"]),
    // protest
    ("Several protesters lost their lives in the crackdown.", &["lost their lives = intransitive = - *"]),
    ("Thousands marched against the brutal repression of peaceful protesters.", &["the brutal repression of peaceful protesters = nominalisation = - *"]),
    ("Settlers torched three houses in the village.", &["torched = active = Settlers"]),
    ("Residents were evicted from their homes.", &["were evicted = passive_agentless = - *"]),
    // traffic
    ("A cyclist was killed by a lorry driver.", &["was killed = passive_agent = a lorry driver"]),
    ("A pedestrian was killed by a lorry in Leeds.", &["was killed = weapon_agent = - *"]),
    ("Two passengers were killed when their car crashed.", &["were killed = passive_agentless = -"]),
    ("The van ran over a schoolboy.", &["ran over = weapon_agent = - *"]),
    // by what is no doer
    ("The boy was killed by mistake.", &["was killed = passive_agentless = - *"]),
    ("The convoy was attacked by the roadside.", &["was attacked = passive_agentless = - *"]),
    ("The last hostages were killed by Tuesday.", &["were killed = passive_agentless = - *"]),
    ("Villagers were expelled by force.", &["were expelled = passive_agentless = - *"]),
    ("He was shot in the leg on Monday by a masked man.", &["was shot = passive_agent = a masked man"]),
    ("The pilot, who had bailed out, was killed.", &["was killed = passive_agentless = - *"]),
    // found by reading news
    ("The attack in Benghazi, Libya, that killed four diplomats was reviewed.", &["killed = weapon_agent = - *"]),
    (
        "Police said shots were fired at the officers, killing one of them.",
        &["were fired at = passive_agentless = - *", "killing one of them = weapon_agent = - *"],
    ),
    ("Protesters invoked Ms. Steinle's killing.", &["Ms. Steinle's killing = nominalisation = - *"]),
    ("The order to deport them was struck down.", &["to deport = active = *"]),
    ("He is accused of killing nine people inside the church.", &["killing nine people = active = He"]),
    ("At least 10 killed in deadly explosion", &["killed = passive_agentless = - *"]),
    ("The teenager, who was fatally shot in 2012 by a neighbour, was 17.", &["was fatally shot = passive_agent = a neighbour"]),
    ("Militants claimed responsibility for the killing of the judge.", &["the killing of the judge = nominalisation = Militants"]),
    ("“They killed my son,” she said.", &["killed = active = They"]),
];

/// Not harm, or nobody's doing.
const NONE: &[&str] = &[
    "Nobody was killed in the attack.",
    "No one was hurt.",
    "The hostage was not killed.",
    "The troops did not kill any civilians.",
    "The plans were killed by the committee.",
    "The bill was killed in the Senate.",
    "Wages were hit by inflation.",
    "Hopes of a deal were destroyed.",
    "Thousands of jobs were slashed.",
    "The committee shot down a proposal to raise fares.",
    "The film bombed at the box office.",
    "She killed it on stage.",
    "The two sides struck a deal.",
    "Shares hit a record high.",
    "The company hit its target.",
    "Liverpool beat Arsenal in the final.",
    "It was a matter of wounded pride.",
    "The striker was injured in the second half of the match.",
    "Three men were arrested.",
    "The missing climbers were found and rescued.",
    "She was elected by a wide margin.",
    "The suspect was charged with theft.",
    "The film was shot in Spain.",
    "Dozens of people were killed by the earthquake.",
    "The town was destroyed by a tornado.",
    "He died of cancer.",
    "She died peacefully, aged 93.",
    "The price was cut by 20 percent.",
    "The manager was fired on Tuesday.",
    "The death toll rose.",
    "The judge handed down a death sentence.",
    "Interest died down after the vote.",
    "The stock market crashed.",
    "The minister was forced to resign.",
    "He left the room.",
    "They claimed responsibility.",
    "Critics attacked the budget.",
    "The striking workers returned to the plant.",
    "Her speech was interrupted by shouting.",
    "The troops went down the road.",
    "The plague has killed 97 people.",
    "The inquiry was hurting her in the polls.",
    "Congress voted for a job-killing tax.",
    "They want to ban assault weapons.",
    "The committee opened the shooting investigation's files.",
    "Those cuts would be devastating to millions.",
    "It came at the cost of many hours.",
    "Clinton crushed her rival by 20 points.",
];

#[test]
fn harm_is_worded() {
    let stage = stage();
    let mut wrong = Vec::new();
    for (text, want) in HARM {
        let got = stage.read(text);
        let same = got.len() == want.len() && got.iter().zip(*want).all(|(g, w)| w.strip_suffix("= *").map_or(g == w, |head| g.starts_with(head)));
        if !same {
            wrong.push(format!("{text}\n    got  {got:?}\n    want {want:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), HARM.len(), wrong.join("\n"));
}

#[test]
fn what_is_no_harm_is_left_alone() {
    let stage = stage();
    let wrong: Vec<String> =
        NONE.iter().filter_map(|text| Some((text, stage.read(text))).filter(|(_, got)| !got.is_empty()).map(|(t, got)| format!("{t}  {got:?}"))).collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), NONE.len(), wrong.join("\n"));
}

#[test]
fn boilerplate_holds_no_event() {
    let stage = stage();
    let text = "The helicopter was shot down.";
    let (mut tokens, landmarks) = stage.tokens(text);
    tokens.iter_mut().for_each(|t| t.flags.set(Flags::BOILERPLATE));
    let mut events = vec![];
    stage.agency.find(text, &tokens, &landmarks.harm, &|| &[], &mut events);
    assert!(events.is_empty());
}

#[test]
fn a_mention_names_the_owner_of_a_weapon() {
    let stage = stage();
    let text = "An Ansar Zaytun airstrike killed 10 villagers.";
    let (tokens, landmarks) = stage.tokens(text);
    let mut events = vec![];
    stage.agency.find(text, &tokens, &landmarks.harm, &|| &[(1, 3)], &mut events);
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].agent, Some((1, 3)));
}

#[test]
fn unknown_keys_and_lists_are_refused() {
    assert!(toml::from_str::<AgencyWords>("mark-passive = true").is_err());
    let mut words: AgencyWords = toml::from_str(include_str!("../../config/agency.toml")).unwrap();
    words.words.insert("advrb".into(), vec![]);
    let irregular = Irregular::default();
    let error = Agency::compile(&words, &irregular, &mut Vocabulary::default(), &Classes::default()).unwrap_err();
    assert!(error.to_string().contains("advrb"));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]
    #[test]
    fn any_text_is_read(words in proptest::collection::vec(proptest::sample::select(FRAGMENTS), 0..60), noise in "\\PC{0,30}") {
        thread_local!(static STAGE: Stage = stage());
        let text = words.join(" ") + &noise;
        STAGE.with(|stage| {
            let (tokens, landmarks) = stage.tokens(&text);
            let mut events = vec![];
            stage.agency.find(&text, &tokens, &landmarks.harm, &|| &[], &mut events);
            let inside = |s: Stretch| assert!(s.0 < s.1 && s.1 as usize <= tokens.len(), "{s:?} of {}", tokens.len());
            let mut last = 0;
            for event in &events {
                assert!(event.first >= last);
                last = event.last;
                inside((event.first, event.last));
                event.agent.into_iter().chain(event.victim).for_each(inside);
            }
        });
    }
}

/// Words that the rules ask for, in any order.
const FRAGMENTS: &[&str] = &[
    "was",
    "were",
    "been",
    "being",
    "has",
    "will",
    "to",
    "not",
    "killed",
    "shot",
    "down",
    "dead",
    "killing",
    "the",
    "a",
    "by",
    "of",
    "in",
    "police",
    "rebels",
    "Russian",
    "airstrike",
    "Israel's",
    "'s",
    "who",
    "which",
    "that",
    "and",
    "or",
    ",",
    ".",
    "“",
    "”",
    "—",
    "\n\n",
    "20",
    "percent",
    "at",
    "least",
    "people",
    "dozens",
    "forced",
    "flee",
    "fired",
    "on",
    "left",
    "lost",
    "their",
    "lives",
    "death",
    "died",
    "crashed",
    "plane",
    "it",
    "himself",
    "responsible",
    "for",
    "massacre",
    "attack",
    "against",
    "hospital",
    "Tuesday",
    "reportedly",
    "forcibly",
    "returned",
    "more",
    "than",
    "officer-involved",
    "shooting",
    "hit",
    "kill",
    "strikes",
    "no",
    "one",
    "opened",
    "fire",
    "(",
    ")",
    ";",
    "according",
    "drove",
    "out",
];
