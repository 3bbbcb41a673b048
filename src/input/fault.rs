//! Why a file cannot be read at all, or a table in it not be understood. The words stand here and nowhere else.

/// Why a file cannot be read as a table of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableFault {
    /// There is nothing in it.
    Empty,
    /// No row holds the headings that the layouts know.
    NoHeader {
        /// Headings that are looked for.
        expected: Vec<String>,
    },
    /// The sheet that the layout names is not there.
    NoSheet {
        /// Those looked for.
        wanted: Vec<String>,
        /// Those there are.
        found: Vec<String>,
    },
    /// More than one layout, or sheet, fits as well.
    Several {
        /// The layout (none is that of the labels), and the sheet (empty of a file that is one table).
        fits: Vec<(Option<String>, String)>,
    },
    /// Two headings are read into one field.
    TwoHeadings {
        /// The field's label.
        field: [String; 2],
        /// The headings, with their places.
        headings: Vec<String>,
    },
    /// The layout counts in one unit, the file in another.
    Units {
        /// Where the file says so.
        at: String,
        /// What the file says.
        file: String,
        /// What the layout says.
        layout: String,
    },
    /// What the file says of the unit cannot be told.
    UnitUnclear {
        /// Where it says so.
        at: String,
        /// What it says.
        text: String,
    },
    /// The column by which another table is joined is not there.
    NoKey {
        /// The table.
        table: String,
        /// The heading.
        heading: String,
    },
    /// The file that belongs to another cannot be read.
    Beside {
        /// The file.
        name: String,
        /// Why.
        why: [String; 2],
    },
    /// It is protected by a password.
    Password,
    /// It is no workbook, or a damaged one.
    Workbook {
        /// What the reader says.
        why: String,
    },
    /// Its text is written in two ways.
    Mixed {
        /// A line that is UTF-8.
        utf8: u64,
        /// A line that is not.
        other: u64,
        /// What that one seems to be.
        encoding: String,
    },
    /// Its text is one of CP932 and of EUC-JP alike.
    Either {
        /// The first line that is.
        line: u64,
    },
    /// It is no file of columns, or a damaged one.
    Columns {
        /// What the reader says.
        why: String,
    },
    /// This build cannot read such files.
    NotBuilt {
        /// What they are.
        what: &'static str,
        /// The feature that reads them.
        feature: &'static str,
    },
    /// A column of a type that no field can be read from.
    ColumnType {
        /// The column.
        column: String,
        /// Its type.
        ty: String,
    },
}

impl TableFault {
    /// One sentence, with the cure: Japanese, English.
    #[must_use]
    pub fn message(&self) -> [String; 2] {
        [self.ja(), self.en()]
    }

    fn ja(&self) -> String {
        match self {
            TableFault::Empty => "中身がありません".to_owned(),
            TableFault::NoHeader { expected } => format!(
                "見出しの行が見つかりません（「{}」などを探しました）。様式は `layout` で書き、`--layout` で選べます",
                expected.join("」「")
            ),
            TableFault::NoSheet { wanted, found } => {
                format!("シート「{}」がありません（あるのは「{}」）", wanted.join("」「"), found.join("」「"))
            }
            TableFault::Several { fits } => {
                let of = |(layout, sheet): &(Option<String>, String)| {
                    let layout = layout.as_ref().map_or_else(|| "項目名".to_owned(), |name| format!("様式 `{name}`"));
                    if sheet.is_empty() { layout } else { format!("シート「{sheet}」を{layout}") }
                };
                format!(
                    "読み方が一つに定まりません（{}）。`--layout` で選ぶか、様式に `sheet` を書くか、読まないシートを非表示にしてください",
                    fits.iter().map(of).collect::<Vec<_>>().join("、")
                )
            }
            TableFault::TwoHeadings { field: [ja, _], headings } => format!(
                "「{ja}」に当たる見出しが二つ以上あります（{}）。どちらを読むか、見出しを直すか `layout` に書いてください",
                headings.join("、")
            ),
            TableFault::Units { at, file, layout } => {
                format!("{at} では単位が{file}ですが、様式では{layout}です。どちらかを直してください")
            }
            TableFault::UnitUnclear { at, text } => format!(
                "{at} の「{text}」では金額の単位が定まりません。見出しに（千円）のように書くか、様式に `unit` を書いてください"
            ),
            TableFault::NoKey { table, heading } => format!("「{table}」に、結び付けるための見出し「{heading}」がありません"),
            TableFault::Beside { name, why: [ja, _] } => format!("一緒に読む「{name}」：{ja}"),
            TableFault::Password => "パスワードで保護されています。解除して保存し直してください".to_owned(),
            TableFault::Workbook { why } => format!("ブックとして読めません。開いて保存し直してください（{why}）"),
            TableFault::Mixed { utf8, other, encoding } => format!(
                "文字コードが混在しています（{utf8}行目は UTF-8、{other}行目は {encoding}）。一つにそろえて保存し直すか、`--encoding` で指定してください"
            ),
            TableFault::Either { line } => format!(
                "文字コードが定まりません（{line}行目は CP932 の半角カナとも EUC-JP とも読めます）。`--encoding cp932` か `--encoding euc-jp` で指定してください"
            ),
            TableFault::Columns { why } => format!("列形式のファイルとして読めません（{why}）"),
            TableFault::NotBuilt { what, feature } => {
                format!("{what} は、この版では読めません（`--features {feature}` を付けて作ると読めます）")
            }
            TableFault::ColumnType { column, ty } => format!("列「{column}」の型 {ty} は読めません"),
        }
    }

