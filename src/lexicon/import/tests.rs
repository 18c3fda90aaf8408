use super::*;
use crate::engine::{Engine, Settings};

fn terms(import: &Import) -> Vec<String> {
    import.terms.iter().map(|t| format!("{}={}{}", t.category, t.term, t.weight.map_or(String::new(), |w| format!("*{w}")))).collect()
}

/// The import as a lexicon that compiles: its patterns, and what was lost.
fn compiled(import: &Import) -> (Vec<String>, Vec<String>) {
    let (text, lost) = to_toml("mine", "Mine", import, &["label_neg".into()]);
    let source = crate::lexicon::load::parse("mine.toml", &text, false).unwrap_or_else(|b| panic!("{b}\n{text}"));
    let settings = Settings { lexicons: vec![source], ..Default::default() };
    let (engine, _) = Engine::build(settings).map_err(|b| b[0].to_string()).unwrap();
    let mut patterns: Vec<String> = engine.lexicons.patterns.iter().map(|p| p.written.to_string()).collect();
    patterns.dedup();
    for l in &lost {
        assert!(text.contains(&toml::quoted(&l.what)) && text.contains(&l.reason), "{l:?} is not told in\n{text}");
    }
    (patterns, lost.into_iter().map(|l| l.what).collect())
}

#[test]
fn a_table_becomes_a_lexicon_that_compiles() {
    let import = read("list.csv", "term,category,weight\nbrutal regime,label_neg,2\n\"so-called \"\"experts\"\"\",My own,\nx*,label_neg,0.5\n").unwrap();
    assert_eq!(import.format, Format::Table);
    assert_eq!(compiled(&import), (vec!["brutal regime".into(), "so-called experts".into()], vec!["x*".into()]));
    assert!(read("list.csv", "word\nx\n").unwrap_err().to_string().contains("the columns are word"));
    assert!(read("list.csv", "term,weight\nx,high\n").unwrap_err().to_string().contains(":2: the weight \"high\""));
    assert_eq!(terms(&read("list.txt", "term;category\nthug;bad\n").unwrap()), ["bad=thug"]);
    assert_eq!(terms(&read("list.tsv", "term\tcategory\nthug\tbad\n").unwrap()), ["bad=thug"]);
}

#[test]
fn a_plain_list() {
    let import = read("list.txt", "# mine\nthug\n\nwitch hunt\ngrumbl*\n*ish\n").unwrap();
    assert_eq!(import.format, Format::Plain);
    assert_eq!(compiled(&import), (vec!["thug".into(), "witch hunt".into(), "grumbl*".into()], vec!["*ish".into()]));
    assert!(read("list.txt", "\n# nothing\n").unwrap_err().to_string().contains("holds no term"));
}

#[test]
fn a_liwc_dictionary() {
    let text = "%\n1\tAnger\n02\tSlurs\n\t3\tMild (ones)\n%\nabus*\t1\t2\nhate\t1\nwitch hunt\t02 3\nkind (of)\t1\nlike\t(02 134)1/2\nodd\t9\nlone\n";
    let import = read("x.dic", text).unwrap();
    assert_eq!(import.format, Format::Liwc);
    assert_eq!(terms(&import), ["Anger=abus*", "Slurs=abus*", "Anger=hate", "Slurs=witch hunt", "Slurs / Mild (ones)=witch hunt"]);
    let (patterns, lost) = compiled(&import);
    assert_eq!(patterns, ["abus*", "hate", "abus*", "witch hunt"]);
    assert_eq!(lost, ["kind (of) 1", "like (02 134)1/2", "odd 9", "lone"]);
    assert!(read("x.dic", "%\n1\tAnger\nhate\t1\n").unwrap_err().to_string().contains("x.dic:3: \"hate\t1\""));
    assert!(read("x.dic", "%\n1\tAnger\n").unwrap_err().to_string().contains("one is missing"));
}

