//! Types as they are written, and what an expression may name where it stands.

use super::declare::Vocabulary;

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub enum Ty {
    Text,
    Bool,
    Number,
    Percent,
    /// Its tax basis, and its currency where that is declared.
    Money(Tax, Option<&'static str>),
    Date,
    Moment,
    FiscalYear,
    Days,
    Months,
    Years,
    Choice(usize),
    Range(Box<Ty>),
    Set(Box<Ty>),
}

/// A tax basis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tax {
    Incl,
    Excl,
    None,
}

impl Ty {
    /// As it is written.
    pub fn written(&self) -> String {
        match self {
            Ty::Text => "text".into(),
            Ty::Bool => "bool".into(),
            Ty::Number => "number".into(),
            Ty::Percent => "percent".into(),
            Ty::Money(tax, currency) => {
                let currency = match currency {
                    Some("JPY") => String::new(),
                    Some(code) => format!(" {code}"),
                    None => " any currency".into(),
                };
                let tax = match tax {
                    Tax::Incl => " incl tax",
                    Tax::Excl => " excl tax",
                    Tax::None => "",
                };
                format!("money{currency}{tax}")
            }
            Ty::Date => "date".into(),
            Ty::Moment => "moment".into(),
            Ty::FiscalYear => "fiscal_year".into(),
            Ty::Days => "days".into(),
            Ty::Months => "months".into(),
            Ty::Years => "years".into(),
            Ty::Choice(choice) => super::literal::CHOICES[*choice].0.into(),
            Ty::Range(of) => format!("range of {}", of.written()),
            Ty::Set(of) => format!("set of {}", of.written()),
        }
    }

    /// Whether `<` goes between two of it.
    pub fn is_ordered(&self) -> bool {
        !matches!(self, Ty::Text | Ty::Bool | Ty::Choice(_) | Ty::Range(_) | Ty::Set(_))
    }

    /// Days, months or years.
    pub fn is_length(&self) -> bool {
        matches!(self, Ty::Days | Ty::Months | Ty::Years)
    }

    /// Number, percent or money.
    pub fn is_amount(&self) -> bool {
        matches!(self, Ty::Number | Ty::Percent | Ty::Money(..))
    }

    /// Whether it is one value: such as things are grouped by.
    pub fn is_scalar(&self) -> bool {
        !matches!(self, Ty::Range(_) | Ty::Set(_))
    }
}

/// What is gone over by quantifiers and aggregates without being a field: the members of a group, or all records.
#[derive(Debug, Clone)]
pub struct Crowd {
    /// The records on the way down to a member.
    pub path: Vec<usize>,
    /// How a field of a member is named: `deal.` where all records are meant.
    pub prefix: String,
}

/// What may be named.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Values, as they are named.
    pub facts: Vec<(String, Ty)>,
    /// Lists, as they are named, and the record of their elements.
    pub lists: Vec<(String, usize)>,
    pub crowd: Option<Crowd>,
    /// In a figure, `is known` may be asked.
    pub in_figure: bool,
}

impl Scope {
    /// What can be named of a record that stands around, beside what can be named already.
    pub fn within(&self, vocabulary: &Vocabulary, record: usize) -> Scope {
        let mut scope = Scope { crowd: None, ..self.clone() };
        scope.facts.extend(vocabulary.facts(record, ""));
        scope.lists.extend(vocabulary.lists(record, ""));
        scope
    }
}
