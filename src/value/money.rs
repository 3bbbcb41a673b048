//! Money.
use super::Exact;
use serde::{Deserialize, Serialize};
/// A currency code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Currency(pub [u8; 3]);
impl Currency {
    /// Yen.
    pub const JPY: Currency = Currency(*b"JPY");
    /// Reads a code of three capital letters.
    pub fn parse(text: &str) -> Option<Currency> { <[u8; 3]>::try_from(text.as_bytes()).ok().filter(|c| c.iter().all(u8::is_ascii_uppercase)).map(Currency) }
}
/// Money of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Money { pub amount: Exact, pub currency: Currency }
