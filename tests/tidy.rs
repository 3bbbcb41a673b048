//! The house rules, held by a test: floors, ceilings, what the core may not touch, and what may not stand in the repository.

use std::ops::RangeInclusive;
use std::path::Path;
use std::process::Command;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use sadame::source::SourceId;
use sadame::syntax::{ast, parse};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// The floors, from the ground up. A module sees only the rows above its own in this list; modules of one row do not see each other.
const FLOORS: &[(u8, &[&str])] = &[
    (0, &["lang"]),
    (0, &["source"]),
    (0, &["diag"]),
    (1, &["value"]),
    (2, &["syntax"]),
    (3, &["check"]),
    (4, &["plan"]),
    (4, &["finding"]),
    (5, &["eval"]),
    (6, &["decode"]),
    (6, &["pack"]),
    (6, &["engine"]),
    (6, &["trial"]),
    (6, &["json"]),
    (6, &["diff"]),
    (6, &["lint"]),
    (7, &["input", "report"]),
    (8, &["disk", "threads"]),
    (8, &["cli"]),
];

/// What may touch the machine.
const EDGE: &[&str] = &["cli", "disk", "main", "threads"];

/// The most lines of a file, and of a function that is not one flat `match`.
const FILE_CEILING: usize = 600;
const FUNCTION_CEILING: usize = 60;

/// The most lines of an arm's body in a `match` that is still flat.
const FLAT_ARM: usize = 8;

/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "manager", "misc"];

/// What the core never says, as the tokens of the code.
const NOT_IN_THE_CORE: &[&[&str]] = &[
    &["println", "!"],
    &["print", "!"],
    &["eprintln", "!"],
    &["eprint", "!"],
    &["dbg", "!"],
    &["f32"],
    &["f64"],
    &["SystemTime"],
    &["Instant"],
    &["HashMap"],
    &["HashSet"],
    &["unsafe"],
];

/// Parts of the standard library that the core does without.
const STD_NOT_IN_THE_CORE: &[&str] = &["fs", "env", "thread", "process", "net", "time"];

/// Text that belongs to the machine where something was written, and to no repository.
const NOT_IN_THE_REPOSITORY: &[&str] =
    &[concat!("/tmp", "/wt"), concat!("/wor", "k/main"), concat!("/wor", "k/shared"), concat!("/root", "/.")];

/// One Rust file, read in the ways that the rules need.
struct RustFile {
    path: String,
    text: String,
    tokens: Vec<(String, usize)>,
    facts: Facts,
}

/// What the syntax tree of a file shows.
#[derive(Default)]
struct Facts {
    tests: Vec<RangeInclusive<usize>>,
    globs: Vec<usize>,
    floats: Vec<usize>,
    functions: Vec<(String, usize, usize)>,
}

impl<'ast> Visit<'ast> for Facts {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let for_tests =
            |it: &syn::Attribute| it.path().is_ident("cfg") && it.parse_args::<syn::Ident>().is_ok_and(|it| it == "test");
        if item.attrs.iter().any(for_tests) {
            self.tests.push(item.span().start().line..=item.span().end().line);
        }
        visit::visit_item_mod(self, item);
    }

    fn visit_use_glob(&mut self, glob: &'ast syn::UseGlob) {
        self.globs.push(glob.span().start().line);
    }

    fn visit_lit_float(&mut self, literal: &'ast syn::LitFloat) {
        self.floats.push(literal.span().start().line);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }
}

impl Facts {
    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let first = signature.span().start().line;
        let lines = block.span().end().line - first + 1;
        if !is_flat_match(block) {
            self.functions.push((signature.ident.to_string(), first, lines));
        }
    }
}

/// Whether a body is one `match` whose arms are short.
fn is_flat_match(block: &syn::Block) -> bool {
    let [syn::Stmt::Expr(syn::Expr::Match(it), None)] = block.stmts.as_slice() else { return false };
    it.arms.iter().all(|arm| arm.body.span().end().line - arm.body.span().start().line < FLAT_ARM)
}

impl RustFile {
    fn read(path: String) -> RustFile {
        let text = std::fs::read_to_string(&path).expect("a file of the repository can be read");
        let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut tokens = Vec::new();
        flatten(text.parse().expect("what parses as a file has tokens"), &mut tokens);
        let mut facts = Facts::default();
        facts.visit_file(&syntax);
        RustFile { path, text, tokens, facts }
    }

    /// Whether a line stands in code that only tests see.
    fn is_test(&self, line: usize) -> bool {
        self.path.starts_with("tests/")
            || self.path.starts_with("benches/tests/")
            || self.facts.tests.iter().any(|range| range.contains(&line))
    }

