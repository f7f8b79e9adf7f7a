import { type Connection, createConnection } from "mongoose";
import type { Config } from "../config.js";
import * as embedded from "../embedded-mongo/index.js";

export interface Database {
  readonly connection: Connection;
  /** What to tell the operator about where the data lies. */
  readonly place: string;
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}

/** Without MONGODB_URI the embedded store is started; everything above sees a MongoDB either way. */
export async function openDatabase(config: Config, onLost: (reason: Error) => void): Promise<Database> {
  if (config.mongodbUri) return connect(config.mongodbUri, "MongoDB");
  const store = await embedded.start({ dir: config.dataDir, onCrash: onLost });
  const database = await connect(store.uri, config.dataDir).catch(async (error) => {
    await store.close();
    throw error;
  });
  return {
    ...database,
    close: async () => {
      await database.close();
      await store.close();
    },
  };
}

async function connect(uri: string, place: string): Promise<Database> {
  const connection = await createConnection(uri, {
    dbName: "gif-chat",
    serverSelectionTimeoutMS: 5000,
  }).asPromise();
  return {
    connection,
    place,
    isAlive: async () => {
      try {
        await connection.db?.command({ ping: 1 }, { timeoutMS: 2000 });
        return true;
      } catch {
        return false; // the caller reports it: /health answers 503
      }
    },
    close: () => connection.close(),
  };
}
