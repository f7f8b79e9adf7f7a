import { describe, expect, test, vi } from "vitest";
import { GuessQuota } from "../../src/services/quotas/guess-quota.js";
import { serve, type TestServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const password = "correct horse";
const strict = { PROOF_OF_WORK: "off", RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" };

async function openRoom(server: TestServer): Promise<string> {
  const ann = await server.visitor("10.1.0.1");
  const { _id } = await ann.open({ password });
  // With a seat: a room that nobody enters goes after a minute.
  await ann.page(`/room/${_id}`);
  return _id;
}

/** What guesses from these addresses, all at the same moment, are answered with. */
async function guessFrom(server: TestServer, room: string, addresses: string[]): Promise<number[]> {
  const guessers = addresses.map((address) => new Visitor(server.url, address));
  const answers = guessers.map((one) => one.json("POST", `/room/${room}/enter`, { password: "a guess" }));
  return (await Promise.all(answers)).map(({ status }) => status);
}

const addresses = (count: number): string[] => Array.from({ length: count }, (_, i) => `10.0.0.${i}`);
const count = (statuses: number[], wanted: number) => statuses.filter((status) => status === wanted).length;

/** Guesses of many visitors, without a server. */
function quotaWith(limiter: object) {
  const counts = { enabled: true, count: async () => 0, refund: async () => {}, ...limiter };
  const quota = new GuessQuota({ limiter: counts, proofs: { isNeeded: () => false } } as never);
  let visitors = 0;
  const guess = (address: string, isRight = async () => false): Promise<string> => {
    const visitor = { id: `visitor ${visitors++}`, address };
    const given = { room: "room", visitor, proof: undefined, isRight, onWait: () => {} };
    return quota.assertRight(given).then(
      () => "right",
      (error) => error.code,
    );
  };
  return { quota, guess };
}

// Most of the time they wait for a delay: each has a server of its own, and waits beside the others. Not all at once,
// since to check a password costs a lot, and no guess waits for longer than 50 seconds.
describe.concurrent("guesses of a room's password by many", () => {
  test("guesses from many addresses delay the next ones, and the right password still lets in", async () => {
    const server = await serve(strict);
    const _id = await openRoom(server);
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

  test("a class that knows the password gets in together from one address, and its pages come meanwhile", {
    tags: ["thorough"],
  }, async () => {
    const server = await serve(strict);
    const _id = await openRoom(server);
    const ben = await server.visitor("10.2.0.1");
    // The next guess waits for four seconds.
    expect(count(await guessFrom(server, _id, addresses(14)), 403)).toBe(14);
    let answered = 0;
    const enter = async () => {
      const pupil = new Visitor(server.url, "10.2.0.1");
      const { status } = await pupil.json("POST", `/room/${_id}/enter`, { password });
      answered++;
      return status;
    };
    const pupils = Array.from({ length: 16 }, enter);
    expect((await ben.get("/")).status).toBe(200);
    expect(answered).toBeLessThan(5);
    expect(await Promise.all(pupils)).toEqual(Array(16).fill(200));
    await server.close();
  });

  test("a server that shuts down does not wait for delayed guesses", { tags: ["thorough"] }, async () => {
    const server = await serve(strict);
    const _id = await openRoom(server);
    const statuses: number[] = [];
    const guess = async (address: string) => {
      const bob = new Visitor(server.url, address);
      const answer = bob.json("POST", `/room/${_id}/enter`, { password: "a guess" });
      // On a slow machine some are cut off.
      statuses.push(await answer.then(({ status }) => status).catch(() => 0));
    };
    const guesses = addresses(18).map(guess);
    // By then the others are delayed.
    await expect.poll(() => statuses.length, { timeout: 60_000, interval: 10 }).toBeGreaterThanOrEqual(10);
    const begun = performance.now();
    await server.close();
    // The last ones have to wait for eight seconds.
    expect(performance.now() - begun).toBeLessThan(7000);
    await Promise.all(guesses);
    expect(count(statuses, 503) + count(statuses, 0)).toBeGreaterThan(0);
  });
});

describe("guesses without a server", () => {
  test("an address has a hundred guesses waiting, and an IPv6 site 1,600", async () => {
    const { quota, guess } = quotaWith({ countUp: async () => 30 });
    const waiting: Promise<unknown>[] = [];
    for (let i = 0; i < 100; i++) waiting.push(guess("10.0.0.1"));
    expect(await guess("10.0.0.1")).toBe("TOO_MANY_REQUESTS");
    for (let i = 0; i < 1600; i++) waiting.push(guess(`2001:db8:1:${(i % 20).toString(16)}::1`));
    expect(await guess("2001:db8:1:ff::1")).toBe("TOO_MANY_REQUESTS");
    quota.close();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["BUSY"]));
  });

  test("a guess that would have to wait for more than fifty seconds is refused unchecked and uncounted", async () => {
    let guesses = 0;
    const refund = vi.fn(async () => {});
    const { quota, guess } = quotaWith({ countUp: async () => (guesses++ < 2 ? 1 : 30), refund });
    const now = vi.spyOn(performance, "now").mockReturnValue(0);
    const isRight = vi.fn(async () => true);
    const first = guess("10.0.0.1", async () => {
      now.mockReturnValue(45_000);
      return false;
    });
    const second = guess("10.0.0.1", isRight);
    expect([await first, await second]).toEqual(["WRONG_PASSWORD", "TOO_MANY_REQUESTS"]);
    expect([isRight.mock.calls.length, refund.mock.calls.length]).toEqual([0, 2]);
    now.mockRestore();
    quota.close();
  });
});

describe.concurrent("guesses of a room's password", () => {
  test("right passwords delay nobody", { tags: ["thorough"] }, async () => {
    const server = await serve(strict);
    const _id = await openRoom(server);
    for (const address of addresses(17)) {
      const bob = new Visitor(server.url, address);
      expect((await bob.json("POST", `/room/${_id}/enter`, { password })).status).toBe(200);
    }
    const begun = performance.now();
    await guessFrom(server, _id, ["10.2.0.1"]);
    expect(performance.now() - begun).toBeLessThan(7000);
    await server.close();
  });

  test("guesses of one address, or of one IPv6 network, are checked one after the other, in however many sessions", {
    tags: ["thorough"],
  }, async () => {
    const server = await serve(strict);
    const near = Array.from({ length: 14 }, (_, i) => `2001:db8:1:2::${i + 1}`);
    const floods = [Array<string>(14).fill("10.0.0.1"), near].map(async (flood) => {
      const _id = await openRoom(server);
      const begun = performance.now();
      const statuses = await guessFrom(server, _id, flood);
      expect([count(statuses, 403), count(statuses, 429)]).toEqual([10, 4]);
      expect(performance.now() - begun).toBeGreaterThan(250 + 500 + 1000 + 2000 - 20);
    });
    await Promise.all(floods);
    await server.close();
  });

  test("a visitor has two guesses waiting and no more", { tags: ["thorough"] }, async () => {
    const server = await serve(strict);
    const _id = await openRoom(server);
    const eve = await server.visitor("10.2.0.1");
    await guessFrom(server, _id, addresses(14));
    const guess = () => eve.json("POST", `/room/${_id}/enter`, { password: "a guess" });
    const answers = await Promise.all(Array.from({ length: 5 }, guess));
    const codes = answers.map(({ body }) => body.error.code).sort();
    expect(codes).toEqual([...Array(3).fill("TOO_MANY_REQUESTS"), ...Array(2).fill("WRONG_PASSWORD")]);
    await server.close();
  });

  test("only a trusted proxy says which address guesses", { tags: ["thorough"] }, async () => {
    const server = await serve({ ...strict, TRUST_PROXY: "off" });
    const _id = await openRoom(server);
    const statuses = await guessFrom(server, _id, addresses(12));
    expect([count(statuses, 403), count(statuses, 429)]).toEqual([10, 2]);
    await server.close();
  });
});
