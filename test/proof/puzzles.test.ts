import { afterEach, describe, expect, test, vi } from "vitest";
import { RateLimiter } from "../../src/services/rate-limits/rate-limiter.js";
import { answerTo, challengeFor, solve } from "../support/proof.js";
import { serve, type TestServer, useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ PROOF_OF_WORK: "on" });

afterEach(() => void vi.useRealTimers());

/** The server runs in this process, and reads the same clock. */
const goOnBy = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

const open = (visitor: Visitor, proof?: unknown, title = "A room") =>
  visitor.json("POST", "/room", { title, proof });

const refused = { status: 403, body: { error: { code: "PROOF_REQUIRED", purpose: "room" } } };

describe("a puzzle", () => {
  test("a room is opened with a solved puzzle, in a header or a field, and each is accepted once", async () => {
    const ann = await server.visitor();
    expect(await open(ann)).toMatchObject(refused);
    const [first, second] = [await solve(ann), await solve(ann)];
    expect((await open(ann, first)).status).toBe(201);
    expect(await open(ann, first)).toMatchObject(refused);
    const form = await ann.form("/room", { title: "A form" }, { proof: second });
    expect(form.status).toBe(303);
    expect((await ann.form("/room", { title: "A form", proof: second })).status).toBe(403);
  });

  test("of ten requests with the same answer at the same moment, one is accepted", async () => {
    const ann = await server.visitor();
    const proof = await solve(ann);
    const answers = await Promise.all(Array.from({ length: 10 }, () => open(ann, proof)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(403)]);
  });

  test("a used answer stays used after a restart", { tags: ["thorough"] }, async () => {
    const own = await serve({ PROOF_OF_WORK: "on" });
    const ann = await own.visitor();
    const proof = await solve(ann);
    expect((await open(ann, proof)).status).toBe(201);
    await own.restart();
    expect(await open(ann, proof)).toMatchObject(refused);
    expect((await open(ann, await solve(ann))).status).toBe(201);
    await own.close();
  });

  test("an answer is refused in another session, for another purpose, and when it is changed or nonsense", async () => {
    const [ann, eve] = [await server.visitor(), await server.visitor()];
    const challenge = await challengeFor(ann);
    const { parameters } = challenge;
    const easier = { ...challenge, parameters: { ...parameters, keyPrefix: "0" } };
    const longer = { ...challenge, parameters: { ...parameters, expiresAt: parameters.expiresAt! + 60 } };
    const wrong = Buffer.from(
      JSON.stringify({ challenge, solution: { counter: 1, derivedKey: "00".repeat(32) } }),
    ).toString("base64");
    const nonsense = ["", "{}", "e30=", "x".repeat(5000), 7, { $ne: "" }, ["a"], null];
    const proofs = [
      await answerTo(easier),
      await answerTo(longer),
      wrong,
      await solve(ann, "guess"),
      ...nonsense,
    ];
    for (const proof of proofs) expect(await open(ann, proof)).toMatchObject(refused);
    const right = await answerTo(challenge);
    expect(await open(eve, right)).toMatchObject(refused);
    expect((await open(ann, right)).status).toBe(201);
  });

  test("an answer is refused after five minutes", async () => {
    const ann = await server.visitor();
    const [early, late] = [await solve(ann), await solve(ann)];
    goOnBy(4 * 60_000);
    expect((await open(ann, early)).status).toBe(201);
    goOnBy(2 * 60_000);
    expect(await open(ann, late)).toMatchObject(refused);
  });

  test("a form that is refused for another reason uses no answer up", async () => {
    const ann = await server.visitor();
    const proof = await solve(ann);
    expect((await open(ann, proof, "")).body.error.code).toBe("BAD_TITLE");
    expect((await open(ann, proof)).status).toBe(201);
  });

  test("an answer outlives the new session id that a password gives", async () => {
    const ann = await server.visitor();
    const [first, second] = [await solve(ann), await solve(ann)];
    const { cookie } = ann;
    await ann.json("POST", "/room", { title: "Secret", password: "hush", proof: first });
    expect(ann.cookie).not.toBe(cookie);
    expect((await open(ann, second)).status).toBe(201);
  });

  test("a puzzle is given for known purposes only", async () => {
    const ann = await server.visitor();
    expect((await ann.json("GET", "/proof?purpose=all")).status).toBe(422);
    expect((await ann.json("GET", "/proof")).status).toBe(422);
  });
});

