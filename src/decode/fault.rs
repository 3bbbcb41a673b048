//! What could not be read of the input, and why. The words stand here and nowhere else.

use crate::value::Lang;

/// Something in the input that could not be read, or was read with a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataError {
    /// The number of the input.
    pub input: u32,
    /// The record's line (JSON lines) or its place in the array, from 1.
    pub position: u64,
    /// JSON pointer within the record; empty for the whole of it.
    pub path: String,
    /// Where it stood in the input, where the path does not say so: the cell, `契約一覧!D12`, or the pointer in a mapped document; empty otherwise.
    pub at: String,
    /// What stood there, cut to 80 characters.
    pub raw: String,
    /// Why it could not be read.
    pub reason: Reason,
    /// How grave.
    pub level: Level,
}

/// How grave a data error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It was read, with a remark.
    Note,
    /// It was not read.
    Error,
}

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are the words of the sentence")]
pub enum Reason {
    /// The record is not JSON.
    NotJson(Malformed),
    /// The record is JSON, but not an object.
    NotObject,
    /// A line longer than may be read.
    TooLong { limit: usize },
    /// Nested deeper than may be read.
    TooDeep,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A field the record does not have.
    UnknownField { near: Option<String> },
    /// An expected field that was left out.
    Missing,
    /// A field given twice.
    Twice,
    /// One kind of value where another must stand.
    WrongType { expected: [String; 2] },
    /// A number with more digits than can be held exactly.
    NotExact,
    /// Smaller than the currency's smallest unit.
    Fraction,
    /// A currency other than the field's.
    Currency { expected: String },
    /// An amount whose currency is not said.
    NoCurrency,
    /// A currency whose amount is not said.
    NoAmount,
    /// A day that the calendar does not have.
    NoSuchDate,
    /// A day without the time of day that is asked for.
    NoTime,
    /// A date and time without its zone.
    NoZone,
    /// Not one of a choice.
    NoSuchChoice { near: Option<String> },
    /// An element of a set that stands there twice.
    DuplicateElement,
    /// A range that ends before it begins.
    EmptyRange,
    /// An era year past the era's end, counted on.
    EraCountedOn { year: String },
    /// A remark beside a value, such as `※ 変更後`; the value was read without it.
    NoteBeside { note: String },
    /// Characters that the file's encoding does not have: two encodings mixed, or the wrong one.
    Encoding { encoding: String },
    /// What belongs to the record cannot be found: its key is not given, or cannot be read.
    NoKey,
    /// A formula whose result is not in the file.
    NoResult,
    /// A row with more or fewer cells than there are headings.
    RowLength { expected: usize, found: usize },
    /// A quotation mark that does not close where its value ends; the line on which it opens.
    Quote { line: u64 },
    /// A row below the headings says of the unit what no amount was read by.
    UnitBelow { said: String },
    /// A row that belongs to no record: no record has its key.
    Orphan { key: String },
    /// A key that another record already had.
    DuplicateId { first: String },
    /// A value that no row of a table has.
    NoSuchRow { table: [String; 2] },
    /// More faults in the record than are listed.
    More { count: u64 },
}

/// How a text fails to be JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "lines and characters, from 1")]
pub enum Malformed {
    /// It ends before it is complete.
    CutShort,
    /// Here is something that cannot stand here.
    At { line: usize, column: usize },
    /// An escape in a string that stands for no character.
    Escape,
}

impl DataError {
    /// An error at a path; the run fills in where.
    #[must_use]
    pub fn new(path: &str, raw: &str, reason: Reason) -> DataError {
        let level =
            if matches!(reason, Reason::EraCountedOn { .. } | Reason::NoteBeside { .. }) { Level::Note } else { Level::Error };
        DataError { input: 0, position: 0, path: path.to_owned(), at: String::new(), raw: cut(raw), reason, level }
    }
}

/// Text cut to 80 characters.
fn cut(raw: &str) -> String {
    match raw.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &raw[..end]),
        None => raw.to_owned(),
    }
}

