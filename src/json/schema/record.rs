//! The schema of a record of the input, from the rules: what the decoder reads, and nothing that it does not.
//!
//! What a schema cannot say is left to the decoder: whether the calendar has a day, how many digits can be held, how
//! fine an amount of another currency than yen may be, how deep it may nest.

use serde_json::{Map, Value as Json, json};

use super::{DIALECT, VERSION};
use crate::check::typed::{Choice, Field, Label, MoneyType, Presence, Program, Tax, Type};
use crate::engine::Engine;
use crate::value::{Currency, Exact, Value};

/// Digits as the language writes them, with `_` between them and one point.
const DIGITS: &str = r"[0-9]+(_[0-9]+)*(\.[0-9]+(_[0-9]+)*)?";
/// A number as JSON writes it.
const NUMBER: &str = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?";
/// A whole number as JSON writes it.
const WHOLE: &str = r"-?(0|[1-9][0-9]*)(\.0+)?([eE]\+?[0-9]+)?";
/// A time of day behind a day, with its zone or without.
const TIME: &str = r"[Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:([0-5][0-9]|60))?(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?";
/// An era and its year.
const ERA: &str = "(令和|平成|昭和|大正|明治|[RHSTMrhstm])(元|[0-9]{1,4})";
const MONTH: &str = "(0{0,3}[1-9]|0{0,2}1[0-2])";
const DAY: &str = "(0{0,3}[1-9]|0{0,2}[12][0-9]|0{0,2}3[01])";

/// The schema of that record of the program.
#[must_use]
pub fn record(engine: &Engine, record: usize) -> Json {
    let program = &engine.program;
    let mut schema = Schema { program, definitions: Map::new() };
    let it = &program.records[record];
    let packs: Vec<String> =
        engine.packs.iter().map(|pack| format!("{} {} (SHA-256 {})", pack.name, pack.version, pack.digest)).collect();
    let mut out = Map::new();
    out.insert("$schema".to_owned(), json!(DIALECT));
    out.insert("$id".to_owned(), json!(format!("urn:sadame:record:{}:{VERSION}", escaped(&it.name))));
    out.insert("$comment".to_owned(), json!(format!("By the rules of {}", packs.join(", "))));
    out.extend(schema.object(record));
    out.insert("$defs".to_owned(), Json::Object(schema.definitions));
    Json::Object(out)
}

/// A schema that is being made.
struct Schema<'a> {
    program: &'a Program,
    definitions: Map<String, Json>,
}

