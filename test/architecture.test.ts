import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const src = fileURLToPath(new URL("../src/", import.meta.url));

/** What each layer may import of ours; of itself it may always. */
const allowed: Record<string, string[]> = {
  shared: [],
  config: [],
  lib: [],
  "embedded-mongo": [],
  // Runs before everything else and makes what the browser gets.
  build: [],
  browser: ["shared"],

  db: ["shared", "config", "embedded-mongo", "lib"],
  services: ["shared", "config", "db", "lib"],
  session: ["shared", "config", "services", "lib"],
  metrics: ["services"],
  http: ["shared", "config", "lib", "services", "session"],
  realtime: ["shared", "config", "services", "session", "lib"],
  server: ["shared", "config", "lib", "db", "services", "session", "metrics", "http", "realtime"],
  main: ["config", "server"],
};

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(src, file), "utf8") }));

const layerOf = (file: string): string => file.split(path.sep)[0]!.replace(/\.(ts|js)$/, "");

const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:from|import\()\s*"([^"]+)"|^import "([^"]+)"/gm)].map(
    (match) => (match[1] ?? match[2])!,
  );

describe("the house", () => {
  test("has no layer that is not in the table", () => {
    expect(
      [...new Set(files.map(({ file }) => layerOf(file)))].filter((layer) => !(layer in allowed)),
    ).toEqual([]);
  });

  test("has arrows in one direction only", () => {
    const wrong = files.flatMap(({ file, text }) =>
      importsOf(text)
        .filter((name) => name.startsWith("."))
        .map((name) => layerOf(path.relative(src, path.resolve(src, path.dirname(file), name))))
        .filter(
          (layer) => layer !== layerOf(file) && layer !== ".." && !allowed[layerOf(file)]?.includes(layer),
        )
        .map((layer) => `${file} imports ${layer}`),
    );
    expect(wrong).toEqual([]);
  });

  test("keeps transports out of the domain, and the environment and the exit in one place", () => {
    const rules: [RegExp, (layer: string) => boolean][] = [
      [
        /"(?:express|socket\.io|multer|express-session)"/,
        (layer) => ["services", "db", "shared"].includes(layer),
      ],
      [/process\.env/, (layer) => !["config", "browser"].includes(layer)],
      [/process\.(?:exit|once|on)\(/, (layer) => !["main", "embedded-mongo"].includes(layer)],
      [/mongoose\.(?:connect|model)\(/, () => true],
      [/console\./, (layer) => !["main", "server", "embedded-mongo", "browser"].includes(layer)],
    ];
    const wrong = rules.flatMap(([what, where]) =>
      files
        .filter(({ file, text }) => where(layerOf(file)) && what.test(text))
        .map(({ file }) => `${file}: ${what}`),
    );
    expect(wrong).toEqual([]);
  });

  test("has small files", () => {
    const lines = files.map(({ file, text }) => ({ file, lines: text.trimEnd().split("\n").length }));
    expect(lines.filter((one) => one.lines > 200)).toEqual([]);
    const sorted = lines.map((one) => one.lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(60);
  });
});
