//! The text that an engine was made from, as files of packs: what a page compiles anew when somebody has changed a rule.

use std::collections::BTreeMap;

use super::Engine;
use crate::pack::Pack;

impl Engine {
    /// The text of the rules by path: a manifest for each pack, the modules, and the tables beside them. Compiled again, they make the same engine.
    ///
    /// ```
    /// use sadame::engine::Engine;
    /// use sadame::pack::{Builtin, Memory};
    /// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
    /// let files = engine.files().into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect();
    /// let again = Engine::compile(&[&Memory(files)], &["jlis".to_owned()]).expect("it is the same text");
    /// let digests = |engine: &Engine| engine.packs.iter().map(|pack| pack.digest.clone()).collect::<Vec<_>>();
    /// assert_eq!(digests(&again), digests(&engine));
    /// ```
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, String> {
        let texts = self.sources.iter().map(|(_, source)| (source.path.clone(), source.text.to_string()));
        let manifests = self.packs.iter().filter_map(|pack| Some((format!("{}/pack.toml", folder(pack)?), manifest(pack))));
        texts.chain(manifests).collect()
    }

    /// The packs that no other pack depends on, as [`Engine::compile`] is told them: their folders, or the file of a pack that is one file.
    #[must_use]
    pub fn named(&self) -> Vec<String> {
        let wanted = |name: &str| self.packs.iter().any(|pack| pack.depends.iter().any(|depends| depends == name));
        let file = |pack: &Pack| pack.modules.first().map_or_else(String::new, |(path, _)| path.clone());
        let named = self.packs.iter().filter(|pack| !wanted(&pack.name));
        named.map(|pack| folder(pack).map_or_else(|| file(pack), str::to_owned)).collect()
    }
}

/// The folder of a pack: the first part of its paths. A pack that is one file has none.
fn folder(pack: &Pack) -> Option<&str> {
    pack.modules.first()?.0.split_once('/').map(|(folder, _)| folder)
}

fn manifest(pack: &Pack) -> String {
    // A text of JSON is one of TOML.
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let depends: Vec<String> = pack.depends.iter().map(|name| text(name)).collect();
    format!(
        "name = {}\nversion = {}\ntitle = {{ ja = {}, en = {} }}\ndepends = [{}]\n",
        text(&pack.name),
        text(&pack.version),
        text(&pack.title.ja),
        text(&pack.title.en),
        depends.join(", ")
    )
}
