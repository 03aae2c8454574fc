#![no_main]
//! Outside bytes as Accept-Language; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::language(bytes));
