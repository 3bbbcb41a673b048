//! What can be wrong with rules that can be read: names, types, tables, rules, examples, layouts; and what is worth a warning.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::diag::Code;
use crate::lang::Lang;

problems! { CheckProblem, "checker";
    // Names
    /// No value of that name.
    UnknownName { name: String, near: Option<String> } = "E0201",
        "nothing is called `{name}` here", "`{name}` という名前はここにはありません", near near;
    /// No type of that name.
    UnknownType { name: String, near: Option<String> } = "E0202",
        "there is no type, choice or record called `{name}`", "`{name}` という型・選択肢・記録はありません", near near;
    /// No field of that name.
    UnknownField { of: String, name: String, near: Option<String> } = "E0203",
        "`{of}` has no field `{name}`", "`{of}` に `{name}` という項目はありません", near near;
    /// No possibility of that name.
    UnknownVariant { choice: String, name: String, near: Option<String> } = "E0204",
        "`{name}` is not one of the choice `{choice}`", "`{name}` は選択肢 `{choice}` にありません", near near;
    /// No source of that name.
    UnknownSource { name: String, near: Option<String> } = "E0205",
        "there is no source called `{name}`", "`{name}` という出典はありません", near near;
    /// No module of that name.
    UnknownModule { name: String, near: Option<String> } = "E0206",
        "there is no module called `{name}`", "`{name}` というモジュールはありません", near near;
    /// No rule of that name.
    UnknownRule { name: String, near: Option<String> } = "E0207",
        "there is no rule called `{name}`", "`{name}` という規則はありません", near near;
    /// No record of that name.
    UnknownRecord { name: String, near: Option<String> } = "E0208",
        "there is no record called `{name}`", "`{name}` という記録はありません", near near;
    /// No table of that name.
    UnknownTable { name: String, near: Option<String> } = "E0209",
        "there is no table called `{name}`", "`{name}` という表はありません", near near;
    /// No function of that name.
    UnknownFunction { name: String, near: Option<String> } = "E0210",
        "there is no function called `{name}`", "`{name}` という関数はありません", near near;
    /// No parameter of that name.
    UnknownParameter { name: String, near: Option<String> } = "E0211",
        "there is no parameter called `{name}`", "`{name}` というパラメータはありません", near near;
    /// Declared twice.
    Duplicate { name: String } = "E0212",
        "`{name}` is declared twice", "`{name}` が二度宣言されています", help "give one of the two another name", "どちらかの名前を変えてください";
    /// Two modules in use declare it.
    Ambiguous { name: String, first: String, second: String } = "E0213",
        "`{name}` could be that of `{first}` or that of `{second}`", "`{name}` は `{first}` のものか `{second}` のものか決まりません",
        help "say which: write a choice as `{first}.{name}`; rename one of two declarations, or use only one of the two modules", "選択肢は `{first}.{name}` のように書いてください。宣言はどちらかの名前を変えるか、使うモジュールを一方だけにしてください";
    /// Declared elsewhere, but its module is not used here.
    NotUsedHere { name: String, module: String } = "E0214",
        "`{name}` belongs to the module `{module}`, which is not used here", "`{name}` はモジュール `{module}` のもので、ここでは使われていません",
        help "add `use {module}`", "`use {module}` を加えてください";
    /// A definition that stands for itself.
    Cycle { name: String } = "E0215",
        "`{name}` is defined by itself", "`{name}` の定義がそれ自身に戻っています", help "a definition may use others, but not itself", "定義は他の定義を使えますが、それ自身は使えません";
    /// A record within itself.
    RecordCycle { name: String } = "E0216",
        "the record `{name}` contains itself", "記録 `{name}` がそれ自身を含んでいます", help "hold the inner ones in one flat list, with a field that names the one above", "一つの平らなリストにし、上位を指す項目を設けてください";
    /// A name that reads as a choice and as a field.
    VariantOrField { name: String } = "E0217",
        "`{name}` is both a choice and a field here", "`{name}` はここでは選択肢でも項目でもあります", help "write the choice with its name before it, as in `kind.{name}`", "選択肢は `種類.{name}` のように選択肢名を付けて書いてください";

    // Types
    /// One type where another must stand.
    WrongType { expected: String, found: String } = "E0301",
        "this is {found}, where {expected} must stand", "{expected}が来るところに{found}があります";
    /// Two types that do not meet.
    Mismatch { operator: String, left: String, right: String } = "E0302",
        "`{operator}` does not go between {left} and {right}", "`{operator}` は{left}と{right}の間では使えません";
    /// Amounts with tax and without.
    TaxBasis { left: String, right: String } = "E0303",
        "{left} and {right} do not have the same tax basis", "{left}と{right}は税込・税抜の別が異なります",
        help "go between them with `with_tax(x, rate)` or `without_tax(x, rate)`; money that has no tax basis is plain `money`", "`with_tax(x, 税率)` か `without_tax(x, 税率)` で揃えてください。税の別のない金額は `money` です";
    /// Two currencies.
    Currencies { left: String, right: String } = "E0304",
        "{left} and {right} are in different currencies", "{left}と{right}は通貨が異なります";
    /// A condition that is not a condition.
    NotCondition { found: String } = "E0305",
        "this is {found}, where a condition must stand", "条件が来るところに{found}があります";
    /// Days, months and years.
    DurationsDiffer { left: String, right: String } = "E0306",
        "{left} and {right} never compare: a month is not a fixed number of days", "{left}と{right}は比べられません。月の日数は一定でないためです";
    /// Wrong number of arguments.
    Arguments { name: String, expected: String, found: usize } = "E0307",
        "`{name}` takes {expected}, not {found}", "`{name}` の引数は{expected}で、{found}個ではありません";
    /// Not a list.
    NotList { name: String } = "E0308",
        "`{name}` is not a list", "`{name}` はリストではありません";
    /// Nothing to take of each element.
    WhatOfEach { function: String, list: String } = "E0309",
        "`{function}` must be told what to take of each `{list}`", "`{function}` には `{list}` の何を取るかを書いてください", help "write `{function}({list}.field)`", "`{function}({list}.項目)` と書いてください";
    /// A field of the members of a group, outside an aggregate.
    FieldOfMembers { name: String } = "E0310",
        "`{name}` differs from member to member of the group", "`{name}` は組の中で一つに決まりません", help "read it through an aggregate, as in `sum({name})`, or group by it", "`sum({name})` のように集計で読むか、`by` に加えてください";
    /// All the records, from within one of them.
    AllFromOne { name: String } = "E0311",
        "a rule for each record cannot look at all the `{name}`s", "一件ごとの規則からは `{name}` の全体を見られません", help "compute it in a `figure … for the whole set of {name}`, and read the figure here", "`figure … for the whole set of {name}` で求め、ここではその値を読んでください";
    /// A table where a value must stand.
    TableAsValue { name: String } = "E0312",
        "the table `{name}` is not a value", "表 `{name}` は値ではありません", help "look a row up with `{name}[key].column`, or ask `key in {name}`", "`{name}[鍵].列` で行を引くか、`鍵 in {name}` と問うてください";
    /// A record where a value must stand.
    RecordAsValue { name: String } = "E0313",
        "`{name}` stands for all records here, and is not a value", "`{name}` はここでは全件を指し、値ではありません", help "use it in an aggregate or a quantifier, as in `count({name})`", "`count({name})` のように集計や量化で使ってください";
    /// A figure read by a figure.
    FigureInFigure { name: String } = "E0314",
        "a figure cannot read the figure `{name}`", "統計値は統計値 `{name}` を読めません", help "combine the two in a `define`", "`define` で両者を組み合わせてください";
    /// Not a constant.
    NotConstant = "E0315",
        "a fixed value must stand here", "ここには定まった値が必要です";
    /// A bad month.
    BadMonth { month: u32 } = "E0316",
        "a fiscal year starts in month 1 to 12, not {month}", "年度の開始月は1から12までです（{month}）";
    /// Two calendars.
    TwoCalendars = "E0317",
        "two modules start the fiscal year in different months", "年度の開始月がモジュールによって異なります";
    /// A constant expression that cannot be computed.
    ConstantFails { why: String } = "E0318",
        "this cannot be computed: {why}", "計算できません：{why}";
    /// A definition of something that is neither record nor table.
    DefineOf { name: String } = "E0319",
        "`{name}` is neither a record nor a table", "`{name}` は記録でも表でもありません";
    /// Not a code of a currency.
    BadCurrency { name: String } = "E0320",
        "`{name}` is not a currency code of three capital letters", "`{name}` は大文字三字の通貨コードではありません";
    /// A type that cannot hold.
    BadType { found: String, place: String } = "E0321",
        "{found} cannot stand in {place}", "{place}に{found}は置けません";
    /// A range that contains nothing.
    EmptyRange = "E0322",
        "this range ends before it begins, and contains nothing", "この範囲は終わりが始まりより前で、何も含みません";
    /// Optional list.
    OptionalList { name: String } = "E0323",
        "the list `{name}` cannot be optional", "リスト `{name}` は任意にできません", help "a list left out is missing; if leaving it out means there are none, write `default empty`", "書かれていないリストは不明です。無いことを意味するなら `default empty` と書いてください";
    /// Modifier where it has no meaning.
    Modifier { word: String, place: String } = "E0324",
        "`{word}` has no meaning in {place}", "{place}に `{word}` は使えません";
    /// Two keys, or a key that cannot be one.
    BadKey { name: String } = "E0325",
        "`{name}` cannot be the key of the record", "`{name}` は記録の鍵になれません", help "one field of type text or number may be the key", "鍵は文字か数の項目一つです";
    /// A definition that costs too much.
    TooCostly { name: String } = "E0326",
        "`{name}` comes to too much work: definitions within it are read again and again", "`{name}` は計算量が大きすぎます。定義の中で定義が何度も読まれています",
        help "read each definition once, or name its value with `let`", "定義を一度だけ読むか、値に `let` で名前を付けてください";

    /// A summary where a record of the input must stand.
    SummaryAsRecord { name: String } = "E0327",
        "`{name}` is a summary, which is worked out: it cannot be given, contained or grouped", "`{name}` は集計です。求められるものなので、入力や項目の型、組にする記録にはできません",
        help "name the record that it is worked out from", "集計のもとになる記録を書いてください";
    /// A figure or a summary within a summary.
    InSummary { name: String } = "E0328",
        "`{name}` is worked out after the summaries, and cannot be read in one", "`{name}` は集計の後に求められるので、集計の中では使えません",
        help "read it in the rule, beside the summary", "規則の中で、集計と並べて使ってください";
    /// `is known` where it would turn a missing fact into a verdict.
    KnownOutsideFigure = "E0329",
        "`is known` stands in figures alone", "`is known` は統計値の中でだけ使えます",
        help "ask `is present`; what is not known leaves the rule undetermined", "`is present` を使ってください。分からない事実は判定不能になります";
    // Tables
    /// Wrong number of cells.
    CellCount { expected: usize, found: usize } = "E0401",
        "this row has {found} cells, where the table has {expected} columns", "この行のセルは{found}個ですが、表の列は{expected}個です";
    /// A row without a period in a dated table, or the reverse.
    Period { dated: Cow<'static, str> } = "E0402",
        "this row {dated}", "この行の期間の有無が表の `dated` と合いません", help "in a `dated` table every row ends with `from …`, `until …` or `always`", "`dated` の表では、どの行も `from …`、`until …`、`always` のいずれかで終わります";
    /// Same key twice.
    DuplicateKey { key: String } = "E0403",
        "two rows have the key {key}", "鍵 {key} の行が二つあります";
    /// Periods overlap.
    Overlap { key: String } = "E0404",
        "the periods of two rows of {key} overlap", "{key} の二つの行の適用期間が重なっています";
    /// Period ends before it begins.
    EmptyPeriod = "E0405",
        "this period ends before it begins", "この期間は終わりが始まりより前です";
    /// No rows.
    NoRows { name: String } = "E0406",
        "the table `{name}` has no rows", "表 `{name}` に行がありません";
    /// File missing.
    NoTableFile { path: String } = "E0407",
        "there is no file `{path}` beside this module", "このモジュールの傍に `{path}` がありません";
    /// File unreadable.
    BadTableFile { path: String, why: String } = "E0408",
        "`{path}` cannot be read as a table: {why}", "`{path}` は表として読めません：{why}";
    /// Heading missing.
    NoHeading { heading: String, near: Option<String> } = "E0409",
        "the file has no column `{heading}`", "ファイルに `{heading}` という列がありません", near near;
    /// Cell unreadable.
    BadCell { text: String, expected: String } = "E0410",
        "`{text}` cannot be read as {expected}", "`{text}` は{expected}として読めません";
    /// Key missing.
    EmptyKey { column: String } = "E0411",
        "the key `{column}` has no value in this row", "この行の鍵 `{column}` に値がありません";
    /// Look-up by the wrong number of keys.
    KeyCount { table: String, expected: usize, found: usize } = "E0412",
        "the table `{table}` has {expected} key columns, and {found} are given", "表 `{table}` の鍵は{expected}個ですが、{found}個書かれています";
    /// Look-up without its event.
    WhichEvent { table: String } = "E0413",
        "the figures of `{table}` change by date, and this does not say which event selects the version", "表 `{table}` の数値は日付で変わりますが、どの出来事の日で選ぶかが書かれていません", help "write `{table}[… on signed_on]`, with the date that decides", "`{table}[… on 契約日]` のように、決め手となる日付を書いてください";
    /// Event for a table that has no periods.
    NoEvent { table: String } = "E0414",
        "the table `{table}` is not dated, and needs no event", "表 `{table}` は期間を持たず、出来事の日は要りません";
    /// Unit on a column that is not money.
    UnitOfWhat { column: String } = "E0415",
        "`{column}` is not money, and takes no unit", "`{column}` は金額ではないので単位は付きません";
    /// A money column without its unit.
    NoUnit { column: String } = "E0416",
        "the amounts of `{column}` are bare numbers, and their unit is not said", "`{column}` の金額は数字だけで、単位が書かれていません", help "write `in 千円`, or the unit that the file uses", "`in 千円` のように、ファイルの単位を書いてください";
    /// Source missing.
    TableUncited { name: String } = "E0417",
        "the table `{name}` cites no source", "表 `{name}` に出典がありません", help "add `cite SOURCE \"article\"`", "`cite 出典 \"条項\"` を加えてください";

    // Rules and exceptions
    /// A clause that every rule needs.
    NoClause { rule: String, clause: Cow<'static, str> } = "E0501",
        "the rule `{rule}` has no `{clause}`", "規則 `{rule}` に `{clause}` がありません";
    /// A clause that stands once.
    ClauseTwice { clause: Cow<'static, str> } = "E0502",
        "`{clause}` stands twice", "`{clause}` が二度書かれています";
    /// Bad severity.
    Severity { name: String } = "E0503",
        "`{name}` is not a severity", "`{name}` は重大度ではありません", help "write `error`, `warning`, `review` or `info`", "`error`、`warning`、`review`、`info` のいずれかを書いてください";
    /// Two exceptions with one condition.
    SameException { first: String, second: String } = "E0504",
        "the exceptions {first} and {second} hold under the same condition", "例外{first}と{second}は同じ条件で成り立ちます", help "there are no priorities between exceptions: keep one", "例外に優先順位はありません。一方だけにしてください";
    /// Two exceptions with opposite conditions.
    OppositeExceptions { first: String, second: String } = "E0505",
        "one of the exceptions {first} and {second} always holds, so the rule could never be broken", "例外{first}と{second}は必ず一方が成り立つため、規則が破られることがありません";
    /// Can never apply.
    NeverApplies { rule: String } = "E0506",
        "the rule `{rule}` can never apply: this condition is always false", "規則 `{rule}` は適用されることがありません。この条件は常に偽です";
    /// Can never be broken.
    NeverFails { rule: String } = "E0507",
        "the rule `{rule}` can never be broken: this obligation always holds", "規則 `{rule}` は破られることがありません。この義務は常に成り立ちます";
    /// A clause that an exception does not have.
    NotInException { clause: Cow<'static, str> } = "E0508",
        "an exception has no `{clause}`", "例外に `{clause}` は書けません", help "write `let`, `when` and `cite`", "書けるのは `let`、`when`、`cite` です";
    /// An exception without a condition.
    ExceptionAlways { name: String } = "E0509",
        "the exception `{name}` has no `when`, and would always hold", "例外 `{name}` に `when` がなく、常に成り立ってしまいます";
    /// Path that does not lead down.
    NoPath { child: String, parent: String } = "E0510",
        "`{parent}` has no list of `{child}`", "`{parent}` に `{child}` のリストはありません";
    /// Two lists of the same record.
    WhichList { child: String, parent: String } = "E0511",
        "`{parent}` has more than one list of `{child}`", "`{parent}` に `{child}` のリストが複数あります", help "name the field", "項目の名前を書いてください";
    /// A scope over a record that is not a root.
    NotRoot { name: String } = "E0512",
        "`{name}` is part of another record, and is not judged by itself", "`{name}` は他の記録の一部で、単独では判定されません", help "write `for each {name} of …`", "`for each {name} of …` と書いてください";
    /// The group key is no field.
    BadGroupKey = "E0513",
        "a group is formed by a field of the record", "組は記録の項目で作ります", help "give the expression a name with `define … of …`, and group by that", "`define … of …` で名前を付け、それを `by` に書いてください";
    /// No exception of that name.
    ScopeFirst = "E0514",
        "the scope stands before the other clauses", "対象（`for …`）は他の条項より前に書きます";
    /// Two names for one rule.
    UntitledRule { rule: String } = "E0515",
        "the rule `{rule}` has no title", "規則 `{rule}` に題名がありません";

    // Examples
    /// Bad outcome.
    Outcome { name: String } = "E0601",
        "`{name}` is not an outcome", "`{name}` は判定ではありません", help "write `pass`, `fail`, `unknown`, `not_applicable` or `excepted`", "`pass`、`fail`、`unknown`、`not_applicable`、`excepted` のいずれかを書いてください";
    /// A field given twice.
    FieldTwice { name: String } = "E0602",
        "`{name}` is given twice", "`{name}` が二度書かれています";
    /// A list where a value must stand, or the reverse.
    ShapeOf { name: String, expected: String } = "E0603",
        "`{name}` takes {expected}", "`{name}` には{expected}を書きます";

    // Layouts
    /// Field missing from a layout.
    LayoutLacks { name: String } = "E0701",
        "the layout does not say where the required field `{name}` is read from", "必須の項目 `{name}` をどこから読むかが書かれていません", help "say `{name} from …`, or `lacks {name}` where the form does not have it", "`{name} from …` と書くか、様式にない項目なら `lacks {name}` と書いてください";
    /// Field mapped twice.
    MappedTwice { name: String } = "E0702",
        "`{name}` is read from two places", "`{name}` が二か所から読まれています";
    /// Bad format.
    Format { name: String } = "E0703",
        "`{name}` is not a format", "`{name}` は形式ではありません", help "write `csv`, `xlsx`, `json`, `jsonl` or `parquet`", "`csv`、`xlsx`、`json`、`jsonl`、`parquet` のいずれかを書いてください";
    /// No format.
    NoFormat { name: String } = "E0704",
        "the layout `{name}` does not say its format", "様式 `{name}` に形式（`format`）がありません";
    /// Nothing mapped.
    EmptyLayout { name: String } = "E0705",
        "the layout `{name}` names no field", "様式 `{name}` に項目がありません";
    /// Children where the field is no list, or the reverse.
    LayoutShape { name: String, expected: String } = "E0706",
        "`{name}` is read as {expected}", "`{name}` は{expected}として読みます";
    /// Heading without header.
    HeadingWithoutHeader { name: String } = "E0707",
        "the layout says `without header`, but `{name}` is read by its heading", "`without header` なのに `{name}` が見出しで読まれています", help "write `from column 3`", "`from column 3` のように列番号で書いてください";
    /// Of tables in a layout of JSON, or the reverse.
    NotInFormat { what: Cow<'static, str>, format: String } = "E0708",
        "`{what}` has no meaning in a layout of {format}", "`{what}` は {format} の様式では意味がありません";
    /// Not a JSON pointer.
    Pointer { text: String } = "E0709",
        "`{text}` is not a JSON pointer", "`{text}` は JSON ポインタではありません", help "write `/tender/title`", "`/tender/title` のように書いてください";
    /// The same cell for every number.
    NotNumbered { heading: String } = "E0710",
        "`{heading}` is the same for every number", "`{heading}` はどの番号でも同じ見出しです", help "put `{{n}}` where the number stands", "番号が入るところに `{{n}}` を書いてください";

    // Warnings
    /// Unused name.
    Unused { what: Cow<'static, str>, name: String } = "W0901",
        "the {what} `{name}` is not used", "{what} `{name}` は使われていません";
    /// A gap between periods.
    Gap { key: String, from: String, until: String } = "W0902",
        "no row of {key} is in force from {from} until {until}", "{key} には {from} から {until} まで適用される行がありません";
    /// Clauses out of order.
    Order { clause: Cow<'static, str>, before: Cow<'static, str> } = "W0903",
        "`{clause}` stands after `{before}`", "`{clause}` が `{before}` の後にあります", help "a rule reads scope, severity, cite, applies, when, require, except, message", "規則は for、severity、cite、applies、when、require、except、message の順に読みます";
    /// English missing.
    NoEnglish { name: String } = "W0904",
        "`{name}` has no English text", "`{name}` に英語の文がありません";
    /// A module used in vain.
    UnusedModule { name: String } = "W0905",
        "nothing of the module `{name}` is used", "モジュール `{name}` のものは何も使われていません";
    /// Both sides of a comparison are the same.
    SameSides { text: String } = "W0907",
        "both sides of the comparison are the same `{text}`", "比べる両側が同じ `{text}` です",
        help "of two records of one kind the inner one is meant: name the other by `as NAME`", "同じ種類の記録が二つあるときは内側のものを指します。外側のものには `as 名前` で名前を付けてください";
    /// A rule without an example.
    NoExample { rule: String } = "W0906",
        "the rule `{rule}` has no example", "規則 `{rule}` に例がありません";
}
