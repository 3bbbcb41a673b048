//! `sadame inspect`: a user sees what was understood before anything is judged.

use super::{json, project, sadame};

const FORM: &str =
    "落札の一覧,,,\n,,単位：千円,\n契約番号,件名,契約金額,備　考\nA,回線（架空）,\"1,848\",※急ぎ\n合計,,\"1,848\",\n";

#[test]
fn what_is_understood_of_a_table_is_shown() {
    let folder = project(&[("form.csv", FORM)]);
    let ran = sadame(folder.path(), &["inspect", "form.csv"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    for wanted in [
        "見出し　3行目",
        "単位　C「契約金額」の1は1000円",
        "A5「合計」",
        "A  契約番号 → id",
        "備　考 → 読まれない",
        "契約金額　1848000",
    ] {
        assert!(ran.out.contains(wanted), "{wanted}\n{}", ran.out);
    }
    let ran = sadame(folder.path(), &["inspect", "--lang", "en", "form.csv"]);
    assert!(ran.out.contains("headings  row 3") && ran.out.contains("The contract in row 4"), "{}", ran.out);
}

#[test]
fn machines_read_the_same() {
    let folder = project(&[("form.csv", FORM)]);
    let shown = json(&sadame(folder.path(), &["inspect", "--format", "json", "form.csv"]));
    assert_eq!(shown["inputs"][0]["header_row"], 3);
    assert_eq!(shown["inputs"][0]["columns"][2]["field"], "amount");
    assert_eq!(shown["inputs"][0]["columns"][2]["unit"], 1000);
    assert_eq!(shown["records"][0]["record"]["amount"], 1_848_000);
    assert_eq!(shown["records"][0]["position"], 4);
}

#[test]
fn a_file_that_cannot_be_read_is_said_so() {
    let folder = project(&[("form.csv", "一,二\n1,2\n")]);
    let ran = sadame(folder.path(), &["inspect", "form.csv"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("見出しの行が見つかりません"), "{}", ran.err);
}
