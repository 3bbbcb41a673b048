//! How a finding stands: new, known from an earlier run, or accepted by whoever may accept it. What is known or accepted is shown as such, never hidden.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Outcome, Standing};
use crate::value::{Date, Lang};

/// The version of both files.
pub const VERSION: u32 = 1;

/// Findings known from an earlier run: what `--baseline` reads and `--write-baseline` writes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The version of this file: 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// The findings, by rule and subject.
    pub findings: Vec<KnownFinding>,
}

/// A finding known from an earlier run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KnownFinding {
    /// The rule's id.
    pub rule: String,
    /// Whom it is about, for people.
    pub subject: String,
    /// What tells it from all others, as reports give it.
    pub fingerprint: String,
    /// How often it was found.
    pub count: u64,
}

/// What was decided of findings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// The version of this file: 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// The inputs that they were made on, with their digests: so that whoever opens the file beside other contracts is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<DecidedInput>,
    /// The decisions, in the order they were made.
    pub decisions: Vec<Decision>,
}

/// An input that decisions were made on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DecidedInput {
    /// Its name, as the report gave it.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal, as the report gave it.
    pub digest: String,
}

/// What somebody decided of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The finding: its fingerprint, as reports give it.
    #[cfg_attr(feature = "schema", schemars(extend("pattern" = "\\S")))]
    pub fingerprint: String,
    /// The rule, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// Whom the finding is about, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// What was decided.
    pub decision: Verdict,
    /// Who decided.
    #[cfg_attr(feature = "schema", schemars(extend("pattern" = "\\S")))]
    pub by: String,
    /// When, as `2017-04-01`.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date")))]
    pub on: String,
    /// Why.
    #[cfg_attr(feature = "schema", schemars(extend("pattern" = "\\S")))]
    pub reason: String,
    /// The last day on which it holds, as `2018-03-31`; without it, it holds until it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date")))]
    pub until: Option<String>,
}

/// What may be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 承認: it is accepted as it is.
    Accepted,
    /// 要是正: it has to be put right.
    ToCorrect,
    /// 保留: not decided yet.
    Pending,
}

impl Verdict {
    /// The word people read.
    #[must_use]
    pub fn word(self, lang: Lang) -> &'static str {
        let (ja, en) = match self {
            Verdict::Accepted => ("承認", "accepted"),
            Verdict::ToCorrect => ("要是正", "to be corrected"),
            Verdict::Pending => ("保留", "pending"),
        };
        match lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }
}

impl Decision {
    /// Whether it holds on the date of the check. One with an end does not where no date is given: nobody could say that it has not run out.
    #[must_use]
    pub fn in_force(&self, as_of: Option<Date>) -> bool {
        match (&self.until, as_of) {
            (None, _) => true,
            (Some(until), Some(day)) => Date::parse_iso(until).is_some_and(|until| day <= until),
            (Some(_), None) => false,
        }
    }

    /// Why it cannot be read: the field, and what stands there. Dates must be dates, and somebody must have decided for a reason.
    #[must_use]
    pub fn fault(&self) -> Option<(&'static str, &str)> {
        let dates = [("on", Some(&self.on)), ("until", self.until.as_ref())];
        let undated = dates
            .into_iter()
            .find_map(|(name, text)| Some((name, text?.as_str())).filter(|(_, text)| Date::parse_iso(text).is_none()));
        let texts = [("by", self.by.as_str()), ("reason", self.reason.as_str()), ("fingerprint", self.fingerprint.as_str())];
        undated.or_else(|| texts.into_iter().find(|(_, text)| text.trim().is_empty()))
    }
}

/// What is known of findings before a run.
#[derive(Debug, Clone, Default)]
pub struct Register {
    /// How often each finding was found in an earlier run; none where no run is compared with.
    known: Option<BTreeMap<String, u64>>,
    /// Shared, so that a part of a report can hold it at no cost.
    decided: Arc<BTreeMap<String, Vec<Decision>>>,
    used: std::collections::BTreeSet<String>,
}

fn parse<T: DeserializeOwned>(name: &str, bytes: &[u8]) -> Result<T, [String; 2]> {
    serde_json::from_slice(bytes)
        .map_err(|why| [format!("{name}: 読み取れません（{why}）"), format!("{name}: it cannot be read ({why})")])
}

