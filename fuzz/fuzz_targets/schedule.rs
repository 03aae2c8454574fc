#![no_main]
//! Outside bytes as hours in JSON; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::schedule(bytes));
