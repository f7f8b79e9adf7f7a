/** @module-tag thorough */
import { randomUUID } from "node:crypto";
import { createConnection } from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChatModel, createChatModel } from "../../src/db/models/chat.js";
import { createRoomModel, roomSchema } from "../../src/db/models/room.js";
import { createBlockedPictureModel } from "../../src/db/models/site/blocked-picture.js";
import { BlockedPictures } from "../../src/services/gifs/blocked-pictures.js";
import { partsOf } from "../../src/services/gifs/looks/alike.js";
import { LookAlikes } from "../../src/services/gifs/looks/look-alikes.js";
import { named } from "../support/database.js";
import { startServer } from "../support/store.js";

let chats: ChatModel;
let lookAlikes: LookAlikes;
let close: () => Promise<void>;
beforeAll(async () => {
  const server = await startServer();
  const uri = named(server.uri, `test-${randomUUID()}`);
  const connection = await createConnection(uri).asPromise();
  chats = createChatModel(connection);
  await chats.collection.createIndex({ "gif.lookParts": 1 }, { sparse: true });
  const rooms = createRoomModel(connection, roomSchema.clone());
  lookAlikes = new LookAlikes({ chats, rooms }, new BlockedPictures(createBlockedPictureModel(connection)));
  close = async () => {
    await connection.dropDatabase();
    await connection.close();
    await server.close();
  };
});
afterAll(() => close());

test("what looks alike is found among 20,000 pictures, fifty at most, while others go on", async () => {
  const look = "3c0f5a96f00dbeef";
  const many = (count: number, lookOf: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ room: "a room that is gone", seq: i + 1, author: "ann", clientId: `${lookOf(i)}${i}` },
      ...{ user: "#123456", name: "ann", createdAt: new Date() },
      gif: {
        ...{
          file: `${i}`,
          width: 10,
          height: 10,
          frames: 2,
          bytes: 100,
          hashes: [`${i}`],
        },
        ...{ looks: [lookOf(i)], lookParts: partsOf([lookOf(i)]) },
      },
    }));
  // They share a part with the one that is looked for, so that none is left out by the index.
  const others = many(20_000, (i) =>
    i % 200 ? `3c0${(~i >>> 0).toString(16).padStart(8, "0")}00000` : look,
  );
  for (let from = 0; from < others.length; from += 4000)
    await chats.collection.insertMany(others.slice(from, from + 4000));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const found = await lookAlikes.inRooms([look]);
  clearInterval(timer);
  expect(found).toHaveLength(50);
  expect(found.every(({ distance }) => distance === 0)).toBe(true);
  expect(await lookAlikes.inRooms([look], [], 7)).toHaveLength(7);
  expect(turns).toBeGreaterThan(10);
});
