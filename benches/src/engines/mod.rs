//! The engines, each with the fifteen rules as its language says them.

use crate::judge::Contestant;

pub mod by_hand;
#[cfg(feature = "engines")]
pub mod cedar;
#[cfg(feature = "engines")]
pub mod cel;
#[cfg(feature = "engines")]
pub mod datalogic;
#[cfg(feature = "engines")]
pub mod rego;
#[cfg(feature = "engines")]
pub mod rhai;
pub mod sadame;
#[cfg(feature = "engines")]
pub mod zen;

/// All of them: the one that the others are held against first.
#[must_use]
pub fn all() -> Vec<Box<dyn Contestant>> {
    vec![
        Box::new(by_hand::new()),
        Box::new(sadame::outcomes()),
        Box::new(sadame::findings()),
        #[cfg(feature = "engines")]
        Box::new(datalogic::new()),
        #[cfg(feature = "engines")]
        Box::new(zen::new()),
        #[cfg(feature = "engines")]
        Box::new(cel::new()),
        #[cfg(feature = "engines")]
        Box::new(rego::new()),
        #[cfg(feature = "engines")]
        Box::new(cedar::new()),
        #[cfg(feature = "engines")]
        Box::new(rhai::new()),
    ]
}
