//! How what is missing is supplied.

use crate::json::Missing;
use crate::lang::Lang;
use crate::report::words::{say, way};
use crate::value::Why;

/// How what is missing is supplied.
pub(super) fn remedy(lang: Lang, missing: &Missing) -> String {
    let place = missing.place.get(lang);
    let (ja, en) = match missing.why {
        Why::Parameter | Why::AsOf => {
            return format!("{}{}", say(lang, "設定する：", "set it: "), way(lang, &missing.path));
        }
        Why::Missing => (format!("「{place}」を記載する"), format!("give “{place}”")),
        Why::Absent => (format!("該当があれば「{place}」を記載する"), format!("give “{place}”, if there is one")),
        Why::Unreadable => (format!("「{place}」を読み取れる形に直す"), format!("put “{place}” in a form that can be read")),
        why => {
            let (ja, en) = otherwise(why);
            (ja.to_owned(), en.to_owned())
        }
    };
    if lang == Lang::Ja { ja } else { en }
}

/// How to supply what is not simply missing from a record.
fn otherwise(why: Why) -> (&'static str, &'static str) {
    match why {
        Why::Overflow => ("金額や数量の桁数を確かめる", "check how large the figures are"),
        Why::DivisionByZero => ("割る数が零でないことを確かめる", "check that the divisor is not zero"),
        Why::Currencies => ("金額を同じ通貨で記載する", "give the amounts in one currency"),
        Why::NoRow => (
            "記載を表の語句に合わせる。表に載るべきものなら、表に行を加える",
            "write it as the table has it; if the table lacks it, add a row",
        ),
        Why::NotInForce => (
            "日付を確かめる。正しければ、その日に適用される行を表に加える",
            "check the date; if it is right, add a row in force on it",
        ),
        Why::NotOne => ("該当がちょうど一つになるよう、記載を確かめる", "check the entries, so that exactly one applies"),
        Why::Nothing => ("対象となるものを一つ以上記載する", "give at least one"),
        Why::Figure => ("全体の値の計算に要る事実を補う", "supply the facts that the figure of the whole set needs"),
        Why::Missing | Why::Absent | Why::Default | Why::Unreadable | Why::Parameter | Why::AsOf | Why::Mismatch => {
            ("記載を確かめる", "check what is given")
        }
    }
}
