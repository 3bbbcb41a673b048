//! How long the packs take to be ready: compiled of their text, and loaded as a bundle.

use std::time::{Duration, Instant};

use sadame::engine::Engine;
use sadame::pack::{Builtin, Files};

use crate::show;

/// Compiles every built-in pack, and loads its bundle, again and again, and prints the best times of each.
pub fn run() {
    println!("## The built-in packs, with all they depend on\n");
    let mut packs: Vec<String> =
        Builtin.list("").iter().filter_map(|path| path.strip_suffix("/pack.toml").map(str::to_owned)).collect();
    packs.sort();
    let rows: Vec<Vec<String>> = packs.into_iter().map(|pack| row(&pack)).collect();
    show::table(&["pack", "rules", "compiled in", "bundle", "loaded in"], &rows);
}

fn row(pack: &str) -> Vec<String> {
    let names = [pack.to_owned()];
    let compile = || Engine::compile(&[&Builtin], &names).expect("the built-in packs compile");
    let engine = compile();
    let bundle = engine.to_bundle();
    let load = || Engine::from_bundle(&bundle).expect("it is as it was written");
    vec![
        pack.to_owned(),
        engine.plan.rules.len().to_string(),
        milliseconds(best(20, compile), 1),
        format!("{} KiB", bundle.len().div_ceil(1024)),
        milliseconds(best(200, load), 2),
    ]
}

/// The least time that making an engine takes, of so many tries.
fn best(tries: usize, make: impl Fn() -> Engine) -> Duration {
    let times = (0..tries).map(|_| {
        let begun = Instant::now();
        let engine = make();
        let time = begun.elapsed();
        drop(engine);
        time
    });
    times.min().unwrap_or_default()
}

fn milliseconds(time: Duration, digits: usize) -> String {
    format!("{:.digits$} ms", time.as_secs_f64() * 1e3)
}
