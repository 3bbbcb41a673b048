// A browser for tests: Debian's Chromium, without a window and without the network.

import { chromium } from "playwright-core";

/** Opens a browser; who asks for anything but files is told of in `asked`. */
export async function open() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
  });
  const page = await browser.newPage();
  const asked = [];
  page.on("request", (request) => /^(file|data|blob):/.test(request.url()) || asked.push(request.url()));
  const said = [];
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  return { browser, page, asked, said };
}
