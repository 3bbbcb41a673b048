//! Findings as a committee wants them: by record, gravest first, and those across records apart. Every report for people orders them so.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::check::typed::Severity;
use crate::finding::Outcome;
use crate::json::{Document, Finding, Missing, Record, Subject, Text};
use crate::value::Why;

/// The findings of one record.
pub(super) struct Of<'d> {
    pub(super) record: &'d Record,
    pub(super) heading: &'d [Text],
    pub(super) findings: Vec<&'d Finding>,
}

/// Findings by record, in the order of the input.
pub(super) fn by_record(document: &Document, wanted: impl Fn(&Finding) -> bool) -> Vec<Of<'_>> {
    let mut index: BTreeMap<&Record, usize> = BTreeMap::new();
    let mut all: Vec<Of<'_>> = Vec::new();
    for finding in document.findings.iter().filter(|finding| wanted(finding)) {
        let Subject::Record { record, heading, .. } = &finding.subject else { continue };
        let at = *index.entry(record).or_insert_with(|| {
            all.push(Of { record, heading, findings: Vec::new() });
            all.len() - 1
        });
        all[at].findings.push(finding);
    }
    // Those that were judged at the end stand behind the others among the findings.
    let place = |of: &Of<'_>| document.summary.inputs.iter().position(|input| input.name == of.record.input);
    all.sort_by_cached_key(|of| (place(of), of.record.position));
    all
}

/// Records with a finding of their own that fails, gravest first; with what was excepted beside it.
pub(super) fn flagged(document: &Document) -> Vec<Of<'_>> {
    let mut all = departures(document);
    all.retain(|of| of.findings.iter().any(|finding| finding.outcome == Outcome::Fail));
    all.sort_by_key(|of| Reverse(of.findings.first().map(|finding| gravity(finding))));
    all
}

/// Records whose only departures are excepted.
pub(super) fn excepted(document: &Document) -> Vec<Of<'_>> {
    let mut all = departures(document);
    all.retain(|of| of.findings.iter().all(|finding| finding.outcome == Outcome::Excepted));
    all
}

/// What departs from a rule, excepted or not, by record; of each record the gravest first.
fn departures(document: &Document) -> Vec<Of<'_>> {
    let mut all = by_record(document, is_departure);
    all.iter_mut().for_each(|of| of.findings.sort_by_key(|finding| Reverse(gravity(finding))));
    all
}

/// What departs from a rule in groups, rows and the whole set: gravest first, and rule by rule.
pub(super) fn across(document: &Document) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> =
        document.findings.iter().filter(|finding| is_across(finding) && is_departure(finding)).collect();
    findings.sort_by_key(|finding| Reverse(gravity(finding)));
    findings
}

/// All findings, gravest first.
#[cfg(feature = "sheets")]
pub(super) fn gravest_first(document: &Document) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = document.findings.iter().collect();
    findings.sort_by_key(|finding| Reverse(gravity(finding)));
    findings
}

/// Whether a finding is about several records, a row, or the whole set.
pub(super) fn is_across(finding: &Finding) -> bool {
    !matches!(finding.subject, Subject::Record { .. })
}

fn is_departure(finding: &Finding) -> bool {
    matches!(finding.outcome, Outcome::Fail | Outcome::Excepted)
}

/// Whether a finding says that all is well, or that the rule has nothing to say.
pub(super) fn is_clean(finding: &Finding) -> bool {
    matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable)
}

/// Whether what is missing is a setting of the run, and no fact of a record.
pub(super) fn is_setting(missing: &Missing) -> bool {
    matches!(missing.why, Why::Parameter | Why::AsOf)
}

/// How far up a finding stands: failures by their severity, then what is excepted.
fn gravity(finding: &Finding) -> (Outcome, Severity) {
    (finding.outcome, finding.severity)
}
