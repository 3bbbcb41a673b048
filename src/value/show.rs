//! Values as people read them, in Japanese and in English.

use crate::value::{ChoiceRef, Currency, Exact, Lang, Money, Value, Why, era, ops};

/// What values cannot say of themselves: the names of choices, the keys of rows.
pub trait Names {
    /// The label of a possibility.
    fn choice(&self, choice: ChoiceRef, lang: Lang) -> &str;
    /// The key of a row, as text.
    fn row(&self, table: u32, row: u32) -> String;
}

/// A value as people read it: `1,848,000円`, `平成28年度`; `（なし）` where a fact does not exist, `（不明）` where it is not known.
#[must_use]
pub fn show(value: &Value, lang: Lang, names: &dyn Names) -> String {
    let ja = lang == Lang::Ja;
    match value {
        Value::Unknown(Why::Absent) => if ja { "（なし）" } else { "(none)" }.to_owned(),
        Value::Unknown(_) => if ja { "（不明）" } else { "(unknown)" }.to_owned(),
        Value::Bool(true) => if ja { "はい" } else { "yes" }.to_owned(),
        Value::Bool(false) => if ja { "いいえ" } else { "no" }.to_owned(),
        Value::Text(text) => text.to_string(),
        Value::Number(number) => show_number(*number, lang),
        Value::Percent(share) => match share.checked_mul(Exact::from(100)) {
            Ok(hundredths) => format!("{}%", show_number(hundredths, lang)),
            Err(_) => share.to_string(),
        },
        Value::Money(money) => show_money(*money, lang),
        Value::Date(date) if ja => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Value::Date(date) => date.to_string(),
        Value::Moment(moment) => {
            let (zone, day) = (moment.zone(), show(&Value::Date(moment.date()), lang, names));
            let zone = zone.as_deref().unwrap_or(if ja { "協定世界時" } else { "UTC" });
            if ja { format!("{day} {}（{zone}）", moment.clock()) } else { format!("{day} {} {zone}", moment.clock()) }
        }
        Value::FiscalYear(year) if ja => era::show_fiscal_year(*year),
        Value::FiscalYear(year) => year.to_string(),
        Value::Days(count) => duration(*count, "日", "day", lang),
        Value::Months(count) => duration(*count, "か月", "month", lang),
        Value::Years(count) => duration(*count, "年", "year", lang),
        Value::Range(ends) => {
            let (from, to) = (show(&ends.0, lang, names), show(&ends.1, lang, names));
            match lang {
                _ if from == to => from,
                Lang::Ja => format!("{from}から{to}まで"),
                Lang::En => format!("{from} to {to}"),
            }
        }
        Value::Choice(choice) => names.choice(*choice, lang).to_owned(),
        Value::List(items) | Value::Set(items) if items.is_empty() => if ja { "（なし）" } else { "(none)" }.to_owned(),
        // What is in an entry has names, and stands beside with its own place.
        Value::List(items) if matches!(items[0], Value::Record(_)) => entries(items.len(), lang),
        Value::List(items) | Value::Set(items) => {
            let items: Vec<String> = items.iter().map(|item| show(item, lang, names)).collect();
            items.join(if ja { "、" } else { ", " })
        }
        Value::Record(_) => entries(1, lang),
        Value::Row(table, row) => names.row(*table, *row),
    }
}

fn show_money(money: Money, lang: Lang) -> String {
    let amount = show_number(money.amount, lang);
    if lang == Lang::Ja && money.currency == Currency::JPY {
        format!("{amount}円")
    } else {
        format!("{} {amount}", money.currency)
    }
}

fn entries(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{count}件"),
        Lang::En => format!("{count} {}", if count == 1 { "entry" } else { "entries" }),
    }
}

fn duration(count: i64, ja: &str, en: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{count}{ja}"),
        Lang::En => format!("{count} {en}{}", if count.abs() == 1 { "" } else { "s" }),
    }
}

/// Thousands separated; a fraction without end is rounded to four places, and said to be about that.
fn show_number(number: Exact, lang: Lang) -> String {
    if let Some(decimal) = number.as_decimal() {
        return grouped(&decimal.to_string());
    }
    if number.is_integer() {
        return grouped(&number.to_string());
    }
    let rounded = Exact::ratio(1, 10_000).and_then(|unit| ops::round_to(number, unit, ops::Rounding::HalfAway));
    match rounded {
        Ok(rounded) => format!("{}{}", if lang == Lang::Ja { "約" } else { "about " }, grouped(&rounded.to_string())),
        Err(_) => number.to_string(),
    }
}

fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}
