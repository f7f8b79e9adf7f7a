import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { packNames } from "../../shared/pack/names.js";
import { drawContactSheet } from "./files/contact-sheet.js";
import { drawGif, drawStill } from "./files/render.js";
import { scenes } from "./scenes/index.js";

/** Draws public/pack and docs/pack.png again: `npm run pack`, or with names behind it only those. */
const root = fileURLToPath(new URL("../../../", import.meta.url));
const toPath = (name: string, type: string): string => path.join(root, "public", "pack", `${name}.${type}`);
const wanted = process.argv.slice(2);

for (const name of packNames) {
  if (wanted.length && !wanted.includes(name)) continue;
  await writeFile(toPath(name, "gif"), await drawGif(scenes[name]));
  await writeFile(toPath(name, "webp"), await drawStill(scenes[name]));
}

const stills = new Map<string, Buffer>();
for (const name of packNames) stills.set(name, await readFile(toPath(name, "webp")));
await writeFile(path.join(root, "docs", "pack.png"), await drawContactSheet(stills));
