//! What is known before a run: the baseline, and the decisions.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::part::whole;
use crate::engine::standing::VERSION;
use crate::engine::{Baseline, KnownFinding, Register};
use crate::finding::Outcome;
use crate::json::{Document, Finding, Subject};
use crate::lang::Lang;

/// Reads the files.
///
/// # Errors
/// Why one of them cannot be read, in a sentence.
pub(super) fn register(baseline: Option<&Path>, decisions: Option<&Path>, lang: Lang) -> Result<Register, String> {
    let (baseline, decisions) = (read(baseline, lang)?, read(decisions, lang)?);
    Register::read(baseline.as_ref(), decisions.as_ref()).map_err(|[ja, en]| if lang == Lang::Ja { ja } else { en })
}

/// The name of a file, and its bytes.
fn read(path: Option<&Path>, lang: Lang) -> Result<Option<(String, Vec<u8>)>, String> {
    let Some(path) = path else { return Ok(None) };
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some((name, bytes))),
        Err(fault) => Err(format!("{name}: {}", super::read::why(&fault)[usize::from(lang == Lang::En)])),
    }
}

/// Writes the findings of a run as known: what failed, and what was undetermined.
pub(super) fn write_baseline(path: &Path, document: &Document, lang: Lang) -> io::Result<u64> {
    let mut known: BTreeMap<(&str, &str), KnownFinding> = BTreeMap::new();
    let stands = |finding: &&Finding| matches!(finding.outcome, Outcome::Fail | Outcome::Unknown);
    for finding in document.findings.iter().filter(stands) {
        let entry = known.entry((&finding.rule, &finding.fingerprint)).or_insert_with(|| KnownFinding {
            rule: finding.rule.clone(),
            subject: subject(finding, lang),
            fingerprint: finding.fingerprint.clone(),
            count: 0,
        });
        entry.count += 1;
    }
    let baseline = Baseline { version: VERSION, findings: known.into_values().collect() };
    let count = baseline.findings.iter().map(|known| known.count).sum();
    whole(path, lang, |out| {
        serde_json::to_writer_pretty(&mut *out, &baseline)?;
        writeln!(out)
    })?;
    Ok(count)
}

/// Whom a finding is about, in a few words.
fn subject(finding: &Finding, lang: Lang) -> String {
    match &finding.subject {
        Subject::Record { record, path, .. } if path.is_empty() => record.key.clone(),
        Subject::Record { record, place, .. } => format!("{} {}", record.key, place.get(lang)),
        Subject::Group { key, .. } => key.iter().map(|key| key.text.get(lang)).collect::<Vec<_>>().join(" "),
        Subject::Row { key, .. } => key.clone(),
        Subject::Set { .. } => String::new(),
    }
}
