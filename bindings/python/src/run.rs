//! Records on their way into a session: gathered into chunks, judged on several threads, taken in by their order.

use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::Python;
use sadame::decode::Reason;
use sadame::engine::{Batch, Engine, Origin, Reading, Session, Worker};
use sadame::input::cut;

use crate::fault::Stop;
use crate::settings::Settings;

/// How many bytes of records make a chunk.
const CHUNK: usize = 1 << 18;

/// How many records do, however short: an interrupt waits for what is judged at once.
const RECORDS: usize = 256;

/// How many chunks wait for each thread.
const WAITING: usize = 4;

/// The longest record that is read, in bytes.
pub(crate) const LIMIT: usize = 16 << 20;

/// Why a record was not read, and what stood there.
type Unread = (Reason, String);

/// Records that follow one another.
#[derive(Default)]
struct Chunk {
    json: Vec<u8>,
    /// Each record: its position, and where it ends; or why it was not read, and what stood there.
    records: Vec<(u64, Result<usize, Unread>)>,
}

/// One input being judged.
pub(crate) struct Run<'e> {
    pub(crate) engine: &'e Engine,
    pub(crate) session: Session<'e>,
    pub(crate) input: u32,
    threads: usize,
    /// Where the records are in packages of JSON.
    pointers: Vec<String>,
    chunk: Chunk,
    waiting: Vec<Chunk>,
}

impl<'e> Run<'e> {
    /// Begins with an input that the session knows already.
    pub(crate) fn new(engine: &'e Engine, session: Session<'e>, input: u32, settings: &Settings) -> Run<'e> {
        let (chunk, waiting) = (Chunk::default(), Vec::new());
        Run { engine, session, input, threads: settings.threads.max(1), pointers: Vec::new(), chunk, waiting }
    }

    /// Says what kind of input it is, and by which layout of JSON it is read: the one that is named, or the one that the beginning shows.
    pub(crate) fn json(&mut self, format: &str, beginning: &[u8], named: Option<&str>) {
        let record = self.session.so_far().record;
        let layouts = &self.engine.program.layouts;
        let layout = match named {
            Some(name) => layouts.iter().position(|layout| layout.name == name && layout.record == record),
            None => self.engine.json_layout(record, beginning),
        };
        let layout = layout.and_then(|layout| Some((layout, self.engine.records_of(layout)?)));
        let mut reading = Reading { format: format.to_owned(), ..Reading::default() };
        if let Some((layout, (name, pointers))) = layout {
            self.session.mapped(self.input, layout);
            reading.layout = Some(name);
            self.pointers = pointers;
        }
        self.session.understood(self.input, reading);
    }

    /// A record, or a package of them. Whether it is time to judge.
    pub(crate) fn push(&mut self, position: u64, json: &[u8]) -> bool {
        for (position, record) in cut(position, json, &self.pointers) {
            let record = match record.len() > LIMIT {
                true => Err((Reason::TooLong { limit: LIMIT }, String::from_utf8_lossy(&record[..200]).into_owned())),
                false => {
                    self.chunk.json.extend_from_slice(record);
                    Ok(self.chunk.json.len())
                }
            };
            self.chunk.records.push((position, record));
        }
        self.is_full()
    }

    /// A record that cannot be read at all.
    pub(crate) fn refuse(&mut self, position: u64, reason: Reason, raw: &str) -> bool {
        self.chunk.records.push((position, Err((reason, raw.to_owned()))));
        self.is_full()
    }

    /// A row of a table that was made into JSON.
    pub(crate) fn push_from(&mut self, position: u64, json: &[u8], origin: Origin<'_>) {
        self.session.push_from(self.input, position, json, origin);
    }

    fn is_full(&mut self) -> bool {
        if self.chunk.json.len() >= CHUNK || self.chunk.records.len() >= RECORDS {
            self.waiting.push(std::mem::take(&mut self.chunk));
        }
        self.waiting.len() >= self.threads * WAITING
    }

    /// Judges what is waiting.
    pub(crate) fn judge(&mut self) {
        self.waiting.push(std::mem::take(&mut self.chunk));
        let chunks = std::mem::take(&mut self.waiting);
        let threads = self.threads.min(chunks.len());
        let next = AtomicUsize::new(0);
        let work = |mut worker: Worker<'e>| {
            let mut done: Vec<(usize, Batch)> = Vec::new();
            while let Some((number, chunk)) =
                Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, chunks.get(at)?)))
            {
                chunk.judge(&mut worker);
                done.push((number, worker.batch()));
            }
            done
        };
        let mut batches: Vec<(usize, Batch)> = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| self.session.worker(self.input)).collect();
            let others: Vec<_> = others.into_iter().map(|worker| scope.spawn(|| work(worker))).collect();
            let mut all = work(self.session.worker(self.input));
            all.extend(others.into_iter().flat_map(|thread| thread.join().expect("judging does not panic")));
            all
        });
        batches.sort_by_key(|(number, _)| *number);
        for (_, batch) in batches {
            self.session.absorb(batch);
        }
    }

    /// Judges what is waiting, and answers an interrupt. The interpreter is not held.
    pub(crate) fn turn(&mut self) -> Result<(), Stop> {
        self.judge();
        Python::attach(|py| py.check_signals()).map_err(Stop::Python)
    }
}

impl Chunk {
    fn judge(&self, worker: &mut Worker<'_>) {
        let mut start = 0;
        for (position, record) in &self.records {
            match record {
                Ok(end) => {
                    worker.push(*position, &self.json[start..*end]);
                    start = *end;
                }
                Err((reason, raw)) => worker.refuse(*position, reason.clone(), raw),
            }
        }
    }
}
