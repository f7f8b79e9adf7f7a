import { describe, expect, test } from "vitest";
import type { Chat, RoomView } from "../../src/shared/events.js";
import type { Client } from "../support/client.js";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

async function twoTalking(fields = {}): Promise<{ ann: Visitor; a: Client; b: Client; room: RoomView }> {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const room = await ann.open(fields);
  return { ann, a: await ann.enter(room._id), b: await bob.enter(room._id), room };
}

const page = async (ann: Visitor, room: RoomView): Promise<Chat[]> =>
  (await ann.json("GET", `/room/${room._id}/chats`)).body.chats;

describe("replies", () => {
  test("an answer has a quote, of texts and pictures, by socket and by HTTP, and so has every page of the room", async () => {
    const { ann, a, b, room } = await twoTalking();
    const long = "word ".repeat(100).trim();
    await a.call("chat", { chat: long });
    const answer: Chat = await b.call("chat", { chat: "yes", replyTo: 1 });
    const { color: user, name } = await ann.me();
    expect(answer.replyTo).toEqual({ seq: 1, user, name, chat: `${long.slice(0, 199)}…` });
    await a.until(() => a.chats.length === 2);
    expect(a.chats[1]).toEqual(answer);
    const picture = await ann.upload(room._id, gif(), { replyTo: 2, alt: "a cat" });
    const third: Chat = await picture.json();
    expect(third.replyTo).toMatchObject({ seq: 2, chat: "yes" });
    const { body: fourth } = await ann.json("POST", `/room/${room._id}/chat`, { chat: "nice", replyTo: 3 });
    expect(fourth.replyTo).toMatchObject({ seq: 3, gif: { alt: "a cat", url: third.gif!.url } });
    expect((await page(ann, room)).slice(1)).toEqual([answer, third, fourth]);
  });

  test("pages show the quote, lead to the original, and let members answer it, not those who watch", async () => {
    const { ann, a, room } = await twoTalking();
    for (let seq = 1; seq <= 90; seq++) await a.call("chat", { chat: `number ${seq}` });
    await a.call("chat", { chat: "an answer", replyTo: 2 });
    const path = `/room/${room._id}`;
    const quote = await ann.page(path);
    expect(quote).toContain('href="?at=2#chat-2"');
    expect(quote).toContain(`href="${path}?reply=90#say"`);
    // Of others, as the watcher is: the server keeps what it has drawn.
    expect(await (await server.visitor()).page(path)).toContain("data-reply");
    const watched = await (await server.visitor()).page(`${path}?spectate=on`);
    expect(watched).toContain('href="?spectate=on&amp;at=2#chat-2"');
    expect(watched).not.toContain("data-reply");
    const around = await ann.json("GET", `${path}?at=2`);
    expect(around.body).toMatchObject({ more: false, newer: true, lastSeq: 26 });
    expect((await ann.json("GET", `${path}?at=90`)).body).toMatchObject({ newer: false, lastSeq: 91 });
    for (const bad of ["at=x", "reply=-1"])
      expect((await ann.json("GET", `${path}?${bad}`)).body.error.code).toBe("BAD_INPUT");
    const refused = await ann.form(`${path}/chat`, { chat: " ", replyTo: 2 });
    expect([refused.status, (await refused.text()).match(/name="replyTo" value="2"/g)?.length]).toEqual([
      422, 2,
    ]);
    await a.call("removeChat", { seq: 2 });
    const gone = await ann.form(`${path}/chat`, { chat: "kept words", replyTo: 2 });
    expect(gone.status).toBe(422);
    expect(await gone.text()).toMatch(/id="say-error".*is gone.*>kept words<\/textarea>/s);
  });

  test("what is not there cannot be answered, and nothing is said", async () => {
    const { ann, a, room } = await twoTalking();
    await a.call("chat", { chat: "gone soon" });
    await a.call("removeChat", { seq: 1 });
    for (const replyTo of [1, 0, 2, 99, -1, 1.5, "x", {}, [1]])
      await expect(a.call("chat", { chat: "what?", replyTo })).rejects.toThrow("BAD_REPLY");
    const files = await server.files();
    const picture = await ann.upload(room._id, gif(), { replyTo: 1 });
    expect((await picture.json()).error.code).toBe("BAD_REPLY");
    expect(await server.files()).toEqual(files);
    expect(await a.call("chat", { chat: "no answer", replyTo: null })).toMatchObject({ seq: 2 });
  });

  test("a repeated answer is answered with the first, also when the original has gone meanwhile", async () => {
    const { a } = await twoTalking();
    await a.call("chat", { chat: "original" });
    const sent = { chat: "answer", replyTo: 1, clientId: "once" };
    const first: Chat = await a.call("chat", sent);
    await a.call("removeChat", { seq: 1 });
    expect(await a.call("chat", sent)).toEqual({ ...first, replyTo: { seq: 1, removed: true } });
  });

  test("a quote follows edits and the removal of its original, in every page and in later events", async () => {
    const { ann, a, b, room } = await twoTalking();
    await a.call("chat", { chat: "first words" });
    for (let seq = 2; seq <= 60; seq++) await a.call("chat", { chat: `between ${seq}` });
    await b.call("chat", { chat: "an answer", replyTo: 1 });
    const quotes = async () => [
      (await page(ann, room)).at(-1)!.replyTo,
      (await b.call("history", { after: 60 })).chats[0].replyTo,
    ];
    await quotes();
    for (const one of await quotes()) expect(one).toMatchObject({ seq: 1, chat: "first words" });
    await a.call("editChat", { seq: 1, chat: "better words" });
    for (const one of await quotes()) expect(one).toMatchObject({ seq: 1, chat: "better words" });
    await a.call("removeChat", { seq: 1 });
    for (const one of await quotes()) expect(one).toEqual({ seq: 1, removed: true });
    const edited: Chat = await b.call("editChat", { seq: 61, chat: "an answer, edited" });
    expect(edited.replyTo).toEqual({ seq: 1, removed: true });
    const removed: Chat = await b.call("removeChat", { seq: 61 });
    expect(removed.replyTo).toBeUndefined();
  });
});

describe("mentions", () => {
  test("members whose name stands in the text are mentioned, until an edit takes it out", async () => {
    const { ann, a, b } = await twoTalking();
    const bob = await b.call("nickname", { name: "Bob Lee" });
    const { id } = await a.call("nickname", { name: "Bob" });
    const said = async (chat: string): Promise<string[]> =>
      ((await a.call("chat", { chat })) as Chat).mentions ?? [];
    expect(await said("hello @bob lee, how are you")).toEqual([bob.id]);
    expect(await said("(@BOB) and ＠Bob Lee")).toEqual([id, bob.id]);
    for (const nobody of ["bob", "mail@bob", "@bobby", "@ bob", "@", "@nobody"])
      expect(await said(nobody)).toEqual([]);
    await b.call("nickname", { name: "철수" });
    expect(await said("@철수야 안녕")).toEqual([bob.id]);
    await b.call("nickname", { name: "Bob Lee" });
    const color = (await ann.me()).color;
    expect((await a.call("nickname", { name: "" })).name).toBe(color);
    expect(await said(`@${color}!`)).toEqual([id]);
    const { seq }: Chat = await a.call("chat", { chat: "@Bob Lee" });
    expect((await a.call("editChat", { seq, chat: "nobody" })).mentions).toBeUndefined();
    expect((await a.call("editChat", { seq, chat: "@Bob Lee again" })).mentions).toEqual([bob.id]);
    expect((await a.call("removeChat", { seq })).mentions).toBeUndefined();
  });
});
