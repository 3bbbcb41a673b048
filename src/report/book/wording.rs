//! Types, expressions and periods in words.

use maud::{Markup, html};

use super::Book;
use crate::check::typed::{Expr, ExprKind, Label, MoneyType, Presence, Tax, Type};
use crate::lang::Lang;
use crate::value::show::show;
use crate::value::{Currency, Date, Value, Why};

impl Book<'_> {
    /// A value as people read it; nothing where there is none.
    pub(super) fn value(&self, value: &Value) -> String {
        match value {
            Value::Unknown(Why::Absent) => "―".to_owned(),
            value => show(value, self.lang, &self.engine.plan),
        }
    }

    /// A type in words; what it names is a link.
    pub(super) fn type_words(&self, ty: &Type) -> Markup {
        let plain = |ja: &str, en: &str| html! { (self.say(ja, en)) };
        match ty {
            Type::Text => plain("文字列", "text"),
            Type::Bool => plain("はい・いいえ", "yes or no"),
            Type::Number => plain("数", "number"),
            Type::Percent => plain("百分率", "percentage"),
            Type::Money(money) => html! { (self.money_words(*money)) },
            Type::Date => plain("日付", "date"),
            Type::Moment => plain("日時", "date and time"),
            Type::FiscalYear => plain("年度", "fiscal year"),
            Type::Days => plain("日数", "days"),
            Type::Months => plain("月数", "months"),
            Type::Years => plain("年数", "years"),
            Type::Range(of) => html! { (self.say("", "range: ")) (self.type_words(of)) (self.say("の範囲", "")) },
            Type::List(of) => html! { (self.say("", "list: ")) (self.type_words(of)) (self.say("の一覧", "")) },
            Type::Set(of) => html! { (self.say("", "any of: ")) (self.type_words(of)) (self.say("（複数可）", "")) },
            Type::Choice(choice) => {
                let choice = &self.program().choices[*choice];
                html! { a href={ "#choice-" (choice.name) } { (self.label(&choice.label)) } }
            }
            Type::Record(record) => {
                let record = &self.program().records[*record];
                html! { a href={ "#record-" (record.name) } { (self.label(&record.label)) } }
            }
            Type::Row(table) => html! { (self.label(&self.program().tables[*table].label)) },
            Type::Error => html! {},
        }
    }

    fn money_words(&self, money: MoneyType) -> String {
        let tax = match money.tax {
            Tax::Incl => self.say("税込", "tax included"),
            Tax::Excl => self.say("税抜", "tax excluded"),
            Tax::None | Tax::Any => "",
        };
        let currency = match money.currency {
            Some(Currency::JPY) => String::new(),
            Some(currency) => currency.to_string(),
            None => self.say("通貨を記す", "any currency").to_owned(),
        };
        let said: Vec<&str> = [tax, currency.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
        match (said.is_empty(), self.lang) {
            (true, _) => self.say("金額", "money").to_owned(),
            (false, Lang::Ja) => format!("金額（{}）", said.join("、")),
            (false, Lang::En) => format!("money ({})", said.join(", ")),
        }
    }

    /// What a field's being left out means.
    pub(super) fn presence(&self, presence: &Presence) -> String {
        match presence {
            Presence::Required => self.say("必須", "required").to_owned(),
            Presence::Optional => self.say("任意", "optional").to_owned(),
            Presence::Default(value) => format!("{}{}", self.say("なければ ", "default "), self.value(value)),
        }
    }

    /// An expression as people call it: by its label where it has one, otherwise as written.
    pub(super) fn phrase(&self, expr: &Expr) -> Markup {
        match self.name_of(expr) {
            Some(label) => html! { (self.label(label)) },
            None => html! { code { (self.texts.written(expr.span)) } },
        }
    }

    /// The label of what an expression names.
    pub(super) fn name_of(&self, expr: &Expr) -> Option<&Label> {
        let program = self.program();
        match &expr.kind {
            // A field of one record among others, as in `only(…).amount`, is not told by its label alone.
            ExprKind::Get(base, field) => match (&base.kind, &base.ty) {
                (ExprKind::Frame(_), Type::Record(record)) => Some(&program.records[*record].fields[*field].label),
                (ExprKind::Frame(_) | ExprKind::Lookup(_), Type::Row(table)) => {
                    Some(&program.tables[*table].columns[*field].label)
                }
                _ => None,
            },
            ExprKind::Define(define, _) => Some(&program.defines[*define].label),
            ExprKind::Parameter(parameter) => Some(&program.parameters[*parameter].label),
            ExprKind::Figure(figure) => Some(&program.figures[*figure].label),
            _ => None,
        }
    }

    /// A period in force.
    pub(super) fn period(&self, from: Option<Date>, until: Option<Date>) -> String {
        let day = |date: Date| self.value(&Value::Date(date));
        match (from, until, self.lang) {
            (None, None, _) => self.say("常時", "always").to_owned(),
            (Some(from), None, Lang::Ja) => format!("{}から", day(from)),
            (Some(from), None, Lang::En) => format!("from {}", day(from)),
            (None, Some(until), Lang::Ja) => format!("{}まで", day(until)),
            (None, Some(until), Lang::En) => format!("until {}", day(until)),
            (Some(from), Some(until), Lang::Ja) => format!("{}から{}まで", day(from), day(until)),
            (Some(from), Some(until), Lang::En) => format!("{} to {}", day(from), day(until)),
        }
    }
}
