//! Provisional reader, replaced when the read stage lands.

use crate::record::{Ordinal, Record};
use std::path::PathBuf;

#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    pub map: Vec<(String, String)>,
    pub meta: Option<PathBuf>,
    pub outlet: Option<String>,
    pub date: Option<String>,
    pub keep: Vec<String>,
}
#[derive(Debug)]
pub struct Reject {
    pub input: String,
    pub line: u64,
    pub reason: String,
    pub excerpt: String,
}
pub struct Inputs {
    chunks: std::vec::IntoIter<RawChunk>,
}
pub struct RawChunk {
    records: Vec<Record<'static>>,
}
impl RawChunk {
    pub fn parse<'a>(&'a self, _: &ReadOptions, out: &mut Vec<Record<'a>>, _: &mut Vec<Reject>) {
        out.extend(self.records.iter().cloned());
    }
}
impl Inputs {
    pub fn open(inputs: &[String], _: &ReadOptions) -> Result<Self, std::io::Error> {
        let mut files: Vec<PathBuf> = Vec::new();
        for input in inputs {
            let path = PathBuf::from(input);
            if path.is_dir() {
                let mut inner: Vec<_> = std::fs::read_dir(&path)?.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.extension().is_some_and(|e| e == "txt" || e == "jsonl")).collect();
                inner.sort();
                files.extend(inner);
            } else {
                files.push(path);
            }
        }
        let mut records: Vec<Record<'static>> = Vec::new();
        for (i, file) in files.iter().enumerate() {
            let text = std::fs::read_to_string(file)?;
            let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if file.extension().is_some_and(|e| e == "jsonl") {
                for (n, line) in text.lines().enumerate() {
                    let v: serde_json::Value = serde_json::from_str(line)?;
                    let get = |k: &str| v.get(k).and_then(|x| x.as_str()).unwrap_or("").to_owned().into();
                    records.push(Record { ordinal: Ordinal { input: i as u32, number: n as u64 }, id: get("id"), outlet: get("outlet"), date: get("date"), event: get("event"), url: get("url"), title: get("title"), text: get("text"), language: get("language"), genre: get("genre"), kept: vec![] });
                }
            } else {
                records.push(Record { ordinal: Ordinal { input: i as u32, number: 0 }, id: stem.into(), text: text.into(), ..Record::default() });
            }
        }
        let mut chunks = Vec::new();
        let mut records = records.into_iter().peekable();
        while records.peek().is_some() {
            chunks.push(RawChunk { records: records.by_ref().take(128).collect() });
        }
        Ok(Self { chunks: chunks.into_iter() })
    }
    pub fn next_chunk(&mut self) -> Option<RawChunk> {
        self.chunks.next()
    }
}
