import { describe, expect, test } from "vitest";
import type { Chat, RoomView } from "../../src/shared/events.js";
import type { Client } from "../support/client.js";
import { at, useInstances } from "../support/instances.js";
import type { Visitor } from "../support/visitor.js";

const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "700" });
const [A, B] = [() => instances.servers[0]!, () => instances.servers[1]!];

/** A room at the first instance with somebody in it at each of the two. */
async function twoIn(fields: Record<string, unknown> = {}) {
  const [ann, bob] = [await A().visitor(), await B().visitor()];
  const room = await ann.open(fields);
  return { ann, bob, room, a: await ann.enter(room._id), b: await bob.enter(room._id) };
}

const heard = async (client: Client, count: number): Promise<Chat[]> => {
  await client.until(() => client.chats.length >= count);
  return client.chats;
};

const codeOf = (error: unknown): string => (error as Error).message;

describe("over two instances", () => {
  test("what is said at once in both is heard in one order, without holes", async () => {
    const { a, b } = await twoIn();
    const say = (client: Client, who: string) =>
      Promise.all(Array.from({ length: 150 }, (_, i) => client.done("chat", { chat: `${who} ${i}` })));
    const said: Chat[] = (await Promise.all([say(a, "ann"), say(b, "bob")])).flat();
    const [first, second] = [await heard(a, 300), await heard(b, 300)];
    expect(first.map(({ seq }) => seq)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    expect(second).toEqual(first);
    expect(said.sort((one, other) => one.seq - other.seq)).toEqual(first);
  });

  test("the same clientId sent over both is one chat, and each is answered with it", async () => {
    const { ann, room, a } = await twoIn();
    const there = at(B(), ann);
    const sent = Array.from({ length: 20 }, (_, i) => (i % 2 ? ann : there).say(room._id, `try ${i}`, "one"));
    const answers = new Set((await Promise.all(sent)).map((chat) => JSON.stringify(chat)));
    expect(answers.size).toBe(1);
    await a.done("chat", { chat: "the next" });
    expect((await heard(a, 2)).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test("what one has acknowledged the other shows at once", async () => {
    const { ann, room } = await twoIn();
    const there = at(B(), ann);
    for (let seq = 1; seq <= 20; seq++) {
      const said = await (seq % 2 ? ann : there).say(room._id, `word ${seq}`);
      const other = seq % 2 ? there : ann;
      const { body } = await other.json("GET", `/room/${room._id}/chats?limit=1`);
      expect(body.chats).toEqual([said]);
    }
  });

  test("100 ask at once for 10 seats: exactly 10 get one", async () => {
    const people = await Promise.all(Array.from({ length: 100 }, (_, i) => (i % 2 ? A() : B()).visitor()));
    const room = await people[0]!.open({ max: 10 });
    const outcomes = await Promise.allSettled(people.map((one) => one.enter(room._id)));
    const seated = outcomes.filter((outcome) => outcome.status === "fulfilled");
    expect(seated).toHaveLength(10);
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(new Set(refused.map(({ reason }) => codeOf(reason)))).toEqual(new Set(["ROOM_FULL"]));
    for (const { value } of seated) value.close();
  });

  test("coming, going, names, edits, whispers and typing are heard in both", async () => {
    const { ann, bob, room, a, b } = await twoIn();
    const [annIs, bobIs] = [await ann.me(), await bob.me()];
    expect(await a.next("join")).toMatchObject({ member: bobIs, people: 2 });
    const { seq } = await b.done("chat", { chat: "helo" });
    await a.next("chat");
    await b.done("editChat", { seq, chat: "hello" });
    expect(await a.next("editChat")).toMatchObject({ seq, chat: "hello" });
    await a.done("removeChat", { seq });
    expect((await b.next("removeChat", (chat) => chat.seq === seq)).removedAt).toBeDefined();
    await b.done("nickname", { name: "Bob" });
    expect(await a.next("rename")).toEqual({ ...bobIs, name: "Bob" });
    await a.done("whisper", { to: bobIs.id, chat: "psst" });
    expect(await b.next("whisper")).toMatchObject({ from: annIs, chat: "psst" });
    a.socket.emit("typing");
    expect(await b.next("typing")).toBe(annIs.id);
    await ann.json("PATCH", `/room/${room._id}`, { title: "Another" });
    await b.next("updateRoom", ({ title }: RoomView) => title === "Another");
    b.close();
    expect(await a.next("exit")).toMatchObject({ member: { id: bobIs.id }, people: 1 });
  });

  test("a seat with tabs in both is one, and is given up with the last of them", async () => {
    const { ann, bob, room, b } = await twoIn({ max: 2 });
    const tab = await at(B(), ann).enter(room._id);
    const first = await ann.enter(room._id);
    tab.close();
    await bob.say(room._id, "still two");
    await first.next("chat");
    const { body } = await bob.json("GET", "/");
    expect(body.rooms.find(({ _id }: RoomView) => _id === room._id).people).toBe(2);
    expect(b.has("exit")).toBe(false);
  });

  test("whoever looks at the page in one and comes by a socket in the other sits by the socket", async () => {
    const { ann, bob, room, a } = await twoIn();
    const carl = await A().visitor();
    await carl.get(`/room/${room._id}`);
    const socket = await at(B(), carl).enter(room._id);
    const carlIs = await carl.me();
    socket.close();
    // A page without scripts would keep the seat for two minutes.
    await a.next("exit", ({ member }) => member.id === carlIs.id);
    expect((await bob.me()).id).not.toBe((await ann.me()).id);
  });

  test("a kick and a ban reach the sockets and the requests of the other", async () => {
    const { ann, bob, room, a, b } = await twoIn();
    const bobIs = await bob.me();
    await a.done("kick", { member: bobIs.id });
    expect(await b.next("kick")).toEqual({ reason: "kicked" });
    await b.next("disconnect");
    const again = await bob.enter(room._id);
    await ann.json("POST", `/room/${room._id}/kick`, { member: bobIs.id, ban: true });
    expect(await again.next("kick")).toEqual({ reason: "banned" });
    await again.next("disconnect");
    expect(codeOf(await bob.enter(room._id).catch((error) => error))).toBe("BANNED");
    const { status } = await bob.json("POST", `/room/${room._id}/chat`, { chat: "still me" });
    expect(status).toBe(403);
    expect((await bob.json("GET", `/room/${room._id}/chats`)).status).toBe(403);
  });

  test("leaving in one closes the visitor's tabs in the other", async () => {
    const { bob, room, a, b } = await twoIn();
    // Whose coming was not heard yet may come and go unheard.
    await a.next("join");
    await at(A(), bob).form(`/room/${room._id}/leave`, {});
    expect(await b.next("kick")).toEqual({ reason: "left" });
    await a.next("exit");
  });

  test("a room opens, fills and ends once in every lobby", async () => {
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
      expect(lobby.heard.filter(({ event, said }) => event === "removeRoom" && said === room._id)).toEqual(
        [],
      );
    }
  });

  test("people are counted over both", async () => {
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

  test("a join that meets the last leave in the other is in a room that lives, or told that it is gone", async () => {
    const [ann, bob] = [await A().visitor(), await B().visitor()];
    for (let i = 0; i < 30; i++) {
      const room = await ann.open();
      const leaving = await ann.enter(room._id);
      const left = leaving.ask("leave");
      const joined = await bob.enter(room._id).catch(codeOf);
      await left;
      if (typeof joined === "string") expect(joined).toBe("ROOM_NOT_FOUND");
      else {
        expect(await joined.done("chat", { chat: "alive" })).toMatchObject({ seq: 1 });
        joined.close();
      }
    }
  });

  test("whoever comes back to the other instance after a restart has not been away", async () => {
    const { ann, bob, room, a, b } = await twoIn();
    const server = B();
    const restarted = server.restart();
    await b.next("disconnect");
    const back = await at(A(), bob).enter(room._id);
    await restarted;
    await ann.say(room._id, "here?");
    await a.next("chat");
    await back.next("chat");
    expect(a.has("exit")).toBe(false);
    a.close();
    back.close();
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

  test("chats are acknowledged, and all the rest is heard a little later, once", async () => {
    const { ann, bob, room, a, b } = await twoIn();
    const carl: Visitor = await A().visitor();
    const lobby = await (await B().visitor()).lobby();
    const bobIs = await bob.me();
    await frozen(async () => {
      const { seq } = await a.done("chat", { chat: "first" });
      await b.done("chat", { chat: "second" });
      expect((await heard(b, 2)).map(({ chat }) => chat)).toEqual(["first", "second"]);
      expect(await heard(a, 2)).toEqual(b.chats);
      const c = await carl.enter(room._id);
      await b.next("join");
      await a.done("editChat", { seq, chat: "1st" });
      expect(await b.next("editChat")).toMatchObject({ chat: "1st" });
      c.close();
      await b.next("exit");
      await a.done("kick", { member: bobIs.id, ban: true });
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
