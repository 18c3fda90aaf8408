//! Shapes in which articles come that are more than text, lines and tables: other programs' JSON, what Excel writes, crawls, Parquet.

use super::tests::*;
use super::*;
use std::io::Write;

#[test]
fn other_programs_names() {
    // Each as its program writes it; the texts are made up.
    for (what, record, want) in [
        (
            "news-please",
            r#"{"authors":["A"],"date_publish":"2031-05-04 10:11:12","description":"short","filename":"x.json","language":"en","maintext":"The text.","source_domain":"lantern.example","title":"A title","url":"https://lantern.example/a","text":null}"#,
            ["a", "lantern.example", "2031-05-04 10:11:12", "A title", "The text.", "https://lantern.example/a", "en"],
        ),
        (
            "NELA-GT",
            r#"{"id":"lantern--2031-05-04--A","date":"2031-05-04","source":"thelantern","title":"A title","content":"The text.","author":"B","url":"u","published":"Sun, 04 May","published_utc":1935568272,"collection_utc":1935568300}"#,
            ["lantern--2031-05-04--A", "thelantern", "2031-05-04", "A title", "The text.", "u", ""],
        ),
        (
            "only seconds",
            r#"{"uuid":7,"published_utc":1935568272,"title":"T","content":"The text."}"#,
            ["7", "", "2031-05-03T09:51:12Z", "T", "The text.", "", ""],
        ),
        (
            "NewsAPI",
            r#"{"source":{"id":null,"name":"The Lantern"},"title":"T","description":"d","url":"u","publishedAt":"2031-05-04T10:11:12Z","content":"The text."}"#,
            ["a", "The Lantern", "2031-05-04T10:11:12Z", "T", "The text.", "u", ""],
        ),
        (
            "schema.org",
            r#"{"@type":"NewsArticle","headline":"T","articleBody":"The text.","datePublished":"2031-05-04","inLanguage":"en","publisher":{"name":"x"}}"#,
            ["a", "", "2031-05-04", "T", "The text.", "", "en"],
        ),
        (
            "Trafilatura",
            r#"{"title":"T","hostname":"lantern.example","date":"2031-05-04","text":"The text.","source":"https://lantern.example/a","sitename":"The Lantern"}"#,
            ["a", "The Lantern", "2031-05-04", "T", "The text.", "", ""],
        ),
        (
            "its own names count more, in whatever order",
            r#"{"content":"no","body":"no","text":"The text.","headline":"no","title":"T","source":"no","outlet":"O"}"#,
            ["a", "O", "", "T", "The text.", "", ""],
        ),
        ("an empty one does not", r#"{"text":"","content":"The text.","title":null,"headline":"T"}"#, ["a", "", "", "T", "The text.", "", ""]),
    ] {
        for (name, bytes) in [("a.jsonl", record.to_owned()), ("a.json", format!("[\n{record}\n]"))] {
            let run = read_one(name, bytes.as_bytes());
            assert!(run.rejects.is_empty(), "{what}: {:?}", run.reasons());
            let r = &run.records[0];
            assert_eq!([&*r.id, &*r.outlet, &*r.date, &*r.title, &*r.text, &*r.url, &*r.language], want, "{what}");
        }
    }
    // A name that was mapped takes the place of all of them.
    let folder = folder(&[("a.jsonl", br#"{"content":"no","mine":"The text."}"#)]);
    let options = ReadOptions { map: vec![(Field::Text, "mine".into())], ..ReadOptions::default() };
    assert_eq!(read_all(&[folder.path()], options).unwrap().texts(), ["The text."]);
    assert_eq!(read_one("a.jsonl", br#"{"title":"x","content":{"a":1}}"#).reasons(), ["a.jsonl:1: `text` is not a string"]);
}

#[test]
fn tables_as_excel_writes_them() {
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode("Überfall – «Nein», sagte sie. “Now”, she said: 5 €.");
    let want = "Überfall – «Nein», sagte sie. “Now”, she said: 5 €.";
    let table = |delimiter: &str, sep: bool| {
        let mut out = if sep { format!("sep={delimiter}\r\n").into_bytes() } else { Vec::new() };
        out.extend(format!("ID{delimiter}Outlet{delimiter}Text\r\n7{delimiter}Die Laterne{delimiter}\"").bytes());
        out.extend(&*latin);
        out.extend(b"\"\r\n");
        out
    };
    for (what, bytes) in [
        ("semicolons, cp1252", table(";", false)),
        ("sep= and semicolons, cp1252", table(";", true)),
        ("sep= and commas", table(",", true)),
        ("sep= and a bar", table("|", true)),
        ("tabs", table("\t", false)),
        ("UTF-16 with tabs, as \"Unicode text\"", utf16(&format!("id\toutlet\ttext\r\n7\tDie Laterne\t{want}\r\n"), true)),
        ("UTF-8 with a mark", format!("\u{FEFF}id;outlet;text\r\n7;Die Laterne;{want}\r\n;;\r\n").into_bytes()),
    ] {
        let run = read_one("a.csv", &bytes);
        assert_eq!((run.texts(), run.ids()), (vec![want], vec!["7"]), "{what}: {:?}", run.reasons());
        assert_eq!(run.records[0].outlet, "Die Laterne", "{what}");
    }
    // The first name of a field counts, wherever its column stands.
    let run = read_one("a.csv", b"content,Source,TEXT\nno,The Lantern,yes\n");
    assert_eq!((run.texts(), &*run.records[0].outlet), (vec!["yes"], "The Lantern"));
}

#[test]
fn words_from_a_pipe_are_no_table_for_having_names_in_them() {
    for text in ["Body, mind and soul\n\nThe text.", "Article\n\nThe text.", "Content, source, and link\nThe text."] {
        let run = read_one("export", text.as_bytes());
        assert_eq!((run.texts(), run.files[0].format), (vec![text], Some(Format::Text)));
    }
}

#[cfg(feature = "html")]
mod pages {
    use super::*;

    const BODY: &str = "<p>Part of the old harbour wall gave way on Tuesday night, and forty people had to leave their homes, the council said.</p>\
        <p>Engineers had warned of it since spring, according to papers that the council had kept to itself until Monday.</p>";

    fn page(title: &str) -> String {
        format!("<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{BODY}</article></body></html>")
    }

    fn record(kind: &str, extra: &str, content: &[u8]) -> Vec<u8> {
        let mut out = format!("WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0>\r\n{extra}Content-Length: {}\r\n\r\n", content.len()).into_bytes();
        out.extend(content);
        out.extend(b"\r\n\r\n");
        out
    }

    fn response(address: &str, header: &str, body: &[u8]) -> Vec<u8> {
        let http = [format!("HTTP/1.1 {header}\r\n\r\n").as_bytes(), body].concat();
        record("response", &format!("WARC-Target-URI: {address}\r\nContent-Type: application/http; msgtype=response\r\n"), &http)
    }

    fn chunked(body: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for piece in body.chunks(100) {
            out.extend(format!("{:x}\r\n", piece.len()).bytes());
            out.extend(piece);
            out.extend(b"\r\n");
        }
        out.extend(b"0\r\n\r\n");
        out
    }

    #[test]
    fn files_are_pages() {
        let folder = folder(&[
            ("a.html", page("One fine title").as_bytes()),
            ("b.htm.gz", &gz(page("Two fine titles").as_bytes())),
            ("c.txt", b"Plain."),
            ("d.HTML", b"<html><p>nothing"),
            ("metadata.csv", b"id,outlet\na,The Lantern\n"),
        ]);
        let run = read_all(&[folder.path()], ReadOptions::default()).unwrap();
        assert_eq!(run.ids(), ["a", "b", "c"]);
        assert_eq!(run.records[0].title, "One fine title");
        assert_eq!(run.records[0].outlet, "The Lantern");
        assert!(run.records[1].text.starts_with("Part of the old harbour wall") && run.records[1].text.contains("said.\n\nEngineers"));
        assert_eq!(run.reasons(), ["d.HTML:-: no article: the page has 1 words of running text"]);
        // A page is known by how it begins where the name does not say it.
        assert_eq!(read_one("export", page("A fine title").as_bytes()).records[0].title, "A fine title");
    }

    #[test]
    fn an_archive_as_crawlers_write_it() {
        let text = page("Plainly sent");
        let records = vec![
            record("warcinfo", "Content-Type: application/warc-fields\r\n", b"software: x\r\n"),
            response("https://lantern.example/plain", "200 OK\r\nContent-Type: text/html; charset=utf-8", text.as_bytes()),
            record(
                "request",
                "WARC-Target-URI: https://lantern.example/plain\r\nContent-Type: application/http; msgtype=request\r\n",
                b"GET / HTTP/1.1\r\n\r\n",
            ),
            response("https://lantern.example/gone", "404 Not Found\r\nContent-Type: text/html", text.as_bytes()),
            response("https://lantern.example/picture", "200 OK\r\nContent-Type: image/png", b"\x89PNG\r\n\r\nWARC/1.0\r\n"),
            response("https://lantern.example/pieces", "200 OK\r\nTransfer-Encoding: chunked", &chunked(page("In pieces").as_bytes())),
            response("https://lantern.example/whole", "200 OK\r\nTransfer-Encoding: chunked", page("Said to be in pieces").as_bytes()),
            response(
                "https://lantern.example/gz",
                "200\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked",
                &chunked(&gz(page("Packed in pieces").as_bytes())),
            ),
            response("https://lantern.example/unpacked", "200 OK\r\nContent-Encoding: gzip", page("Said to be packed").as_bytes()),
            response("https://lantern.example/zst", "200 OK\r\nContent-Encoding: zstd", &zstd::encode_all(page("Packed anew").as_bytes(), 3).unwrap()),
            response(
                "https://lantern.example/latin",
                "200 OK\r\nContent-Type: text/html; charset=iso-8859-1",
                page("Caf\u{e9} open").chars().map(|c| c as u8).collect::<Vec<_>>().as_slice(),
            ),
            response("https://lantern.example/none", "200 OK\r\nContent-Type: text/html", b"<p>no article"),
            record("resource", "WARC-Target-URI: <https://lantern.example/resource>\r\nContent-Type: text/html\r\n", page("As a resource").as_bytes()),
            record("conversion", "WARC-Target-URI: https://www.lantern.example/wet\r\nContent-Type: text/plain\r\n", b"The text of a WET file."),
        ];
        let want = [
            ("plain", "Plainly sent"),
            ("pieces", "In pieces"),
            ("whole", "Said to be in pieces"),
            ("gz", "Packed in pieces"),
            ("unpacked", "Said to be packed"),
            ("zst", "Packed anew"),
            ("latin", "Café open"),
            ("resource", "As a resource"),
            ("wet", ""),
        ];
        let members: Vec<u8> = records.iter().flat_map(|r| gz(r)).collect();
        for (name, bytes) in [
            ("a.warc", records.concat()),
            ("a.warc.gz", members),
            ("a.warc.gz", gz(&records.concat())),
            ("a.warc.zst", zstd::encode_all(&records.concat()[..], 3).unwrap()),
            ("crawl", records.concat()),
        ] {
            let run = read_one(name, &bytes);
            let got: Vec<(&str, &str)> = run.records.iter().map(|r| (r.id.rsplit('/').next().unwrap(), &*r.title)).collect();
            assert_eq!(got, want, "{name}: {:?}", run.reasons());
            assert!(
                run.records
                    .iter()
                    .all(|r| r.url == r.id && r.outlet == "lantern.example" && r.text.contains(if r.title.is_empty() { "WET" } else { "old harbour wall" }))
            );
            assert_eq!(run.reasons(), [format!("{name}:12: no article: the page has 2 words of running text")]);
            assert_eq!(
                run.notices.iter().map(ToString::to_string).collect::<Vec<_>>(),
                [format!("{name}: 4 records hold no page that was fetched whole, and are no articles")]
            );
        }
    }

    #[test]
    fn damaged_archives_are_read_as_far_as_they_go() {
        let one = response("https://lantern.example/1", "200 OK", page("First of them").as_bytes());
        let two = response("https://lantern.example/2", "200 OK", page("Second of them").as_bytes());
        let run = read_one("a.warc", &[&one[..], b"junk\r\nmore junk\r\n", &two].concat());
        assert_eq!((run.records.len(), run.reasons()), (2, vec!["a.warc:2: cannot be read: no WARC record begins here".to_owned()]));
        let run = read_one("a.warc", &[&one[..], &two[..two.len() / 2]].concat());
        assert_eq!((run.records.len(), run.reasons()), (1, vec!["a.warc:2: cannot be read: the archive ends inside a record".to_owned()]));
        let broken = record("response", "WARC-Target-URI: x\r\nContent-Type: application/http\r\n", b"no response at all");
        let run = read_one("a.warc", &[&broken[..], &two].concat());
        assert_eq!(run.records.len(), 1);
        assert!(run.reasons()[0].starts_with("a.warc:1: cannot be read: not an HTTP response"), "{:?}", run.reasons());
        let run = read_one("a.warc", b"WARC/1.0\r\nContent-Length: many\r\n\r\nx");
        assert_eq!(run.reasons(), ["a.warc:1: cannot be read: no WARC record begins here"]);
        let bomb = response("https://lantern.example/b", "200 OK\r\nContent-Encoding: gzip", &gz(&vec![b'a'; 3 << 20]));
        let folder = folder(&[("a.warc", &[&bomb[..], &two].concat())]);
        let run = read_all(&[folder.path()], ReadOptions { max_record_bytes: 1 << 20, ..ReadOptions::default() }).unwrap();
        assert_eq!((run.records.len(), run.reasons()), (1, vec!["a.warc:1: larger than 1048576 bytes".to_owned()]));
        assert_eq!(run.records[0].ordinal.number, 1, "its place is kept");
        // Ten thousand false beginnings: told one by one, in bounded chunks, without a stack that grows.
        let run = read_one("a.warc", &b"junk\nWARC/1.0\nContent-Length: x\n".repeat(10_000));
        assert!(run.records.is_empty() && run.rejects.len() >= 10_000, "{}", run.rejects.len());
    }
}

#[cfg(feature = "docx")]
#[test]
fn word_documents_are_files_among_others() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(b"<w:document xmlns:w='w'><w:body><w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>A title</w:t></w:r></w:p><w:p><w:r><w:t>The text.</w:t></w:r></w:p></w:body></w:document>").unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let folder = folder(&[("a.docx", &bytes), ("b.docx", b"PK\x03\x04"), ("c.txt", b"Plain."), ("d", &bytes)]);
    let run = read_all(&[folder.path()], ReadOptions::default()).unwrap();
    assert_eq!((run.ids(), run.texts(), &*run.records[0].title), (vec!["a", "c"], vec!["The text.", "Plain."], "A title"));
    assert!(run.reasons()[0].starts_with("b.docx:-: cannot be read: not a Word document"), "{:?}", run.reasons());
    assert_eq!(read_all(&[&folder.path().join("d")], ReadOptions::default()).unwrap().texts(), ["The text."], "known by its bytes");
}

#[cfg(feature = "parquet")]
mod columns {
    use super::*;
    use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    /// Three rows in two row groups.
    fn table(compression: ::parquet::basic::Compression) -> Vec<u8> {
        let schema = parse_message_type(
            "message schema { required int64 id; optional binary content (UTF8); optional binary text (UTF8); optional int32 date (DATE);
              optional group source { optional binary name (UTF8); } optional boolean other; }",
        )
        .unwrap();
        let properties = WriterProperties::builder().set_compression(compression).build();
        let mut out = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut out, schema.into(), properties.into()).unwrap();
        let rows = [(1i64, "no", Some("First – text."), 22_403), (2, "Second, from content.", None, 22_404), (3, "", None, 22_405)];
        for group in [&rows[..2], &rows[2..]] {
            let mut out = writer.next_row_group().unwrap();
            let ids: Vec<i64> = group.iter().map(|r| r.0).collect();
            let bytes = |text: &str| ByteArray::from(text.as_bytes().to_vec());
            let all = vec![1i16; group.len()];
            let mut column = out.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&ids, None, None).unwrap();
            column.close().unwrap();
            let mut column = out.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&group.iter().map(|r| bytes(r.1)).collect::<Vec<_>>(), Some(&all), None).unwrap();
            column.close().unwrap();
            let mut column = out.next_column().unwrap().unwrap();
            let levels: Vec<i16> = group.iter().map(|r| r.2.is_some().into()).collect();
            column.typed::<ByteArrayType>().write_batch(&group.iter().filter_map(|r| r.2).map(bytes).collect::<Vec<_>>(), Some(&levels), None).unwrap();
            column.close().unwrap();
            let mut column = out.next_column().unwrap().unwrap();
            column.typed::<Int32Type>().write_batch(&group.iter().map(|r| r.3).collect::<Vec<_>>(), Some(&all), None).unwrap();
            column.close().unwrap();
            let mut column = out.next_column().unwrap().unwrap();
            let names: Vec<ByteArray> = group.iter().map(|_| bytes("The Lantern")).collect();
            column.typed::<ByteArrayType>().write_batch(&names, Some(&vec![2i16; group.len()]), None).unwrap();
            column.close().unwrap();
            let mut column = out.next_column().unwrap().unwrap();
            column.typed::<BoolType>().write_batch(&vec![true; group.len()], Some(&all), None).unwrap();
            column.close().unwrap();
            out.close().unwrap();
        }
        writer.close().unwrap();
        out
    }

    #[test]
    fn rows_are_records() {
        use ::parquet::basic::Compression as C;
        for compression in [C::UNCOMPRESSED, C::SNAPPY, C::GZIP(Default::default()), C::ZSTD(Default::default()), C::LZ4_RAW, C::BROTLI(Default::default())] {
            let bytes = table(compression);
            for (name, bytes) in [("a.parquet", bytes.clone()), ("a.parquet.gz", gz(&bytes)), ("export", bytes.clone())] {
                let run = read_one(name, &bytes);
                assert_eq!(run.texts(), ["First – text.", "Second, from content."], "{name} {compression:?}");
                assert_eq!(run.ids(), ["1", "2"]);
                assert_eq!((&*run.records[0].date, &*run.records[0].outlet), ("2031-05-04", "The Lantern"));
                assert_eq!(run.reasons(), [format!("{name}:3: no text: `text` is missing or empty")]);
            }
        }
    }

    #[test]
    fn columns_that_are_kept() {
        let folder = folder(&[("a.parquet", &table(::parquet::basic::Compression::SNAPPY))]);
        let options = ReadOptions { keep: vec!["other".into(), "content".into(), "none".into()], ..ReadOptions::default() };
        let run = read_all(&[folder.path()], options).unwrap();
        assert_eq!(run.records[1].kept, ["true", "Second, from content.", ""]);
    }

    #[test]
    fn damaged_files_say_so() {
        let good = table(::parquet::basic::Compression::SNAPPY);
        let folder = folder(&[("a.txt", b"x")]);
        for cut in [4, 10, 50, good.len() / 2, good.len() - 1] {
            let path = folder.path().join("b.parquet");
            std::fs::write(&path, &good[..cut]).unwrap();
            let run = read_all(&[&path], ReadOptions::default()).unwrap();
            assert!(run.records.is_empty() && matches!(run.rejects[..], [Reject { reason: Reason::Unreadable(_), .. }]), "{cut}: {:?}", run.reasons());
        }
        // Every byte changed in its turn: never a panic, and never silence.
        for at in (0..good.len()).step_by(7) {
            let mut bytes = good.clone();
            bytes[at] ^= 0x55;
            let path = folder.path().join("c.parquet");
            std::fs::write(&path, &bytes).unwrap();
            if let Ok(run) = read_all(&[&path], ReadOptions::default()) {
                assert!(run.records.len() + run.rejects.len() > 0, "{at}");
            }
        }
        assert_eq!(read_one("e.parquet", b"").reasons(), ["e.parquet:-: empty file"]);
    }
}
