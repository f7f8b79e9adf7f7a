import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import nunjucks from "nunjucks";
import { compressFolder } from "./compress.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = {
  "theme.js": "theme.ts",
  "page.js": "page.ts",
  "lobby.js": "lobby.ts",
  "room.js": "room.ts",
  "app.css": "css/app.css",
};

/** `import code from "views:partials/chat.njk"` gives the precompiled template: the server's own, not a copy. */
const templates: Plugin = {
  name: "views",
  setup(hooks) {
    hooks.onResolve({ filter: /^views:/ }, ({ path: name }) => ({ path: name.slice(6), namespace: "views" }));
    hooks.onLoad({ filter: /.*/, namespace: "views" }, ({ path: name }) => {
      const env = new nunjucks.Environment(null, { autoescape: true, trimBlocks: true, lstripBlocks: true });
      const source = readFileSync(path.join(root, "views", name), "utf8");
      const contents = nunjucks.precompileString(source, {
        name,
        env,
        wrapper: asModule,
      });
      return { contents, loader: "js" };
    });
  },
};

/** The library passes a list, whatever its types say. */
function asModule(templates: unknown): string {
  const [{ template }] = templates as [{ template: string }];
  return `export default (function () {${template}})();`;
}

const LOOKS_FOR_GLOBAL = 'Function("return this")() || (1,eval)("this")';

/** The runtime asks `eval` for the global object, which the CSP forbids and reports. */
const withoutEval: Plugin = {
  name: "without-eval",
  setup(hooks) {
    hooks.onLoad({ filter: /nunjucks-slim\.js$/ }, ({ path: file }) => {
      const source = readFileSync(file, "utf8");
      if (!source.includes(LOOKS_FOR_GLOBAL)) throw new Error(`${file} has changed; is this still needed?`);
      return { contents: source.replace(LOOKS_FOR_GLOBAL, "globalThis"), loader: "js" };
    });
  },
};

/** A class for each hue, so that a person's colour needs no inline style, which the CSP forbids. */
const hues: Plugin = {
  name: "hues",
  setup(hooks) {
    hooks.onResolve({ filter: /^hues$/ }, () => ({ path: "hues", namespace: "hues" }));
    hooks.onLoad({ filter: /.*/, namespace: "hues" }, () => ({
      contents: Array.from({ length: 360 }, (_, h) => `.h${h}{--h:${h}}`).join("\n"),
      loader: "css",
    }));
  },
};

const catalogues = { "en.js": "../shared/i18n/en.ts", "ko.js": "../shared/i18n/ko.ts" };
const entries = { ...pages, ...catalogues };

const folders = ["css", "js"].map((name) => path.join(root, "public", name));
for (const folder of folders) rmSync(folder, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: path.join(root, "src/browser"),
  entryPoints: Object.values(entries),
  outdir: path.join(root, "public"),
  entryNames: "[ext]/[name]-[hash]",
  chunkNames: "js/[name]-[hash]",
  bundle: true,
  splitting: true,
  minify: true,
  charset: "utf8",
  format: "esm",
  target: "es2022",
  metafile: true,
  plugins: [templates, hues, withoutEval],
});

const urlOf = (output: string): string => `/${path.relative("../../public", output)}`;

/** Where a page finds each asset, and what that will import at once, so that all of it is asked for together. */
const manifest: Record<string, { url: string; imports: string[] }> = {};
for (const [output, { entryPoint, imports }] of Object.entries(metafile.outputs)) {
  const name = Object.entries(entries).find(([, source]) => source === entryPoint)?.[0];
  const needed = imports.filter(({ kind }) => kind === "import-statement").map((one) => urlOf(one.path));
  if (name) manifest[name] = { url: urlOf(output), imports: needed };
}
writeFileSync(path.join(root, "dist/assets.json"), JSON.stringify(manifest, null, 2));
for (const folder of folders) compressFolder(folder);
