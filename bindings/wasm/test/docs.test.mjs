// The examples in the documentation run, one after the other, as one program a page.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { folder, root } from "./program.mjs";

for (const page of ["docs/javascript.md", "bindings/wasm/README.md"]) {
  test(page, async (t) => {
    const text = readFileSync(join(root, page), "utf8");
    const blocks = [...text.matchAll(/^```js\n(.*?)^```/gms)].map(([, block]) => block);
    assert.ok(blocks.length > 0);
    const imports = [];
    const body = blocks.join("\n").replace(/^import .*\n/gm, (line) => (imports.push(line), ""));
    const head = 'import assert from "node:assert/strict";\nimport { readFile as read } from "node:fs/promises";\n';
    // Files of the page are those of the repository, and the bundle is the one that the package ships.
    const files = `const readFile = (name) => read(name.endsWith(".sadamec") ? ${JSON.stringify(join(folder, "dist/packs/"))} + name : ${JSON.stringify(`${root}/`)} + name);\n`;
    const program = head + imports.filter((line) => !line.includes("node:fs")).join("") + files + `const bundle = await readFile("jlis.sadamec");\n` + body;
    const file = join(folder, "test", `.${page.replaceAll("/", "-")}.mjs`);
    writeFileSync(file, program);
    t.after(async () => (await import("node:fs")).rmSync(file));
    await import(file);
  });
}

