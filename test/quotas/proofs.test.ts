import { expect, test } from "vitest";
import { solve } from "../support/proof.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

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

test("a guess that is refused because others wait uses up no proof of work", {
  tags: ["thorough"],
}, async () => {
  const ann = await server.visitor("10.6.0.1");
  const { _id } = await ann.open({ password: "right" });
  const bob = await server.visitor("10.6.0.2");
  const enter = (who: Visitor, fields: object) => who.json("POST", `/room/${_id}/enter`, fields);
  for (let i = 0; i < 10; i++) await enter(bob, { password: "wrong" });
  // The next guess waits for two seconds.
  for (let i = 3; i <= 5; i++) await enter(await server.visitor(`10.6.0.${i}`), { password: "wrong" });
  const proofs = await Promise.all([1, 2, 3].map(() => solve(bob, "guess")));
  await Promise.all(proofs.map((proof) => enter(bob, { password: "wrong", proof })));
  const codes: unknown[] = [];
  for (const proof of proofs) {
    const { status, body } = await enter(bob, { password: "wrong", proof });
    codes.push(status === 429 ? "checked" : body.error.code);
  }
  expect(codes.sort()).toEqual(["PROOF_REQUIRED", "PROOF_REQUIRED", "checked"]);
});