impl Register {
    /// From the files as they are, each with its name; or why one cannot be read, in Japanese and in English.
    ///
    /// ```
    /// use sadame::engine::Register;
    /// let known = ("known.json".to_owned(), br#"{"version": 1, "findings": []}"#.to_vec());
    /// assert!(Register::read(Some(&known), None).is_ok());
    /// let decisions = ("decisions.json".to_owned(), b"{}".to_vec());
    /// let why = Register::read(None, Some(&decisions)).expect_err("a file has a version");
    /// assert!(why[1].starts_with("decisions.json: it cannot be read"));
    /// ```
    ///
    /// # Errors
    /// A file is no such JSON, is of a later version, or a decision has no date, or nobody who made it.
    pub fn read(baseline: Option<&(String, Vec<u8>)>, decisions: Option<&(String, Vec<u8>)>) -> Result<Register, [String; 2]> {
        let known: Option<Baseline> = baseline.map(|(name, bytes)| parse(name, bytes)).transpose()?;
        let decided: Option<Decisions> = decisions.map(|(name, bytes)| parse(name, bytes)).transpose()?;
        let name = |file: Option<&(String, Vec<u8>)>| file.map_or_else(String::new, |(name, _)| name.clone());
        let versions = [known.as_ref().map(|it| it.version), decided.as_ref().map(|it| it.version)];
        for (version, name) in versions.into_iter().map(Option::unwrap_or_default).zip([name(baseline), name(decisions)]) {
            if version > VERSION {
                return Err([
                    format!("{name}: 版 {version} は、この版では読めません（{VERSION} まで）"),
                    format!("{name}: version {version} cannot be read by this program (up to {VERSION})"),
                ]);
            }
        }
        let all = decided.iter().flat_map(|file| &file.decisions);
        let fault = (1..).zip(all).find_map(|(number, decision)| Some((number, decision.fault()?)));
        if let Some((number, (field, text))) = fault {
            let name = name(decisions);
            return Err([
                format!("{name}: {number}件目の決定の `{field}` が読めません（「{text}」）"),
                format!("{name}: `{field}` of decision no. {number} cannot be read (`{text}`)"),
            ]);
        }
        Ok(Register::new(known.as_ref(), decided.as_ref()))
    }

    /// From what the files hold. A baseline in which nothing is known is not the same as none: all that is found is then new.
    #[must_use]
    pub fn new(baseline: Option<&Baseline>, decisions: Option<&Decisions>) -> Register {
        let known = baseline.map(|baseline| {
            let mut known: BTreeMap<String, u64> = BTreeMap::new();
            baseline.findings.iter().for_each(|it| *known.entry(it.fingerprint.clone()).or_default() += it.count);
            known
        });
        let mut decided: BTreeMap<String, Vec<Decision>> = BTreeMap::new();
        for decision in decisions.iter().flat_map(|file| &file.decisions) {
            decided.entry(decision.fingerprint.clone()).or_default().push(decision.clone());
        }
        Register { known, decided: Arc::new(decided), ..Register::default() }
    }

    /// Whether there is nothing to look up.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.as_ref().is_none_or(BTreeMap::is_empty) && self.decided.is_empty()
    }

    /// Whether findings are held against those of an earlier run.
    #[must_use]
    pub fn compares(&self) -> bool {
        self.known.is_some()
    }

    /// The decisions on a finding.
    #[must_use]
    pub fn decisions(&self, fingerprint: &str) -> &[Decision] {
        self.decided.get(fingerprint).map_or(&[], Vec::as_slice)
    }

    /// Decisions on findings that this run did not make.
    #[must_use]
    pub fn unused(&self) -> u64 {
        self.decided.iter().filter(|(fingerprint, _)| !self.used.contains(*fingerprint)).map(|(_, of)| of.len() as u64).sum()
    }

    /// The decisions, and whether an earlier run is compared with: what is read of it once it is known how a finding stands.
    pub(super) fn decided(&self) -> Register {
        let known = self.known.as_ref().map(|_| BTreeMap::new());
        Register { known, decided: Arc::clone(&self.decided), ..Register::default() }
    }

    /// How a finding stands, and whether the earlier run found it; one that is known is known as often as it was found then. Accepted is what all who
    /// decided accept.
    pub(super) fn stand(&mut self, fingerprint: &str, as_of: Option<Date>) -> (Standing, bool) {
        let left = self.known.as_mut().and_then(|known| known.get_mut(fingerprint)).filter(|left| **left > 0);
        let found = left.map(|left| *left -= 1).is_some();
        if let Some(decided) = self.decided.get(fingerprint) {
            self.used.insert(fingerprint.to_owned());
            let mut in_force = decided.iter().filter(|decision| decision.in_force(as_of)).peekable();
            if in_force.peek().is_some() && in_force.all(|decision| decision.decision == Verdict::Accepted) {
                return (Standing::Accepted, found);
            }
        }
        (if found { Standing::Known } else { Standing::New }, found)
    }
}

/// Whether a finding has a standing at all: what passed or does not apply has none.
pub(super) fn stands(finding: &Finding) -> bool {
    matches!(finding.outcome, Outcome::Fail | Outcome::Unknown)
}
