//! Commands around a run, driven as a user drives them: marks go out to every tool and come back, drafts are watched, what
//! is locked stays locked.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn slantwise_in(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_slantwise")).args(args).current_dir(dir).env("NO_COLOR", "1").output().expect("the program starts")
}

fn slantwise(args: &[&str]) -> Output {
    slantwise_in(Path::new(env!("CARGO_MANIFEST_DIR")), args)
}

fn ok(args: &[&str]) -> String {
    let out = slantwise(args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A record with a title of its own, an emoji, a carriage return, and an expression in two pieces.
const ODD: &str = "{\"id\":\"odd/1\",\"title\":\"😀 Thugs’ rule\",\"text\":\"😀 A cowardly missile attack by terrorists.\\r\\nTroops of the brutal Assad regime fled. “These thugs must go,” Mr Orla said.\"}\n{\"id\":\"plain\",\"text\":\"It rained.\"}\n";

/// Article, words, category: each mark once a stretch.
type Marks = BTreeMap<(String, String, String), usize>;

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    reader.records().map(|r| names.iter().cloned().zip(r.expect("a row").iter().map(str::to_owned)).collect()).collect()
}

fn units(text: &str, start: u64, end: u64) -> String {
    String::from_utf16(&text.encode_utf16().skip(start as usize).take((end - start) as usize).collect::<Vec<_>>()).expect("whole characters")
}

fn points(text: &str, start: u64, end: u64) -> String {
    text.chars().skip(start as usize).take((end - start) as usize).collect()
}

/// Each format read by a reader that knows nothing of the writer: the words at the given places are the words marked.
#[test]
fn every_format_gives_back_the_same_marks() {
    let dir = tempfile::tempdir().expect("a folder");
    let input = dir.path().join("odd.jsonl");
    std::fs::write(&input, ODD).expect("written");
    let input = input.to_str().unwrap_or_default();
    let out = |format: &str| {
        let folder = dir.path().join(format);
        ok(&["annotate", input, "demo/articles", "--format", format, "--out", folder.to_str().unwrap_or_default(), "--quiet"]);
        folder
    };
    let mut wanted = Marks::new();
    for row in rows(&read(&out("csv").join("hits.csv"))).iter().filter(|r| !r["start"].is_empty()) {
        *wanted.entry((row["article_id"].clone(), row["text"].clone(), row["category"].clone())).or_default() += 1;
    }
    assert!(wanted.len() > 80 && wanted.keys().any(|k| k.0 == "odd/1" && k.1 == "Thugs" || k.1 == "Thugs’"), "{wanted:?}");
    let documents = |folder: &Path| -> BTreeMap<String, String> {
        rows(&read(&folder.join("documents.csv"))).into_iter().map(|r| (r["file"].clone(), r["article_id"].clone())).collect()
    };
    let add = |found: &mut Marks, id: &str, words: String, category: &str| *found.entry((id.to_owned(), words, category.to_owned())).or_default() += 1;

    let folder = out("w3c");
    let mut found = Marks::new();
    let texts: BTreeMap<String, String> = documents(&folder).into_iter().map(|(file, id)| (id, read(&folder.join(file)))).collect();
    for line in read(&folder.join("annotations.jsonl")).lines() {
        let page: Value = serde_json::from_str(line).expect("JSON");
        let id = page["slantwise:articleId"].as_str().expect("an id");
        for item in page["items"].as_array().expect("items") {
            let targets = item["target"].as_array().cloned().unwrap_or_else(|| vec![item["target"].clone()]);
            for target in targets {
                let s = target["selector"].as_array().and_then(|l| l.iter().find(|s| s["type"] == "TextPositionSelector")).expect("a position");
                let words = points(&texts[id], s["start"].as_u64().expect("start"), s["end"].as_u64().expect("end"));
                let quote = target["selector"].as_array().and_then(|l| l.iter().find(|s| s["type"] == "TextQuoteSelector")).expect("a quotation");
                assert_eq!(quote["exact"], words, "both selectors mean the same words");
                let around = format!("{}{words}{}", quote["prefix"].as_str().expect("a prefix"), quote["suffix"].as_str().expect("a suffix"));
                assert!(texts[id].contains(&around), "{around}");
                add(&mut found, id, words, item["body"][0]["value"].as_str().expect("a category"));
            }
        }
    }
    assert_eq!(found, wanted, "w3c");

    let folder = out("brat");
    let mut found = Marks::new();
    let types: Vec<String> = read(&folder.join("annotation.conf")).lines().map(str::to_owned).collect();
    for (file, id) in documents(&folder) {
        let text = read(&folder.join(&file));
        for line in read(&folder.join(file.replace(".txt", ".ann"))).lines().filter(|l| l.starts_with('T')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let (category, places) = cells[1].split_once(' ').expect("a type");
            assert!(types.iter().any(|t| t == category), "{category} is declared");
            let pieces: Vec<String> = places
                .split(';')
                .map(|p| p.split_once(' ').expect("two numbers"))
                .map(|(s, e)| points(&text, s.parse().expect("start"), e.parse().expect("end")))
                .collect();
            assert_eq!(pieces.join(" "), cells[2]);
            pieces.into_iter().for_each(|p| add(&mut found, &id, p, category));
        }
    }
    assert_eq!(found, wanted, "brat");

    let folder = out("inception");
    let mut found = Marks::new();
    for (file, id) in documents(&folder) {
        let cas: Value = serde_json::from_str(&read(&folder.join(&file))).expect("JSON");
        let all = cas["%FEATURE_STRUCTURES"].as_array().expect("feature structures");
        let text = all.iter().find(|f| f["%TYPE"] == "uima.cas.Sofa").and_then(|f| f["sofaString"].as_str()).expect("a text").to_owned();
        let ids: Vec<u64> = all.iter().filter(|f| f["%TYPE"] != "uima.cas.Sofa").map(|f| f["%ID"].as_u64().expect("an id")).collect();
        assert_eq!(cas["%VIEWS"]["_InitialView"]["%MEMBERS"], json!(ids));
        for f in all.iter().filter(|f| f["%TYPE"] == "webanno.custom.LoadedWording") {
            add(
                &mut found,
                &id,
                units(&text, f["begin"].as_u64().expect("begin"), f["end"].as_u64().expect("end")),
                f["category"].as_str().expect("a category"),
            );
        }
    }
    assert_eq!(found, wanted, "inception");

    let mut found = Marks::new();
    let folder = out("labelstudio");
    let tasks: Value = serde_json::from_str(&read(&folder.join("tasks.json"))).expect("JSON");
    let config = read(&folder.join("labels.xml"));
    for task in tasks.as_array().expect("tasks") {
        for r in task["predictions"][0]["result"].as_array().expect("results").iter().filter(|r| r["type"] == "labels") {
            let words =
                points(task["data"]["text"].as_str().expect("a text"), r["value"]["start"].as_u64().expect("start"), r["value"]["end"].as_u64().expect("end"));
            let category = r["value"]["labels"][0].as_str().expect("a label");
            assert!(r["value"]["text"] == words && config.contains(&format!("<Label value=\"{category}\"")));
            add(&mut found, task["data"]["article_id"].as_str().expect("an id"), words, category);
        }
    }
    assert_eq!(found, wanted, "labelstudio");

    let mut found = Marks::new();
    for line in read(&out("doccano").join("doccano.jsonl")).lines() {
        let record: Value = serde_json::from_str(line).expect("JSON");
        for label in record["label"].as_array().expect("labels") {
            let words = units(record["text"].as_str().expect("a text"), label[0].as_u64().expect("start"), label[1].as_u64().expect("end"));
            add(&mut found, record["article_id"].as_str().expect("an id"), words, label[2].as_str().expect("a label").split('/').next().unwrap_or(""));
        }
    }
    assert_eq!(found, wanted, "doccano");

    let mut found = Marks::new();
    for line in read(&out("spacy").join("docs.jsonl")).lines() {
        let doc: Value = serde_json::from_str(line).expect("JSON");
        let text = doc["text"].as_str().expect("a text");
        let tokens = doc["tokens"].as_array().expect("tokens");
        let edge = |token: &Value, key: &str| token[key].as_u64().expect("a place");
        // As spaCy lays them out: tokens follow each other, at most one blank between two.
        let mut at = 0;
        for token in tokens {
            assert!(points(text, at, edge(token, "start")).trim_matches(' ').is_empty() && edge(token, "start") - at <= 1, "{token}");
            at = edge(token, "end");
        }
        for span in doc["spans"]["loaded"].as_array().expect("spans") {
            let (start, end) = (edge(span, "start"), edge(span, "end"));
            assert!(tokens.iter().any(|t| edge(t, "start") == start) && tokens.iter().any(|t| edge(t, "end") == end), "{span} begins and ends with tokens");
            add(&mut found, doc["article_id"].as_str().expect("an id"), points(text, start, end), span["label"].as_str().expect("a label"));
        }
    }
    assert_eq!(found, wanted, "spacy");
}

#[test]
fn what_annotate_writes_evaluate_reads_and_finds_the_same() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = |name: &str| dir.path().join(name).to_str().unwrap_or_default().to_owned();
    std::fs::write(path("odd.jsonl"), ODD).expect("written");
    ok(&["score", &path("odd.jsonl"), "demo/articles", "--out", &path("run"), "--quiet"]);
    for format in ["csv", "w3c", "brat", "doccano"] {
        ok(&["annotate", &path("odd.jsonl"), "demo/articles", "--format", format, "--out", &path(format), "--quiet"]);
        let result: Value = serde_json::from_str(&ok(&["evaluate", &path(format), "--against", &path("run"), "--format", "json"])).expect("JSON");
        let all = &result["scores"][0];
        assert_eq!((&all["overlap"]["f1"], &result["same_voice"]["of"]), (&json!(1.0), &result["same_voice"]["right"]), "{format}");
        // doccano has no expressions in two pieces.
        if format != "doccano" {
            assert_eq!((&all["exact"]["f1"], &all["marks"]), (&json!(1.0), &all["hits"]), "{format}");
        }
        assert_eq!((&result["notes"], &result["coders"][0]["articles"]), (&json!([]), &json!(14)), "{format}");
        assert_eq!(result["agreement"]["program"][0]["category"], json!(1.0), "{format}");
    }
    // A folder that holds somebody's work is not written over.
    let out = slantwise(&["annotate", "demo/articles", "--format", "brat", "--out", &path("brat")]);
    assert_eq!(out.status.code(), Some(2));
}

