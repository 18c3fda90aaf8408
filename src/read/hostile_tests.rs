//! Input that is made to do harm: every reader comes to an end soon, in bounded memory, and says what it left out.

use super::tests::*;
use super::*;

/// Bytes of a record in these tests, at most.
const LIMIT: usize = 1 << 20;

fn limited(name: &str, bytes: &[u8]) -> Run {
    let folder = folder(&[(name, bytes)]);
    read_all(&[&folder.path().join(name)], ReadOptions { max_record_bytes: LIMIT, ..ReadOptions::default() }).unwrap()
}

#[test]
fn deep_json_is_passed_over_or_rejected() {
    let deep = 1_000_000;
    let open = |c: &str| c.repeat(deep);
    for (what, record, good) in [
        ("arrays beside the text", format!("{{\"x\":{}{},\"text\":\"a\"}}", open("["), open("]")), true),
        ("objects beside the text", format!("{{\"x\":{}1{},\"text\":\"a\"}}", open("{\"x\":"), open("}")), true),
        ("the text is arrays", format!("{{\"text\":{}{}}}", open("["), open("]")), false),
        ("the outlet is objects", format!("{{\"text\":\"a\",\"source\":{}1{}}}", open("{\"name\":"), open("}")), true),
        ("never closed", format!("{{\"text\":{}", open("[")), false),
        ("nothing but brackets", open("["), false),
        ("closed and never opened", open("}"), false),
    ] {
        for name in ["a.jsonl", "a.json"] {
            let folder = folder(&[(name, record.as_bytes())]);
            let begun = std::time::Instant::now();
            let run = read_all(&[folder.path()], ReadOptions::default()).unwrap();
            assert_eq!(run.records.len(), usize::from(good), "{what} {name}: {:?}", run.rejects.first());
            assert!(good || !run.rejects.is_empty(), "{what} {name}");
            assert!(begun.elapsed().as_secs() < 60, "{what} {name}");
        }
    }
}

#[test]
fn archives_that_grow_are_stopped_at_the_record() {
    // Sixty megabytes of one letter, packed into sixty kilobytes.
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packer, &vec![b'a'; 60 << 20]).unwrap();
    let bomb = packer.finish().unwrap();
    assert!(bomb.len() < 100 << 10);
    for name in ["a.txt.gz", "a.jsonl.gz", "a.json.gz", "a.csv.gz", "a.html.gz", "a.docx.gz", "a.warc.gz", "a.tsv"] {
        let folder = folder(&[(name, &bomb)]);
        match read_all(&[folder.path()], ReadOptions { max_record_bytes: LIMIT, ..ReadOptions::default() }) {
            Ok(run) => assert!(run.records.is_empty() && !run.rejects.is_empty(), "{name}"),
            // A table without the column: told in a few words, though its one column has a megabyte.
            Err(error) => assert!(error.to_string().len() < 500, "{name}"),
        }
    }
    // An archive in an archive is not unpacked twice.
    let run = limited("a.txt.gz", &gz(&gz(b"Text.")));
    assert!(run.records.is_empty(), "{:?}", run.records);
}

#[test]
fn a_line_of_fifty_megabytes_costs_only_itself() {
    let long = "word ".repeat(10 << 20);
    for (name, content, want) in [
        ("a.jsonl", format!("{{\"text\":\"a\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"b\"}}\n"), 2),
        ("a.json", format!("[{{\"text\":\"a\"}},\n{{\"text\":\"{long}\"}},\n{{\"text\":\"b\"}}]"), 2),
        ("a.csv", format!("text\na\n{long}\nb\n"), 2),
        ("a.txt", long.clone(), 0),
        ("a.html", format!("<p>{long}"), 0),
    ] {
        let run = limited(name, content.as_bytes());
        assert_eq!(run.records.len(), want, "{name}: {:?}", run.reasons());
        assert!(run.reasons().iter().any(|r| r.ends_with("larger than 1048576 bytes")), "{name}: {:?}", run.reasons());
    }
}

#[test]
fn many_marks_and_columns() {
    for (what, bytes) in [
        ("a million quotation marks", b"\"".repeat(1_000_000)),
        ("a million quotation marks in a row", [&b"id,text\n1,"[..], &b"\"".repeat(1_000_000), b"\n2,b\n"].concat()),
        ("marks and commas", [&b"id,text\n"[..], &b"\",".repeat(500_000)].concat()),
        ("a hundred thousand columns", [&b"text"[..], &b",c".repeat(100_000), b"\nvalue", &b",1".repeat(100_000), b"\n"].concat()),
        ("line ends alone", b"\n".repeat(2_000_000)),
        ("carriage returns alone", b"text\r".repeat(200_000)),
        ("zero bytes", vec![0; 1 << 20]),
        ("backslashes", [&b"{\"text\":\""[..], &b"\\".repeat(1_000_001), b"\"}"].concat()),
        ("a key of a megabyte", [&b"{\""[..], &b"k".repeat(900_000), b"\":1,\"text\":\"a\"}"].concat()),
        ("a hundred thousand keys", format!("{{{}\"text\":\"a\"}}", (0..100_000).map(|n| format!("\"k{n}\":{n},")).collect::<String>()).into_bytes()),
        ("broken surrogates", br#"{"text":"\ud800 \udfff \u0000 a"}"#.to_vec()),
    ] {
        for name in ["a.csv", "a.jsonl", "a.json", "a.txt", "a.tsv", "a"] {
            let folder = folder(&[(name, &bytes)]);
            let begun = std::time::Instant::now();
            // A table without the column is an error of the whole input; all else is records and rejects.
            if let Ok(run) = read_all(&[&folder.path().join(name)], ReadOptions { max_record_bytes: LIMIT, ..ReadOptions::default() }) {
                assert!(run.records.len() + run.rejects.len() > 0, "{what} as {name}: silence");
            }
            assert!(begun.elapsed().as_secs() < 30, "{what} as {name}: {:?}", begun.elapsed());
        }
    }
}