impl Reason {
    /// A name for machines, never changed.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Reason::NotJson(_) => "not_json",
            Reason::NotObject => "not_object",
            Reason::TooLong { .. } => "too_long",
            Reason::TooDeep => "too_deep",
            Reason::NotUtf8 => "not_utf8",
            Reason::UnknownField { .. } => "unknown_field",
            Reason::Missing => "missing",
            Reason::Twice => "twice",
            Reason::WrongType { .. } => "wrong_type",
            Reason::NotExact => "not_exact",
            Reason::Fraction => "fraction",
            Reason::Currency { .. } => "currency",
            Reason::NoCurrency => "no_currency",
            Reason::NoAmount => "no_amount",
            Reason::NoSuchDate => "no_such_date",
            Reason::NoTime => "no_time",
            Reason::NoZone => "no_zone",
            Reason::NoSuchChoice { .. } => "no_such_choice",
            Reason::DuplicateElement => "duplicate_element",
            Reason::EmptyRange => "empty_range",
            Reason::EraCountedOn { .. } => "era_counted_on",
            Reason::NoteBeside { .. } => "note_beside",
            Reason::Encoding { .. } => "encoding",
            Reason::NoKey => "no_key",
            Reason::NoResult => "no_result",
            Reason::RowLength { .. } => "row_length",
            Reason::Quote { .. } => "quote",
            Reason::UnitBelow { .. } => "unit_below",
            Reason::Orphan { .. } => "orphan",
            Reason::DuplicateId { .. } => "duplicate_id",
            Reason::NoSuchRow { .. } => "no_such_row",
            Reason::More { .. } => "more",
        }
    }

    /// One sentence.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Ja => self.ja(),
            Lang::En => self.en(),
        }
    }

    fn ja(&self) -> String {
        match self {
            Reason::NotJson(Malformed::CutShort) => "JSON として読めません（途中で終わっています）".into(),
            Reason::NotJson(Malformed::At { line: 1, column }) => format!("JSON として読めません（{column}文字目）"),
            Reason::NotJson(Malformed::At { line, column }) => format!("JSON として読めません（{line}行目の{column}文字目）"),
            Reason::NotJson(Malformed::Escape) => "JSON の文字列として読めません（文字を表さない `\\` があります）".into(),
            Reason::NotObject => "記録（{ … }）ではありません".into(),
            Reason::TooLong { limit } => format!("一行が {limit} バイトを超えています。この行は読みませんでした"),
            Reason::TooDeep => "入れ子が深すぎます".into(),
            Reason::NotUtf8 => "UTF-8 ではない文字があります".into(),
            Reason::UnknownField { near: Some(near) } => format!("この項目はありません（`{near}` ではありませんか）"),
            Reason::UnknownField { near: None } => "この項目はありません".into(),
            Reason::Missing => "必須の項目が記載されていません".into(),
            Reason::Twice => "同じ項目が二度書かれています".into(),
            Reason::WrongType { expected: [ja, _] } => format!("{ja}ではありません"),
            Reason::NotExact => "桁が多すぎて正確に保てません".into(),
            Reason::Fraction => "通貨の最小単位より細かい端数があります".into(),
            Reason::Currency { expected } => format!("通貨が {expected} ではありません"),
            Reason::NoCurrency => "通貨が書かれていません。{ \"amount\": 数, \"currency\": \"JPY\" } の形で書いてください".into(),
            Reason::NoAmount => "金額（`amount`）が書かれていません".into(),
            Reason::NoSuchDate => "暦にない日付です".into(),
            Reason::NoTime => "日付だけで、時刻と時差がありません（2016-04-01T09:30:00+09:00 の形で書きます）".into(),
            Reason::NoZone => "時差がありません（+09:00、Z のように書きます）".into(),
            Reason::NoSuchChoice { near: Some(near) } => format!("選択肢にありません（`{near}` ではありませんか）"),
            Reason::NoSuchChoice { near: None } => "選択肢にありません".into(),
            Reason::DuplicateElement => "同じものが二度書かれています".into(),
            Reason::EmptyRange => "終わりが始まりより前です".into(),
            Reason::EraCountedOn { year } => format!("元号の終わりを過ぎた年を {year} と読みました"),
            Reason::NoteBeside { note } => format!("値に注記「{note}」が添えられています"),
            Reason::Encoding { encoding } => {
                format!("{encoding} にない文字です（文字コードの混在か、取り違えです。`--encoding` で指定できます）")
            }
            Reason::NoKey => "結び付けるための番号が読めないため、この記録のものがあるかどうか分かりません".into(),
            Reason::NoResult => "計算式の結果がファイルにありません。表計算ソフトで開いて保存し直してください".into(),
            Reason::RowLength { expected, found } => format!(
                "見出しは{expected}列ですが、この行は{found}列です。どの欄の値か定まらないため、この行は読みませんでした（値の中の , は \" で囲みます）"
            ),
            Reason::Quote { line } => format!(
                "{line}行目の引用符 \" が、値の終わりで閉じられていません。続く行までこの値に入っているおそれがあるため、この行は読みませんでした（値の中の \" は \"\" と書きます）"
            ),
            Reason::UnitBelow { said } => format!(
                "表の下で単位が「{said}」とされていますが、金額はその単位で読まれていません。見出しの上か見出しに書くか、様式に `unit` を書いてください"
            ),
            Reason::Orphan { key } => format!("「{key}」の記録がないため、この行は使われませんでした"),
            Reason::DuplicateId { first } => format!("同じ番号の記録が既にあります（{first}）"),
            Reason::NoSuchRow { table: [ja, _] } => format!("「{ja}」の表にありません"),
            Reason::More { count } => format!("この記録には、読み取れない箇所がほかに{count}件あります"),
        }
    }

    fn en(&self) -> String {
        match self {
            Reason::NotJson(Malformed::CutShort) => "not JSON (it ends before it is complete)".into(),
            Reason::NotJson(Malformed::At { line: 1, column }) => format!("not JSON (at character {column})"),
            Reason::NotJson(Malformed::At { line, column }) => format!("not JSON (line {line}, character {column})"),
            Reason::NotJson(Malformed::Escape) => "not a JSON string (a `\\` that stands for no character)".into(),
            Reason::NotObject => "not a record ({ … })".into(),
            Reason::TooLong { limit } => format!("the line is longer than {limit} bytes and was not read"),
            Reason::TooDeep => "nested too deeply".into(),
            Reason::NotUtf8 => "bytes that are not UTF-8".into(),
            Reason::UnknownField { near: Some(near) } => format!("there is no such field (did you mean `{near}`?)"),
            Reason::UnknownField { near: None } => "there is no such field".into(),
            Reason::Missing => "a required field is not given".into(),
            Reason::Twice => "the field is given twice".into(),
            Reason::WrongType { expected: [_, en] } => format!("not {en}"),
            Reason::NotExact => "too many digits to be held exactly".into(),
            Reason::Fraction => "finer than the currency's smallest unit".into(),
            Reason::Currency { expected } => format!("the currency is not {expected}"),
            Reason::NoCurrency => "no currency: write { \"amount\": n, \"currency\": \"JPY\" }".into(),
            Reason::NoAmount => "no amount (`amount`) is given".into(),
            Reason::NoSuchDate => "the calendar has no such day".into(),
            Reason::NoTime => "a day without its time and zone (write 2016-04-01T09:30:00+09:00)".into(),
            Reason::NoZone => "a time without its zone (write +09:00, or Z)".into(),
            Reason::NoSuchChoice { near: Some(near) } => format!("not one of the choices (did you mean `{near}`?)"),
            Reason::NoSuchChoice { near: None } => "not one of the choices".into(),
            Reason::DuplicateElement => "the same element stands there twice".into(),
            Reason::EmptyRange => "it ends before it begins".into(),
            Reason::EraCountedOn { year } => format!("a year past the end of its era was read as {year}"),
            Reason::NoteBeside { note } => format!("there is a remark beside the value: `{note}`"),
            Reason::Encoding { encoding } => format!(
                "a character that {encoding} does not have: two encodings mixed, or the wrong one (`--encoding` says which)"
            ),
            Reason::NoKey => "what it is joined by cannot be read: it is not known which rows belong to this record".into(),
            Reason::NoResult => {
                "the file does not hold what this formula comes to: open it in a spreadsheet and save it again".into()
            }
            Reason::RowLength { expected, found } => format!(
                "there are {expected} headings, and {found} cells in this row: it cannot be told which is which, and the row was not read (put a value with a comma in quotation marks)"
            ),
            Reason::Quote { line } => format!(
                "the quotation mark on line {line} is not closed where the value ends: rows below may stand in this value, and the row was not read (write \"\" for a quotation mark in a value)"
            ),
            Reason::UnitBelow { said } => format!(
                "below the table the unit is said to be `{said}`, and no amount was read so: say it above or in the headings, or with `unit` in a layout"
            ),
            Reason::Orphan { key } => format!("no record has the key `{key}`; the row was not used"),
            Reason::DuplicateId { first } => format!("another record has this key ({first})"),
            Reason::NoSuchRow { table: [_, en] } => format!("not in the table of {en}"),
            Reason::More { count } => format!("{count} more faults in this record are not listed"),
        }
    }
}
