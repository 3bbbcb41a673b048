//! Declarations and clauses that are refused or warned of: by which code, where, and in which words.

use std::collections::BTreeSet;

use sadame::check::{CheckFile, TableFiles, check};
use sadame::diag::Diagnostic;
use sadame::lang::Lang;
use sadame::source::Sources;
use sadame::syntax::parse;

/// What the declarations stand behind.
const PRELUDE: &str = r#"
module spec "spec" en "spec"
source doc "出典" en "document" { verified yes }
choice kind "種類" en "kind" { red "赤" en "scarlet"  green "緑" en "verdant" }
record part "部分" en "part" { n number "数" en "n" }
record c "親" en "parent" {
  id text key "番号" en "number"  n number "数" en "n"  b bool "真偽" en "b"  k kind "種" en "k"  parts list of part "部分" en "parts"
}
record d "別" en "other" { id text key "番号" en "number"  n number "数" en "n" }
"#;

/// The one table file.
struct Rows<'a>(&'a str);

impl TableFiles for Rows<'_> {
    fn read(&self, _module: &str, path: &str) -> Option<(String, Vec<u8>)> {
        (path == "rows.csv").then(|| (path.to_owned(), self.0.as_bytes().to_vec()))
    }
}

/// What is said of declarations behind the prelude: code, text that it is said of, and message with the help.
fn said(declared: &str, files: &dyn TableFiles) -> Vec<(&'static str, String, String)> {
    let text = format!("{PRELUDE}\n{declared}\n");
    let mut sources = Sources::default();
    let source = sources.add("spec.sadame", text.as_str());
    let (file, mut found) = parse(source, &text);
    found.extend(check(&[CheckFile { file: &file, source }], files, &mut sources).1);
    let told = found.iter().filter(|it| it.problem.code().0 != "W0906");
    let words = |it: &Diagnostic| [Some(it.problem.message(Lang::En)), it.problem.help(Lang::En)].into_iter().flatten().collect();
    told.map(|it| (it.problem.code().0, sources.text(it.span).to_owned(), words(it))).collect()
}

/// The codes of what is said, each once.
fn codes(declared: &str) -> String {
    let codes: BTreeSet<&str> = said(declared, &()).into_iter().map(|(code, ..)| code).collect();
    codes.into_iter().collect::<Vec<_>>().join(" ")
}

fn rule(clauses: &str) -> String {
    format!("rule R-1 \"題\" en \"title\" {{ {clauses} message \"文\" en \"text\" }}")
}

