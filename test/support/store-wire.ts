import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { BSON } from "bson";

export const OP_MSG = 2013;

/** Where a connection string leads: a socket's path, or host and port. */
export function addressOf(uri: string): { path: string } | { host: string; port: number } {
  const [, , place] = /^mongodb:\/\/([^@/]*@)?([^/?]+)/.exec(uri) ?? [];
  if (!place) throw new Error(`no address in ${uri}`);
  const path = decodeURIComponent(place);
  if (path.startsWith("/")) return { path };
  const [host, port] = place.split(":");
  return { host: host!, port: Number(port) };
}

export async function connectRaw(uri: string): Promise<Socket> {
  const socket = createConnection(addressOf(uri));
  // A connection that is thrown away by the other side is what these tests look for, not an error.
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

export function frame(opCode: number, body: Uint8Array, length = body.length + 16, requestId = 1): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(length, 0);
  header.writeInt32LE(requestId, 4);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
}

export function message(command: BSON.Document): Buffer {
  return frame(OP_MSG, Buffer.concat([Buffer.alloc(5), BSON.serialize(command)]));
}

/** Sends one command and reads its one answer, without a driver that would refuse, retry or authenticate. */
export function ask(socket: Socket, command: BSON.Document): Promise<BSON.Document> {
  return askBytes(socket, message(command));
}

export async function askBytes(socket: Socket, bytes: Uint8Array): Promise<BSON.Document> {
  socket.write(bytes);
  let received = Buffer.alloc(0);
  while (received.length < 16 || received.length < received.readInt32LE(0)) {
    const chunk = await nextChunk(socket);
    if (!chunk) throw new Error("the connection was closed");
    received = Buffer.concat([received, chunk]);
  }
  return BSON.deserialize(received.subarray(21));
}

function nextChunk(socket: Socket): Promise<Buffer | undefined> {
  if (socket.destroyed) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const onData = (chunk: Buffer) => settle(chunk);
    const onClose = () => settle(undefined);
    const settle = (chunk: Buffer | undefined) => {
      socket.off("data", onData).off("close", onClose).pause();
      resolve(chunk);
    };
    socket.on("data", onData).on("close", onClose).resume();
  });
}

const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** SCRAM-SHA-256 as a client does it (RFC 7677), command by command. */
export async function login(socket: Socket, user: string, password: string): Promise<void> {
  const first = `n=${user},r=nonce`;
  const start = { saslStart: 1, mechanism: "SCRAM-SHA-256", payload: Buffer.from(`n,,${first}`) };
  const { payload } = await ask(socket, { ...start, $db: "admin" });
  const challenge = payload.toString("utf8");
  const [, nonce, salt, iterations] = /^r=([^,]*),s=([^,]*),i=(.*)$/.exec(challenge) as string[];
  const salted = pbkdf2Sync(password, Buffer.from(salt!, "base64"), Number(iterations), 32, "sha256");
  const clientKey = hmac(salted, "Client Key");
  const last = `c=biws,r=${nonce}`;
  const storedKey = createHash("sha256").update(clientKey).digest();
  const signature = hmac(storedKey, `${first},${challenge},${last}`);
  const proof = Buffer.from(clientKey.map((byte, index) => byte ^ signature[index]!)).toString("base64");
  const finish = { saslContinue: 1, conversationId: 1, payload: Buffer.from(`${last},p=${proof}`) };
  const { ok } = await ask(socket, { ...finish, $db: "admin" });
  if (ok !== 1) throw new Error("the login was refused");
}
