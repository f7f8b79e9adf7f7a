import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { socketOf } from "./paths.js";
import type { WorkerMessage, WorkerOptions } from "./worker.js";

export interface StoreOptions {
  dir: string;
  /** A unix socket for this user alone (the default except on Windows), or loopback with a password. */
  listen?: "socket" | "tcp";
  /** For `tcp`; by default a free one. */
  port?: number;
  /** For `tcp`; by default a new random one. */
  password?: string;
  /** Called before a store of an earlier version is written anew. That may take minutes; `start` resolves afterwards. */
  onRewrite?: () => void;
  /** Called if the store crashes: nothing can be read or written any more. */
  onCrash?: (reason: Error) => void;
}

export interface Store {
  readonly uri: string;
  /** Finishes the running commands, then stops. */
  close(): Promise<void>;
}

/** The system silently truncates longer paths of unix sockets. */
const MAX_SOCKET_PATH = 100;
/** V8 does not give back a grown young generation, and commands keep few objects. */
const YOUNG_GENERATION_MB = 8;

export { databaseFile, socketOf } from "./paths.js";

export async function start(options: StoreOptions): Promise<Store> {
  const { listen = defaultListen(), onCrash, onRewrite = () => {} } = options;
  const dir = path.resolve(options.dir);
  const endpoint = listen === "tcp" ? tcpEndpoint(options) : socketEndpoint(dir);
  const workerData: WorkerOptions = { dir, ...endpoint.options };
  const worker = new Worker(new URL("./worker.js", import.meta.url), {
    workerData,
    // Loaders and inspectors of the app's process are not meant for the store.
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  let closing = false;
  let reason = new Error(`the store in ${dir} has stopped`);
  worker.once("error", (error) => {
    reason = error as Error;
  });
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const message = await Promise.race([outcome(worker, onRewrite), ended]);
  if (!message || !("listening" in message)) {
    endpoint.cleanUp();
    throw message ? new Error(message.failed) : reason;
  }
  void ended.then(() => {
    endpoint.cleanUp();
    if (!closing) onCrash?.(reason);
  });
  return {
    uri: endpoint.uri(message.listening),
    close: () => {
      closing = true;
      worker.postMessage("close");
      return ended;
    },
  };
}

const outcome = (worker: Worker, onRewrite: () => void) =>
  new Promise<Exclude<WorkerMessage, "rewriting">>((resolve) => {
    worker.on("message", (message: WorkerMessage) => {
      if (message === "rewriting") onRewrite();
      else resolve(message);
    });
  });

const defaultListen = () => (process.platform === "win32" ? "tcp" : "socket");

interface Endpoint {
  options: Pick<WorkerOptions, "address" | "login">;
  uri: (port: number | undefined) => string;
  cleanUp: () => void;
}

function tcpEndpoint({ port = 0, password = randomBytes(24).toString("hex") }: StoreOptions): Endpoint {
  const login = { user: "store", password };
  return {
    options: { address: { host: "127.0.0.1", port }, login },
    uri: (actual) =>
      `mongodb://${login.user}:${login.password}@127.0.0.1:${actual}/?authMechanism=SCRAM-SHA-256&directConnection=true`,
    cleanUp: () => {},
  };
}

function socketEndpoint(dir: string): Endpoint {
  const preferred = socketOf(dir);
  // Drivers decode a path twice, so a path with a percent sign would not be found.
  const fits = preferred.length <= MAX_SOCKET_PATH && !preferred.includes("%");
  const folder = fits ? path.dirname(preferred) : mkdtempSync(path.join(os.tmpdir(), "embedded-mongo-"));
  const file = path.join(folder, "store.sock");
  return {
    options: { address: fits ? { path: file } : { path: file, alias: preferred } },
    uri: () => `mongodb://${encodeURIComponent(file)}/?directConnection=true`,
    cleanUp: () => {
      if (!fits) rmSync(folder, { recursive: true, force: true });
    },
  };
}
