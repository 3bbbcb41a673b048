//! Threads that are given one piece of work after the other, and whose results are taken in the order in which the work was given.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Scope;

/// How many pieces of work wait for each thread, and how many results.
pub(super) const WAITING: usize = 2;

/// A thread, by where it takes its work from and where the results come back. It ends when the one or the other is dropped.
pub(super) struct Hand<Work, Made> {
    pub(super) work: SyncSender<Work>,
    pub(super) made: Receiver<Made>,
}

/// Has a thread do something with all that it is given.
pub(super) fn hire<'s, Work: Send + 's, Made: Send + 's>(
    scope: &'s Scope<'s, '_>,
    mut make: impl FnMut(Work) -> Made + Send + 's,
) -> Hand<Work, Made> {
    let (work, waiting) = sync_channel(WAITING);
    let (done, made) = sync_channel(WAITING);
    scope.spawn(move || {
        for piece in waiting {
            if done.send(make(piece)).is_err() {
                return;
            }
        }
    });
    Hand { work, made }
}
