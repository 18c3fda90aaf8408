//! From the tables of score runs to rows in memory: blocks of each table are parsed side by side, each with texts numbered for
//! itself, and put together in order, so that numbers are the same on any number of threads.

use super::blocks::{Blocks, Row};
use super::read::{AgencyRow, ArticleRow, HitRow, MentionRow, QuoteRow, RunTables, Sym, Symbols, Voice};
use anyhow::bail;
use rustc_hash::FxHashMap;
use std::path::Path;

/// Articles by id.
type Index = FxHashMap<String, u32>;

/// Rows whose texts are numbered.
trait Numbered {
    /// Every number of a text in it.
    fn texts(&mut self) -> impl Iterator<Item = &mut Sym>;
}

impl Numbered for ArticleRow {
    fn texts(&mut self) -> impl Iterator<Item = &mut Sym> {
        [&mut self.outlet, &mut self.event, &mut self.language, &mut self.genre].into_iter()
    }
}

impl Numbered for HitRow {
    fn texts(&mut self) -> impl Iterator<Item = &mut Sym> {
        [&mut self.text, &mut self.category, &mut self.entry, &mut self.strength, &mut self.target, &mut self.speaker].into_iter()
    }
}

impl Numbered for MentionRow {
    fn texts(&mut self) -> impl Iterator<Item = &mut Sym> {
        [&mut self.text, &mut self.actor, &mut self.label].into_iter()
    }
}

impl Numbered for AgencyRow {
    fn texts(&mut self) -> impl Iterator<Item = &mut Sym> {
        [&mut self.text, &mut self.construction, &mut self.agent, &mut self.victim, &mut self.agent_actor].into_iter()
    }
}

impl Numbered for QuoteRow {
    fn texts(&mut self) -> impl Iterator<Item = &mut Sym> {
        [&mut self.kind, &mut self.speaker, &mut self.speaker_actor, &mut self.cue].into_iter()
    }
}

/// Reads a table block by block; `parse` makes a row, with the texts of its block.
fn table<T: Numbered + Send>(
    blocks: &mut Blocks,
    symbols: &mut Symbols,
    mut out: impl FnMut(T) + Send,
    parse: impl Fn(&Row<'_>, &mut Symbols, &mut Last) -> anyhow::Result<T> + Sync,
) -> anyhow::Result<()> {
    blocks.each(
        |block| {
            let (mut own, mut found, mut last) = (Symbols::default(), Vec::new(), Last::default());
            block.rows(|row, _| {
                found.push(parse(&row, &mut own, &mut last)?);
                Ok(())
            })?;
            Ok((own, found))
        },
        |(own, found)| {
            let map: Vec<Sym> = own.iter().map(|text| symbols.number(text)).collect();
            for mut row in found {
                for sym in row.texts() {
                    *sym = map.get(sym.0 as usize).copied().unwrap_or_default();
                }
                out(row);
            }
            Ok(())
        },
    )
}

/// The article last asked for: rows follow their articles, so it is nearly always the one asked for next.
#[derive(Default)]
struct Last {
    id: String,
    article: Option<u32>,
    folded: String,
}

impl Last {
    fn article(&mut self, index: &Index, id: &str, table: &Path) -> anyhow::Result<u32> {
        match self.article {
            Some(article) if self.id == id => Ok(article),
            _ => {
                let Some(article) = index.get(id) else { bail!("{}: the article \"{id}\" is not in articles.csv", table.display()) };
                self.id.clear();
                self.id.push_str(id);
                self.article = Some(*article);
                Ok(*article)
            }
        }
    }

    /// A text in lower case.
    fn folded<'f>(&'f mut self, text: &'f str) -> &'f str {
        if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_uppercase()) {
            return text;
        }
        self.folded = text.to_lowercase();
        &self.folded
    }
}

fn voice(row: &Row<'_>, at: usize) -> Voice {
    match row.raw(at) {
        "quoted" => Voice::Quoted,
        "attributed" => Voice::Attributed,
        _ => Voice::Own,
    }
}

