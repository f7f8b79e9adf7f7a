import { expect, test } from "vitest";
import { useServer } from "../support/server.js";
import { Stream, streamRefusal } from "../support/stream.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000", SITE_PASSWORD: "open sesame", RATE_LIMITS: "on" });

test("the password of the site is asked for first, and the refusal is for programs", async () => {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  await ann.json("POST", "/site", { password: "open sesame" });
  const { _id: room } = await ann.open();
  await ann.json("GET", `/room/${room}`);
  expect(await streamRefusal(bob, room)).toMatchObject({ status: 403, code: "SITE_PASSWORD_REQUIRED" });
  (await Stream.enter(ann, room)).close();
});

test("who opens streams again and again is refused for a while, and keeps the seat", async () => {
  const ann = await server.visitor();
  await ann.json("POST", "/site", { password: "open sesame" });
  const { _id: room } = await ann.open();
  await ann.json("GET", `/room/${room}`);
  const refusals = await Promise.all(Array.from({ length: 320 }, () => streamRefusal(ann, room)));
  const codes = new Set(refusals.map(({ status, code }) => `${status} ${code}`));
  expect(codes.has("429 TOO_MANY_REQUESTS")).toBe(true);
  expect((await ann.say(room, "still here")).seq).toBe(1);
});