    /// The module right below the crate that it belongs to.
    fn module(&self) -> Option<&str> {
        let path = self.path.strip_prefix("src/")?;
        Some(path.split('/').next().expect("a path has a first part").trim_end_matches(".rs"))
    }

    /// Whether it belongs to the part that touches nothing of the machine.
    fn is_core(&self) -> bool {
        self.module().is_some_and(|module| !EDGE.contains(&module))
    }

    /// The lines where these tokens stand one after the other, outside tests.
    fn find<'a>(&'a self, wanted: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
        self.tokens
            .windows(wanted.len())
            .filter(|window| window.iter().map(|(token, _)| token.as_str()).eq(wanted.iter().copied()))
            .map(|window| window[0].1)
            .filter(|line| !self.is_test(*line))
    }

    /// What follows `NAME::` in paths and imports, grouped ones too, with its line.
    fn below(&self, name: &str) -> Vec<(&str, usize)> {
        let mut found = Vec::new();
        for (at, window) in self.tokens.windows(3).enumerate() {
            let [(first, line), (colons, _), (next, _)] = window else { continue };
            if first != name || colons != "::" || self.is_test(*line) {
                continue;
            }
            if next != "{" {
                found.push((next.as_str(), *line));
                continue;
            }
            let (mut depth, mut starts) = (0, false);
            for (token, line) in &self.tokens[at + 2..] {
                match token.as_str() {
                    "{" => depth += 1,
                    "}" => depth -= 1,
                    other if depth == 1 && starts => found.push((other, *line)),
                    _ => {}
                }
                starts = depth == 1 && matches!(token.as_str(), "{" | ",");
                if depth == 0 {
                    break;
                }
            }
        }
        found
    }
}

/// The tokens in reading order; `::` is one token, a group's brackets are tokens too.
fn flatten(stream: TokenStream, into: &mut Vec<(String, usize)>) {
    let mut joint = false;
    for tree in stream {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                into.push((open.to_owned(), line));
                flatten(group.stream(), into);
                into.push((close.to_owned(), group.span_close().end().line));
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && joint => {
                into.last_mut().expect("a joint mark has come before").0 = "::".to_owned();
                joint = false;
            }
            TokenTree::Punct(punct) => {
                joint = punct.as_char() == ':' && punct.spacing() == Spacing::Joint;
                into.push((punct.to_string(), line));
            }
            other => into.push((other.to_string(), line)),
        }
    }
}

/// The paths of all files below a directory, in order.
fn files_below(directory: &str, extension: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(directory) else { return found };
    for entry in entries {
        let path = entry.expect("a directory of the repository can be listed").path();
        let name = path.to_str().expect("paths in the repository are text").replace('\\', "/");
        if path.is_dir() {
            found.extend(files_below(&name, extension));
        } else if Path::new(&name).extension().is_some_and(|it| it == extension) {
            found.push(name);
        }
    }
    found.sort();
    found
}

fn rust_files() -> Vec<RustFile> {
    let all = [
        "src",
        "tests",
        "xtask/src",
        "benches/src",
        "benches/tests",
        "bindings/python/src",
        "bindings/wasm/src",
        "bindings/wasm/chunk/src",
        "fuzz/src",
        "fuzz/targets",
    ]
    .into_iter()
    .flat_map(|directory| files_below(directory, "rs"));
    all.map(RustFile::read).collect()
}

/// Fails with every fault at once.
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn a_module_sees_only_lower_floors() {
    let row = |module: &str| FLOORS.iter().position(|(_, modules)| modules.contains(&module));
    let mut faults = Vec::new();
    for file in rust_files() {
        let Some(module) = file.module().filter(|it| !["lib", "main"].contains(it)) else { continue };
        let Some(own) = row(module) else {
            faults.push(format!("{}: `{module}` has no floor: give it one in tests/tidy.rs", file.path));
            continue;
        };
        for (seen, line) in file.below("crate") {
            if seen == module {
                continue;
            }
            match row(seen) {
                Some(other) if other < own => {}
                Some(other) => {
                    let (from, to) = (FLOORS[own].0, FLOORS[other].0);
                    faults.push(format!("{}:{line}: `{module}` (floor {from}) sees `{seen}` (floor {to})", file.path));
                }
                None => faults.push(format!("{}:{line}: `crate::{seen}` is on no floor: name its module", file.path)),
            }
        }
    }
    none(faults);
}

#[test]
fn the_core_touches_nothing_of_the_machine() {
    let mut faults = Vec::new();
    for file in rust_files().iter().filter(|file| file.is_core()) {
        for wanted in NOT_IN_THE_CORE {
            faults.extend(file.find(wanted).map(|line| format!("{}:{line}: `{}` in the core", file.path, wanted.concat())));
        }
        let of_std = file.below("std").into_iter().filter(|(part, _)| STD_NOT_IN_THE_CORE.contains(part));
        faults.extend(of_std.map(|(part, line)| format!("{}:{line}: `std::{part}` in the core", file.path)));
        let floats = file.facts.floats.iter().filter(|line| !file.is_test(**line));
        faults.extend(floats.map(|line| format!("{}:{line}: a float in the core", file.path)));
    }
    none(faults);
}

