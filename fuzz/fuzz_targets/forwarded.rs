#![no_main]
//! Outside bytes as the Forwarded and X-Forwarded-For headers; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::forwarded(bytes));
