//! `--watch`: checking again whenever a file or a rule changes.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::Duration;

use notify_debouncer_mini::new_debouncer;
use notify_debouncer_mini::notify::RecursiveMode;

use super::{Status, part, say};

/// How long nothing must have changed before the check is made again.
const QUIET: Duration = Duration::from_millis(200);

/// Runs once, and again after every change of one of the paths or of what lies below them, until the program is stopped.
///
/// # Errors
/// The changes cannot be watched.
pub(super) fn watch(paths: &[PathBuf], mut run: impl FnMut() -> io::Result<Status>) -> io::Result<Status> {
    let (send, receive) = channel();
    let mut debouncer = new_debouncer(QUIET, send).map_err(io::Error::other)?;
    for path in paths {
        // An editor may put another file in the place of one: the folder is watched, and the name looked at.
        let folder = if path.is_dir() {
            path.as_path()
        } else {
            path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."))
        };
        let mode = if path.is_dir() { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        debouncer.watcher().watch(folder, mode).map_err(io::Error::other)?;
    }
    run()?;
    say("sadame: watching 変更を待っています (Ctrl-C)");
    for events in receive {
        let ours = |changed: &Path| paths.iter().any(|path| same(changed, path));
        if events.map_err(io::Error::other)?.iter().any(|event| ours(&event.path)) {
            say("\nsadame: changed 変更がありました");
            run()?;
        }
    }
    Ok(Status::Clean)
}

/// Whether what changed is a path that is watched, or lies below it.
fn same(changed: &Path, watched: &Path) -> bool {
    let full = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (changed, watched) = (full(changed), full(watched));
    changed.starts_with(&watched) && changed.extension().is_none_or(|ending| ending != part::ENDING)
}
