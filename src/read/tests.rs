use super::*;
use proptest::prelude::*;
use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

/// A folder with these files.
pub(super) fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

pub(super) struct Run {
    pub records: Vec<Record<'static>>,
    pub rejects: Vec<Reject>,
    pub notices: Vec<Notice>,
    pub files: Vec<InputFile>,
}

impl Run {
    pub fn ids(&self) -> Vec<&str> {
        self.records.iter().map(|r| &*r.id).collect()
    }

    pub fn texts(&self) -> Vec<&str> {
        self.records.iter().map(|r| &*r.text).collect()
    }

    pub fn reasons(&self) -> Vec<String> {
        self.rejects.iter().map(|r| format!("{}:{}: {}", r.input, r.line.map_or("-".to_owned(), |l| l.to_string()), r.reason)).collect()
    }
}

pub(super) fn read_all(named: &[&Path], options: ReadOptions) -> Result<Run, ReadError> {
    let named: Vec<String> = named.iter().map(|p| p.to_str().unwrap().to_owned()).collect();
    let mut inputs = Inputs::open(&named, options)?;
    let (mut records, mut rejects) = (Vec::new(), Vec::new());
    let mut last = None;
    while let Some(chunk) = inputs.next_chunk()? {
        let mut some = Vec::new();
        chunk.parse(inputs.options(), &mut some, &mut rejects);
        for record in some {
            assert!(last < Some(record.ordinal), "ordinals rise");
            last = Some(record.ordinal);
            records.push(record.into_owned());
        }
    }
    Ok(Run { records, rejects, notices: inputs.take_notices(), files: inputs.files().to_vec() })
}

pub(super) fn read_one(name: &str, bytes: &[u8]) -> Run {
    let folder = folder(&[(name, bytes)]);
    read_all(&[&folder.path().join(name)], ReadOptions::default()).unwrap()
}

pub(super) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

pub(super) fn utf16(text: &str, little: bool) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
}

#[test]
fn a_folder_is_read_by_name_without_tables_and_earlier_runs() {
    let folder = folder(&[
        ("b.txt", b"Second."),
        ("a.md", b"First."),
        ("c/d.txt", b"Third."),
        ("metadata.csv", b"id,outlet,date\nb,The B,2020-01-02\nd,Outer,\n"),
        ("c/metadata.csv", b"id;outlet;date\nd;;2021-01-01\n"),
        ("run/manifest.json", b"{}"),
        ("run/articles.csv", b"text\nNo."),
        (".hidden/e.txt", b"No."),
        ("f.png", b"\0"),
    ]);
    let run = read_all(&[folder.path()], ReadOptions::default()).unwrap();
    assert_eq!(run.ids(), ["a", "b", "d"]);
    assert_eq!(run.texts(), ["First.", "Second.", "Third."]);
    assert_eq!(run.files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["a.md", "b.txt", "c/d.txt"]);
    assert_eq!((&*run.records[1].outlet, &*run.records[1].date), ("The B", "2020-01-02"));
    assert_eq!((&*run.records[2].outlet, &*run.records[2].date), ("Outer", "2021-01-01"), "the nearer table first, then the outer one");
    assert_eq!(run.files[0].bytes, 6);
}

#[test]
fn patterns_are_matched_below_their_first_folders() {
    let folder = folder(&[("x/a.txt", b"A"), ("x/b.jsonl", b"{\"text\":\"B\"}"), ("y/c.txt", b"C"), ("y/metadata.csv", b"id\n")]);
    let at = |pattern: &str| folder.path().join(pattern);
    assert_eq!(read_all(&[&at("*/*.txt")], ReadOptions::default()).unwrap().ids(), ["a", "c"]);
    assert_eq!(read_all(&[&at("**/*")], ReadOptions::default()).unwrap().ids(), ["a", "b", "c"]);
    assert_eq!(read_all(&[&at("x/{a,b}.*")], ReadOptions::default()).unwrap().ids(), ["a", "b"]);
    assert!(matches!(read_all(&[&at("*.txt")], ReadOptions::default()), Err(ReadError::NoMatch { .. })));
    assert!(matches!(read_all(&[&at("[x")], ReadOptions::default()), Err(ReadError::BadPattern { .. })));
}

