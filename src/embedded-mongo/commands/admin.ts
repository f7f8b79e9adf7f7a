import os from "node:os";
import { type Document, Double, Int32, Long } from "bson";
import { badValue } from "../errors.js";
import { MAX_DOCUMENT_BYTES, MAX_MESSAGE_BYTES } from "../limits.js";
import { type Call, type CommandTable, collectionOf, namespaceOf, ok } from "./command.js";

/** The MongoDB version that this store follows. */
const VERSION = { text: "7.0.0", array: [7, 0, 0, 0], wire: 21 };

const handshake = { fields: [], ignoresUnknownFields: true, run: hello };
const sessions = (name: string) => ({ fields: [name], run: () => ok() });

export const adminCommands: CommandTable = {
  hello: handshake,
  isMaster: handshake,
  ismaster: handshake,
  ping: { fields: [], run: () => ok() },
  buildInfo: { fields: [], run: buildInfo },
  buildinfo: { fields: [], run: buildInfo },
  endSessions: sessions("endSessions"),
  refreshSessions: sessions("refreshSessions"),
  killSessions: sessions("killSessions"),
  connectionStatus: {
    fields: ["showPrivileges"],
    run: () => ok({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } }),
  },
  listDatabases: { fields: ["filter", "nameOnly", "authorizedDatabases"], run: listDatabases },
  // Only this store has it: resolves when nothing deleted is left in its files.
  eraseDeleted: { fields: [], run: eraseDeleted },
  // Only here as well: writes the database to a new file, named by its absolute path.
  backup: { fields: ["to"], run: backup },
  dbStats: { fields: ["scale", "freeStorage"], run: dbStats },
  collStats: { fields: ["scale"], run: collStats },
  serverStatus: { fields: [], run: serverStatus },
  hostInfo: {
    fields: [],
    run: () =>
      ok({ system: { hostname: os.hostname(), numCores: os.cpus().length }, os: { type: os.type() } }),
  },
  getCmdLineOpts: { fields: [], run: () => ok({ argv: [], parsed: {} }) },
  getLog: { fields: [], run: () => ok({ totalLinesWritten: new Int32(0), log: [] }) },
};

function hello({ body, connectionId }: Call): Document {
  const legacy = "ismaster" in body || "isMaster" in body;
  return ok({
    helloOk: true,
    ...(legacy ? { ismaster: true } : { isWritablePrimary: true, ismaster: true }),
    maxBsonObjectSize: new Int32(MAX_DOCUMENT_BYTES),
    maxMessageSizeBytes: new Int32(MAX_MESSAGE_BYTES),
    maxWriteBatchSize: new Int32(100_000),
    localTime: new Date(),
    logicalSessionTimeoutMinutes: new Int32(30),
    connectionId: new Int32(connectionId),
    minWireVersion: new Int32(0),
    maxWireVersion: new Int32(VERSION.wire),
    readOnly: false,
    ...(body.saslSupportedMechs ? { saslSupportedMechs: ["SCRAM-SHA-256"] } : {}),
  });
}

function buildInfo(): Document {
  return ok({
    version: VERSION.text,
    versionArray: VERSION.array.map((part) => new Int32(part)),
    gitVersion: "embedded-mongo",
    modules: [],
    bits: new Int32(64),
    debug: false,
    maxBsonObjectSize: new Int32(MAX_DOCUMENT_BYTES),
    storageEngines: ["sqlite"],
  });
}

function listDatabases({ engine, body }: Call): Document {
  const names = new Set(
    engine.catalog.all().map(({ namespace }) => namespace.slice(0, namespace.indexOf("."))),
  );
  const databases = [...names].sort().map((name) => {
    const empty = engine.catalog.ofDatabase(name).every((collection) => collection.count() === 0);
    return body.nameOnly === true ? { name } : { name, sizeOnDisk: new Long(0), empty };
  });
  return ok(body.nameOnly === true ? { databases } : { databases, totalSize: new Long(0) });
}

async function eraseDeleted({ engine }: Call): Promise<Document> {
  await engine.eraser.eraseNow();
  return ok();
}

async function backup({ engine, body }: Call): Promise<Document> {
  if (typeof body.to !== "string") throw badValue("backup needs a path as the field 'to'");
  return ok({ bytes: new Double(await engine.eraser.copyTo(body.to, engine.closing)) });
}

function dbStats({ engine, database }: Call): Document {
  const collections = engine.catalog.ofDatabase(database);
  return ok({
    db: database,
    collections: new Int32(collections.length),
    objects: new Double(collections.reduce((sum, collection) => sum + collection.count(), 0)),
    indexes: new Int32(collections.reduce((sum, { indexes }) => sum + indexes.length, 0)),
  });
}

function collStats(call: Call): Document {
  const collection = collectionOf(call);
  return ok({
    ns: namespaceOf(call),
    count: new Double(collection?.count() ?? 0),
    nindexes: new Int32(collection?.indexes.length ?? 0),
  });
}

function serverStatus(): Document {
  return ok({
    host: os.hostname(),
    version: VERSION.text,
    process: "embedded-mongo",
    pid: new Long(process.pid),
    uptime: new Double(process.uptime()),
    localTime: new Date(),
    storageEngine: { name: "sqlite", persistent: true },
  });
}
