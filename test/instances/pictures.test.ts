import { existsSync } from "node:fs";
import { mkdir, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { mongo } from "mongoose";
import { describe, expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { at, type Instances, useInstances } from "../support/instances.js";
import type { TestServer } from "../support/server.js";
import { useFolder } from "../support/store.js";

const longAgo = new Date(Date.now() - 20 * 60_000);
const [young, old] = [1, 2].map((i) => `0000000${i}-0000-4000-8000-000000000000.gif`) as [string, string];

/** A picture that was sent to the first instance, for the second to show. */
async function pictureOf({ servers }: Instances) {
  const [first, second] = servers as [TestServer, TestServer];
  const ann = await first.visitor();
  const { _id: room } = await ann.open();
  await ann.page(`/room/${room}`);
  const { url } = (await (await ann.upload(room, gif())).json()).gif;
  const isShown = async () => expect((await at(second, ann).get(url)).status).toBe(200);
  return { room, url, isShown };
}

describe("instances that share a folder", async () => {
  const UPLOAD_DIR = await useFolder();
  const instances = useInstances(2, { UPLOAD_STORE: "disk", UPLOAD_DIR, EMPTY_ROOM_GRACE_MS: "300000" });

  test("instances that share a folder show each other's pictures, and a start beside them leaves young files alone", async () => {
    const { room, isShown } = await pictureOf(instances);
    await isShown();
    const places = [".tmp", room, "ended-room"].map((place) => path.join(UPLOAD_DIR, place));
    for (const place of places) {
      await mkdir(place, { recursive: true });
      for (const file of [young, old]) await writeFile(path.join(place, file), "half a picture");
      await utimes(path.join(place, old), longAgo, longAgo);
    }
    await instances.servers[1]!.restart();
    for (const place of places)
      expect([place, ...[young, old].map((file) => existsSync(path.join(place, file)))]).toEqual([
        place,
        true,
        false,
      ]);
    await isShown();
  });
});

describe("instances that keep pictures in the database", () => {
  const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "300000" });

  test("instances that share GridFS show each other's pictures, and a start beside them leaves young files alone", async () => {
    const { room, url, isShown } = await pictureOf(instances);
    await isShown();
    const client = await mongo.MongoClient.connect(instances.uri);
    const chunks = client.db().collection("pictures.chunks");
    const half = (file: string, since: Date) => ({
      _id: mongo.ObjectId.createFromTime(since.getTime() / 1000),
      files_id: `${room}/${file}`,
      n: 0,
      data: new mongo.Binary(Buffer.from("half a picture")),
    });
    await chunks.insertMany([half(young, new Date()), half(old, longAgo)]);
    await instances.servers[1]!.restart();
    const left = (await chunks.distinct("files_id")).filter((id) => !url.includes(String(id).slice(0, -5)));
    expect(left).toEqual([`${room}/${young}`]);
    await client.close();
  });

  test("a start gives back space that was reserved long ago for nothing, and leaves that of uploads alone", async () => {
    const ann = await instances.servers[0]!.visitor();
    const [lost, uploading] = [await ann.open(), await ann.open()];
    const client = await mongo.MongoClient.connect(instances.uri);
    const rooms = client.db().collection<{ _id: string; pictures?: object }>("rooms");
    const reserve = (_id: string, at: Date) =>
      rooms.updateOne({ _id }, { $set: { pictures: { bytes: 1000, from: {}, at } } });
    await Promise.all([reserve(lost._id, longAgo), reserve(uploading._id, new Date())]);
    await instances.servers[1]!.restart();
    const spaceOf = async (_id: string) => (await rooms.findOne({ _id }))!.pictures;
    expect(await spaceOf(lost._id)).toMatchObject({ bytes: 0 });
    expect(await spaceOf(uploading._id)).toMatchObject({ bytes: 1000 });
    await client.close();
  });
});
