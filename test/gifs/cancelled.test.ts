import { expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { gif } from "../support/gif.js";
import { apng, blue, green, red } from "../support/picture-files.js";
import { useServer } from "../support/server.js";

const server = useServer({ RATE_LIMITS: "on", EMPTY_ROOM_GRACE_MS: "300000" });

const slow = apng(
  Array.from({ length: 6 }, (_, i) => ({ colour: [red, green, blue][i % 3]! })),
  { width: 700, height: 700 },
);

test("a picture that is cancelled while it waits for its turn is not sent, and leaves no file", async () => {
  const ann = await server.visitor();
  const { _id: room } = await ann.open();
  await ann.page(`/room/${room}`);
  const waiting = async () => (await server.files()).filter((name) => name.endsWith(".upload")).length;
  const first = [ann.upload(room, slow, { alt: "first" }), ann.upload(room, slow, { alt: "second" })];
  await expect.poll(waiting, { interval: 5 }).toBe(2);
  const [body, cancel] = [new FormData(), new AbortController()];
  body.set("gif", new Blob([gif() as Uint8Array<ArrayBuffer>]), "cat.gif");
  const cancelled = ann.request("POST", `/room/${room}/gif`, { body, signal: cancel.signal });
  await expect.poll(waiting, { interval: 5 }).toBe(3);
  cancel.abort();
  await expect(cancelled).rejects.toThrow("abort");
  // Those of one address have their turns one after the other.
  const last = await ann.upload(room, gif(), { alt: "last" });
  expect([...(await Promise.all(first)), last].map(({ status }) => status)).toEqual([201, 201, 201]);
  const { chats } = (await ann.json("GET", `/room/${room}/chats`)).body;
  expect(chats.map((chat: Chat) => chat.gif!.alt).sort()).toEqual(["first", "last", "second"]);
  const shown = chats.flatMap((chat: Chat) => [chat.gif!.url, chat.gif!.still]);
  expect(new Set((await server.files()).filter((name) => !name.includes(".small.")))).toEqual(
    new Set(shown.map((url: string) => url.replace("/gif/", ""))),
  );
});
