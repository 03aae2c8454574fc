#![no_main]
//! Outside bytes as Telegram's start parameter; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::telegram_start(bytes));
