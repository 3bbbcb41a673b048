//! Declarations held against each other: which is which, and which of their pieces differ.

use super::{Change, Kind, PieceChange, Place, What, Written, rows};
use crate::engine::Engine;
use crate::json::Text;
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};
use crate::syntax::{Part, Piece, parse, pieces};

/// A declaration of one of the versions.
struct Declared {
    kind: Kind,
    module: String,
    name: String,
    title: Text,
    pieces: Vec<Piece>,
    /// Where its name stands.
    span: Span,
}

/// A declaration before and now, where it is there.
type Match<'d> = (Option<&'d Declared>, Option<&'d Declared>);

/// What changed in the declarations.
pub(super) fn changes(old: &Engine, new: &Engine) -> Vec<Change> {
    let (before, now) = (declared(old), declared(new));
    let mut changes: Vec<(Kind, Change)> = matched(&before, &now)
        .into_iter()
        .filter_map(|(was, is)| Some((was.or(is)?.kind, change((old, was), (new, is))?)))
        .collect();
    changes.sort_by_key(|(kind, _)| *kind);
    changes.into_iter().map(|(_, change)| change).collect()
}

/// Every declaration of the packs, in order.
fn declared(engine: &Engine) -> Vec<Declared> {
    let mut all = Vec::new();
    for (path, text) in engine.packs.iter().flat_map(|pack| &pack.modules) {
        let Some((source, _)) = engine.sources.iter().find(|(_, source)| source.path == *path) else { continue };
        let (file, _) = parse(source, text);
        let module = file.module.as_ref().map_or_else(String::new, |module| module.name.node.clone());
        for item in &file.items {
            let Some((kind, name, label, span)) = head(item) else { continue };
            let title = title(label, &name);
            all.push(Declared { kind, module: module.clone(), name, title, pieces: pieces(item, text), span });
        }
    }
    all
}

/// What is declared, its name, its label, and where the name stands; nothing for an example.
fn head(item: &ast::Item) -> Option<(Kind, String, Option<&ast::Label>, Span)> {
    let (kind, name, label) = match &item.node {
        ItemKind::FiscalYear(month) => return Some((Kind::FiscalYear, String::new(), None, month.span)),
        ItemKind::Example(_) => return None,
        ItemKind::Define(it) => {
            let of = it.of.as_ref().map_or_else(String::new, |of| format!(" of {}", of.node));
            return Some((Kind::Define, format!("{}{of}", it.name.node), it.label.as_ref(), it.name.span));
        }
        ItemKind::Source(it) => (Kind::Source, &it.name, &it.label),
        ItemKind::Choice(it) => (Kind::Choice, &it.name, &it.label),
        ItemKind::Record(it) => (Kind::Record, &it.name, &it.label),
        ItemKind::Table(it) => (Kind::Table, &it.name, &it.label),
        ItemKind::Parameter(it) => (Kind::Parameter, &it.field.name, &it.field.label),
        ItemKind::Figure(it) => (Kind::Figure, &it.name, &it.label),
        ItemKind::Summary(it) => (Kind::Summary, &it.name, &it.label),
        ItemKind::Rule(it) => (Kind::Rule, &it.name, &it.label),
        ItemKind::Exception(it) => (Kind::Exception, &it.name, &it.label),
        ItemKind::Layout(it) => (Kind::Layout, &it.name, &it.label),
    };
    Some((kind, name.node.clone(), label.as_ref(), name.span))
}

/// What people read of it: the name where nothing is written.
fn title(label: Option<&ast::Label>, name: &str) -> Text {
    let ja = label.map_or(name, |label| &label.ja.node);
    let en = label.and_then(|label| label.en.as_ref()).map_or(ja, |en| &en.node);
    Text { ja: ja.to_owned(), en: en.to_owned() }
}

