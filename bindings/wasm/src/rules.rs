//! Compiled rules.

use std::rc::Rc;

use sadame::engine::Engine;
use sadame::json::About;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault;
use crate::options::Told;
use crate::session::Session;

/// Compiled rules.
#[wasm_bindgen]
pub struct Rules {
    pub(crate) engine: Rc<Engine>,
}

#[wasm_bindgen]
impl Rules {
    /// The rules of a bundle.
    #[wasm_bindgen(js_name = fromBundle)]
    pub fn from_bundle(bytes: &[u8]) -> Result<Rules, String> {
        let read = if cfg!(feature = "full") { Engine::from_bundle } else { Engine::to_judge };
        read(bytes).map(|engine| Rules { engine: Rc::new(engine) }).map_err(fault::of_bundle)
    }

    /// What the rules are: packs, records, rules, parameters, layouts, and in the full chunk tables, as JSON.
    pub fn about(&self) -> String {
        let about = About::new(&self.engine);
        if cfg!(feature = "full") { about.with_tables(&self.engine).to_json() } else { about.to_json() }
    }

    /// Begins a run.
    pub fn open(&self, options: &str) -> Result<Session, String> {
        Session::new(Rc::clone(&self.engine), &Told::new(options))
    }
}
