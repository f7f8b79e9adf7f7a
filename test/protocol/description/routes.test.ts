import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { precompileAllViews } from "../../../src/build/browser-plugins.js";
import type * as Both from "./express-routes.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** In `dist`, since the pages are looked for from there. */
const outfile = `${root}dist/express-routes.mjs`;

afterAll(() => rm(outfile, { force: true }));

test("the table has every route of Express, and no other", async () => {
  await build({
    entryPoints: [`${root}test/protocol/description/express-routes.ts`],
    ...{ bundle: true, format: "esm", platform: "node", packages: "external", outfile },
    plugins: [precompileAllViews(`${root}views`)],
  });
  const { routes, operations }: typeof Both = await import(outfile);
  const named = Object.values(operations).flatMap(({ route, twin, alias }) => [route, twin, alias]);
  const inTable = named.filter((route) => route !== undefined);
  expect(inTable.filter((route, i) => inTable.indexOf(route) !== i)).toEqual([]);
  const files = routes.filter((route) => route.includes("^"));
  expect(files).toHaveLength(1);
  const inExpress = new Set(routes.filter((route) => !files.includes(route)));
  expect([...inExpress].sort()).toEqual(inTable.sort());
});
