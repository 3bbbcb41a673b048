//! What a run leaves behind when something goes wrong while it writes or reads: a report is whole or not there, and why not is told with its name.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::{json, project, sadame};

/// A contract above its limit.
const RECORD: &str =
    r#"{"id":"A","title":"回線","amount":1001,"signed_on":"2016-04-01","item":"回線","payments":[{"year":2016,"amount":900}]}"#;

/// Every form of report that goes without a page of its own.
const FORMS: &[&str] = &["text", "json", "jsonl", "csv", "xlsx", "html", "sarif", "junit", "github", "coverage"];

fn contracts(count: usize) -> String {
    (0..count).map(|number| RECORD.replace("\"A\"", &format!("\"A{number}\"")) + "\n").collect()
}

/// The files in a folder that are being written.
fn parts(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("the folder is there").flatten();
    names.filter_map(|it| it.file_name().into_string().ok()).filter(|name| name.ends_with(".part")).collect()
}

/// Waits for what will be so.
fn until(mut so: impl FnMut() -> bool) {
    let waited = (0..2_400).any(|_| {
        let done = so();
        if !done {
            std::thread::sleep(Duration::from_millis(50));
        }
        done
    });
    assert!(waited, "it never came to that");
}

/// A run that is in the midst of its input until that is closed.
fn reading(folder: &Path, arguments: &[&str]) -> (Child, ChildStdin) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sadame"))
        .arg("check")
        .args(arguments)
        .arg("-")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("the input is piped");
    input.write_all(contracts(3).as_bytes()).expect("the program reads");
    (child, input)
}

fn whole(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.join(name)).expect("the report is there")).expect("the report is whole")
}

#[test]
fn a_run_that_is_killed_leaves_what_was_there_and_the_next_one_takes_its_rest_away() {
    for format in FORMS {
        let folder = project(&[("report", "what was there"), ("c.jsonl", RECORD)]);
        let (mut child, input) = reading(folder.path(), &["--format", format, "-o", "report"]);
        until(|| !parts(folder.path()).is_empty());
        child.kill().expect("it is in the midst of its input");
        child.wait().expect("it has ended");
        drop(input);
        assert_eq!(fs::read(folder.path().join("report")).ok().as_deref(), Some(&b"what was there"[..]), "{format}");
        assert_eq!(parts(folder.path()).len(), 1, "{format}");
        let ran = sadame(folder.path(), &["check", "--format", "json", "-o", "report", "c.jsonl"]);
        assert_eq!((ran.status, ran.err.as_str()), (1, ""), "{format}");
        assert_eq!(whole(folder.path(), "report")["summary"]["read"], 1, "{format}");
        assert_eq!(parts(folder.path()), [""; 0], "{format}");
    }
}

