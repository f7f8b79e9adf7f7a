import { setTimeout } from "node:timers/promises";
import { type Connection, type ConnectOptions, createConnection } from "mongoose";
import type { Config } from "../config.js";
import * as embedded from "../embedded-mongo/index.js";
import { Availability } from "./availability.js";
import { readAfterOwnWrites } from "./causal-reads.js";
import { endWaitsOfClosedConnections } from "./closed-connections.js";
import {
  assertKeepsPromises,
  boundReads,
  connectionOptions,
  DATABASE_NAME,
  hasDatabaseName,
  replicaSetOptions,
} from "./connection-options.js";
import { DiskFileStore } from "./files/disk-file-store.js";
import type { FileStore } from "./files/file-store.js";
import { GridFsFileStore } from "./files/gridfs-file-store.js";
import { createModels, type Models } from "./models/index.js";

export type { Models } from "./models/index.js";

export interface Database {
  readonly connection: Connection;
  readonly models: Models;
  readonly location: string;
  isAlive(): Promise<boolean>;
  readonly availability: Availability;
  /** The first secret that was stored is the one for every instance on this database. */
  getOrCreateSecret(created: string): Promise<string>;
  close(): Promise<void>;
}

export interface StartProgress {
  onStoreRewrite?: () => void;
  onStoreOpened?: () => void;
  onDatabaseReached?: () => void;
}

const PING_TIMEOUT_MS = 2000;

/** Starts the embedded store unless MONGODB_URI is set; everything above sees a MongoDB either way. */
export async function openDatabase(
  config: Config,
  onLost: (reason: Error) => void,
  progress: StartProgress,
): Promise<Database> {
  const database = await connectTo(config, onLost, progress);
  progress.onDatabaseReached?.();
  return database;
}

async function connectTo(
  config: Config,
  onLost: (reason: Error) => void,
  { onStoreRewrite = () => {}, onStoreOpened = () => {} }: StartProgress,
): Promise<Database> {
  if (config.mongodbUri) {
    assertKeepsPromises(config.mongodbUri);
    return connect(config.mongodbUri, "MongoDB", replicaSetOptions).catch((error) => {
      throw new Error(`MONGODB_URI leads to no database that answers: ${error.message}`);
    });
  }
  const store = await embedded.start({ dir: config.dataDir, onCrash: onLost, onRewrite: onStoreRewrite });
  onStoreOpened();
  const database = await connect(store.uri, config.dataDir, connectionOptions).catch(async (error) => {
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

export const createFileStore = ({ uploadDir, uploadStore }: Config, { connection }: Database): FileStore =>
  uploadStore === "disk" ? new DiskFileStore(uploadDir) : new GridFsFileStore(connection, uploadDir);

async function connect(uri: string, location: string, options: ConnectOptions): Promise<Database> {
  const connection = createConnection();
  // An operator in a value from outside is treated as a plain value.
  connection.set("sanitizeFilter", true);
  await connection.openUri(uri, {
    ...options,
    ...(!hasDatabaseName(uri) && { dbName: DATABASE_NAME }),
  });
  endWaitsOfClosedConnections(connection.getClient());
  if (options === replicaSetOptions) {
    // Once for each schema, so every connection has clones of its own.
    connection.plugin(boundReads);
    readAfterOwnWrites(connection.getClient());
  }
  const availability = new Availability(connection.getClient());
  try {
    return {
      connection,
      models: await createModels(connection),
      location,
      availability,
      getOrCreateSecret: (created) => getOrCreateSecret(connection, created),
      ...monitorConnection(connection, availability),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function getOrCreateSecret(connection: Connection, created: string): Promise<string> {
  const secrets = connection.collection<{ _id: string; value: string }>("secrets");
  const update = { $setOnInsert: { value: created } };
  const options = { upsert: true, returnDocument: "after" } as const;
  return (await secrets.findOneAndUpdate({ _id: "cookies" }, update, options))!.value;
}

function monitorConnection(
  connection: Connection,
  availability: Availability,
): Pick<Database, "isAlive" | "close"> {
  let pinging: Promise<boolean> | undefined;
  const ping = async () => {
    try {
      await connection.db?.command({ ping: 1 });
      return true;
    } catch {
      return false; // the caller reports it: /health answers 503
    } finally {
      pinging = undefined;
    }
  };
  return {
    // The driver may wait long for a silent database; meanwhile all callers share one ping.
    isAlive: () => {
      pinging ??= ping();
      return Promise.race([pinging, setTimeout(PING_TIMEOUT_MS, false, { ref: false })]);
    },
    close: () => {
      availability.close();
      return connection.close();
    },
  };
}
