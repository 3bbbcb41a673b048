//! See `sadame_fuzz::targets::program`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sadame_fuzz::targets::program(data));
