//! Every probe on seeds and on some hundred changed ones, always the same: what fuzzing looks for, in a minute and on stable Rust. Longer runs
//! are in fuzz/ (docs/inputs.md says how).

#![cfg(all(feature = "html", feature = "docx", feature = "parquet"))]

use slantwise::probe;
use std::io::Write;

/// A small generator of numbers; the order never changes.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn docx() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).unwrap();
    zip.write_all(b"<w:document xmlns:w='w'><w:body><w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>A &amp; B</w:t></w:r></w:p><w:p><w:r><w:t>Text.</w:t><w:br/></w:r></w:p></w:body></w:document>").unwrap();
    zip.finish().unwrap().into_inner()
}

fn parquet() -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    let schema = parquet::schema::parser::parse_message_type("message m { required binary text (UTF8); required binary title (UTF8); }").unwrap();
    let mut out = Vec::new();
    let mut writer = parquet::file::writer::SerializedFileWriter::new(&mut out, schema.into(), Default::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    while let Some(mut column) = group.next_column().unwrap() {
        let values: Vec<ByteArray> = ["One text.", "Another text.", "A third."].iter().map(|t| ByteArray::from(t.as_bytes().to_vec())).collect();
        column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    out
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let page = "<!doctype html><html lang=en><head><title>A wall | X</title><meta charset=utf-8><meta property=og:site_name content=X>\
        <script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"A wall\",\"datePublished\":\"2031-05-04\"}</script></head><body><nav><a href=/>Home</a></nav>\
        <article><h1>A wall</h1><p>Part of the old wall gave way on Tuesday, and forty people had to leave their homes, said the council.</p><figure><img></figure>\
        <p>“We were told,” said Oda, “that it would stand,” and she was right to doubt it, as it turned out, or so it seems.<br><br>More.</p></article></body></html>";
    let http =
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{page}\r\n0\r\n\r\n", page.len());
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/a\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    );
    let lexicon = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/lexicons/praise.toml")).unwrap();
    let texts: Vec<Vec<u8>> = match name {
        "jsonl" | "json" => vec![
            b"{\"id\":1,\"text\":\"A \\\"text\\\" \\u00e9.\",\"source\":{\"name\":\"X\"},\"kept\":[1]}\n{\"content\":\"B\",\"published_utc\":1935568272}\n"
                .to_vec(),
            b"[{\"text\":\"a\"},\n{\"text\":{\"x\":1}}, 5, null]".to_vec(),
        ],
        "csv" => vec![
            b"sep=;\r\nid;text;kept\r\n1;\"a \"\"b\"\"\nc\";x\r\n2;b;\r\n".to_vec(),
            "id,text\n1,\"é, x\"\n2,\"y\n".as_bytes().to_vec(),
            b"\xFF\xFEt\0e\0x\0t\0\n\0a\0".to_vec(),
        ],
        "plain" => vec!["A headline\n\nLondon – “Text,” he said.\n".as_bytes().to_vec(), gz(b"Text."), b"\xFE\xFF\0T\0e".to_vec()],
        "html" => vec![page.as_bytes().to_vec()],
        "warc" => vec![warc.repeat(2).into_bytes(), gz(warc.as_bytes())],
        "docx" => vec![docx()],
        "parquet" => vec![parquet()],
        "lexicon" => vec![lexicon.into_bytes()],
        "voice" => vec![
            (0..=255).cycle().step_by(7).take(600).collect(),
            "“The brutal regime lied,” said Mr Fennick. \"Never,\" he said, 'not' once.\n".repeat(8).into_bytes(),
        ],
        "rules" => vec![(0..=255).cycle().step_by(5).take(600).collect(), (0..=255).cycle().step_by(11).take(90).collect()],
        _ => vec![page.as_bytes().to_vec(), warc.into_bytes(), b"{\"text\":\"a\"}".to_vec(), b"id,text\n1,a\n".to_vec(), docx(), parquet()],
    };
    texts
}

/// Changes a few bytes: flipped, doubled, cut, put elsewhere, or replaced by ones that readers mind.
fn change(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    const MINDED: &[&[u8]] = &[
        b"\"",
        b"\n",
        b"\r\n",
        b"{",
        b"}",
        b"[",
        b"<",
        b">",
        b"</",
        b"<!--",
        b"&#",
        b"\0",
        b"\xFF",
        b"\xC3",
        b",",
        b"\\",
        b"\\u",
        b"99999999999",
        b"-1",
        b"'",
        b"=",
        b"\xE2\x80\x9C",
    ];
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(bytes.len() + 1);
        let size = numbers.below(40).min(bytes.len() - at);
        match numbers.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
            1 => drop(bytes.drain(at..at + size)),
            2 => {
                let piece = bytes[at..at + size].to_vec();
                let to = numbers.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            3 => bytes.truncate(at.max(1)),
            4 => {
                let piece = bytes[at..at + size].repeat(numbers.below(50));
                bytes.splice(at..at, piece);
            }
            _ => drop(bytes.splice(at..at, MINDED[numbers.below(MINDED.len())].iter().copied())),
        }
    }
}

#[test]
fn probes_hold_on_changed_seeds() {
    for (name, run) in probe::ALL {
        let rounds = if matches!(name, "lexicon") { 40 } else { 300 };
        let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15 ^ name.len() as u64);
        for seed in seeds(name) {
            run(&seed);
            for round in 0..rounds {
                let mut bytes = seed.clone();
                change(&mut bytes, &mut numbers);
                if let Err(panic) = std::panic::catch_unwind(|| run(&bytes)) {
                    let path = std::env::temp_dir().join(format!("slantwise-probe-{name}-{round}"));
                    std::fs::write(&path, &bytes).unwrap();
                    eprintln!("{name}, round {round}: the bytes are in {}", path.display());
                    std::panic::resume_unwind(panic);
                }
            }
        }
    }
}

/// Lays the seeds down for fuzzing: `cargo test --test probes -- --ignored`.
#[test]
#[ignore = "writes fuzz/corpus"]
fn seeds_for_fuzzing() {
    for (name, _) in probe::ALL {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for (number, seed) in seeds(name).into_iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
        }
    }
}
