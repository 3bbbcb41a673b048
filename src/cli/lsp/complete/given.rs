//! Completion in examples: what a case begins with, the fields of the records it gives, their values, and what is expected.

use lsp_types::CompletionItemKind;

use super::{List, Place, field};
use crate::check::Target;
use crate::check::typed::{RecordIx, Type};
use crate::cli::lsp::scene::Kind;

/// What a bracket that is open was opened for.
enum Open {
    /// The fields of a record.
    Record(RecordIx),
    /// Values of a type: a list or a set.
    Values(Type),
    /// Anything else.
    Other,
}

impl Place<'_> {
    pub(super) fn given(&self, list: &mut List<'_>) {
        let scene = self.scene;
        match scene.back(0) {
            "->" => return list.words(&["pass", "fail", "unknown", "not_applicable", "excepted"]),
            "excepted" => return self.exceptions(list),
            "with" => {
                let count = self.program().parameters.len();
                return (0..count).for_each(|at| list.target(Target::Parameter(at), CompletionItemKind::CONSTANT));
            }
            "table" => return self.tables(list),
            "unknown" => return list.words(&["for", "at"]),
            "pass" | "fail" | "not_applicable" => return list.words(&["at"]),
            "for" => {
                self.roots(list, |place, list, record| place.fields(list, record));
                let count = self.program().parameters.len();
                return (0..count).for_each(|at| list.target(Target::Parameter(at), CompletionItemKind::CONSTANT));
            }
            _ => {}
        }
        match self.opened().last() {
            Some(Open::Record(record)) if scene.back(0) == ":" => {
                let declared = field(&self.program().records[*record].fields, scene.back(1));
                declared.into_iter().for_each(|field| self.valued(list, &field.ty));
            }
            Some(Open::Record(record)) if matches!(scene.back(0), "{" | ",") => self.fields(list, *record),
            Some(Open::Values(ty)) => self.valued(list, ty),
            Some(Open::Record(_)) => {}
            _ if scene.at_line_start || scene.depth() == 1 => {
                list.words(&["given", "with", "as of", "table", "->"]);
                self.records(list);
            }
            _ => {}
        }
    }

    fn roots(&self, list: &mut List<'_>, propose: impl Fn(&Self, &mut List<'_>, RecordIx)) {
        let records = &self.program().records;
        let named = |record: &RecordIx| self.scene.tokens.iter().any(|token| token.text == records[*record].name);
        (0..records.len()).filter(named).for_each(|record| propose(self, list, record));
    }

    fn exceptions(&self, list: &mut List<'_>) {
        let id = self.scene.tokens.get(1).map_or("", |token| token.text);
        for (number, rule) in self.program().rules.iter().enumerate().filter(|(_, rule)| rule.id == id) {
            for (at, exception) in rule.exceptions.iter().enumerate() {
                match &exception.id {
                    Some(_) => list.target(Target::Exception(number, at), CompletionItemKind::EVENT),
                    None => list.push(&format!("\"{}\"", exception.label.ja), CompletionItemKind::EVENT, None, None),
                }
            }
        }
    }

    /// The brackets that are open, outermost first; that of the example itself is the first.
    fn opened(&self) -> Vec<Open> {
        let (records, tokens) = (&self.program().records, &self.scene.tokens);
        let mut open: Vec<Open> = Vec::new();
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Mark) {
            match token.text {
                "{" | "[" => {
                    let before = at.checked_sub(1).map(|at| tokens[at]);
                    let named = before.filter(|token| token.kind == Kind::Word);
                    let by_name = named.and_then(|name| records.iter().position(|record| record.name == name.text));
                    let opened = match (open.last(), before.map(|token| token.text)) {
                        (Some(Open::Record(record)), Some(":")) => {
                            let name = at.checked_sub(2).map_or("", |at| tokens[at].text);
                            field(&records[*record].fields, name).map(|field| within(&field.ty, token.text))
                        }
                        (Some(Open::Values(ty)), _) => Some(within(ty, token.text)),
                        _ => by_name.map(Open::Record),
                    };
                    open.push(opened.unwrap_or(Open::Other));
                }
                "}" | "]" => {
                    open.pop();
                }
                _ => {}
            }
        }
        open
    }
}

/// What a bracket opens in the place of a value of a type.
fn within(ty: &Type, bracket: &str) -> Open {
    match (ty, bracket) {
        (Type::Record(record), "{") => Open::Record(*record),
        (Type::List(of) | Type::Set(of), _) => Open::Values((**of).clone()),
        _ => Open::Other,
    }
}
