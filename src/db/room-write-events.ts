import type { EventEmitter } from "node:events";
import { mongo, type Query, type Schema, type UpdateQuery } from "mongoose";
import type { RoomModel, RoomRecord } from "./models/room.js";

/** Emitted before and after each write to a room's record. Without an id, any room may have been written. */
export type RoomWriteEvents = EventEmitter<
  Record<"begin" | "end", [room: string | undefined]> & { failed: [room: string | undefined, error: unknown] }
>;

const METHODS = [
  "updateOne",
  "updateMany",
  "findOneAndUpdate",
  "findOneAndDelete",
  "deleteOne",
  "deleteMany",
] as const;

/** Every write uses one of these methods or `updateEach`, so a cache that listens cannot miss one; `placeOldRooms` comes before it. */
export function emitWriteEvents(schema: Schema<RoomRecord>, events: RoomWriteEvents): void {
  const roomOf = (query: Query<unknown, unknown>): string | undefined => {
    const { _id } = query.getFilter();
    return typeof _id === "string" ? _id : undefined;
  };
  for (const method of METHODS) {
    const options = { query: true, document: false } as const;
    schema.pre(method, options, function () {
      events.emit("begin", roomOf(this));
    });
    schema.post(method, options, function () {
      events.emit("end", roomOf(this));
    });
    const onError = function (
      this: Query<unknown, unknown>,
      error: Error,
      _: unknown,
      next: (error: Error) => void,
    ) {
      events.emit("end", roomOf(this));
      events.emit("failed", roomOf(this), error);
      next(error);
    };
    schema.post(method, options, onError as never);
  }
}

/** Updates many rooms with one command. A failing update does not stop the others. */
export async function updateEach(
  rooms: RoomModel,
  events: RoomWriteEvents,
  updates: ReadonlyMap<string, UpdateQuery<RoomRecord>>,
): Promise<{ changed: string[]; error?: Error }> {
  const ids = [...updates.keys()];
  const operations = [...updates].map(([_id, update]) => ({ updateOne: { filter: { _id }, update } }));
  for (const id of ids) events.emit("begin", id);
  try {
    await rooms.bulkWrite(operations, { ordered: false, throwOnValidationError: true });
    return { changed: ids };
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
    const failed = new Set([error.writeErrors].flat().map(({ index }) => ids[index]!));
    // The command failed as a whole, or no majority has what it did.
    if (!failed.size || error.result.getWriteConcernError()) return { changed: [], error };
    return { changed: ids.filter((id) => !failed.has(id)), error };
  } finally {
    for (const id of ids) events.emit("end", id);
  }
}