    fn en(&self) -> String {
        match self {
            TableFault::Empty => "there is nothing in it".to_owned(),
            TableFault::NoHeader { expected } => format!(
                "no row of headings was found (looked for `{}` and others); a `layout` describes a form, and `--layout` chooses it",
                expected.join("`, `")
            ),
            TableFault::NoSheet { wanted, found } => {
                format!("there is no sheet `{}` (there are `{}`)", wanted.join("`, `"), found.join("`, `"))
            }
            TableFault::Several { fits } => {
                let of = |(layout, sheet): &(Option<String>, String)| {
                    let layout = layout.as_ref().map_or_else(|| "labels".to_owned(), |name| format!("the layout `{name}`"));
                    if sheet.is_empty() { layout } else { format!("the sheet `{sheet}` by {layout}") }
                };
                format!(
                    "it can be read in more than one way ({}): choose with `--layout`, name the `sheet` in a layout, or hide the sheets that are not meant",
                    fits.iter().map(of).collect::<Vec<_>>().join(", ")
                )
            }
            TableFault::TwoHeadings { field: [_, en], headings } => format!(
                "more than one heading stands for `{en}` ({}): change a heading, or say in a `layout` which is read",
                headings.join(", ")
            ),
            TableFault::Units { at, file, layout } => {
                format!("{at} counts in {file}, the layout in {layout}: put one of them right")
            }
            TableFault::UnitUnclear { at, text } => format!(
                "{at}, `{text}`, leaves open what amounts are counted in: say it in the heading, as in （千円）, or with `unit` in a layout"
            ),
            TableFault::NoKey { table, heading } => format!("`{table}` has no heading `{heading}` to join it by"),
            TableFault::Beside { name, why: [_, en] } => format!("read with it, `{name}`: {en}"),
            TableFault::Password => "it is protected by a password: save it without one".to_owned(),
            TableFault::Workbook { why } => format!("it cannot be read as a workbook: open it and save it again ({why})"),
            TableFault::Mixed { utf8, other, encoding } => format!(
                "it is written in two encodings (line {utf8} in UTF-8, line {other} in {encoding}): save it in one, or choose with `--encoding`"
            ),
            TableFault::Either { line } => format!(
                "its encoding cannot be told (line {line} is half-width katakana in CP932, and other letters in EUC-JP): choose with `--encoding cp932` or `--encoding euc-jp`"
            ),
            TableFault::Columns { why } => format!("it cannot be read as a file of columns ({why})"),
            TableFault::NotBuilt { what, feature } => {
                format!("this build does not read {what} (build it with `--features {feature}`)")
            }
            TableFault::ColumnType { column, ty } => format!("the column `{column}` is of the type {ty}, which cannot be read"),
        }
    }
}
