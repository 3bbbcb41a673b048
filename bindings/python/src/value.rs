//! Python's values as JSON, exactly. What JSON has no value for is written as a word that is no JSON: the decoder reports it, with its field, and reads
//! the rest of the record.

use pyo3::PyTypeInfo;
use pyo3::exceptions::PyException;
use pyo3::prelude::{
    Bound, PyAny, PyAnyMethods, PyBoolMethods, PyErr, PyFloatMethods, PyListMethods, PyResult, PyStringMethods, PyTupleMethods,
    PyTypeMethods,
};
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};

/// How deep values may be nested before they are not written; the decoder refuses less.
const DEPTH: usize = 200;

/// Why a record was not written.
pub(crate) enum Unread {
    /// It is nested too deeply, or holds itself.
    TooDeep,
    /// It is no record.
    Record,
    /// Python raised an exception.
    Python(PyErr),
}

impl From<PyErr> for Unread {
    fn from(error: PyErr) -> Unread {
        Unread::Python(error)
    }
}

/// A value as people would see it, for what cannot be read; an interrupt may come while it is asked.
pub(crate) fn shown(value: &Bound<'_, PyAny>) -> PyResult<String> {
    match value.repr() {
        Ok(text) => Ok(text.to_string_lossy().into_owned()),
        Err(error) if error.is_instance_of::<PyException>(value.py()) => Ok(type_name(value)),
        Err(error) => Err(error),
    }
}

/// Whether it is a mapping. A cast would say no where an interrupt comes in between, and lose the interrupt.
pub(crate) fn is_mapping(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(value.is_exact_instance_of::<PyDict>() || value.is_instance(&PyMapping::type_object(value.py()))?)
}

/// Writes a value.
pub(crate) fn write(value: &Bound<'_, PyAny>, out: &mut String, depth: usize) -> Result<(), Unread> {
    if depth > DEPTH {
        return Err(Unread::TooDeep);
    }
    if value.is_none() {
        out.push_str("null");
    } else if let Ok(text) = value.cast::<PyString>() {
        write_text(text, out);
    } else if let Ok(truth) = value.cast::<PyBool>() {
        out.push_str(if truth.is_true() { "true" } else { "false" });
    } else if let Ok(number) = value.cast::<PyInt>() {
        write_whole(number, out);
    } else if let Ok(number) = value.cast::<PyFloat>() {
        write_float(&number.value().to_string(), 53, out);
    } else if let Ok(dict) = value.cast::<PyDict>() {
        out.push('{');
        for (key, value) in dict {
            write_member(&key, &value, out, depth)?;
        }
        out.push('}');
    } else if let Ok(list) = value.cast::<PyList>() {
        return write_list(list.iter().map(Ok), out, depth);
    } else if let Ok(list) = value.cast::<PyTuple>() {
        return write_list(list.iter().map(Ok), out, depth);
    } else if is_mapping(value)? {
        out.push('{');
        for item in value.call_method0("items")?.try_iter()? {
            let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item?.extract()?;
            write_member(&key, &value, out, depth)?;
        }
        out.push('}');
    } else {
        return write_by_name(value, out, depth);
    }
    Ok(())
}

/// Values that are told by the name of their type, so that nothing is imported that the program does not use itself.
fn write_by_name(value: &Bound<'_, PyAny>, out: &mut String, depth: usize) -> Result<(), Unread> {
    let ty = value.get_type();
    for ancestor in ty.mro() {
        let Ok(ancestor) = ancestor.cast_into::<pyo3::types::PyType>() else { continue };
        let (module, name) = (ancestor.module()?.to_string(), ancestor.name()?.to_string());
        match (module.split('.').next().unwrap_or_default(), name.as_str()) {
            ("pandas", "NAType" | "NaTType") => out.push_str("null"),
            ("decimal" | "_decimal" | "_pydecimal", "Decimal") => write_number(&value.str()?.to_string(), out),
            ("datetime", "date" | "datetime") => quote(&value.call_method0("isoformat")?.str()?.to_string(), out),
            ("numpy", "generic") => write_numpy(value, out)?,
            ("numpy", "ndarray") if value.getattr("ndim")?.extract::<usize>()? > 0 => {
                return write_list(value.try_iter()?, out, depth);
            }
            _ => continue,
        }
        return Ok(());
    }
    write_word(&type_name(value), out);
    Ok(())
}

