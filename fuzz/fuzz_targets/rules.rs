#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| slantwise::probe::rules(data));
