//! Time, on machines that others use too: what counts is the time that the processor spent on this thread, all contestants take turns within a round, the
//! rounds are many, and what is told are ratios to the first.

use cpu_time::ThreadTime;

/// One contestant's time.
#[derive(Debug, Clone)]
pub struct Time {
    /// Nanoseconds a record in its best round.
    pub best: f64,
    /// Its best round against the best of the first contestant.
    pub ratio: f64,
    /// The median, over the rounds, of its time against the first's in the same round.
    pub median: f64,
}

/// Lets each work in turn, for so many rounds after one to warm up, each time beginning with another.
pub fn in_turns(works: &mut [Box<dyn FnMut() + '_>], rounds: usize, records: usize) -> Vec<Time> {
    let mut times: Vec<Vec<f64>> = vec![Vec::with_capacity(rounds); works.len()];
    works.iter_mut().for_each(|work| work());
    for round in 0..rounds {
        for turn in 0..works.len() {
            let at = (turn + round) % works.len();
            let begun = ThreadTime::now();
            works[at]();
            times[at].push(begun.elapsed().as_secs_f64() * 1e9 / records as f64);
        }
    }
    let best = |times: &[f64]| times.iter().copied().fold(f64::INFINITY, f64::min);
    let first = times.first().cloned().unwrap_or_default();
    let time = |times: &Vec<f64>| Time {
        best: best(times),
        ratio: best(times) / best(&first),
        median: median(times.iter().zip(&first).map(|(time, first)| time / first).collect()),
    };
    times.iter().map(time).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
