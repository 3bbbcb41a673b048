//! See `sadame_fuzz::targets::evaluator`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sadame_fuzz::targets::evaluator(data));
