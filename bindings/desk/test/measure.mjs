// Measures the desk by hand: `node bindings/desk/test/measure.mjs RECORDS…`, after `cargo xtask desk`. For each number of contracts, how long it takes until they lie
// on the docket, judged by the built-in rules, and what memory the browser then has.

import { createWriteStream, readFileSync, readdirSync, statSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { EXAMPLES, open, PAGE, scratch, start } from "./browser.mjs";

/** Contracts made of those of the examples, each with a number and a contractor of its own. */
async function made(path, records) {
  const examples = readFileSync(join(EXAMPLES, "contracts.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const out = createWriteStream(path);
  for (let number = 0; number < records; number += 1) {
    const line = JSON.stringify({ ...examples[number % examples.length], id: `N-${number}`, vendor: `相手方${number % 3000}` });
    if (!out.write(`${line}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
}

/** What memory a process and those that it started have, in megabytes. */
function memory() {
  const all = readdirSync("/proc").filter((it) => /^\d+$/.test(it)).flatMap((id) => {
    try {
      const status = readFileSync(`/proc/${id}/status`, "utf8");
      const line = readFileSync(`/proc/${id}/cmdline`, "utf8");
      return /--type=renderer/.test(line) && line.includes("chrom") ? [[Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0), Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0)]] : [];
    } catch {
      return [];
    }
  });
  return all.sort((a, b) => b[0] - a[0])[0]?.map((it) => Math.round(it / 1024)) ?? [];
}

for (const records of process.argv.slice(2).map(Number)) {
  const place = scratch();
  const file = join(place.folder, "many.jsonl");
  await made(file, records);
  const { context } = await start(place.folder);
  const page = await open(context, PAGE);
  const begun = Date.now();
  await page.setInputFiles(".drop input[type=file] >> nth=0", file);
  const told = [];
  for (;;) {
    const what = await page.locator(".progress").innerText({ timeout: 1000 }).catch(() => "");
    const step = what.split("\n")[0];
    if (step && told.at(-1)?.[0] !== step) told.push([step, ((Date.now() - begun) / 1000).toFixed(1)]);
    if ((await page.locator(".grid, .notice.error").count()) > 0) break;
    await page.waitForTimeout(200);
  }
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  const notice = await page.locator(".notice").allInnerTexts();
  const [now, most] = memory();
  console.log(`${records} contracts, ${(statSync(file).size / 1e6).toFixed(0)} MB: ${seconds} s; memory ${now} MB, at most ${most} MB; ${told.map((it) => it.join(" ")).join(", ")} ${notice.join()}`);
  if ((await page.locator(".grid").count()) > 0) {
    const time = async (name, what) => {
      const from = Date.now();
      await what();
      console.log(`  ${name}: ${Date.now() - from} ms`);
    };
    await time("search", async () => {
      await page.getByRole("searchbox").fill("N-4242");
      await page.locator("#entry-0").waitFor();
    });
    await time("search again", async () => page.getByRole("searchbox").fill("N-4243"));
    await time("group by rule", async () => {
      await page.getByRole("searchbox").fill("");
      await page.getByRole("combobox", { name: "まとめ" }).selectOption("rule");
      await page.locator(".rows .heading").first().waitFor();
    });
    await time("open a contract", async () => {
      await page.locator(".rows [role=row]:not(.heading)").first().click();
      await page.locator(".finding .evidence").first().waitFor();
    });
    await time("type a reason", async () => page.getByRole("textbox", { name: "理由" }).pressSequentially("理由を書く", { delay: 0 }));
    await time("pictures", async () => {
      await page.evaluate(() => (location.hash = "#pictures"));
      await page.locator("desk-picture svg").first().waitFor({ timeout: 60_000 });
    });
  }
  await context.close();
  place.remove();
}
