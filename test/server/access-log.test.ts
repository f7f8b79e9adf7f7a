import { once } from "node:events";
import { rm } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { gif } from "../support/gif.js";
import { serve } from "../support/server.js";
import { ServerProcess } from "../support/server-process.js";

const TOKEN = "dG9rZW4tb2YtMTI4LWJpdHM";
const SEARCH = "whom-i-look-for";

const addresses = ["203.0.113.77", "2001:db8:1:2:3:4:5:6", "::ffff:198.51.100.7", "2001:db8::9"];
const tries: [string | undefined, (string | undefined)[]][] = [
  [undefined, addresses],
  ["short", ["203.0.113.0/24", "2001:db8:1::/48", "198.51.100.0/24", "2001:db8:0::/48"]],
  ["off", [undefined, undefined, undefined, undefined]],
];

test("the log holds as much of an address as it was told to, and neither searches nor tokens, nor who reports", {
  tags: ["thorough"],
}, async () => {
  const asked = [
    "/",
    `/?q=${SEARCH}`,
    `/i/${TOKEN}?x=1`,
    `/hook/${TOKEN}`,
    `/HOOK/${TOKEN}/x`,
    `/i%2F${TOKEN}`,
    "/along",
    `/along/${TOKEN}`,
    ...["i", "hook", "along"].flatMap((door) => [`/${door}//${TOKEN}`, `/${door}/./${TOKEN}?x`]),
  ];
  const written = ["/", "/", "/i/***", "/hook/***", "/HOOK/***", "/i%2F***", "/along", "/along/***"];
  written.push(...["i", "hook", "along"].flatMap((door) => [`/${door}/***`, `/${door}/***`]));
  const reports = ["/room/x/report", "/room/x/chat/1/report", "/room/x/chat/1/Report/"];
  for (const [LOG_ADDRESSES, expected] of tries) {
    const child = await ServerProcess.start({ TRUST_PROXY: "1", ...(LOG_ADDRESSES && { LOG_ADDRESSES }) });
    for (const address of addresses)
      for (const one of [...asked, ...reports.map((path) => `${path}?spectate=on`)])
        await get(child.url, one, {
          "x-forwarded-for": address,
          "user-agent": "test",
          referer: `${child.url}/i/${TOKEN}`,
        });
    await child.end();
    const entries = child.output
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    expect(entries.map(({ from, did }) => [from, did])).toEqual(
      expected.flatMap((from) => [
        ...written.map((one) => [from, `GET ${one}`]),
        ...reports.map((one) => [undefined, `GET ${one}`]),
      ]),
    );
    for (const { did, agent } of entries) expect(agent === undefined).toBe(/report/i.test(did));
    const log = child.output + child.errors;
    for (const secret of [TOKEN, SEARCH]) expect(log).not.toContain(secret);
    // The proxy is trusted.
    expect(child.errors).not.toContain("set TRUST_PROXY");
    if (LOG_ADDRESSES) for (const address of addresses) expect(log).not.toContain(address);
    await child.clean();
  }
});

test("an unknown proxy is warned of once, without an address when the log is to hold none", {
  tags: ["thorough"],
}, async () => {
  const child = await ServerProcess.start({ LOG_ADDRESSES: "off" });
  for (const headers of [{}, { "x-forwarded-for": "203.0.113.77" }, { "x-forwarded-for": "203.0.113.78" }])
    await fetch(child.url, { headers: headers as HeadersInit });
  await child.end();
  expect(child.errors).toContain("a proxy is not trusted");
  expect(child.errors.match(/set TRUST_PROXY/g)).toHaveLength(1);
  expect(child.errors + child.output.replace(child.url, "")).not.toMatch(/127\.0\.0\.1|203\.0\.113/);
  await child.clean();
});

test("an error is reported without what was asked for", async () => {
  const reported = vi.spyOn(console, "error").mockImplementation(() => {});
  const server = await serve({ UPLOAD_STORE: "disk" });
  const ann = await server.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  await rm(path.join(server.dir, "uploads", ".tmp"), { recursive: true });
  const body = new FormData();
  body.set("gif", new Blob([gif() as Uint8Array<ArrayBuffer>]), "a.gif");
  const answer = await ann.request("POST", `/room/${_id}/gif?q=${SEARCH}`, { body });
  const lines = reported.mock.calls.map(([line]) => line);
  reported.mockRestore();
  await server.close();
  expect([answer.status, lines]).toEqual([500, [expect.stringMatching(/ENOENT.*\n[\s\S]*code: ENOENT$/)]]);
  expect(lines.join()).not.toContain(SEARCH);
});

/** Of a path as it is spelt, which fetch would tidy. */
async function get(url: string, path: string, headers: Record<string, string>): Promise<void> {
  const [answer] = (await once(request(url, { path, headers }).end(), "response")) as [IncomingMessage];
  await text(answer);
}
