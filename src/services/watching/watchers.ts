import type { RoomRecord } from "../../db/models/room.js";
import { isOnion } from "../../lib/onion/onion-address.js";
import type { KickBan } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import { Refusal } from "../errors.js";
import type { InstanceLease } from "../instances/lease.js";
import { operatorBan } from "../operator/say-bans.js";
import { bannedUntil } from "../operator/site-ban-check.js";
import type { Context, Visitor } from "../ports.js";
import { WaitingPlaces } from "../quotas/waiting-places.js";
import { assertMayWatch, whyNotWatched } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";
import { WatcherCounts } from "./watcher-counts.js";

const reasons = {
  BANNED: "banned",
  LOCKED: "locked",
  PASSWORD_REQUIRED: "password",
  PROOF_REQUIRED: "proof",
} as const;

export type WatchingEnd = (typeof reasons)[keyof typeof reasons];

export interface Watching {
  readonly isOpen: boolean;
  release(): void;
}

type OnEnd = (reason: WatchingEnd, ban?: KickBan) => void;

interface Watcher {
  visitor: Visitor;
  isOpen: boolean;
  onEnd: OnEnd;
  giveBack: () => void;
}

/** Each change of a room's record ends the watching of those whom it shuts out, at every instance. */
export class Watchers {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #lease: InstanceLease;
  readonly #counts: WatcherCounts;
  readonly #places = new WaitingPlaces();
  readonly #watchers = new Map<string, Set<Watcher>>();

  constructor(context: Context, rooms: RoomCache, lease: InstanceLease) {
    this.#context = context;
    this.#rooms = rooms;
    this.#lease = lease;
    this.#counts = new WatcherCounts(context, lease);
    context.events
      .on("membersChanged", (record) => this.#onRecord(record))
      .on("siteRulesChanged", () => this.#endBanned())
      .on("roomRemoved", (room) => this.#onRemoved(room));
  }

  async watch(visitor: Visitor, id: string, onEnd: OnEnd): Promise<Watching> {
    if (this.#lease.isLost) throw new Refusal("BUSY");
    const { _id: room } = await this.#getOpen(id, visitor);
    const giveBack = await this.#takePlace(room, visitor);
    const watcher: Watcher = { visitor, isOpen: true, onEnd, giveBack };
    this.#add(room, watcher);
    try {
      // Read again: a later change ends the watching, one before it is seen here.
      const record = await this.#getOpen(room, visitor);
      if (!watcher.isOpen) throw new Refusal("NOT_ALLOWED");
      this.#context.events.emit("watched", record);
    } catch (error) {
      this.#remove(room, watcher);
      throw error;
    }
    return {
      get isOpen() {
        return watcher.isOpen;
      },
      release: () => this.#remove(room, watcher),
    };
  }

  async #getOpen(id: string, visitor: Visitor): Promise<RoomRecord> {
    const record = await this.#rooms.get(id);
    assertMayWatch(record, visitor, this.#context);
    return record;
  }

  async #takePlace(room: string, { address }: Visitor): Promise<() => void> {
    const from = this.#context.shareKey(address);
    const bounds = new Map<string, number>([[room, limits.watchers.room]]);
    if (from !== undefined) bounds.set(`${room} ${from}`, mostFrom(address));
    const giveBackHere = this.#places.take(bounds);
    if (!giveBackHere) throw new Refusal("TOO_MANY_WATCHERS");
    if (!this.#context.bus.hasOthers) return giveBackHere;
    try {
      if (!(await this.#counts.take(room))) throw new Refusal("TOO_MANY_WATCHERS");
    } catch (error) {
      giveBackHere();
      throw error;
    }
    return () => {
      giveBackHere();
      this.#counts.giveBack(room);
    };
  }

  #add(room: string, watcher: Watcher): void {
    const watchers = this.#watchers.get(room) ?? new Set();
    this.#watchers.set(room, watchers.add(watcher));
  }

  #remove(room: string, watcher: Watcher): void {
    if (!watcher.isOpen) return;
    watcher.isOpen = false;
    watcher.giveBack();
    const watchers = this.#watchers.get(room);
    watchers?.delete(watcher);
    if (watchers?.size !== 0) return;
    this.#watchers.delete(room);
    this.#context.events.emit("unwatched", room);
  }

  #onRecord(record: RoomRecord): void {
    for (const watcher of [...(this.#watchers.get(record._id) ?? [])]) {
      const code = whyNotWatched(record, watcher.visitor, this.#context);
      if (code) this.#end(record._id, watcher, code);
    }
  }

  #endBanned(): void {
    for (const [room, watchers] of [...this.#watchers])
      for (const watcher of [...watchers])
        if (bannedUntil(this.#context, watcher.visitor, room)) this.#end(room, watcher, "BANNED");
  }

  #end(room: string, watcher: Watcher, code: keyof typeof reasons): void {
    this.#remove(room, watcher);
    const { siteRules, addressKeys } = this.#context;
    const { id, since, address } = watcher.visitor;
    const keys = addressKeys(address);
    const ban = code === "BANNED" ? operatorBan(siteRules, { id, since, keys }, room) : undefined;
    watcher.onEnd(reasons[code], ban);
  }

  #onRemoved(room: string): void {
    for (const watcher of [...(this.#watchers.get(room) ?? [])]) this.#remove(room, watcher);
  }
}

const mostFrom = (address: string): number =>
  isOnion(address) ? limits.watchers.room / 2 : limits.watchers.address;
