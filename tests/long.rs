//! Long runs: killed, interrupted, out of room, with inputs that change or vanish; parts that merge to the whole; pipes.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// What makes a run small and its steps many: each article a chunk of its own.
const STEPS: [&str; 6] = ["--chunk-bytes", "2000", "--only-lexicons", "conflict,evaluative", "--threads", "2"];

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_slantwise"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    command(args).output().expect("the program starts")
}

fn ok(args: &[&str]) -> String {
    let out = run(args);
    assert!(out.status.success(), "{args:?}: {}", stderr(&out));
    stderr(&out)
}

fn stderr(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

/// `count` records made of the demo's articles, with a broken line here and there.
fn corpus(count: usize) -> String {
    let mut articles: Vec<PathBuf> = std::fs::read_dir(format!("{}/demo/articles", env!("CARGO_MANIFEST_DIR")))
        .expect("the demo")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    articles.sort();
    let texts: Vec<String> = articles.iter().map(|p| std::fs::read_to_string(p).expect("an article")).collect();
    let mut out = String::new();
    for n in 0..count {
        let outlet = ["Alpha", "Beta", "Gamma"][n % 3];
        let date = format!("2025-03-{:02}", n / 12 % 28 + 1);
        let record = serde_json::json!({ "id": format!("a{n}"), "outlet": outlet, "date": date, "text": texts[n % texts.len()] });
        out += &format!("{record}\n");
        if n % 17 == 5 {
            out += "{\"id\": \"broken\", \"text\": \n";
        }
    }
    out
}

fn written(path: &Path, content: &str) -> String {
    std::fs::write(path, content).expect("written");
    text(path).to_owned()
}

fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out: Vec<(String, Vec<u8>)> = std::fs::read_dir(dir)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.file_name().is_some_and(|n| n != "timings.json"))
        .map(|p| (p.file_name().unwrap_or_default().to_string_lossy().into_owned(), std::fs::read(&p).expect("a file")))
        .collect();
    out.sort();
    out
}

#[track_caller]
fn same(a: &Path, b: &Path) {
    let (a, b) = (files(a), files(b));
    assert_eq!(a.iter().map(|f| &f.0).collect::<Vec<_>>(), b.iter().map(|f| &f.0).collect::<Vec<_>>());
    for (x, y) in a.iter().zip(&b) {
        assert!(x.1 == y.1, "{} differs", x.0);
    }
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |m| m.len())
}

