import { trusted } from "mongoose";
import type { ChatLog } from "../chats/chat-log.js";
import type { Context } from "../ports.js";
import type { RoomCache } from "./room-cache.js";

const MAX_TIMER_MS = 2 ** 31 - 1;

/** With a lifetime, an empty room stays. */
const EMPTY = { members: trusted({ $size: 0 }), expiresAt: trusted({ $exists: false }) };

export class RoomRemoval {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #log: ChatLog;
  readonly #timers = new Map<string, NodeJS.Timeout>();

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
  }

  startTimer(room: string, at: Date): void {
    clearTimeout(this.#timers.get(room));
    const wait = Math.min(Math.max(0, at.getTime() - Date.now()), MAX_TIMER_MS);
    const job = () => this.#context.background.retryUntilDone(() => this.#removeIfDue(room, at));
    this.#timers.set(room, setTimeout(job, wait));
  }

  /** Removes rooms that are due although the instance that had their timer is gone. */
  async removeOverdue(): Promise<void> {
    const overdue = { ...EMPTY, endsAt: trusted({ $lte: new Date() }) };
    const found = await this.#context.models.rooms.find(overdue, { endsAt: 1 }).lean();
    for (const { _id, endsAt } of found) await this.#removeIfDue(_id, endsAt!);
  }

  async removeIfEmpty(room: string): Promise<void> {
    if (await this.#remove({ _id: room, ...EMPTY })) return;
    const stays = { _id: room, members: trusted({ $size: 0 }) };
    await this.#context.models.rooms.updateOne(stays, { $set: { emptySince: new Date() } });
  }

  removeExpired(room: string, now: Date): Promise<boolean> {
    return this.#remove({ _id: room, expiresAt: trusted({ $lte: now }) });
  }

  removeUnvisited(room: string): Promise<boolean> {
    return this.#remove({ _id: room, visited: false });
  }

  async removeAs(owner: string, room: string): Promise<void> {
    await this.#remove({ _id: room, "owner.id": owner });
  }

  async onRemovedElsewhere(room: string, options: { listed: boolean }): Promise<void> {
    if (this.#rooms.isRemoved(room)) return;
    // A chat may have been stored here after the other instance deleted the room's chats.
    if (await this.#closeRoom(room, options)) await this.#deleteContents(room);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  async #removeIfDue(room: string, at: Date): Promise<void> {
    this.#timers.delete(room);
    // Naming the time: if somebody came and left meanwhile, a later end with its own timer applies.
    await this.#remove({ _id: room, ...EMPTY, endsAt: trusted({ $lte: at }) });
  }

  /** Only the caller whose delete succeeds cleans up. If it crashes here, the next start cleans up. */
  async #remove(filter: { _id: string } & Record<string, unknown>): Promise<boolean> {
    const { models, bus, background } = this.#context;
    const removed = await models.rooms.findOneAndDelete(filter, { projection: { listed: 1 } }).lean();
    if (!removed) return false;
    const { _id: room } = filter;
    const listed = removed.listed !== false;
    bus.publish({ about: "ended", room, listed });
    const closed = this.#closeRoom(room, { listed });
    if (bus.hasOthers) background.retryUntilDone(() => this.#recordRemoval(room, listed));
    await closed;
    await this.#deleteContents(room).catch(() => background.retryUntilDone(() => this.#deleteContents(room)));
    return true;
  }

  /** Tells everyone here and stops all writes. Resolves to whether chats were written by this instance. */
  #closeRoom(room: string, options: { listed: boolean }): Promise<boolean> {
    clearTimeout(this.#timers.get(room));
    this.#timers.delete(room);
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