#[test]
fn of_clauses_that_always_come_to_the_same_it_is_said() {
    let mut reader =
        csv::ReaderBuilder::new().comment(Some(b'#')).from_path("tests/spec/clauses.csv").expect("the spec is there");
    let rows = reader.records().map(|row| row.expect("the spec is well formed"));
    let wrong: Vec<String> = rows
        .map(|row| (codes(&rule(&format!("for each c cite doc {}", &row[0]))), row))
        .filter(|(found, row)| *found != row[1])
        .map(|(found, row)| format!("{}: expected {}, found {found}", &row[0], &row[1]))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn declarations_that_cannot_be_are_refused() {
    let of = |fields: &str| format!("record e \"類\" en \"e\" {{ id text key \"番号\" en \"number\"  {fields} }}");
    let group = "summary by_kind \"種別\" en \"by kind\" for each group of c by k { total \"計\" en \"total\" = sum(n) }\n";
    let cases = [
        (of("inner e \"内\" en \"inner\""), "E0216"),
        (of("inner list of e \"内\" en \"inner\""), "E0216"),
        (of("inner part \"内\" en \"inner\""), ""),
        (of("inner set of part \"内\" en \"inner\""), "E0321"),
        (of("inner list of number \"内\" en \"inner\""), "E0321"),
        (of("inner set of nonesuch \"内\" en \"inner\""), "E0202"),
        (format!("{group}{}", of("inner by_kind \"内\" en \"inner\"")), "E0327"),
        (format!("{}\n{}", of("inner d \"内\" en \"inner\""), rule("for each d cite doc require n > 0")), "E0512"),
        ("fiscal year starts in month 4\nfiscal year starts in month 10".to_owned(), "E0317"),
        ("fiscal year starts in month 4\nfiscal year starts in month 4".to_owned(), ""),
        ("fiscal year starts in month 13".to_owned(), "E0316"),
        (rule("for the whole set of c cite doc require count(d) = 0"), ""),
        (rule("for each c cite doc require count(d) = 0"), "E0311"),
        (rule("for each c cite doc require count(c) = 0"), "E0311"),
        (rule("for each part of c cite doc require count(part) = 0"), "E0308"),
        (rule("for each c severity error cite doc require n > 0"), ""),
        (rule("for each c severity warning cite doc require n > 0"), ""),
        (rule("for each c severity review cite doc require n > 0"), ""),
        (rule("for each c severity info cite doc require n > 0"), ""),
        (rule("for each c severity grave cite doc require n > 0"), "E0503"),
        (rule("for each c cite doc require n in n"), "E0302"),
        (rule("for each c cite doc require sum(n + 1) > 0"), "E0308"),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .map(|(declared, expected)| (declared, expected, codes(declared)))
        .filter(|(_, expected, found)| found != *expected)
        .map(|(declared, expected, found)| format!("{declared}: expected {expected}, found {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn definitions_that_lie_too_deep_are_refused() {
    // None is deep by itself, and fewer stand within one another than may.
    let mut text = "define d0 of c \"d\" en \"d\" = n\n".to_owned();
    for step in 1..60 {
        text.push_str(&format!("define d{step} of c \"d\" en \"d\" = 1 + (1 + (1 + (1 + (1 + (1 + d{})))))\n", step - 1));
    }
    assert_eq!(codes(&text), "E0326");
}

#[test]
fn a_figure_in_a_figure_is_told_where_it_stands() {
    let figure = |name: &str, body: &str| format!("figure {name} \"計\" en \"total\" for the whole set of c = {body}\n");
    let found = said(&(figure("total", "sum(n)") + &figure("more", "sum(n) + total")), &());
    let told: Vec<(&str, &str)> = found.iter().map(|(code, at, _)| (*code, at.as_str())).collect();
    assert_eq!(told, [("E0314", "total")]);
}

#[test]
fn a_declaration_that_no_rule_reads_is_told_where_there_are_rules() {
    let unread = "define unread of c \"未読\" en \"unread\" = n\n";
    assert_eq!(codes(unread), "", "a module without rules is vocabulary");
    let found = said(&format!("{unread}{}", rule("for each c cite doc require n > 0")), &());
    let told: Vec<&str> = found.iter().map(|(_, _, message)| message.as_str()).collect();
    assert_eq!(told, ["the define `unread` is not used"]);
}

#[test]
fn a_layout_may_say_only_what_its_format_has_a_use_for() {
    let layout =
        |format: &str, line: &str| format!("layout l \"様式\" en \"form\" for d {{ format {format} {line} others by label }}");
    let json = |line: &str| {
        codes(&format!("layout l \"様式\" en \"form\" for d {{ format jsonl {line} id from \"/id\" n from \"/n\" }}"))
    };
    for line in ["sheet \"表\"", "header at \"番号\"", "unit 千円", "skip rows where \"番号\" = \"計\""] {
        assert_eq!(json(line), "E0708", "{line}");
        assert_eq!(codes(&layout("csv", line)), "", "{line}");
    }
    assert_eq!(json("without header"), "E0707 E0708");
    assert_eq!(json("records at \"/all/*\", \"\""), "");
    assert_eq!(json("records at \"all\""), "E0709");
    assert_eq!(codes(&layout("csv", "records at \"/all/*\"")), "E0708");
    assert_eq!(codes(&layout("jsonl", "")), "E0708", "JSON is not read by labels");
    assert_eq!(codes(&layout("csv", "n from column 2")), "");
    assert_eq!(json("b from column 2"), "E0203 E0708");
    assert_eq!(json("also from sheet \"別表\" joined by \"番号\" { n from \"/n\" }"), "E0702 E0708");
}

#[test]
fn a_list_is_read_as_its_format_has_lists() {
    let layout = |format: &str, parts: &str| {
        codes(&format!(
            "layout l \"様式\" en \"form\" for c {{ format {format} id from \"/id\" n from \"/n\" b from \"/b\" k from \"/k\" {parts} }}"
        ))
    };
    for (format, parts, expected) in [
        ("jsonl", "parts from list \"/parts\" { n from \"/n\" }", ""),
        ("jsonl", "parts from list \"parts\" { n from \"/n\" }", "E0709"),
        ("jsonl", "parts from list \"/parts\" { n from \"n\" }", "E0709"),
        ("jsonl", "parts from \"/parts\"", "E0706"),
        ("jsonl", "parts from columns 1..2 { n from \"/n{n}\" }", "E0708"),
        ("jsonl", "parts from sheet \"部分\" joined by \"番号\" { n from \"/n\" }", "E0708"),
        ("csv", "parts from columns 1..2 { n from \"数{n}\" }", ""),
        ("csv", "parts from columns 1..2 { n from \"数\" }", "E0710"),
        ("csv", "parts from list \"/parts\" { n from \"n\" }", "E0708"),
        ("csv", "parts from \"部分\"", "E0706"),
    ] {
        assert_eq!(layout(format, parts), expected, "{format}: {parts}");
    }
}

#[test]
fn rows_of_a_file_are_read_by_names_and_labels_and_faults_are_told_of_their_line() {
    let table = "table t \"表\" en \"table\" dated { k kind key \"種\" en \"k\"  n number \"数\" en \"n\"  cite doc  rows from \"rows.csv\" }";
    let told = |rows: &str| {
        let text = format!("k,n,in_force_from,in_force_until\n{rows}");
        said(table, &Rows(&text)).into_iter().map(|(code, at, _)| format!("{code} {at}")).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    for red in ["red", "赤", "scarlet"] {
        assert_eq!(told(&format!("{red},1,2016-04-01,\n")), none, "{red}");
    }
    assert_eq!(told("red,1,2016-04-01,2016-04-01\n"), none, "in force for a day");
    let truths = "table t \"表\" en \"table\" { b bool key \"真偽\" en \"b\"  n number \"数\" en \"n\"  cite doc  rows from \"rows.csv\" }";
    assert_eq!(said(truths, &Rows("b,n\ntrue,1\nfalse,2\n")), []);
    assert_eq!(said(truths, &Rows("b,n\nyes,1\n")).len(), 1, "a truth is `true` or `false`");
    assert_eq!(told("green,1,2016-04-01,\nred,1,2016-04-02,2016-04-01\n"), ["E0405 red,1,2016-04-02,2016-04-01"]);
    assert_eq!(told("green,1,2016-04-01,\nblue,1,2016-04-01,\n"), ["E0410 blue,1,2016-04-01,"]);
    assert_eq!(told("green,one,2016-04-01,\n"), ["E0410 green,one,2016-04-01,"]);
    for (ty, fits, does_not) in [
        ("money USD", "USD 5", "5円"),
        ("money", "5円", "5 days"),
        ("days", "3 days", "3 months"),
        ("months", "3 months", "3 years"),
        ("years", "3 years", "3 days"),
        ("range of money USD", "USD 1..USD 9", "1円..9円"),
        ("set of days", "3 days", "3 days、3 months"),
    ] {
        let table = format!(
            "table t \"表\" en \"table\" {{ k text key \"鍵\" en \"k\"  v {ty} \"値\" en \"v\"  cite doc  rows from \"rows.csv\" }}"
        );
        let told =
            |cell: &str| said(&table, &Rows(&format!("k,v\na,{cell}\n"))).into_iter().map(|(code, ..)| code).collect::<Vec<_>>();
        assert_eq!((told(fits), told(does_not)), (vec![], vec!["E0410"]), "{ty}");
    }
    let of_nothing: Vec<&str> = said(table, &()).into_iter().map(|(code, ..)| code).collect();
    assert_eq!(of_nothing, ["E0406", "E0407"], "there is no such file");
}

#[test]
fn what_is_told_names_what_it_is_about() {
    let table = |rows: &str| {
        format!(
            "table t \"表\" en \"table\" {{ k kind key \"種\" en \"k\"  n number \"数\" en \"n\"  cite doc  rows {{ {rows} }} }}"
        )
    };
    let except = "except \"甲\" en \"A\" when b except \"乙\" en \"B\" when b";
    for (declared, names) in [
        (table("red | 1  red | 2"), &["`赤`"][..]),
        (rule(&format!("for each c cite doc require n > 0 {except}")), &["`甲`", "`乙`"]),
        (rule("for each c cite doc require c.partz is empty"), &["`partz`", "`parts`"]),
        (rule("for each c cite doc require k = rd"), &["`rd`", "`red`"]),
        (rule("for each c cite doc require n = b"), &["`number`", "`bool`"]),
    ] {
        let found = said(&declared, &());
        let message = &found.first().expect("something is wrong with it").2;
        names.iter().for_each(|name| assert!(message.contains(name), "{name} in: {message}"));
    }
}
