//! Judging lines on several threads. What comes of them is taken in by the order of the lines, so that the report does not show how many threads there were.

use std::io::BufRead;

use super::hand::{Hand, WAITING, hire};
use super::read::{Fault, Reader};
use crate::engine::{Batch, Session, Worker};
use crate::input::{Line, Lines, Piece, cut};

impl Reader<'_> {
    /// Judges every line.
    pub(super) fn lines<R: BufRead>(
        &mut self,
        session: &mut Session<'_>,
        input: u32,
        mut lines: Lines<R>,
        pointers: &[String],
    ) -> Result<(), Fault> {
        let limit = self.limit;
        let (mut own, mut spent) = (session.worker(input), Vec::new());
        std::thread::scope(|scope| {
            let mut hands: Vec<Hand<(Piece, Batch), Batch>> = Vec::new();
            let (mut sent, mut taken) = (0, 0);
            let read = loop {
                let piece = match lines.next_piece() {
                    Ok(Some(piece)) => piece,
                    Ok(None) => break Ok(()),
                    Err(fault) => break Err(Fault::Read(fault)),
                };
                self.keep_lines(input, &piece, pointers);
                if self.threads < 2 {
                    judge_piece(&mut own, &piece, pointers, limit);
                    let batch = own.exchange(spent.pop().unwrap_or_default());
                    spent.push(session.absorb(batch));
                    (self.after)(session).map_err(Fault::Write)?;
                    continue;
                }
                if hands.len() < self.threads && hands.len() == sent {
                    let mut worker = session.worker(input);
                    hands.push(hire(scope, move |(piece, spent)| {
                        judge_piece(&mut worker, &piece, pointers, limit);
                        worker.exchange(spent)
                    }));
                }
                if sent - taken == WAITING * hands.len() {
                    spent.extend(self.take(session, &hands, &mut taken)?);
                }
                // A thread that is gone has panicked, and the scope says so.
                let _ = hands[sent % hands.len()].work.send((piece, spent.pop().unwrap_or_default()));
                sent += 1;
            };
            while taken < sent {
                self.take(session, &hands, &mut taken)?;
            }
            read
        })
    }

    /// Takes in what came of the next piece, and gives back what it was held in.
    fn take(
        &mut self,
        session: &mut Session<'_>,
        hands: &[Hand<(Piece, Batch), Batch>],
        taken: &mut usize,
    ) -> Result<Option<Batch>, Fault> {
        let batch = hands[*taken % hands.len()].made.recv().ok();
        let spent = batch.map(|batch| session.absorb(batch));
        *taken += 1;
        (self.after)(session).map_err(Fault::Write)?;
        Ok(spent)
    }

    fn keep_lines(&mut self, input: u32, piece: &Piece, pointers: &[String]) {
        if self.keep == 0 {
            return;
        }
        for line in piece.lines() {
            if let Line::Whole(number, bytes) = line {
                cut(number, bytes, pointers).iter().for_each(|(line, record)| self.keep(input, *line, record));
            }
        }
    }
}

fn judge_piece(worker: &mut Worker<'_>, piece: &Piece, pointers: &[String], limit: usize) {
    for line in piece.lines() {
        match line {
            Line::TooLong(number, start) => refuse(worker, number, start, limit),
            Line::Whole(number, bytes) if pointers.is_empty() => judge(worker, number, bytes, limit),
            Line::Whole(number, bytes) => {
                cut(number, bytes, pointers).iter().for_each(|(line, record)| judge(worker, *line, record, limit));
            }
        }
    }
}

/// Judges a record that is not too long.
pub(super) fn judge(worker: &mut Worker<'_>, line: u64, record: &[u8], limit: usize) {
    if record.len() > limit {
        refuse(worker, line, &record[..200.min(record.len())], limit);
    } else {
        worker.push(line, record);
    }
}

fn refuse(worker: &mut Worker<'_>, line: u64, start: &[u8], limit: usize) {
    worker.refuse(line, super::tables::too_long(limit), &String::from_utf8_lossy(start));
}
