//! What belongs to a record in other tables: rows joined by a key, columns with a number, the ends of a range. No row is lost, and none is given to a record
//! that it does not belong to, in silence.

use super::tabled::{HEAD, by_layout, check, folder};

const MAIN: &str = "契約番号,件名,契約金額,契約締結日\nA,回線,900,2016-04-01\nB,端末,500,2016-04-01\n";

#[test]
fn a_file_with_the_name_of_the_list_is_read_with_the_main_one() {
    let payments = "契約番号,支払年度,支払額\nB,平成27年度,500\nA,平成28年度,400\nA,平成29年度,500\n";
    let said = check(&folder("", &[("c.csv", MAIN.as_bytes()), ("支払予定.csv", payments.as_bytes())]), &["c.csv"]);
    said.faulty(&[]);
    assert_eq!((said.outcome("F-3", "A"), said.outcome("F-3", "B")), ("pass".to_owned(), "pass".to_owned()));
    assert_eq!((said.outcome("F-2", "A"), said.outcome("F-2", "B")), ("pass pass".to_owned(), "fail".to_owned()));
    let beside = &said.inputs()[0]["beside"][0];
    assert_eq!((&beside["name"], &beside["rows"]), (&"支払予定.csv".into(), &3.into()));
    assert_eq!(beside["digest"].as_str().map(str::len), Some(64));
}

#[test]
fn rows_that_belong_to_no_record_are_told_and_the_run_is_not_whole() {
    for (key, raw) in [("X", "X"), ("Ａ", "Ａ"), ("", "平成28年度"), ("A 1", "A 1"), ("0A", "0A")] {
        let payments = format!("契約番号,支払年度,支払額\nA,平成28年度,900\n{key},平成28年度,7\nB,平成28年度,500\n");
        let said = check(&folder("", &[("c.csv", MAIN.as_bytes()), ("支払予定.csv", payments.as_bytes())]), &["c.csv"]);
        said.faulty(&[("支払予定.csv!A3", "/payments", "orphan")]);
        assert_eq!(said.report["data_errors"][0]["raw"], raw);
        assert_eq!(said.status, 2, "a payment that no record has was not judged");
        assert_eq!(said.outcome("F-3", "A"), "pass");
    }
}

#[test]
fn a_blank_key_belongs_to_no_record_not_even_to_one_whose_own_is_blank() {
    let main = "契約番号,件名,契約金額,契約締結日\nA,回線,900,2016-04-01\n,端末,500,2016-04-01\n";
    let payments = "契約番号,支払年度,支払額\nA,平成28年度,900\n,平成28年度,500\n";
    let said = check(&folder("", &[("c.csv", main.as_bytes()), ("支払予定.csv", payments.as_bytes())]), &["c.csv"]);
    said.faulty(&[("A3", "/payments", "no_key"), ("A3", "/id", "missing"), ("支払予定.csv!A3", "/payments", "orphan")]);
    assert_eq!(said.outcome("F-3", ""), "unknown", "whether it has payments is not known");
}

#[test]
fn a_row_with_a_cell_too_many_is_not_read_by_half() {
    // `1,001` without quotation marks: the amount would be one yen.
    let payments = "契約番号,支払年度,支払額\nA,平成28年度,900\nB,平成28年度,1,001\nB,平成28年度,499\nZ,平成28年度,1,001\n";
    let said = check(&folder("", &[("c.csv", MAIN.as_bytes()), ("支払予定.csv", payments.as_bytes())]), &["c.csv"]);
    said.faulty(&[("支払予定.csv!A3", "/payments/0", "row_length"), ("支払予定.csv!A5", "/payments", "row_length")]);
    assert_eq!((said.outcome("F-3", "A"), said.outcome("F-3", "B")), ("pass".to_owned(), "unknown".to_owned()));
    assert_eq!(said.outcome("F-2", "B"), "unknown pass", "it stands in its list, and nothing of it is read");
    let payments = "契約番号,支払額,支払年度\nA,900,平成28年度\nB,1,\"平成28年度\nB,499,平成28年度\n";
    let said = check(&folder("", &[("c.csv", MAIN.as_bytes()), ("支払予定.csv", payments.as_bytes())]), &["c.csv"]);
    said.faulty(&[("支払予定.csv!A3", "/payments/0", "quote")]);
}

