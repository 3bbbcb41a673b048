//! Judging records apart from the session: on a thread of its own, or a machine of its own. What was found comes back as a [`Batch`].

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use super::Engine;
#[cfg(feature = "clear")]
use super::clear::Settled;
use super::headings;
use super::keys::{self, Digest};
use super::session::Origin;
use crate::decode::{DataError, Decoder, Level, Reason, Scratch};
use crate::eval::{Asked, Cell, Input, Out, Portfolio, Ready, Row, Rows, Settings, Tally, judge, judge_row};
use crate::finding::{Finding, RecordId};
use crate::value::{Value, Why};

/// Judges records of one input by the rules that look at one record at a time, and keeps what the others read of them.
#[derive(Debug)]
pub struct Worker<'e> {
    pub(super) judging: Judging<'e>,
    pub(super) decoder: Arc<Decoder>,
    /// The quick way is not taken.
    pub(super) in_full: bool,
    pub(super) scratch: Scratch,
}

/// What judges a record once it is read.
#[derive(Debug)]
pub(super) struct Judging<'e> {
    pub(super) engine: &'e Engine,
    pub(super) settings: Arc<Settings>,
    pub(super) ready: Arc<Ready<'e>>,
    pub(super) record: usize,
    pub(super) input: u32,
    /// Whether any rule that is run looks at more than one record.
    pub(super) groups: bool,
    /// What would clear failed findings is found out.
    #[cfg(feature = "clear")]
    pub(super) clear: Option<Arc<Settled>>,
    pub(super) batch: Batch,
}

/// What came of some records of one input. A session [takes it in](super::Session::absorb) as if it had judged them itself; batches of one input have to come
/// in the order of their records.
#[derive(Debug, Default)]
pub struct Batch {
    pub(super) input: u32,
    pub(super) records: Vec<Judged>,
    /// The headings of the records that a finding may name.
    pub(super) headings: headings::Fresh,
    /// The keys, one after the other.
    pub(super) keys: String,
    pub(super) findings: Vec<Finding>,
    pub(super) faults: Vec<DataError>,
    pub(super) tally: Tally,
    pub(super) portfolio: Portfolio,
}

/// What came of one record.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) position: u64,
    /// Its key, by where that ends among the keys, and its digest; none where it has none.
    pub(super) key: Option<Digest>,
    pub(super) key_end: usize,
    /// Something in it could not be read.
    pub(super) in_error: bool,
    /// It was judged.
    pub(super) judged: bool,
    /// Where its findings and its faults end.
    pub(super) findings: usize,
    pub(super) faults: usize,
}

/// Records that were read, and are not judged yet: what rules read of them, one after the other in memory.
///
/// ```
/// use sadame::engine::{Engine, Held, Options};
/// use sadame::pack::Builtin;
/// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
/// let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
/// let input = session.input("contracts.jsonl");
/// let (mut worker, mut held) = (session.worker(input), Held::default());
/// let contracts = std::fs::read_to_string("examples/jlis/contracts.jsonl")?;
/// let contract = contracts.lines().next().expect("there are contracts");
/// assert!(worker.read(contract.as_bytes(), &mut held));
/// assert!(!worker.read(br#"{"id": "A"}"#, &mut held), "much is missing");
/// assert_eq!(held.len(), 1);
/// worker.judge(1, &held, 0);
/// assert_eq!(worker.batch().len(), 1);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Held(Rows);