impl Schema<'_> {
    /// A record: its fields and no others.
    fn object(&mut self, record: usize) -> Map<String, Json> {
        let record = &self.program.records[record];
        let mut out = titled(&record.label);
        let properties: Map<String, Json> =
            record.fields.iter().map(|field| (field.name.clone(), Json::Object(self.field(field)))).collect();
        let required: Vec<&str> =
            record.fields.iter().filter(|field| field.presence == Presence::Required).map(|field| field.name.as_str()).collect();
        out.insert("type".to_owned(), json!("object"));
        out.insert("properties".to_owned(), Json::Object(properties));
        out.insert("required".to_owned(), json!(required));
        out.insert("additionalProperties".to_owned(), json!(false));
        out
    }

    /// A field; one that need not be given may be `null`.
    fn field(&mut self, field: &Field) -> Map<String, Json> {
        let mut out = titled(&field.label);
        let ty = self.of(&field.ty);
        if field.presence == Presence::Required {
            out.extend(ty);
        } else {
            out.insert("anyOf".to_owned(), json!([ty, { "type": "null" }]));
        }
        if let Presence::Default(value) = &field.presence
            && let Some(written) = self.written(value)
        {
            out.insert("default".to_owned(), written);
        }
        out
    }

    /// What is read as a value of a type.
    fn of(&mut self, ty: &Type) -> Map<String, Json> {
        match ty {
            Type::Text => object(json!({ "type": "string" })),
            Type::Bool => object(json!({ "type": "boolean" })),
            Type::Number => object(json!({ "type": "number" })),
            Type::List(of) => object(json!({ "type": "array", "items": self.of(of) })),
            Type::Set(of) => object(json!({ "type": "array", "items": self.of(of), "uniqueItems": true })),
            Type::Row(_) | Type::Error => object(json!({ "not": {} })),
            Type::Choice(choice) => {
                let choice = &self.program.choices[*choice];
                self.shared(format!("choice.{}", choice.name), |_| possibilities(choice))
            }
            Type::Record(record) => {
                let name = format!("record.{}", self.program.records[*record].name);
                self.shared(name, |schema| Json::Object(schema.object(*record)))
            }
            Type::Range(of) => self.shared(format!("range.{}", name(of)), |schema| schema.range(of)),
            _ => self.shared(name(ty), |_| leaf(ty)),
        }
    }

    /// A reference to a definition, which is made where there is none yet. No record contains itself.
    fn shared(&mut self, name: String, make: impl FnOnce(&mut Self) -> Json) -> Map<String, Json> {
        if !self.definitions.contains_key(&name) {
            let made = make(self);
            self.definitions.insert(name.clone(), made);
        }
        object(json!({ "$ref": format!("#/$defs/{}", escaped(&name)) }))
    }

    fn range(&mut self, of: &Type) -> Json {
        let end = self.of(of);
        let written = match of {
            Type::Date => format!("({}({TIME})?|{})", iso_date(), era_date()),
            Type::Moment => moment().to_owned(),
            Type::FiscalYear => format!("({}|{})", "FY[0-9]{4}", era_year()),
            Type::Percent => format!("-?{DIGITS}\\s*%"),
            Type::Money(money) if is_whole(*money) => WHOLE.to_owned(),
            Type::Days | Type::Months | Type::Years => WHOLE.to_owned(),
            _ => NUMBER.to_owned(),
        };
        let both = object(json!({ "from": end, "to": end }));
        let mut forms = vec![json!({
            "type": "object", "properties": both, "required": ["from", "to"], "additionalProperties": false,
        })];
        // An amount written as text does not say its currency.
        if !matches!(of, Type::Money(MoneyType { currency: None, .. })) {
            forms.push(json!({ "type": "string", "pattern": format!("^\\s*{written}\\s*\\.\\.\\s*{written}\\s*$") }));
        }
        json!({ "title": "範囲（両端を含む）", "description": "a range; both ends belong to it", "anyOf": forms })
    }

    /// A value as the input writes it.
    fn written(&self, value: &Value) -> Option<Json> {
        let exact = |number: &Exact| serde_json::from_str(&number.to_string()).ok();
        match value {
            Value::Bool(truth) => Some(json!(truth)),
            Value::Text(text) => Some(json!(text)),
            Value::Number(number) => exact(number),
            Value::Percent(share) => share.checked_mul(Exact::from(100)).ok().map(|it| json!(format!("{it}%"))),
            Value::Money(money) => Some(json!({ "amount": exact(&money.amount)?, "currency": money.currency.to_string() })),
            Value::Date(date) => Some(json!(date.to_string())),
            Value::Moment(moment) => Some(json!(moment.to_string())),
            Value::FiscalYear(year) => Some(json!(year.to_string())),
            Value::Days(count) | Value::Months(count) | Value::Years(count) => Some(json!(count)),
            Value::Range(ends) => Some(json!({ "from": self.written(&ends.0)?, "to": self.written(&ends.1)? })),
            Value::Choice(at) => Some(json!(self.program.choices[at.choice as usize].variants[at.variant as usize].0)),
            Value::List(items) | Value::Set(items) => items.iter().map(|item| self.written(item)).collect(),
            Value::Unknown(_) | Value::Record(_) | Value::Row(..) => None,
        }
    }
}

/// The names of a choice, each with its labels, which are read too.
fn possibilities(choice: &Choice) -> Json {
    let one = |(name, label): &(String, Label)| {
        let mut written = vec![name.as_str()];
        for text in [label.ja.as_str(), label.en.as_str()] {
            if !written.contains(&text) {
                written.push(text);
            }
        }
        let mut out = titled(label);
        out.insert("enum".to_owned(), json!(written));
        Json::Object(out)
    };
    let mut out = titled(&choice.label);
    out.insert("anyOf".to_owned(), choice.variants.iter().map(one).collect());
    Json::Object(out)
}

/// The name of the definition of a type that is the same in every program.
fn name(ty: &Type) -> String {
    let word = match ty {
        Type::Money(money) => {
            let tax = match money.tax {
                Tax::Incl => "_incl_tax",
                Tax::Excl => "_excl_tax",
                Tax::None | Tax::Any => "",
            };
            return format!("money_{}{tax}", money.currency.map_or_else(|| "any".to_owned(), |it| it.to_string()));
        }
        Type::Percent => "percent",
        Type::Date => "date",
        Type::Moment => "moment",
        Type::FiscalYear => "fiscal_year",
        Type::Days => "days",
        Type::Months => "months",
        Type::Years => "years",
        _ => "number",
    };
    word.to_owned()
}