#[test]
fn what_cannot_be_read_is_said() {
    let folder = folder(&[("none/x.pdf", b""), ("run/manifest.json", b"{}"), ("t.csv", b"id,story\n1,x\n"), ("metadata.csv", b"id\n1\n")]);
    let error = |name: &str| read_all(&[&folder.path().join(name)], ReadOptions::default()).err().unwrap().to_string();
    assert!(error("gone.txt").ends_with("gone.txt: no such file or folder"));
    assert!(error("none").contains("no articles; files must end in .txt") && error("none").ends_with("found x.pdf"), "{}", error("none"));
    assert!(error("run").contains("it is an earlier run"));
    assert_eq!(error("t.csv"), "t.csv: no column `text`; its columns are `id`, `story`; say which one with --map text=COLUMN");
    assert!(error("metadata.csv").contains("no articles"));
    assert!(matches!(read_all(&[], ReadOptions::default()), Err(ReadError::NoInput)));
}

#[test]
fn json_lines_of_all_kinds() {
    let run = read_one(
        "a.jsonl",
        "{\"id\":\"x\",\"text\":\"Plain é.\",\"title\":\"T\",\"more\":{\"text\":[1,{\"a\":\"}\"}]}}\n\n  {\"id\": 12, \"text\":\"Esc\\n\\\"aped\\u00e9\", \"outlet\":null, \"date\":\"2020-01-01\"}\r\n{\"text\":\"No id.\"}\n{\"text\":\"twice\",\"text\":\"last counts\",\"id\":\" x \"}"
            .as_bytes(),
    );
    assert_eq!(run.ids(), ["x", "12", "a-3", "x"]);
    assert_eq!(run.texts(), ["Plain é.", "Esc\n\"apedé", "No id.", "last counts"]);
    assert_eq!(run.records[1].outlet, "");
    assert!(run.rejects.is_empty());
    let mut ids = Ids::default();
    assert_eq!(run.records.iter().filter(|r| ids.note(&r.id)).count(), 1);
    assert_eq!(ids.notice().unwrap().to_string(), "1 ids came more than once and are kept, `x` first");
}

#[test]
fn strings_without_escapes_are_borrowed() {
    let folder = folder(&[("a.jsonl", "{\"id\":\"i\",\"text\":\"Plain é.\",\"title\":\"T\"}\n".as_bytes()), ("b.csv", b"id,text\n1,\"a, b\"\n")]);
    let mut inputs = Inputs::open(&[folder.path().to_str().unwrap().to_owned()], ReadOptions::default()).unwrap();
    while let Some(chunk) = inputs.next_chunk().unwrap() {
        let (mut records, mut rejects) = (Vec::new(), Vec::new());
        chunk.parse(inputs.options(), &mut records, &mut rejects);
        assert!(matches!((&records[0].id, &records[0].text, &records[0].title), (Cow::Borrowed(_), Cow::Borrowed(_), Cow::Borrowed(_))));
    }
}

