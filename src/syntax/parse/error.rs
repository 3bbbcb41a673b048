//! What pest could not read, in the user's words.

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};

use super::chunk::{Chunk, KEYWORDS};
use super::grammar::{Rule, Sadame};
use crate::diag::problem::{Problem, SyntaxProblem};
use crate::diag::{Diagnostic, nearest};
use crate::source::{SourceId, Span};

/// Marks of other languages, and how they are written here.
const FOREIGN: &[(&str, &str)] =
    &[("==", "="), ("&&", "and"), ("||", "or"), ("<>", "!="), ("=>", "->"), ("=<", "<="), ("!", "not")];

/// Full-width marks, and their half-width forms.
const FULL_WIDTH: &[(&str, &str)] = &[
    ("（", "("),
    ("）", ")"),
    ("｛", "{"),
    ("｝", "}"),
    ("［", "["),
    ("］", "]"),
    ("、", ","),
    ("，", ","),
    ("：", ":"),
    ("＝", "="),
    ("＜", "<"),
    ("＞", ">"),
    ("≦", "<="),
    ("≧", ">="),
    ("≠", "!="),
    ("＋", "+"),
    ("－", "-"),
    ("×", "*"),
    ("÷", "/"),
    ("％", "%"),
    ("｜", "|"),
    ("”", "\""),
    ("“", "\""),
    ("「", "\""),
    ("．", "."),
    ("。", "."),
    ("；", ""),
    ("～", ".."),
    ("〜", ".."),
];

/// The words that cannot be names.
const RESERVED: &[&str] = &[
    "and", "or", "not", "in", "is", "if", "then", "else", "has", "where", "every", "some", "no", "on", "as", "includes",
    "overlaps", "contains", "true", "false", "key", "optional", "default", "from", "to", "within",
];

/// A diagnostic for what pest says.
pub(super) fn explain(fault: &Error<Rule>, text: &str, chunk: &Chunk, source: SourceId) -> Diagnostic {
    let at = match fault.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let at = at + text[at..].len() - text[at..].trim_start().len();
    let token = token(&text[at..]);
    let (at, (problem, length)) = match equal_in_where(text).filter(|_| lacks_its_equal(text, chunk)) {
        Some(equal) => (equal, (SyntaxProblem::WhereTookEqual, 1)),
        None => (at, problem(fault, text, at, token, chunk)),
    };
    let offset = |at: usize| u32::try_from(chunk.start + at).unwrap_or(u32::MAX);
    Problem::Syntax(problem).at(Span { source, start: offset(at), end: offset(at + length) })
}

fn problem(fault: &Error<Rule>, text: &str, at: usize, token: &str, chunk: &Chunk) -> (SyntaxProblem, usize) {
    let rest = &text[at..];
    if let Some((found, meant)) = FULL_WIDTH.iter().find(|(found, _)| rest.starts_with(found)) {
        return (SyntaxProblem::FullWidth { found: (*found).to_owned(), meant: (*meant).to_owned() }, found.len());
    }
    if let Some((found, meant)) = FOREIGN.iter().find(|(found, _)| rest.starts_with(found) && !rest.starts_with("!=")) {
        return (SyntaxProblem::ForeignOperator { found: (*found).to_owned(), meant: (*meant).to_owned() }, found.len());
    }
    if token.is_empty() {
        let opened = text.matches('{').count() > text.matches('}').count();
        if opened {
            let what = text.lines().next().unwrap_or(chunk.keyword).trim_end_matches(['{', ' ']).trim();
            return (SyntaxProblem::UnclosedBrace { what: format!("`{}`", shorten(what)) }, 0);
        }
    }
    let expected = expected(fault);
    let comparing = ["<", ">", "=", "<=", ">=", "!="].contains(&token);
    if comparing && !expected.iter().any(|rule| matches!(rule, Rule::compare_op | Rule::equal | Rule::less)) {
        return (SyntaxProblem::Chained, token.len());
    }
    if expected.contains(&Rule::name) && RESERVED.contains(&token) {
        return (SyntaxProblem::Reserved { word: token.to_owned() }, token.len());
    }
    let before = &text[..at];
    let at_margin = before.ends_with('\n') && before.matches('{').count() == before.matches('}').count();
    if let Some(near) = nearest(token, KEYWORDS.iter().copied()).filter(|_| at_margin) {
        return (SyntaxProblem::UnknownDeclaration { word: token.to_owned(), near: Some(near) }, token.len());
    }
    let (en, ja) = words(&expected);
    let found = if token.is_empty() { "the end / 終わり".to_owned() } else { format!("`{}`", shorten(token)) };
    (SyntaxProblem::Expected { found, en, ja }, token.len())
}

/// Whether a figure would be whole if an `=` and what it is came after it.
fn lacks_its_equal(text: &str, chunk: &Chunk) -> bool {
    chunk.keyword == "figure" && Sadame::parse(Rule::item_line, &format!("{text}\n= 0")).is_ok()
}

/// Where the last `=` stands that a `where` reads as a comparison, outside of brackets.
fn equal_in_where(text: &str) -> Option<usize> {
    let (mut at, mut depth, mut asked, mut last) = (0, 0_usize, false, None);
    while at < text.len() {
        let mut next = token(&text[at..]);
        match next {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            "where" if depth == 0 => asked = true,
            "=" if depth == 0 && asked => last = Some(at),
            "#" => next = text[at..].lines().next().unwrap_or(next),
            _ => {}
        }
        at += next.len();
    }
    last
}

fn expected(fault: &Error<Rule>) -> Vec<Rule> {
    match &fault.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.clone(),
        ErrorVariant::CustomError { .. } => Vec::new(),
    }
}

