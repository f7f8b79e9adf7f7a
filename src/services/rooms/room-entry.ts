import type { RoomRecord } from "../../db/models/room.js";
import { isHost, isModerator } from "../../db/models/room-roles.js";
import type { Member, NextRoom, RoomView } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import type { RoomPageView } from "../../shared/page-props.js";
import type { ChatEdits } from "../chats/chat-edits.js";
import type { Chats } from "../chats/chats.js";
import { Refusal } from "../errors.js";
import { knocksFor } from "../knocks/open-knocks.js";
import { assertNotBannedByOperator, bannedUntil } from "../operator/site-ban-check.js";
import type { Context, Visitor } from "../ports.js";
import { toMember, toMembersJson, toNextRoom, toSeatedMember } from "../presenters.js";
import { proveEntry } from "../proof/prove-entry.js";
import type { Guess } from "../quotas/guess-quota.js";
import type { Quotas } from "../quotas/quotas.js";
import type { Seat, Seats } from "../seats/seats.js";
import { inputs, parse } from "../validation.js";
import { admitGuest } from "./guest-list.js";
import type { LobbyFeed } from "./lobby-feed.js";
import { passwordMatches } from "./passwords.js";
import { assertAdmitted, assertMayWatch, isAdmitted, needsProof } from "./room-access.js";
import type { RoomCache } from "./room-cache.js";

export interface PageQuery {
  before?: number | undefined;
  at?: number | undefined;
  spectate?: boolean | undefined;
}

/** Sent to a member at the start of a connection. */
export interface MemberView {
  me: Member;
  room: RoomView;
  membersJson: string;
  next?: NextRoom;
}

export interface Entry {
  room: RoomView;
  /** Whether the password gave a right that was not there before. */
  admitted: boolean;
}

export interface Entrance {
  room: string;
  after?: number | undefined;
  changed?: number | undefined;
  spectate?: boolean | undefined;
  proof?: unknown;
}

export interface SocketEntry extends Entrance {
  seat: Seat;
}

export class RoomEntry {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #lobby: LobbyFeed;
  readonly #seats: Seats;
  readonly #chats: Chats;
  readonly #edits: ChatEdits;
  readonly #quotas: Quotas;

  constructor(
    context: Context,
    rooms: RoomCache,
    lobby: LobbyFeed,
    seats: Seats,
    chats: Chats,
    edits: ChatEdits,
    quotas: Quotas,
  ) {
    this.#context = context;
    this.#rooms = rooms;
    this.#lobby = lobby;
    this.#seats = seats;
    this.#chats = chats;
    this.#edits = edits;
    this.#quotas = quotas;
  }

  async viewFromOutside(id: unknown): Promise<RoomView> {
    return this.#lobby.toOutsiderView(await this.#rooms.get(id));
  }

  async viewForMember(visitor: Member, id: unknown): Promise<MemberView> {
    const record = await this.#rooms.get(id);
    const me = toMember(record.members.find((member) => member.id === visitor.id) ?? visitor);
    const next = await this.#findNext(record);
    return { me, room: this.#lobby.toView(record), membersJson: toMembersJson(record), ...next };
  }

  /** By a proof, a password or both, as the room asks for them. */
  async enter(
    visitor: Visitor,
    id: unknown,
    input: unknown,
    options: Pick<Guess, "proof" | "onWait">,
  ): Promise<Entry> {
    const room = await this.#rooms.get(id);
    const isAsked = room.password !== undefined && !isAdmitted(room, visitor, this.#context);
    const { password = "" } = parse(isAsked ? inputs.password : inputs.enter, input);
    await proveEntry(this.#context, room, visitor, options.proof);
    if (!isAsked) return { room: this.#lobby.toView(room), admitted: false };
    const isRight = () => passwordMatches(password, room.password!);
    await this.#quotas.guesses.assertRight({ ...options, room: room._id, visitor, isRight });
    if (!(await admitGuest(this.#context.models.rooms, room._id, visitor.id)))
      throw new Refusal("ROOM_NOT_FOUND");
    return { room: this.#lobby.toView(room), admitted: true };
  }

  async viewPage(
    visitor: Visitor,
    id: unknown,
    { before, at, spectate = false }: PageQuery,
  ): Promise<RoomPageView> {
    const room = await this.#rooms.get(id);
    if (spectate) assertMayWatch(room, visitor, this.#context);
    else this.#assertMayEnter(room, visitor);
    // Read before the chats, so that no change falls between the two.
    const changed = await this.#edits.last(room._id);
    const end = before ?? (at === undefined ? undefined : at + limits.page.usual / 2);
    const { chats, more } = await this.#chats.page(visitor, room._id, end);
    const lastSeq = chats.at(-1)?.seq ?? 0;
    return {
      room: this.#lobby.toView(room),
      members: room.members.map((member) => toSeatedMember(room, member)),
      chats,
      more,
      newer: end !== undefined && lastSeq < (await this.#chats.lastSeq(room._id)),
      lastSeq,
      changed,
      isOwner: room.owner.id === visitor.id,
      isHost: isHost(room, visitor.id),
      isModerator: isModerator(room, visitor.id),
      knocks: knocksFor(room, visitor.id),
      ...(await this.#findNext(room)),
      ...(spectate && { watching: true as const }),
    };
  }

  async takeSeat(visitor: Visitor, id: unknown): Promise<void> {
    const room = await this.#rooms.get(id);
    assertAdmitted(room, visitor, this.#context);
    // By address, since a client without cookies is a new visitor each time.
    if (!this.#seats.isSeated(room._id, visitor.id))
      await this.#context.limiter.assertAddressAllowed("connect", visitor.address);
    await this.#seats.visit(visitor, room._id);
    await this.#expelIfBanned(visitor, room._id);
  }

  /** Apart from `connect`, so that malformed input is refused before anything is waited for. */
  parseEntrance(input: unknown): Entrance {
    return parse(inputs.entrance, input);
  }

  /** Before a connection, which brings the proof with it. */
  async prove(visitor: Visitor, { room, proof }: Entrance): Promise<void> {
    if (proof !== undefined) await proveEntry(this.#context, await this.#rooms.get(room), visitor, proof);
  }

  async needsProof({ id: visitor }: Member, id: unknown): Promise<boolean> {
    return needsProof(await this.#rooms.get(id), visitor, this.#context);
  }

  async connect(visitor: Visitor, { room, after, changed }: Entrance): Promise<SocketEntry> {
    const seat = await this.#seats.connect(visitor, room);
    await this.#expelIfBanned(visitor, room);
    return { seat, room, after, changed };
  }

  /** A ban by the operator at this moment may have found no seat to take away. */
  async #expelIfBanned(visitor: Visitor, room: string): Promise<void> {
    if (!bannedUntil(this.#context, visitor, room)) return;
    await this.#seats.expel(room, visitor.id, "banned");
    assertNotBannedByOperator(this.#context, visitor, room);
  }

  /** It may have been closed meanwhile. */
  async #findNext({ next }: Pick<RoomRecord, "next">): Promise<{ next?: NextRoom }> {
    return next !== undefined && (await this.#rooms.find(next)) ? { next: toNextRoom(next) } : {};
  }

  #assertMayEnter(room: RoomRecord, visitor: Visitor): void {
    assertAdmitted(room, visitor, this.#context);
    const isSeated = room.members.some((member) => member.id === visitor.id);
    if (room.members.length >= room.max && !isSeated) throw new Refusal("ROOM_FULL");
  }
}
