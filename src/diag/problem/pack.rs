//! What can be wrong with a pack: the folder of rules and its `pack.toml`.

use serde::{Deserialize, Serialize};

use crate::diag::Code;
use crate::lang::Lang;

problems! { PackProblem, "pack loader";
    /// No such pack.
    NotFound { name: String, near: Option<String> } = "E0801",
        "there is no pack called `{name}`", "`{name}` というパックはありません", near near;
    /// `pack.toml` is wrong.
    Manifest { why: String } = "E0802",
        "`pack.toml` cannot be read: {why}", "`pack.toml` が読めません：{why}", help "it holds `name`, `version`, `title = {{ ja = …, en = … }}` and `depends = [ … ]`", "`name`、`version`、`title = {{ ja = …, en = … }}`、`depends = [ … ]` を書きます";
    /// Not text.
    NotUtf8 = "E0803",
        "this file is not UTF-8", "このファイルは UTF-8 ではありません", help "save it as UTF-8", "UTF-8 で保存してください";
    /// Packs that need each other.
    Cycle { name: String } = "E0804",
        "the pack `{name}` depends on itself", "パック `{name}` の依存関係が自分自身に戻っています";
    /// Nothing in it.
    Empty { name: String } = "E0805",
        "the pack `{name}` has no `.sadame` file", "パック `{name}` に `.sadame` ファイルがありません";
    /// A folder, but not a pack.
    NoManifest { folder: String } = "E0806",
        "the folder `{folder}` has no `pack.toml`", "フォルダ `{folder}` に `pack.toml` がありません", help "`sadame init` makes a pack to begin with", "`sadame init` でひな形を作れます";
}
