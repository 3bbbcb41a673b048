//! What came of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::headings::Headings;
use super::reading::Source;
use super::standing::Register;
use crate::decode::DataError;
use crate::eval::{Settings, Tally};
use crate::finding::{Finding, RecordId, Subject};

/// What came of a run.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The kind of record that was judged: its number in the program.
    pub record: usize,
    /// The inputs, by number.
    pub inputs: Vec<Source>,
    /// What was set, defaults filled in.
    pub settings: Settings,
    /// The findings: those of records in the order of the input, then those of groups, rows and the whole set.
    pub findings: Vec<Finding>,
    /// What could not be read.
    pub faults: Vec<DataError>,
    /// What tells people which record it is, of those that a finding may name.
    pub headings: Headings,
    /// What was not set although verdicts turned on it (a parameter, `as_of`), and how many did.
    pub unset: BTreeMap<String, u64>,
    /// How often each rule came to each outcome.
    pub tally: Tally,
    /// How often each rule failed on what is neither known nor accepted.
    pub open: Vec<u64>,
    /// How many undetermined findings are neither known nor accepted.
    pub open_unknown: u64,
    /// How many findings, failed or undetermined, are known from an earlier run.
    pub known: u64,
    /// How many findings, failed or undetermined, are accepted.
    pub accepted: u64,
    /// How many rows of other tables belong to no record, and were not judged with any.
    pub lost: u64,
    /// What was known before the run.
    pub register: Register,
    /// How many of each.
    pub counts: Counts,
}

impl Report {
    /// Takes the findings and the faults out, in a report of their own with all that is read of one to write them. `None` where there are none. What tells
    /// people which records they are is taken with them, unless it is `needed` further on.
    pub(super) fn take(&mut self, needed: bool) -> Option<Report> {
        let (findings, faults) = (std::mem::take(&mut self.findings), std::mem::take(&mut self.faults));
        let headings = if needed { self.headings_of(&findings) } else { std::mem::take(&mut self.headings) };
        if findings.is_empty() && faults.is_empty() {
            return None;
        }
        Some(Report {
            record: self.record,
            inputs: self.inputs.clone(),
            settings: self.settings.clone(),
            register: self.register.decided(),
            headings,
            findings,
            faults,
            ..Report::default()
        })
    }

    /// What tells people which records findings are about.
    fn headings_of(&self, findings: &[Finding]) -> Headings {
        let named = findings.iter().flat_map(|finding| match &finding.subject {
            Subject::Record { record, .. } => std::slice::from_ref(record),
            Subject::Group { members, .. } => members.as_slice(),
            Subject::Row { .. } | Subject::Set { .. } => &[],
        });
        // Findings of one record mostly follow one another.
        let mut named: Vec<&RecordId> = named.collect();
        named.dedup();
        self.headings.of_these(&named)
    }
}

/// How many records came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Records in the input, those that could not be read included.
    pub read: u64,
    /// Records judged.
    pub judged: u64,
    /// Records with at least one failed rule of their own or of a group they are in.
    pub flagged: u64,
    /// Records without a failed rule, but with an undetermined one.
    pub undetermined: u64,
    /// Records in which something could not be read, judged or not.
    pub in_error: u64,
}
