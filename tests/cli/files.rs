//! Text files of rows: which column is which, which row is a record, and where each value stood. Whatever cannot be told is reported, never guessed.

use super::tabled::{HEAD, by_layout, check, file, folder};

#[test]
fn columns_are_known_by_the_labels_of_the_record_or_its_names() {
    let rows = "A,回線,900,2016-04-01\nB,端末,1001,2016-04-01\n";
    let wanted = file("c.csv", format!("{HEAD}{rows}"));
    assert_eq!((wanted.status, wanted.counts()), (1, [2, 2, 0]));
    assert_eq!(wanted.outcome("F-1", "B"), "fail");
    for head in [
        "contract number,title,amount,signing date",
        "id,title,amount,signed_on",
        "Contract　Number,件　名,ＡＭＯＵＮＴ,契約締結日",
    ] {
        let said = file("c.csv", format!("{head}\n{rows}"));
        assert_eq!(said.outcomes(), wanted.outcomes(), "{head}");
        said.faulty(&[]);
    }
    let other = file("c.csv", "契約締結日,余分,契約金額,件名,契約番号\n2016-04-01,x,1001,端末,B\n");
    assert_eq!(other.outcome("F-1", "B"), "fail", "in whatever order");
    assert_eq!(other.texts("unmapped"), ["余分"]);
}

#[test]
fn rows_above_the_headings_are_passed_over_and_say_the_unit() {
    let said =
        file("c.csv", format!("平成28年度契約一覧,,,\n,,,（単位：千円）\n\n{HEAD}A,回線,1,2016-04-01\nB,端末,2,2016-13-01\n"));
    assert_eq!(said.inputs()[0]["header_row"], 4);
    assert_eq!(said.outcome("F-1", "A"), "pass");
    assert_eq!(said.message("F-1", "B"), "契約金額2,000円は千円を超えています");
    said.faulty(&[("D6", "/signed_on", "no_such_date")]);
}

#[test]
fn the_unit_in_a_heading_is_that_of_its_column() {
    for heading in ["契約金額（千円）", "契約金額(単位：千円)", "契約金額［千円］", "契約金額 【千円】"]
    {
        let said = file("c.csv", format!("契約番号,件名,{heading},契約締結日\nB,端末,2,2016-04-01\n"));
        assert_eq!(said.message("F-1", "B"), "契約金額2,000円は千円を超えています", "{heading}");
    }
    let said = file("c.csv", "単位：千円,,,\n契約番号,件名,契約金額（円）,契約締結日\nB,端末,2000,2016-04-01\n");
    assert_eq!(said.message("F-1", "B"), "契約金額2,000円は千円を超えています", "the nearest word counts");
    let said = file("c.csv", "契約番号,件名,契約金額（千円）,契約締結日\nB,端末,2000円,2016-04-01\n");
    assert_eq!(said.message("F-1", "B"), "契約金額2,000円は千円を超えています", "the value's own counts most");
    assert_eq!(said.repairs(), [("amount".into(), "currency".into(), 1), ("amount".into(), "own_unit".into(), 1)]);
}

#[test]
fn a_layout_that_contradicts_the_unit_of_the_file_is_refused() {
    let layout = "layout list \"一覧\" for contract { format csv header at \"契約番号\" others by label amount from \"契約金額\" in 千円 }";
    let said = by_layout(layout, "c.csv", "契約番号,件名,契約金額（円）,契約締結日\nB,端末,2000,2016-04-01\n");
    said.refused(&["C1 では単位が円", "様式では千円"]);
    let layout = "layout list \"一覧\" for contract { format csv header at \"契約番号\" unit 千円 others by label }";
    let said = by_layout(layout, "c.csv", "表,単位：円,,\n契約番号,件名,契約金額,契約締結日\nB,端末,2000,2016-04-01\n");
    said.refused(&["B1 では単位が円", "様式では千円"]);
}

#[test]
fn two_headings_for_one_field_are_refused() {
    let said = file("c.csv", "契約番号,件名,契約金額,契約金額,契約締結日\nB,端末,2000,1,2016-04-01\n");
    said.refused(&["「契約金額」", "C1 `契約金額`", "D1 `契約金額`"]);
}

