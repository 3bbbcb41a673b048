//! What would clear a failed finding, as the contract has it: each change with its sentence.

use serde::{Deserialize, Serialize};

use super::{Maker, Record, Shown, Text};
use crate::finding::{self, Outcome, Way};
use crate::lang::Lang;
use crate::value::Value;
use crate::value::show::show;

/// What would clear a failed finding. It tells which figure satisfies the rule, not that a record should be altered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WouldClear {
    /// Changes of one field each; each alone clears the finding, and was judged. Those that break no other rule come first.
    pub changes: Vec<Change>,
    /// There was more than is looked at: fields, members of a group, or rules over several records.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
    /// What is to be said besides: that no such change clears it, or that not all were tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

/// A change of one field that clears a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// The record, where the finding is about several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
    /// JSON pointer of the field.
    pub path: String,
    /// Where it stands, in words.
    pub place: Text,
    /// `at_most`, `at_least`, `equal`, `other_than`, `given`, `left_out`, `with`, `without`: what is said of `to`.
    pub way: Way,
    /// What stands there now.
    pub from: Shown,
    /// What would stand there: the nearest such value; none where any does, or where nothing is to stand there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Shown>,
    /// How far that is: an amount, days, years; or what is added to a set or taken out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Shown>,
    /// What the rule then comes to: `pass`, or `excepted`.
    pub outcome: Outcome,
    /// The rules that then fail or are undetermined, and now do not and are not. Where any value would do (`given`, `other_than`), they turn on which.
    pub breaks: Vec<Broken>,
    /// The ids of other rules that now fail, and then would not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clears: Vec<String>,
    /// All of this in a sentence.
    pub text: Text,
}

/// A rule that a change would break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Broken {
    /// The rule's id.
    pub rule: String,
    /// The rule's title.
    pub title: Text,
    /// What it would come to: `fail` or `unknown`.
    pub outcome: Outcome,
}

