import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import { KeyedBatches } from "../../lib/load/keyed-batches.js";
import type { Context } from "../ports.js";
import type { Hold } from "./hold.js";

interface Waiting {
  hold: Hold;
  resolve(): void;
  reject(error: unknown): void;
}

/** Records how long holds without a connection keep their seats, so that restarts respect it. */
export class Absences {
  readonly #context: Context;
  readonly #isHeld: (room: string, hold: Hold) => boolean;

  readonly #batches = new KeyedBatches<Waiting>((room, all) => this.#writeAll(room, all));

  constructor(context: Context, isHeld: (room: string, hold: Hold) => boolean) {
    this.#context = context;
    this.#isHeld = isHeld;
  }

  set(room: string, hold: Hold, until: Date): void {
    hold.absentUntil = until;
    this.#context.background.retryUntilDone(() => this.#record(room, hold));
  }

  /** Taking the seat again clears the record. Resolves when no write is on its way that could come after that. */
  async clear(hold: Hold): Promise<void> {
    hold.absentUntil = undefined;
    while (hold.recording) await hold.recording.catch(() => {}); // whoever writes reports it
  }

  async #record(room: string, hold: Hold): Promise<void> {
    // The running write goes on until record and hold agree.
    if (hold.recording) return;
    hold.recording = this.#write(room, hold).finally(() => {
      hold.recording = undefined;
    });
    await hold.recording;
  }

  async #write(room: string, hold: Hold): Promise<void> {
    while (hold.absentUntil !== hold.recordedAbsence && this.#isHeld(room, hold))
      await new Promise<void>((resolve, reject) => this.#batches.add(room, { hold, resolve, reject }));
  }

  async #writeAll(room: string, all: readonly Waiting[]): Promise<void> {
    const holds = all.map(({ hold }) => hold);
    try {
      const isDone = await this.#update(room, holds);
      // One of the holds is gone: that says nothing about the others.
      if (!isDone) await Promise.all(holds.map((hold) => this.#update(room, [hold])));
      for (const { resolve } of all) resolve();
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
  }

  /** False if there are several, and not all of them are in the record. */
  async #update(room: string, holds: readonly Hold[]): Promise<boolean> {
    const filter: Record<string, string> = { _id: room };
    const set: Record<string, Date> = {};
    const unset: Record<string, 1> = {};
    const ends = holds.map(({ absentUntil }) => absentUntil);
    for (const { visitor, instance, token, absentUntil } of holds) {
      const field = `absences.${visitor}.${instance}`;
      filter[`holds.${visitor}.${instance}`] = token;
      // Of a hold that was given up and taken again, the last one counts.
      delete set[field];
      delete unset[field];
      if (absentUntil) set[field] = absentUntil;
      else unset[field] = 1;
    }
    const change = { ...toOperator("$set", set), ...toOperator("$unset", unset), ...bumpRevision };
    const record = await this.#context.models.rooms
      .findOneAndUpdate(filter, change, { returnDocument: "after" })
      .lean();
    if (!record && holds.length > 1) return false;
    for (const [i, hold] of holds.entries()) hold.recordedAbsence = ends[i];
    if (record) this.#publish(record);
    return true;
  }

  #publish(record: RoomRecord): void {
    this.#context.events.emit("membersChanged", record);
    this.#context.events.emit("roomChanged", record._id);
  }
}

const toOperator = (name: "$set" | "$unset", fields: object): object =>
  Object.keys(fields).length ? { [name]: fields } : {};
