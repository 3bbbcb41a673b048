//! Sadame for Python: the native half of the package `sadame`. What Python programs see is in `python/sadame`.

use pyo3::prelude::{Bound, PyModule, PyModuleMethods, PyResult, pymodule};

mod fault;
mod kinds;
mod lines;
mod part;
mod report;
mod rules;
mod run;
mod settings;
mod value;

/// The native half of the package.
#[pymodule]
#[pyo3(name = "_native")]
fn native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<rules::Rules>()?;
    module.add_class::<report::Report>()?;
    module.add_class::<part::Part>()
}