#[test]
fn two_coders_of_a_sample_are_compared_with_the_run_and_each_other() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = |name: &str| dir.path().join(name).to_str().unwrap_or_default().to_owned();
    ok(&["sample", "demo/articles", "--size", "4", "--out", &path("sample"), "--quiet"]);
    ok(&["sample", "demo/articles", "--size", "4", "--out", &path("again"), "--quiet"]);
    for file in ["sample.jsonl", "coding-sheet.csv", "key.csv", "codebook.txt"] {
        assert_eq!(read(&dir.path().join("sample").join(file)), read(&dir.path().join("again").join(file)), "{file}");
    }
    let key = rows(&read(&dir.path().join("sample/key.csv")));
    let texts = read(&dir.path().join("sample/sample.jsonl"));
    for row in &key {
        assert!(!texts.contains(&row["article_id"]) && !texts.contains(&row["date"]), "the texts say whose they are");
        // Every character has the number that it has in the article.
        let article = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("demo/articles/{}.txt", row["article_id"])));
        let line: Value = texts.lines().map(|l| serde_json::from_str(l).expect("JSON")).find(|v: &Value| v["id"] == row["code"]).expect("the code");
        assert_eq!(line["text"].as_str().map(|t| t.chars().count()), Some(article.chars().count()));
    }
    ok(&["score", "demo/articles", "--out", &path("run"), "--quiet"]);
    // Ada fills in the sheet with what the run marked; Bo misses every second one.
    let hits = rows(&read(&dir.path().join("run/hits.csv")));
    let sheet = rows(&read(&dir.path().join("sample/coding-sheet.csv")));
    let fill = |keep: &dyn Fn(usize) -> bool| {
        let mut out = String::from("code,field,sentence,start,text,expression,category,voice,comment\n");
        let mut n = 0;
        for row in &sheet {
            let id = &key.iter().find(|k| k["code"] == row["code"]).expect("the key")["article_id"];
            let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
            let head = format!("{},{},{},{},{}", row["code"], row["field"], row["sentence"], row["start"], cell(&row["text"]));
            out += &format!("{head},,,,\n");
            for hit in hits.iter().filter(|h| h["article_id"] == *id && h["sentence"] == row["sentence"] && row["text"].contains(&h["text"])) {
                n += 1;
                if keep(n) {
                    out += &format!("{head},{},{},{},\n", cell(&hit["text"]), hit["category"], hit["voice"]);
                }
            }
        }
        (out, n)
    };
    let (ada, all) = fill(&|_| true);
    let (bo, _) = fill(&|n| n % 2 == 0);
    assert!(all > 10, "{all} marks");
    std::fs::write(path("ada.csv"), ada).expect("written");
    std::fs::write(path("bo.csv"), bo).expect("written");
    let text = ok(&["evaluate", &path("ada.csv"), &path("bo.csv"), "--against", &path("run"), "--key", &path("sample/key.csv"), "--format", "json"]);
    let result: Value = serde_json::from_str(&text).expect("JSON");
    let coder = |name: &str| result["scores"].as_array().expect("scores").iter().find(|s| s["kind"] == "coder" && s["name"] == name).expect("a coder").clone();
    assert!(coder("ada")["overlap"]["recall"].as_f64() > Some(0.95), "{}", coder("ada"));
    assert!(coder("bo")["overlap"]["precision"].as_f64() < coder("ada")["overlap"]["precision"].as_f64());
    let marked = &result["agreement"]["measures"][0];
    assert!(
        marked["lo95"].as_f64() < marked["alpha"].as_f64() && marked["alpha"].as_f64() < marked["hi95"].as_f64() && marked["alpha"].as_f64() < Some(0.95),
        "{marked}"
    );
    assert_eq!(result["agreement"]["articles"], 4);
}

