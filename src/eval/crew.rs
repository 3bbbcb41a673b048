//! Doing several things at once, where whoever runs the rules has threads for it. What comes of it does not show how many there were.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};

/// Threads for what looks at all records, when they are in. The engine starts none itself: it runs where there are none, too.
pub trait Crew: Sync {
    /// How many there are. Of one nothing is asked.
    fn threads(&self) -> usize;

    /// Does each of the works on a thread of its own, and meanwhile what is to be done here on this one; comes back when all are done. They wait for one another.
    fn work<'w>(&self, works: Vec<Work<'w>>, here: Here<'w>);
}

/// What a thread is to do.
pub type Work<'w> = Box<dyn FnOnce() + Send + 'w>;

/// What is to be done meanwhile on the thread that asks.
pub type Here<'w> = Box<dyn FnOnce() + 'w>;

/// No thread but the one that asks.
#[derive(Debug, Clone, Copy)]
pub struct Alone;

impl Crew for Alone {
    fn threads(&self) -> usize {
        1
    }

    fn work<'w>(&self, works: Vec<Work<'w>>, here: Here<'w>) {
        works.into_iter().for_each(|work| work());
        here();
    }
}

/// How many numbers each thread may be ahead of the one whose turn it is: what was made early takes memory until it is taken.
const AHEAD: usize = 16;

/// Who makes what next, and who has to wait until more was taken.
struct Turns {
    count: usize,
    /// How far ahead of what was taken anybody may be.
    ahead: usize,
    /// The next number, and how many were taken.
    at: Mutex<(usize, usize)>,
    more: Condvar,
}

impl Turns {
    fn new(count: usize, ahead: usize) -> Turns {
        Turns { count, ahead, at: Mutex::new((0, 0)), more: Condvar::new() }
    }

    /// The number that is made next, as soon as it may be; none where there are no more.
    fn next(&self) -> Option<usize> {
        let at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        let far = |at: &mut (usize, usize)| at.0 < self.count && at.0 >= at.1.saturating_add(self.ahead);
        let mut at = self.more.wait_while(at, far).unwrap_or_else(PoisonError::into_inner);
        let number = at.0;
        at.0 += 1;
        (number < self.count).then_some(number)
    }

    /// So many were taken, at least.
    fn taken(&self, count: usize) {
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        at.1 = at.1.max(count);
        drop(at);
        self.more.notify_all();
    }
}

/// When it goes, nothing more is taken, and nobody waits for that.
struct Over<'t>(&'t Turns);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.taken(usize::MAX);
    }
}

/// What is made of each number below `count`, in their order.
pub(super) fn each<T: Send>(crew: &dyn Crew, count: usize, make: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let mut all = Vec::with_capacity(count);
    let Ok(()) = in_order(crew, count, make, |made| {
        all.push(made);
        Ok::<(), Infallible>(())
    });
    all
}

/// What is made of each of these, and of its number, in their order.
pub(super) fn each_of<I: Send, T: Send>(crew: &dyn Crew, these: Vec<I>, make: impl Fn(usize, I) -> T + Sync) -> Vec<T> {
    let these: Vec<Mutex<Option<I>>> = these.into_iter().map(|it| Mutex::new(Some(it))).collect();
    each(crew, these.len(), |number| {
        let it = these[number].lock().unwrap_or_else(PoisonError::into_inner).take();
        make(number, it.expect("each number is given once"))
    })
}

/// Makes something of each number below `count`, and takes it here, in their order, each as soon as it is its turn.
///
/// # Errors
/// That of `take`, which is then not asked again.
pub(super) fn in_order<T: Send, E>(
    crew: &dyn Crew,
    count: usize,
    make: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    // A page has no threads, and need not load what is done with them.
    let threads = if cfg!(target_family = "wasm") { 1 } else { crew.threads().min(count) };
    if threads < 2 {
        return (0..count).try_for_each(|number| take(make(number)));
    }
    let (turns, mut taken) = (Turns::new(count, threads * AHEAD), Ok(()));
    let (done, made) = sync_channel(threads);
    let work = |done: SyncSender<(usize, T)>| {
        // Where making comes to nothing, the others are not left waiting for it.
        let _over = Over(&turns);
        while let Some(number) = turns.next() {
            // Whoever takes may have had enough.
            if done.send((number, make(number))).is_err() {
                return;
            }
        }
    };
    let works = std::iter::repeat_n(done, threads).map(|done| Box::new(|| work(done)) as Work<'_>).collect();
    let here = || {
        let _over = Over(&turns);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (number, it) in made {
            early.insert(number, it);
            while let Some(it) = early.remove(&due) {
                taken = take(it);
                due += 1;
                if taken.is_err() {
                    return;
                }
                turns.taken(due);
            }
        }
    };
    crew.work(works, Box::new(here));
    taken
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{AHEAD, Crew, Here, Work, each, in_order};

    /// Three threads.
    struct Three;

    impl Crew for Three {
        fn threads(&self) -> usize {
            3
        }

        fn work<'w>(&self, works: Vec<Work<'w>>, here: Here<'w>) {
            std::thread::scope(|scope| {
                works.into_iter().for_each(|work| drop(scope.spawn(work)));
                here();
            });
        }
    }

    #[test]
    fn what_is_made_comes_in_order_though_the_first_is_made_last() {
        let (held, free) = std::sync::mpsc::channel();
        let free = std::sync::Mutex::new(free);
        let made = each(&Three, 20, |number| {
            match number {
                0 => free.lock().expect("nobody panicked").recv().expect("the last is made meanwhile"),
                19 => held.send(()).expect("the first waits for it"),
                _ => {}
            }
            number * number
        });
        assert_eq!(made, (0..20).map(|number| number * number).collect::<Vec<_>>());
    }

    #[test]
    fn who_is_ahead_waits_until_more_was_taken() {
        let (made, before) = (AtomicUsize::new(0), AtomicUsize::new(usize::MAX));
        let make = |number| {
            if number == 0 {
                // The others have time to run away.
                std::thread::sleep(std::time::Duration::from_millis(50));
                before.store(made.load(Ordering::SeqCst), Ordering::SeqCst);
            }
            made.fetch_add(1, Ordering::SeqCst);
        };
        assert_eq!(in_order(&Three, 10_000, make, |()| Ok::<(), ()>(())), Ok(()));
        let before = before.into_inner();
        assert!((1..=3 * AHEAD).contains(&before), "{before} were made before the first");
    }

    #[test]
    fn who_takes_may_have_had_enough() {
        let mut taken = Vec::new();
        let enough = in_order(
            &Three,
            1_000,
            |number| number,
            |number| {
                taken.push(number);
                if number == 4 { Err("enough") } else { Ok(()) }
            },
        );
        assert_eq!((enough, taken), (Err("enough"), vec![0, 1, 2, 3, 4]));
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn who_panics_is_heard() {
        let make = |number| {
            // What comes before it is taken when it is lost already.
            std::thread::sleep(std::time::Duration::from_millis(if number == 0 { 50 } else { 0 }));
            assert_ne!(number, 3, "three is too many");
        };
        each(&Three, 10_000, make);
    }
}
