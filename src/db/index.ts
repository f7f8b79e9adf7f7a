import { EventEmitter } from "node:events";
import { setTimeout } from "node:timers/promises";
import { type Connection, createConnection } from "mongoose";
import type { Config } from "../config.js";
import * as embedded from "../embedded-mongo/index.js";
import { DiskFiles } from "./files/disk-file-store.js";
import type { Files } from "./files/file-store.js";
import { GridFsFiles } from "./files/gridfs-file-store.js";
import { type Chats, chatModel } from "./models/chat.js";
import { type Ended, endedModel, type Nodes, nodeModel } from "./models/instance.js";
import { type Rooms, roomModel } from "./models/room.js";
import type { RoomWrites } from "./room-write-events.js";

export interface Models {
  readonly rooms: Rooms;
  readonly roomWrites: RoomWrites;
  readonly chats: Chats;
  readonly nodes: Nodes;
  readonly ended: Ended;
}

export interface Database {
  readonly connection: Connection;
  readonly models: Models;
  /** What to tell the operator about where the data lies. */
  readonly place: string;
  isAlive(): Promise<boolean>;
  /** Tells when it is lost, and when it is back. */
  onAway(tell: (away: boolean) => void): void;
  /** One secret for all that use this database: the first that was made. */
  keepSecret(made: string): Promise<string>;
  close(): Promise<void>;
}

/** A database that takes longer to say that it is there serves nobody. */
const ALIVE_MS = 2000;
const NAMES_DATABASE = /^[^/]+\/\/[^/]+\/[^/?]/;

/** Without MONGODB_URI the embedded store is started; everything above sees a MongoDB either way. */
export async function openDatabase(config: Config, onLost: (reason: Error) => void): Promise<Database> {
  if (config.mongodbUri) {
    return connect(config.mongodbUri, "MongoDB").catch((error) => {
      throw new Error(`MONGODB_URI leads to no database that answers: ${error.message}`);
    });
  }
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

export const filesOf = ({ uploadDir, uploadStore }: Config, { connection }: Database): Files =>
  uploadStore === "disk" ? new DiskFiles(uploadDir) : new GridFsFiles(connection, uploadDir);

async function connect(uri: string, place: string): Promise<Database> {
  const connection = createConnection();
  // Filters are built here alone; an operator that came in with a value is taken as a plain value.
  connection.set("sanitizeFilter", true);
  await connection.openUri(uri, {
    ...(NAMES_DATABASE.test(uri) ? {} : { dbName: "gif-chat" }),
    // Whoever asks while it is away waits so long, and is refused.
    serverSelectionTimeoutMS: 4000,
    // One that says nothing for the sum of these is away: no sooner, since a machine may be busy.
    ...{ connectTimeoutMS: 10_000, heartbeatFrequencyMS: 2000 },
    writeConcern: { w: "majority" },
    autoIndex: false,
  });
  const keepSecret = (made: string) => secretOf(connection, made);
  try {
    return { connection, models: await models(connection), place, ...lifeline(connection), keepSecret };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function models(connection: Connection): Promise<Models> {
  const roomWrites: RoomWrites = new EventEmitter();
  const made = {
    ...{ rooms: roomModel(connection, roomWrites), chats: chatModel(connection) },
    ...{ nodes: nodeModel(connection), ended: endedModel(connection) },
  };
  // A promise rests on the unique indexes, so nothing is served before they stand.
  await Promise.all(Object.values(made).map((model) => model.createIndexes()));
  return { ...made, roomWrites };
}

async function secretOf(connection: Connection, made: string): Promise<string> {
  const secrets = connection.collection<{ _id: string; value: string }>("secrets");
  const first = { $setOnInsert: { value: made } };
  const options = { upsert: true, returnDocument: "after" } as const;
  return (await secrets.findOneAndUpdate({ _id: "cookies" }, first, options))!.value;
}

function lifeline(connection: Connection): Pick<Database, "isAlive" | "onAway" | "close"> {
  let closing = false;
  let asked: Promise<boolean> | undefined;
  const ask = async () => {
    try {
      await connection.db?.command({ ping: 1 });
      return true;
    } catch {
      return false; // the caller reports it: /health answers 503
    } finally {
      asked = undefined;
    }
  };
  return {
    onAway: (tell) => {
      connection.on("disconnected", () => closing || tell(true)).on("reconnected", () => tell(false));
    },
    // The driver waits for a silent database for as long as it likes, and whoever asks meanwhile shares the question.
    isAlive: () => {
      asked ??= ask();
      return Promise.race([asked, setTimeout(ALIVE_MS, false, { ref: false })]);
    },
    close: () => {
      closing = true;
      return connection.close();
    },
  };
}
