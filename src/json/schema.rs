//! JSON Schemas (draft 2020-12) of what is written and of what is read: the report, its lines, a record of the input, the files of standing.
//!
//! Those of the contract come from its types, so they cannot differ from what is written; that of a record comes from the rules.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::{About, Diagnostic, Document, Line, VERSION};
use crate::engine::{Baseline, Decisions, standing};

pub use record::record;

mod record;

/// The dialect that every schema here is written in.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a report as one document.
#[must_use]
pub fn report() -> Value {
    named(written::<Document>(), "report", VERSION, "判定の報告 / Report")
}

/// The schema of each line of a report as JSON lines.
#[must_use]
pub fn lines() -> Value {
    named(written::<Line<'_>>(), "lines", VERSION, "判定の報告の一行 / A line of a report")
}

/// The schema of what is told about rules.
#[must_use]
pub fn about() -> Value {
    named(written::<About>(), "about", VERSION, "規則について / About rules")
}

/// The schema of a diagnostic.
#[must_use]
pub fn diagnostic() -> Value {
    named(written::<Diagnostic>(), "diagnostic", VERSION, "規則の不備 / A diagnostic")
}

/// The schema of a file that is read: its name and version in the schema's `$id`, and its title.
#[must_use]
pub fn file<T: JsonSchema>(name: &str, version: u32, title: &str) -> Value {
    named(read::<T>(), name, version, title)
}

/// The schema of something else that is written: its name and version in the schema's `$id`, and its title.
#[must_use]
pub fn written_as<T: JsonSchema>(name: &str, version: u32, title: &str) -> Value {
    named(written::<T>(), name, version, title)
}

/// The schema of the file of known findings.
#[must_use]
pub fn baseline() -> Value {
    file::<Baseline>("baseline", standing::VERSION, "既知の指摘 / Known findings")
}

/// The schema of the file of decisions.
#[must_use]
pub fn decisions() -> Value {
    file::<Decisions>("decisions", standing::VERSION, "指摘についての決定 / Decisions on findings")
}

/// What is written: a member that is not always there is never `null` where it is.
fn written<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(without_null));
    settings.into_generator().into_root_schema_for::<T>()
}

/// What is read.
fn read<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_deserialize().into_generator().into_root_schema_for::<T>()
}

fn without_null(schema: &mut Schema) {
    let required = schema.get("required").cloned().unwrap_or_default();
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    let is_required = |name: &str| required.as_array().is_some_and(|all| all.iter().any(|it| it == name));
    for (_, property) in properties.iter_mut().filter(|(name, _)| !is_required(name)) {
        if let Some(Value::Array(types)) = property.get_mut("type") {
            types.retain(|it| it != "null");
            if let [one] = types.as_slice() {
                property["type"] = one.clone();
            }
        } else if let Some(Value::Array(forms)) = property.get_mut("anyOf") {
            forms.retain(|it| *it != json!({ "type": "null" }));
        }
    }
}

/// A schema with its name and its title.
fn named(mut schema: Schema, name: &str, version: u32, title: &str) -> Value {
    schema.insert("$id".to_owned(), json!(format!("urn:sadame:{name}:{version}")));
    schema.insert("title".to_owned(), json!(title));
    schema.to_value()
}

/// A value for machines, as the table of the [contract](super) has it.
#[derive(Debug)]
pub(super) struct Plain;

impl JsonSchema for Plain {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Value")
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let any = generator.subschema_for::<Plain>();
        let object = |description: &str, properties: Value| {
            let required: Vec<&String> = properties.as_object().into_iter().flat_map(|properties| properties.keys()).collect();
            json!({
                "description": description, "type": "object", "properties": properties, "required": required,
                "additionalProperties": false,
            })
        };
        let exact = json!({ "type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+|/[0-9]+)?$" });
        json_schema!({
            "description": "A value for machines. Numbers are strings, so that no reader rounds them.",
            "anyOf": [
                { "description": "Not known, or there is none.", "type": "null" },
                { "type": "boolean" },
                {
                    "description": "A text, a date (2016-04-01), a fiscal year (FY2016), a number (0.5, or 1/3), the name of a choice, or the key of a row.",
                    "type": "string",
                },
                object("A share in percent.", json!({ "percent": exact })),
                object("Money.", json!({ "amount": exact, "currency": { "type": "string", "pattern": "^[A-Z]{3}$" } })),
                object("Days.", json!({ "days": { "type": "integer" } })),
                object("Months.", json!({ "months": { "type": "integer" } })),
                object("Years.", json!({ "years": { "type": "integer" } })),
                object("A range; both ends belong to it.", json!({ "from": any, "to": any })),
                { "description": "A list or a set.", "type": "array", "items": any },
                object("A record, or a list of records: how many entries. What decided in one is a fact of its own.", json!({ "entries": { "type": "integer" } })),
            ],
        })
    }
}
