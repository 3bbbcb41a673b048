//! What goes wrong, as the exceptions of the package.

use pyo3::{PyErr, import_exception};
use sadame::engine::{CompileError, SettingError};
use sadame::input::fault::TableFault;
use sadame::json::{Diagnostic, Text};
use sadame::lang::Lang;

import_exception!(sadame._faults, RulesError);
import_exception!(sadame._faults, SettingsError);
import_exception!(sadame._faults, InputError);

/// The faults of rules.
pub(crate) fn of_rules(error: &CompileError) -> PyErr {
    let all: Vec<Diagnostic> = error.diagnostics.iter().map(|it| Diagnostic::new(&error.sources, it)).collect();
    RulesError::new_err(serde_json::to_string(&all).unwrap_or_default())
}

/// The faults of settings.
pub(crate) fn of_settings(errors: &[SettingError]) -> PyErr {
    // The command line's words for what is an argument here.
    let say = |error: &SettingError, lang| error.message(lang).replace("--record", "record=").replace("--param", "parameters=");
    let texts = errors.iter().map(|error| Text { ja: say(error, Lang::Ja), en: say(error, Lang::En) });
    settings(&texts.collect::<Vec<Text>>())
}

/// Settings that cannot be made, in sentences.
pub(crate) fn settings(texts: &[Text]) -> PyErr {
    SettingsError::new_err(serde_json::to_string(texts).unwrap_or_default())
}

/// One setting that cannot be made.
pub(crate) fn setting(ja: &str, en: &str) -> PyErr {
    settings(&[Text { ja: ja.to_owned(), en: en.to_owned() }])
}

/// An input that cannot be read, or not to its end: Japanese, English.
pub(crate) fn of_input([ja, en]: [String; 2]) -> PyErr {
    InputError::new_err((ja, en))
}

/// Why reading stops.
pub(crate) enum Stop {
    /// The input cannot be read as a table.
    Table(TableFault),
    /// Python says so.
    Python(PyErr),
}

impl From<TableFault> for Stop {
    fn from(fault: TableFault) -> Stop {
        Stop::Table(fault)
    }
}

impl From<PyErr> for Stop {
    fn from(error: PyErr) -> Stop {
        Stop::Python(error)
    }
}

impl From<Stop> for PyErr {
    fn from(stop: Stop) -> PyErr {
        match stop {
            Stop::Table(fault) => of_input(fault.message()),
            Stop::Python(error) => error,
        }
    }
}
