import { trusted, type UpdateQuery } from "mongoose";
import { bumpRevision, type KnockRecord, type RoomRecord } from "../../db/models/room.js";
import { hasHost, stillHost } from "../../db/models/room-roles.js";
import { KeyedQueue } from "../../lib/keyed-queue.js";
import { isOnion } from "../../lib/onion/onion-address.js";
import type { Knock, KnockState } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import { assertModerator } from "../hosts/assert-host.js";
import type { Context, Visitor } from "../ports.js";
import { toMember } from "../presenters.js";
import { MAX_NAMES } from "../rooms/guest-list.js";
import { assertNotBanned, isAdmitted, needsProof, type Requester } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";
import { inputs, parse } from "../validation.js";
import { closeKnock, tellHosts, tellWhoKnocked } from "./close-knock.js";
import { knocksFor, openIn, pausesIn, toKnock } from "./open-knocks.js";

const MAX_IN_ROOM = 20;
const MAX_OF_ADDRESS = 3;
const PAUSE_MS = 10 * 60_000;
const MAX_TRIES = 10;
const MAX_WAITING = 100;

export class Knocks {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #roomQueue = new KeyedQueue({ maxWaiting: MAX_WAITING });
  readonly #addressQueue = new KeyedQueue({ maxWaiting: MAX_WAITING });

  constructor(context: Context, rooms: RoomCache) {
    this.#context = context;
    this.#rooms = rooms;
  }

  async knock(visitor: Visitor, id: unknown, input: unknown, proof: unknown): Promise<{ room: string }> {
    const { message } = parse(inputs.knock, input);
    const found = await this.#rooms.get(id);
    const { _id: room } = found;
    const { limiter, proofs, shareKey } = this.#context;
    await limiter.assertAddressAllowed("connect", visitor.address);
    assertNotBanned(found, visitor, this.#context);
    const isNew = needsProof(found, visitor.id, this.#context);
    if (isNew || proofs.isNeeded("knock", visitor.address))
      await proofs.assertProven("knock", visitor.id, proof);
    // A knock can be taken back and sent again at once, which would flood the hosts.
    await limiter.assertAllowed("knock", visitor.id);
    const from = shareKey(visitor.address);
    const mine = { ...toMember(visitor), message, at: new Date(), ...(from && { from }) };
    const record = await this.#addInTurn(visitor, room, mine);
    if (record) tellHosts(this.#context, record, { name: "knock", payload: toKnock(mine) });
    return { room };
  }

  async list({ id: host }: Visitor, id: unknown): Promise<Knock[]> {
    const room = await this.#rooms.get(id);
    assertModerator(room, host);
    return knocksFor(room, host);
  }

  async answer({ id: host }: Visitor, id: unknown, input: unknown): Promise<void> {
    const room = await this.#rooms.get(id);
    assertModerator(room, host);
    const { visitor, admit } = parse(inputs.answerKnock, input);
    const answered: UpdateQuery<RoomRecord> = admit
      ? {
          $push: { invited: { $each: [visitor], $slice: -MAX_NAMES } },
          $unset: { [`declined.${visitor}`]: 1 },
        }
      : { $set: { declined: { ...pausesIn(room), [visitor]: new Date(Date.now() + PAUSE_MS) } } };
    const filter = { _id: room._id, "knocks.id": visitor, bans: trusted({ $ne: visitor }) };
    const record = await this.#context.models.rooms
      .findOneAndUpdate(
        { ...filter, ...stillHost(room, host) },
        { ...answered, $pull: { knocks: { id: visitor } }, ...bumpRevision },
        { returnDocument: "after" },
      )
      .lean();
    if (!record) throw new Refusal("MEMBER_NOT_FOUND");
    tellHosts(this.#context, record, { name: "knockAnswered", payload: { visitor, admitted: admit } });
    tellWhoKnocked(this.#context, room._id, visitor, admit);
  }

  /** Changes nothing if the knock was answered before. */
  async withdraw({ id: visitor }: Visitor, id: unknown): Promise<{ room: string }> {
    const { _id: room } = await this.#rooms.get(id);
    await closeKnock(this.#context, room, visitor);
    return { room };
  }

  async state(visitor: Requester, id: unknown): Promise<KnockState> {
    const room = await this.#rooms.get(id);
    const pausedUntil = pausesIn(room)[visitor.id]?.toISOString();
    return {
      isAdmitted: isAdmitted(room, visitor, this.#context),
      isPending: openIn(room).some((knock) => knock.id === visitor.id),
      hasHost: hasHost(room) || room.acting !== undefined,
      ...(pausedUntil && { pausedUntil }),
    };
  }

  /** One after the other of an address too, since its bound counts knocks at all rooms. */
  #addInTurn(visitor: Visitor, room: string, mine: KnockRecord): Promise<RoomRecord | undefined> {
    const add = () => this.#roomQueue.run(room, () => this.#add(visitor, room, mine));
    return mine.from === undefined ? add() : this.#addressQueue.run(mine.from, add);
  }

  /** Undefined for a visitor who is let in already. */
  async #add(visitor: Visitor, id: string, mine: KnockRecord): Promise<RoomRecord | undefined> {
    for (let i = 0; i < MAX_TRIES; i++) {
      const room = await this.#rooms.get(id);
      assertNotBanned(room, visitor, this.#context);
      if (isAdmitted(room, visitor, this.#context)) return undefined;
      const open = openIn(room);
      if (open.some((knock) => knock.id === visitor.id)) throw new Refusal("KNOCK_PENDING");
      assertNotPaused(room, visitor.id);
      if (open.length >= MAX_IN_ROOM || (await this.#isShareUsed(visitor.address, open, mine.from)))
        throw new Refusal("TOO_MANY_REQUESTS");
      const record = await this.#context.models.rooms
        .findOneAndUpdate(
          { _id: id, rev: room.rev },
          { $set: { knocks: [...open, mine] }, ...bumpRevision },
          { returnDocument: "after" },
        )
        .lean();
      if (record) return record;
    }
    throw new Refusal("BUSY");
  }

  async #isShareUsed(address: string, open: KnockRecord[], from: string | undefined): Promise<boolean> {
    if (from === undefined) return false;
    if (isOnion(address)) return open.filter((knock) => knock.from === from).length >= MAX_IN_ROOM / 2;
    const rooms = await this.#context.models.rooms.find({ "knocks.from": from }, { knocks: 1 }).lean();
    return rooms.flatMap(openIn).filter((knock) => knock.from === from).length >= MAX_OF_ADDRESS;
  }
}

function assertNotPaused(room: RoomRecord, visitor: string): void {
  const until = pausesIn(room)[visitor];
  if (!until) return;
  const retryAfter = Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1000));
  throw new Refusal("TOO_MANY_REQUESTS", {}, { retryAfter });
}
