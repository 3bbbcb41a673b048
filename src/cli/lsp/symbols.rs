//! The declarations of a text as an outline; and the text in the one style.

use lsp_types::{DocumentFormattingParams, DocumentSymbol, DocumentSymbolParams, Position, Range, SymbolKind, TextEdit};

use super::server::{Answer, Server, answer};
use crate::lang::Lang;
use crate::source::{SourceId, Span};
use crate::syntax::ast::{self, ItemKind, LayoutLine};
use crate::syntax::{format as laid_out, parse};

/// The outline of a text: of the open one, whether or not its pack can be read.
pub(super) fn symbols(server: &mut Server, params: &DocumentSymbolParams) -> Answer {
    let Some(document) = server.workspace.get(&params.text_document.uri) else { return answer(()) };
    let (file, _) = parse(SourceId::default(), &document.text);
    let outline = Outline { server, text: &document.text };
    answer(file.items.iter().filter_map(|item| outline.item(item)).collect::<Vec<DocumentSymbol>>())
}

/// The whole text laid out, where it can be read.
pub(super) fn format(server: &mut Server, params: &DocumentFormattingParams) -> Answer {
    let Some(document) = server.workspace.get(&params.text_document.uri) else { return answer(()) };
    let text = &document.text;
    let (file, diagnostics) = parse(SourceId::default(), text);
    if !diagnostics.is_empty() {
        return answer(());
    }
    let new_text = laid_out(&file, text);
    let whole = Range { start: Position::default(), end: server.encoding.position(text, text.len()) };
    let edits = if new_text == *text { Vec::new() } else { vec![TextEdit { range: whole, new_text }] };
    answer(edits)
}

struct Outline<'a> {
    server: &'a Server,
    text: &'a str,
}

impl Outline<'_> {
    fn item(&self, item: &ast::Item) -> Option<DocumentSymbol> {
        let one = |name: &ast::Name, label: &Option<ast::Label>, kind, children: Vec<DocumentSymbol>| {
            Some(self.symbol(&name.node, self.label(label.as_ref()), kind, item.span, name.span, children))
        };
        match &item.node {
            ItemKind::FiscalYear(_) => None,
            ItemKind::Source(it) => one(&it.name, &it.label, SymbolKind::FILE, Vec::new()),
            ItemKind::Choice(it) => {
                let variants =
                    it.variants.iter().map(|variant| self.child(&variant.name, &variant.label, SymbolKind::ENUM_MEMBER));
                one(&it.name, &it.label, SymbolKind::ENUM, variants.collect())
            }
            ItemKind::Record(it) => {
                let fields = it.fields.iter().map(|field| self.child(&field.name, &field.label, SymbolKind::FIELD));
                one(&it.name, &it.label, SymbolKind::STRUCT, fields.collect())
            }
            ItemKind::Table(it) => {
                let columns = it.columns.iter().map(|column| &column.field);
                let columns = columns.map(|field| self.child(&field.name, &field.label, SymbolKind::FIELD));
                one(&it.name, &it.label, SymbolKind::ARRAY, columns.collect())
            }
            ItemKind::Parameter(it) => one(&it.field.name, &it.field.label, SymbolKind::CONSTANT, Vec::new()),
            ItemKind::Define(it) => one(&it.name, &it.label, SymbolKind::FUNCTION, Vec::new()),
            ItemKind::Figure(it) => one(&it.name, &it.label, SymbolKind::VARIABLE, Vec::new()),
            ItemKind::Summary(it) => {
                let values = it.values.iter().map(|value| self.child(&value.name, &value.label, SymbolKind::FIELD));
                one(&it.name, &it.label, SymbolKind::STRUCT, values.collect())
            }
            ItemKind::Rule(it) => one(&it.name, &it.label, SymbolKind::CLASS, Vec::new()),
            ItemKind::Exception(it) => one(&it.name, &it.label, SymbolKind::EVENT, Vec::new()),
            ItemKind::Example(it) => {
                let name = ast::Spanned { node: format!("example {}", it.rule.node), span: it.rule.span };
                one(&name, &it.label, SymbolKind::METHOD, Vec::new())
            }
            ItemKind::Layout(it) => {
                let fields = it.lines.iter().filter_map(|line| match &line.node {
                    LayoutLine::Field(field) => Some(self.child(&field.name, &None, SymbolKind::FIELD)),
                    _ => None,
                });
                one(&it.name, &it.label, SymbolKind::INTERFACE, fields.collect())
            }
        }
    }

    fn label(&self, label: Option<&ast::Label>) -> Option<String> {
        let label = label?;
        let en = label.en.as_ref().filter(|_| self.server.lang == Lang::En);
        Some(en.unwrap_or(&label.ja).node.clone())
    }

    fn child(&self, name: &ast::Name, label: &Option<ast::Label>, kind: SymbolKind) -> DocumentSymbol {
        self.symbol(&name.node, self.label(label.as_ref()), kind, name.span, name.span, Vec::new())
    }

    #[allow(deprecated, reason = "the protocol's type has a field that is no longer used")]
    fn symbol(
        &self,
        name: &str,
        detail: Option<String>,
        kind: SymbolKind,
        whole: Span,
        named: Span,
        children: Vec<DocumentSymbol>,
    ) -> DocumentSymbol {
        let range = |span: Span| self.server.encoding.range(self.text, span.start as usize, span.end as usize);
        DocumentSymbol {
            name: name.to_owned(),
            detail,
            kind,
            tags: None,
            deprecated: None,
            range: range(whole),
            selection_range: range(named),
            children: Some(children).filter(|children| !children.is_empty()),
        }
    }
}
