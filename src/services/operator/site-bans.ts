import { trusted } from "mongoose";
import type { SiteBanRecord } from "../../db/models/site/site-ban.js";
import { randomId } from "../../lib/random-id.js";
import { Refusal } from "../errors.js";
import { roomsAfter } from "../next-rooms/carry-site-bans.js";
import type { Broadcaster, Context, Visitor } from "../ports.js";
import { isId } from "../validation.js";
import { assertNotBannedByOperator } from "./site-ban-check.js";

export interface NewSiteBan {
  visitor?: string | undefined;
  /** Keyed hashes of address groups, as `AddressKeys` gives them. */
  from: readonly string[];
  /** Missing: everywhere. */
  room?: string | undefined;
  until: Date;
}

export interface SiteBan {
  id: string;
  visitor?: string;
  room?: string;
  at: string;
  until: string;
}

interface BanContext extends Pick<Context, "models" | "siteRules" | "events" | "background" | "addressKeys"> {
  readonly broadcaster: Pick<Broadcaster, "bannedFromSite">;
}

interface SeatTaker {
  expel(room: string, visitor: string, reason: "banned"): Promise<unknown>;
}

/** Bans by the operator. Each instance takes away the seats of whom it finds banned, whichever instance banned them. */
export class SiteBans {
  readonly #context: BanContext;
  readonly #seats: SeatTaker;
  #known = new Set<string>();

  constructor(context: BanContext, seats: SeatTaker) {
    this.#context = context;
    this.#seats = seats;
    context.events.on("siteRulesChanged", () => this.#onChanged());
  }

  get isAny(): boolean {
    return this.#context.siteRules.bans.length > 0;
  }

  assertNotBanned(visitor: Pick<Visitor, "id" | "address" | "since">, room?: string): void {
    assertNotBannedByOperator(this.#context, visitor, room);
  }

  async ban({ visitor, from, room, until }: NewSiteBan): Promise<string> {
    const { models, siteRules, background } = this.#context;
    const ban: SiteBanRecord = {
      _id: randomId(9),
      ...(visitor !== undefined && { visitor }),
      from: [...from],
      ...(room !== undefined && { room }),
      at: new Date(),
      until,
    };
    this.#known.add(ban._id);
    const takeEffect = async () => {
      await this.#followRooms(ban);
      await siteRules.changed();
    };
    try {
      await models.siteBans.create(ban);
      await takeEffect();
    } catch (error) {
      this.#known.delete(ban._id);
      background.onceSettled(takeEffect);
      throw error;
    }
    await this.#shutOut(ban).catch(() => background.retryUntilDone(() => this.#shutOut(ban)));
    return ban._id;
  }

  async lift(id: unknown): Promise<void> {
    const { models, siteRules, background } = this.#context;
    if (!isId(id)) throw new Refusal("NOT_FOUND");
    try {
      const { deletedCount } = await models.siteBans.deleteOne({ _id: id });
      await siteRules.changed();
      if (!deletedCount) throw new Refusal("NOT_FOUND");
    } catch (error) {
      if (!(error instanceof Refusal)) background.onceSettled(() => siteRules.changed());
      throw error;
    }
  }

  async list(): Promise<SiteBan[]> {
    const until = trusted({ $gt: new Date() });
    const found = await this.#context.models.siteBans.find({ until }).sort({ at: -1 }).lean();
    return found.map(toSiteBan);
  }

  #onChanged(): void {
    const { siteRules, background } = this.#context;
    const before = this.#known;
    this.#known = new Set(siteRules.bans.map(({ _id }) => _id));
    for (const ban of siteRules.bans)
      if (!before.has(ban._id)) background.retryUntilDone(() => this.#shutOut(ban));
  }

  async #followRooms(ban: SiteBanRecord): Promise<void> {
    const { rooms, siteBans } = this.#context.models;
    const nextRooms = ban.room === undefined ? [] : await roomsAfter(rooms, ban.room);
    if (!nextRooms.length) return;
    ban.nextRooms = nextRooms;
    await siteBans.updateOne({ _id: ban._id }, { $addToSet: { nextRooms: { $each: nextRooms } } });
  }

  async #shutOut({ visitor, visitors = [], room, nextRooms = [] }: SiteBanRecord): Promise<void> {
    const { models, broadcaster } = this.#context;
    // Their seats are taken away with the rest of their raid.
    for (const id of visitors) broadcaster.bannedFromSite(id);
    if (visitor === undefined) return;
    if (room === undefined) broadcaster.bannedFromSite(visitor);
    const there = room !== undefined && { _id: trusted({ $in: [room, ...nextRooms] }) };
    const seated = { "members.id": visitor, ...there };
    for (const { _id } of await models.rooms.find(seated, { _id: 1 }).lean())
      await this.#seats.expel(_id, visitor, "banned");
  }
}

const toSiteBan = ({ _id, visitor, room, at, until }: SiteBanRecord): SiteBan => ({
  id: _id,
  ...(visitor !== undefined && { visitor }),
  ...(room !== undefined && { room }),
  at: at.toISOString(),
  until: until.toISOString(),
});
