/** @module-tag thorough */
import { expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { gif } from "../support/gif.js";
import { at, useInstances } from "../support/instances.js";
import { race, untilBothOccurred } from "../support/race.js";
import { readRoom } from "../support/rooms.js";
import { useFolder } from "../support/store.js";
import type { Visitor } from "../support/visitor.js";

const UPLOAD_DIR = await useFolder();
const stores = [
  { name: "the database", instances: useInstances(3, { EMPTY_ROOM_GRACE_MS: "300000" }) },
  {
    name: "a folder",
    instances: useInstances(3, { EMPTY_ROOM_GRACE_MS: "300000", UPLOAD_STORE: "disk", UPLOAD_DIR }),
  },
];

for (const { name, instances } of stores) {
  /** The same visitor at each instance, and a room with a picture. */
  async function prepare() {
    const ann = await instances.servers[0]!.visitor();
    const { _id: room } = await ann.open();
    await ann.page(`/room/${room}`);
    const send = async (): Promise<Chat> => (await ann.upload(room, gif())).json();
    const everywhere = instances.servers.map((server) => at(server, ann));
    const [a, b, c] = everywhere as [Visitor, Visitor, Visitor];
    const again = (who: Visitor, seq: number) => who.json("POST", `/room/${room}/gif`, { again: seq });
    const remove = (who: Visitor, seq: number) => who.json("DELETE", `/room/${room}/chat/${seq}`);
    const bytes = async () => ((await readRoom(instances.uri, room)).pictures as { bytes: number }).bytes;
    return { room, send, a, b, c, everywhere, again, remove, bytes };
  }

  test(`kept in ${name}, a picture that is sent again at one instance while another removes it is kept or goes whole`, async () => {
    const { room, send, a, b, everywhere, again, remove, bytes } = await prepare();
    await untilBothOccurred(["removed", "sent"], { least: 12, most: 80 }, async (leadMs) => {
      const first = await send();
      const whole = await bytes();
      const [removed, sent] = await race(
        leadMs,
        () => remove(a, first.seq),
        () => again(b, first.seq),
      );
      expect(removed.status).toBe(200);
      const { chats } = (await a.json("GET", `/room/${room}/chats?limit=2`)).body;
      const kept = chats.find(({ gif }: Chat) => gif) as Chat | undefined;
      if (sent.status !== 201) expect([sent.body.error.code, kept]).toEqual(["CHAT_NOT_FOUND", undefined]);
      for (const who of everywhere) expect((await who.get(first.gif!.url)).status).toBe(kept ? 200 : 404);
      expect(await bytes()).toBe(kept ? whole : 0);
      if (kept) await remove(b, kept.seq);
      expect(await bytes()).toBe(0);
      return kept ? "sent" : "removed";
    });
  });

  test(`kept in ${name}, a picture whose messages are removed at three instances at once gives its space back once`, async () => {
    const { send, a, b, c, again, remove, bytes } = await prepare();
    await send();
    const other = await bytes();
    for (let round = 0; round < 5; round++) {
      const first = await send();
      expect(await bytes()).toBe(2 * other);
      const seqs = [first.seq];
      for (const who of [b, c]) seqs.push((await again(who, first.seq)).body.seq);
      const removals = [a, b, c].map((who, i) => remove(who, seqs[i]!));
      expect((await Promise.all(removals)).map(({ status }) => status)).toEqual([200, 200, 200]);
      expect((await a.get(first.gif!.url)).status).toBe(404);
      expect(await bytes()).toBe(other);
    }
  });
}