#[test]
fn bad_lines_are_rejected_and_the_rest_goes_on() {
    let run = read_one(
        "a.jsonl",
        b"{\"text\":\"One.\"}\n{\"text\":\"Two.\"\n\n{\"title\":\"x\"}\n{\"text\":\"  \"}\n[1]\nnonsense\n{\"text\":[\"a\"]}\n{\"text\":\"caf\xE9\"}\n{\"text\":\"\xC3\xA9\xC3\xA9\"}\n{\"text\":\"Last.\"}{\n",
    );
    assert_eq!(run.texts(), ["One.", "éé"]);
    assert_eq!(
        run.reasons(),
        [
            "a.jsonl:2: not valid JSON: EOF while parsing an object at character 14",
            "a.jsonl:4: no text: `text` is missing or empty",
            "a.jsonl:5: no text: `text` is missing or empty",
            "a.jsonl:6: not a JSON object",
            "a.jsonl:7: not valid JSON: expected ident at character 2",
            "a.jsonl:8: `text` is not a string",
            "a.jsonl:9: not valid UTF-8",
            "a.jsonl:11: not valid JSON: trailing characters at character 17",
        ]
    );
    assert_eq!(run.rejects[0].excerpt, "{\"text\":\"Two.\"");
    assert_eq!(run.rejects[0].ordinal, Ordinal { input: 0, number: 1 });
    assert_eq!(run.records[1].ordinal.number, 8, "bad records keep their numbers");
}

#[test]
fn names_can_be_mapped_and_columns_kept() {
    let options = || ReadOptions {
        map: vec![(Field::Text, "article.body".to_owned()), (Field::Title, "headline".to_owned()), (Field::Text, "content".to_owned())],
        keep: vec!["desk".to_owned(), "meta.page".to_owned()],
        outlet: Some("All".to_owned()),
        date: Some("2020".to_owned()),
        ..ReadOptions::default()
    };
    let folder = folder(&[
        ("a.jsonl", b"{\"article\":{\"body\":\"Deep.\",\"x\":1},\"headline\":\"H\",\"desk\":3,\"meta\":{\"page\":\"A1\"},\"text\":\"no\"}\n{\"article.body\":\"Flat.\",\"date\":\"2021\"}\n{\"content\":\"Other.\",\"outlet\":\"Own\"}\n"),
        ("b.csv", b"Headline,Content,desk\nH,C,d\n"),
    ]);
    let run = read_all(&[folder.path()], options()).unwrap();
    assert_eq!(run.texts(), ["Deep.", "Flat.", "Other.", "C"]);
    assert_eq!(run.records[0].title, "H");
    assert_eq!(run.records[0].kept, ["3", "A1"]);
    assert_eq!(run.records[3].kept, ["d", ""]);
    assert_eq!(run.records.iter().map(|r| (&*r.outlet, &*r.date)).collect::<Vec<_>>(), [("All", "2020"), ("All", "2021"), ("Own", "2020"), ("All", "2020")]);
    assert_eq!("outlet".parse::<Field>(), Ok(Field::Outlet));
    assert!("x".parse::<Field>().unwrap_err().contains("id, outlet, date"));
}

#[test]
fn metadata_fills_what_records_lack() {
    let folder = folder(&[
        ("a.jsonl", b"{\"id\":\"1\",\"text\":\"x\",\"outlet\":\"Own\"}\n{\"text\":\"y\"}\n"),
        ("metadata.csv", b"id,outlet,genre\n1,Table,opinion\na-2,Two,\n"),
        ("other/meta.csv", "id\tgenre\turl\n1\tnews\thttp://x\n".as_bytes()),
        ("bad/a.txt", b"z"),
        ("bad/metadata.csv", b"name,outlet\n"),
    ]);
    let meta = Metadata::read(&folder.path().join("other/meta.csv")).unwrap();
    assert_eq!(meta.len(), 1);
    let options = ReadOptions { meta: Some(Arc::new(meta)), ..ReadOptions::default() };
    let run = read_all(&[&folder.path().join("a.jsonl"), &folder.path().join("bad")], options).unwrap();
    let seen: Vec<_> = run.records.iter().map(|r| (&*r.outlet, &*r.genre, &*r.url)).collect();
    assert_eq!(seen, [("Own", "news", "http://x"), ("Two", "", ""), ("", "", "")]);
    assert!(run.notices[0].to_string().contains("no column `id`; its columns are `name`, `outlet`"), "{:?}", run.notices);
    assert!(Metadata::read(&folder.path().join("none.csv")).is_err());
}

