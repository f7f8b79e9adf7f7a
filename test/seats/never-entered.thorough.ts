/** @module-tag thorough */
import { expect, test } from "vitest";
import { useServer } from "../support/server.js";

const server = useServer();

test("a room that nobody ever entered goes after a minute", async () => {
  const ann = await server.visitor();
  const lobby = await ann.lobby();
  const { _id, endsAt } = await ann.open();
  await lobby.next("removeRoom", (id) => id === _id, 90_000);
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(endsAt!));
  lobby.close();
});