impl Maker<'_> {
    pub(super) fn would_clear(&self, clearing: &finding::Clearing) -> WouldClear {
        let (ja, en) = match (clearing.changes.is_empty(), clearing.cut) {
            (true, false) => ("一つの項目の変更では適合しない", "no change of a single field clears it"),
            (true, true) => {
                ("調べた範囲では、一つの項目の変更で適合しない", "of what was tried, no change of a single field clears it")
            }
            (false, true) => ("調べた範囲に限る", "not all was tried"),
            (false, false) => ("", ""),
        };
        WouldClear {
            changes: clearing.changes.iter().map(|change| self.change(change)).collect(),
            cut: clearing.cut,
            note: (!ja.is_empty()).then(|| Text { ja: ja.to_owned(), en: en.to_owned() }),
        }
    }

    fn change(&self, change: &finding::Change) -> Change {
        let rules = &self.engine.program.rules;
        let broken = |(rule, outcome): &(usize, Outcome)| Broken {
            rule: rules[*rule].id.clone(),
            title: (&rules[*rule].label).into(),
            outcome: *outcome,
        };
        let place = self.place(&change.path);
        Change {
            record: change.record.as_ref().map(|id| self.record(id)),
            path: change.path.clone(),
            way: change.way,
            from: self.shown(&change.from),
            to: (!change.to.is_unknown()).then(|| self.shown(&change.to)),
            by: change.by.as_ref().map(|by| self.shown(by)),
            outcome: change.outcome,
            breaks: change.breaks.iter().map(broken).collect(),
            clears: change.clears.iter().map(|rule| rules[*rule].id.clone()).collect(),
            text: Text::of(|lang| self.sentence(change, place.get(lang), lang)),
            place,
        }
    }

    /// `契約金額が1,848,000円以下であれば適合する。ただし、SC-04に反することになる`
    fn sentence(&self, change: &finding::Change, place: &str, lang: Lang) -> String {
        let named = change.record.as_ref().map(|id| self.record(id).name());
        let place = match (&named, lang) {
            (None, _) => place.to_owned(),
            (Some(name), Lang::Ja) => format!("{name}の{place}"),
            (Some(name), Lang::En) => format!("{place} of {name}"),
        };
        let condition = self.condition(change, &place, lang);
        let but = self.but(change, lang);
        match (lang, change.outcome) {
            (Lang::Ja, Outcome::Excepted) => format!("{condition}例外に当たる{but}"),
            (Lang::Ja, _) => format!("{condition}適合する{but}"),
            (Lang::En, Outcome::Excepted) => format!("is excepted if {condition}{but}"),
            (Lang::En, _) => format!("passes if {condition}{but}"),
        }
    }

    /// `契約金額が1,848,000円以下であれば`
    fn condition(&self, change: &finding::Change, place: &str, lang: Lang) -> String {
        let ja = lang == Lang::Ja;
        let plan = &self.engine.plan;
        let to = match &change.to {
            // A word is told from the words around it.
            value @ (Value::Choice(_) | Value::Bool(_) | Value::Text(_)) => quoted(&show(value, lang, plan), lang),
            value => show(value, lang, plan),
        };
        let items = || match &change.by {
            Some(Value::Set(items)) => {
                let items: Vec<String> = items.iter().map(|item| quoted(&show(item, lang, plan), lang)).collect();
                items.join(if ja { "" } else { ", " })
            }
            _ => String::new(),
        };
        let calendar = matches!(change.to, Value::Date(_) | Value::Moment(_) | Value::FiscalYear(_));
        match (change.way, ja) {
            (Way::AtMost, true) => format!("{place}が{to}{}であれば", if calendar { "以前" } else { "以下" }),
            (Way::AtLeast, true) => format!("{place}が{to}{}であれば", if calendar { "以後" } else { "以上" }),
            (Way::AtMost, false) if calendar => format!("{place} is {to} or earlier"),
            (Way::AtLeast, false) if calendar => format!("{place} is {to} or later"),
            (Way::AtMost, false) => format!("{place} is {to} or less"),
            (Way::AtLeast, false) => format!("{place} is {to} or more"),
            (Way::Equal, true) => format!("{place}が{to}であれば"),
            (Way::Equal, false) => format!("{place} is {to}"),
            (Way::OtherThan, true) => format!("{place}の記載が{to}以外であれば"),
            (Way::OtherThan, false) => format!("{place} is given as other than {to}"),
            (Way::Given, true) => format!("{place}の記載があれば"),
            (Way::Given, false) => format!("{place} is given"),
            (Way::LeftOut, true) => format!("{place}の記載がなければ"),
            (Way::LeftOut, false) => format!("{place} is not given"),
            (Way::With, true) => format!("{place}に{}が加われば", items()),
            (Way::With, false) => format!("{place} also has {}", items()),
            (Way::Without, true) => format!("{place}から{}が除かれれば", items()),
            (Way::Without, false) => format!("{place} does not have {}", items()),
        }
    }

    /// `。ただし、SC-04に反することになる`
    fn but(&self, change: &finding::Change, lang: Lang) -> String {
        let ids = |wanted: Outcome| {
            let broken = change.breaks.iter().filter(|(_, outcome)| *outcome == wanted);
            let ids: Vec<&str> = broken.map(|(rule, _)| self.engine.program.rules[*rule].id.as_str()).collect();
            ids.join(if lang == Lang::Ja { "、" } else { ", " })
        };
        let (fail, unknown) = (ids(Outcome::Fail), ids(Outcome::Unknown));
        // What any value would do is not known of those that were not tried.
        let any = matches!(change.way, Way::Given | Way::OtherThan);
        let (ja, en) = if any { ("内容によっては", "it may then break") } else { ("", "it would then break") };
        match (fail.is_empty(), unknown.is_empty(), lang) {
            (true, true, _) => String::new(),
            (false, true, Lang::Ja) => format!("。ただし、{ja}{fail}に反することになる"),
            (true, false, Lang::Ja) => format!("。ただし、{ja}{unknown}が判定できなくなる"),
            (false, false, Lang::Ja) => format!("。ただし、{ja}{fail}に反し、{unknown}が判定できなくなる"),
            (false, true, Lang::En) => format!("; but {en} {fail}"),
            (true, false, Lang::En) => format!("; but {unknown} could then not be decided"),
            (false, false, Lang::En) => format!("; but {en} {fail}, and {unknown} could not be decided"),
        }
    }
}

fn quoted(text: &str, lang: Lang) -> String {
    if lang == Lang::Ja { format!("「{text}」") } else { format!("“{text}”") }
}
