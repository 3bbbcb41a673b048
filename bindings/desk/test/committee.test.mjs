// What would hurt a committee: counts that do not add up, decisions that get lost, verdicts by other rules than those it gave.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { after, before, test } from "node:test";
import { decide, drop, EXAMPLES, notices, on, PAGE, ROOT, sadame, saved, scratch, settings, start } from "./browser.mjs";

let place, context, desk;
const at = (name) => join(place.folder, name);
const CONTRACTS = [join(EXAMPLES, "contracts.jsonl"), join(EXAMPLES, "incomplete.jsonl")];

/** Writes the desk of some contracts. */
function write(name, contracts, more = []) {
  writeFileSync(at(name), sadame(["check", "-r", "jlis", ...more, "--desk", PAGE, "--format", "desk", ...contracts]));
  return at(name);
}

before(async () => {
  place = scratch();
  desk = write("desk.html", CONTRACTS, settings());
  ({ context } = await start(place.folder));
});

after(async () => {
  await context?.close();
  place?.remove();
});

const grid = (page) => page.getByRole("grid");
const shown = async (page) => Number(await grid(page).getAttribute("aria-rowcount")) - 1;
const first = (page) => page.locator(".rows [role=row]:not(.heading)").first();

test("how many a choice is said to have is how many it shows, and a group holds what the filter lets through", () =>
  on(context, desk, "#docket", async (page) => {
    await grid(page).waitFor();
    for (const name of ["規則", "相手方", "部署", "方式", "年度"]) {
      const choice = page.locator(".filters").getByRole("combobox", { name, exact: true });
      const options = await choice.locator("option").evaluateAll((all) => all.slice(1, 4).map(({ value, textContent }) => [value, textContent]));
      assert.ok(options.length > 0, name);
      for (const [value, text] of options) {
        await choice.selectOption(value);
        assert.equal(await shown(page), Number(/（([\d,]+)）\s*$/.exec(text)[1]), `${name} ${text}`);
      }
      await page.getByRole("button", { name: "条件を消す" }).click();
    }
    const flagged = Number(await page.locator(".sum b").nth(1).textContent());
    await page.getByRole("checkbox", { name: "参考" }).check();
    await page.getByRole("combobox", { name: "まとめ" }).selectOption("severity");
    assert.deepEqual((await page.locator(".rows .heading").allInnerTexts()).map((it) => it.split("　")[0]), ["参考"]);
    await page.getByRole("checkbox", { name: "参考" }).uncheck();
    await page.getByRole("checkbox", { name: "判定不能" }).check();
    assert.doesNotMatch(await page.locator(".result").innerText(), new RegExp(`指摘あり${flagged}件のうち`), "what is undetermined is not among what is flagged");
    await page.getByRole("checkbox", { name: "判定不能" }).uncheck();
    await page.getByRole("combobox", { name: "まとめ" }).selectOption("rule");
    assert.match(await page.locator(".result").innerText(), /延べ\d+件/, "contracts that stand under several rules are said to");
  }));

