//! Every target of `fuzz/` over the inputs that are kept there: what broke one once, and what reaches far into the code.

use std::fs;
use std::path::Path;

#[path = "../fuzz/src/targets.rs"]
pub mod targets;

#[test]
fn what_is_kept_breaks_nothing() {
    for (name, target) in targets::ALL {
        let folder = Path::new("fuzz/corpus").join(name);
        let mut inputs: Vec<_> = fs::read_dir(&folder).expect("inputs are kept").flatten().map(|entry| entry.path()).collect();
        inputs.sort();
        assert!(!inputs.is_empty(), "{name}");
        for input in inputs {
            let bytes = fs::read(&input).expect("it is a file");
            let done = std::panic::catch_unwind(|| target(&bytes));
            assert!(done.is_ok(), "{name}: {}", input.display());
        }
    }
}
