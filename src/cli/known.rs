//! What is known before a run: the baseline, and the decisions.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::output::whole;
use crate::engine::standing::VERSION;
use crate::engine::{Baseline, Decisions, KnownFinding, Register};
use crate::finding::Outcome;
use crate::json::{Document, Finding, Subject};
use crate::lang::Lang;

/// Reads the files.
///
/// # Errors
/// Why one of them cannot be read, in a sentence.
pub(super) fn register(baseline: Option<&Path>, decisions: Option<&Path>, lang: Lang) -> Result<Register, String> {
    let baseline: Baseline = baseline.map(|path| read(path, lang)).transpose()?.unwrap_or_default();
    let path = decisions;
    let decisions: Decisions = path.map(|path| read(path, lang)).transpose()?.unwrap_or_default();
    let name = path.map_or_else(String::new, |path| path.display().to_string());
    for (version, name) in [(baseline.version, "baseline"), (decisions.version, name.as_str())] {
        if version > VERSION {
            return Err(match lang {
                Lang::Ja => format!("{name}: 版 {version} は、この版では読めません（{VERSION} まで）"),
                Lang::En => format!("{name}: version {version} cannot be read by this program (up to {VERSION})"),
            });
        }
    }
    for (at, decision) in decisions.decisions.iter().enumerate() {
        if let Some((field, text)) = decision.fault() {
            let number = at + 1;
            return Err(match lang {
                Lang::Ja => format!("{name}: {number}件目の決定の `{field}` が読めません（「{text}」）"),
                Lang::En => format!("{name}: `{field}` of decision no. {number} cannot be read (`{text}`)"),
            });
        }
    }
    Ok(Register::new(&baseline, &decisions))
}

fn read<T: DeserializeOwned>(path: &Path, lang: Lang) -> Result<T, String> {
    let shown = path.display();
    let bytes =
        std::fs::read(path).map_err(|fault| format!("{shown}: {}", super::read::why(&fault)[usize::from(lang == Lang::En)]))?;
    serde_json::from_slice(&bytes).map_err(|why| match lang {
        Lang::Ja => format!("{shown}: 読み取れません（{why}）"),
        Lang::En => format!("{shown}: it cannot be read ({why})"),
    })
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
    whole(path, |out| {
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
