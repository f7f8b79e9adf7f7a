import { once, setMaxListeners } from "node:events";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import type { Engine } from "./commands/command.js";
import { Cursors } from "./commands/cursors.js";
import { Catalog } from "./store/catalog.js";
import { removeExpired } from "./store/expiry.js";
import { Commits } from "./store/group-commit.js";
import { openSqlite } from "./store/sqlite.js";
import { commandHandler } from "./wire/authentication.js";
import { serve } from "./wire/connection.js";
import type { Credentials } from "./wire/scram.js";

export type Address = { path: string } | { port: number; host: string };

/** At the end, commands under way have this long; then they are broken off, and clients that do not read are cut. */
const LAST_ANSWERS_MS = 2000;

/** MongoDB's own interval. */
const HOUSEKEEPING_MS = 60_000;

export interface RunningStore {
  readonly server: Server;
  close(): Promise<void>;
}

/** Opens the data, listens, and answers. With credentials nobody gets in without them. */
export async function openStore(
  dir: string,
  address: Address,
  credentials?: Credentials,
): Promise<RunningStore> {
  const db = openSqlite(dir);
  const catalog = new Catalog(db);
  const commits = new Commits(db, () => catalog.reload());
  const engine: Engine = { catalog, commits, cursors: new Cursors() };
  const connections = new Map<Socket, Promise<void>>();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one for each connection, however many there are
  let lastId = 0;
  const server = createServer((socket) => {
    const answer = commandHandler(engine, ++lastId, credentials);
    const served = serve(socket, answer, closing.signal);
    connections.set(
      socket,
      served.finally(() => connections.delete(socket)),
    );
  });
  await listen(server, address);
  const stopHousekeeping = keepHouse(engine);
  return {
    server,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      closing.abort();
      const impatient = setTimeout(() => {
        commits.stop();
        for (const socket of connections.keys()) socket.destroy();
      }, LAST_ANSWERS_MS);
      await Promise.all([stopHousekeeping(), ...connections.values()]);
      await closed;
      clearTimeout(impatient);
      commits.commit();
      db.close();
    },
  };
}

/** The lock on the data is ours by now, so a socket that lies there is a dead process's. */
async function listen(server: Server, address: Address): Promise<void> {
  if ("path" in address) {
    mkdirSync(path.dirname(address.path), { recursive: true, mode: 0o700 });
    chmodSync(path.dirname(address.path), 0o700);
    rmSync(address.path, { force: true });
  }
  server.listen(address);
  await once(server, "listening");
}

function keepHouse({ catalog, commits, cursors }: Engine): () => Promise<void> {
  let current = Promise.resolve();
  const timer = setInterval(() => {
    current = current
      .then(() => removeExpired(catalog, commits))
      .then(() => cursors.killForgotten())
      .catch((error) => console.error("embedded-mongo: expired documents could not be removed:", error));
  }, HOUSEKEEPING_MS);
  return async () => {
    clearInterval(timer);
    await current;
  };
}
