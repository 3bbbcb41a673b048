//! The threads of the machine, for what the engine does when all records are in.

use crate::engine::{Crew, Here, Work};

/// So many threads.
///
/// ```
/// use sadame::engine::{Engine, Options};
/// use sadame::pack::Builtin;
/// use sadame::threads::Threads;
/// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
/// let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
/// let input = session.input("contracts.jsonl");
/// session.push(input, 1, br#"{"id": "A"}"#);
/// let report = session.finish_on(&Threads(2));
/// assert_eq!(report.counts.read, 1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threads(pub usize);

impl Crew for Threads {
    fn threads(&self) -> usize {
        self.0
    }

    fn work<'w>(&self, works: Vec<Work<'w>>, here: Here<'w>) {
        std::thread::scope(|scope| {
            for work in works {
                scope.spawn(work);
            }
            here();
        });
    }
}
