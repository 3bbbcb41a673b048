// The form guard in a plain page, opened from a file.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open } from "./browser.mjs";
import { bundle, folder, root } from "./program.mjs";

let browser, page, asked, said;

before(async () => {
  ({ browser, page, asked, said } = await open());
});
after(() => browser?.close());
beforeEach(async () => {
  await page.goto(pathToFileURL(join(folder, "test", "form.html")).href);
  await page.evaluate((bytes) => window.ready(bytes), Buffer.from(bundle("jlis")).toString("base64"));
});

const field = (name) => page.locator(`[name="${name}"]`);

/** What is said of a field to whoever cannot see it. */
async function described(name) {
  const ids = ((await field(name).getAttribute("aria-describedby")) ?? "").split(" ").filter(Boolean);
  const texts = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).innerText()));
  return texts.join("\n");
}

async function fill(values) {
  for (const [name, value] of Object.entries(values)) {
    await field(name).focus();
    if (name === "kind") await field(name).selectOption(value);
    else await page.keyboard.type(value);
    await page.keyboard.press("Tab");
  }
  await page.waitForFunction(() => window.details.length > 0 && document.querySelector(".sadame-status").textContent !== "");
}

async function axe() {
  const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(source);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(" ")}`);
}

test("what breaks a rule stands beside its field, and goes when it is put right", async () => {
  await fill({ kind: "works", planned_price: "1,848,000", amount: "１，９００，０００円" });
  await page.waitForSelector('[data-code="PM-09"]');
  assert.match(await described("amount"), /違反\s*契約金額1,900,000円は、予定価格1,848,000円を52,000円超えています/);
  assert.equal(await field("amount").getAttribute("aria-invalid"), "true");
  assert.match(await described("planned_price"), /税込み/, "what described the field before still does");
  assert.match(await page.locator(".sadame-status").textContent(), /件の指摘があります/);
  assert.deepEqual(await axe(), []);
  await field("amount").fill("1848000");
  await page.waitForSelector('[data-code="PM-09"]', { state: "detached" });
  assert.equal(await field("amount").getAttribute("aria-invalid"), null);
});

test("what cannot be read is told, and fields that nobody has left are let be", async () => {
  await fill({ amount: "04x", "payments[1].year": "28" });
  await page.waitForSelector('[data-code="wrong_type"]');
  assert.match(await described("amount"), /読み取れません/);
  assert.notEqual(await described("payments[1].year"), "", "the only payment is the first, whatever its control is called");
  assert.match(await described("signed_on"), /未記入/, "it was passed over");
  assert.equal(await described("planned_price"), "税込み", "nobody was there yet");
  const { issues } = await page.evaluate(() => window.details.at(-1));
  assert.ok(issues.some((issue) => issue.path.join("/") === "amount" && issue.unread));
});

test("a number is not made of what only resembles one", async () => {
  await fill({ amount: "10²" });
  await page.waitForSelector('[data-code="wrong_type"]');
  assert.match(await described("amount"), /読み取れません/);
});

test("a form with violations is not sent; the list above it leads to the fields, by the keyboard alone", async () => {
  await fill({ kind: "works", planned_price: "1848000", amount: "1900000" });
  await page.getByRole("button", { name: "登録" }).focus();
  await page.keyboard.press("Enter");
  const summary = page.locator(".sadame-summary");
  await summary.getByRole("heading").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.className), "sadame-summary");
  assert.equal(await page.evaluate(() => window.sent), undefined);
  const link = summary.getByRole("link", { name: /予定価格1,848,000円を/ });
  await link.first().focus();
  await page.keyboard.press("Enter");
  assert.ok(["amount", "planned_price"].includes(await page.evaluate(() => document.activeElement.name)));
  assert.deepEqual(await axe(), []);
  await page.getByRole("button", { name: "取消し" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".sadame-issues li").length === 0);
});

test("a form with nothing against it is sent", async () => {
  const { RuleSet, load } = await import("sadame");
  await load("full");
  const orders = RuleSet.compile({ "order.sadame": readFileSync(join(root, "bindings/python/tests/rules/order.sadame")) });
  await page.evaluate((bytes) => {
    const guard = document.querySelector("sadame-form-guard");
    guard.setAttribute("record", "order");
    guard.querySelector("form").innerHTML = '<label>番号 <input name="id"></label> <label>金額 <input name="amount"></label> <button>登録</button>';
    return window.ready(bytes);
  }, Buffer.from(orders.toBundle()).toString("base64"));
  const send = () => page.getByRole("button", { name: "登録" }).click();
  await field("id").fill("A");
  await field("amount").fill("2円");
  await send();
  await page.waitForSelector('[data-code="T-02"]');
  assert.equal(await page.evaluate(() => window.sent), undefined);
  await field("amount").fill("１円");
  await send();
  assert.equal(await page.evaluate(() => window.sent), true);
});

test("what cannot be checked is not sent, and the form says why", async () => {
  const send = () => page.getByRole("button", { name: "登録" }).click();
  const summary = page.locator(".sadame-summary");
  await page.evaluate(() => document.querySelector("sadame-form-guard").setAttribute("as-of", "いつか"));
  await send();
  await summary.getByRole("alert").waitFor();
  assert.match(await summary.innerText(), /確かめられませんでした[\s\S]*いつか/);
  await page.evaluate(() => {
    const guard = document.querySelector("sadame-form-guard");
    guard.removeAttribute("as-of");
    guard.setAttribute("fail-level", "eror");
  });
  await send();
  assert.match(await summary.innerText(), /確かめられませんでした[\s\S]*`fail-level` must be one of info, review, warning, error/);
  await page.evaluate(() => (document.querySelector("sadame-form-guard").rules = undefined));
  await send();
  assert.match(await summary.innerText(), /規則をまだ読み込んでいません/);
  assert.equal(await page.evaluate(() => window.sent), undefined);
});

test("controls whose names differ in a sign alone have findings of their own", async () => {
  await page.evaluate(() => {
    document.querySelector("form").insertAdjacentHTML("afterbegin", '<label>似た名 <input name="payments-1-year"></label>');
  });
  const names = ["payments-1-year", "payments[1].year"];
  await fill({ [names[0]]: "1", [names[1]]: "28" });
  for (const name of names) await page.waitForFunction((name) => document.querySelector(`[name="${name}"]`).getAttribute("aria-describedby"), name);
  const ids = await Promise.all(names.map((name) => field(name).getAttribute("aria-describedby")));
  assert.notEqual(ids[0], ids[1]);
});

test("in an English page it speaks English", async () => {
  await page.evaluate(() => document.documentElement.setAttribute("lang", "en"));
  await fill({ kind: "works", planned_price: "1848000", amount: "1900000" });
  await page.waitForSelector('[data-code="PM-09"]');
  assert.match(await described("amount"), /violation\s*.*1,848,000/);
  assert.match(await page.locator(".sadame-status").textContent(), /finding/);
});

test("texts are texts, and nothing is asked of any network", async () => {
  await fill({ amount: '<img src=x onerror="document.title=1">' });
  await page.waitForSelector('[data-code="wrong_type"]');
  assert.equal(await page.locator("sadame-form-guard img").count(), 0);
  assert.deepEqual(asked, []);
  assert.deepEqual(said, []);
});

test("the page judges what Node judges, byte for byte", async () => {
  const { RuleSet, load } = await import("sadame");
  await load();
  const record = { id: "A", kind: "works", amount: 1_900_000, planned_price: 1_848_000 };
  const node = JSON.stringify(RuleSet.fromBundle(bundle("jlis")).check([record]));
  const here = await page.evaluate((record) => JSON.stringify(document.querySelector("sadame-form-guard").rules.check([record])), record);
  assert.equal(here, node);
});
