//! Renaming: everywhere in the pack, or not at all.

use std::collections::BTreeMap;

use lsp_server::{ErrorCode, ResponseError};
use lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, TextEdit};

use serde_json::json;

use super::navigate::At;
use super::publish::range;
use super::server::{Answer, Server, answer, fault};
use super::workspace::home;
use crate::check::{Target, Use};
use crate::lang::Lang;
use crate::source::SourceId;
use crate::syntax::ast::ItemKind;
use crate::syntax::parse;

/// Why a name cannot be renamed: Japanese, English.
type Why = [&'static str; 2];

const NO_NAME: Why = ["ここには名前を変えられるものがありません", "there is nothing here that can be renamed"];
const ELSEWHERE: Why = [
    "この名前は別のパックで宣言されています。宣言のある場所で変更してください",
    "this name is declared in another pack: rename it there",
];
const MODULE: Why = [
    "モジュールの名前は、これを使うパックからも参照されるため、変更できません",
    "a module is named by the packs that use it, too: it cannot be renamed here",
];
const BAD_NAME: Why = ["名前として書けません", "this cannot be a name"];
const CLASHES: Why = ["この名前に変えると、規則に誤りが生じます", "with this name the rules would have an error"];

/// Where the name stands that would be renamed.
pub(super) fn prepare(server: &mut Server, params: &TextDocumentPositionParams) -> Answer {
    let lang = server.lang;
    let at = At::of(server, params).ok_or_else(|| refused(lang, NO_NAME, ""))?;
    let named = renamable(&at).map_err(|why| refused(lang, why, ""))?;
    let placeholder = at.analysed.sources().text(named.span).to_owned();
    answer(PrepareRenameResponse::RangeWithPlaceholder { range: range(server, &at.analysed, named.span), placeholder })
}

/// The edits of a renaming. It is refused where the rules would have more errors by it than they have.
pub(super) fn rename(server: &mut Server, params: &RenameParams) -> Answer {
    let lang = server.lang;
    let at = At::of(server, &params.text_document_position).ok_or_else(|| refused(lang, NO_NAME, ""))?;
    let named = renamable(&at).map_err(|why| refused(lang, why, ""))?;
    let name = params.new_name.trim();
    if !is_name(name, matches!(named.target, Target::Rule(_) | Target::Exception(..))) {
        return Err(refused(lang, BAD_NAME, name));
    }
    let (mut texts, mut edits) = (BTreeMap::new(), BTreeMap::<SourceId, Vec<Use>>::new());
    for it in at.uses(named.target) {
        edits.entry(it.span.source).or_default().push(it);
    }
    for (source, uses) in &edits {
        let mut text = at.analysed.sources().get(*source).text.to_string();
        for it in uses.iter().rev() {
            text.replace_range(it.span.start as usize..it.span.end as usize, name);
        }
        texts.insert(at.analysed.path(*source), text);
    }
    let home = home(&at.analysed.path(at.source));
    let renamed = server.workspace.with(&home, &texts);
    if renamed.errors() > at.analysed.errors() {
        let known: Vec<String> = at.analysed.diagnostics().iter().map(|it| it.problem.message(lang)).collect();
        let new = renamed.diagnostics().iter().filter(|it| it.problem.code().is_error()).map(|it| it.problem.message(lang));
        let why = new.into_iter().find(|message| !known.contains(message)).unwrap_or_default();
        return Err(refused(lang, CLASHES, &why));
    }
    let mut changes: BTreeMap<String, Vec<TextEdit>> = BTreeMap::new();
    for (source, uses) in edits {
        let Some(uri) = server.workspace.uri(&at.analysed.path(source)) else { continue };
        let edit = |it: &Use| TextEdit { range: range(server, &at.analysed, it.span), new_text: name.to_owned() };
        changes.insert(uri.as_str().to_owned(), uses.iter().map(edit).collect());
    }
    answer(json!({ "changes": changes }))
}

/// The name at a place, where it may be renamed: it is declared in the pack itself, and written out there.
fn renamable(at: &At) -> Result<Use, Why> {
    let named = at.named().ok_or(NO_NAME)?;
    if matches!(named.target, Target::Module(_)) {
        return Err(MODULE);
    }
    let declared = at.analysis().and_then(|analysis| analysis.uses.declared(named.target)).ok_or(NO_NAME)?;
    if at.analysed.is_own(declared.source) { Ok(named) } else { Err(ELSEWHERE) }
}

/// Whether a text is a name, or the id of a rule: the parser reads it as one.
fn is_name(name: &str, of_rule: bool) -> bool {
    let text = if of_rule { format!("module m\nrule {name} {{}}\n") } else { format!("module m\nchoice {name} {{}}\n") };
    let (file, diagnostics) = parse(SourceId::default(), &text);
    let read = file.items.first().map(|item| match &item.node {
        ItemKind::Rule(rule) => rule.name.node.as_str(),
        ItemKind::Choice(choice) => choice.name.node.as_str(),
        _ => "",
    });
    diagnostics.is_empty() && file.items.len() == 1 && read == Some(name)
}

fn refused(lang: Lang, why: Why, detail: &str) -> ResponseError {
    let why = why[usize::from(lang == Lang::En)];
    let message = match (detail.is_empty(), lang) {
        (true, _) => why.to_owned(),
        (false, Lang::Ja) => format!("{why}：{detail}"),
        (false, Lang::En) => format!("{why}: {detail}"),
    };
    fault(ErrorCode::InvalidRequest, &message)
}
