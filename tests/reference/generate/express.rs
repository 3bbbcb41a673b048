//! Expressions of a type that is asked for, of what may be named where they stand.

use super::declare::Vocabulary;
use super::dice::Dice;
use super::literal::{self, literal};
use super::scope::{Scope, Tax, Ty};

/// Writes expressions.
pub struct Writer<'a> {
    pub dice: &'a mut Dice,
    pub vocabulary: &'a Vocabulary,
    /// Figures may be read.
    figures: bool,
    /// How many aliases there are.
    pub aliases: usize,
}

impl<'a> Writer<'a> {
    /// In a rule or a definition of a record.
    pub fn new(dice: &'a mut Dice, vocabulary: &'a Vocabulary) -> Writer<'a> {
        Writer { dice, vocabulary, figures: true, aliases: 0 }
    }

    /// In a summary or in a figure, which read no figure.
    pub fn in_summary(dice: &'a mut Dice, vocabulary: &'a Vocabulary) -> Writer<'a> {
        Writer { figures: false, ..Writer::new(dice, vocabulary) }
    }

    /// An expression of a type; nothing in it is too deep.
    pub fn expr(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> String {
        if depth == 0 {
            return self.leaf(scope, ty);
        }
        let depth = depth - 1;
        match self.dice.below(12) {
            0 | 1 => self.leaf(scope, ty),
            2 => {
                let (condition, yes, no) =
                    (self.condition(scope, depth), self.expr(scope, ty, depth), self.expr(scope, ty, depth));
                format!("(if {condition} then {yes} else {no})")
            }
            3 | 4 => self.looked_up(scope, ty, depth).unwrap_or_else(|| self.leaf(scope, ty)),
            5..8 => self.aggregate(scope, ty, depth).unwrap_or_else(|| self.leaf(scope, ty)),
            _ => self.computed(scope, ty, depth),
        }
    }

    /// A fact, or a value.
    fn leaf(&mut self, scope: &Scope, ty: &Ty) -> String {
        let fits: Vec<String> = self.facts(scope).into_iter().filter(|(_, known)| known == ty).map(|(name, _)| name).collect();
        if !fits.is_empty() && self.dice.chance(75) {
            return self.dice.pick(&fits).clone();
        }
        let constants: Vec<&String> =
            self.vocabulary.constants.iter().filter(|(_, known)| known == ty).map(|(name, _)| name).collect();
        if !constants.is_empty() && self.dice.chance(30) {
            return (*self.dice.pick(&constants)).clone();
        }
        let written = literal(self.dice, ty);
        if matches!(ty, Ty::Range(_)) { format!("({written})") } else { written }
    }

    /// What turns on the record, or on the run: all that may be named in a scope.
    fn facts(&self, scope: &Scope) -> Vec<(String, Ty)> {
        let mut facts = scope.facts.clone();
        facts.push(("as_of".to_owned(), Ty::Date));
        facts.extend(self.vocabulary.parameters.iter().cloned());
        if self.figures {
            facts.extend(self.vocabulary.figures.iter().cloned());
        }
        facts
    }

    /// A fact of any type that fits.
    pub fn fact(&mut self, scope: &Scope, fits: impl Fn(&Ty) -> bool) -> Option<(String, Ty)> {
        // Of the record sooner than of the run.
        let own: Vec<(String, Ty)> = scope.facts.iter().filter(|(_, ty)| fits(ty)).cloned().collect();
        let all: Vec<(String, Ty)> = self.facts(scope).into_iter().filter(|(_, ty)| fits(ty)).collect();
        let from = if !own.is_empty() && self.dice.chance(85) { own } else { all };
        if from.is_empty() { None } else { Some(self.dice.pick(&from).clone()) }
    }

    /// An expression of a type, made of others by an operator or a function.
    fn computed(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> String {
        let money = Ty::Money(Tax::Incl, Some("JPY"));
        match ty {
            Ty::Bool => format!("({})", self.condition(scope, depth)),
            Ty::Number => self.number(scope, depth),
            Ty::Percent => match self.dice.below(3) {
                0 => self.between(scope, ty, "*", ty, depth),
                1 => self.between(scope, ty, "/", &Ty::Number, depth),
                _ => self.amount(scope, ty, depth),
            },
            Ty::Money(tax, currency) => match (self.dice.below(5), tax) {
                (0, _) => {
                    let by = self.dice.pick(&[Ty::Number, Ty::Percent]).clone();
                    let sign = *self.dice.pick(&["*", "/"]);
                    self.between(scope, ty, sign, &by, depth)
                }
                (1, _) => self.between(scope, &Ty::Number, "*", ty, depth),
                (2, Tax::Incl) => self.taxed(scope, "with_tax", &Ty::Money(Tax::Excl, *currency), depth),
                (2, Tax::Excl) => self.taxed(scope, "without_tax", &Ty::Money(Tax::Incl, *currency), depth),
                _ => self.amount(scope, ty, depth),
            },
            Ty::Date => self.date(scope, depth),
            Ty::Moment => self.moved(scope, &Ty::Moment, depth),
            Ty::FiscalYear => match self.dice.below(3) {
                0 => format!("fiscal_year({})", self.expr(scope, &Ty::Date, depth)),
                1 => self.between(scope, &Ty::Years, "+", ty, depth),
                _ => {
                    let sign = *self.dice.pick(&["+", "-"]);
                    self.between(scope, ty, sign, &Ty::Years, depth)
                }
            },
            Ty::Days => match self.dice.below(4) {
                0 => self.between(scope, &Ty::Date, "-", &Ty::Date, depth),
                1 => self.between(scope, &Ty::Moment, "-", &Ty::Moment, depth),
                2 => format!("days({})", self.expr(scope, &Ty::Number, depth)),
                _ => self.amount(scope, ty, depth),
            },
            Ty::Months if self.dice.chance(30) => format!("months({})", self.expr(scope, &Ty::Number, depth)),
            Ty::Years if self.dice.chance(30) => self.between(scope, &Ty::FiscalYear, "-", &Ty::FiscalYear, depth),
            Ty::Years if self.dice.chance(30) => format!("years({})", self.expr(scope, &Ty::Number, depth)),
            Ty::Months | Ty::Years => self.amount(scope, ty, depth),
            Ty::Text => match self.dice.below(3) {
                0 => format!("currency({})", self.expr(scope, &money, depth)),
                1 => format!("prefix({}, {})", self.expr(scope, ty, depth), self.expr(scope, &Ty::Number, depth)),
                _ => self.leaf(scope, ty),
            },
            Ty::Set(of) if self.dice.chance(40) => {
                format!("{{{}, {}}}", self.expr(scope, of, depth), self.expr(scope, of, depth))
            }
            Ty::Set(_) => {
                let sign = *self.dice.pick(&["+", "-"]);
                self.between(scope, ty, sign, ty, depth)
            }
            Ty::Range(of) => format!("({} .. {})", self.expr(scope, of, depth), self.expr(scope, of, depth)),
            Ty::Choice(_) => self.leaf(scope, ty),
        }
    }

    /// A number.
    fn number(&mut self, scope: &Scope, depth: usize) -> String {
        let money = Ty::Money(Tax::Incl, Some("JPY"));
        let ty = &Ty::Number;
        match self.dice.below(9) {
            0 => self.between(scope, ty, "*", ty, depth),
            1 => self.between(scope, ty, "/", ty, depth),
            2 => self.between(scope, &money, "/", &money, depth),
            3 => self.between(scope, &Ty::Percent, "*", ty, depth),
            4 => {
                let length = self.dice.pick(&[Ty::Days, Ty::Months, Ty::Years]).clone();
                if self.dice.chance(50) {
                    return self.between(scope, &length, "/", &length, depth);
                }
                format!("number({})", self.expr(scope, &length, depth))
            }
            5 => format!("{}({})", *self.dice.pick(&["year", "month", "day"]), self.expr(scope, &Ty::Date, depth)),
            6 => format!("length({})", self.expr(scope, &Ty::Text, depth)),
            7 => format!("count({})", self.expr(scope, &Ty::Set(Box::new(Ty::Number)), depth.min(1))),
            _ => self.amount(scope, ty, depth),
        }
    }

    /// A sum, a difference, a rounding, and the like: of one type with itself.
    fn amount(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> String {
        match self.dice.below(8) {
            0..2 => self.between(scope, ty, "+", ty, depth),
            2..4 => self.between(scope, ty, "-", ty, depth),
            4 => format!("(-{})", self.expr(scope, ty, depth)),
            5 => format!("abs({})", self.expr(scope, ty, depth)),
            6 if !ty.is_length() => {
                let way = *self.dice.pick(&["round", "round_up", "round_down"]);
                format!("{way}({}, {})", self.expr(scope, ty, depth), self.expr(scope, ty, depth.min(1)))
            }
            _ => self.of_two(scope, ty, depth),
        }
    }

    /// The lesser or the greater of two.
    fn of_two(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> String {
        format!("{}({}, {})", *self.dice.pick(&["min", "max"]), self.expr(scope, ty, depth), self.expr(scope, ty, depth))
    }

    fn date(&mut self, scope: &Scope, depth: usize) -> String {
        let end = *self.dice.pick(&["start", "end"]);
        match self.dice.below(5) {
            0 => format!("{}.{end}", self.atom(scope, &Ty::FiscalYear)),
            1 => format!("{}.{end}", self.atom(scope, &Ty::Range(Box::new(Ty::Date)))),
            2 => format!("date({})", self.expr(scope, &Ty::Moment, depth)),
            3 => self.of_two(scope, &Ty::Date, depth),
            _ => self.moved(scope, &Ty::Date, depth),
        }
    }

    /// Something of which a part may be asked: a name, or what stands in brackets.
    fn atom(&mut self, scope: &Scope, ty: &Ty) -> String {
        format!("({})", self.leaf(scope, ty))
    }

    /// A day or a moment, so much later or earlier.
    fn moved(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> String {
        let length = self.dice.pick(&[Ty::Days, Ty::Months, Ty::Years]).clone();
        if self.dice.chance(20) {
            return self.between(scope, &length, "+", ty, depth);
        }
        let sign = *self.dice.pick(&["+", "-"]);
        self.between(scope, ty, sign, &length, depth)
    }

    fn taxed(&mut self, scope: &Scope, function: &str, of: &Ty, depth: usize) -> String {
        format!("{function}({}, {})", self.expr(scope, of, depth), self.expr(scope, &Ty::Percent, depth.min(1)))
    }

    /// An operator between two expressions.
    fn between(&mut self, scope: &Scope, left: &Ty, sign: &str, right: &Ty, depth: usize) -> String {
        format!("({} {sign} {})", self.expr(scope, left, depth), self.expr(scope, right, depth))
    }

    /// A cell of a table, of a type.
    fn looked_up(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Option<String> {
        let tables = self.vocabulary.tables.iter();
        let cells: Vec<(usize, String)> = tables
            .enumerate()
            .flat_map(|(at, table)| {
                let columns = table.keys.iter().chain(&table.columns).filter(|(_, known)| known == ty);
                columns.map(move |(column, _)| (at, column.clone()))
            })
            .collect();
        if cells.is_empty() {
            return None;
        }
        let (table, column) = self.dice.pick(&cells).clone();
        Some(format!("{}.{column}", self.row(scope, table, depth)))
    }

    /// A row of a table, by its key, and by the event where it turns on the date.
    fn row(&mut self, scope: &Scope, table: usize, depth: usize) -> String {
        let vocabulary = self.vocabulary;
        let table = &vocabulary.tables[table];
        let keys: Vec<String> = table.keys.iter().map(|(_, ty)| self.expr(scope, ty, depth.min(1))).collect();
        let mut on = String::new();
        if table.dated {
            on = format!(" on {}", self.expr(scope, &Ty::Date, depth.min(1)));
            for _ in 0..self.dice.below(3) {
                on.push_str(&format!(" else {}", self.expr(scope, &Ty::Date, depth.min(1))));
            }
        }
        format!("{}[{}{on}]", table.name, keys.join(", "))
    }

    /// Something that cannot be told before the record is there, with its type.
    pub fn turning(&mut self, scope: &Scope, fits: fn(&Ty) -> bool, depth: usize) -> (String, Ty) {
        if depth > 0 && self.dice.chance(35) {
            let ty = loop {
                let ty = literal::any(self.dice);
                if fits(&ty) {
                    break ty;
                }
            };
            if let Some(aggregate) = self.aggregate(scope, &ty, depth - 1) {
                return (aggregate, ty);
            }
        }
        let (fact, ty) = self.fact(scope, fits).unwrap_or_else(|| ("as_of".to_owned(), Ty::Date));
        if depth == 0 || self.dice.chance(40) {
            return (fact, ty);
        }
        let other = self.expr(scope, &ty, depth - 1);
        let written = match &ty {
            Ty::Number | Ty::Percent | Ty::Money(..) | Ty::Days | Ty::Months | Ty::Years => match self.dice.below(3) {
                0 => format!("({fact} - {other})"),
                1 => format!("({other} + {fact})"),
                _ => format!("max({fact}, {other})"),
            },
            Ty::Date | Ty::Moment => format!("({fact} + {})", self.expr(scope, &Ty::Months, depth - 1)),
            Ty::Set(_) => format!("({fact} + {other})"),
            _ => format!("(if {} then {fact} else {other})", self.condition(scope, depth - 1)),
        };
        (written, ty)
    }

    /// A row of some table is there: `k in TABLE`.
    pub fn has_row(&mut self, scope: &Scope) -> Option<String> {
        let vocabulary = self.vocabulary;
        // In the scope of its own rows, a table's name is the row's.
        let own = |column: &str| scope.facts.iter().any(|(name, _)| name == column);
        let fits: Vec<&super::declare::Table> =
            vocabulary.tables.iter().filter(|table| table.keys.len() == 1 && !own(&table.keys[0].0)).collect();
        if fits.is_empty() {
            return None;
        }
        let table = *self.dice.pick(&fits);
        let key = &table.keys[0].1;
        let (fact, _) = self.fact(scope, |ty| ty == key)?;
        Some(format!("{fact} {} {}", *self.dice.pick(&["in", "not in"]), table.name))
    }
}
