//! What keeps rule source from being read.

use serde::{Deserialize, Serialize};

use crate::diag::Code;
use crate::lang::Lang;

problems! { SyntaxProblem, "parser";
    /// Something else must stand here.
    Expected { found: String, en: String, ja: String } = "E0101",
        "{found} stands where {en} must stand", "{ja}が来るところに{found}があります";
    /// A text that does not end.
    UnclosedString = "E0102",
        "this text is not closed before the end of the line", "この文字列は行末までに閉じられていません", help "close it with `\"`", "`\"` で閉じてください";
    /// A brace that is not closed.
    UnclosedBrace { what: String } = "E0103",
        "the `{{` of {what} is not closed", "{what} の `{{` が閉じられていません", help "close it with `}}`", "`}}` で閉じてください";
    /// No declaration begins so.
    UnknownDeclaration { word: String, near: Option<String> } = "E0104",
        "no declaration begins with `{word}`", "`{word}` で始まる宣言はありません", near near;
    /// Not a literal.
    Malformed { text: String } = "E0105",
        "`{text}` cannot be read as a value", "`{text}` は値として読めません";
    /// No such day.
    NoSuchDate { text: String } = "E0106",
        "the calendar has no `{text}`", "`{text}` という日は暦にありません";
    /// Too large.
    TooLarge { text: String } = "E0107",
        "`{text}` has too many digits", "`{text}` は桁が多すぎます";
    /// Nested too deeply.
    TooDeep = "E0108",
        "this is nested too deeply, or goes on too long", "入れ子が深すぎるか、式が長すぎます", help "name a part of it with `let` or `define`", "`let` や `define` で一部に名前を付けてください";
    /// No module line.
    NoModule = "E0109",
        "the file does not begin with `module`", "ファイルが `module` で始まっていません", help "write `module name \"日本語\" en \"English\"` first", "最初に `module 名前 \"日本語\" en \"English\"` と書いてください";
    /// `a < b < c`.
    Chained = "E0110",
        "two comparisons cannot be chained", "比較を続けて書くことはできません", help "join them with `and`", "`and` でつないでください";
    /// An operator of another language.
    ForeignOperator { found: String, meant: String } = "E0111",
        "`{found}` is not written so here", "`{found}` はここでは使いません", help "write `{meant}`", "`{meant}` と書いてください";
    /// Full-width punctuation.
    FullWidth { found: String, meant: String } = "E0112",
        "`{found}` is full-width", "`{found}` は全角です", help "write `{meant}`", "半角の `{meant}` を書いてください";
    /// Two module lines.
    ModuleTwice = "E0113",
        "a file has one `module` line", "`module` の行はファイルに一つです";
    /// A word that cannot be a name.
    Reserved { word: String } = "E0114",
        "`{word}` is a word of the language, and cannot be a name", "`{word}` は言語の語なので名前にできません", help "choose another name", "別の名前を付けてください";
    /// The `=` of a figure, taken for a comparison by its `where`.
    WhereTookEqual = "E0115",
        "the `where` of the figure reads this `=` as a comparison, and no `=` is left for what the figure is", "統計値の `where` がこの `=` を比較として読み、値を示す `=` が残っていません", help "compare the condition with `true`: `where C = true = …`", "条件を `true` と比べて、`where 条件 = true = …` と書いてください";
}
