import { type Connection, createConnection } from "mongoose";
import type { Config } from "../config.js";
import * as embedded from "../embedded-mongo/index.js";
import { type Chats, chatModel } from "./chat.js";
import { type Rooms, roomModel } from "./room.js";

export interface Models {
  readonly rooms: Rooms;
  readonly chats: Chats;
}

export interface Database {
  readonly connection: Connection;
  readonly models: Models;
  /** What to tell the operator about where the data lies. */
  readonly place: string;
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}

const NAMES_DATABASE = /^[^/]+\/\/[^/]+\/[^/?]/;

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
  const connection = createConnection();
  // Filters are built here alone; an operator that came in with a value is taken as a plain value.
  connection.set("sanitizeFilter", true);
  await connection.openUri(uri, {
    ...(NAMES_DATABASE.test(uri) ? {} : { dbName: "gif-chat" }),
    serverSelectionTimeoutMS: 5000,
    writeConcern: { w: "majority" },
    autoIndex: false,
  });
  try {
    return { connection, models: await models(connection), place, ...lifeline(connection) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function models(connection: Connection): Promise<Models> {
  const made = { rooms: roomModel(connection), chats: chatModel(connection) };
  // A promise rests on the unique indexes, so nothing is served before they stand.
  await Promise.all([made.rooms.createIndexes(), made.chats.createIndexes()]);
  return made;
}

function lifeline(connection: Connection): Pick<Database, "isAlive" | "close"> {
  return {
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
