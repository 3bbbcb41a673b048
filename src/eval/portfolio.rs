//! What rules need that look at more than one record: kept as records come, merged in any order, judged when all are in.

#[cfg(feature = "clear")]
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::kept::Kept;
use super::machine::{Data, Frame, Machine};
use super::place::{Belongs, Filter, sift};
use super::trace::{Event, Recorder, Silent, Trace};
use super::{Crew, Input, Out, Settings, Tally, crew, group, summary};
use crate::finding::{Finding, RecordId};
use crate::plan::{Expr, Figure, Grouping, Plan, Scope};
use crate::value::{Value, Why, sort};

/// The records so far, with only what portfolio rules read of them.
///
/// Pushing and merging in any order gives the same verdicts: records are sorted by their [`RecordId`] before they are judged.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Portfolio {
    records: Vec<Kept>,
}

/// What came of a rule that looks at more than one record, or of a part of it.
#[derive(Debug)]
pub struct Judgement {
    /// The findings.
    pub findings: Vec<Finding>,
    /// How often it came to what.
    pub tally: Tally,
}

impl Portfolio {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Portfolio {
        Portfolio::default()
    }

    /// How many records are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Keeps what portfolio rules read of a record.
    pub fn push(&mut self, plan: &Plan, input: &Input) {
        self.keep(input.id.clone(), input.record, plan.portfolio_slots(input.record, &input.value), false);
    }

    /// Keeps that of a record, which may be looked at time and again.
    pub(crate) fn keep(&mut self, id: RecordId, record: usize, value: Value, often: bool) {
        self.records.push(if often { Kept::whole(id, record, value) } else { Kept::packed(id, record, value) });
    }

    /// Keeps a whole record: what a rule reads of it that looks at one record at a time is then there too.
    #[cfg(feature = "clear")]
    pub(crate) fn push_whole(&mut self, input: &Input) {
        self.records.push(Kept::whole(input.id.clone(), input.record, input.value.clone()));
    }

    /// Drops what only rules read that look at one record at a time.
    #[cfg(feature = "clear")]
    pub(crate) fn slim(&mut self, plan: &Plan) {
        for kept in &mut self.records {
            *kept = Kept::packed(kept.id.clone(), kept.record, plan.portfolio_slots(kept.record, &kept.value()));
        }
    }

    /// A record that is kept.
    #[cfg(feature = "clear")]
    pub(crate) fn get(&self, id: &RecordId) -> Option<Input> {
        self.records.iter().find(|kept| kept.id == *id).map(Kept::input)
    }

    /// Some of the records.
    #[cfg(feature = "clear")]
    pub(crate) fn of(&self, ids: &BTreeSet<&RecordId>) -> Portfolio {
        Portfolio { records: self.records.iter().filter(|kept| ids.contains(&kept.id)).cloned().collect() }
    }

    /// The same records, one of them with another value.
    #[cfg(feature = "clear")]
    pub(crate) fn with(&self, id: &RecordId, value: &Value) -> Portfolio {
        let mut changed = self.clone();
        for kept in changed.records.iter_mut().filter(|kept| kept.id == *id) {
            *kept = Kept::whole(kept.id.clone(), kept.record, value.clone());
        }
        changed
    }

    /// Takes in what another kept.
    pub fn merge(&mut self, other: Portfolio) {
        if self.records.is_empty() {
            self.records = other.records;
        } else {
            self.records.extend(other.records);
        }
    }

    /// With its inputs numbered from `before` on.
    #[must_use]
    pub fn renumbered(mut self, before: u32) -> Portfolio {
        if before > 0 {
            self.records.iter_mut().for_each(|kept| kept.id.input = kept.id.input.saturating_add(before));
        }
        self
    }

    /// Which records are kept.
    pub fn ids(&self) -> impl Iterator<Item = &RecordId> {
        self.records.iter().map(|kept| &kept.id)
    }

    /// Judges every portfolio rule; what comes of each, or of a part of it, is taken in their order, as soon as it is there.
    ///
    /// # Errors
    /// That of `take`, which is then not asked again.
    pub fn finish<E>(
        &self,
        plan: &Plan,
        settings: &Settings,
        crew: &dyn Crew,
        take: impl FnMut(Judgement) -> Result<(), E>,
    ) -> Result<(), E> {
        let wanted = |rule: usize| plan.rules[rule].portfolio && settings.runs(rule);
        self.judge(&Data { crew, ..Data::none(plan, settings) }, wanted, take)
    }

    /// Judges some of those rules.
    #[cfg(feature = "clear")]
    pub(crate) fn judge_by(&self, rules: &[usize], plan: &Plan, settings: &Settings, mut out: Out<'_>) {
        let Ok(()) = self.judge(&Data::none(plan, settings), |number| rules.contains(&number), |it| it.put(&mut out));
    }

    /// The kinds of records that have to be quick to look at, where any is not.
    #[cfg(feature = "dense")]
    fn gone_over(&self, plan: &Plan) -> Vec<usize> {
        if self.records.iter().any(Kept::is_packed) { plan.gone_over() } else { Vec::new() }
    }

