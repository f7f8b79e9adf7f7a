import { type Connection, createConnection, Schema, Types } from "mongoose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useDatabase } from "../../support/store.js";

const { uri, db } = await useDatabase();

const authorSchema = new Schema({ name: { type: String, unique: true }, age: Number });
const chatSchema = new Schema(
  {
    room: { type: String, required: true },
    seq: { type: Number, required: true },
    author: { type: Schema.Types.ObjectId, ref: "Author" },
    text: String,
    tags: [String],
    reactions: [{ by: String, kind: String, _id: false }],
    meta: { type: Map, of: Number },
    bytes: Buffer,
    big: BigInt,
    price: Schema.Types.Decimal128,
  },
  { timestamps: true, optimisticConcurrency: true },
);
chatSchema.index({ room: 1, seq: -1 }, { unique: true });

const connection: Connection = await createConnection(uri, { dbName: db.databaseName }).asPromise();
const Author = connection.model("Author", authorSchema);
const Chat = connection.model("Chat", chatSchema);

beforeAll(() => Promise.all([Author.init(), Chat.init()]));
beforeEach(() => Promise.all([Author.deleteMany(), Chat.deleteMany()]));
afterAll(() => connection.close());

const fill = (count: number) =>
  Chat.insertMany(
    Array.from({ length: count }, (_, seq) => ({ room: "r", seq, text: `t${seq}`, tags: [`g${seq % 2}`] })),
  );

describe("a Mongoose model", () => {
  test("makes its indexes", async () => {
    const indexes = await Chat.listIndexes();
    expect(indexes).toMatchObject([{ name: "_id_" }, { key: { room: 1, seq: -1 }, unique: true }]);
    expect(await Chat.syncIndexes()).toEqual([]);
  });

  test("creates and reads back every kind of path", async () => {
    const created = await Chat.create({
      room: "r",
      seq: 1,
      meta: { a: 1 },
      bytes: Buffer.from([1, 2]),
      big: 2n ** 60n,
      price: "0.10",
      reactions: [{ by: "ann", kind: "+1" }],
    });
    const found = await Chat.findById(created._id).orFail();
    expect(found.toObject()).toMatchObject({
      seq: 1,
      big: 2n ** 60n,
      reactions: [{ by: "ann", kind: "+1" }],
    });
    expect(found.meta?.get("a")).toBe(1);
    expect(found.bytes && Buffer.compare(found.bytes, Buffer.from([1, 2]))).toBe(0);
    expect(String(found.price)).toBe("0.10");
    expect(found.createdAt).toBeInstanceOf(Date);
    expect(found.__v).toBe(0);
  });

  test("creates many at once, each acknowledged", async () => {
    await Promise.all(Array.from({ length: 100 }, (_, seq) => Chat.create({ room: "many", seq })));
    expect(await Chat.countDocuments({ room: "many" })).toBe(100);
    expect(await Chat.estimatedDocumentCount()).toBe(100);
  });

  test("tells a duplicate with its key", async () => {
    await Chat.create({ room: "r", seq: 1 });
    await expect(Chat.create({ room: "r", seq: 1 })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { room: 1, seq: -1 },
      keyValue: { room: "r", seq: 1 },
    });
  });

  test("inserts what it can of an unordered batch", async () => {
    await Chat.create({ room: "r", seq: 2 });
    const batch = [1, 2, 3].map((seq) => ({ room: "r", seq }));
    const error = await Chat.insertMany(batch, { ordered: false }).catch((failed) => failed);
    expect(error).toMatchObject({ code: 11000, insertedDocs: [{ seq: 1 }, { seq: 3 }] });
    expect((await Chat.distinct("seq")).sort()).toEqual([1, 2, 3]);
  });

  test("pages", async () => {
    await fill(120);
    const page = await Chat.find({ room: "r", seq: { $lt: 100 } })
      .sort({ seq: -1 })
      .limit(50)
      .select("seq -_id")
      .lean();
    expect(page).toEqual(Array.from({ length: 50 }, (_, index) => ({ seq: 99 - index })));
    expect(await Chat.find().sort("seq").skip(118).lean()).toHaveLength(2);
  });

  test("walks a cursor", async () => {
    await fill(250);
    let sum = 0;
    for await (const chat of Chat.find().cursor({ batchSize: 20 })) sum += chat.seq;
    expect(sum).toBe((249 * 250) / 2);
    let count = 0;
    await Chat.find()
      .cursor()
      .eachAsync(() => void count++, { parallel: 10 });
    expect(count).toBe(250);
  });

  test("populates", async () => {
    const [ann, bob] = await Author.create([{ name: "ann" }, { name: "bob" }]);
    await Chat.create(
      { room: "r", seq: 1, author: ann!._id },
      { room: "r", seq: 2, author: bob!._id },
      { room: "r", seq: 3 },
    );
    const chats = await Chat.find().sort("seq").populate<{ author: { name: string } | null }>("author");
    expect(chats.map((chat) => chat.author?.name)).toEqual(["ann", "bob", undefined]);
  });

  test("saves only changes, and refuses a stale copy", async () => {
    const chat = await Chat.create({ room: "r", seq: 1, tags: ["a"] });
    const stale = await Chat.findById(chat._id).orFail();
    chat.tags.push("b");
    chat.text = "new";
    await chat.save();
    expect((await Chat.findById(chat._id).lean())?.tags).toEqual(["a", "b"]);
    stale.text = "old";
    await expect(stale.save()).rejects.toMatchObject({ name: "VersionError" });
    await chat.deleteOne();
    expect(await Chat.exists({ _id: chat._id })).toBeNull();
  });

  test("updates and gives the new document", async () => {
    const upserted = await Chat.findOneAndUpdate(
      { room: "r", seq: 5 },
      { $set: { text: "x" }, $addToSet: { tags: "a" } },
      { upsert: true, returnDocument: "after", setDefaultsOnInsert: true },
    );
    expect(upserted).toMatchObject({ room: "r", seq: 5, text: "x" });
    expect(await Chat.updateMany({ room: "r" }, { $inc: { seq: 1 } })).toMatchObject({ modifiedCount: 1 });
    expect(await Chat.findByIdAndUpdate(upserted!._id, { text: "y" }).lean()).toMatchObject({
      text: "x",
      seq: 6,
    });
    expect(await Chat.findByIdAndDelete(upserted!._id).lean()).toMatchObject({ text: "y" });
    expect(await Chat.findById(new Types.ObjectId())).toBeNull();
  });

  test("writes in bulk", async () => {
    const result = await Chat.bulkWrite([
      { insertOne: { document: { room: "b", seq: 1 } } },
      { updateOne: { filter: { room: "b", seq: 2 }, update: { text: "up" }, upsert: true } },
      { deleteOne: { filter: { room: "b", seq: 1 } } },
    ]);
    expect(result).toMatchObject({ insertedCount: 1, upsertedCount: 1, deletedCount: 1 });
    const chats = await Chat.find();
    for (const chat of chats) chat.text = "saved";
    await Chat.bulkSave(chats);
    expect(await Chat.find().lean()).toMatchObject([{ seq: 2, text: "saved" }]);
  });

  test("aggregates", async () => {
    await fill(10);
    const stages = [{ $sort: { seq: -1 } as const }, { $skip: 1 }, { $limit: 2 }];
    const found = await Chat.aggregate<{ seq: number }>([{ $match: { seq: { $lt: 8 } } }, ...stages]);
    expect(found.map(({ seq }) => seq)).toEqual([6, 5]);
  });
});
