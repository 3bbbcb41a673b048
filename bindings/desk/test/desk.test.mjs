// The review desk in a real browser, opened from a file: what a committee does at its meeting, and what goes wrong there.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { decide, drop, EXAMPLES, notices, on as within, PAGE, ROOT, sadame, saved, scratch, settings, start } from "./browser.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let place, context, requests, desk;
const at = (name) => join(place.folder, name);

/** Writes the desk of some contracts. */
function write(name, contracts, more = []) {
  writeFileSync(at(name), sadame(["check", "-r", "jlis", ...more, "--desk", PAGE, "--format", "desk", ...contracts]));
  return at(name);
}

before(async () => {
  place = scratch();
  desk = write("desk.html", [join(EXAMPLES, "contracts.jsonl"), join(EXAMPLES, "incomplete.jsonl")], settings());
  ({ context, requests } = await start(place.folder));
});

after(async () => {
  await context?.close();
  place?.remove();
});

/** Opens a desk, does something, and sees that nothing went wrong in the page. */
const on = (file, hash, what) => within(context, file, hash, what);

test("the file opens on the docket, gravest first, and the counts add up", () =>
  on(desk, "", async (page) => {
    await page.getByRole("heading", { name: "議案一覧" }).waitFor();
    const [read, ...parts] = (await page.locator(".sum b").allTextContents()).map(Number);
    assert.equal(read, 91);
    assert.equal(parts.reduce((sum, it) => sum + it), read);
    const grid = page.getByRole("grid");
    assert.equal(await grid.getAttribute("aria-rowcount"), String(parts[0] + 1));
    assert.match(await page.locator(".rows [role=row]").first().innerText(), /違反/);
  }));

test("filters narrow, groups divide, and a search finds what is written in any width", () =>
  on(desk, "#docket", async (page) => {
    const grid = page.getByRole("grid");
    const shown = async () => Number(await grid.getAttribute("aria-rowcount")) - 1;
    await grid.waitFor();
    const all = await shown();
    await page.getByRole("combobox", { name: "規則" }).selectOption("DB-02");
    const few = await shown();
    assert.ok(few > 0 && few < all);
    for (const text of await page.locator(".rows .what small").allInnerTexts()) assert.match(text, /^DB-02/);
    await page.getByRole("button", { name: "条件を消す" }).click();
    await page.getByRole("searchbox").fill("ｌｇｗａｎ");
    assert.ok((await shown()) > 0 && (await shown()) < all);
    await page.getByRole("searchbox").fill("");
    await page.getByRole("combobox", { name: "まとめ" }).selectOption("section");
    assert.ok((await shown()) > all, "headings stand among the contracts");
    await page.getByRole("checkbox", { name: "参考" }).check();
    assert.ok((await shown()) < all);
  }));

test("a contract shows its fields, the clause, the comparison, the row of the table and the contracts beside it", () =>
  on(desk, "#docket", async (page) => {
    await page.getByRole("combobox", { name: "規則" }).selectOption("DB-02");
    await page.locator(".rows [role=row]").first().click();
    const finding = page.locator("#finding-DB-02");
    await finding.waitFor();
    for (const part of ["根拠", "照合", "用いた表の行", "限度額", "関係する契約", "累計"]) assert.match(await finding.innerText(), new RegExp(part), part);
    assert.match(await page.locator(".fields").innerText(), /契約相手方/);
    assert.ok((await page.locator(".fields tr.fail").count()) > 0, "what the finding turns on is marked");
    assert.match(await finding.innerText(), /原典と照合済み|未照合/);
  }));

test("what could not be judged is a list of its own, with what to ask for", () =>
  on(desk, "#undetermined", async (page) => {
    await page.getByRole("heading", { name: "判定できないもの" }).waitFor();
    const facts = page.locator("details.fact");
    assert.ok((await facts.count()) > 5);
    await facts.first().locator("summary").click();
    await facts.first().locator("a").first().click();
    assert.match(await page.locator(".lacking").first().innerText(), /判定に足りないもの/);
  }));

