//! Work on many threads, results in order, memory bounded: reading, working and writing overlap.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{channel, sync_channel};

/// Takes chunks from `next`, works on them on `threads` threads, hands each result to `sink` in the order of its chunk.
/// At most four chunks a thread are under way at once. When `sink` fails, reading stops and its error is returned.
///
/// # Errors
/// The first error of `sink`, or of building the pool of threads.
pub fn ordered<C: Send, O: Send, E: Send + From<std::io::Error>>(
    threads: usize,
    mut next: impl FnMut() -> Option<C>,
    work: impl Fn(C) -> O + Sync,
    mut sink: impl FnMut(O) -> Result<(), E> + Send,
) -> Result<(), E> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(std::io::Error::other)?;
    let capacity = threads.max(1) * 4;
    let (give, permits) = sync_channel::<()>(capacity);
    for _ in 0..capacity {
        // The channel holds exactly this many, so none of these waits.
        let _ = give.try_send(());
    }
    let (results, inbox) = channel::<(u64, std::thread::Result<O>)>();
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || -> Result<(), E> {
            let mut waiting = BTreeMap::new();
            let mut due = 0u64;
            for (number, result) in inbox {
                waiting.insert(number, result);
                while let Some(result) = waiting.remove(&due) {
                    // A panic ends the run here: nobody would wait for its result in vain.
                    sink(result.unwrap_or_else(|panic| resume_unwind(panic)))?;
                    due += 1;
                    // Nobody waits for permits any more once the input has ended.
                    let _ = give.try_send(());
                }
            }
            Ok(())
        });
        pool.in_place_scope_fifo(|tasks| {
            let mut number = 0u64;
            while permits.recv().is_ok() {
                let Some(chunk) = next() else { break };
                let results = results.clone();
                let work = &work;
                tasks.spawn_fifo(move |_| {
                    // A writer that has failed has closed the channel; its error is told below.
                    let _ = results.send((number, catch_unwind(AssertUnwindSafe(|| work(chunk)))));
                });
                number += 1;
            }
        });
        drop(results);
        match writer.join() {
            Ok(result) => result,
            Err(panic) => resume_unwind(panic),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::ordered;

    #[test]
    fn order_is_kept_on_any_number_of_threads() {
        for threads in [1, 2, 5] {
            let mut numbers = 0..500u64;
            let mut out = Vec::new();
            let done: Result<(), std::io::Error> = ordered(
                threads,
                || numbers.next(),
                |n| {
                    if n % 7 == 0 {
                        std::thread::yield_now();
                    }
                    n * 2
                },
                |n| {
                    out.push(n);
                    Ok(())
                },
            );
            assert!(done.is_ok());
            assert_eq!(out, (0..500).map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_panic_in_the_work_ends_the_run_and_does_not_hang_it() {
        let run = std::panic::catch_unwind(|| {
            let mut numbers = 0..1000u64;
            let done: Result<(), std::io::Error> = ordered(2, || numbers.next(), |n| assert_ne!(n, 7), |()| Ok(()));
            done
        });
        assert!(run.is_err());
    }

    #[test]
    fn a_failing_sink_stops_the_reading() {
        let mut read = 0;
        let result: Result<(), std::io::Error> = ordered(
            2,
            || {
                read += 1;
                Some(read)
            },
            |n| n,
            |n| if n == 10 { Err(std::io::Error::other("disk full")) } else { Ok(()) },
        );
        assert_eq!(result.unwrap_err().to_string(), "disk full");
    }
}
