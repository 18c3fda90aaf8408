//! Pages for the tests of the report: run folders from the demo, from the seeds where they are, and from hostile input.
#![allow(dead_code, reason = "each test file uses a part of it")]

use slantwise::engine::{Engine, Settings};
use slantwise::record::Record;
use slantwise::report::{self, ArticleText, ReportOptions, TextStore, Written};
use slantwise::tables::sheet::push_csv;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A run and its page.
pub struct Run {
    pub folder: tempfile::TempDir,
    pub texts: Vec<(String, String)>,
}

/// The articles of a folder with its metadata.csv, as JSON lines with every field given.
pub fn as_jsonl(folder: &Path) -> String {
    let mut meta: HashMap<String, HashMap<String, String>> = HashMap::new();
    let mut reader = csv::Reader::from_path(folder.join("metadata.csv")).unwrap();
    for row in reader.deserialize::<HashMap<String, String>>() {
        let row = row.unwrap();
        meta.insert(row["id"].clone(), row);
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "txt")).collect();
    files.sort();
    let mut out = String::new();
    for file in files {
        let id = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let mut record = serde_json::json!({"id": id, "text": text});
        for (key, value) in meta.get(&id).into_iter().flatten() {
            record[key] = value.clone().into();
        }
        out.push_str(&record.to_string());
        out.push('\n');
    }
    out
}

pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs `compare` on articles given as JSON lines.
pub fn run_on(jsonl: &str) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("articles.jsonl");
    std::fs::write(&input, jsonl).unwrap();
    let status =
        Command::new(env!("CARGO_BIN_EXE_slantwise")).args(["compare", "--quiet", "--out"]).arg(folder.path().join("run")).arg(&input).status().unwrap();
    assert!(status.success());
    let texts = jsonl
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
        .map(|v| (v["id"].as_str().unwrap().to_owned(), v["text"].as_str().unwrap().to_owned()))
        .collect();
    let run = Run { folder, texts };
    run.fill_in();
    run
}

pub fn demo() -> Run {
    run_on(&as_jsonl(&repository().join("demo/articles")))
}

impl Run {
    pub fn tables(&self) -> PathBuf {
        self.folder.path().join("run")
    }

    /// The page, with the texts.
    pub fn page(&self, options: &ReportOptions) -> PathBuf {
        self.write(options, "page");
        self.folder.path().join("page/report.html")
    }

    pub fn write(&self, options: &ReportOptions, into: &str) -> Written {
        let out = self.folder.path().join(into);
        std::fs::create_dir_all(&out).unwrap();
        let Ok((engine, _)) = Engine::build(Settings::built_in().unwrap_or_default()) else { panic!("the built-in lexicons") };
        let (mut scratch, mut analysis) = (Default::default(), Default::default());
        let mut store = TextStore::new().unwrap();
        for (id, text) in &self.texts {
            engine.analyse("", text, &mut scratch, &mut analysis);
            let record = Record { id: id.into(), text: text.into(), ..Record::default() };
            store.add(&ArticleText::of(&record, &scratch)).unwrap();
        }
        report::write(&self.tables(), Some(&store.finish().unwrap()), options, &out).unwrap()
    }

    /// Rows of a table, by column name.
    pub fn rows(&self, table: &str) -> Vec<HashMap<String, String>> {
        let Ok(mut reader) = csv::Reader::from_path(self.tables().join(format!("{table}.csv"))) else { return Vec::new() };
        reader.deserialize().map(Result::unwrap).collect()
    }

