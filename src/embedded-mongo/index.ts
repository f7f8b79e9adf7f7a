import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { WorkerTask, WorkerWord } from "./worker.js";

export interface StoreOptions {
  /** The data directory; it is made if it is not there. */
  dir: string;
  /** A unix socket that only this user can reach, or loopback with a password; by default what the system has. */
  listen?: "socket" | "tcp";
  /** For `tcp`; 0 takes a free one. */
  port?: number;
  /** For `tcp`; by default a new random one. */
  password?: string;
  /** Called when the store has died by itself: nothing can be read or written any more. */
  onCrash?: (reason: Error) => void;
}

export interface Store {
  /** A connection string for any MongoDB driver. */
  readonly uri: string;
  /** Finishes what is being answered; what was acknowledged is on disk. */
  close(): Promise<void>;
}

/** Longer paths of unix sockets are cut off without a word. */
const LONGEST_SOCKET_PATH = 100;
const YOUNG_MB = 8;

export async function start(options: StoreOptions): Promise<Store> {
  const { listen = defaultWay(), onCrash } = options;
  const place = path.resolve(options.dir);
  const way = listen === "tcp" ? overTcp(options) : overSocket(place);
  const workerData: WorkerTask = { dir: place, ...way.task };
  const worker = new Worker(new URL("./worker.js", import.meta.url), {
    workerData,
    // No options of the app's own process: a loader or an inspector is meant for that one.
    execArgv: [],
    // What a command leaves is gone with it: the space that is given to new things by itself is never given back.
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  let closing = false;
  let reason = new Error(`the store in ${place} has stopped`);
  worker.once("error", (error) => {
    reason = error as Error;
  });
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const word = await Promise.race([firstWord(worker), ended]);
  if (!word || !("listening" in word)) {
    way.cleanUp();
    throw word && "refused" in word ? new Error(word.refused) : reason;
  }
  void ended.then(() => {
    way.cleanUp();
    if (!closing) onCrash?.(reason);
  });
  return {
    uri: way.uri(word.listening),
    close: () => {
      closing = true;
      worker.postMessage("close");
      return ended;
    },
  };
}

const firstWord = (worker: Worker) =>
  new Promise<WorkerWord>((resolve) => worker.once("message", (word: WorkerWord) => resolve(word)));

const defaultWay = () => (process.platform === "win32" ? "tcp" : "socket");

interface Way {
  task: Pick<WorkerTask, "address" | "login">;
  uri: (port: number | undefined) => string;
  cleanUp: () => void;
}

function overTcp({ port = 0, password = randomBytes(24).toString("hex") }: StoreOptions): Way {
  const login = { user: "store", password };
  return {
    task: { address: { host: "127.0.0.1", port }, login },
    uri: (actual) =>
      `mongodb://${login.user}:${login.password}@127.0.0.1:${actual}/?authMechanism=SCRAM-SHA-256&directConnection=true`,
    cleanUp: () => {},
  };
}

/** The folder of the socket is this user's alone. */
function overSocket(dir: string): Way {
  const inside = path.join(dir, "run", "store.sock");
  // Drivers decode a path twice, so one with a percent sign in it would not be found.
  const fits = inside.length <= LONGEST_SOCKET_PATH && !inside.includes("%");
  const folder = fits ? path.dirname(inside) : mkdtempSync(path.join(os.tmpdir(), "embedded-mongo-"));
  const file = path.join(folder, "store.sock");
  return {
    task: { address: { path: file } },
    uri: () => `mongodb://${encodeURIComponent(file)}/?directConnection=true`,
    cleanUp: () => {
      if (!fits) rmSync(folder, { recursive: true, force: true });
    },
  };
}
