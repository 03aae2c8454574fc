#![no_main]
//! Outside bytes as an uploaded picture; see `engine::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| engine::hostile::picture(bytes));
