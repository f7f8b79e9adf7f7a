import { describe, expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import type { Client } from "../support/client.js";
import { useServer } from "../support/server.js";
import { Stream } from "../support/stream.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

interface Room {
  ann: Visitor;
  bob: Visitor;
  talker: Client;
  room: string;
}

/** Bob talks over a socket; Ann has her seat by the page, and listens by streams. */
async function roomOfTwo(): Promise<Room> {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const { _id: room } = await ann.open();
  await ann.json("GET", `/room/${room}`);
  return { ann, bob, talker: await bob.enter(room), room };
}

const say = (talker: Client, chats: string[]): Promise<Chat[]> =>
  Promise.all(chats.map((chat) => talker.call("chat", { chat })));

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

describe("a client that comes back", () => {
  test("gets what it missed, once and in order, and whatever was changed meanwhile", async () => {
    const { ann, talker, room } = await roomOfTwo();
    await say(talker, ["one", "two", "three"]);
    const first = await Stream.enter(ann, room, { query: "?after=0" });
    await first.until(() => first.chats.length === 3);
    first.close();
    expect(first.lastEventId).toBe("3.0");
    await talker.call("editChat", { seq: 1, chat: "ONE" });
    await talker.call("removeChat", { seq: 2 });
    await talker.call("react", { seq: 3, emoji: "👍" });
    await say(talker, ["four", "five"]);
    await talker.call("editChat", { seq: 4, chat: "FOUR" });
    const again = await Stream.open(ann, room, { lastEventId: first.lastEventId });
    await again.until(() => again.chats.length === 2);
    // How full and lively the room is may be told at any moment.
    const told = again.received.filter(({ event }) => event !== "updateRoom");
    expect(told.map(({ event, id }) => [event, id])).toEqual([
      ["welcome", "3.0"],
      ["editChat", "3.1"],
      ["removeChat", "3.2"],
      ["editChat", "3.3"],
      ["chat", "5.4"],
    ]);
    const [welcome, edited, removed, reacted, missed] = told.map(({ payload }) => payload);
    expect(welcome).toMatchObject({ lastSeq: 5, changed: 0 });
    expect(edited).toMatchObject({ seq: 1, chat: "ONE", change: 1 });
    expect(removed).toMatchObject({ seq: 2, change: 2 });
    expect(removed.chat).toBeUndefined();
    expect(reacted).toMatchObject({ seq: 3, reactions: [{ emoji: "👍", count: 1 }] });
    expect(missed).toMatchObject([
      { seq: 4, chat: "FOUR", change: 4 },
      { seq: 5, chat: "five" },
    ]);
    again.close();
    const third = await Stream.open(ann, room, { lastEventId: again.lastEventId });
    await say(talker, ["six"]);
    await third.until(() => third.chats.length === 1);
    expect(third.has("editChat")).toBe(false);
    expect(third.lastEventId).toBe("6.4");
  });

  test("may send the number of a chat alone, in the address too, and one from the future is none", async () => {
    const { ann, talker, room } = await roomOfTwo();
    await say(talker, ["one", "two", "three"]);
    await talker.call("editChat", { seq: 1, chat: "ONE" });
    const asked = [{ lastEventId: "2" }, { query: "?after=2&changed=0" }, { lastEventId: "900.77" }, {}];
    const streams = await Promise.all(asked.slice(0, 3).map((one) => Stream.enter(ann, room, one)));
    const [bare, byAddress, future] = streams as [Stream, Stream, Stream];
    expect((await bare.next("chat")).map(({ seq }: Chat) => seq)).toEqual([3]);
    expect(await byAddress.next("editChat")).toMatchObject({ seq: 1, change: 1 });
    expect((await byAddress.next("chat")).map(({ seq }: Chat) => seq)).toEqual([3]);
    expect(future.ids).toEqual(["3.1"]);
    future.close();
    await say(talker, ["four"]);
    for (const stream of [bare, byAddress]) {
      expect((await stream.next("chat")).map(({ seq }: Chat) => seq)).toEqual([4]);
      expect(stream.lastEventId).toBe("4.1");
    }
    expect(bare.has("editChat")).toBe(false);
  });

  test("is told by the last it heard, whatever the address says", async () => {
    const { ann, talker, room } = await roomOfTwo();
    await say(talker, ["one", "two"]);
    const stream = await Stream.enter(ann, room, { query: "?after=0", lastEventId: "1.0" });
    expect((await stream.next("chat")).map(({ seq }: Chat) => seq)).toEqual([2]);
    const all = await Stream.enter(ann, room, { query: "?after=0", lastEventId: "" });
    expect((await all.next("chat")).map(({ seq }: Chat) => seq)).toEqual([1, 2]);
  });
});

/** What a client knows that keeps every event. */
class Copy {
  readonly seqs: number[] = [];
  readonly texts = new Map<number, string | undefined>();

  read(stream: Stream): void {
    for (const { event, payload, id } of stream.received) {
      if (event === "chat") expect([id, payload.at(-1)?.seq]).toEqual([id, Number.parseInt(id, 10)]);
      if (event === "chat") this.seqs.push(...payload.map(({ seq }: Chat) => seq));
      const chats: Chat[] = event === "chat" ? payload : /^(?:edit|remove)Chat$/.test(event) ? [payload] : [];
      for (const { seq, chat } of chats) this.texts.set(seq, chat);
    }
  }
}

test("many reconnects in a room that talks, edits and removes lose nothing and repeat nothing", {
  tags: ["thorough"],
}, async () => {
  const { ann, talker, room } = await roomOfTwo();
  const MESSAGES = 600;
  let [said, lastChange] = [0, 0];
  const talking = (async () => {
    while (said < MESSAGES) {
      await say(
        talker,
        Array.from({ length: 10 }, () => `text ${++said}`),
      );
      const seq = 1 + Math.floor(Math.random() * said);
      const change =
        said % 30 === 0
          ? await talker.ask("removeChat", { seq })
          : await talker.ask("editChat", { seq, chat: `edited at ${said}` });
      if (change.ok) lastChange = Math.max(lastChange, change.data.change);
    }
  })();
  const copies = await Promise.all(
    [1, 2].map(async (listener) => {
      const copy = new Copy();
      let lastEventId = "0.0";
      let connections = 0;
      for (let isLast = false; !isLast; connections++) {
        isLast = said >= MESSAGES;
        const stream = await Stream.open(ann, room, { lastEventId });
        const enough = stream.ids.length + 2 + ((connections * listener) % 5);
        await stream.until(() => stream.ids.length >= enough || said >= MESSAGES);
        if (isLast) {
          await talking;
          const { body } = await ann.json("GET", `/room/${room}/chats?limit=1`);
          expect(body.chats[0].seq).toBe(MESSAGES);
          await stream.until(() => Number.parseInt(stream.lastEventId, 10) === MESSAGES);
        }
        stream.close();
        copy.read(stream);
        lastEventId = stream.lastEventId || lastEventId;
      }
      expect(connections).toBeGreaterThan(5);
      const end = await Stream.enter(ann, room, { lastEventId });
      await end.until(() => end.lastEventId === `${MESSAGES}.${lastChange}`);
      end.close();
      copy.read(end);
      return copy;
    }),
  );
  const texts = new Map<number, string | undefined>();
  for (let more = true; more; ) {
    const { body } = await ann.json("GET", `/room/${room}/chats?limit=100&after=${texts.size}`);
    for (const { seq, chat } of body.chats) texts.set(seq, chat);
    more = body.more;
  }
  for (const { seqs, texts: known } of copies) {
    expect(seqs).toEqual(upTo(MESSAGES));
    for (const seq of seqs) expect([seq, known.get(seq)]).toEqual([seq, texts.get(seq)]);
  }
});
