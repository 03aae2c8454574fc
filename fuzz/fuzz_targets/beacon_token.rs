#![no_main]
//! Outside bytes as the ticket of a page that opens a chat; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::beacon_token(bytes));
