import { stat } from "node:fs/promises";
import { mongo } from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Store, start } from "../../../dist/embedded-mongo/index.js";
import { type Loose, useFolder } from "../../support/store.js";
import { startProcess } from "../../support/store-process.js";
import { addressOf, ask, connectRaw, login } from "../../support/store-wire.js";

const dir = await useFolder();
let store: Store;

beforeAll(async () => {
  store = await start({ dir, listen: "tcp" });
});

afterAll(() => store.close());

function uriWith(user: string, password: string): string {
  const uri = new URL(store.uri);
  uri.username = user;
  uri.password = password;
  return uri.href;
}

describe("over TCP", () => {
  test("listens on loopback only", () => {
    expect(addressOf(store.uri)).toMatchObject({ host: "127.0.0.1" });
  });

  test("lets in who has the connection string", async () => {
    const client = await mongo.MongoClient.connect(store.uri);
    const docs = client.db("d").collection<Loose>("docs");
    await Promise.all(Array.from({ length: 50 }, (_, _id) => docs.insertOne({ _id })));
    expect(await docs.countDocuments()).toBe(50);
    await client.close();
  });

  test("has a long password, another each time", async () => {
    const { password } = new URL(store.uri);
    expect(password.length).toBeGreaterThanOrEqual(22);
    const other = await useSecond();
    expect(new URL(other.uri).password).not.toBe(password);
    await other.close();
  });

  async function useSecond(): Promise<Store> {
    return start({ dir: `${dir}/second`, listen: "tcp" });
  }

  test.each([
    ["a wrong password", "wrong"],
    ["an empty proof of the right length", "A".repeat(32)],
  ])("refuses %s", async (_name, password) => {
    const { username } = new URL(store.uri);
    const attempt = mongo.MongoClient.connect(uriWith(username, password));
    await expect(attempt).rejects.toMatchObject({ code: 18, codeName: "AuthenticationFailed" });
  });

  test("refuses a user it does not know", async () => {
    const attempt = mongo.MongoClient.connect(uriWith("nobody", new URL(store.uri).password));
    await expect(attempt).rejects.toMatchObject({ code: 18 });
  });

  test.each<[string, object]>([
    ["find", { find: "docs", $db: "d" }],
    ["insert", { insert: "docs", documents: [{ _id: "sneaked" }], $db: "d" }],
    ["listDatabases", { listDatabases: 1, $db: "admin" }],
    ["getMore", { getMore: 1n, collection: "docs", $db: "d" }],
    ["dropDatabase", { dropDatabase: 1, $db: "d" }],
  ])("refuses %s before the password", async (_name, command) => {
    const socket = await connectRaw(store.uri);
    expect(await ask(socket, command)).toMatchObject({ ok: 0, code: 13, codeName: "Unauthorized" });
    socket.destroy();
  });

  test("says hello to everybody, for that comes before the password", async () => {
    const socket = await connectRaw(store.uri);
    expect(await ask(socket, { hello: 1, $db: "admin" })).toMatchObject({ ok: 1, isWritablePrimary: true });
    socket.destroy();
  });

  test("refuses a proof without a conversation, and another mechanism", async () => {
    const socket = await connectRaw(store.uri);
    const payload = Buffer.from("c=biws,r=nonce,p=AAAA");
    const proof = await ask(socket, { saslContinue: 1, conversationId: 1, payload, $db: "admin" });
    expect(proof.ok).toBe(0);
    const plain = { saslStart: 1, mechanism: "PLAIN", payload: Buffer.from("\0a\0b"), $db: "admin" };
    expect((await ask(socket, plain)).ok).toBe(0);
    expect(await ask(socket, { find: "docs", $db: "d" })).toMatchObject({ code: 13 });
    socket.destroy();
  });

  test("refuses to go on with a conversation that a login has ended", async () => {
    const { username, password } = new URL(store.uri);
    const socket = await connectRaw(store.uri);
    await login(socket, username, password);
    expect(await ask(socket, { find: "docs", $db: "d" })).toMatchObject({ ok: 1 });
    const again = { saslContinue: 1, conversationId: 1, payload: Buffer.alloc(0), $db: "admin" };
    expect(await ask(socket, again)).toMatchObject({ ok: 0, code: 17, codeName: "ProtocolError" });
    expect(await ask(socket, { ping: 1, $db: "admin" })).toMatchObject({ ok: 1 });
    socket.destroy();
  });

  test("is what the command line offers on a port", async () => {
    const process = await startProcess(`${dir}/cli`, { args: ["--port", "0"] });
    expect(addressOf(process.uri)).toMatchObject({ host: "127.0.0.1" });
    const client = await mongo.MongoClient.connect(process.uri);
    await client.db("d").collection("c").insertOne({ a: 1 });
    expect(await process.kill("SIGTERM")).toBe(0);
    const { port } = new URL(process.uri);
    const again = await startProcess(`${dir}/cli`, { args: ["--port", port] });
    // The same connection string, for nobody but this user: a client that is open finds the store again.
    expect(again.uri).toBe(process.uri);
    expect((await stat(`${dir}/cli/password`)).mode & 0o077).toBe(0);
    expect(await client.db("d").collection("c").countDocuments()).toBe(1);
    await client.close();
    expect(await again.kill("SIGTERM")).toBe(0);
  });
});
