// Takes the pictures of the documentation: `node bindings/desk/test/pictures.mjs FOLDER [WIDTH]`, after `cargo xtask desk`. Every view, in both languages and both lights.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { open, PAGE, sadame, scratch, settings, start } from "./browser.mjs";

const folder = process.argv[2] ?? ".";
const VIEWS = ["docket", "contract/5", "across", "undetermined", "pictures", "decisions", "rules/DB-02", "basis"];

const place = scratch();
const desk = join(place.folder, "desk.html");
// All settings but one, so that something is undetermined.
const told = settings().filter((word, at, all) => !word.startsWith("own_notice=") && !all[at + 1]?.startsWith("own_notice="));
const contracts = ["examples/jlis/contracts.jsonl", "examples/jlis/incomplete.jsonl"];
writeFileSync(desk, sadame(["check", ...told, "--desk", PAGE, "--format", "desk", ...contracts]));
const { context } = await start(place.folder);
for (const lang of ["ja", "en"]) {
  for (const theme of ["light", "dark"]) {
    const page = await open(context, desk, "#docket");
    if (process.argv[3]) await page.setViewportSize({ width: Number(process.argv[3]), height: 900 });
    await page.getByRole("grid").waitFor();
    await page.locator("header select").selectOption(theme);
    if (lang === "en") await page.getByRole("button", { name: "English" }).click();
    for (const view of VIEWS) {
      await page.evaluate((hash) => (location.hash = hash), view);
      await page.waitForTimeout(700);
      await page.screenshot({ path: join(folder, `${view.replace("/", "-")}-${lang}-${theme}.png`) });
    }
    await page.close();
  }
}
await context.close();
place.remove();
