//! A run: records come in, are judged as they come, and at the end what needs them all.

use std::sync::Arc;

use super::keys::Keys;
use super::reading::{Reading, Source};
use super::report::Report;
use super::{Engine, standing};
use crate::decode::{DataError, Decoder, Level, Reason};
use crate::eval::{Input, Portfolio, judge};
use crate::finding::{Finding, Outcome, RecordId, Standing, Subject};
use crate::value::{Value, Why};

/// Judges records as they come.
#[derive(Debug)]
pub struct Session<'e> {
    pub(super) engine: &'e Engine,
    /// Decodes records that are written as the rules name their fields.
    pub(super) plain: Arc<Decoder>,
    /// The decoder of each input.
    pub(super) decoders: Vec<Arc<Decoder>>,
    pub(super) portfolio: Portfolio,
    /// Whether any rule that is run looks at more than one record.
    pub(super) groups: bool,
    /// Where each key was first read.
    pub(super) keys: Keys,
    pub(super) report: Report,
    /// Records with a finding, for the count of them, where groups may add to them.
    pub(super) flagged: Vec<(RecordId, bool)>,
}

/// Where a record's values stood in the input, as far as that is not said by their JSON pointers; and what was found wrong before they became JSON.
pub struct Origin<'o> {
    /// The place of a value, by its JSON pointer: `契約一覧!D12`. Empty where there is none.
    pub place: &'o dyn Fn(&str) -> String,
    /// What was found before.
    pub faults: Vec<DataError>,
}

