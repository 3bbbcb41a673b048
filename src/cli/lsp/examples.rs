//! What comes of the cases of examples, behind each: a tick, or what came instead of what was expected.

use lsp_types::{InlayHint, InlayHintLabel, InlayHintParams, InlayHintTooltip};

use super::server::{Answer, Server, answer};
use crate::eval::CaseResult;
use crate::finding::Outcome;
use crate::lang::Lang;
use crate::syntax::ast::ItemKind;
use crate::value::show::show;

use super::workspace::Analysed;

/// The hints of a stretch of a text. There are none while the pack has errors: rules that cannot be checked cannot be run.
pub(super) fn hints(server: &mut Server, params: &InlayHintParams) -> Answer {
    let Some((analysed, source)) = server.workspace.source(&params.text_document.uri) else { return answer(()) };
    let Ok(analysis) = &analysed.found else { return answer(()) };
    let text = &analysed.sources().get(source).text;
    let wanted = server.encoding.offset(text, params.range.start)..=server.encoding.offset(text, params.range.end);
    let Some((file, _)) = analysis.files.iter().find(|(_, id)| *id == source) else { return answer(()) };
    let examples = file.items.iter().filter_map(|item| match &item.node {
        ItemKind::Example(example) => Some(example),
        _ => None,
    });
    let mut hints: Vec<InlayHint> = Vec::new();
    for case in examples.flat_map(|example| &example.cases) {
        let end = case.span.end as usize;
        if !wanted.contains(&end) {
            continue;
        }
        if let Some((rule, result)) = analysed.case(case.span) {
            hints.push(InlayHint {
                position: server.encoding.position(text, end),
                label: InlayHintLabel::String(label(&analysed, rule, &result, server.lang)),
                kind: None,
                text_edits: None,
                tooltip: tooltip(&analysed, &result, server.lang).map(InlayHintTooltip::String),
                padding_left: Some(true),
                padding_right: None,
                data: None,
            });
        }
    }
    answer(hints)
}

/// A tick; or the outcome that came, and the facts that were lacking.
fn label(analysed: &Analysed, rule: usize, result: &CaseResult, lang: Lang) -> String {
    if result.passed {
        return "✓".to_owned();
    }
    let severity = analysed.found.as_ref().map(|analysis| analysis.program.rules[rule].severity);
    let none = if lang == Lang::Ja { "該当する判定がない" } else { "no verdict there" };
    let word = severity.ok().zip(result.found.outcome).map_or(none, |(severity, outcome)| outcome.word(severity, lang));
    let names: Vec<&str> =
        result.found.exceptions.iter().chain(&result.found.missing).map(|name| name.trim_start_matches('/')).collect();
    match (names.is_empty(), lang) {
        (true, _) => format!("✗ {word}"),
        (false, Lang::Ja) => format!("✗ {word}（{}）", names.join("、")),
        (false, Lang::En) => format!("✗ {word} ({})", names.join(", ")),
    }
}

/// What was compared, with what stood on both sides.
fn tooltip(analysed: &Analysed, result: &CaseResult, lang: Lang) -> Option<String> {
    let program = &analysed.found.as_ref().ok()?.program;
    let findings = result.found.findings.iter().filter(|finding| finding.outcome != Outcome::NotApplicable);
    let lines = findings.flat_map(|finding| &finding.evidence.comparisons).map(|comparison| {
        let left = show(&comparison.left, lang, program);
        let right = comparison.right.as_ref().map_or_else(String::new, |right| format!(" {}", show(right, lang, program)));
        format!("{}  ［{left} {}{right}］", comparison.text, comparison.operator)
    });
    Some(lines.collect::<Vec<String>>().join("\n")).filter(|lines| !lines.is_empty())
}
