import { describe, expect, test } from "vitest";
import type { Chat, RoomView } from "../../src/shared/events.js";
import type { Client } from "../support/client.js";
import { at, twoMembers, useInstances } from "../support/instances.js";
import type { Visitor } from "../support/visitor.js";

const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "700" });
const [A, B] = [() => instances.servers[0]!, () => instances.servers[1]!];

const twoIn = (fields?: Record<string, unknown>) => twoMembers(instances, fields);

const firstChats = async (client: Client, count: number): Promise<Chat[]> => {
  await client.until(() => client.chats.length >= count);
  return client.chats;
};

// Most of the time they wait for the lobby's news.
describe.concurrent("over two instances", () => {
  test("simultaneous messages at both instances arrive in one order, without holes", async () => {
    const { a, b } = await twoIn();
    const say = (client: Client, who: string) =>
      Promise.all(Array.from({ length: 150 }, (_, i) => client.call("chat", { chat: `${who} ${i}` })));
    const said: Chat[] = (await Promise.all([say(a, "ann"), say(b, "bob")])).flat();
    const [first, second] = [await firstChats(a, 300), await firstChats(b, 300)];
    expect(first.map(({ seq }) => seq)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    expect(second).toEqual(first);
    expect(said.sort((one, other) => one.seq - other.seq)).toEqual(first);
  });

  test("reactions at both instances at once are all counted, answers have quotes, and changes are told in order", {
    tags: ["thorough"],
  }, async () => {
    const { a, b } = await twoIn();
    await a.call("chat", { chat: "what do you think?" });
    await firstChats(b, 1);
    const emoji = ["👍", "🎉", "❤️"];
    const all = [a, b].flatMap((client) => emoji.map((one) => client.call("react", { seq: 1, emoji: one })));
    await Promise.all(all);
    const { reactions } = await b.call("react", { seq: 1, emoji: "👍" });
    expect(reactions).toMatchObject(emoji.map(() => ({ count: 2 })));
    await b.call("chat", { chat: "an answer", replyTo: 1 });
    expect((await firstChats(a, 2))[1]!.replyTo).toMatchObject({ seq: 1, chat: "what do you think?" });
    const last: Chat = await a.call("editChat", { seq: 1, chat: "and now?" });
    const changes = ({ received }: Client) =>
      received.filter(({ event }) => /^(react|editChat)$/.test(event));
    for (const client of [a, b]) {
      await client.until(() => changes(client).at(-1)?.payload.change === last.change);
      const numbers = changes(client).map(({ payload }) => payload.change);
      expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
      expect(changes(client).at(-1)!.payload).toMatchObject({ chat: "and now?", reactions });
    }
    await a.call("chat", { chat: "again", replyTo: 1 });
    await b.until(() => b.chats.length === 3);
    expect(b.chats[2]!.replyTo).toMatchObject({ seq: 1, chat: "and now?" });
  });

  test("the same clientId sent over both instances is one message, and each is answered with it", {
    tags: ["thorough"],
  }, async () => {
    const { ann, room, a } = await twoIn();
    const there = at(B(), ann);
    const sent = Array.from({ length: 20 }, (_, i) => (i % 2 ? ann : there).say(room._id, `try ${i}`, "one"));
    const answers = new Set((await Promise.all(sent)).map((chat) => JSON.stringify(chat)));
    expect(answers.size).toBe(1);
    await a.call("chat", { chat: "the next" });
    expect((await firstChats(a, 2)).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test("a message that one instance has acknowledged is shown by the other at once", async () => {
    const { ann, room } = await twoIn();
    const there = at(B(), ann);
    for (let seq = 1; seq <= 20; seq++) {
      const said = await (seq % 2 ? ann : there).say(room._id, `word ${seq}`);
      const other = seq % 2 ? there : ann;
      const { body } = await other.json("GET", `/room/${room._id}/chats?limit=1`);
      expect(body.chats).toEqual([said]);
    }
  });

  test("joins, exits, names, edits, whispers and typing reach both instances", async () => {
    const { ann, bob, room, a, b } = await twoIn();
    const [annIs, bobIs] = [await ann.me(), await bob.me()];
    expect(await a.next("join")).toMatchObject({ member: bobIs, people: 2 });
    const { seq } = await b.call("chat", { chat: "helo" });
    await a.next("chat");
    await b.call("editChat", { seq, chat: "hello" });
    expect(await a.next("editChat")).toMatchObject({ seq, chat: "hello" });
    await a.call("removeChat", { seq });
    expect((await b.next("removeChat", (chat) => chat.seq === seq)).removedAt).toBeDefined();
    await b.call("nickname", { name: "Bob" });
    expect(await a.next("rename")).toEqual({ ...bobIs, name: "Bob" });
    await a.call("whisper", { to: bobIs.id, chat: "psst" });
    expect(await b.next("whisper")).toMatchObject({ from: annIs, chat: "psst" });
    a.socket.emit("typing");
    expect(await b.next("typing")).toBe(annIs.id);
    await ann.json("PATCH", `/room/${room._id}`, { title: "Another" });
    await b.next("updateRoom", ({ title }: RoomView) => title === "Another");
    b.close();
    expect(await a.next("exit")).toMatchObject({ member: { id: bobIs.id }, people: 1 });
  });

  test("a room opens, fills and ends once in every lobby", { tags: ["thorough"] }, async () => {
    const lobbies = await Promise.all([A(), B()].map(async (server) => (await server.visitor()).lobby()));
    const { room, a, b } = await twoIn();
    for (const lobby of lobbies) {
      await lobby.next("newRoom", ({ _id }) => _id === room._id);
      await lobby.next("updateRoom", ({ _id, people }) => _id === room._id && people === 2);
    }
    a.close();
    b.close();
    for (const lobby of lobbies) await lobby.next("removeRoom", (id) => id === room._id);
    // What is told by the database comes two seconds later, and is to tell nobody twice.
    for (const lobby of lobbies) {
      await lobby.next("news");
      await lobby.next("news");
      expect(
        lobby.received.filter(({ event, payload }) => event === "removeRoom" && payload === room._id),
      ).toEqual([]);
    }
  });

  test("the lobbies of both instances see nothing of what goes on in a secret room", {
    tags: ["thorough"],
  }, async () => {
    const lobbies = [await (await A().visitor()).lobby(), await (await B().visitor()).lobby()];
    const ann = await A().visitor();
    const { _id } = await ann.open({ title: "hidden", password: "pw" });
    const a = await ann.enter(_id);
    await a.call("chat", { chat: "x" });
    for (const lobby of lobbies) {
      const isHidden = (view: RoomView) => view._id === _id;
      await lobby.next("newRoom", isHidden);
      const seen = await lobby.next("updateRoom", (view) => isHidden(view) && view.people === 1);
      expect(seen).toMatchObject({ secret: true, members: [], endsAt: null });
      for (const { payload } of [...lobby.received, { payload: seen }].filter(({ payload }) =>
        isHidden(payload),
      ))
        expect(payload).toEqual(expect.not.objectContaining({ chats: expect.anything() }));
      lobby.close();
    }
    a.close();
  });

  test("members are counted over both instances", { tags: ["thorough"] }, async ({ expect }) => {
    const { bob, a, b } = await twoIn();
    for (const server of [A(), B()]) {
      const lobby = await at(server, bob).lobby();
      await lobby.next("news");
      // In no more rooms than one page shows.
      const strayed = async () => {
        const { rooms, totals } = (await at(server, bob).json("GET", "/")).body;
        return totals.people - rooms.reduce((sum: number, { people }: RoomView) => sum + people, 0);
      };
      await expect.poll(strayed, { timeout: 15_000, interval: 500 }).toBe(0);
      const { people } = await lobby.next("news", (news) => news.people >= 2);
      expect(people).toBeGreaterThanOrEqual(2);
      lobby.close();
    }
    a.close();
    b.close();
  });
});

describe("while Redis hangs", () => {
  const frozen = async (work: () => Promise<void>) => {
    instances.redis.signal("SIGSTOP");
    try {
      await work();
    } finally {
      instances.redis.signal("SIGCONT");
    }
  };

  test("messages are acknowledged while Redis hangs, and all events arrive a little later, once", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room, a, b } = await twoIn();
    const carl: Visitor = await A().visitor();
    const lobby = await (await B().visitor()).lobby();
    const bobIs = await bob.me();
    await frozen(async () => {
      const { seq } = await a.call("chat", { chat: "first" });
      await b.call("chat", { chat: "second" });
      expect((await firstChats(b, 2)).map(({ chat }) => chat)).toEqual(["first", "second"]);
      expect(await firstChats(a, 2)).toEqual(b.chats);
      const c = await carl.enter(room._id);
      await b.next("join");
      await a.call("editChat", { seq, chat: "1st" });
      expect(await b.next("editChat")).toMatchObject({ chat: "1st" });
      c.close();
      await b.next("exit");
      await a.call("kick", { member: bobIs.id, ban: true });
      expect(await b.next("kick")).toEqual({ reason: "banned" });
      const other = await ann.open();
      await lobby.next("newRoom", ({ _id }) => _id === other._id);
      await ann.request("DELETE", `/room/${other._id}`);
      await lobby.next("removeRoom", (id) => id === other._id);
    });
    expect(a.chats).toHaveLength(2);
    a.close();
  });
});
