import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../src/embedded-mongo/", import.meta.url));

/** Each folder may import what is on its right. The files beside the folders start the store, or are leaves. */
const order = ["wire", "commands", "store", "update", "query", "bson"];
const leaves = ["errors.ts", "limits.ts"];

const rankOf = (file: string) => order.indexOf(file.split(path.sep)[0]!);

it("the embedded store's folders import in one direction, types included", () => {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const wrong = files
    .filter((file) => rankOf(file) >= 0 || leaves.includes(file))
    .flatMap((file) =>
      [...readFileSync(path.join(root, file), "utf8").matchAll(/from "(\.[^"]+)\.js"/g)]
        .map((match) => path.normalize(path.join(path.dirname(file), `${match[1]}.ts`)))
        .filter((target) => {
          if (leaves.includes(target)) return false;
          return leaves.includes(file) || rankOf(target) < rankOf(file);
        })
        .map((target) => `${file} imports ${target}`),
    );
  expect(wrong).toEqual([]);
});

it("the embedded store has no other folders, and none is crowded", () => {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(order.toSorted());
  const sizes = folders.map(({ name }) => readdirSync(path.join(root, name)).length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(16);
});