test("the minutes hold every decision, whatever the docket shows", () =>
  on(context, desk, "#docket", async (page) => {
    await first(page).click();
    await decide(page, "承認", "理由その一", "甲");
    await page.evaluate(() => (location.hash = "#undetermined"));
    const only = await page.evaluate(() => document.querySelectorAll("details.fact").length);
    assert.ok(only > 0);
    await page.evaluate(() => (location.hash = "#docket"));
    await page.getByRole("checkbox", { name: "判定不能" }).check();
    const last = await page.evaluate(() => (document.querySelector("desk-list").entries.at(-1)).row);
    assert.equal(last.standing, "undetermined");
    await page.evaluate((n) => (location.hash = `#contract/${n}`), last.n);
    await decide(page, "保留", "部署に確かめる", "甲");
    await page.evaluate(() => (location.hash = "#across"));
    const matter = page.locator(".matter").filter({ has: page.locator("form.decide") }).first();
    await matter.getByText("決定を記録する").click();
    await matter.getByRole("radio", { name: "要是正" }).check();
    await matter.getByRole("textbox", { name: "理由" }).fill("限度額の残りを確かめる");
    await matter.getByRole("button", { name: /件に記録/ }).click();
    await page.evaluate(() => (location.hash = "#docket"));
    await page.locator(".filters").getByRole("combobox", { name: "決定" }).selectOption("open");
    await page.locator("nav.pages").getByText("決定", { exact: false }).last().click();
    const minutes = await saved(page, () => page.getByRole("button", { name: "議事録（HTML）" }).click());
    for (const reason of ["理由その一", "部署に確かめる", "限度額の残りを確かめる"]) assert.match(minutes.content.toString(), new RegExp(reason), reason);
    const book = await saved(page, () => page.getByRole("button", { name: "議事録（XLSX）" }).click());
    const texts = Object.values(unzipped(book.content)).join("");
    for (const reason of ["理由その一", "部署に確かめる", "限度額の残りを確かめる"]) assert.match(texts, new RegExp(reason), reason);
  }));

test("a workbook of minutes can be opened, whatever stands in the contracts", async () => {
  const contract = JSON.parse(readFileSync(CONTRACTS[0], "utf8").split("\n")[5]);
  writeFileSync(at("strange.jsonl"), `${JSON.stringify({ ...contract, title: `甲\u0001乙${"長".repeat(40_000)}`, vendor: "=1+1" })}\n`);
  await on(context, write("strange.html", [at("strange.jsonl")], settings()), "#decisions", async (page) => {
    const book = await saved(page, () => page.getByRole("button", { name: "議事録（XLSX）" }).click());
    const parts = unzipped(book.content);
    for (const [name, text] of Object.entries(parts).filter(([name]) => name.endsWith(".xml"))) {
      const wrong = await page.evaluate((text) => new DOMParser().parseFromString(text, "application/xml").querySelector("parsererror")?.textContent, text);
      assert.equal(wrong, undefined, name);
      assert.doesNotMatch(text, /<f>/, "no text is a formula");
      assert.ok((text.match(/[^<>]{32768,}/g) ?? []).length === 0, "no cell is longer than a workbook takes");
    }
  });
});

test("whoever decides goes on to the next, though what is decided leaves the docket; what was begun stays", () =>
  on(context, desk, "#docket", async (page) => {
    await page.locator(".filters").getByRole("combobox", { name: "決定" }).selectOption("open");
    const keys = await page.locator(".rows .key").evaluateAll((all) => all.slice(0, 3).map((it) => it.textContent));
    await first(page).click();
    await decide(page, "承認", "説明を受けた", "甲");
    await page.locator(".decided").first().waitFor();
    await page.getByRole("heading", { level: 2 }).click();
    await page.keyboard.press("j");
    await page.locator("#contract-title").filter({ hasText: keys[1] }).waitFor();
    await page.getByRole("textbox", { name: "理由" }).fill("書きかけ");
    await page.getByRole("link", { name: /次の契約/ }).click();
    await page.locator("#contract-title").filter({ hasText: keys[2] }).waitFor();
    await page.getByRole("link", { name: /前の契約/ }).click();
    await page.locator("#contract-title").filter({ hasText: keys[1] }).waitFor();
    assert.equal(await page.getByRole("textbox", { name: "理由" }).inputValue(), "書きかけ");
  }));

