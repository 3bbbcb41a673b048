//! A run in parts: what is sent from where records are judged to where the run is finished.

use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::{Bound, PyResult, Python, pyclass, pymethods};
use pyo3::types::PyBytes;
use sadame::engine;

/// What a run came to so far, but for its findings.
#[pyclass(frozen, module = "sadame._native")]
#[derive(Default)]
pub(crate) struct Part(Mutex<Option<engine::Part>>);

impl Part {
    /// Takes it out; none where it has not begun.
    pub(crate) fn take(&self) -> Option<engine::Part> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Puts it back.
    pub(crate) fn put(&self, part: engine::Part) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(part);
    }
}

/// A part from its bytes.
pub(crate) fn read(bytes: &[u8]) -> PyResult<engine::Part> {
    postcard::from_bytes(bytes).map_err(|_| PyValueError::new_err("these bytes are no part of a run of this version of sadame"))
}

#[pymethods]
impl Part {
    /// Nothing yet.
    #[new]
    fn new() -> Part {
        Part::default()
    }

    /// Its bytes; those of nothing are empty. It is over then.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let part = self.take();
        let bytes = py.detach(|| part.map_or_else(|| Ok(Vec::new()), |part| postcard::to_stdvec(&part)));
        let bytes = bytes.map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(PyBytes::new(py, &bytes))
    }
}
