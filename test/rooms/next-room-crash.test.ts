import { mongo } from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RoomRecord } from "../../src/db/models/room.js";
import type { RoomView } from "../../src/shared/events.js";
import type { ReplicaSet } from "../support/replica-set/index.js";
import { serve, type TestServer } from "../support/server.js";
import { startReplicaSet } from "../support/store-server.js";
import { openNext } from "./ending-room.js";

let set: ReplicaSet;
let server: TestServer;
let past: mongo.MongoClient;
let rooms: mongo.Collection<RoomRecord>;

beforeAll(async () => {
  const started = await startReplicaSet();
  set = started;
  server = await serve({ MONGODB_URI: set.uri, EMPTY_ROOM_GRACE_MS: "300000" });
  past = await mongo.MongoClient.connect(started.storeUri);
  rooms = past.db("gif-chat").collection("rooms");
});
afterAll(async () => {
  await past.close();
  await server.close();
  await set.close();
});

test("a next room that was stored but not linked is in no list, and gone after a start", async () => {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const { _id } = await ann.open({ title: "Cats", lifetime: "1h" });
  const [hers, lobby] = [await ann.enter(_id), await bob.lobby()];
  await rooms.updateOne({ _id }, { $set: { expiresAt: new Date(Date.now() + 240_000) } });
  const crash = set.fail({ error: "MaxTimeMSExpired" }, { commands: ["findAndModify"], collection: "rooms" });
  expect((await ann.json("POST", `/room/${_id}/next`)).status).toBeGreaterThanOrEqual(500);
  crash.lift();
  const left = (await rooms.findOne({ _id: { $ne: _id } }))!;
  expect(left).toMatchObject({ title: "Cats", endsAt: expect.any(Date) });
  const listed = async (): Promise<string[]> =>
    (await bob.json("GET", "/")).body.rooms.map((room: RoomView) => room._id);
  expect(await listed()).toEqual([_id]);

  const next = await openNext(ann, `/room/${_id}`);
  expect(await lobby.next("newRoom")).toMatchObject({ _id: next._id, listed: true, lifetime: "1h" });
  expect(await listed()).toEqual([next._id, _id]);
  for (const socket of [hers, lobby]) socket.close();

  await rooms.updateOne({ _id: left._id }, { $set: { endsAt: new Date() } });
  await server.restart();
  await expect.poll(() => rooms.countDocuments({ _id: left._id })).toBe(0);
  expect(await listed()).toEqual([next._id, _id]);
});

test("a next room that was linked but not shown is shown to whoever asks again", async () => {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const { _id } = await ann.open({ title: "Dogs", lifetime: "1h" });
  const [hers, lobby] = [await ann.enter(_id), await bob.lobby()];
  await rooms.updateOne({ _id }, { $set: { expiresAt: new Date(Date.now() + 240_000) } });
  set.fail(
    { error: "MaxTimeMSExpired", at: "after" },
    { commands: ["findAndModify"], collection: "rooms", times: 1 },
  );
  expect((await ann.json("POST", `/room/${_id}/next`)).status).toBeGreaterThanOrEqual(500);
  const { next } = (await rooms.findOne({ _id }))!;
  expect(await rooms.findOne({ _id: next! })).toMatchObject({ listed: false });
  expect(await openNext(ann, `/room/${_id}`)).toMatchObject({ _id: next, listed: true, lifetime: "1h" });
  expect(await lobby.next("newRoom")).toMatchObject({ _id: next });
  expect(await hers.next("next")).toMatchObject({ room: next });
  for (const socket of [hers, lobby]) socket.close();
});
