import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { finished, pipeline } from "node:stream/promises";
import { mongo } from "mongoose";
import { describe, expect, test } from "vitest";
import { useDatabase } from "../../support/store.js";

const { db } = await useDatabase();
const bucket = new mongo.GridFSBucket(db, { bucketName: "gifs" });

async function upload(name: string, bytes: Buffer, options: mongo.GridFSBucketWriteStreamOptions = {}) {
  const stream = bucket.openUploadStream(name, options);
  stream.end(bytes);
  await finished(stream);
  return stream.id;
}

const count = (part: "files" | "chunks") => db.collection(`gifs.${part}`).countDocuments();

describe("GridFSBucket", () => {
  test.each([0, 1, 255 * 1024, 255 * 1024 + 1, 3_000_000])(
    "gives back %i bytes as they came",
    async (size) => {
      const bytes = randomBytes(size);
      const id = await upload("file", bytes, { metadata: { type: "image/gif" } });
      expect(Buffer.compare(await buffer(bucket.openDownloadStream(id)), bytes)).toBe(0);
      const [file] = await bucket.find({ _id: id }).toArray();
      expect(file).toMatchObject({ length: size, filename: "file", metadata: { type: "image/gif" } });
      await bucket.delete(id);
      expect([await count("files"), await count("chunks")]).toEqual([0, 0]);
    },
  );

  test("gives a range, across the borders of chunks", async () => {
    const bytes = randomBytes(10_000);
    const id = await upload("ranged", bytes, { chunkSizeBytes: 1000 });
    const part = await buffer(bucket.openDownloadStream(id, { start: 1990, end: 5010 }));
    expect(Buffer.compare(part, bytes.subarray(1990, 5010))).toBe(0);
    await bucket.delete(id);
  });

  test("keeps several revisions of a name", async () => {
    await upload("twice", Buffer.from("old"));
    await upload("twice", Buffer.from("new"));
    const read = async (revision: number) =>
      String(await buffer(bucket.openDownloadStreamByName("twice", { revision })));
    expect([await read(0), await read(-1)]).toEqual(["old", "new"]);
  });

  test("renames and deletes, and says so where there is nothing", async () => {
    const id = await upload("before", Buffer.from("x"));
    await bucket.rename(id, "after");
    expect(await bucket.find({ filename: "after" }).toArray()).toHaveLength(1);
    await bucket.delete(id);
    await expect(bucket.delete(id)).rejects.toThrow(/File not found/);
    await expect(bucket.rename(id, "again")).rejects.toThrow(/not found/);
    await expect(buffer(bucket.openDownloadStream(id))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("leaves nothing of an upload that was given up", async () => {
    const before = await count("chunks");
    const stream = bucket.openUploadStream("given up", { chunkSizeBytes: 1000 });
    await new Promise((done) => stream.write(randomBytes(5000), done));
    await stream.abort();
    expect(await count("chunks")).toBe(before);
    expect(await bucket.find({ filename: "given up" }).toArray()).toEqual([]);
  });

  test("takes many uploads at once", async () => {
    const files = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const bytes = randomBytes(100_000 + index);
        const stream = bucket.openUploadStream(`many ${index}`, { chunkSizeBytes: 10_000 });
        await pipeline(Readable.from([bytes]), stream);
        return { id: stream.id, hash: createHash("sha256").update(bytes).digest("hex") };
      }),
    );
    for (const { id, hash } of files) {
      const got = await buffer(bucket.openDownloadStream(id));
      expect(createHash("sha256").update(got).digest("hex")).toBe(hash);
    }
  });

  test("made the indexes it lives by, and is dropped whole", async () => {
    const indexes = await db.collection("gifs.chunks").indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { files_id: 1, n: 1 }, unique: true }));
    await bucket.drop();
    const names = (await db.listCollections().toArray()).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("gifs"))).toEqual([]);
  });
});
