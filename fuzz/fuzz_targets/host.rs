#![no_main]
//! Outside bytes as a domain of somebody's own; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::host(bytes));
