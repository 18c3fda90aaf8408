//! The columns of every table, in order. CSV, JSONL, Parquet, workbooks and the documentation are made from this and nothing else.

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
    sentence Integer "number of the sentence among those with counted words, from 1",
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
    found_by Text "gazetteer, or discovery where no gazetteer names the actor",
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
    lemma Text "the verb or noun",
    agent_actor Text "actor that the agent refers to",
    victim_actor Text "actor that the victim refers to",
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
    date Text "a date that the text of an undated article begins with; of a dated one, its date line",
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

table!(authorities, "authorities", "an article under one authority's guidance", [
    article_id Text "the article",
    outlet Text "who published it",
    authority Text "id of the pack",
    flagged Integer "hits that the authority objects to",
    spoken_for Integer "hits that it says anything about",
    words Integer "counted words",
    flagged_per_1000 Float "1000 × flagged / words",
    lo95 Float "exact Poisson interval, lower end",
    hi95 Float "… upper end",
]);

table!(rejects, "rejects", "a record that could not be read", [
    input Text "file",
    line Integer "line or record number, from 1",
    reason Text "what is wrong",
    excerpt Text "how the record begins",
    input_number Integer "number of the input, from 0, as in articles.csv",
    record Integer "number of the record in it, from 0, as in articles.csv",
]);

table!(labels, "labels", "what an outlet calls an actor in an event", [
    event_id Text "the event",
    actor Text "id of the actor",
    outlet Text "the outlet; the article's id where it has none",
    label Text "what the actor is called",
    valence Integer "-1, 0, 1",
    n_own Integer "mentions in the outlet's own voice, embedded ones left out",
    n_attributed Integer "… in indirect speech",
    n_quoted Integer "… inside quotation marks",
    n_headline Integer "of those in own voice, in a headline",
    share_own Float "n_own / the outlet's own mentions of the actor",
    adj_resid Float "adjusted residual of n_own in the table outlet × label; a pointer, no test",
    actor_p Float "permutation p: do the outlets differ in what they call the actor",
    actor_q Float "… after Benjamini and Hochberg over all actors and events of the run",
]);

table!(naming, "naming", "one of a referent's names in one outlet", [
    event_id Text "the event",
    actor Text "id of the actor",
    surface_form Text "the name or label as it stands",
    class Text "name, neutral label, negative label, positive label",
    outlet Text "the outlet",
    n Integer "times the outlet uses it in own voice",
    share Float "n / all own-voice names of the actor in the outlet",
]);

table!(contrasts, "contrasts", "a comparison of two outlets, or of one with the rest", [
    event_id Text "the event, or *all*: events that both sides tell, paired",
    measure Text "loaded_rate, loaded_rate_own_words, weighted_rate, headline_rate, category, term, doubt, endorse, net_polarity, agentless_share, quoted_share, source_mix",
    term Text "what is counted: a loaded expression, an actor, a victim, a kind of source",
    category Text "id of the category",
    outlet_a Text "the outlet",
    count_a Integer "its hits; for net_polarity positive less negative ones",
    words_a Integer "its words, or what the hits are a share of",
    outlet_b Text "another outlet, or *rest*: all others together",
    count_b Integer "their hits",
    words_b Integer "their words",
    rate_ratio Float "rate of a over rate of b, of weights for weighted_rate; empty for net_polarity, and where neither has a hit",
    lo95 Float "interval of the ratio, lower end; for net_polarity of the difference per 1000 words",
    hi95 Float "… upper end",
    log_odds Float "log-odds ratio with a Dirichlet prior of 100 words spread as in the collection; terms only",
    z Float "standardised difference; empty where a count is under five",
    p Float "two-sided; exact for one article an outlet, else allowing for hits that clump in articles",
    q Float "after Benjamini and Hochberg over all rows of the measure in the run",
    verdict Text "higher, lower, no difference shown, too little evidence",
    drivers Text "the five entries with the largest shares of the difference of the two pooled rates, per 1000 words",
]);

