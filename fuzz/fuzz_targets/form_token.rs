#![no_main]
//! Outside bytes as the word that names a form; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::form_token(bytes));
