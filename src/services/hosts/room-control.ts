import { Hooks } from "../hooks/hooks.js";
import type { InstanceLease } from "../instances/lease.js";
import { Invites } from "../invites/invites.js";
import { Knocks } from "../knocks/knocks.js";
import { NextRooms } from "../next-rooms/next-rooms.js";
import type { Context } from "../ports.js";
import type { Quotas } from "../quotas/quotas.js";
import { Lifetimes } from "../rooms/lifetimes.js";
import type { LobbyFeed } from "../rooms/lobby-feed.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { RoomRemoval } from "../rooms/room-removal.js";
import { RoomSettings } from "../rooms/room-settings.js";
import type { Presence } from "../seats/presence.js";
import type { Seats } from "../seats/seats.js";
import { HandOvers } from "../visitors/hand-overs.js";
import { Watchers } from "../watching/watchers.js";
import { ActingHosts } from "./acting-hosts.js";
import { Caretakers } from "./caretakers.js";
import { Moderation } from "./moderation.js";

export interface HostServices {
  readonly settings: RoomSettings;
  readonly lifetimes: Lifetimes;
  readonly nextRooms: NextRooms;
  readonly moderation: Moderation;
  readonly caretakers: Caretakers;
  readonly invites: Invites;
  readonly hooks: Hooks;
  readonly knocks: Knocks;
  readonly watchers: Watchers;
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
    quotas: Quotas,
  ) {
    const caretakers = new Caretakers(context, rooms);
    this.services = {
      settings: new RoomSettings(context, rooms, lobby),
      lifetimes: new Lifetimes(context, rooms, lobby, removal, lease),
      nextRooms: new NextRooms(context, rooms, lobby, seats, removal, lease, quotas),
      moderation: new Moderation(context, rooms, lobby, seats, caretakers),
      caretakers,
      invites: new Invites(context, rooms, lobby),
      hooks: new Hooks(context, rooms),
      knocks: new Knocks(context, rooms),
      watchers: new Watchers(context, rooms, lease),
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
