#![no_main]
//! Outside bytes as the user agent; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::user_agent(bytes));
