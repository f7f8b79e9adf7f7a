import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { freePort, Program } from "../../support/process.js";
import { program } from "../../support/programs.js";
import { type Command, Driver, type Send } from "./driver.js";

const paths: Record<Command, (id: unknown) => string> = {
  navigate: () => "url",
  timeouts: () => "timeouts",
  find: () => "element",
  click: (id) => `element/${id}/click`,
  type: (id) => `element/${id}/value`,
  script: () => "execute/sync",
};

/** WebKit as GNOME's browsers have it, in a window that nobody sees. */
export async function openWebKit() {
  const dir = await mkdtemp(path.join(os.tmpdir(), "webkit-"));
  const screen = new Program(
    program("xvfb"),
    ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
    { ready: /(\d+)\n/ },
  );
  const port = await freePort();
  const own = { HOME: dir, XDG_RUNTIME_DIR: dir, DISPLAY: `:${await screen.ready}`, GDK_BACKEND: "x11" };
  const env = { ...process.env, ...own, LANG: "C.UTF-8", LANGUAGE: "en", LIBGL_ALWAYS_SOFTWARE: "1" };
  const host = new Program(program("webkit2gtk-driver"), [`--port=${port}`], { env, port });
  await host.ready;
  const call = callerOf(`http://127.0.0.1:${port}`);
  const options = { binary: await findMiniBrowser(), args: ["--automation"] };
  const started = await call("POST", "/session", {
    capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } },
  });
  const session = `/session/${(started as { sessionId: string }).sessionId}`;
  const send: Send = (command, { id, ...params }) => call("POST", `${session}/${paths[command](id)}`, params);
  return {
    driver: new Driver(send),
    close: async () => {
      await call("DELETE", session);
      await host.end();
      await screen.end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const callerOf = (url: string) => async (method: string, at: string, body?: object) => {
  const answer = await fetch(url + at, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = (await answer.json()) as { value: { error?: string; message?: string } | null };
  if (!answer.ok) throw new Error(`${at}: ${value?.error} ${value?.message}`);
  return value;
};

/** Its folder is named after the processor and WebKit's version. */
async function findMiniBrowser(): Promise<string> {
  const lib = "/usr/lib";
  for (const machine of await readdir(lib)) {
    if (!machine.endsWith("-linux-gnu")) continue;
    const versions = await readdir(path.join(lib, machine));
    const version = versions.find((name) => name.startsWith("webkit2gtk-"));
    if (version) return path.join(lib, machine, version, "MiniBrowser");
  }
  throw new Error(`There is no MiniBrowser in ${lib}`);
}