/// The next word, string or mark of a text.
fn token(rest: &str) -> &str {
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let Some(first) = rest.chars().next() else { return "" };
    let end = if first == '"' {
        rest[1..].find('"').map_or(rest.len(), |end| end + 2)
    } else if is_word(first) {
        rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())
    } else {
        let mark = |letter: char| matches!(letter, '<' | '>' | '=' | '!' | '-' | '&' | '|');
        if mark(first) { rest.find(|letter| !mark(letter)).unwrap_or(rest.len()) } else { first.len_utf8() }
    };
    &rest[..end]
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { format!("{}…", text.chars().take(39).collect::<String>()) }
}

/// What may stand here, in English and in Japanese.
fn words(rules: &[Rule]) -> (String, String) {
    let mut en: Vec<&str> = Vec::new();
    let mut ja: Vec<&str> = Vec::new();
    for rule in rules {
        let (english, japanese) = called(*rule);
        if !en.contains(&english) {
            en.push(english);
            ja.push(japanese);
        }
    }
    if en.is_empty() {
        return ("something else".to_owned(), "別のもの".to_owned());
    }
    en.truncate(6);
    ja.truncate(6);
    let english = match en.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    };
    (english, ja.join("・"))
}

/// What a grammar rule is called.
fn called(rule: Rule) -> (&'static str, &'static str) {
    match rule {
        Rule::name | Rule::name_expr | Rule::id | Rule::dotted | Rule::word | Rule::path => ("a name", "名前"),
        Rule::string | Rule::label => ("a text in quotes", "引用符で囲んだ文字列"),
        Rule::template => ("a message in quotes", "引用符で囲んだ文"),
        Rule::digits | Rule::number_literal => ("a number", "数"),
        Rule::date_literal => ("a date", "日付"),
        Rule::moment_literal => ("a date with its time and zone", "日時"),
        Rule::type_expr | Rule::named_type | Rule::money_type | Rule::list_type | Rule::set_type | Rule::range_type => {
            ("a type", "型")
        }
        Rule::unit => ("a unit such as `千円`", "`千円` などの単位"),
        Rule::clause
        | Rule::scope_clause
        | Rule::severity_clause
        | Rule::applies_clause
        | Rule::let_clause
        | Rule::when_clause
        | Rule::require_clause
        | Rule::except_clause
        | Rule::message_clause => ("a clause of a rule", "規則の条項"),
        Rule::cite => ("`cite`", "`cite`"),
        Rule::field | Rule::column => ("a field", "項目"),
        Rule::variant => ("a possibility", "選択肢"),
        Rule::row | Rule::cell => ("a row", "行"),
        Rule::record_lit | Rule::record_body => ("a record", "記録"),
        Rule::case | Rule::given => ("a case", "事例"),
        Rule::outcome => ("an outcome", "判定"),
        Rule::item | Rule::item_line | Rule::EOI => ("the end of the declaration", "宣言の終わり"),
        Rule::source_line => ("a line of a source", "出典の行"),
        Rule::layout_line | Rule::layout_field | Rule::layout_from => ("a line of a layout", "様式の行"),
        Rule::compare_op
        | Rule::equal
        | Rule::less
        | Rule::greater
        | Rule::not_equal
        | Rule::less_equal
        | Rule::greater_equal
        | Rule::is_test
        | Rule::in_word
        | Rule::not_in
        | Rule::includes
        | Rule::overlaps
        | Rule::contains
        | Rule::starts_with
        | Rule::ends_with => ("a comparison", "比較"),
        Rule::and_op | Rule::or_op => ("`and` or `or`", "`and`・`or`"),
        Rule::sum_op | Rule::product_op => ("an operator", "演算子"),
        Rule::index | Rule::member => ("more of the expression", "式の続き"),
        Rule::modifier | Rule::key_word | Rule::optional_word | Rule::default_value => {
            ("`key`, `optional` or `default`", "`key`・`optional`・`default`")
        }
        Rule::is_what | Rule::present | Rule::known | Rule::absent | Rule::empty_word | Rule::not_empty => {
            ("`present`, `absent`, `empty` or `not empty`", "`present`・`absent`・`empty`・`not empty`")
        }
        Rule::period | Rule::from_date | Rule::until_date | Rule::always => {
            ("a period (`from …`, `until …`)", "期間（`from …`・`until …`）")
        }
        Rule::where_clause | Rule::quantified_where => ("`where`", "`where`"),
        Rule::quantified_has => ("`has`", "`has`"),
        Rule::yes_no => ("`yes` or `no`", "`yes`・`no`"),
        _ => ("a value", "値"),
    }
}

#[cfg(test)]
mod tests {
    use crate::source::Sources;
    use crate::syntax::parse;

    #[test]
    fn the_equal_that_a_figure_lacks_is_pointed_at_where_it_was_taken() {
        for (written, at) in [
            ("where a = count(c)", Some("= count(c)")),
            ("where b = 1 and a = count(c where b = 2) # = 3", Some("= count(c where")),
            ("where b = 1 = count(c", None),
            ("where a", None),
        ] {
            let text = format!("module m\n\nfigure f \"数\" for the whole set of c {written}\n");
            let source = Sources::default().add("m.sadame", &*text);
            let (_, found) = parse(source, &text);
            let taken = found.iter().find(|it| it.problem.code().0 == "E0115");
            let rest = taken.map(|it| &text[it.span.start as usize..]);
            assert_eq!(rest.is_some(), at.is_some(), "{written}");
            assert!(rest.zip(at).is_none_or(|(rest, at)| rest.starts_with(at)), "{written}: {rest:?}");
        }
    }
}
