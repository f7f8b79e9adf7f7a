/** @module-tag thorough */
import { appendFile, cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { Program } from "../support/process.js";
import { Visitor } from "../support/visitor.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("a page that cannot be rendered is an error of its request alone; a running server keeps its templates", async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), "gif-chat-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const copied = ["package.json", "dist", "public", "views"];
  await Promise.all(copied.map((name) => cp(root + name, path.join(dir, name), { recursive: true })));
  await symlink(`${root}node_modules`, path.join(dir, "node_modules"));
  await breakCompiled(path.join(dir, "dist"), "room-form.njk");
  const server = new Program(process.execPath, [path.join(dir, "dist/main.js")], {
    env: { PATH: process.env.PATH ?? "", HOST: "127.0.0.1", PORT: "0", NODE_ENV: "production" },
    cwd: dir,
    ready: /listening on (\S+)\n/,
  });
  const visitor = new Visitor(await server.ready);
  const { pid } = server;
  for (let i = 0; i < 2; i++) {
    const refused = await visitor.get("/room");
    expect(refused.status).toBe(500);
    expect(await refused.text()).toContain("<title>");
  }
  await appendFile(path.join(dir, "views/lobby.njk"), "{{ nothing() }}");
  expect(await visitor.page("/")).toContain("<main");
  expect(server.pid).toBe(pid);
  await server.end();
});

/** The build breaks long lines, in the middle of a text too. */
async function breakCompiled(dist: string, view: string): Promise<void> {
  const key = new RegExp(`"${[...view].join("(?:\\\\\n)?")}":`);
  for (const name of await readdir(dist)) {
    if (!name.endsWith(".js")) continue;
    const code = await readFile(path.join(dist, name), "utf8");
    const broken = code.replace(key, `"${view}":{root(){nothing()}},"unbroken":`);
    if (broken !== code) await writeFile(path.join(dist, name), broken);
  }
}