test("contracts of a group stand in the order of their signing, with the day and a running total that adds up", () =>
  on(context, desk, "#docket", async (page) => {
    await page.getByRole("combobox", { name: "規則" }).selectOption("DB-02");
    await first(page).click();
    const rows = await page.locator("#finding-DB-02 .related tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
    assert.ok(rows.length > 1);
    const yen = (text) => Number(text.replace(/[^\d-]/g, ""));
    const days = rows.map((row) => row[2].match(/\d+/g).map((it) => it.padStart(2, "0")).join("-"));
    assert.deepEqual(days, [...days].sort(), "in the order of their days");
    rows.reduce((total, row) => {
      assert.equal(yen(row[4]), total + yen(row[3]));
      return yen(row[4]);
    }, 0);
  }));

test("decisions that are dropped with the contracts are taken in; a damaged file is refused, and what was open stays", () =>
  on(context, PAGE, "", async (page) => {
    const decision = { fingerprint: "ffff", rule: "DB-02", subject: "X", decision: "accepted", by: "丙", on: "2017-04-01", reason: "別の年度" };
    const file = JSON.stringify({ version: 1, inputs: [{ name: "other.xlsx", digest: "00" }], decisions: [decision] });
    await drop(page, [{ name: "decisions.json", content: file }, { name: "contracts.jsonl", path: CONTRACTS[0] }]);
    await page.locator(".notice").filter({ hasText: "取り込みました" }).waitFor({ timeout: 60_000 });
    const kept = await saved(page, () => page.getByRole("button", { name: /決定を保存/ }).first().click());
    assert.ok(JSON.parse(kept.content).inputs.some(({ digest }) => digest === "00"), "the file says what else it was made on");
    for (const [content, why] of [
      [file.slice(0, -20), /decisions\.json：決定のファイルが読めません/],
      [file.replace("2017-04-01", "2017-02-30"), /1件目の決定の「on」/],
      [file.replace('"by"', '"bye":1,"by"'), /1件目の決定の「bye」/],
    ]) {
      await drop(page, [{ name: "decisions.json", content }], "main");
      await page.locator(".notice.error").last().waitFor();
      assert.match((await notices(page)).join(), why);
      await page.locator(".notice.error button").last().click();
      assert.equal(await page.locator(".sum b").first().textContent(), "88");
    }
    await drop(page, [{ name: "broken.jsonl", content: "これは契約ではない\n" }], "main");
    await page.locator(".notice.error").last().waitFor();
    assert.match((await notices(page)).join(), /判定できる契約がありません[\s\S]*開いていた資料はそのまま/);
    assert.equal(await page.locator(".sum b").first().textContent(), "88");
  }));

test("what is judged again by other settings keeps its decisions, and the way back to before them", () =>
  on(context, PAGE, "", async (page) => {
    await drop(page, [{ name: "contracts.jsonl", path: CONTRACTS[0] }]);
    await grid(page).waitFor({ timeout: 60_000 });
    await first(page).click();
    await decide(page, "承認", "一つ目", "甲");
    await page.locator(".decided").first().waitFor();
    const decisions = async () => Number(/決定\s*(\d+)/.exec(await page.locator("nav.pages").innerText())[1]);
    const made = await decisions();
    assert.ok(made > 0);
    await page.locator("nav.pages").getByText("判定できないもの").click();
    const again = async (value) => {
      await page.locator("form.settings input[name=split_window]").evaluate((it) => it.closest("details")?.setAttribute("open", ""));
      await page.locator("form.settings input[name=split_window]").fill(value);
      await page.getByRole("button", { name: "この設定で判定し直す" }).click();
      await page.locator(".progress").waitFor({ state: "detached", timeout: 60_000 });
    };
    await again("30 days");
    assert.equal(await decisions(), made);
    await again("40 days");
    await page.locator("nav.pages").getByText("入力と根拠").click();
    assert.match(await page.locator(".basis").innerText(), /40日/, "what was set once can be set otherwise");
    await page.getByRole("button", { name: "元に戻す" }).click();
    assert.equal(await decisions(), 0);
    assert.ok(await page.getByRole("button", { name: "元に戻す" }).isDisabled());
  }));

test("where rules read several records, somebody says which; the engine may break afterwards", () =>
  on(context, PAGE, "", async (page) => {
    const bundle = at("budget.sadamec");
    sadame(["bundle", "-r", "budget", "-o", bundle]);
    const file = join(ROOT, "examples/budget/overview_fy2016.jsonl");
    await drop(page, [{ name: "budget.sadamec", path: bundle }, { name: "overview.jsonl", path: file }]);
    const dialog = page.getByRole("dialog");
    await dialog.waitFor({ timeout: 60_000 });
    assert.match(await dialog.innerText(), /予算の金額[\s\S]*概要の行/);
    await dialog.getByRole("button", { name: /概要の行/ }).click();
    await page.locator("nav.pages").waitFor({ timeout: 60_000 });
    const native = JSON.parse(sadame(["check", "-r", "budget", "--record", "overview_line", "--no-config", "--format", "json", file]));
    assert.equal(await page.locator(".sum b").first().textContent(), String(native.summary.read));
    await page.evaluate(() => document.dispatchEvent(new Event("desk-break")));
    await page.locator(".notice.error").waitFor();
    await page.locator("nav.pages").getByText("入力と根拠").click();
    const { content } = await saved(page, () => page.getByRole("button", { name: /報告をJSONで保存/ }).click());
    assert.deepEqual(JSON.parse(content).summary.rules, native.summary.rules);
  }));

test("rules that came before the contracts are those that judge after the engine broke", () =>
  on(context, PAGE, "", async (page) => {
    const rules = `module one "一" en "one"\nuse procurement\nsource none "なし" en "none" { verified no "test" }\nrule X-1 "件名" en "title" {\n  for each contract\n  cite none\n  require amount > 1_000億円\n  message "{amount}" en "{amount}"\n}\n`;
    await drop(page, [{ name: "one.sadame", content: rules }]);
    await page.locator(".notice").filter({ hasText: "規則を読みました" }).waitFor({ timeout: 60_000 });
    await drop(page, [{ name: "contracts.jsonl", path: CONTRACTS[0] }]);
    await grid(page).waitFor({ timeout: 60_000 });
    await page.evaluate(() => document.dispatchEvent(new Event("desk-break")));
    await page.locator(".notice.error").waitFor();
    await first(page).click();
    await page.locator("#finding-X-1 .evidence").first().waitFor({ timeout: 60_000 });
    assert.equal(await page.locator(".finding").count(), 1);
  }));

test("amounts are shown in their own currency, and never added across", () =>
  on(context, PAGE, "", async (page) => {
    const bundle = at("ocds.sadamec");
    sadame(["bundle", "-r", "ocds", "-o", bundle]);
    await drop(page, [{ name: "ocds.sadamec", path: bundle }, { name: "paraguay.jsonl", path: join(ROOT, "examples/ocds/paraguay.jsonl") }]);
    await grid(page).waitFor({ timeout: 60_000 });
    assert.doesNotMatch(await page.locator("#main").innerText(), /[1-9][\d,]*円/);
  }));

test("a desk that was written in English opens in English", () =>
  on(context, write("english.html", [CONTRACTS[0]], ["--lang", "en"]), "", async (page) => {
    await page.getByRole("heading", { name: "Docket" }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
    assert.match(await page.title(), /Contract review desk/);
    const left = await page.locator("header, nav, .docket .head, .filters label > span, .filters legend, .result").allInnerTexts();
    assert.doesNotMatch(left.join("\n").replace("日本語", ""), /[\p{Script=Hiragana}\p{Script=Katakana}]/u);
  }));

test("the browser's own way of printing prints the whole docket", () =>
  on(context, desk, "#docket", async (page) => {
    await grid(page).waitFor();
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.equal(await page.locator("#sheet tbody tr").count(), await shown(page));
  }));

/** The texts of the files in a zip. */
function unzipped(bytes) {
  const out = {};
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let here = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, name, extra, comment, local] = [bytes.readUInt16LE(here + 10), bytes.readUInt32LE(here + 20), bytes.readUInt16LE(here + 28), bytes.readUInt16LE(here + 30), bytes.readUInt16LE(here + 32), bytes.readUInt32LE(here + 42)];
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(begin, begin + size);
    out[bytes.subarray(here + 46, here + 46 + name).toString()] = (method === 0 ? packed : inflateRawSync(packed)).toString();
    here += 46 + name + extra + comment;
  }
  return out;
}
