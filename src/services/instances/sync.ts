import { trusted } from "mongoose";
import type { RemovedRoomRecord } from "../../db/models/instance.js";
import type { RoomRecord } from "../../db/models/room.js";
import type { ChatEdits } from "../chats/chat-edits.js";
import type { ChatLog } from "../chats/chat-log.js";
import type { Context, RoomHint } from "../ports.js";
import type { LobbyFeed } from "../rooms/lobby-feed.js";
import type { RoomRemoval } from "../rooms/room-removal.js";
import type { Seats } from "../seats/seats.js";
import type { InstanceLease } from "./lease.js";

/** A write may become visible a little after its timestamp. */
const OVERLAP_MS = 5000;

// Brings what other instances did to the clients of this one. Hints arrive at once but may be lost; polling records
// that changed lately finds the rest. Both lead to the same record, and handling it twice does no harm.
export class Sync {
  readonly #context: Context;
  readonly #lease: InstanceLease;
  readonly #lobby: LobbyFeed;
  readonly #log: ChatLog;
  readonly #edits: ChatEdits;
  readonly #removal: RoomRemoval;
  readonly #seats: Seats;
  #polledAt: Date;

  constructor(
    context: Context,
    lease: InstanceLease,
    lobby: LobbyFeed,
    log: ChatLog,
    edits: ChatEdits,
    removal: RoomRemoval,
    seats: Seats,
  ) {
    this.#context = context;
    this.#lease = lease;
    this.#lobby = lobby;
    this.#log = log;
    this.#edits = edits;
    this.#removal = removal;
    this.#seats = seats;
    this.#polledAt = lease.now;
  }

  async onHint(hint: RoomHint): Promise<void> {
    const { broadcaster } = this.#context;
    const { about, room } = hint;
    if (about === "chats") await this.#log.onStoredElsewhere(room, hint.chats);
    else if (about === "changes") await this.#edits.onChangedElsewhere(room, hint.last);
    else if (about === "event") broadcaster.event(room, hint.event);
    else if (about === "whisper") broadcaster.whispered(room, hint.whisper);
    else if (about === "knock") broadcaster.knockAnswered(hint.visitor, room, hint.admitted);
    else if (about === "page" || about === "socket") this.#seats.onSeenElsewhere(room, hint.visitor, about);
    else if (about === "ended") await this.#removal.onRemovedElsewhere(room, hint);
    else if (about === "changed") await this.#readRoom(room);
  }

  async poll(): Promise<void> {
    const { now } = this.#lease;
    const since = trusted({ $gte: new Date(this.#polledAt.getTime() - OVERLAP_MS) });
    const { rooms, removedRooms } = this.#context.models;
    for (const room of await rooms.find({ touchedAt: since }).lean()) await this.#onRoom(room);
    for (const removed of await removedRooms.find({ at: since }).lean()) await this.#onRemoved(removed);
    // During an outage, a write may become visible long after its timestamp.
    if (this.#context.database.isSettled) this.#polledAt = now;
  }

  async catchUpAll(): Promise<void> {
    await this.#log.catchUpAll();
  }

  async #readRoom(room: string): Promise<void> {
    const { rooms, removedRooms } = this.#context.models;
    const record = await rooms.findById(room).lean();
    if (record) return this.#onRoom(record);
    // If it is not written yet, the next poll finds it.
    const removed = await removedRooms.findById(room).lean();
    if (removed) await this.#onRemoved(removed);
  }

  async #onRemoved({ _id, listed = true }: RemovedRoomRecord): Promise<void> {
    await this.#removal.onRemovedElsewhere(_id, { listed });
  }

  async #onRoom(record: RoomRecord): Promise<void> {
    this.#context.events.emit("membersChanged", record);
    this.#lobby.onChangedElsewhere(record);
    await this.#log.catchUp(record._id, record.chats);
    await this.#edits.onChangedElsewhere(record._id, record.changes ?? 0);
  }
}
