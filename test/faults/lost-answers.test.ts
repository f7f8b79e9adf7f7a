import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Client } from "../support/client.js";
import { gif } from "../support/gif.js";
import type { ReplicaSet } from "../support/replica-set/index.js";
import { serve, type TestServer } from "../support/server.js";
import { startReplicaSet } from "../support/store-server.js";
import type { Visitor } from "../support/visitor.js";

/** What was lost is looked for once the database has been quiet for ten seconds. */
const SETTLED_MS = 40_000;

let set: ReplicaSet;
let server: TestServer;
let ann: Visitor;
let bob: Visitor;
let room: string;
let hers: Client;
let his: Client;

beforeAll(async () => {
  set = await startReplicaSet();
  server = await serve({ MONGODB_URI: set.uri });
});
beforeEach(async () => {
  [ann, bob] = [await server.visitor(), await server.visitor()];
  room = (await ann.open())._id;
  [hers, his] = [await ann.enter(room), await bob.enter(room)];
});
afterAll(async () => {
  await server.close();
  await set.close();
});

const loseOne = (command: string, collection: string) =>
  set.fail(
    { writeConcernError: "WriteConcernFailed", at: "after" },
    { commands: [command], collection, times: 1 },
  );
const view = async (visitor: Visitor) => (await visitor.json("GET", `/room/${room}`)).body;

describe("a write that was done although its answer was lost", () => {
  test("an edit is told to members", async () => {
    await hers.call("chat", { chat: "one" });
    loseOne("findAndModify", "chats");
    expect(await hers.refusal("editChat", { seq: 1, chat: "changed" })).toBe("BUSY");
    const { chat } = await his.next("editChat", () => true, SETTLED_MS);
    expect(chat).toBe("changed");
  });

  test("an edit is told before the next one", async () => {
    for (const chat of ["one", "two"]) await hers.call("chat", { chat });
    loseOne("findAndModify", "chats");
    expect(await hers.refusal("editChat", { seq: 1, chat: "lost" })).toBe("BUSY");
    await hers.call("editChat", { seq: 2, chat: "next" });
    expect((await his.next("editChat")).chat).toBe("lost");
    expect((await his.next("editChat")).chat).toBe("next");
  });

  test("a seat that nobody came to hold is given up", async () => {
    const late = await server.visitor();
    loseOne("findAndModify", "rooms");
    await expect(late.enter(room)).rejects.toThrow("BUSY");
    await expect.poll(async () => (await view(ann)).members.length, { timeout: SETTLED_MS }).toBe(2);
    expect((await view(ann)).room.people).toBe(2);
  });

  test("a visitor who left is gone for the others as well", async () => {
    const { id } = await bob.me();
    loseOne("findAndModify", "rooms");
    expect(await his.refusal("leave")).toBe("BUSY");
    await hers.next("exit", ({ member }) => member.id === id, SETTLED_MS);
    await his.next("kick");
  });

  test("a room that its opener removed ends for its members", async () => {
    loseOne("findAndModify", "rooms");
    expect((await ann.json("DELETE", `/room/${room}`)).status).toBe(503);
    await his.next("removeRoom", () => true, SETTLED_MS);
  });

  test("an unlisted room that its opener removed is told to its members alone", async () => {
    const lobby = await bob.lobby();
    await hers.call("settings", { listed: false });
    await lobby.next("removeRoom", (id) => id === room);
    loseOne("findAndModify", "rooms");
    expect((await ann.json("DELETE", `/room/${room}`)).status).toBe(503);
    await his.next("removeRoom", () => true, SETTLED_MS);
    await lobby.next("news");
    // Rooms of tests before may end meanwhile.
    expect(lobby.received.filter(({ event, payload }) => event === "removeRoom" && payload === room)).toEqual(
      [],
    );
    lobby.close();
  });

  test("a picture stays with the message that shows it", async () => {
    loseOne("insert", "chats");
    expect((await ann.upload(room, gif(), { clientId: "cat" })).status).toBe(503);
    await hers.call("chat", { chat: "what was that?" });
    const shown = (await his.next("chat", (chats) => chats[0].gif))[0].gif;
    expect((await bob.get(shown.url)).status).toBe(200);
    const again = await ann.upload(room, gif(), { clientId: "cat" });
    expect((await again.json()).gif.url).toBe(shown.url);
    await expect.poll(() => server.files().then(({ length }) => length), { timeout: SETTLED_MS }).toBe(2);
    expect((await bob.get(shown.url)).status).toBe(200);
  });
});
