//! What the page shows, capped: the template renders it, and `Data` goes into the page for its scripts.

use super::texts::ArticleText;
use serde::Serialize;

/// How the page is made.
#[derive(Debug, Clone, Default)]
pub struct ReportOptions {
    /// No article text: offsets, hashes and short contexts only.
    pub no_text: bool,
    /// Outlets are called Outlet A, B, C.
    pub blind: bool,
    /// The page of a `score` run: articles and their marks, no comparison.
    pub single: bool,
    /// Heading of the page; made from the run where it is empty.
    pub title: String,
    /// Most articles shown whole in one page; 0: the usual 300.
    pub max_articles: usize,
    /// What the tables themselves leave out, a sentence each.
    pub left_out: Vec<String>,
    /// Titles of the user's own events, by id: the tables hold ids only.
    pub titles: std::collections::BTreeMap<String, String>,
    /// Writes the main figure and the naming matrix as SVG and CSV here.
    pub figures: Option<std::path::PathBuf>,
}

impl ReportOptions {
    /// Articles that one page holds.
    pub fn cap(&self) -> usize {
        if self.max_articles == 0 { super::MAX_ARTICLES } else { self.max_articles }
    }
}

/// A category, for readers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CategoryInfo {
    pub id: String,
    pub title: String,
    pub explanation: String,
    pub family: String,
    /// Two letters that stand for it beside a mark.
    pub letters: String,
    /// Whether it is part of the score.
    pub scored: bool,
}

/// An outlet's counts over the whole run, whatever part of it the page shows.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Outlet {
    pub name: String,
    pub articles: u64,
    pub words: u64,
    pub words_own: u64,
    pub loaded: u64,
    pub attributed: u64,
    pub quoted: u64,
    pub rate: Option<f64>,
    pub lo: Option<f64>,
    pub hi: Option<f64>,
    /// Rate per own words.
    pub rate_own: Option<f64>,
    /// What the variance of its articles' hits is of that of independent ones; at least 1.
    pub spread: f64,
}

/// An article of the page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Article {
    /// As in the tables; the hash where outlets are hidden, since ids tend to name them.
    pub id: String,
    pub sha: String,
    pub outlet: usize,
    pub event: usize,
    pub date: String,
    pub title: String,
    pub language: String,
    pub words: u64,
    pub words_own: u64,
    pub loaded: u64,
    pub attributed: u64,
    pub quoted: u64,
    pub sources: u64,
    pub rate: Option<f64>,
    pub lo: Option<f64>,
    pub hi: Option<f64>,
    pub headline_loaded: u64,
    pub headline_gap: Option<f64>,
    pub wire: String,
    pub copy_of: String,
    /// Its column in the event, from 1.
    pub column: usize,
    /// Whether its text is in the page.
    pub shown: bool,
}

/// An event.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Event {
    pub id: String,
    pub title: String,
    /// user, auto, or nothing.
    pub source: String,
    pub dates: String,
    /// Articles that the page shows, by number.
    pub articles: Vec<usize>,
    /// Articles it has.
    pub total: usize,
    /// Rows of the aligned columns.
    pub rows: usize,
    /// The articles of no event, kept together.
    pub loose: bool,
    /// Headings of articles that are related without telling the same event.
    pub related: Vec<String>,
    /// Related articles that are not named.
    pub related_more: usize,
    /// Address of its own page, where the run is too large for one.
    pub page: String,
}

/// A lexicon entry that a hit of the page rests on.
#[derive(Debug, Clone, Default, Serialize, PartialEq, Eq, Hash)]
pub struct Entry {
    pub id: String,
    pub category: String,
    pub lexicon: String,
    pub subtype: String,
    pub strength: String,
    pub weight: String,
    pub why: String,
    pub alternatives: Vec<String>,
    pub sources: Vec<String>,
}

/// A marked expression. Field names are short: there may be tens of thousands.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HitMark {
    /// Article.
    pub d: usize,
    /// 1: in the title field.
    #[serde(skip_serializing_if = "is_zero")]
    pub f: u8,
    /// First code point.
    pub s: usize,
    /// Code point after the last.
    pub e: usize,
    /// The expression.
    pub t: String,
    /// Entry.
    pub n: usize,
    /// Group: rows of one expression share it.
    pub g: u64,
    /// Category.
    pub c: usize,
    /// Voice: 0 own, 1 attributed, 2 quoted.
    pub v: u8,
    /// Polarity.
    pub p: i8,
    /// Sentence.
    pub z: u64,
    /// 1: in the headline.
    #[serde(skip_serializing_if = "is_zero")]
    pub h: u8,
    /// Speaker.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub w: String,
    /// Cue.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// Target.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub a: String,
    /// Words before, where the page has no text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub l: String,
    /// Words after, where the page has no text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub r: String,
}

