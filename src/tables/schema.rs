//! The columns of every table, in order. CSV, JSONL and the documentation are made from this and nothing else.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Float,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in the header.
    pub name: std::borrow::Cow<'static, str>,
    /// What it holds.
    pub kind: Kind,
    /// What it means.
    pub about: &'static str,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// File name without its ending.
    pub name: &'static str,
    /// What a row is.
    pub row: &'static str,
    /// Columns, in order.
    pub columns: Vec<Column>,
}

macro_rules! table {
    ($name:ident, $file:expr, $row:expr, [$($column:ident $kind:ident $about:expr),* $(,)?]) => {
        #[doc = concat!("`", $file, "`: a row is ", $row, ".")]
        pub fn $name() -> Table {
            Table { name: $file, row: $row, columns: vec![$(Column { name: std::borrow::Cow::Borrowed(stringify!($column)), kind: Kind::$kind, about: $about }),*] }
        }
    };
}

table!(base_articles, "articles", "an article", [
    article_id Text "the record's id",
    outlet Text "who published it",
    date Text "when, as the input gives it or the text tells",
    event_id Text "the event it tells; after `score` only the user's own",
    title Text "headline",
    language Text "language tag",
    words Integer "counted words outside boilerplate, title and text, each once",
    words_direct Integer "of them inside quotation marks",
    words_indirect Integer "of them in indirect speech",
    sentences Integer "sentences with at least one counted word",
    words_own Integer "words in the outlet's own voice",
    loaded_own Integer "lexical hits in own voice, headline included, each group once",
    loaded_own_per_1000 Float "1000 × loaded_own / words",
    lo95 Float "exact (Garwood) Poisson interval of that rate, lower end",
    hi95 Float "… upper end",
    boot_lo95 Float "sentence bootstrap of the rate, lower end; filled by `compare`",
    boot_hi95 Float "… upper end; filled by `compare`",
    shrunk_per_1000 Float "the rate shrunk towards the collection's mean; filled by `compare`",
    loaded_own_per_1000_own_words Float "1000 × loaded_own / words_own",
    weighted_own_per_1000 Float "1000 × sum of weights in own voice / words",
    loaded_types_own Integer "different loaded expressions in own voice",
    loaded_attributed Integer "lexical hits in indirect speech",
    loaded_quoted Integer "lexical hits inside quotation marks",
    headline_loaded Integer "lexical own-voice hits in the headline",
    headline_gap Float "headline rate minus body rate, per 1000 words",
    sources Integer "different speakers quoted or paraphrased",
    agentless_share Float "share of harm events whose wording names no agent",
    wire_source Text "agency that the text credits, or the article it copies",
    duplicate_of Text "id of the article it repeats; filled by `compare`",
    input_sha256 Text "SHA-256 of title, a line feed, and text",
]);

table!(hits, "hits", "a marked expression that counts", [
    article_id Text "the article",
    outlet Text "who published it",
    event_id Text "the event",
    field Text "title or text: what start and end count in",
    section Text "headline, standfirst, body, caption, crosshead",
    start Integer "first code point, from 0",
    end Integer "code point after the last",
    text Text "the expression as it stands",
    sentence Integer "number of the sentence in the article, from 1",
    paragraph Integer "number of the paragraph, from 1",
    category Text "id of the category",
    subtype Text "the entry's own subdivision",
    entry Text "lexicon.family",
    group Integer "rows of one expression split by other words share it",
    lexicon Text "id of the lexicon",
    polarity Integer "sign the wording gives its target: -1, 0, 1",
    strength Text "mild, usual, strong",
    weight Float "0 to 10",
    voice Text "own, attributed, quoted",
    speaker Text "who says it, as the text names them",
    cue Text "the word that tells it is reported",
    target Text "actor it is about",
    target_rule Text "how the target was found",
    why Text "why it is loaded, for a pupil",
    alternatives Text "neutral words, parted by \" | \"",
    source Text "published guidance, parted by \" | \"",
    left Text "words before",
    right Text "words after",
]);

