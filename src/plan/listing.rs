//! A plan as text, for people who want to see what will be run: `println!("{plan}")`.

use std::fmt::{self, Display, Formatter};

use crate::check::typed::{Bound, RecordIx};
use crate::plan::{Expr, From, Lookup, Over, Part, Plan, Rule, Scope, SlotRef, Test, TestKind};
use crate::value::{Lang, show};

impl Display for Plan {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (number, record) in self.records.iter().enumerate().filter(|(_, record)| !record.slots.is_empty()) {
            write!(out, "record {number} {}:", record.name)?;
            for slot in &record.slots {
                write!(out, " {}{}", slot.name, if slot.kept { "*" } else { "" })?;
            }
            writeln!(out, "{}", if record.collected { " (collected)" } else { "" })?;
        }
        for table in &self.tables {
            writeln!(out, "table {}: {} rows{}", table.name, table.rows.len(), if table.dated { ", dated" } else { "" })?;
        }
        for define in &self.defines {
            writeln!(out, "define {} = {}", define.name, Shown(self, &define.body))?;
        }
        for figure in &self.figures {
            write!(out, "figure {} of {}", figure.name, self.records[figure.record].name)?;
            filter(self, figure.filter.as_ref(), out)?;
            writeln!(out, " = {}", Shown(self, &figure.body))?;
        }
        self.rules.iter().try_for_each(|rule| list_rule(self, rule, out))
    }
}

fn list_rule(plan: &Plan, rule: &Rule, out: &mut Formatter<'_>) -> fmt::Result {
    write!(out, "rule {} {} for ", rule.id, if rule.portfolio { "over all records" } else { "record by record" })?;
    scope(plan, &rule.scope, out)?;
    writeln!(out)?;
    for (number, (name, value)) in rule.lets.iter().enumerate() {
        writeln!(out, "  let {number} {name} = {}", Shown(plan, value))?;
    }
    for condition in &rule.conditions {
        writeln!(out, "  when {}", Shown(plan, &condition.test))?;
    }
    for require in &rule.require {
        writeln!(out, "  require {}", Shown(plan, require))?;
    }
    for exception in &rule.exceptions {
        write!(out, "  except {}", exception.id.as_deref().unwrap_or(&exception.label.ja))?;
        for when in &exception.when {
            write!(out, " when {}", Shown(plan, when))?;
        }
        writeln!(out)?;
    }
    write!(out, "  message ")?;
    for part in &rule.message[0] {
        match part {
            Part::Text(text) => write!(out, "{text}")?,
            Part::Value(value) => write!(out, "{{{}}}", Shown(plan, value))?,
        }
    }
    writeln!(out)
}

fn scope(plan: &Plan, scope: &Scope, out: &mut Formatter<'_>) -> fmt::Result {
    let record = |record: RecordIx| plan.records[record].name.as_str();
    match scope {
        Scope::Each { record: root, path, filter: kept } => {
            write!(out, "each {}", record(*root))?;
            for at in path {
                write!(out, "/{}", plan.slot(*at).name)?;
            }
            filter(plan, kept.as_ref(), out)
        }
        Scope::Group { record: root, filter: kept, by, window } => {
            write!(out, "each group of {}", record(*root))?;
            filter(plan, kept.as_ref(), out)?;
            write!(out, " by")?;
            by.iter().try_for_each(|key| write!(out, " {}", Shown(plan, key)))?;
            match window {
                Some((length, date)) => write!(out, " within {} of {}", Shown(plan, length), Shown(plan, date)),
                None => Ok(()),
            }
        }
        Scope::Row { table, filter: kept } => {
            write!(out, "each row of {}", plan.tables[*table].name)?;
            filter(plan, kept.as_ref(), out)
        }
        Scope::Set { record: root, filter: kept } => {
            write!(out, "the whole set of {}", record(*root))?;
            filter(plan, kept.as_ref(), out)
        }
    }
}

fn filter(plan: &Plan, filter: Option<&Expr>, out: &mut Formatter<'_>) -> fmt::Result {
    filter.map_or(Ok(()), |filter| write!(out, " where {}", Shown(plan, filter)))
}

/// An expression with the plan that gives its numbers names.
struct Shown<'p>(&'p Plan, &'p Expr);