/// Something else that a number can point at: a mention, a harm event, a stretch of reported speech.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Place {
    /// Article.
    pub d: usize,
    /// 1: in the title field.
    #[serde(skip_serializing_if = "is_zero")]
    pub f: u8,
    pub s: usize,
    pub e: usize,
    pub t: String,
    /// Actor of a mention, victim of a harm event, actor that speaks.
    pub a: String,
    /// Label of a mention, construction of a harm event, kind of a quotation.
    pub l: String,
    /// Agent of a harm event, speaker of a quotation.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub w: String,
    pub v: u8,
    pub p: i8,
    /// 1: inside another label.
    #[serde(skip_serializing_if = "is_zero")]
    pub b: u8,
}

fn is_zero(n: &u8) -> bool {
    *n == 0
}

/// What the page's scripts work from.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Data {
    pub schema: u32,
    pub program: String,
    pub title: String,
    pub single: bool,
    pub blind: bool,
    pub no_text: bool,
    pub order_stands: bool,
    pub categories: Vec<CategoryInfo>,
    pub outlets: Vec<Outlet>,
    pub events: Vec<Event>,
    pub articles: Vec<Article>,
    pub entries: Vec<Entry>,
    pub hits: Vec<HitMark>,
    pub mentions: Vec<Place>,
    pub agency: Vec<Place>,
    pub quotes: Vec<Place>,
    pub actors: Vec<String>,
    /// What the page calls each actor, by id.
    pub names: std::collections::BTreeMap<String, String>,
    /// How a text spells an actor whose id is that name: `white_helmets` as White Helmets.
    #[serde(skip)]
    pub spelled: std::collections::BTreeMap<String, String>,
    /// What the run calls each actor, which goes before.
    #[serde(skip)]
    pub known: std::sync::Arc<rustc_hash::FxHashMap<String, String>>,
}

impl Data {
    /// What an actor is called, where that is known.
    pub fn spelling(&self, id: &str) -> Option<&String> {
        self.known.get(id).or_else(|| self.spelled.get(id))
    }
}

/// One name an outlet has for an actor, with its counts.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Label {
    pub label: String,
    pub valence: i8,
    pub own: u64,
    pub attributed: u64,
    pub quoted: u64,
    pub headline: u64,
    pub actor_q: String,
    /// 1–5, by count.
    pub size: u8,
}

/// An actor's row in the matrix: a list of labels for each outlet.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ActorRow {
    pub actor: String,
    pub name: String,
    pub total: u64,
    pub cells: Vec<Vec<Label>>,
}

/// Names per actor and outlet, of one event or of all.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Matrix {
    /// Outlets that have a column, by number.
    pub outlets: Vec<usize>,
    pub actors: Vec<ActorRow>,
    /// Actors left out by the cap.
    pub left_out: usize,
}

/// A comparison.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Contrast {
    pub event: String,
    pub event_name: String,
    /// What is compared, in words.
    pub what: String,
    /// Data attributes of the buttons on its counts; none where no place can be shown.
    pub evidence: Vec<(String, String)>,
    /// The whole rate, no category or term of it.
    pub plain: bool,
    /// The rate of the main figure.
    pub rate: bool,
    pub a: String,
    pub a_at: Option<usize>,
    pub count_a: String,
    pub words_a: String,
    pub b: String,
    pub b_at: Option<usize>,
    pub count_b: String,
    pub words_b: String,
    pub ratio: Option<f64>,
    pub lo: Option<f64>,
    pub hi: Option<f64>,
    pub q: Option<f64>,
    pub verdict: String,
    /// A verdict's class name.
    pub tone: String,
    /// Entry, its share of the difference, and its wording in these articles.
    pub drivers: Vec<(String, String, String)>,
    /// The outlet whose others the second side is.
    pub rest: Option<usize>,
}

/// One way to word harm to somebody, counted for an outlet.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AgencyRow {
    pub victim: String,
    pub name: String,
    pub outlet: usize,
    pub total: u64,
    pub named: u64,
    pub unnamed: u64,
    /// Share without an agent, percent.
    pub share: Option<f64>,
    pub lo: Option<f64>,
    pub hi: Option<f64>,
    pub wordings: Vec<Wording>,
    /// Several outlets tell of this victim.
    pub shared: bool,
}

/// A harm event as it stands.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Wording {
    pub text: String,
    pub construction: String,
    pub agent: String,
    pub n: u64,
}

/// A speaker or kind of speaker and what room an outlet gives them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SourceRow {
    pub outlet: usize,
    pub speaker: String,
    pub direct: u64,
    pub indirect: u64,
    pub words: u64,
}

