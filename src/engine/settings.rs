//! What whoever runs the rules has set, from text to values.

use super::standing::Register;
use super::{Engine, Made};
use crate::check::typed::{Program, Severity, Type};
use crate::diag::nearest;
use crate::eval::Settings;
use crate::value::{Date, Lang, Value, ops};

/// How to run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The date the check is made for.
    pub as_of: Option<Date>,
    /// Parameters: name and value, as the language writes it.
    pub parameters: Vec<(String, String)>,
    /// The record that the input holds, where the rules know several.
    pub record: Option<String>,
    /// Give findings for `pass` and `not_applicable` too.
    pub all: bool,
    /// Give findings without their evidence and their message: which rules came to what for which records, and no more. That a table has no row of a key is
    /// known by the evidence: it is a data error only where this is not set; what turns on it is undetermined in any case. Where something is known of findings
    /// before the run, it is not done: they are known again by their facts.
    pub brief: bool,
    /// Give evidence, without a message, of what is undetermined, and of nothing else: for counting what could not be judged, and for want of what. Nothing is
    /// held of what tells people which record it is. Not done either where something is known of findings before the run.
    pub lacking: bool,
    /// Find out what would clear each failed finding, unless it is to be given in brief: [`crate::finding::Clearing`].
    #[cfg(feature = "clear")]
    pub clear: bool,
    /// Read and judge every record in full, also where the quick way is sure: for holding the one against the other. The report is the same.
    pub in_full: bool,
    /// Rules to run, by id (`DB-02`, `DB-*`), pack (`jlis`) or severity (`warning`); all where none is named.
    pub select: Vec<String>,
    /// Rules not to run, named in the same way; they win.
    pub ignore: Vec<String>,
    /// How grave a failure is, for rules named in the same way; later ones win.
    pub levels: Vec<(String, Severity)>,
    /// What is known of findings before the run.
    pub register: Register,
}

/// A setting that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingError {
    /// No parameter of that name.
    UnknownParameter {
        /// The name given.
        name: String,
        /// One that may be meant.
        near: Option<String>,
    },
    /// The value does not fit the parameter.
    BadValue {
        /// The parameter.
        name: String,
        /// The text given.
        text: String,
        /// The parameter's type.
        expected: String,
        /// A value as it could be written; empty where that is plain.
        such_as: &'static str,
    },
    /// No record of that name that lines can hold.
    UnknownRecord {
        /// The name given.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// No rule, pack or severity of that name.
    UnknownSelector {
        /// The name given.
        name: String,
        /// One that may be meant.
        near: Option<String>,
    },
    /// Several records, and none named.
    WhichRecord {
        /// Those there are.
        known: Vec<String>,
    },
}

impl SettingError {
    /// One sentence.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let ja = lang == Lang::Ja;
        match self {
            SettingError::UnknownParameter { name, near: Some(near) } if ja => {
                format!("パラメータ `{name}` はありません（`{near}` ではありませんか）")
            }
            SettingError::UnknownParameter { name, near: Some(near) } => {
                format!("there is no parameter `{name}` (did you mean `{near}`?)")
            }
            SettingError::UnknownParameter { name, .. } if ja => format!("パラメータ `{name}` はありません"),
            SettingError::UnknownParameter { name, .. } => format!("there is no parameter `{name}`"),
            SettingError::BadValue { name, text, expected, such_as } => {
                let such_as = match (such_as.is_empty(), ja) {
                    (true, _) => String::new(),
                    (false, true) => format!("。`--param '{name}={such_as}'` のように書きます"),
                    (false, false) => format!("; write it as in `--param '{name}={such_as}'`"),
                };
                match lang {
                    Lang::Ja => format!("`{text}` はパラメータ `{name}`（{expected}）の値として読めません{such_as}"),
                    Lang::En => format!("`{text}` cannot be read as the value of `{name}` ({expected}){such_as}"),
                }
            }
            SettingError::UnknownRecord { name, known } if ja => format!("記録 `{name}` はありません（{}）", known.join("、")),
            SettingError::UnknownRecord { name, known } => {
                format!("there is no record `{name}` (there are {})", known.join(", "))
            }
            SettingError::UnknownSelector { name, near } => {
                let (near_ja, near_en) = near.as_ref().map_or_else(Default::default, |near| {
                    (format!("（`{near}` ではありませんか）"), format!(" (did you mean `{near}`?)"))
                });
                match lang {
                    Lang::Ja => format!("`{name}` という規則、パック、重大度はありません{near_ja}"),
                    Lang::En => format!("there is no rule, pack or severity `{name}`{near_en}"),
                }
            }
            SettingError::WhichRecord { known } if ja => {
                format!("入力の記録が決まりません。`--record` で選んでください（{}）", known.join("、"))
            }
            SettingError::WhichRecord { known } => {
                format!("which record does the input hold? choose one with `--record` ({})", known.join(", "))
            }
        }
    }
}

