import { randomUUID } from "node:crypto";
import { mongo } from "mongoose";
import { embedded, startServer } from "./store.js";

/** Where a test server keeps its data, if not in a store of its own that nobody else sees. */
export interface OwnDatabase {
  readonly env: Record<string, string>;
  readonly db: mongo.Db;
  /** Every picture that is kept there, or half of one. */
  pictures(): Promise<string[]>;
  close(): Promise<void>;
}

const pictureStore = process.env.UPLOAD_STORE ?? "disk";

/** With MONGODB_URI, a database of a random name on that server; with UPLOAD_STORE=gridfs, one that can be looked into. */
export async function ownDatabase(): Promise<OwnDatabase | undefined> {
  if (embedded && pictureStore === "disk") return undefined;
  const server = await startServer();
  const uri = named(server.uri, `test-${randomUUID()}`);
  const client = await mongo.MongoClient.connect(uri);
  const db = client.db();
  return {
    env: { MONGODB_URI: uri, UPLOAD_STORE: pictureStore },
    db,
    pictures: async () => {
      const whole = await db.collection("pictures.files").distinct("_id");
      const begun = await db.collection("pictures.chunks").distinct("files_id");
      return [...new Set([...whole, ...begun].map(String))];
    },
    close: async () => {
      // A server that is not ours has been seen to fail in it, and then nothing is wrong with the app.
      await db.dropDatabase().catch(({ message }) => console.warn(`${db.databaseName} stays: ${message}`));
      await client.close();
      await server.close();
    },
  };
}

/** The same server, and that database on it. */
export const named = (uri: string, database: string): string =>
  uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${database}`);
