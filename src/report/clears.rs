//! What would clear a finding, in sentences: one way for every report that tells it.

use crate::json::Finding;
use crate::lang::Lang;

/// What would clear a finding, a sentence for each change; then what is to be said besides.
pub(super) fn sentences(lang: Lang, finding: &Finding) -> Vec<&str> {
    #[cfg(feature = "clear")]
    let said = finding.would_clear.iter().flat_map(move |clears| {
        let changes = clears.changes.iter().map(move |change| change.text.get(lang));
        changes.chain(clears.note.iter().map(move |note| note.get(lang)))
    });
    #[cfg(not(feature = "clear"))]
    let said = {
        let _ = (lang, finding);
        std::iter::empty()
    };
    said.collect()
}