#[test]
fn a_run_that_goes_on_keeps_what_it_has_begun() {
    let folder = project(&[("c.jsonl", RECORD)]);
    let (mut child, input) = reading(folder.path(), &["--format", "json", "-o", "report"]);
    until(|| !parts(folder.path()).is_empty());
    assert_eq!(sadame(folder.path(), &["check", "--format", "json", "-o", "report", "c.jsonl"]).status, 1);
    assert_eq!(whole(folder.path(), "report")["summary"]["read"], 1);
    assert_eq!(parts(folder.path()).len(), 1);
    drop(input);
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
    assert_eq!(whole(folder.path(), "report")["summary"]["read"], 3);
    assert_eq!(parts(folder.path()), [""; 0]);
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_anything_is_judged() {
    let folder = project(&[("c.jsonl", RECORD), ("file", "no folder")]);
    fs::create_dir(folder.path().join("folder")).expect("there is room for a folder");
    for (file, ja, en) in [
        ("nowhere/report", "そのフォルダがありません", "there is no such folder"),
        ("folder", "フォルダです。ファイルを指定してください", "this is a folder, not a file"),
        ("file/report", "途中にフォルダでないものがあります", "something on the way is no folder"),
    ] {
        for (lang, said) in [("ja", ja), ("en", en)] {
            for verb in
                [&["check", "--format", "json", "c.jsonl"][..], &["check", "--format", "jsonl", "c.jsonl"], &["bundle"], &["doc"]]
            {
                let ran = sadame(folder.path(), &[verb, &["--lang", lang, "-o", file]].concat());
                assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{verb:?} {file}");
                assert!(ran.err.starts_with(&format!("sadame: {file}: ")) && ran.err.contains(said), "{verb:?} {}", ran.err);
            }
        }
    }
    let ran = sadame(folder.path(), &["check", "-o", "first.json", "-o", "nowhere/second.json", "c.jsonl"]);
    assert_eq!((ran.status, folder.path().join("first.json").exists()), (2, false));
    assert_eq!(parts(folder.path()), [""; 0], "what was begun is taken away");
}

/// A run by a shell, which sets what it may do before.
#[cfg(unix)]
fn by_shell(folder: &Path, before: &str, arguments: &str) -> (i32, String) {
    let line = format!("{before} exec \"$0\" {arguments}");
    let ran = Command::new("sh").args(["-c", &line, env!("CARGO_BIN_EXE_sadame")]).current_dir(folder).output();
    let ran = ran.expect("there is a shell");
    (ran.status.code().expect("it ends by itself"), String::from_utf8(ran.stderr).expect("what is written is UTF-8"))
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_with_what_could_not_be_written() {
    let folder = project(&[("c.jsonl", RECORD)]);
    for format in FORMS {
        for (lang, ja_name, said) in
            [("ja", "標準出力", "ディスクに空きがありません"), ("en", "standard output", "the disk is full")]
        {
            let check = format!("check --lang {lang} --format {format} c.jsonl");
            let told = (2, format!("sadame: {ja_name}: "), said);
            for (arguments, name) in
                [(format!("{check} > /dev/full"), &*told.1), (format!("{check} -o /dev/full"), "sadame: /dev/full: ")]
            {
                let (status, err) = by_shell(folder.path(), "", &arguments);
                assert_eq!(status, told.0, "{arguments}");
                assert!(err.starts_with(name) && err.contains(told.2), "{arguments}: {err}");
            }
        }
    }
    for verb in ["rules", "explain S-1", "test", "doc", "bundle -o -", "schema", "man", "completions bash", "inspect c.jsonl"] {
        let (status, err) = by_shell(folder.path(), "", &format!("{verb} > /dev/full"));
        assert!(status == 2 && err.contains("標準出力") && err.contains("ディスクに空きがありません"), "{verb}: {status} {err}");
    }
    let (status, _) = by_shell(folder.path(), "", "check nosuch.jsonl > /dev/null 2> /dev/full");
    assert_eq!(status, 2, "that nobody can be told changes nothing");
}

#[cfg(unix)]
#[test]
fn a_report_that_grows_too_large_is_not_left_by_half() {
    let folder = project(&[("c.jsonl", &contracts(400)), ("report", "what was there")]);
    for format in FORMS.iter().filter(|format| !matches!(**format, "xlsx" | "coverage")) {
        let arguments = format!("check --lang en --format {format} -o report c.jsonl");
        let (status, err) = by_shell(folder.path(), "trap '' XFSZ; ulimit -f 16;", &arguments);
        assert_eq!(status, 2, "{format}: {err}");
        assert!(err.contains("report: it cannot be written: it would be larger than a file may be"), "{format}: {err}");
        assert_eq!(fs::read(folder.path().join("report")).ok().as_deref(), Some(&b"what was there"[..]), "{format}");
        assert_eq!(parts(folder.path()), [""; 0], "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_a_pipe_a_pipe_and_a_private_file_private() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    let folder = project(&[("c.jsonl", RECORD), ("real.json", "what was there")]);
    let at = |name: &str| folder.path().join(name);
    fs::set_permissions(at("real.json"), fs::Permissions::from_mode(0o600)).expect("it is ours");
    symlink("real.json", at("link.json")).expect("the folder takes links");
    assert_eq!(sadame(folder.path(), &["check", "-o", "link.json", "c.jsonl"]).status, 1);
    assert!(fs::symlink_metadata(at("link.json")).is_ok_and(|it| it.is_symlink()));
    assert_eq!(whole(folder.path(), "real.json")["summary"]["read"], 1);
    let mode = fs::metadata(at("real.json")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "who could not read it before cannot now");
    assert!(Command::new("mkfifo").arg(at("pipe")).status().is_ok_and(|it| it.success()));
    let pipe = at("pipe");
    let reader: JoinHandle<String> = std::thread::spawn(move || fs::read_to_string(pipe).expect("it is UTF-8"));
    assert_eq!(sadame(folder.path(), &["check", "--format", "json", "-o", "pipe", "c.jsonl"]).status, 1);
    let read: Value = serde_json::from_str(&reader.join().expect("it reads to the end")).expect("the report is whole");
    assert_eq!(read["summary"]["read"], 1);
    assert!(fs::metadata(at("pipe")).is_ok_and(|it| it.file_type().is_fifo()));
}

/// Runs with lines going to a pipe; what is done once the first has come; then what came, the status, and what was said.
fn lines(folder: &TempDir, then: impl FnOnce(std::process::ChildStdout) -> String) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sadame"))
        .args(["check", "--lang", "en", "--threads", "1", "--format", "jsonl", "c.jsonl"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let out = then(child.stdout.take().expect("the output is piped"));
    let ended = child.wait_with_output().expect("the program ends");
    let err = String::from_utf8(ended.stderr).expect("what is written is UTF-8");
    (ended.status.code().expect("it ends by itself"), out, err)
}

#[test]
fn lines_that_nobody_reads_any_more_are_no_whole_report_and_no_fault() {
    let folder = project(&[("c.jsonl", &contracts(3_000))]);
    let (status, out, err) = lines(&folder, |mut out| {
        let mut first = [0];
        out.read_exact(&mut first).expect("lines come");
        String::from_utf8_lossy(&first).into_owned()
    });
    assert_eq!((out.as_str(), err.as_str()), ("{", ""), "whoever reads has read enough: there is nothing to tell");
    assert_eq!(status, 2, "not all was judged, and the status must not say that all is well");
}

#[test]
fn a_file_that_is_written_to_while_it_is_read_is_told() {
    let text = contracts(3_000);
    let folder = project(&[("c.jsonl", &text)]);
    let file = folder.path().join("c.jsonl");
    // The pipe is too small for the report: the file stays open until the lines are taken. The header is written before it is opened.
    let (status, out, err) = lines(&folder, |out| {
        let (mut out, mut all) = (BufReader::new(out), Vec::new());
        for _ in 0..2 {
            out.read_until(b'\n', &mut all).expect("lines come");
        }
        let mut more = fs::OpenOptions::new().append(true).open(&file).expect("the file is there");
        more.write_all(RECORD.replace("\"A\"", "\"late\"").as_bytes()).expect("it takes more");
        drop(more);
        out.read_to_end(&mut all).expect("lines come");
        String::from_utf8(all).expect("lines are UTF-8")
    });
    assert_eq!(status, 2);
    assert_eq!(err, "sadame: c.jsonl: it was written to while it was read: run again when it is finished\n");
    let summary: Value = serde_json::from_str(out.lines().last().expect("there are lines")).expect("lines are JSON");
    assert_eq!(summary["inputs"][0]["problem"]["en"], "it was written to while it was read: run again when it is finished");
    assert_eq!(summary["inputs"][0]["digest"], Value::Null, "nobody knows which bytes were judged");
    fs::write(&file, text).expect("it can be written");
    let calm = json(&sadame(folder.path(), &["check", "--format", "json", "c.jsonl"]));
    assert_eq!(calm["summary"]["inputs"][0]["problem"], Value::Null);
}
