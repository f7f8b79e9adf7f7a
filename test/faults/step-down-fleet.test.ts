import { afterAll, expect, test } from "vitest";
import { startReplicaSet } from "../support/store-server.js";
import { complaints, useFleet } from "./fleet.js";
import { expectNothingLost, Talker } from "./talker.js";

const set = await startReplicaSet();
const fleet = await useFleet({ MONGODB_URI: set.uri });
afterAll(() => set.close());

test.each([10_000, 20_000])(
  "a step-down of %i ms under three instances loses nothing, and no instance gives up seats for it",
  async (ms) => {
    const ann = await fleet.instances[0]!.visitor();
    const { _id } = await ann.open({ max: 50 });
    const talkers = [new Talker(ann, _id)];
    for (let i = 1; i < 12; i++) talkers.push(new Talker(await fleet.instances[i % 3]!.visitor(), _id));
    for (const talker of talkers) await talker.connected();
    const acknowledged = () => talkers.reduce((sum, talker) => sum + talker.acknowledged.length, 0);
    const talking = talkers.map((talker, i) => talker.talk(`t${i}`, 500));
    await expect.poll(acknowledged, { timeout: 30_000 }).toBeGreaterThan(20);
    const lines = fleet.instances.map(({ errors }) => errors.length);

    await set.stepDown(ms);
    const before = acknowledged();
    await expect.poll(acknowledged, { timeout: 60_000 }).toBeGreaterThan(before + 50);
    for (const talker of talkers) talker.stop();
    await Promise.all(talking);
    await expectNothingLost(talkers, ann, _id);
    expect((await ann.json("GET", `/room/${_id}`)).body.members).toHaveLength(talkers.length);
    const notices = talkers.flatMap((talker) => talker.notices.filter(({ event }) => event !== "join"));
    expect(notices).toEqual([]);
    for (const [i, { errors }] of fleet.instances.entries()) {
      const said = errors.slice(lines[i]).split("\n").filter(Boolean);
      expect(said.length, said.join("\n")).toBeLessThanOrEqual(2);
    }
    expect(complaints(fleet)).toEqual([]);
    for (const talker of talkers) talker.close();
  },
);
