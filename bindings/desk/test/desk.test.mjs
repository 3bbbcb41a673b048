// The review desk in a real browser, opened from a file.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { EXAMPLES, open, PAGE, sadame, scratch, settings, start } from "./browser.mjs";

let place, context, requests, desk;

before(async () => {
  place = scratch();
  desk = join(place.folder, "desk.html");
  writeFileSync(desk, sadame(["check", ...settings(), "--desk", PAGE, "--format", "desk", join(EXAMPLES, "contracts.jsonl"), join(EXAMPLES, "incomplete.jsonl")]));
  ({ context, requests } = await start(place.folder));
});

after(async () => {
  await context?.close();
  place?.remove();
});

test("the file opens on the docket, gravest first, and the counts add up", async () => {
  const page = await open(context, desk);
  await page.getByRole("heading", { name: "議案一覧" }).waitFor();
  const [read, ...parts] = (await page.locator(".sum b").allTextContents()).map(Number);
  assert.equal(read, 91);
  assert.equal(parts.reduce((sum, it) => sum + it), read);
  const rows = page.locator(".rows [role=row]");
  assert.match(await rows.first().innerText(), /違反/);
  await rows.first().click();
  await page.locator("#contract-title").waitFor();
  assert.ok((await page.locator(".finding").count()) > 0);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test("nothing is ever asked of a network", () => {
  assert.deepEqual(requests.filter((url) => !/^(file|blob|data):/.test(url)), []);
});
