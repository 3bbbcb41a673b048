//! Makes a chunk of the npm package of what the compiler gave: the WebAssembly, and the JavaScript that calls it. `cargo xtask wasm` runs it.
//!
//! It is `wasm-bindgen` itself, which need not be installed then, and is of the version of the crate.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, folder, name] = arguments.as_slice() else {
        eprintln!("Usage: sadame-chunk INPUT FOLDER NAME");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    let made = bindgen.web(true).and_then(|bindgen| {
        bindgen
            .input_path(input)
            .out_name(name)
            .typescript(true)
            .omit_default_module_path(true)
            .remove_name_section(true)
            .remove_producers_section(true)
            .reset_state_function(true)
            .generate(folder)
    });
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{input}: {why:?}");
            ExitCode::FAILURE
        }
    }
}