/// What class mode saves, from a plain page and from a blind one, which knows articles by their hash alone.
#[test]
fn marks_of_a_class_are_compared_with_the_run() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = |name: &str| dir.path().join(name).to_str().unwrap_or_default().to_owned();
    let article = "demo/articles/kessary-strikes_corrast-bugle.txt";
    ok(&["score", article, "--out", &path("run"), "--quiet"]);
    let hits: Vec<BTreeMap<String, String>> = rows(&read(&dir.path().join("run/hits.csv")));
    let hash = rows(&read(&dir.path().join("run/articles.csv")))[0]["input_sha256"].clone();
    let marks = |step: usize| -> Vec<Value> {
        hits.iter()
            .step_by(step)
            .map(|h| json!({ "field": h["field"], "start": h["start"].parse::<u64>().expect("a number"), "end": h["end"].parse::<u64>().expect("a number"), "text": h["text"], "category": h["category"], "voice": h["voice"] }))
            .collect()
    };
    let file = |name: &str, id: &str, marks: Vec<Value>| {
        let saved = json!({ "format": "slantwise-marks", "version": 1, "coder": name, "program": "slantwise", "articles": [{ "article_id": id, "input_sha256": hash, "marks": marks }] });
        std::fs::write(path(&format!("{name}.slantwise.json")), saved.to_string()).expect("written");
        path(&format!("{name}.slantwise.json"))
    };
    let (ada, bo) = (file("Ada", "kessary-strikes_corrast-bugle", marks(1)), file("Bo", &format!("sha256:{}", &hash[..16]), marks(2)));
    let result: Value = serde_json::from_str(&ok(&["evaluate", &ada, &bo, "--against", &path("run"), "--format", "json"])).expect("JSON");
    assert_eq!(result["notes"], json!([]));
    let coder =
        |name: &str| result["scores"].as_array().expect("scores").iter().find(|s| s["kind"] == "coder" && s["name"] == name).expect("a coder")["exact"].clone();
    assert_eq!((&coder("Ada")["f1"], &coder("Bo")["precision"].as_f64().map(|p| p < 0.6)), (&json!(1.0), &Some(true)));
    let alpha = result["agreement"]["pairs"][0]["marked"].as_f64().expect("an alpha");
    assert!(alpha > 0.3 && alpha < 0.95, "{alpha}");
}

