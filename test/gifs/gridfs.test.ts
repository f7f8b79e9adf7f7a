import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { mongo } from "mongoose";
import { expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
// A moving one of this size would get a small version, some time later.
const bytes = gif({ width: 300, height: 300, frames: 1 });

test("pictures lie in the database alone, and go with their message and their room", async () => {
  const ann = await server.visitor();
  const rooms = await Promise.all(["a", "b"].map((title) => ann.open({ title })));
  const [a, b] = rooms.map(({ _id }) => _id) as [string, string];
  for (const room of [a, b]) {
    await ann.page(`/room/${room}`);
    for (let i = 0; i < 3; i++) expect((await ann.upload(room, bytes)).status).toBe(201);
  }
  const of = async (room: string) =>
    (await server.files()).filter((name) => name.startsWith(`${room}/`)).length;
  expect([(await server.files()).length, await of(a), await of(b)]).toEqual([12, 6, 6]);
  await ann.json("DELETE", `/room/${a}/chat/2`);
  expect([await of(a), await of(b)]).toEqual([4, 6]);
  await ann.json("DELETE", `/room/${a}`);
  expect([await of(a), await of(b)]).toEqual([0, 6]);
  await ann.json("DELETE", `/room/${b}`);
  expect(await server.files()).toEqual([]);
});

test("a start removes what a crash left half done, and nothing else", async () => {
  const ann = await server.visitor();
  const { _id: room } = await ann.open();
  await ann.page(`/room/${room}`);
  const { gif: picture } = await (await ann.upload(room, bytes)).json();
  const kept = await server.files();
  const name = "00000000-0000-4000-8000-000000000000.gif";
  const bucket = new mongo.GridFSBucket(server.db!, { bucketName: "pictures" });
  for (const place of [`${room}/${name}`, `gone-room/${name}`]) {
    const upload = bucket.openUploadStreamWithId(place as never, name);
    await new Promise<void>((resolve) => upload.end(bytes, () => resolve()));
  }
  const half = { files_id: `half-a-room/${name}`, n: 0, data: new mongo.Binary(bytes.subarray(0, 100)) };
  await server.db!.collection("pictures.chunks").insertOne(half);
  const upload = path.join(server.dir, "uploads/.tmp/x.upload");
  await writeFile(upload, "half an upload");
  expect(await server.files()).toHaveLength(kept.length + 4);
  await server.restart();
  expect((await server.files()).sort()).toEqual(kept.sort());
  expect(existsSync(upload)).toBe(false);
  expect((await ann.get(picture.url)).status).toBe(200);
});
