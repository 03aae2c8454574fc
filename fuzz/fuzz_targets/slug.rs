#![no_main]
//! Outside bytes as the slug of an address; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::slug(bytes));
