#![no_main]
//! Outside bytes as the visitor's cookie; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::cookie(bytes));
