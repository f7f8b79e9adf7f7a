import { expect, test } from "vitest";
import { solve } from "../support/proof.js";
import { useServer } from "../support/server.js";

const strict = { RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" };
const server = useServer(strict);

test("an address with ten rooms opens more by a proof of work, and another address needs none", async () => {
  for (let i = 0; i < 10; i++) await (await server.visitor("10.4.0.1")).open();
  const ann = await server.visitor("10.4.0.1");
  const refused = await ann.json("POST", "/room", { title: "the eleventh" });
  expect([refused.status, refused.body.error]).toMatchObject([
    403,
    { code: "PROOF_REQUIRED", purpose: "room" },
  ]);
  const proof = await solve(ann);
  expect((await ann.json("POST", "/room", { title: "the eleventh", proof })).status).toBe(201);
  const bob = await server.visitor("10.4.0.2");
  expect((await bob.json("POST", "/room", { title: "another" })).status).toBe(201);
});

test("guesses beyond the free ones need a proof of work, and the right password with one lets in", async () => {
  const ann = await server.visitor("10.5.0.1");
  const { _id } = await ann.open({ password: "right" });
  const bob = await server.visitor("10.5.0.2");
  const enter = (fields: object) => bob.json("POST", `/room/${_id}/enter`, fields);
  for (let i = 0; i < 10; i++) expect((await enter({ password: "wrong" })).status).toBe(403);
  const refused = await enter({ password: "right" });
  expect(refused.body.error).toMatchObject({ code: "PROOF_REQUIRED", purpose: "guess" });
  const proof = await solve(bob, "guess");
  expect((await enter({ password: "right", proof })).status).toBe(200);
});
