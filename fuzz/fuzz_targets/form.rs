#![no_main]
//! Outside bytes as the body of a lead form; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::form(bytes));
