//! "Did you mean …?": the known word that a misspelled one was meant to be.

/// The candidate nearest to a misspelled word, where one is near enough to be meant: at least three letters in five are right.
/// Of two that are equally near, the first in the alphabet.
///
/// ```
/// use sadame::diag::nearest;
///
/// assert_eq!(nearest("amuont", ["amount", "account"]), Some("amount".to_owned()));
/// assert_eq!(nearest("vendor", ["amount", "account"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let measured = candidates.into_iter().filter(|candidate| *candidate != word).map(|candidate| {
        let wrong = strsim::damerau_levenshtein(word, candidate);
        let length = word.chars().count().max(candidate.chars().count());
        (wrong, length, candidate)
    });
    measured
        .filter(|(wrong, length, _)| 5 * wrong <= 2 * length)
        .min_by(|(wrong, length, one), (other_wrong, other_length, other)| {
            (wrong * other_length).cmp(&(other_wrong * length)).then_with(|| one.cmp(other))
        })
        .map(|(_, _, candidate)| candidate.to_owned())
}
