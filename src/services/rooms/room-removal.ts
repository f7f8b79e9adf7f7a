import { trusted } from "mongoose";
import type { ChatLog } from "../chats/chat-log.js";
import type { Context } from "../ports.js";
import type { RoomCache } from "./room-cache.js";

const UNSETTLED_MS = 1000;
const MAX_TIMER_MS = 2 ** 31 - 1;

/** With a lifetime, an empty room stays. */
const EMPTY = { members: trusted({ $size: 0 }), expiresAt: trusted({ $exists: false }) };

export class RoomRemoval {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #log: ChatLog;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #removing = new Map<string, { listed: boolean }>();

  constructor(context: Context, rooms: RoomCache, log: ChatLog) {
    this.#context = context;
    this.#rooms = rooms;
    this.#log = log;
  }

  async schedule(room: string, graceMs = this.#context.emptyRoomGraceMs): Promise<void> {
    const at = new Date(Date.now() + graceMs);
    const empty = { _id: room, ...EMPTY };
    const change = { $set: { endsAt: at, emptySince: new Date() } };
    const { matchedCount } = await this.#context.models.rooms.updateOne(empty, change);
    if (matchedCount) this.startTimer(room, at);
    else await this.#noteEmpty(room);
  }

  startTimer(room: string, at: Date): void {
    clearTimeout(this.#timers.get(room));
    const wait = Math.min(Math.max(0, at.getTime() - Date.now()), MAX_TIMER_MS);
    this.#timers.set(
      room,
      setTimeout(() => this.#onTimer(room, at), wait),
    );
  }

  /** Removes rooms that are due although the instance that had their timer is gone. */
  async removeOverdue(): Promise<void> {
    if (!this.#context.database.isSettled) return;
    const overdue = { ...EMPTY, endsAt: trusted({ $lte: new Date() }) };
    const found = await this.#context.models.rooms.find(overdue, { endsAt: 1 }).lean();
    for (const { _id, endsAt } of found) await this.#removeIfDue(_id, endsAt!);
  }

  async removeIfEmpty(room: string): Promise<void> {
    if (await this.#remove({ _id: room, ...EMPTY })) return;
    await this.#noteEmpty(room);
  }

  removeExpired(room: string, now: Date): Promise<boolean> {
    return this.#remove({ _id: room, expiresAt: trusted({ $lte: now }) });
  }

  removeUnvisited(room: string): Promise<boolean> {
    return this.#remove({ _id: room, visited: false });
  }

  /** For the operator. */
  removeAny(room: string): Promise<boolean> {
    return this.#remove({ _id: room });
  }

  async removeAs(owner: string, room: string): Promise<void> {
    await this.#remove({ _id: room, "owner.id": owner });
  }

  async onRemovedElsewhere(room: string, options: { listed: boolean }): Promise<void> {
    if (this.#rooms.isRemoved(room)) return;
    // A chat may have been stored here after the other instance deleted the room's chats.
    if (await this.#closeRoom(room, options)) await this.#deleteContents(room);
  }

  /** The answer to the delete was lost, so nobody has cleaned up. */
  async onFoundRemoved(room: string): Promise<void> {
    if (!this.#rooms.isRemoved(room)) await this.#finish(room, this.#removing.get(room) ?? { listed: true });
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** For a room that stays: at `MAX_ROOMS`, the one that is empty for longest goes first. */
  async #noteEmpty(room: string): Promise<void> {
    const missing = trusted({ $exists: false });
    const stays = { _id: room, members: trusted({ $size: 0 }), emptySince: missing };
    await this.#context.models.rooms.updateOne(stays, { $set: { emptySince: new Date() } });
  }

  #onTimer(room: string, at: Date): void {
    const { background, database } = this.#context;
    if (database.isSettled) background.retryUntilDone(() => this.#removeIfDue(room, at));
    else
      this.#timers.set(
        room,
        setTimeout(() => this.#onTimer(room, at), UNSETTLED_MS),
      );
  }

  async #removeIfDue(room: string, at: Date): Promise<void> {
    this.#timers.delete(room);
    // Naming the time: if somebody came and left meanwhile, a later end with its own timer applies.
    await this.#remove({ _id: room, ...EMPTY, endsAt: trusted({ $lte: at }) });
  }

  /** Only the caller whose delete succeeds cleans up. If it crashes here, the next start cleans up. */
  async #remove(filter: { _id: string } & Record<string, unknown>): Promise<boolean> {
    const { _id: room } = filter;
    const known = await this.#rooms.find(room);
    if (!known) return false;
    // Kept for `onFoundRemoved`: the record cannot be asked any more when the answer is lost.
    this.#removing.set(room, { listed: known.listed !== false });
    const removed = await this.#context.models.rooms
      .findOneAndDelete(filter, { projection: { listed: 1 } })
      .lean();
    if (removed) await this.#finish(room, { listed: removed.listed !== false });
    else this.#removing.delete(room);
    return removed !== null;
  }

  async #finish(room: string, { listed }: { listed: boolean }): Promise<void> {
    const { bus, background } = this.#context;
    bus.publish({ about: "ended", room, listed });
    const closed = this.#closeRoom(room, { listed });
    if (bus.hasOthers) background.retryUntilDone(() => this.#recordRemoval(room, listed));
    await closed;
    await this.#deleteContents(room).catch(() => background.retryUntilDone(() => this.#deleteContents(room)));
  }

  /** Tells everyone here and stops all writes. Resolves to whether chats were written by this instance. */
  #closeRoom(room: string, options: { listed: boolean }): Promise<boolean> {
    clearTimeout(this.#timers.get(room));
    this.#timers.delete(room);
    this.#removing.delete(room);
    // Another instance's hint may have arrived first.
    const isNews = !this.#rooms.isRemoved(room);
    this.#rooms.markRemoved(room);
    this.#context.events.emit("roomRemoved", room);
    if (isNews) this.#context.broadcaster.roomRemoved(room, options);
    return this.#log.closeRoom(room);
  }

  async #deleteContents(room: string): Promise<void> {
    await this.#context.models.chats.deleteMany({ room });
    await this.#context.models.invites.deleteMany({ room });
    await this.#context.files.removeRoom(room);
  }

  async #recordRemoval(room: string, listed: boolean): Promise<void> {
    const change = { $set: { listed }, $currentDate: { at: true as const } };
    await this.#context.models.removedRooms.updateOne({ _id: room }, change, { upsert: true });
  }
}
