import { once } from "node:events";
import { existsSync } from "node:fs";
import { lstat, readlink, stat } from "node:fs/promises";
import { connect } from "node:net";
import { mongo } from "mongoose";
import * as embedded from "../../embedded-mongo/index.js";

const SELECTION_TIMEOUT_MS = 5000;
/** Sooner, a busy machine would count as lost. */
const ANSWER_TIMEOUT_MS = 10_000;

/** Another program asks the store through its socket, which only the server's account may do. */
export async function connectToRunningStore(dataDir: string, ifStopped: string): Promise<mongo.MongoClient> {
  const socket = await findSocket(dataDir, ifStopped);
  await assertAlive(socket, dataDir, ifStopped);
  const client = clientOf(`mongodb://${encodeURIComponent(socket)}/?directConnection=true`);
  try {
    return await client.connect();
  } catch (error) {
    await client.close();
    throw new Error(`the server on ${dataDir} does not answer: ${(error as Error).message}`);
  }
}

export const clientOf = (uri: string): mongo.MongoClient =>
  new mongo.MongoClient(uri, {
    serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS,
    connectTimeoutMS: ANSWER_TIMEOUT_MS,
    maxPoolSize: 1,
  });

async function findSocket(dataDir: string, ifStopped: string): Promise<string> {
  const socket = embedded.socketOf(dataDir);
  const found = await lstat(socket).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") throw notRunning(dataDir, ifStopped);
    if (error.code === "EACCES") throw otherUser(dataDir, (await stat(dataDir)).uid);
    throw error;
  });
  if (found.uid !== process.getuid?.()) throw otherUser(dataDir, found.uid);
  return found.isSymbolicLink() ? readlink(socket) : socket;
}

async function assertAlive(socket: string, dataDir: string, ifStopped: string): Promise<void> {
  const probe = connect(socket);
  try {
    await once(probe, "connect");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ECONNREFUSED" || code === "ENOENT") throw notRunning(dataDir, ifStopped);
    throw error;
  } finally {
    probe.destroy();
  }
}

const notRunning = (dataDir: string, ifStopped: string): Error =>
  new Error(
    existsSync(embedded.databaseFile(dataDir))
      ? `no server is running on ${dataDir}; ${ifStopped}`
      : `there is no store in ${dataDir}; set DATA_DIR as the server has it`,
  );

const otherUser = (dataDir: string, uid: number): Error =>
  new Error(`the server on ${dataDir} belongs to user ${uid}; run this as that user (sudo -u '#${uid}')`);
