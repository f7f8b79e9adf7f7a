import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
const dist = path.join(root, "dist");

/**
 * Node reads a program's modules one by one, a thousand of them with the libraries: about half of a start. So each program
 * is bundled with the libraries it uses. Not with those that have parts in other languages, nor with those that are
 * loaded when they are first needed.
 */
const common = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  external: ["@photostructure/sqlite", "sharp", "ioredis", "@socket.io/redis-streams-adapter"],
  chunkNames: "[name]-[hash]",
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
} satisfies BuildOptions;

/** It starts its worker from the file beside it, and so stays a program of its own. */
const storeBeside: Plugin = {
  name: "store-beside",
  setup(hooks) {
    hooks.onResolve({ filter: /embedded-mongo\/index\.js$/ }, () => ({
      path: "./embedded-mongo/index.js",
      external: true,
    }));
  },
};

const from = (folder: string, ...names: string[]): string[] =>
  names.map((name) => path.join(root, "src", folder, `${name}.ts`));

const app = {
  entryPoints: from("", "main", "server", "config"),
  outdir: dist,
  plugins: [storeBeside],
  // CommonJS libraries ask for node's own modules by it.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
};
const store = {
  entryPoints: from("embedded-mongo", "index", "worker", "cli"),
  outdir: path.join(dist, "embedded-mongo"),
};
const made = await Promise.all([build({ ...common, ...app }), build({ ...common, ...store })]);
const files = new Set(made.flatMap(({ metafile }) => Object.keys(metafile.outputs)));
// Afterwards, so that what watches the programs never finds none.
for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  const file = path.join(dist, name);
  if (/\.js(?:\.map)?$/.test(name) && !files.has(path.relative(root, file))) rmSync(file);
}
