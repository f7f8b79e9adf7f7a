import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { type Connection, mongo } from "mongoose";
import {
  type Content,
  type FileStore,
  type StoredName,
  sweepTemporary,
  temporaryDirectory,
} from "./file-store.js";

interface FileRecord {
  _id: string;
  length: number;
  chunkSize: number;
  uploadDate: Date;
}

interface Chunk {
  _id: mongo.ObjectId;
  files_id: string;
  n: number;
  data: mongo.Binary;
}

/** Pictures in the database, shared by all instances. Their ids are `<room>/<name>`. */
export class GridFsFileStore implements FileStore {
  readonly temporary: string;
  readonly #bucket: mongo.GridFSBucket;
  readonly #files: mongo.Collection<FileRecord>;
  readonly #chunks: mongo.Collection<Chunk>;

  constructor(connection: Connection, directory: string) {
    this.temporary = temporaryDirectory(directory);
    const bucketName = "pictures";
    this.#bucket = new mongo.GridFSBucket(connection.db!, { bucketName });
    this.#files = connection.db!.collection(`${bucketName}.files`);
    this.#chunks = connection.db!.collection(`${bucketName}.chunks`);
  }

  async start(before: Date): Promise<void> {
    await sweepTemporary(this.temporary, before);
    // GridFS prescribes this index; the driver would only create it with the first picture.
    await this.#chunks.createIndex({ files_id: 1, n: 1 }, { unique: true });
  }

  /** GridFS writes the record after the last chunk, and a file without a record does not exist. */
  async add(temporary: string, room: string, name: string): Promise<void> {
    const id = idOf(room, name) as unknown as mongo.ObjectId;
    await pipeline(createReadStream(temporary), this.#bucket.openUploadStreamWithId(id, name));
    await rm(temporary);
  }

  async find(room: string, name: string): Promise<Content | undefined> {
    const record = await this.#files.findOne({ _id: idOf(room, name) });
    if (!record) return undefined;
    const { length, uploadDate } = record;
    return { bytes: length, storedAt: uploadDate, read: (first, last) => this.#read(record, first, last) };
  }

  async has(room: string, name: string): Promise<boolean> {
    return (await this.#files.countDocuments({ _id: idOf(room, name) }, { limit: 1 })) > 0;
  }

  async remove(room: string, names: string[]): Promise<boolean> {
    const ids = names.map((name) => idOf(room, name));
    const { deletedCount } = await this.#files.deleteOne({ _id: ids[0]! });
    await this.#removeAll({ $in: ids });
    return deletedCount > 0;
  }

  removeRoom(room: string): Promise<void> {
    return this.#removeAll(allOf(room));
  }

  /** Skips from room to room along the chunks, since an incomplete picture has no record. */
  async *rooms(): AsyncGenerator<string> {
    const next = (after: string) =>
      this.#chunks.findOne(
        { files_id: { $gte: after } },
        { projection: { files_id: 1 }, sort: { files_id: 1 } },
      );
    for (let found = await next(""); found; ) {
      const [room] = found.files_id.split("/") as [string];
      yield room;
      found = await next(allOf(room).$lt);
    }
  }

  async list(room: string): Promise<StoredName[]> {
    const first = { files_id: allOf(room), n: 0 };
    const found = await this.#chunks.find(first, { projection: { files_id: 1 } }).toArray();
    return found.map(({ _id, files_id }) => ({
      name: files_id.slice(room.length + 1),
      storedAt: _id.getTimestamp(),
    }));
  }

  /** By chunk: the driver's stream would hold a whole picture for each slow reader. */
  async *#read({ _id, chunkSize }: FileRecord, first: number, last: number): AsyncGenerator<Uint8Array> {
    for (let n = Math.floor(first / chunkSize); n * chunkSize <= last; n++) {
      const chunk = await this.#chunks.findOne({ files_id: _id, n });
      if (!chunk) throw Object.assign(new Error(`${_id} is gone`), { code: "ENOENT" });
      const start = n * chunkSize;
      yield chunk.data.value().subarray(Math.max(0, first - start), last + 1 - start);
    }
  }

  /** The records first: after a crash, the next start finds chunks without a record. */
  async #removeAll(which: { $in: string[] } | Range): Promise<void> {
    await this.#files.deleteMany({ _id: which });
    await this.#chunks.deleteMany({ files_id: which });
  }
}

interface Range {
  $gte: string;
  $lt: string;
}

const idOf = (room: string, name: string): string => `${room}/${name}`;

const allOf = (room: string): Range => ({ $gte: `${room}/`, $lt: `${room}0` });
