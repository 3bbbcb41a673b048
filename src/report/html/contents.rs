//! What stands on the page, in which order and under which anchors.

use std::collections::BTreeMap;

use crate::finding::Outcome;
use crate::json::{Document, Finding, Record};
use crate::lang::Lang;
use crate::report::docket::{self, Of};
use crate::report::words::say;

/// From how many findings on the records are folded, so that the page stays one that can be read.
const FOLDED_FROM: usize = 400;

/// A section: its anchor, its title and how many things stand in it.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) count: Option<usize>,
}

/// What stands on the page.
pub(super) struct Contents<'d> {
    pub(super) sections: Vec<Section>,
    pub(super) flagged: Vec<Of<'d>>,
    pub(super) across: Vec<&'d Finding>,
    pub(super) excepted: Vec<Of<'d>>,
    pub(super) unknown: Vec<Of<'d>>,
    pub(super) unknown_across: Vec<&'d Finding>,
    pub(super) clean: Vec<Of<'d>>,
    pub(super) clean_across: Vec<&'d Finding>,
    /// Whether records are folded.
    pub(super) folded: bool,
    of_flagged: BTreeMap<&'d Record, usize>,
    of_unknown: BTreeMap<&'d Record, usize>,
}

impl<'d> Contents<'d> {
    pub(super) fn new(document: &'d Document, lang: Lang) -> Contents<'d> {
        let is_unknown = |finding: &Finding| finding.outcome == Outcome::Unknown;
        let numbers = |all: &[Of<'d>]| all.iter().enumerate().map(|(at, of)| (of.record, at + 1)).collect();
        let across = |wanted: &dyn Fn(&Finding) -> bool| {
            document.findings.iter().filter(|finding| docket::is_across(finding) && wanted(finding)).collect()
        };
        let flagged = docket::flagged(document);
        let unknown = docket::by_record(document, is_unknown);
        let mut contents = Contents {
            sections: Vec::new(),
            of_flagged: numbers(&flagged),
            of_unknown: numbers(&unknown),
            folded: flagged.iter().map(|of| of.findings.len()).sum::<usize>() >= FOLDED_FROM,
            across: docket::across(document),
            excepted: docket::excepted(document),
            unknown_across: across(&is_unknown),
            clean: docket::by_record(document, docket::is_clean),
            clean_across: across(&docket::is_clean),
            flagged,
            unknown,
        };
        contents.sections = contents.sections(document, lang);
        contents
    }

    fn sections(&self, document: &Document, lang: Lang) -> Vec<Section> {
        let label = document.header.record.label.get(lang);
        let (flagged, findings) = match lang {
            Lang::Ja => (format!("指摘のある{label}"), format!("{label}ごとの指摘")),
            Lang::En => (format!("Flagged, by {label}"), format!("Findings by {label}")),
        };
        let of = |all: &[Of<'_>]| all.iter().map(|of| of.findings.len()).sum::<usize>();
        let broken = document.summary.inputs.iter().filter(|input| input.problem.is_some()).count();
        let title = |ja: &str, en: &str| say(lang, ja, en).to_owned();
        let all = [
            ("glance", title("概況", "At a glance"), None),
            ("docket", flagged, Some(self.flagged.len())),
            ("findings", findings, Some(of(&self.flagged))),
            ("across", title("全体を通しての指摘", "Findings across records"), Some(self.across.len())),
            ("excepted", title("例外が適用されたもの", "Excepted"), Some(self.excepted.len())),
            (
                "undetermined",
                title("判定できなかったもの", "Could not be judged"),
                Some(of(&self.unknown) + self.unknown_across.len()),
            ),
            ("data", title("データの不備", "Faulty data"), Some(document.data_errors.len() + broken)),
            ("clean", title("適合・対象外", "Passed, not applicable"), Some(of(&self.clean) + self.clean_across.len())),
            ("rules", title("規則別の件数", "Counts by rule"), Some(document.summary.rules.len())),
            ("inputs", title("入力", "Inputs"), Some(document.summary.inputs.len())),
            ("basis", title("適用した規則と前提", "Rules and settings applied"), None),
        ];
        let stands = all.into_iter().filter(|(_, _, count)| *count != Some(0));
        stands.map(|(id, title, count)| Section { id, title, count }).collect()
    }

    /// A section, where it stands on the page.
    pub(super) fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// The anchor of a record's findings: those that fail, or else those that could not be judged.
    pub(super) fn anchor(&self, record: &Record) -> Option<String> {
        let flagged = self.of_flagged.get(record).map(|at| format!("c{at}"));
        flagged.or_else(|| self.undetermined(record).map(|(anchor, _)| anchor))
    }

    /// The anchor of what could not be judged of a record, and of how many findings.
    pub(super) fn undetermined(&self, record: &Record) -> Option<(String, usize)> {
        let at = *self.of_unknown.get(record)?;
        Some((format!("u{at}"), self.unknown[at - 1].findings.len()))
    }
}