/// A scalar of NumPy, by its kind.
fn write_numpy(value: &Bound<'_, PyAny>, out: &mut String) -> Result<(), Unread> {
    let ty = value.getattr("dtype")?;
    let text = value.str()?.to_string();
    match (ty.getattr("kind")?.str()?.to_string().as_str(), ty.getattr("itemsize")?.extract::<usize>()?) {
        ("b", _) => out.push_str(if text == "True" { "true" } else { "false" }),
        ("i" | "u", _) => out.push_str(&text),
        ("f", 2) => write_float(&text, 11, out),
        ("f", 4) => write_float(&text, 24, out),
        ("f", _) => write_float(&text, 53, out),
        ("M", _) if text == "NaT" => out.push_str("null"),
        ("M", _) => quote(&text, out),
        _ => write_word(&type_name(value), out),
    }
    Ok(())
}

fn write_list<'py>(
    items: impl Iterator<Item = PyResult<Bound<'py, PyAny>>>,
    out: &mut String,
    depth: usize,
) -> Result<(), Unread> {
    out.push('[');
    for (number, item) in items.enumerate() {
        if number > 0 {
            out.push(',');
        }
        write(&item?, out, depth + 1)?;
    }
    out.push(']');
    Ok(())
}

fn write_member(key: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>, out: &mut String, depth: usize) -> Result<(), Unread> {
    if !out.ends_with('{') {
        out.push(',');
    }
    match key.cast::<PyString>() {
        Ok(name) => quote(&name.to_string_lossy(), out),
        // No field is called so, and it is told.
        Err(_) => quote(&shown(key)?, out),
    }
    out.push(':');
    write(value, out, depth + 1)
}

fn write_text(text: &Bound<'_, PyString>, out: &mut String) {
    match text.to_str() {
        Ok(text) => quote(text, out),
        Err(_) => write_word("str with half of a surrogate pair", out),
    }
}

/// A whole number of any size.
fn write_whole(number: &Bound<'_, PyInt>, out: &mut String) {
    if let Ok(small) = number.extract::<i64>() {
        out.push_str(&small.to_string());
        return;
    }
    // A subclass may show itself otherwise than by its digits; and Python itself does not write more than some thousands of them.
    let digits = number.py().get_type::<PyInt>().call_method1("__repr__", (number,));
    match digits.and_then(|digits| digits.extract::<String>()) {
        Ok(digits) => out.push_str(&digits),
        Err(_) => write_word("int of thousands of digits", out),
    }
}

/// A binary fraction by its shortest digits. Of a whole number that needs more bits than it has, nobody knows what it was before.
fn write_float(digits: &str, bits: u32, out: &mut String) {
    let held = digits.parse::<f64>().is_ok_and(|number| number.abs() < 2_f64.powi(bits.cast_signed()));
    if held { write_number(digits, out) } else { write_word(digits, out) }
}

/// A number as JSON writes it, or a word where it is none, such as `NaN`.
fn write_number(digits: &str, out: &mut String) {
    let size = digits.strip_prefix('-').unwrap_or(digits);
    let written = size.starts_with(|sign: char| sign.is_ascii_digit())
        && size.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '.' | 'e' | 'E' | '+' | '-'));
    if written { out.push_str(digits) } else { write_word(digits, out) }
}

/// A word that is no JSON.
fn write_word(text: &str, out: &mut String) {
    out.push('~');
    out.extend(text.chars().map(|sign| if sign.is_alphanumeric() || matches!(sign, '-' | '+' | '.') { sign } else { '_' }));
}

fn quote(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().fully_qualified_name().map_or_else(|_| "object".to_owned(), |name| name.to_string())
}
