//! `sadame lsp`: each ability once, edits in sequence, and what must not bring it down.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::project;
use client::Client;

mod client;

const RULES: &str = "small.sadame";

/// A module beside the small pack's own, that uses it.
const MORE: &str = "\
module small.more \"続き\" en \"More\"

use small

exception X-1 to S-1 \"緊急\" en \"urgent\" {
  when title contains \"緊急\"
  cite budget
}

choice way \"方法\" en \"way\" {
  open    \"一般競争\" en \"open\"
  direct  \"随意契約\" en \"direct\"
}

parameter usual way default open \"通常の方法\" en \"the usual way\"

rule S-6 \"件名\" en \"title\" {
  for each contract
  cite budget
  let total = sum(payments.amount)
  when usual = way.direct
  require total <= act[item].limit and length(title) > 0
  message \"合計{total}\" en \"{total} in all\"
}

example S-6 \"合計\" en \"total\" {
  given contract { item: \"回線\", title: \"件\" }
  with usual = direct contract { payments: [{ amount: 1_000円 }] } -> pass
  with usual = direct contract { payments: [{ amount: 1_000円 }] } -> fail
  contract { payments: [] } -> not_applicable
}
";

fn start(options: Value) -> Client {
    let mut client = Client::start(project(&[("more.sadame", MORE)]), options);
    client.open("more.sadame");
    client.open(RULES);
    client
}

fn markdown(hover: &Value) -> &str {
    hover["contents"]["value"].as_str().unwrap_or_default()
}

fn labels(items: &Value) -> Vec<&str> {
    items.as_array().map_or_else(Vec::new, |items| items.iter().filter_map(|item| item["label"].as_str()).collect())
}

#[test]
fn what_is_wrong_is_told_as_it_is_typed() {
    let mut client = start(json!({ "language": "en" }));
    assert_eq!(client.wrong(RULES), []);
    let code = |code: &str, text: &str| (code.to_owned(), text.to_owned());
    client.edit(RULES, "require amount <= act[item].limit\n", "require amuont <= act[item].limit\n");
    assert_eq!(client.wrong(RULES), [code("E0201", "amuont")]);
    // Half-written: the other declarations are still checked.
    client.edit(RULES, "require amuont <= act[item].limit\n", "require amount <= \n");
    let codes: Vec<String> = client.wrong(RULES).into_iter().map(|(code, _)| code).collect();
    assert!(codes.iter().any(|code| code.starts_with("E01")) && !codes.contains(&"E0201".to_owned()), "{codes:?}");
    client.edit(RULES, "require amount <= \n", "require amount <= act[item].limit\n");
    assert_eq!(client.wrong(RULES), []);
    // What is wrong in the one file by what was typed in the other, without either being saved.
    client.edit(RULES, "  title       text  ", "  件名        text  ");
    let uri = client.uri("more.sadame");
    let told = client.wrong_with(&uri);
    assert!(!told.is_empty());
    let first = &told[0];
    assert_eq!(
        (client.stretch(&uri, first).as_str(), &first["severity"], &first["source"]),
        ("title", &json!(1), &json!("sadame"))
    );
    assert!(first["message"].as_str().is_some_and(|text| text.contains("`title`")), "{first}");
    let href = first["codeDescription"]["href"].as_str().expect("a link to the explanation").to_owned();
    assert_eq!(href, format!("sadame:/errors/{}.md", first["code"].as_str().expect("a code")));
    let page = client.ask("sadame/text", json!({ "uri": href }));
    assert!(page.as_str().is_some_and(|page| page.contains("```sadame")), "{page}");
    client.edit(RULES, "  件名        text  ", "  title       text  ");
    assert_eq!(client.wrong_with(&uri), Vec::<Value>::new());
    assert_eq!(client.end(), 0);
}