#[test]
fn totals_remarks_and_headings_printed_again_are_listed_there_too() {
    let payments = "契約番号,支払年度,支払額\nA,平成28年度,900\n小計,,900\n契約番号,支払年度,支払額\nB,平成28年度,500\n合計,,1400\n※架空,,\n";
    let said = check(&folder("", &[("c.csv", MAIN.as_bytes()), ("支払予定.csv", payments.as_bytes())]), &["c.csv"]);
    said.faulty(&[]);
    let wanted = [("A3", "合計の行"), ("A4", "見出しの繰り返し"), ("A6", "合計の行"), ("A7", "注記の行")];
    assert_eq!(said.left_out(), wanted.map(|(at, why)| (format!("支払予定.csv!{at}"), why.to_owned())));
    assert_eq!(said.status, 0);
}

#[test]
fn a_file_that_cannot_be_joined_is_refused_with_both_names() {
    let with =
        |payments: &str| check(&folder("", &[("c.csv", MAIN.as_bytes()), ("支払予定.csv", payments.as_bytes())]), &["c.csv"]);
    with("支払年度,支払額\n平成28年度,900\n").refused(&["支払予定.csv", "契約番号"]);
    with("契約番号,支払年度,支払額,支払額\nA,平成28年度,900,1\n").refused(&["「支払額」", "支払予定.csv!C1", "支払予定.csv!D1"]);
    with("契約番号,契約番号,支払年度,支払額\nA,B,平成28年度,900\n").refused(&[
        "「契約番号」",
        "支払予定.csv!A1",
        "支払予定.csv!B1",
    ]);
}

#[test]
fn the_unit_of_the_other_table_is_its_own() {
    let payments = "単位：千円,,\n契約番号,支払年度,支払額\nA,平成28年度,0.9\nB,平成28年度,0.5\n";
    let said = check(&folder("", &[("c.csv", MAIN.as_bytes()), ("支払予定.csv", payments.as_bytes())]), &["c.csv"]);
    assert_eq!((said.outcome("F-3", "A"), said.outcome("F-3", "B")), ("pass".to_owned(), "pass".to_owned()));
    let layout = "layout list \"一覧\" for contract { format csv header at \"契約番号\" unit 円 others by label \
                  payments from file \"支払.csv\" joined by \"契約番号\" { others by label } }";
    let said = check(&folder(layout, &[("c.csv", MAIN.as_bytes()), ("支払.csv", payments.as_bytes())]), &["c.csv"]);
    said.refused(&["支払.csv!A1 では単位が千円", "様式では円"]);
}

#[test]
fn columns_with_a_number_are_elements() {
    let layout = "layout list \"一覧\" for contract { format csv header at \"契約番号\" others by label \
                  payments from columns 1..3 { year from \"支払年度{n}\" amount from \"支払額{n}\" in 千円 } }";
    let head = "契約番号,件名,契約金額,契約締結日,支払年度１,支払額１（千円）,支払年度2,支払額2,支払年度3,支払額3";
    let rows = "A,回線,900,2016-04-01,28,,平成28年度,0.4,平成29年度,0.5\nB,端末,500,2016-04-01,平成27年度,0.5,―,－,,\n";
    let said = by_layout(layout, "c.csv", format!("{head}\n{rows}"));
    said.faulty(&[("E2", "/payments/0/year", "wrong_type"), ("F2", "/payments/0/amount", "missing")]);
    assert_eq!(said.outcome("F-2", "A"), "unknown pass pass");
    assert_eq!(
        (said.outcome("F-2", "B"), said.outcome("F-3", "B")),
        ("fail".to_owned(), "pass".to_owned()),
        "a dash is no payment"
    );
    let said = by_layout(layout, "c.csv", format!("{head},支払年度4,支払額4\nA,回線,0,2016-04-01,,,,,,,平成28年度,1\n"));
    assert_eq!(said.texts("unmapped"), ["支払年度4", "支払額4"], "what the layout does not reach is told");
}

#[test]
fn a_range_is_read_from_its_two_ends_or_not_at_all() {
    let layout = "layout list \"一覧\" for contract { format csv header at \"契約番号\" others by label term from \"開始年度\" to \"終了年度\" }";
    let head = HEAD.trim_end();
    let said = by_layout(
        layout,
        "c.csv",
        format!(
            "{head},開始年度,終了年度\nA,回線,1,2016-04-01,平成28年度,平成33年度\nB,回線,1,2016-04-01,平成30年度,平成28年度\nC,回線,1,2016-04-01,平成30年度,\n"
        ),
    );
    let faults = said.faults();
    let of: Vec<(&str, &str)> = faults.iter().map(|(_, path, code)| (path.as_str(), code.as_str())).collect();
    assert!(of.contains(&("/term", "empty_range")) && of.len() >= 3, "{of:?}");
    let said = by_layout(layout, "c.csv", format!("{head},開始年度\nA,回線,1,2016-04-01,平成28年度\n"));
    assert_eq!((said.texts("absent"), said.texts("unmapped")), (vec!["期間".to_owned()], vec!["開始年度".to_owned()]));
}