/// Waits until the run has written so much, or is over; says whether it still goes on.
fn wait_until(child: &mut Child, path: &Path, bytes: u64) -> bool {
    let begun = Instant::now();
    while size(path) < bytes {
        if child.try_wait().expect("a status").is_some() {
            return false;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{} does not grow", path.display());
        std::thread::sleep(Duration::from_micros(300));
    }
    child.try_wait().expect("a status").is_none()
}

/// How many articles a journal says are done.
fn done(journal: &Path) -> usize {
    let text = std::fs::read_to_string(journal).unwrap_or_default();
    let last = text.lines().rev().find_map(|l| serde_json::from_str::<serde_json::Value>(l).ok().filter(|v| v.get("done").is_some()));
    last.and_then(|v| v["done"]["articles"].as_u64()).unwrap_or(0) as usize
}

/// A number that looks drawn, the same in every run of the test.
fn draw(n: u64) -> u64 {
    (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 11
}

#[test]
fn killed_at_fifty_points_it_ends_as_if_nothing_had_been() {
    let dir = tempfile::tempdir().expect("a folder");
    let input = written(&dir.path().join("in.jsonl"), &corpus(60));
    let whole = dir.path().join("whole");
    let score = |out: &Path, more: &[&str]| [&["score", &input, "--out", text(out), "--no-text"], &STEPS[..], more].concat().join("\u{1}");
    let words = |line: &str| line.split('\u{1}').map(str::to_owned).collect::<Vec<_>>();
    let start = |line: &str| command(&words(line).iter().map(String::as_str).collect::<Vec<_>>()).stderr(Stdio::piped()).spawn().expect("it starts");
    assert!(start(&score(&whole, &[])).wait_with_output().expect("an end").status.success());
    // Not at the very end, where the run may be over before the signal comes.
    let full = size(&whole.join("articles.csv")) * 9 / 10;
    let kills = std::sync::atomic::AtomicU32::new(0);
    std::thread::scope(|scope| {
        for worker in 0..2u64 {
            let (dir, whole, score, start, kills) = (&dir, &whole, &score, &start, &kills);
            scope.spawn(move || {
                for round in 0..15 {
                    let out = dir.path().join(format!("out-{worker}"));
                    let work = dir.path().join(format!(".out-{worker}.unfinished"));
                    // Twice a round: once from the beginning, once from where it was.
                    let mut points = [draw(worker * 100 + round) % full, draw(worker * 100 + round + 50) % full];
                    points.sort();
                    for (again, point) in points.into_iter().enumerate() {
                        let mut child = start(&score(&out, if again == 0 { &[] } else { &["--resume"] }));
                        if wait_until(&mut child, &work.join("articles.csv"), point) {
                            child.kill().expect("killed");
                            kills.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        }
                        child.wait().expect("an end");
                        assert!(!out.exists() || !work.exists(), "it is there as a whole or not at all");
                    }
                    let before = done(&work.join("journal.jsonl"));
                    let end = start(&score(&out, &["--resume"])).wait_with_output().expect("an end");
                    assert!(end.status.success(), "{}", stderr(&end));
                    assert!(stderr(&end).contains(&format!("{before} articles were already done")) || before == 0, "{before}: {}", stderr(&end));
                    same(&out, whole);
                    std::fs::remove_dir_all(&out).expect("removed");
                }
            });
        }
    });
    let kills = kills.into_inner();
    assert!(kills >= 50, "only {kills} kills came in time");
}

#[test]
fn a_comparison_goes_on_as_well_report_and_all() {
    let dir = tempfile::tempdir().expect("a folder");
    let input = written(&dir.path().join("in.jsonl"), &corpus(60));
    let (whole, out, work) = (dir.path().join("whole"), dir.path().join("out"), dir.path().join(".out.unfinished"));
    let compare = |out: &Path, more: &[&'static str]| -> Vec<String> {
        [&["compare", &input, "--out", text(out), "--blind"], &STEPS[..], more].concat().into_iter().map(str::to_owned).collect()
    };
    let start = |args: Vec<String>| command(&args.iter().map(String::as_str).collect::<Vec<_>>()).stderr(Stdio::piped()).spawn().expect("it starts");
    assert!(start(compare(&whole, &[])).wait_with_output().expect("an end").status.success());
    // While it scores, while outlets are hidden, while it compares, while the report is written.
    for (file, bytes) in [("articles.csv", 5000), ("articles.csv.scored", 1), ("events.csv", 1), ("hits.csv.new", 1), ("report.html", 1)] {
        let mut child = start(compare(&out, &[]));
        let killed = wait_until(&mut child, &work.join(file), bytes);
        child.kill().expect("killed");
        child.wait().expect("an end");
        let end = start(compare(&out, &["--resume"])).wait_with_output().expect("an end");
        assert!(end.status.success(), "{file}: {}", stderr(&end));
        assert!(!killed || file == "articles.csv" || stderr(&end).contains("60 articles were already done"), "{file}: {}", stderr(&end));
        same(&out, &whole);
        std::fs::remove_dir_all(&out).expect("removed");
    }
}

/// Stops a run after its first articles; what has been done is kept.
fn stopped(args: &[&str], journal: &Path, how: impl FnOnce(&mut Child)) -> Output {
    let mut child = command(args).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let begun = Instant::now();
    while done(journal) < 3 {
        assert!(begun.elapsed() < Duration::from_secs(60) && child.try_wait().expect("a status").is_none(), "it ended before it was stopped");
        std::thread::sleep(Duration::from_millis(1));
    }
    how(&mut child);
    child.wait_with_output().expect("an end")
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill").success());
}

#[test]
fn a_signal_finishes_what_was_begun_and_says_how_to_go_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let input = written(&dir.path().join("in.jsonl"), &corpus(400));
    let (out, journal) = (dir.path().join("my run"), dir.path().join(".my run.unfinished/journal.jsonl"));
    let args = [&["score", &input, "--out", text(&out), "--no-text"], &STEPS[..]].concat();
    for name in ["-INT", "-TERM"] {
        let end = stopped(&args, &journal, |child| signal(child, name));
        assert_eq!(end.status.code(), Some(2), "{}", stderr(&end));
        assert!(!out.exists());
        let said = stderr(&end);
        let count = done(&journal);
        assert!(said.contains("stopping when what has been read is finished") && said.contains(&format!("{count} articles are done and kept")), "{said}");
        let go_on = said.lines().last().expect("a command").trim().to_owned();
        assert!(go_on.ends_with("--resume") && go_on.contains(&format!("--out '{}'", text(&out))), "{go_on}");
        let end = Command::new("sh").args(["-c", &go_on]).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("sh");
        assert!(end.status.success() && stderr(&end).contains(&format!("{count} articles were already done")), "{}", stderr(&end));
        let whole = dir.path().join("whole");
        ok(&[&["score", &input, "--out", text(&whole), "--no-text"], &STEPS[..]].concat());
        same(&out, &whole);
        std::fs::remove_dir_all(&out).expect("removed");
    }
}

#[test]
fn the_second_signal_ends_at_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("out");
    // The reader waits for more, so that the first signal alone does not end it.
    let mut child = command(&["score", "-", "--out", text(&out)]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut errors = BufReader::new(child.stderr.take().expect("stderr"));
    let mut input = child.stdin.take().expect("stdin");
    input.write_all(b"{\"text\":\"x\"}\n").expect("written");
    std::thread::sleep(Duration::from_millis(1500));
    signal(&child, "-INT");
    let mut line = String::new();
    errors.read_line(&mut line).expect("a line");
    assert!(line.contains("once more ends at once"), "{line}");
    signal(&child, "-INT");
    assert_eq!(child.wait().expect("an end").code(), Some(130));
    drop(input);
}

#[test]
fn what_cannot_go_on_says_why() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("in.jsonl");
    let records = corpus(400);
    let input = written(&path, &records);
    let (out, journal) = (dir.path().join("out"), dir.path().join(".out.unfinished/journal.jsonl"));
    let args = [&["score", &input, "--out", text(&out), "--no-text"], &STEPS[..]].concat();
    let resume = [&args[..], &["--resume"]].concat();
    let kill = |child: &mut Child| child.kill().expect("killed");
    stopped(&args, &journal, kill);
    let refused = |args: &[&str], why: &str| {
        let end = run(args);
        assert!(end.status.code() == Some(2) && stderr(&end).contains(why), "{why}: {}", stderr(&end));
        assert!(journal.is_file(), "what is done stays");
    };
    refused(&[&resume[..], &["--seed", "7"]].concat(), "arguments.common.seed was null and is 7");
    refused(&[&resume[..], &["--outlet", "X"]].concat(), "arguments.common.outlet was null and is \"X\"");
    written(&path, &(records.clone() + "{\"text\":\"more\"}\n"));
    refused(&resume, "in.jsonl has changed since: it had");
    // As long as before, and other words in what was done.
    let first = records.find("the ").expect("a word");
    let mut other = records.clone();
    other.replace_range(first..first + 3, "THE");
    written(&path, &other);
    refused(&resume, "the input has changed since, in what was done before");
    // As it was again, it goes on.
    written(&path, &records);
    assert!(ok(&resume).contains("articles were already done"));
    // Without --resume what was left is told, and replaced.
    std::fs::remove_dir_all(&out).expect("removed");
    stopped(&args, &journal, kill);
    let said = ok(&args);
    assert!(said.contains("an unfinished run is replaced"), "{said}");
    assert_eq!(std::fs::read_dir(dir.path()).expect("a folder").count(), 2, "input and output alone");
}