#[test]
fn japanese_text_is_counted_as_agreed() {
    for encodings in [json!(["utf-16"]), json!(["utf-8", "utf-16"])] {
        let mut client = start(json!({ "encodings": encodings, "language": "en" }));
        // Letters outside the basic plane take two units of UTF-16, and four bytes; then edits go on behind them.
        client.edit(RULES, "\"事項\"    en \"item\"\n  limit", "\"𠮷野の事項\"    en \"item\"\n  limit");
        client.edit(RULES, "𠮷野の事項\"    en \"item\"", "𠮷野の𩸽\"    en \"fish\"");
        client.edit(RULES, "\"契約金額{amount}は限度額", "\"契約𠮷金額{amuont}は限度額");
        assert_eq!(client.wrong(RULES), [("E0201".to_owned(), "amuont".to_owned())], "{encodings}");
        let symbols = client.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": client.uri(RULES) } }));
        let table = symbols.as_array().and_then(|all| all.iter().find(|it| it["name"] == "act")).expect("the table is outlined");
        assert_eq!(table["children"][0]["detail"], "fish", "{encodings}");
        client.edit(RULES, "{amuont}は限度額", "{amount}は限度額");
        assert_eq!(client.wrong(RULES), [], "{encodings}");
    }
}

#[test]
fn hovering_says_what_a_name_is_and_where_it_comes_from() {
    let mut client = start(json!({ "locale": "ja-JP" }));
    for (file, cursor, wanted) in [
        (RULES, "require amo‸unt <= act", &["contract.amount  money incl tax", "契約金額"][..]),
        (
            RULES,
            "<= a‸ct[item].limit\n",
            &["table act", "債務負担行為", "`limit` `money incl tax` 限度額", "2行", "根拠：広報誌【未確認】"],
        ),
        (RULES, "act[item].li‸mit\n", &["act.limit", "限度額", "広報誌"]),
        (RULES, "cite bu‸dget \"第2項\"", &["source budget", "予算書", "第1条", "照合済み"]),
        (RULES, "example S‸-1", &["rule S-1", "契約金額は限度額を超えない", "違反", "予算書 第1条第2項"]),
        (RULES, "require sum‸(amount)", &["sum(LIST.FIELD where C)", "合計"]),
        (RULES, "require amount <= ceil‸ing", &["parameter ceiling money incl tax", "既定値はありません"]),
        ("more.sadame", "way.dir‸ect", &["way.direct", "随意契約", "選択肢：方法"]),
        ("more.sadame", "require to‸tal", &["let total = sum(payments.amount)", "money incl tax"]),
        ("more.sadame", "sum(pay‸ments", &["contract.payments", "支払予定"]),
        ("more.sadame", "use sm‸all", &["module small", "小さな規則"]),
        ("more.sadame", "exception X‸-1", &["exception X-1 to S-1", "緊急"]),
    ] {
        let hover = client.about("hover", file, cursor);
        for text in wanted {
            assert!(markdown(&hover).contains(text), "{cursor}: {text}\n{}", markdown(&hover));
        }
    }
    assert_eq!(client.about("hover", RULES, "message \"契約‸金額"), Value::Null);
    let mut english = start(json!({ "language": "en", "locale": "ja" }));
    let hover = english.about("hover", RULES, "require amo‸unt <= act");
    assert!(markdown(&hover).contains("a field of contract"), "{}", markdown(&hover));
}

