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
  l list of child "子ら" en "l"  b2 bool "真偽" en "b2"
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