test("the whole of it goes by keys", () =>
  on(desk, "#docket", async (page) => {
    await page.getByRole("grid").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const key = await page.locator(".line.current .key").innerText();
    await page.keyboard.press("Enter");
    await page.locator("#contract-title").waitFor();
    assert.match(await page.locator("#contract-title").innerText(), new RegExp(key));
    await page.locator(".decide").waitFor();
    await page.keyboard.press("c");
    assert.ok(await page.getByRole("radio", { name: "要是正" }).isChecked());
    await page.waitForFunction(() => document.activeElement?.id === "decide-reason");
    await page.keyboard.type("増額の根拠を確かめる");
    await page.getByLabel("委員", { exact: true }).fill("甲");
    await page.keyboard.press("Enter");
    await page.locator(".decided").first().waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "議案一覧" }).waitFor();
    await page.keyboard.press("Control+z");
    assert.equal(await page.locator("span.verdict").count(), 0);
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("4");
    await page.getByRole("heading", { name: "図表" }).waitFor();
  }));

test("a decision is recorded, undone, saved, read by the program, and read again by another member's page", async () => {
  let mine;
  await on(desk, "#docket", async (page) => {
    await page.locator(".rows [role=row]").first().click();
    await page.locator(".decide").waitFor();
    await decide(page, "承認", "委員会で説明を受けた", "甲");
    assert.match((await page.locator(".decided").allInnerTexts()).join(), /承認[\s\S]*甲/);
    await page.getByRole("button", { name: "元に戻す" }).click();
    assert.equal(await page.locator(".decided").count(), 0);
    await page.getByRole("button", { name: "やり直す" }).click();
    mine = await saved(page, () => page.getByRole("button", { name: /決定を保存/ }).first().click());
    assert.equal(mine.name, "decisions.json");
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0, "nothing is kept by the browser");
  });
  writeFileSync(at("mine.json"), mine.content);
  const report = JSON.parse(sadame(["check", "-r", "jlis", ...settings(), "--decisions", at("mine.json"), "--format", "json", join(EXAMPLES, "contracts.jsonl"), join(EXAMPLES, "incomplete.jsonl")]));
  assert.ok(report.summary.accepted > 0);
  assert.equal(report.summary.unused_decisions, 0);
  await on(desk, "#docket", async (page) => {
    await page.locator(".rows [role=row]").first().click();
    await page.locator(".decide").waitFor();
    await decide(page, "要是正", "限度額を超えている", "乙");
    await page.setInputFiles("header input[type=file]", at("mine.json"));
    await page.locator(".notice").filter({ hasText: "取り込みました" }).waitFor();
    await page.locator("nav.pages").getByText("決定").click();
    assert.match(await page.locator(".decisions").innerText(), /委員の意見の相違/);
    const other = JSON.parse(mine.content);
    other.decisions[0].decision = "pending";
    writeFileSync(at("other.json"), JSON.stringify(other));
    await page.setInputFiles("header input[type=file]", at("other.json"));
    await page.getByText("同じ委員の異なる決定").waitFor();
    await page.getByRole("button", { name: "これを採る" }).first().click();
    await page.getByText("同じ委員の異なる決定").waitFor({ state: "detached" });
    const book = await saved(page, () => page.getByRole("button", { name: "議事録（XLSX）" }).click());
    assert.equal(book.content.subarray(0, 2).toString(), "PK");
    const minutes = await saved(page, () => page.getByRole("button", { name: "議事録（HTML）" }).click());
    assert.match(minutes.content.toString(), /限度額を超えている/);
  });
});

test("a decisions file of other data is said so, and nothing of it is lost", () =>
  on(desk, "#docket", async (page) => {
    await page.getByRole("grid").waitFor();
    const foreign = {
      version: 1,
      inputs: [{ name: "別の契約.xlsx", digest: "00" }],
      decisions: [{ fingerprint: "ffff", rule: "DB-02", subject: "X-1", decision: "accepted", by: "丙", on: "2017-04-01", reason: "別の年度" }],
    };
    writeFileSync(at("foreign.json"), JSON.stringify(foreign));
    await page.setInputFiles("header input[type=file]", at("foreign.json"));
    await page.locator(".notice.warning").waitFor();
    assert.match((await notices(page)).join(), /別の資料についての決定[\s\S]*別の契約\.xlsx/);
    const file = await saved(page, () => page.getByRole("button", { name: /決定を保存/ }).first().click());
    assert.equal(JSON.parse(file.content).decisions[0].reason, "別の年度");
    writeFileSync(at("broken.json"), JSON.stringify({ version: 1, decisions: [{ fingerprint: "a", decision: "accepted", by: "丙", on: "昨日", reason: "…" }] }));
    await page.setInputFiles("header input[type=file]", at("broken.json"));
    await page.locator(".notice.error").waitFor();
    assert.match((await notices(page)).join(), /1件目の決定の「on」/);
  }));