table!(sources, "sources", "a kind of source in one outlet", [
    event_id Text "the event, or *all*",
    outlet Text "the outlet",
    kind Text "official, military, police, witness, ngo, expert, … anonymous, other",
    actor Text "the actor that speaks, where it is known",
    speakers Integer "different speakers",
    direct Integer "direct quotations",
    indirect Integer "stretches of indirect speech",
    words Integer "words given to them",
    share Float "words / all words the outlet gives to sources",
    side Text "the side the actor is on, as a gazetteer or the user says",
]);

table!(sides, "sides", "how one outlet speaks of one side: a group of actors, as a gazetteer or the user puts them together", [
    event_id Text "the event, or *all*",
    side Text "the side",
    outlet Text "the outlet",
    mentions_own Integer "mentions of its actors in the outlet's own voice, embedded ones left out",
    negative_labels Integer "of them, by names that condemn",
    positive_labels Integer "of them, by names that praise",
    hits_against Integer "loaded hits in own voice aimed at its actors that make them look bad",
    hits_for Integer "… that make them look good",
    speeches Integer "stretches of speech, direct and indirect, of its actors",
    words Integer "their words",
    share Float "words / all words the outlet gives to speakers",
    harmed Integer "harm events in own voice that its actors suffer",
    harmed_agent_named Integer "of them, with the doer named",
    harm_done Integer "harm events in own voice that its actors are named as doing",
]);

table!(descriptions, "descriptions", "what one outlet writes at the side of an actor's name: titles, trades, appositions", [
    event_id Text "the event",
    actor Text "id of the actor",
    outlet Text "the outlet; the article's id where it has none",
    head Text "the noun, in small letters: chairman",
    modifiers Text "the words before it, in small letters: embattled",
    n_own Integer "times in the outlet's own voice",
    n_attributed Integer "… in indirect speech",
    n_quoted Integer "… inside quotation marks",
]);

table!(agency_summary, "agency_summary", "an outlet's harm events with one victim", [
    event_id Text "the event",
    victim Text "who suffers",
    outlet Text "the outlet",
    harm_events Integer "harm events in own voice",
    agent_named Integer "of them with an agent",
    active Integer "… by construction",
    passive_agent Integer "…",
    passive_agentless Integer "…",
    nominalisation Integer "…",
    intransitive Integer "…",
    weapon_agent Integer "…",
    unnamed_share Float "share without an agent",
    lo95 Float "Wilson interval of it, lower end",
    hi95 Float "… upper end",
    fisher_p Float "exact test of named and unnamed against the event's other outlets",
    verbs Text "the wordings, with their numbers",
]);

table!(trends, "trends", "an outlet's month", [
    outlet Text "the outlet",
    month Text "year and month",
    articles Integer "articles, copies left out",
    words Integer "their words",
    loaded_own Integer "lexical hits in own voice",
    loaded_own_per_1000 Float "the rate",
    lo95 Float "bootstrap over articles from five articles on, else the exact Poisson interval",
    hi95 Float "… upper end",
]);

table!(robustness, "robustness", "whether the order of outlets stands when something is left out", [
    event_id Text "the event, or *all*",
    kind Text "entry, category, lexicon, authority (as its guidance has it: less what it allows, more what it objects to in any mouth), article, copies, opinion, headlines; *all* sums up",
    variants Integer "how many ways of leaving something out",
    stands Integer "of them, how many leave the order as it is",
    share Float "stands / variants",
    overturned_by Text "what turns the order when it is left out or let in, the first ten",
    order Text "outlets by loaded rate, highest first, level ones joined by \" = \"; only where the order stands",
    order_stands Text "true where every kind leaves the order alone in at least 95 % of its variants",
]);

table!(categories, "categories", "a category of hits", [
    category Text "id",
    family Text "lexical (scored), attribution, agency (shown)",
    title Text "shown to people",
    explanation Text "for a pupil",
]);

table!(lexicons, "lexicons", "a lexicon of the run", [
    lexicon Text "id",
    title Text "shown to people",
    authority Text "whose guidance it is, for the pack of an authority",
]);

table!(actors, "actors", "an actor: those of the gazetteers, then those that a comparison discovered", [
    id Text "as in the other tables' columns of actors",
    name Text "shown to people; of a discovered actor the fullest name, as it stands most often",
    kind Text "state, armed group, party, person … as the gazetteer says; empty where nobody said",
    found_by Text "gazetteer or discovery",
    side Text "the side it is on, as a gazetteer or the user says",
]);

