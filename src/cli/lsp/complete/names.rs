//! What can be named at a place, and of which type it is: by the words before the cursor.

use super::field;
use crate::check::typed::{Frame, Program, RecordIx, TableIx, Type};
use crate::cli::lsp::scene::{Kind, Scene, Token};

/// The names at a place.
pub(super) struct Names<'a> {
    program: &'a Program,
    scene: &'a Scene<'a>,
    /// What is looked at, outermost first.
    pub(super) frames: Vec<Frame>,
}

impl<'a> Names<'a> {
    pub(super) fn of(program: &'a Program, scene: &'a Scene<'a>) -> Names<'a> {
        let mut names = Names { program, scene, frames: Vec::new() };
        names.frames = names.scope();
        names.elements();
        names
    }

    /// What the declaration is for.
    fn scope(&self) -> Vec<Frame> {
        let texts: Vec<&str> = self.scene.tokens.iter().map(|token| token.text).collect();
        let one = |name: &str| self.record(name).map(Frame::Record).or_else(|| self.table(name).map(Frame::Row));
        if let ["define", _, "of", name, ..] = texts.as_slice() {
            return one(name).into_iter().collect();
        }
        if self.scene.declaration == "exception"
            && let Some(rule) = texts.iter().position(|text| *text == "to").and_then(|at| texts.get(at + 1))
        {
            return self.scope_of_rule(rule);
        }
        let Some(start) = texts.iter().position(|text| *text == "for") else { return Vec::new() };
        match &texts[start + 1..] {
            ["the", "whole", "set", "of", name, ..] => self.record(name).map(|it| Frame::Members(vec![it])).into_iter().collect(),
            ["each", "row", "of", name, ..] => self.table(name).map(Frame::Row).into_iter().collect(),
            ["each", "group", "of", rest @ ..] => {
                let path = self.path(rest);
                if path.is_empty() { Vec::new() } else { vec![Frame::Members(path)] }
            }
            ["each", rest @ ..] => self.path(rest).into_iter().map(Frame::Record).collect(),
            // A layout is for a record.
            [name, ..] => self.record(name).map(Frame::Record).into_iter().collect(),
            [] => Vec::new(),
        }
    }

    fn scope_of_rule(&self, id: &str) -> Vec<Frame> {
        use crate::check::typed::Scope;
        let Some(rule) = self.program.rules.iter().find(|rule| rule.id == id) else { return Vec::new() };
        match &rule.scope {
            Scope::Each { record, path, .. } => self.down(*record, path).into_iter().map(Frame::Record).collect(),
            Scope::Group { of, .. } => vec![Frame::Members(self.down(of.record, &of.path))],
            Scope::Row { table, .. } => vec![Frame::Row(*table)],
            Scope::Set { record, .. } => vec![Frame::Members(vec![*record])],
        }
    }

    fn down(&self, record: RecordIx, path: &[usize]) -> Vec<RecordIx> {
        let mut records = vec![record];
        for at in path {
            let last = records[records.len() - 1];
            records.extend(self.program.records[last].fields.get(*at).and_then(|field| field.ty.record()));
        }
        records
    }

    /// The records of `A of B of C`, the outermost first.
    fn path(&self, words: &[&str]) -> Vec<RecordIx> {
        let mut names = vec![];
        let mut rest = words;
        while let [name, after @ ..] = rest {
            names.push(*name);
            match after {
                ["of", more @ ..] => rest = more,
                _ => break,
            }
        }
        let mut records: Vec<RecordIx> = Vec::new();
        for name in names.into_iter().rev() {
            let within = records.last().and_then(|&outer| self.child(outer, name));
            records.extend(within.or_else(|| self.record(name)));
        }
        records
    }

    /// Adds the elements that the clause in hand has gone into: `every payment has`, `sum(payments where`.
    fn elements(&mut self) {
        let tokens = &self.scene.tokens;
        let is_clause = |token: &Token<'_>| token.first && super::CLAUSES.contains(&token.text);
        let start = tokens.iter().rposition(is_clause).unwrap_or(0);
        for at in start..tokens.len() {
            let quantified = matches!(tokens[at].text, "every" | "some" | "no");
            let gathered = matches!(tokens[at].text, "sum" | "count" | "min" | "max" | "distinct" | "quantile" | "only")
                && tokens.get(at + 1).is_some_and(|token| token.text == "(")
                && is_open(&tokens[at + 1..]);
            let first = if quantified { at + 1 } else { at + 2 };
            if !quantified && !gathered {
                continue;
            }
            let Some(name) = tokens.get(first).filter(|token| token.kind == Kind::Word) else { continue };
            // What is being named by the last word is not yet gone into.
            if first + 1 < tokens.len() {
                let record = self.list(name.text);
                self.frames.extend(record.map(Frame::Record));
            }
        }
    }

    /// The record of the elements of a list that is named by its field or by its element.
    fn list(&self, name: &str) -> Option<RecordIx> {
        let within = self.records().into_iter().rev().find_map(|outer| self.child(outer, name));
        within.or_else(|| self.record(name))
    }

    fn child(&self, record: RecordIx, name: &str) -> Option<RecordIx> {
        let lists = self.program.records[record].fields.iter().filter(|field| matches!(field.ty, Type::List(_)));
        let mut children = lists.filter_map(|field| Some((&field.name, field.ty.record()?)));
        children.find(|(field, child)| *field == name || self.program.records[*child].name == name).map(|(_, child)| child)
    }

    fn record(&self, name: &str) -> Option<RecordIx> {
        self.program.records.iter().position(|record| record.name == name)
    }

    fn table(&self, name: &str) -> Option<TableIx> {
        self.program.tables.iter().position(|table| table.name == name)
    }

    /// The records that are looked at, outermost first.
    pub(super) fn records(&self) -> Vec<RecordIx> {
        let of = |frame: &Frame| match frame {
            Frame::Record(record) => vec![*record],
            Frame::Members(path) => path.clone(),
            _ => Vec::new(),
        };
        self.frames.iter().flat_map(of).collect()
    }

    /// The `let`s before the cursor.
    pub(super) fn lets(&self) -> Vec<&'a str> {
        let pairs = self.scene.tokens.windows(2);
        pairs.filter(|pair| pair[0].first && pair[0].text == "let").map(|pair| pair[1].text).collect()
    }

