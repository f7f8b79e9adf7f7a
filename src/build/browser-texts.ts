import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "esbuild";
import { type Language, languages, loadCatalogue } from "../shared/i18n/languages.js";

const CATALOGUES = new RegExp(`(?:^|[\\\\/])i18n[\\\\/]catalogues[\\\\/](?:${languages.join("|")})\\.ts$`);
const KEY = /"([a-z]\w*\.\w+)"/gi;
/** Keys that a script reads from a page. */
const KEY_IN_ATTRIBUTE = /="([a-z]\w*\.\w+)"/gi;
const PLURAL = /_(?:zero|one|two|few|many|other)$/;

/** Two fifths of the texts stand on pages of the server alone, so browsers download none of them. */
export function leaveServerTextsOut(root: string): Plugin {
  const keys = findKeys(root);
  const isUsed = (key: string) => /^error\.[A-Z]/.test(key) || keys.has(key.replace(PLURAL, ""));
  return {
    name: "leave-server-texts-out",
    setup(hooks) {
      hooks.onLoad({ filter: CATALOGUES }, async ({ path: file }) => {
        const catalogue = await loadCatalogue(path.basename(file, ".ts") as Language);
        const texts = Object.entries(catalogue).filter(([key]) => isUsed(key));
        return { contents: `export default ${JSON.stringify(Object.fromEntries(texts))}`, loader: "js" };
      });
    },
  };
}

function findKeys(root: string): Set<string> {
  const scripts = ["src/browser", "src/shared"]
    .flatMap((folder) => readAll(path.join(root, folder), ".ts"))
    .filter(({ file }) => !CATALOGUES.test(file));
  const views = readAll(path.join(root, "views"), ".njk");
  const drawn = new Set(scripts.flatMap(({ text }) => matches(text, /"views:([^"]+)"/g)));
  const drawnViews = views.filter(({ file }) => drawn.has(file));
  const keys = [...scripts, ...drawnViews].flatMap(({ text }) => matches(text, KEY));
  return new Set([...keys, ...views.flatMap(({ text }) => matches(text, KEY_IN_ATTRIBUTE))]);
}

const matches = (text: string, shape: RegExp): string[] =>
  [...text.matchAll(shape)].map(([, found]) => found!);

/** Names of files are as templates name them. */
function readAll(folder: string, ending: string): { file: string; text: string }[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(ending))
    .map((file) => ({
      file: file.split(path.sep).join("/"),
      text: readFileSync(path.join(folder, file), "utf8"),
    }));
}
