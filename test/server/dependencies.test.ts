import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Known {
  /** Below these versions a package has known vulnerabilities. */
  floors: Record<string, string>;
  malware: Record<string, string[]>;
}

const read = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
const { floors, malware }: Known = read("vulnerability-floors.json");
const lock: { packages: Record<string, { version: string }> } = read("../../package-lock.json");
const installed = Object.entries(lock.packages).map(([path, { version }]) => ({
  name: path.split("node_modules/").at(-1)!,
  version,
}));

test("no dependency, however deep, is below its vulnerability floor", () => {
  const low = installed.filter(({ name, version }) => floors[name] && isBelow(version, floors[name]));
  expect(low).toEqual([]);
  // A floor of a package that is not installed any more protects nothing.
  const names = new Set(installed.map(({ name }) => name));
  expect(Object.keys(floors).filter((name) => !names.has(name))).toEqual([]);
});

test("no dependency is a version that is known to be malware", () => {
  expect(installed.filter(({ name, version }) => malware[name]?.includes(version))).toEqual([]);
});

test("the lockfile leaves the choice of registry to whoever installs", () => {
  expect(JSON.stringify(lock)).not.toContain('"resolved":"http');
});

function isBelow(version: string, floor: string): boolean {
  const [a, b] = [version, floor].map((text) => text.split("-")[0]!.split(".").map(Number));
  const at = a!.findIndex((part, i) => part !== b![i]);
  return at >= 0 && a![at]! < b![at]!;
}