    /// The type that is expected behind the last token: that of the other side of a comparison.
    pub(super) fn expected(&self, tokens: &[Token<'_>]) -> Option<Type> {
        let is = |token: &Token<'_>, marks: &[&str]| marks.contains(&token.text);
        let mut end = tokens.len();
        // In a set, what stands before it.
        if tokens.last().is_some_and(|token| is(token, &["{", ","])) {
            end = tokens.iter().rposition(|token| token.text == "{")?;
        }
        let compares =
            tokens[..end].iter().rev().take_while(|token| is(token, &["=", "!", "in", "not", "includes", "overlaps"])).count();
        if compares == 0 { None } else { self.before(&tokens[..end - compares]) }
    }

    /// The type of what ends with the last token: `contract.kind`, `act[item]`.
    pub(super) fn before(&self, tokens: &[Token<'_>]) -> Option<Type> {
        let mut steps: Vec<(&str, bool)> = Vec::new();
        let mut at = tokens.len();
        loop {
            let mut looked_up = false;
            if at > 0 && tokens[at - 1].text == "]" {
                at = opening(&tokens[..at])?;
                looked_up = true;
            }
            let name = at.checked_sub(1).map(|at| tokens[at]).filter(|token| token.kind == Kind::Word)?;
            steps.push((name.text, looked_up));
            at -= 1;
            if at == 0 || tokens[at - 1].text != "." {
                break;
            }
            at -= 1;
        }
        let mut steps = steps.into_iter().rev();
        let (first, looked_up) = steps.next()?;
        let mut ty = if looked_up { Type::Row(self.table(first)?) } else { self.named(first)? };
        for (name, _) in steps {
            ty = self.member(&ty, name)?;
        }
        Some(ty)
    }

    fn named(&self, name: &str) -> Option<Type> {
        let of_frame = |frame: &Frame| match frame {
            Frame::Record(record) => self.member(&Type::Record(*record), name),
            Frame::Members(path) => path.iter().rev().find_map(|record| self.member(&Type::Record(*record), name)),
            Frame::Row(table) => self.member(&Type::Row(*table), name),
            Frame::Scalar(_) => None,
        };
        let program = self.program;
        let found = self.let_type(name).or_else(|| self.frames.iter().rev().find_map(of_frame));
        found
            .or_else(|| self.records().into_iter().find(|record| program.records[*record].name == name).map(Type::Record))
            .or_else(|| self.list(name).map(Type::Record))
            .or_else(|| program.parameters.iter().find(|it| it.name == name).map(|it| it.ty.clone()))
            .or_else(|| program.defines.iter().find(|it| it.of.is_none() && it.name == name).map(|it| it.body.ty.clone()))
            .or_else(|| program.figures.iter().find(|it| it.name == name).map(|it| it.body.ty.clone()))
            .or_else(|| program.choices.iter().position(|it| it.name == name).map(Type::Choice))
            .or_else(|| (name == "as_of").then_some(Type::Date))
    }

    /// The type of a `let`: of the rule as it was when it could be read, or of what it is a plain name of.
    fn let_type(&self, name: &str) -> Option<Type> {
        let tokens = &self.scene.tokens;
        let at = tokens.windows(3).rposition(|three| three[0].text == "let" && three[1].text == name && three[2].text == "=")?;
        let rest = &tokens[at + 3..];
        let end = rest.iter().position(|token| token.first).unwrap_or(rest.len());
        let rule = tokens.get(1).and_then(|id| self.program.rules.iter().find(|rule| rule.id == id.text));
        let known = rule.and_then(|rule| rule.lets.iter().find(|(known, _)| known == name)).map(|(_, value)| value.ty.clone());
        known.or_else(|| self.before(&rest[..end]))
    }

    fn member(&self, ty: &Type, name: &str) -> Option<Type> {
        let (fields, frame) = match ty {
            Type::Record(record) => (&self.program.records[*record].fields, Frame::Record(*record)),
            Type::List(of) => return self.member(of, name),
            Type::Row(table) => (&self.program.tables[*table].columns, Frame::Row(*table)),
            Type::Range(of) if matches!(name, "start" | "end") => return Some((**of).clone()),
            Type::FiscalYear if matches!(name, "start" | "end") => return Some(Type::Date),
            _ => return None,
        };
        let define = || {
            let of = self.program.defines.iter().find(|define| define.of.as_ref() == Some(&frame) && define.name == name);
            of.map(|define| define.body.ty.clone())
        };
        field(fields, name).map(|field| field.ty.clone()).or_else(define)
    }
}

/// Whether the bracket that the tokens begin with is still open at their end.
fn is_open(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0_i32;
    for token in tokens {
        match token.text {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return false;
        }
    }
    true
}

/// Where the square bracket that closes with the last token was opened.
fn opening(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().rev() {
        match token.text {
            "]" => depth += 1,
            "[" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
