//! How long the packs take to be ready.

use std::time::Instant;

use sadame::engine::Engine;
use sadame::pack::{Builtin, Files};

use crate::show;

/// Compiles every built-in pack, again and again, and prints the best time of each.
pub fn run() {
    println!("## Compiling the built-in packs, with all they depend on\n");
    let mut packs: Vec<String> =
        Builtin.list("").iter().filter_map(|path| path.strip_suffix("/pack.toml").map(str::to_owned)).collect();
    packs.sort();
    let rows: Vec<Vec<String>> = packs.into_iter().map(|pack| row(&pack)).collect();
    show::table(&["pack", "rules", "compiled in"], &rows);
}

fn row(pack: &str) -> Vec<String> {
    let names = [pack.to_owned()];
    let compile = || Engine::compile(&[&Builtin], &names).expect("the built-in packs compile");
    let rules = compile().plan.rules.len();
    let times = (0..20).map(|_| {
        let begun = Instant::now();
        let engine = compile();
        let time = begun.elapsed();
        drop(engine);
        time
    });
    let best = times.min().unwrap_or_default();
    vec![pack.to_owned(), rules.to_string(), format!("{:.1} ms", best.as_secs_f64() * 1e3)]
}
