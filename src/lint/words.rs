//! What findings say, in both languages, and their codes. Codes are never used again for anything else.

use super::read::Reason;
use super::{Question, Undecided};
use crate::engine::Engine;
use crate::lang::Lang;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are the words of the sentence")]
pub enum Kind {
    /// L01: the conditions of a rule are never all true.
    NeverApplies { rule: String },
    /// L02: a condition is never true where it matters.
    NeverTrue { rule: String, text: String },
    /// L02: a condition is always true where it matters.
    AlwaysTrue { rule: String, text: String },
    /// L03: the obligation of a rule holds wherever it applies.
    NeverFails { rule: String },
    /// L04: the obligation of a rule holds nowhere where it applies.
    NeverPasses { rule: String },
    /// L05: no rule looks a row up.
    RowUnused { table: String, row: String },
    /// L06: a table has no row of a key that a rule asks for.
    NoRow { table: String, keys: String },
    /// L07: a table has no row of a key on days on which it has rows of others.
    NoRowThatDay { table: String, key: String, from: String, until: String },
    /// L08: wherever two rules apply, one of them is broken.
    Contradiction { first: String, second: String },
    /// L09: wherever one rule is broken, so is the other.
    Implied { rule: String, by: String },
    /// L10: an amount is a thousand times, or a thousandth, of what stands beside it in a column.
    ThousandInColumn { table: String, column: String, amount: String },
    /// L10: an amount is a thousand times, or a thousandth, of another that the same field is compared with.
    ThousandInRules { rule: String, field: String, amount: String, other: String },
    /// L11: a rule is undetermined where a fact is absent.
    Unguarded { rule: String, field: String },
    /// L12: a division can be by zero.
    ByZero { rule: String, text: String },
}

/// A code, and what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// As `L01`.
    pub name: &'static str,
    ja: &'static str,
    en: &'static str,
}

impl Code {
    /// What it stands for, in a few words: the head of its section in `docs/lint.md`.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &'static str {
        if lang == Lang::Ja { self.ja } else { self.en }
    }
}

/// Every code.
pub const CODES: &[Code] = &[
    Code { name: "L01", ja: "規則が適用されることのない条件", en: "conditions of a rule that are never all true" },
    Code {
        name: "L02", ja: "いつも真、又は真にならない条件", en: "a condition that is never true, or never false"
    },
    Code { name: "L03", ja: "反することのできない規則", en: "a rule that cannot be broken" },
    Code { name: "L04", ja: "守ることのできない規則", en: "a rule that cannot be kept" },
    Code { name: "L05", ja: "引かれることのない行", en: "a row that is never looked up" },
    Code { name: "L06", ja: "規則が引く行のない鍵", en: "a key without a row" },
    Code { name: "L07", ja: "ある日に行のない鍵", en: "a key without a row on some days" },
    Code { name: "L08", ja: "矛盾する規則", en: "rules that contradict one another" },
    Code { name: "L09", ja: "ほかの規則に含まれる規則", en: "a rule that says no more than another" },
    Code { name: "L10", ja: "千円と円の取り違えの疑い", en: "千円 that may have been taken for 円" },
    Code { name: "L11", ja: "該当のない事実による判定不能", en: "a rule that is undetermined without a fact" },
    Code { name: "L12", ja: "零で割ることのある割り算", en: "a division that can be by zero" },
];