#[test]
fn two_runs_do_not_write_into_one_folder() {
    let dir = tempfile::tempdir().expect("a folder");
    let (out, journal) = (dir.path().join("out"), dir.path().join(".out.unfinished/journal.jsonl"));
    let args = ["score", "-", "--out", text(&out)];
    // It waits for its input.
    let mut first = command(&args).stdin(Stdio::piped()).spawn().expect("it starts");
    assert!(wait_until(&mut first, &journal, 1));
    for more in [&[][..], &["--resume"]] {
        let second = run(&[&args[..], more].concat());
        assert!(second.status.code() == Some(2) && stderr(&second).contains("another run is writing there"), "{}", stderr(&second));
    }
    first.stdin.take().expect("stdin").write_all(b"{\"text\":\"The brutal regime.\"}\n").expect("written");
    assert!(first.wait().expect("an end").success() && out.join("hits.csv").is_file());
}

#[test]
fn a_file_that_changes_while_it_is_read_ends_the_run_which_can_go_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("in.jsonl");
    let input = written(&path, &corpus(400));
    let (out, journal) = (dir.path().join("out"), dir.path().join(".out.unfinished/journal.jsonl"));
    let args = [&["score", &input, "--out", text(&out), "--no-text"], &STEPS[..]].concat();
    let end = stopped(&args, &journal, |_| {
        let mut file = std::fs::OpenOptions::new().append(true).open(&path).expect("the input");
        file.write_all(corpus(3).as_bytes()).expect("written");
    });
    assert!(end.status.code() == Some(2) && stderr(&end).contains("in.jsonl: changed while it was read"), "{}", stderr(&end));
    ok(&[&args[..], &["--resume"]].concat());
    let whole = dir.path().join("whole");
    ok(&[&["score", &input, "--out", text(&whole), "--no-text"], &STEPS[..]].concat());
    same(&out, &whole);
}

