import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../src/", import.meta.url));

/** What each layer may import of ours, besides itself. */
const layers: Record<string, string[]> = {
  shared: [],
  config: [],
  lib: [],
  "embedded-mongo": [],
  build: ["shared", "protocol", "services"],
  protocol: ["shared", "services"],
  browser: ["shared"],
  db: ["shared", "config", "embedded-mongo", "lib"],
  services: ["shared", "config", "db", "lib"],
  session: ["shared", "config", "services", "lib"],
  metrics: ["services", "lib"],
  http: ["shared", "config", "services", "session", "lib"],
  realtime: ["shared", "config", "services", "session", "protocol", "lib"],
  // Without a command it is the main program; doctor and backup look at the database.
  cli: ["config", "server", "main", "db", "lib"],
  server: ["shared", "config", "db", "services", "session", "http", "realtime", "metrics", "lib"],
  main: ["config", "server"],
};

/** The folders of the embedded store, each of which may import the ones after it. */
const storeOrder = ["wire", "commands", "store", "update", "query", "bson"];

interface SourceFile {
  file: string;
  text: string;
  imports: string[];
}

const posix = (file: string): string => file.split(path.sep).join("/");

const files: SourceFile[] = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => {
    const text = readFileSync(path.join(src, file), "utf8");
    const targets = [...text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(([, target]) => target!);
    const resolve = (target: string) => path.posix.join(path.posix.dirname(posix(file)), target);
    return {
      file: posix(file),
      text,
      imports: targets.map((target) => resolve(target).replace(/\.js$/, ".ts")),
    };
  });

const byName = new Map(files.map((one) => [one.file, one]));
const layerOf = (file: string): string => file.split("/")[0]!.replace(/\.ts$/, "");
const lineCount = (text: string): number => text.trimEnd().split("\n").length;
const median = (numbers: number[]): number => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

/** Every wrong import as `file imports other`. */
function importsWhere(isWrong: (from: string, to: string) => boolean): string[] {
  return files.flatMap(({ file, imports }) =>
    imports.filter((target) => isWrong(file, target)).map((target) => `${file} imports ${target}`),
  );
}

test("every file belongs to a layer of the table", () => {
  expect(files.map(({ file }) => layerOf(file)).filter((layer) => !(layer in layers))).toEqual([]);
});

test("layers import only what the table allows", () => {
  const isWrong = (from: string, to: string) =>
    layerOf(from) !== layerOf(to) && !layers[layerOf(from)]!.includes(layerOf(to));
  expect(importsWhere((from, to) => byName.has(to) && isWrong(from, to))).toEqual([]);
});

test("other layers enter services, session and the embedded store by their index", () => {
  const doors = ["services", "session", "protocol", "embedded-mongo"];
  const isWrong = (from: string, to: string) =>
    layerOf(from) !== layerOf(to) && doors.includes(layerOf(to)) && to !== `${layerOf(to)}/index.ts`;
  expect(importsWhere(isWrong)).toEqual([]);
});

test("the embedded store's folders import in one direction", () => {
  const folderOf = (file: string) => storeOrder.indexOf(file.split("/")[1]!);
  const isWrong = (from: string, to: string) =>
    layerOf(from) === "embedded-mongo" && folderOf(from) > folderOf(to) && folderOf(to) >= 0;
  expect(importsWhere(isWrong)).toEqual([]);
});

test("no file imports itself by a detour, types included", () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: string[]): void => {
    if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(" → "));
    if (trail.includes(file) || done.has(file)) return;
    for (const next of byName.get(file)?.imports ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const { file } of files) visit(file, []);
  expect(cycles).toEqual([]);
});

test("no chain of imports inside services is longer than eight files", () => {
  const depths = new Map<string, number>();
  const depthOf = (file: string): number => {
    const inside = (byName.get(file)?.imports ?? []).filter((target) => layerOf(target) === "services");
    const depth = depths.get(file) ?? 1 + Math.max(0, ...inside.map(depthOf));
    depths.set(file, depth);
    return depth;
  };
  expect(depthOf("services/index.ts")).toBeLessThanOrEqual(8);
});

test("transports, the environment, signals and the console stay where they belong", () => {
  /** Processes of their own. */
  const mains = ["main.ts", "cli.ts", "services/gifs/small-worker.ts"];
  const rules: [RegExp, (layer: string, file: string) => boolean][] = [
    [
      /"(?:express|socket\.io|multer|express-session)"/,
      (layer) => ["services", "db", "shared"].includes(layer),
    ],
    [/process\.env/, (layer) => !["config", "browser"].includes(layer)],
    [/process\.(?:exit|once|on)\(/, (layer, file) => layer !== "embedded-mongo" && !mains.includes(file)],
    [/mongoose\.(?:connect|model)\(/, () => true],
    [/console\./, (layer) => !["main", "cli", "server", "embedded-mongo", "browser"].includes(layer)],
  ];
  const wrong = rules.flatMap(([what, applies]) =>
    files
      .filter(({ file, text }) => applies(layerOf(file), file) && what.test(text))
      .map(({ file }) => `${file}: ${what}`),
  );
  expect(wrong).toEqual([]);
});

test("files and folders are small", () => {
  const sized = files.filter(({ file }) => !file.includes("/i18n/"));
  expect(sized.filter(({ text }) => lineCount(text) > 200).map(({ file }) => file)).toEqual([]);
  const app = sized.filter(({ file }) => layerOf(file) !== "embedded-mongo");
  expect(median(app.map(({ text }) => lineCount(text)))).toBeLessThanOrEqual(50);
  const folders = new Map<string, number>();
  for (const { file } of files)
    folders.set(path.posix.dirname(file), (folders.get(path.posix.dirname(file)) ?? 0) + 1);
  expect([...folders].filter(([, count]) => count > 16)).toEqual([]);
});

test("every thorough file is marked as such, without which no command would run it", () => {
  const dir = fileURLToPath(new URL(".", import.meta.url));
  const thorough = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".thorough.ts"),
  );
  expect(thorough.length).toBeGreaterThan(30);
  const isMarked = (file: string) =>
    readFileSync(path.join(dir, file), "utf8").startsWith("/** @module-tag thorough */\n");
  expect(thorough.filter((file) => !isMarked(file))).toEqual([]);
});
