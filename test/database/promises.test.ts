import type { BSON } from "bson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReplicaSet } from "../support/replica-set/index.js";
import { serve, type TestServer } from "../support/server.js";
import { ServerProcess } from "../support/server-process.js";
import { startReplicaSet } from "../support/store-server.js";

let set: ReplicaSet;
let server: TestServer;

beforeAll(async () => {
  set = await startReplicaSet();
  const agreeing =
    "&w=majority&journal=true&retryWrites=true&readPreference=primary&readConcernLevel=majority";
  server = await serve({ MONGODB_URI: set.uri + agreeing });
});
afterAll(async () => {
  await server.close();
  await set.close();
});

const READS = new Set("find aggregate count distinct".split(" "));
const WRITES = new Set("insert update delete findAndModify".split(" "));

async function commandsOf(work: () => Promise<unknown>): Promise<[name: string, command: BSON.Document][]> {
  set.record();
  await work();
  return set.commands!.map((command) => [Object.keys(command)[0]!, command]);
}

async function someOfEverything(): Promise<void> {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const { _id } = await ann.open();
  const [a, b] = [await ann.enter(_id), await bob.enter(_id)];
  await a.call("chat", { chat: "one" });
  await Promise.all(["two", "three"].map((chat) => b.call("chat", { chat })));
  await a.call("editChat", { seq: 1, chat: "changed" });
  await ann.json("GET", `/room/${_id}/chats?after=0`);
  await ann.json("GET", "/");
  await b.call("nickname", { name: "bob" });
  await b.call("leave");
  await ann.json("DELETE", `/room/${_id}`);
  a.close();
  b.close();
}

describe("with a replica set", () => {
  test("every write asks for a majority and its journal, within a time, and is numbered where it can be", async () => {
    const commands = await commandsOf(someOfEverything);
    const writes = commands.filter(([name]) => WRITES.has(name));
    expect(writes.length).toBeGreaterThan(10);
    for (const [, { writeConcern }] of writes)
      expect(writeConcern).toEqual({ w: "majority", j: true, wtimeout: expect.any(Number) });
    const isMany = ({ updates = [], deletes = [] }: BSON.Document) =>
      updates.some(({ multi }: BSON.Document) => multi) || deletes.some(({ limit }: BSON.Document) => !limit);
    const unnumbered = writes.filter(([, command]) => command.txnNumber === undefined && !isMany(command));
    expect(unnumbered).toEqual([]);
  });

  test("every read asks the primary for what a majority has, within a time", async () => {
    const reads = (await commandsOf(someOfEverything)).filter(([name]) => READS.has(name));
    expect(reads.length).toBeGreaterThan(5);
    for (const [, { readConcern, $readPreference }] of reads) {
      expect(readConcern).toMatchObject({ level: "majority" });
      expect($readPreference?.mode ?? "primary").toBe("primary");
    }
    expect(reads.filter(([, { maxTimeMS }]) => maxTimeMS === undefined)).toEqual([]);
  });

  test("a read names the last operation that this process has seen", async () => {
    await someOfEverything();
    const reads = (await commandsOf(someOfEverything)).filter(([name]) => READS.has(name));
    for (const [, { readConcern }] of reads) expect(readConcern).toHaveProperty("afterClusterTime");
  });
});

describe("an option in MONGODB_URI that would weaken what is promised", () => {
  const uri = (option: string) => `mongodb://127.0.0.1:1/x?appName=x&${option}`;

  test.each([
    "W=0",
    "journal=false",
    "retryWrites=false",
    "readPreference=secondaryPreferred",
    "readConcernLevel=local",
    "wtimeoutMS=10",
    "maxStalenessSeconds=120",
  ])("%s is refused, and named", async (option) => {
    await expect(serve({ MONGODB_URI: uri(option) })).rejects.toThrow(`MONGODB_URI sets ${option}: `);
  });

  test("the start ends with one line that names it", async () => {
    const child = await ServerProcess.launch({ MONGODB_URI: uri("w=1") });
    expect(await child.ended).toBe(1);
    expect([child.output, child.errors]).toEqual([
      "",
      expect.stringMatching(/^gif-chat cannot go on: MONGODB_URI sets w=1: [^\n]*\n$/),
    ]);
    await child.clean();
  });
});
