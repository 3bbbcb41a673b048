//! The report that a committee reads on a terminal: flagged contracts first, each with its reasons and their sources.

use std::collections::BTreeMap;
use std::io::{Result, Write};

use super::wrap::{harmless, wrap};
use crate::check::typed::Severity;
use crate::engine::{Engine, Report};
use crate::finding::{Finding, Outcome, RecordId, Subject};
use crate::json::{self, Place, Source};
use crate::lang::Lang;
use crate::value::Why;
use crate::value::show::show;

/// How to write.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// The language.
    pub lang: Lang,
    /// The width of the terminal in columns.
    pub width: usize,
    /// Colours and bold letters.
    pub colour: bool,
}

/// Writes the report.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, engine: &Engine, report: &Report, style: Style) -> Result<()> {
    let mut writer = Writer { out, engine, report, style };
    writer.contracts()?;
    writer.portfolio()?;
    writer.undetermined()?;
    writer.faults()?;
    writer.summary()
}

struct Writer<'a> {
    out: &'a mut dyn Write,
    engine: &'a Engine,
    report: &'a Report,
    style: Style,
}

/// The colours of a terminal, by what they say.
#[derive(Clone, Copy)]
enum Ink {
    Bold,
    Dim,
    Red,
    Yellow,
    Blue,
    Green,
}

