import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { BSON } from "bson";

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

/**
 * A MongoDB that stores nothing: it reads frames, looks at the command's name and answers at once.
 * It is the ceiling of what any store can reach behind the same driver, and lives in a worker thread as ours does.
 */
export async function startNullServer(): Promise<{ uri: string; close(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "null-"));
  const path = join(dir, "null.sock"); // drivers know a socket by this ending
  // A worker does not inherit the loader that runs this file: it has to load it by tsx itself.
  const load = `import("tsx/esm/api").then(({ tsImport }) => tsImport(${JSON.stringify(import.meta.url)}, ${JSON.stringify(import.meta.url)}))`;
  const worker = new Worker(load, { eval: true, workerData: { path } });
  await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  return {
    uri: `mongodb://${encodeURIComponent(path)}/`,
    close: async () => {
      await worker.terminate();
      await rm(dir, { recursive: true });
    },
  };
}

if (!isMainThread) serve((workerData as { path: string }).path);

function serve(path: string): void {
  const server = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      received = received.length > 0 ? Buffer.concat([received, chunk]) : chunk;
      while (received.length >= 16 && received.length >= received.readInt32LE(0)) {
        const length = received.readInt32LE(0);
        answer(socket, received.subarray(0, length));
        received = received.subarray(length);
      }
    });
  });
  server.listen(path, () => parentPort?.postMessage("ready"));
}

const hello = {
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
  ok: 1,
};
const firstBatch = [{ _id: 1, room: "room", seq: 1, text: "x".repeat(300) }];

const answers: Record<string, Uint8Array> = {
  hello: BSON.serialize(hello),
  find: BSON.serialize({ cursor: { id: BSON.Long.ZERO, ns: "d.c", firstBatch }, ok: 1 }),
};
const written = BSON.serialize({ n: 1, ok: 1 });

function answer(socket: Socket, frame: Buffer): void {
  const requestId = frame.readInt32LE(4);
  if (frame.readInt32LE(12) === OP_QUERY) {
    const head = Buffer.alloc(20);
    head.writeInt32LE(8, 0);
    head.writeInt32LE(1, 16);
    socket.write(framed(OP_REPLY, requestId, head, answers.hello!));
    return;
  }
  const name = frame.toString("latin1", 26, frame.indexOf(0, 26));
  socket.write(framed(OP_MSG, requestId, Buffer.alloc(5), answers[name] ?? written));
}

function framed(opCode: number, responseTo: number, head: Buffer, body: Uint8Array): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + head.length + body.length, 0);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, head, body]);
}