#[test]
fn a_required_field_without_a_column_is_told_once_for_the_file() {
    let said = file("c.csv", "契約番号,件名,契約締結日\nA,回線,2016-04-01\nB,端末,2016-04-01\n");
    assert_eq!(said.texts("absent"), ["契約金額"]);
    said.faulty(&[]);
    assert_eq!((said.outcome("F-1", "A").as_str(), said.outcome("F-1", "B").as_str()), ("unknown", "unknown"));
    assert_eq!(said.counts(), [2, 2, 0]);
    let text = super::sadame(
        folder("", &[("c.csv", "契約番号,件名,契約締結日\nA,回線,2016-04-01\n".as_bytes())]).path(),
        &["check", "-r", "forms.sadame", "c.csv"],
    );
    assert!(text.out.contains("列のない項目　契約金額"), "{}", text.out);
}

#[test]
fn a_row_with_more_or_fewer_cells_is_refused_and_counted() {
    let said = file("c.csv", format!("{HEAD}A,回線,900,2016-04-01\nB,端末,1,000,2016-04-01\nC,端末\nD,端末,1,2016-04-01,,\n"));
    assert_eq!((said.status, said.counts()), (2, [4, 2, 2]));
    said.faulty(&[("", "", "row_length"), ("", "", "row_length")]);
    assert_eq!(said.report["data_errors"][0]["position"], 3);
    assert_eq!(said.report["data_errors"][0]["raw"], "B,端末,1,000,2016-04-01");
    assert_eq!(said.outcome("F-1", "D"), "pass", "empty cells at the end say nothing");
}

#[test]
fn rows_that_are_no_records_are_left_out_and_listed() {
    let rows = "A,回線,900,2016-04-01\n小計,,900,\n契約番号,件名,契約金額,契約締結日\nB,端末,100,2016-04-01\n合　計,,1000,\n※ 税込,,,\n（注）架空\n";
    let said = file("c.csv", format!("{HEAD}{rows}"));
    assert_eq!((said.status, said.counts()), (0, [2, 2, 0]));
    let wanted = [("A3", "合計の行"), ("A4", "見出しの繰り返し"), ("A6", "合計の行"), ("A7", "注記の行"), ("A8", "注記の行")];
    assert_eq!(said.left_out(), wanted.map(|(at, why)| (at.to_owned(), why.to_owned())));
    let layout = "layout list \"一覧\" for contract { format csv header at \"契約番号\" skip rows where \"件名\" = \"取消\" others by label }";
    let said = by_layout(layout, "c.csv", format!("{HEAD}A,取消,9999,\nB,回線,1,2016-04-01\n"));
    assert_eq!(said.left_out(), [("A2".to_owned(), "様式が除くとした行".to_owned())]);
    assert_eq!((said.status, said.counts()), (0, [1, 1, 0]));
}

#[test]
fn tabs_and_semicolons_stand_between_values_too() {
    let wanted = file("c.csv", format!("{HEAD}A,回線,900,2016-04-01\nB,端末,\"1,001\",2016-04-01\n"));
    let rows = "契約番号|件名|契約金額|契約締結日\nA|回線|900|2016-04-01\nB|端末|1,001|2016-04-01\n";
    for (name, delimiter) in [("c.tsv", "\t"), ("c.csv", ";"), ("c.txt", "\t")] {
        let said = file(name, rows.replace('|', delimiter));
        assert_eq!(said.outcomes(), wanted.outcomes(), "{name} {delimiter:?}");
    }
    let amounts: String = (0..30).map(|at| format!("T{at}|a, b, c|1,000,000,000|2016-04-01\n")).collect();
    let said = file("c.tsv", format!("契約番号|件名|契約金額|契約締結日\n{amounts}").replace('|', "\t"));
    assert_eq!(said.counts(), [30, 30, 0], "commas in the values do not make it a file of commas");
}

#[test]
fn quoted_values_hold_commas_quotation_marks_and_line_ends() {
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("{HEAD}A,\"回線、\n「増設」, \"\"乙\"\"\",\"1,000\",2016-04-01\n\n\nB,端末,1,2016-13-01\n");
        let said = file("c.csv", text.replace('\n', end));
        said.faulty(&[("D6", "/signed_on", "no_such_date")]);
        assert_eq!(said.report["data_errors"][0]["position"], 6, "{end:?}");
        let heading = &said.report["findings"][0]["subject"]["heading"][0]["ja"];
        assert_eq!(heading, &format!("回線、{end}「増設」, \"乙\""), "{end:?}");
        assert_eq!(said.counts(), [2, 2, 1]);
    }
}

