import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import { toHosts } from "../../db/models/room-roles.js";
import type { Ban, Member, RoomView } from "../../shared/events.js";
import { type Caretaker, roleOf } from "../../shared/render/roles.js";
import type { Context } from "../ports.js";
import { toSeatedMember } from "../presenters.js";
import type { RoomCache } from "../rooms/room-cache.js";
import { colorOf } from "../visitors/visitors.js";
import { assertHost } from "./assert-host.js";

export interface RoomCare {
  room: Pick<RoomView, "_id" | "title">;
  caretakers: Caretaker[];
  bans: Ban[];
  isOwner: boolean;
}

export class Caretakers {
  readonly #context: Context;
  readonly #rooms: RoomCache;

  constructor(context: Context, rooms: RoomCache) {
    this.#context = context;
    this.#rooms = rooms;
  }

  async view(visitor: Member, id: unknown): Promise<RoomCare> {
    const room = await this.#rooms.get(id);
    assertHost(room, visitor.id);
    const { hosts, acting } = toHosts(room);
    const ids = acting === undefined ? hosts : [...hosts, acting];
    return {
      room: { _id: room._id, title: room.title },
      caretakers: await Promise.all(ids.map((one) => this.#toCaretaker(room, one))),
      bans: toBans(room),
      isOwner: room.owner.id === visitor.id,
    };
  }

  async bans(visitor: Member, id: unknown): Promise<Ban[]> {
    const room = await this.#rooms.get(id);
    assertHost(room, visitor.id);
    return toBans(room);
  }

  async nameOfAuthor(room: string, author: string): Promise<string | undefined> {
    const found = await this.#context.models.chats
      .findOne({ room, author, bot: trusted({ $exists: false }) }, { name: 1 })
      .lean();
    return found?.name;
  }

  async #toCaretaker(room: RoomRecord, id: string): Promise<Caretaker> {
    const roles = { opener: room.owner.id, ...toHosts(room) };
    const role = roleOf(roles, id)!;
    const seated = room.members.find((member) => member.id === id);
    if (seated) return { ...toSeatedMember(room, seated), role, seated: true };
    const color = colorOf(id);
    const known = role === "opener" ? room.owner.name : await this.nameOfAuthor(room._id, id);
    return { id, color, name: known ?? color, role, seated: false };
  }
}

const toBans = ({ bans, bannedAs }: RoomRecord): Ban[] =>
  bans.map((id) => {
    const { name, at } = bannedAs?.[id] ?? {};
    const color = colorOf(id);
    return { id, color, name: name ?? color, ...(at && { at: at.toISOString() }) };
  });
