import { describe, expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { gif } from "../support/gif.js";
import { race, untilBothOccurred } from "../support/race.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

/** So large that its still hardly counts. */
const picture = gif({ width: 60, height: 60, frames: 4 });
/** A room may keep one of them. */
const server = useServer({ MAX_PICTURE_BYTES: String(picture.length * 15), EMPTY_ROOM_GRACE_MS: "300000" });

async function seated(fields: Record<string, unknown> = {}): Promise<[Visitor, string]> {
  const ann = await server.visitor();
  const { _id } = await ann.open(fields);
  await ann.page(`/room/${_id}`);
  return [ann, _id];
}

async function withPicture(fields: Record<string, string> = {}): Promise<[Visitor, string, Chat]> {
  const [ann, room] = await seated();
  return [ann, room, await (await ann.upload(room, picture, fields)).json()];
}

const again = (who: Visitor, room: string, fields: Record<string, unknown>) =>
  who.json("POST", `/room/${room}/gif`, fields);
const remove = (who: Visitor, room: string, seq: number) => who.json("DELETE", `/room/${room}/chat/${seq}`);
const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } }) =>
  `${status} ${body.error?.code}`;

async function multipart(who: Visitor, room: string, fields: Record<string, string>) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const answer = await who.request("POST", `/room/${room}/gif`, {
    body,
    headers: { accept: "application/json" },
  });
  return { status: answer.status, body: await answer.json() };
}

