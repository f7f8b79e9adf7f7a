/** @module-tag thorough */
import { expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { freePort } from "../support/process.js";
import { solve } from "../support/proof.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";
import { ONION_URL, torTo } from "./tor.js";

const port = await freePort();
const server = useServer({
  ...{ RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" },
  ...{ ONION_URL, ONION_LISTEN: `127.0.0.1:${port}` },
});
const overTor = torTo(port);

test("a flood of sessions, uploads and guesses ends at its circuit", async () => {
  const [mallory, bob, clear] = [await overTor(), await overTor(), await server.visitor("10.0.2.1")];
  const { _id } = await clear.open();
  (await mallory.enter(_id)).close();
  (await bob.enter(_id)).close();
  const codes = new Set<number>();
  for (let i = 0; i < 70; i++) codes.add((await mallory.upload(_id, Buffer.from("no picture"))).status);
  expect(codes).toContain(429);
  for (const other of [bob, clear]) expect((await other.upload(_id, gif())).status).toBe(201);
  const begun = async () => (await fetch(`${mallory.url}/room`)).status;
  const statuses = new Set<number>();
  for (let i = 0; i < 25; i++)
    for (const status of await Promise.all(Array.from({ length: 50 }, begun))) statuses.add(status);
  expect(statuses).toContain(429);
  expect((await fetch(`${bob.url}/room`)).status).toBe(200);
  expect((await fetch(`${server.url}/room`, { headers: { "x-forwarded-for": "10.0.2.2" } })).status).toBe(
    200,
  );
});

test("wrong passwords over Tor delay guesses over Tor only", async () => {
  const ann = await server.visitor("10.0.3.1");
  const { _id } = await ann.open({ password: "correct horse" });
  const guess = async (one: Visitor, password: string) => {
    const proof = await solve(one, "guess");
    return (await one.json("POST", `/room/${_id}/enter`, { password, proof })).status;
  };
  const mallory = await overTor();
  for (let i = 0; i < 13; i++) await guess(mallory, "wrong");
  const clear = await server.visitor("10.0.3.2");
  const begunAt = performance.now();
  expect(await guess(clear, "wrong")).toBe(403);
  const ms = performance.now() - begunAt;
  const delayedAt = performance.now();
  expect(await guess(await overTor(), "correct horse")).toBe(200);
  expect(performance.now() - delayedAt).toBeGreaterThan(ms);
  expect(await guess(clear, "correct horse")).toBe(200);
});
