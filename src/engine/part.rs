//! A run in parts: what a session keeps for its end can be sent elsewhere, and taken in by another session. So records are judged on many machines, and what
//! needs them all is judged on one.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::flagged::Flagged;
use super::headings::Headings;
use super::keys::Keys;
use super::reading::{Reading, Source};
use super::report::Counts;
use super::session::Session;
use crate::eval::{Portfolio, Tally};
use crate::finding::RecordId;

/// What a part holds, and how. It goes up when that changes: parts of other programs are then refused.
const FORMAT: u32 = 2;

/// What a session came to, but for the findings and the faults that were [drained](Session::drain) from it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Part {
    format: u32,
    /// The digests of the packs that judged.
    packs: Vec<String>,
    /// The inputs: name, the name as given where that is another, kind of file, records.
    inputs: Vec<(String, Option<String>, String, u64)>,
    counts: Counts,
    tally: Tally,
    open: Vec<u64>,
    /// Undetermined, known, accepted, lost.
    sums: [u64; 4],
    unset: BTreeMap<String, u64>,
    keys: Keys,
    flagged: Flagged,
    headings: Headings,
    portfolio: Portfolio,
}

/// A part was judged by other rules than those that are to finish it, or by a program that writes parts down otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the part was judged by other rules, or by another version of the program")]
pub struct OtherRules;

impl Session<'_> {
    /// Leaves off: what is kept for the end of the run. What was found so far is to be [drained](Session::drain) before; it is not in it.
    ///
    /// ```
    /// use sadame::engine::{Engine, Options};
    /// use sadame::pack::Builtin;
    /// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
    /// let part = |name: &str, json: &[u8]| {
    ///     let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
    ///     let input = session.input(name);
    ///     session.push(input, 1, json);
    ///     let (findings, faults) = session.drain();
    ///     (session.part(), findings, faults)
    /// };
    /// let (first, ..) = part("a.jsonl", br#"{"id": "A"}"#);
    /// let (second, ..) = part("b.jsonl", br#"{"id": "A"}"#);
    /// let mut whole = engine.session(&Options::default()).expect("nothing is set wrongly");
    /// whole.merge(first).expect("it is of the same rules");
    /// whole.merge(second).expect("it is of the same rules");
    /// let report = whole.finish();
    /// assert_eq!(report.counts.read, 2);
    /// assert_eq!(report.faults[0].reason.code(), "duplicate_id");
    /// ```
    #[must_use]
    pub fn part(self) -> Part {
        let report = self.report;
        let inputs = report.inputs.into_iter().map(|source| (source.name, source.given, source.reading.format, source.records));
        Part {
            format: FORMAT,
            packs: self.engine.packs.iter().map(|pack| pack.digest.clone()).collect(),
            inputs: inputs.collect(),
            counts: report.counts,
            tally: report.tally,
            open: report.open,
            sums: [report.open_unknown, report.known, report.accepted, report.lost],
            unset: report.unset,
            keys: self.keys,
            flagged: self.flagged,
            headings: if self.own.judging.groups { report.headings } else { Headings::default() },
            portfolio: self.portfolio,
        }
    }

    /// Goes on where another session left off. Its inputs are numbered behind those there are; parts are to be taken in in the order of their records.
    /// Settings are to be the same.
    ///
    /// # Errors
    /// It was judged by other rules, or by another version of the program; nothing of it was taken in.
    pub fn merge(&mut self, part: Part) -> Result<(), OtherRules> {
        if part.format != FORMAT || !self.engine.packs.iter().map(|pack| &pack.digest).eq(&part.packs) {
            return Err(OtherRules);
        }
        let before = u32::try_from(self.report.inputs.len()).unwrap_or(u32::MAX);
        let here = |id: RecordId| RecordId { input: id.input.saturating_add(before), ..id };
        for (name, given, format, records) in part.inputs {
            let reading = Reading { format, ..Reading::default() };
            self.report.inputs.push(Source { name, given, records, reading, ..Source::default() });
            self.decoders.push(Arc::clone(&self.plain));
        }
        let (report, counts) = (&mut self.report, part.counts);
        report.counts.read += counts.read;
        report.counts.judged += counts.judged;
        report.counts.flagged += counts.flagged;
        report.counts.undetermined += counts.undetermined;
        report.counts.in_error += counts.in_error;
        report.tally.merge(&part.tally);
        report.open.iter_mut().zip(part.open).for_each(|(sum, more)| *sum += more);
        let sums = [&mut report.open_unknown, &mut report.known, &mut report.accepted, &mut report.lost];
        sums.into_iter().zip(part.sums).for_each(|(sum, more)| *sum += more);
        part.unset.into_iter().for_each(|(name, more)| *report.unset.entry(name).or_default() += more);
        if before == 0 {
            (report.headings, self.flagged) = (part.headings, part.flagged);
        } else {
            report.headings.merge(part.headings, here);
            self.flagged.merge(part.flagged, before);
        }
        self.portfolio.merge(part.portfolio.renumbered(before));
        self.merge_keys(part.keys, before);
        Ok(())
    }

    /// Takes in keys; those that were read before are told.
    fn merge_keys(&mut self, keys: Keys, before: u32) {
        if self.keys.is_empty() && before == 0 {
            self.keys = keys;
            return;
        }
        let mut twice = Vec::new();
        for (place, digest) in keys.in_order() {
            let place = place.behind(before);
            twice.extend(self.keys.insert(digest, place).map(|first| (place, first)));
        }
        if twice.is_empty() {
            return;
        }
        let written: BTreeMap<(u32, u64), Arc<str>> =
            self.portfolio.ids().map(|id| ((id.input, id.position), Arc::clone(&id.key))).collect();
        for (place, first) in twice {
            let key = written.get(&(place.input, place.line)).map_or("", |key| &**key);
            self.twice(place, key, first);
            self.report.counts.in_error += u64::from(!place.in_error);
        }
    }
}

impl Part {
    /// How many records were read.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.counts.read
    }
}