#[test]
fn a_cell_is_divided_where_the_layout_says_so() {
    let layout = "layout list \"一覧\" for contract { format csv header at \"契約番号\" others by label items from \"事項\" split by \"／\" }";
    let text = format!("{},事項\nA,回線,1,2016-04-01,甲、乙／丙\nB,回線,1,2016-04-01,甲／／丙\n", HEAD.trim_end());
    let said = by_layout(layout, "c.csv", &text);
    said.faulty(&[("E3", "/items", "wrong_type")]);
    assert_eq!(said.repairs(), [], "nothing is guessed where the layout says it");
    let said = by_layout("", "c.csv", text.replace(['／', '、'], "；").replace("；；", "；"));
    assert_eq!(said.repairs(), [("items".into(), "split".into(), 2)]);
}

#[test]
fn more_fields_of_the_same_record_stand_in_another_file() {
    let layout = "layout list \"一覧\" for contract { format csv header at \"契約番号\" others by label \
                  also from file \"落札.csv\" joined by \"契約番号\" { rate from \"率\" note from \"備考欄\" } }";
    let rates = "契約番号,率,備考欄\nB,101%,甲\nA,98.5%,\nB,10%,乙\nC,1%,丙\n";
    let said = check(&folder(layout, &[("c.csv", MAIN.as_bytes()), ("落札.csv", rates.as_bytes())]), &["c.csv"]);
    said.faulty(&[("落札.csv!A4", "", "duplicate_id"), ("落札.csv!A5", "", "orphan")]);
    assert_eq!((said.outcome("F-4", "A"), said.message("F-4", "B")), ("pass".to_owned(), "落札率は101%です".to_owned()));
    let rates = "契約番号,率,備考欄\nA,98.5%,甲,乙\nB,50%,\n";
    let said = check(&folder(layout, &[("c.csv", MAIN.as_bytes()), ("落札.csv", rates.as_bytes())]), &["c.csv"]);
    said.faulty(&[("落札.csv!A2", "/rate", "row_length"), ("落札.csv!A2", "/note", "row_length")]);
    assert_eq!((said.outcome("F-4", "A"), said.outcome("F-4", "B")), ("unknown".to_owned(), "pass".to_owned()));
}

#[test]
fn one_file_may_feed_two_fields() {
    let more = "record fee \"手数料\" en \"fee\" { amount money incl tax \"支払額\" en \"paid\" }\n";
    let rules = super::tabled::FORMS
        .replace("  payments   list", "  fees list of fee default empty \"手数料\" en \"fees\"\n  payments   list")
        + more
        + "layout list \"一覧\" for contract { format csv header at \"契約番号\" others by label \
           payments from file \"支払.csv\" joined by \"契約番号\" { others by label } \
           fees from file \"支払.csv\" joined by \"契約番号\" { others by label } }\n\
           rule F-9 \"手数料\" en \"fees\" { for each contract cite own require sum(fees.amount) <= 899円 message \"多い\" en \"much\" }\n";
    let folder = folder(
        "",
        &[("c.csv", MAIN.as_bytes()), ("支払.csv", "契約番号,支払年度,支払額\nA,平成28年度,900\nB,平成28年度,500\n".as_bytes())],
    );
    super::tabled::put(folder.path(), "forms.sadame", rules.as_bytes());
    let said = check(&folder, &["c.csv"]);
    assert_eq!((said.outcome("F-9", "A"), said.outcome("F-9", "B")), ("fail".to_owned(), "pass".to_owned()));
    assert_eq!(said.outcome("F-3", "A"), "pass");
}

#[test]
fn twenty_thousand_rows_are_joined_in_time() {
    let main: String = (0..2_000).map(|at| format!("N{at},回線,10,2016-04-01\n")).collect();
    let payments: String = (0..20_000).map(|at| format!("N{},平成28年度,1\n", at % 2_000)).collect();
    let files = [("c.csv", format!("{HEAD}{main}")), ("支払予定.csv", format!("契約番号,支払年度,支払額\n{payments}"))];
    let folder = folder("", &files.each_ref().map(|(name, text)| (*name, text.as_bytes())));
    let ran = super::sadame(
        folder.path(),
        &["check", "-r", "forms.sadame", "--select", "F-3", "--format", "jsonl", "--fail-level", "warning", "c.csv"],
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("\"pass\":2000"), "{}", ran.out);
}
