//! See `sadame_fuzz::targets::workbook`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sadame_fuzz::targets::workbook(data));
