//! Input that wants to be slow or large: every stage must cost what the text's length does, and memory has a bound.
//!
//! Nothing here is timed. What is wrong in cost shows all the same: of these texts a stage that tries everything against
//! everything would not come to an end while anybody waits.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_slantwise")).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("the program starts")
}

/// With at most so many kilobytes of address space.
#[cfg(target_os = "linux")]
fn run_within(kilobytes: u32, args: &[&str]) -> Output {
    let script = format!("ulimit -v {kilobytes}; exec \"$@\"");
    let command = ["-c", &script, "sh", env!("CARGO_BIN_EXE_slantwise")];
    Command::new("sh").args(command).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("sh")
}

fn stderr(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

fn rows(table: &Path) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(table).expect("a table").records().map(|r| r.expect("a row")).collect()
}

/// Pieces of text, each repeated until the text is long.
const PIECES: &[&str] = &[
    "\"",
    "\" ",
    "“",
    "“ a ",
    "”",
    "'",
    "‘a ",
    "\"a\" ",
    "“a ‘b ",
    "“a\n\n",
    "“a.\n\n“b ",
    "a",
    "a-",
    "a.",
    "a'",
    "ab-",
    "word ",
    "said ",
    "\"x\" said Hale ",
    "Hale said that ",
    "“thugs”, said Hale, ",
    "according to ",
    "Syria ",
    "Assad, ",
    "Bashar al-Assad ",
    "the Syrian regime ",
    "Assad's regime's ",
    "brutal ",
    "regime ",
    "brutal regime ",
    "so-called ",
    "not ",
    "not brutal ",
    "pro-regime-",
    "(",
    ")",
    ",",
    ".",
    "\n",
    "\n\n",
    " ",
    ". ",
    "Mr. ",
    "U.S. ",
    "… ",
    " — ",
    "was killed by ",
    "soldiers were killed in ",
    "killed ",
    "12 killed ",
    "of the ",
    "and ",
    "that ",
    "1",
    "1,000 ",
    "Xx Yy ",
    "a\n",
    "By John Smith\n",
    "Read also\n\n",
    "12 March 2024\n",
    "He said it.\n\n",
    "e\u{301}",
    "a\u{ad}",
    "\u{a0}",
    "👩‍👩‍👧",
    "\u{200d}",
    "İ",
    "http://a.b/c ",
    "<p>",
    "&amp;",
    "The brutal regime, said Assad, \"was\" killed by 12 (U.S.) soldiers; ",
];

