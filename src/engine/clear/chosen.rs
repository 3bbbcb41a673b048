//! Choices, yes and no, sets, texts: what there is to choose from is tried.

use super::search::Found;
use super::trial::Probe;
use crate::check::typed::Type;
use crate::finding::{Evidence, Way};
use crate::value::{ChoiceRef, Value, Why, ops};

/// The most values that are given for one field, and the most items of a set that are tried.
const MOST: usize = 64;

/// Two texts that no rule knows.
const ANY: [&str; 2] = ["\u{3007}\u{3007}\u{2460}", "\u{25b3}\u{25b3}\u{2461}"];

/// Every other possibility that clears.
pub(super) fn others(probe: &mut Probe<'_, '_>, value: &Value, all: &[Value]) -> Vec<Found> {
    let others = all.iter().filter(|other| *other != value).take(MOST);
    let clear: Vec<Value> = others.filter(|other| probe.clears(other)).cloned().collect();
    if value.is_unknown() && !clear.is_empty() && clear.len() == all.len() {
        return vec![Found::given(clear)];
    }
    clear.into_iter().map(|it| Found::new(it, Way::Equal)).collect()
}

/// The values that a choice or a yes-or-no may have.
pub(super) fn possibilities(probe: &Probe<'_, '_>, ty: &Type) -> Vec<Value> {
    match ty {
        Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Type::Choice(choice) => {
            let variants = probe.trial.engine.program.choices[*choice].variants.len();
            let at = |variant| Some(ChoiceRef { choice: u32::try_from(*choice).ok()?, variant: u32::try_from(variant).ok()? });
            (0..variants).filter_map(at).map(Value::Choice).collect()
        }
        _ => Vec::new(),
    }
}

/// The smallest addition to a set that clears, and the smallest removal.
pub(super) fn items(probe: &mut Probe<'_, '_>, value: &Value, of: &Type, now: &Evidence) -> Vec<Found> {
    let have: Vec<Value> = match value {
        Value::Set(items) => items.to_vec(),
        _ => Vec::new(),
    };
    let mut known = possibilities(probe, of);
    if known.is_empty() {
        let sides = now.comparisons.iter().flat_map(|it| [Some(&it.left), it.right.as_ref()]).flatten();
        known = sides.flat_map(|side| listed(side, of)).collect();
        known.dedup();
    }
    let lacking: Vec<Value> = known.into_iter().filter(|item| !have.contains(item)).take(MOST).collect();
    let more = smallest(lacking, |added| probe.clears(&ops::set_of(have.iter().chain(added).cloned().collect())));
    let fewer = smallest(have.clone(), |gone| {
        probe.clears(&ops::set_of(have.iter().filter(|item| !gone.contains(item)).cloned().collect()))
    });
    let found = |way: Way, items: Vec<Value>| {
        let to = match way {
            Way::With => have.iter().chain(&items).cloned().collect(),
            _ => have.iter().filter(|item| !items.contains(item)).cloned().collect(),
        };
        Found { by: Some(ops::set_of(items)), ..Found::new(ops::set_of(to), way) }
    };
    more.map(|items| found(Way::With, items)).into_iter().chain(fewer.map(|items| found(Way::Without, items))).collect()
}

/// The smallest part of some items of which `clears` holds: one item where one will do, otherwise all of which none can be spared.
fn smallest(all: Vec<Value>, mut clears: impl FnMut(&[Value]) -> bool) -> Option<Vec<Value>> {
    if let Some(one) = all.iter().find(|item| clears(std::slice::from_ref(item))) {
        return Some(vec![one.clone()]);
    }
    if all.len() < 2 || !clears(&all) {
        return None;
    }
    let mut kept = all;
    for at in (0..kept.len()).rev() {
        let mut fewer = kept.clone();
        fewer.remove(at);
        if clears(&fewer) {
            kept = fewer;
        }
    }
    Some(kept)
}

/// The values of a kind that stand in one.
fn listed(value: &Value, of: &Type) -> Vec<Value> {
    match value {
        Value::Set(items) | Value::List(items) => items.iter().filter(|item| of.fits(item)).cloned().collect(),
        value if of.fits(value) => vec![value.clone()],
        _ => Vec::new(),
    }
}

/// A text: any, any but one, or one that the rule compares it with. What is looked up in a table is not guessed.
pub(super) fn texts(probe: &mut Probe<'_, '_>, value: &Value, now: &Evidence) -> Vec<Found> {
    let sides = now.comparisons.iter().flat_map(|it| [Some(&it.left), it.right.as_ref()]).flatten();
    let mut compared: Vec<Value> =
        sides.flat_map(|side| listed(side, &Type::Text)).filter(|text| text != value).take(MOST).collect();
    compared.dedup();
    let any: Vec<Value> = ANY.iter().map(|text| Value::Text((*text).into())).collect();
    if any.iter().all(|text| probe.clears(text)) {
        let but = compared.iter().chain([value]).find(|text| matches!(text, Value::Text(_)) && !probe.clears(text));
        return vec![match but {
            None => Found::given(any),
            Some(text) => Found { tried: any, ..Found::new(text.clone(), Way::OtherThan) },
        }];
    }
    compared.into_iter().filter(|text| probe.clears(text)).map(|it| Found::new(it, Way::Equal)).collect()
}

/// Leaving it out, where that clears.
pub(super) fn left_out(probe: &mut Probe<'_, '_>) -> Option<Found> {
    let none = Value::Unknown(Why::Absent);
    (probe.field.optional && probe.clears(&none)).then(|| Found::new(none, Way::LeftOut))
}