#[test]
fn completion_fits_its_place() {
    let mut client = start(json!({}));
    let text = client.text("more.sadame").to_owned();
    for (written, wanted, unwanted) in [
        ("\nru‸", &["rule", "record"][..], &["require"][..]),
        ("rule S-7 \"題\" {\n  for each ‸", &["contract", "payment", "row of"], &["amount"]),
        ("rule S-7 \"題\" {\n  for each contract\n  se‸", &["severity", "when", "amount"], &["record"]),
        ("rule S-7 \"題\" {\n  for each contract\n  severity ‸", &["error", "review"], &["amount"]),
        ("rule S-7 \"題\" {\n  for each contract\n  cite ‸", &["budget", "journal"], &["amount"]),
        (
            "rule S-7 \"題\" {\n  for each payment of contract\n  when ‸",
            &["year", "signed_on", "act", "fiscal_year", "ceiling"],
            &[],
        ),
        ("rule S-7 \"題\" {\n  for each payment of contract\n  when contract.‸", &["title", "item"], &["year", "act"]),
        ("rule S-7 \"題\" {\n  for each contract\n  when act[item].‸", &["limit", "item"], &["title"]),
        ("rule S-7 \"題\" {\n  for each contract\n  when signed_on in FY2016 and usual = ‸", &["open", "direct"], &[]),
        ("rule S-7 \"題\" {\n  for each contract\n  when some payment has ‸", &["year", "title"], &[]),
        ("rule S-7 \"題\" {\n  for each contract\n  let whole = amount\n  require ‸", &["whole", "amount"], &[]),
        ("rule S-7 \"題\" {\n  for each contract\n  message \"金額は{am‸", &["amount"], &["rule"]),
        ("exception X-2 to ‸", &["S-1", "S-6"], &["amount"]),
        ("exception X-2 to S-2 {\n  when ‸", &["year", "amount"], &[]),
        ("example ‸", &["S-1"], &["amount"]),
        ("example S-1 {\n  contract { ‸", &["amount", "payments"], &["year"]),
        ("example S-1 {\n  contract { payments: [{ ‸", &["year", "amount"], &["title"]),
        ("example S-1 {\n  contract { negotiated: ‸", &["true", "false"], &["amount"]),
        ("example S-1 {\n  contract { } -> ‸", &["pass", "unknown"], &["amount"]),
        ("example S-1 {\n  contract { } -> excepted ‸", &["X-1", "\"特例\""], &["amount"]),
        ("record thing \"物\" {\n  name ‸", &["text", "money", "way"], &["amount"]),
        ("layout l \"様式\" for contract {\n  ‸", &["amount", "format", "header at"], &["rule"]),
        ("use ‸", &["small"], &["amount"]),
    ] {
        let (start, end) = text.split_at(text.find("rule S-6").expect("it is there"));
        client.rewrite("more.sadame", &format!("{start}{}\n{end}", written.replace('‸', "")));
        let items = client.about("completion", "more.sadame", written);
        let found = labels(&items);
        for word in wanted {
            assert!(found.contains(word), "{written}: {word}\n{found:?}");
        }
        for word in unwanted {
            assert!(!found.contains(word), "{written}: not {word}\n{found:?}");
        }
    }
}

#[test]
fn names_are_followed_to_where_they_are_declared_and_back() {
    let mut client = start(json!({}));
    let rules = client.uri(RULES);
    for (file, cursor, declared) in [
        ("more.sadame", "when ti‸tle contains", "‸title       text"),
        ("more.sadame", "exception X-1 to S‸-1", "rule ‸S-1"),
        ("more.sadame", "cite bud‸get\n}", "source ‸budget"),
        ("more.sadame", "sum(payments.am‸ount)", "‸amount  money incl tax  \"支払額\""),
        (RULES, "by it‸em", "‸item        text                  \"事項\""),
        (RULES, "for each pay‸ment of", "record ‸payment"),
    ] {
        let found = client.about("definition", file, cursor);
        assert_eq!((&found["uri"], &found["range"]["start"]), (&json!(rules), &client.place(&rules, declared)), "{cursor}");
    }
    let found = client.about("references", RULES, "rule S‸-1");
    let places: Vec<&str> = found.as_array().expect("a list").iter().filter_map(|it| it["uri"].as_str()).collect();
    assert_eq!(places.iter().filter(|uri| uri.ends_with("more.sadame")).count(), 1);
    assert_eq!(places.len(), 3, "the rule, its example and its exception");
    let marks = client.about("documentHighlight", RULES, "parameter ceil‸ing");
    assert_eq!(marks.as_array().map(Vec::len), Some(6), "{marks}");
}