impl Writer<'_> {
    fn say<'s>(&self, ja: &'s str, en: &'s str) -> &'s str {
        if self.style.lang == Lang::Ja { ja } else { en }
    }

    fn ink(&self, ink: Ink, text: &str) -> String {
        if !self.style.colour {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Bold => "1",
            Ink::Dim => "2",
            Ink::Red => "1;31",
            Ink::Yellow => "1;33",
            Ink::Blue => "1;34",
            Ink::Green => "32",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    fn heading(&mut self, ja: &str, en: &str, count: usize) -> Result<()> {
        let title = format!("■ {}（{count}）", self.say(ja, en));
        let title = if self.style.lang == Lang::En { title.replace('（', " (").replace('）', ")") } else { title };
        let title = self.ink(Ink::Bold, &title);
        writeln!(self.out, "{title}\n")
    }

    /// A label and a text, the text wrapped and hung under itself.
    fn line(&mut self, indent: usize, label: &str, text: &str) -> Result<()> {
        use unicode_width::UnicodeWidthStr;
        let lead = indent + label.width();
        let lines = wrap(text, self.style.width.saturating_sub(lead));
        for (number, line) in lines.iter().enumerate() {
            if number == 0 {
                let label = self.ink(Ink::Dim, label);
                writeln!(self.out, "{:indent$}{label}{line}", "")?;
            } else {
                writeln!(self.out, "{:lead$}{line}", "")?;
            }
        }
        Ok(())
    }

    /// Contracts with a finding of their own that fails or is excepted, gravest first.
    fn contracts(&mut self) -> Result<()> {
        let mut by_record: BTreeMap<&RecordId, Vec<&Finding>> = BTreeMap::new();
        for finding in &self.report.findings {
            if let (Subject::Record { record, .. }, Outcome::Fail | Outcome::Excepted) = (&finding.subject, finding.outcome) {
                by_record.entry(record).or_default().push(finding);
            }
        }
        let mut ranked: Vec<(&RecordId, Vec<&Finding>)> =
            by_record.into_iter().filter(|(_, findings)| findings.iter().any(|it| it.outcome == Outcome::Fail)).collect();
        let gravest =
            |findings: &[&Finding]| findings.iter().filter(|it| it.outcome == Outcome::Fail).map(|it| self.severity(it)).max();
        ranked.sort_by(|one, other| gravest(&other.1).cmp(&gravest(&one.1)).then(one.0.cmp(other.0)));
        if ranked.is_empty() {
            return Ok(());
        }
        self.heading("指摘のある契約", "Flagged contracts", ranked.len())?;
        for (record, mut findings) in ranked {
            findings.sort_by_key(|finding| (std::cmp::Reverse((finding.outcome, self.severity(finding))), finding.rule));
            self.contract(record)?;
            for finding in findings {
                self.finding(finding)?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn severity(&self, finding: &Finding) -> Severity {
        self.engine.program.rules[finding.rule].severity
    }

    /// The contract's line: its number, its title, its amount, its place in the input.
    fn contract(&mut self, record: &RecordId) -> Result<()> {
        let name = self.name(record);
        let heading: Vec<String> = self.report.headings.get(record).map_or_else(Vec::new, |values| {
            let known = values.iter().filter(|value| !value.is_unknown());
            known.map(|value| harmless(&show(value, self.style.lang, &self.engine.plan))).collect()
        });
        let place = self.ink(Ink::Dim, &format!("〔{}〕", self.place(record)));
        let name = self.ink(Ink::Bold, &name);
        writeln!(self.out, "● {name}　{} {place}", heading.join("　"))
    }

    fn name(&self, record: &RecordId) -> String {
        if record.key.is_empty() { self.place(record) } else { harmless(&record.key) }
    }

    fn place(&self, record: &RecordId) -> String {
        let input = self.report.inputs.get(record.input as usize).map_or("-", String::as_str);
        format!("{}:{}", harmless(input), record.position)
    }

    /// A finding: its word and rule, its message, where it comes from, what decided.
    fn finding(&mut self, finding: &Finding) -> Result<()> {
        let shown = json::finding_of(self.engine, finding);
        let lang = self.style.lang;
        let ink = match (finding.outcome, shown.severity) {
            (Outcome::Fail, Severity::Error) => Ink::Red,
            (Outcome::Fail, Severity::Warning) | (Outcome::Unknown, _) => Ink::Yellow,
            (Outcome::Fail, _) => Ink::Blue,
            _ => Ink::Green,
        };
        let word = self.ink(ink, &format!("【{}】", shown.word.get(lang)));
        writeln!(self.out, "  {word} {} {}", shown.rule, shown.title.get(lang))?;
        if let Some(message) = &shown.message {
            self.line(4, "", message.get(lang))?;
        }
        self.sources(4, &shown.sources)?;
        if let Place::Record { path, .. } = &shown.subject {
            if !path.is_empty() {
                self.line(4, self.label("箇所　", "At      "), path)?;
            }
        }
        for row in &shown.rows {
            let text = format!("{}「{}」（{}:{}）", row.label.get(lang), row.key.get(lang), row.file, row.line);
            self.line(4, self.label("表　　", "Table   "), &text)?;
        }
        for exception in shown.exceptions.iter().filter(|exception| exception.held == Some(true)) {
            self.line(4, self.label("例外　", "Except  "), exception.title.get(lang))?;
            self.sources(4, &exception.sources)?;
        }
        Ok(())
    }

    fn label(&self, ja: &'static str, en: &'static str) -> &'static str {
        if self.style.lang == Lang::Ja { ja } else { en }
    }

    fn sources(&mut self, indent: usize, sources: &[Source]) -> Result<()> {
        let lang = self.style.lang;
        for source in sources {
            let article = source.article.as_deref().unwrap_or_default();
            let mark = if source.verified { "" } else { self.label("【未確認】", " [not verified]") };
            let text = format!("{} {article}{mark}", source.title.get(lang));
            self.line(indent, self.label("根拠　", "Source  "), text.trim())?;
        }
        Ok(())
    }

    /// Findings of groups, rows and the whole set.
    fn portfolio(&mut self) -> Result<()> {
        let mut findings: Vec<&Finding> = self.report.findings.iter().collect();
        findings.retain(|finding| {
            !matches!(finding.subject, Subject::Record { .. }) && matches!(finding.outcome, Outcome::Fail | Outcome::Excepted)
        });
        findings.sort_by_key(|finding| (std::cmp::Reverse((finding.outcome, self.severity(finding))), finding.rule));
        if findings.is_empty() {
            return Ok(());
        }
        self.heading("複数の契約にわたる指摘", "Findings across contracts", findings.len())?;
        for finding in findings {
            self.finding(finding)?;
            if let Subject::Group { members, .. } = &finding.subject {
                let names: Vec<String> = members.iter().map(|member| self.name(member)).collect();
                let label = self.label("契約　", "Contracts ");
                self.line(4, label, &names.join(self.say("、", ", ")))?;
            }
            if finding.evidence.unplaced > 0 {
                let text = match self.style.lang {
                    Lang::Ja => format!("記載の不備で組に入れられなかった契約が{}件あります", finding.evidence.unplaced),
                    Lang::En => format!("{} contracts could not be placed for want of facts", finding.evidence.unplaced),
                };
                self.line(4, self.label("留意　", "Note    "), &text)?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    /// What could not be judged: by what is missing, so that one line says what to ask for.
    fn undetermined(&mut self) -> Result<()> {
        let unknown: Vec<&Finding> = self.report.findings.iter().filter(|finding| finding.outcome == Outcome::Unknown).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        self.heading("判定できなかったもの", "Could not be judged", unknown.len())?;
        let mut settings: BTreeMap<(&str, Why), (usize, [String; 2])> = BTreeMap::new();
        let mut by_record: BTreeMap<Option<&RecordId>, BTreeMap<String, Vec<&str>>> = BTreeMap::new();
        for finding in &unknown {
            let rule = self.engine.program.rules[finding.rule].id.as_str();
            let of_run = |why: Why| matches!(why, Why::Parameter | Why::AsOf);
            for missing in finding.evidence.missing.iter().filter(|missing| of_run(missing.why)) {
                settings.entry((&missing.path, missing.why)).or_insert((0, missing.label.clone())).0 += 1;
            }
            let facts: Vec<_> = finding.evidence.missing.iter().filter(|missing| !of_run(missing.why)).collect();
            for missing in facts {
                let own = match &finding.subject {
                    Subject::Record { record, .. } => Some(record),
                    _ => missing.record.as_ref(),
                };
                let label = &missing.label[usize::from(self.style.lang == Lang::En)];
                let what = format!("{label}（{}）{}", missing.why.label(self.style.lang), missing.path);
                let rules = by_record.entry(own).or_default().entry(what).or_default();
                if !rules.contains(&rule) {
                    rules.push(rule);
                }
            }
        }
        for ((name, why), (count, label)) in settings {
            self.unset(name, why, count, &label)?;
        }
        for (record, facts) in by_record {
            let name = record.map_or_else(
                || self.say("全体", "the whole").to_owned(),
                |record| format!("{}〔{}〕", self.name(record), self.place(record)),
            );
            let name = self.ink(Ink::Bold, &name);
            writeln!(self.out, "● {name}")?;
            for (what, rules) in facts {
                self.line(2, self.label("不明　", "Missing "), &format!("{what} → {}", rules.join(" ")))?;
            }
        }
        writeln!(self.out)
    }

    fn unset(&mut self, name: &str, why: Why, count: usize, label: &[String; 2]) -> Result<()> {
        let label = &label[usize::from(self.style.lang == Lang::En)];
        let (ja, en) = if why == Why::AsOf {
            (
                format!("基準日が指定されていないため{count}件が判定できません。`--as-of 2017-03-31` のように指定してください"),
                format!("{count} verdicts turn on the date of the check: give it with `--as-of 2017-03-31`"),
            )
        } else {
            (
                format!(
                    "パラメータ「{label}」が設定されていないため{count}件が判定できません。`--param {name}=値` で設定してください"
                ),
                format!("{count} verdicts turn on the parameter “{label}”: set it with `--param {name}=VALUE`"),
            )
        };
        let text = if self.style.lang == Lang::Ja { ja } else { en };
        self.line(0, "○ ", &text)
    }

    /// What could not be read.
    fn faults(&mut self) -> Result<()> {
        if self.report.faults.is_empty() {
            return Ok(());
        }
        self.heading("読み取れなかったデータ", "Data that could not be read", self.report.faults.len())?;
        for fault in &self.report.faults {
            let input = self.report.inputs.get(fault.input as usize).map_or("-", String::as_str);
            let raw = if fault.raw.is_empty() { String::new() } else { format!("：{}", fault.raw) };
            let text = format!(
                "{} {}{raw} ― {}",
                harmless(&format!("{input}:{}", fault.position)),
                fault.path,
                fault.reason.message(self.style.lang)
            );
            self.line(2, "", &text)?;
        }
        writeln!(self.out)
    }

    fn summary(&mut self) -> Result<()> {
        let counts = self.report.counts;
        let summary = json::summary(self.engine, self.report);
        let title = self.ink(Ink::Bold, self.say("■ まとめ", "■ Summary"));
        writeln!(self.out, "{title}")?;
        let text = match self.style.lang {
            Lang::Ja => format!(
                "読込 {}件　判定 {}件　指摘あり {}件　判定不能を含む（指摘なし） {}件　データ不備 {}件",
                counts.read, counts.judged, counts.flagged, counts.undetermined, counts.in_error
            ),
            Lang::En => format!(
                "read {}, judged {}, flagged {}, not flagged but undetermined {}, with data errors {}",
                counts.read, counts.judged, counts.flagged, counts.undetermined, counts.in_error
            ),
        };
        self.line(2, "", &text)?;
        let (mut fail, mut unknown, mut excepted, mut pass, mut out_of_scope) = (0, 0, 0, 0, 0);
        for rule in &summary.rules {
            fail += rule.fail;
            unknown += rule.unknown;
            excepted += rule.excepted;
            pass += rule.pass;
            out_of_scope += rule.not_applicable;
        }
        let text = match self.style.lang {
            Lang::Ja => {
                format!("判定の内訳　指摘 {fail}　判定不能 {unknown}　例外適用 {excepted}　適合 {pass}　対象外 {out_of_scope}")
            }
            Lang::En => format!(
                "verdicts: {fail} failed, {unknown} undetermined, {excepted} excepted, {pass} passed, {out_of_scope} not applicable"
            ),
        };
        self.line(2, "", &text)?;
        for source in &summary.unverified {
            let why = source.why_unverified.as_deref().unwrap_or_default();
            self.line(
                2,
                self.label("未確認の出典　", "Not verified: "),
                &format!("{} {why}", source.title.get(self.style.lang)),
            )?;
        }
        Ok(())
    }
}
