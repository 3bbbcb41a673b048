//! Bundles: what is loaded is what was compiled, and what is not as it was written is refused.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::Index;
use sadame::engine::{BundleError, Engine, FORMAT};
use sadame::lang::Lang;
use sadame::pack::{Builtin, Files, Memory};
use sha2::{Digest, Sha256};

/// The bytes before the content: what it is, the version, the digest.
const HEADER: usize = 44;

/// A bundle to do harm to, with a bit of everything in it.
static BUNDLE: LazyLock<Vec<u8>> = LazyLock::new(|| compiled("portal").to_bundle());

fn compiled(pack: &str) -> Engine {
    Engine::compile(&[&Builtin], &[pack.to_owned()]).expect("the built-in packs compile")
}

#[test]
fn what_is_loaded_is_what_was_compiled() {
    let packs: Vec<String> =
        Builtin.list("").iter().filter_map(|path| path.strip_suffix("/pack.toml").map(str::to_owned)).collect();
    assert!(packs.len() > 5, "{packs:?}");
    for pack in packs {
        let engine = compiled(&pack);
        let bundle = engine.to_bundle();
        let again = Engine::from_bundle(&bundle).expect("it is as it was written");
        assert_eq!(format!("{:?}", again.program), format!("{:?}", engine.program), "{pack}");
        assert_eq!(format!("{:?}", again.plan), format!("{:?}", engine.plan), "{pack}");
        assert_eq!(format!("{:?}", again.packs), format!("{:?}", engine.packs), "{pack}");
        assert_eq!(again.warnings, engine.warnings, "{pack}");
        for ((id, source), (other, compiled)) in again.sources.iter().zip(engine.sources.iter()) {
            assert_eq!((id, &source.path, &source.text), (other, &compiled.path, &compiled.text), "{pack}");
        }
        assert!(again.to_bundle() == bundle && compiled(&pack).to_bundle() == bundle, "{pack}: equal packs give equal bytes");
    }
}

#[test]
fn warnings_come_along() {
    let text = "module w\nrecord r { a number  b number }\nsource s \"典\" { verified yes }\n\
        rule W-1 \"一\" { for each r cite s require a = a message \"x\" }\n\
        define unused of r \"無\" = b + 1\n";
    let files = Memory(BTreeMap::from([
        ("w/pack.toml".to_owned(), b"name = \"w\"\nversion = \"1\"\ntitle = { ja = \"w\" }\n".to_vec()),
        ("w/w.sadame".to_owned(), text.as_bytes().to_vec()),
    ]));
    let engine = Engine::compile(&[&files], &["w".to_owned()]).unwrap_or_else(|error| panic!("{:?}", error.diagnostics));
    assert!(!engine.warnings.is_empty(), "a field is compared with itself");
    assert_eq!(Engine::from_bundle(&engine.to_bundle()).expect("it is as it was written").warnings, engine.warnings);
}

#[test]
fn what_is_no_bundle_and_what_is_of_another_version_is_told_so() {
    let refused = |bytes: &[u8]| Engine::from_bundle(bytes).expect_err("it is no bundle of this version");
    for bytes in [&b""[..], b"module m", &BUNDLE[..7], &BUNDLE[1..]] {
        assert_eq!(refused(bytes), BundleError::NotABundle);
    }
    let mut newer = BUNDLE.clone();
    newer[8..12].copy_from_slice(&(FORMAT + 1).to_le_bytes());
    let why = refused(&newer);
    assert_eq!(why, BundleError::Version { found: FORMAT + 1 });
    assert!(why.message(Lang::En).contains(&format!("version {}", FORMAT + 1)), "{why}");
    assert!(why.message(Lang::Ja).contains(&format!("第{}版", FORMAT + 1)), "{why}");
    for end in [8, 11, 12, 43, 44, BUNDLE.len() - 1] {
        assert_eq!(refused(&BUNDLE[..end]), BundleError::Damaged, "cut at {end}");
    }
    assert_eq!(refused(&[BUNDLE.as_slice(), b"\n"].concat()), BundleError::Damaged);
}

