//! What was done to a cell so that it could be read. The words stand here and nowhere else.

/// A way in which a cell was read though it was not written as the data should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repair {
    /// `―` alone: nothing is given.
    Dash,
    /// `１２３`, `㍻`: characters that stand for plain ones.
    Width,
    /// `△ 1,000`: white space within a value.
    Space,
    /// `1,848,000`.
    Grouping,
    /// `△1,000`, `(1,000)`, `+5`.
    Sign,
    /// `1,848,000円`, `¥1,848,000`, `金…円也`.
    Currency,
    /// `百二十`, `壱`, `二〇一六`.
    Kanji,
    /// `120万円`, `1,848千円`.
    Scale,
    /// The cell names its unit, and the column has another.
    OwnUnit,
    /// `3者`, `72日間`.
    Counter,
    /// `98.5パーセント`.
    PercentWord,
    /// `98.5` under a heading in hundredths.
    Hundredths,
    /// `0.985` for 98.5%.
    Fraction,
    /// `2016/4/1`, `2016年度`.
    Form,
    /// `20160401`.
    Compact,
    /// `平成28年4月1日`, `H28.4.1`.
    Era,
    /// `2016-04-01 (金)`.
    Weekday,
    /// `2016-04-01 17:00`.
    Time,
    /// `42461`: a day as a workbook counts it.
    Serial,
    /// `○`, `有`, `1`.
    Mark,
    /// A choice written otherwise than its name and its labels.
    Spelling,
    /// `甲、乙` where nothing says what stands between the elements.
    Split,
    /// `なし` for a set in which there is nothing.
    Nothing,
    /// `平成28年度～平成33年度`.
    Range,
    /// A cell that is one over several rows.
    Merged,
}

impl Repair {
    /// A name for machines, never changed.
    ///
    /// ```
    /// use sadame::input::cell::Repair;
    /// assert_eq!(Repair::Width.code(), "width");
    /// ```
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Repair::Dash => "dash",
            Repair::Width => "width",
            Repair::Space => "space",
            Repair::Grouping => "grouping",
            Repair::Sign => "sign",
            Repair::Currency => "currency",
            Repair::Kanji => "kanji",
            Repair::Scale => "scale",
            Repair::OwnUnit => "own_unit",
            Repair::Counter => "counter",
            Repair::PercentWord => "percent_word",
            Repair::Hundredths => "hundredths",
            Repair::Fraction => "fraction",
            Repair::Form => "form",
            Repair::Compact => "compact",
            Repair::Era => "era",
            Repair::Weekday => "weekday",
            Repair::Time => "time",
            Repair::Serial => "serial",
            Repair::Mark => "mark",
            Repair::Spelling => "spelling",
            Repair::Split => "split",
            Repair::Nothing => "nothing",
            Repair::Range => "range",
            Repair::Merged => "merged",
        }
    }

    /// What was done, in Japanese and in English.
    ///
    /// ```
    /// use sadame::input::cell::Repair;
    /// assert_eq!(Repair::Grouping.what(), ["桁区切りのコンマを除いた", "commas between groups of digits were left out"]);
    /// ```
    #[must_use]
    pub fn what(self) -> [&'static str; 2] {
        match self {
            Repair::Dash => ["横線だけの欄を記載なしとした", "a dash alone was read as nothing given"],
            Repair::Width => [
                "全角文字や合字を、同じ意味の普通の文字として読んだ",
                "full-width characters and ligatures were read as the plain ones that they stand for",
            ],
            Repair::Space => ["値の途中の空白を除いた", "white space within the value was left out"],
            Repair::Grouping => ["桁区切りのコンマを除いた", "commas between groups of digits were left out"],
            Repair::Sign => ["△・▲・括弧などを正負の符号として読んだ", "a mark such as △ or brackets was read as a sign"],
            Repair::Currency => ["円・¥・金などの表記を通貨として読んだ", "a mark such as 円 or ¥ was read as the currency"],
            Repair::Kanji => ["漢数字を数として読んだ", "numerals in kanji were read as numbers"],
            Repair::Scale => ["万・億・千円などの位を掛けた", "a scale such as 万 or 千円 was multiplied out"],
            Repair::OwnUnit => {
                ["列の単位ではなく、欄に書かれた単位で読んだ", "the unit written in the cell was used, not that of the column"]
            }
            Repair::Counter => ["者・件・日間などの助数詞を除いた", "a counter such as 者 or 日間 was left out"],
            Repair::PercentWord => ["「パーセント」を % として読んだ", "a percentage in words was read as %"],
            Repair::Hundredths => {
                ["見出しに従い、数を百分率として読んだ", "a number was read as a percentage, as the heading says"]
            }
            Repair::Fraction => ["小数を百分率に直した", "a fraction was read as a percentage"],
            Repair::Form => ["日付や年度を、決まった書き方に直した", "a date or a year was read though written in another form"],
            Repair::Compact => ["8桁の数字を日付として読んだ", "eight digits were read as a date"],
            Repair::Era => ["元号の年を西暦に直した", "a year of an era was counted in the western calendar"],
            Repair::Weekday => ["日付に添えられた曜日を除いた", "the day of the week beside a date was left out"],
            Repair::Time => ["日付に添えられた時刻を除いた", "the time beside a date was left out"],
            Repair::Serial => ["表計算の通し番号を日付として読んだ", "the serial number of a spreadsheet was read as a date"],
            Repair::Mark => ["○・有・1 などを、はい・いいえとして読んだ", "a mark such as ○, 有 or 1 was read as yes or no"],
            Repair::Spelling => [
                "字の幅・大小・空白だけが違う選択肢として読んだ",
                "a choice was recognised that differs only in width, case or white space",
            ],
            Repair::Split => {
                ["区切り記号で分けて複数の値として読んだ", "the cell was divided at its separators into several values"]
            }
            Repair::Nothing => ["「なし」を空の一覧として読んだ", "`なし` was read as a list with nothing in it"],
            Repair::Range => ["「～」「から」などを範囲として読んだ", "a mark such as ～ or から was read as a range"],
            Repair::Merged => [
                "縦に結合されたセルの値を、各行の値として読んだ",
                "a cell that is one over several rows was read in each of them",
            ],
        }
    }
}
