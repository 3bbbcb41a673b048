//! What the tests of tables share: a pack of forms, and what a check of some files says.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{json, sadame};

/// The rules, without a layout.
pub(super) const FORMS: &str = include_str!("forms.sadame");

/// The headings that the labels of the record give.
pub(super) const HEAD: &str = "契約番号,件名,契約金額,契約締結日\n";

/// A folder with the rules, `more` behind them, and files.
pub(super) fn folder(more: &str, files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    put(folder.path(), "forms.sadame", format!("{FORMS}{more}").as_bytes());
    files.iter().for_each(|(name, bytes)| put(folder.path(), name, bytes));
    folder
}

/// Puts a file into a folder, making the folders it names.
pub(super) fn put(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder takes folders");
    std::fs::write(path, bytes).expect("the folder takes files");
}

/// What a check said.
pub(super) struct Said {
    pub(super) status: i32,
    pub(super) report: Value,
    pub(super) err: String,
}

/// Checks by the rules in a folder; every finding is given.
pub(super) fn check(folder: &TempDir, arguments: &[&str]) -> Said {
    let all = [&["check", "-r", "forms.sadame", "--format", "json", "--all"], arguments].concat();
    let ran = sadame(folder.path(), &all);
    let said = Said { status: ran.status, report: json(&ran), err: ran.err };
    said.counts_add_up();
    said
}

/// Checks one file.
pub(super) fn file(name: &str, bytes: impl AsRef<[u8]>) -> Said {
    check(&folder("", &[(name, bytes.as_ref())]), &[name])
}

/// Checks one file by a layout.
pub(super) fn by_layout(layout: &str, name: &str, bytes: impl AsRef<[u8]>) -> Said {
    check(&folder(layout, &[(name, bytes.as_ref())]), &[name])
}

impl std::fmt::Debug for Said {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(out, "status {}, read, judged, in error {:?}", self.status, self.counts())?;
        self.inputs().iter().try_for_each(|input| writeln!(out, "{input}"))?;
        for fault in self.report["data_errors"].as_array().into_iter().flatten() {
            writeln!(
                out,
                "{}:{} {} {} {} {}",
                fault["input"], fault["position"], fault["at"], fault["path"], fault["raw"], fault["reason"]["ja"]
            )?;
        }
        self.outcomes().iter().try_for_each(|outcome| writeln!(out, "{outcome}"))
    }
}

impl Said {
    fn counts_add_up(&self) {
        let count = |name: &str| self.report["summary"][name].as_u64().unwrap_or_else(|| panic!("{name} is counted"));
        assert!(count("judged") <= count("read"), "{self:?}");
        assert!(count("flagged") + count("undetermined") <= count("judged"), "{self:?}");
        assert!(count("in_error") <= count("read"), "{self:?}");
        let of_inputs: u64 = self.inputs().iter().map(|input| input["records"].as_u64().unwrap_or_default()).sum();
        assert_eq!(of_inputs, count("read"), "{self:?}");
    }

    pub(super) fn inputs(&self) -> &[Value] {
        self.report["summary"]["inputs"].as_array().map_or(&[], Vec::as_slice)
    }

    /// Read, judged, in error.
    pub(super) fn counts(&self) -> [u64; 3] {
        ["read", "judged", "in_error"].map(|name| self.report["summary"][name].as_u64().unwrap_or(u64::MAX))
    }

    /// The faults: place, path, code.
    pub(super) fn faults(&self) -> Vec<(String, String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let faults = self.report["data_errors"].as_array().expect("faults are a list");
        faults.iter().map(|fault| (text(&fault["at"]), text(&fault["path"]), text(&fault["code"]))).collect()
    }

    /// Only these faults.
    pub(super) fn faulty(&self, wanted: &[(&str, &str, &str)]) {
        let found = self.faults();
        let found: Vec<(&str, &str, &str)> =
            found.iter().map(|(at, path, code)| (at.as_str(), path.as_str(), code.as_str())).collect();
        assert_eq!(found, wanted, "{self:?}");
    }

    /// The outcome of a rule for a record; of several, all.
    pub(super) fn outcome(&self, rule: &str, key: &str) -> String {
        let findings = self.report["findings"].as_array().expect("findings are a list").iter();
        let of = findings.filter(|finding| finding["rule"] == rule && finding["subject"]["record"]["key"] == key);
        of.map(|finding| finding["outcome"].as_str().unwrap_or_default()).collect::<Vec<_>>().join(" ")
    }

    /// What a rule says of a record, in Japanese.
    pub(super) fn message(&self, rule: &str, key: &str) -> String {
        let findings = self.report["findings"].as_array().expect("findings are a list").iter();
        let mut of = findings.filter(|finding| finding["rule"] == rule && finding["subject"]["record"]["key"] == key);
        of.next().and_then(|finding| finding["message"]["ja"].as_str()).unwrap_or_default().to_owned()
    }

    /// The outcome of every rule for every record: what must not depend on how the same records are written.
    pub(super) fn outcomes(&self) -> Vec<String> {
        let findings = self.report["findings"].as_array().expect("findings are a list").iter();
        let one = |finding: &Value| {
            let subject = &finding["subject"];
            format!("{} {} {} {}", finding["rule"], subject["record"]["key"], subject["path"], finding["outcome"])
        };
        findings.map(one).collect()
    }

    /// Rows that were left out: place and reason.
    pub(super) fn left_out(&self) -> Vec<(String, String)> {
        let skipped = self.inputs().iter().flat_map(|input| input["skipped"].as_array().map_or(&[][..], Vec::as_slice));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        skipped.map(|row| (text(&row["at"]), text(&row["why"]["ja"]))).collect()
    }

    /// The file was refused, for a reason with these words; nothing of it was judged.
    pub(super) fn refused(&self, words: &[&str]) {
        assert_eq!((self.status, self.counts()), (2, [0, 0, 0]), "{self:?}");
        let problem = self.problem();
        for word in words {
            assert!(problem.contains(word), "{word}: {problem}");
            assert!(self.err.contains(word), "it is told at once, too: {}", self.err);
        }
    }

    /// Why the first input could not be read.
    pub(super) fn problem(&self) -> String {
        self.inputs()[0]["problem"]["ja"].as_str().unwrap_or_default().to_owned()
    }

    /// A list of texts that an input has.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let texts = self.inputs()[0][name].as_array().map_or(&[][..], Vec::as_slice);
        texts.iter().map(|text| text.as_str().or(text["ja"].as_str()).unwrap_or_default().to_owned()).collect()
    }

    /// How a column was repaired: field and kind.
    pub(super) fn repairs(&self) -> Vec<(String, String, u64)> {
        let repairs = self.inputs()[0]["repairs"].as_array().map_or(&[][..], Vec::as_slice);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        repairs.iter().map(|it| (text(&it["field"]), text(&it["code"]), it["count"].as_u64().unwrap_or_default())).collect()
    }
}
