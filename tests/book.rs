//! The rule book: all that the packs hold stands in it, escaped, and nothing in it comes from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use sadame::engine::Engine;
use sadame::lang::Lang;
use sadame::pack::{Builtin, Memory};
use sadame::report::book;
use sadame::value::Value;
use sadame::value::show::show;

/// A pack whose every text would be markup if it were let.
const HOSTILE: &str = r#"
module hostile "<script>alert(1)</script>" en "<img src=x onerror=alert(1)>"

source paper "<i>紙</i>" en "a \"quoted\" & <b>bold</b> paper" {
  article  "第1条 <u>"
  link     "javascript:alert(1)"
  verified no "<style>body{}</style>"
}

record thing "物 & <もの>" en "thing <of> & sorts" {
  id      text key "番号" en "id"
  amount  money incl tax "額<br>" en "amount<br>"
}

table limit "上限 <table>" en "limit <table>" {
  what  text key "何" en "what"
  most  money incl tax "上限" en "most"
  cite paper
  rows {
    "</td><script>" | 100円
  }
}

rule X-1 "<b>超えない</b>" en "<b>not above</b>" {
  for each thing
  cite paper "</section>"
  require amount <= limit["</td><script>"].most
  message "<i>{amount}</i>" en "<i>{amount}</i>"
}

example X-1 "\"><script>" en "\"><script>" {
  thing { id: "<hr>", amount: 100円 } -> pass
  thing { amount: 101円 } -> fail
  thing { } -> unknown for amount
}
"#;

fn builtin(pack: &str) -> Engine {
    Engine::compile(&[&Builtin], &[pack.to_owned()]).expect("the built-in packs compile")
}

fn page(engine: &Engine, lang: Lang) -> String {
    let mut page = Vec::new();
    book::write(&mut page, engine, lang).expect("memory takes all that is written");
    String::from_utf8(page).expect("a page is UTF-8")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The values of an attribute.
fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let opening = format!(" {name}=\"");
    page.split(opening.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect()
}

/// What stands from an anchor to the next section.
fn section<'p>(page: &'p str, anchor: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("id=\"{anchor}\"")).unwrap_or_else(|| panic!("there is no {anchor}"));
    rest.split("<section").next().unwrap_or_default()
}

#[test]
fn all_that_the_packs_hold_is_in_the_book() {
    for (pack, lang) in [("jlis", Lang::Ja), ("jlis", Lang::En), ("japan", Lang::Ja), ("budget", Lang::Ja), ("budget", Lang::En)]
    {
        let engine = builtin(pack);
        let (program, page) = (&engine.program, page(&engine, lang));
        let holds = |text: &str| assert!(page.contains(&escaped(text)), "{pack}: {text}");
        for pack in &engine.packs {
            [pack.title.text(lang), &pack.version, &pack.digest].into_iter().for_each(holds);
        }
        for rule in &program.rules {
            let (_, rest) = page.split_once(&format!("<article class=\"rule\" id=\"rule-{}\">", rule.id)).expect("it is there");
            let own = rest.split("</article>").next().unwrap_or_default();
            let mut wanted = vec![rule.label.text(lang), rule.id.as_str()];
            wanted.extend(rule.exceptions.iter().map(|exception| exception.label.text(lang)));
            wanted.extend(rule.cites.iter().map(|cite| program.documents[cite.document].label.text(lang)));
            wanted.extend(rule.cites.iter().filter_map(|cite| cite.article.as_deref()));
            for text in wanted {
                assert!(own.contains(&escaped(text)), "{}: {text}", rule.id);
            }
            let unverified = rule.cites.iter().any(|cite| !program.documents[cite.document].verified);
            assert!(!unverified || own.contains(if lang == Lang::Ja { "未確認" } else { "not verified" }), "{}", rule.id);
        }
        for example in program.examples.get().expect("they were just compiled") {
            holds(example.label.text(lang));
        }
        for document in &program.documents {
            let own = section(&page, &format!("source-{}", document.name));
            let texts = [
                Some(document.label.text(lang)),
                document.why_unverified.as_ref().map(|why| why.text(lang)),
                document.link.as_deref(),
            ];
            for text in texts.into_iter().flatten() {
                assert!(own.contains(&escaped(text)), "{}: {text}", document.name);
            }
        }
        for table in &program.tables {
            let own = section(&page, &format!("table-{}", table.name));
            let rows: Vec<&str> = own.split("<tr").collect();
            for row in &table.rows {
                let values = row.values.iter().filter(|value| !matches!(value, Value::Unknown(_)));
                let cells: Vec<String> =
                    values.map(|value| format!(">{}</td>", escaped(&show(value, lang, &engine.plan)))).collect();
                let line = format!(">{}</td>", row.line);
                let there = rows.iter().any(|it| it.contains(&line) && cells.iter().all(|cell| it.contains(cell)));
                assert!(there, "{}: {cells:?}", table.name);
            }
        }
        program.parameters.iter().for_each(|it| holds(it.label.text(lang)));
        program.records.iter().flat_map(|it| &it.fields).for_each(|field| holds(field.label.text(lang)));
        program
            .choices
            .iter()
            .flat_map(|it| &it.variants)
            .for_each(|(name, label)| [name.as_str(), &label.ja, &label.en].into_iter().for_each(holds));
    }
}

