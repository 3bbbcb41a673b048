//! From conditions and obligations to an outcome, and from an outcome to a finding.

use super::Out;
use super::machine::{Data, Frame, Machine};
use super::trace::{Event, Recorder, Silent, Trace};
use crate::finding::{Evidence, ExceptionTried, Finding, Outcome, Subject, Told};
use crate::plan::{MessagePart, Rule, Scope};
use crate::value::{Lang, Value, show};

/// What a rule is judged on.
pub(super) struct Case<'d> {
    /// The rule's number.
    pub(super) rule: usize,
    /// The frames around its expressions.
    pub(super) frames: Vec<Frame<'d>>,
    /// The grouping values.
    pub(super) keys: &'d [Value],
    /// Records that could not be placed.
    pub(super) unplaced: usize,
}

/// Judges a rule on a subject: counted always, given as a finding where it is wanted.
pub(super) fn give<'d>(data: &'d Data<'_>, case: &Case<'d>, subject: &dyn Fn() -> Subject, out: &mut Out<'_>) {
    let rule = &data.plan.rules[case.rule];
    let (outcome, _) = Machine::new(data, Silent, case.frames.clone(), case.keys, &rule.lets).decide(rule);
    #[cfg(feature = "trial")]
    watch(data, case.rule, &case.frames, case.keys);
    if out.counts(data.settings, case.rule, outcome) {
        tell(data, case, subject, outcome, out);
    }
}

/// Lets whoever watches see a judgement.
#[cfg(feature = "trial")]
pub(super) fn watch<'d>(data: &'d Data<'_>, rule: usize, frames: &[Frame<'d>], keys: &'d [Value]) {
    let rule = &data.plan.rules[rule];
    data.watch(frames, keys, &rule.lets, |machine| {
        let (outcome, exceptions) = machine.decide(rule);
        machine.trace.judged(frames, outcome, &exceptions);
    });
}

/// Gives a finding of an outcome that has been reached, with its evidence.
pub(super) fn tell<'d>(data: &'d Data<'_>, case: &Case<'d>, subject: &dyn Fn() -> Subject, outcome: Outcome, out: &mut Out<'_>) {
    let rule = &data.plan.rules[case.rule];
    if data.settings.is_bare(outcome) {
        let evidence = Evidence { unplaced: case.unplaced, ..Evidence::default() };
        out.findings.push(Finding { evidence: evidence.into(), ..Finding::new(case.rule, subject(), outcome) });
        return;
    }
    let everything = data.settings.tells_everything();
    let mut telling = Machine::new(data, Recorder::new(data.plan, everything), case.frames.clone(), case.keys, &rule.lets);
    let (told, exceptions) = telling.decide(rule);
    debug_assert_eq!(outcome, told, "a verdict does not depend on being told");
    if !matches!(outcome, Outcome::Pass | Outcome::NotApplicable) {
        telling.name(rule);
    }
    let mut evidence = telling.trace.evidence();
    if outcome != Outcome::Unknown && !everything {
        evidence.missing.clear();
    }
    (evidence.exceptions, evidence.unplaced) = (exceptions, case.unplaced);
    let speaks = matches!(outcome, Outcome::Fail | Outcome::Excepted) && !everything;
    let message = speaks.then(|| {
        [Lang::Ja, Lang::En]
            .map(|lang| Machine::new(data, Silent, case.frames.clone(), case.keys, &rule.lets).message(rule, lang))
    });
    out.findings.push(Finding {
        message: message.map(Box::new),
        evidence: evidence.into(),
        ..Finding::new(case.rule, subject(), outcome)
    });
}

/// Reports that it cannot be told whether, or where, a rule applies; `tell` leaves in the trace what was missing.
pub(super) fn give_unknown<'d>(
    data: &'d Data<'_>,
    case: &Case<'d>,
    subject: Subject,
    tell: &dyn Fn(&mut Machine<'_, 'd, Recorder>),
    out: &mut Out<'_>,
) {
    out.tally.add(case.rule, Outcome::Unknown);
    let rule = &data.plan.rules[case.rule];
    let mut telling = Machine::new(data, Recorder::new(data.plan, false), case.frames.clone(), case.keys, &rule.lets);
    tell(&mut telling);
    telling.name(rule);
    let evidence = telling.trace.evidence();
    out.findings.push(Finding { evidence: evidence.into(), ..Finding::new(case.rule, subject, Outcome::Unknown) });
}

