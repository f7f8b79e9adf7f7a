import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Below these, known holes; above the second, known malware. */
const floors: Record<string, string> = {
  multer: "2.2.0",
  "socket.io": "4.6.2",
  "socket.io-parser": "4.2.7",
  "engine.io": "6.6.7",
  ws: "8.21.0",
  "path-to-regexp": "8.4.0",
  qs: "6.14.2",
  "on-headers": "1.1.0",
  "body-parser": "2.2.1",
  mongoose: "8.9.5",
  cookie: "0.7.0",
  axios: "1.16.0",
};

const lock: { packages: Record<string, { version: string }> } = JSON.parse(
  readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"),
);

test("no dependency, however deep, is below its vulnerability floor", () => {
  const installed = Object.entries(lock.packages).map(([path, { version }]) => ({
    name: path.split("node_modules/").at(-1)!,
    version,
  }));
  const low = installed.filter(({ name, version }) => floors[name] && isBelow(version, floors[name]));
  expect(low).toEqual([]);
  for (const name of ["multer", "socket.io", "ws", "mongoose"])
    expect(installed.map((one) => one.name)).toContain(name);
});

test("the lockfile leaves the choice of registry to whoever installs", () => {
  expect(JSON.stringify(lock)).not.toContain('"resolved":"http');
});

function isBelow(version: string, floor: string): boolean {
  const [a, b] = [version, floor].map((text) => text.split("-")[0]!.split(".").map(Number));
  const at = a!.findIndex((part, i) => part !== b![i]);
  return at >= 0 && a![at]! < b![at]!;
}