#[test]
fn init_begins_a_folder_that_works_and_never_overwrites() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = slantwise_in(dir.path(), &["init"]);
    assert!(out.status.success() && String::from_utf8_lossy(&out.stdout).contains("What to do next"));
    for args in [&["lexicon", "check", "lexicons/my.toml"][..], &["lexicon", "test", "lexicons/my.toml"], &["config"]] {
        let out = slantwise_in(dir.path(), args);
        assert!(out.status.success(), "{args:?}: {}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    }
    std::fs::write(dir.path().join("articles/pool.txt"), "Pool fee goes up\n\nParents call it a plan. The fee is a wallet-raid on all.\n").expect("written");
    std::fs::write(dir.path().join("articles/metadata.csv"), "id,outlet,date,event\npool,The Gazette,2026-03-02,pool\n").expect("written");
    let mine = "# mine\n";
    std::fs::write(dir.path().join("lexicons/my.toml"), read(&dir.path().join("lexicons/my.toml")) + mine).expect("written");
    let out = slantwise_in(dir.path(), &["init"]);
    assert!(String::from_utf8_lossy(&out.stdout).contains("kept   ./lexicons/my.toml"), "{}", String::from_utf8_lossy(&out.stdout));
    assert!(read(&dir.path().join("lexicons/my.toml")).ends_with(mine));
    // slantwise.toml of the folder is used, and told; so is the lexicon it names.
    let out = slantwise_in(dir.path(), &["score", "articles", "--out", "run"]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("using slantwise.toml"));
    assert!(read(&dir.path().join("run/hits.csv")).contains("my.wallet-raid"));
    // Commands about lexicons know it too; named a second time it is used once.
    let out = slantwise_in(dir.path(), &["lexicon", "explain", "wallet-raid"]);
    assert!(String::from_utf8_lossy(&out.stdout).contains("my.wallet-raid"), "{}", String::from_utf8_lossy(&out.stdout));
    let out = slantwise_in(dir.path(), &["score", "articles", "--lexicon", "lexicons/my.toml", "--format", "csv", "--table", "hits"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(String::from_utf8_lossy(&out.stdout).matches(",my.wallet-raid,").count(), 1);
    // A file with the id of a built-in lexicon takes its place, and that is told.
    let taken = read(&dir.path().join("lexicons/my.toml")).replace("id = \"my\"", "id = \"conflict\"");
    std::fs::write(dir.path().join("taken.toml"), taken).expect("written");
    let out = slantwise_in(dir.path(), &["lexicon", "check", "taken.toml"]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("takes the place of the built-in lexicon \"conflict\""));
    // An article whose id stands otherwise in metadata.csv has no outlet, and that is told.
    std::fs::write(dir.path().join("articles/fee.txt"), "The fee stays\n\nThe council kept the fee.\n").expect("written");
    let nameless = "1 article names no outlet";
    for command in ["score", "compare"] {
        let out = slantwise_in(dir.path(), &[command, "articles"]);
        assert!(String::from_utf8_lossy(&out.stdout).contains(nameless), "{}", String::from_utf8_lossy(&out.stdout));
    }
    std::fs::remove_file(dir.path().join("articles/fee.txt")).expect("gone");
    assert!(!String::from_utf8_lossy(&slantwise_in(dir.path(), &["score", "articles"]).stdout).contains(nameless));
    // A run that found its configuration is reproduced with it.
    assert!(slantwise_in(dir.path(), &["verify", "run"]).status.success());
    // Locked: the same runs, a changed lexicon does not.
    assert!(slantwise_in(dir.path(), &["lock"]).status.success());
    assert!(slantwise_in(dir.path(), &["lock", "--check"]).status.success());
    assert!(slantwise_in(dir.path(), &["score", "articles", "--locked"]).status.success());
    let changed = read(&dir.path().join("lexicons/my.toml")).replace("strength = \"usual\"", "strength = \"mild\"");
    std::fs::write(dir.path().join("lexicons/my.toml"), changed).expect("written");
    let out = slantwise_in(dir.path(), &["lock", "--check"]);
    assert_eq!((out.status.code(), String::from_utf8_lossy(&out.stdout).trim()), (Some(1), "slantwise.lock: lexicon my has changed"));
    let out = slantwise_in(dir.path(), &["compare", "articles", "--locked"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("lexicon my has changed"));
}

#[test]
fn findings_are_valid_sarif_and_checkstyle() {
    let out = slantwise(&["check", "demo/articles", "--format", "sarif"]);
    assert_eq!(out.status.code(), Some(1));
    let log: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(results.len() > 50);
    for result in results {
        assert_eq!(rules[result["ruleIndex"].as_u64().expect("an index") as usize]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        let text = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(place["artifactLocation"]["uri"].as_str().expect("a path")));
        let line = text.lines().nth(place["region"]["startLine"].as_u64().expect("a line") as usize - 1).expect("the line");
        let from = place["region"]["startColumn"].as_u64().expect("a column") - 1;
        let words = place["region"]["snippet"]["text"].as_str().expect("words");
        assert_eq!(points(line, from, from + words.chars().count() as u64), words);
    }
    let short = slantwise(&["check", "demo/articles", "--format", "short"]);
    assert_eq!(String::from_utf8_lossy(&short.stdout).lines().count(), results.len());
    let xml = slantwise(&["check", "demo/articles", "--format", "checkstyle"]);
    let xml = String::from_utf8_lossy(&xml.stdout).into_owned();
    assert_eq!((xml.matches("<error ").count(), xml.matches("<file ").count()), (results.len(), xml.matches("</file>").count()));
}

/// An editor's side of the protocol.
struct Editor {
    child: std::process::Child,
    input: std::process::ChildStdin,
    output: BufReader<std::process::ChildStdout>,
}

impl Editor {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_slantwise"))
            .args(["lsp", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let (input, output) = (child.stdin.take().expect("input"), BufReader::new(child.stdout.take().expect("output")));
        Self { child, input, output }
    }
    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("sent");
        self.input.flush().expect("sent");
    }
    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("a header");
            match line.trim().strip_prefix("Content-Length: ") {
                Some(n) => length = n.parse().expect("a length"),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("a body");
        serde_json::from_slice(&body).expect("JSON")
    }
    fn ask(&mut self, id: u64, method: &str, params: Value) -> Value {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        let answer = self.receive();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }
}

#[test]
fn an_editor_is_served_over_its_pipe() {
    let mut editor = Editor::start();
    let capabilities = editor.ask(1, "initialize", json!({ "capabilities": {} }));
    assert_eq!(capabilities["result"]["serverInfo"]["name"], "slantwise");
    editor.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
    let uri = "file:///drafts/draft.md";
    editor.send(&json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": { "uri": uri, "languageId": "markdown", "version": 1, "text": "# Draft\n\n😀 The brutal crackdown went on.\n" } } }));
    let told = editor.receive();
    let found = &told["params"]["diagnostics"][0];
    // The emoji is two units.
    assert_eq!(found["range"], json!({ "start": { "line": 2, "character": 7 }, "end": { "line": 2, "character": 23 } }));
    let hover = editor.ask(2, "textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": { "line": 2, "character": 9 } }));
    assert!(hover["result"]["contents"]["value"].as_str().expect("a card").contains("Instead"));
    let actions =
        editor.ask(3, "textDocument/codeAction", json!({ "textDocument": { "uri": uri }, "range": found["range"], "context": { "diagnostics": [found] } }));
    let edit = &actions["result"][0]["edit"]["changes"][uri][0];
    // The editor does what the quick fix says, and the finding is gone.
    editor.send(&json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": { "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [{ "range": edit["range"], "text": edit["newText"] }] } }));
    assert_eq!(editor.receive()["params"], json!({ "uri": uri, "version": 2, "diagnostics": [] }));
    // Nonsense is answered, and the next question too.
    write!(editor.input, "Content-Length: 5\r\n\r\n{{nope").expect("sent");
    assert_eq!(editor.receive()["error"]["code"], -32700);
    assert_eq!(editor.ask(4, "shutdown", Value::Null)["result"], Value::Null);
    editor.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(editor.child.wait().expect("an end").code(), Some(0));
}

/// `slantwise lexicon check FILE | head`: who has read enough is no reason to panic.
#[test]
fn a_reader_that_goes_away_stops_no_check() {
    for (command, file) in [("check", "bad-patterns.toml"), ("check", "duplicate.toml"), ("test", "duplicate.toml")] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_slantwise"))
            .args(["lexicon", command, file])
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let out = child.wait_with_output().expect("it ends");
        assert_eq!(out.status.code(), Some(1), "{command} {file}: {}", String::from_utf8_lossy(&out.stderr));
    }
}
