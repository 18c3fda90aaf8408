//! Sentences of our own for each rule, and properties over any text at all.

use super::*;
use crate::text::classes::Classes;
use crate::text::inflect::Irregular;
use crate::text::scan::Scanner;
use crate::text::sentence::{SentenceWords, Sentences};
use crate::text::{Landmarks, Vocabulary};
use proptest::prelude::*;
use std::sync::OnceLock;

struct Stage {
    vocabulary: Vocabulary,
    classes: Classes,
    sentences: Sentences,
    speech: Speech,
}

fn stage() -> &'static Stage {
    static STAGE: OnceLock<Stage> = OnceLock::new();
    STAGE.get_or_init(|| {
        let mut vocabulary = Vocabulary::default();
        let mut classes = Classes::default();
        let words: SentenceWords = toml::from_str(include_str!("../../config/sentences.toml")).unwrap();
        let sentences = Sentences::compile(&words, &mut vocabulary, &mut classes);
        let irregular: Irregular = toml::from_str(include_str!("../../config/inflection.toml")).unwrap();
        let words: SpeechWords = toml::from_str(include_str!("../../config/speech.toml")).unwrap();
        let speech = Speech::compile(&words, &irregular, &mut vocabulary).unwrap();
        Stage { vocabulary, classes, sentences, speech }
    })
}

fn read(text: &str) -> (Vec<Token>, Vec<Quote>) {
    let stage = stage();
    let mut tokens = Vec::new();
    Scanner::default().scan(text, &stage.vocabulary, &mut tokens);
    let mut landmarks = Landmarks::default();
    stage.sentences.mark(text, &stage.classes, &mut tokens, &mut landmarks);
    let quotes = stage.speech.voice(text, &mut tokens, &landmarks, &mut VoiceScratch::default()).to_vec();
    (tokens, quotes)
}

/// One line a quote: kind, speaker, text.
fn told(text: &str) -> Vec<String> {
    let cut = |r: &Range<u32>| &text[r.start as usize..r.end as usize];
    read(text)
        .1
        .iter()
        .map(|q| {
            let kind = match q.kind {
                QuoteKind::Direct => "direct",
                QuoteKind::Indirect => "indirect",
                QuoteKind::Scare => "scare",
                QuoteKind::Title => "title",
            };
            format!("{kind} [{}] {}", q.speaker.as_ref().map_or("-", cut), cut(&(q.start..q.end)))
        })
        .collect()
}

#[track_caller]
fn expect(text: &str, want: &[&str]) {
    assert_eq!(told(text), want, "{text}");
}

#[test]
fn a_quotation_takes_the_speaker_beside_it() {
    expect("“The dam will hold,” Marta Velez said.", &["direct [Marta Velez] The dam will hold,"]);
    expect("“The dam will hold,” said Marta Velez, the site engineer.", &["direct [Marta Velez, the site engineer] The dam will hold,"]);
    expect("Marta Velez said: “The dam will hold.”", &["direct [Marta Velez] The dam will hold."]);
    expect("Marta Velez told reporters, \"The dam will hold.\"", &["direct [Marta Velez] The dam will hold."]);
    expect("“Will it hold?” Ms. Velez asked.", &["direct [Ms. Velez] Will it hold?"]);
    expect("“Never again,” Omar Haddad, 54, a baker in Lille, told a crowd outside.", &["direct [Omar Haddad, 54, a baker in Lille] Never again,"]);
}

#[test]
fn a_broken_quotation_has_one_speaker() {
    expect("“The trams are full,” she said, “and the buses are late.”", &["direct [she] The trams are full,", "direct [she] and the buses are late."]);
    expect(
        "“The trams are full,” Dr. Okoro said. “Nobody planned for this.”",
        &["direct [Dr. Okoro] The trams are full,", "direct [Dr. Okoro] Nobody planned for this."],
    );
    expect(
        "“The trams are full,” Dr. Okoro said.\n\n“Nobody planned for this.”",
        &["direct [Dr. Okoro] The trams are full,", "direct [Dr. Okoro] Nobody planned for this."],
    );
}

