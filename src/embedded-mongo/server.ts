import { once, setMaxListeners } from "node:events";
import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import type { Engine } from "./commands/command.js";
import { CursorRegistry } from "./commands/cursors.js";
import { databaseFile } from "./paths.js";
import { Catalog } from "./store/catalog.js";
import { Eraser } from "./store/eraser.js";
import { removeExpired } from "./store/expiry.js";
import { GroupCommit } from "./store/group-commit.js";
import { openSqlite } from "./store/sqlite.js";
import { commandHandler } from "./wire/authentication.js";
import { serve } from "./wire/connection.js";
import type { Credentials } from "./wire/scram.js";

/** `alias`: a link to the socket, for a path that is too long for one. */
export type Address = { path: string; alias?: string } | { port: number; host: string };

/** Afterwards running commands are interrupted, and connections to clients that do not read are cut. */
const SHUTDOWN_TIMEOUT_MS = 2000;

/** MongoDB's own interval. */
const MAINTENANCE_INTERVAL_MS = 60_000;

export interface RunningStore {
  readonly server: Server;
  close(): Promise<void>;
}

/** Opens the data and serves it. With credentials, every connection has to log in. */
export async function openStore(
  dir: string,
  address: Address,
  credentials?: Credentials,
  onRewrite = () => {},
): Promise<RunningStore> {
  const db = openSqlite(dir, onRewrite);
  const catalog = new Catalog(db);
  const commits: GroupCommit = new GroupCommit(
    db,
    () => catalog.reload(),
    () => eraser.noteBatch(),
  );
  const eraser = new Eraser(db, databaseFile(dir), commits);
  const closing = new AbortController();
  const engine = { catalog, commits, eraser, cursors: new CursorRegistry(), closing: closing.signal };
  const connections = new Map<Socket, Promise<void>>();
  setMaxListeners(0, closing.signal);
  let lastId = 0;
  const server = createServer((socket) => {
    const handler = commandHandler(engine, ++lastId, credentials);
    const served = serve(socket, handler, closing.signal);
    connections.set(
      socket,
      served.finally(() => connections.delete(socket)),
    );
  });
  await listen(server, address);
  const stopMaintenance = scheduleMaintenance(engine);
  return {
    server,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      closing.abort();
      const timeout = setTimeout(() => {
        commits.shutDown();
        for (const socket of connections.keys()) socket.destroy();
      }, SHUTDOWN_TIMEOUT_MS);
      await Promise.all([stopMaintenance(), ...connections.values()]);
      await closed;
      if ("path" in address && address.alias) rmSync(address.alias, { force: true });
      clearTimeout(timeout);
      prepareToClose(engine);
      await eraser.close();
    },
  };
}

function prepareToClose({ catalog, commits }: Engine): void {
  try {
    for (const collection of catalog.all()) commits.write(() => collection.prepareToClose());
    commits.commit();
  } catch (error) {
    // Nothing is lost: the next start does it.
    console.error("embedded-mongo: index keys could not be written at the end:", error);
  }
}

/** This process holds the lock on the data by now, so an existing socket file is left from a dead process. */
async function listen(server: Server, address: Address): Promise<void> {
  if ("path" in address) {
    makeRoomFor(address.path);
    if (address.alias !== undefined) {
      makeRoomFor(address.alias);
      symlinkSync(address.path, address.alias);
    }
  }
  server.listen(address);
  await once(server, "listening");
}

function makeRoomFor(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  chmodSync(path.dirname(file), 0o700);
  rmSync(file, { force: true });
}

function scheduleMaintenance({ catalog, commits, cursors }: Engine): () => Promise<void> {
  let current = Promise.resolve();
  const timer = setInterval(() => {
    current = current
      .then(() => cursors.killTimedOut())
      .then(() => removeExpired(catalog, commits))
      .catch((error) => console.error("embedded-mongo: expired documents could not be removed:", error));
  }, MAINTENANCE_INTERVAL_MS);
  return async () => {
    clearInterval(timer);
    await current;
  };
}