#[test]
fn ids_are_stems_and_numbers() {
    let folder = folder(&[("one.jsonl", b"{\"text\":\"x\"}\n"), ("two.csv", b"text\na\nb\n"), ("x.y.txt", b"t")]);
    assert_eq!(read_all(&[folder.path()], ReadOptions::default()).unwrap().ids(), ["one", "two-1", "two-2", "x.y"]);
    assert_eq!(read_one("a.jsonl.gz", &gz(b"{\"text\":\"x\"}")).ids(), ["a"]);
}

#[test]
fn json_arrays_and_objects_over_many_lines() {
    let run = read_one("a.json", b" [ {\"text\":\"a]}\\\"\",\n \"x\":[{}]} ,\n{\"text\":\"b\"}, 3, \"s, t\",\n{\"text\":\n\"c\"}]\n");
    assert_eq!(run.texts(), ["a]}\"", "b", "c"]);
    assert_eq!(run.reasons(), ["a.json:3: not a JSON object", "a.json:3: not a JSON object"]);
    assert_eq!(run.ids(), ["a-1", "a-2", "a-5"]);
    assert_eq!(read_one("a.json", b"{\n\"text\":\"a\"}\n").ids(), ["a"]);
    assert_eq!(read_one("a.json", b"{\"text\":\"a\"}\n{\"text\":\"b\"\n{\"text\":\"c\"}").texts(), ["a", "c"], "lines, and one is broken");
    let run = read_one("a.json", b"[{\"text\":\"a\"},{\"text\":\"b\"");
    assert_eq!((run.texts(), run.rejects.len()), (vec!["a"], 1));
    assert_eq!(read_one("a.json", b"[]").reasons(), ["a.json:-: empty file"]);
}

#[test]
fn tables_of_all_kinds() {
    let want = ["a, \"b\"\r\nc;d", "'=1", "é"];
    for (name, table) in [
        ("a.csv", "id,Text\r\n1,\"a, \"\"b\"\"\r\nc;d\"\r\n2,''=1\r\n3,é\r\n"),
        ("a.csv", "\u{FEFF}sep=;\r\nid;text\r\n1;\"a, \"\"b\"\"\r\nc;d\"\r\n2;''=1\r\n\r\n3;é"),
        ("a.csv", "id;text\n1;\"a, \"\"b\"\"\r\nc;d\"\n2;''=1\n3;é\n;;\n"),
        ("a.tsv", "id\ttext\textra\n1\t\"a, \"\"b\"\"\r\nc;d\"\t\n2\t''=1\tx\n3\té\ty\t\t\n"),
        ("a.csv", "id|text\n1|\"a, \"\"b\"\"\r\nc;d\"\n2|''=1\n3|é\n"),
        ("a.txt.csv", "\n\n\"id\",\"text\"\n\"1\",\"a, \"\"b\"\"\r\nc;d\"\n\"2\",\"''=1\"\n\"3\",\"é\""),
    ] {
        let run = read_one(name, table.as_bytes());
        assert_eq!(run.texts(), want, "{table}");
        assert_eq!(run.ids(), ["1", "2", "3"]);
        let bare = table.trim_start_matches('\u{FEFF}');
        for bytes in [utf16(bare, true), utf16(bare, false), gz(table.as_bytes()), zstd::encode_all(table.as_bytes(), 1).unwrap()] {
            assert_eq!(read_one(name, &bytes).texts(), want, "{table}");
        }
    }
}

#[test]
fn the_guard_against_spreadsheets_is_taken_away() {
    let run = read_one("a.csv", b"text\n'=SUM(A1)\n'+1\n'-x\n'@y\n\"'\tz\"\n''@quoted\n'tis so\n-5\n\"'\"\"=x\"\n");
    assert_eq!(run.texts(), ["=SUM(A1)", "+1", "-x", "@y", "\tz", "'@quoted", "'tis so", "-5", "'\"=x"]);
}