#[test]
fn part_of_a_reported_sentence_may_stand_in_marks() {
    expect("The union called the offer “a bad joke” on Friday.", &["indirect [The union] the offer “a bad joke” on Friday", "direct [The union] a bad joke"]);
    expect("He said the harvest was “the worst in memory.”", &["indirect [He] the harvest was “the worst in memory.”", "direct [He] the worst in memory."]);
}

#[test]
fn what_somebody_said_reaches_to_the_sentences_end() {
    expect("The coach said that the pitch was frozen.", &["indirect [The coach] that the pitch was frozen"]);
    expect("The coach said the pitch was frozen.", &["indirect [The coach] the pitch was frozen"]);
    expect("The coach said on Sunday the pitch was frozen.", &["indirect [The coach] the pitch was frozen"]);
    expect("The coach told parents in a letter that the pitch was frozen.", &["indirect [The coach] that the pitch was frozen"]);
    expect("Ana Ruiz, the coach, said the pitch was frozen.", &["indirect [Ana Ruiz, the coach] the pitch was frozen"]);
    expect("Ana Ruiz (Green-Leeds) said the pitch was frozen.", &["indirect [Ana Ruiz (Green-Leeds] the pitch was frozen"]);
}

#[test]
fn content_may_stand_before_its_cue_or_around_it() {
    expect("The lake is rising, the warden said.", &["indirect [the warden] The lake is rising"]);
    expect("The lake is rising, said the warden.", &["indirect [the warden] The lake is rising"]);
    expect("The lake, the warden said, is rising.", &["indirect [the warden] The lake", "indirect [the warden] is rising"]);
    expect("The lake is rising, the warden told Radio Nord on Monday.", &["indirect [the warden] The lake is rising"]);
}

#[test]
fn datelines_and_relative_clauses_stay_outside() {
    expect("LILLE, Feb 14 (HPB) — The lake is rising, the warden said.", &["indirect [the warden] The lake is rising"]);
    expect(
        "Una Sand, who teaches law in Port Ellis, told HPB the reading was “thin”.",
        &["indirect [Una Sand] the reading was “thin”", "direct [Una Sand] thin"],
    );
    expect("Two groups claimed responsibility for the blast at the pier.", &[]);
    expect(
        "Ledger, an investigative site, reported that the firm, the preferred bidder, had paid him.",
        &["indirect [Ledger, an investigative site] that the firm, the preferred bidder, had paid him"],
    );
}

#[test]
fn as_somebody_says_opens_a_statement() {
    expect("As the warden said, the lake is rising.", &["indirect [the warden] the lake is rising"]);
    expect(
        "One in three said the fare was fair and one in four said the trains were dirty.",
        &["indirect [One in three] the fare was fair", "indirect [one in four] the trains were dirty"],
    );
}

#[test]
fn according_to_takes_the_clause_beside_it() {
    expect("According to the audit, two bridges are unsafe.", &["indirect [the audit] two bridges are unsafe"]);
    expect("Two bridges are unsafe, according to the audit.", &["indirect [the audit] Two bridges are unsafe"]);
}

#[test]
fn a_scope_ends_where_the_writer_speaks_again() {
    expect("She said the vote was fair; the count took three days.", &["indirect [She] the vote was fair"]);
    expect("She said the vote was fair, but the observers left before the count.", &["indirect [She] the vote was fair"]);
    expect("She said the vote was fair. The observers had left.", &["indirect [She] the vote was fair"]);
    expect("After saying the vote was fair, the minister left the room.", &["indirect [the minister] the vote was fair"]);
    expect("He said “this. She answered “that” and left.", &["direct [He] this", "indirect [She] “that” and left", "direct [She] that"]);
}

#[test]
fn participles_and_joined_verbs_share_the_subject() {
    expect("The bank denied the report, adding that its books were open.", &["indirect [The bank] that its books were open"]);
    expect("The mayor welcomed visitors and said the museum would reopen.", &["indirect [The mayor] visitors", "indirect [The mayor] the museum would reopen"]);
}

#[test]
fn vows_accusations_and_passives_have_scopes() {
    expect("The firm vowed to rebuild the pier.", &["indirect [The firm] to rebuild the pier"]);
    expect("Farmers accused the ministry of hiding the figures.", &["indirect [Farmers] the ministry of hiding the figures"]);
    expect("The pilot is believed to have survived.", &["indirect [-] The pilot", "indirect [-] to have survived"]);
    expect("It is said that the bells rang by themselves.", &["indirect [-] that the bells rang by themselves"]);
    expect("The club rejected claims that the roof had leaked.", &["indirect [The club] claims that the roof had leaked"]);
}

