//! Interruptions: the first lets a run finish what it has begun, the second ends it at once.

use super::watch;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);
static ONCE: Once = Once::new();

/// What a run that was interrupted ends with.
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted;

/// From now on SIGINT, SIGTERM and SIGHUP (Ctrl-C) are requests to stop. True once one has come.
pub fn stop() -> &'static AtomicBool {
    ONCE.call_once(|| {
        // Where no handler can be set, a signal ends the run at once, and --resume goes on all the same.
        let _ = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
            watch::say("stopping when what has been read is finished; once more ends at once");
        });
    });
    &STOP
}

/// # Errors
/// When a signal has come.
pub fn go_on() -> Result<(), Interrupted> {
    if STOP.load(Ordering::SeqCst) { Err(Interrupted) } else { Ok(()) }
}
