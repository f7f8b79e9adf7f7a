/** @module-tag thorough */
import { createConnection } from "mongoose";
import { describe, expect, test } from "vitest";
import type { RoomView } from "../../src/shared/events.js";
import { useInstances } from "../support/instances.js";
import { race, untilBothOccurred } from "../support/race.js";
import type { Visitor } from "../support/visitor.js";
import { endingRooms, openNext } from "./ending-room.js";

const instances = useInstances(2, {
  ...{ RATE_LIMITS: "on", PROOF_OF_WORK: "off", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" },
});

const { visitor, endingRoom } = endingRooms(instances);

describe("at the same moment", () => {
  test("two who ask at two instances get the same room, and no other is left", async () => {
    const lobby = await (await visitor(0)).lobby();
    await untilBothOccurred(["ann's", "bob's"], { least: 5, most: 60 }, async (lead) => {
      const { ann, bob, path, hers, his } = await endingRoom();
      const [first, second] = await race(
        lead,
        () => openNext(ann, path),
        () => openNext(bob, path),
      );
      expect(first._id).toBe(second._id);
      const opened = await hers.next("next");
      expect([opened.room, await his.next("next")]).toEqual([first._id, opened]);
      const { rooms } = (await ann.json("GET", "/?q=Cats")).body;
      const hersLeft = rooms.filter(({ owner }: RoomView) => owner.id === first.owner.id);
      expect(hersLeft.map(({ _id }: RoomView) => _id).sort()).toEqual(
        [first._id, path.slice("/room/".length)].sort(),
      );
      const isHers = await openedFromSameAddress(ann, first._id);
      for (const one of [hers, his]) one.close();
      for (const room of [path, `/room/${first._id}`]) await ann.json("DELETE", room);
      return isHers ? "ann's" : "bob's";
    });
    lobby.close();
  });

  test("who is banned while it opens is banned there", async () => {
    for (const lead of [-8, -4, -2, 0, 2, 4, 8]) {
      const { ann, bob, path, hers, his } = await endingRoom();
      const member = (await bob.me()).id;
      const [, next] = await race(
        lead,
        () => hers.call("kick", { member, ban: true }),
        () => openNext(ann, path),
      );
      const answer = bob.enter(next._id).then((socket) => socket.close());
      expect(await answer.catch((error: Error) => error.message)).toBe("BANNED");
      for (const one of [hers, his]) one.close();
    }
  });
});

/** Opens one more room from there, to compare with. */
async function openedFromSameAddress(who: Visitor, room: string): Promise<boolean> {
  const probe = await (await instances.servers[0]!.visitor(who.address)).open({ title: "probe" });
  const connection = await createConnection(instances.uri).asPromise();
  const rooms = connection.collection<{ _id: string; openedFrom: string[] }>("rooms");
  const [one, other] = [await rooms.findOne({ _id: room }), await rooms.findOne({ _id: probe._id })];
  await connection.close();
  return one!.openedFrom[0] === other!.openedFrom[0];
}
