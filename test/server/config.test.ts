import { once } from "node:events";
import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../dist/config.js";
import { ServerProcess } from "../support/server-process.js";
import { embedded } from "../support/store.js";

describe("starting", () => {
  test("a wrong value is refused by its name", () => {
    const wrong: Record<string, string> = {
      MONGODB_URI: "localhost",
      COOKIE_SECRET: "short",
      PUBLIC_URL: "chat.example.org",
      TRUST_PROXY: "proxy.example",
      EMPTY_ROOM_GRACE_MS: "-1",
      LOST_CONNECTION_GRACE_MS: "2 min",
      ALONE_GRACE_MS: "86400001",
      MAX_GIF_BYTES: "5 MB",
      RATE_LIMITS: "maybe",
      DIRECT_WRITES: "maybe",
      MAX_ROOMS: "0",
      MAX_PICTURE_BYTES: "5 GB",
      PROOF_OF_WORK: "maybe",
      LOG_ADDRESSES: "some",
      HSTS_SUBDOMAINS: "yes",
      UPLOAD_STORE: "tape",
      NODE_ENV: "prod",
      REDIS_URL: "redis://localhost",
    };
    const more: [string, string][] = [
      ["PUBLIC_URL", "https://chat.example.org/?room=1"],
      ["PUBLIC_URL", "https://chat.example.org/chat"],
    ];
    expect(() => readConfig({})).not.toThrow();
    for (const [name, value] of [...Object.entries(wrong), ...more])
      expect(() => readConfig({ [name]: value }), name).toThrow(new RegExp(`^${name}[^\\n]*$`));
  });

  test("a wrong value ends the start with code 1 and one line that names it", async () => {
    const wrong: [string, string][] = [
      ["PORT", "http"],
      ["HOST", "999.1.1.1"],
      ["DATA_DIR", "/proc/x"],
      ["UPLOAD_DIR", "/proc/x/y"],
      ["DATA_DIR", process.execPath],
      ["UPLOAD_DIR", process.execPath],
    ];
    const tries = wrong.map(async ([name, value]) => {
      const child = await ServerProcess.launch({ [name]: value });
      expect([name, await child.ended]).toEqual([name, 1]);
      expect(child.errors.trim().split("\n")).toEqual([
        expect.stringMatching(new RegExp(`^gif-chat cannot go on: ${name}`)),
      ]);
      await child.clean();
    });
    await Promise.all(tries);
  });

  test("a TRUST_PROXY that lets clients choose their address is refused, unless only this machine reaches the server", async () => {
    const everybody = [
      "on",
      "true",
      "YES",
      "11",
      "0.0.0.0/0",
      "10.0.0.1, ::/0",
      "0.0.0.0/1,128.0.0.0/1",
      "::ffff:0.0.0.0/96",
    ];
    for (const HOST of ["", "0.0.0.0", "::", "10.0.0.5", "chat.example.org", "127.evil.example"]) {
      for (const TRUST_PROXY of everybody)
        expect(() => readConfig({ HOST, TRUST_PROXY })).toThrow(
          /^TRUST_PROXY=.* lets every client choose its address/,
        );
      for (const TRUST_PROXY of ["off", "1", "2", "loopback", "10.0.0.0/8, fc00::/7"])
        expect(() => readConfig({ HOST, TRUST_PROXY })).not.toThrow();
    }
    for (const HOST of [
      "127.0.0.1",
      "127.8.8.8",
      "localhost",
      "::1",
      "::ffff:127.0.0.1",
      "/run/gif-chat.sock",
    ])
      for (const TRUST_PROXY of everybody) expect(() => readConfig({ HOST, TRUST_PROXY })).not.toThrow();
    for (const TRUST_PROXY of ["10.0.0.0/33", "::1/129", "10.0.0.1/8/8", "-1"])
      expect(() => readConfig({ HOST: "127.0.0.1", TRUST_PROXY })).toThrow("TRUST_PROXY must be");
    const child = await ServerProcess.launch({ HOST: "0.0.0.0", TRUST_PROXY: "on" });
    expect(await child.ended).toBe(1);
    expect(child.errors.trim().split("\n")).toEqual([
      expect.stringMatching(/^gif-chat cannot go on: TRUST_PROXY=on .*number of proxies/),
    ]);
    await child.clean();
  });

  test("the server listens on a unix socket, also where a killed process has left one, and believes a proxy there", {
    tags: ["thorough"],
  }, async () => {
    const child = await ServerProcess.launch({ HOST: "./x", TRUST_PROXY: "off" });
    expect(await child.ended).toBe(1);
    const notSocket = path.join(child.dir, "kept");
    await writeFile(notSocket, "kept");
    const wrong = await ServerProcess.launch({ HOST: notSocket, TRUST_PROXY: "on" });
    expect([await wrong.ended, await readFile(notSocket, "utf8")]).toEqual([1, "kept"]);
    await wrong.clean();
    const HOST = path.join(child.dir, "http.sock");
    const ask = async (address: string) => {
      const req = request({ socketPath: HOST, path: "/", headers: { "x-forwarded-for": address } }).end();
      const [answer] = (await once(req, "response")) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    let last: ServerProcess | undefined;
    for (const signal of ["SIGKILL", "SIGTERM"] as const) {
      last = await ServerProcess.launch({ HOST, TRUST_PROXY: "on" });
      await last.listens;
      expect(last.output).toContain(`gif-chat listening on http://unix:${HOST}\n`);
      expect([await ask("203.0.113.7"), await ask("")]).toEqual([200, 200]);
      const second = await ServerProcess.launch({ HOST });
      expect([await second.ended, second.errors]).toEqual([1, expect.stringContaining("HOST")]);
      await second.clean();
      await last.end(signal);
      if (signal === "SIGKILL") await last.clean();
    }
    expect(last!.output).toContain('"from":"203.0.113.7"');
    await Promise.all([last!.clean(), child.clean()]);
  });

  test("the server says where it listens and where its data lies, and makes a secret that only its user can read", async () => {
    const child = await ServerProcess.start();
    const { mode, size } = await stat(path.join(child.dir, "data", "cookie-secret"));
    expect([mode & 0o777, size]).toEqual([0o600, 64]);
    expect(await (await fetch(`${child.url}/health`)).json()).toEqual({ ok: true });
    expect(await child.end()).toBe(0);
    expect(child.output).toMatch(/^gif-chat listening on http:\/\/127\.0\.0\.1:\d+$/m);
    expect(child.output).toContain(`keeps its data in ${embedded ? child.dir : "MongoDB"}`);
    // As an earlier version left it: others could read it.
    const file = path.join(child.dir, "data", "cookie-secret");
    await chmod(file, 0o644);
    await child.startAgain();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await child.end();
    await child.clean();
  });

  test("a port that is taken ends the start with one line", { tags: ["thorough"] }, async () => {
    const first = await ServerProcess.start();
    const second = await ServerProcess.launch({ PORT: new URL(first.url).port });
    expect(await second.ended).toBe(1);
    expect(second.errors.trim().split("\n")).toEqual([
      expect.stringMatching(/cannot go on: PORT .*EADDRINUSE/),
    ]);
    await first.end();
    await Promise.all([first.clean(), second.clean()]);
  });

  test("SIGTERM ends a start that waits for a silent database", { tags: ["thorough"] }, async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const asked = once(silent, "connection");
    const child = await ServerProcess.launch({ MONGODB_URI: `mongodb://127.0.0.1:${port}/x` });
    const [connection] = await asked;
    const begun = Date.now();
    expect(await child.end()).toBe(0);
    expect(Date.now() - begun).toBeLessThan(4000);
    connection.destroy();
    silent.close();
    await child.clean();
  });

  test("several instances are warned what pictures on the disk need, and HSTS_SUBDOMAINS of what it needs", () => {
    const several = { MONGODB_URI: "mongodb://127.0.0.1:1", REDIS_URL: "redis://127.0.0.1:1" };
    const warned: [Record<string, string>, string | undefined][] = [
      [several, "UPLOAD_STORE=disk"],
      [{ ...several, UPLOAD_STORE: "gridfs" }, undefined],
      [{ HSTS_SUBDOMAINS: "on" }, "HSTS_SUBDOMAINS=on does nothing"],
      [{ HSTS_SUBDOMAINS: "on", PUBLIC_URL: "https://chat.example.org" }, undefined],
    ];
    for (const [env, warning] of warned)
      expect([env, readConfig(env).warnings]).toEqual([
        env,
        warning ? [expect.stringContaining(warning)] : [],
      ]);
  });

  test("the log is one object a line, whatever is sent, and holds no password", {
    tags: ["thorough"],
  }, async () => {
    const child = await ServerProcess.start();
    await fetch(`${child.url}/%0a{"at":"now"}?q=%22`, { headers: { "user-agent": 'x" 200 "forged\\' } });
    await fetch(`${child.url}/room`, {
      redirect: "manual",
      method: "POST",
      body: new URLSearchParams({ title: "x", password: "hunter2" }),
    });
    await child.end();
    const lines = child.output
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { did: "GET /%0a%7B%22at%22:%22now%22%7D", status: 404, agent: 'x" 200 "forged\\' },
      { did: "POST /room", status: 303 },
    ]);
    expect(child.output + child.errors).not.toContain("hunter2");
    await child.clean();
  });

  test("SIGTERM stores what was taken, tells the clients and ends within five seconds", {
    tags: ["thorough"],
  }, async () => {
    const child = await ServerProcess.start({ RATE_LIMITS: "off" });
    expect(child.errors).toMatch(/^gif-chat warns: RATE_LIMITS=off, [^\n]*\n$/);
    const ann = await child.visitor();
    const { _id } = await ann.open();
    const socket = await ann.enter(_id);
    const slow = fetch(`${child.url}/room`, {
      method: "POST",
      body: new ReadableStream({}),
      duplex: "half",
    } as RequestInit).catch(() => "cut off");
    const sent = Array.from({ length: 300 }, (_, i) =>
      socket.call("chat", { chat: `${i}` }).catch(() => undefined),
    );
    await sent[0];
    const begun = Date.now();
    child.signal("SIGTERM");
    await socket.next("pause");
    const acknowledged = (await Promise.all(sent)).filter(Boolean);
    expect(await child.ended).toBe(0);
    expect(Date.now() - begun).toBeLessThan(5000);
    expect(await slow).toBe("cut off");
    await child.startAgain();
    const last = (await ann.json("GET", `/room/${_id}/chats`)).body.chats.at(-1);
    expect(last.seq).toBeGreaterThanOrEqual(acknowledged.length);
    const { body } = await ann.json("GET", `/room/${_id}/chats?after=0&limit=100`);
    expect(body.chats).toHaveLength(Math.min(last.seq, 100));
    socket.close();
    await child.end();
    await child.clean();
  });
});
