import type { InstanceLease } from "../instances/lease.js";
import type { Context } from "../ports.js";
import { Lifetimes } from "../rooms/lifetimes.js";
import type { LobbyFeed } from "../rooms/lobby-feed.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { RoomRemoval } from "../rooms/room-removal.js";
import { RoomSettings } from "../rooms/room-settings.js";
import type { Presence } from "../seats/presence.js";
import type { Seats } from "../seats/seats.js";
import { ActingHosts } from "./acting-hosts.js";
import { Moderation } from "./moderation.js";

/** What hosts decide. */
export class RoomControl {
  readonly settings: RoomSettings;
  readonly lifetimes: Lifetimes;
  readonly moderation: Moderation;
  readonly #acting: ActingHosts;

  constructor(
    context: Context,
    rooms: RoomCache,
    lobby: LobbyFeed,
    presence: Presence,
    seats: Seats,
    removal: RoomRemoval,
    lease: InstanceLease,
  ) {
    this.settings = new RoomSettings(context, rooms, lobby);
    this.lifetimes = new Lifetimes(context, rooms, lobby, removal, lease);
    this.moderation = new Moderation(context, rooms, lobby, seats);
    this.#acting = new ActingHosts(context, presence, lease);
  }

  start(): Promise<void> {
    return this.lifetimes.start();
  }

  close(): void {
    this.lifetimes.close();
    this.#acting.close();
  }
}