#[test]
fn a_quotation_mark_that_does_not_close_loses_no_row_in_silence() {
    // The last value begins with a quotation mark: all that follows would be its text, and the rows would have the right number of cells.
    let head = "契約番号,契約金額,契約締結日,件名\n";
    let said = file("c.csv", format!("{head}A,1,2016-04-01,\"回線\nB,2000,2016-04-01,端末\nC,2000,2016-04-01,端末\n"));
    said.faulty(&[("", "", "quote")]);
    assert_eq!((said.status, said.counts()), (2, [1, 0, 1]));
    assert!(said.report["data_errors"][0]["reason"]["ja"].as_str().is_some_and(|why| why.starts_with("2行目の引用符")));
    // It is closed by that of the next row: one row less, and none the wiser.
    let said = file("c.csv", format!("{head}A,1,2016-04-01,\"回線\nB,2000,2016-04-01,\"端末\"\nC,2000,2016-04-01,端末\n"));
    said.faulty(&[("", "", "quote")]);
    assert_eq!((said.status, said.counts()), (2, [2, 1, 1]));
    assert_eq!(said.outcome("F-1", "C"), "fail");
}

#[test]
fn the_first_rows_are_no_other_than_the_rest() {
    let rows: String = (1..=200)
        .map(|at| match at % 7 {
            0 => ",,,\n".to_owned(),
            3 => format!("N{at},回線,2000,2016-04-01\n\n"),
            _ => format!("N{at},回線,1,2016-04-01\n"),
        })
        .collect();
    let said = file("c.csv", format!("{HEAD}{rows}"));
    assert_eq!(said.counts(), [172, 172, 0]);
    let line = |key: &str| {
        let findings = said.report["findings"].as_array().expect("findings are a list");
        let of = findings.iter().find(|finding| finding["subject"]["record"]["key"] == key).expect("the record is judged");
        of["subject"]["record"]["position"].as_u64()
    };
    // Every seventh row, from the third on, has an empty line behind it.
    let wanted = |at: u64| Some(1 + at + (at + 3) / 7);
    for at in [1, 4, 50, 51, 52, 53, 54, 57, 58, 59, 60, 61, 64, 199] {
        assert_eq!(line(&format!("N{at}")), wanted(at), "row {at}");
    }
    let fails = (1..=200).filter(|at| at % 7 == 3).count();
    assert_eq!(said.report["summary"]["verdicts"]["fail"], fails);
}

#[test]
fn headings_that_are_not_there_are_named() {
    file("c.csv", "一,二\n1,2\n").refused(&["見出しの行が見つかりません", "契約番号", "`--layout`"]);
    file("c.csv", "").refused(&["中身がありません"]);
    file("c.csv", "\n,,,\n").refused(&["中身がありません"]);
    let above: String = (0..60).map(|at| format!("前書き{at},,,\n")).collect();
    file("c.csv", format!("{above}{HEAD}A,回線,1,2016-04-01\n")).refused(&["見出しの行が見つかりません"]);
    let said = file("c.csv", HEAD);
    assert_eq!((said.status, said.counts()), (0, [0, 0, 0]), "headings alone are an empty table");
}

#[test]
fn a_line_longer_than_may_be_read_is_passed_over() {
    let long = "x".repeat(5_000);
    let text = format!("{HEAD}A,{long},1,2016-04-01\nB,端末,2000,2016-04-01\n");
    let said = check(&folder("", &[("c.csv", text.as_bytes())]), &["--max-line", "4000", "c.csv"]);
    said.faulty(&[("", "", "too_long")]);
    assert_eq!((said.status, said.counts()), (2, [2, 1, 1]));
}

