import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { buildWorkers } from "../../src/build/workers.js";

const engineDir = fileURLToPath(new URL("../../src/browser/maker/engine", import.meta.url));
const scenes = fileURLToPath(new URL("scenes.ts", import.meta.url));
const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; media-src 'self' blob:; worker-src 'self'; connect-src 'self'",
};

export type Engine = typeof import("../../src/browser/maker/engine/open-clip.js") &
  typeof import("../../src/browser/maker/engine/edit.js") &
  typeof import("../../src/browser/maker/engine/encode.js") &
  typeof import("./scenes.js");

declare global {
  var engine: Engine;
}

/** A page with the engine and the scenes as `engine`, and a script of the test, under the policy of the app's pages. */
export async function serveEngine(script = "") {
  const { outputFiles } = await build({
    stdin: {
      contents: ["./open-clip.js", "./edit.js", "./encode.js", scenes]
        .map((file) => `export * from ${JSON.stringify(file)};`)
        .join("\n"),
      resolveDir: engineDir,
      loader: "ts",
    },
    outdir: "/",
    entryNames: "js/engine",
    assetNames: "[ext]/[name]-[hash]",
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    plugins: [buildWorkers],
  });
  const files = new Map(outputFiles.map((one) => [one.path, one.text]));
  files.set("/start.js", `globalThis.engine = await import("/js/engine.js");\n${script}`);
  const server = createServer(({ url = "" }, res) => {
    if (url === "/") return res.writeHead(200, { "Content-Type": "text/html", ...HEADERS }).end(PAGE);
    const script = files.get(url);
    const headers = { "Content-Type": "text/javascript", ...HEADERS };
    return script === undefined ? res.writeHead(204).end() : res.writeHead(200, headers).end(script);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  const open = async (page: Page): Promise<void> => {
    await page.goto(url);
    await page.waitForFunction(() => "engine" in globalThis);
  };
  return { url, open, close: () => server.close() };
}

const PAGE =
  '<!doctype html><html lang="en"><title>Engine</title><script type="module" src="/start.js"></script>';