table!(quotes, "quotes", "a stretch of reported speech", [
    article_id Text "the article",
    field Text "title or text",
    start Integer "first code point, inside the marks",
    end Integer "code point after the last",
    kind Text "direct, indirect, scare",
    speaker Text "noun phrase of the speaker",
    speaker_actor Text "actor it refers to",
    cue Text "word that tells it is reported",
    text Text "what is said",
]);

table!(mentions, "mentions", "a reference to an actor", [
    article_id Text "the article",
    field Text "title or text",
    start Integer "first code point",
    end Integer "code point after the last",
    text Text "as it stands",
    actor Text "id of the actor",
    label Text "what the actor is called",
    valence Integer "-1, 0, 1",
    voice Text "own, attributed, quoted",
    section Text "headline, standfirst, body, caption, crosshead",
    embedded Text "true inside another label",
]);

table!(agency, "agency", "a harm event as worded", [
    article_id Text "the article",
    field Text "title or text",
    start Integer "first code point",
    end Integer "code point after the last",
    text Text "as it stands",
    construction Text "active, passive_agent, passive_agentless, nominalisation, intransitive, weapon_agent",
    agent Text "who did it, as the wording names them",
    victim Text "who suffered it",
    voice Text "own, attributed, quoted",
    section Text "headline, standfirst, body, caption, crosshead",
]);

table!(dropped, "dropped", "a candidate that a rule dropped or a person struck", [
    article_id Text "the article",
    field Text "title or text",
    start Integer "first code point",
    end Integer "code point after the last",
    text Text "as it stands",
    entry Text "lexicon.family",
    category Text "id of the category",
    rule Text "which rule",
    reason Text "why",
]);

table!(facts, "facts", "what a comparison needs of an article that no other table holds", [
    article_id Text "the article",
    input Integer "which input it came from, from 0",
    number Integer "which record of that input, from 0: with `input`, the order of the run",
    date Text "a date that the text of an undated article begins with",
    title_terms Text "words of the headline: groups of a base-64 count and keys of four digits, parted by full stops",
    body_terms Text "the words below it that tell the article from others, written alike",
    names Text "name candidates as they stand, each with its places, voices, sections and the words at its side",
    numbers Text "numbers with what they count, each with its place",
    sketch Text "sample of hashed five-word runs, five base-64 digits each; the first is the hash up to which it is whole",
]);

table!(events, "events", "an article in an event", [
    article_id Text "the article",
    event_id Text "the event",
    event_source Text "user, auto",
    link_score Float "likeness to the other articles of the event, 0 to 1",
    shared_entities Text "rare names it shares with them, parted by \" | \"",
    days_apart Integer "days since the event's first article",
    relation Text "same, related",
    wire_source Text "agency that the text credits, or that of the article it copies",
    duplicate_of Text "id of the article it repeats",
]);

table!(coverage, "coverage", "a fact and the outlets that report it", [
    event_id Text "the event",
    item Text "the fact as it is worded first",
    kind Text "name, number, act, source",
    outlets_with Text "who reports it, parted by \" | \"",
    outlets_without Text "who does not, though published in time and long enough",
    first_position Integer "code point of its first mention, in the first article of evidence",
    evidence Text "article:field:code point \"words\", parted by \" | \"",
    finding Text "omitted: at least two thirds of the others report it; only: one outlet alone reports it; shared",
    outlets_excused Text "without it, but published before the others had it or far shorter than they",
]);

table!(rejects, "rejects", "a record that could not be read", [
    input Text "file",
    line Integer "line or record number, from 1",
    reason Text "what is wrong",
    excerpt Text "how the record begins",
]);

/// articles.csv with one more column for each category, and what a comparison needs beside.
pub fn articles(categories: &[String]) -> Table {
    let mut table = base_articles();
    for category in categories {
        table.columns.push(Column { name: format!("n_{category}").into(), kind: Kind::Integer, about: "own-voice hits of the category" });
    }
    for (name, kind, about) in [
        ("genre", Kind::Text, "news, analysis, opinion, live"),
        ("url", Kind::Text, "address"),
        ("sentence_words", Kind::Text, "counted words of each sentence, parted by blanks: what the sentence bootstrap draws from"),
        ("headline_words", Kind::Integer, "counted words of the headline"),
    ] {
        table.columns.push(Column { name: name.into(), kind, about });
    }
    table
}
