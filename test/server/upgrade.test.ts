import type { mongo } from "mongoose";
import { expect, test } from "vitest";
import { named } from "../support/database.js";
import { startRedis } from "../support/redis.js";
import { serve } from "../support/server.js";
import { useDatabase } from "../support/store.js";

const place = await useDatabase();
const uri = named(place.uri, place.db.databaseName);

/** A room with somebody in it, as it was noted before holds named their process. */
async function leave(id: string): Promise<void> {
  const ann = { id: "ann", color: "#123456", name: "#123456" };
  await place.db.collection<mongo.OptionalId<{ _id: string }>>("rooms").insertOne({
    ...{ _id: id, title: "Old", words: ["old"], born: `0-${id}`, max: 10, owner: ann, createdAt: new Date() },
    ...{ members: [ann], holds: { ann: "a-token" }, guests: [], bans: [], chats: 0 },
  } as never);
}

test("rooms of an earlier version end in several instances too, when nobody comes back", async () => {
  const redis = await startRedis();
  const env = { MONGODB_URI: uri, REDIS_URL: redis.url, UPLOAD_STORE: "gridfs" };
  const first = await serve(env);
  const lobby = await (await first.visitor()).lobby();
  await leave("old-room");
  const second = await serve(env);
  expect(await lobby.next("removeRoom")).toBe("old-room");
  for (const server of [first, second]) await server.close();
});
