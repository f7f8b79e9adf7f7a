import { mongo } from "mongoose";
import { assertKeepsPromises, DATABASE_NAME, hasDatabaseName } from "./connection-options.js";

const TIMEOUT_MS = 4000;

export interface InspectedDatabase {
  readonly version: string;
  /** Undefined for a server that stands alone. */
  readonly replicaSet: { readonly name: string; readonly members: number } | undefined;
  readonly time: Date | undefined;
  /** Of several instances, if they have started before. */
  readonly cookieSecret: string | undefined;
}

/** Reads only: the first start makes what is missing. Throws as a start would. */
export async function inspectDatabase(uri: string): Promise<InspectedDatabase> {
  assertKeepsPromises(uri);
  const client = new mongo.MongoClient(uri, {
    serverSelectionTimeoutMS: TIMEOUT_MS,
    connectTimeoutMS: TIMEOUT_MS,
    socketTimeoutMS: TIMEOUT_MS,
  });
  try {
    const db = client.db(hasDatabaseName(uri) ? undefined : DATABASE_NAME);
    const secrets = db.collection<{ _id: string; value: string }>("secrets");
    const secret = await secrets.findOne({ _id: "cookies" });
    const { version } = await db.command({ buildInfo: 1 });
    // The last, since its time is compared with ours.
    const { setName, hosts = [], localTime } = await db.command({ hello: 1 });
    return {
      version,
      replicaSet: setName && { name: setName, members: hosts.length },
      time: localTime,
      cookieSecret: secret?.value,
    };
  } finally {
    await client.close();
  }
}