impl Held {
    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'e> Worker<'e> {
    /// Reads a record without judging it, and puts it behind those that are held. It is not where it is out of the ordinary or something in it is missing, which
    /// `false` tells: such records are read while they are judged, by [`Worker::push`].
    pub fn read(&mut self, json: &[u8], held: &mut Held) -> bool {
        let mut faults = Vec::new();
        let text = simdutf8::basic::from_utf8(json).ok();
        let row = text.and_then(|text| self.decoder.quick(text, &mut self.scratch, &mut faults));
        match row {
            Some(row) if faults.is_empty() => held.0.push(row),
            _ => return false,
        }
        true
    }

    /// Judges a record that was read before: that of a number among those that are held, from 0.
    ///
    /// # Panics
    /// Where so many are not held.
    pub fn judge(&mut self, position: u64, held: &Held, number: usize) {
        self.judging.judge_row(position, held.0.row(number), &self.decoder, false);
    }

    /// Judges one record of JSON. `position` is its line, from 1 (or its place in an array).
    pub fn push(&mut self, position: u64, json: &[u8]) {
        self.push_from(position, json, Origin { place: &|_| String::new(), faults: Vec::new() });
    }

    /// Judges one record that was made into JSON from something else: a row of a table. `position` is its row, from 1.
    pub fn push_from(&mut self, position: u64, json: &[u8], origin: Origin<'_>) {
        let Worker { judging, decoder, in_full, scratch } = self;
        let mut faults = Vec::new();
        let text = if origin.faults.is_empty() && !*in_full { simdutf8::basic::from_utf8(json).ok() } else { None };
        match text.and_then(|text| decoder.quick(text, scratch, &mut faults)) {
            Some(row) => {
                let in_error = !faults.is_empty() && judging.tell(position, faults, 0, &origin);
                judging.judge_row(position, row, decoder, in_error);
            }
            None => judging.push_in_full(position, json, origin, decoder),
        }
    }

    /// Judges a record once more, as [`Worker::push_from`] does, and gives what its rules find: the evidence of findings that were let go. It is counted nowhere.
    ///
    /// ```
    /// use sadame::engine::{Engine, Options, Origin};
    /// use sadame::pack::Builtin;
    /// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
    /// let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
    /// let input = session.input("contracts.jsonl");
    /// let json = br#"{"id": "A", "kind": "works", "amount": 2, "planned_price": 1}"#;
    /// session.push(input, 1, json);
    /// let (found, _) = session.drain();
    /// let origin = Origin { place: &|_| String::new(), faults: Vec::new() };
    /// assert_eq!(session.worker(input).again(1, json, origin), found);
    /// ```
    pub fn again(&mut self, position: u64, json: &[u8], origin: Origin<'_>) -> Vec<Finding> {
        self.push_from(position, json, origin);
        self.batch().findings
    }

    /// Reports a record that could not be handed over at all, such as a line that is too long.
    pub fn refuse(&mut self, position: u64, reason: Reason, raw: &str) {
        let Judging { batch, input, .. } = &mut self.judging;
        batch.faults.push(DataError { input: *input, position, ..DataError::new("", raw, reason) });
        self.judging.note(position, "", false, true);
    }

    /// What came of the records so far; those that follow make a new batch.
    pub fn batch(&mut self) -> Batch {
        let batch = &self.judging.batch;
        // The next is likely to be as long.
        let next = Batch {
            records: Vec::with_capacity(batch.records.len()),
            headings: batch.headings.as_large(),
            keys: String::with_capacity(batch.keys.len()),
            findings: Vec::with_capacity(batch.findings.len()),
            ..Batch::default()
        };
        self.exchange(next)
    }

    /// The same; what follows is noted in the memory of a batch that is done with, such as [`Session::absorb`](super::Session::absorb) gives back.
    ///
    /// ```
    /// use sadame::engine::{Batch, Engine, Options};
    /// use sadame::pack::Builtin;
    /// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
    /// let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
    /// let input = session.input("contracts.jsonl");
    /// let (mut worker, mut spent) = (session.worker(input), Batch::default());
    /// for (position, line) in (1..).zip([r#"{"id": "A"}"#, r#"{"id": "B"}"#]) {
    ///     worker.push(position, line.as_bytes());
    ///     spent = session.absorb(worker.exchange(spent));
    /// }
    /// assert!(spent.is_empty());
    /// assert_eq!(session.finish().counts.read, 2);
    /// ```
    pub fn exchange(&mut self, mut spent: Batch) -> Batch {
        let Judging { batch, engine, input, .. } = &mut self.judging;
        spent.empty(engine, *input);
        std::mem::replace(batch, spent)
    }
}

impl Judging<'_> {
    fn push_in_full(&mut self, position: u64, json: &[u8], mut origin: Origin<'_>, decoder: &Decoder) {
        let mut faults = std::mem::take(&mut origin.faults);
        let known = faults.len();
        let value = decoder.decode(json, &mut faults);
        let in_error = self.tell(position, faults, known, &origin);
        match value {
            Some(value) => self.judge_whole(position, value, in_error),
            None => self.note(position, "", false, in_error),
        }
    }

    /// Reports the faults of a record, of which the first so many were known before it was read; whether any is an error.
    fn tell(&mut self, position: u64, mut faults: Vec<DataError>, known: usize, origin: &Origin<'_>) -> bool {
        for fault in &mut faults[known..] {
            let at = (origin.place)(&fault.path);
            if !at.is_empty() {
                fault.at = at;
                // What stands in a cell is no JSON, and is told without its quotation marks.
                fault.raw = serde_json::from_str(&fault.raw).unwrap_or_else(|_| std::mem::take(&mut fault.raw));
            }
        }
        let in_error = faults.iter().any(|fault| fault.level == Level::Error);
        let input = self.input;
        self.batch.faults.extend(faults.into_iter().map(|fault| DataError { input, position, ..fault }));
        in_error
    }

