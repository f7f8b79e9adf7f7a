import { expect, test } from "vitest";
import { at } from "../support/instances.js";
import { complaints, useFleet } from "./fleet.js";

const fleet = await useFleet({ EMPTY_ROOM_GRACE_MS: "60000", LOST_CONNECTION_GRACE_MS: "60000" });

test("an instance killed between the admission and the entry: the visitor goes in by another, every time", async () => {
  for (const i of [0, 1, 2]) {
    const [first, second] = [fleet.instances[i]!, fleet.instances[(i + 1) % 3]!];
    const [ann, bob] = [await first.visitor(), await first.visitor()];
    const { _id: room } = await ann.open({ password: "correct horse" });
    const hers = await ann.enter(room, undefined, { reconnection: false });
    const waiting = bob.connect("/room", { reconnection: false });
    await waiting.connected();
    expect((await bob.json("POST", `/room/${room}/knock`, { message: "hello" })).status).toBe(202);
    const { visitor } = await hers.next("knock");
    await hers.call("answerKnock", { visitor: visitor.id, admit: true });
    await first.end("SIGKILL");

    const there = at(second, bob);
    expect((await there.json("GET", `/room/${room}/knock`)).body).toMatchObject({
      isAdmitted: true,
      isPending: false,
    });
    const inside = await there.enter(room);
    expect(await inside.call("chat", { chat: "in" })).toMatchObject({ seq: 1 });
    expect((await at(second, ann).json("GET", `/room/${room}/knocks`)).body.knocks).toEqual([]);
    const back = await at(second, ann).enter(room, 0);
    await back.next("chat");
    for (const one of [inside, back]) one.close();
    await first.startAgain();
  }
  expect(complaints(fleet)).toEqual([]);
});

test("an instance killed while a knock is open: the knock is still there at another, and is answered once", async () => {
  const [first, second, third] = fleet.instances;
  const [ann, bob] = [await first!.visitor(), await second!.visitor()];
  const { _id: room } = await ann.open({ password: "correct horse" });
  const hers = await ann.enter(room, undefined, { reconnection: false });
  const his = await bob.lobby();
  await bob.json("POST", `/room/${room}/knock`, { message: "hello" });
  const { visitor } = await hers.next("knock");
  await first!.end("SIGKILL");
  const tabs = await Promise.all([second!, third!].map((instance) => at(instance, ann).enter(room)));
  expect((await at(third!, ann).json("GET", `/room/${room}/knocks`)).body.knocks).toHaveLength(1);
  const answers = await Promise.all(
    tabs.map((tab) => tab.ask("answerKnock", { visitor: visitor.id, admit: true })),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await his.next("admitted")).toEqual({ room });
  const inside = await at(third!, bob).enter(room);
  for (const one of [...tabs, his, inside]) one.close();
  await first!.startAgain();
  expect(complaints(fleet)).toEqual([]);
});