#[test]
fn nouns_that_look_like_cues_are_none() {
    expect("The claims office opened a new report centre in the United States.", &[]);
    expect("Police took 911 calls saying nothing of it.", &[]);
    expect("The state of the roads got worse.", &[]);
}

#[test]
fn words_in_marks_that_nobody_says_are_scare_quotes() {
    expect("The “reform” of the school has cost nine jobs.", &["scare [-] reform"]);
    expect("Council's 'miracle' budget falls apart", &["scare [-] miracle"]);
    expect("The book “The Long Winter” sold well.", &["title [-] The Long Winter"]);
    expect("The district, known as “the kettle,” was flooded.", &["title [-] the kettle,"]);
    expect("The word “pond” is too small for it.", &["title [-] pond"]);
    expect("Neighbours described him as “a ghost” in court.", &["indirect [Neighbours] him as “a ghost” in court", "direct [Neighbours] a ghost"]);
}

#[test]
fn a_pronoun_means_an_earlier_name() {
    let text = "“We are late,” Mrs. Lind said. “We are sorry,” she added.";
    let (_, quotes) = read(text);
    let resolved = quotes[1].speaker_resolved.clone().unwrap();
    assert_eq!(&text[resolved.start as usize..resolved.end as usize], "Mrs. Lind");
}

#[test]
fn a_bare_title_means_whoever_was_called_so() {
    let text = "Anna Berg, the health minister, opened the ward on Monday. The minister said the roof was safe. She said nurses would be paid.";
    let (_, quotes) = read(text);
    for quote in &quotes {
        let resolved = quote.speaker_resolved.clone().unwrap();
        assert_eq!(&text[resolved.start as usize..resolved.end as usize], "Anna Berg, the health minister");
    }
    assert_eq!(quotes.len(), 2);
}

#[test]
fn evaluators_speak_for_the_words_in_marks() {
    expect("The plan ends what critics call “the toll trap” on the coast.", &["direct [critics] the toll trap"]);
    expect("It follows what the ministry described as “a pause.”", &["direct [the ministry] a pause."]);
    expect("The club considers the match “lost.”", &["indirect [The club] the match “lost.”", "direct [The club] lost."]);
    expect("The so-called “reform” failed.", &["scare [-] reform"]);
}

#[test]
fn frames_and_plain_cues_are_told_apart() {
    let (_, quotes) = read("The guild said the dam was safe. The guild vowed to rebuild it. The guild praised the crew.");
    let found: Vec<(Frame, bool)> = quotes.iter().map(|q| (q.frame, q.plain)).collect();
    assert_eq!(found, [(Frame::Statement, true), (Frame::Intent, false), (Frame::Topic, false)]);
}

#[test]
fn what_is_wrong_in_the_words_is_said() {
    let compile = |toml: &str| {
        let words: SpeechWords = toml::from_str(&format!("{toml}\n")).unwrap();
        Speech::compile(&words, &Irregular::default(), &mut Vocabulary::default()).unwrap_err()
    };
    let rest = "according = []\nnouns = []\nadjectives = []\nverbs = []";
    assert_eq!(compile(&format!("plain = [\"hum\"]\n{rest}\n[roles]")), SpeechError::NotAVerb("hum".into()));
    assert!(matches!(compile(&format!("{rest}\n[roles]\nhat = [\"cap\"]")), SpeechError::UnknownRole(role, _) if role == "hat"));
    let long = "according = [\"a b c d e f g\"]\nnouns = []\nadjectives = []\nverbs = []\n[roles]";
    assert!(matches!(compile(long), SpeechError::TooLong(..)));
}

#[test]
fn tokens_inside_direct_quotations_are_flagged() {
    let (tokens, _) = read("“The dam will hold,” she said, adding that it “must” hold.");
    let quoted: Vec<bool> = tokens.iter().map(|t| t.is(Flags::QUOTED)).collect();
    assert_eq!(quoted, [true, true, true, true, false, false, false, false, false, true, false]);
}

