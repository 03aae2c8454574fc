#![no_main]
//! Outside bytes as a file of links, in every format; see `engine::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| engine::hostile::links_file(bytes));
