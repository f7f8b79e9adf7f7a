import { expect, test } from "vitest";
import { startNginx } from "../deploy/proxies.js";
import { at } from "../support/instances.js";
import { complaints, useFleet } from "./fleet.js";
import { comesBy, expectNothingLost, Talker } from "./talker.js";

const fleet = await useFleet({ LOST_CONNECTION_GRACE_MS: "0" });

test("the same clientId sent 10 times over three instances, 500 times, gives 500 messages and equal answers", async () => {
  const ann = await fleet.instances[0]!.visitor();
  const { _id } = await ann.open();
  const seat = await ann.enter(_id);
  const everywhere = fleet.instances.map((instance) => at(instance, ann));
  for (let i = 0; i < 500; i += 20) {
    const words = Array.from({ length: 20 }, (_, j) => `word ${i + j}`);
    const answers = await Promise.all(
      words.map((word) =>
        Promise.all(
          Array.from({ length: 10 }, (_, k) => everywhere[k % 3]!.say(_id, word, word.replace(" ", "-"))),
        ),
      ),
    );
    for (const same of answers) expect(new Set(same.map((one) => JSON.stringify(one))).size).toBe(1);
  }
  await seat.until(() => seat.chats.length === 500);
  expect(seat.chats.map(({ seq }) => seq)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
  seat.close();
});

test("instances killed under load, one 10 times and all 3 times, lose and double nothing, all members see the same, and ghosts go", async () => {
  const proxy = await startNginx(fleet.instances.map(({ url }) => url));
  const ann = await comesBy(proxy.url);
  const { _id } = await ann.open({ max: 50 });
  const talkers = [new Talker(ann, _id)];
  for (let i = 1; i < 12; i++) talkers.push(new Talker(await comesBy(proxy.url), _id));
  await Promise.all(talkers.map((talker) => talker.connected()));
  const talking = talkers.map((talker, i) => talker.talk(`t${i}`, 20));
  const acknowledged = () => talkers.reduce((sum, talker) => sum + talker.acknowledged.length, 0);
  const more = async (count: number) => {
    const enough = acknowledged() + count;
    await expect.poll(acknowledged, { timeout: 60_000, interval: 20 }).toBeGreaterThan(enough);
  };
  const kill = async (which: number[]) => {
    await more(60);
    for (const i of which) fleet.instances[i]!.signal("SIGKILL");
    await Promise.all(which.map((i) => fleet.instances[i]!.ended));
    await Promise.all(which.map((i) => fleet.instances[i]!.startAgain()));
  };
  for (let i = 0; i < 10; i++) await kill([i % 3]);
  for (let i = 0; i < 3; i++) await kill([0, 1, 2]);
  await more(60);

  // A member at an instance that is killed, who does not come back.
  const leaver = at(fleet.instances[0]!, await comesBy(proxy.url));
  const { id } = await leaver.me();
  // A witness who is still coming back would see the leaver in the welcome, and no join.
  await Promise.all(talkers.map((talker) => talker.connected()));
  const ghost = await leaver.enter(_id, undefined, { reconnection: false });
  await ghost.next("chat");
  const witness = talkers[1]!.client;
  await witness.next("join", ({ member }) => member.id === id);
  const begun = Date.now();
  await fleet.instances[0]!.end("SIGKILL");
  await witness.next("exit", ({ member }) => member.id === id);
  const ghostMs = Date.now() - begun;
  await fleet.instances[0]!.startAgain();

  for (const talker of talkers) talker.stop();
  await Promise.all(talking);
  const all = await expectNothingLost(talkers, ann, _id);
  console.log(`${all.length} chats; a ghost was gone after ${ghostMs} ms`);
  // A lease of fifteen seconds, and two heartbeats of somebody who looks.
  expect(ghostMs).toBeLessThan(24_000);
  for (const talker of talkers) talker.close();
  await proxy.close();
  expect(complaints(fleet)).toEqual([]);
});
