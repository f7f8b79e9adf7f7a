import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import type { Context } from "../ports.js";
import type { Hold } from "./hold.js";

/** Records how long holds without a connection keep their seats, so that restarts respect it. */
export class Absences {
  readonly #context: Context;
  readonly #isHeld: (room: string, hold: Hold) => boolean;

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
    const { visitor, instance, token } = hold;
    const field = `absences.${visitor}.${instance}`;
    while (hold.absentUntil !== hold.recordedAbsence && this.#isHeld(room, hold)) {
      const until = hold.absentUntil;
      const change = until ? { $set: { [field]: until } } : { $unset: { [field]: 1 as const } };
      const record = await this.#context.models.rooms
        .findOneAndUpdate(
          { _id: room, [`holds.${visitor}.${instance}`]: token },
          { ...change, ...bumpRevision },
          { returnDocument: "after" },
        )
        .lean();
      hold.recordedAbsence = until;
      if (record) this.#publish(record);
    }
  }

  #publish(record: RoomRecord): void {
    this.#context.events.emit("membersChanged", record);
    this.#context.events.emit("roomChanged", record._id);
  }
}