#[test]
fn broken_rows_are_rejected_and_the_rest_goes_on() {
    let run = read_one(
        "a.csv",
        b"id,text\n1,one\n2\n3,a,b\n4,\"open\n5,five\n6,six \"quoted\" inside\n7,\"seven\"x\n8,\"eight\nlines\"\n9,\n10,\"never closed\n11,eleven\n",
    );
    assert_eq!(run.ids(), ["1", "5", "6", "8", "11"]);
    assert_eq!(run.records[2].text, "six \"quoted\" inside");
    assert_eq!(
        run.reasons(),
        [
            "a.csv:3: 1 fields where the header has 2",
            "a.csv:4: 3 fields where the header has 2",
            "a.csv:5: a quotation mark opens a field, and none closes it",
            "a.csv:8: a quotation mark opens a field, and none closes it",
            "a.csv:11: no text: `text` is missing or empty",
            "a.csv:12: a quotation mark opens a field, and none closes it",
        ]
    );
    assert_eq!(run.records[4].ordinal.number, 10);
}

#[test]
fn encodings_are_found_and_told() {
    let text = "Il a été arrêté à Orléans, où la préfecture a été incendiée. « Jamais », a-t-il dit.";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    for (name, bytes, told) in [
        ("a.txt", text.as_bytes().to_vec(), false),
        ("a.txt", [b"\xEF\xBB\xBF", text.as_bytes()].concat(), false),
        ("a.txt", utf16(text, true), true),
        ("a.txt", utf16(text, false), true),
        ("a.txt", latin.to_vec(), true),
        ("a.csv", [&b"id,text\n1,\""[..], &latin, b"\"\n"].concat(), true),
        ("a.jsonl", [&b"{\"text\":\""[..], &latin, b"\"}\n"].concat(), true),
        ("a.jsonl", utf16(&format!("{{\"text\":\"{text}\"}}"), true), true),
        ("a.txt.gz", gz(&latin), true),
    ] {
        let run = read_one(name, &bytes);
        assert_eq!(run.texts(), [text], "{name}");
        assert_eq!(!run.notices.is_empty(), told, "{name}: {:?}", run.notices);
    }
    let run = read_one("a.txt", &latin);
    assert_eq!(run.notices[0].to_string(), "a.txt: read as windows-1252");
    let cyrillic = encoding_rs::WINDOWS_1251.encode("Самолёт был сбит над городом в субботу вечером, сообщили в министерстве.").0.to_vec();
    assert!(read_one("a.txt", &cyrillic).texts()[0].starts_with("Самолёт"));
}

#[test]
fn archives_are_known_by_their_bytes() {
    let lines = b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n";
    for (name, bytes) in [
        ("a.jsonl", gz(lines)),
        ("a.jsonl.zst", lines.to_vec()),
        ("a.jsonl.gz", zstd::encode_all(&lines[..], 3).unwrap()),
        ("a.jsonl.gz", [gz(&lines[..13]), gz(&lines[13..])].concat()),
        ("a.jsonl.zst", [zstd::encode_all(&lines[..13], 3).unwrap(), zstd::encode_all(&lines[13..], 3).unwrap()].concat()),
    ] {
        assert_eq!(read_one(name, &bytes).texts(), ["a", "b"], "{name}");
    }
    let whole = gz(&lines.repeat(5000));
    let run = read_one("a.jsonl.gz", &whole[..whole.len() / 2]);
    assert!(!run.records.is_empty());
    assert!(run.rejects.iter().any(|r| matches!(r.reason, Reason::Unreadable(_))), "{:?}", run.rejects);
}

#[test]
fn nothing_and_no_text_are_rejects() {
    for name in ["a.txt", "a.jsonl", "a.csv", "a.json", "a.tsv.gz", "a"] {
        for bytes in [&b""[..], b" \n\n", b"\xEF\xBB\xBF"] {
            let run = read_one(name, bytes);
            assert!(run.records.is_empty());
            assert_eq!(run.reasons(), [format!("{name}:-: empty file")], "{name} {bytes:?}");
        }
        let run = read_one(name, b"PNG\0\x01\x02 not text");
        assert_eq!(run.reasons(), [format!("{name}:-: not text: it holds zero bytes")]);
    }
    assert_eq!(read_one("a.csv", b"id,text\n").reasons(), ["a.csv:-: empty file"]);
}

