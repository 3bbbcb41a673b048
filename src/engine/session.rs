//! A run: records come in, are judged as they come, and at the end what needs them all.

use std::convert::Infallible;
use std::sync::Arc;

#[cfg(feature = "clear")]
use super::clear;
use super::flagged::Flagged;
use super::keys::{Digest, Keys, Place};
use super::reading::{Reading, Source};
use super::report::Report;
use super::worker::{Batch, Judging, Worker};
use super::{Engine, fingerprint, standing};
use crate::decode::{DataError, Decoder, Reason, Scratch};
use crate::eval::{Alone, Crew, Portfolio};
use crate::finding::{Finding, Outcome, Standing, Subject};
use crate::value::Why;

/// How many of the findings that only the whole set shows are given away at once.
const AT_ONCE: usize = 1_000;

/// Judges records as they come.
#[derive(Debug)]
pub struct Session<'e> {
    pub(super) engine: &'e Engine,
    /// Judges what is pushed; one record after the other.
    pub(super) own: Worker<'e>,
    /// Decodes records that are written as the rules name their fields.
    pub(super) plain: Arc<Decoder>,
    /// The decoder of each input.
    pub(super) decoders: Vec<Arc<Decoder>>,
    pub(super) portfolio: Portfolio,
    /// Where each key was first read.
    pub(super) keys: Keys,
    pub(super) report: Report,
    /// Records with a finding, for the count of them, where groups may add to them.
    pub(super) flagged: Flagged,
}

/// Where a record's values stood in the input, as far as that is not said by their JSON pointers; and what was found wrong before they became JSON.
pub struct Origin<'o> {
    /// The place of a value, by its JSON pointer: `契約一覧!D12`. Empty where there is none.
    pub place: &'o dyn Fn(&str) -> String,
    /// What was found before.
    pub faults: Vec<DataError>,
}

