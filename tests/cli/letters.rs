//! How a text is written: the same records in every encoding give the same findings; what cannot be told, or is mixed, is said.

use std::io::Write;
use std::process::{Command, Stdio};

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS};

use super::tabled::{HEAD, Said, check, file, folder};

const ROWS: &str =
    "A,電気通信回線,900,平成28年4月1日\nB,端末の賃貸借（増設）,\"1,001\",2016-04-01\nC,ソフトウェア,１５００,2016-13-01\n";

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{} has all of {text}", encoding.name());
    bytes.into_owned()
}

/// ISO-2022-JP is written without katakana of half width, and switches back to ASCII at each line.
fn utf16(text: &str, little: bool) -> Vec<u8> {
    let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
}

fn name_of(said: &Said) -> String {
    said.inputs()[0]["encoding"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn every_encoding_gives_the_same_findings() {
    let text = format!("{HEAD}{ROWS}");
    let wanted = file("c.csv", &text);
    assert_eq!((wanted.status, wanted.counts()), (1, [3, 3, 1]));
    wanted.faulty(&[("D4", "/signed_on", "no_such_date")]);
    for (name, bytes) in [
        ("Shift_JIS", encoded(SHIFT_JIS, &text)),
        ("EUC-JP", encoded(EUC_JP, &text)),
        ("ISO-2022-JP", encoded(ISO_2022_JP, &text)),
        ("UTF-16LE", utf16(&text, true)),
        ("UTF-16BE", utf16(&text, false)),
        ("", format!("\u{feff}{text}").into_bytes()),
    ] {
        for end in ["\n", "\r\n"] {
            let bytes = if name.starts_with("UTF-16") { bytes.clone() } else { with_ends(&bytes, end) };
            let said = file("c.csv", &bytes);
            assert_eq!(name_of(&said), name);
            assert_eq!(said.outcomes(), wanted.outcomes(), "{name}");
            assert_eq!(said.report["data_errors"], wanted.report["data_errors"], "{name}");
        }
    }
}

fn with_ends(bytes: &[u8], end: &str) -> Vec<u8> {
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    lines.join(end.as_bytes())
}

#[test]
fn two_encodings_in_one_file_are_refused_with_a_line_of_each() {
    let mut bytes = format!("{HEAD}A,回線,900,2016-04-01\n").into_bytes();
    bytes.extend(encoded(SHIFT_JIS, "B,端末の増設,900,2016-04-01\n"));
    let said = file("c.csv", &bytes);
    said.refused(&["文字コードが混在", "1行目は UTF-8", "3行目は Shift_JIS", "`--encoding`"]);
    let said = check(&folder("", &[("c.csv", &bytes)]), &["--encoding", "utf-8", "c.csv"]);
    said.faulty(&[("B3", "/title", "encoding")]);
    assert_eq!(said.counts(), [2, 2, 1], "where it is told, the rest is read");
}

#[test]
fn the_encoding_that_is_told_is_the_one_that_is_read() {
    let bytes = encoded(EUC_JP, &format!("{HEAD}{ROWS}"));
    let folder = folder("", &[("c.csv", &bytes)]);
    assert_eq!(check(&folder, &["--encoding", "euc-jp", "c.csv"]).counts(), [3, 3, 1]);
    for wrong in ["cp932", "utf-8"] {
        check(&folder, &["--encoding", wrong, "c.csv"]).refused(&["見出しの行が見つかりません"]);
    }
    let ran = super::sadame(folder.path(), &["check", "--encoding", "kanji", "c.csv"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("`kanji` is no encoding; write utf-8, cp932"), "{}", ran.err);
}

#[test]
fn katakana_of_half_width_are_read_and_where_they_could_be_another_letter_that_is_said() {
    let bytes = encoded(SHIFT_JIS, &format!("{HEAD}A,ｶｲｾﾝ ﾘｮｳ,900,2016-04-01\n"));
    let said = file("c.csv", &bytes);
    assert_eq!(name_of(&said), "Shift_JIS");
    assert_eq!(said.report["findings"][0]["subject"]["heading"][0]["ja"], "ｶｲｾﾝ ﾘｮｳ");
    // `ｶｲ` is one letter of EUC-JP, and nothing else in the file says which.
    let bytes = encoded(SHIFT_JIS, "id,title,amount,signed_on\nA,x,900,2016-04-01\nB,ｶｲｾﾝ,900,2016-04-01\n");
    file("c.csv", &bytes).refused(&["文字コードが定まりません", "3行目", "`--encoding cp932`", "`--encoding euc-jp`"]);
    let said = check(&folder("", &[("c.csv", &bytes)]), &["--encoding", "cp932", "c.csv"]);
    assert_eq!(said.counts(), [2, 2, 0]);
    let bytes = encoded(SHIFT_JIS, "id,title,amount,signed_on\nA,ｶｲｾ,900,2016-04-01\n");
    assert_eq!(name_of(&file("c.csv", &bytes)), "Shift_JIS", "three of them are none of EUC-JP");
}

#[test]
fn a_sign_that_stands_for_an_unreadable_letter_is_told() {
    let said = file("c.csv", format!("{HEAD}A,回\u{fffd}線,9\u{fffd}0,2016-04-01\nB,端末,1,2016-04-01\n"));
    said.faulty(&[("B2", "/title", "encoding"), ("C2", "/amount", "encoding")]);
    assert_eq!((said.outcome("F-1", "A").as_str(), said.outcome("F-1", "B").as_str()), ("unknown", "pass"));
    assert_eq!(said.counts(), [2, 2, 1]);
}

#[test]
fn a_long_text_over_a_pipe_is_not_taken_for_two_encodings_where_it_is_cut() {
    for extra in 0..3 {
        let folder = folder("", &[]);
        let row = format!("{},回線回線回線回線回線,1,2016-04-01\n", "x".repeat(extra));
        let text = format!("{HEAD}{}", row.repeat(30_000));
        let mut child = Command::new(env!("CARGO_BIN_EXE_sadame"))
            .args(["inspect", "-r", "forms.sadame", "--format", "json", "-"])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut pipe = child.stdin.take().expect("the input is piped");
        let writer = std::thread::spawn(move || pipe.write_all(text.as_bytes()).is_ok());
        let output = child.wait_with_output().expect("the program ends");
        writer.join().expect("the writer ends");
        let shown: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
        assert_eq!(shown["inputs"][0]["problem"], serde_json::Value::Null);
    }
}

/// What a pipe with a name holds is read once, and all of it.
#[cfg(unix)]
#[test]
fn a_pipe_with_a_name_loses_nothing() {
    let rows: String = (0..5_000).map(|at| format!("N{at},回線の保守,1,2016-04-01\n")).collect();
    let folder = folder("", &[("c.csv", format!("{HEAD}{rows}").as_bytes())]);
    let script = "\"$0\" check -r forms.sadame --select F-4 --format jsonl <(cat c.csv)";
    let output = Command::new("bash")
        .args(["-c", script, env!("CARGO_BIN_EXE_sadame")])
        .current_dir(folder.path())
        .output()
        .expect("there is a shell");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("\"read\":5000,\"judged\":5000"), "{text}");
}
