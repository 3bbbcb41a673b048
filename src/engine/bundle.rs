//! Bundles: a compiled engine as one run of bytes, and back.
//!
//! A header stands before the content: eight bytes that say what it is, the version of the format, and the SHA-256 of the content. The content is
//! written by `postcard`, which does not say what it holds: so only this version of the format is read.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Engine, Made, sound};
use crate::check::typed::{Example, Label, Program};
use crate::lang::Lang;
use crate::pack::Pack;
use crate::plan::{Plan, Table, lower};
use crate::source::{SourceId, Sources};

/// The first bytes of every bundle. Not text, and changed by whatever takes a file for text.
const MAGIC: [u8; 8] = *b"\x8Fsdm\r\n\x1A\n";

/// The version of the format: raised whenever what a bundle holds is written in another way.
pub const FORMAT: u32 = 4;

/// The bytes of the header: what it is, the version, the digest.
const HEADER: usize = MAGIC.len() + 4 + 32;

/// Why bytes are not taken for a compiled engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BundleError {
    /// They are no bundle.
    NotABundle,
    /// They are a bundle of another version of the format.
    Version {
        /// Its version.
        found: u32,
    },
    /// They are not as they were written.
    Damaged,
}

impl BundleError {
    /// One sentence.
    ///
    /// ```
    /// use sadame::engine::{BundleError, Engine};
    /// use sadame::lang::Lang;
    /// let why = Engine::from_bundle(b"module m").expect_err("a text is no bundle");
    /// assert_eq!(why, BundleError::NotABundle);
    /// assert_eq!(why.message(Lang::En), "this is no bundle of compiled rules");
    /// ```
    #[must_use]
    pub fn message(self, lang: Lang) -> String {
        match (self, lang) {
            (BundleError::NotABundle, Lang::Ja) => "コンパイル済みの規則（バンドル）ではありません".to_owned(),
            (BundleError::NotABundle, Lang::En) => "this is no bundle of compiled rules".to_owned(),
            (BundleError::Version { found }, Lang::Ja) => {
                format!(
                    "バンドルの形式が第{found}版です。このプログラムが読めるのは第{FORMAT}版です。`sadame bundle` で作り直してください"
                )
            }
            (BundleError::Version { found }, Lang::En) => format!(
                "this bundle is of version {found} of the format, and this program reads version {FORMAT}: make it again with `sadame bundle`"
            ),
            (BundleError::Damaged, Lang::Ja) => "バンドルが壊れています。`sadame bundle` で作り直してください".to_owned(),
            (BundleError::Damaged, Lang::En) => "this bundle is damaged: make it again with `sadame bundle`".to_owned(),
        }
    }
}

impl fmt::Display for BundleError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for BundleError {}