#[test]
fn a_file_that_vanishes_ends_the_run_which_can_go_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let news = dir.path().join("news");
    std::fs::create_dir(&news).expect("a folder");
    for (n, line) in corpus(300).lines().enumerate() {
        std::fs::write(news.join(format!("{n:03}.txt")), line).expect("written");
    }
    let (last, away) = (news.join("300.txt"), dir.path().join("away"));
    let (out, journal) = (dir.path().join("out"), dir.path().join(".out.unfinished/journal.jsonl"));
    let args = [&["score", text(&news), "--out", text(&out), "--no-text"], &STEPS[..]].concat();
    let end = stopped(&args, &journal, |_| std::fs::rename(&last, &away).expect("moved"));
    assert!(end.status.code() == Some(2) && stderr(&end).contains("300.txt: has vanished since the run began"), "{}", stderr(&end));
    let resume = [&args[..], &["--resume"]].concat();
    let end = run(&resume);
    assert!(end.status.code() == Some(2) && stderr(&end).contains("the inputs are others: 300.txt"), "{}", stderr(&end));
    std::fs::rename(&away, &last).expect("moved");
    ok(&resume);
    let whole = dir.path().join("whole");
    ok(&[&["score", text(&news), "--out", text(&whole), "--no-text"], &STEPS[..]].concat());
    same(&out, &whole);
}

