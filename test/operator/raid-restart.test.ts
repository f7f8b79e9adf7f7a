/** @module-tag thorough */
import { expect, test } from "vitest";
import { OPERATOR_TOKEN } from "../support/operator.js";
import { ServerProcess } from "../support/server-process.js";
import { Visitor } from "../support/visitor.js";

const RAIDERS = 6;
const MESSAGES = 8;

test("a raid that was ended is removed to its end, although the server was killed right after the answer", async () => {
  const server = await ServerProcess.start({
    ...{ OPERATOR_TOKEN, COOKIE_SECRET: "one secret for both, of many characters", TRUST_PROXY: "1" },
    ...{ RATE_LIMITS: "on", PROOF_OF_WORK: "off", EMPTY_ROOM_GRACE_MS: "300000" },
  });
  const visitor = async (address: string) => {
    const one = new Visitor(server.url, address);
    await one.page("/");
    return one;
  };
  const signIn = async () => {
    const operator = await visitor("203.0.113.9");
    await operator.json("POST", "/operator/enter", { token: OPERATOR_TOKEN });
    return operator;
  };
  const ann = await visitor("203.0.113.1");
  const { _id: home } = await ann.open({ title: "Home", max: 50, lifetime: "24h" });
  const inside = await ann.enter(home);
  await inside.call("chat", { chat: "what Ann said" });
  inside.close();
  const raiders = await Promise.all(Array.from({ length: RAIDERS }, () => visitor("198.51.100.7")));
  const rooms: string[] = [];
  for (const raider of raiders.slice(0, 4)) rooms.push((await raider.open({ title: "Raid" }))._id);
  const sockets = await Promise.all(raiders.map((raider) => raider.enter(home)));
  for (let i = 0; i < MESSAGES; i++)
    await Promise.all(sockets.map((socket) => socket.call("chat", { chat: `flood ${i}` })));
  expect((await raiders[0]!.json("POST", `/room/${home}/report`, { reason: "x" })).status).toBe(202);

  const operator = await signIn();
  const seen = async () => (await operator.json("GET", "/operator/raid")).body.groups;
  await expect.poll(seen, { timeout: 20_000 }).toMatchObject([{ visitors: RAIDERS, selected: true }]);
  const groups = await seen();
  const ended = await operator.json("POST", "/operator/raid", { address: groups[0].key });
  expect(ended.body).toMatchObject({ addresses: 1, visitors: RAIDERS, rooms: 4 });
  await server.end("SIGKILL");
  await server.startAgain();

  const again = await signIn();
  await expect
    .poll(async () => (await again.json("GET", "/operator/raid")).body, { timeout: 30_000 })
    .toMatchObject({ groups: [], unfinished: [] });
  for (const room of rooms) await expect(ann.enter(room)).rejects.toThrow("ROOM_NOT_FOUND");
  const { chats } = (await ann.json("GET", `/room/${home}/chats?limit=100`)).body;
  expect(chats.filter(({ removedAt }: { removedAt?: string }) => !removedAt)).toMatchObject([
    { chat: "what Ann said" },
  ]);
  expect(JSON.stringify(chats)).not.toContain("flood");
  expect((await again.json("GET", "/operator")).body.reports).toBe(0);
  await expect(raiders[5]!.enter(home)).rejects.toThrow("BANNED");
  expect(await server.end()).toBe(0);
  await server.clean();
});
