import { expect } from "vitest";
import type { RoomView } from "../../src/shared/events.js";
import type { Instances } from "../support/instances.js";
import { endIn } from "../support/rooms.js";
import type { Visitor } from "../support/visitor.js";

export function endingRooms(instances: Instances) {
  let address = 0;
  const visitor = (i: 0 | 1) => instances.servers[i]!.visitor(`10.1.${++address >> 8}.${address & 255}`);

  /** A room that ends within minutes, with its opener at the first instance and another member at the second. */
  async function endingRoom(fields: Record<string, unknown> = {}) {
    const [ann, bob] = [await visitor(0), await visitor(1)];
    const room = await ann.open({ lifetime: "1h", title: "Cats", ...fields });
    const hers = await ann.enter(room._id);
    if (fields.password) await bob.json("POST", `/room/${room._id}/enter`, { password: fields.password });
    const his = await bob.enter(room._id);
    await endIn(instances.uri, room._id, 240_000);
    return { ann, bob, room, path: `/room/${room._id}`, hers, his };
  }

  return { visitor, endingRoom };
}

export const openNext = async (who: Visitor, path: string): Promise<RoomView> => {
  const { status, body } = await who.json("POST", `${path}/next`);
  expect([status, body]).toEqual([201, expect.objectContaining({ _id: expect.any(String) })]);
  return body;
};