fn columns(blocks: &Blocks, names: &[&str]) -> Vec<usize> {
    names.iter().map(|n| blocks.at(n)).collect()
}

impl RunTables {
    /// Reads the tables of the score runs in `folders`, in the threads of the rayon pool it is called in.
    ///
    /// # Errors
    /// A folder without tables, a table that lacks a column, rows of an article that articles.csv does not have.
    pub fn read(folders: &[&Path]) -> anyhow::Result<Self> {
        let mut all = Self::read_articles(folders)?;
        all.read_rows(folders)?;
        Ok(all)
    }

    /// Reads articles.csv alone, and what the folders say of categories and lexicons: all that linking needs.
    ///
    /// # Errors
    /// As [`RunTables::read`].
    pub fn read_articles(folders: &[&Path]) -> anyhow::Result<Self> {
        let mut all = Self::default();
        for folder in folders {
            all.folders.push(all.articles.len());
            all.add_articles(&folder.join("articles.csv"))?;
            all.add_families(folder)?;
        }
        Ok(all)
    }

    /// Reads the other tables of the folders whose articles were read.
    ///
    /// # Errors
    /// As [`RunTables::read`].
    pub fn read_rows(&mut self, folders: &[&Path]) -> anyhow::Result<()> {
        for (at, folder) in folders.iter().enumerate() {
            let from = self.folders.get(at).copied().unwrap_or(0);
            let to = self.folders.get(at + 1).copied().unwrap_or(self.articles.len());
            // An id that comes twice is kept; its rows cannot be told apart, so they go to the first.
            let mut index = Index::default();
            for (n, row) in self.articles[from..to].iter().enumerate() {
                index.entry(row.id.clone()).or_insert((from + n) as u32);
            }
            self.add(folder, &index)?;
        }
        Ok(())
    }

