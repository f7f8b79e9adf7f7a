import type { RoomRecord } from "../../db/models/room.js";
import type { News, RoomView } from "../../shared/events.js";
import type { Context } from "../ports.js";
import { toOutsiderView, toRoomView } from "../presenters.js";
import type { Presence } from "../seats/presence.js";
import { placeOldRooms, storeHeard } from "./liveliness.js";
import { LobbyTotals } from "./lobby-totals.js";
import type { RoomCache } from "./room-cache.js";

const THROTTLE_MS = 300;
const NEW_ROOM_MS = 60_000;

export class LobbyFeed {
  readonly #context: Context;
  readonly #presence: Presence;
  readonly #rooms: RoomCache;
  readonly #totals: LobbyTotals;
  readonly #throttled = new Map<string, NodeJS.Timeout>();
  readonly #changedAgain = new Set<string>();
  /** The revision of each room that was broadcast last. */
  readonly #revisions = new Map<string, number>();
  /** When each room was last listed or unlisted, as it was broadcast. */
  readonly #toggles = new Map<string, number>();
  readonly #secretViews = new Map<string, string>();

  constructor(context: Context, presence: Presence, rooms: RoomCache) {
    this.#context = context;
    this.#presence = presence;
    this.#rooms = rooms;
    this.#totals = new LobbyTotals(context, presence);
    context.events
      .on("roomChanged", (room) => this.#onChanged(room))
      .on("roomRemoved", (room) => this.#forget(room));
  }

  start(): Promise<void> {
    return placeOldRooms(this.#context.models.rooms);
  }

  announceOpened(record: RoomRecord): RoomView {
    const view = this.toView(record);
    this.#revisions.set(record._id, record.rev);
    if (view.listed) this.#context.broadcaster.roomOpened(toOutsiderView(view));
    this.#context.bus.publish({ about: "changed", room: record._id });
    return view;
  }

  onChangedElsewhere(record: RoomRecord): void {
    const { _id: room, rev, createdAt } = record;
    const known = this.#revisions.get(room);
    if (this.#rooms.isRemoved(room) || (known !== undefined && known >= rev)) return;
    const isNew = known === undefined && Date.now() - createdAt.getTime() < NEW_ROOM_MS;
    if (isNew) this.#revisions.set(room, rev);
    if (isNew && record.listedAt) this.#toggles.set(room, record.listedAt.getTime());
    if (!isNew) this.#broadcast(record);
    else if (record.listed !== false) this.#context.broadcaster.roomOpened(this.toOutsiderView(record));
  }

  toView(record: RoomRecord): RoomView {
    const view = toRoomView(record, record.expiresAt ? undefined : this.#endsAt(record));
    const { access, proofs } = this.#context;
    if (!proofs.isOffered) view.proof = false;
    return access.lobby ? view : { ...view, listed: false };
  }

  toOutsiderView(record: RoomRecord): RoomView {
    return toOutsiderView(this.toView(record));
  }

  totals(): Promise<News> {
    return this.#totals.count();
  }

  /** Lobbies get this. Without a list it only shows that the connection lives. */
  async news(): Promise<News> {
    const { access, siteRules } = this.#context;
    if (access.lobby && !siteRules.isLobbyHidden) return this.totals();
    const nothing = { rooms: 0, people: 0, at: new Date().toISOString() };
    return access.lobby ? { ...nothing, hidden: true } : nothing;
  }

  close(): void {
    for (const room of [...this.#throttled.keys()]) this.#stopTimer(room);
  }

  #endsAt(record: RoomRecord): Date | undefined {
    return record.members.length ? this.#presence.endsAt(record) : record.endsAt;
  }

  #onChanged(room: string): void {
    if (this.#throttled.has(room)) this.#changedAgain.add(room);
    else this.#update(room);
  }

  /** Broadcasts the first change at once, and later ones together when the throttle ends. */
  #update(room: string): void {
    const onThrottleEnd = () => {
      this.#throttled.delete(room);
      if (this.#changedAgain.delete(room)) this.#update(room);
    };
    this.#throttled.set(room, setTimeout(onThrottleEnd, THROTTLE_MS));
    this.#context.bus.publish({ about: "changed", room });
    this.#context.background.retryUntilDone(async () => {
      const record = await this.#rooms.find(room);
      if (!record || this.#rooms.isRemoved(room)) return;
      this.#broadcast(record);
      await storeHeard(this.#context.models.rooms, record);
    });
  }

  /** A slow read that a newer one has overtaken is dropped. */
  #broadcast(record: RoomRecord): void {
    if (record.rev < (this.#revisions.get(record._id) ?? 0)) return;
    this.#revisions.set(record._id, record.rev);
    const { broadcaster } = this.#context;
    const inside = this.toView(record);
    const outside = inside.listed ? this.#changedOutside(inside) : undefined;
    const isToggled = this.#isToggled(record);
    if (isToggled && inside.listed) broadcaster.roomOpened(toOutsiderView(inside));
    else if (isToggled) broadcaster.roomUnlisted(record._id);
    broadcaster.roomChanged({ inside, outside: isToggled ? undefined : outside });
  }

  /** Was listed or unlisted lately, and lobbies here have not been told yet. */
  #isToggled({ _id, listedAt }: RoomRecord): boolean {
    const at = listedAt?.getTime();
    if (at === undefined || this.#toggles.get(_id) === at) return false;
    this.#toggles.set(_id, at);
    return Date.now() - at < NEW_ROOM_MS;
  }

  /** An update of a secret room that shows nothing new would tell when somebody writes. */
  #changedOutside(inside: RoomView): RoomView | undefined {
    const outside = toOutsiderView(inside);
    const json = inside.secret ? JSON.stringify(outside) : undefined;
    if (json !== undefined && this.#secretViews.get(inside._id) === json) return undefined;
    if (json === undefined) this.#secretViews.delete(inside._id);
    else this.#secretViews.set(inside._id, json);
    return outside;
  }

  #forget(room: string): void {
    this.#stopTimer(room);
    this.#secretViews.delete(room);
    this.#revisions.delete(room);
    this.#toggles.delete(room);
  }

  #stopTimer(room: string): void {
    clearTimeout(this.#throttled.get(room));
    this.#throttled.delete(room);
    this.#changedAgain.delete(room);
  }
}