/// Which declaration is which: by name within a module, by name, and what is left by what it says.
fn matched<'d>(before: &'d [Declared], now: &'d [Declared]) -> Vec<Match<'d>> {
    let mut left: Vec<&Declared> = before.iter().collect();
    let mut found: Vec<Option<&Declared>> = vec![None; now.len()];
    let same: [fn(&Declared, &Declared) -> bool; 4] = [
        |one, other| one.kind == other.kind && one.name == other.name && one.module == other.module,
        |one, other| one.kind == other.kind && one.name == other.name,
        |one, other| says_the_same(one, other, true),
        |one, other| says_the_same(one, other, false),
    ];
    for same in same {
        for (is, was) in now.iter().zip(&mut found).filter(|(_, was)| was.is_none()) {
            *was = left.iter().position(|other| same(other, is)).map(|at| left.remove(at));
        }
    }
    let there = found.into_iter().zip(now).map(|(was, is)| (was, Some(is)));
    there.chain(left.into_iter().map(|was| (Some(was), None))).collect()
}

/// Whether two declarations of different names say the same: so one is the other renamed. Parameters and sources are told apart by their titles too.
fn says_the_same(one: &Declared, other: &Declared, with_title: bool) -> bool {
    let titles_matter = with_title || matches!(one.kind, Kind::Parameter | Kind::Source);
    let body = |declared: &Declared| -> Vec<String> {
        let pieces = declared.pieces.iter().filter(|piece| titles_matter || piece.part != Part::Title);
        pieces.map(|piece| piece.meaning.clone()).collect()
    };
    let (first, second) = (body(one), body(other));
    one.kind == other.kind && !first.is_empty() && first == second
}

/// What happened to a declaration; none where nothing did.
fn change((old, was): (&Engine, Option<&Declared>), (new, is): (&Engine, Option<&Declared>)) -> Option<Change> {
    let declared = is.or(was)?;
    let none = Vec::new();
    let pieces =
        differing((old, was.map_or(&none, |declared| &declared.pieces)), (new, is.map_or(&none, |declared| &declared.pieces)));
    let rows = if declared.kind == Kind::Table {
        rows::changes((old, was.map(|declared| declared.span)), (new, is.map(|declared| declared.span)))
    } else {
        Vec::new()
    };
    let what = match (was, is) {
        (None, _) => What::Added,
        (_, None) => What::Removed,
        (Some(was), Some(is)) if was.name != is.name => What::Renamed,
        _ if pieces.is_empty() && rows.is_empty() => return None,
        _ => What::Changed,
    };
    Some(Change {
        kind: declared.kind,
        name: declared.name.clone(),
        title: declared.title.clone(),
        what,
        was: was.filter(|_| what == What::Renamed).map(|was| was.name.clone()),
        old: was.map(|was| place(old, was.span)),
        new: is.map(|is| place(new, is.span)),
        pieces,
        rows,
    })
}

/// The pieces that differ: those of a name by it; of the others of one part, those that say the same are taken out, and the rest are held
/// against each other in their order.
fn differing((old, before): (&Engine, &[Piece]), (new, now): (&Engine, &[Piece])) -> Vec<PieceChange> {
    let mut left: Vec<&Piece> = before.iter().collect();
    let mut found: Vec<Option<&Piece>> = vec![None; now.len()];
    let same: [fn(&Piece, &Piece) -> bool; 3] = [
        |one, other| one.part == other.part && one.meaning == other.meaning,
        |one, other| one.part == other.part && one.name == other.name,
        |one, other| one.part == other.part && one.part == Part::Except,
    ];
    for same in same {
        for (is, was) in now.iter().zip(&mut found).filter(|(_, was)| was.is_none()) {
            *was = left.iter().position(|other| same(other, is)).map(|at| left.remove(at));
        }
    }
    let written = |engine: &Engine, piece: &Piece| Written { text: piece.text.clone(), place: place(engine, piece.span) };
    let there = found.into_iter().zip(now).filter(|(was, is)| was.is_none_or(|was| was.meaning != is.meaning));
    let mut changes: Vec<PieceChange> = there
        .map(|(was, is)| PieceChange {
            part: is.part,
            name: is.name.clone(),
            old: was.map(|was| written(old, was)),
            new: Some(written(new, is)),
        })
        .collect();
    changes.extend(left.into_iter().map(|was| PieceChange {
        part: was.part,
        name: was.name.clone(),
        old: Some(written(old, was)),
        new: None,
    }));
    changes.sort_by_key(|change| change.part);
    changes
}

fn place(engine: &Engine, span: Span) -> Place {
    Place { file: engine.sources.get(span.source).path.clone(), line: engine.sources.place(span).line }
}
