//! From the engine's report to the contract.

use std::collections::BTreeSet;

use super::{
    Cell, Comparison, Counts, DataError, Decided, Diagnostic, DiagnosticLevel, Document, Evidence, Exception, Fact, Failures,
    Finding, Header, Input, Key, Level, LevelSet, Member, Missing, Pack, Parameter, Range, Record, RecordKind, RowUse, RuleCount,
    Shown, Source, Subject, Summary, Text, Unset, VERSION, place,
};
use crate::check::typed::{self, Cite, Program, Severity};
use crate::engine::{self, Engine, Report};
use crate::finding::{self, Outcome, RecordId};
use crate::plan::{Grouping, Kind};
use crate::source::{Sources, Span};
use crate::value::show::{Names, show};
use crate::value::{Exact, Value, Why};
use crate::{decode, diag};

/// Makes the parts of the contract: of a report that is done, or of one that is still being made.
#[derive(Debug, Clone, Copy)]
pub struct Maker<'a> {
    /// What judged.
    pub engine: &'a Engine,
    /// What came of it so far: its inputs, headings, settings and counts are read.
    pub report: &'a Report,
}

/// A citation with its document.
#[must_use]
pub fn source_of(program: &Program, cite: &Cite) -> Source {
    let document = &program.documents[cite.document];
    let article = match (&document.article, &cite.article) {
        // 第99条 and 第2号 are 第99条第2号; a heading and a part of it do not join.
        (Some(whole), Some(part)) if whole.ends_with('条') && part.starts_with('第') && !part.contains('条') => {
            Some(format!("{whole}{part}"))
        }
        (whole, part) => part.as_ref().or(whole.as_ref()).cloned(),
    };
    Source {
        source: document.name.clone(),
        title: (&document.label).into(),
        article,
        verified: document.verified,
        why_unverified: document.why_unverified.as_ref().map(Text::from),
    }
}

impl Document {
    /// A report as the contract has it.
    #[must_use]
    pub fn new(engine: &Engine, report: &Report) -> Document {
        let make = Maker { engine, report };
        Document {
            header: make.header(),
            summary: make.summary(),
            findings: report.findings.iter().map(|finding| make.finding(finding)).collect(),
            data_errors: report.faults.iter().map(|fault| make.data_error(fault)).collect(),
        }
    }
}

impl From<&crate::pack::Pack> for Pack {
    fn from(pack: &crate::pack::Pack) -> Pack {
        let (name, version, digest) = (pack.name.clone(), pack.version.clone(), pack.digest.clone());
        Pack { name, version, title: (&pack.title).into(), digest }
    }
}

impl Diagnostic {
    /// A diagnostic as the contract has it.
    #[must_use]
    pub fn new(sources: &Sources, diagnostic: &diag::Diagnostic) -> Diagnostic {
        let (problem, span) = (&diagnostic.problem, diagnostic.span);
        let help = Text::of(|lang| problem.help(lang).unwrap_or_default());
        let (start, end) = (sources.place(span), sources.place(Span { start: span.end, ..span }));
        Diagnostic {
            code: problem.code().0.to_owned(),
            level: if problem.code().is_error() { DiagnosticLevel::Error } else { DiagnosticLevel::Warning },
            message: Text::of(|lang| problem.message(lang)),
            help: Some(help).filter(|help| !help.ja.is_empty()),
            range: Range {
                file: sources.get(span.source).path.clone(),
                line: start.line,
                column: start.column,
                end_line: end.line,
                end_column: end.column,
            },
        }
    }
}

