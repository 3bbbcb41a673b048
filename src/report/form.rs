//! Findings as lines, with what is the same in many of them made once: the words and sources of a rule, and the record that several findings name. Each
//! line is the one that the contract itself gives: it is made as such, with marks where a finding's own is to stand, and cut at the marks.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Result;

use super::json_text;
use crate::engine;
use crate::finding::{Evidence, Finding, Outcome, Standing, Subject};
use crate::json::{self, Line, Maker};

/// What stands in the place of what is a finding's own. Within a text its quotation marks would have a backslash before them.
const SUBJECT: &str = r#"{"kind":"set","count":0}"#;
const FINGERPRINT: &str = r#""fingerprint":""#;
const EVIDENCE: &str = r#""facts":[]"#;

/// The forms made so far.
#[derive(Default)]
pub(super) struct Forms {
    forms: BTreeMap<(usize, Outcome, Standing), Form>,
    /// The subject that was written last.
    subject: Option<(Subject, Vec<u8>)>,
}

/// The line of a finding, around what is its own.
struct Form {
    /// Before its subject; its message stands behind that.
    before: Vec<u8>,
    /// Before its fingerprint.
    between: Vec<u8>,
    /// Before its evidence.
    after: Vec<u8>,
    /// The rest of one that has no evidence.
    unsaid: Vec<u8>,
}

impl Forms {
    /// Leaves the subject of before: it may be told otherwise in another report.
    pub(super) fn begin(&mut self) {
        self.subject = None;
    }

    /// Writes the line of a finding, without its end.
    ///
    /// # Errors
    /// None, for memory takes all that is written.
    pub(super) fn write(&mut self, out: &mut Vec<u8>, make: &Maker<'_>, finding: &Finding) -> Result<()> {
        let fingerprint = engine::fingerprint(&make.engine.program, &make.engine.plan, finding);
        if is_cleared(finding) || !make.report.register.decisions(&fingerprint).is_empty() {
            return json_text::line(out, &Line::Finding(&make.finding(finding)));
        }
        let kind = (finding.rule, finding.outcome, finding.standing);
        let form = match self.forms.entry(kind) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(Form::new(make, kind)?),
        };
        out.extend_from_slice(&form.before);
        match &self.subject {
            Some((subject, text)) if *subject == finding.subject => out.extend_from_slice(text),
            _ => {
                let start = out.len();
                json_text::line(out, &make.subject(finding))?;
                self.subject = Some((finding.subject.clone(), out[start..].to_vec()));
            }
        }
        if let Some(message) = &finding.message {
            out.extend_from_slice(br#","message":"#);
            json_text::line(out, &json::Text::from(&**message))?;
        }
        out.extend_from_slice(&form.between);
        out.extend_from_slice(fingerprint.as_bytes());
        out.extend_from_slice(&form.after);
        if *finding.evidence == Evidence::NONE {
            out.extend_from_slice(&form.unsaid);
            return Ok(());
        }
        // It stands among the members of the finding, not in an object of its own.
        let start = out.len();
        json_text::line(out, &make.evidence(finding))?;
        out.remove(start);
        Ok(())
    }
}

impl Form {
    /// That of the findings of a rule which came to an outcome, and stand so.
    fn new(make: &Maker<'_>, (rule, outcome, standing): (usize, Outcome, Standing)) -> Result<Form> {
        // What was decided of is written by itself: of the others, those are known that were found before.
        let found_before = standing == Standing::Known;
        let blank = Finding { standing, found_before, ..Finding::new(rule, Subject::Set { count: 0 }, outcome) };
        let blank = json::Finding { fingerprint: String::new(), decisions: Vec::new(), ..make.finding(&blank) };
        let mut line = Vec::new();
        json_text::line(&mut line, &Line::Finding(&blank))?;
        let at = |mark: &str| memchr::memmem::find(&line, mark.as_bytes()).expect("every finding has it");
        let (subject, fingerprint, evidence) = (at(SUBJECT), at(FINGERPRINT) + FINGERPRINT.len(), at(EVIDENCE));
        Ok(Form {
            before: line[..subject].to_vec(),
            between: line[subject + SUBJECT.len()..fingerprint].to_vec(),
            after: line[fingerprint..evidence].to_vec(),
            unsaid: line[evidence..].to_vec(),
        })
    }
}

/// Whether it was found out what would clear a finding, which stands behind all else.
#[allow(unused_variables, reason = "without the feature nothing is")]
fn is_cleared(finding: &Finding) -> bool {
    #[cfg(feature = "clear")]
    return finding.clearing.is_some();
    #[cfg(not(feature = "clear"))]
    false
}
