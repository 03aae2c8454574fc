#![no_main]
//! Outside bytes as the query string; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::query(bytes));
