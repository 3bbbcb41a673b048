//! Files that are whole or not there at all: what is to stand in one is written beside its name, and renamed when it is done.
//!
//! What a run leaves behind that was killed is held by nobody: the next run that writes the same file takes it away.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::lang::Lang;

/// How the names of files end that are being written.
pub(super) const ENDING: &str = "part";

/// Tells the parts of one run apart.
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A file that is being written. It goes away unless it is done.
#[derive(Debug)]
pub(super) struct Part {
    /// What is written.
    out: File,
    /// Where it is written and where it goes; none where that is no file but a device or a pipe, which is written as it is.
    way: Option<(PathBuf, PathBuf)>,
    /// The file as it was named.
    name: String,
    lang: Lang,
}

impl Part {
    /// Begins a file. Where one of that name is a link, what it leads to is written; what stood there keeps who may read it.
    ///
    /// # Errors
    /// It cannot be written there: with its name, in a sentence.
    pub(super) fn begin(file: &Path, lang: Lang) -> io::Result<Part> {
        let name = file.display().to_string();
        let told = |fault| unwritable(&name, fault, lang);
        match fs::metadata(file) {
            Ok(known) if known.is_dir() => Err(told(io::ErrorKind::IsADirectory.into())),
            Ok(known) if known.is_file() => {
                let file = fs::canonicalize(file).map_err(told)?;
                let part = Part::beside(file, name.clone(), lang).map_err(told)?;
                part.out.set_permissions(known.permissions()).map_err(told)?;
                Ok(part)
            }
            Ok(_) => {
                let out = OpenOptions::new().write(true).open(file).map_err(told)?;
                Ok(Part { out, way: None, name, lang })
            }
            Err(_) => Part::beside(file.to_owned(), name.clone(), lang).map_err(told),
        }
    }

    fn beside(file: PathBuf, name: String, lang: Lang) -> io::Result<Part> {
        let last = file.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
        let folder = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
        clear(&folder, last);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mut beside = beginning(last);
        beside.push(format!("{}-{number}.{ENDING}", std::process::id()));
        let part = folder.join(beside);
        let out = File::create(&part)?;
        // Where files cannot be held, one that is left behind stays.
        let _ = out.lock();
        Ok(Part { out, way: Some((part, file)), name, lang })
    }

    /// Writes all of it, and gives it its name.
    ///
    /// # Errors
    /// It could not be written, with its name, in a sentence; a pipe that nobody reads any more is told as such.
    pub(super) fn write<T>(self, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<T>) -> io::Result<T> {
        let mut out = BufWriter::new(&self.out);
        let done = write(&mut out).and_then(|done| out.flush().map(|()| done));
        drop(out);
        let done = done.and_then(|done| self.name_it().map(|()| done));
        done.map_err(|fault| unwritable(&self.name, fault, self.lang))
    }

    fn name_it(&self) -> io::Result<()> {
        let Some((part, file)) = &self.way else { return Ok(()) };
        // A name that stands is not to lead to what the disk lost.
        self.out.sync_all()?;
        fs::rename(part, file)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Nothing is there under that name once it has another.
        if let Some((part, _)) = &self.way {
            let _ = fs::remove_file(part);
        }
    }
}

/// How the names of a file's parts begin.
fn beginning(file: &OsStr) -> OsString {
    let mut name = OsString::from(".");
    name.push(file);
    name.push(".");
    name
}

/// Takes away the parts of a file that nobody holds: those of runs that were killed.
fn clear(folder: &Path, file: &OsStr) {
    let beginning = beginning(file).to_string_lossy().into_owned();
    let is_part = |name: &str| {
        let middle = name.strip_prefix(&beginning).and_then(|rest| rest.strip_suffix(&format!(".{ENDING}")));
        middle.is_some_and(|middle| !middle.is_empty() && middle.bytes().all(|it| it.is_ascii_digit() || it == b'-'))
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if is_part(&entry.file_name().to_string_lossy()) && File::open(&path).is_ok_and(|held| held.try_lock().is_ok()) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Writes a file whole, or not at all.
///
/// # Errors
/// Those of [`Part::begin`] and [`Part::write`].
pub(super) fn whole(file: &Path, lang: Lang, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> io::Result<()> {
    Part::begin(file, lang)?.write(write)
}

/// A fault of writing in a sentence, with the name of what was written. A reader that went away stays what it is.
pub(super) fn unwritable(name: &str, fault: io::Error, lang: Lang) -> io::Error {
    let (ja, en) = match fault.kind() {
        io::ErrorKind::BrokenPipe => return fault,
        io::ErrorKind::NotFound => ("書き込めません。そのフォルダがありません", "it cannot be written: there is no such folder"),
        io::ErrorKind::PermissionDenied => ("書き込む権限がありません", "no permission to write it"),
        io::ErrorKind::ReadOnlyFilesystem => {
            ("書き込めません。読取り専用の場所です", "it cannot be written: the place is read-only")
        }
        io::ErrorKind::IsADirectory => ("フォルダです。ファイルを指定してください", "this is a folder, not a file"),
        io::ErrorKind::NotADirectory => {
            ("書き込めません。途中にフォルダでないものがあります", "it cannot be written: something on the way is no folder")
        }
        io::ErrorKind::InvalidFilename => ("ファイル名として使えません", "this is no name for a file"),
        io::ErrorKind::StorageFull => ("書き込めません。ディスクに空きがありません", "it cannot be written: the disk is full"),
        io::ErrorKind::QuotaExceeded => ("書き込めません。割当て容量を超えます", "it cannot be written: the quota is used up"),
        io::ErrorKind::FileTooLarge => {
            ("書き込めません。ファイルの大きさの上限を超えます", "it cannot be written: it would be larger than a file may be")
        }
        kind => {
            let said = match lang {
                Lang::Ja => format!("{name}: 書き込めません（{fault}）"),
                Lang::En => format!("{name}: it cannot be written ({fault})"),
            };
            return io::Error::new(kind, said);
        }
    };
    let said = if lang == Lang::Ja { ja } else { en };
    io::Error::new(fault.kind(), format!("{name}: {said}"))
}
