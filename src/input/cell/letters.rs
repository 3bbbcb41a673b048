//! The letters of a cell: what counts as white space, as a digit, as a dash, and what may be read as plainer letters without a second meaning.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::Repair;

/// The repairs made so far.
pub(super) type Repairs = BTreeSet<Repair>;

/// What a cell says that has nothing to say.
const DASHES: &[char] = &['-', '‐', '‑', '‒', '–', '—', '―', '─', '−', '－', 'ー', 'ｰ', '…'];

/// What stands before a number below zero.
pub(super) const MINUS: &[char] = &['-', '‐', '‑', '–', '−', '△', '▲', '▽', '▼'];

/// Kanji that are digits.
const DIGITS: &[(char, u8)] = &[
    ('〇', 0),
    ('零', 0),
    ('一', 1),
    ('壱', 1),
    ('壹', 1),
    ('二', 2),
    ('弐', 2),
    ('貳', 2),
    ('三', 3),
    ('参', 3),
    ('參', 3),
    ('四', 4),
    ('肆', 4),
    ('五', 5),
    ('伍', 5),
    ('六', 6),
    ('陸', 6),
    ('七', 7),
    ('漆', 7),
    ('八', 8),
    ('捌', 8),
    ('九', 9),
    ('玖', 9),
];

/// Kanji that multiply what stands before them within a group of four digits.
const SMALL_SCALES: &[(char, u64)] =
    &[('十', 10), ('拾', 10), ('百', 100), ('佰', 100), ('陌', 100), ('千', 1_000), ('仟', 1_000), ('阡', 1_000)];

/// Kanji that multiply a whole group.
const LARGE_SCALES: &[(char, u64)] = &[('万', 10_000), ('萬', 10_000), ('億', 100_000_000), ('兆', 1_000_000_000_000)];

fn find<T: Copy>(table: &[(char, T)], letter: char) -> Option<T> {
    table.iter().find(|(known, _)| *known == letter).map(|(_, value)| *value)
}

/// The digit that a kanji is.
pub(super) fn kanji_digit(letter: char) -> Option<u8> {
    find(DIGITS, letter)
}

/// 十, 百, 千.
pub(super) fn small_scale(letter: char) -> Option<u64> {
    find(SMALL_SCALES, letter)
}

/// 万, 億, 兆.
pub(super) fn large_scale(letter: char) -> Option<u64> {
    find(LARGE_SCALES, letter)
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit() || kanji_digit(letter).is_some()
}

fn is_scale(letter: char) -> bool {
    small_scale(letter).is_some() || large_scale(letter).is_some()
}

/// White space, and characters that take none.
pub(super) fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// The text without white space around it.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Whether a text is a dash, or several.
pub(super) fn is_dash(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| DASHES.contains(&letter))
}

/// The text in plain letters (NFKC); none where one of them would turn into a numeral that it is not quite: `²`, `①`, `½`, `㊀`.
pub(super) fn plain(text: &str, repairs: &mut Repairs) -> Option<String> {
    if text.is_ascii() {
        return Some(text.to_owned());
    }
    let turns = |letter: char| {
        let wide = ('０'..='９').contains(&letter);
        let itself = std::iter::once(letter).nfkc().eq(std::iter::once(letter));
        !wide && !itself && std::iter::once(letter).nfkc().any(|plain| is_digit(plain) || is_scale(plain))
    };
    if text.chars().filter(|letter| !letter.is_ascii()).any(turns) {
        return None;
    }
    let plain: String = text.nfkc().collect();
    if plain != text {
        repairs.insert(Repair::Width);
    }
    Some(plain)
}

/// Folds a heading or a choice for comparison: NFKC, no white space, lower case.
///
/// ```
/// use sadame::input::cell::fold;
/// assert_eq!(fold("契約\n金額（税込）"), fold("契約 金額(税込)"));
/// assert_eq!(fold("ＩＴ　System"), "itsystem");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkc().filter(|letter| !is_blank(*letter)).flat_map(char::to_lowercase).nfkc().collect()
}

/// The text without the white space in it; none where that would make one number of two: `12 345`, `1,\n848`.
pub(super) fn close_up(text: &str, repairs: &mut Repairs, of_number: bool) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars() {
        if is_blank(letter) {
            if of_number && matches!(letter, '\n' | '\r') {
                return None;
            }
            gap = true;
            continue;
        }
        if gap {
            let before = out.chars().last()?;
            let point = |letter: char| matches!(letter, ',' | '.');
            let digits = is_digit(letter) && (is_digit(before) || is_scale(before));
            if digits || (of_number && (point(before) || point(letter))) {
                return None;
            }
            repairs.insert(Repair::Space);
            gap = false;
        }
        out.push(letter);
    }
    Some(out)
}