test("HTML and script in every text are shown as text, in the page, in print, in the minutes and in the table", async () => {
  const text = `<img src=x onerror="window.hit=1"><script>window.hit=1</script></script>&amp;'"`;
  const contract = JSON.parse(readFileSync(join(EXAMPLES, "contracts.jsonl"), "utf8").split("\n")[5]);
  const hostile = Object.fromEntries(Object.entries(contract).map(([name, value]) => [name, typeof value === "string" && !/^\d|^[a-z_]+$|％|%/.test(value) && name !== "debt_item" ? `${value}${text}` : value]));
  writeFileSync(at("hostile.jsonl"), JSON.stringify({ ...hostile, vendor: `=cmd|' /C calc'!A0${text}` }));
  await on(write("hostile.html", [at("hostile.jsonl")], settings()), "#docket", async (page) => {
    await page.getByRole("grid").waitFor();
    const csv = await saved(page, () => page.getByRole("button", { name: "指摘をCSVで保存" }).click());
    assert.match(csv.content.toString(), /"'=cmd/);
    await page.locator(".rows [role=row]").first().click();
    await page.locator(".decide").waitFor();
    assert.match(await page.locator("#contract-title").innerText(), /<img src=x/);
    await decide(page, "保留", text, text);
    for (const hash of ["#across", "#undetermined", "#pictures", "#decisions", "#basis", "#rules"]) {
      await page.evaluate((hash) => (location.hash = hash), hash);
      await page.waitForTimeout(150);
    }
    await page.evaluate(() => (location.hash = "#decisions"));
    const minutes = await saved(page, () => page.getByRole("button", { name: "議事録（HTML）" }).click());
    assert.doesNotMatch(minutes.content.toString(), /<img|<script/);
    await page.evaluate(() => (window.print = () => {}));
    for (const hash of ["#docket", "#contract/0"]) {
      await page.evaluate((hash) => (location.hash = hash), hash);
      await page.locator(hash === "#docket" ? ".grid" : ".decide").waitFor();
      await page.getByRole("button", { name: "印刷", exact: true }).click();
      await page.locator("#sheet").filter({ hasText: "<img src=x" }).waitFor({ state: "attached" });
      await page.evaluate(() => dispatchEvent(new Event("afterprint")));
      await page.locator("#sheet").waitFor({ state: "detached" });
    }
    assert.equal(await page.evaluate(() => window.hit), undefined);
    assert.equal(await page.locator("img").count(), 0);
  });
});

test("the agenda and a contract print on A4", () =>
  on(desk, "#docket", async (page) => {
    await page.getByRole("grid").waitFor();
    await page.evaluate(() => (window.print = () => {}));
    await page.getByRole("button", { name: "印刷", exact: true }).click();
    await page.locator("#sheet").waitFor({ state: "attached" });
    const flagged = Number(await page.locator(".sum b").nth(1).textContent());
    assert.equal(await page.locator("#sheet tbody tr").count(), flagged);
    const agenda = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    assert.equal(agenda.subarray(0, 5).toString(), "%PDF-");
    assert.match(agenda.toString("latin1"), /\/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12]/);
    if (process.env.DESK_PDF) writeFileSync(join(process.env.DESK_PDF, "agenda.pdf"), agenda);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await page.locator(".rows [role=row]").first().click();
    await page.locator(".decide").waitFor();
    await page.keyboard.press("Control+p");
    await page.locator("#sheet").waitFor({ state: "attached" });
    assert.match(await page.locator("#sheet").evaluate((sheet) => sheet.textContent), /委員会の所見/);
    const one = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    assert.equal(one.subarray(0, 5).toString(), "%PDF-");
    if (process.env.DESK_PDF) writeFileSync(join(process.env.DESK_PDF, "contract.pdf"), one);
  }));

