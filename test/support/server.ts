import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { mongo } from "mongoose";
import { afterAll, beforeAll } from "vitest";
import { readConfig } from "../../dist/config.js";
import { type RunningServer, startServer } from "../../dist/server.js";
import { ownDatabase } from "./database.js";
import { graces } from "./graces.js";
import { Visitor } from "./visitor.js";

export interface TestServer extends RunningServer {
  dir: string;
  /** Somebody who has seen the lobby. An address is believed with TRUST_PROXY. */
  visitor(address?: string): Promise<Visitor>;
  /** Every picture that is kept, half of one too, and every file that lies in the uploads, temporary ones too. */
  files(): Promise<string[]>;
  /** Perhaps with other settings. */
  restart(change?: Env): Promise<void>;
  /** Its database, where one was made for it to be looked into. */
  db: mongo.Db | undefined;
}

type Env = Record<string, string>;

/** A real server on a free port with a directory of its own; it closes itself and leaves nothing. */
export async function serve(env: Env = {}): Promise<TestServer> {
  const dir = await mkdtemp(path.join(os.tmpdir(), "gif-chat-"));
  const uploads = path.join(dir, "uploads");
  const database = await ownDatabase();
  const start = (port: string, change: Env = {}) =>
    startServer(
      readConfig({
        ...defaults(dir, uploads),
        ...database?.env,
        PORT: port,
        ...graces({ EMPTY_ROOM_GRACE_MS: "200", ...env }),
        ...env,
        ...change,
      }),
      fail,
    );
  let server = await start("0");
  const { url } = server;
  return {
    url,
    dir,
    dataLocation: server.dataLocation,
    db: database?.db,
    visitor: async (address) => {
      const visitor = new Visitor(url, address);
      await visitor.page("/");
      return visitor;
    },
    files: async () => [...(await filesIn(uploads)), ...((await database?.pictures()) ?? [])],
    restart: async (change) => {
      await server.close();
      server = await start(new URL(url).port, change);
    },
    close: async () => {
      await server.close();
      await database?.close();
      await rm(dir, { recursive: true });
    },
  };
}

export function useServer(env: Env = {}): TestServer {
  const holder = {} as TestServer;
  beforeAll(async () => {
    Object.assign(holder, await serve(env));
  });
  afterAll(() => holder.close());
  return holder;
}

const defaults = (dir: string, uploads: string): Env => ({
  HOST: "127.0.0.1",
  DATA_DIR: path.join(dir, "data"),
  UPLOAD_DIR: uploads,
  NODE_ENV: "test",
  EMPTY_ROOM_GRACE_MS: "200",
  RATE_LIMITS: "off",
});

const filesIn = async (dir: string): Promise<string[]> =>
  (await readdir(dir, { recursive: true })).filter((name) => /\.\w+$/.test(name) && name !== ".tmp");

function fail(reason: Error): void {
  throw reason;
}
