#![no_main]
//! Outside bytes as routing rules in JSON; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::rules(bytes));
