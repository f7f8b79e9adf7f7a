import { expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { at, twoMembers, useInstances } from "../support/instances.js";
import { film } from "../support/moving-gif.js";
import { readRoom } from "../support/rooms.js";

const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "300000" });

test("the small version is told at every instance, inherited there, and its space is given back with the last message", async () => {
  const { ann, bob, room, a, b } = await twoMembers(instances);
  const bytes = async () => ((await readRoom(instances.uri, room._id)).pictures as { bytes: number }).bytes;
  const sent: Chat = await (await ann.upload(room._id, await film({ delays: [100, 100] }))).json();
  const whole = await bytes();
  const again = (await bob.json("POST", `/room/${room._id}/gif`, { again: 1 })).body as Chat;
  for (const socket of [a, b])
    for (const seq of [sent.seq, again.seq])
      await socket.next("editChat", (chat) => chat.seq === seq && chat.gif.small && !chat.editedAt);
  const { chats } = (await bob.json("GET", `/room/${room._id}/chats`)).body as { chats: Chat[] };
  const [small] = chats.map(({ gif }) => gif!.small!);
  expect(chats.map(({ gif }) => gif!.small)).toEqual([small, small]);
  const size = (await (await bob.get(small!)).arrayBuffer()).byteLength;
  expect(await bytes()).toBe(whole + size);
  const later = (await bob.json("POST", `/room/${room._id}/gif`, { again: 2 })).body as Chat;
  expect(later.gif!.small).toBe(small);
  for (const [who, seq] of [
    [ann, 1],
    [bob, 2],
  ] as const)
    await who.json("DELETE", `/room/${room._id}/chat/${seq}`);
  expect((await at(instances.servers[0]!, bob).get(small!)).status).toBe(200);
  await bob.json("DELETE", `/room/${room._id}/chat/3`);
  expect((await ann.get(small!)).status).toBe(404);
  expect(await bytes()).toBe(0);
  for (const socket of [a, b]) socket.close();
});
