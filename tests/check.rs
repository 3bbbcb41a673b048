//! The checker: what each expression is, or why it is refused.

use sadame::check::types::show;
use sadame::check::{CheckFile, check};
use sadame::source::Sources;
use sadame::syntax::parse;

/// What the expressions of the spec read.
const PRELUDE: &str = r#"
module spec "spec" en "spec"
source doc "出典" en "document" { verified yes }
choice kind "種類" en "kind" { red "赤" en "red"  green "緑" en "green"  shared "共" en "shared" }
choice other "他" en "other" { shared "共" en "shared" }
record child "子" en "child" { a money incl tax "額" en "amount"  at date "日" en "day" }
record c "親" en "parent" {
  n number "数" en "n"  p percent "率" en "p"  m money incl tax "税込" en "m"  x money excl tax "税抜" en "x"  b money "残高" en "b"
  u money USD "ドル" en "u"  d date "日" en "d"  fy fiscal_year "年度" en "fy"  ds days "日数" en "ds"  ms months "月数" en "ms"
  ys years "年数" en "ys"  t text "文" en "t"  k kind "種" en "k"  s set of kind "集" en "s"  r fiscal_years "期間" en "r"
  l list of child "子ら" en "l"  b2 bool "真偽" en "b2"  mo moment "時" en "mo"
}
table lookup "表" en "table" { key_text text key "鍵" en "key"  v money incl tax "値" en "v"  cite doc  rows { "a" | 1円 } }
table byday "日付表" en "dated table" dated { key_text text key "鍵" en "key"  v money incl tax "値" en "v"  cite doc  rows { "a" | 1円 | always } }
parameter setting money incl tax "設定" en "setting"
"#;

fn verdict(expression: &str) -> String {
    let text = format!("{PRELUDE}\ndefine e of c \"e\" en \"e\" = {expression}\n");
    let mut sources = Sources::default();
    let source = sources.add("spec.sadame", text.as_str());
    let (file, mut diagnostics) = parse(source, &text);
    let (program, found) = check(&[CheckFile { file: &file, source }], &(), &mut sources);
    diagnostics.extend(found);
    let errors: Vec<&str> = diagnostics.iter().map(|it| it.problem.code().0).filter(|code| code.starts_with('E')).collect();
    match errors.as_slice() {
        [] => program.defines.last().map_or_else(String::new, |define| show(&define.body.ty, &program).replace('`', "")),
        codes => codes.join(" "),
    }
}

#[test]
fn expressions_have_the_types_of_the_spec() {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path("tests/spec/types.csv").expect("the spec is there");
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in reader.records() {
        let row = row.expect("the spec is well formed");
        let found = verdict(&row[0]);
        count += 1;
        if found != row[1] {
            wrong.push(format!("{}: expected {}, found {found}", &row[0], &row[1]));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 100, "the spec was read");
}

#[test]
fn definitions_that_double_at_every_step_are_refused() {
    let mut text = format!("{PRELUDE}\ndefine d0 of c \"d\" en \"d\" = n\n");
    for step in 1..40 {
        let before = step - 1;
        text.push_str(&format!("define d{step} of c \"d\" en \"d\" = d{before} + d{before}\n"));
    }
    let mut sources = Sources::default();
    let source = sources.add("spec.sadame", text.as_str());
    let (file, _) = parse(source, &text);
    let (_, found) = check(&[CheckFile { file: &file, source }], &(), &mut sources);
    assert!(found.iter().any(|it| it.problem.code().0 == "E0326"), "2⁴⁰ steps");
}

#[test]
fn figures_are_checked_where_definitions_read_them() {
    let faults = |text: &str| {
        let text = format!("{PRELUDE}{text}");
        let mut sources = Sources::default();
        let source = sources.add("spec.sadame", text.as_str());
        let (file, _) = parse(source, &text);
        let (_, found) = check(&[CheckFile { file: &file, source }], &(), &mut sources);
        let mut codes: Vec<&str> = found.iter().map(|it| it.problem.code().0).filter(|code| code.starts_with('E')).collect();
        codes.sort_unstable();
        codes
    };
    let total = "\nfigure total \"計\" en \"total\" for the whole set of c = sum(n)";
    let twice = |body: &str| format!("{total}\ndefine twice \"倍\" en \"twice\" = {body}\n");
    assert_eq!(faults(&twice("total * 2")), [""; 0]);
    assert_eq!(faults(&twice("total + 5 days")), ["E0302"], "a figure has a type, wherever it is read");
    let more = "\nfigure more \"多\" en \"more\" for the whole set of c = sum(n) + twice\n";
    assert_eq!(faults(&format!("{}{more}", twice("total * 2"))), ["E0314"], "a figure in a figure");
    assert_eq!(faults(&format!("{}{more}", twice("more * 2"))), ["E0215", "E0314"], "a figure in itself");
    let summary =
        "\nsummary by_kind \"種類別\" en \"by kind\" for each group of c by k { part \"分\" en \"part\" = sum(n) / twice }\n";
    assert_eq!(faults(&format!("{}{summary}", twice("total * 2"))), ["E0328"], "a figure in a summary");
    let rows = "\ndefine known of lookup \"数\" en \"known\" = count(by_kind)\n";
    let of_rows = summary.replace("twice", "lookup[\"a\"].known");
    assert_eq!(faults(&format!("{rows}{of_rows}")), ["E0328"], "a summary in a summary");
}

#[test]
fn all_faults_of_all_files_come_in_one_run() {
    let texts = [
        "module a \"a\" en \"a\"\nrecord r \"r\" en \"r\" { f nonesuch \"f\" en \"f\" }\nrule {\nparameter p text \"p\" en \"p\" default\n",
        "module b \"b\" en \"b\"\nuse nowhere\nchoice\nsource s \"s\" en \"s\" { verified no }\nsource s \"s\" en \"s\" { verified no }\n",
    ];
    let mut sources = Sources::default();
    let parsed: Vec<_> = texts
        .iter()
        .map(|text| {
            let source = sources.add("x.sadame", *text);
            (parse(source, text), source)
        })
        .collect();
    let files: Vec<CheckFile<'_>> = parsed.iter().map(|((file, _), source)| CheckFile { file, source: *source }).collect();
    let (_, found) = check(&files, &(), &mut sources);
    let all = parsed.iter().flat_map(|((_, found), _)| found).chain(&found);
    let mut codes: Vec<&str> = all.map(|it| it.problem.code().0).collect();
    codes.sort_unstable();
    for code in ["E0101", "E0202", "E0206", "E0212"] {
        assert!(codes.contains(&code), "{code} is among {codes:?}");
    }
}

#[test]
fn depth_is_capped_before_the_parser_recurses() {
    let deep = |open: &str, close: &str| {
        format!("{PRELUDE}\ndefine e of c \"e\" en \"e\" = {}n{}\n", open.repeat(100_000), close.repeat(100_000))
    };
    for text in [
        deep("(", ")"),
        deep("not ", ""),
        deep("- ", ""),
        deep("if b2 then ", ""),
        deep("n + ", ""),
        deep("b2 and ", ""),
        deep("{", "}"),
    ] {
        let mut sources = Sources::default();
        let source = sources.add("deep.sadame", text.as_str());
        let (_, found) = parse(source, &text);
        let codes: Vec<&str> = found.iter().map(|it| it.problem.code().0).collect();
        assert_eq!(codes, ["E0108"]);
    }
}
