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
    let letters = word.chars().count();
    let measured = candidates.into_iter().filter(|candidate| *candidate != word).filter_map(|candidate| {
        let others = candidate.chars().count();
        let length = letters.max(others);
        let near = |wrong: usize| 5 * wrong <= 2 * length;
        // As many are wrong, at least, as one is longer than the other.
        if !near(letters.abs_diff(others)) {
            return None;
        }
        Some((strsim::osa_distance(word, candidate), length, candidate)).filter(|(wrong, ..)| near(*wrong))
    });
    measured
        .min_by(|(wrong, length, one), (other_wrong, other_length, other)| {
            (wrong * other_length).cmp(&(other_wrong * length)).then_with(|| one.cmp(other))
        })
        .map(|(_, _, candidate)| candidate.to_owned())
}
