//! Cells that hold more than one value: the elements of a set or a list, and the two ends of a range.

use super::letters::{Repairs, fold, is_dash, trim};
use super::{Column, Piece, Repair, leaf, quoted};
use crate::check::typed::Type;

/// What stands between elements where nothing says so.
const SEPARATORS: &[char] = &['、', '，', ',', ';', '；', '､'];

/// What stands between the ends of a range.
const BETWEEN: &[&str] = &["から", "～", "〜", "~", "..", "‥"];

/// What stands between the ends of a range of years besides.
const DASHES: &[&str] = &["-", "－", "–", "—", "―", "−", "‐"];

/// The elements of a set or a list, as a list of JSON.
pub(super) fn elements(piece: Piece<'_>, of: &Type, column: &Column<'_>, repairs: &mut Repairs) -> Option<String> {
    if matches!(fold(piece.text).as_str(), "なし" | "無し" | "(なし)" | "(無し)" | "none") {
        let mut of_word = Repairs::new();
        if *of == Type::Text || leaf(piece, of, column, &mut of_word).is_none() {
            repairs.insert(Repair::Nothing);
            return Some("[]".to_owned());
        }
    }
    let pieces = divide(piece, of, column)?;
    // `、` and a new line divide a list in any text; other marks may be meant otherwise.
    if pieces.len() > 1 && column.split.is_none() && piece.text.contains([',', '，', ';', '；']) {
        repairs.insert(Repair::Split);
    }
    let mut json = Vec::with_capacity(pieces.len());
    for text in pieces {
        let mut made = Repairs::new();
        // An element that cannot be read is handed on, so that it is reported in its own place.
        let element = leaf(Piece { text, ..piece }, of, column, &mut made);
        if element.is_some() {
            repairs.append(&mut made);
        }
        json.push(element.unwrap_or_else(|| quoted(text)));
    }
    Some(format!("[{}]", json.join(",")))
}

/// The texts of the elements; none where one of them is blank, or a dash.
fn divide<'t>(piece: Piece<'t>, of: &Type, column: &Column<'_>) -> Option<Vec<&'t str>> {
    if piece.of_workbook {
        return Some(vec![piece.text]);
    }
    let mut pieces = Vec::new();
    let lines = piece.text.lines().map(trim).filter(|line| !line.is_empty());
    for line in lines {
        match column.split.filter(|split| !split.is_empty()) {
            Some(split) => pieces.extend(line.strip_suffix(trim(split)).unwrap_or(line).split(split)),
            None => pieces
                .extend(line.strip_suffix(|letter| separates(letter, of)).unwrap_or(line).split(|letter| separates(letter, of))),
        }
    }
    let pieces: Vec<&str> = pieces.into_iter().map(trim).collect();
    if pieces.iter().any(|text| text.is_empty() || is_dash(text)) { None } else { Some(pieces) }
}

/// Whether a letter stands between elements. The comma within `1,848` does not.
fn separates(letter: char, of: &Type) -> bool {
    let numeric = matches!(of, Type::Money(_) | Type::Number | Type::Percent | Type::Days | Type::Months | Type::Years);
    let comma = matches!(letter, ',' | '，');
    SEPARATORS.contains(&letter) && !(numeric && comma)
}

/// Whether a text holds what may stand between elements.
pub(super) fn is_divided(text: &str, column: &Column<'_>) -> bool {
    let split = column.split.is_some_and(|split| !split.is_empty() && text.contains(split));
    split || text.contains(SEPARATORS) || text.contains('\n')
}

/// The two ends of a range, as an object of JSON.
pub(super) fn range(piece: Piece<'_>, of: &Type, column: &Column<'_>, repairs: &mut Repairs) -> Option<String> {
    let text = trim(piece.text);
    let (from, to, plainly) = ends(text, of)?;
    let mut end = |text: &str| {
        let mut made = Repairs::new();
        let json = leaf(Piece { text: trim(text), of_workbook: false }, of, column, &mut made)?;
        // 100～200万円: what stands behind the second may be meant of the first.
        let unit = (made.contains(&Repair::Scale), made.contains(&Repair::OwnUnit));
        repairs.append(&mut made);
        Some((json, unit))
    };
    let ((from, of_first), (to, of_second)) = (end(from)?, end(to)?);
    if of_first != of_second {
        return None;
    }
    if !plainly {
        repairs.insert(Repair::Range);
    }
    Some(format!("{{\"from\":{from},\"to\":{to}}}"))
}

/// The texts of both ends, and whether they are written as the data should be (`2016..2021`).
fn ends<'t>(text: &'t str, of: &Type) -> Option<(&'t str, &'t str, bool)> {
    if let Some((from, to)) = text.strip_prefix('自').and_then(|rest| rest.split_once('至')) {
        return Some((from, to, false));
    }
    let until = text.strip_suffix("まで");
    let text = until.unwrap_or(text);
    let found = BETWEEN.iter().find_map(|word| text.split_once(word).map(|ends| (ends, *word)));
    if let Some(((from, to), word)) = found {
        return Some((from, to, word == ".." && until.is_none()));
    }
    let (from, to) = match of {
        Type::FiscalYear => DASHES.iter().find_map(|dash| text.split_once(dash))?,
        _ => return None,
    };
    Some((from, to, false))
}
