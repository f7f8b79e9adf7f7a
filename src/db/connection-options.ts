import type { ConnectOptions, Query, Schema } from "mongoose";

/** The server gives up after this time if no majority confirms a write or a read. */
const CONFIRMATION_TIMEOUT_MS = 4000;
/** For a server that does not answer. The driver retries once, so a visitor waits up to twice this time. */
const ANSWER_TIMEOUT_MS = 5000;

export const connectionOptions: ConnectOptions = {
  serverSelectionTimeoutMS: 4000,
  // A silent database is declared lost after the sum of these; sooner, a busy machine would count as lost.
  connectTimeoutMS: 10_000,
  heartbeatFrequencyMS: 2000,
  writeConcern: { w: "majority", journal: true },
  autoIndex: false,
  // A database makes them itself, and to ask for each takes a start's time.
  autoCreate: false,
};

/** Writes wait for a majority and reads see nothing else, so a failover never rolls back what visitors were told. */
export const replicaSetOptions: ConnectOptions = {
  ...connectionOptions,
  readPreference: "primary",
  readConcern: { level: "majority" },
  writeConcern: { w: "majority", journal: true, wtimeoutMS: CONFIRMATION_TIMEOUT_MS },
  retryReads: true,
  retryWrites: true,
  socketTimeoutMS: ANSWER_TIMEOUT_MS,
  waitQueueTimeoutMS: ANSWER_TIMEOUT_MS,
};

/** For a URI without one. */
export const DATABASE_NAME = "gif-chat";

export const hasDatabaseName = (uri: string): boolean => /^[^/]+\/\/[^/]+\/[^/?]/.test(uri);

const READS = ["find", "findOne", "distinct", "countDocuments", "estimatedDocumentCount"] as const;

/** Otherwise a majority read waits for as long as replication lags. */
export function boundReads(schema: Schema): void {
  schema.pre([...READS], { query: true, document: false }, function (this: Query<unknown, unknown>) {
    this.maxTimeMS(CONFIRMATION_TIMEOUT_MS);
  });
}

const ALLOWED = new Map<string, string | undefined>([
  ["readpreference", "primary"],
  ["readpreferencetags", undefined],
  ["maxstalenessseconds", undefined],
  ["readconcernlevel", "majority"],
  ["w", "majority"],
  ["wtimeout", undefined],
  ["wtimeoutms", undefined],
  ["j", "true"],
  ["journal", "true"],
  ["fsync", "true"],
  ["retryreads", "true"],
  ["retrywrites", "true"],
  ["timeoutms", undefined],
]);

/** Refuses options that would weaken a promise. Ignoring them would surprise the operator. */
export function assertKeepsPromises(uri: string): void {
  const [, options = ""] = uri.split("?");
  for (const [option, value] of new URLSearchParams(options)) {
    if (!ALLOWED.has(option.toLowerCase())) continue;
    const allowed = ALLOWED.get(option.toLowerCase());
    if (value === allowed) continue;
    const instead = allowed ? `it must be ${allowed}, or left out` : "leave it out";
    throw new Error(`MONGODB_URI sets ${option}=${value}: ${instead}`);
  }
}
