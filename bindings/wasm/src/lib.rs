//! Sadame for JavaScript: the WebAssembly half of the npm package `sadame`. What programs see is in `js`.
//!
//! All that goes out is the one JSON contract, as text; all that comes in is bytes, and options as text. The crate is built into the chunks of the package, each
//! with its own feature. What is public here can be called where there is no JavaScript, too, but for what takes values of JavaScript's: the fuzz target `wasm` does.

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

#[cfg(feature = "judge")]
pub use report::Report;
#[cfg(feature = "judge")]
pub use rules::Rules;
#[cfg(feature = "judge")]
pub use session::{Open, Session, Tell};
#[cfg(feature = "sheets")]
pub use sheets::chunk::{open_workbook, write_workbook};
#[cfg(feature = "full")]
pub use write::{format, packs, page, schema_of};
