import { expect, test } from "vitest";
import { useServer } from "../support/server.js";

const server = useServer();
const PATIENCE_MS = 150_000;

test("a page without scripts holds its seat for two minutes, and each reload for two more", async () => {
  const reader = await server.visitor();
  const [once, again, never] = [await reader.open(), await reader.open(), await reader.open()];
  const lobby = await (await server.visitor()).lobby();
  const gone = (room: { _id: string }) => lobby.next("removeRoom", (id) => id === room._id, PATIENCE_MS);
  await reader.page(`/room/${once._id}`);
  await reader.page(`/room/${again._id}`);
  const from = Date.now();
  // A room that nobody enters goes after a minute: the time to look at the other page again.
  await gone(never);
  expect((await reader.get(`/room/${again._id}`)).status).toBe(200);
  await gone(once);
  expect(Date.now() - from).toBeGreaterThan(110_000);
  expect((await reader.json("GET", `/room/${again._id}/chats`)).status).toBe(200);
  await gone(again);
  expect(Date.now() - from).toBeGreaterThan(170_000);
}, 300_000);
