import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { languages } from "../shared/i18n/languages.js";
import { compressFile } from "./compress.js";

interface Asset {
  url: string;
  imports: string[];
}

const SHELL = ["app.css", "theme.js", "page.js", "lobby.js", "room.js", "offline.js"];
/** The offline page depends on these, besides hashed files. */
const SOURCES = ["views/layout.njk", "views/offline.njk", "public/favicon.svg"];

/** A script of its own at the root, whose name must not change: browsers look there for its next version. */
export async function buildServiceWorker(
  root: string,
  assets: Record<string, Asset>,
  urls: string[],
): Promise<void> {
  const shell = new Set(
    SHELL.flatMap((name) => [assets[name]!.url, ...assets[name]!.imports]).concat("/favicon.svg"),
  );
  const hash = createHash("sha256").update(urls.join("\n"));
  for (const file of SOURCES) hash.update(readFileSync(path.join(root, file)));
  const description = {
    version: hash.digest("hex").slice(0, 12),
    shell: [...shell],
    assets: urls,
    catalogues: Object.fromEntries(languages.map((lang) => [lang, assets[`${lang}.js`]!.url])),
  };
  const file = path.join(root, "public/sw.js");
  for (const extension of ["", ".br", ".gz"]) rmSync(file + extension, { force: true });
  await build({
    entryPoints: [path.join(root, "src/browser/app/worker/service-worker.ts")],
    outfile: file,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    define: { BUILD: JSON.stringify(description) },
  });
  compressFile(file);
}
