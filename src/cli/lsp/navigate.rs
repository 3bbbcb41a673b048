//! Where a name is declared, and where else it stands.

use std::rc::Rc;

use lsp_types::{
    DocumentHighlight, DocumentHighlightKind, GotoDefinitionParams, Location, ReferenceParams, TextDocumentPositionParams,
};

use super::publish::{place, range};
use super::server::{Answer, Server, answer};
use super::workspace::Analysed;
use crate::check::{Target, Use};
use crate::engine::Analysis;
use crate::source::{SourceId, Span};

/// A place in a pack that is understood.
pub(super) struct At {
    pub(super) analysed: Rc<Analysed>,
    pub(super) source: SourceId,
    /// The byte in the text.
    pub(super) offset: usize,
}

impl At {
    /// The place that a request is about; none where the text is not open, or its pack cannot be read.
    pub(super) fn of(server: &mut Server, params: &TextDocumentPositionParams) -> Option<At> {
        let (analysed, source) = server.workspace.source(&params.text_document.uri)?;
        let offset = server.encoding.offset(&analysed.sources().get(source).text, params.position);
        Some(At { analysed, source, offset })
    }

    pub(super) fn analysis(&self) -> Option<&Analysis> {
        self.analysed.found.as_ref().ok()
    }

    /// The name that stands here.
    pub(super) fn named(&self) -> Option<Use> {
        let offset = u32::try_from(self.offset).ok()?;
        self.analysis()?.uses.at(Span { source: self.source, start: offset, end: offset })
    }

    /// Every place where something is named, in the order of the text.
    pub(super) fn uses(&self, target: Target) -> Vec<Use> {
        self.analysis().map_or_else(Vec::new, |analysis| analysis.uses.of(target).collect())
    }
}

/// Where the name is declared; a module is declared where it begins.
pub(super) fn definition(server: &mut Server, params: &GotoDefinitionParams) -> Answer {
    let found = At::of(server, &params.text_document_position_params).and_then(|at| {
        let named = at.named()?;
        place(server, &at.analysed, at.analysis()?.uses.declared(named.target)?)
    });
    answer(found)
}

/// Every place where the name stands.
pub(super) fn references(server: &mut Server, params: &ReferenceParams) -> Answer {
    let Some(at) = At::of(server, &params.text_document_position) else { return answer(Vec::<Location>::new()) };
    let Some(named) = at.named() else { return answer(Vec::<Location>::new()) };
    let uses = at.uses(named.target).into_iter().filter(|it| params.context.include_declaration || !it.declares);
    answer(uses.filter_map(|it| place(server, &at.analysed, it.span)).collect::<Vec<Location>>())
}

/// The places in the same text where the name stands.
pub(super) fn highlights(server: &mut Server, params: &lsp_types::DocumentHighlightParams) -> Answer {
    let Some(at) = At::of(server, &params.text_document_position_params) else { return answer(()) };
    let Some(named) = at.named() else { return answer(()) };
    let uses = at.uses(named.target).into_iter().filter(|it| it.span.source == at.source);
    let shown = uses.map(|it| DocumentHighlight {
        range: range(server, &at.analysed, it.span),
        kind: Some(if it.declares { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ }),
    });
    answer(shown.collect::<Vec<DocumentHighlight>>())
}