    /// Judges the rules that `wanted` names; `none` knows nothing of the whole set yet.
    pub(super) fn judge<E>(
        &self,
        none: &Data<'_>,
        wanted: impl Fn(usize) -> bool,
        take: impl FnMut(Judgement) -> Result<(), E>,
    ) -> Result<(), E> {
        let plan = none.plan;
        #[cfg(feature = "dense")]
        let gone_over = self.gone_over(plan);
        #[cfg(not(feature = "dense"))]
        let gone_over = [];
        let is_slow = |kept: &&Kept| kept.is_packed() && gone_over.contains(&kept.record);
        let (slow, quick): (Vec<&Kept>, Vec<&Kept>) = self.records.iter().partition(is_slow);
        let opened: Vec<Kept> = slow.into_iter().map(Kept::opened).collect();
        let mut records: Vec<Vec<&Kept>> = vec![Vec::new(); plan.projections.len()];
        quick.into_iter().chain(&opened).for_each(|kept| records[kept.record].push(kept));
        for kind in &mut records {
            sort::by(kind, |one, other| one.id.cmp(&other.id));
        }
        let mut in_order = records.clone();
        in_order.iter_mut().for_each(|kind| Kept::order(kind));
        let base = Data { records, in_order, ..none.again() };
        let summaries = summary::compute(&base);
        let mut data = Data { summaries: &summaries, ..base };
        for (declared, groups) in plan.summaries.iter().zip(&summaries) {
            data.records[declared.record] = groups.kept.iter().collect();
            data.in_order[declared.record].clone_from(&data.records[declared.record]);
        }
        data.lacking.resize_with(plan.figures.len(), OnceLock::new);
        data.figures = figures(&data);
        let rules: Vec<usize> = (0..plan.rules.len()).filter(|&rule| wanted(rule)).collect();
        data.sifted = sift(&data, &data.records, &filters(plan, &rules), plan.rules.len());
        let parts = group::parts(&data, &rules);
        let judge = |at: usize| {
            let mut it = Judgement { findings: Vec::new(), tally: Tally::new(plan) };
            group::judge(&data, &parts[at], &mut Out { findings: &mut it.findings, tally: &mut it.tally });
            it
        };
        crew::in_order(none.crew, parts.len(), judge, take)
    }
}

/// The filters of those rules that look at groups of records.
fn filters<'p>(plan: &'p Plan, rules: &[usize]) -> Vec<Filter<'p>> {
    let filter = |&rule: &usize| match &plan.rules[rule].scope {
        Scope::Group { of: Grouping { record, path, filter: Some(condition), .. }, .. } if path.is_empty() => {
            Some(Filter { of: rule, record: *record, condition })
        }
        _ => None,
    };
    rules.iter().filter_map(filter).collect()
}

impl Judgement {
    /// Adds it to what there is.
    pub(super) fn put(mut self, out: &mut Out<'_>) -> Result<(), Infallible> {
        out.findings.append(&mut self.findings);
        out.tally.merge(&self.tally);
        Ok(())
    }
}

/// Leaves in a trace why a figure cannot be computed. That is found out once: it takes as long as the figure itself, and every record may turn on it.
pub(super) fn explain_figure<T: Trace>(data: &Data<'_>, figure: usize, trace: &mut T) {
    let why = || {
        let mut telling = Recorder::new(data.plan, false);
        compute(data, figure, None, &mut telling);
        telling.evidence()
    };
    let Some(known) = data.lacking.get(figure) else { return };
    let evidence = known.get_or_init(why);
    evidence.missing.iter().for_each(|fact| trace.push(Event::Missing(fact.clone())));
    trace.drop_more(evidence.more, evidence.rest);
}

/// The figures of the whole set.
fn figures<'d>(data: &'d Data<'d>) -> Vec<Value> {
    let declared = data.plan.figures.iter().enumerate();
    let filter =
        |(of, figure): (usize, &'d Figure)| Some(Filter { of, record: figure.record, condition: figure.filter.as_ref()? });
    let filters: Vec<Filter<'_>> = declared.filter_map(filter).collect();
    let count = data.plan.figures.len();
    let sifted = sift(data, &data.in_order, &filters, count);
    let known = |figure: usize| sifted.get(figure).filter(|belongs| !belongs.is_empty()).map(Vec::as_slice);
    crew::each(data.crew, count, |figure| compute(data, figure, known(figure), &mut Silent))
}

/// A figure of the whole set. Of records it may be known already whether they count.
fn compute<T: Trace>(data: &Data<'_>, figure: usize, known: Option<&[Belongs]>, trace: &mut T) -> Value {
    let declared = &data.plan.figures[figure];
    let mut members = Vec::new();
    let mut lacking = false;
    for (at, kept) in data.in_order.get(declared.record).into_iter().flatten().copied().enumerate() {
        let counts = match (known, &declared.filter) {
            (Some(known), _) => known[at],
            (None, None) => Belongs::Yes,
            (None, Some(filter)) => evaluate(data, kept.frame(), filter, trace).into(),
        };
        match counts {
            Belongs::Yes => members.push(kept),
            Belongs::No => {}
            Belongs::Unknown => lacking = true,
        }
    }
    if data.records.is_empty() || lacking {
        return Value::Unknown(Why::Figure);
    }
    match evaluate(data, Frame::Members(&members), &declared.body, trace) {
        Value::Unknown(_) => Value::Unknown(Why::Figure),
        value => value,
    }
}

/// The value of an expression in one frame. Only what was missing is kept of the trace.
fn evaluate<T: Trace>(data: &Data<'_>, frame: Frame<'_>, expr: &Expr, trace: &mut T) -> Value {
    if !T::ON {
        #[cfg(feature = "trial")]
        data.watch(std::slice::from_ref(&frame), &[], &[], |machine| {
            machine.eval(expr);
        });
        return Machine::new(data, Silent, vec![frame], &[], &[]).eval(expr);
    }
    let mut machine = Machine::new(data, Recorder::new(data.plan, false), vec![frame], &[], &[]);
    let value = machine.eval(expr);
    if value.is_unknown() {
        for event in machine.trace.since(0).iter() {
            if matches!(event, Event::Missing(_)) {
                trace.push(event.clone());
            }
        }
    }
    value
}
