import { stat } from "node:fs/promises";
import { join } from "node:path";
import { mongo } from "mongoose";
import { expect } from "vitest";
import { uniqueWord, wordsIn } from "../../support/disk.js";
import { startProcess } from "../../support/store-process.js";

const AT_ONCE = 100;
/** How often its word stands in a text: the longest take more than two pages. */
const LENGTHS = [1, 1, 2, 5, 20, 20, 60, 100, 250, 700];

interface Doc {
  _id: number;
  group: number;
  text: string;
  nested: { note: string; tags: string[] };
}

export interface Opened {
  docs: mongo.Collection;
  eraseDeleted(): Promise<unknown>;
  end(signal: NodeJS.Signals): Promise<void>;
}

export async function open(dir: string): Promise<Opened> {
  const store = await startProcess(dir);
  const client = await mongo.MongoClient.connect(store.uri, { maxPoolSize: AT_ONCE });
  return {
    docs: client.db("d").collection("docs"),
    eraseDeleted: () => client.db("d").command({ eraseDeleted: 1 }),
    end: async (signal) => {
      await client.close();
      expect(await store.kill(signal)).toBe(signal === "SIGTERM" ? 0 : signal);
      expect(store.errors()).toBe("");
    },
  };
}

/** Looks at the files while the store runs, after a stop, and after a kill and a new start. */
export async function expectErased(dir: string, seed: number, steps: number): Promise<void> {
  const story = new Story(seed);
  const leftovers = async (of: ReadonlySet<string> = story.gone) =>
    [...(await wordsIn(dir))].filter((word) => of.has(word));
  let store = await open(dir);
  await story.createIndexes(store.docs);
  await story.run(store.docs, steps / 3);
  await store.eraseDeleted();
  expect(await leftovers()).toEqual([]);
  await story.expectLiving(store.docs);
  const erased = new Set(story.gone);
  await story.run(store.docs, steps / 3);
  // A page that SQLite still had in memory must not bring them back.
  expect(await leftovers(erased)).toEqual([]);
  await store.end("SIGTERM");
  expect(await leftovers()).toEqual([]);

  store = await open(dir);
  await story.expectLiving(store.docs);
  await story.run(store.docs, steps / 3);
  expect((await leftovers()).length).toBeGreaterThan(0);
  await store.end("SIGKILL");

  store = await open(dir);
  await store.eraseDeleted();
  expect(await leftovers()).toEqual([]);
  await story.expectLiving(store.docs);
  await store.docs.deleteMany({});
  await store.eraseDeleted();
  expect(await wordsIn(dir)).toEqual(new Set());
  expect((await stat(join(dir, "store.sqlite"))).size).toBeLessThan(2 ** 21);
  await store.end("SIGTERM");
}

/** The same steps for the same seed: inserts, edits and removals among neighbours that stay. */
class Story {
  readonly gone = new Set<string>();
  readonly #living = new Map<number, Doc>();
  #ids: number[] = [];
  #lastId = 0;
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  async createIndexes(docs: mongo.Collection): Promise<void> {
    await docs.createIndex({ text: 1 });
    await docs.createIndex({ "nested.note": -1 });
    await docs.createIndex({ group: 1, "nested.tags": 1 });
  }

  async run(docs: mongo.Collection, steps: number): Promise<void> {
    const collection = docs as unknown as mongo.Collection<Doc>;
    for (let done = 0; done < steps; done += AT_ONCE) {
      // No document is in two steps of the same wave, so their order does not matter.
      this.#ids = [...this.#living.keys()];
      await Promise.all(Array.from({ length: AT_ONCE }, () => this.#step(collection)));
    }
  }

  async expectLiving(docs: mongo.Collection): Promise<void> {
    const stored = await (docs as unknown as mongo.Collection<Doc>).find().sort({ _id: 1 }).toArray();
    expect(stored).toEqual([...this.#living.values()].sort((a, b) => a._id - b._id));
    for (const { _id, text } of stored.slice(0, 50))
      expect(await docs.findOne({ text }, { projection: { _id: 1 } })).toEqual({ _id });
  }

  async #step(docs: mongo.Collection<Doc>): Promise<unknown> {
    const kind = this.#ids.length < 10 ? 0 : this.#random(100);
    if (kind < 46) return this.#insert(docs);
    if (kind < 76) return this.#edit(docs, this.#takeOne(), kind);
    if (kind < 95) return docs.deleteOne({ _id: this.#remove(this.#takeOne()) });
    const several = Array.from({ length: 2 + this.#random(4) }, () => this.#remove(this.#takeOne()));
    return docs.deleteMany({ _id: { $in: several } });
  }

  #insert(docs: mongo.Collection<Doc>): Promise<unknown> {
    const doc = {
      ...{ _id: ++this.#lastId, group: this.#random(7), text: this.#text() },
      nested: { note: this.#text(), tags: [uniqueWord(), uniqueWord()] },
    };
    this.#living.set(doc._id, structuredClone(doc));
    return docs.insertOne(doc);
  }

  #edit(docs: mongo.Collection<Doc>, doc: Doc, kind: number): Promise<unknown> {
    const filter = { _id: doc._id };
    if (kind < 58) {
      this.#forget(doc.text);
      doc.text = this.#text();
      return docs.updateOne(filter, { $set: { text: doc.text } });
    }
    if (kind < 68) {
      this.#forget(doc.nested.note);
      doc.nested.note = this.#text();
      return docs.updateOne(filter, { $set: { "nested.note": doc.nested.note } });
    }
    this.#forget(...doc.nested.tags);
    doc.nested.tags = [uniqueWord()];
    return docs.findOneAndUpdate(filter, { $set: { "nested.tags": doc.nested.tags } });
  }

  #takeOne(): Doc {
    const [id] = this.#ids.splice(this.#random(this.#ids.length), 1);
    return this.#living.get(id!)!;
  }

  #remove({ _id, text, nested }: Doc): number {
    this.#forget(text, nested.note, ...nested.tags);
    this.#living.delete(_id);
    return _id;
  }

  #forget(...texts: string[]): void {
    for (const text of texts) this.gone.add(text.split(" ")[0]!);
  }

  #text(): string {
    return `${uniqueWord()} `.repeat(LENGTHS[this.#random(LENGTHS.length)]!);
  }

  /** A linear congruential generator; the low bits of its state are the weak ones. */
  #random(below: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * below);
  }
}
