import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Metafile } from "esbuild";

const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENSE = /^(?:licen[cs]e|copying|notice)/i;
const folders = new Set<string>();

/** Bundled packages are not installed, so their licences come along here. */
export function noteBundled({ inputs }: Metafile, workingDir = process.cwd()): void {
  for (const input of Object.keys(inputs)) {
    const [folder] = PACKAGE.exec(path.resolve(workingDir, input)) ?? [];
    if (folder) folders.add(folder);
  }
}

/** Of the data that was made from packages before. */
const COPIED = ["src/browser/emoji/lists/LICENSE"];

export function writeLicenses(file: string): void {
  const copied = COPIED.map((one) => readFileSync(one, "utf8"));
  const all = [...[...folders].sort().map(describe), ...copied];
  writeFileSync(file, all.join(`\n${"-".repeat(80)}\n\n`));
}

function describe(folder: string): string {
  const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
  const { name, version, license = "see below" } = JSON.parse(read("package.json"));
  const texts = readdirSync(folder)
    .filter((file) => LICENSE.test(file))
    .map(read);
  return [`${name} ${version}: ${license}\n`, ...texts].join("\n");
}
