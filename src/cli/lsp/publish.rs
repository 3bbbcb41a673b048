//! What is wrong with the rules, as the editor shows it; and the texts that lie in the program: built-in modules, pages of codes.

use std::collections::BTreeMap;

use lsp_server::ErrorCode;
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, NumberOrString, Uri,
};
use serde_json::Value;

use super::server::{Answer, Server, answer, fault};
use super::workspace::{Analysed, SCHEME, inside};
use crate::cli::explain;
use crate::diag;
use crate::pack::{Builtin, Files};
use crate::source::{SourceId, Span};

/// Codes of what is there and not needed: editors show it faded.
const UNUSED: &[&str] = &["W0901", "W0905"];

/// What is wrong with files, by their paths.
pub(super) type Found = BTreeMap<String, (Uri, Vec<Diagnostic>)>;

/// Adds what is wrong with a pack, by the files it is in; files of it without fault are there with none.
pub(super) fn collect(server: &Server, analysed: &Analysed, found: &mut Found) {
    for (source, _) in analysed.sources().iter().filter(|(source, _)| analysed.is_own(*source)) {
        let _ = list(server, analysed, source, found);
    }
    for diagnostic in analysed.diagnostics() {
        if let Some(list) = list(server, analysed, diagnostic.span.source, found) {
            list.push(shown(server, analysed, diagnostic));
        }
    }
}

/// What is wrong with the file of a source so far.
fn list<'f>(server: &Server, analysed: &Analysed, source: SourceId, found: &'f mut Found) -> Option<&'f mut Vec<Diagnostic>> {
    let path = analysed.path(source);
    let uri = server.workspace.uri(&path)?;
    Some(&mut found.entry(path).or_insert_with(|| (uri, Vec::new())).1)
}

fn shown(server: &Server, analysed: &Analysed, diagnostic: &diag::Diagnostic) -> Diagnostic {
    let (problem, lang) = (&diagnostic.problem, server.lang);
    let code = problem.code();
    let help = problem.help(lang).map_or_else(String::new, |help| format!("\n{help}"));
    let related = diagnostic.related.iter().filter_map(|(span, text)| {
        Some(DiagnosticRelatedInformation { location: place(server, analysed, *span)?, message: text.text(lang).to_owned() })
    });
    let related: Vec<DiagnosticRelatedInformation> = related.collect();
    Diagnostic {
        range: range(server, analysed, diagnostic.span),
        severity: Some(if code.is_error() { DiagnosticSeverity::ERROR } else { DiagnosticSeverity::WARNING }),
        code: Some(NumberOrString::String(code.0.to_owned())),
        code_description: inside(&format!("errors/{}.md", code.0)).map(|href| CodeDescription { href }),
        source: Some("sadame".to_owned()),
        message: format!("{}{help}", problem.message(lang)),
        related_information: Some(related).filter(|related| !related.is_empty()),
        tags: UNUSED.contains(&code.0).then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: None,
    }
}

/// Where a stretch of the rules is.
pub(super) fn place(server: &Server, analysed: &Analysed, span: Span) -> Option<Location> {
    let uri = server.workspace.uri(&analysed.path(span.source))?;
    Some(Location { uri, range: range(server, analysed, span) })
}

/// A stretch of the rules, as the editor counts.
pub(super) fn range(server: &Server, analysed: &Analysed, span: Span) -> lsp_types::Range {
    server.encoding.range(&analysed.sources().get(span.source).text, span.start as usize, span.end as usize)
}

/// The text that lies in the program under a name: `sadame:/procurement/contract.sadame`, `sadame:/errors/E0203.md`.
pub(super) fn text(params: &Value) -> Answer {
    let uri = params.get("uri").and_then(Value::as_str).unwrap_or_default();
    let path = uri.strip_prefix(&format!("{SCHEME}:/")).unwrap_or_default();
    let page = path.strip_prefix("errors/").and_then(|page| page.strip_suffix(".md")).and_then(explain::page).map(str::to_owned);
    let module = || Builtin.read(path).and_then(|bytes| String::from_utf8(bytes).ok());
    match page.or_else(module) {
        Some(text) => answer(text),
        None => Err(fault(ErrorCode::InvalidParams, &format!("there is no text `{uri}`"))),
    }
}