    /// Writes the comparison's tables where this build of the program does not: names, harm, facts and differences found by
    /// plain search in the texts, so that they fit the articles.
    fn fill_in(&self) {
        let outlet_of: HashMap<String, (String, String)> =
            self.rows("articles").into_iter().map(|r| (r["article_id"].clone(), (r["outlet"].clone(), r["event_id"].clone()))).collect();
        let names = [
            ("syrian_gov", "regime", -1),
            ("syrian_gov", "government", 0),
            ("udc", "terrorists", -1),
            ("udc", "freedom fighters", 1),
            ("udc", "rebel", 0),
            ("police", "police", 0),
            ("police", "thugs", -1),
        ];
        let mut mentions = Vec::new();
        let mut labels: std::collections::BTreeMap<[String; 4], u32> = std::collections::BTreeMap::new();
        let mut agency = Vec::new();
        for (id, text) in &self.texts {
            let Some((outlet, event)) = outlet_of.get(id) else { continue };
            let place = |from: usize, length: usize| (text[..from].chars().count(), text[..from].chars().count() + text[from..from + length].chars().count());
            for (actor, label, valence) in names {
                for (from, found) in text.match_indices(label) {
                    let (start, end) = place(from, found.len());
                    mentions.push(
                        [
                            id.clone(),
                            "text".into(),
                            start.to_string(),
                            end.to_string(),
                            label.into(),
                            actor.into(),
                            label.into(),
                            valence.to_string(),
                            "own".into(),
                            "body".into(),
                            "false".into(),
                        ]
                        .to_vec(),
                    );
                    *labels.entry([event.clone(), actor.into(), outlet.clone(), format!("{label}\t{valence}")]).or_default() += 1;
                }
            }
            for (words, construction, agent) in
                [("was shot down", "passive_agentless", ""), ("slaughtered", "active", "warplanes"), ("were killed", "passive_agentless", "")]
            {
                for (from, found) in text.match_indices(words) {
                    let (start, end) = place(from, found.len());
                    agency.push(
                        [
                            id.clone(),
                            "text".into(),
                            start.to_string(),
                            end.to_string(),
                            words.into(),
                            construction.into(),
                            agent.into(),
                            "civilians".into(),
                            "own".into(),
                            "body".into(),
                        ]
                        .to_vec(),
                    );
                }
            }
        }
        self.table("mentions", "article_id,field,start,end,text,actor,label,valence,voice,section,embedded", &mentions);
        self.table("agency", "article_id,field,start,end,text,construction,agent,victim,voice,section", &agency);
        let labels: Vec<Vec<String>> = labels
            .into_iter()
            .map(|([event, actor, outlet, label], n)| {
                let (label, valence) = label.split_once('\t').unwrap();
                [event, actor, outlet, label.into(), valence.into(), n.to_string(), "0".into(), "0".into(), "0".into()].to_vec()
            })
            .collect();
        self.table("labels", "event_id,actor,outlet,label,valence,n_own,n_attributed,n_quoted,n_headline", &labels);
        let outlets: std::collections::BTreeSet<&String> = outlet_of.values().map(|o| &o.0).collect();
        let contrasts: Vec<Vec<String>> = outlets
            .iter()
            .map(|o| {
                [
                    "*all*",
                    "loaded_rate",
                    "",
                    "",
                    o.as_str(),
                    "5",
                    "1000",
                    "*rest*",
                    "50",
                    "3000",
                    "0.3",
                    "0.1",
                    "0.9",
                    "",
                    "",
                    "0.01",
                    "0.02",
                    "lower",
                    "conflict.regime -1.4; praise.heroic -1.4",
                ]
                .map(str::to_owned)
                .to_vec()
            })
            .collect();
        self.table(
            "contrasts",
            "event_id,measure,term,category,outlet_a,count_a,words_a,outlet_b,count_b,words_b,rate_ratio,lo95,hi95,log_odds,z,p,q,verdict,drivers",
            &contrasts,
        );
    }

    fn table(&self, name: &str, header: &str, rows: &[Vec<String>]) {
        if !self.rows(name).is_empty() {
            return;
        }
        let mut out = header.as_bytes().to_vec();
        out.push(b'\n');
        for row in rows {
            for (i, cell) in row.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                if cell.parse::<f64>().is_ok() { out.extend_from_slice(cell.as_bytes()) } else { push_csv(cell, &mut out) }
            }
            out.push(b'\n');
        }
        std::fs::write(self.tables().join(format!("{name}.csv")), out).unwrap();
    }
}