#[test]
fn formats_are_found_where_names_do_not_say_them() {
    for (bytes, want) in [
        (&b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n"[..], Format::JsonLines),
        (b"[{\"text\":\"a\"},{\"text\":\"b\"}]", Format::Json),
        (b"{\n  \"text\":\"a\"\n}\n{\"text\":\"b\"}", Format::Json),
        (b"{\"id\": 1,\n  \"text\":\"a\"\n}\n{\"text\":\"b\"}", Format::Json),
        (b"[\n  {\"text\":\"a\"},\n{\"text\":\"b\"}]", Format::Json),
        (b"id,text\n1,a\n2,b\n", Format::Csv),
        (b"text\na\nb\n", Format::Csv),
    ] {
        let run = read_one("export", bytes);
        assert_eq!(run.texts(), ["a", "b"], "{want:?}");
        assert_eq!(run.files[0].format, Some(want));
    }
    for text in ["[Photo] Army shells town, and text goes on.", "Army shells town\n\nThe text, as it were, goes on.", "\"Stop,\" he said."] {
        let run = read_one("export", text.as_bytes());
        assert_eq!((run.texts(), run.files[0].format), (vec![text], Some(Format::Text)));
    }
}

#[test]
fn records_may_be_large_but_not_too_large() {
    let long = "x".repeat(50 << 20);
    let run = read_one("a.jsonl", format!("{{\"text\":\"{long}\"}}\n{{\"text\":\"b\"}}\n").as_bytes());
    assert_eq!(run.records.iter().map(|r| r.text.len()).collect::<Vec<_>>(), [50 << 20, 1]);
    let limit = || ReadOptions { max_record_bytes: 100_000, ..ReadOptions::default() };
    let long = "x ".repeat(2 << 20);
    let few = "y".repeat(100_010);
    for (name, content) in [
        ("a.jsonl", format!("{{\"text\":\"a\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"{few}\"}}\n{{\"text\":\"b\"}}\n")),
        ("a.json", format!("[{{\"text\":\"a\"}},\n{{\"text\":\"{long}\"}},\n{{\"text\":\"{few}\"}},\n{{\"text\":\"b\"}}]\n")),
        ("a.csv", format!("id,text\n1,a\n2,\"{long}\"\n3,{few}\n4,b\n")),
    ] {
        let folder = folder(&[(name, content.as_bytes())]);
        let run = read_all(&[&folder.path().join(name)], limit()).unwrap();
        assert_eq!(run.texts(), ["a", "b"], "{name}: {:?}", run.reasons());
        let too_large = run.rejects.iter().filter(|r| r.reason == Reason::TooLarge(100_000)).count();
        assert_eq!((too_large, run.rejects.len()), (2, 2), "{name}: {:?}", run.reasons());
        assert_eq!(run.records[1].ordinal.number, 3, "{name}");
    }
    let folder = folder(&[("a.txt", long.as_bytes())]);
    let run = read_all(&[folder.path()], limit()).unwrap();
    assert_eq!(run.reasons(), ["a.txt:-: larger than 100000 bytes"]);
}

#[test]
fn an_open_quotation_mark_does_not_swallow_the_rest() {
    let rows: String = (0..50_000).map(|i| format!("{i},text number {i} of many\n")).collect();
    let run = read_one("a.csv", format!("id,text\nx,\"open\n{rows}").as_bytes());
    assert_eq!((run.records.len(), run.rejects.len()), (50_000, 1));
}

#[test]
fn inputs_are_hashed_when_asked() {
    let lines = b"{\"text\":\"a\"}\n".repeat(20_000);
    let packed = gz(&lines);
    let folder = folder(&[("a.jsonl.gz", &packed), ("b.txt", b"abc"), ("c.csv", b"")]);
    let run = read_all(&[folder.path()], ReadOptions { hash: true, ..ReadOptions::default() }).unwrap();
    let hex = |n: usize| run.files[n].sha256.unwrap().iter().map(|b| format!("{b:02x}")).collect::<String>();
    use sha2::{Digest, Sha256};
    assert_eq!(run.files[0].sha256.unwrap(), <[u8; 32]>::from(Sha256::digest(&packed)));
    assert_eq!(hex(1), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert!(hex(2).starts_with("e3b0c44298fc1c14"));
    let run = read_all(&[folder.path()], ReadOptions::default()).unwrap();
    assert!(run.files.iter().all(|f| f.sha256.is_none()));
}

#[test]
fn chunks_are_bounded_and_many_small_files_share_one() {
    let line = format!("{{\"text\":\"{}\"}}\n", "word ".repeat(800));
    let folder = folder(&[("a.jsonl", line.repeat(1000).as_bytes())]);
    for n in 0..600 {
        std::fs::write(folder.path().join(format!("b{n:03}.txt")), "x").unwrap();
    }
    let mut inputs = Inputs::open(&[folder.path().to_str().unwrap().to_owned()], ReadOptions::default()).unwrap();
    let mut sizes = Vec::new();
    while let Some(chunk) = inputs.next_chunk().unwrap() {
        assert!(chunk.bytes() <= (1 << 20) + line.len());
        sizes.push(chunk.len());
    }
    assert_eq!(sizes.iter().sum::<usize>(), 1600);
    assert!(sizes[0] < 20, "the first is small");
    assert!(sizes.len() < 25, "{sizes:?}");
}

/// A reader that gives a few bytes at a time.
struct Trickle(std::io::Cursor<Vec<u8>>, usize);

impl std::io::Read for Trickle {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let size = self.1.min(buffer.len());
        self.0.read(&mut buffer[..size])
    }
}

/// Texts and rejects of a stream that comes in pieces of `step` bytes.
fn trickle(kind: Format, bytes: &[u8], step: usize, eager: bool) -> (Vec<String>, Vec<Reason>) {
    let shared = Arc::new(Shared { names: Names::new(&ReadOptions::default()).into(), max_record_bytes: 1 << 20, eager, ..Shared::default() });
    let blocks = blocks::Blocks::new(Box::new(Trickle(std::io::Cursor::new(bytes.to_vec()), step)), eager, blocks::MOST);
    let mut chunks: Box<dyn Chunks> = match kind {
        Format::JsonLines => Box::new(jsonl::Lines::new(blocks, shared)),
        Format::Json => Box::new(json::Values::new(blocks, shared)),
        _ => Box::new(csv::Rows::new(blocks, shared, false)),
    };
    let options = ReadOptions::default();
    let (mut texts, mut reasons) = (Vec::new(), Vec::new());
    let mut count = 0;
    while let Ok(Some(chunk)) = chunks.next() {
        let (mut records, mut rejects) = (Vec::new(), Vec::new());
        chunk.parse(&options, &mut records, &mut rejects);
        texts.extend(records.iter().map(|r| r.text.to_string()));
        reasons.extend(rejects.into_iter().map(|r| r.reason));
        count += 1;
        assert!(count < 100_000, "chunks end");
    }
    (texts, reasons)
}

fn field() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z \",;\n\r'=\\\\{}\\[\\]]{0,20}", any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_json_record_comes_back(texts in proptest::collection::vec(field(), 1..20), step in 1usize..50, eager: bool) {
        let texts: Vec<String> = texts.into_iter().filter(|t| !t.trim().is_empty()).collect();
        let objects: Vec<String> = texts.iter().map(|t| serde_json::json!({"text": t, "id": 1, "x": [t, {"y": t}]}).to_string()).collect();
        let lines = objects.join("\n");
        prop_assert_eq!(&trickle(Format::JsonLines, lines.as_bytes(), step, eager).0, &texts);
        prop_assert_eq!(&trickle(Format::Json, lines.as_bytes(), step, eager).0, &texts);
        let array = format!("[{}]", objects.join(" ,\n"));
        prop_assert_eq!(&trickle(Format::Json, array.as_bytes(), step, eager).0, &texts);
    }

    #[test]
    fn every_row_comes_back(rows in proptest::collection::vec((field(), field()), 1..20), step in 1usize..50, eager: bool, semicolon: bool, crlf: bool) {
        let rows: Vec<_> = rows.into_iter().filter(|r| !csv::unguard(r.1.as_str().into()).trim().is_empty()).collect();
        let mut writer = ::csv::WriterBuilder::new()
            .delimiter(if semicolon { b';' } else { b',' })
            .terminator(if crlf { ::csv::Terminator::CRLF } else { ::csv::Terminator::Any(b'\n') })
            .from_writer(Vec::new());
        writer.write_record(["id", "text"]).unwrap();
        for (id, text) in &rows {
            writer.write_record([id, text]).unwrap();
        }
        let table = writer.into_inner().unwrap();
        let want: Vec<String> = rows.into_iter().map(|(_, text)| csv::unguard(text.into()).into_owned()).collect();
        let (texts, reasons) = trickle(Format::Csv, &table, step, eager);
        prop_assert_eq!(&texts, &want, "{:?} {:?}", reasons, String::from_utf8_lossy(&table));
    }

    #[test]
    fn no_bytes_make_a_panic(bytes in proptest::collection::vec(prop_oneof![any::<u8>(), proptest::sample::select(&b"\"\"\"\n\n,,{{}}[]:\\ texid'\r"[..])], 0..300), step in 1usize..80, eager: bool, header: bool) {
        for kind in [Format::JsonLines, Format::Json, Format::Csv] {
            trickle(kind, &bytes, step, eager);
        }
        let table = [if header { &b"id,text\n"[..] } else { b"text\n" }, &bytes].concat();
        trickle(Format::Csv, &table, step, eager);
    }

    #[test]
    fn no_file_makes_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), head in proptest::sample::select(vec![&b""[..], b"\x1F\x8B", b"\x28\xB5\x2F\xFD", b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF", b"[{", b"sep=;\n", b"id,text\n"]), name in proptest::sample::select(vec!["a.txt", "a.jsonl", "a.csv", "a.json", "a.tsv", "a"])) {
        let folder = folder(&[(name, &[head, &bytes].concat())]);
        let _ = read_all(&[&folder.path().join(name)], ReadOptions { hash: true, ..ReadOptions::default() });
    }

    #[test]
    fn transcoding_is_the_same_in_pieces(text in any::<String>(), step in 1usize..20, piece in 1usize..40, little: bool) {
        use std::io::Read;
        let encoding = if little { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        let mut reader = encoding::Transcoder::new(Box::new(Trickle(std::io::Cursor::new(utf16(&text, little)), step)), encoding);
        let mut out = Vec::new();
        let mut buffer = vec![0; piece];
        loop {
            let size = reader.read(&mut buffer).unwrap();
            if size == 0 { break }
            out.extend_from_slice(&buffer[..size]);
        }
        prop_assert_eq!(String::from_utf8(out).unwrap(), text);
    }
}

/// Found by changing bytes of tables: a line that promises a separator and ends.
#[test]
fn a_separator_line_without_a_separator_is_an_end_and_no_panic() {
    for table in ["sep=\ntext\nA thug.\n", "sep=", "sep=\n", "sep=;", "sep=;\n"] {
        let folder = folder(&[("a.csv", table.as_bytes())]);
        let _ = read_all(&[&folder.path().join("a.csv")], ReadOptions::default());
    }
    assert_eq!(read_one("a.csv", b"sep=;\nid;text\n1;A thug.").texts(), ["A thug."]);
}