impl<'e> Session<'e> {
    /// Names the next input (a file's path), and gives its number. A name given again is told apart by a number behind it.
    pub fn input(&mut self, name: &str) -> u32 {
        let (mut known_by, mut number) = (name.to_owned(), 1);
        while self.report.inputs.iter().any(|source| source.name == known_by) {
            number += 1;
            known_by = format!("{name} ({number})");
        }
        let given = (number > 1).then(|| name.to_owned());
        self.report.inputs.push(Source { name: known_by, given, ..Source::default() });
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

    /// Judges one record of JSON. `position` is its line, from 1 (or its place in an array).
    pub fn push(&mut self, input: u32, position: u64, json: &[u8]) {
        self.work(input, |worker| worker.push(position, json));
    }

    /// Judges one record that was made into JSON from something else: a row of a table. `position` is its row, from 1.
    pub fn push_from(&mut self, input: u32, position: u64, json: &[u8], origin: Origin<'_>) {
        self.work(input, |worker| worker.push_from(position, json, origin));
    }

    /// Reports a record that could not be handed over at all, such as a line that is too long.
    pub fn refuse(&mut self, input: u32, position: u64, reason: Reason, raw: &str) {
        self.work(input, |worker| worker.refuse(position, reason, raw));
    }

    /// Reports a fault that belongs to no record.
    pub fn fault(&mut self, input: u32, fault: DataError) {
        self.report.lost += u64::from(matches!(fault.reason, Reason::Orphan { .. }));
        self.report.faults.push(DataError { input, ..fault });
    }

    /// Has a worker do something, and takes in what came of it.
    fn work(&mut self, input: u32, what: impl FnOnce(&mut Worker<'_>)) {
        let Some(decoder) = self.decoders.get(input as usize).map(Arc::clone) else { return };
        self.own.judging.input = input;
        self.own.judging.batch.input = input;
        self.own.decoder = decoder;
        // What it comes to is counted at once where it belongs.
        std::mem::swap(&mut self.own.judging.batch.tally, &mut self.report.tally);
        what(&mut self.own);
        std::mem::swap(&mut self.own.judging.batch.tally, &mut self.report.tally);
        let mut batch = std::mem::take(&mut self.own.judging.batch);
        self.take_in(&mut batch);
        self.own.judging.batch = batch;
    }

    /// Somebody who judges records of an input apart from the session; what comes of them is to be [taken in](Session::absorb).
    ///
    /// ```
    /// use sadame::engine::{Engine, Options};
    /// use sadame::pack::Builtin;
    /// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
    /// let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
    /// let input = session.input("contracts.jsonl");
    /// let mut worker = session.worker(input);
    /// let batch = std::thread::scope(|scope| {
    ///     let thread = scope.spawn(move || {
    ///         worker.push(1, br#"{"id": "A"}"#);
    ///         worker.batch()
    ///     });
    ///     thread.join().expect("it does not panic")
    /// });
    /// session.absorb(batch);
    /// assert_eq!(session.finish().counts.read, 1);
    /// ```
    #[must_use]
    pub fn worker(&self, input: u32) -> Worker<'e> {
        let decoder = self.decoders.get(input as usize).unwrap_or(&self.own.decoder);
        let own = &self.own.judging;
        let judging = Judging {
            engine: self.engine,
            settings: Arc::clone(&own.settings),
            ready: Arc::clone(&own.ready),
            record: own.record,
            input,
            groups: own.groups,
            #[cfg(feature = "clear")]
            clear: own.clear.clone(),
            batch: Batch::new(self.engine, input),
        };
        Worker { judging, decoder: Arc::clone(decoder), in_full: self.own.in_full, scratch: Scratch::default() }
    }

    /// Takes in what a worker came to, and gives the batch back without it: its memory may be of [use](Worker::exchange).
    pub fn absorb(&mut self, mut batch: Batch) -> Batch {
        self.take_in(&mut batch);
        self.report.tally.merge(&batch.tally);
        batch
    }

    /// Empties a batch into the report.
    fn take_in(&mut self, batch: &mut Batch) {
        let input = batch.input;
        let count = u64::try_from(batch.records.len()).unwrap_or(u64::MAX);
        self.report.counts.read += count;
        if let Some(source) = self.report.inputs.get_mut(input as usize) {
            source.records += count;
        }
        let (mut findings, mut faults) = (batch.findings.drain(..), batch.faults.drain(..));
        let (mut found, mut faulty, mut key_start) = (0, 0, 0);
        for judged in batch.records.drain(..) {
            self.report.faults.extend(faults.by_ref().take(judged.faults - faulty));
            let before = self.report.findings.len();
            self.report.findings.extend(findings.by_ref().take(judged.findings - found));
            let key = &batch.keys[key_start..judged.key_end];
            (faulty, found, key_start) = (judged.faults, judged.findings, judged.key_end);
            let place = Place { input, line: judged.position, in_error: judged.in_error };
            let again = self.again(place, key, judged.key);
            self.report.counts.in_error += u64::from(judged.in_error || again);
            self.report.counts.judged += u64::from(judged.judged);
            if before < self.report.findings.len() {
                self.note(before);
            }
        }
        drop((findings, faults));
        self.report.headings.take_in(&mut batch.headings);
        batch.keys.clear();
        if self.own.judging.groups {
            self.keep(std::mem::take(&mut batch.portfolio));
        }
    }

    /// Keeps what rules over several records read; of a set in which they are judged again, whole records.
    fn keep(&mut self, portfolio: Portfolio) {
        #[cfg(feature = "clear")]
        let portfolio = match &self.own.judging.clear {
            Some(_) => clear::kept(&self.engine.plan, &mut self.portfolio, portfolio),
            None => portfolio,
        };
        self.portfolio.merge(portfolio);
    }

    /// Whether a record with that key was read before; reports it.
    fn again(&mut self, place: Place, key: &str, digest: Option<Digest>) -> bool {
        let first = digest.and_then(|digest| self.keys.insert(digest, place));
        first.is_some_and(|first| {
            self.twice(place, key, first);
            true
        })
    }

    /// Reports a record whose key another had before.
    pub(super) fn twice(&mut self, place: Place, key: &str, first: Place) {
        let name = self.report.inputs.get(first.input as usize).map_or("", |source| &source.name);
        let reason = Reason::DuplicateId { first: format!("{name}:{}", first.line) };
        let projection = &self.engine.plan.projections[self.own.judging.record];
        let field = projection.key.map_or("", |slot| projection.slots[slot].name.as_str());
        let fault = DataError::new(&format!("/{field}"), key, reason);
        self.report.faults.push(DataError { input: place.input, position: place.line, ..fault });
    }

    /// What there is so far: for reports that stream. The findings and the faults in it are those not yet [drained](Session::drain).
    #[must_use]
    pub fn so_far(&self) -> &Report {
        &self.report
    }

    /// Takes the findings and the faults so far out of the report, for one that streams.
    pub fn drain(&mut self) -> (Vec<Finding>, Vec<DataError>) {
        if !self.own.judging.groups {
            self.report.headings.clear();
        }
        (std::mem::take(&mut self.report.findings), std::mem::take(&mut self.report.faults))
    }

    /// Takes the findings and the faults so far out as a report of its own, with all that is read of a report to write them; so they can be written
    /// elsewhere. `None` where there are none.
    pub fn take(&mut self) -> Option<Report> {
        self.report.take(self.own.judging.groups)
    }

    /// Judges what looks at more than one record, and closes the run.
    #[must_use]
    pub fn finish(self) -> Report {
        self.finish_on(&Alone)
    }

    /// The same, on the threads of a crew.
    #[must_use]
    pub fn finish_on(self, crew: &dyn Crew) -> Report {
        let Ok(report) = self.finish_by(crew, |_| Ok::<(), Infallible>(()));
        report
    }

    /// The same, for a report that streams: `after` is called whenever rules over several records have found something, which can be [taken](Session::take)
    /// then, so that the findings of all rules need not be held at once. Only what would [clear](super::Options) a finding takes all of them.
    ///
    /// # Errors
    /// That of `after`, which is then not called again.
    pub fn finish_by<E>(
        mut self,
        crew: &dyn Crew,
        mut after: impl FnMut(&mut Session<'e>) -> Result<(), E>,
    ) -> Result<Report, E> {
        if self.own.judging.groups {
            let (portfolio, settings) = (std::mem::take(&mut self.portfolio), Arc::clone(&self.own.judging.settings));
            let (from, holds) = (self.report.findings.len(), self.own.judging.clears());
            portfolio.finish(&self.engine.plan, &settings, crew, |judgement| {
                self.report.tally.merge(&judgement.tally);
                if holds {
                    self.report.findings.extend(judgement.findings);
                    return Ok(());
                }
                self.give(judgement.findings, &mut after)
            })?;
            if holds {
                self.settle(from, &portfolio);
                after(&mut self)?;
            }
        }
        let (failed, undetermined) = self.flagged.count();
        self.report.counts.flagged += failed;
        self.report.counts.undetermined += undetermined;
        Ok(self.report)
    }

    /// Gives findings away, some at a time.
    fn give<E>(&mut self, findings: Vec<Finding>, after: &mut impl FnMut(&mut Session<'e>) -> Result<(), E>) -> Result<(), E> {
        let mut findings = findings.into_iter();
        while findings.len() > 0 {
            let from = self.report.findings.len();
            self.report.findings.extend(findings.by_ref().take(AT_ONCE));
            self.note(from);
            after(self)?;
        }
        Ok(())
    }

    /// Finds out what would clear the findings; those from a number on are of several records.
    #[allow(unused_variables, reason = "without the feature nothing is found out")]
    fn settle(&mut self, from: usize, portfolio: &Portfolio) {
        #[cfg(feature = "clear")]
        if let Some(settled) = &self.own.judging.clear {
            settled.of_set(self.engine, portfolio, &mut self.report.findings);
        }
        self.note(from);
    }

    /// Of the findings from a number on: how they stand, which records they name, and what was not set.
    fn note(&mut self, from: usize) {
        let Engine { program, plan, .. } = self.engine;
        let (as_of, mut own) = (self.report.settings.as_of, None);
        for finding in self.report.findings[from..].iter_mut().filter(|finding| standing::stands(finding)) {
            if !self.report.register.is_empty() {
                let fingerprint = fingerprint(program, plan, finding);
                (finding.standing, finding.found_before) = self.report.register.stand(&fingerprint, as_of);
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
                Subject::Record { .. } if !self.own.judging.groups => own = Some(own.unwrap_or(false) || failed),
                Subject::Record { record, .. } => self.flagged.note(record, failed),
                Subject::Group { members, .. } => members.iter().for_each(|member| self.flagged.note(member, failed)),
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
