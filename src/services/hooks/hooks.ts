import { trusted, type UpdateQuery } from "mongoose";
import type { HookRecord } from "../../db/models/hook.js";
import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import { stillHost } from "../../db/models/room-roles.js";
import { randomId } from "../../lib/random-id.js";
import { createToken, hashToken } from "../../lib/text/secret-token.js";
import type { Member } from "../../shared/events.js";
import type { Hook, NewHook } from "../../shared/host-shapes.js";
import { Refusal } from "../errors.js";
import { assertHost } from "../hosts/assert-host.js";
import { assertNotBannedByOperator } from "../operator/site-ban-check.js";
import type { Author, Context, Visitor } from "../ports.js";
import type { RoomCache } from "../rooms/room-cache.js";
import { isNameTaken, whileFree } from "../seats/names-in-room.js";
import { inputs, isId, parse } from "../validation.js";
import { lookAlike, toLooks } from "../visitors/look-alikes.js";
import { isReserved } from "../visitors/reserved-names.js";
import { findHook, toAuthor } from "./find-hook.js";

const MAX_HOOKS = 5;
const MAX_TRIES = 5;
const USE_NOTED_MS = 60_000;

export interface Speaker extends Author, Pick<Visitor, "address"> {
  readonly room: string;
  readonly usedAt: Date | undefined;
}

/** Addresses by which programs write in a room, under a name of their own. */
export class Hooks {
  readonly #context: Context;
  readonly #rooms: RoomCache;

  constructor(context: Context, rooms: RoomCache) {
    this.#context = context;
    this.#rooms = rooms;
  }

  async create({ id: host }: Member, id: unknown, input: unknown): Promise<NewHook> {
    const { _id: room } = await this.#getHosted(host, id);
    const { name } = parse(inputs.hook, input);
    if (isReserved(name)) throw new Refusal("NAME_TAKEN");
    await this.#context.limiter.assertAllowed("settings", host);
    const token = createToken();
    const hook: HookRecord = {
      ...{ id: randomId(9), by: host, token: hashToken(token), name, looks: toLooks(name), at: new Date() },
    };
    await this.#add(room, hook);
    return { ...toHook(hook), url: `/hook/${token}` };
  }

  async list({ id: host }: Member, id: unknown): Promise<Hook[]> {
    const { hooks = [] } = await this.#getHosted(host, id);
    return hooks.map(toHook);
  }

  async remove({ id: host }: Member, id: unknown, hook: unknown): Promise<void> {
    const room = await this.#getHosted(host, id);
    if (!isId(hook)) throw new Refusal("HOOK_NOT_FOUND");
    await this.#context.limiter.assertAllowed("settings", host);
    const known = { _id: room._id, "hooks.id": hook, ...stillHost(room, host) };
    const removal: UpdateQuery<RoomRecord> = { $pull: { hooks: { id: hook } }, ...bumpRevision };
    const { matchedCount } = await this.#context.models.rooms.updateOne(known, removal);
    if (!matchedCount) throw new Refusal("HOOK_NOT_FOUND");
  }

  /** Call before the body is read. The operator's bans of an address hold for its hooks, too. */
  async find(token: unknown, address: string): Promise<Speaker> {
    if (!isId(token)) throw new Refusal("HOOK_NOT_FOUND");
    const { room, hook } = await findHook(this.#context, { "hooks.token": hashToken(token) });
    assertNotBannedByOperator(this.#context, { id: hook.by, address, since: Date.now() }, room._id);
    return { ...toAuthor(hook), address, room: room._id, usedAt: hook.usedAt };
  }

  /** At most once a minute, so that a program that talks much does not write the room's record each time. */
  noteUse({ id, room, usedAt }: Speaker): void {
    const now = new Date();
    const before = new Date(now.getTime() - USE_NOTED_MS);
    if (usedAt && usedAt > before) return;
    const used = { $set: { "hooks.$.usedAt": now } };
    const { rooms } = this.#context.models;
    void this.#context.background.run(() => rooms.updateOne({ _id: room, "hooks.id": id }, used));
  }

  /** One conditional update, so that of two at the same moment no sixth gets in, nor two of one name. */
  async #add(id: string, hook: HookRecord): Promise<void> {
    const { rooms } = this.#context.models;
    for (let i = 0; i < MAX_TRIES; i++) {
      const room = await this.#getHosted(hook.by, id);
      if ((room.hooks?.length ?? 0) >= MAX_HOOKS) throw new Refusal("TOO_MANY_HOOKS");
      const isOpeners = lookAlike(hook.looks, toLooks(room.owner.name));
      if (isOpeners || isNameTaken(room, hook)) throw new Refusal("NAME_TAKEN");
      const fits = { [`hooks.${MAX_HOOKS - 1}`]: trusted({ $exists: false }) };
      const filter = { _id: id, ...stillHost(room, hook.by), ...fits, ...whileFree(hook) };
      const { matchedCount } = await rooms.updateOne(filter, { $push: { hooks: hook }, ...bumpRevision });
      if (matchedCount) return;
    }
    throw new Refusal("BUSY");
  }

  async #getHosted(host: string, id: unknown): Promise<RoomRecord> {
    const room = await this.#rooms.get(id);
    assertHost(room, host);
    return room;
  }
}

const toHook = ({ id, name, by, at, usedAt }: HookRecord): Hook => ({
  ...{ id, name, by, createdAt: at.toISOString() },
  ...(usedAt && { usedAt: usedAt.toISOString() }),
});
