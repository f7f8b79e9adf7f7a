import { trusted } from "mongoose";
import type { InviteRecord } from "../../db/models/invite.js";
import type { RoomRecord } from "../../db/models/room.js";
import { randomId } from "../../lib/random-id.js";
import { createToken, hashToken } from "../../lib/text/secret-token.js";
import type { Invite, Member, NewInvite, RoomView } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import { assertHost } from "../hosts/assert-host.js";
import type { Context, Visitor } from "../ports.js";
import { toMember } from "../presenters.js";
import { admitInvited } from "../rooms/guest-list.js";
import type { LobbyFeed } from "../rooms/lobby-feed.js";
import { assertNotBanned, isTrusted } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";
import { inputs, isId, parse } from "../validation.js";

const MAX_INVITES = 100;

export interface Invitation {
  room: Pick<RoomView, "_id" | "title" | "people" | "max" | "secret" | "locked">;
  by?: Member;
}

export class Invites {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #lobby: LobbyFeed;

  constructor(context: Context, rooms: RoomCache, lobby: LobbyFeed) {
    this.#context = context;
    this.#rooms = rooms;
    this.#lobby = lobby;
  }

  async create({ id: host }: Member, id: unknown, input: unknown): Promise<NewInvite> {
    const room = await this.#getHosted(host, id);
    const { uses, expires } = parse(inputs.invite, input);
    const { limiter, models } = this.#context;
    await limiter.assertAllowed("settings", host);
    if ((await models.invites.countDocuments({ room: room._id })) >= MAX_INVITES)
      throw new Refusal("TOO_MANY_REQUESTS");
    const token = createToken();
    const invite: InviteRecord = {
      _id: randomId(9),
      ...{ room: room._id, by: host, token: hashToken(token), uses, used: 0, visitors: [] },
      expiresAt: new Date(Date.now() + expires * 1000),
    };
    await models.invites.create(invite);
    return { ...toInvite(invite), url: `/i/${token}` };
  }

  async list({ id: host }: Member, id: unknown): Promise<Invite[]> {
    const room = await this.#getHosted(host, id);
    const found = await this.#context.models.invites
      .find({ room: room._id, expiresAt: trusted({ $gt: new Date() }) })
      .sort({ expiresAt: 1 })
      .lean();
    return found.map(toInvite);
  }

  async revoke({ id: host }: Member, id: unknown, invite: unknown): Promise<void> {
    const room = await this.#getHosted(host, id);
    const known = isId(invite) && { _id: invite, room: room._id };
    const revoked = known && (await this.#context.models.invites.deleteOne(known)).deletedCount;
    if (!revoked) throw new Refusal("INVITE_NOT_FOUND");
  }

  /** Uses nothing up, since previews of links look too. */
  async look(token: unknown, visitor?: string): Promise<Invitation> {
    const { invite, room } = await this.#find(token, visitor);
    const { _id, title, people, max, secret, locked } = this.#lobby.toView(room);
    const by = room.members.find(({ id }) => id === invite.by);
    return { room: { _id, title, people, max, secret, locked }, ...(by && { by: toMember(by) }) };
  }

  /** The room of an invite that the visitor needs no more, even one that is over. */
  async findRoomInside(token: unknown, visitor: string): Promise<string | undefined> {
    const invite = await this.#findRecord(token);
    const room = invite && (await this.#rooms.find(invite.room));
    const isInside = room && (isTrusted(room, visitor) || room.members.some(({ id }) => id === visitor));
    return isInside ? room._id : undefined;
  }

  /** Resolves to whether the visitor got a right that was not there before. */
  async accept(visitor: Visitor, token: unknown): Promise<{ room: RoomView; admitted: boolean }> {
    const { invite, room } = await this.#find(token, visitor.id);
    assertNotBanned(room, visitor, this.#context);
    const view = this.#lobby.toView(room);
    if (isTrusted(room, visitor.id)) return { room: view, admitted: false };
    const isSeated = room.members.some(({ id }) => id === visitor.id);
    if (room.members.length >= room.max && !isSeated) throw new Refusal("ROOM_FULL");
    if (!invite.visitors.includes(visitor.id)) await this.#use(invite, visitor.id);
    if (!(await admitInvited(this.#context.models.rooms, room._id, visitor.id)))
      throw new Refusal("ROOM_NOT_FOUND");
    return { room: view, admitted: true };
  }

  /** One conditional update: of many at the same moment, as many get in as there are uses. */
  async #use({ _id, uses }: InviteRecord, visitor: string): Promise<void> {
    const unused = { _id, used: trusted({ $lt: uses }), expiresAt: trusted({ $gt: new Date() }) };
    const { invites } = this.#context.models;
    const { matchedCount } = await invites.updateOne(
      { ...unused, visitors: trusted({ $ne: visitor }) },
      { $inc: { used: 1 }, $push: { visitors: visitor } },
    );
    // The same visitor may have asked twice at once.
    if (!matchedCount && !(await invites.exists({ _id, visitors: visitor })))
      throw new Refusal("INVITE_NOT_FOUND");
  }

  async #find(token: unknown, visitor = ""): Promise<{ invite: InviteRecord; room: RoomRecord }> {
    const invite = await this.#findRecord(token);
    const isOver = !invite || invite.expiresAt.getTime() <= Date.now();
    if (isOver || (invite.used >= invite.uses && !invite.visitors.includes(visitor)))
      throw new Refusal("INVITE_NOT_FOUND");
    const room = await this.#rooms.find(invite.room);
    if (!room) throw new Refusal("INVITE_NOT_FOUND");
    return { invite, room };
  }

  async #findRecord(token: unknown): Promise<InviteRecord | undefined> {
    if (!isId(token)) return undefined;
    return (await this.#context.models.invites.findOne({ token: hashToken(token) }).lean()) ?? undefined;
  }

  async #getHosted(host: string, id: unknown): Promise<RoomRecord> {
    const room = await this.#rooms.get(id);
    assertHost(room, host);
    return room;
  }
}

const toInvite = ({ _id, uses, used, expiresAt }: InviteRecord): Invite => ({
  id: _id,
  uses,
  used,
  expiresAt: expiresAt.toISOString(),
});
