//! The functions and the aggregates of the language, as an editor shows them.

use crate::lang::Lang;

/// A function: its name, how it is called, and what it gives in Japanese and in English.
pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) call: &'static str,
    ja: &'static str,
    en: &'static str,
}

impl Function {
    /// What it gives.
    pub(super) fn gives(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ja => self.ja,
            Lang::En => self.en,
        }
    }
}

/// Declares the functions, one a line.
macro_rules! functions {
    ($($name:literal, $call:literal, $ja:literal, $en:literal;)*) => {
        &[$(Function { name: $name, call: $call, ja: $ja, en: $en }),*]
    };
}

/// All of them; those with two forms have two lines.
pub(super) const FUNCTIONS: &[Function] = functions! {
    "sum", "sum(LIST.FIELD where C)", "合計。要素がなければ0", "the sum; zero of nothing";
    "count", "count(LIST where C)", "件数", "how many there are";
    "min", "min(LIST.FIELD where C), min(a, b)", "最小のもの。要素がなければ判定不能", "the least; undetermined of nothing";
    "max", "max(LIST.FIELD where C), max(a, b)", "最大のもの。要素がなければ判定不能", "the greatest; undetermined of nothing";
    "distinct", "distinct(LIST.FIELD where C)", "異なる値の集合。集合の並びでは、いずれかに含まれるもの", "the set of different values; of sets, what is in any of them";
    "quantile", "quantile(LIST.FIELD, 25%)", "分位数（Hyndman・Fanの第8式、端数なし）", "the quantile (Hyndman and Fan's type 8, kept exact)";
    "only", "only(LIST where C).FIELD", "ただ一つの要素。一つでなければ判定不能", "the only element; undetermined unless there is exactly one";
    "fiscal_year", "fiscal_year(DATE)", "その日の属する会計年度", "the fiscal year of a day";
    "year", "year(DATE)", "年", "the year of a day";
    "month", "month(DATE)", "月", "the month of a day";
    "day", "day(DATE)", "日", "the day of the month";
    "date", "date(MOMENT)", "書かれたとおりの日", "the day as written";
    "round", "round(x, u)", "uの倍数への四捨五入", "to a multiple of u, half away from zero";
    "round_up", "round_up(x, u)", "uの倍数への切上げ", "up to a multiple of u";
    "round_down", "round_down(x, u)", "uの倍数への切捨て", "down to a multiple of u";
    "abs", "abs(x)", "絶対値", "the absolute value";
    "with_tax", "with_tax(MONEY, RATE)", "税抜の額に税を加えた額", "an amount without tax, with tax";
    "without_tax", "without_tax(MONEY, RATE)", "税込の額から税を除いた額", "an amount with tax, without it";
    "length", "length(TEXT)", "文字数", "the number of characters";
    "prefix", "prefix(TEXT, n)", "初めのn文字。短ければその全部", "the first n characters; a shorter text is itself";
    "currency", "currency(MONEY)", "通貨の符号", "the code of an amount's currency";
    "is_corporate_number", "is_corporate_number(TEXT)", "13桁で検査数字の正しい法人番号か", "whether it is 13 digits whose check digit is right";
    "days", "days(n)", "n日", "n days";
    "months", "months(n)", "n月", "n months";
    "years", "years(n)", "n年", "n years";
    "number", "number(DURATION)", "日数・月数・年数の数", "the number of days, months or years";
};

/// The function of that name.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::FUNCTIONS;

    #[test]
    fn every_function_of_the_language_is_shown() {
        let known: BTreeSet<&str> = crate::check::functions().collect();
        assert_eq!(FUNCTIONS.iter().map(|function| function.name).collect::<BTreeSet<&str>>(), known);
    }
}
