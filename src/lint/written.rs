//! A case as an example writes it.

use crate::check::typed::{Case, Program, RecordIx, Type};
use crate::value::{Currency, Exact, Money, Value};

/// `with limit = 5円 as of 2020-04-01 contract { kind: works } -> fail`: what stands before the arrow.
#[must_use]
pub(super) fn case(case: &Case, program: &Program) -> String {
    let mut parts = Vec::new();
    for (parameter, given) in &case.parameters {
        let declared = &program.parameters[*parameter];
        parts.push(format!("with {} = {}", declared.name, value(given, &declared.ty, program)));
    }
    parts.extend(case.as_of.map(|date| format!("as of {date}")));
    parts.extend(case.records.iter().map(|(of, given)| format!("{} {}", program.records[*of].name, record(given, *of, program))));
    parts.join(" ")
}

fn record(given: &Value, of: RecordIx, program: &Program) -> String {
    let Value::Record(values) = given else { return "{ }".to_owned() };
    let fields = program.records[of].fields.iter().zip(values.iter()).filter(|(_, value)| !value.is_unknown());
    let fields: Vec<String> =
        fields.map(|(field, given)| format!("{}: {}", field.name, value(given, &field.ty, program))).collect();
    if fields.is_empty() { "{ }".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
}

fn value(given: &Value, ty: &Type, program: &Program) -> String {
    let of = match ty {
        Type::List(of) | Type::Set(of) | Type::Range(of) => of,
        ty => ty,
    };
    let items = |items: &[Value]| items.iter().map(|item| value(item, of, program)).collect::<Vec<_>>().join(", ");
    match given {
        Value::Unknown(_) | Value::Row(..) => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Text(text) => {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
            format!("\"{text}\"")
        }
        Value::Number(number) => digits(*number),
        Value::Percent(share) => format!("{}%", share.checked_mul(Exact::from(100)).map_or_else(|_| share.to_string(), digits)),
        Value::Money(Money { amount, currency: Currency::JPY }) => format!("{}円", digits(*amount)),
        Value::Money(Money { amount, currency }) => match amount.is_negative() {
            true => format!("-{currency} {}", digits(*amount).trim_start_matches('-')),
            false => format!("{currency} {}", digits(*amount)),
        },
        Value::Date(date) => date.to_string(),
        Value::Moment(moment) => moment.to_string(),
        Value::FiscalYear(year) => format!("FY{:04}", year.0),
        Value::Days(count) => format!("{count} days"),
        Value::Months(count) => format!("{count} months"),
        Value::Years(count) => format!("{count} years"),
        Value::Range(ends) => format!("{}..{}", value(&ends.0, of, program), value(&ends.1, of, program)),
        Value::Choice(choice) => program.choices[choice.choice as usize].variants[choice.variant as usize].0.clone(),
        Value::List(elements) => format!("[{}]", items(elements)),
        Value::Set(elements) => format!("{{{}}}", items(elements)),
        Value::Record(_) => of.record().map_or_else(String::new, |of| record(given, of, program)),
    }
}

/// Digits with `_` between every three.
fn digits(number: Exact) -> String {
    let plain = number.to_string();
    let (sign, rest) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) =
        rest.split_once('.').map_or((rest, String::new()), |(whole, fraction)| (whole, format!(".{fraction}")));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{fraction}")
}