/// Whether bytes begin as a bundle does, whole or not.
///
/// ```
/// assert!(!sadame::engine::is_bundle(b"module m"));
/// ```
#[must_use]
pub fn is_bundle(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// What a bundle holds, but for the texts: they stand before it.
#[derive(Serialize, Deserialize)]
struct Content<P, L, W> {
    packs: Vec<Bundled>,
    /// The warnings as bytes of their own: who only judges does not read them.
    warnings: W,
    plan: L,
    /// For each table, the numbers of its rows in the order of their keys.
    orders: Vec<Vec<usize>>,
    program: P,
}

/// A pack, but for the text of its modules: they are sources.
#[derive(Serialize, Deserialize)]
struct Bundled {
    name: String,
    version: String,
    title: Label,
    depends: Vec<String>,
    /// The numbers of the sources that are its modules.
    modules: Vec<u32>,
    digest: String,
}

impl Engine {
    /// The engine as bytes: what [`Engine::from_bundle`] makes the same engine of, in less time than compiling takes. Equal packs give equal bytes.
    ///
    /// ```
    /// use sadame::engine::Engine;
    /// use sadame::pack::Builtin;
    /// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
    /// let again = Engine::from_bundle(&engine.to_bundle()).expect("nothing has happened to the bytes");
    /// assert_eq!(again.packs[0].digest, engine.packs[0].digest);
    /// assert_eq!(again.plan.rules.len(), engine.plan.rules.len());
    /// ```
    #[must_use]
    pub fn to_bundle(&self) -> Vec<u8> {
        let texts: Vec<(&str, &str)> = self.sources.iter().map(|(_, source)| (source.path.as_str(), &*source.text)).collect();
        // What is ready for some rules alone is of no use to others.
        let whole = matches!(self.made, Made::For(_)).then(|| lower(&self.program, &self.sources));
        let plan = whole.as_ref().unwrap_or(&self.plan);
        let content = Content {
            packs: self.packs.iter().map(|pack| self.bundled(pack)).collect(),
            warnings: written(&self.warnings),
            plan,
            orders: plan.tables.iter().map(|table| table.order().to_vec()).collect(),
            program: &self.program,
        };
        let content = written(&(texts, content));
        let mut bytes = Vec::with_capacity(HEADER + content.len());
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend(Sha256::digest(&content));
        bytes.extend(content);
        bytes
    }

    /// The engine of a bundle.
    ///
    /// The digest in it shows that the bytes are as they were written, not who wrote them: take bundles from where you would take rules. What is loaded hangs
    /// together: bytes that were made to look like a bundle are refused where a number in them leads nowhere, or something in them stands within itself.
    ///
    /// # Errors
    /// The bytes are no bundle, one of another version of the format, or not as they were written.
    pub fn from_bundle(bytes: &[u8]) -> Result<Engine, BundleError> {
        let (mut engine, warnings) = decoded(checked(bytes)?).ok_or(BundleError::Damaged)?;
        engine.warnings = postcard::from_bytes(warnings).map_err(|_| BundleError::Damaged)?;
        if sound::is_sound(&engine) { Ok(engine) } else { Err(BundleError::Damaged) }
    }

    /// The engine of a bundle, to judge by: without its warnings, whose sentences a program that is to be small can do without.
    ///
    /// # Errors
    /// Those of [`Engine::from_bundle`].
    pub fn to_judge(bundle: &[u8]) -> Result<Engine, BundleError> {
        decoded(checked(bundle)?).map(|(engine, _)| engine).filter(sound::is_sound).ok_or(BundleError::Damaged)
    }

    /// The examples of the rules. Those of a bundle are read when they are first asked for.
    ///
    /// ```
    /// use sadame::engine::Engine;
    /// use sadame::pack::Builtin;
    /// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
    /// assert!(!engine.examples().expect("they were just compiled").is_empty());
    /// ```
    ///
    /// # Errors
    /// The bytes of the bundle are not those of examples, although its digest vouches for them.
    pub fn examples(&self) -> Result<&[Example], BundleError> {
        let examples = self.program.examples.get().ok_or(BundleError::Damaged)?;
        if sound::are_sound(self, examples) { Ok(examples) } else { Err(BundleError::Damaged) }
    }

    fn bundled(&self, pack: &Pack) -> Bundled {
        let number = |path: &str| self.sources.iter().find(|(_, source)| source.path == path).map(|(id, _)| id.0);
        Bundled {
            name: pack.name.clone(),
            version: pack.version.clone(),
            title: pack.title.clone(),
            depends: pack.depends.clone(),
            modules: pack.modules.iter().filter_map(|(path, _)| number(path)).collect(),
            digest: pack.digest.clone(),
        }
    }
}

/// What is written of a value.
fn written(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).expect("memory takes all that is written, and every length is known")
}

/// The content of a bundle, when its header is right.
fn checked(bytes: &[u8]) -> Result<&[u8], BundleError> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or(BundleError::NotABundle)?;
    let (version, rest) = rest.split_first_chunk().ok_or(BundleError::Damaged)?;
    let found = u32::from_le_bytes(*version);
    if found != FORMAT {
        return Err(BundleError::Version { found });
    }
    let (digest, content) = rest.split_first_chunk::<32>().ok_or(BundleError::Damaged)?;
    if Sha256::digest(content).as_slice() == digest { Ok(content) } else { Err(BundleError::Damaged) }
}

/// The engine that is written in these bytes, all of which it must take, but for its warnings; and those.
fn decoded(content: &[u8]) -> Option<(Engine, &[u8])> {
    type Read<'a> = (Vec<(&'a str, &'a str)>, Content<Program, Plan, &'a [u8]>);
    let ((texts, content), rest): (Read<'_>, &[u8]) = postcard::take_from_bytes(content).ok()?;
    if !rest.is_empty() || content.orders.len() != content.program.tables.len() {
        return None;
    }
    let mut sources = Sources::default();
    for (path, text) in texts {
        sources.add(path, text);
    }
    let Content { packs, warnings, mut plan, orders, program } = content;
    let tables = program.tables.iter().zip(orders).map(|(table, order)| Table::in_order(table, order).map(Arc::new));
    plan.tables = tables.collect::<Option<_>>()?;
    let packs = packs.into_iter().map(|pack| unbundled(pack, &sources)).collect::<Option<_>>()?;
    Some((Engine { program, plan, sources, packs, warnings: Vec::new(), made: Made::Loaded }, warnings))
}

fn unbundled(pack: Bundled, sources: &Sources) -> Option<Pack> {
    let module = |number: u32| sources.find(SourceId(number)).map(|source| (source.path.clone(), Arc::clone(&source.text)));
    let modules = pack.modules.into_iter().map(module).collect::<Option<_>>()?;
    let Bundled { name, version, title, depends, digest, .. } = pack;
    Some(Pack { name, version, title, depends, modules, digest, place: 0 })
}