#[test]
fn the_text_of_a_rule_is_as_written_with_its_comments_and_its_facts_by_their_labels() {
    let page = page(&builtin("jlis"), Lang::Ja);
    let lines = ["  <b>require</b> total &lt;= limit\n", "  <b>for</b> each group of contract by debt_item\n"];
    for wanted in lines {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(page.contains("〔債務負担行為の事項〕"), "what a group has in common is called by its label in a message");
    assert!(page.contains("契約金額 <b>1,848,001円</b>"), "an example gives its facts by their labels");
    let budget = self::page(&builtin("budget"), Lang::Ja);
    let profit = section(&budget, "rule-BG-08").split("</article>").next().unwrap_or_default();
    assert!(profit.contains("〔<code>profit</code>〕"), "one field of one record among several is called as the rule calls it");
    let definition = section(&page, "definition-ends_after_amendment");
    let definition = definition.split("</article>").next().unwrap_or_default();
    assert!(
        definition.contains("<i># 終期を何度か変更したときは、最も遅いものによる。"),
        "comments stand above what they are about"
    );
    assert!(definition.contains("else ends_on"));
    let other = section(&page, "definition-amount_after_amendment").split("</article>").next().unwrap_or_default();
    assert!(!other.contains("終期を何度か"), "and not below what stands before it");
    let payments = section(&page, "rule-DB-04").split("</article>").next().unwrap_or_default();
    assert!(
        payments.contains("不足：支払額"),
        "a missing fact is called as the field that is missing, not as another of its name"
    );
}

#[test]
fn nothing_comes_from_outside_and_every_link_leads_somewhere() {
    for pack in ["jlis", "budget"] {
        let engine = builtin(pack);
        for lang in [Lang::Ja, Lang::En] {
            let page = page(&engine, lang);
            assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'"));
            for refused in
                ["<script", "<link", "<img", "<iframe", "<object", " src=", "url(", "@import", " onclick", "javascript:"]
            {
                assert!(!page.contains(refused), "{refused}");
            }
            let ids = attributes(&page, "id");
            let known: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(known.len(), ids.len(), "an anchor stands once");
            let links: Vec<&str> = engine.program.documents.iter().filter_map(|it| it.link.as_deref()).collect();
            for href in attributes(&page, "href") {
                match href.strip_prefix('#') {
                    Some(anchor) => assert!(known.contains(anchor), "{anchor}"),
                    None => assert!(links.contains(&href), "{href}"),
                }
            }
        }
    }
}

#[test]
fn texts_stay_texts() {
    let manifest = "name = \"hostile\"\nversion = \"1\"\ntitle = { ja = \"<h1>悪意</h1>\", en = \"<h1>ill will</h1>\" }\n";
    let files = [("hostile/pack.toml", manifest), ("hostile/hostile.sadame", HOSTILE)];
    let files: BTreeMap<String, Vec<u8>> = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into();
    let engine = Engine::compile(&[&Memory(files)], &["hostile".to_owned()]).unwrap_or_else(|error| {
        panic!("{:?}", error.diagnostics.iter().map(|it| it.problem.message(Lang::En)).collect::<Vec<_>>())
    });
    for lang in [Lang::Ja, Lang::En] {
        let page = page(&engine, lang);
        let body = page.split_once("<body>").expect("there is a body").1;
        for refused in
            ["<script", "<img", "<br>", "<hr>", "<u>", "<h1><", "<b>bold", "<style", "href=\"javascript", "</td><script"]
        {
            assert!(!body.contains(refused), "{refused}");
        }
        assert!(
            body.contains("&lt;/td&gt;&lt;script&gt;") && body.contains("javascript:alert(1)"),
            "they are read as they stand"
        );
    }
}

#[test]
fn equal_rules_give_equal_bytes() {
    assert_eq!(page(&builtin("jlis"), Lang::Ja), page(&builtin("jlis"), Lang::Ja));
}

#[test]
fn a_pack_of_words_alone_has_a_book_too() {
    let page = page(&builtin("procurement"), Lang::En);
    assert!(page.contains("id=\"records\"") && !page.contains("id=\"tables\"") && !page.contains("id=\"index\""));
}

#[test]
fn the_program_writes_the_book() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let run = |arguments: &[&str]| {
        let ran = Command::new(env!("CARGO_BIN_EXE_sadame")).args(arguments).current_dir(folder.path()).output();
        let ran = ran.expect("the program starts");
        let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        (ran.status.code(), out.into_owned(), err.into_owned())
    };
    let read = |name: &str| std::fs::read_to_string(Path::new(folder.path()).join(name)).expect("it was written");
    assert_eq!(run(&["doc", "-o", "rules.html"]), (Some(0), String::new(), String::new()));
    assert_eq!(read("rules.html"), page(&builtin("jlis"), Lang::Ja));
    let (status, out, _) = run(&["doc", "-r", "budget", "--lang", "en"]);
    assert!(status == Some(0) && out == page(&builtin("budget"), Lang::En), "without a file it goes to the standard output");
    std::fs::write(folder.path().join("bad.sadame"), "module bad\n\nrule\n").expect("the folder takes files");
    for (arguments, wanted) in [
        (&["doc", "-o", "no/such/folder.html"][..], "no/such/folder.html"),
        (&["doc", "-r", "jils"], "jlis"),
        (&["doc", "-r", "bad.sadame", "-o", "bad.html"], "E01"),
    ] {
        let (status, out, said) = run(arguments);
        assert!(status == Some(2) && out.is_empty() && said.contains(wanted), "{arguments:?}: {said}");
    }
    assert!(!folder.path().join("bad.html").exists(), "nothing is written of faulty rules");
}
