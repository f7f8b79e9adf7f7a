import { expect, test } from "vitest";
import { useServer } from "../support/server.js";
import { Stream } from "../support/stream.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

test("a stream on which nothing is said stays, with a comment every 20 seconds", async () => {
  const ann = await server.visitor();
  const { _id: room } = await ann.open();
  await ann.json("GET", `/room/${room}`);
  const stream = await Stream.enter(ann, room);
  // Connections on which nothing comes are closed after a minute.
  await stream.until(() => stream.comments === 4, "No comments", 100_000);
  expect(stream.isOver).toBe(false);
  await ann.say(room, "still there?");
  expect(await stream.next("chat")).toMatchObject([{ seq: 1 }]);
  stream.close();
});
