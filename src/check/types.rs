//! Types: from their written form, how two of them meet, and how they are called.

use crate::check::Context;
use crate::check::names::{Space, Thing};
use crate::check::typed::{MoneyType, Program, Tax, Type};
use crate::diag::problem::CheckProblem;
use crate::syntax::ast;
use crate::value::Currency;

/// How two types fail to meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// They are of different kinds.
    Kinds,
    /// One is with tax and the other without.
    TaxBasis,
    /// They are amounts in different currencies.
    Currencies,
    /// Days, months and years.
    Durations,
}

/// The type that two types meet in.
///
/// # Errors
/// How they fail to meet.
pub fn meet(left: &Type, right: &Type) -> Result<Type, Clash> {
    match (left, right) {
        (Type::Error, other) | (other, Type::Error) => Ok(other.clone()),
        (Type::Money(left), Type::Money(right)) => Ok(Type::Money(meet_money(*left, *right)?)),
        (Type::Range(left), Type::Range(right)) => Ok(Type::Range(Box::new(meet(left, right)?))),
        (Type::Set(left), Type::Set(right)) => Ok(Type::Set(Box::new(meet(left, right)?))),
        (Type::List(left), Type::List(right)) => Ok(Type::List(Box::new(meet(left, right)?))),
        (left, right) if left == right => Ok(left.clone()),
        (left, right) if is_duration(left) && is_duration(right) => Err(Clash::Durations),
        _ => Err(Clash::Kinds),
    }
}

fn meet_money(left: MoneyType, right: MoneyType) -> Result<MoneyType, Clash> {
    let currency = match (left.currency, right.currency) {
        (Some(left), Some(right)) if left == right => Some(left),
        (Some(_), Some(_)) => return Err(Clash::Currencies),
        _ => None,
    };
    let tax = match (left.tax, right.tax) {
        (Tax::Any, tax) | (tax, Tax::Any) => tax,
        (left, right) if left == right => left,
        _ => return Err(Clash::TaxBasis),
    };
    Ok(MoneyType { currency, tax })
}

/// Days, months or years.
#[must_use]
pub fn is_duration(ty: &Type) -> bool {
    matches!(ty, Type::Days | Type::Months | Type::Years)
}

/// Whether values of the type have an order.
#[must_use]
pub fn is_ordered(ty: &Type) -> bool {
    matches!(ty, Type::Number | Type::Percent | Type::Money(_) | Type::Date | Type::Moment | Type::FiscalYear | Type::Error)
        || is_duration(ty)
}

/// Whether values of the type can be equal to one another.
#[must_use]
pub fn is_scalar(ty: &Type) -> bool {
    is_ordered(ty) || matches!(ty, Type::Text | Type::Bool | Type::Choice(_))
}

/// What a type is called in messages: the words it is written in.
#[must_use]
pub fn show(ty: &Type, program: &Program) -> String {
    match ty {
        Type::Text => "`text`".into(),
        Type::Bool => "`bool`".into(),
        Type::Number => "`number`".into(),
        Type::Percent => "`percent`".into(),
        Type::Date => "`date`".into(),
        Type::Moment => "`moment`".into(),
        Type::FiscalYear => "`fiscal_year`".into(),
        Type::Days => "`days`".into(),
        Type::Months => "`months`".into(),
        Type::Years => "`years`".into(),
        Type::Money(money) => format!("`{}`", show_money(*money)),
        Type::Range(of) => format!("`range of {}`", show(of, program).trim_matches('`')),
        Type::List(of) => format!("`list of {}`", show(of, program).trim_matches('`')),
        Type::Set(of) => format!("`set of {}`", show(of, program).trim_matches('`')),
        Type::Choice(choice) => format!("`{}`", program.choices[*choice].name),
        Type::Record(record) => format!("`{}`", program.records[*record].name),
        Type::Row(table) => format!("`row of {}`", program.tables[*table].name),
        Type::Error => "`?`".into(),
    }
}

fn show_money(money: MoneyType) -> String {
    let mut text = String::from("money");
    match money.currency {
        Some(Currency::JPY) => {}
        Some(Currency(code)) => {
            text.push(' ');
            text.extend(code.iter().map(|&letter| char::from(letter)));
        }
        None => text.push_str(" any currency"),
    }
    match money.tax {
        Tax::Incl => text.push_str(" incl tax"),
        Tax::Excl => text.push_str(" excl tax"),
        Tax::None | Tax::Any => {}
    }
    text
}

