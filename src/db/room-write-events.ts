import type { EventEmitter } from "node:events";
import { mongo, type Query, type Schema, type UpdateQuery } from "mongoose";
import type { RoomRecord, Rooms } from "./models/room.js";

/** Says when a room's record begins to be written, and when it has been; without a room it may be any of them. */
export type RoomWrites = EventEmitter<Record<"begin" | "end", [room: string | undefined]>>;

const METHODS = ["updateOne", "updateMany", "findOneAndUpdate", "deleteOne", "deleteMany"] as const;

/**
 * Every write goes through one of these methods of the model or through `updateEach`, so whoever remembers a record is
 * told here and cannot be forgotten.
 */
export function tellWrites(schema: Schema<RoomRecord>, writes: RoomWrites): void {
  const roomOf = (query: Query<unknown, unknown>): string | undefined => {
    const { _id } = query.getFilter();
    return typeof _id === "string" ? _id : undefined;
  };
  for (const method of METHODS) {
    const which = { query: true, document: false } as const;
    schema.pre(method, which, function () {
      writes.emit("begin", roomOf(this));
    });
    schema.post(method, which, function () {
      writes.emit("end", roomOf(this));
    });
    const failed = function (
      this: Query<unknown, unknown>,
      error: Error,
      _: unknown,
      next: (e: Error) => void,
    ) {
      writes.emit("end", roomOf(this));
      next(error);
    };
    schema.post(method, which, failed as never);
  }
}

/**
 * Changes many rooms by one command, each of which is told of as if it were alone. One that fails does not keep the
 * others from being changed.
 */
export async function updateEach(
  rooms: Rooms,
  writes: RoomWrites,
  changes: ReadonlyMap<string, UpdateQuery<RoomRecord>>,
): Promise<{ changed: string[]; error?: Error }> {
  const ids = [...changes.keys()];
  const each = [...changes].map(([_id, update]) => ({ updateOne: { filter: { _id }, update } }));
  for (const id of ids) writes.emit("begin", id);
  try {
    await rooms.bulkWrite(each, { ordered: false, throwOnValidationError: true });
    return { changed: ids };
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
    const failed = new Set([error.writeErrors].flat().map(({ index }) => ids[index]!));
    return { changed: ids.filter((id) => !failed.has(id)), error };
  } finally {
    for (const id of ids) writes.emit("end", id);
  }
}