impl Shown<'_> {
    fn slot(&self, at: SlotRef) -> &str {
        &self.0.slot(at).name
    }

    fn of<'s>(&'s self, expr: &'s Expr) -> Shown<'s> {
        Shown(self.0, expr)
    }

    fn list(&self, name: &str, parts: &[Expr], out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "({name}")?;
        parts.iter().try_for_each(|part| write!(out, " {}", self.of(part)))?;
        write!(out, ")")
    }

    fn lookup(&self, lookup: &Lookup, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}[", self.0.tables[lookup.table].name)?;
        for (at, key) in lookup.keys.iter().enumerate() {
            write!(out, "{}{}", if at > 0 { " " } else { "" }, self.of(key))?;
        }
        for (at, event) in lookup.on.iter().enumerate() {
            write!(out, " {} {}", if at > 0 { "else" } else { "on" }, self.of(event))?;
        }
        write!(out, "]")
    }

    fn over(&self, over: &Over, out: &mut Formatter<'_>) -> fmt::Result {
        match &over.from {
            From::Members(frame) => write!(out, "members{frame}")?,
            From::All(record) => write!(out, "all {}", self.0.records[*record].name)?,
            From::Value(value) => write!(out, "{}", self.of(value))?,
        }
        over.through.iter().try_for_each(|at| write!(out, "/{}", self.slot(*at)))?;
        filter(self.0, over.filter.as_ref(), out)
    }

    fn test(&self, test: &Test, out: &mut Formatter<'_>) -> fmt::Result {
        let negation = if test.negated { "!" } else { "" };
        match &test.kind {
            TestKind::Compare(_, left, right) => {
                write!(out, "{negation}({} {} {})", self.of(left), test.operator, self.of(right))
            }
            TestKind::HasRow(lookup) => {
                write!(out, "{negation}has ")?;
                self.lookup(lookup, out)
            }
            TestKind::IsPresent(inner) => write!(out, "{negation}present({})", self.of(inner)),
            TestKind::IsEmpty(inner) => write!(out, "{negation}empty({})", self.of(inner)),
            TestKind::Plain(inner) => write!(out, "{negation}{}", self.of(inner)),
            TestKind::InForce(by, from, until) => {
                let date = |date: &Option<_>| date.map_or(String::new(), |date: crate::value::Date| date.to_string());
                write!(out, "in force {}..{} on {}", date(from), date(until), self.of(by))
            }
            TestKind::Quantify(_, over, body) => {
                write!(out, "({} ", test.operator)?;
                self.over(over, out)?;
                body.as_ref().map_or(Ok(()), |body| write!(out, " has {}", self.of(body)))?;
                write!(out, ")")
            }
        }
    }
}

impl Display for Shown<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Shown(plan, expr) = self;
        match expr {
            Expr::Const(value) => write!(out, "{}", show::show(value, Lang::En, *plan)),
            Expr::Frame(frame) => write!(out, "#{frame}"),
            Expr::Slot(base, at) => write!(out, "{}.{}", self.of(base), self.slot(*at)),
            Expr::Column(base, column, _) => write!(out, "{}.{column}", self.of(base)),
            Expr::GroupKey(key) => write!(out, "key{key}"),
            Expr::Let(number) => write!(out, "let{number}"),
            Expr::Parameter(parameter) => write!(out, "{}", plan.parameters[*parameter].name),
            Expr::AsOf => write!(out, "as_of"),
            Expr::Figure(figure) => write!(out, "{}", plan.figures[*figure].name),
            Expr::Define(define, None) => write!(out, "{}", plan.defines[*define].name),
            Expr::Define(define, Some(base)) => write!(out, "{}.{}", self.of(base), plan.defines[*define].name),
            Expr::Bound(inner, bound, _) => {
                write!(out, "{}.{}", self.of(inner), if *bound == Bound::Start { "start" } else { "end" })
            }
            Expr::Lookup(lookup) => self.lookup(lookup, out),
            Expr::Not(inner) => write!(out, "(not {})", self.of(inner)),
            Expr::Negate(inner, _) => write!(out, "(- {})", self.of(inner)),
            Expr::And(parts) => self.list("and", parts, out),
            Expr::Or(parts) => self.list("or", parts, out),
            Expr::If(parts) => self.list("if", parts.as_slice(), out),
            Expr::Operator(op, parts, _) => self.list(&format!("{op:?}").to_lowercase(), parts.as_slice(), out),
            Expr::Test(test) => self.test(test, out),
            Expr::Set(items) => self.list("set", items, out),
            Expr::Call(function, args, _) => self.list(&format!("{function:?}"), args, out),
            Expr::Aggregate(aggregate) => {
                write!(out, "({:?} ", aggregate.kind)?;
                self.over(&aggregate.over, out)?;
                aggregate.taken.iter().chain(&aggregate.argument).try_for_each(|part| write!(out, ", {}", self.of(part)))?;
                write!(out, ")")
            }
            Expr::Size(inner) => write!(out, "(size {})", self.of(inner)),
        }
    }
}
