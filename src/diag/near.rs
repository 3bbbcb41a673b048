//! Did you mean…: the known name nearest to a misspelled one.

/// The candidate nearest to a misspelled name, where one is near enough to be meant.
///
/// ```
/// use sadame::diag::nearest;
/// assert_eq!(nearest("amonut", ["amount", "title"].into_iter()), Some("amount".to_owned()));
/// assert_eq!(nearest("vendor", ["amount", "title"].into_iter()), None);
/// ```
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    candidates
        .filter(|candidate| *candidate != name)
        .map(|candidate| (strsim::normalized_damerau_levenshtein(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|one, other| one.0.total_cmp(&other.0).then_with(|| other.1.cmp(one.1)))
        .map(|(_, candidate)| candidate.to_owned())
}
