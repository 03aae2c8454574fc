#![no_main]
//! Outside bytes as an answer of Google Analytics; see `platforms::hostile`.

use domain::destination::Platform;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| platforms::hostile::answer(Platform::Ga4, bytes));
