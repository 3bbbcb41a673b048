// A browser for the tests: Chromium with nothing in it, that reports every request it makes and every fault it has.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** The page, as built. */
export const PAGE = join(ROOT, "target/desk/desk.html");
/** The program. */
export const SADAME = process.env.SADAME ?? join(ROOT, "target/debug/sadame");
export const EXAMPLES = join(ROOT, "examples/jlis");

/** The settings under which every rule can be judged, as arguments. */
export function settings() {
  const lines = readFileSync(join(EXAMPLES, "settings.txt"), "utf8").trim().split("\n");
  return ["--as-of", "2017-04-28", ...lines.flatMap((line) => ["--param", line])];
}

/** Runs the program; its exit status does not matter. */
export function sadame(args, options = {}) {
  try {
    return execFileSync(SADAME, args, { cwd: ROOT, maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "inherit"], ...options });
  } catch (fault) {
    if (fault.status === 1) return fault.stdout;
    throw fault;
  }
}

/** A folder that goes away. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "desk-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser in a profile of its own. */
export async function start(folder) {
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ARGUMENTS,
    acceptDownloads: true,
    viewport: { width: 1440, height: 900 },
  });
  const requests = [];
  context.on("request", (request) => requests.push(request.url()));
  return { context, requests };
}

/** Opens a page from a file; what goes wrong in it is collected. */
export async function open(context, file, hash = "") {
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (fault) => page.faults.push(fault.message));
  page.on("console", (message) => message.type() === "error" && page.faults.push(message.text()));
  await page.goto(pathToFileURL(file).href + hash);
  return page;
}

/** Opens a desk, does something, and sees that nothing went wrong in the page. */
export async function on(context, file, hash, what) {
  const page = await open(context, file, hash);
  try {
    await what(page);
    if (page.faults.length > 0) throw new Error(page.faults.join("\n"));
  } finally {
    // A page with decisions that no file holds asks before it goes.
    await page.close({ runBeforeUnload: false });
  }
}

/** What the page says happened. */
export const notices = (page) => page.locator(".notice").allInnerTexts();

/** What comes of clicking something that saves a file. */
export async function saved(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

/** Records a decision on the contract that is open. */
export async function decide(page, verdict, reason, member) {
  await page.getByRole("radio", { name: verdict }).check();
  await page.getByRole("textbox", { name: "理由" }).fill(reason);
  await page.getByLabel("委員", { exact: true }).fill(member);
  await page.getByRole("button", { name: /件に記録/ }).click();
}

/** Drops files on the page as a hand would. */
export async function drop(page, files, selector = ".drop") {
  const transfer = await page.evaluateHandle(() => new DataTransfer());
  for (const { name, path, content } of files) {
    const base64 = (content === undefined ? readFileSync(path) : Buffer.from(content)).toString("base64");
    await transfer.evaluate(
      (it, [name, base64]) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        it.items.add(new File([bytes], name));
      },
      [name, base64],
    );
  }
  await page.dispatchEvent(selector, "drop", { dataTransfer: transfer });
}