impl Maker<'_> {
    /// By what, and under which settings, the report is made.
    #[must_use]
    pub fn header(&self) -> Header {
        let (program, plan) = (&self.engine.program, &self.engine.plan);
        let parameter = |(parameter, value): (&crate::plan::Parameter, &Option<Value>)| Parameter {
            name: parameter.name.clone(),
            label: (&parameter.label).into(),
            value: value.as_ref().map_or(serde_json::Value::Null, |value| plain(self.engine, value)),
            text: value.as_ref().map(|value| Text::of(|lang| show(value, lang, plan))),
        };
        let record = &program.records[self.report.record];
        Header {
            version: VERSION,
            sadame: env!("CARGO_PKG_VERSION").to_owned(),
            packs: self.engine.packs.iter().map(Pack::from).collect(),
            record: RecordKind { name: record.name.clone(), label: (&record.label).into() },
            as_of: self.report.settings.as_of.map(|date| date.to_string()),
            parameters: plan.parameters.iter().zip(&self.report.settings.parameters).map(parameter).collect(),
            not_run: self
                .rules()
                .filter(|(number, _)| !self.report.settings.runs(*number))
                .map(|(_, rule)| rule.id.clone())
                .collect(),
            levels: self.levels(),
        }
    }

    fn rules(&self) -> impl Iterator<Item = (usize, &typed::Rule)> {
        self.engine.program.rules.iter().enumerate()
    }

    fn severity(&self, rule: usize) -> Severity {
        self.report.settings.severity(&self.engine.plan, rule)
    }

    fn levels(&self) -> Vec<LevelSet> {
        let set = self.rules().filter(|(number, rule)| self.severity(*number) != rule.severity);
        set.map(|(number, rule)| LevelSet { rule: rule.id.clone(), written: rule.severity, set: self.severity(number) }).collect()
    }

    /// How many of each.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let (program, report) = (&self.engine.program, self.report);
        let mut rules = Vec::new();
        let (mut verdicts, mut failures, mut open) = (Counts::default(), Failures::default(), Failures::default());
        for (number, rule) in program.rules.iter().enumerate() {
            let counts = counts(&report.tally.rules[number]);
            add(&mut verdicts, counts);
            let severity = self.severity(number);
            failures.add(severity, counts.fail);
            open.add(severity, report.open.get(number).copied().unwrap_or_default());
            if counts != Counts::default() {
                rules.push(RuleCount { rule: rule.id.clone(), title: (&rule.label).into(), severity, counts });
            }
        }
        Summary {
            inputs: report.inputs.iter().map(Input::from).collect(),
            read: report.counts.read,
            judged: report.counts.judged,
            flagged: report.counts.flagged,
            undetermined: report.counts.undetermined,
            in_error: report.counts.in_error,
            verdicts,
            failures,
            open,
            open_unknown: report.open_unknown,
            known: report.known,
            accepted: report.accepted,
            unused_decisions: report.register.unused(),
            rules,
            unverified: self.unverified(),
            unset: self.unset(),
        }
    }

    /// The documents behind the verdicts that nobody has held the figures against: those of the rules, of their exceptions and tables.
    fn unverified(&self) -> Vec<Source> {
        let program = &self.engine.program;
        let mut documents = BTreeSet::new();
        for (number, rule) in program.rules.iter().enumerate() {
            let counts = counts(&self.report.tally.rules[number]);
            if counts.fail + counts.unknown + counts.excepted + counts.pass == 0 {
                continue;
            }
            let exceptions = rule.exceptions.iter().flat_map(|exception| &exception.cites);
            let tables = self.engine.plan.rules[number].tables.iter().flat_map(|&table| &program.tables[table].cites);
            documents.extend(rule.cites.iter().chain(exceptions).chain(tables).map(|cite| cite.document));
        }
        let sources = documents.into_iter().map(|document| source_of(program, &Cite { document, article: None }));
        sources.filter(|source| !source.verified).collect()
    }

    fn unset(&self) -> Vec<Unset> {
        let unset = self.report.unset.iter().map(|(name, &verdicts)| {
            let parameter = self.engine.plan.parameters.iter().find(|parameter| parameter.name == *name);
            let label = parameter.map_or_else(
                || Text { ja: "判定の基準日".to_owned(), en: "date of the check".to_owned() },
                |parameter| (&parameter.label).into(),
            );
            Unset { name: name.clone(), label, verdicts }
        });
        unset.collect()
    }

    /// A finding.
    #[must_use]
    pub fn finding(&self, finding: &finding::Finding) -> Finding {
        let rule = &self.engine.program.rules[finding.rule];
        let sources = rule.cites.iter().map(|cite| source_of(&self.engine.program, cite)).collect();
        let whole = self.with(finding, sources, self.evidence(finding));
        #[cfg(feature = "clear")]
        let whole = Finding { would_clear: finding.clearing.as_ref().map(|clearing| self.would_clear(clearing)), ..whole };
        whole
    }

    /// A finding without its sources, what shows it and what would clear it, but with what is missing: for lists of many.
    #[must_use]
    pub fn outline(&self, finding: &finding::Finding) -> Finding {
        let missing = finding.evidence.missing.iter().map(|missing| self.missing(missing)).collect();
        self.with(finding, Vec::new(), Evidence { missing, ..Evidence::default() })
    }

    fn with(&self, finding: &finding::Finding, sources: Vec<Source>, evidence: Evidence) -> Finding {
        let program = &self.engine.program;
        let rule = &program.rules[finding.rule];
        let severity = self.severity(finding.rule);
        let fingerprint = engine::fingerprint(program, &self.engine.plan, finding);
        Finding {
            rule: rule.id.clone(),
            title: (&rule.label).into(),
            severity,
            outcome: finding.outcome,
            word: Text::of(|lang| finding.outcome.word(severity, lang).to_owned()),
            subject: self.subject(finding),
            message: finding.message.as_deref().map(Text::from),
            sources,
            standing: finding.standing,
            found_before: self.report.register.compares().then_some(finding.found_before),
            decisions: self.report.register.decisions(&fingerprint).iter().map(|decision| self.decided(decision)).collect(),
            fingerprint,
            evidence,
            #[cfg(feature = "clear")]
            would_clear: None,
        }
    }

    fn decided(&self, decision: &engine::Decision) -> Decided {
        Decided {
            word: Text::of(|lang| decision.decision.word(lang).to_owned()),
            in_force: decision.in_force(self.report.settings.as_of),
            decision: decision.clone(),
        }
    }

    /// What a finding is about.
    #[must_use]
    pub fn subject(&self, finding: &finding::Finding) -> Subject {
        let program = &self.engine.program;
        match &finding.subject {
            finding::Subject::Record { record, path } => Subject::Record {
                record: self.record(record),
                heading: self.heading(record),
                path: path.clone(),
                place: self.place(path),
            },
            finding::Subject::Group { key, window, members } => Subject::Group {
                key: self.key(finding.rule, key),
                window: window.as_deref().cloned().map(|(first, last)| [first, last]),
                members: members
                    .iter()
                    .map(|member| Member { record: self.record(member), heading: self.heading(member) })
                    .collect(),
            },
            finding::Subject::Row { table, key, line } => Subject::Row {
                table: program.tables[*table].name.clone(),
                label: (&program.tables[*table].label).into(),
                key: key.clone(),
                line: *line,
            },
            finding::Subject::Set { count } => Subject::Set { count: *count },
        }
    }

    /// What a group has in common: labelled by the fields it is grouped by.
    fn key(&self, rule: usize, values: &[[String; 2]]) -> Vec<Key> {
        let plan = &self.engine.plan;
        let Some(Grouping { by, .. }) = plan.grouping(&plan.rules[rule].scope) else { return Vec::new() };
        let label = |expr: &crate::plan::Expr| match &expr.kind {
            Kind::Slot(_, at) => (&plan.projections[at.record].slots[at.slot].label).into(),
            Kind::Define(define, _) => (&self.engine.program.defines[*define].label).into(),
            _ => Text { ja: expr.text.to_string(), en: expr.text.to_string() },
        };
        by.iter().zip(values).map(|(by, text)| Key { label: label(by), text: text.into() }).collect()
    }

    pub(super) fn record(&self, id: &RecordId) -> Record {
        Record { input: self.input(id.input), position: id.position, key: id.key.to_string() }
    }

    fn input(&self, number: u32) -> String {
        self.report.inputs.get(number as usize).map_or_else(String::new, |source| source.name.clone())
    }

    fn heading(&self, id: &RecordId) -> Vec<Text> {
        self.report.headings.of(id).into_iter().map(|value| Text::of(|lang| show(&value, lang, &self.engine.plan))).collect()
    }

    pub(super) fn place(&self, pointer: &str) -> Text {
        place::words(&self.engine.program, self.report.record, pointer)
    }

    /// What a finding is made of.
    #[must_use]
    pub fn evidence(&self, finding: &finding::Finding) -> Evidence {
        let program = &self.engine.program;
        let (rule, evidence) = (&program.rules[finding.rule], &finding.evidence);
        let exception = |tried: &finding::ExceptionTried| {
            let exception = &rule.exceptions[tried.exception];
            Exception {
                id: exception.id.clone(),
                title: (&exception.label).into(),
                held: tried.held,
                sources: exception.cites.iter().map(|cite| source_of(program, cite)).collect(),
            }
        };
        Evidence {
            facts: evidence.facts.iter().map(|fact| self.fact(fact)).collect(),
            comparisons: evidence.comparisons.iter().map(|comparison| self.comparison(comparison)).collect(),
            rows: evidence.rows.iter().map(|used| self.row(used)).collect(),
            missing: evidence.missing.iter().map(|missing| self.missing(missing)).collect(),
            exceptions: evidence.exceptions.iter().map(exception).collect(),
            unplaced: evidence.unplaced,
            more: evidence.more,
        }
    }

    fn fact(&self, fact: &finding::Fact) -> Fact {
        Fact {
            record: fact.record.as_ref().map(|id| self.record(id)),
            path: fact.path.clone(),
            place: if fact.path.starts_with('/') { self.place(&fact.path) } else { (&fact.label).into() },
            shown: self.shown(&fact.value),
            by_default: fact.defaulted,
        }
    }

    fn comparison(&self, comparison: &finding::Comparison) -> Comparison {
        Comparison {
            text: comparison.text.clone(),
            operator: comparison.operator.to_owned(),
            left: self.shown(&comparison.left),
            right: comparison.right.as_ref().map(|right| self.shown(right)),
            held: comparison.held,
        }
    }

    fn row(&self, used: &finding::RowUse) -> RowUse {
        let (program, plan) = (&self.engine.program, &self.engine.plan);
        let table = &plan.tables[used.table];
        let cell = |((column, label), value): (&(String, typed::Label), &Value)| Cell {
            column: column.clone(),
            label: label.into(),
            shown: self.shown(value),
        };
        RowUse {
            table: table.name.clone(),
            label: (&table.label).into(),
            key: Text::of(|lang| table.key_text(used.row, lang, plan)),
            cells: table.columns.iter().zip(table.rows[used.row].values.iter()).map(cell).collect(),
            file: used.file.to_string(),
            line: used.line,
            sources: program.tables[used.table].cites.iter().map(|cite| source_of(program, cite)).collect(),
        }
    }

    fn missing(&self, missing: &finding::MissingFact) -> Missing {
        let sought = missing.value.as_ref().map(|value| self.shown(value));
        let [table_ja, table_en] = &missing.label;
        let reason = match (missing.why, &sought) {
            (Why::NoRow, Some(sought)) => Text {
                ja: format!("「{}」は表「{table_ja}」にない", sought.text.ja),
                en: format!("“{}” is not in the table “{table_en}”", sought.text.en),
            },
            (Why::NotInForce, Some(sought)) => Text {
                ja: format!("表「{table_ja}」の「{}」に、その日に適用される行がない", sought.text.ja),
                en: format!("the table “{table_en}” has no row for “{}” in force on that date", sought.text.en),
            },
            (Why::Absent, _) => {
                Text { ja: "記載がない（任意の項目）".to_owned(), en: "not given (optional)".to_owned() }
            }
            (why, _) => Text::of(|lang| why.label(lang).to_owned()),
        };
        Missing {
            record: missing.record.as_ref().map(|id| self.record(id)),
            path: missing.path.clone(),
            place: if missing.path.starts_with('/') { self.place(&missing.path) } else { (&missing.label).into() },
            why: missing.why,
            reason,
            sought,
        }
    }

    /// Something in the input that could not be read.
    #[must_use]
    pub fn data_error(&self, fault: &decode::DataError) -> DataError {
        DataError {
            input: self.input(fault.input),
            position: fault.position,
            path: fault.path.clone(),
            place: self.place(&fault.path),
            at: fault.at.clone(),
            raw: fault.raw.clone(),
            code: fault.reason.code().to_owned(),
            reason: Text::of(|lang| fault.reason.message(lang)),
            level: if fault.level == decode::Level::Error { Level::Error } else { Level::Note },
        }
    }

    pub(super) fn shown(&self, value: &Value) -> Shown {
        Shown::new(self.engine, value)
    }
}