#[test]
fn yaml_of_quanteda() {
    let text = "anger:\n  - hate\n  - witch hunt\n  - no\n  - mild:\n      - grumbl*\nslurs:\n  strong: [thug, 'sc?m']\n  __: [lout]\n";
    let import = read("x.yml", text).unwrap();
    assert_eq!(import.format, Format::Yaml);
    assert_eq!(
        terms(&import),
        ["anger=hate", "anger=witch hunt", "anger=no", "anger / mild=grumbl*", "slurs / strong=thug", "slurs / strong=sc?m", "slurs=lout"]
    );
    assert_eq!(compiled(&import).1, ["sc?m"]);
    assert!(read("x.yml", "a: [b\n").unwrap_err().to_string().contains("no YAML"));
}

#[test]
fn wordstat_and_lexicoder() {
    let import = read("x.cat", "ECONOMY\n\tTAX_RAID* (1)\n\tBAD\n\t\tSLUMP (2)\n\tBOOM (1)\nLAW\n\tCOURT (1)\n").unwrap();
    assert_eq!(import.format, Format::WordStat);
    assert_eq!(terms(&import), ["ECONOMY=TAX RAID*", "ECONOMY / BAD=SLUMP*2", "ECONOMY=BOOM", "LAW=COURT"]);
    assert_eq!(compiled(&import).1, Vec::<String>::new());
    let import = read("x.lc3", "+NEGATIVE\nABHOR*\nA LIE\n+POSITIVE\nGOOD\n").unwrap();
    assert_eq!(import.format, Format::Lexicoder);
    assert_eq!(terms(&import), ["NEGATIVE=ABHOR*", "NEGATIVE=A LIE", "POSITIVE=GOOD"]);
    assert_eq!(compiled(&import).0, ["abhor*", "a lie", "good"]);
    let import = read(
        "x.lcd",
        "<?xml version=\"1.0\"?><dictionary><cnode name=\"a\"><pnode name=\"hate*\"/><cnode name=\"b\"><pnode name=\"x y\"/></cnode></cnode></dictionary>",
    )
    .unwrap();
    assert_eq!(import.format, Format::Xml);
    assert_eq!(terms(&import), ["a=hate*", "a / b=x y"]);
    assert!(read("x.xml", "<a><b></a>").unwrap_err().to_string().contains("no XML"));
}

#[test]
fn rules_of_vale() {
    let text = "extends: substitution\nmessage: \"Use '%s'.\"\nlevel: error\nignorecase: true\nnonword: true\nswap:\n  '(?:give|gave) rise to': lead to|cause\n  colou?r war: dispute\n  '(?!x)y': z\n";
    let import = read("Rule.yml", text).unwrap();
    assert_eq!(import.format, Format::Vale);
    assert_eq!(terms(&import), ["=give rise to", "=gave rise to", "=colour war", "=color war"]);
    assert_eq!(import.terms[0].alternatives, ["lead to", "cause"]);
    let (patterns, lost) = compiled(&import);
    assert_eq!(patterns.len(), 4);
    assert_eq!(lost, ["(?!x)y", "nonword: true"]);
    let text = "extends: existence\nmessage: Do not sneer.\ntokens:\n  - so-called\n  - \\bsneer\\w*\n  - '[a-z]+ish'\nexceptions: [sneering cat]\n";
    let import = read("Rule.yml", text).unwrap();
    assert_eq!(compiled(&import), (vec!["so-called".into(), "sneer*".into()], vec!["sneering cat".into(), "ignorecase: false".into(), "*ish".into()]));
    assert_eq!(import.terms[0].why, "Do not sneer.");
    assert_eq!(read("Rule.yml", "extends: occurrence\nmax: 3\n").unwrap().terms, []);
}

proptest::proptest! {
    #[test]
    fn nothing_panics(text in "[%+<>a-z*?()\\[\\]:\t\n |'\"#;,0-9-]{0,120}", name in "x\\.(csv|dic|yml|cat|xml|txt)") {
        if let Ok(import) = read(&name, &text) {
            let (text, _) = to_toml("x", "X", &import, &[]);
            assert!(crate::lexicon::load::parse("x.toml", &text, false).is_ok(), "{text}");
        }
    }
}