/// The settings of a run.
pub(super) fn resolve(engine: &Engine, options: &Options) -> Result<Settings, Vec<SettingError>> {
    let program = &engine.program;
    let mut parameters = engine.plan.default_parameters();
    let mut errors = Vec::new();
    for (name, text) in &options.parameters {
        let Some(at) = program.parameters.iter().position(|parameter| parameter.name == *name) else {
            let near = nearest(name, program.parameters.iter().map(|parameter| parameter.name.as_str()));
            errors.push(SettingError::UnknownParameter { name: name.clone(), near });
            continue;
        };
        let ty = &program.parameters[at].ty;
        match read(text.trim(), ty, program) {
            Some(value) => parameters[at] = Some(value),
            None => {
                let expected = crate::check::types::show(ty, program).replace('`', "");
                let such_as = such_as(ty);
                errors.push(SettingError::BadValue { name: name.clone(), text: text.clone(), expected, such_as });
            }
        }
    }
    let enabled = enabled(engine, options, &mut errors);
    let mut severities: Vec<Severity> = engine.plan.rules.iter().map(|rule| rule.severity).collect();
    for (name, severity) in &options.levels {
        let named = chosen(engine, std::slice::from_ref(name), &mut errors);
        severities.iter_mut().zip(named).filter(|(_, named)| *named).for_each(|(known, _)| *known = *severity);
    }
    if errors.is_empty() {
        Ok(Settings {
            parameters,
            as_of: options.as_of,
            all: options.all,
            // A finding is known again by its facts.
            brief: options.brief && options.register.is_empty(),
            lacking: options.lacking && options.register.is_empty(),
            enabled,
            severities,
            #[cfg(feature = "clear")]
            everything: false,
        })
    } else {
        Err(errors)
    }
}

/// Which rules are run.
pub(super) fn enabled(engine: &Engine, options: &Options, errors: &mut Vec<SettingError>) -> Vec<bool> {
    let selected = chosen(engine, &options.select, errors);
    let ignored = chosen(engine, &options.ignore, errors);
    let mut enabled: Vec<bool> =
        selected.iter().zip(&ignored).map(|(selected, ignored)| (*selected || options.select.is_empty()) && !ignored).collect();
    if let Made::For(ready) = &engine.made {
        enabled.iter_mut().zip(ready).for_each(|(enabled, ready)| *enabled &= ready);
    }
    enabled
}

/// Which rules names choose: ids, ids with `*`, packs, severities.
fn chosen(engine: &Engine, names: &[String], errors: &mut Vec<SettingError>) -> Vec<bool> {
    let mut chosen = vec![false; engine.plan.rules.len()];
    for name in names {
        let mut any = engine.packs.iter().any(|pack| pack.name == *name) || name.parse::<Severity>().is_ok();
        for (number, rule) in engine.program.rules.iter().enumerate() {
            if matches(name, &rule.id)
                || name.parse() == Ok(rule.severity)
                || engine.pack_of(number).is_some_and(|pack| pack.name == *name)
            {
                chosen[number] = true;
                any = true;
            }
        }
        if !any {
            let known = engine
                .program
                .rules
                .iter()
                .map(|rule| rule.id.as_str())
                .chain(engine.packs.iter().map(|pack| pack.name.as_str()));
            errors.push(SettingError::UnknownSelector { name: name.clone(), near: nearest(name, known) });
        }
    }
    chosen
}

/// Whether a name with any number of `*` in it stands for an id.
fn matches(pattern: &str, id: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| id.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

/// The record that lines of input hold: the one named, or the only root that some rule judges.
pub(super) fn record(engine: &Engine, name: Option<&str>) -> Result<usize, Vec<SettingError>> {
    let program = &engine.program;
    let roots: Vec<usize> = (0..program.records.len()).filter(|&record| program.records[record].root).collect();
    let names = |records: &[usize]| records.iter().map(|&record| program.records[record].name.clone()).collect::<Vec<String>>();
    if let Some(name) = name {
        let found = roots.iter().copied().find(|&record| program.records[record].name == name);
        return found.ok_or_else(|| vec![SettingError::UnknownRecord { name: name.to_owned(), known: names(&roots) }]);
    }
    let judged: Vec<usize> = roots.iter().copied().filter(|&record| is_judged(engine, record)).collect();
    match (judged.as_slice(), roots.as_slice()) {
        ([one], _) | ([], [one]) => Ok(*one),
        ([], _) => Err(vec![SettingError::WhichRecord { known: names(&roots) }]),
        (several, _) => Err(vec![SettingError::WhichRecord { known: names(several) }]),
    }
}

fn is_judged(engine: &Engine, record: usize) -> bool {
    engine.plan.rules.iter().any(|rule| engine.plan.judged(&rule.scope) == Some(record))
}

/// A value of a type as it could be written; empty where that is plain.
fn such_as(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "true",
        Type::Percent => "50%",
        Type::Money(_) => "250万円",
        Type::Date => "2017-03-31",
        Type::Moment => "2017-03-31T17:00:00+09:00",
        Type::FiscalYear => "FY2016",
        Type::Days => "30 days",
        Type::Months => "3 months",
        Type::Years => "5 years",
        _ => "",
    }
}

/// A value in the language's own words.
fn read(text: &str, ty: &Type, program: &Program) -> Option<Value> {
    match ty {
        Type::Range(of) => {
            let (from, to) = text.split_once("..")?;
            Some(ops::make_range(&read(from.trim(), of, program)?, &read(to.trim(), of, program)?))
        }
        Type::Set(of) => {
            let items = text.split([',', '、']).map(str::trim).filter(|item| !item.is_empty());
            items.map(|item| read(item, of, program)).collect::<Option<Vec<Value>>>().map(ops::set_of)
        }
        _ => program.read(text, ty),
    }
}