/// A bundle with other content and the digest of it: what damage never makes, and only intent does.
fn with_content(content: &[u8]) -> Vec<u8> {
    [&BUNDLE[..12], Sha256::digest(content).as_slice(), content].concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn bytes_that_changed_are_refused(at in any::<Index>(), with in 1_u8..) {
        let mut bytes = BUNDLE.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= with;
        prop_assert!(Engine::from_bundle(&bytes).is_err(), "byte {at}");
    }

    #[test]
    fn bytes_that_are_lacking_or_too_many_are_refused(from in any::<Index>(), to in any::<Index>(), more in any::<Vec<u8>>()) {
        let (from, to) = (from.index(BUNDLE.len() + 1), to.index(BUNDLE.len() + 1));
        let (from, to) = (from.min(to), from.max(to));
        let bytes = [&BUNDLE[..from], &more, &BUNDLE[to..]].concat();
        prop_assert!(bytes == *BUNDLE || Engine::from_bundle(&bytes).is_err(), "{from}..{to}");
    }

    #[test]
    fn content_that_a_digest_vouches_for_is_read_with_care(at in any::<Index>(), with in any::<[u8; 4]>(), long in any::<bool>()) {
        let mut content = BUNDLE[HEADER..].to_vec();
        let at = at.index(content.len() - 10);
        match long {
            // The greatest length there is.
            true => content[at..at + 10].copy_from_slice(&[255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
            false => content[at..at + 4].copy_from_slice(&with),
        }
        // Refused or not: it comes to an end, and takes no more memory than there is.
        let engine = Engine::from_bundle(&with_content(&content));
        let _ = engine.as_ref().map(Engine::examples);
    }
}

/// Examples are read when they are asked for, and what cannot be read then is told, rather than taken for none.
#[test]
fn examples_that_cannot_be_read_are_told_when_they_are_asked_for() {
    let engine = compiled("portal");
    let examples = postcard::to_allocvec(engine.examples().expect("they were just compiled")).expect("memory takes them");
    let at = BUNDLE.windows(examples.len()).position(|bytes| bytes == examples).expect("they stand in one piece");
    let mut content = BUNDLE[HEADER..].to_vec();
    // More of them than there are bytes.
    content[at - HEADER..at - HEADER + 10].copy_from_slice(&[255, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
    let forged = Engine::from_bundle(&with_content(&content)).expect("nobody has looked at the examples yet");
    assert_eq!(forged.examples().expect_err("they are none"), BundleError::Damaged);
    let why = sadame::report::book::write(&mut Vec::new(), &forged, Lang::En).expect_err("a book holds the examples");
    assert!(why.to_string().contains("damaged"), "{why}");
}

/// Where the types stand that a bundle holds.
const TYPES: &[&str] = &[
    "src/check/typed.rs",
    "src/check/typed/expression.rs",
    "src/check/typed/group.rs",
    "src/check/typed/late.rs",
    "src/check/typed/types.rs",
    "src/diag.rs",
    "src/diag/problem.rs",
    "src/diag/problem/check.rs",
    "src/diag/problem/pack.rs",
    "src/diag/problem/syntax.rs",
    "src/engine/bundle.rs",
    "src/plan/group.rs",
    "src/plan/mod.rs",
    "src/source.rs",
    "src/syntax/ast.rs",
    "src/syntax/ast/expression.rs",
    "src/syntax/ast/layout.rs",
    "src/value/date.rs",
    "src/value/mod.rs",
    "src/value/money.rs",
    "src/value/moment.rs",
    "src/value/why.rs",
];

/// What may be derived for a type without its being written otherwise.
const DERIVED: &[&str] = &["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];

/// The words and signs of the declarations of types that are written and read, in order, without comments and sentences.
fn declarations(text: &str) -> String {
    let mut out = String::new();
    let (mut item, mut wanted) = (String::new(), false);
    for tree in text.parse::<TokenStream>().expect("a file of the repository can be read") {
        let ends = match &tree {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        words(tree, &mut item);
        wanted |= item.contains("Serialize Deserialize ) ") || item.starts_with("problems ");
        if ends {
            if wanted && !item.starts_with("use ") {
                out.push_str(&item);
                out.push('\n');
            }
            (item, wanted) = (String::new(), false);
        }
    }
    out
}

fn words(tree: TokenTree, out: &mut String) {
    match tree {
        TokenTree::Group(group) => {
            let (open, close) = if group.delimiter() == Delimiter::Brace { ("{ ", "} ") } else { ("( ", ") ") };
            out.push_str(open);
            group.stream().into_iter().for_each(|tree| words(tree, out));
            out.push_str(close);
        }
        TokenTree::Ident(ident) if DERIVED.iter().any(|name| ident == name) => {}
        TokenTree::Ident(ident) => out.push_str(&format!("{ident} ")),
        TokenTree::Punct(punct) if "#=,".contains(punct.as_char()) => {}
        TokenTree::Punct(punct) => out.push_str(&format!("{} ", punct.as_char())),
        TokenTree::Literal(_) => {}
    }
}

#[test]
fn the_version_of_the_format_is_raised_when_what_a_bundle_holds_changes() {
    let mut digest = Sha256::new();
    for path in TYPES {
        let text = std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{path} is there"));
        digest.update(declarations(&text));
    }
    let digest: String = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let known = (4, "5d4f50130573b05c");
    assert_eq!(
        (FORMAT, digest.as_str()),
        known,
        "a type that a bundle holds has changed: raise `FORMAT` in src/engine/bundle.rs, and put both here"
    );
}
