import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { validate } from "csstree-validator";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const served = readdirSync(path.join(root, "public/css")).filter((name) => name.endsWith(".css"));

/** Every declaration that CSS does not know, as the grammar of its specifications has it. */
function faults(css: string): string[] {
  // The validator knows no nested rules, resolves `var()` but not `env()`, and wants Chromium's value without a prefix.
  const flat = transformSync(css, { loader: "css", supported: { nesting: false } }).code;
  const lines = flat
    .replaceAll(/env\([^()]*\)/g, "0px")
    .replaceAll("-webkit-match-parent", "match-parent")
    .split("\n");
  return validate(lines.join("\n")).map(({ message, line }) => `${message}: ${lines[line - 1]?.trim()}`);
}

test.each([...served.map((name) => `public/css/${name}`), "views/transcript/transcript.css"])(
  "%s has only rules that CSS knows",
  (file) => {
    expect(faults(readFileSync(path.join(root, file), "utf8"))).toEqual([]);
  },
);

test("the check of the styles finds what is misspelt, in nested rules too", () => {
  expect(
    faults(".a { .b & { colr: red; width: 12pz; padding: env(safe-area-inset-top); color: var(--x) } }"),
  ).toEqual(["Unknown property `colr`: colr: red;", "Invalid value for `width` property: width: 12pz;"]);
});