impl Session<'_> {
    /// Names the next input (a file's path), and gives its number. A name given again is told apart by a number behind it.
    pub fn input(&mut self, name: &str) -> u32 {
        let again = self.report.inputs.iter().filter(|source| source.name == name).count();
        let name = if again == 0 { name.to_owned() } else { format!("{name} ({})", again + 1) };
        self.report.inputs.push(Source { name, ..Source::default() });
        self.decoders.push(Arc::clone(&self.plain));
        u32::try_from(self.report.inputs.len() - 1).unwrap_or(u32::MAX)
    }

    /// Notes that an input could not be read, or not to its end.
    pub fn broken(&mut self, input: u32, why: [String; 2]) {
        if let Some(source) = self.report.inputs.get_mut(input as usize) {
            source.problem = Some(why);
        }
    }

    /// Notes what was understood of an input.
    pub fn understood(&mut self, input: u32, reading: Reading) {
        if let Some(source) = self.report.inputs.get_mut(input as usize) {
            source.reading = reading;
        }
    }

    /// Notes the digest of an input: SHA-256 of its bytes, in hexadecimal.
    pub fn digest(&mut self, input: u32, digest: String) {
        if let Some(source) = self.report.inputs.get_mut(input as usize) {
            source.digest = Some(digest);
        }
    }

    /// Notes which fields an input has no column for: by their names, those of elements as `payments/year`. That they are missing is then told
    /// once for the input, and not of every record.
    pub fn lacks(&mut self, input: u32, fields: &[String]) {
        let decoder = Decoder::new(&self.engine.program, &self.engine.plan, self.report.record).lacking(fields);
        self.set_decoder(input, decoder);
    }

    /// Reads the records of an input by a layout of JSON: its number in the program.
    pub fn mapped(&mut self, input: u32, layout: usize) {
        let decoder = Decoder::mapped(&self.engine.program, &self.engine.plan, layout);
        self.set_decoder(input, decoder);
    }

    fn set_decoder(&mut self, input: u32, decoder: Decoder) {
        if let Some(known) = self.decoders.get_mut(input as usize) {
            *known = Arc::new(decoder);
        }
    }

    fn count_read(&mut self, input: u32) {
        self.report.counts.read += 1;
        if let Some(source) = self.report.inputs.get_mut(input as usize) {
            source.records += 1;
        }
    }

    /// Judges one record of JSON. `position` is its line, from 1 (or its place in an array).
    pub fn push(&mut self, input: u32, position: u64, json: &[u8]) {
        self.push_from(input, position, json, Origin { place: &|_| String::new(), faults: Vec::new() });
    }

    /// Judges one record that was made into JSON from something else: a row of a table. `position` is its row, from 1.
    pub fn push_from(&mut self, input: u32, position: u64, json: &[u8], origin: Origin<'_>) {
        let mut faults = origin.faults;
        self.count_read(input);
        let Some(decoder) = self.decoders.get(input as usize).map(Arc::clone) else { return };
        let known = faults.len();
        let value = decoder.decode(json, &mut faults);
        for fault in &mut faults[known..] {
            let at = (origin.place)(&fault.path);
            if !at.is_empty() {
                fault.at = at;
                // What stands in a cell is no JSON, and is told without its quotation marks.
                fault.raw = serde_json::from_str(&fault.raw).unwrap_or_else(|_| std::mem::take(&mut fault.raw));
            }
        }
        let in_error = faults.iter().any(|fault| fault.level == Level::Error);
        self.report.counts.in_error += u64::from(in_error);
        self.report.faults.extend(faults.into_iter().map(|fault| DataError { input, position, ..fault }));
        if let Some(value) = value {
            self.judge(input, position, value, in_error);
        }
    }

    /// Reports a fault that belongs to no record.
    pub fn fault(&mut self, input: u32, fault: DataError) {
        self.report.faults.push(DataError { input, ..fault });
    }

    /// Reports a record that could not be handed over at all, such as a line that is too long.
    pub fn refuse(&mut self, input: u32, position: u64, reason: Reason, raw: &str) {
        self.count_read(input);
        self.report.counts.in_error += 1;
        self.report.faults.push(DataError { input, position, ..DataError::new("", raw, reason) });
    }

    fn judge(&mut self, number: u32, position: u64, value: Value, mut in_error: bool) {
        let plan = &self.engine.plan;
        let key = plan.key_of(self.report.record, &value);
        let id = RecordId { input: number, position, key: key.clone() };
        if let Some((first, line)) = self.keys.insert(&key, number, position) {
            let first = self.report.inputs.get(first as usize).map_or("", |source| &source.name);
            let name = plan.projections[self.report.record]
                .key
                .map_or("", |slot| plan.projections[self.report.record].slots[slot].name.as_str());
            let fault = DataError::new(&format!("/{name}"), &key, Reason::DuplicateId { first: format!("{first}:{line}") });
            self.report.faults.push(DataError { input: number, position, ..fault });
            self.report.counts.in_error += u64::from(!in_error);
            in_error = true;
        }
        self.report.counts.judged += 1;
        let input = Input { id, record: self.report.record, value };
        let before = self.report.findings.len();
        judge(plan, &self.report.settings, &input, &mut self.report.findings, &mut self.report.tally);
        if self.groups {
            self.portfolio.push(plan, &input);
        }
        self.note(before);
        let unknown_keys = missing_rows(&self.report.findings[before..], number, position);
        if !unknown_keys.is_empty() {
            self.report.counts.in_error += u64::from(!in_error);
            self.report.faults.extend(unknown_keys);
        }
        if before < self.report.findings.len() || self.groups {
            self.report.headings.insert(input.id.clone(), self.heading(&input.value));
        }
    }

    fn heading(&self, value: &Value) -> Vec<Value> {
        let Value::Record(slots) = value else { return Vec::new() };
        self.engine.plan.projections[self.report.record].heading.iter().map(|&slot| slots[slot].clone()).collect()
    }

    /// What there is so far: for reports that stream. The findings and the faults in it are those not yet [drained](Session::drain).
    #[must_use]
    pub fn so_far(&self) -> &Report {
        &self.report
    }

    /// Takes the findings and the faults so far out of the report, for one that streams.
    pub fn drain(&mut self) -> (Vec<Finding>, Vec<DataError>) {
        if !self.groups {
            self.report.headings.clear();
        }
        (std::mem::take(&mut self.report.findings), std::mem::take(&mut self.report.faults))
    }

    /// Judges what looks at more than one record, and closes the run.
    #[must_use]
    pub fn finish(mut self) -> Report {
        let before = self.report.findings.len();
        if self.groups {
            let Report { settings, findings, tally, .. } = &mut self.report;
            self.portfolio.finish(&self.engine.plan, settings, findings, tally);
        }
        self.note(before);
        self.flagged.sort();
        self.flagged.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 |= same && later.1;
            same
        });
        let failed = self.flagged.iter().filter(|(_, failed)| *failed).count();
        self.report.counts.flagged += failed as u64;
        self.report.counts.undetermined += (self.flagged.len() - failed) as u64;
        self.report
    }

    /// Of the findings from a number on: how they stand, which records they name, and what was not set.
    fn note(&mut self, from: usize) {
        let Engine { program, plan, .. } = self.engine;
        let (as_of, mut own) = (self.report.settings.as_of, None);
        for finding in self.report.findings[from..].iter_mut().filter(|finding| standing::stands(finding)) {
            if !self.report.register.is_empty() {
                let fingerprint = standing::fingerprint(program, plan, finding);
                finding.standing = self.report.register.stand(&fingerprint, as_of);
            }
            let failed = finding.outcome == Outcome::Fail;
            match finding.standing {
                Standing::New => {
                    self.report.open[finding.rule] += u64::from(failed);
                    self.report.open_unknown += u64::from(!failed);
                }
                Standing::Known => self.report.known += 1,
                Standing::Accepted => self.report.accepted += 1,
            }
            match &finding.subject {
                Subject::Record { .. } if !self.groups => own = Some(own.unwrap_or(false) || failed),
                Subject::Record { record, .. } => self.flagged.push((record.clone(), failed)),
                Subject::Group { members, .. } => self.flagged.extend(members.iter().map(|member| (member.clone(), failed))),
                Subject::Row { .. } | Subject::Set { .. } => {}
            }
            let unset = finding.evidence.missing.iter().filter(|it| matches!(it.why, Why::Parameter | Why::AsOf));
            for missing in unset {
                *self.report.unset.entry(missing.path.clone()).or_default() += 1;
            }
        }
        self.report.counts.flagged += u64::from(own == Some(true));
        self.report.counts.undetermined += u64::from(own == Some(false));
    }
}

/// Fields whose value no table row has: faults of the input as much as of the contract.
fn missing_rows(findings: &[Finding], input: u32, position: u64) -> Vec<DataError> {
    let mut faults: Vec<DataError> = Vec::new();
    for missing in findings.iter().flat_map(|finding| &finding.evidence.missing) {
        if let (Why::NoRow, Some(Value::Text(text)), true) = (missing.why, &missing.value, missing.path.starts_with('/'))
            && faults.iter().all(|known| known.path != missing.path)
        {
            let reason = Reason::NoSuchRow { table: missing.label.clone() };
            faults.push(DataError { input, position, ..DataError::new(&missing.path, text, reason) });
        }
    }
    faults
}
