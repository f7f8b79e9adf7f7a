import { expect, test } from "vitest";
import { at, useInstances } from "../support/instances.js";
import { solve } from "../support/proof.js";

const instances = useInstances(2, { PROOF_OF_WORK: "on" });

test("a puzzle of one instance is accepted by another, and once by both together", async () => {
  const [A, B] = instances.servers as [(typeof instances.servers)[0], (typeof instances.servers)[0]];
  const ann = await A.visitor();
  const proofs = await Promise.all([solve(ann), solve(ann)]);
  const open = async (server: typeof A, proof: string) =>
    (await at(server, ann).json("POST", "/room", { title: "A room", proof })).status;
  expect([await open(B, proofs[0]!), await open(A, proofs[0]!)]).toEqual([201, 403]);
  const together = await Promise.all([open(A, proofs[1]!), open(B, proofs[1]!)]);
  expect(together.sort()).toEqual([201, 403]);
});
