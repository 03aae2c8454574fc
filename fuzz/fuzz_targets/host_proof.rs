#![no_main]
//! Outside bytes as what stands where a domain's proof should be; see `domain::hostile`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| domain::hostile::host_proof(bytes));
