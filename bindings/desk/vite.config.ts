/** Builds the desk into one file: script, style and worker stand in the page, and its policy lets it load nothing. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

/** Writes the policy: the one script by its hash, no connections at all. */
function policy(): Plugin {
  return {
    name: "desk-policy",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const page = Object.values(bundle).find((it) => it.fileName.endsWith(".html"));
        if (page?.type !== "asset") throw new Error("there is no page");
        const html = String(page.source);
        const scripts = [...html.matchAll(/<script type="module"[^>]*>([\s\S]*?)<\/script>/g)];
        const hashes = scripts.map(([, script]) => `'sha256-${createHash("sha256").update(script ?? "").digest("base64")}'`);
        const rules = [
          "default-src 'none'",
          `script-src ${hashes.join(" ")} 'wasm-unsafe-eval'`,
          "worker-src blob:",
          "style-src 'unsafe-inline'",
          "img-src data: blob:",
          "font-src data:",
          "connect-src 'none'",
          "form-action 'none'",
          "base-uri 'none'",
        ];
        page.source = html.replace("<!-- policy -->", `<meta http-equiv="Content-Security-Policy" content="${rules.join("; ")}" />`);
      },
    },
  };
}

/** Packs the engine with gzip where it stands in the script: the page is passed from hand to hand, and a third as long. */
function packed(): Plugin {
  return {
    name: "desk-packed",
    enforce: "pre",
    transform(code, id) {
      if (!id.endsWith("/dist/inline-full.js")) return null;
      const pack = (base64: string): string => gzipSync(Buffer.from(base64, "base64"), { level: 9 }).toString("base64");
      // Base 64 of a module of WebAssembly begins so.
      const short = code.replace(/"(AGFzbQ[A-Za-z0-9+/=]+)"/g, (_, base64: string) => `"${pack(base64)}"`).replaceAll("WebAssembly.compile(", "compilePacked(");
      const unpack = "async function compilePacked(b){return WebAssembly.compile(await new Response(new Blob([b]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer())}";
      if (short.length > code.length / 2) throw new Error("the engine was not found in its script");
      return { code: `${unpack}\n${short}`, map: null };
    },
  };
}

/** Names what the page is made of, with the licences that ask for it, in a comment at its end. */
function licences(): Plugin {
  const packages = new Map<string, string>();
  return {
    name: "desk-licences",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const page = Object.values(bundle).find((it) => it.fileName.endsWith(".html"));
        if (page?.type !== "asset") return;
        for (const id of this.getModuleIds()) {
          const root = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
          if (!root || packages.has(root)) continue;
          const { name, version, license } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
          const file = readdirSync(root).find((it) => /^licen[cs]e/i.test(it));
          const text = file ? readFileSync(`${root}/${file}`, "utf8").trim() : "";
          packages.set(root, `${name} ${version} (${license})\n${text}`);
        }
        const texts = [...packages.values()].sort().join("\n\n");
        const comment = `<!-- This page holds:\n\n${texts.replaceAll("--", "- -").replaceAll(">", "›")}\n-->\n`;
        page.source = String(page.source).replace(/<\/html>\s*$/, () => `</html>\n${comment}`);
      },
    },
  };
}

export default defineConfig({
  base: "./",
  build: { outDir: "../../target/desk", emptyOutDir: true, target: "es2022", assetsInlineLimit: () => true, modulePreload: false, rollupOptions: { input: "desk.html" }, reportCompressedSize: false },
  // A worker made of modules does not start in a page that is opened from a file.
  worker: { format: "iife", plugins: () => [packed()] },
  plugins: [viteSingleFile(), policy(), licences()],
});