#[test]
fn nothing_unwraps_outside_tests() {
    let mut faults = Vec::new();
    for file in rust_files() {
        faults.extend(file.find(&[".", "unwrap", "("]).map(|line| format!("{}:{line}: `unwrap()` outside tests", file.path)));
    }
    none(faults);
}

#[test]
fn files_and_functions_stay_short() {
    let mut faults = Vec::new();
    for file in rust_files() {
        let lines = file.text.lines().count();
        if lines > FILE_CEILING {
            faults.push(format!("{}: {lines} lines, at most {FILE_CEILING}", file.path));
        }
        let long = file.facts.functions.iter().filter(|(_, _, lines)| *lines > FUNCTION_CEILING);
        faults.extend(
            long.map(|(name, line, lines)| {
                format!("{}:{line}: `{name}` has {lines} lines, at most {FUNCTION_CEILING}", file.path)
            }),
        );
    }
    none(faults);
}

#[test]
fn files_say_what_they_are_and_import_by_name() {
    let mut faults = Vec::new();
    for file in rust_files() {
        if !file.text.starts_with("//! ") && !file.text.starts_with("#![doc = include_str!") {
            faults.push(format!("{}: does not open with `//!`", file.path));
        }
        let parts = file.path.trim_end_matches(".rs").split('/');
        faults
            .extend(parts.filter(|part| EMPTY_NAMES.contains(part)).map(|part| format!("{}: `{part}` says nothing", file.path)));
        let globs = file.facts.globs.iter().filter(|line| !file.is_test(**line));
        faults.extend(globs.map(|line| format!("{}:{line}: a glob import", file.path)));
    }
    none(faults);
}

#[test]
fn the_repository_names_no_machine() {
    let listed = Command::new("git").args(["ls-files", "-z"]).output();
    let Some(listed) = listed.ok().filter(|it| it.status.success()) else { return };
    let mut faults = Vec::new();
    for path in String::from_utf8_lossy(&listed.stdout).split_terminator('\0') {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let words = NOT_IN_THE_REPOSITORY.iter().filter(|word| text.contains(**word));
        faults.extend(words.map(|word| format!("{path}: holds `{word}`")));
    }
    none(faults);
}

#[test]
fn shipped_rules_speak_both_languages() {
    let mut faults = Vec::new();
    for path in files_below("rules", "sadame") {
        let text = std::fs::read_to_string(&path).expect("a file of the repository can be read");
        let (file, diagnostics) = parse(SourceId::default(), &text);
        faults.extend(diagnostics.iter().map(|it| format!("{path}: {}", it.problem.message(sadame::lang::Lang::En))));
        for item in &file.items {
            faults.extend(one_language(&item.node).into_iter().map(|name| format!("{path}: `{name}` has no English text")));
        }
    }
    none(faults);
}

/// The names in a declaration whose label or message is in Japanese only.
fn one_language(item: &ast::ItemKind) -> Vec<&str> {
    let labels: Vec<(&ast::Name, &Option<ast::Label>)> = match item {
        ast::ItemKind::Source(it) => vec![(&it.name, &it.label)],
        ast::ItemKind::Choice(it) => it.variants.iter().map(|variant| (&variant.name, &variant.label)).collect(),
        ast::ItemKind::Record(it) => it.fields.iter().map(|field| (&field.name, &field.label)).collect(),
        ast::ItemKind::Table(it) => it.columns.iter().map(|column| (&column.field.name, &column.field.label)).collect(),
        ast::ItemKind::Parameter(it) => vec![(&it.field.name, &it.field.label)],
        ast::ItemKind::Figure(it) => vec![(&it.name, &it.label)],
        ast::ItemKind::Rule(it) => vec![(&it.name, &it.label)],
        ast::ItemKind::Exception(it) => vec![(&it.name, &it.label)],
        _ => vec![],
    };
    let mut names: Vec<&str> = labels
        .iter()
        .filter(|(_, label)| label.as_ref().is_none_or(|it| it.en.is_none()))
        .map(|(name, _)| name.node.as_str())
        .collect();
    if let ast::ItemKind::Rule(rule) = item {
        let mute = rule.clauses.iter().any(|clause| matches!(&clause.node, ast::ClauseKind::Message(it) if it.en.is_none()));
        names.extend(mute.then_some(rule.name.node.as_str()));
    }
    names
}
