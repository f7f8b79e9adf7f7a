import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";
import type { Chat, RoomView } from "../../src/shared/events.js";
import type { Client } from "../support/client.js";
import { serve, useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const server = useServer();

const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** A room in which Ann, who is its owner, has said so much. */
async function room(chats: number): Promise<[RoomView, Visitor, Visitor, Client]> {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const view = await ann.open();
  const hers = await ann.enter(view._id);
  for (const i of upTo(chats)) await hers.call("chat", { chat: `chat ${i}` });
  return [view, ann, bob, hers];
}

const edit = (socket: Client, seq: number, chat: string): Promise<Chat> =>
  socket.call("editChat", { seq, chat });

/** The edits and removals received, in order. */
const changes = ({ received }: Client): [string, number, string | undefined][] =>
  received
    .filter(({ event }) => event === "editChat" || event === "removeChat")
    .map(({ event, payload }) => [event, payload.seq, payload.chat]);

async function comeBack(visitor: Visitor, id: string, auth: object): Promise<Client> {
  const client = visitor.connect("/chat", { auth: { room: id, ...auth } });
  await client.connected();
  return client;
}

describe("edits and removals", () => {
  test("edits and removals are numbered, and a client that was away gets those it missed, once each and before its welcome", async () => {
    const [{ _id }, , bob, hers] = await room(5);
    const his = await bob.enter(_id);
    expect(await edit(hers, 1, "first")).toMatchObject({ change: 1 });
    expect(await his.next("editChat")).toMatchObject({ seq: 1, chat: "first", change: 1 });
    his.close();
    await edit(hers, 2, "second");
    expect(await hers.call("removeChat", { seq: 3 })).toMatchObject({ change: 3 });
    await hers.call("chat", { chat: "chat 6" });
    await edit(hers, 6, "new and edited");
    await edit(hers, 2, "second again");
    const back = await comeBack(bob, _id, { after: 5, changed: 1 });
    await back.until(() => back.has("welcome") && back.chats.length === 1);
    // Chat 6 was not known, so it comes as it is by now; chat 2 comes as it is by now, once.
    expect(back.chats).toMatchObject([{ seq: 6, chat: "new and edited" }]);
    expect(changes(back)).toEqual([
      ["removeChat", 3, undefined],
      ["editChat", 2, "second again"],
    ]);
    expect(back.received.map(({ event }) => event).indexOf("welcome")).toBeGreaterThan(1);
    expect(await back.next("welcome")).toMatchObject({ changed: 5 });
    for (const socket of [back, hers]) socket.close();
  });

  test("a client that knows an edit, or does not ask for edits, gets none again", async () => {
    const [{ _id }, , bob, hers] = await room(3);
    await edit(hers, 1, "one");
    await edit(hers, 2, "two");
    for (const auth of [{ after: 3, changed: 2 }, { after: 3 }, {}, { after: 3, changed: 5000 }]) {
      const client = await comeBack(bob, _id, auth);
      const { changed } = await client.next("welcome");
      await edit(hers, 3, `heard with ${JSON.stringify(auth)}`);
      await client.next("editChat", ({ change }) => change === changed + 1);
      expect(changes(client)).toEqual([]);
      client.close();
    }
    hers.close();
  });

  test("edits reach a client page by page, none left out, while others go on editing", {
    tags: ["thorough"],
  }, async () => {
    const [{ _id }, , bob, hers] = await room(210);
    await Promise.all(upTo(210).map((seq) => edit(hers, seq, `edited ${seq}`)));
    const going = Promise.all(upTo(210).map((seq) => edit(hers, seq, `again ${seq}`)));
    const back = await comeBack(bob, _id, { after: 180, changed: 0 });
    await going;
    const shown = new Map<number, Chat>();
    await back.until(() => {
      for (const { event, payload } of back.received.splice(0)) {
        const all: Chat[] = event === "chat" ? payload : event === "editChat" ? [payload] : [];
        for (const chat of all)
          if ((shown.get(chat.seq)?.change ?? 0) < chat.change!) shown.set(chat.seq, chat);
      }
      return shown.size === 210 && [...shown.values()].every(({ chat }) => chat?.startsWith("again"));
    });
    for (const socket of [back, hers]) socket.close();
  });

  test("a program without sockets can ask for edits and removals", async () => {
    const [{ _id }, ann, bob, hers] = await room(120);
    await Promise.all(upTo(120).map((seq) => edit(hers, seq, `edited ${seq}`)));
    const page = async (query: string) => (await bob.json("GET", `/room/${_id}/chats?${query}`)).body;
    const seen: Chat[] = [];
    for (let more = true; more; ) {
      const answer = await page(`changed=${seen.at(-1)?.change ?? 0}`);
      seen.push(...answer.chats);
      more = answer.more;
    }
    expect(seen.map(({ change }) => change)).toEqual(upTo(120));
    expect((await bob.json("GET", `/room/${_id}`)).body.changed).toBe(120);
    expect(await page("changed=120")).toEqual({ chats: [], more: false });
    expect(await hers.call("history", { changed: 118 })).toEqual(await page("changed=118"));
    for (const bad of ["changed=x", "changed=-1", "changed=1&after=2", "changed=1&before=2"])
      expect([bad, (await page(bad)).error?.code]).toEqual([bad, "BAD_INPUT"]);
    const secret = await ann.open({ password: "meow" });
    expect((await bob.json("GET", `/room/${secret._id}/chats?changed=0`)).status).toBe(403);
    hers.close();
  });

  test("simultaneous edits of two members take one number each and are sent in that order", async () => {
    const [{ _id }, , bob, hers] = await room(100);
    const his = await bob.enter(_id);
    await Promise.all(upTo(100).map((i) => his.call("chat", { chat: `his ${i}` })));
    await Promise.all(upTo(100).flatMap((i) => [edit(hers, i, "h"), edit(his, 100 + i, "b")]));
    await his.until(() => changes(his).length === 200);
    const told = his.received.filter(({ event }) => event === "editChat");
    expect(told.map(({ payload }) => payload.change)).toEqual(upTo(200));
    // Neither of the two waited for the other to be done.
    const whose = told.map(({ payload }) => payload.chat).join("");
    expect([whose.includes("hb"), whose.includes("bh")]).toEqual([true, true]);
    for (const socket of [his, hers]) socket.close();
  });

  test("edits take one number each over two processes that share a database", async () => {
    const dir = await mkdtemp(path.join(tmpdir(), "store-"));
    const store = await start({ dir });
    const env = { MONGODB_URI: store.uri, COOKIE_SECRET: "of two servers, the same for both" };
    const [one, other] = [await serve(env), await serve(env)];
    const ann = await one.visitor();
    const { _id } = await ann.open();
    const here = await ann.enter(_id);
    await Promise.all(upTo(100).map((i) => here.call("chat", { chat: `${i}` })));
    const there = await Object.assign(new Visitor(other.url), { cookie: ann.cookie }).enter(_id);
    const edited = await Promise.all(upTo(100).map((seq) => edit(seq % 2 ? here : there, seq, "edited")));
    expect(edited.map(({ change }) => change!).sort((a, b) => a - b)).toEqual(upTo(100));
    for (const socket of [here, there]) socket.close();
    for (const part of [one, other, store]) await part.close();
    await rm(dir, { recursive: true });
  });
});
