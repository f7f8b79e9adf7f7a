import { describe, expect, test } from "vitest";
import { toEmoji } from "../../src/services/chats/emoji.js";
import { apply } from "../../src/services/chats/reactions.js";
import type { Chat, Reacted } from "../../src/shared/events.js";
import type { Client } from "../support/client.js";
import { useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

async function room(
  people: number,
  fields = {},
): Promise<{ visitors: Visitor[]; sockets: Client[]; _id: string }> {
  const visitors = await Promise.all(Array.from({ length: people }, () => server.visitor()));
  const { _id } = await visitors[0]!.open({ max: 200, ...fields });
  const sockets = [await visitors[0]!.enter(_id)];
  sockets.push(...(await Promise.all(visitors.slice(1).map((visitor) => visitor.enter(_id)))));
  await sockets[0]!.call("chat", { chat: "what do you think?" });
  return { visitors, sockets, _id };
}

const reacted = ({ received }: Client): Reacted[] =>
  received.filter(({ event }) => event === "react").map(({ payload }) => payload);

const react = (socket: Client, emoji: string, on?: boolean): Promise<Chat> =>
  socket.call("react", { seq: 1, emoji, ...(on !== undefined && { on }) });

describe("reactions", () => {
  test("a reaction is told once, numbered like an edit, and taken back; by socket and by HTTP", async () => {
    const { visitors, sockets, _id } = await room(2);
    const [[ann, bob], [a, b]] = [visitors as [Visitor, Visitor], sockets as [Client, Client]];
    const [annId, bobId] = [(await ann.me()).id, (await bob.me()).id];
    const hearts = (...members: string[]) => [{ emoji: "❤️", count: members.length, members }];
    expect(await react(a, "❤")).toMatchObject({ seq: 1, change: 1, reactions: hearts(annId) });
    expect(await b.next("react")).toEqual({ seq: 1, change: 1, reactions: hearts(annId) });
    const path = `/room/${_id}/chat/1/react`;
    const { status, body } = await bob.json("POST", path, { emoji: "❤️", on: true });
    expect([status, body.reactions]).toEqual([200, hearts(annId, bobId)]);
    expect((await react(a, "❤️")).change).toBe(2);
    const place = `/room/${_id}?at=1#chat-1`;
    for (const emoji of ["❤️", "no emoji"]) {
      const answer = await ann.form(path, { emoji, on: "off" });
      expect([answer.status, answer.headers.get("location")]).toEqual([303, place]);
    }
    expect(await b.next("react", ({ change }) => change === 3)).toMatchObject({ reactions: hearts(bobId) });
    expect((await react(b, "❤️", false)).reactions).toBeUndefined();
    expect(await a.next("react", ({ change }) => change === 4)).toEqual({ seq: 1, reactions: [], change: 4 });
    await b.until(() => reacted(b).length === 2);
    expect(reacted(b).map(({ change }) => change)).toEqual([2, 4]);
    expect(b.received.some(({ event }) => event === "editChat")).toBe(false);
  });

  test("three of one visitor and 20 different ones fit on a chat; what is no emoji does not", {
    tags: ["thorough"],
  }, async () => {
    const { sockets } = await room(8);
    const emoji = [..."😀😃😄😁😆😅😂🙂🙃😉😊😇🥰😍🤩😘😗😚😙😋😛"];
    for (const [i, one] of emoji.slice(0, 20).entries()) await react(sockets[Math.floor(i / 3)]!, one);
    await expect(react(sockets[7]!, emoji[20]!)).rejects.toThrow("TOO_MANY_REACTIONS");
    await expect(react(sockets[0]!, emoji[19]!)).rejects.toThrow("TOO_MANY_REACTIONS");
    expect((await react(sockets[7]!, emoji[19]!)).reactions).toHaveLength(20);
    for (const bad of ["❤🏽", "\u{1f0ff}", "a", "1", "", "👍👍", "👍 ok", "<b>", 5, null, {}])
      await expect(sockets[0]!.call("react", { seq: 1, emoji: bad })).rejects.toThrow("BAD_EMOJI");
    await expect(sockets[0]!.call("react", { seq: 9, emoji: "👍" })).rejects.toThrow("CHAT_NOT_FOUND");
  });

  test("one emoji has one form, however it is written, and a chat takes 1,000 reactions", () => {
    const forms = ["❤", "❤\u200d🔥", "👍\ufe0f", "1\u20e3", "🏃\u200d♀", "👍🏽", "🇰🇷"];
    expect(forms.map(toEmoji)).toEqual(["❤️", "❤️\u200d🔥", "👍", "1️\u20e3", "🏃\u200d♀️", "👍🏽", "🇰🇷"]);
    const members = Array.from({ length: 999 }, (_, i) => `visitor ${i}`);
    const reactions = [{ emoji: "👍", members }];
    const outcomeOf = (visitor: string) => apply(reactions, { visitor, emoji: "👍", on: true });
    expect([outcomeOf("last"), outcomeOf("too late")]).toEqual(["changed", "TOO_MANY_REACTIONS"]);
    expect(members).toHaveLength(1000);
  });

  test("a removed chat has none and takes none, and who was away gets the chat as it is", async () => {
    const { visitors, sockets, _id } = await room(2);
    const [a, b] = sockets as [Client, Client];
    await a.call("chat", { chat: "second" });
    await b.until(() => b.chats.length === 1);
    b.close();
    await react(a, "🎉");
    await a.call("react", { seq: 2, emoji: "🎉" });
    expect((await a.call("removeChat", { seq: 2 })).reactions).toBeUndefined();
    await expect(a.call("react", { seq: 2, emoji: "🎉" })).rejects.toThrow("CHAT_NOT_FOUND");
    const back = visitors[1]!.connect("/chat", { auth: { room: _id, after: 2, changed: 0 } });
    await back.connected();
    await back.next("welcome", ({ changed }) => changed === 3);
    expect(await back.next("editChat")).toMatchObject({ seq: 1, reactions: [{ emoji: "🎉", count: 1 }] });
    expect((await back.next("removeChat")).reactions).toBeUndefined();
  });

  test("slow and readOnly hold for reactions, but not for hosts; who is outside may not react", {
    tags: ["thorough"],
  }, async () => {
    const { visitors, sockets, _id } = await room(2);
    const [a, b] = sockets as [Client, Client];
    for (const emoji of ["😀", "😃", "😄"]) await react(b, emoji);
    await a.call("settings", { slow: 60 });
    await expect(react(b, "👍")).rejects.toThrow("TOO_MANY_REACTIONS");
    await react(b, "😀");
    await react(b, "😀", false);
    await react(b, "👍");
    await expect(react(b, "🎉")).rejects.toThrow("SLOW_MODE");
    for (const emoji of ["👍", "😃", "😄"]) await react(b, emoji, false);
    await react(a, "🎉");
    await a.call("settings", { slow: 0, readOnly: true });
    await expect(react(b, "🎉")).rejects.toThrow("READ_ONLY");
    await expect(react(b, "🎉", false)).rejects.toThrow("READ_ONLY");
    expect((await react(a, "👍")).reactions).toHaveLength(2);
    const outside = new Visitor(visitors[0]!.url);
    await outside.page("/");
    const { status } = await outside.json("POST", `/room/${_id}/chat/1/react`, { emoji: "👍" });
    expect(status).toBe(403);
  });

  test("many who react within a moment are each counted once, and told in few events", {
    tags: ["thorough"],
  }, async () => {
    const { sockets } = await room(60);
    const startedAt = performance.now();
    const everybody = await Promise.all(
      sockets.flatMap((socket) => [react(socket, "👍"), react(socket, "👍")]),
    );
    const last = Math.max(...everybody.map(({ change }) => change ?? 0));
    const listener = sockets[0]!;
    await listener.until(() => reacted(listener).at(-1)?.change === last);
    const told = reacted(listener);
    expect(told.at(-1)!.reactions).toMatchObject([{ emoji: "👍", count: 60 }]);
    expect(new Set(told.at(-1)!.reactions[0]!.members).size).toBe(20);
    expect(told.length).toBe(last);
    // One each quarter of a second, and the first at once.
    expect(told.length).toBeLessThanOrEqual((performance.now() - startedAt) / 250 + 1);
  });
});