/// A fact or actor that some report and others do not.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Coverage {
    pub item: String,
    pub kind: String,
    pub with: Vec<String>,
    pub without: Vec<String>,
    /// Published before the others had it, or far shorter.
    pub excused: Vec<String>,
    /// One outlet alone reports it.
    pub only: bool,
    pub proofs: Vec<Proof>,
}

/// Where a fact stands in an article.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Proof {
    pub article: usize,
    pub outlet: usize,
    pub field: u8,
    pub start: usize,
    pub words: String,
}

/// What an outlet has of a side.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SideLine {
    pub side: String,
    pub outlet: usize,
    pub mentions: u64,
    pub negative: u64,
    pub positive: u64,
    pub against: u64,
    pub praising: u64,
    pub words: u64,
    /// Percent of all words it gives to speakers.
    pub share: f64,
    pub harmed: u64,
    pub doer_named: u64,
    pub does: u64,
}

/// Words an outlet gives to a kind of source.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SourceKind {
    pub outlet: usize,
    pub kind: String,
    pub speakers: u64,
    pub words: u64,
    /// Percent of all words it gives to sources.
    pub share: f64,
}

/// Referent, surface form, class, and shares by outlet.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Naming {
    pub actor: String,
    pub form: String,
    pub class: String,
    /// Count for each outlet of the matrix.
    pub counts: Vec<u64>,
}

/// A table shown as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PlainTable {
    pub names: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub left_out: u64,
}

/// What an event's section shows beside its articles.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EventView {
    pub matrix: Matrix,
    pub naming: Vec<Naming>,
    pub agency: Vec<AgencyRow>,
    pub sources: Vec<SourceRow>,
    pub coverage: Vec<Coverage>,
    pub coverage_left_out: usize,
    pub contrasts: Vec<Contrast>,
    /// What of this event is not in the page, a sentence each.
    pub caps: Vec<String>,
}

/// An article's loaded words, each once with its number, by who says them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Spoken {
    pub own: String,
    pub reported: String,
    pub quoted: String,
}

/// A stretch of a paragraph with the same marks throughout.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Segment {
    pub text: String,
    /// Hits that cover it, parted by blanks: the page's `data-h`.
    pub hits: String,
    /// Class names.
    pub class: String,
    /// Letters shown beside the mark's first stretch.
    pub label: String,
}

/// A paragraph.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Paragraph {
    /// 1: the title field.
    pub field: u8,
    /// Its first code point.
    pub start: usize,
    pub part: String,
    /// Row among the aligned columns, from 1.
    pub row: usize,
    pub segments: Vec<Segment>,
}

/// A month of an outlet.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TrendRow {
    pub outlet: usize,
    pub month: String,
    pub articles: u64,
    pub words: u64,
    pub loaded: u64,
    pub rate: Option<f64>,
    pub lo: Option<f64>,
    pub hi: Option<f64>,
}

/// Uses of an entry.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EntryUse {
    pub entry: usize,
    pub own: u64,
    pub attributed: u64,
    pub quoted: u64,
}

/// Everything that the template renders.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Model {
    pub data: Data,
    /// A section's tables that the run folder does not have, with a sentence for the reader.
    pub absent: Vec<String>,
    /// Paragraphs of each article of `data.articles`; empty where the page has no text.
    pub bodies: Vec<Vec<Paragraph>>,
    /// The loaded words of each article by voice, for readers without script and for a list at a glance.
    pub spoken: Vec<Spoken>,
    pub matrix: Matrix,
    pub views: Vec<EventView>,
    pub contrasts: Vec<Contrast>,
    /// Each outlet against each other one in own-voice loaded wording; none where there are too many for a list.
    pub pairs: Vec<Contrast>,
    /// How many of them are shown to differ.
    pub pairs_differ: usize,
    pub contrasts_left_out: u64,
    pub has_contrasts: bool,
    pub agency: Vec<AgencyRow>,
    pub sources: Vec<SourceRow>,
    pub source_kinds: Vec<SourceKind>,
    pub sides: Vec<SideLine>,
    pub copies: u64,
    pub lexicons: Vec<(String, String, String)>,
    pub robustness: Option<PlainTable>,
    pub trend: Vec<TrendRow>,
    pub entry_uses: Vec<EntryUse>,
    pub authorities: Vec<(String, u64)>,
    pub manifest: Vec<(String, String)>,
    pub manifest_json: String,
    pub total_articles: u64,
    pub total_hits: u64,
    pub total_events: usize,
    pub shown_articles: usize,
    /// Sentences about what was left out.
    pub caps: Vec<String>,
    pub first_date: String,
    pub last_date: String,
    /// Back to the index, on an event's own page.
    pub index: String,
}

/// Texts of the articles shown, in the order of `data.articles`.
pub type Shown = Vec<Option<ArticleText>>;
