import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HttpConnections } from "../../src/http/connections.js";
import type { LoadLimits } from "../../src/lib/load/load-limits.js";
import { SendBudget } from "../../src/lib/load/send-budget.js";

const MB = 1024 * 1024;
/** More than the system holds for a connection whose client does not read. */
const LONG = 64 * MB;

const cut: string[] = [];
const unsent = new SendBudget({ perAddress: MB, total: 100 * MB, onCut: (limit) => cut.push(limit) });
const server = createServer((req, res) => res.end(Buffer.alloc(req.url === "/long" ? LONG : 10, "x")));
const limits: Pick<LoadLimits, "unsent" | "shareOf"> = { unsent, shareOf: (address) => address };
new HttpConnections(server, () => "somebody", limits as LoadLimits);

beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
afterAll(() => {
  unsent.close();
  server.close();
});

const ask = (path: string) => {
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  return client;
};

test("an answer that nobody reads is cut, and others are not", async () => {
  const deaf = ask("/long");
  await expect.poll(() => cut).toEqual(["address"]);
  expect(await text(ask("/short"))).toContain("x".repeat(10));
  expect((await text(deaf)).length).toBeLessThan(LONG);
  expect([cut, unsent.bytes]).toEqual([["address"], 0]);
});
