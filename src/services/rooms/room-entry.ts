import type { RoomRecord } from "../../db/models/room.js";
import type { Chat, Member, RoomView } from "../../shared/events.js";
import type { Changes } from "../chats/chat-edits.js";
import type { Chats } from "../chats/chats.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { memberView } from "../presenters.js";
import type { Seat, Seats } from "../seats/seats.js";
import { inputs, parse } from "../validation.js";
import { renamed } from "../visitors/visitors.js";
import type { Rooms } from "./rooms.js";

export interface VisitParts {
  rooms: Rooms;
  seats: Seats;
  chats: Chats;
  changes: Changes;
}

export interface Visit {
  room: RoomView;
  members: Member[];
  chats: Chat[];
  more: boolean;
  newer: boolean;
  lastSeq: number;
  changed: number;
  isOwner: boolean;
}

export interface Entrance {
  seat: Seat;
  room: string;
  after: number | undefined;
  changed: number | undefined;
}

/** What a visitor does that touches a room's seats and chats at once. */
export class Visits {
  readonly #context: Context;
  readonly #parts: VisitParts;

  constructor(context: Context, parts: VisitParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** The room's page with its newest chats, or with those before one. Takes no seat. */
  async viewPage(visitor: Member, id: unknown, input: unknown): Promise<Visit> {
    const { before } = parse(inputs.page, input);
    const { rooms, chats, changes } = this.#parts;
    const room = await this.#peep(visitor, id);
    // Before the chats are read, so that no change falls between.
    const changed = await changes.last(room._id);
    const page = await chats.page(visitor, room._id, { before });
    const lastSeq = page.chats.at(-1)?.seq ?? 0;
    return {
      ...{ room: rooms.view(room), members: room.members.map(memberView), ...page },
      ...{ lastSeq, changed, newer: before !== undefined && lastSeq < (await chats.lastSeq(room._id)) },
      isOwner: room.owner.id === visitor.id,
    };
  }

  /** Takes the seat for a while, without a socket. */
  async takeSeat(visitor: Member, id: unknown, address: string): Promise<RoomRecord> {
    const { rooms, seats } = this.#parts;
    const { _id } = await rooms.knock(visitor, id);
    // By the address, since visitors are made for the asking.
    if (!seats.holds(_id, visitor.id)) await this.#context.limiter.allow("connect", address);
    return seats.visit(visitor, _id);
  }

  /** Comes in by a socket. */
  async connect(visitor: Member, input: unknown): Promise<Entrance> {
    const { room, after, changed } = parse(inputs.entrance, input);
    return { seat: await this.#parts.seats.arrive(visitor, room), room, after, changed };
  }

  /** The new name shows in every room the visitor sits in or owns. */
  async rename(visitor: Member, input: unknown): Promise<Member> {
    const member = renamed(visitor, input);
    await this.#context.limiter.allow("nickname", visitor.id);
    await this.#parts.rooms.renameOwner(member);
    await this.#parts.seats.rename(member);
    return member;
  }

  async #peep(visitor: Member, id: unknown): Promise<RoomRecord> {
    const room = await this.#parts.rooms.knock(visitor, id);
    const seated = room.members.some((member) => member.id === visitor.id);
    if (room.members.length >= room.max && !seated) throw new Refusal("ROOM_FULL");
    return room;
  }
}