/// What is read as a value that is neither text, truth, list, choice nor record.
fn leaf(ty: &Type) -> Json {
    match ty {
        Type::Percent => json!({
            "title": "百分率", "description": "a share in percent, such as \"50%\"",
            "type": "string", "pattern": format!("^-?{DIGITS}\\s*%$"), "examples": ["50%", "0.1%"],
        }),
        Type::Money(it) => money(*it),
        Type::Date => json!({
            "title": "日付", "description": "a day, such as \"2016-04-01\" or \"平成28年4月1日\"",
            "anyOf": [
                { "type": "string", "format": "date", "pattern": format!("^{}$", iso_date()) },
                { "type": "string", "pattern": format!("^{}$", era_date()) },
                { "type": "string", "pattern": format!("^{}{TIME}$", iso_date()), "description": "a day with a time, which is dropped" },
            ],
            "examples": ["2016-04-01", "平成28年4月1日", "H28.4.1"],
        }),
        Type::Moment => json!({
            "title": "日時", "description": "a date with its time and zone, such as \"2016-04-01T09:30:00+09:00\"",
            "type": "string", "pattern": format!("^{}$", moment()), "examples": ["2016-04-01T09:30:00+09:00", "2016-04-01T00:30:00Z"],
        }),
        Type::FiscalYear => json!({
            "title": "年度", "description": "a fiscal year, such as 2016, \"FY2016\" or \"平成28年度\"",
            "anyOf": [
                { "type": "integer", "minimum": 1868, "maximum": 9999 },
                { "type": "string", "pattern": format!("^(FY[0-9]{{4}}|{})$", era_year()) },
            ],
            "examples": [2016, "FY2016", "平成28年度"],
        }),
        Type::Days => json!({ "title": "日数", "description": "a number of days", "type": "integer" }),
        Type::Months => json!({ "title": "月数", "description": "a number of months", "type": "integer" }),
        Type::Years => json!({ "title": "年数", "description": "a number of years", "type": "integer" }),
        _ => json!({ "type": "number" }),
    }
}

/// An amount: a number where the rules say in which currency, otherwise with its currency.
fn money(money: MoneyType) -> Json {
    let amount = json!({ "type": if is_whole(money) { "integer" } else { "number" } });
    let currency = match money.currency {
        Some(currency) => json!({ "const": currency.to_string() }),
        None => json!({ "type": "string", "pattern": "^[A-Z]{3}$" }),
    };
    let mut said = object(json!({
        "type": "object", "properties": { "amount": amount, "currency": currency }, "required": ["amount", "currency"],
        "additionalProperties": false,
    }));
    if money.currency.is_none() {
        said.insert("if".to_owned(), json!({ "properties": { "currency": { "const": "JPY" } } }));
        said.insert("then".to_owned(), json!({ "properties": { "amount": { "type": "integer" } } }));
    }
    let mut forms = vec![Json::Object(said)];
    if money.currency.is_some() {
        forms.insert(0, amount);
    }
    let (tax_ja, tax_en) = match money.tax {
        Tax::Incl => ("・税込", ", tax included"),
        Tax::Excl => ("・税抜", ", tax excluded"),
        Tax::None | Tax::Any => ("", ""),
    };
    let (ja, en) = match money.currency {
        Some(Currency::JPY) => ("円".to_owned(), "yen".to_owned()),
        Some(currency) => (currency.to_string(), currency.to_string()),
        None => ("通貨を記す".to_owned(), "in a currency that is said".to_owned()),
    };
    json!({ "title": format!("金額（{ja}{tax_ja}）"), "description": format!("money ({en}{tax_en})"), "anyOf": forms })
}

/// Whether the currency has nothing smaller than its unit.
fn is_whole(money: MoneyType) -> bool {
    money.currency.is_some_and(|currency| currency.minor_digits() == 0)
}

fn iso_date() -> &'static str {
    "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
}

fn moment() -> &'static str {
    "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]{1,9}0*)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
}

fn era_date() -> String {
    format!("{ERA}(年{MONTH}月{DAY}日|[./-]{MONTH}[./-]{DAY})")
}

fn era_year() -> String {
    format!("{ERA}年度")
}

fn titled(label: &Label) -> Map<String, Json> {
    object(json!({ "title": label.ja, "description": label.en }))
}

/// What `json!` makes of braces.
fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(object) => object,
        other => Map::from_iter([("const".to_owned(), other)]),
    }
}

/// A name where a URI has it: names may be in any script.
fn escaped(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
