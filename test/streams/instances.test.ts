import { expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { at, twoMembers, useInstances } from "../support/instances.js";
import { COOKIE_SECRET, useOperator } from "../support/site-rules.js";
import { Stream, streamRefusal } from "../support/stream.js";

const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "300000", COOKIE_SECRET });
const operator = useOperator(instances);

test("a stream at one instance is told what is said at another, and resumes at whichever", async () => {
  const { ann, bob, room, a } = await twoMembers(instances);
  const [first, second] = instances.servers;
  const stream = await Stream.enter(bob, room._id);
  const said = await Promise.all(Array.from({ length: 50 }, (_, i) => a.call("chat", { chat: `text ${i}` })));
  await stream.until(() => stream.chats.length === 50);
  expect(stream.chats.map(({ seq }) => seq)).toEqual(said.map(({ seq }: Chat) => seq).sort((x, y) => x - y));
  await a.call("editChat", { seq: 1, chat: "edited" });
  expect(await stream.next("editChat")).toMatchObject({ seq: 1, chat: "edited" });
  const { id } = await bob.me();
  await a.call("whisper", { to: id, chat: "hush" });
  expect(await stream.next("whisper")).toMatchObject({ chat: "hush" });
  stream.close();
  await a.call("removeChat", { seq: 2 });
  await a.call("chat", { chat: "missed" });
  const { lastEventId } = stream;
  for (const server of [first!, second!]) {
    const again = await Stream.enter(at(server, bob), room._id, { lastEventId });
    expect(await again.next("removeChat")).toMatchObject({ seq: 2 });
    expect(await again.next("chat")).toMatchObject([{ seq: 51, chat: "missed" }]);
    again.close();
  }
  // Her seat is known where she never was.
  (await Stream.enter(at(second!, ann), room._id)).close();
});

test("a kick and a new cookie at one instance end the streams at another", async () => {
  const { ann, bob, room } = await twoMembers(instances);
  const [, second] = instances.servers;
  const [hers, his] = [await Stream.enter(at(second!, ann), room._id), await Stream.enter(bob, room._id)];
  const { id } = await bob.me();
  await ann.json("POST", `/room/${room._id}/kick`, { member: id, ban: true });
  expect(await his.next("kick")).toEqual({ reason: "banned" });
  await his.over();
  expect((await streamRefusal(bob, room._id)).status).toBe(403);
  await ann.open({ title: "Secret", password: "hush" });
  await hers.over();
  (await Stream.enter(at(second!, ann), room._id)).close();
});

test("a ban by the operator ends every stream of the visitor, and says until when", async () => {
  const { bob, room } = await twoMembers(instances);
  const streams = [bob, at(instances.servers[1]!, bob)].map((who) => Stream.enter(who, room._id));
  const { id } = await bob.me();
  const until = new Date(Date.now() + 3_600_000);
  const open = await Promise.all(streams);
  await operator.bans.ban({ visitor: id, from: [], until });
  for (const stream of open) {
    const kick = { reason: "banned", where: "everywhere", until: until.toISOString() };
    expect(await stream.next("kick")).toEqual(kick);
    await stream.over();
  }
  expect((await streamRefusal(bob, room._id)).status).toBe(403);
});
