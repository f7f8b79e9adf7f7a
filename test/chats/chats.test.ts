import { describe, expect, test } from "vitest";
import type { Chat, RoomView } from "../../src/shared/events.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer();

async function three(): Promise<[RoomView, Visitor, Visitor, Visitor]> {
  const [ann, bob, eve] = [await server.visitor(), await server.visitor(), await server.visitor()];
  return [await ann.open(), ann, bob, eve];
}

const seqs = (chats: Chat[]): number[] => chats.map(({ seq }) => seq);
const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe("messages", () => {
  test("all members see the same messages, numbered without holes, over socket, JSON and form", async () => {
    const [room, ann, bob] = await three();
    const [hers, his] = [await ann.enter(room._id), await bob.enter(room._id)];
    const sent = await Promise.all([
      ...upTo(100).map((i) => hers.call("chat", { chat: `a${i}` })),
      ...upTo(100).map((i) => his.call("chat", { chat: `b${i}` })),
      ...upTo(10).map((i) => bob.say(room._id, `json ${i}`)),
    ]);
    expect((await bob.form(`/room/${room._id}/chat`, { chat: "by form" })).status).toBe(303);
    for (const socket of [hers, his]) await socket.until(() => socket.chats.length === 211);
    expect(seqs(hers.chats)).toEqual(upTo(211));
    expect(his.chats).toEqual(hers.chats);
    expect(new Set(seqs(sent)).size).toBe(210);
    expect(hers.chats[sent[0].seq - 1]).toEqual(sent[0]);
    expect(sent[0]).toMatchObject({
      room: room._id,
      author: room.owner.id,
      user: room.owner.color,
      chat: "a1",
    });
    hers.close();
    his.close();
  });

  test("the same clientId is stored once, however and how often it comes", async () => {
    const [room, ann, bob] = await three();
    const [hers, his] = [await ann.enter(room._id), await bob.enter(room._id)];
    const again = { chat: "once", clientId: "c-1" };
    const answers = await Promise.all([
      ...upTo(20).map(() => hers.call("chat", again)),
      ...upTo(20).map(() => ann.say(room._id, again.chat, again.clientId)),
    ]);
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await his.call("chat", again)).not.toMatchObject({ seq: answers[0].seq });
    expect(await hers.call("chat", again)).toEqual(answers[0]);
    await his.call("chat", { chat: "last" });
    await his.until(() => his.chats.some(({ chat }) => chat === "last"));
    expect(seqs(his.chats)).toEqual([1, 2, 3]);
    hers.close();
    his.close();
  });

  test("a member who was away gets the missed messages, once, while others go on writing", async () => {
    const [room, ann, bob] = await three();
    const hers = await ann.enter(room._id);
    await Promise.all(upTo(250).map((i) => hers.call("chat", { chat: `${i}` })));
    const talking = Promise.all(upTo(300).map((i) => hers.call("chat", { chat: `more ${i}` })));
    const his = await bob.enter(room._id, 30);
    await talking;
    await his.until(() => his.chats.length === 520);
    expect(seqs(his.chats)).toEqual(upTo(550, 31));
    hers.close();
    his.close();
  });

  test("history pages both ways, ascending", async () => {
    const [room, ann] = await three();
    const hers = await ann.enter(room._id);
    await Promise.all(upTo(120).map((i) => hers.call("chat", { chat: `${i}` })));
    const page = async (query: string) => (await ann.json("GET", `/room/${room._id}/chats?${query}`)).body;
    const newest = await page("");
    expect([seqs(newest.chats), newest.more]).toEqual([upTo(120, 71), true]);
    const older = await page("before=71&limit=100");
    expect([seqs(older.chats), older.more]).toEqual([upTo(70), false]);
    const later = await page("after=10&limit=20");
    expect([seqs(later.chats), later.more]).toEqual([upTo(30, 11), true]);
    expect(seqs((await page("limit=5000")).chats)).toHaveLength(100);
    expect(await hers.call("history", { before: 3 })).toEqual(await page("before=3"));
    for (const bad of [
      "before=x",
      "limit=0",
      "before=-1",
      "before=1&after=2",
      "before=1&before=2",
      "after[$gt]=",
      "limit=1e9",
    ]) {
      const { status } = await ann.json("GET", `/room/${room._id}/chats?${bad}`);
      expect([bad, status]).toEqual([bad, bad.startsWith("after[") ? 200 : 422]);
    }
    hers.close();
  });

  test("an author edits, an author or the opener removes, and everyone sees it", async () => {
    const [room, ann, bob, eve] = await three();
    const [hers, his, others] = [
      await ann.enter(room._id),
      await bob.enter(room._id),
      await eve.enter(room._id),
    ];
    const [first, second] = [
      await his.call("chat", { chat: "frist" }),
      await his.call("chat", { chat: "two" }),
    ];
    expect(await others.refusal("editChat", { seq: first.seq, chat: "mine" })).toBe("NOT_ALLOWED");
    expect(await hers.refusal("editChat", { seq: first.seq, chat: "mine" })).toBe("NOT_ALLOWED");
    expect(await others.refusal("removeChat", { seq: first.seq })).toBe("NOT_ALLOWED");
    const edited = await bob.json("PATCH", `/room/${room._id}/chat/${first.seq}`, { chat: "first" });
    expect(edited).toMatchObject({
      status: 200,
      body: { seq: 1, chat: "first", editedAt: expect.any(String) },
    });
    expect(await others.next("editChat")).toEqual(edited.body);
    const removed = await ann.json("DELETE", `/room/${room._id}/chat/${second.seq}`);
    expect(removed.body).toMatchObject({ seq: 2, removedAt: expect.any(String) });
    expect(removed.body).not.toHaveProperty("chat");
    expect(await others.next("removeChat")).toEqual(removed.body);
    expect(await his.refusal("editChat", { seq: 2, chat: "back" })).toBe("CHAT_NOT_FOUND");
    expect(await his.refusal("removeChat", { seq: 99 })).toBe("CHAT_NOT_FOUND");
    expect((await bob.form(`/room/${room._id}/chat/1/delete`, {})).status).toBe(303);
    expect(
      (await eve.json("GET", `/room/${room._id}/chats`)).body.chats.map(({ chat }: Chat) => chat),
    ).toEqual([undefined, undefined]);
    for (const socket of [hers, his, others]) socket.close();
  });

  test("a whisper reaches two members and is not kept, and typing reaches the others", async () => {
    const [room, ann, bob, eve] = await three();
    const [hers, his, others] = [
      await ann.enter(room._id),
      await bob.enter(room._id),
      await eve.enter(room._id),
    ];
    const to = (await bob.me()).id;
    await hers.call("whisper", { to, chat: "psst" });
    expect(await his.next("whisper")).toMatchObject({
      chat: "psst",
      from: { id: room.owner.id },
      to: { id: to },
    });
    await hers.next("whisper");
    hers.socket.emit("typing");
    expect(await his.next("typing")).toBe(room.owner.id);
    expect(await hers.refusal("whisper", { to: room.owner.id, chat: "me" })).toBe("MEMBER_NOT_FOUND");
    expect(await hers.refusal("whisper", { to: "nobody", chat: "x" })).toBe("MEMBER_NOT_FOUND");
    await others.call("chat", { chat: "end" });
    await hers.next("chat");
    expect(others.has("whisper") || hers.has("typing")).toBe(false);
    expect((await ann.json("GET", `/room/${room._id}/chats`)).body.chats).toHaveLength(1);
    for (const socket of [hers, his, others]) socket.close();
  });

  test("system messages come in the reader's language", async () => {
    const [room, ann, bob, eve] = await three();
    const english = await ann.enter(room._id);
    const korean = await bob.enter(room._id, undefined, {
      extraHeaders: { "accept-language": "ko-KR,ko;q=0.9" },
    });
    await english.next("join");
    const late = await eve.enter(room._id);
    expect((await english.next("join")).chat).toMatch(/came in$/);
    expect((await korean.next("join")).chat).toMatch(/어요|왔/);
    for (const socket of [english, korean, late]) socket.close();
  });

  test("a stranger is refused, whatever is sent, and takes no seat by it", async () => {
    const [room, ann, , eve] = await three();
    const hers = await ann.enter(room._id);
    const path = `/room/${room._id}/chat`;
    for (const chat of ["", "fine"]) {
      expect((await eve.form(path, { chat })).status).toBe(403);
      expect((await eve.json("PATCH", `${path}/1`, { chat })).body.error.code).toBe("NOT_ALLOWED");
    }
    expect((await eve.json("DELETE", `${path}/x`)).body.error.code).toBe("NOT_ALLOWED");
    expect((await ann.json("GET", `/room/${room._id}`)).body.room.people).toBe(1);
    hers.close();
  });

  test("a refused message is shown again in the form", async () => {
    const [room, ann] = await three();
    await ann.page(`/room/${room._id}`);
    const answer = await ann.form(`/room/${room._id}/chat`, { chat: "x".repeat(2001) });
    const page = await answer.text();
    expect(answer.status).toBe(422);
    expect(page).toContain("x".repeat(2001));
    expect(page).toContain("1 to 2,000 characters");
    expect((await ann.json("POST", `/room/${room._id}/chat`, { chat: "😀".repeat(2000) })).status).toBe(201);
  });
});
