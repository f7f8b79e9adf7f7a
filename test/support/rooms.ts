import { createConnection } from "mongoose";

/** Writes into the record of a room, as another instance would: only servers with REDIS_URL notice. */
export async function editRoom(uri: string, room: string, $set: Record<string, unknown>): Promise<void> {
  const connection = await createConnection(uri).asPromise();
  const rooms = connection.collection<{ _id: string }>("rooms");
  await rooms.updateOne({ _id: room }, {
    $set,
    $inc: { rev: 1 },
    $currentDate: { touchedAt: true },
  } as object);
  await connection.close();
}

export async function readRoom(uri: string, room: string): Promise<Record<string, unknown>> {
  const connection = await createConnection(uri).asPromise();
  const found = await connection.collection<{ _id: string }>("rooms").findOne({ _id: room });
  await connection.close();
  return found ?? {};
}

/** No host has held a seat for a minute. */
export const longWithoutHost = (uri: string, room: string): Promise<void> =>
  editRoom(uri, room, { hostlessSince: new Date(Date.now() - 61_000) });

/** Brings the end of a room with a lifetime forward, since no test waits for an hour. */
export const endIn = (uri: string, room: string, ms: number): Promise<void> =>
  editRoom(uri, room, { expiresAt: new Date(Date.now() + ms) });

/** As if these messages had been sent then. */
export async function dateChats(uri: string, room: string, [first, last]: number[], at: Date): Promise<void> {
  const connection = await createConnection(uri).asPromise();
  const range = { room, seq: { $gte: first, $lte: last } };
  await connection.collection("chats").updateMany(range, { $set: { createdAt: at } });
  await connection.close();
}