/// What the edits of a renaming make of a text.
fn renamed(client: &Client, file: &str, edits: &Value) -> String {
    let uri = client.uri(file);
    let mut text = client.text(file).to_owned();
    let edits = edits["changes"][&uri].as_array().cloned().unwrap_or_default();
    // From the last to the first, so that places stay what they are. All of these lines are plain where the name stands.
    for edit in edits.iter().rev() {
        let line = edit["range"]["start"]["line"].as_u64().expect("a number") as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let units = |place: &Value| {
            let wanted = place["character"].as_u64().expect("a number") as usize;
            let mut counted = 0;
            let found = text[start..].char_indices().find(|(_, letter)| {
                let here = counted >= wanted;
                counted += letter.len_utf16();
                here
            });
            start + found.map_or(0, |(at, _)| at)
        };
        let (from, to) = (units(&edit["range"]["start"]), units(&edit["range"]["end"]));
        text.replace_range(from..to, edit["newText"].as_str().expect("a text"));
    }
    text
}

#[test]
fn a_name_is_renamed_everywhere_or_not_at_all() {
    let mut client = start(json!({ "language": "en" }));
    let mut rename = |file: &str, cursor: &str, name: &str| {
        let mut params = client.at(file, cursor);
        params["newName"] = json!(name);
        let id = client.request("textDocument/rename", params);
        client.response(id)
    };
    let item = rename(RULES, "‸item        text", "事項名").expect("a field is renamed");
    let rule = rename("more.sadame", "to S‸-1", "S-10").expect("a rule is renamed");
    let refused: Vec<String> = [
        (RULES, "‸item        text", "amount"),
        (RULES, "‸item        text", "no"),
        (RULES, "‸item        text", "two words"),
        (RULES, "mod‸ule small", "x"),
        (RULES, "module sm‸all", "x"),
        (RULES, "message \"契約‸金額", "x"),
        (RULES, "1_0‸00円", "x"),
    ]
    .into_iter()
    .map(|(file, cursor, name)| {
        let error = rename(file, cursor, name).expect_err(cursor);
        error["message"].as_str().unwrap_or_default().to_owned()
    })
    .collect();
    assert!(refused[0].starts_with("with this name the rules would have an error: "), "{refused:?}");
    assert!(refused[2].starts_with("this cannot be a name"), "{refused:?}");
    assert!(refused[6].starts_with("there is nothing here"), "{refused:?}");

    let text = renamed(&client, RULES, &item);
    for wanted in ["act[事項名].limit", "by 事項名", "{事項名}の合計", "given contract { 事項名: \"回線\" }", "  item   text key"]
    {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    let (small, more) = (renamed(&client, RULES, &rule), renamed(&client, "more.sadame", &rule));
    assert!(small.contains("rule S-10 ") && small.contains("example S-10 ") && more.contains("to S-10 "), "{small}\n{more}");
    let (small, more) = (renamed(&client, RULES, &item), renamed(&client, "more.sadame", &item));
    client.rewrite("more.sadame", &more);
    client.rewrite(RULES, &small);
    assert_eq!(client.wrong(RULES), [], "what was renamed is in order");
    let prepared = client.about("prepareRename", RULES, "parameter ceil‸ing");
    assert_eq!(prepared["placeholder"], "ceiling");
}

#[test]
fn a_text_is_laid_out_and_outlined() {
    let mut client = start(json!({ "language": "en" }));
    let document =
        json!({ "textDocument": { "uri": client.uri("more.sadame") }, "options": { "tabSize": 2, "insertSpaces": true } });
    assert_eq!(client.ask("textDocument/formatting", document.clone()), json!([]));
    client.edit("more.sadame", "  cite budget\n}", "    cite     budget\n}");
    let edits = client.ask("textDocument/formatting", document.clone());
    assert_eq!(edits[0]["newText"], MORE);
    client.edit("more.sadame", "choice way", "choice way {");
    assert_eq!(client.ask("textDocument/formatting", document.clone()), Value::Null, "what cannot be read is left as it is");
    client.rewrite("more.sadame", MORE);
    let symbols = client.ask("textDocument/documentSymbol", document);
    let names: Vec<&str> = symbols.as_array().expect("a list").iter().filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(names, ["X-1", "way", "usual", "S-6", "example S-6"]);
    assert_eq!((&symbols[1]["detail"], &symbols[1]["children"][1]["name"]), (&json!("way"), &json!("direct")));
}

#[test]
fn each_case_of_an_example_shows_what_came() {
    let mut client = start(json!({}));
    let hints = |client: &mut Client| {
        let end = json!({ "line": 999, "character": 0 });
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": end });
        let params = json!({ "textDocument": { "uri": client.uri("more.sadame") }, "range": range });
        let hints = client.ask("textDocument/inlayHint", params);
        hints.as_array().map_or_else(Vec::new, |hints| {
            hints
                .iter()
                .map(|it| (it["position"]["line"].as_u64().unwrap_or(0), it["label"].as_str().unwrap_or("").to_owned()))
                .collect()
        })
    };
    let first = MORE.lines().position(|line| line.contains("-> pass")).expect("a case") as u64;
    let shown = |words: [&str; 3]| -> Vec<(u64, String)> { (first..).zip(words.map(str::to_owned)).collect() };
    assert_eq!(hints(&mut client), shown(["✓", "✗ 適合", "✓"]));
    client.edit("more.sadame", "amount: 1_000円 }] } -> fail", "amount: 1_001円 }] } -> fail");
    assert_eq!(hints(&mut client), shown(["✓", "✓", "✓"]));
    client.edit("more.sadame", "payments: [] } -> not_applicable", "payments: [] } -> pass");
    assert_eq!(hints(&mut client)[2].1, "✗ 対象外");
    client.edit("more.sadame", "require total", "require totla");
    assert_eq!(hints(&mut client), [], "rules with errors are not run");
}

#[test]
fn a_file_outside_any_pack_and_a_built_in_module_are_understood() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    fs::write(folder.path().join("alone.sadame"), "module alone \"独り\" en \"alone\"\n\nuse procurement\n")
        .expect("it can be written");
    let mut client = Client::start(folder, json!({}));
    client.open("alone.sadame");
    assert_eq!(client.wrong("alone.sadame").len(), 1, "the module is used in vain");
    let rule = "\nrule A-1 \"題\" en \"title\" {\n  for each contract\n  cite nowhere\n  require amount > 0円\n  message \"零\" en \"zero\"\n}\n";
    client.edit("alone.sadame", "use procurement\n", &format!("use procurement\n{rule}"));
    let codes: Vec<(String, String)> = client.wrong("alone.sadame");
    assert!(codes.iter().any(|(code, text)| code.starts_with("E02") && text == "nowhere"), "{codes:?}");
    let found = client.about("definition", "alone.sadame", "for each con‸tract");
    let uri = found["uri"].as_str().expect("a name").to_owned();
    assert_eq!(uri, "sadame:/procurement/contract.sadame");
    let module = client.ask("sadame/text", json!({ "uri": uri }));
    let module = module.as_str().expect("a text").to_owned();
    let line = found["range"]["start"]["line"].as_u64().expect("a number") as usize;
    assert!(module.lines().nth(line).is_some_and(|line| line.starts_with("record contract")));
    // The editor may open that text, and one that is not saved anywhere.
    client.open_as(&uri, &module);
    let params = json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": 8 } });
    assert!(markdown(&client.ask("textDocument/hover", params)).contains("record contract"));
    client.open_as("untitled:Untitled-1", "module u\n\nchoice c {\n  a\n  a\n}\n");
    assert!(!client.wrong_with("untitled:Untitled-1").is_empty());
    let mut params = client.at("alone.sadame", "for each con‸tract");
    params["newName"] = json!("agreement");
    let id = client.request("textDocument/rename", params);
    assert!(client.response(id).is_err(), "what is built in cannot be renamed");
    assert_eq!(client.end(), 0);
}

