import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { precompileAllViews } from "./browser-plugins.js";
import { noteBundled } from "./licenses.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const dist = path.join(root, "dist");

/** Bundles libraries, since reading a thousand modules takes half of a start; not native or optional ones. */
const common = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  external: ["@photostructure/sqlite", "sharp", "ioredis", "@socket.io/redis-streams-adapter"],
  chunkNames: "[name]-[hash]",
  // Half as much to read at the start. Names and short lines stay, so that an error's stack still says where it was.
  minifyWhitespace: true,
  lineLimit: 120,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
} satisfies BuildOptions;

/** The store starts its worker from a file next to its own, so it is not bundled into the server. */
const externalStore: Plugin = {
  name: "external-store",
  setup(hooks) {
    hooks.onResolve({ filter: /embedded-mongo\/index\.js$/ }, () => ({
      path: "./embedded-mongo/index.js",
      external: true,
    }));
  },
};

const toSources = (folder: string, ...names: string[]): string[] =>
  names.map((name) => path.join(root, "src", folder, `${name}.ts`));

const app = {
  entryPoints: toSources("", "main", "cli", "server", "config", "config/settings"),
  outdir: dist,
  plugins: [externalStore, precompileAllViews(path.join(root, "views"))],
  // Bundled CommonJS libraries load Node's own modules with `require`.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
};
const store = {
  entryPoints: toSources("embedded-mongo", "index", "worker", "cli"),
  outdir: path.join(dist, "embedded-mongo"),
};
const gifWorkers = {
  entryPoints: toSources("services/gifs", "gif-worker", "animation-worker", "small-worker"),
  outdir: dist,
};
const results = await Promise.all([app, store, gifWorkers].map((one) => build({ ...common, ...one })));
for (const { metafile } of results) noteBundled(metafile, root);
const outputs = new Set(results.flatMap(({ metafile }) => Object.keys(metafile.outputs)));
// Only after the build, so that `node --watch` always finds the current files.
for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  const file = path.join(dist, name);
  if (/\.js(?:\.map)?$/.test(name) && !outputs.has(path.relative(root, file))) rmSync(file);
}