fn long(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

#[test]
fn whatever_is_repeated_is_read_to_its_end() {
    let dir = tempfile::tempdir().expect("a folder");
    let input = dir.path().join("in.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&input).expect("made"));
    for (n, piece) in PIECES.iter().enumerate() {
        let record = serde_json::json!({ "id": n.to_string(), "outlet": "O", "date": "2025-03-01", "text": long(piece, 150_000) });
        writeln!(file, "{record}").expect("written");
        // The same in a headline, and in a text that begins with it.
        let title = long(piece, 20_000);
        let record = serde_json::json!({ "id": format!("t{n}"), "title": title, "text": format!("{title}\n{title}") });
        writeln!(file, "{record}").expect("written");
    }
    drop(file);
    let out = dir.path().join("out");
    let end = run(&["score", path(&input), "--out", path(&out), "--explain", "--quiet"]);
    assert!(end.status.success(), "{}", stderr(&end));
    let articles = rows(&out.join("articles.csv"));
    // Some texts are white space alone.
    let rejects = rows(&out.join("rejects.csv"));
    assert_eq!(articles.len() + rejects.len(), 2 * PIECES.len());
    assert!(rejects.iter().all(|r| r[2].starts_with("no text")), "{rejects:?}");
    // Nothing is passed over where there is much: each is counted.
    let words = |piece: &str| {
        let id = PIECES.iter().position(|p| *p == piece).expect("a piece").to_string();
        articles.iter().find(|r| r[0] == id).map(|r| r[6].parse::<usize>().expect("a number")).expect("a row")
    };
    assert_eq!(words("word "), 150_000 / 5);
    assert_eq!(words("brutal regime "), 2 * (150_000 / 14));
    assert_eq!(words("a"), 1);
    let hits = rows(&out.join("hits.csv"));
    let brutal = PIECES.iter().position(|p| *p == "brutal ").expect("a piece").to_string();
    assert_eq!(hits.iter().filter(|r| r[0] == brutal).count(), 150_000 / 7);
}

#[test]
fn a_comparison_and_its_report_of_such_texts_come_to_an_end() {
    let dir = tempfile::tempdir().expect("a folder");
    let input = dir.path().join("in.jsonl");
    let pieces = ["\"x\" said Hale ", "the Syrian regime ", "brutal regime. ", "“thugs”, said Hale.\n\n", "12 soldiers were killed in Kara.\n"];
    let records = pieces.iter().enumerate().map(|(n, piece)| {
        let outlet = ["Alpha", "Beta"][n % 2];
        format!("{}\n", serde_json::json!({ "id": n.to_string(), "outlet": outlet, "date": "2025-03-01", "text": long(piece, 60_000) }))
    });
    std::fs::write(&input, records.collect::<String>()).expect("written");
    let out = dir.path().join("out");
    let end = run(&["compare", path(&input), "--out", path(&out), "--quiet"]);
    assert!(end.status.success() && out.join("report.html").is_file(), "{}", stderr(&end));
}

#[test]
#[cfg(target_os = "linux")]
fn memory_has_a_bound_whatever_is_unpacked() {
    let dir = tempfile::tempdir().expect("a folder");
    let good = "{\"id\":\"good\",\"text\":\"The brutal regime fell.\"}\n";
    // A gigabyte of one letter, in one line, in some megabytes of gzip or less.
    let bomb = dir.path().join("bomb.jsonl.zst");
    let mut packer = zstd::stream::write::Encoder::new(std::fs::File::create(&bomb).expect("made"), 3).expect("a packer");
    packer.write_all(good.as_bytes()).expect("written");
    packer.write_all(b"{\"text\":\"").expect("written");
    (0..1024).for_each(|_| packer.write_all(&[b'a'; 1 << 20]).expect("written"));
    packer.write_all(b"\"}\n").expect("written");
    packer.write_all(good.replace("good", "last").as_bytes()).expect("written");
    packer.finish().expect("an end");
    // Brackets a million deep, and one that never closes.
    let deep = dir.path().join("deep.json");
    std::fs::write(&deep, format!("[{{\"text\":\"A thug.\"}}, {{\"text\": {}1{}}}]", "[".repeat(1_000_000), "]".repeat(1_000_000))).expect("written");
    let open = dir.path().join("open.json");
    std::fs::write(&open, format!("{{\"text\":\"A thug.\"}}\n{}", "{\"a\":".repeat(1_000_000))).expect("written");
    // A quotation mark that opens a field of a table for the rest of it.
    let table = dir.path().join("open.csv");
    std::fs::write(&table, format!("id,text\n1,A thug.\n2,\"{}\n3,A thug.\n", "never closed\n".repeat(200_000))).expect("written");
    let out = dir.path().join("out");
    let end = run_within(1_500_000, &["score", path(&bomb), path(&deep), path(&open), path(&table), "--out", path(&out), "--threads", "2", "--quiet"]);
    assert!(end.status.success(), "{}", stderr(&end));
    let ids: Vec<String> = rows(&out.join("articles.csv")).iter().map(|r| r[0].to_owned()).collect();
    // What unpacks to a thousand times its size and more is not read to its end; the rest of the inputs is.
    assert!(["good", "1", "3"].iter().all(|id| ids.iter().any(|i| i == id)), "{ids:?}");
    let reasons: Vec<String> = rows(&out.join("rejects.csv")).iter().map(|r| format!("{} {}", &r[0], &r[2])).collect();
    for (input, reason) in [("bomb", "unpacks to more than"), ("deep", "is not a string"), ("open.json", "EOF"), ("open.csv", "quotation mark")] {
        assert!(reasons.iter().any(|r| r.contains(input) && r.contains(reason)), "{input}: {:?}", &reasons[..reasons.len().min(9)]);
    }
}

#[test]
fn many_bad_records_cost_what_they_are() {
    let dir = tempfile::tempdir().expect("a folder");
    // Lines that are no JSON, rows with a field too many: each is told with its own line.
    let lines = dir.path().join("bad.jsonl");
    std::fs::write(&lines, "x\n".repeat(200_000)).expect("written");
    let table = dir.path().join("bad.csv");
    std::fs::write(&table, format!("id,text\n{}", "1,\"a\"b\n2,a,b\n".repeat(50_000))).expect("written");
    let out = dir.path().join("out");
    let end = run(&["score", path(&lines), path(&table), "--out", path(&out)]);
    assert!(end.status.success() && stderr(&end).contains("300000 records could not be read"), "{}", stderr(&end));
    let rejects = rows(&out.join("rejects.csv"));
    assert_eq!(rejects.len(), 300_000);
    let last = |input: &str| rejects.iter().filter(|r| &r[0] == input).filter_map(|r| r[1].parse::<u64>().ok()).max();
    assert_eq!((last("bad.jsonl"), last("bad.csv")), (Some(200_000), Some(100_001)));
}

#[test]
fn a_lexicon_of_a_hundred_thousand_entries_is_used() {
    let dir = tempfile::tempdir().expect("a folder");
    let list = dir.path().join("many.csv");
    let letters = |mut n: usize| {
        let mut word = String::from("zq");
        for _ in 0..4 {
            word.push(char::from(b'a' + (n % 26) as u8));
            n /= 26;
        }
        word
    };
    let entries: String = (0..100_000).map(|n| format!("{} {},evaluative,1\n", letters(n), letters(n / 7 + 3))).collect();
    std::fs::write(&list, format!("term,category,weight\n{entries}")).expect("written");
    let imported = run(&["lexicon", "import", path(&list), "--id", "many"]);
    assert!(imported.status.success(), "{}", stderr(&imported));
    let lexicon = dir.path().join("many.toml");
    std::fs::write(&lexicon, &imported.stdout).expect("written");
    let input = dir.path().join("a.txt");
    std::fs::write(&input, format!("It was {} {} and {} {}.", letters(0), letters(3), letters(99_999), letters(99_999 / 7 + 3))).expect("written");
    let end = run(&["score", path(&input), "--lexicon", path(&lexicon), "--only-lexicons", "many", "--format", "csv", "--table", "hits"]);
    assert!(end.status.success(), "{}", stderr(&end));
    assert_eq!(String::from_utf8_lossy(&end.stdout).lines().count(), 3, "{}", String::from_utf8_lossy(&end.stdout));
}