describe("a picture that is sent again", () => {
  test("is the same file, in whichever way it is asked for, and goes with the last message that shows it", async () => {
    const [ann, room, first] = await withPicture({ alt: "a cat", cover: "on" });
    const bob = await server.visitor();
    const his = await bob.enter(room);
    const byJson = (await again(bob, room, { again: first.seq, clientId: "again" })).body as Chat;
    expect(byJson).toMatchObject({ seq: 2, author: (await bob.me()).id, gif: first.gif });
    expect((await his.next("chat", ([{ seq }]) => seq === 2))[0]).toEqual(byJson);
    expect((await again(bob, room, { again: first.seq, clientId: "again" })).body).toEqual(byJson);
    const byForm = await bob.form(`/room/${room}/gif`, {
      again: byJson.seq,
      alt: "the same cat",
      replyTo: 1,
    });
    expect([byForm.status, byForm.headers.get("location")]).toEqual([303, `/room/${room}`]);
    const [told] = await his.next("chat", ([{ seq }]) => seq === 3);
    expect(told).toMatchObject({ gif: { ...first.gif, alt: "the same cat" }, replyTo: { seq: 1 } });
    const byParts = await multipart(bob, room, { again: "1" });
    expect(byParts).toMatchObject({ status: 201, body: { seq: 4, gif: first.gif } });
    expect(await server.files()).toHaveLength(2);

    for (const seq of [1, 2, 3]) {
      expect((await remove(ann, room, seq)).status).toBe(200);
      expect((await bob.get(first.gif!.url)).status).toBe(200);
    }
    // A retry is answered with its message; only a new one finds nothing to send again.
    expect((await again(bob, room, { again: 4, clientId: "late" })).body.seq).toBe(5);
    await remove(ann, room, 4);
    expect((await again(bob, room, { again: 4, clientId: "late" })).body.seq).toBe(5);
    expect(codeOf(await again(bob, room, { again: 4 }))).toBe("404 CHAT_NOT_FOUND");
    await remove(ann, room, 5);
    expect((await bob.get(first.gif!.url)).status).toBe(404);
    expect(await server.files()).toEqual([]);
    expect((await ann.upload(room, picture)).status).toBe(201);
    await ann.json("DELETE", `/room/${room}`);
    his.close();
  });

  test("takes no space: not in a full room, and not at the next start, which keeps it", {
    tags: ["thorough"],
  }, async () => {
    const [ann, room, first] = await withPicture();
    const isFull = async () =>
      expect(codeOf({ status: 507, body: await (await ann.upload(room, picture)).json() })).toBe(
        "507 STORAGE_FULL",
      );
    await isFull();
    expect((await again(ann, room, { again: 1 })).status).toBe(201);
    expect((await multipart(ann, room, { again: "1" })).status).toBe(201);
    await server.restart();
    await isFull();
    for (const seq of [3, 1]) await remove(ann, room, seq);
    await server.restart();
    expect((await ann.get(first.gif!.url)).status).toBe(200);
    await isFull();
    await remove(ann, room, 2);
    expect((await ann.upload(room, picture)).status).toBe(201);
    await ann.json("DELETE", `/room/${room}`);
    expect(await server.files()).toEqual([]);
  });

  test("has the rights and rules of an upload, and what is refused changes nothing", async () => {
    const [ann, room] = await withPicture();
    await ann.say(room, "a text");
    await ann.say(room, "removed");
    await remove(ann, room, 3);
    const refused = async (fields: Record<string, unknown>) => codeOf(await again(ann, room, fields));
    for (const [seq, code] of [
      [2, "404 CHAT_NOT_FOUND"],
      [3, "404 CHAT_NOT_FOUND"],
      [99, "404 CHAT_NOT_FOUND"],
      [0, "404 CHAT_NOT_FOUND"],
      ["x", "404 CHAT_NOT_FOUND"],
      [{ $gt: 0 }, "404 CHAT_NOT_FOUND"],
      ["", "422 NO_GIF"],
    ] as const)
      expect([seq, await refused({ again: seq })]).toEqual([seq, code]);
    expect(await refused({})).toBe("422 NO_GIF");
    expect(await refused({ again: 1, replyTo: 3 })).toBe("422 BAD_REPLY");
    expect(await refused({ again: 1, alt: "x".repeat(201) })).toBe("422 BAD_ALT");
    const both = await (await ann.upload(room, picture.subarray(0, 40), { again: 1 })).json();
    expect(both.error.code).toBe("BAD_INPUT");
    const outsider = await server.visitor();
    expect(codeOf(await again(outsider, room, { again: 1 }))).toBe("403 NOT_ALLOWED");
    const [bob, other] = await seated();
    expect(codeOf(await again(bob, other, { again: 1 }))).toBe("404 CHAT_NOT_FOUND");
    await bob.page(`/room/${room}`);
    await ann.json("PATCH", `/room/${room}`, { slow: 60 });
    expect((await again(bob, room, { again: 1, clientId: "slow" })).body.seq).toBe(4);
    expect((await again(bob, room, { again: 1, clientId: "slow" })).body.seq).toBe(4);
    expect(codeOf(await again(bob, room, { again: 1 }))).toBe("429 SLOW_MODE");
    await ann.json("PATCH", `/room/${room}`, { slow: 0, readOnly: true });
    expect(codeOf(await again(bob, room, { again: 1 }))).toBe("403 READ_ONLY");
    expect((await ann.json("GET", `/room/${room}/chats`)).body.chats).toHaveLength(4);
    for (const id of [room, other]) await (id === room ? ann : bob).json("DELETE", `/room/${id}`);
    expect(await server.files()).toEqual([]);
  });

  test("while its last message is removed, is either sent and kept, or refused", async () => {
    const [ann, room] = await seated();
    await untilBothOccurred(["removed", "sent"], { least: 5, most: 60 }, async (leadMs) => {
      const first: Chat = await (await ann.upload(room, picture)).json();
      const [removed, sent] = await race(
        leadMs,
        () => remove(ann, room, first.seq),
        () => again(ann, room, { again: first.seq }),
      );
      expect(removed.status).toBe(200);
      const isSent = sent.status === 201;
      if (!isSent) expect(codeOf(sent)).toBe("404 CHAT_NOT_FOUND");
      expect((await ann.get(first.gif!.url)).status).toBe(isSent ? 200 : 404);
      if (isSent) await remove(ann, room, sent.body.seq);
      expect(await server.files()).toEqual([]);
      return isSent ? "sent" : "removed";
    });
  });
});
