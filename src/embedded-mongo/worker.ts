import { parentPort, workerData } from "node:worker_threads";
import { type Address, openStore } from "./server.js";
import { credentialsFor } from "./wire/scram.js";

export interface WorkerOptions {
  dir: string;
  address: Address;
  login?: { user: string; password: string };
}

export type WorkerMessage = "rewriting" | { listening: number | undefined } | { failed: string };

const port = parentPort;
if (!port) throw new Error("this file runs in a worker thread");
const post = (message: WorkerMessage) => port.postMessage(message);

const { dir, address, login } = workerData as WorkerOptions;
try {
  const credentials = login && credentialsFor(login.user, login.password);
  const store = await openStore(dir, address, credentials, () => post("rewriting"));
  const bound = store.server.address();
  post({ listening: bound !== null && typeof bound === "object" ? bound.port : undefined });
  port.once("message", async () => {
    await store.close();
    port.close();
  });
} catch (error) {
  post({ failed: (error as Error).message });
  port.close();
}
