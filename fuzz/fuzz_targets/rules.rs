#![no_main]

// The engine is built before the clock of the first input runs.
libfuzzer_sys::fuzz_target!(init: slantwise::probe::rules(b""), |data: &[u8]| slantwise::probe::rules(data));
