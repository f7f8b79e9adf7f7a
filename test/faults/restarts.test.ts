import { describe, expect, test } from "vitest";
import { startHaproxy, startNginx } from "../deploy/proxies.js";
import { complaints, useFleet } from "./fleet.js";
import { comesBy, expectNothingLost, Talker } from "./talker.js";

const fleet = await useFleet();

describe.each([
  ["nginx", startNginx],
  ["HAProxy", startHaproxy],
] as const)("behind %s", (name, start) => {
  test("a rolling restart under load loses nothing for clients of polling and of websockets, and nobody was away", async () => {
    const proxy = await start(fleet.instances.map(({ url }) => url));
    const ann = await comesBy(proxy.url);
    const { _id } = await ann.open({ max: 200 });
    const talkers: Talker[] = [];
    for (let i = 0; i < 60; i++) {
      const options = { transports: [i % 3 ? "websocket" : "polling"] };
      talkers.push(new Talker(i ? await comesBy(proxy.url) : ann, _id, options));
    }
    await Promise.all(talkers.map((talker) => talker.connected()));
    const talking = talkers.slice(0, 12).map((talker, i) => talker.talk(`t${i}`, 50));
    for (const instance of fleet.instances) {
      expect(await instance.end()).toBe(0);
      await instance.startAgain();
      for (const talker of talkers) await talker.connected();
    }
    for (const talker of talkers) talker.stop();
    await Promise.all(talking);
    const all = await expectNothingLost(talkers, ann, _id);
    const gaps = talkers.flatMap((talker) => talker.gaps);
    const late = gaps.filter((ms) => ms > 5000).length;
    const worst = Math.round(Math.max(...gaps));
    console.log(
      `${name}: ${all.length} chats, ${gaps.length} reconnections, ${late} after 5 s, the last after ${worst} ms`,
    );
    expect(gaps.length).toBeGreaterThanOrEqual(60);
    expect(late / gaps.length).toBeLessThanOrEqual(0.01);
    expect(talkers.flatMap(({ notices }) => notices.filter(({ event }) => event !== "join"))).toEqual([]);
    for (const talker of talkers) talker.close();
    await proxy.close();
    expect(complaints(fleet)).toEqual([]);
  });
});
