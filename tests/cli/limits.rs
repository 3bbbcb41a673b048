//! How far rules and inputs may go, and what is said beyond: docs/limits.md, held against the program. Whatever is handed over, the program ends by itself.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{json, sadame};

/// What rules need before they can say anything.
const BEFORE: &str = "module m \"m\" en \"m\"\nsource s \"典\" en \"s\" { verified yes }\n\
    record part \"部\" en \"part\" { n number \"数\" en \"n\" }\n\
    record r \"記\" en \"r\" { id text key \"番\" en \"id\"  a number \"甲\" en \"a\"  b bool \"乙\" en \"b\"  ps list of part \"部\" en \"parts\" }\n";

fn rule(require: &str) -> String {
    format!("rule R-1 \"則\" en \"rule\" {{ for each r cite s require {require} message \"否\" en \"no\" }}\n")
}

/// What the program says of rules, and its status; that it ends by itself is part of it.
fn of_rules(rules: &str) -> (i32, String) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    fs::write(folder.path().join("m.sadame"), rules).expect("the folder takes files");
    let contract = "{\"id\":\"A\",\"a\":1,\"b\":true,\"ps\":[{\"n\":1}]}\n";
    let ran = super::piped(folder.path(), &["check", "-r", "m.sadame", "--lang", "en", "-"], contract.repeat(3).as_bytes());
    (ran.status, ran.out + &ran.err)
}

/// Rules at a limit are judged; beyond it, they are refused with the code.
fn limit(rules: impl Fn(usize) -> String, most: usize, code: &str) {
    let (status, said) = of_rules(&(BEFORE.to_owned() + &rules(most)));
    assert!(!said.contains("error["), "{most}: {said:.2000}");
    assert!(status < 2, "{most}: {said:.2000}");
    let (status, said) = of_rules(&(BEFORE.to_owned() + &rules(most + 1)));
    assert_eq!(status, 2, "{}: {said:.2000}", most + 1);
    assert!(said.contains(&format!("error[{code}]")), "{}: {said:.2000}", most + 1);
}

#[test]
fn expressions_go_so_deep_and_so_long() {
    limit(|n| rule(&format!("{}a{} = 1", "(".repeat(n), ")".repeat(n))), 63, "E0108");
    limit(|n| rule(&format!("{}b", "not ".repeat(n))), 64, "E0108");
    limit(|n| rule(&format!("a{} = 1", " + a".repeat(n))), 256, "E0108");
    limit(|n| rule(&format!("a{} = 1", " + (a * 1)".repeat(n))), 256, "E0108");
    // Chains in brackets in chains: 32 of 10 each go as deep as one may.
    let nested = |n: usize, chain: usize| {
        let step = |inner: String| format!("({inner}{})", " + a".repeat(chain));
        rule(&format!("{} = 1", (0..n).fold("a".to_owned(), |inner, _| step(inner))))
    };
    limit(|n| nested(n, 10), 32, "E0108");
}

#[test]
fn definitions_stand_so_deep_within_one_another() {
    let forward = |n: usize| {
        let next = |at: usize| format!("define d{at} of r \"定\" en \"d\" = d{} + 1\n", at - 1);
        "define d0 of r \"定\" en \"d\" = a\n".to_owned()
            + &(1..n).map(next).collect::<String>()
            + &rule(&format!("d{} > 0", n - 1))
    };
    let backward = |n: usize| {
        let next = |at: usize| format!("define d{at} of r \"定\" en \"d\" = d{} + 1\n", at + 1);
        (0..n - 1).map(next).collect::<String>() + &format!("define d{} of r \"定\" en \"d\" = a\n", n - 1) + &rule("d0 > 0")
    };
    limit(backward, 64, "E0326");
    let (status, said) = of_rules(&(BEFORE.to_owned() + &forward(100)));
    assert!(status < 2, "{said:.2000}");
    for rules in [forward(1_000), backward(1_000)] {
        let (status, said) = of_rules(&(BEFORE.to_owned() + &rules));
        assert!(status == 2 && said.contains("error[E0326]"), "{said:.2000}");
    }
}