    /// Families of the categories, the actors' sides and the lexicons' authorities. A folder without them: what the program itself knows.
    fn add_families(&mut self, folder: &Path) -> anyhow::Result<()> {
        let path = folder.join("categories.csv");
        let mut family: FxHashMap<String, bool> = FxHashMap::default();
        if path.is_file() {
            let t = Blocks::open(&path, &["category", "family"])?;
            let (category, kind) = (t.at("category"), t.at("family"));
            t.rows(|row| {
                family.insert(row.text(category).into_owned(), row.text(kind) == "lexical");
                Ok(())
            })?;
        }
        let shown = ["doubt", "endorse", "hedge", "scare_quotes", "agency"];
        self.lexical = self.categories.iter().map(|c| family.get(c).copied().unwrap_or(!shown.contains(&c.as_str()))).collect();
        let path = folder.join("actors.csv");
        if path.is_file() {
            let t = Blocks::open(&path, &["id"])?;
            // A run of an earlier version knows no sides.
            let (id, side) = (t.at("id"), t.at("side"));
            t.rows(|row| {
                let pair = (row.text(id).into_owned(), row.text(side).into_owned());
                if !pair.1.is_empty() && !self.sides.contains(&pair) {
                    self.sides.push(pair);
                }
                Ok(())
            })?;
        }
        let path = folder.join("lexicons.csv");
        if path.is_file() {
            let t = Blocks::open(&path, &["lexicon", "authority"])?;
            let (lexicon, authority) = (t.at("lexicon"), t.at("authority"));
            t.rows(|row| {
                let pair = (row.text(lexicon).into_owned(), row.text(authority).into_owned());
                if !pair.1.is_empty() && !self.authorities.contains(&pair) {
                    self.authorities.push(pair);
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn add(&mut self, folder: &Path, index: &Index) -> anyhow::Result<()> {
        let path = folder.join("hits.csv");
        let mut t = Blocks::open(&path, &["article_id", "group", "category", "entry", "voice"])?;
        let names = [
            "article_id",
            "section",
            "start",
            "end",
            "text",
            "sentence",
            "group",
            "category",
            "entry",
            "strength",
            "polarity",
            "weight",
            "voice",
            "target",
            "speaker",
        ];
        let c = columns(&t, &names);
        let hits = &mut self.hits;
        let push = |row: HitRow| {
            let again = hits.last().is_some_and(|h| h.article == row.article && h.group == row.group);
            hits.push(HitRow { counts: !again, ..row });
        };
        table(&mut t, &mut self.symbols, push, |row, symbols, last| {
            Ok(HitRow {
                article: last.article(index, &row.text(c[0]), &path)?,
                headline: row.raw(c[1]) == "headline",
                start: row.number(c[2]),
                end: row.number(c[3]),
                text: symbols.number(last.folded(&row.text(c[4]))),
                sentence: row.number(c[5]),
                group: row.number(c[6]),
                category: symbols.number(&row.text(c[7])),
                entry: symbols.number(&row.text(c[8])),
                strength: symbols.number(&row.text(c[9])),
                polarity: row.number(c[10]),
                weight: row.number(c[11]),
                voice: voice(row, c[12]),
                target: symbols.number(&row.text(c[13])),
                speaker: symbols.number(&row.text(c[14])),
                counts: true,
            })
        })?;
        let path = folder.join("mentions.csv");
        let mut t = Blocks::open(&path, &["article_id", "actor", "label"])?;
        let c = columns(&t, &["article_id", "field", "start", "end", "text", "actor", "label", "valence", "voice", "section", "embedded"]);
        let mentions = &mut self.mentions;
        table(
            &mut t,
            &mut self.symbols,
            |row| mentions.push(row),
            |row, symbols, last| {
                Ok(MentionRow {
                    article: last.article(index, &row.text(c[0]), &path)?,
                    title_field: row.raw(c[1]) == "title",
                    start: row.number(c[2]),
                    end: row.number(c[3]),
                    text: symbols.number(&row.text(c[4])),
                    actor: symbols.number(&row.text(c[5])),
                    label: symbols.number(&row.text(c[6])),
                    valence: row.number(c[7]),
                    voice: voice(row, c[8]),
                    headline: row.raw(c[9]) == "headline",
                    embedded: row.raw(c[10]) == "true",
                })
            },
        )?;
        self.order_mentions();
        let path = folder.join("agency.csv");
        let mut t = Blocks::open(&path, &["article_id", "construction", "agent", "victim_actor"])?;
        let c = columns(&t, &["article_id", "start", "end", "text", "construction", "agent", "victim_actor", "voice", "section", "agent_actor"]);
        let agency = &mut self.agency;
        table(
            &mut t,
            &mut self.symbols,
            |row| agency.push(row),
            |row, symbols, last| {
                Ok(AgencyRow {
                    article: last.article(index, &row.text(c[0]), &path)?,
                    start: row.number(c[1]),
                    end: row.number(c[2]),
                    text: symbols.number(&row.text(c[3])),
                    construction: symbols.number(&row.text(c[4])),
                    agent: symbols.number(&row.text(c[5])),
                    victim: symbols.number(&row.text(c[6])),
                    voice: voice(row, c[7]),
                    headline: row.raw(c[8]) == "headline",
                    agent_actor: symbols.number(&row.text(c[9])),
                })
            },
        )?;
        let path = folder.join("quotes.csv");
        let mut t = Blocks::open(&path, &["article_id", "kind", "speaker"])?;
        let c = columns(&t, &["article_id", "start", "end", "kind", "speaker", "speaker_actor", "cue", "text"]);
        let quotes = &mut self.quotes;
        table(
            &mut t,
            &mut self.symbols,
            |row| quotes.push(row),
            |row, symbols, last| {
                Ok(QuoteRow {
                    article: last.article(index, &row.text(c[0]), &path)?,
                    start: row.number(c[1]),
                    end: row.number(c[2]),
                    kind: symbols.number(&row.text(c[3])),
                    speaker: symbols.number(&row.text(c[4])),
                    speaker_actor: symbols.number(&row.text(c[5])),
                    cue: symbols.number(&row.text(c[6])),
                    words: row.text(c[7]).split_whitespace().count() as u32,
                })
            },
        )
    }

    /// Adds the mentions that a comparison found, as reading them back would.
    pub fn add_mentions(&mut self, found: &[crate::events::discover::Mention]) {
        for row in found {
            let text = self.symbols.number(&row.text);
            let actor = self.symbols.number(&row.actor);
            self.mentions.push(MentionRow {
                article: row.article,
                title_field: row.title_field,
                start: row.start,
                end: row.end,
                text,
                actor,
                label: text,
                valence: 0,
                voice: row.voice,
                headline: row.section == "headline",
                embedded: false,
            });
        }
        self.order_mentions();
    }

    /// Mentions that a comparison found stand behind all others in the table; here they stand with their articles.
    fn order_mentions(&mut self) {
        self.mentions.sort_by_key(|m| m.article);
    }

    fn add_articles(&mut self, path: &Path) -> anyhow::Result<()> {
        let mut t = Blocks::open(path, &["article_id", "outlet", "words", "loaded_own", "sentence_words", "headline_words"])?;
        if self.article_columns.is_empty() {
            self.article_columns.clone_from(&t.names);
            let from = t.at("input_sha256").saturating_add(1);
            self.categories = t.names.iter().skip(from).map_while(|n| n.strip_prefix("n_")).map(str::to_owned).collect();
        } else if self.article_columns != t.names {
            bail!("{}: its columns are not those of the other runs; score all parts with the same lexicons", path.display());
        }
        let names = [
            "article_id",
            "outlet",
            "date",
            "event_id",
            "title",
            "language",
            "words",
            "words_direct",
            "words_indirect",
            "words_own",
            "loaded_own",
            "weighted_own_per_1000",
            "loaded_types_own",
            "loaded_attributed",
            "loaded_quoted",
            "headline_loaded",
            "headline_words",
            "sources",
            "wire_source",
            "input_sha256",
            "genre",
            "url",
            "sentence_words",
            "input",
            "record",
        ];
        let c = columns(&t, &names);
        let categories: Vec<usize> = self.categories.iter().map(|k| t.at(&format!("n_{k}"))).collect();
        let articles = &mut self.articles;
        table(
            &mut t,
            &mut self.symbols,
            |row: ArticleRow| articles.push(row),
            |row, symbols, _| {
                Ok(ArticleRow {
                    id: row.text(c[0]).into(),
                    outlet: symbols.number(&row.text(c[1])),
                    date: row.text(c[2]).into(),
                    event: symbols.number(&row.text(c[3])),
                    title: row.text(c[4]).into(),
                    language: symbols.number(&row.text(c[5])),
                    words: row.number(c[6]),
                    words_direct: row.number(c[7]),
                    words_indirect: row.number(c[8]),
                    words_own: row.number(c[9]),
                    loaded_own: row.number(c[10]),
                    weighted_own_per_1000: row.number(c[11]),
                    loaded_types_own: row.number(c[12]),
                    loaded_attributed: row.number(c[13]),
                    loaded_quoted: row.number(c[14]),
                    headline_loaded: row.number(c[15]),
                    headline_words: row.number(c[16]),
                    sources: row.number(c[17]),
                    wire_source: row.text(c[18]).into(),
                    sha256: row.text(c[19]).into(),
                    genre: symbols.number(&row.text(c[20])),
                    url: row.text(c[21]).into(),
                    sentence_words: row.text(c[22]).split(' ').filter_map(|n| n.parse().ok()).collect(),
                    ordinal: (row.number(c[23]), row.number(c[24])),
                    by_category: categories.iter().map(|at| row.number(*at)).collect(),
                })
            },
        )
    }
}
