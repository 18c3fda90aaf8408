//! What a run leaves in other shapes than CSV: the same rows, whichever way they go out and come back.

use std::path::Path;
use std::process::{Command, Output};

fn slantwise(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_slantwise")).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("the program starts")
}

fn ok(args: &[&str]) -> String {
    let out = slantwise(args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

fn text(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

#[test]
fn a_comparison_is_the_same_from_tables_of_every_format() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    ok(&["score", "demo/articles", "--out", &at("csv"), "-q"]);
    ok(&["compare", "--from", &at("csv"), "--out", &at("from-csv"), "-q"]);
    for format in ["jsonl", "parquet"] {
        if format == "parquet" && !cfg!(feature = "parquet") {
            eprintln!("NOT RUN: built without parquet");
            continue;
        }
        ok(&["score", "demo/articles", "--out", &at(format), "--format", format, "-q"]);
        assert!(!Path::new(&at(format)).join("articles.csv").exists() && Path::new(&at(format)).join(format!("facts.{format}")).exists());
        assert!(text(Path::new(&at(format)), "manifest.json").contains("\"schema\""), "a schema version in every run");
        let from = at(&format!("from-{format}"));
        ok(&["compare", "--from", &at(format), "--out", &from, "-q"]);
        for table in ["articles", "hits", "mentions", "contrasts", "labels", "events", "coverage", "robustness", "facts"] {
            let name = format!("{table}.csv");
            assert_eq!(text(Path::new(&from), &name), text(Path::new(&at("from-csv")), &name), "{table} from {format}");
        }
        ok(&["verify", &at(format)]);
    }
    // What goes into the folder is what goes to standard output.
    assert_eq!(text(Path::new(&at("jsonl")), "hits.jsonl"), ok(&["score", "demo/articles", "--format", "jsonl", "--table", "hits"]));
}

#[test]
fn columns_of_the_input_go_along() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.csv");
    std::fs::write(&input, "id,text,desk,title,n_of\na,The brutal regime fell.,=Foreign,A title,7\nb,Nothing loaded here.,,B title,\n").unwrap();
    let input = input.to_str().unwrap();
    let out = ok(&["score", input, "--format", "csv", "--keep", "desk,title,n_of"]);
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].ends_with(",record,desk,input_title,input_n_of"), "{}", lines[0]);
    assert!(lines[1].ends_with(",0,'=Foreign,A title,7"), "{}", lines[1]);
    assert!(lines[2].ends_with(",1,,B title,"), "{}", lines[2]);
    let run = dir.path().join("run");
    let told = slantwise(&["score", input, "--out", run.to_str().unwrap(), "--keep", "dsk"]);
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(told.contains("no column `dsk` to keep; its columns are `id`, `text`, `desk`"), "{told}");
}

#[test]
fn what_wants_a_folder_says_so() {
    for (args, want) in [
        (vec!["--format", "parquet"], "--format parquet writes files; name a folder with --out"),
        (vec!["--partition", "month"], "--partition writes files; name a folder with --out"),
        (vec!["--xlsx"], "--xlsx writes files; name a folder with --out"),
    ] {
        let out = slantwise(&[&["score", "demo/articles"][..], &args].concat());
        assert!(!out.status.success() && String::from_utf8_lossy(&out.stderr).contains(want), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    }
}

#[test]
fn parts_and_workbook_of_a_comparison() {
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("run");
    ok(&["compare", "demo/articles", "--out", run.to_str().unwrap(), "--partition", "outlet", "--bom", "-q"]);
    let outlets: Vec<_> = std::fs::read_dir(run.join("articles")).unwrap().map(|e| e.unwrap().path()).collect();
    assert!(outlets.len() > 1, "{outlets:?}");
    for outlet in &outlets {
        assert!(std::fs::read(outlet.join("part.csv")).unwrap().starts_with(b"\xEF\xBB\xBFarticle_id,outlet,"), "{outlet:?}");
    }
    assert!(run.join("contrasts.csv").is_file() && run.join("report.html").is_file() && !run.join("hits.csv").exists());
    ok(&["verify", run.to_str().unwrap()]);
    if cfg!(feature = "xlsx") {
        ok(&["compare", "demo/articles", "--out", run.to_str().unwrap(), "--xlsx", "-q"]);
        assert!(run.join("tables.xlsx").is_file() && run.join("hits.csv").is_file());
        ok(&["verify", run.to_str().unwrap()]);
    } else {
        eprintln!("NOT RUN: built without xlsx");
    }
}