#[test]
fn nothing_that_is_sent_brings_it_down() {
    let mut client = Client::silent(project(&[]));
    let early = client.request("textDocument/hover", json!({}));
    assert_eq!(client.response(early).expect_err("it was not greeted")["code"], -32002);
    let mut client = start(json!({}));
    let unknown = client.request("textDocument/juggle", json!({}));
    assert_eq!(client.response(unknown).expect_err("there is no such request")["code"], -32601);
    let wrong = client.request("textDocument/hover", json!({ "textDocument": 5 }));
    assert_eq!(client.response(wrong).expect_err("the parameters are wrong")["code"], -32602);
    client.tell("$/juggle", json!({}));
    client.tell(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": "file:///nowhere.sadame", "version": 2 }, "contentChanges": [] }),
    );
    let nowhere = json!({ "textDocument": { "uri": "file:///nowhere.sadame" }, "position": { "line": 3, "character": 3 } });
    assert_eq!(client.ask("textDocument/hover", nowhere), Value::Null);
    let far = json!({ "textDocument": { "uri": client.uri(RULES) }, "position": { "line": 9999, "character": 9999 } });
    for method in ["hover", "completion", "definition"] {
        let _ = client.ask(&format!("textDocument/{method}"), far.clone());
    }
    // Every beginning of a text is understood as far as it goes.
    for end in (0..MORE.len()).step_by(23).filter(|end| MORE.is_char_boundary(*end)) {
        client.rewrite("more.sadame", &MORE[..end]);
        let last = MORE[..end].rsplit('\n').next().unwrap_or_default().encode_utf16().count();
        let place = json!({ "line": MORE[..end].matches('\n').count(), "character": last });
        let params = json!({ "textDocument": { "uri": client.uri("more.sadame") }, "position": place });
        let _ = client.ask("textDocument/completion", params);
    }
    // What is taken back is answered once, either way.
    let hover = client.at(RULES, "require amo‸unt <= act");
    let id = client.request("textDocument/hover", hover);
    client.tell("$/cancelRequest", json!({ "id": id }));
    if let Err(error) = client.response(id) {
        assert_eq!(error["code"], -32800);
    }
    client.ask("shutdown", Value::Null);
    let after = client.request("textDocument/hover", json!({}));
    assert_eq!(client.response(after).expect_err("it is ending")["code"], -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.status(), 0);
    assert_eq!(start(json!({})).status(), 1, "an editor that goes without a word");
}

