//! Writing what was found on threads of its own, while other records are still judged: lines take as long to write as records to judge.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender};
use std::thread::{Scope, ScopedJoinHandle};

use super::hand::{Hand, hire};
use crate::engine::{Engine, Report};
use crate::report::Lines;

/// Writes parts of a report as lines: several threads make them, and one gives them to the writer in the order in which they came, each as soon as it is there.
pub(super) struct Scribe<'s> {
    /// To the threads that make lines; they are served in turn.
    hands: Vec<SyncSender<Report>>,
    sent: usize,
    writer: ScopedJoinHandle<'s, io::Result<()>>,
}

impl<'s> Scribe<'s> {
    /// Writes on so many threads, and one.
    pub(super) fn new<'e: 's, W: Write + Send>(
        scope: &'s Scope<'s, 'e>,
        engine: &'e Engine,
        threads: usize,
        out: &'e mut W,
    ) -> Scribe<'s> {
        let (hands, lines): (Vec<_>, Vec<_>) = (0..threads).map(|_| maker(scope, engine)).map(|it| (it.work, it.made)).unzip();
        Scribe { hands, sent: 0, writer: scope.spawn(move || write(&lines, out)) }
    }

    /// Has a part written. That the writer is gone is said here; why, when [all is done](Scribe::done).
    pub(super) fn tell(&mut self, part: Report) -> io::Result<()> {
        let hand = &self.hands[self.sent % self.hands.len()];
        self.sent += 1;
        hand.send(part).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    /// Waits until all is written.
    ///
    /// # Errors
    /// Those of the writer.
    pub(super) fn done(self) -> io::Result<()> {
        drop(self.hands);
        self.writer.join().expect("writing does not panic")
    }
}

/// A thread that makes lines of parts.
fn maker<'s>(scope: &'s Scope<'s, '_>, engine: &'s Engine) -> Hand<Report, Vec<u8>> {
    let mut lines = Lines::new(Vec::new(), engine);
    hire(scope, move |part| {
        lines.found(&part).expect("memory takes all that is written");
        std::mem::take(lines.writer())
    })
}

/// Writes lines in the order of the parts, until there are no more.
fn write(lines: &[Receiver<Vec<u8>>], out: &mut impl Write) -> io::Result<()> {
    for hand in lines.iter().cycle() {
        let Ok(made) = hand.recv() else { break };
        out.write_all(&made)?;
        out.flush()?;
    }
    Ok(())
}
