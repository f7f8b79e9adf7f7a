import { chmod, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { freePort } from "../support/process.js";
import { startRedis } from "../support/redis.js";
import { ServerProcess } from "../support/server-process.js";
import { useFolder } from "../support/store.js";
import { startProcess } from "../support/store-process.js";
import { diagnose, linesOf } from "./run-cli.js";

test("the doctor finds nothing to change in an empty folder, ends with 0 and leaves it empty", async () => {
  const dir = await useFolder();
  const ran = await diagnose(dir, { PORT: String(await freePort()) });
  expect(ran).toMatchObject({ code: 0, errors: "" });
  expect(ran.output).not.toMatch(/^problem /m);
  expect(ran.output).toMatch(/\nproblems: 0, warnings: \d\n$/);
  expect(await readdir(dir)).toEqual([]);
});

test("the doctor names every wrong setting at once, also of .env, and none twice", async () => {
  const dir = await useFolder();
  await writeFile(path.join(dir, ".env"), "MAX_ROOMS=many\nMONGODB_URI=localhost\n", { mode: 0o600 });
  const ran = await diagnose(dir, { PORT: "http", REDIS_URL: "redis://localhost", TRUST_PROXY: "on" });
  expect(ran.code).toBe(1);
  const said = linesOf(ran, "settings").map((line) => line.split(/ +/).slice(2, 3)[0]);
  expect(said.sort()).toEqual(["MAX_ROOMS", "MONGODB_URI", "PORT", "TRUST_PROXY=on"]);
});

test("the doctor names variables of .env that are no settings, and one with secrets that others may read", async () => {
  const dir = await useFolder();
  const file = path.join(dir, ".env");
  await writeFile(file, `TRUST_PROXYS=1\nOPERATOR_TOKEN=${"t".repeat(32)}\n`, { mode: 0o644 });
  const ran = await diagnose(dir, { PORT: String(await freePort()) });
  expect(linesOf(ran, "settings")).toEqual([
    expect.stringMatching(/^warning .*TRUST_PROXYS/),
    expect.stringMatching(/^warning .*chmod 600 \.env/),
  ]);
  expect(ran.code).toBe(0);
  await writeFile(file, "PORT=0\n");
  expect(linesOf(await diagnose(dir), "settings")).toEqual([expect.stringMatching(/^ok /)]);
});

test("the doctor names folders that others may enter, that cannot be made, and that are files", async () => {
  const dir = await useFolder();
  const open = path.join(dir, "open data");
  await mkdir(open);
  await chmod(open, 0o755);
  const ran = await diagnose(dir, { DATA_DIR: open, UPLOAD_DIR: "/proc/nowhere" });
  expect(ran.code).toBe(1);
  expect(linesOf(ran, "DATA_DIR")).toEqual([expect.stringContaining(`chmod 700 '${open}'`)]);
  expect(linesOf(ran, "UPLOAD_DIR")).toEqual([
    expect.stringMatching(/^problem .*\/proc\/nowhere cannot be written to .*: set UPLOAD_DIR/),
  ]);
  expect((await stat(open)).mode & 0o777).toBe(0o755);
  const file = await diagnose(dir, { DATA_DIR: process.execPath });
  expect([file.code, linesOf(file, "DATA_DIR")]).toEqual([
    1,
    [expect.stringMatching(/^problem .* is a file/)],
  ]);
});

test("the doctor does not look at what needs a setting or a folder that is wrong, and says so", async () => {
  const ran = await diagnose(await useFolder(), {
    ...{ PORT: "99999", DATA_DIR: "/proc/x", MAX_PICTURE_BYTES: "many" },
    ...{ REDIS_URL: "localhost", PUBLIC_URL: "chat.example.org" },
  });
  expect(ran.code).toBe(1);
  for (const [about, names] of Object.entries({
    ...{ disk: "DATA_DIR, MAX_PICTURE_BYTES", server: "PORT", database: "DATA_DIR" },
    ...{ Redis: "REDIS_URL", proxy: "PUBLIC_URL" },
  }))
    expect(linesOf(ran, about)).toEqual([
      expect.stringMatching(new RegExp(`^skipped .*not looked at: correct ${names} first$`)),
    ]);
  const mongo = await diagnose(await useFolder(), { MONGODB_URI: "localhost", PORT: "0" });
  expect(linesOf(mongo, "database")).toEqual([expect.stringMatching(/^skipped .*MONGODB_URI/)]);
});

test("the doctor names a store that is damaged, and a disk that is too small for the pictures", async () => {
  const dir = await useFolder();
  await mkdir(path.join(dir, "data"), { mode: 0o700 });
  await writeFile(path.join(dir, "data/store.sqlite"), "not a store, but a text");
  const ran = await diagnose(dir, { MAX_PICTURE_BYTES: "999999999999" });
  expect(ran.code).toBe(1);
  expect(linesOf(ran, "database")).toEqual([expect.stringMatching(/^problem .*store\.sqlite is damaged/)]);
  expect(linesOf(ran, "disk").join()).toMatch(/^warning .*lower MAX_PICTURE_BYTES/);
});

test("the doctor tells a running server from another program on its port", async () => {
  const server = await ServerProcess.start();
  const env = {
    PORT: new URL(server.url).port,
    DATA_DIR: `${server.dir}/data`,
    UPLOAD_DIR: `${server.dir}/uploads`,
  };
  const ran = await diagnose(server.dir, { ...env, HOST: "127.0.0.1" });
  expect(ran.code).toBe(0);
  expect(linesOf(ran, "server")).toEqual([expect.stringMatching(/^ok .*runs at 127\.0\.0\.1/)]);
  expect(linesOf(ran, "database")).toEqual([expect.stringMatching(/^ok .*open in the running server/)]);
  const stranger = await diagnose(await useFolder(), { PORT: env.PORT });
  expect(linesOf(stranger, "server")).toEqual([expect.stringMatching(/^warning .*another cookie secret/)]);
  const elsewhere = await diagnose(server.dir, { ...env, PORT: String(await freePort()) });
  expect(linesOf(elsewhere, "database")).toEqual([
    expect.stringMatching(/^warning .*open in another process/),
  ]);
  await server.end();
  await server.clean();
  const other = createServer((_req, res) => void res.end("something else")).listen(0);
  const taken = await diagnose(await useFolder(), { PORT: String((other.address() as AddressInfo).port) });
  expect([taken.code, linesOf(taken, "server")]).toEqual([
    1,
    [expect.stringMatching(/^problem .*another program/)],
  ]);
  other.close();
});

test("the doctor names a MongoDB and a Redis that do not answer, without their passwords", {
  tags: ["thorough"],
}, async () => {
  const [mongo, redis] = [await freePort(), await freePort()];
  const ran = await diagnose(await useFolder(), {
    MONGODB_URI: `mongodb://ann:tellnobody@127.0.0.1:${mongo}/chat`,
    REDIS_URL: `redis://:tellnobody@127.0.0.1:${redis}`,
  });
  expect(ran.code).toBe(1);
  expect(linesOf(ran, "database")).toEqual([
    expect.stringMatching(/^problem .*MONGODB_URI leads to no database/),
  ]);
  expect(linesOf(ran, "Redis")).toEqual([
    expect.stringMatching(/^problem .*REDIS_URL leads to no Redis.*ECONNREFUSED/),
  ]);
  expect(ran.output + ran.errors).not.toContain("tellnobody");
  const weak = await diagnose(await useFolder(), { MONGODB_URI: `mongodb://127.0.0.1:${mongo}/?w=1` });
  expect(linesOf(weak, "database")).toEqual([
    expect.stringMatching(/^problem .*MONGODB_URI sets w=1: it must be majority/),
  ]);
});

test("the doctor looks at a MongoDB and a Redis that answer, and at what Redis forgets", async () => {
  const store = await startProcess(await useFolder(), { args: ["--port", "0"] });
  const redis = await startRedis();
  const env = {
    ...{ MONGODB_URI: store.uri, REDIS_URL: redis.url, UPLOAD_STORE: "gridfs" },
    PORT: String(await freePort()),
  };
  const ran = await diagnose(await useFolder(), env);
  expect(linesOf(ran, "database")).toEqual([expect.stringMatching(/^ok .*MongoDB \d.*alone/)]);
  expect(linesOf(ran, "Redis")).toEqual([expect.stringMatching(/^ok .*Redis \d/)]);
  expect(linesOf(ran, "clock")).toEqual([expect.stringMatching(/^ok .*agrees with MongoDB, Redis/)]);
  expect(ran.code).toBe(0);
  const client = new Redis(redis.url);
  await client.config("SET", "maxmemory", "100mb", "maxmemory-policy", "allkeys-lru");
  client.disconnect();
  const forgetful = await diagnose(await useFolder(), env);
  expect(linesOf(forgetful, "Redis")).toEqual([
    expect.stringMatching(/^warning .*maxmemory-policy noeviction/),
  ]);
  expect(forgetful.code).toBe(0);
});