impl Context<'_> {
    /// The type that was written; [`Type::Error`] where it is reported as unknown.
    pub(super) fn resolve_type(&mut self, module: usize, written: &ast::TypeExpr) -> Type {
        match &written.node {
            ast::TypeKind::Named(name) => self.named_type(module, name, written),
            ast::TypeKind::Money { currency, any_currency, incl_tax } => {
                let currency = match currency {
                    _ if *any_currency => None,
                    None => Some(Currency::JPY),
                    Some(name) => {
                        let code = Currency::parse(&name.node);
                        if code.is_none() {
                            self.report(CheckProblem::BadCurrency { name: name.node.clone() }, name.span);
                            return Type::Error;
                        }
                        code
                    }
                };
                let tax = match incl_tax {
                    Some(true) => Tax::Incl,
                    Some(false) => Tax::Excl,
                    None => Tax::None,
                };
                Type::Money(MoneyType { currency, tax })
            }
            ast::TypeKind::List(of) => {
                self.composite(module, of, "`list of …`", Type::List, |ty| matches!(ty, Type::Record(_)))
            }
            ast::TypeKind::Set(of) => self.composite(module, of, "`set of …`", Type::Set, is_scalar),
            ast::TypeKind::Range(of) => self.composite(module, of, "`range of …`", Type::Range, is_ordered),
        }
    }

    fn composite(
        &mut self,
        module: usize,
        of: &ast::TypeExpr,
        place: &str,
        make: fn(Box<Type>) -> Type,
        fits: fn(&Type) -> bool,
    ) -> Type {
        let inner = self.resolve_type(module, of);
        if inner != Type::Error && !fits(&inner) {
            let found = show(&inner, &self.program);
            self.report(CheckProblem::BadType { found, place: place.to_owned() }, of.span);
            return Type::Error;
        }
        make(Box::new(inner))
    }

    fn named_type(&mut self, module: usize, name: &str, written: &ast::TypeExpr) -> Type {
        match name {
            "text" => Type::Text,
            "bool" => Type::Bool,
            "number" => Type::Number,
            "percent" => Type::Percent,
            "date" => Type::Date,
            "moment" => Type::Moment,
            "fiscal_year" => Type::FiscalYear,
            "days" => Type::Days,
            "months" => Type::Months,
            "years" => Type::Years,
            "dates" => Type::Range(Box::new(Type::Date)),
            "fiscal_years" => Type::Range(Box::new(Type::FiscalYear)),
            _ => {
                let name = ast::Spanned { node: name.to_owned(), span: written.span };
                match self.find(Space::Type, module, &name, |name, near| CheckProblem::UnknownType { name, near }) {
                    Some(Thing::Choice(choice)) => Type::Choice(choice),
                    Some(Thing::Record(record)) if self.program.records[record].summary.is_some() => {
                        self.report(CheckProblem::SummaryAsRecord { name: name.node }, written.span);
                        Type::Error
                    }
                    Some(Thing::Record(record)) => Type::Record(record),
                    _ => Type::Error,
                }
            }
        }
    }

    /// Reports that two types do not meet at an operator.
    pub(super) fn clash(&mut self, clash: Clash, operator: &str, left: &Type, right: &Type, span: crate::source::Span) {
        let (left, right) = (show(left, &self.program), show(right, &self.program));
        let problem = match clash {
            Clash::Kinds => CheckProblem::Mismatch { operator: operator.to_owned(), left, right },
            Clash::TaxBasis => CheckProblem::TaxBasis { left, right },
            Clash::Currencies => CheckProblem::Currencies { left, right },
            Clash::Durations => CheckProblem::DurationsDiffer { left, right },
        };
        self.report(problem, span);
    }

    /// Reports where a type does not fit the place it stands in.
    pub(super) fn expect(&mut self, expected: &Type, found: &Type, span: crate::source::Span) -> bool {
        match meet(expected, found) {
            Ok(_) => true,
            Err(Clash::Kinds) => {
                let (expected, found) = (show(expected, &self.program), show(found, &self.program));
                self.report(CheckProblem::WrongType { expected, found }, span);
                false
            }
            Err(clash) => {
                self.clash(clash, "", expected, found, span);
                false
            }
        }
    }
}