#[test]
fn a_pack_whose_manifest_is_wrong_is_told() {
    let folder: TempDir = project(&[]);
    fs::write(folder.path().join("pack.toml"), "name = \n").expect("it can be written");
    let mut client = Client::start(folder, json!({}));
    client.open(RULES);
    let uri = client.uri("pack.toml");
    let told = client.wrong_with(&uri);
    assert_eq!(told[0]["severity"], 1, "{told:?}");
    let manifest = include_str!("pack/pack.toml");
    fs::write(client.path().join("pack.toml"), manifest).expect("it can be written");
    client.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(client.wrong_with(&uri), Vec::<Value>::new());
    assert_eq!(client.end(), 0);
}

#[test]
fn names_of_files_may_be_of_any_letters() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let rules = folder.path().join("規則 1");
    fs::create_dir(&rules).expect("the folder takes folders");
    for (name, text) in
        [("pack.toml", include_str!("pack/pack.toml")), (RULES, include_str!("pack/small.sadame")), ("続き.sadame", MORE)]
    {
        fs::write(rules.join(name), text).expect("the folder takes files");
    }
    let mut client = Client::start(folder, json!({}));
    let (more, small) =
        (client.uri("%E8%A6%8F%E5%89%87%201/%E7%B6%9A%E3%81%8D.sadame"), client.uri("%E8%A6%8F%E5%89%87%201/small.sadame"));
    client.open_as(&more, MORE);
    assert_eq!(client.wrong_with(&more), Vec::<Value>::new());
    let place = client.place(&more, "cite bud‸get\n}");
    let found = client.ask("textDocument/definition", json!({ "textDocument": { "uri": more }, "position": place }));
    assert_eq!(found["uri"], small);
}
