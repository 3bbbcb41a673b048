//! Files packed with gzip or zstd, by what they begin with.

use std::io::{self, BufRead, Read};

/// How a file that begins so is packed.
#[must_use]
pub fn packed(beginning: &[u8]) -> Option<&'static str> {
    match beginning {
        [0x1f, 0x8b, ..] => Some("gzip"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("zstd"),
        _ => None,
    }
}

/// The content of a packed file.
///
/// # Errors
/// It is not packed so.
#[cfg(feature = "packed")]
pub fn unpack<'r, R: BufRead + 'r>(reader: R, how: &str) -> io::Result<Box<dyn Read + 'r>> {
    match how {
        "gzip" => Ok(Box::new(flate2::bufread::MultiGzDecoder::new(reader))),
        _ => Ok(Box::new(Frames { source: Some(reader), frame: None })),
    }
}

/// The frames of a zstd file, one after the other.
#[cfg(feature = "packed")]
struct Frames<R: BufRead> {
    source: Option<R>,
    frame: Option<Frame<R>>,
}

#[cfg(feature = "packed")]
type Frame<R> = ruzstd::decoding::StreamingDecoder<R, ruzstd::decoding::FrameDecoder>;

#[cfg(feature = "packed")]
impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let read = frame.read(into)?;
                if read > 0 || into.is_empty() {
                    return Ok(read);
                }
                self.source = self.frame.take().map(ruzstd::decoding::StreamingDecoder::into_inner);
            }
            let Some(mut source) = self.source.take() else { return Ok(0) };
            if source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            self.frame = Some(ruzstd::decoding::StreamingDecoder::new(source).map_err(io::Error::other)?);
        }
    }
}

/// The content of a packed file: this build cannot read it.
///
/// # Errors
/// Always.
#[cfg(not(feature = "packed"))]
pub fn unpack<'r, R: BufRead + 'r>(reader: R, how: &str) -> io::Result<Box<dyn Read + 'r>> {
    drop(reader);
    Err(io::Error::new(io::ErrorKind::Unsupported, how.to_owned()))
}