impl Shown {
    /// A value of the rules, or of a record that was judged by them.
    #[must_use]
    pub fn new(engine: &Engine, value: &Value) -> Shown {
        Shown { value: plain(engine, value), text: Text::of(|lang| show(value, lang, &engine.plan)) }
    }
}

/// A value for machines: see the table of the contract.
fn plain(engine: &Engine, value: &Value) -> serde_json::Value {
    use serde_json::json;
    match value {
        Value::Unknown(_) => serde_json::Value::Null,
        Value::Bool(truth) => json!(truth),
        Value::Text(text) => json!(text),
        Value::Number(number) => json!(number.to_string()),
        Value::Percent(share) => match share.checked_mul(Exact::from(100)) {
            Ok(hundredths) => json!({ "percent": hundredths.to_string() }),
            Err(_) => serde_json::Value::Null,
        },
        Value::Money(money) => json!({ "amount": money.amount.to_string(), "currency": money.currency.to_string() }),
        Value::Date(date) => json!(date.to_string()),
        Value::Moment(moment) => json!(moment.to_string()),
        Value::FiscalYear(year) => json!(year.to_string()),
        Value::Days(count) => json!({ "days": count }),
        Value::Months(count) => json!({ "months": count }),
        Value::Years(count) => json!({ "years": count }),
        Value::Range(ends) => json!({ "from": plain(engine, &ends.0), "to": plain(engine, &ends.1) }),
        Value::Choice(at) => json!(engine.program.choices[at.choice as usize].variants[at.variant as usize].0),
        // What decided in an entry is a fact of its own, with its name and place.
        Value::List(items) if items.iter().all(|item| matches!(item, Value::Record(_))) => json!({ "entries": items.len() }),
        Value::Record(_) => json!({ "entries": 1 }),
        Value::List(items) | Value::Set(items) => items.iter().map(|item| plain(engine, item)).collect(),
        Value::Row(table, row) => json!(engine.plan.row(*table, *row)),
    }
}

impl Failures {
    fn add(&mut self, severity: Severity, more: u64) {
        match severity {
            Severity::Error => self.error += more,
            Severity::Warning => self.warning += more,
            Severity::Review => self.review += more,
            Severity::Info => self.info += more,
        }
    }
}

fn counts(tally: &[u64; 5]) -> Counts {
    let count = |outcome: Outcome| tally[outcome as usize];
    Counts {
        fail: count(Outcome::Fail),
        unknown: count(Outcome::Unknown),
        excepted: count(Outcome::Excepted),
        pass: count(Outcome::Pass),
        not_applicable: count(Outcome::NotApplicable),
    }
}

fn add(total: &mut Counts, more: Counts) {
    total.fail += more.fail;
    total.unknown += more.unknown;
    total.excepted += more.excepted;
    total.pass += more.pass;
    total.not_applicable += more.not_applicable;
}
