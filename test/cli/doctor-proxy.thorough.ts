/** @module-tag thorough */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { freePort } from "../support/process.js";
import { ServerProcess } from "../support/server-process.js";
import { diagnose, linesOf } from "./run-cli.js";
import { type SmallProxy, startSmallProxy, wellDone } from "./small-proxy.js";

interface Behind {
  proxy: SmallProxy;
  server: ServerProcess;
  /** What the doctor says about the proxy, and its exit code. */
  look(env?: Record<string, string>): Promise<[code: number, ...lines: string[]]>;
}

/** A server behind a proxy, and a doctor with its settings or with others. */
async function withProxy(env: Record<string, string>, story: (behind: Behind) => Promise<void>) {
  const proxy = await startSmallProxy();
  const server = await ServerProcess.start({ PUBLIC_URL: proxy.url, ...env });
  proxy.to = server.url;
  const { dir } = server;
  const own = { HOST: "127.0.0.1", PORT: new URL(server.url).port, PUBLIC_URL: proxy.url, ...env };
  const folders = { DATA_DIR: `${dir}/data`, UPLOAD_DIR: `${dir}/uploads` };
  const look: Behind["look"] = async (others = {}) => {
    const ran = await diagnose(dir, { ...own, ...folders, ...others });
    return [ran.code, ...linesOf(ran, "proxy"), ...linesOf(ran, "clock")];
  };
  try {
    await story({ proxy, server, look });
  } finally {
    proxy.close();
    await server.end();
    await server.clean();
  }
}

const like = (text: RegExp) => expect.stringMatching(text);
const websockets = like(/^ok .*passes on websockets/);
const clock = like(/^ok .*agrees with PUBLIC_URL/);

test("the doctor finds a proxy in order that passes on Host, address, protocol and websockets", () =>
  withProxy({ TRUST_PROXY: "1" }, async ({ look, proxy }) => {
    expect(await look()).toEqual([
      0,
      like(/^ok .*passes on Host and the visitor's address/),
      websockets,
      clock,
    ]);
    proxy.headers = (req) => ({
      ...wellDone(req),
      "x-forwarded-for": `${req.headers["x-forwarded-for"]}, ${req.socket.remoteAddress}`,
    });
    expect(await look()).toEqual([0, like(/^ok /), websockets, clock]);
  }));

test("the doctor names each header that a proxy drops or makes up, websockets, and a clock that is wrong", () =>
  withProxy({ TRUST_PROXY: "1" }, async ({ look, proxy, server }) => {
    const { host } = new URL(server.url);
    proxy.headers = (req) => ({ ...wellDone(req), host });
    expect(await look()).toContainEqual(
      like(/^problem .*passes on "Host: 127.*proxy_set_header Host \$http_host/),
    );
    proxy.headers = (req) => ({ ...wellDone(req), "x-forwarded-for": undefined });
    expect(await look()).toContainEqual(like(/^problem .*drops X-Forwarded-For/));
    proxy.headers = (req) => req.headers;
    expect(await look()).toContainEqual(like(/^problem .*every client can claim any address/));
    proxy.headers = (req) => ({ ...wellDone(req), "x-forwarded-proto": undefined });
    expect(await look()).toEqual([0, like(/^warning .*does not send X-Forwarded-Proto/), websockets, clock]);
    proxy.headers = wellDone;
    proxy.passesUpgrades = false;
    expect(await look()).toContainEqual(like(/^problem .*does not pass on websockets .*400/));
    proxy.passesUpgrades = true;
    proxy.aheadMs = 60_000;
    expect(await look()).toEqual([
      0,
      like(/^ok /),
      websockets,
      like(/^warning .*(59|60|61) s from .*PUBLIC_URL/),
    ]);
  }));

test("the doctor names a TRUST_PROXY that is too small or too large for the proxies", async () => {
  const two = (req: Parameters<typeof wellDone>[0]) => ({
    ...wellDone(req),
    "x-forwarded-for": "198.51.100.7, 127.0.0.1",
  });
  await withProxy({}, async ({ look, proxy }) => {
    proxy.headers = two;
    expect(await look()).toContainEqual(like(/^problem .*set TRUST_PROXY=2/));
  });
  await withProxy({ TRUST_PROXY: "1" }, async ({ look, proxy }) => {
    proxy.headers = two;
    expect(await look()).toContainEqual(like(/^problem .*the address of a proxy .*set TRUST_PROXY=2/));
  });
  await withProxy({ TRUST_PROXY: "3" }, async ({ look, proxy }) => {
    proxy.headers = (req) => ({
      ...wellDone(req),
      "x-forwarded-for": `${req.headers["x-forwarded-for"]}, 127.0.0.1`,
    });
    expect(await look()).toContainEqual(like(/^problem .*every client can claim any address.*TRUST_PROXY=1/));
  });
});

test("the doctor names a PUBLIC_URL that leads nowhere, to another program, or to a proxy without a server", () =>
  withProxy({ TRUST_PROXY: "1" }, async ({ look, proxy, server }) => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    expect(await look({ PUBLIC_URL: nowhere })).toContainEqual(
      like(/^problem .*cannot be reached .*ECONNREFUSED/),
    );
    const other = await startSmallProxy(`http://127.0.0.1:${await freePort()}`);
    expect(await look({ PUBLIC_URL: other.url })).toContainEqual(
      like(/^problem .*502: the proxy does not reach/),
    );
    other.close();
    const elsewhere = createServer(
      (_req, res) => void res.writeHead(301, { location: "https://x.example/" }).end(),
    );
    const { port } = elsewhere.listen(0).address() as AddressInfo;
    expect(await look({ PUBLIC_URL: `http://127.0.0.1:${port}` })).toContainEqual(
      like(/^problem .*redirects to https:\/\/x\.example/),
    );
    elsewhere.close();
    const stranger = await ServerProcess.start();
    proxy.to = stranger.url;
    expect(await look()).toContainEqual(like(/^problem .*leads to another program/));
    await stranger.end();
    await stranger.clean();
    proxy.to = server.url;
  }));