describe("when a proof is asked for", () => {
  const strict = { RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" };

  /** More uploads than an address may send, so that the last are refused. */
  async function hitLimits(where: TestServer, address: string, room: string): Promise<void> {
    const visitor = await where.visitor(address);
    await visitor.page(`/room/${room}`);
    const upload = async () => (await visitor.request("POST", `/room/${room}/gif`)).status;
    expect(await Promise.all(Array.from({ length: 61 }, upload))).toContain(429);
  }

  test("with auto an address is asked for it that hits its limits, and everybody when several do", {
    tags: ["thorough"],
  }, async () => {
    const own = await serve(strict);
    const [ann, bob, near] = [
      await own.visitor("10.0.0.1"),
      await own.visitor("10.0.0.2"),
      await own.visitor("10.0.1.1"),
    ];
    const { _id } = await ann.open({ password: "hush" });
    const { _id: loud } = await ann.open({ max: 100 });
    const enter = (proof?: string) => bob.json("POST", `/room/${_id}/enter`, { password: "hush", proof });
    const triesNow = async () => (await challengeFor(ann)).parameters.data!.tries as number;
    const usual = await triesNow();
    await hitLimits(own, "10.0.1.1", loud);
    expect(await open(near)).toMatchObject(refused);
    expect(await near.page("/")).toContain('data-proof="room"');
    for (let i = 2; i <= 4; i++) await hitLimits(own, `10.0.1.${i}`, loud);
    expect((await open(ann)).status).toBe(201);
    expect(await ann.page("/")).not.toContain("data-proof");
    await hitLimits(own, "10.0.1.5", loud);
    expect(await open(ann)).toMatchObject(refused);
    expect((await enter()).body.error).toMatchObject({ code: "PROOF_REQUIRED", purpose: "guess" });
    expect(await ann.page("/")).toContain('data-proof="room"');
    expect(await bob.page(`/room/${_id}`)).toContain('data-proof="guess"');
    expect(await triesNow()).toBeGreaterThan(usual);
    expect((await enter(await solve(bob, "guess"))).status).toBe(200);
    goOnBy(70_000);
    expect((await open(bob)).status).toBe(201);
    await own.close();
  });

  test("with auto one visitor who goes on after being refused changes nothing for others, or for the address", {
    tags: ["thorough"],
  }, async () => {
    const own = await serve({ RATE_LIMITS: "on" });
    const [ann, eve] = [await own.visitor(), await own.visitor()];
    const names = Array.from({ length: 150 }, () => eve.json("POST", "/nickname", { name: "" }));
    expect((await Promise.all(names)).map(({ status }) => status)).toContain(429);
    expect((await open(ann)).status).toBe(201);
    await own.close();
  });

  test("the networks of one IPv6 site count as one address that hits its limits", async () => {
    const limiter = new RateLimiter(true);
    const upload = (network: number) => limiter.assertAddressAllowed("upload", `2001:db8:1:${network}::1`);
    for (let network = 1; network <= 5; network++) {
      const uploads = Array.from({ length: 61 }, () => upload(network));
      const refusals = (await Promise.allSettled(uploads)).filter(({ status }) => status === "rejected");
      expect(refusals).toHaveLength(1);
      expect(limiter.wasRefusedLately(`2001:db8:1:${network}::2`)).toBe(true);
    }
    expect(limiter.recentlyRefused).toBe(1);
  });

  test("with off it is never asked for", async () => {
    const own = await serve({ ...strict, PROOF_OF_WORK: "off" });
    const ann = await own.visitor("10.0.1.1");
    await hitLimits(own, "10.0.1.1", (await ann.open())._id);
    expect((await open(ann)).status).toBe(201);
    await own.close();
  });

  test("puzzles are limited for an address", async () => {
    const own = await serve({ RATE_LIMITS: "on" });
    const ann = await own.visitor();
    const ask = async () => (await ann.json("GET", "/proof?purpose=room")).status;
    const statuses = await Promise.all(Array.from({ length: 130 }, ask));
    expect([200, 429].map((wanted) => statuses.filter((status) => status === wanted).length)).toEqual([
      120, 10,
    ]);
    await own.close();
  });
});
