#![no_main]
//! Outside bytes as an address that is called; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::endpoint(bytes));
