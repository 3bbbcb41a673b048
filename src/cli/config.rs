//! `sadame.toml`: what would otherwise be said on the command line again and again. It is looked for in the folder and those above it; paths in it
//! are meant from where it lies.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::check::FailLevel;
use super::{Common, LangArg, complain};
use crate::engine::Engine;
use crate::lang::Lang;

/// The name of the file.
const NAME: &str = "sadame.toml";

/// What the file may hold.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    /// Packs: folders, `.sadame` files, names of built-in packs.
    #[serde(default)]
    pub(super) rules: Vec<String>,
    /// The language of what is printed.
    pub(super) language: Option<LangArg>,
    /// The date the check is made for, as `2017-04-28`.
    pub(super) as_of: Option<String>,
    /// The kind of record that the input holds.
    pub(super) record: Option<String>,
    /// How texts are written, as `cp932`.
    pub(super) encoding: Option<String>,
    /// Parameters of the rules, as the language writes them: `split_window = "30 days"`.
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, String>,
    /// How grave failures are, by rule, pack or severity: `"SC-*" = "review"`.
    #[serde(default)]
    pub(super) levels: BTreeMap<String, crate::check::typed::Severity>,
    /// Layouts, by patterns of file names: `"*.xlsx" = "register"`.
    #[serde(default)]
    pub(super) layouts: BTreeMap<String, String>,
    /// Rules to run, by id, pack or severity.
    #[serde(default)]
    pub(super) select: Vec<String>,
    /// Rules not to run.
    #[serde(default)]
    pub(super) ignore: Vec<String>,
    /// From which severity on the exit status is 1.
    pub(super) fail_level: Option<FailLevel>,
    /// Undetermined verdicts make the exit status 1 too.
    #[serde(default)]
    pub(super) fail_on_unknown: bool,
    /// The file of findings known from an earlier run.
    pub(super) baseline: Option<PathBuf>,
    /// The file of decisions.
    pub(super) decisions: Option<PathBuf>,
}

impl Config {
    /// The configuration: of the file named, or of the nearest `sadame.toml`; empty where there is none.
    ///
    /// # Errors
    /// Why the file cannot be read, in a sentence.
    pub(super) fn find(named: Option<&Path>, none: bool) -> Result<Config, String> {
        let found = match named {
            _ if none => return Ok(Config::default()),
            Some(named) => named.to_owned(),
            None => {
                let here = std::env::current_dir().map_err(|why| why.to_string())?;
                match here.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file()) {
                    Some(path) => path.strip_prefix(&here).map_or(path.clone(), Path::to_owned),
                    None => return Ok(Config::default()),
                }
            }
        };
        let shown = found.display();
        let text = std::fs::read_to_string(&found).map_err(|_| format!("{shown}: it cannot be read 読み取れません"))?;
        let config: Config = toml::from_str(&text).map_err(|why| format!("{shown}: {}", said(&why, &text)))?;
        Ok(config.seen_from(found.parent().unwrap_or(Path::new(""))))
    }

    /// With its paths as seen from where the program runs.
    fn seen_from(mut self, folder: &Path) -> Config {
        if folder.as_os_str().is_empty() {
            return self;
        }
        for path in [&mut self.baseline, &mut self.decisions].into_iter().flatten() {
            *path = folder.join(&path);
        }
        for rules in &mut self.rules {
            let there = folder.join(&rules);
            if there.exists() {
                *rules = there.to_string_lossy().into_owned();
            }
        }
        self
    }

    /// The layouts by patterns; none, and a complaint, where one is not there or its pattern is none. That holds for one that is named, too.
    pub(super) fn layouts(&self, engine: &Engine, named: Option<&str>, lang: Lang) -> Option<Vec<(glob::Pattern, String)>> {
        let mut layouts = Vec::new();
        for (pattern, name) in &self.layouts {
            match glob::Pattern::new(pattern) {
                Ok(pattern) => layouts.push((pattern, name.clone())),
                Err(why) => {
                    complain(&format!("layouts: `{pattern}`: {}", why.msg));
                    return None;
                }
            }
        }
        for name in layouts.iter().map(|(_, name)| name.as_str()).chain(named) {
            if let Some(why) = engine.no_layout(name) {
                complain(&why[usize::from(lang == Lang::En)]);
                return None;
            }
        }
        Some(layouts)
    }

    /// Gives the arguments that all verbs share what they do not say themselves.
    pub(super) fn fill(&self, common: &mut Common) {
        if common.rules.is_empty() {
            common.rules.clone_from(&self.rules);
        }
        common.lang = common.lang.or(self.language);
    }
}

/// What is wrong with the text, with its line.
fn said(why: &toml::de::Error, text: &str) -> String {
    let line = why.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    match line {
        Some(line) => format!("line {line}: {}", why.message()),
        None => why.message().to_owned(),
    }
}
