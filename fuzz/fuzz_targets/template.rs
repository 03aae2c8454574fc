#![no_main]
//! Outside bytes as a message and its values; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::template(bytes));
