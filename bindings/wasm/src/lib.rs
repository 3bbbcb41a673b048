//! Sadame for JavaScript: the WebAssembly half of the npm package `sadame`. What programs see is in `js`.
//!
//! All that goes out is the one JSON contract, as text; all that comes in is bytes, and options as JSON. The crate is built into the chunks of the package, each
//! with its own feature.

#[cfg(feature = "judge")]
mod fault;
#[cfg(feature = "judge")]
mod options;
#[cfg(feature = "judge")]
mod report;
#[cfg(feature = "judge")]
mod rules;
#[cfg(feature = "judge")]
mod session;
#[cfg(any(feature = "full", feature = "sheets"))]
mod sheets;
#[cfg(feature = "full")]
mod write;