impl Kind {
    /// Its code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Kind::NeverApplies { .. } => "L01",
            Kind::NeverTrue { .. } | Kind::AlwaysTrue { .. } => "L02",
            Kind::NeverFails { .. } => "L03",
            Kind::NeverPasses { .. } => "L04",
            Kind::RowUnused { .. } => "L05",
            Kind::NoRow { .. } => "L06",
            Kind::NoRowThatDay { .. } => "L07",
            Kind::Contradiction { .. } => "L08",
            Kind::Implied { .. } => "L09",
            Kind::ThousandInColumn { .. } | Kind::ThousandInRules { .. } => "L10",
            Kind::Unguarded { .. } => "L11",
            Kind::ByZero { .. } => "L12",
        }
    }

    /// The rules or the table that it is told of, by which it can be allowed.
    #[must_use]
    pub fn about(&self) -> Vec<&str> {
        match self {
            Kind::NeverApplies { rule }
            | Kind::NeverTrue { rule, .. }
            | Kind::AlwaysTrue { rule, .. }
            | Kind::NeverFails { rule }
            | Kind::NeverPasses { rule }
            | Kind::ThousandInRules { rule, .. }
            | Kind::Unguarded { rule, .. }
            | Kind::ByZero { rule, .. } => vec![rule.as_str()],
            Kind::RowUnused { table, .. }
            | Kind::NoRow { table, .. }
            | Kind::NoRowThatDay { table, .. }
            | Kind::ThousandInColumn { table, .. } => vec![table.as_str()],
            Kind::Contradiction { first, second } => vec![first.as_str(), second.as_str()],
            Kind::Implied { rule, by } => vec![rule.as_str(), by.as_str()],
        }
    }

    /// One sentence.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Ja => self.ja(),
            Lang::En => self.en(),
        }
    }

    fn ja(&self) -> String {
        match self {
            Kind::NeverApplies { rule } => {
                format!("規則 `{rule}` は、どの記録にも適用されません。条件がすべて真になることはありません")
            }
            Kind::NeverTrue { rule, text } => format!("規則 `{rule}` の `{text}` は、ここでは真になりません"),
            Kind::AlwaysTrue { rule, text } => format!("規則 `{rule}` の `{text}` は、ここでは偽になりません"),
            Kind::NeverFails { rule } => {
                format!("規則 `{rule}` に反することはできません。適用されるときは義務が必ず満たされます")
            }
            Kind::NeverPasses { rule } => format!("規則 `{rule}` を守ることはできません。適用されるときは義務が満たされません"),
            Kind::RowUnused { table, row } => format!("表 `{table}` の行（{row}）は、適用される規則のどれからも引かれません"),
            Kind::NoRow { table, keys } => format!("表 `{table}` に、規則が引く行がありません：{keys}"),
            Kind::NoRowThatDay { table, key, from, until } => {
                format!("表 `{table}` には、{from}～{until}に適用される（{key}）の行がなく、他の行はあります")
            }
            Kind::Contradiction { first, second } => {
                format!("規則 `{first}` と `{second}` は矛盾します。ともに適用される記録は、必ずどちらかに反します")
            }
            Kind::Implied { rule, by } => {
                format!("規則 `{rule}` は `{by}` に含まれます。`{rule}` に反する記録は、必ず `{by}` にも反します")
            }
            Kind::ThousandInColumn { table, column, amount } => {
                format!(
                    "表 `{table}` の `{column}` の{amount}は、同じ列の他の額のおよそ千倍又は千分の一で、千円と円の取り違えが疑われます"
                )
            }
            Kind::ThousandInRules { rule, field, amount, other } => {
                format!(
                    "規則 `{rule}` で `{field}` と比べる{amount}は、他で比べる{other}の千倍又は千分の一で、千円と円の取り違えが疑われます"
                )
            }
            Kind::Unguarded { rule, field } => {
                format!("規則 `{rule}` は、`{field}` の該当がない記録では判定不能になります。`is present` を要しませんか")
            }
            Kind::ByZero { rule, text } => format!("規則 `{rule}` の `{text}` は零で割ることがあり、そのとき判定不能になります"),
        }
    }

    fn en(&self) -> String {
        match self {
            Kind::NeverApplies { rule } => format!("rule `{rule}` never applies: its conditions are never all true"),
            Kind::NeverTrue { rule, text } => format!("in rule `{rule}`, `{text}` is never true here"),
            Kind::AlwaysTrue { rule, text } => format!("in rule `{rule}`, `{text}` is never false here"),
            Kind::NeverFails { rule } => format!("rule `{rule}` cannot be broken: its obligation holds wherever it applies"),
            Kind::NeverPasses { rule } => format!("rule `{rule}` cannot be kept: its obligation holds nowhere where it applies"),
            Kind::RowUnused { table, row } => format!("the row of table `{table}` ({row}) is looked up by no rule that applies"),
            Kind::NoRow { table, keys } => format!("table `{table}` has no row that a rule asks for: {keys}"),
            Kind::NoRowThatDay { table, key, from, until } => {
                format!("table `{table}` has no row of ({key}) in force {from}..{until}, when others are")
            }
            Kind::Contradiction { first, second } => {
                format!("rules `{first}` and `{second}` contradict one another: a record that both apply to breaks one of them")
            }
            Kind::Implied { rule, by } => {
                format!("rule `{rule}` says no more than `{by}`: whatever breaks `{rule}` breaks `{by}`")
            }
            Kind::ThousandInColumn { table, column, amount } => format!(
                "in table `{table}`, {amount} in `{column}` is about a thousand times, or a thousandth, of the others: 千円 may have been taken for 円"
            ),
            Kind::ThousandInRules { rule, field, amount, other } => format!(
                "rule `{rule}` compares `{field}` with {amount}, a thousand times, or a thousandth, of {other} elsewhere: 千円 may have been taken for 円"
            ),
            Kind::Unguarded { rule, field } => {
                format!("rule `{rule}` is undetermined for a record without `{field}`: is `is present` meant?")
            }
            Kind::ByZero { rule, text } => format!("in rule `{rule}`, `{text}` can divide by zero, and is undetermined then"),
        }
    }
}

impl Question {
    /// What was asked.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        let (ja, en) = match self {
            Question::Fails => ("反することがあるか", "whether it can be broken"),
            Question::Passes => ("守られることがあるか", "whether it can be kept"),
            Question::Divides => ("零で割ることがあるか", "whether it can divide by zero"),
        };
        match lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }
}

impl Undecided {
    /// One sentence, with the rule that it is about.
    #[must_use]
    pub fn sentence(&self, engine: &Engine, lang: Lang) -> String {
        let rule = &engine.program.rules[self.rule].id;
        let why: Vec<&str> = self.why.iter().map(|[ja, en]| if lang == Lang::Ja { *ja } else { *en }).collect();
        match lang {
            Lang::Ja => format!("{rule}：{}は判断できません（{}）", self.question.text(lang), why.join("、")),
            Lang::En => format!("{rule}: not decided {} ({})", self.question.text(lang), why.join(", ")),
        }
    }
}

impl Reason {
    /// What was not looked into: in Japanese and in English.
    pub(super) fn words(self) -> [&'static str; 2] {
        match self {
            Reason::NotLinear => ["一次式でない", "not linear"],
            Reason::Aggregate => ["一覧や群の集計", "an aggregate over a list or a group"],
            Reason::Quantifier => ["一覧の要素についての条件", "a condition on the elements of a list"],
            Reason::Table => ["大きな表又は表の鍵", "a large table, or its key"],
            Reason::Text => ["文字列の計算", "what is computed of text"],
            Reason::Figure => ["全体の統計値", "a figure of the whole set"],
            Reason::Cases => ["場合が多すぎる", "too many cases"],
            Reason::Other => ["扱わない式", "an expression of another kind"],
        }
    }
}
