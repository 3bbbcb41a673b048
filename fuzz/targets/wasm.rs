//! See `sadame_fuzz::targets::wasm`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sadame_fuzz::targets::wasm(data));