test("axe finds nothing serious on any page, in either language and either light", async () => {
  const axe = readFileSync(AXE, "utf8");
  for (const [theme, lang] of [["light", "ja"], ["dark", "en"]]) {
    await on(desk, "#docket", async (page) => {
      await page.getByRole("grid").waitFor();
      await page.locator("header select").selectOption(theme);
      if (lang === "en") await page.getByRole("button", { name: "English" }).click();
      await page.evaluate(axe);
      for (const hash of ["#docket", "#contract/12", "#across", "#undetermined", "#pictures", "#decisions", "#rules/DB-02", "#basis"]) {
        await page.evaluate((hash) => (location.hash = hash), hash);
        await page.waitForTimeout(400);
        const { violations } = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        const told = serious.map(({ id, nodes }) => `${hash} ${theme} ${id}: ${nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ""}`).join("; ")}`);
        assert.deepEqual(told, []);
      }
    });
  }
});

test("contracts that are dropped are judged as the program judges them, byte for byte", async () => {
  const example = (...names) => names.map((name) => ({ name: name.split("/").at(-1), path: join(ROOT, "examples", name) }));
  const cases = [
    ["jlis", example("jlis/contracts.jsonl")],
    ["jlis", example("jlis/contracts.xlsx")],
    ["portal", example("portal/awards.csv")],
    ["ocds", example("ocds/fictional.jsonl")],
  ];
  for (const [pack, files] of cases) {
    const bundle = at(`${pack}.sadamec`);
    sadame(["bundle", "-r", pack, "-o", bundle]);
    await on(PAGE, "", async (page) => {
      await drop(page, [{ name: `${pack}.sadamec`, path: bundle }, ...files]);
      await page.locator("nav.pages").waitFor({ timeout: 60_000 });
      await page.locator("nav.pages").getByText("入力と根拠").click();
      const { content } = await saved(page, () => page.getByRole("button", { name: /報告をJSONで保存/ }).click());
      const args = ["check", "-r", pack, "--format", "json", "--no-config", ...files.map(({ name }) => name)];
      const native = sadame(args, { cwd: join(files[0].path, "..") });
      assert.ok(content.equals(native), `${pack} ${files[0].name}`);
    });
  }
});

test("texts of rows lie beside each other, and settings are filled in afterwards", () =>
  on(PAGE, "", async (page) => {
    const folder = join(EXAMPLES, "register");
    await drop(page, readdirSync(folder).map((name) => ({ name, path: join(folder, name) })));
    await page.getByRole("grid").waitFor({ timeout: 60_000 });
    assert.equal(await page.locator(".sum b").first().textContent(), "88");
    await page.locator("nav.pages").getByText("判定できないもの").click();
    await page.locator("form.settings input[name=split_window]").fill("30 days");
    await page.getByRole("button", { name: "この設定で判定し直す" }).click();
    await page.locator("form.settings details input[name=split_window]").waitFor({ state: "attached" });
    await page.locator("form.settings input[name=own_notice]").fill("十日");
    await page.getByRole("button", { name: "この設定で判定し直す" }).click();
    await page.locator(".notice.error").waitFor();
    assert.match((await notices(page)).join(), /十日/);
  }));

test("rules with errors show their diagnostics, a workbook that cannot be read says why, and what was open stays", () =>
  on(PAGE, "", async (page) => {
    await drop(page, [{ name: "contracts.jsonl", path: join(EXAMPLES, "contracts.jsonl") }]);
    await page.getByRole("grid").waitFor({ timeout: 60_000 });
    const rules = `module bad "誤り" en "faulty"\nuse procurement\nrule X-1 "題" en "title" {\n  for each contract\n  require amuont > 0円\n}\n`;
    writeFileSync(at("bad.sadame"), rules);
    await page.setInputFiles("header input[type=file]", at("bad.sadame"));
    await page.locator(".notice.error").waitFor();
    assert.match((await notices(page)).join(), /規則に誤りがあります[\s\S]*bad\.sadame:5:11 E0201/);
    await page.locator(".notice.error button").first().click();
    assert.equal(await page.locator(".sum b").first().textContent(), "88");
    writeFileSync(at("torn.xlsx"), readFileSync(join(EXAMPLES, "contracts.xlsx")).subarray(0, 4000));
    writeFileSync(at("good.sadamec"), sadame(["bundle", "-r", "jlis", "-o", "-"]));
    await page.setInputFiles("header input[type=file]", [at("torn.xlsx"), at("good.sadamec")]);
    await page.locator(".notice.error").waitFor();
    assert.match((await notices(page)).join(), /torn\.xlsx/);
    assert.equal(await page.locator(".sum b").first().textContent(), "88");
  }));

test("a rule is changed in the book: its faults are shown at once, and then which contracts it would judge otherwise", () =>
  on(desk, "#rules/PM-10", async (page) => {
    const editor = page.locator(".cm-content");
    await editor.waitFor();
    await editor.click();
    await page.keyboard.press("Control+f");
    await page.keyboard.type("require is_corporate_number");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.keyboard.type("  require nonsense");
    await page.locator(".diagnostics .error").first().waitFor({ timeout: 60_000 });
    assert.ok((await page.locator(".cm-lintRange-error, .cm-lint-marker-error").count()) > 0, "the fault is marked in its place");
    for (let times = 0; times < "nonsense".length; times += 1) await page.keyboard.press("Backspace");
    await page.keyboard.type("amount > 1_000億円");
    await page.locator(".diagnostics .error").first().waitFor({ state: "detached", timeout: 60_000 });
    await page.getByRole("button", { name: /変えた規則で判定し/ }).click();
    await page.locator(".changes").waitFor({ timeout: 60_000 });
    assert.match(await page.locator(".changes tbody tr").first().innerText(), /DQ-01[\s\S]*指摘/);
    await page.locator(".changes a").first().click();
    await page.locator("#contract-title").waitFor();
  }));

test("when the engine breaks, the page says so, starts it anew and goes on", () =>
  on(desk, "#docket", async (page) => {
    await page.getByRole("grid").waitFor();
    await page.evaluate(() => document.dispatchEvent(new Event("desk-break")));
    await page.locator(".notice.error").waitFor();
    assert.match((await notices(page)).join(), /エンジンが異常終了しました/);
    await page.locator(".rows [role=row]").first().click();
    await page.locator(".finding").first().waitFor();
  }));

test("a hundred thousand contracts lie on the docket, and it scrolls", async () => {
  const [first] = readFileSync(join(EXAMPLES, "contracts.jsonl"), "utf8").split("\n");
  const contract = JSON.parse(first);
  const lines = [];
  for (let number = 0; number < 100_000; number += 1) {
    const { debt_item: _item, payments: _payments, ...rest } = contract;
    lines.push(JSON.stringify({ ...rest, id: `N-${number}`, vendor: `相手方${number % 300}`, corporate_number: "1", amount: 1_000_000 + number, authority: "none" }));
  }
  writeFileSync(at("many.jsonl"), lines.join("\n"));
  const rules = `module one "一" en "one"\nuse procurement\nsource none "なし" en "none" { verified no "test" }\nrule X-1 "検査数字" en "check digit" {\n  for each contract\n  cite none\n  require is_corporate_number(corporate_number)\n  message "{corporate_number}" en "{corporate_number}"\n}\n`;
  writeFileSync(at("one.sadame"), rules);
  await on(PAGE, "", async (page) => {
    const begun = Date.now();
    await page.setInputFiles(".drop input[type=file] >> nth=0", [at("many.jsonl"), at("one.sadame")]);
    await page.getByRole("grid").waitFor({ timeout: 280_000 });
    console.log(`100,000 contracts: ${((Date.now() - begun) / 1000).toFixed(1)} s to the docket`);
    assert.equal(await page.getByRole("grid").getAttribute("aria-rowcount"), "100001");
    await page.getByRole("grid").focus();
    await page.keyboard.press("End");
    await page.locator("#entry-99999").waitFor();
    assert.ok((await page.locator(".rows [role=row]").count()) < 100, "only what is in sight is drawn");
    await page.getByRole("searchbox").fill("N-4242");
    await page.locator(".rows [role=row]").first().click();
    await page.locator("#finding-X-1").waitFor();
  });
});

test("nothing is ever asked of a network", () => {
  assert.deepEqual(requests.filter((url) => !/^(file|blob|data):/.test(url)), []);
});
