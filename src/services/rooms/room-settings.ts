import { trusted, type UpdateQuery } from "mongoose";
import type { z } from "zod";
import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import { isHost, stillHost } from "../../db/models/room-roles.js";
import type { Member, RoomView } from "../../shared/events.js";
import { searchWords } from "../../shared/search/title-search.js";
import { Refusal } from "../errors.js";
import { assertHost, assertModerator } from "../hosts/assert-host.js";
import type { Context } from "../ports.js";
import { inputs, parse } from "../validation.js";
import type { LobbyFeed } from "./lobby-feed.js";
import { hashPassword } from "./passwords.js";
import type { RoomCache } from "./room-cache.js";

const MAX_TRIES = 10;
const FOR_ACTING_HOSTS: ReadonlySet<string> = new Set(["locked", "slow"]);

type Settings = z.output<typeof inputs.settings>;
type Fields = Record<string, unknown>;

interface Change {
  filter: Fields;
  $set: Fields;
  $unset: Record<string, 1>;
}

/** Each change is one conditional update, so that it holds for visitors who sit down at the same moment. */
export class RoomSettings {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #lobby: LobbyFeed;

  constructor(context: Context, rooms: RoomCache, lobby: LobbyFeed) {
    this.#context = context;
    this.#rooms = rooms;
    this.#lobby = lobby;
  }

  rename(visitor: Member, id: unknown, input: unknown): Promise<RoomView> {
    return this.change(visitor, id, parse(inputs.roomTitle, input));
  }

  async view({ id: visitor }: Member, id: unknown): Promise<{ room: RoomView; isHost: boolean }> {
    const room = await this.#rooms.get(id);
    assertModerator(room, visitor);
    return { room: this.#lobby.toView(room), isHost: isHost(room, visitor) };
  }

  async change({ id: visitor }: Member, id: unknown, input: unknown): Promise<RoomView> {
    const asked = parse(inputs.settings, input);
    assertMayChange(await this.#rooms.get(id), visitor, asked);
    if (asked.proof !== undefined && !this.#context.proofs.isOffered) throw new Refusal("NOT_ALLOWED");
    await this.#context.limiter.assertAllowed("settings", visitor);
    const hash = asked.password ? await hashPassword(asked.password) : undefined;
    for (let i = 0; i < MAX_TRIES; i++) {
      const room = await this.#rooms.get(id);
      assertMayChange(room, visitor, asked);
      if (asked.max !== undefined && asked.max < room.members.length) throw new Refusal("BAD_MAX");
      const change = toChange(room, asked, hash);
      const changed = await this.#update({ ...stillHost(room, visitor), ...change.filter }, room._id, change);
      if (changed) return this.#lobby.toView(changed);
    }
    throw new Refusal("BUSY");
  }

  async #update(filter: Fields, _id: string, { $set, $unset }: Change): Promise<RoomRecord | null> {
    const record = await this.#context.models.rooms
      .findOneAndUpdate(
        { _id, ...filter },
        {
          ...(Object.keys($set).length && { $set }),
          ...(Object.keys($unset).length && { $unset }),
          ...bumpRevision,
        } as UpdateQuery<RoomRecord>,
        { returnDocument: "after" },
      )
      .lean();
    if (!record) return null;
    this.#context.events.emit("membersChanged", record);
    this.#context.events.emit("roomChanged", _id);
    // Not throttled, since seats and messages at other instances follow the settings.
    this.#context.bus.publish({ about: "changed", room: _id });
    return record;
  }
}

function assertMayChange(room: RoomRecord, visitor: string, asked: Settings): void {
  const isForActing = Object.keys(asked).every((name) => FOR_ACTING_HOSTS.has(name));
  if (isForActing) assertModerator(room, visitor);
  else assertHost(room, visitor);
}

function toChange(room: RoomRecord, asked: Settings, hash: string | undefined): Change {
  const { title, max, password, listed, slow, ...flags } = asked;
  const change: Change = { filter: {}, $set: {}, $unset: {} };
  const { filter, $set, $unset } = change;
  if (title !== undefined) Object.assign($set, { title, words: searchWords(title) });
  if (max !== undefined) Object.assign(filter, { [`members.${max}`]: trusted({ $exists: false }) });
  if (max !== undefined) $set.max = max;
  if (password !== undefined) changePassword(room, hash, change);
  if (listed !== undefined && listed !== (room.listed !== false)) changeListing(listed, change);
  if (slow === 0) Object.assign($unset, { slow: 1, spoke: 1 });
  else if (slow !== undefined) $set.slow = slow;
  for (const [name, on] of Object.entries(flags)) {
    if (on || name === "crowd") $set[name] = on;
    else $unset[name] = 1;
  }
  return change;
}

/** Seated members stay guests; all others need the new password. */
function changePassword({ members }: RoomRecord, hash: string | undefined, change: Change): void {
  if (hash === undefined) {
    change.$unset.password = 1;
    return;
  }
  const seated = members.map(({ id }) => id);
  change.filter.members = trusted({ $not: { $elemMatch: { id: { $nin: seated } } } });
  Object.assign(change.$set, { password: hash, guests: seated });
}

function changeListing(listed: boolean, { filter, $set, $unset }: Change): void {
  filter.listed = listed ? false : trusted({ $ne: false });
  $set.listedAt = new Date();
  if (listed) $unset.listed = 1;
  else $set.listed = false;
}
