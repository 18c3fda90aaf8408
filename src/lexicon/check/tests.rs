use super::check;
use crate::engine::{Engine, Settings};

/// What the check says of a lexicon, a line each.
fn told(families: &str) -> Vec<String> {
    let toml = format!("schema = 1\nid = \"x\"\n{families}");
    let source = crate::lexicon::load::parse("x.toml", &toml, false).unwrap_or_else(|b| panic!("{b}"));
    let settings = Settings { lexicons: vec![source], explain: true, actors: crate::actors::load::built_in().unwrap(), ..Settings::default() };
    let engine = Engine::build(settings).map_err(|b| b[0].to_string()).unwrap().0;
    check(&engine, |_| true).into_iter().map(|p| p.1.message).collect()
}

fn family(id: &str, category: &str, rest: &str) -> String {
    let tests = "why = \"w\"\nalternatives = [\"a\"]\nsource = [\"slantwise codebook\"]\nmust_match = [\"a\", \"b\"]\nmust_not_match = [\"a\", \"b\"]";
    format!("[[family]]\nid = \"{id}\"\ncategory = \"{category}\"\n{tests}\n{rest}\n")
}

#[test]
fn a_good_lexicon_is_passed_over_in_silence() {
    let good = r#"patterns = ["grumble/v", "sly ~2 fox", "@weapon_noun fury", "pro-*", "grumpf*", "the @Name lobby", "@actor.state stooge", { p = "row", next = ["over"] }, { p = "Blitz", case = "capital" }, "colour|color bar", "taxpayer's dime"]"#;
    assert_eq!(told(&family("f", "evaluative", good)), Vec::<String>::new());
}

#[test]
fn what_is_missing() {
    let told = told("[[family]]\nid = \"f\"\ncategory = \"evaluative\"\npatterns = [\"grumble\"]\n");
    assert_eq!(
        told,
        [
            "x.f: no why: a reader cannot learn what the words do",
            "x.f: no alternatives",
            "x.f: no source; write \"slantwise codebook\" where no guidance is published",
            "x.f: 0 must_match sentences; at least two show what it marks",
            "x.f: 0 must_not_match sentences; at least two show what it leaves alone",
        ]
    );
}

#[test]
fn the_same_words_twice_and_under_two_categories() {
    let two = family("a", "evaluative", "patterns = [\"grumble/v\"]") + &family("b", "violence", "patterns = [\"grumbles\", \"grumbled\"]\nprev = [\"he\"]");
    assert_eq!(told(&two), Vec::<String>::new(), "a condition parts them");
    let two = family("a", "evaluative", "patterns = [\"grumble/v\"]") + &family("b", "violence", "patterns = [\"grumbles\"]");
    let found = told(&two);
    assert_eq!(found[0], "\"grumbles\" of x.b claims the same words as \"grumble/v\" of x.a, and under another category (violence, evaluative)");
    assert_eq!(found[1], "\"grumbles\" of x.b never counts: \"grumble/v\" of x.a takes its words");
}

#[test]
fn what_cannot_fire() {
    let found = told(&family("f", "evaluative", "patterns = [{ p = \"grumble\", case = \"upper\" }, \"sly fox\", \"sly|grumpy fox\"]\n"));
    assert!(found.contains(&"\"sly|grumpy fox\" of x.f claims the same words as \"sly fox\" of x.f".to_owned()), "{found:?}");
    let found = told(&family("f", "evaluative", "patterns = [\"@country don't\", \"grumble ~2 'tis\"]\n"));
    assert_eq!(found, Vec::<String>::new());
    // A word that the scanner cuts in two stands nowhere as one.
    assert_eq!(
        told(&family("f", "evaluative", "patterns = [\"ended.the\"]\n")),
        ["\"ended.the\" of x.f never counts: what it asks for never stands so in a text"]
    );
}

#[test]
fn conditions_that_cancel_each_other() {
    let never = |conditions: &str| told(&family("f", "evaluative", &format!("patterns = [\"grumble\"]\n{conditions}"))).concat();
    let message = "\"grumble\" of x.f never counts: what prev asks for, not_prev forbids";
    assert_eq!(never("prev = [\"the\"]\nnot_prev = [\"a\", \"the\"]"), message);
    assert_eq!(never("prev = [\"sly old\"]\nnot_prev = [\"sly old\"]"), message);
    // One wish is left; another place may help; the other side forbids nothing here.
    assert_eq!(never("prev = [\"the\", \"an\"]\nnot_prev = [\"a\", \"the\"]"), "");
    assert_eq!(never("prev = [\"the\"]\nnext = [\"on\"]\nnot_prev = [\"the\"]"), "");
    assert_eq!(never("prev = [\"the\"]\nnot_next = [\"the\"]"), "");
}

#[test]
fn weights_that_contradict() {
    let found = told(&family(
        "f",
        "label_neg",
        "polarity = -1\npatterns = [{ p = \"grumble\", strength = \"strong\", weight = 1.0 }, { p = \"mumble\", weight = 1.5 }, { p = \"bumble\", weight = 0.0 }]",
    ));
    assert_eq!(
        found,
        [
            "x.f: \"bumble\" weighs nothing, so that it is marked and does not count",
            "x.f: \"grumble\" is strong and weighs 1, \"mumble\" is only usual and weighs 1.5",
        ]
    );
    let found = told(&family("f", "label_neg", "polarity = 1\nstrength = \"mild\"\nweight = 3.0\npatterns = [\"grumble\"]"));
    assert_eq!(found, ["x.f: \"grumble\" is mild and weighs 3; 0 to 1 fits that strength", "x.f: \"grumble\" has polarity 1 in the category label_neg"]);
}

#[test]
fn a_spelling_is_missing() {
    let found = told(&family("f", "evaluative", "patterns = [\"dishonour/v\", \"demonise/v\", \"demonize/v\"]"));
    assert_eq!(found, ["\"dishonour/v\" of x.f has \"dishonour\" and no pattern has \"dishonor\""]);
    let found = told(&family("f", "evaluative", "patterns = [\"labour|labor ~2 grumble\", \"colour ~2 grumble\", \"color ~2 grumble\"]"));
    assert_eq!(found, Vec::<String>::new());
}
