import { describe, expect, test } from "vitest";
import { serve, type TestServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const password = "correct horse";
const strict = { PROOF_OF_WORK: "off", RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" };

/** What guesses from these addresses, all at the same moment, are answered with. */
async function guessFrom(server: TestServer, room: string, addresses: string[]): Promise<number[]> {
  const guessers = addresses.map((address) => new Visitor(server.url, address));
  const answers = guessers.map((one) => one.json("POST", `/room/${room}/enter`, { password: "a guess" }));
  return (await Promise.all(answers)).map(({ status }) => status);
}

const addresses = (count: number): string[] => Array.from({ length: count }, (_, i) => `10.0.0.${i}`);
const count = (statuses: number[], wanted: number) => statuses.filter((status) => status === wanted).length;

describe("guesses of a room's password", () => {
  test("guesses from many addresses delay the next ones, and the right password still lets in", async () => {
    const server = await serve(strict);
    const ann = await server.visitor("10.1.0.1");
    const { _id } = await ann.open({ password });
    const begun = performance.now();
    expect(count(await guessFrom(server, _id, addresses(12)), 403)).toBe(12);
    expect(performance.now() - begun).toBeGreaterThan(490);
    for (const address of ["10.2.0.1", "10.0.0.3"]) {
      const bob = await server.visitor(address);
      const asked = performance.now();
      expect((await bob.json("POST", `/room/${_id}/enter`, { password })).status).toBe(200);
      expect(performance.now() - asked).toBeGreaterThan(490);
    }
    await server.close();
  });

  test("right passwords delay nobody", async () => {
    const server = await serve(strict);
    const ann = await server.visitor("10.1.0.1");
    const { _id } = await ann.open({ password });
    for (const address of addresses(17)) {
      const bob = new Visitor(server.url, address);
      expect((await bob.json("POST", `/room/${_id}/enter`, { password })).status).toBe(200);
    }
    const begun = performance.now();
    await guessFrom(server, _id, ["10.2.0.1"]);
    expect(performance.now() - begun).toBeLessThan(7000);
    await server.close();
  });

  test("a flood of guesses from one address, or from one IPv6 network, waits behind itself or is refused", async () => {
    const server = await serve(strict);
    const ann = await server.visitor("10.1.0.1");
    const near = Array.from({ length: 20 }, (_, i) => `2001:db8:1:2::${i + 1}`);
    for (const flood of [Array<string>(20).fill("10.0.0.1"), near]) {
      const { _id } = await ann.open({ password });
      const statuses = await guessFrom(server, _id, flood);
      expect([count(statuses, 403), count(statuses, 429)]).toEqual([10, 10]);
    }
    await server.close();
  });

  test("only a trusted proxy says which address guesses", async () => {
    const server = await serve({ ...strict, TRUST_PROXY: "off" });
    const { _id } = await (await server.visitor()).open({ password });
    const statuses = await guessFrom(server, _id, addresses(20));
    expect([count(statuses, 403), count(statuses, 429)]).toEqual([10, 10]);
    await server.close();
  });

  test("a server that shuts down does not wait for delayed guesses", async () => {
    const server = await serve(strict);
    const ann = await server.visitor("10.1.0.1");
    const { _id } = await ann.open({ password });
    const statuses: number[] = [];
    const guess = async (address: string) => {
      const bob = new Visitor(server.url, address);
      const answer = bob.json("POST", `/room/${_id}/enter`, { password: "a guess" });
      // On a slow machine some are cut off.
      statuses.push(await answer.then(({ status }) => status).catch(() => 0));
    };
    const guesses = addresses(18).map(guess);
    // By then the others are delayed.
    await expect.poll(() => statuses.length, { timeout: 20_000, interval: 10 }).toBeGreaterThanOrEqual(10);
    const begun = performance.now();
    await server.close();
    expect(performance.now() - begun).toBeLessThan(5000);
    await Promise.all(guesses);
    expect(count(statuses, 503) + count(statuses, 0)).toBeGreaterThan(0);
  });
});