/// All tables, articles without the columns of categories.
pub fn all() -> Vec<Table> {
    vec![
        articles(&[], &[]),
        hits(),
        quotes(),
        mentions(),
        agency(),
        dropped(),
        facts(),
        events(),
        coverage(),
        authorities(),
        rejects(),
        labels(),
        naming(),
        descriptions(),
        contrasts(),
        sources(),
        sides(),
        agency_summary(),
        trends(),
        robustness(),
        categories(),
        lexicons(),
        actors(),
    ]
}

/// What a column of a written table holds. Columns that no schema knows, as those of `--keep`, are text.
pub fn kind_of(tables: &[Table], table: &str, column: &str) -> Kind {
    let known = tables.iter().find(|t| t.name == table);
    let found = known.and_then(|t| t.columns.iter().find(|c| c.name == column)).map(|c| c.kind);
    found.unwrap_or(if table == "articles" && column.starts_with("n_") { Kind::Integer } else { Kind::Text })
}

/// What columns that are carried through are called in articles.csv: as in the input, unless that name is taken.
pub fn kept_name(column: &str) -> String {
    let taken = column.starts_with("n_") || articles(&[], &[]).columns.iter().any(|c| c.name == column);
    if taken { format!("input_{column}") } else { column.to_owned() }
}

/// articles.csv with one more column for each category, what a comparison needs beside, and the input's columns that `--keep` names.
pub fn articles(categories: &[String], keep: &[String]) -> Table {
    let mut table = base_articles();
    for category in categories {
        table.columns.push(Column { name: format!("n_{category}").into(), kind: Kind::Integer, about: "own-voice hits of the category" });
    }
    for (name, kind, about) in [
        ("genre", Kind::Text, "news, analysis, opinion, live"),
        ("url", Kind::Text, "address"),
        ("sentence_words", Kind::Text, "counted words of each sentence, parted by blanks: what the sentence bootstrap draws from"),
        ("headline_words", Kind::Integer, "counted words of the headline"),
        ("input", Kind::Integer, "number of the input file, from 0: what merging shards goes by"),
        ("record", Kind::Integer, "number of the record in it, from 0"),
    ] {
        table.columns.push(Column { name: name.into(), kind, about });
    }
    for column in keep {
        table.columns.push(Column { name: kept_name(column).into(), kind: Kind::Text, about: "the input's column" });
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{Kind, all};
    use std::fmt::Write;
    use std::path::Path;

    const BEGIN: &str = "<!-- generated: columns -->\n";
    const END: &str = "<!-- end of what is generated -->";

    /// The columns as tables of Markdown.
    fn columns() -> String {
        let mut out = String::new();
        for table in all() {
            let _ = write!(out, "\n### {}.csv\n\nA row is {}.\n\n| column | holds | meaning |\n|---|---|---|\n", table.name, table.row);
            for column in &table.columns {
                let kind = match column.kind {
                    Kind::Text => "text",
                    Kind::Integer => "whole number",
                    Kind::Float => "number",
                };
                let _ = writeln!(out, "| `{}` | {kind} | {} |", column.name, column.about.replace('|', "\\|"));
            }
            if table.name == "articles" {
                out.push_str("| `n_ID` | whole number | own-voice hits of the category ID; a column for each |\n");
            }
        }
        out
    }

    #[test]
    fn generated_columns_are_current() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tables.md");
        let page = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        let (before, rest) = page.split_once(BEGIN).expect("docs/tables.md holds the mark where the columns begin");
        let (_, after) = rest.split_once(END).expect("docs/tables.md holds the mark where the columns end");
        let wanted = format!("{before}{BEGIN}{}{END}{after}", columns());
        if std::env::var_os("SLANTWISE_WRITE").is_some() {
            std::fs::write(&path, wanted).unwrap();
        } else {
            assert!(page == wanted, "SLANTWISE_WRITE=1 cargo test --lib generated writes docs/tables.md anew");
        }
    }
}
