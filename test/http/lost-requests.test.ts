import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import os from "node:os";
import path from "node:path";
import { createConnection } from "mongoose";
import { expect, test } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";
import { serve } from "../support/server.js";
import { storedSession } from "../support/session.js";
import { lineTo } from "../support/tcp-proxy.js";

test("shutdown waits for a request whose client has gone", async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), "gif-chat-"));
  const store = await start({ dir, listen: "tcp" });
  const line = await lineTo(store.uri);
  const server = await serve({ MONGODB_URI: line.uri });
  const database = await createConnection(store.uri, { dbName: "gif-chat" }).asPromise();
  const ann = await server.visitor();
  await ann.open();
  await ann.form("/nickname", { name: "Ann" });
  expect(await storedSession(database.db!, ann)).toContain('"name":"Ann"');

  line.delayMs = 100;
  const { hostname, port } = new URL(server.url);
  const client = connect(Number(port), hostname);
  const head = ["POST /nickname HTTP/1.1", "Host: localhost", `Cookie: ${ann.cookie}`, "Content-Length: 0"];
  client.write([...head, "Expect: 100-continue", "\r\n"].join("\r\n"));
  // Sent when the handler has started; without a name it takes back the old one.
  const [answer] = await once(client, "data");
  expect(String(answer)).toMatch(/^HTTP\/1.1 100/);
  client.destroy();
  await server.close();

  expect(await storedSession(database.db!, ann)).not.toContain('"name":"Ann"');
  await database.close();
  line.close();
  await store.close();
  await rm(dir, { recursive: true });
});
