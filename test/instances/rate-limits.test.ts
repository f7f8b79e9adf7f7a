import { expect, test } from "vitest";
import { at, useInstances } from "../support/instances.js";

const instances = useInstances(2, { RATE_LIMITS: "on", PROOF_OF_WORK: "off" });

test("guesses of a password count together, whichever instance is asked", async () => {
  const [A, B] = instances.servers as [(typeof instances.servers)[0], (typeof instances.servers)[0]];
  const ann = await A.visitor();
  const { _id } = await ann.open({ password: "open sesame" });
  const bob = await A.visitor();
  const guess = async (server: typeof A) =>
    (await at(server, bob).json("POST", `/room/${_id}/enter`, { password: "guess" })).status;
  const answers: number[] = [];
  for (let i = 0; i < 12; i++) answers.push(await guess(i % 2 ? A : B));
  expect(answers).toEqual([...Array(10).fill(403), 429, 429]);
});

test("while Redis hangs, each instance counts for itself and nobody waits long", {
  tags: ["thorough"],
}, async () => {
  const [A] = instances.servers as [(typeof instances.servers)[0]];
  const ann = await A.visitor();
  const { _id } = await ann.open({ password: "open sesame" });
  const bob = await A.visitor();
  instances.redis.signal("SIGSTOP");
  try {
    const begun = Date.now();
    const wrong = await bob.json("POST", `/room/${_id}/enter`, { password: "guess" });
    const right = await bob.json("POST", `/room/${_id}/enter`, { password: "open sesame" });
    expect([wrong.body.error.code, right.status]).toEqual(["WRONG_PASSWORD", 200]);
    expect(Date.now() - begun).toBeLessThan(15_000);
  } finally {
    instances.redis.signal("SIGCONT");
  }
});

test("a flood over both instances is held back in both", { tags: ["thorough"] }, async () => {
  const [A, B] = instances.servers as [(typeof instances.servers)[0], (typeof instances.servers)[0]];
  const ann = await A.visitor();
  const { _id } = await ann.open();
  const seat = await ann.enter(_id);
  const say = (server: typeof A) => at(server, ann).json("POST", `/room/${_id}/chat`, { chat: "flood" });
  const first = await Promise.all([...Array(40).fill(A), ...Array(40).fill(B)].map(say));
  expect(first.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(40);
  // Asked 15 times more, neither has seen the 60 that are allowed: what it refuses is the other's.
  for (const server of [A, B])
    await expect.poll(async () => (await say(server)).status, { timeout: 4500, interval: 300 }).toBe(429);
  seat.close();
});
