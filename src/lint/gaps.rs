//! Keys that a rule asks a table for and the table has no row of: possibilities of a choice left out, and days on which a key has no row though
//! another has one.

use super::formula::Formula;
use super::reach::WAYS;
use super::read::{Reader, Scene};
use super::sites::{Deed, Site, sites};
use super::variables::words_of;
use super::words::Kind;
use super::{Linter, Witness};
use crate::check::typed::{Lookup, Rule, RuleIx, Table, TableIx};
use crate::eval::Found;
use crate::finding::{Finding, Outcome};
use crate::lang::Lang;
use crate::source::Span;
use crate::value::show::show;
use crate::value::{Date, Value, Why};

/// More keys than this are not gone through.
const MOST: usize = 200;

/// What a table has no row of.
#[derive(Debug, Clone)]
struct Gap {
    key: Vec<Value>,
    /// The days without a row; on no day where there is none.
    days: Option<(Option<Date>, Option<Date>)>,
}

impl<'e> Linter<'e> {
    /// The gaps that a rule falls into.
    pub(super) fn gaps(&mut self, number: RuleIx) {
        let rule = &self.engine.program.rules[number];
        let mut told: Vec<(TableIx, Span)> = Vec::new();
        for way in WAYS {
            let mut reader = Reader::new(&self.engine.program, way);
            for scene in super::ask::scenes(&mut reader, rule) {
                for site in sites(&mut reader, rule, &scene, false) {
                    let Deed::Look(lookup, true) = site.deed else { continue };
                    if !told.iter().any(|(table, span)| *table == lookup.table && *span == site.expr.span) {
                        told.push((lookup.table, site.expr.span));
                    }
                }
            }
        }
        for (table, span) in told {
            self.gaps_of(number, table, span);
        }
    }

    fn gaps_of(&mut self, number: RuleIx, table: TableIx, span: Span) {
        let declared = &self.engine.program.tables[table];
        let label = declared.label.both();
        let known = |why: Why| self.shown[number].missing.iter().any(|lack| lack.why == why && lack.label == label);
        let (keys_known, days_known) = (known(Why::NoRow), known(Why::NotInForce));
        let (mut keys, mut first): (Vec<String>, Option<Witness>) = (Vec::new(), None);
        for gap in self.missing(declared) {
            if (gap.days.is_none() && keys_known) || (gap.days.is_some() && days_known) {
                continue;
            }
            let Some(witness) = self.falls_into(number, span, &gap) else { continue };
            let shown: Vec<String> = gap.key.iter().map(|part| show(part, Lang::Ja, &self.engine.program)).collect();
            let key = shown.join("、");
            match gap.days {
                None => {
                    keys.push(key);
                    first = first.or(Some(witness));
                }
                Some((from, until)) => {
                    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
                    let kind = Kind::NoRowThatDay { table: declared.name.clone(), key, from: day(from), until: day(until) };
                    if !self.is_told(&kind) {
                        self.report(kind, span, Some(witness));
                    }
                }
            }
        }
        if let Some(witness) = first {
            let kind = Kind::NoRow { table: declared.name.clone(), keys: keys.join("／") };
            if !self.is_told(&kind) {
                self.report(kind, span, Some(witness));
            }
        }
    }

    /// Whether the same has been found of another rule.
    fn is_told(&self, kind: &Kind) -> bool {
        self.report.findings.iter().any(|finding| finding.kind == *kind)
    }

    /// What a table has no row of, as far as its keys can be told one by one.
    fn missing(&self, table: &Table) -> Vec<Gap> {
        let program = &self.engine.program;
        let mut keys: Vec<Vec<Value>> = vec![Vec::new()];
        for column in &table.keys {
            let Some(words) = words_of(&table.columns[*column].ty, program) else { return Vec::new() };
            keys = keys
                .into_iter()
                .flat_map(|key| words.iter().map(move |word| [key.as_slice(), &[word.value()]].concat()))
                .collect();
        }
        if table.keys.is_empty() || keys.len() > MOST {
            return Vec::new();
        }
        let mut gaps = Vec::new();
        for key in keys {
            let own: Vec<_> =
                table.rows.iter().filter(|row| table.keys.iter().zip(&key).all(|(at, part)| row.values[*at] == *part)).collect();
            if own.is_empty() {
                gaps.push(Gap { key, days: None });
                continue;
            }
            let first = own.iter().map(|row| row.from).min().flatten();
            let last =
                own.iter().map(|row| row.until).max_by_key(|until| until.map_or((1, None), |until| (0, Some(until)))).flatten();
            let before = first.and_then(|first| first.add_days(-1));
            let after = last.and_then(|last| last.add_days(1));
            let in_force = |day: Date| {
                table
                    .rows
                    .iter()
                    .find(|row| row.from.is_none_or(|from| from <= day) && row.until.is_none_or(|until| day <= until))
            };
            if let Some((day, row)) = before.and_then(|day| Some((day, in_force(day)?))) {
                gaps.push(Gap { key: key.clone(), days: Some((row.from, Some(day))) });
            }
            if let Some((day, row)) = after.and_then(|day| Some((day, in_force(day)?))) {
                gaps.push(Gap { key, days: Some((Some(day), row.until)) });
            }
        }
        gaps
    }

    /// Records on which a rule asks for what is not there.
    fn falls_into(&self, number: RuleIx, span: Span, gap: &Gap) -> Option<Witness> {
        let ask = |reader: &mut Reader<'e>, rule: &'e Rule, scene: &Scene<'e>| {
            let found: Vec<Site<'e>> =
                sites(reader, rule, scene, false).into_iter().filter(|site| site.expr.span == span).collect();
            let asked = found.iter().filter_map(|site| match site.deed {
                Deed::Look(lookup, true) => asks(reader, site, lookup, gap),
                _ => None,
            });
            Formula::any(asked.collect::<Vec<Formula>>())
        };
        let why = if gap.days.is_some() { Why::NotInForce } else { Why::NoRow };
        let accept = |found: &Found| {
            let falls = |it: &&Finding| it.outcome == Outcome::Unknown && it.evidence.missing.iter().any(|lack| lack.why == why);
            found.findings.iter().find(falls).map(|it| it.outcome)
        };
        let (case, outcome) = self.search(number, &ask, &accept)?;
        Some(self.witness(&case, vec![(number, outcome)]))
    }
}

/// When a place of a rule asks for what is not there.
fn asks<'p>(reader: &mut Reader<'p>, site: &Site<'p>, lookup: &'p Lookup, gap: &Gap) -> Option<Formula> {
    let key: Vec<&Value> = gap.key.iter().collect();
    let asked = reader.asks_for(lookup, &key, &site.scene, true)?;
    let (from, until) = gap.days.unwrap_or((None, None));
    Some(Formula::all([site.context.clone(), asked, reader.in_force(lookup, from, until, &site.scene)]))
}
