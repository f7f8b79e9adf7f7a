import { parentPort, workerData } from "node:worker_threads";
import { type Address, openStore } from "./server.js";
import { credentialsFor } from "./wire/scram.js";

export interface WorkerTask {
  dir: string;
  address: Address;
  login?: { user: string; password: string };
}

export type WorkerWord = { listening: number | undefined } | { refused: string };

const port = parentPort;
if (!port) throw new Error("this file runs in a worker thread");
const say = (word: WorkerWord) => port.postMessage(word);

const { dir, address, login } = workerData as WorkerTask;
try {
  const store = await openStore(dir, address, login && credentialsFor(login.user, login.password));
  const place = store.server.address();
  say({ listening: place !== null && typeof place === "object" ? place.port : undefined });
  port.once("message", async () => {
    await store.close();
    port.close();
  });
} catch (error) {
  say({ refused: (error as Error).message });
  port.close();
}
