import type { InstanceLease } from "../instances/lease.js";
import { Invites } from "../invites/invites.js";
import { Knocks } from "../knocks/knocks.js";
import type { Context } from "../ports.js";
import { Lifetimes } from "../rooms/lifetimes.js";
import type { LobbyFeed } from "../rooms/lobby-feed.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { RoomRemoval } from "../rooms/room-removal.js";
import { RoomSettings } from "../rooms/room-settings.js";
import type { Presence } from "../seats/presence.js";
import type { Seats } from "../seats/seats.js";
import { HandOvers } from "../visitors/hand-overs.js";
import { ActingHosts } from "./acting-hosts.js";
import { Moderation } from "./moderation.js";

export interface HostServices {
  readonly settings: RoomSettings;
  readonly lifetimes: Lifetimes;
  readonly moderation: Moderation;
  readonly invites: Invites;
  readonly knocks: Knocks;
  readonly handOvers: HandOvers;
}

export class RoomControl {
  readonly services: HostServices;
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
    this.services = {
      settings: new RoomSettings(context, rooms, lobby),
      lifetimes: new Lifetimes(context, rooms, lobby, removal, lease),
      moderation: new Moderation(context, rooms, lobby, seats),
      invites: new Invites(context, rooms, lobby),
      knocks: new Knocks(context, rooms),
      handOvers: new HandOvers(context),
    };
    this.#acting = new ActingHosts(context, presence, lease);
  }

  start(): Promise<void> {
    return this.services.lifetimes.start();
  }

  close(): void {
    this.services.lifetimes.close();
    this.#acting.close();
  }
}