#[test]
fn boilerplate_is_skipped() {
    let stage = stage();
    let text = "Read also: “He said no,” she said.";
    let mut tokens = Vec::new();
    Scanner::default().scan(text, &stage.vocabulary, &mut tokens);
    let mut landmarks = Landmarks::default();
    stage.sentences.mark(text, &stage.classes, &mut tokens, &mut landmarks);
    for token in &mut tokens {
        token.flags.set(Flags::BOILERPLATE);
    }
    assert!(stage.speech.voice(text, &mut tokens, &landmarks, &mut VoiceScratch::default()).is_empty());
}

/// Nothing leaves the text, cuts a character or overlaps what it may not.
fn sound(text: &str) {
    let (tokens, quotes) = read(text);
    let mut direct = 0;
    let mut indirect = 0;
    for quote in &quotes {
        assert!(quote.start < quote.end && quote.end as usize <= text.len(), "{quote:?}");
        assert!(text.is_char_boundary(quote.start as usize) && text.is_char_boundary(quote.end as usize), "{quote:?}");
        assert!(quote.first_token < quote.last_token && quote.last_token as usize <= tokens.len(), "{quote:?}");
        for range in [&quote.speaker, &quote.cue, &quote.speaker_resolved].into_iter().flatten() {
            assert!(text.get(range.start as usize..range.end as usize).is_some(), "{quote:?}");
        }
        let reach = if quote.kind == QuoteKind::Indirect { &mut indirect } else { &mut direct };
        assert!(quote.start >= *reach, "overlap at {quote:?} in {text:?}");
        *reach = quote.end;
    }
}

#[test]
fn a_million_marks_are_read_in_one_pass() {
    for unit in ["“", "\"", "'", "“a", "a”", "\" a ", "'s 'a ", "he said ", "“a” said b, ", "said that and he "] {
        let text = unit.repeat(1_000_000 / unit.len());
        let start = std::time::Instant::now();
        sound(&text);
        assert!(start.elapsed().as_secs() < 20, "{unit:?} took {:?}", start.elapsed());
    }
}

const PIECES: &[&str] = &[
    "“",
    "”",
    "\"",
    "'",
    "‘",
    "’",
    "«",
    "»",
    "„",
    "''",
    "``",
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    ". ",
    ", ",
    "; ",
    ": ",
    " — ",
    "(",
    ")",
    "?",
    "!",
    "said",
    "says",
    "he",
    "She",
    "Mr.",
    "Hale",
    "the",
    "mayor",
    "that",
    "is",
    "was",
    "and",
    "but",
    "according to",
    "claims",
    "accused",
    "of",
    "to",
    "vowed",
    "who",
    "told",
    "reporters",
    "U.S.",
    "$5",
    "12%",
    "6'2\"",
    "workers'",
    "word",
    "it",
    "called",
    "“x”",
    "é",
    "日本",
    "🙂",
    "\u{301}",
    "İ",
    "believed",
    "saying",
    "adding",
    "in a statement",
    "Asked",
    "whether",
];

proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,200}") {
        sound(&text);
    }

    #[test]
    fn any_row_of_pieces_is_read_without_harm(picks in prop::collection::vec(0..PIECES.len(), 0..80), blanks in any::<u64>()) {
        let mut text = String::new();
        for (n, pick) in picks.iter().enumerate() {
            text.push_str(PIECES[*pick]);
            if blanks >> (n % 64) & 1 == 1 {
                text.push(' ');
            }
        }
        sound(&text);
    }

    #[test]
    fn a_sentence_more_changes_no_earlier_paragraph(picks in prop::collection::vec(0..PIECES.len(), 0..40)) {
        let text: String = picks.iter().flat_map(|p| [PIECES[*p], " "]).collect();
        let longer = format!("{text}\n\nThe river fell by noon.");
        let known = |text: &str, end: usize| -> Vec<(QuoteKind, u32, u32)> {
            read(text).1.iter().filter(|q| (q.end as usize) <= end).map(|q| (q.kind, q.start, q.end)).collect()
        };
        let end = text.trim_end().len();
        prop_assert_eq!(known(&text, end), known(&longer, end), "{:?}", text);
    }
}
