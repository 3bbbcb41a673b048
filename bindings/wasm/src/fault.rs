//! What goes wrong, as JSON for the package to throw: `{"kind": …}` with the diagnostics, or with sentences in both languages. It is a text, so that all that
//! may go wrong can be tried where there is no JavaScript.

use sadame::engine::{BundleError, SettingError};
use sadame::json::Text;
use sadame::lang::Lang;
use serde_json::{Value, json};

/// The faults of rules.
#[cfg(feature = "full")]
pub(crate) fn of_rules(error: &sadame::engine::CompileError) -> String {
    thrown(&json!({ "kind": "rules", "diagnostics": crate::write::diagnostics(&error.sources, &error.diagnostics) }))
}

/// Why bytes are no bundle.
pub(crate) fn of_bundle(error: BundleError) -> String {
    thrown(&json!({ "kind": "bundle", "texts": [both(|lang| error.message(lang))] }))
}

/// The faults of settings.
pub(crate) fn of_settings(errors: &[SettingError]) -> String {
    // The command line's words for what is an option here.
    let say = |error: &SettingError, lang| error.message(lang).replace("--record", "record").replace("--param", "parameters");
    settings(&errors.iter().map(|error| both(|lang| say(error, lang))).collect::<Vec<_>>())
}

/// Settings that cannot be made, in sentences.
pub(crate) fn settings(texts: &[Text]) -> String {
    thrown(&json!({ "kind": "settings", "texts": texts }))
}

/// One setting that cannot be made.
pub(crate) fn setting([ja, en]: [String; 2]) -> String {
    settings(&[Text { ja, en }])
}

fn both(say: impl Fn(Lang) -> String) -> Text {
    Text { ja: say(Lang::Ja), en: say(Lang::En) }
}

fn thrown(fault: &Value) -> String {
    crate::report::json(fault)
}