#[test]
fn the_standard_input_may_be_rows() {
    let folder = folder("", &[]);
    for head in [HEAD, "契約番号;件名;契約金額;契約締結日\n", "契約一覧\n契約番号,件名,契約金額,契約締結日\n"]
    {
        let delimiter = if head.contains(';') { ";" } else { "," };
        let row = "B,端末,2000,2016-04-01\n".replace(',', delimiter);
        let ran = super::piped(folder.path(), &["check", "-r", "forms.sadame", "-"], format!("{head}{row}").as_bytes());
        assert_eq!(ran.status, 1, "{head}: {}", ran.out);
    }
    // Long enough that it is not seen whole before its encoding is settled.
    let rows: String = (0..30_000).map(|at| format!("N{at},回線の保守の契約の一つ,1,2016-04-01\n")).collect();
    let ran = super::piped(
        folder.path(),
        &["check", "-r", "forms.sadame", "--format", "jsonl", "--select", "F-4", "-"],
        format!("{HEAD}{rows}").as_bytes(),
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("\"read\":30000"), "{}", ran.out);
}

#[test]
fn the_unit_is_read_however_it_is_written_and_never_guessed() {
    for above in ["契約一覧（千円）", "単位：千円（税込）", "（単位 千円、千円未満切捨て）", "金額の単位は千円です。"]
    {
        let said = file("c.csv", format!("{above}\n{HEAD}B,端末,2,2016-04-01\n"));
        assert_eq!(said.message("F-1", "B"), "契約金額2,000円は千円を超えています", "{above}");
    }
    for heading in ["契約金額（税込・千円）", "契約金額（税込）（千円）", "契約金額「千円」"] {
        let layout = "layout list \"一覧\" for contract { format csv header at \"契約番号\" others by label amount from \"契約金額\", \"契約金額（税込）\" }";
        let said = by_layout(layout, "c.csv", format!("契約番号,件名,{heading},契約締結日\nB,端末,2,2016-04-01\n"));
        assert_eq!(said.message("F-1", "B"), "契約金額2,000円は千円を超えています", "{heading}");
    }
    for above in ["単位：百万", "単位：千ドル", "単位：円、千円"] {
        let text = format!("{above}\n{HEAD}B,端末,2,2016-04-01\n");
        file("c.csv", text).refused(&["A1", above, "金額の単位が定まりません"]);
    }
    let said = file("c.csv", format!("単位：千円\n単位：円\n{HEAD}B,端末,2,2016-04-01\n"));
    said.refused(&["A2", "金額の単位が定まりません"]);
    let said = file("c.csv", "単位：百万\n契約番号,件名,契約金額（円）,契約締結日\nB,端末,2000,2016-04-01\n");
    assert_eq!(said.message("F-1", "B"), "契約金額2,000円は千円を超えています", "the heading settles it");
}

#[test]
fn a_unit_that_is_said_below_the_table_is_not_overlooked() {
    let said = file("c.csv", format!("{HEAD}B,端末,2,2016-04-01\n※ 単位：千円,,,\n"));
    said.faulty(&[("", "", "unit_below")]);
    assert_eq!((said.status, said.counts()), (2, [2, 1, 1]));
    let said = file("c.csv", format!("単位：千円\n{HEAD}B,端末,2,2016-04-01\n※ 単位：千円,,,\n"));
    said.faulty(&[]);
    assert_eq!(said.left_out(), [("A4".to_owned(), "注記の行".to_owned())]);
}

#[test]
fn of_two_layouts_that_fit_as_well_none_is_chosen() {
    let layout = |name: &str, format: &str| {
        format!("layout {name} \"一覧\" for contract {{ format {format} header at \"契約番号\" others by label }}\n")
    };
    let text = format!("{HEAD}B,端末,2,2016-04-01\n");
    let both = layout("one", "csv") + &layout("two", "csv");
    by_layout(&both, "c.csv", &text).refused(&["読み方が一つに定まりません", "`one`", "`two`", "`--layout`"]);
    let said = check(&folder(&both, &[("c.csv", text.as_bytes())]), &["--layout", "two", "c.csv"]);
    assert_eq!((said.counts(), &said.inputs()[0]["layout"]), ([1, 1, 0], &"two".into()));
    let said = by_layout(&(layout("one", "xlsx") + &layout("two", "csv")), "c.csv", &text);
    assert_eq!(said.inputs()[0]["layout"], "two", "that of the file's own kind");
}
