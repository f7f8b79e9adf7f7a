import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { languages } from "../shared/i18n/languages.js";
import { generateHueClasses, precompileViews, removeEval } from "./browser-plugins.js";
import { leaveServerTextsOut } from "./browser-texts.js";
import { keepCommonModulesTogether } from "./common-modules.js";
import { compressFolder } from "./compress.js";
import { buildLateStyles } from "./late-styles.js";
import { noteBundled } from "./licenses.js";
import { buildServiceWorker } from "./service-worker.js";
import { buildWorkers } from "./workers.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

const entries: Record<string, string> = {
  "theme.js": "theme.ts",
  "page.js": "page.ts",
  "lobby.js": "lobby.ts",
  "room.js": "room.ts",
  "waiting.js": "waiting.ts",
  "watch.js": "watch.ts",
  "offline.js": "offline.ts",
  "proof-worker.js": "proof/proof-worker.ts",
  "app.css": "css/app.css",
  "framed.css": "css/framed.css",
  "operator-pages.css": "css/operator-pages.css",
  "reporting.css": "css/reporting.css",
  ...Object.fromEntries(languages.map((lang) => [`${lang}.js`, `../shared/i18n/catalogues/${lang}.ts`])),
};

const browserDir = path.join(root, "src/browser");
const folders = ["css", "js"].map((name) => path.join(root, "public", name));
for (const folder of folders) rmSync(folder, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: browserDir,
  entryPoints: Object.values(entries),
  outdir: path.join(root, "public"),
  entryNames: "[ext]/[name]-[hash]",
  chunkNames: "js/[name]-[hash]",
  assetNames: "[ext]/[name]-[hash]",
  bundle: true,
  splitting: true,
  minify: true,
  charset: "utf8",
  format: "esm",
  target: "es2022",
  metafile: true,
  plugins: [
    buildWorkers,
    precompileViews(path.join(root, "views")),
    generateHueClasses,
    removeEval,
    buildLateStyles(path.join(browserDir, "css")),
    leaveServerTextsOut(root),
    keepCommonModulesTogether(browserDir),
  ],
});
noteBundled(metafile, browserDir);
const manifest = createManifest(metafile);
writeFileSync(path.join(root, "dist/assets.json"), JSON.stringify(manifest, null, 2));
for (const folder of folders) compressFolder(folder);
await buildServiceWorker(root, manifest, Object.keys(metafile.outputs).map(toUrl));

interface Asset {
  url: string;
  imports: string[];
}

function createManifest({ outputs }: Metafile): Record<string, Asset> {
  const manifest: Record<string, Asset> = {};
  for (const [output, { entryPoint, imports }] of Object.entries(outputs)) {
    const name = Object.keys(entries).find((key) => entries[key] === entryPoint);
    const preloads = imports.filter(({ kind }) => kind === "import-statement").map((one) => toUrl(one.path));
    if (name) manifest[name] = { url: toUrl(output), imports: preloads };
  }
  return manifest;
}

function toUrl(output: string): string {
  return `/${path.relative("../../public", output)}`;
}