/// Reports a subject of which it is known already why it cannot be judged.
pub(super) fn give_undetermined(rule: usize, subject: Subject, evidence: Told, out: &mut Out<'_>) {
    out.tally.add(rule, Outcome::Unknown);
    out.findings.push(Finding { evidence, ..Finding::new(rule, subject, Outcome::Unknown) });
}

impl<'d, T: Trace> Machine<'_, 'd, T> {
    /// The outcome of the rule whose `let`s the machine has, on what its frames are now.
    pub(super) fn outcome(&mut self, rule: &'d Rule) -> Outcome {
        self.begin();
        self.decide(rule).0
    }

    /// The outcome of a rule, and the exceptions that were tried.
    fn decide(&mut self, rule: &'d Rule) -> (Outcome, Vec<ExceptionTried>) {
        if let Some((from, until, by)) = &rule.applies {
            match self.eval(by) {
                Value::Date(day) if from.is_some_and(|from| day < from) || until.is_some_and(|until| until < day) => {
                    return (Outcome::NotApplicable, Vec::new());
                }
                Value::Date(_) => {}
                _ => return (Outcome::Unknown, Vec::new()),
            }
        }
        match self.condition(&rule.when) {
            Value::Bool(true) => self.trace.settle(),
            Value::Bool(false) => return (Outcome::NotApplicable, Vec::new()),
            _ => return (Outcome::Unknown, Vec::new()),
        }
        match self.condition(&rule.require) {
            Value::Bool(true) => (Outcome::Pass, Vec::new()),
            Value::Bool(false) => self.exceptions(rule),
            _ => (Outcome::Unknown, Vec::new()),
        }
    }

    /// The obligation fails: an exception may hold, or be undetermined.
    fn exceptions(&mut self, rule: &'d Rule) -> (Outcome, Vec<ExceptionTried>) {
        let mut tried = Vec::new();
        for (number, exception) in rule.exceptions.iter().enumerate() {
            let mark = self.trace.mark();
            let held = self.condition(&exception.when).truth();
            let keeps_missing = held.is_none();
            self.trace.retain(mark, |_, event| match event {
                Event::Missing(_) => keeps_missing,
                Event::Comparison(_) => false,
                Event::Fact(_) | Event::Row(_) => true,
            });
            tried.push(ExceptionTried { exception: number, held });
        }
        let outcome = if tried.iter().any(|exception| exception.held == Some(true)) {
            Outcome::Excepted
        } else if tried.iter().any(|exception| exception.held.is_none()) {
            Outcome::Unknown
        } else {
            Outcome::Fail
        };
        (outcome, tried)
    }

    /// Leaves what the message says of an element: nothing else may tell it from another that stands in its place in a later run.
    fn name(&mut self, rule: &'d Rule) {
        let Scope::Each { path, .. } = &rule.scope else { return };
        // Of a list that is not known, there is no element.
        if path.is_empty() || self.frames.len() <= path.len() || self.data.settings.tells_everything() {
            return;
        }
        let mark = self.trace.mark();
        for part in rule.message.iter().flatten() {
            if let MessagePart::Value(expr) = part {
                self.eval(expr);
            }
        }
        self.trace.retain(mark, |_, event| matches!(event, Event::Fact(_)));
    }

    /// What the rule says, in a language.
    fn message(&mut self, rule: &'d Rule, lang: Lang) -> String {
        let parts = &rule.message[usize::from(lang == Lang::En)];
        let mut text = String::new();
        for part in parts {
            match part {
                MessagePart::Text(words) => text.push_str(words),
                MessagePart::Value(expr) => {
                    let value = self.eval(expr);
                    text.push_str(&show::show(&value, lang, self.data.plan));
                }
            }
        }
        text
    }
}