#[test]
fn whatever_the_rules_repeat_the_program_ends_by_itself() {
    let n = 20_000;
    let many = |each: &dyn Fn(usize) -> String| (0..n).map(each).collect::<String>();
    let record = |field: &str| format!("record q \"記\" en \"q\" {{ id text key \"番\" en \"id\" f {field} \"項\" en \"f\" }}\n");
    let odd = [
        record(&format!("{}number", "list of ".repeat(n))),
        record(&format!("{}number", "set of ".repeat(n))),
        record(&format!("{}number", "range of ".repeat(n))),
        record(&format!("number default {}1", "-".repeat(n))),
        rule(&format!("a{} = 1", ".a".repeat(n))),
        rule(&format!("a{} = 1", "[1]".repeat(n))),
        rule(&format!("every a{} has true", ".a".repeat(n))),
        rule(&"every ps has ".repeat(n)),
        rule(&format!("{} true", "every ps has".repeat(n))),
        rule(&"if b then b else ".repeat(n)),
        rule(&"if ".repeat(n)),
        rule(&format!("a {}", "is present ".repeat(n))),
        rule(&format!("a {} a", "< a ".repeat(n))),
        rule(&format!("a{}", "..a".repeat(n))),
        rule(&format!("a in {{{}}}", "1, ".repeat(n))),
        rule(&format!("{}a", "- ".repeat(n))),
        rule(&"(".repeat(n)),
        rule(&"{".repeat(n)),
        rule(&format!("b {}", "where b ".repeat(n))),
        rule(&format!("abs({}", "abs(".repeat(n))),
        format!("example R-1 \"例\" {{ r {{ ps: {} }} -> pass }}\n", "[".repeat(n)),
        format!("layout l \"様\" for r {{ {} }}\n", "ps from list \"x\" { ".repeat(n)),
        format!("layout l \"様\" for r {{ {} }}\n", "also from sheet \"x\" joined by \"y\" { ".repeat(n)),
        "use m\n".repeat(n),
        "#\n".repeat(n),
        "\u{3000}".repeat(n),
        "\"".repeat(n),
        "{".repeat(n),
        "}".repeat(n),
        "rule ".repeat(n),
        many(&|at| format!("record c{at} \"記\" en \"c\" {{ f list of c{} \"項\" en \"f\" }}\n", at + 1)),
    ];
    for rules in odd {
        let (status, said) = of_rules(&(BEFORE.to_owned() + &rules));
        assert!((0..=2).contains(&status), "{rules:.200}: {said:.500}");
    }
    let message =
        format!("rule R-2 \"則\" en \"r\" {{ for each r cite s require a = 2 message \"{}\" en \"no\" }}\n", "{a}".repeat(n));
    let (status, said) = of_rules(&(BEFORE.to_owned() + &message));
    assert!(status < 2, "{said:.500}");
}

#[test]
fn many_rules_and_large_tables_are_judged() {
    let n = 500;
    let rules: String = (0..n).map(|at| rule("a < 2").replace("R-1", &format!("R-{at}"))).collect();
    let (status, said) = of_rules(&(BEFORE.to_owned() + &rules));
    assert_eq!(status, 0, "{said:.500}");
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("the folder takes files");
    let rows: String = (0..50_000).map(|at| format!("k{at},{at}\n")).collect();
    put("t.csv", &format!("鍵,値\n{rows}"));
    put("pack.toml", "name = \"m\"\nversion = \"1\"\ntitle = { ja = \"m\" }\n");
    let table = "table t \"表\" en \"t\" { k text key \"鍵\" en \"k\" from \"鍵\"  v number \"値\" en \"v\" from \"値\"  cite s  rows from \"t.csv\" }\n";
    put("m.sadame", &(BEFORE.to_owned() + table + &rule("a <= t[id].v")));
    put("c.jsonl", "{\"id\":\"k49999\",\"a\":49999,\"b\":true,\"ps\":[]}\n{\"id\":\"k1\",\"a\":2,\"b\":true,\"ps\":[]}\n");
    let report = json(&sadame(folder.path(), &["check", "--format", "json", "c.jsonl"]));
    assert_eq!((&report["summary"]["verdicts"]["pass"], &report["summary"]["verdicts"]["fail"]), (&1.into(), &1.into()));
}

/// A record is looked at once for each of its elements, where each is a group of its own: that it ends is what is held here.
#[test]
fn elements_of_one_record_are_as_many_groups() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let grouped = "rule G-1 \"群\" en \"groups\" { for each group of part of r by n  cite s  require count(part) = 1 message \"否\" en \"no\" }\n";
    fs::write(folder.path().join("m.sadame"), BEFORE.to_owned() + grouped).expect("the folder takes files");
    let elements: Vec<String> = (0..20_000).map(|at| format!("{{\"n\":{at}}}")).collect();
    let line = format!("{{\"id\":\"A\",\"a\":1,\"b\":true,\"ps\":[{}]}}\n", elements.join(","));
    fs::write(folder.path().join("c.jsonl"), line).expect("there is room for it");
    let report = json(&sadame(folder.path(), &["check", "-r", "m.sadame", "--format", "json", "c.jsonl"]));
    assert_eq!((&report["summary"]["verdicts"]["pass"], &report["summary"]["verdicts"]["fail"]), (&20_000.into(), &0.into()));
}

/// Runs with no more memory than that, in MiB.
#[cfg(target_os = "linux")]
fn within(folder: &Path, memory: usize, arguments: &str) -> (i32, String) {
    let line = format!("ulimit -v {}; exec \"$0\" {arguments}", memory << 10);
    let ran = Command::new("sh").args(["-c", &line, env!("CARGO_BIN_EXE_sadame")]).current_dir(folder).output();
    let ran = ran.expect("there is a shell");
    (ran.status.code().unwrap_or(-1), String::from_utf8_lossy(&ran.stderr).into_owned())
}

/// Lines are judged as they come: 60 MB of them take no more memory than a few do.
#[cfg(target_os = "linux")]
#[test]
fn lines_of_any_number_take_the_memory_of_few() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    fs::write(folder.path().join("m.sadame"), BEFORE.to_owned() + &rule("a < 2")).expect("the folder takes files");
    let line = format!("{{\"id\":\"\",\"a\":1,\"b\":true,\"ps\":[{}]}}\n", vec!["{\"n\":1}"; 1_000].join(","));
    fs::write(folder.path().join("c.jsonl"), line.repeat(6_000)).expect("there is room for it");
    let (status, err) = within(folder.path(), 400, "check -r m.sadame --threads 1 --format jsonl -o out.jsonl c.jsonl");
    assert_eq!(status, 0, "{err:.500}");
}
