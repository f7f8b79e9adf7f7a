import { expect, test } from "vitest";
import type { Member } from "../../src/shared/events.js";
import { twoMembers, useInstances } from "../support/instances.js";
import { race, untilBothOccurred } from "../support/race.js";

const instances = useInstances(2);

test("of two visitors at two instances who take the same name at the same moment exactly one gets it", async () => {
  const { ann, room, a, b } = await twoMembers(instances);
  await untilBothOccurred(["ann", "bob"], { least: 6, most: 60 }, async (lead, i) => {
    const ask = (client: typeof a, name: string) => client.refusal("nickname", { name });
    const outcomes = await race(
      lead,
      () => ask(a, `Carl ${i}x`),
      () => ask(b, `саrl ${i}X`),
    );
    expect([...outcomes].sort()).toEqual(["NAME_TAKEN", "nothing"]);
    const { members } = (await ann.json("GET", `/room/${room._id}`)).body as { members: Member[] };
    expect(members.filter(({ name }) => name.endsWith(`rl ${i}x`) || name.endsWith(`rl ${i}X`))).toHaveLength(
      1,
    );
    return outcomes[0] === "nothing" ? "ann" : "bob";
  });
  a.close();
  b.close();
});

test("a message is said under the name that its author has in that room, whichever instance takes it", async () => {
  const { ann, bob, room, a, b } = await twoMembers(instances);
  await ann.json("POST", "/nickname", { name: "Ann" });
  await b.next("rename");
  const carl = await instances.servers[1]!.visitor();
  await carl.json("POST", "/nickname", { name: "ANN" });
  const c = await carl.enter(room._id);
  const { color } = await carl.json("GET", `/room/${room._id}`).then(({ body }) => body.members[2]);
  expect(await c.call("chat", { chat: "hello" })).toMatchObject({ user: color, name: color });
  const there = await instances.servers[0]!.visitor();
  there.cookie = carl.cookie;
  expect(await there.say(room._id, "from the other one")).toMatchObject({ name: color });
  expect(await bob.say(room._id, "and I")).toMatchObject({ name: (await bob.me()).color });
  for (const one of [a, b, c]) one.close();
});
