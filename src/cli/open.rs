//! Opening files: unpacked, counted by the progress bar, with the digest of their bytes.

use std::cell::RefCell;
use std::fs::{File, Metadata};
use std::io::{self, BufReader, Chain, Cursor, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use indicatif::ProgressBar;
use sha2::{Digest, Sha256};

use crate::input::packed::{packed, unpack};
use crate::pack::hexadecimal;

/// How many bytes are read at a time.
const CHUNK: usize = 1 << 16;

/// What an open file holds, as far as it has been seen.
pub(super) struct Opened {
    /// Its path; none of the standard input.
    pub(super) path: Option<PathBuf>,
    /// How it is packed.
    pub(super) packed: Option<&'static str>,
    seen: Vec<u8>,
    ended: bool,
    content: Box<dyn Read>,
    raw: Shared,
    /// The file itself, and how large and how old it was; none where it grows by its nature, as a pipe does.
    watched: Option<(File, Metadata)>,
}

/// The bytes of a file as they lie there. Whoever holds a clone reads on where the others stopped.
#[derive(Clone)]
struct Shared(Rc<RefCell<Raw>>);

struct Raw {
    file: Box<dyn Read>,
    digest: Sha256,
    progress: ProgressBar,
}

impl Read for Shared {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut raw = self.0.borrow_mut();
        let read = raw.file.read(into)?;
        raw.digest.update(&into[..read]);
        raw.progress.inc(read as u64);
        Ok(read)
    }
}

impl Opened {
    /// Opens a file; `-` is the standard input.
    pub(super) fn new(file: &str, progress: &ProgressBar) -> io::Result<Opened> {
        let path = (file != "-").then(|| PathBuf::from(file));
        let (bytes, watched): (Box<dyn Read>, _) = match &path {
            Some(path) => {
                let file = open(path)?;
                let known = file.metadata().ok().filter(Metadata::is_file);
                let watched = known.and_then(|known| Some((file.try_clone().ok()?, known)));
                (Box::new(file), watched)
            }
            None => (Box::new(io::stdin()), None),
        };
        let raw = Shared(Rc::new(RefCell::new(Raw { file: bytes, digest: Sha256::new(), progress: progress.clone() })));
        let mut opened =
            Opened { path, packed: None, seen: Vec::new(), ended: false, content: Box::new(raw.clone()), raw, watched };
        while opened.seen.len() < 4 && opened.more()? {}
        opened.packed = packed(&opened.seen);
        if let Some(how) = opened.packed {
            let whole = Cursor::new(std::mem::take(&mut opened.seen)).chain(opened.raw.clone());
            opened.content = unpack(BufReader::with_capacity(CHUNK, whole), how)?;
            opened.ended = false;
        }
        Ok(opened)
    }

    /// What has been seen of its content.
    pub(super) fn seen(&self) -> &[u8] {
        &self.seen
    }

    /// Whether all of it has been seen.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Sees more of its content; whether there was more.
    pub(super) fn more(&mut self) -> io::Result<bool> {
        let before = self.seen.len();
        self.seen.resize(before + CHUNK, 0);
        let read = loop {
            match self.content.read(&mut self.seen[before..]) {
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.seen.truncate(before + *read.as_ref().unwrap_or(&0));
        self.ended = read? == 0;
        Ok(!self.ended)
    }

    /// Its content from the beginning on.
    pub(super) fn content(&mut self) -> Chain<Cursor<Vec<u8>>, Box<dyn Read>> {
        let content = std::mem::replace(&mut self.content, Box::new(io::empty()));
        Cursor::new(std::mem::take(&mut self.seen)).chain(content)
    }

    /// All of its content.
    pub(super) fn whole(&mut self) -> io::Result<Vec<u8>> {
        let (bytes, ended) = self.readable();
        ended.map(|()| bytes)
    }

    /// Its content as far as it can be read, and whether that is all of it.
    pub(super) fn readable(&mut self) -> (Vec<u8>, io::Result<()>) {
        let mut bytes = Vec::new();
        let ended = self.content().read_to_end(&mut bytes).map(|_| ());
        (bytes, ended)
    }

    /// Whether it was written to since it was opened.
    pub(super) fn changed(&self) -> bool {
        self.watched.as_ref().is_some_and(|(file, before)| {
            let now = file.metadata();
            now.is_ok_and(|now| now.len() != before.len() || now.modified().ok() != before.modified().ok())
        })
    }

    /// SHA-256 of its bytes as they lie there, in hexadecimal; what was not read yet is read to the end.
    pub(super) fn digest(mut self) -> io::Result<String> {
        io::copy(&mut self.raw, &mut io::sink())?;
        Ok(hexadecimal(&self.raw.0.borrow().digest.clone().finalize()))
    }

    /// The content once more from its beginning, unpacked and not counted; none of the standard input, nor of a pipe that has a name: what is read of
    /// it twice is lost the second time.
    pub(super) fn again(&self) -> Option<io::Result<Box<dyn Read>>> {
        let path = self.path.as_ref().filter(|path| path.is_file())?;
        Some(open(path).and_then(|file| match self.packed {
            Some(how) => unpack(BufReader::with_capacity(CHUNK, file), how),
            None => Ok(Box::new(file) as Box<dyn Read>),
        }))
    }
}

fn open(path: &Path) -> io::Result<File> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    File::open(path)
}
