//! What the npm package's WebAssembly offers, called as a page would call it: rules, a run, inputs in pieces, and what came of them.
//!
//! The bytes are a list of parts, and a part is one call: its first byte says which, the rest what is handed over. The first part is rules, the second what the
//! run is told. Whatever is called in whatever order, it answers, or says why not.

use std::collections::BTreeMap;

use sadame::pack::Memory;
use sadame_wasm::{Open, Report, Rules, Session, Tell, format, open_workbook, page, schema_of, write_workbook};
use serde_json::Value;
use serde_json::value::RawValue;

/// Stands between the parts.
const NEXT: u8 = 0x1d;

thread_local! {
    /// Rules that take long to load are loaded once.
    static BUILT_IN: BTreeMap<u8, Rules> = [(b's', super::SMALL.to_bundle()), (b'j', super::JLIS.to_bundle()), (b'o', super::OCDS.to_bundle())]
        .into_iter()
        .filter_map(|(letter, bundle)| Some((letter, Rules::from_bundle(&bundle).ok()?)))
        .collect();
}

/// Rules, a run, and all that may be asked of them.
pub fn wasm(data: &[u8]) {
    let mut parts = data.split(|byte| *byte == NEXT);
    let (rules, told) = (parts.next().unwrap_or_default(), text(parts.next().unwrap_or_default()));
    let calls: Vec<Call<'_>> = parts.filter_map(Call::read).collect();
    match rules.split_first() {
        Some((b'r', module)) => {
            let files = Memory(BTreeMap::from([("m.sadame".to_owned(), module.to_vec())]));
            answered(Rules::compiled(&files, &["m.sadame".to_owned()])).iter().for_each(|rules| used(rules, &told, &calls));
        }
        Some((b'b', bundle)) => answered(Rules::from_bundle(bundle)).iter().for_each(|rules| used(rules, &told, &calls)),
        Some((letter, _)) => BUILT_IN.with(|all| all.get(letter).iter().for_each(|rules| used(rules, &told, &calls))),
        None => {}
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What came of a call: none where it was refused, by an error that the package can throw.
fn answered<T>(done: Result<T, String>) -> Option<T> {
    let refused = |why: &String| {
        let why: Value = serde_json::from_str(why).unwrap_or_else(|fault| panic!("`{why}`: {fault}"));
        assert!(why["kind"].is_string() && ["texts", "diagnostics"].iter().any(|it| why[it].is_array()), "it says why: {why}");
    };
    done.inspect_err(refused).ok()
}

/// Holds a text to be JSON, however deep.
fn json(text: &str) {
    let _: &RawValue = serde_json::from_str(text).unwrap_or_else(|fault| panic!("`{text}`: {fault}"));
}

/// A call.
enum Call<'d> {
    Open(String, Option<String>),
    Push(&'d [u8]),
    Beside(String, &'d [u8]),
    ReadWith(String),
    Take,
    /// With what opens workbooks, with who is told, and with what came since the last time.
    Close([bool; 3]),
    Counts,
    /// Something of the rules, or of no run.
    Ask(u8, String),
    /// Something of the report.
    Tell(u8),
}

impl<'d> Call<'d> {
    fn read(part: &'d [u8]) -> Option<Call<'d>> {
        let (letter, rest) = part.split_first()?;
        let (name, content) = rest.split_at(rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()));
        let (name, content) = (text(name), content.split_first().map(|(_, content)| content));
        Some(match letter {
            b'o' => Call::Open(name, content.map(text)),
            b'p' => Call::Push(rest),
            b'b' => Call::Beside(name, content.unwrap_or_default()),
            b'w' => Call::ReadWith(name),
            b't' => Call::Take,
            b'e' => Call::Close([b's', b'a', b't'].map(|flag| rest.contains(&flag))),
            b'n' => Call::Counts,
            b'?' => Call::Ask(*rest.first()?, text(&rest[1..])),
            b'!' => Call::Tell(*rest.first()?),
            _ => return None,
        })
    }

    /// Whether what comes of the run may turn on how inputs are cut: findings are taken out of it, or the first piece of what JavaScript made says all about it.
    fn minds_pieces(&self) -> bool {
        match self {
            Call::Take | Call::Close([_, true, true]) => true,
            Call::Open(_, Some(reading)) => reading.contains("madeOf"),
            _ => false,
        }
    }

    fn done(&self, session: &mut Session) {
        match self {
            Call::Open(name, reading) => drop(answered(session.open(name, reading.clone()))),
            Call::Push(bytes) => session.push(bytes),
            Call::Beside(name, bytes) => session.beside(name, bytes.to_vec()),
            Call::ReadWith(name) => drop(session.read_with(name)),
            Call::Take => json(&session.take()),
            Call::Close(with) => close(session, *with),
            Call::Counts => assert_eq!(session.counts().len(), 5),
            Call::Ask(..) | Call::Tell(_) => {}
        }
    }
}

fn close(session: &mut Session, [sheets, told, take]: [bool; 3]) {
    let mut open = |bytes: &[u8]| Some(open_workbook(bytes.to_vec()));
    let mut before = 0;
    let mut tell = |read: u64, taken: Option<String>| {
        assert!(before <= read && taken.is_some() == take, "it goes on, and what is asked for is given");
        before = read;
        taken.iter().for_each(|taken| json(taken));
    };
    session.end(sheets.then_some(&mut open as Open<'_>), told.then_some(&mut tell as Tell<'_>), take);
}

/// The calls, in their order; and once more with each input as one piece, of which the same must come.
fn used(rules: &Rules, told: &str, calls: &[Call<'_>]) {
    calls.iter().for_each(|call| {
        if let Call::Ask(what, about) = call {
            ask(rules, *what, about)
        }
    });
    let [Some(mut pieces), Some(mut whole)] = [answered(rules.open(told)), answered(rules.open(told))] else { return };
    let mut waits = Vec::new();
    for call in calls {
        match call {
            Call::Push(bytes) => {
                let (one, other) = bytes.split_at(bytes.len() / 3);
                [one, other].iter().for_each(|piece| pieces.push(piece));
                waits.extend_from_slice(bytes);
            }
            Call::Open(..) | Call::Close(_) => {
                whole.push(&std::mem::take(&mut waits));
                [&mut pieces, &mut whole].into_iter().for_each(|session| call.done(session));
            }
            _ => [&mut pieces, &mut whole].into_iter().for_each(|session| call.done(session)),
        }
    }
    whole.push(&waits);
    let [mut pieces, whole] = [pieces, whole].map(Session::finish);
    let asked = calls.iter().filter_map(|call| if let Call::Tell(what) = call { Some(*what) } else { None });
    let told = document(&pieces);
    if !calls.iter().any(Call::minds_pieces) {
        assert_eq!(told, document(&whole), "how bytes are cut says nothing");
    }
    read_out(&mut pieces, asked, &told);
}

fn ask(rules: &Rules, what: u8, about: &str) {
    match what {
        b'a' => json(&rules.about()),
        b'w' => json(&rules.warnings()),
        b'f' => json(&rules.files()),
        b'b' => assert!(answered(Rules::from_bundle(&rules.to_bundle())).is_some(), "what was written can be loaded"),
        b's' => answered(rules.schema((!about.is_empty()).then(|| about.to_owned()))).iter().for_each(|schema| json(schema)),
        b'k' => drop(answered(rules.book(about.is_empty()))),
        b'l' => drop(format(about)),
        b'c' => schema_of(about).iter().for_each(|schema| json(schema)),
        b'p' => drop(page(about)),
        _ => {}
    }
}

/// The report as the package puts it together.
fn document(report: &Report) -> String {
    let header = report.header();
    let header = header.strip_suffix('}').unwrap_or_else(|| panic!("`{header}` is an object"));
    let (summary, findings, faults) = (report.summary(), report.findings(0, usize::MAX), report.data_errors(0, usize::MAX));
    format!("{header},\"summary\":{summary},\"findings\":{findings},\"data_errors\":{faults}}}")
}

/// All that a report gives, and what is asked of it beside that.
fn read_out(report: &mut Report, asked: impl Iterator<Item = u8>, told: &str) {
    json(told);
    let lengths = report.lengths();
    let kept = lengths.last().copied().unwrap_or_default();
    for (from, to) in [(0, usize::MAX), (1, 2), (2, 1), (usize::MAX, usize::MAX), (kept, kept + 1)] {
        [report.findings(from, to), report.data_errors(from, to), report.outlines(from, to), report.records(from, to)]
            .iter()
            .for_each(|it| json(it));
    }
    for number in [0, 1, kept.wrapping_sub(1), kept] {
        json(&report.again(number));
    }
    for position in [0.0, 1.0, -1.0, 1e300, f64::NAN] {
        let at = report.record_at("c.jsonl", position);
        assert!(at.is_none_or(|at| at < kept), "a record that is found is kept");
    }
    let _ = report.complete();
    for what in asked.take(4) {
        match what {
            b't' => drop(report.text(true)),
            b'h' => drop(report.html(false)),
            b'c' => drop(report.csv(true)),
            b'x' => drop(write_workbook(told, true).unwrap_or_else(|why| panic!("a report can be written as a workbook: {why}"))),
            _ => {}
        }
    }
}