    fn judge_row(&mut self, position: u64, row: Row<'_>, decoder: &Decoder, in_error: bool) {
        let plan = &self.engine.plan;
        let value = || decoder.whole(row);
        let slot = plan.projections[self.record].key;
        let key = match slot.map(|slot| row.cell(0, slot)) {
            None | Some(Cell::Unknown(_)) => Cow::Borrowed(""),
            Some(Cell::Text(span)) => Cow::Borrowed(row.text(span)),
            Some(_) => Cow::Owned(plan.key_of(self.record, &value()).to_string()),
        };
        let input = self.input;
        let id = || RecordId { input, position, key: (*key).into() };
        let asked = Asked { record: self.record, id: &id, value: &value, named: OnceCell::new(), whole: OnceCell::new() };
        let before = self.batch.findings.len();
        let out = Out { findings: &mut self.batch.findings, tally: &mut self.batch.tally };
        judge_row(&self.ready, plan, &self.settings, row, &asked, out);
        self.look_into(before, || asked.input());
        if self.groups {
            if self.clears() {
                self.keep(asked.input());
            } else {
                let often = self.ready.is_gone_over(self.record);
                self.batch.portfolio.keep(asked.id().clone(), self.record, decoder.kept(row, plan, self.record), often);
            }
        }
        if self.may_be_told(before) {
            self.batch.headings.add(asked.named.into_inner().unwrap_or_else(id), |values| {
                for &slot in &plan.projections[self.record].heading {
                    match row.cell(0, slot) {
                        Cell::Text(span) => values.text(row.text(span)),
                        Cell::Unknown(_) => {}
                        _ => values.push(&decoder.slot(row, slot)),
                    }
                }
            });
        }
        self.close(position, &key, before, in_error);
    }

    fn judge_whole(&mut self, position: u64, value: Value, in_error: bool) {
        let plan = &self.engine.plan;
        let id = RecordId { input: self.input, position, key: plan.key_of(self.record, &value) };
        let input = Input { id, record: self.record, value };
        let before = self.batch.findings.len();
        judge(plan, &self.settings, &input, &mut self.batch.findings, &mut self.batch.tally);
        self.look_into(before, || &input);
        if self.groups {
            self.keep(&input);
        }
        if let Value::Record(slots) = &input.value
            && self.may_be_told(before)
        {
            let heading = &plan.projections[self.record].heading;
            self.batch.headings.add(input.id.clone(), |values| heading.iter().for_each(|slot| values.push(&slots[*slot])));
        }
        self.close(position, &input.id.key, before, in_error);
    }

    /// Finds out what would clear the findings of a record, from a number on, where that is asked.
    #[allow(unused_variables, clippy::unused_self, reason = "without the feature there is nothing to do")]
    fn look_into<'i>(&mut self, from: usize, input: impl FnOnce() -> &'i Input) {
        #[cfg(feature = "clear")]
        if let (Some(settled), true) = (&self.clear, from < self.batch.findings.len()) {
            settled.of_record(self.engine, input(), &mut self.batch.findings[from..]);
        }
    }

    /// Whether it is found out what would clear a finding. All of a record is read for that, which is then kept whole.
    pub(super) fn clears(&self) -> bool {
        #[cfg(feature = "clear")]
        return self.clear.is_some();
        #[cfg(not(feature = "clear"))]
        false
    }

    /// Whether a finding that is told may name a record whose own begin there.
    fn may_be_told(&self, from: usize) -> bool {
        !self.settings.lacking && (self.groups || from < self.batch.findings.len())
    }

    /// Keeps what rules over several records read of one.
    fn keep(&mut self, input: &Input) {
        #[cfg(feature = "clear")]
        if self.clears() {
            return self.batch.portfolio.push_whole(input);
        }
        let (kept, often) = (self.engine.plan.portfolio_slots(input.record, &input.value), self.ready.is_gone_over(input.record));
        self.batch.portfolio.keep(input.id.clone(), input.record, kept, often);
    }

    /// Closes a record that was judged, whose findings begin there.
    fn close(&mut self, position: u64, key: &str, from: usize, in_error: bool) {
        let unknown_keys = missing_rows(&self.batch.findings[from..], self.input, position);
        let in_error = in_error || !unknown_keys.is_empty();
        self.batch.faults.extend(unknown_keys);
        self.note(position, key, true, in_error);
    }

    /// Notes a record, and whether it was judged.
    fn note(&mut self, position: u64, key: &str, judged: bool, in_error: bool) {
        let batch = &mut self.batch;
        batch.keys.push_str(key);
        batch.records.push(Judged {
            position,
            key: (!key.is_empty()).then(|| keys::digest(key)),
            key_end: batch.keys.len(),
            in_error,
            judged,
            findings: batch.findings.len(),
            faults: batch.faults.len(),
        });
    }
}

impl Batch {
    /// Nothing yet.
    pub(super) fn new(engine: &Engine, input: u32) -> Batch {
        Batch { input, tally: Tally::new(&engine.plan), ..Batch::default() }
    }

    /// Forgets what is in it, for records of an input.
    fn empty(&mut self, engine: &Engine, input: u32) {
        self.input = input;
        self.records.clear();
        self.headings.clear();
        self.keys.clear();
        self.findings.clear();
        self.faults.clear();
        self.tally = Tally::new(&engine.plan);
        self.portfolio = Portfolio::new();
    }

    /// What was found of them, in their order.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many records are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
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
