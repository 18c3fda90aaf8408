#![no_main]

// The engine is built before the clock of the first input runs.
libfuzzer_sys::fuzz_target!(init: slantwise::probe::voice(b""), |data: &[u8]| slantwise::probe::voice(data));