#[test]
fn no_room_left_ends_the_run_which_can_go_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let input = written(&dir.path().join("in.jsonl"), &corpus(60));
    let (out, whole) = (dir.path().join("out"), dir.path().join("whole"));
    let args = [&["score", &input, "--out", text(&out), "--no-text"], &STEPS[..]].concat();
    // A limit on the size of files, which the system tells as it tells a full disk.
    let limited = ["-c", "trap '' XFSZ; ulimit -f 100; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_slantwise")];
    let end = Command::new("sh").args(limited).args(&args).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("sh");
    let said = stderr(&end);
    assert!(end.status.code() == Some(2) && said.contains("cannot be written: File too large") && said.contains("to go on:"), "{said}");
    assert!(!out.exists());
    ok(&[&args[..], &["--resume"]].concat());
    ok(&[&["score", &input, "--out", text(&whole), "--no-text"], &STEPS[..]].concat());
    same(&out, &whole);
    // Standard output on a full device; a reader that has read enough.
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let end = command(&["score", &input, "--format", "csv"]).stdout(full).output().expect("it starts");
    assert!(end.status.code() == Some(2) && stderr(&end).contains("standard output: No space left"), "{}", stderr(&end));
    let mut child = command(&["score", &input, "--format", "csv"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let end = child.wait_with_output().expect("an end");
    assert!(end.status.success() && end.stderr.is_empty() || stderr(&end).contains("not valid JSON"), "{}", stderr(&end));
}

#[test]
fn a_pipe_that_brings_one_line_at_a_time_gets_its_rows_at_once() {
    let formats = [
        ("{\"id\":\"one\",\"text\":\"The brutal regime fell.\"}\n", "{\"id\":\"two\",\"text\":\"A thug.\"}\n"),
        ("id,text\none,The brutal regime fell.\n", "two,A thug.\n"),
    ];
    for (first, second) in formats {
        let mut child =
            command(&["score", "-", "--format", "csv"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut input = child.stdin.take().expect("stdin");
        let mut output = BufReader::new(child.stdout.take().expect("stdout"));
        let (give, take) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            while output.read_line(&mut line).is_ok_and(|n| n > 0) {
                let _ = give.send(std::mem::take(&mut line));
            }
        });
        let next = || take.recv_timeout(Duration::from_secs(30)).expect("a row while the pipe is open");
        input.write_all(first.as_bytes()).expect("written");
        assert!(next().starts_with("article_id,"));
        assert!(next().starts_with("one,"));
        input.write_all(second.as_bytes()).expect("written");
        assert!(next().starts_with("two,"));
        drop(input);
        assert!(child.wait().expect("an end").success());
    }
}

#[test]
fn shards_merge_to_the_single_run() {
    let dir = tempfile::tempdir().expect("a folder");
    let input = written(&dir.path().join("in.jsonl"), &corpus(60));
    // A folder of texts, a file of records with broken lines, and both: numbers go on over all inputs.
    for inputs in [vec!["demo/articles"], vec![input.as_str()], vec![input.as_str(), "demo/articles", "tests/data/broken-row.csv"]] {
        let whole = dir.path().join("whole");
        ok(&[&["compare"], &inputs[..], &["--out", text(&whole), "--no-text"]].concat());
        let mut shards = Vec::new();
        for part in ["1/3", "2/3", "3/3"] {
            let out = dir.path().join(part.replace('/', "-"));
            ok(&[&["score"], &inputs[..], &["--out", text(&out), "--no-text", "--shard", part]].concat());
            shards.push(out);
        }
        let rows = |dir: &Path| csv::Reader::from_path(dir.join("articles.csv")).expect("a table").records().count();
        assert_eq!(shards.iter().map(|s| rows(s)).sum::<usize>(), rows(&whole));
        assert!(shards.iter().all(|s| rows(s) >= rows(&whole) / 3 - 3));
        let merged = dir.path().join("merged");
        // In whatever order they are named.
        ok(&["compare", "--from", text(&shards[2]), text(&shards[0]), text(&shards[1]), "--out", text(&merged), "--no-text"]);
        let tables = |dir: &Path| files(dir).into_iter().filter(|f| f.0.ends_with(".csv")).collect::<Vec<_>>();
        let (a, b) = (tables(&whole), tables(&merged));
        assert_eq!(a.iter().map(|f| &f.0).collect::<Vec<_>>(), b.iter().map(|f| &f.0).collect::<Vec<_>>());
        for (x, y) in a.iter().zip(&b) {
            assert!(x.1 == y.1, "{} differs for {inputs:?}", x.0);
        }
        assert!(a.iter().any(|f| f.0 == "events.csv"));
    }
    let end = run(&["score", "demo/articles", "--shard", "4/3"]);
    assert!(end.status.code() == Some(2) && stderr(&end).contains("--shard 4/3: a shard is 1/3 to 3/3"), "{}", stderr(&end));
}

#[test]
fn events_as_json_lines_and_silence_when_it_is_wanted() {
    let dir = tempfile::tempdir().expect("a folder");
    let twice = corpus(20) + &corpus(2);
    let input = written(&dir.path().join("in.jsonl"), &twice);
    let out = dir.path().join("out");
    let said = ok(&["score", &input, "--out", text(&out), "--log-format", "json"]);
    let events: Vec<serde_json::Value> = said.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|_| panic!("not JSON: {l}"))).collect();
    let of = |name: &str| events.iter().filter(|e| e["event"] == name).collect::<Vec<_>>();
    assert_eq!((of("start").len(), of("end").len()), (1, 1));
    assert_eq!(of("start")[0]["bytes"], twice.len());
    assert_eq!((&of("reject")[0]["kind"], &of("reject")[0]["line"]), (&"Json".into(), &7.into()));
    assert_eq!((&of("end")[0]["articles"], &of("end")[0]["rejects_by_reason"]["Json"]), (&22.into(), &1.into()));
    assert!(of("end")[0]["stages"]["score"].is_number());
    assert!(of("notice").iter().any(|n| n["text"] == "2 ids came more than once and are kept, `a0` first"), "{said}");
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join("manifest.json")).expect("a file")).expect("JSON");
    assert_eq!((&manifest["articles"], &manifest["rejects"]["Json"]), (&22.into(), &1.into()));
    let timings: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join("timings.json")).expect("a file")).expect("JSON");
    assert!(timings["stages"]["reading"].is_number() && timings["seconds"].is_number());
    // Nothing is drawn where standard error is no terminal.
    let plain = ok(&["score", &input, "--out", text(&out)]);
    assert!(plain.lines().all(|l| l.starts_with("slantwise: ")) && !plain.contains('\u{1b}'), "{plain}");
    assert_eq!(ok(&["score", "demo/articles", "--out", text(&out), "--quiet"]), "");
    // Errors are events, too.
    let end = run(&["score", "nowhere.txt", "--log-format", "json"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(stderr(&end).trim()).expect("JSON")["event"], "error");
}

#[test]
fn a_finished_run_is_not_done_again() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("in.jsonl");
    let records = corpus(20);
    let input = written(&path, &records);
    let out = dir.path().join("out");
    for command in ["score", "compare"] {
        let args = [&[command, &input, "--out", text(&out), "--no-text"], &STEPS[..]].concat();
        let resume = [&args[..], &["--resume"]].concat();
        ok(&args);
        let mark = |content: &str| std::fs::write(out.join("timings.json"), content).expect("written");
        let untouched = || std::fs::read_to_string(out.join("timings.json")).expect("a file") == "mark";
        mark("mark");
        assert!(ok(&resume).contains("20 articles were already done; nothing was left to do") && untouched(), "{command}");
        // Other settings, or as many bytes of another input, are another run.
        ok(&[&resume[..], &["--seed", "7"]].concat());
        assert!(!untouched(), "{command}");
        ok(&args);
        mark("mark");
        written(&path, &records.replacen("the ", "THE ", 1));
        ok(&resume);
        assert!(!untouched(), "{command}");
        written(&path, &records);
    }
}
